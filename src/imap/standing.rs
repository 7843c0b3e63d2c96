//! Which messages stand in the open mailbox already: by Message-ID before an import, by UID and size
//! after a lost connection.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use super::batch::Event;
use super::encode::Line;
use super::error::ImapError;
use super::found::Found;
use super::reader::Untagged;
use super::reader::message_id;
use super::session::{Session, check_all};
use super::transfer::text;
use super::update::Update;

/// Message-IDs of one SEARCH: they nest in ORs, and a server walks these by recursion.
const IDS_PER_SEARCH: usize = 40;
/// Bytes of them: servers take lines of 8 KiB (RFC 7162 §4), and the rest needs room.
const SEARCH_LIMIT_BYTES: usize = 6 * 1024;
/// Searches of one write: each reads all headers of the mailbox, on some servers from the disk.
const SEARCHES_PER_WRITE: usize = 8;

/// Longest Message-ID that is searched for; RFC 5322 §2.1.1 allows no longer line.
pub const MESSAGE_ID_LIMIT_BYTES: usize = 900;

/// A message that stands in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub uid: NonZeroU32,
    /// RFC822.SIZE.
    pub size_bytes: Option<u64>,
    /// As [`message_number`] has it; 0 where it has none.
    pub message_number: u64,
}

/// Which messages of the open mailbox.
#[derive(Clone, Debug)]
pub enum Span<'a> {
    Uids(&'a [NonZeroU32]),
    /// From this UID on.
    From(NonZeroU32),
    /// By sequence number.
    Seqs(RangeInclusive<u32>),
}

/// A number that stands for the Message-ID in a header field or in `<…>`; 0 where there is none.
pub fn message_number(field: &[u8]) -> u64 {
    message_id::read_first(field)
}

impl Session {
    /// The UIDs of all messages that have one of these Message-IDs; each with its brackets, in ASCII
    /// and at most [`MESSAGE_ID_LIMIT_BYTES`] long. One write; see [`searches`].
    ///
    /// # Errors
    /// [`ImapError::TooMany`] where the server names millions.
    pub fn search_message_ids(
        &mut self,
        searches: &[Vec<&str>],
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<NonZeroU32>, ImapError> {
        let returning = if self.capabilities().has("ESEARCH") { " RETURN (ALL)" } else { "" };
        let mut lines = Vec::new();
        for ids in searches {
            let mut line = self.line("SEARCH", &format!("UID SEARCH{returning}"));
            for (at, id) in ids.iter().enumerate() {
                line = key(line, id, at + 1 == ids.len())?;
            }
            lines.push(line);
        }
        let mut found = Found::default();
        let answers = self.run_long(lines, on, |event, _, _| {
            if let Event::Untagged(untagged) = event {
                found.take(untagged);
            }
        })?;
        check_all("SEARCH", &answers)?;
        found.into_uids()
    }

    /// Size and Message-ID of messages, ascending by UID.
    pub fn standing_in(
        &mut self,
        span: &Span<'_>,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<Standing>, ImapError> {
        const ITEMS: &str = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
        let which = match span {
            Span::Uids([]) => return Ok(Vec::new()),
            Span::Uids(uids) => format!("UID FETCH {}", text(uids)),
            Span::From(first) => format!("UID FETCH {first}:*"),
            Span::Seqs(seqs) => format!("FETCH {}:{}", seqs.start(), seqs.end()),
        };
        let line = self.line("FETCH", &format!("{which} {ITEMS}"));
        let mut all: Vec<Standing> = Vec::new();
        let answers = self.run(vec![line], on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            let header = fetch.take_section(0, |name| name.starts_with("HEADER.FIELDS"));
            let (Some(uid), Some(header)) = (fetch.uid, header) else { return };
            // The last message answers for `*`, whatever its number (RFC 3501 §6.4.8).
            let is_meant = match span {
                Span::From(first) => uid >= *first,
                Span::Uids(_) | Span::Seqs(_) => true,
            };
            if is_meant {
                let message_number = message_number(&header);
                all.push(Standing { uid, size_bytes: fetch.size_bytes, message_number });
            }
        })?;
        check_all("FETCH", &answers)?;
        all.sort_unstable_by_key(|one| one.uid);
        all.dedup_by_key(|one| one.uid);
        Ok(all)
    }
}

/// Cuts Message-IDs into searches that one line each can carry, and these into writes.
pub fn searches<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Vec<Vec<&'a str>>> {
    /// `OR HEADER Message-ID "…" `.
    const KEY_BYTES: usize = 24;
    let mut searches: Vec<Vec<&str>> = Vec::new();
    let mut bytes = 0;
    for id in ids {
        let more = id.len() + KEY_BYTES;
        match searches.last_mut() {
            Some(last) if last.len() < IDS_PER_SEARCH && bytes + more <= SEARCH_LIMIT_BYTES => {
                last.push(id);
                bytes += more;
            }
            Some(_) | None => {
                searches.push(vec![id]);
                bytes = more;
            }
        }
    }
    searches.chunks(SEARCHES_PER_WRITE).map(<[Vec<&str>]>::to_vec).collect()
}

fn key(line: Line, id: &str, is_last: bool) -> Result<Line, ImapError> {
    let or = if is_last { "" } else { " OR" };
    line.text(&format!("{or} HEADER MESSAGE-ID")).string(id.as_bytes(), "Message-ID")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ids_go_in_searches_that_fit_a_line_and_few_writes() {
        let ids: Vec<String> = (0..1_000).map(|n| format!("<{n}@harbour.example>")).collect();
        let writes = searches(ids.iter().map(String::as_str));
        let all: Vec<&str> = writes.iter().flatten().flatten().copied().collect();
        assert_eq!(all, ids, "each once, in order");
        assert_eq!(writes.iter().flatten().count(), 25);
        assert_eq!(writes.len(), 4);
        let long = "<".to_owned() + &"x".repeat(800) + "@y>";
        let writes = searches(std::iter::repeat_n(long.as_str(), 20));
        assert!(writes.iter().flatten().all(|ids| ids.len() <= 7), "{writes:?}");
        assert!(searches(std::iter::empty()).is_empty());
    }
}
