//! FETCH and UID FETCH (RFC 3501 §6.4.5), with PREVIEW (RFC 8970).

use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::fetch::{
    MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName, Section,
};
use imap_codec::imap_types::sequence::SequenceSet;

use super::answer::Outcome;
use super::change::{chosen, expunge_issued, no_such_number};
use super::connection::{Session, UNREADABLE};
use super::mailbox::{Content, Message, count};
use super::message::tree::{self, Entity};
use super::message::{header, optional, section, structure};
use super::returning::Window;
use super::view::sequence_number;
use super::{fetch_command, preview};

/// The last second of the year 9999, where IMAP dates end.
const LAST_DATE_S: u64 = 253_402_300_799;

/// What is wanted of each message.
struct Wanted<'a> {
    names: Vec<MessageDataItemName<'a>>,
    preview: bool,
}

/// Answers a FETCH or UID FETCH command, whole with its tag.
pub fn command<W: Write>(session: &mut Session<'_, W>, command: &[u8]) -> io::Result<Outcome> {
    let read = fetch_command::read(command);
    let Ok((b"", command)) = CommandCodec::new().decode(&read.plain) else {
        return Ok(Outcome::bad(UNREADABLE));
    };
    let CommandBody::Fetch { sequence_set, macro_or_item_names, uid } = command.body else {
        return Ok(Outcome::bad(UNREADABLE));
    };
    let names = match &macro_or_item_names {
        _ if read.only_preview => Vec::new(),
        MacroOrMessageDataItemNames::Macro(short) => short.expand(),
        MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.clone(),
    };
    let wanted = Wanted { names, preview: read.preview };
    fetch(session, (&sequence_set, read.window), wanted, uid)
}

/// One untagged answer a message, in the order of their numbers.
fn fetch<W: Write>(
    session: &mut Session<'_, W>,
    (set, window): (&SequenceSet, Option<Window>),
    mut wanted: Wanted<'_>,
    by_uid: bool,
) -> io::Result<Outcome> {
    let Some((validity, messages)) = chosen(session, set, by_uid) else {
        return Ok(no_such_number());
    };
    let names = &mut wanted.names;
    if (names.is_empty() && !wanted.preview) || names.iter().any(is_binary) {
        return Ok(Outcome::bad("There is something in this FETCH that I do not know"));
    }
    if by_uid && !names.contains(&MessageDataItemName::Uid) {
        names.insert(0, MessageDataItemName::Uid);
    }
    let messages = window.as_ref().map_or(messages.as_slice(), |window| window.of(&messages));
    let mut missing = false;
    for (place, uid) in messages {
        if !fetch_one(session, validity, (*place, *uid), &wanted)? {
            missing = true;
        }
    }
    Ok(if missing && !by_uid { expunge_issued() } else { Outcome::ok("Fetched") })
}

/// Writes one message's answer; false when the message is gone.
fn fetch_one<W: Write>(
    session: &mut Session<'_, W>,
    validity: u32,
    (place, uid): (usize, u32),
    wanted: &Wanted<'_>,
) -> io::Result<bool> {
    let names = &wanted.names;
    let read_only = session.view.as_ref().is_none_or(|view| view.read_only);
    let by = session.id;
    let look = || session.server.look(|store| store.by_validity(validity)?.1.message(uid).cloned());
    let Some(mut message) = look() else { return Ok(false) };
    let marks = !read_only && names.iter().any(sets_seen) && !message.flags.has("\\Seen");
    if marks {
        session.server.change(|store| {
            store.change_flags(validity, &[uid], by, |flags| flags.set("\\Seen", true));
        });
        message.flags.set("\\Seen", true);
    }
    let loaded = match session.last.take() {
        Some(last) if last.is(validity, uid) => last,
        _ => Loaded::new(validity, &message),
    };
    let mut items: Vec<_> = names.iter().filter_map(|name| item(name, &message, &loaded)).collect();
    if marks && !names.contains(&MessageDataItemName::Flags) {
        items.push(MessageDataItem::Flags(message.flags.to_fetch()));
    }
    let preview = wanted.preview.then(|| preview::of(loaded.raw()));
    session.last = Some(loaded);
    if let Some(seq) = sequence_number(place) {
        session.answers.fetch(seq, items, preview.as_deref())?;
    }
    Ok(true)
}

/// A message whose bytes and MIME tree are made only when an item needs them. A connection keeps
/// the last one: an attachment is fetched in many pieces.
#[derive(Debug)]
pub struct Loaded {
    uid_validity: u32,
    uid: u32,
    content: Content,
    raw: OnceCell<Arc<[u8]>>,
    tree: OnceCell<Entity>,
}

impl Loaded {
    fn new(uid_validity: u32, message: &Message) -> Self {
        let (uid, content) = (message.uid, message.content.clone());
        Self { uid_validity, uid, content, raw: OnceCell::new(), tree: OnceCell::new() }
    }

    fn is(&self, uid_validity: u32, uid: u32) -> bool {
        (self.uid_validity, self.uid) == (uid_validity, uid)
    }

    fn raw(&self) -> &[u8] {
        self.raw.get_or_init(|| self.content.bytes())
    }

    /// The header alone, where nothing else was needed so far.
    fn header(&self) -> Cow<'_, [u8]> {
        match self.raw.get() {
            Some(raw) => Cow::Borrowed(raw.get(..header::header_length(raw)).unwrap_or_default()),
            None => Cow::Owned(self.content.header()),
        }
    }

    fn tree(&self) -> &Entity {
        self.tree.get_or_init(|| tree::parse(self.raw()))
    }

    fn section(&self, section: Option<&Section<'_>>) -> Option<Cow<'_, [u8]>> {
        if let Some(
            Section::Header(None)
            | Section::HeaderFields(None, _)
            | Section::HeaderFieldsNot(None, _),
        ) = section
        {
            let head = self.header();
            let found = section::bytes(&head, &tree::parse(&head), section)?;
            return Some(Cow::Owned(found.into_owned()));
        }
        section::bytes(self.raw(), self.tree(), section)
    }
}

fn item<'a>(
    name: &MessageDataItemName<'a>,
    message: &Message,
    loaded: &Loaded,
) -> Option<MessageDataItem<'a>> {
    let literal = |bytes: Option<Cow<'_, [u8]>>| optional(bytes.as_deref());
    Some(match name {
        MessageDataItemName::Uid => MessageDataItem::Uid(NonZeroU32::new(message.uid)?),
        MessageDataItemName::Flags => MessageDataItem::Flags(message.flags.to_fetch()),
        MessageDataItemName::InternalDate => {
            MessageDataItem::InternalDate(internal_date(message.date_s)?)
        }
        MessageDataItemName::Rfc822Size => {
            MessageDataItem::Rfc822Size(count(message.content.length()))
        }
        MessageDataItemName::Envelope => {
            MessageDataItem::Envelope(structure::envelope(&loaded.header()))
        }
        MessageDataItemName::Body => {
            MessageDataItem::Body(structure::body_structure(loaded.raw(), loaded.tree(), false))
        }
        MessageDataItemName::BodyStructure => MessageDataItem::BodyStructure(
            structure::body_structure(loaded.raw(), loaded.tree(), true),
        ),
        MessageDataItemName::BodyExt { section, partial, peek: _ } => {
            let bytes = loaded.section(section.as_ref());
            MessageDataItem::BodyExt {
                section: section.clone(),
                origin: partial.map(|(offset, _)| offset),
                data: optional(bytes.as_deref().map(|bytes| section::cut(bytes, *partial))),
            }
        }
        MessageDataItemName::Rfc822 => MessageDataItem::Rfc822(literal(loaded.section(None))),
        MessageDataItemName::Rfc822Header => {
            MessageDataItem::Rfc822Header(literal(loaded.section(Some(&Section::Header(None)))))
        }
        MessageDataItemName::Rfc822Text => {
            MessageDataItem::Rfc822Text(literal(loaded.section(Some(&Section::Text(None)))))
        }
        MessageDataItemName::Binary { .. } | MessageDataItemName::BinarySize { .. } => return None,
    })
}

fn is_binary(name: &MessageDataItemName<'_>) -> bool {
    matches!(name, MessageDataItemName::Binary { .. } | MessageDataItemName::BinarySize { .. })
}

fn sets_seen(name: &MessageDataItemName<'_>) -> bool {
    match name {
        MessageDataItemName::BodyExt { peek, .. } => !peek,
        MessageDataItemName::Rfc822 | MessageDataItemName::Rfc822Text => true,
        _ => false,
    }
}

/// INTERNALDATE of seconds since 1970, in UTC; earlier dates become 1970.
///
/// The codec's dates are made through a crate that is no dependency of ours. A date that the codec
/// has read, plus a duration, is such a date too.
fn internal_date(date_s: i64) -> Option<DateTime> {
    static EPOCH: OnceLock<Option<DateTime>> = OnceLock::new();
    let read = || {
        let command = b"a APPEND x \"01-Jan-1970 00:00:00 +0000\" {1+}\r\nx\r\n";
        match CommandCodec::new().decode(command) {
            Ok((_, command)) => match command.body {
                CommandBody::Append { date, .. } => date,
                _ => None,
            },
            Err(_) => None,
        }
    };
    let epoch = EPOCH.get_or_init(read).as_ref()?;
    let after = Duration::from_secs(u64::try_from(date_s).unwrap_or(0).min(LAST_DATE_S));
    DateTime::try_from(*epoch.as_ref() + after).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn dates_reach_from_1970_to_9999() {
        let seconds = |date_s| internal_date(date_s).unwrap().as_ref().timestamp();
        assert_eq!(seconds(1_795_300_000), 1_795_300_000);
        assert_eq!(seconds(-5), 0);
        assert_eq!(seconds(i64::MAX), 253_402_300_799);
    }
}
