//! The keys of SEARCH, SORT and THREAD (RFC 3501 §6.4.4), tried on the messages of a view.
//!
//! Text is compared in decoded form and without regard to case, as a person would expect.

use std::cell::OnceCell;

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::datetime::NaiveDate;
use imap_codec::imap_types::search::SearchKey;
use mail_parser::DateTime;

use super::mailbox::{Mailbox, Message, count};
use super::message::header;
use super::search_text::SearchText;
use super::set;
use super::view::View;

/// Places of the matches in [`View::uids`], ascending; `None` when a sequence number points behind
/// the end. Messages that are gone but not told yet match nothing.
pub fn find(mailbox: &Mailbox, view: &View, keys: &[SearchKey<'_>]) -> Option<Vec<usize>> {
    let test = all(keys, view)?;
    let mut found = Vec::new();
    for (place, uid) in view.uids.iter().enumerate() {
        let Some(message) = mailbox.message(*uid) else { continue };
        if test.fits(&Candidate { place, message, text: OnceCell::new() }) {
            found.push(place);
        }
    }
    Some(found)
}

/// A key whose sets were looked up once, not for every message. The codec bounds the nesting.
enum Test<'a> {
    All(Vec<Test<'a>>),
    Either(Box<Test<'a>>, Box<Test<'a>>),
    Not(Box<Test<'a>>),
    /// Ascending.
    Places(Vec<usize>),
    Key(&'a SearchKey<'a>),
}

fn all<'a>(keys: &'a [SearchKey<'a>], view: &View) -> Option<Test<'a>> {
    Some(Test::All(keys.iter().map(|key| test(key, view)).collect::<Option<_>>()?))
}

fn test<'a>(key: &'a SearchKey<'a>, view: &View) -> Option<Test<'a>> {
    Some(match key {
        SearchKey::And(keys) => all(keys.as_ref(), view)?,
        SearchKey::Or(a, b) => Test::Either(Box::new(test(a, view)?), Box::new(test(b, view)?)),
        SearchKey::Not(key) => Test::Not(Box::new(test(key, view)?)),
        SearchKey::SequenceSet(set) => Test::Places(set::places(set, &view.uids, false)?),
        SearchKey::Uid(set) => Test::Places(set::places(set, &view.uids, true)?),
        key => Test::Key(key),
    })
}

impl Test<'_> {
    fn fits(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.fits(candidate)),
            Self::Either(a, b) => a.fits(candidate) || b.fits(candidate),
            Self::Not(test) => !test.fits(candidate),
            Self::Places(places) => places.binary_search(&candidate.place).is_ok(),
            Self::Key(key) => candidate.fits(key),
        }
    }
}

/// One message under test; its text is decoded only when a key needs it.
struct Candidate<'a> {
    place: usize,
    message: &'a Message,
    text: OnceCell<SearchText>,
}

impl Candidate<'_> {
    fn text(&self) -> &SearchText {
        self.text.get_or_init(|| SearchText::of(&self.message.content.bytes()))
    }

    fn size(&self) -> u32 {
        count(self.message.content.length())
    }

    fn sent_day(&self) -> Option<String> {
        let value = header::value(&self.message.content.header(), "Date")?;
        let date = DateTime::parse_rfc822(str::from_utf8(&value).ok()?)?;
        Some(format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
    }

    fn day(&self) -> String {
        let date = DateTime::from_timestamp(self.message.date_s);
        format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
    }

    /// Tries a key that is no set and holds no other key.
    fn fits(&self, key: &SearchKey<'_>) -> bool {
        let flag = |name: &str| self.message.flags.has(name);
        let lower = |value: &AString<'_>| String::from_utf8_lossy(value.as_ref()).to_lowercase();
        match key {
            // Taken apart by `test`.
            SearchKey::And(_) | SearchKey::Or(..) | SearchKey::Not(_) => false,
            SearchKey::SequenceSet(_) | SearchKey::Uid(_) => false,
            SearchKey::All | SearchKey::Old => true,
            SearchKey::New | SearchKey::Recent => false,
            SearchKey::Answered => flag("\\Answered"),
            SearchKey::Unanswered => !flag("\\Answered"),
            SearchKey::Deleted => flag("\\Deleted"),
            SearchKey::Undeleted => !flag("\\Deleted"),
            SearchKey::Draft => flag("\\Draft"),
            SearchKey::Undraft => !flag("\\Draft"),
            SearchKey::Flagged => flag("\\Flagged"),
            SearchKey::Unflagged => !flag("\\Flagged"),
            SearchKey::Seen => flag("\\Seen"),
            SearchKey::Unseen => !flag("\\Seen"),
            SearchKey::Keyword(name) => flag(name.inner()),
            SearchKey::Unkeyword(name) => !flag(name.inner()),
            SearchKey::Larger(size) => self.size() > *size,
            SearchKey::Smaller(size) => self.size() < *size,
            SearchKey::Before(date) => self.day() < day(date),
            SearchKey::On(date) => self.day() == day(date),
            SearchKey::Since(date) => self.day() >= day(date),
            SearchKey::SentBefore(date) => self.sent_day().is_some_and(|d| d < day(date)),
            SearchKey::SentOn(date) => self.sent_day().is_some_and(|d| d == day(date)),
            SearchKey::SentSince(date) => self.sent_day().is_some_and(|d| d >= day(date)),
            SearchKey::Bcc(text) => self.text().bcc.contains(&lower(text)),
            SearchKey::Cc(text) => self.text().cc.contains(&lower(text)),
            SearchKey::From(text) => self.text().from.contains(&lower(text)),
            SearchKey::To(text) => self.text().to.contains(&lower(text)),
            SearchKey::Subject(text) => self.text().subject.contains(&lower(text)),
            SearchKey::Body(text) => self.text().body.contains(&lower(text)),
            SearchKey::Text(text) => self.text().anywhere(&lower(text)),
            SearchKey::Header(name, text) => {
                self.text().field(&lower(name)).is_some_and(|value| value.contains(&lower(text)))
            }
        }
    }
}

/// Days are compared as text: 2026-11-22 sorts as the days do.
fn day(date: &NaiveDate) -> String {
    date.as_ref().to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::flags::Flags;
    use crate::demo::mailbox::Content;
    use crate::demo::store::Store;
    use imap_codec::CommandCodec;
    use imap_codec::decode::Decoder;
    use imap_codec::imap_types::command::CommandBody;

    fn found(keys: &str) -> Option<Vec<u32>> {
        let mut store = Store::empty();
        let mut add = |date_s, flags: &[&str], message: &str| {
            let content = Content::Kept(message.as_bytes().into());
            let flags = Flags::from_names(flags.iter().copied());
            store.append("INBOX", flags, date_s, content).unwrap();
        };
        add(
            0,
            &["\\Seen"],
            "From: =?utf-8?q?J=C3=B6rg?= <j@example.org>\r\nSubject: Plan\r\n\r\nBody one",
        );
        add(
            1_795_300_000,
            &[],
            "Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nX-Odd: yes\r\nSubject: =?utf-8?b?5Lya6K6u?=\r\n\r\ntwo",
        );
        let mailbox = store.selectable("INBOX").unwrap();
        let view = View::new(mailbox, 1, false);
        let line = format!("a SEARCH {keys}\r\n");
        let (_, command) = CommandCodec::new().decode(line.as_bytes()).unwrap();
        let CommandBody::Search { criteria, .. } = command.body else { panic!("not a search") };
        let places = find(mailbox, &view, criteria.as_ref())?;
        Some(places.into_iter().map(|place| count(place + 1)).collect())
    }

    #[test]
    fn keys_find_what_they_name() {
        for (keys, expected) in [
            ("ALL", &[1, 2][..]),
            ("UNSEEN", &[2]),
            ("FROM {5+}\r\nJÖRG", &[1]),
            ("SUBJECT {6+}\r\n会议", &[2]),
            ("BODY one", &[1]),
            ("TEXT plan", &[1]),
            ("HEADER X-Odd \"\"", &[2]),
            ("OR BODY one BODY two", &[1, 2]),
            ("NOT SINCE 1-Nov-2026", &[1]),
            ("SENTON 22-Nov-2026", &[2]),
            ("UID 2:*", &[2]),
            ("LARGER 5 SMALLER 10", &[]),
            ("(SEEN) 1", &[1]),
        ] {
            assert_eq!(found(keys).unwrap(), expected, "{keys}");
        }
        assert_eq!(found("3"), None);
        assert_eq!(found("BODY three 3"), None, "also where no message gets that far");
    }
}
