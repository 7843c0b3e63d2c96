//! Keywords as people know them: tags with a name and a colour.
//!
//! A tag's name is its keyword in words. Thunderbird's five have names and colours that many people
//! know; it also writes other tags' names as IMAP writes folders' names, with `_` for a space, and so
//! does mailpane. Keywords that programs set for each other are not shown.

mod chips;
mod menu;

use std::sync::Arc;

use crate::app::{KNOWN_TAGS, MessageList, State, tag_name};
use crate::engine::Place;
use crate::model::{Keyword, Row};
use crate::text::names;

pub use chips::{line_ui, paint_right};
pub use menu::{Draft, tags_ui};

/// What programs write for each other, beside what begins with `$` (the IANA registry of IMAP
/// keywords).
const OF_PROGRAMS: [&str; 8] = [
    "Forwarded",
    "MDNSent",
    "Junk",
    "NonJunk",
    "NotJunk",
    "JunkRecorded",
    "ReceiptHandled",
    "Redirected",
];

/// A keyword that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub keyword: Keyword,
    pub name: String,
    /// Index into the colours of the theme.
    pub color: usize,
}

impl Tag {
    /// `None` for what programs write for each other.
    pub fn of(keyword: &Keyword) -> Option<Self> {
        let word = keyword.as_str();
        let known = KNOWN_TAGS.iter().position(|(known, _)| known.eq_ignore_ascii_case(word));
        let is_hidden = word.starts_with('$')
            || OF_PROGRAMS.iter().any(|hidden| hidden.eq_ignore_ascii_case(word));
        if is_hidden && known.is_none() {
            return None;
        }
        // The colours of Thunderbird's stand first in the theme.
        let color = known.unwrap_or_else(|| color_of(word));
        Some(Self { keyword: keyword.clone(), name: tag_name(keyword), color })
    }

    /// The tag of a name that was typed; a sentence where it can be none.
    pub fn named(typed: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "A tag is a word or two, without brackets, quotes and % * \\.";
        let name = typed.trim();
        if let Some((word, _)) =
            KNOWN_TAGS.iter().find(|(_, known)| known.eq_ignore_ascii_case(name))
        {
            return Keyword::new(word).and_then(|keyword| Self::of(&keyword)).ok_or(WRONG);
        }
        let word = names::encode_utf7(&name.replace(' ', "_")).map_err(|_| WRONG)?;
        let word = std::str::from_utf8(word.as_bytes()).map_err(|_| WRONG)?;
        let keyword = Keyword::new(word).ok_or(WRONG)?;
        Self::of(&keyword).ok_or("Mail programs use this name for something else.")
    }
}

/// One of the colours that are not Thunderbird's; the same for the same word, whatever its case.
fn color_of(word: &str) -> usize {
    let others = crate::ui::theme::TAGS - KNOWN_TAGS.len();
    let sum = word.bytes().fold(7_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte.to_ascii_lowercase()))
    });
    KNOWN_TAGS.len() + sum % others
}

/// Those of a message that are shown, in the server's order.
pub fn shown(keywords: &[Keyword]) -> impl Iterator<Item = Tag> {
    keywords.iter().filter_map(Tag::of)
}

/// ", tagged Important, Work"; empty where there are none.
pub fn in_words(row: &Row) -> String {
    let names: Vec<String> = shown(&row.keywords).map(|tag| tag.name).collect();
    if names.is_empty() { String::new() } else { format!(", tagged {}", names.join(", ")) }
}

/// The keywords of the message that is open there, while the list holds its row.
pub fn at(state: &State, place: Place) -> Option<&Arc<[Keyword]>> {
    let key = &state.view(place)?.selected.key;
    let list = state.list.as_ref().filter(|list| {
        list.account == key.account
            && list.mailbox == key.mailbox
            && list.uid_validity == Some(key.uid_validity)
    })?;
    Some(&list.row_by_uid(key.uid)?.1.keywords)
}

/// The tags of a menu: Thunderbird's five where the mailbox takes them, then those in use there.
fn offered(list: Option<&MessageList>, has: impl Fn(&Keyword) -> bool) -> Vec<Tag> {
    let in_use = list.map(|list| &*list.keywords).unwrap_or_default();
    let takes_any = list.is_none_or(|list| list.new_keywords);
    let known = KNOWN_TAGS.iter().filter_map(|(word, _)| Keyword::new(word));
    let known = known.filter(|it| takes_any || in_use.contains(it) || has(it));
    let mut tags: Vec<Tag> = Vec::new();
    for keyword in known.chain(in_use.iter().cloned()) {
        if !tags.iter().any(|tag| tag.keyword == keyword) {
            tags.extend(Tag::of(&keyword));
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(word: &str) -> Option<Tag> {
        Tag::of(&Keyword::new(word)?)
    }

    fn name(word: &str) -> Option<String> {
        tag(word).map(|tag| tag.name)
    }

    #[test]
    fn the_five_that_people_know_have_their_names_and_colours() {
        assert_eq!(name("$Label1").as_deref(), Some("Important"));
        assert_eq!(tag("$label5").map(|tag| tag.color), Some(4));
    }

    #[test]
    fn what_programs_write_for_each_other_is_not_shown() {
        for word in ["$Junk", "NonJunk", "$MDNSent", "$HasAttachment", "junkrecorded"] {
            assert_eq!(tag(word), None, "{word}");
        }
    }

    #[test]
    fn own_names_go_there_and_back_in_any_script() {
        for typed in ["travel", "Büro 2026", "会议", "R&D"] {
            let made = Tag::named(typed).unwrap_or_else(|why| panic!("{typed}: {why}"));
            assert_eq!(made.name, typed);
            assert_eq!(name(made.keyword.as_str()).as_deref(), Some(typed));
            assert!(made.color >= KNOWN_TAGS.len());
        }
        assert_eq!(
            Tag::named("work").map(|tag| tag.keyword.as_str().to_owned()),
            Ok("$label2".into())
        );
        for typed in ["", "  ", "a(b", "NonJunk", "$secret"] {
            assert!(Tag::named(typed).is_err(), "{typed}");
        }
    }
}
