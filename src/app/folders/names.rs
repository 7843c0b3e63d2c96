//! Mailbox names as the server spells them, cut and joined at the delimiter.

use crate::model::{Mailbox, MailboxName};

/// Names tried for a folder in the trash; nobody deletes so many of one name.
const FREE_NAMES_LIMIT: u32 = 1_000;

/// Its last level, as the server spells it.
pub fn leaf_of(name: &MailboxName, delimiter: Option<char>) -> &[u8] {
    let Some(cut) = last_delimiter(name, delimiter) else { return name.as_bytes() };
    let width = delimiter.map_or(0, char::len_utf8);
    name.as_bytes().get(cut + width..).unwrap_or_default()
}

fn last_delimiter(name: &MailboxName, delimiter: Option<char>) -> Option<usize> {
    let mut encoded = [0; 4];
    let delimiter = delimiter?.encode_utf8(&mut encoded).as_bytes();
    name.as_bytes().windows(delimiter.len()).rposition(|window| window == delimiter)
}

/// The name of a level below a folder, or at the top.
pub fn below(parent: Option<&MailboxName>, delimiter: Option<char>, leaf: &[u8]) -> MailboxName {
    let Some(parent) = parent else { return MailboxName::new(leaf) };
    let mut bytes = parent.as_bytes().to_vec();
    let mut encoded = [0; 4];
    if let Some(delimiter) = delimiter {
        bytes.extend_from_slice(delimiter.encode_utf8(&mut encoded).as_bytes());
    }
    bytes.extend_from_slice(leaf);
    MailboxName::new(&bytes)
}

/// The path of a name, also of one that the server does not list; empty where nothing tells it.
pub fn path_of(mailboxes: &[Mailbox], name: &MailboxName) -> Vec<String> {
    if let Some(mailbox) = mailboxes.iter().find(|mailbox| mailbox.name == *name) {
        return mailbox.path.clone();
    }
    let inside = mailboxes.iter().find(|mailbox| mailbox.name.is_inside(name, mailbox.delimiter));
    let Some(inside) = inside else { return Vec::new() };
    let mut path = inside.path.clone();
    let mut above = inside.name.clone();
    while above != *name {
        path.pop();
        match above.parent(inside.delimiter) {
            Some(parent) => above = parent,
            None => return Vec::new(),
        }
    }
    path
}

/// What has to be typed before a folder goes for good: its last level, or all of its name where that
/// is blank. White space stands in it as single spaces: more cannot be seen.
pub fn name_to_type(mailbox: &Mailbox) -> String {
    let names = [mailbox.leaf(), &mailbox.full_name].map(folded);
    let seen = names.into_iter().find(|name| !name.is_empty());
    seen.unwrap_or_else(|| mailbox.full_name.clone())
}

/// Whether that was typed; nothing typed is never a name.
pub fn is_typed(mailbox: &Mailbox, typed: &str) -> bool {
    let wanted = name_to_type(mailbox);
    !typed.is_empty() && (typed == wanted || folded(typed) == wanted)
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A path in words: "Projects / Tender".
pub fn level_words(path: &[String]) -> String {
    let levels = path.iter().enumerate().map(|(level, name)| {
        let is_inbox = level == 0 && name.eq_ignore_ascii_case("INBOX");
        if is_inbox { "Inbox" } else { name.as_str() }
    });
    levels.collect::<Vec<_>>().join(" / ")
}

/// A name below `parent` that is not taken: "Plans", "Plans 2", and so on.
pub fn free_name(
    mailboxes: &[Mailbox],
    parent: &MailboxName,
    (delimiter, leaf): (Option<char>, &[u8]),
) -> Option<MailboxName> {
    // A number after it is ASCII, and so stands for itself also in modified UTF-7.
    let numbered = (2..=FREE_NAMES_LIMIT).map(|number| {
        let mut leaf = leaf.to_vec();
        leaf.extend_from_slice(format!(" {number}").as_bytes());
        leaf
    });
    let mut names = std::iter::once(leaf.to_vec())
        .chain(numbered)
        .map(|leaf| below(Some(parent), delimiter, &leaf));
    let taken: std::collections::BTreeSet<&MailboxName> =
        mailboxes.iter().map(|mailbox| &mailbox.name).collect();
    names.find(|name| !taken.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text.as_bytes())
    }

    #[test]
    fn names_are_cut_and_joined_at_the_delimiter() {
        let slash = Some('/');
        assert_eq!(leaf_of(&name("a/b.c"), slash), b"b.c");
        assert_eq!(leaf_of(&name("a/b"), None), b"a/b");
        assert_eq!(below(Some(&name("a")), Some('.'), b"b"), name("a.b"));
        assert_eq!(below(None, Some('.'), b"b"), name("b"));
    }

    #[test]
    fn a_folder_that_is_not_listed_has_its_path_from_those_inside() {
        let mailboxes = [Mailbox::plain("INBOX"), Mailbox::plain("Lists/Rust/Users")];
        let path = |levels: &[&str]| levels.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(path_of(&mailboxes, &name("Lists/Rust")), path(&["Lists", "Rust"]));
        assert!(path_of(&mailboxes, &name("Other")).is_empty());
        assert_eq!(level_words(&path(&["INBOX", "Old"])), "Inbox / Old");
    }

    #[test]
    fn a_name_is_typed_as_it_is_seen() {
        for (name, wanted, typed, is_it) in [
            ("Plans/Plans ", "Plans", "Plans", true),
            ("Plans/Plans ", "Plans", "Plans ", true),
            ("a  b", "a b", "a b", true),
            ("a  b", "a b", "a  b", true),
            ("a  b", "a b", "ab", false),
            ("Plans", "Plans", "plans", false),
            ("a//", "a//", "a//", true),
            ("a//", "a//", "", false),
            ("a/ ", "a/", "a/", true),
            (" ", " ", " ", true),
            (" ", " ", "", false),
        ] {
            let mailbox = Mailbox::plain(name);
            assert_eq!(name_to_type(&mailbox), wanted, "{name:?}");
            assert_eq!(is_typed(&mailbox, typed), is_it, "{name:?} {typed:?}");
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mailboxes =
            [Mailbox::plain("Trash"), Mailbox::plain("Trash/A"), Mailbox::plain("Trash/A 2")];
        let free = |leaf: &[u8]| free_name(&mailboxes, &name("Trash"), (Some('/'), leaf));
        assert_eq!(free(b"B"), Some(name("Trash/B")));
        assert_eq!(free(b"A"), Some(name("Trash/A 3")));
    }
}
