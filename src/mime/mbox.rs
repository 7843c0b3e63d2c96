//! An mbox file cut into its messages (RFC 4155, and the older habits it describes).
//!
//! Works on slices: nothing is copied until a message with quoted `From ` lines is unquoted. Lines
//! that begin with `From ` begin a message only behind an empty line and where they look like a
//! separator, because mboxo files hold the words unquoted in texts.

use std::borrow::Cow;
use std::ops::Range;

/// Messages cut out of one file; a larger one is no file to look at.
const MESSAGES_LIMIT: usize = 1_000_000;

/// A separator line is never longer.
const SEPARATOR_LIMIT_BYTES: usize = 512;

/// Whether a file begins as an mbox does.
pub fn is_mbox(bytes: &[u8]) -> bool {
    is_separator(first_line(bytes))
}

/// The messages of a file in order, as ranges of its bytes, separators left out.
pub fn messages(bytes: &[u8]) -> Messages<'_> {
    Messages { bytes, at: 0, left: MESSAGES_LIMIT }
}

/// See [`messages`]. Reads on only as far as it is asked.
#[derive(Clone, Debug)]
pub struct Messages<'a> {
    bytes: &'a [u8],
    at: usize,
    left: usize,
}

impl Iterator for Messages<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.left = self.left.checked_sub(1)?;
        let line = first_line(self.bytes.get(self.at..)?);
        if !is_separator(line) {
            return None;
        }
        let start = self.at + line.len();
        let mut at = start;
        // Right behind a separator another one may follow: an empty message.
        let mut blank_before = true;
        let mut end = start;
        while let Some(line) = self.bytes.get(at..).map(first_line).filter(|line| !line.is_empty())
        {
            if blank_before && is_separator(line) {
                break;
            }
            let is_blank = line.trim_ascii().is_empty();
            at += line.len();
            // The empty line before a separator belongs to the separator.
            if !is_blank || blank_before {
                end = at;
            }
            blank_before = is_blank;
        }
        let is_last = at >= self.bytes.len();
        self.at = at;
        Some(start..if is_last { at } else { end.max(start) })
    }
}

/// Takes one `>` off the lines that mboxrd writers quoted: `>From `, `>>From `. In mboxo files only
/// `>From ` was added, and of those the same is right.
pub fn unquoted(message: &[u8]) -> Cow<'_, [u8]> {
    let is_quoted = |line: &[u8]| {
        let rest = line.iter().position(|byte| *byte != b'>').filter(|marks| *marks > 0);
        rest.and_then(|marks| line.get(marks..)).is_some_and(|rest| rest.starts_with(b"From "))
    };
    if !message.split(|byte| *byte == b'\n').any(is_quoted) {
        return Cow::Borrowed(message);
    }
    let mut out = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(if is_quoted(line) { line.get(1..).unwrap_or(line) } else { line });
    }
    Cow::Owned(out)
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

#[cfg(test)]
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
