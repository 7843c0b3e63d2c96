//! Quotas, rights and name spaces in words.

use crate::model::{Namespace, QuotaResource, ResourceKind, Rights, SpecialUse};
use crate::text::names::decode_utf7;
use crate::text::{cut, grouped};

use super::dates::byte_size;

/// From here on a quota is worth a warning: a large message may not fit any more.
const NEARLY_FULL: f32 = 0.9;

/// Bytes shown of where folders stand.
const PREFIX_LIMIT_BYTES: usize = 256;

/// How much there is of how much there may be: `1.2 GB of 2.0 GB used, 60 %`.
pub fn quota_words(resource: &QuotaResource) -> String {
    let QuotaResource { kind, used, limit } = resource;
    let of = |used: String, limit: String, what: &str| {
        format!("{used} of {limit}{what}, {}", percent_words(resource))
    };
    match kind {
        ResourceKind::Storage => {
            let bytes = |kibibytes: u64| byte_size(kibibytes.saturating_mul(1024));
            of(bytes(*used), bytes(*limit), " used")
        }
        ResourceKind::Messages => of(grouped(*used), grouped(*limit), " messages"),
        ResourceKind::Mailboxes => of(grouped(*used), grouped(*limit), " folders"),
        ResourceKind::Other(word) => of(format!("{word}: {}", grouped(*used)), grouped(*limit), ""),
    }
}

/// Whole percents; never 100 before it is full, nor 0 once something is there.
fn percent_words(resource: &QuotaResource) -> String {
    if resource.used > resource.limit {
        return "more than full".to_owned();
    }
    if resource.used == resource.limit {
        return "full".to_owned();
    }
    let percent = (resource.fraction() * 100.0).round() as u32;
    match percent {
        0 if resource.used > 0 => "under 1 %".to_owned(),
        100.. => "over 99 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// Whether little or no room is left.
pub fn is_nearly_full(resource: &QuotaResource) -> bool {
    resource.fraction() >= NEARLY_FULL
}

/// Rights that are given and taken together here, by what people do with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RightsGroup {
    pub name: &'static str,
    /// What somebody who has them may do.
    pub meaning: &'static str,
    /// All of them: what is taken away.
    pub rights: Rights,
    /// Those that do; what is given.
    pub enough: Rights,
}

/// How much of a group somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    All,
    Part,
    None,
}

/// The groups of a server: RFC 4314 §2.1, or RFC 2086 §3, where `c` and `d` stand for several.
pub fn rights_groups(new_rights: bool) -> Vec<RightsGroup> {
    let group = |name, letters: &[u8], meaning| {
        let rights = Rights::new(letters);
        RightsGroup { name, meaning, rights, enough: rights }
    };
    // Mail can be sent to few folders, so `p` lacks mostly.
    let add = group("Add", b"ip", "put messages into the folder");
    let mut groups = vec![
        group("Read", b"lr", "see the folder and read its messages"),
        group("Mark", b"sw", "mark messages as read, flag and tag them"),
        RightsGroup { enough: Rights::new(b"i"), ..add },
    ];
    if new_rights {
        groups.extend([
            group("Make folders", b"k", "make folders inside it"),
            group("Delete mail", b"te", "mark messages as deleted and take them away"),
            group("Delete folder", b"x", "delete, rename or move the folder itself"),
        ]);
    } else {
        groups.extend([
            group("Make folders", b"c", "make folders inside it"),
            group("Delete", b"d", "delete messages and the folder"),
        ]);
    }
    groups.push(group("Administer", b"a", "say who may do what with the folder"));
    groups
}

impl RightsGroup {
    /// How much of it is among `rights`; `known` is what the server can give at all.
    pub fn held(&self, rights: Rights, known: Rights) -> Held {
        if rights.contains(known_of(self.enough, known)) {
            Held::All
        } else if rights.any_of(self.rights) {
            Held::Part
        } else {
            Held::None
        }
    }

    /// `rights` with the group where something of it lacks, else without.
    #[must_use]
    pub fn turned(&self, rights: Rights, known: Rights) -> Rights {
        match self.held(rights, known) {
            Held::All => rights.without(self.rights),
            Held::Part | Held::None => rights.with(known_of(self.enough, known)),
        }
    }

    /// For the hover: what it means and its letters.
    pub fn explained(&self) -> String {
        let letters: Vec<String> = self.rights.letters().chars().map(String::from).collect();
        format!("May {} ({})", self.meaning, letters.join(", "))
    }
}

/// Those of these rights that the server has; all where it does not say.
fn known_of(rights: Rights, known: Rights) -> Rights {
    let meant = rights.and(known);
    if meant.is_empty() { rights } else { meant }
}

/// What the user may do, as a sentence.
pub fn my_rights_words(rights: Rights, new_rights: bool) -> String {
    let groups = rights_groups(new_rights);
    let held = |wanted: Held| {
        let names = groups.iter().filter(|group| group.held(rights, group.rights) == wanted);
        names.map(|group| group.name.to_lowercase()).collect::<Vec<_>>()
    };
    let (all, part) = (held(Held::All), held(Held::Part));
    match (all.len(), part.is_empty()) {
        (count, _) if count == groups.len() => "You may do everything.".to_owned(),
        (0, true) => "You may do nothing here.".to_owned(),
        (0, false) => format!("You may, in part: {}.", part.join(", ")),
        (_, true) => format!("You may: {}.", all.join(", ")),
        (_, false) => format!("You may: {}; in part: {}.", all.join(", "), part.join(", ")),
    }
}

/// Where folders of one kind stand: `at the top, levels divided by “/”`.
pub fn namespace_words(space: &Namespace) -> String {
    let prefix = space.prefix.as_bytes();
    let mut encoded = [0; 4];
    let bare = match space.delimiter {
        Some(delimiter) => {
            let delimiter = delimiter.encode_utf8(&mut encoded).as_bytes();
            prefix.strip_suffix(delimiter).unwrap_or(prefix)
        }
        None => prefix,
    };
    let place = match bare {
        b"" => "at the top".to_owned(),
        b"INBOX" => "inside the inbox".to_owned(),
        bare => format!("inside “{}”", cut(decode_utf7(bare), PREFIX_LIMIT_BYTES)),
    };
    match space.delimiter {
        Some(delimiter) => format!("{place}, levels divided by “{delimiter}”"),
        None => format!("{place}, no folders in folders"),
    }
}

/// What a folder is for.
pub fn use_words(special_use: SpecialUse) -> &'static str {
    match special_use {
        SpecialUse::Inbox => "New mail",
        SpecialUse::Drafts => "Drafts",
        SpecialUse::Sent => "Sent mail",
        SpecialUse::Archive => "Archive",
        SpecialUse::All => "All mail",
        SpecialUse::Flagged => "Flagged messages",
        SpecialUse::Important => "Important messages",
        SpecialUse::Junk => "Junk",
        SpecialUse::Trash => "Trash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MailboxName;

    fn resource(kind: ResourceKind, used: u64, limit: u64) -> QuotaResource {
        QuotaResource { kind, used, limit }
    }

    #[test]
    fn quotas_are_told_in_the_units_of_people() {
        let storage = |used, limit| quota_words(&resource(ResourceKind::Storage, used, limit));
        assert_eq!(storage(1_258_291, 2_097_152), "1.3 GB of 2.1 GB used, 60 %");
        assert_eq!(storage(1, 2_097_152), "1 kB of 2.1 GB used, under 1 %");
        assert!(storage(2_097_151, 2_097_152).ends_with("over 99 %"));
        assert!(storage(5, 5).ends_with("full") && storage(6, 5).ends_with("more than full"));
        assert!(storage(u64::MAX, u64::MAX).ends_with("full"), "no overflow");
        let messages = resource(ResourceKind::Messages, 1_204, 10_000);
        assert_eq!(quota_words(&messages), "1,204 of 10,000 messages, 12 %");
        let other = resource(ResourceKind::Other("X-RULES".to_owned()), 3, 4);
        assert_eq!(quota_words(&other), "X-RULES: 3 of 4, 75 %");
        assert!(is_nearly_full(&resource(ResourceKind::Storage, 9, 10)));
        assert!(!is_nearly_full(&resource(ResourceKind::Storage, 8, 10)));
    }

    #[test]
    fn my_rights_are_a_sentence() {
        let words = |letters: &[u8], new| my_rights_words(Rights::new(letters), new);
        assert_eq!(words(b"lrswipkxtea", true), "You may do everything.");
        assert_eq!(words(b"lrs", true), "You may: read; in part: mark.");
        assert_eq!(words(b"lr", true), "You may: read.");
        assert_eq!(words(b"", true), "You may do nothing here.");
        assert_eq!(words(b"l", true), "You may, in part: read.");
        assert_eq!(words(b"lrswipcda", false), "You may do everything.");
        assert_eq!(words(b"lrd", false), "You may: read, delete.");
    }

    #[test]
    fn a_right_that_the_server_does_not_know_does_not_lack() {
        let groups = rights_groups(true);
        let find = |name: &str| groups.iter().find(|group| group.name == name).copied();
        let (add, read) = (find("Add"), find("Read"));
        let held = |rights: &[u8]| add.map(|add| add.held(Rights::new(rights), Rights::NONE));
        assert_eq!([held(b"i"), held(b"p")], [Some(Held::All), Some(Held::Part)]);
        let turned = |rights: &[u8]| add.map(|add| add.turned(Rights::new(rights), Rights::NONE));
        assert_eq!(turned(b"ipl"), Some(Rights::new(b"l")));
        assert_eq!(turned(b"l"), Some(Rights::new(b"li")));
        let without_lookup = Rights::new(b"rswi");
        let held = read.map(|read| read.held(Rights::new(b"r"), without_lookup));
        assert_eq!(held, Some(Held::All));
        assert_eq!(
            add.map(|add| add.explained()).as_deref(),
            Some("May put messages into the folder (i, p)")
        );
    }

    #[test]
    fn where_folders_stand_is_said_without_their_delimiter() {
        let words = |prefix: &str, delimiter| {
            namespace_words(&Namespace { prefix: MailboxName::new(prefix.as_bytes()), delimiter })
        };
        assert_eq!(words("", Some('/')), "at the top, levels divided by “/”");
        assert_eq!(words("INBOX.", Some('.')), "inside the inbox, levels divided by “.”");
        assert_eq!(words("Entw&APw-rfe/", Some('/')), "inside “Entwürfe”, levels divided by “/”");
        assert_eq!(words("user", None), "inside “user”, no folders in folders");
    }
}
