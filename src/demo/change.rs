//! Commands that change the account: folders, STORE, COPY, MOVE, EXPUNGE.

use std::io::{self, Write};
use std::num::NonZeroU32;
use std::time::{SystemTime, UNIX_EPOCH};

use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::mailbox::Mailbox;
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::sequence::SequenceSet;

use super::answer::{Outcome, other_code};
use super::connection::Session;
use super::flags::Flags;
use super::mailbox::Content;
use super::select::name_of;
use super::server::DemoServer;
use super::set;
use super::store::{Refusal, canonical};
use super::view::sequence_number;

const READ_ONLY: &str = "The folder was opened for reading only";

pub fn create(server: &DemoServer, mailbox: &Mailbox<'_>) -> Outcome {
    done("Created", server.change(|store| store.create(&name_of(mailbox))))
}

/// CREATE for special uses (RFC 6154 §3).
pub fn create_for(server: &DemoServer, name: &str, uses: &[String]) -> Outcome {
    done("Created", server.change(|store| store.create_for(name, uses)))
}

pub fn delete(server: &DemoServer, mailbox: &Mailbox<'_>) -> Outcome {
    done("Deleted", server.change(|store| store.delete(&name_of(mailbox))))
}

pub fn rename(server: &DemoServer, from: &Mailbox<'_>, to: &Mailbox<'_>) -> Outcome {
    done("Renamed", server.change(|store| store.rename(&name_of(from), &name_of(to))))
}

/// SUBSCRIBE and UNSUBSCRIBE; only mailboxes that exist can be subscribed.
pub fn subscribe(server: &DemoServer, mailbox: &Mailbox<'_>, wanted: bool) -> Outcome {
    let name = canonical(&name_of(mailbox));
    server.change(|store| {
        if !wanted {
            store.subscribed.remove(&name);
        } else if store.mailboxes.contains_key(&name) {
            store.subscribed.insert(name);
        } else {
            return Outcome::no("No such folder").with(Some(other_code("NONEXISTENT")));
        }
        Outcome::ok("Noted")
    })
}

fn done(words: &str, result: Result<(), Refusal>) -> Outcome {
    match result {
        Ok(()) => Outcome::ok(words),
        Err(refusal) => refusal.into(),
    }
}

/// A missing target is told by TRYCREATE (RFC 3501 §6.3.11).
pub fn into_missing(refusal: Refusal) -> Outcome {
    Outcome::no(refusal.text).with(Some(Code::TryCreate))
}

/// Flags, date and bytes of a message that is appended; `None` for one in a form that is not known
/// here.
pub fn kept(
    flags: &[Flag<'_>],
    date: Option<DateTime>,
    message: LiteralOrLiteral8<'_>,
) -> Option<(Flags, i64, Content)> {
    let bytes = match message {
        LiteralOrLiteral8::Literal(literal) => literal.into_inner().into_owned(),
        LiteralOrLiteral8::Literal8(_) => return None,
    };
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let date_s = match date {
        Some(date) => date.as_ref().timestamp(),
        None => i64::try_from(now()).unwrap_or(0),
    };
    let flags = Flags::from_names(
        flags.iter().map(Flag::to_string).collect::<Vec<_>>().iter().map(String::as_str),
    );
    Some((flags, date_s, Content::Kept(bytes.into())))
}

/// The flags of a STORE.
pub struct StoreFlags<'a> {
    pub kind: StoreType,
    pub response: StoreResponse,
    pub flags: &'a [Flag<'a>],
}

impl StoreFlags<'_> {
    fn apply(&self, names: &[String], flags: &mut Flags) {
        if self.kind == StoreType::Replace {
            *flags = Flags::default();
        }
        for name in names {
            flags.set(name, self.kind != StoreType::Remove);
        }
    }
}

/// STORE and UID STORE (RFC 3501 §6.4.6).
pub fn store<W: Write>(
    session: &mut Session<'_, W>,
    set: &SequenceSet,
    wanted: &StoreFlags<'_>,
    by_uid: bool,
) -> io::Result<Outcome> {
    let Some((validity, places)) = chosen(session, set, by_uid) else {
        return Ok(no_such_number());
    };
    if session.view.as_ref().is_none_or(|view| view.read_only) {
        return Ok(Outcome::no(READ_ONLY));
    }
    let names: Vec<String> = wanted.flags.iter().map(Flag::to_string).collect();
    let uids: Vec<u32> = places.iter().map(|(_, uid)| *uid).collect();
    let by = session.id;
    let after: Vec<Option<Flags>> = session.server.change(|store| {
        store.change_flags(validity, &uids, by, |flags| wanted.apply(&names, flags));
        let mailbox = store.by_validity(validity).map(|(_, mailbox)| mailbox);
        let flags = |uid: &u32| Some(mailbox?.message(*uid)?.flags.clone());
        uids.iter().map(flags).collect()
    });
    let mut missing = false;
    for ((place, uid), flags) in places.into_iter().zip(after) {
        let (Some(seq), Some(uid), Some(flags)) =
            (sequence_number(place), NonZeroU32::new(uid), flags)
        else {
            missing = true;
            continue;
        };
        if wanted.response == StoreResponse::Answer {
            let flags = MessageDataItem::Flags(flags.to_fetch());
            let uid = by_uid.then_some(MessageDataItem::Uid(uid));
            let items = uid.into_iter().chain([flags]).collect::<Vec<_>>();
            if let Ok(items) = Vec1::try_from(items) {
                session.answers.data(Data::Fetch { seq, items })?;
            }
        }
    }
    Ok(if missing && !by_uid { expunge_issued() } else { Outcome::ok("Stored") })
}

/// COPY with COPYUID (RFC 4315).
pub fn copy<W: Write>(
    session: &mut Session<'_, W>,
    set: &SequenceSet,
    to: &Mailbox<'_>,
    by_uid: bool,
) -> io::Result<Outcome> {
    let Some((validity, places)) = chosen(session, set, by_uid) else {
        return Ok(no_such_number());
    };
    let uids: Vec<u32> = places.into_iter().map(|(_, uid)| uid).collect();
    let name = name_of(to);
    Ok(match session.server.change(|store| store.copy(validity, &uids, &name)) {
        Ok((target, pairs)) => Outcome::ok("Copied").with(copy_uid(target, &pairs)),
        Err(refusal) => into_missing(refusal),
    })
}

/// MOVE: COPYUID comes first and untagged, then the EXPUNGEs (RFC 6851 §4.3).
pub fn move_messages<W: Write>(
    session: &mut Session<'_, W>,
    set: &SequenceSet,
    to: &Mailbox<'_>,
    by_uid: bool,
) -> io::Result<Outcome> {
    let Some((validity, places)) = chosen(session, set, by_uid) else {
        return Ok(no_such_number());
    };
    if session.view.as_ref().is_none_or(|view| view.read_only) {
        return Ok(Outcome::no(READ_ONLY));
    }
    let uids: Vec<u32> = places.into_iter().map(|(_, uid)| uid).collect();
    let name = name_of(to);
    let moved = session.server.change(|store| {
        let copied = store.copy(validity, &uids, &name)?;
        store.expunge(validity, &uids);
        Ok(copied)
    });
    match moved {
        Ok((target, pairs)) => {
            if let Some(code) = copy_uid(target, &pairs) {
                session.answers.untagged_ok(code, "Moved")?;
            }
            Ok(Outcome::ok("Moved"))
        }
        Err(refusal) => Ok(into_missing(refusal)),
    }
}

/// EXPUNGE and CLOSE of all, or UID EXPUNGE of some, messages with `\Deleted`.
pub fn expunge<W: Write>(session: &mut Session<'_, W>, only: Option<&SequenceSet>) -> Outcome {
    let Some(view) = session.view.as_ref().filter(|view| !view.read_only) else {
        return Outcome::no(READ_ONLY);
    };
    let validity = view.uid_validity;
    session.server.change(|store| {
        let Some((_, mailbox)) = store.by_validity(validity) else { return };
        let deleted = mailbox.messages.iter().filter(|message| message.flags.has("\\Deleted"));
        let mut uids: Vec<u32> = deleted.map(|message| message.uid).collect();
        if let Some(only) = only {
            let places = set::places(only, &uids, true).unwrap_or_default();
            uids = places.into_iter().filter_map(|place| uids.get(place).copied()).collect();
        }
        if !uids.is_empty() {
            store.expunge(validity, &uids);
        }
    });
    Outcome::ok("Removed")
}

/// The selected UIDVALIDITY, and places and UIDs of the chosen messages.
pub fn chosen<W: Write>(
    session: &Session<'_, W>,
    set: &SequenceSet,
    by_uid: bool,
) -> Option<(u32, Vec<(usize, u32)>)> {
    let view = session.view.as_ref()?;
    let places = set::places(set, &view.uids, by_uid)?;
    let pairs = places.into_iter().filter_map(|place| Some((place, *view.uids.get(place)?)));
    Some((view.uid_validity, pairs.collect()))
}

pub fn no_such_number() -> Outcome {
    Outcome::bad("There is no message of this number")
}

/// Messages that another connection removed cannot be served any more (RFC 2180 §4.1.2).
pub fn expunge_issued() -> Outcome {
    Outcome::no("Some of the messages are gone").with(Some(other_code("EXPUNGEISSUED")))
}

fn copy_uid(target: u32, pairs: &[(u32, u32)]) -> Option<Code<'static>> {
    let (old, new): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
    Some(Code::CopyUid {
        uid_validity: NonZeroU32::new(target)?,
        source: set::uid_set(&old)?,
        destination: set::uid_set(&new)?,
    })
}
