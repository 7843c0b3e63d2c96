//! SELECT, EXAMINE and STATUS.

use std::io::{self, Write};
use std::num::NonZeroU32;

use imap_codec::imap_types::flag::{Flag, FlagPerm};
use imap_codec::imap_types::mailbox::Mailbox as MailboxArgument;
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::status::{StatusDataItem, StatusDataItemName};

use super::answer::{Outcome, other_code};
use super::connection::Session;
use super::flags;
use super::mailbox::{Mailbox, count};
use super::view::{View, sequence_number};

/// The name in a command as text; other bytes than ASCII become U+FFFD, which no mailbox has.
pub fn name_of(mailbox: &MailboxArgument<'_>) -> String {
    match mailbox {
        MailboxArgument::Inbox => "INBOX".to_owned(),
        MailboxArgument::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}

/// SELECT or EXAMINE (RFC 3501 §6.3.1); a refused one leaves nothing selected.
pub fn select<W: Write>(
    session: &mut Session<'_, W>,
    mailbox: &MailboxArgument<'_>,
    read_only: bool,
) -> io::Result<Outcome> {
    if session.view.take().is_some() {
        session.answers.untagged_ok(other_code("CLOSED"), "The folder before is closed")?;
    }
    let (name, id) = (name_of(mailbox), session.id);
    let opened = session.server.look(|store| {
        store.selectable(&name).map(|found| (View::new(found, id, read_only), Facts::of(found)))
    });
    let (view, facts) = match opened {
        Ok(opened) => opened,
        Err(refusal) => return Ok(refusal.into()),
    };
    facts.tell(session, read_only)?;
    session.view = Some(view);
    let code = if read_only { Code::ReadOnly } else { Code::ReadWrite };
    Ok(Outcome::ok("Opened").with(Some(code)))
}

/// What SELECT says about a mailbox.
struct Facts {
    exists: u32,
    first_unseen: Option<NonZeroU32>,
    uid_validity: Option<NonZeroU32>,
    uid_next: Option<NonZeroU32>,
    /// Keywords in use, each once.
    keywords: Vec<Flag<'static>>,
}

impl Facts {
    fn of(mailbox: &Mailbox) -> Self {
        let unseen = mailbox.messages.iter().position(|message| !message.flags.has("\\Seen"));
        Self {
            exists: count(mailbox.messages.len()),
            first_unseen: unseen.and_then(sequence_number),
            uid_validity: NonZeroU32::new(mailbox.uid_validity),
            uid_next: NonZeroU32::new(mailbox.uid_next),
            keywords: keywords(mailbox),
        }
    }

    fn tell<W: Write>(&self, session: &mut Session<'_, W>, read_only: bool) -> io::Result<()> {
        let answers = &mut session.answers;
        let known = [flags::system_flags(), self.keywords.clone()].concat();
        answers.data(Data::Flags(known.clone()))?;
        let mut permanent: Vec<FlagPerm<'_>> = Vec::new();
        if !read_only {
            permanent.extend(known.into_iter().map(FlagPerm::Flag));
            permanent.push(FlagPerm::Asterisk);
        }
        answers.untagged_ok(Code::PermanentFlags(permanent), "Flags that stay")?;
        answers.data(Data::Exists(self.exists))?;
        answers.data(Data::Recent(0))?;
        if let Some(number) = self.first_unseen {
            answers.untagged_ok(Code::Unseen(number), "First unread")?;
        }
        if let Some(number) = self.uid_validity {
            answers.untagged_ok(Code::UidValidity(number), "UIDs stay")?;
        }
        if let Some(number) = self.uid_next {
            answers.untagged_ok(Code::UidNext(number), "Next UID")?;
        }
        Ok(())
    }
}

/// The keywords in use, whatever case they are written in.
fn keywords(mailbox: &Mailbox) -> Vec<Flag<'static>> {
    /// A client shows a few; a mailbox of others cannot make SELECT long.
    const KEYWORDS_LIMIT: usize = 100;
    let mut names: Vec<&str> = Vec::new();
    for name in mailbox.messages.iter().flat_map(|message| message.flags.keywords()) {
        if names.len() < KEYWORDS_LIMIT && !names.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    flags::keyword_flags(names)
}

/// STATUS (RFC 3501 §6.3.10), with SIZE (RFC 8438).
pub fn status<W: Write>(
    session: &mut Session<'_, W>,
    mailbox: &MailboxArgument<'_>,
    names: &[StatusDataItemName],
) -> io::Result<Outcome> {
    let name = name_of(mailbox);
    match session.server.look(|store| store.selectable(&name).map(|found| items(found, names))) {
        Ok(items) => {
            let mailbox = mailbox.clone();
            session.answers.data(Data::Status { mailbox, items: items.into() })?;
            Ok(Outcome::ok("Counted"))
        }
        Err(refusal) => Ok(refusal.into()),
    }
}

/// The wanted counts; what this server does not count is left out.
pub fn items(mailbox: &Mailbox, names: &[StatusDataItemName]) -> Vec<StatusDataItem> {
    let item = |name: &StatusDataItemName| match name {
        StatusDataItemName::Messages => {
            Some(StatusDataItem::Messages(count(mailbox.messages.len())))
        }
        StatusDataItemName::Recent => Some(StatusDataItem::Recent(0)),
        StatusDataItemName::Unseen => Some(StatusDataItem::Unseen(mailbox.unseen())),
        StatusDataItemName::UidNext => {
            NonZeroU32::new(mailbox.uid_next).map(StatusDataItem::UidNext)
        }
        StatusDataItemName::UidValidity => {
            NonZeroU32::new(mailbox.uid_validity).map(StatusDataItem::UidValidity)
        }
        StatusDataItemName::Size => Some(StatusDataItem::Size(mailbox.size_bytes())),
        StatusDataItemName::Deleted | StatusDataItemName::DeletedStorage => None,
    };
    names.iter().filter_map(item).collect()
}
