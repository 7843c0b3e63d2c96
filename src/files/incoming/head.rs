//! What the header of a message in a file says of it: when it came, how it was marked, and its
//! Message-ID.

use std::sync::Arc;

use crate::mime;
use crate::model::{Flag, Flags, Keyword};

/// Keywords kept of one message, as of a row of the list.
const KEYWORDS_LIMIT: usize = 16;

/// Fields that Thunderbird writes right behind the separator, in front of the message's own. Further
/// down, or with another among them, they are the sender's.
const MOZILLA: [&str; 5] =
    ["X-Account-Key", "X-UIDL", "X-Mozilla-Status", "X-Mozilla-Status2", "X-Mozilla-Keys"];

/// What is known of a message beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
    /// When it came: the newest Received field, else the Date field.
    pub date_unix_secs: Option<i64>,
    /// With its brackets.
    pub message_id: Option<Box<str>>,
    /// A program took it out of its list and left it in the file.
    pub is_expunged: bool,
}

impl Head {
    /// Reads a header, or the beginning of one. `is_mbox`: the file keeps flags in fields of the
    /// old mail programs, and messages that were taken out of the list; whoever has a message as a
    /// file of its own has it.
    pub fn read(header: &[u8], is_mbox: bool) -> Self {
        let (mut head, mut keywords) = (Self::default(), Vec::new());
        let (mut received, mut sent) = (None, None);
        let mut in_front = true;
        for (name, value) in Fields(header) {
            in_front &= MOZILLA.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
            let is = |known: &str| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes());
            // Programs write their own fields without a space before the colon.
            let is_exactly = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            if is("Received") && received.is_none() {
                received = value.rsplit_once(';').and_then(|(_, date)| read_date(date));
            } else if is("Date") && sent.is_none() {
                sent = read_date(&value);
            } else if is("Message-ID") && head.message_id.is_none() {
                head.message_id = message_id(&value);
            } else if in_front && is_exactly("X-Mozilla-Status") {
                head.mozilla(&value, is_mbox);
            } else if in_front && is_exactly("X-Mozilla-Keys") {
                add_keywords(&value, &mut keywords);
            } else if is_mbox && (is_exactly("Status") || is_exactly("X-Status")) {
                head.letters(&value);
            } else if is_mbox && is_exactly("X-Keywords") {
                add_keywords(&value, &mut keywords);
            }
        }
        head.keywords = keywords.into();
        head.date_unix_secs = received.or(sent);
        head
    }

    /// `RO`, `AF`: read, old, answered, flagged, deleted, draft.
    fn letters(&mut self, value: &str) {
        for letter in value.chars() {
            let flag = match letter {
                'R' => Flag::Seen,
                'A' => Flag::Answered,
                'F' => Flag::Flagged,
                'D' => Flag::Deleted,
                'T' => Flag::Draft,
                _ => continue,
            };
            self.flags.set(flag, true);
        }
    }

    /// Four digits of Thunderbird's.
    fn mozilla(&mut self, value: &str, is_mbox: bool) {
        let Ok(bits) = u32::from_str_radix(value.trim(), 16) else { return };
        let known = [
            (0x0001, Flag::Seen),
            (0x0002, Flag::Answered),
            (0x0004, Flag::Flagged),
            (0x1000, Flag::Forwarded),
        ];
        for (_, flag) in known.into_iter().filter(|(bit, _)| bits & bit != 0) {
            self.flags.set(flag, true);
        }
        self.is_expunged |= is_mbox && bits & 0x0008 != 0;
    }
}

fn add_keywords(value: &str, keywords: &mut Vec<Keyword>) {
    for word in value.split([' ', ',', '\t']) {
        let Some(keyword) = Keyword::new(word) else { continue };
        if keywords.len() < KEYWORDS_LIMIT && !keywords.contains(&keyword) {
            keywords.push(keyword);
        }
    }
}

/// A year before mail is a clock that was not set.
fn read_date(text: &str) -> Option<i64> {
    mime::date_unix_secs(text.trim()).filter(|secs| *secs > 0)
}

fn message_id(value: &str) -> Option<Box<str>> {
    let start = value.find('<')?;
    let rest = value.get(start..)?;
    let id = rest.get(..=rest.find('>')?)?;
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    (id.len() > 2 && id.bytes().all(|byte| byte.is_ascii_graphic())).then(|| id.into())
}

/// Names as they stand and values, unfolded; up to the empty line. What has no colon is a name.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a [u8], String);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.line()?;
        if line.trim_ascii().is_empty() {
            self.0 = &[];
            return None;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return Some((line, String::new()));
        };
        let (name, rest) = line.split_at(colon);
        let mut value = String::from_utf8_lossy(rest.get(1..).unwrap_or_default()).into_owned();
        while matches!(self.0.first(), Some(b' ' | b'\t')) {
            value.push_str(&String::from_utf8_lossy(self.line()?));
        }
        Some((name, value.replace(['\r', '\n'], "").trim().to_owned()))
    }
}

impl<'a> Fields<'a> {
    fn line(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = self.0.iter().position(|byte| *byte == b'\n').map_or(self.0.len(), |at| at + 1);
        let (line, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(head: &Head) -> Vec<&str> {
        head.keywords.iter().map(Keyword::as_str).collect()
    }

    #[test]
    fn marks_of_old_programs_and_of_thunderbird_are_flags() {
        let head =
            Head::read(b"Status: RO\r\nX-Status: AF\r\nX-Keywords: Work, $Label1 (\r\n", true);
        for flag in [Flag::Seen, Flag::Answered, Flag::Flagged] {
            assert!(head.flags.has(flag), "{flag:?}");
        }
        assert!(!head.flags.has(Flag::Deleted) && !head.is_expunged);
        assert_eq!(words(&head), ["Work", "$Label1"]);
        let head = Head::read(b"X-Mozilla-Status: 1009\nX-Mozilla-Keys: a  a b\n", true);
        assert!(head.flags.has(Flag::Seen) && head.flags.has(Flag::Forwarded) && head.is_expunged);
        assert_eq!(words(&head), ["a", "b"]);
        assert_eq!(Head::read(b"Status: RO\n\nX-Status: F\n", false).flags, Flags::default());
    }

    #[test]
    fn a_sender_cannot_have_a_message_left_out() {
        let fields = "X-Mozilla-Status: 0009\nX-Mozilla-Keys: a\n";
        let behind = format!("Subject: x\n{fields}");
        assert_eq!(Head::read(behind.as_bytes(), true), Head::default());
        let folded = format!(" x\n{fields}");
        assert!(!Head::read(folded.as_bytes(), true).is_expunged);
        for spaced in ["X-Mozilla-Status : 0009\n", " X-Mozilla-Status: 0009\n", "X-Status : D\n"] {
            assert_eq!(Head::read(spaced.as_bytes(), true), Head::default(), "{spaced}");
        }
        let own = Head::read(fields.as_bytes(), false);
        assert!(own.flags.has(Flag::Seen) && !own.is_expunged, "a file of its own is there");
        let kept = format!("X-Account-Key: account1\nX-UIDL: 7\n{fields}");
        assert!(Head::read(kept.as_bytes(), true).is_expunged);
    }

    #[test]
    fn the_newest_hop_says_when_it_came_and_the_sender_where_there_is_none() {
        let head = Head::read(
            b"Received: from a by b\r\n with C; Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n\
              Received: x; Mon, 1 Jan 1996 00:00:00 +0000\r\nDate: Tue, 2 Jan 1996 00:00:00 +0000\r\n\
              Message-ID:\r\n <a\r\n b@c> (x)\r\n",
            false,
        );
        assert_eq!(head.date_unix_secs, Some(837_595_405));
        assert_eq!(head.message_id.as_deref(), Some("<ab@c>"));
        let head = Head::read(b"Date: Tue, 2 Jan 1996 00:00:00 +0000\nMessage-ID: a@b\n", false);
        assert_eq!((head.date_unix_secs, head.message_id), (Some(820_540_800), None));
        assert_eq!(Head::read(b"Date: Thu, 1 Jan 1970 00:00:00 +0000\n", false), Head::default());
    }

    #[test]
    fn hostile_headers_end() {
        for unit in ["a", ":", "\n", "a:\n ", "Message-ID: <", "X-Keywords: a b c d\n"] {
            let head = Head::read(unit.repeat(50_000).as_bytes(), true);
            assert!(head.keywords.len() <= KEYWORDS_LIMIT);
        }
    }
}
