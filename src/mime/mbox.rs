//! An mbox file cut into its messages (RFC 4155, and the older habits it describes).
//!
//! The file comes in pieces of any size and is not kept: what is told is where messages stand. Lines
//! that begin with `From ` begin a message only behind an empty line and where they look like a
//! separator, because mboxo files hold the words unquoted in texts. A Content-Length is not believed.

use std::borrow::Cow;
use std::ops::Range;

use mail_parser::DateTime;

/// Messages cut out of one file; a larger one is no file to look at.
const MESSAGES_LIMIT: usize = 1_000_000;

/// A separator line is never longer; of a longer line no more is looked at.
const SEPARATOR_LIMIT_BYTES: usize = 512;

/// Where one message stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framed {
    /// The first byte of its separator line, of the message, and behind the message.
    pub separator_at: u64,
    pub start: u64,
    pub end: u64,
    /// Lines from which [`unquoted`] takes a byte each.
    pub quoted_lines: u64,
    /// What the separator says of its arrival, in seconds since 1970.
    pub date_unix_secs: Option<i64>,
}

impl Framed {
    /// Bytes of the message once [`unquoted`].
    pub fn size_bytes(&self) -> u64 {
        (self.end - self.start).saturating_sub(self.quoted_lines)
    }
}

/// Whether a file begins as an mbox does.
pub fn is_mbox(bytes: &[u8]) -> bool {
    is_separator(first_line(bytes))
}

/// The messages of a file in order, as ranges of its bytes, separators left out.
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let (mut scanner, mut found) = (Scanner::default(), Vec::new());
    scanner.push(bytes, &mut found);
    scanner.finish(&mut found);
    found.into_iter().filter_map(|framed| {
        Some(usize::try_from(framed.start).ok()?..usize::try_from(framed.end).ok()?)
    })
}

/// Finds the messages of a file that is read from its beginning on.
#[derive(Debug)]
pub struct Scanner {
    /// Bytes of the whole lines so far.
    at: u64,
    /// How the line that is not whole yet begins, and what is known of the rest of it.
    line: Vec<u8>,
    line_bytes: u64,
    line_is_blank: bool,
    /// The message that is not at its end yet; its `end` leaves out an empty line at the end.
    open: Option<Framed>,
    /// An empty line, or a separator, stands right before the next line.
    blank_before: bool,
    left: usize,
    /// A message beyond the limit was found.
    is_cut: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            at: 0,
            line: Vec::new(),
            line_bytes: 0,
            line_is_blank: true,
            open: None,
            blank_before: true,
            left: MESSAGES_LIMIT,
            is_cut: false,
        }
    }
}

impl Scanner {
    /// Takes the next piece; messages that end in it are added to `found`.
    pub fn push(&mut self, piece: &[u8], found: &mut Vec<Framed>) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            let is_whole = part.last() == Some(&b'\n');
            if self.line_bytes == 0 && is_whole {
                let is_blank = part.trim_ascii().is_empty();
                self.whole_line(beginning(part), part.len() as u64, is_blank, found);
                continue;
            }
            let room = (SEPARATOR_LIMIT_BYTES + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(part.get(..room).unwrap_or(part));
            self.line_bytes += part.len() as u64;
            self.line_is_blank &= part.trim_ascii().is_empty();
            if is_whole {
                self.end_line(found);
            }
        }
    }

    /// Whether there are more messages than 1,000,000, which are left out.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The file is at its end, and with it the last message.
    pub fn finish(mut self, found: &mut Vec<Framed>) {
        if self.line_bytes > 0 {
            self.end_line(found);
        }
        // An empty line ends each message, the last one, too (RFC 4155 §A): it is not of the message.
        found.extend(self.open);
    }

    fn end_line(&mut self, found: &mut Vec<Framed>) {
        let line = std::mem::take(&mut self.line);
        let (bytes, is_blank) = (self.line_bytes, self.line_is_blank);
        (self.line_bytes, self.line_is_blank) = (0, true);
        self.whole_line(&line, bytes, is_blank, found);
        self.line = line;
        self.line.clear();
    }

    fn whole_line(&mut self, line: &[u8], bytes: u64, is_blank: bool, found: &mut Vec<Framed>) {
        let line_at = self.at;
        self.at += bytes;
        // The first line of the file has to be a separator; without one nothing follows.
        let may_begin = self.blank_before && (self.open.is_some() || line_at == 0);
        if may_begin && line.starts_with(b"From ") && is_separator(line) {
            found.extend(self.open.take());
            let Some(left) = self.left.checked_sub(1) else {
                self.is_cut = true;
                return;
            };
            self.left = left;
            self.open = Some(Framed {
                separator_at: line_at,
                start: self.at,
                end: self.at,
                quoted_lines: 0,
                date_unix_secs: separator_date(line),
            });
            // Right behind a separator another one may follow: an empty message.
            self.blank_before = true;
            return;
        }
        if let Some(open) = &mut self.open {
            // The empty line before a separator belongs to the separator, and no more than that one.
            open.end = if is_blank { line_at } else { self.at };
            open.quoted_lines += u64::from(is_quoted(line));
        }
        self.blank_before = is_blank;
    }
}

/// Takes one `>` off the lines that mboxrd writers quoted: `>From `, `>>From `. In mboxo files only
/// `>From ` was added, and of those the same is right.
pub fn unquoted(message: &[u8]) -> Cow<'_, [u8]> {
    let is_quoted_line = |line: &[u8]| is_quoted(beginning(line));
    if !message.split(|byte| *byte == b'\n').any(is_quoted_line) {
        return Cow::Borrowed(message);
    }
    let mut out = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let quoted = is_quoted_line(line);
        out.extend_from_slice(if quoted { line.get(1..).unwrap_or(line) } else { line });
    }
    Cow::Owned(out)
}

fn is_quoted(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "))
}

fn beginning(line: &[u8]) -> &[u8] {
    line.get(..=SEPARATOR_LIMIT_BYTES).unwrap_or(line)
}

fn first_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    bytes.get(..end).unwrap_or(bytes)
}

/// `From sender date`: a sender without spaces, and a time or a year in what follows.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    if line.len() > SEPARATOR_LIMIT_BYTES {
        return false;
    }
    let words: Vec<&[u8]> =
        rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_time = |word: &&[u8]| {
        let colons = word.iter().filter(|byte| **byte == b':').count();
        colons > 0 && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
    };
    let is_year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.len() >= 4 && words.iter().skip(1).any(is_time) && words.iter().skip(1).any(is_year)
}

/// `Mon Jan  1 10:00:00 2024`, with a zone before or behind the year or none, which is UTC (RFC 4155
/// §A).
fn separator_date(line: &[u8]) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    let words: Vec<&str> = line.split_ascii_whitespace().skip(2).collect();
    let month = words
        .iter()
        .find_map(|word| MONTHS.iter().position(|month| word.get(..3) == Some(*month)))?;
    let number = |fits: fn(&str) -> bool| {
        words.iter().filter(|word| fits(word)).find_map(|word| word.parse::<u16>().ok())
    };
    let mut time = words.iter().find(|word| word.contains(':'))?.split(':').map(str::parse::<u8>);
    let mut next = || time.next().transpose().ok().map(|found| found.unwrap_or(0));
    let zone = words.iter().find_map(|word| {
        let digits = word.strip_prefix(['+', '-']).filter(|digits| digits.len() == 4)?;
        let number = digits.parse::<u16>().ok()?;
        Some((word.starts_with('-'), number / 100, number % 100))
    });
    let (tz_before_gmt, tz_hour, tz_minute) = zone.unwrap_or_default();
    let date = DateTime {
        year: number(|word| word.len() == 4)?,
        month: u8::try_from(month + 1).ok()?,
        day: u8::try_from(number(|word| word.len() <= 2)?).ok()?,
        hour: next()?,
        minute: next()?,
        second: next()?.min(59),
        tz_before_gmt,
        tz_hour: u8::try_from(tz_hour).ok()?,
        tz_minute: u8::try_from(tz_minute).ok()?,
    };
    date.is_valid().then(|| date.to_timestamp())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";

    fn cut(file: &str) -> Vec<&str> {
        messages(file.as_bytes()).map(|range| file.get(range).unwrap_or("?")).collect()
    }

    #[test]
    fn messages_stand_between_separators() {
        let file = format!("{SEPARATOR}Subject: 1\n\none\n\n{SEPARATOR}Subject: 2\n\ntwo\n");
        assert!(is_mbox(file.as_bytes()));
        assert_eq!(cut(&file), ["Subject: 1\n\none\n", "Subject: 2\n\ntwo\n"]);
        let crlf = file.replace('\n', "\r\n");
        assert_eq!(cut(&crlf), ["Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n"]);
    }

    #[test]
    fn words_that_begin_like_a_separator_are_text() {
        let file = format!(
            "{SEPARATOR}Subject: 1\n\nhello\n\nFrom now on, it is ours.\nFrom a@b Mon Jan  1 10:00:00 2024\n"
        );
        assert_eq!(cut(&file).len(), 1);
        assert!(cut("Subject: x\n\nbody\n").is_empty());
        assert!(!is_mbox(b"From: a@b\n"));
    }

    #[test]
    fn pieces_of_any_size_give_the_same_messages() {
        let file = format!(
            "{SEPARATOR}Subject: 1\r\n\r\n>From me\r\n\r\n{SEPARATOR}{SEPARATOR}Subject: 3\n\n{}\n\n{SEPARATOR}x",
            "long ".repeat(1_000)
        );
        let framed = |piece: usize| {
            let (mut scanner, mut found) = (Scanner::default(), Vec::new());
            file.as_bytes().chunks(piece).for_each(|piece| scanner.push(piece, &mut found));
            scanner.finish(&mut found);
            found
        };
        let whole = framed(file.len());
        assert_eq!(whole.len(), 4);
        assert_eq!(whole[0].quoted_lines, 1);
        let first = file.get(whole[0].start as usize..whole[0].end as usize).unwrap_or("?");
        assert_eq!(unquoted(first.as_bytes()).len() as u64, whole[0].size_bytes());
        for piece in [1, 2, 7, 512, 513, 1_000] {
            assert_eq!(framed(piece), whole, "{piece}");
        }
    }

    #[test]
    fn of_too_many_messages_the_first_are_found_and_that_is_known() {
        let (mut scanner, mut found) = (Scanner { left: 2, ..Scanner::default() }, Vec::new());
        scanner.push(SEPARATOR.repeat(2).as_bytes(), &mut found);
        assert!(!scanner.is_cut());
        scanner.push(SEPARATOR.as_bytes(), &mut found);
        assert!(scanner.is_cut());
        scanner.finish(&mut found);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_separator_says_when_a_message_came() {
        for (line, expected) in [
            ("From a@b Mon Jan  1 10:00:00 2024\n", Some(1_704_103_200)),
            ("From - Mon Jan  1 10:00:00 2024\r\n", Some(1_704_103_200)),
            ("From a@b Mon Jan 01 10:00:00 +0100 2024\n", Some(1_704_099_600)),
            ("From a@b Mon Jan  1 10:00 CET 2024\n", Some(1_704_103_200)),
            ("From a@b Mon Foo 41 99:00:00 2024\n", None),
            ("From a@b Mon Jan 41 10:00:00 2024\n", None),
        ] {
            assert_eq!(separator_date(line.as_bytes()), expected, "{line}");
        }
    }

    #[test]
    fn quoted_lines_lose_one_mark() {
        assert_eq!(
            &*unquoted(b"a\n>From b\n>>From c\n> From d\n>x\n"),
            b"a\nFrom b\n>From c\n> From d\n>x\n"
        );
        assert!(matches!(unquoted(b"a\n> From\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn empty_and_hostile_files_end() {
        assert_eq!(cut(""), Vec::<&str>::new());
        assert_eq!(cut(SEPARATOR), [""]);
        assert_eq!(cut(&SEPARATOR.repeat(1_000)).len(), 1_000);
        assert!(cut(&"From ".repeat(100_000)).is_empty());
        assert_eq!(cut(&format!("{SEPARATOR}{}", "\n".repeat(100_000))).len(), 1);
        assert_eq!(unquoted(&b">".repeat(1_000_000)).len(), 1_000_000);
    }
}
