//! Rows of the list, by sequence number.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::batch::{self, Event};
use super::encode::Line;
use super::error::ImapError;
use super::reader::message_id::LINKS_LIMIT;
use super::reader::{Fetch, Untagged, envelope, message_id};
use super::session::Session;
use super::set;
use super::track::Track;
use super::update::Update;
use crate::model::{Row, RowText, ThreadLinks};

/// Rows of one FETCH: one bounded step, about 100 KiB at the most usual sizes.
pub const PAGE_LIMIT: u32 = 200;

/// What a row brings beyond what it always does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowItems {
    /// [`Row::links`], for conversations: some 100 bytes a row.
    pub links: bool,
}

impl RowItems {
    /// The items as FETCH wants them.
    pub(super) fn text(self) -> &'static str {
        if self.links {
            "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY.PEEK[HEADER.FIELDS (REFERENCES)])"
        } else {
            "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
        }
    }
}

impl Session {
    /// Reads the rows `first_seq` to `last_seq`, at most [`PAGE_LIMIT`] of them: one wait.
    pub fn fetch_rows(
        &mut self,
        first_seq: u32,
        last_seq: u32,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let first = first_seq.max(1);
        let last = last_seq.min(self.track.exists).min(first.saturating_add(PAGE_LIMIT - 1));
        let mut page = Page::of(first..=last);
        self.fetch_lacking(&mut page, items, on)?;
        self.settle()
    }

    /// Reads the rows of these numbers in any order, at most [`PAGE_LIMIT`] of them: one wait.
    pub fn fetch_row_set(
        &mut self,
        seqs: &[u32],
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let mut page = Page::of(self.there(seqs));
        self.fetch_lacking(&mut page, items, on)?;
        self.settle()
    }

    /// Those of `seqs` that are in the mailbox, as many as one step takes.
    pub(super) fn there(&self, seqs: &[u32]) -> Vec<u32> {
        let there = seqs.iter().copied().filter(|seq| self.track.has(*seq));
        there.take(PAGE_LIMIT as usize).collect()
    }

    /// One FETCH of what the page lacks; none where it lacks nothing.
    pub(super) fn fetch_lacking(
        &mut self,
        page: &mut Page,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let Some(line) = self.lacking_line(page, items) else { return Ok(()) };
        let answers = self.run(vec![line], on, |event, track, on| {
            if let Event::Untagged(untagged) = event {
                page.see(untagged, track, on);
            }
        })?;
        match answers.first() {
            // Some servers refuse a page for one broken message and send the others all the same.
            Some(answer) if page.is_untouched() => batch::check("FETCH", answer),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn lacking_line(&self, page: &Page, items: RowItems) -> Option<Line> {
        let lacking: Vec<u32> = page.lacking.iter().copied().collect();
        if lacking.is_empty() {
            return None;
        }
        Some(self.line("FETCH", &format!("FETCH {} {}", set::write(&lacking), items.text())))
    }
}

/// The rows asked for, and what came of them: one row per message, none that was not asked for.
#[derive(Debug, Default)]
pub(super) struct Page {
    lacking: BTreeSet<u32>,
    /// Asked for as it turned out, though not of this page.
    welcome: BTreeSet<u32>,
    came: bool,
}

impl Page {
    pub fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        Self { lacking: numbers.into_iter().collect(), ..Self::default() }
    }

    /// Takes these too where they come. True where they are just what the page lacks.
    pub fn expect(&mut self, numbers: &[u32]) -> bool {
        let numbers: BTreeSet<u32> = numbers.iter().copied().collect();
        let same = numbers == self.lacking;
        self.welcome = numbers.difference(&self.lacking).copied().collect();
        same
    }

    pub fn is_untouched(&self) -> bool {
        !self.came
    }

    /// Takes a row out of a response, or follows a message that goes. To be called before `track`
    /// has taken the response in.
    pub fn see(&mut self, untagged: &mut Untagged, track: &Track, on: &mut dyn FnMut(Update)) {
        match untagged {
            Untagged::Fetch(fetch) if !track.is_rebuilt() => self.take(fetch, track, on),
            Untagged::Expunge(gone) if track.has(*gone) => {
                for numbers in [&mut self.lacking, &mut self.welcome] {
                    follow_expunge(numbers, *gone);
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, fetch: &mut Fetch, track: &Track, on: &mut dyn FnMut(Update)) {
        let seq = fetch.seq;
        let Some(uid) = fetch.uid else { return };
        if !track.has(seq) || fetch.envelope.is_none() {
            return;
        }
        if !(self.lacking.remove(&seq) || self.welcome.remove(&seq)) {
            return;
        }
        self.came = true;
        let flags = fetch.flags.take().unwrap_or_default();
        let keywords = std::mem::take(&mut fetch.keywords);
        let (text, links) = row_text(fetch);
        let row = Row {
            uid,
            flags,
            keywords,
            has_attachment: None,
            text: Arc::new(text),
            preview: None,
            links,
        };
        on(Update::Row { seq, row });
    }
}

/// The numbers behind a message that is gone move down by one.
pub(super) fn follow_expunge(numbers: &mut BTreeSet<u32>, gone: u32) {
    let behind = numbers.split_off(&gone);
    numbers.extend(behind.into_iter().filter(|seq| *seq != gone).map(|seq| seq - 1));
}

/// What a row shows; `unreadable` where the envelope could not be read.
fn row_text(fetch: &mut Fetch) -> (RowText, Option<Arc<ThreadLinks>>) {
    let size_bytes = fetch.size_bytes.unwrap_or(0);
    let references = fetch.take_section(0, |name| name.starts_with("HEADER.FIELDS"));
    match fetch.envelope.take().flatten() {
        Some(envelope) => {
            let links = references.map(|header| Arc::new(links(&envelope, &header)));
            let text = RowText {
                received_unix_secs: fetch.internal_date.or(envelope.date_unix_secs).unwrap_or(0),
                from: envelope.from,
                subject: envelope.subject,
                size_bytes,
                unreadable: false,
            };
            (text, links)
        }
        None => {
            let text = RowText {
                received_unix_secs: fetch.internal_date.unwrap_or(0),
                size_bytes,
                unreadable: true,
                ..RowText::default()
            };
            (text, None)
        }
    }
}

/// References where there are any, else In-Reply-To (RFC 5256 §3).
fn links(envelope: &envelope::Envelope, references: &[u8]) -> ThreadLinks {
    let mut ids = message_id::read_all(references);
    debug_assert!(ids.len() <= LINKS_LIMIT);
    if ids.is_empty() && envelope.in_reply_to != 0 {
        ids.push(envelope.in_reply_to);
    }
    ThreadLinks { id: envelope.id, references: ids.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_follows_the_messages_that_go() {
        let mut numbers = BTreeSet::from([1, 4, 5, 9]);
        follow_expunge(&mut numbers, 4);
        assert_eq!(Vec::from_iter(numbers.clone()), [1, 4, 8]);
        follow_expunge(&mut numbers, 20);
        follow_expunge(&mut numbers, 2);
        assert_eq!(Vec::from_iter(numbers), [1, 3, 7]);
    }

    /// V142.
    #[test]
    fn of_fifty_thousand_references_few_are_kept() {
        let ids: String = (0..50_000).map(|n| format!("<{n}@x> ")).collect();
        let found =
            links(&envelope::Envelope::default(), format!("References: {ids}\r\n").as_bytes());
        assert!(found.references.len() <= LINKS_LIMIT, "{}", found.references.len());
    }

    #[test]
    fn in_reply_to_counts_only_without_references() {
        let envelope = envelope::Envelope { id: 1, in_reply_to: 2, ..Default::default() };
        assert_eq!(*links(&envelope, b"\r\n").references, [2]);
        let parent = message_id::read_first(b"<p@x>");
        assert_eq!(*links(&envelope, b"References: <p@x>\r\n\r\n").references, [parent]);
        let alone = envelope::Envelope::default();
        assert_eq!(links(&alone, b""), ThreadLinks { id: 0, references: Arc::new([]) });
    }
}
