//! What people call a keyword: its tag.

use crate::model::Keyword;
use crate::text::names;

/// Thunderbird's tags, in its order: keyword and name.
pub const KNOWN_TAGS: [(&str, &str); 5] = [
    ("$label1", "Important"),
    ("$label2", "Work"),
    ("$label3", "Personal"),
    ("$label4", "To Do"),
    ("$label5", "Later"),
];

/// The keyword in words: one of Thunderbird's names, else decoded as Thunderbird writes them, as IMAP
/// writes folders' names, with `_` for a space.
pub fn tag_name(keyword: &Keyword) -> String {
    let word = keyword.as_str();
    match KNOWN_TAGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
        Some((_, name)) => (*name).to_owned(),
        None => names::decode_utf7(word.as_bytes()).replace('_', " "),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_called_as_people_know_it() {
        let name = |word: &str| tag_name(&Keyword::new(word).expect("a keyword"));
        assert_eq!(name("$LABEL4"), "To Do");
        assert_eq!(name("B&APw-ro_2026"), "Büro 2026");
    }
}
