//! Keywords: flags with names of people's own (RFC 3501 §2.3.2).

use std::sync::Arc;

/// Bytes of a keyword's name; servers take fewer than a line, and a tag is a word or two.
const KEYWORD_LIMIT_BYTES: usize = 64;

/// A keyword, spelled as the server has it; compared without case (RFC 9051 §2.3.2).
#[derive(Clone, Debug)]
pub struct Keyword(Arc<str>);

impl Keyword {
    /// `None` where it is no atom (RFC 3501 §9) or longer than 64 bytes: a system flag, a space, a
    /// quote, a control or anything outside ASCII cannot be in it.
    pub fn new(name: &str) -> Option<Self> {
        let is_atom = |b: u8| b.is_ascii_graphic() && !b"(){%*\"\\]".contains(&b);
        let fits = !name.is_empty() && name.len() <= KEYWORD_LIMIT_BYTES;
        (fits && name.bytes().all(is_atom)).then(|| Self(Arc::from(name)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Keyword {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Keyword {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_atom_is_a_keyword() {
        for name in ["$Label1", "Work", "a-b_c"] {
            assert!(Keyword::new(name).is_some(), "{name}");
        }
        for name in ["", "\\Seen", "two words", "a)", "ä", "a\r\nb DELETE x", &"x".repeat(65)] {
            assert!(Keyword::new(name).is_none(), "{name}");
        }
        assert_eq!(Keyword::new("work"), Keyword::new("Work"));
    }
}
