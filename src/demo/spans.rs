//! A command cut into words with their places, for what is read or changed before the codec sees it.
//!
//! Nothing here knows what a command means.

use std::ops::Range;

/// What a word of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Atom,
    /// A quoted string or a literal: never a word of the language.
    Text,
    Open,
    Close,
}

/// One word; the range covers its quotes, or the literal with its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub kind: Kind,
    pub range: Range<usize>,
}

impl Span {
    /// Whether this is the atom `word`, in any case.
    pub fn is(&self, command: &[u8], word: &str) -> bool {
        self.kind == Kind::Atom && self.bytes(command).eq_ignore_ascii_case(word.as_bytes())
    }

    pub fn bytes<'a>(&self, command: &'a [u8]) -> &'a [u8] {
        command.get(self.range.clone()).unwrap_or_default()
    }
}

/// All words of a command; `None` for a string or a literal without an end. Linear.
pub fn spans(command: &[u8]) -> Option<Vec<Span>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = command.get(start) {
        let (kind, end) = match first {
            b' ' | b'\r' | b'\n' => {
                start += 1;
                continue;
            }
            b'(' => (Kind::Open, start + 1),
            b')' => (Kind::Close, start + 1),
            b'"' => (Kind::Text, quoted_end(command, start + 1)?),
            b'{' => (Kind::Text, literal_end(command, start)?),
            _ => {
                let ends = |byte: &u8| matches!(byte, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n');
                let length = command.get(start..)?.iter().position(ends);
                (Kind::Atom, length.map_or(command.len(), |length| start + length))
            }
        };
        found.push(Span { kind, range: start..end });
        start = end;
    }
    Some(found)
}

/// The place of the verb (FETCH, SEARCH, …) among the words, and whether UID stands before it.
pub fn verb(command: &[u8], spans: &[Span]) -> (usize, bool) {
    let by_uid = spans.get(1).is_some_and(|word| word.is(command, "UID"));
    (if by_uid { 2 } else { 1 }, by_uid)
}

fn quoted_end(command: &[u8], mut place: usize) -> Option<usize> {
    loop {
        match command.get(place)? {
            b'"' => return Some(place + 1),
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
}

fn literal_end(command: &[u8], open: usize) -> Option<usize> {
    let behind = command.get(open + 1..)?;
    let close = behind.iter().position(|byte| *byte == b'}')?;
    let digits = behind.get(..close)?;
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    let length: usize = str::from_utf8(digits).ok()?.parse().ok()?;
    let data = behind.get(close + 1..)?.strip_prefix(b"\r\n")?;
    data.get(..length)?;
    Some(command.len() - data.len() + length)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn words(command: &str) -> Option<Vec<&str>> {
        Some(spans(command.as_bytes())?.into_iter().map(|span| &command[span.range]).collect())
    }

    #[test]
    fn words_strings_and_literals_keep_their_places() {
        assert_eq!(
            words("a UID SEARCH (FROM \"x \\\" $\") {5+}\r\n$ (\") $\r\n").unwrap(),
            ["a", "UID", "SEARCH", "(", "FROM", "\"x \\\" $\"", ")", "{5+}\r\n$ (\")", "$"]
        );
        assert_eq!(words("").unwrap(), [""; 0]);
    }

    #[test]
    fn what_has_no_end_is_refused() {
        for command in [
            "a \"x",
            "a \"x\\",
            "a {9}\r\nx",
            "a {x}\r\n",
            "a {3}x",
            "a {",
            "a {99999999999999999999}\r\n",
        ] {
            assert_eq!(words(command), None, "{command}");
        }
    }
}
