//! Opening a mailbox and reading rows and structures by sequence number.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::{self, Event};
use super::error::ImapError;
use super::mailboxes::Listing;
use super::reader::{Code, Fetch, Status, Untagged};
use super::session::Session;
use super::track::Track;
use super::update::{Opened, Update};
use crate::model::{MailboxName, Row, RowText};

/// Rows of one FETCH: one bounded step, about 100 KiB at the most usual sizes.
pub const PAGE_LIMIT: u32 = 200;

const ROW_ITEMS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)";

/// What SELECT says before its tagged answer.
#[derive(Default)]
struct Selecting {
    exists: u32,
    uid_validity: Option<NonZeroU32>,
    uid_next: Option<NonZeroU32>,
    opened: Option<Opened>,
}

impl Session {
    /// Opens a mailbox and reads its newest rows: two waits, with the list of mailboxes in the
    /// first where asked for.
    ///
    /// Reports [`Update::Opened`], then [`Update::Mailboxes`], then each [`Update::Row`] as it
    /// comes. Where counts cannot come with the list, a second [`Update::Mailboxes`] has them.
    ///
    /// # Errors
    /// [`ImapError::Refused`] where the mailbox cannot be opened; then none is open. The list is
    /// reported also then.
    pub fn open_mailbox(
        &mut self,
        name: &MailboxName,
        first_page_rows: u32,
        with_list: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<Opened, ImapError> {
        let verb = if self.look_only { "EXAMINE" } else { "SELECT" };
        let select = self.line(verb, verb).mailbox(name)?;
        let mut lines = Vec::new();
        // Before SELECT: there are providers that refuse it to clients that say no name.
        if !self.introduced {
            self.introduced = true;
            lines.push(self.line("ID", "ID (\"name\" \"mailpane\")"));
        }
        let select_index = lines.len();
        lines.push(select);
        let mut listing = with_list.then(|| Listing::new(&self.capabilities));
        if let Some(listing) = &listing {
            lines.extend(listing.lines(self));
        }
        let mut selecting = Selecting::default();
        let mut server_name = None;
        let look_only = self.look_only;
        self.track.close();
        let answers = self.run(lines, on, |event, track, on| match event {
            Event::Untagged(untagged) => {
                if let Untagged::Id { name } = untagged {
                    server_name = name.take();
                }
                if let Some(listing) = &mut listing {
                    listing.take(untagged);
                }
                if selecting.opened.is_none() {
                    selecting.take(untagged);
                }
            }
            Event::Done { index, status } if *index == select_index => {
                if status.status == Status::Ok {
                    let read_only = look_only || status.code == Some(Code::ReadOnly);
                    let opened = selecting.finish(read_only);
                    track.open(name.clone(), opened.exists, selecting.uid_validity);
                    on(Update::Opened(opened));
                }
            }
            Event::Done { .. } => {}
        })?;
        self.set_server_name(server_name);
        let mailboxes = listing.as_ref().map(Listing::mailboxes);
        if let Some(mailboxes) = &mailboxes {
            on(Update::Mailboxes(mailboxes.clone()));
        }
        let Some(mut opened) = selecting.opened else {
            let server_text = answers.get(select_index).map(|a| a.text.clone()).unwrap_or_default();
            return Err(ImapError::Refused { command: verb, server_text });
        };
        self.fetch_newest(first_page_rows, on)?;
        opened.mailboxes = match (mailboxes, listing) {
            (Some(mailboxes), Some(listing)) if listing.has_counts() => Some(mailboxes),
            (Some(mailboxes), Some(listing)) => {
                let counted = self.add_counts(mailboxes, &listing, on)?;
                on(Update::Mailboxes(counted.clone()));
                Some(counted)
            }
            _ => None,
        };
        self.settle()?;
        Ok(opened)
    }

    fn fetch_newest(&mut self, rows: u32, on: &mut dyn FnMut(Update)) -> Result<(), ImapError> {
        let rows = rows.min(PAGE_LIMIT);
        let last = self.track.exists;
        if rows == 0 || last == 0 {
            return Ok(());
        }
        self.fetch_page("ROW", last.saturating_sub(rows - 1).max(1), last, on)
    }

    /// Reads the rows `first_seq` to `last_seq`, at most [`PAGE_LIMIT`] of them.
    pub fn fetch_rows(
        &mut self,
        first_seq: u32,
        last_seq: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.fetch_page("ROW", first_seq, last_seq, on)?;
        self.settle()
    }

    /// Reads the structures of the messages `first_seq` to `last_seq`, at most [`PAGE_LIMIT`].
    pub fn fetch_structures(
        &mut self,
        first_seq: u32,
        last_seq: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.fetch_page("STRUCTURE", first_seq, last_seq, on)?;
        self.settle()
    }

    fn fetch_page(
        &mut self,
        what: &'static str,
        first_seq: u32,
        last_seq: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let first = first_seq.max(1);
        let last = last_seq.min(self.track.exists).min(first.saturating_add(PAGE_LIMIT - 1));
        if first > last {
            return Ok(());
        }
        let items = if what == "ROW" { ROW_ITEMS } else { "(UID BODYSTRUCTURE)" };
        let line = self.line("FETCH", &format!("FETCH {first}:{last} {items}"));
        let mut page = Page { first, last, seen: Vec::new() };
        let answers = self.run(vec![line], on, |event, track, on| {
            if let Event::Untagged(Untagged::Fetch(fetch)) = event {
                page.take(fetch, track, on);
            }
        })?;
        match answers.first() {
            // Some servers refuse a page for one broken message and send the others all the same.
            Some(answer) if page.seen.is_empty() => batch::check("FETCH", answer),
            _ => Ok(()),
        }
    }
}

impl Selecting {
    fn take(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::Exists(count) => self.exists = *count,
            Untagged::Status(line) => match line.code {
                Some(Code::UidValidity(value)) => self.uid_validity = Some(value),
                Some(Code::UidNext(value)) => self.uid_next = Some(value),
                _ => {}
            },
            _ => {}
        }
    }

    fn finish(&mut self, read_only: bool) -> Opened {
        let opened = Opened {
            exists: self.exists,
            uid_validity: self.uid_validity.unwrap_or(NonZeroU32::MIN),
            uid_validity_known: self.uid_validity.is_some(),
            uid_next: self.uid_next,
            read_only,
            mailboxes: None,
        };
        self.opened = Some(opened.clone());
        opened
    }
}

/// The page asked for, and what came of it: one row per message, none that was not asked for.
struct Page {
    first: u32,
    last: u32,
    seen: Vec<u32>,
}

impl Page {
    fn take(&mut self, fetch: &mut Fetch, track: &Track, on: &mut dyn FnMut(Update)) {
        let seq = fetch.seq;
        let Some(uid) = fetch.uid else { return };
        let asked = (self.first..=self.last).contains(&seq) && track.has(seq);
        let useful = fetch.envelope.is_some() || fetch.structure.is_some();
        if !asked || !useful || self.seen.contains(&seq) {
            return;
        }
        self.seen.push(seq);
        if let Some(part) = fetch.structure.take() {
            on(Update::Structure { seq, uid, part: Arc::new(part) });
        }
        if fetch.envelope.is_some() {
            let flags = fetch.flags.take().unwrap_or_default();
            let text = Arc::new(row_text(fetch));
            on(Update::Row {
                seq,
                row: Row { uid, flags, has_attachment: None, text, preview: None, links: None },
            });
        }
    }
}

/// What a row shows; `unreadable` where the envelope could not be read.
fn row_text(fetch: &mut Fetch) -> RowText {
    let size_bytes = fetch.size_bytes.unwrap_or(0);
    match fetch.envelope.take().flatten() {
        Some(envelope) => RowText {
            received_unix_secs: fetch.internal_date.or(envelope.date_unix_secs).unwrap_or(0),
            from: envelope.from,
            subject: envelope.subject,
            size_bytes,
            unreadable: false,
        },
        None => RowText {
            received_unix_secs: fetch.internal_date.unwrap_or(0),
            size_bytes,
            unreadable: true,
            ..RowText::default()
        },
    }
}
