//! The list of mailboxes: LIST in the richest form the server has, names for people, special uses,
//! counts, order.

use std::collections::{BTreeMap, BTreeSet};

use super::capability::Capabilities;
use super::encode::Line;
use super::reader::{Listed, Untagged};
use super::session::Session;
use super::special_use::{by_name, rank};
use crate::model::{Mailbox, MailboxCounts, MailboxName, SpecialUse};
use crate::text::cut;
use crate::text::names::decode_utf7;

/// Mailboxes kept; more than any honest account has, and still a tree that works.
pub const MAILBOXES_LIMIT: usize = 50_000;

/// Bytes of names kept of one list, so that long names cannot fill the memory either.
const NAMES_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// Bytes shown of one name.
const SHOWN_LIMIT_BYTES: usize = 1024;

/// Levels of the tree; the last one keeps what is left of the name.
const PATH_LIMIT: usize = 64;

pub(super) const STATUS_ITEMS: &str = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)";

/// One list being read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    extended: bool,
    with_special_use: bool,
    with_counts: bool,
    listed: BTreeMap<MailboxName, Listed>,
    subscribed: BTreeSet<MailboxName>,
    counts: BTreeMap<MailboxName, MailboxCounts>,
    names_bytes: usize,
}

impl Listing {
    pub fn new(capabilities: &Capabilities) -> Self {
        let extended = capabilities.has("LIST-EXTENDED");
        Self {
            extended,
            with_special_use: extended && capabilities.has("SPECIAL-USE"),
            with_counts: extended && capabilities.has("LIST-STATUS"),
            listed: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            counts: BTreeMap::new(),
            names_bytes: 0,
        }
    }

    /// Whether the counts come with the list.
    pub fn has_counts(&self) -> bool {
        self.with_counts
    }

    pub fn lines(&self, session: &Session) -> Vec<Line> {
        if !self.extended {
            let list = session.line("LIST", "LIST \"\" \"*\"");
            return vec![list, session.line("LSUB", "LSUB \"\" \"*\"")];
        }
        let mut options = vec!["SUBSCRIBED".to_owned(), "CHILDREN".to_owned()];
        if self.with_special_use {
            options.push("SPECIAL-USE".to_owned());
        }
        if self.with_counts {
            options.push(format!("STATUS {STATUS_ITEMS}"));
        }
        let text = format!("LIST \"\" \"*\" RETURN ({})", options.join(" "));
        vec![session.line("LIST", &text)]
    }

    /// Takes in what belongs to the list; the first word about a mailbox counts.
    pub fn take(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::List(listed) => self.take_listed(listed),
            // Joined with the list at its end: pipelined answers may come in any order.
            Untagged::Lsub(listed) if self.has_room(&listed.name) => {
                self.subscribed.insert(listed.name.clone());
            }
            Untagged::Counts { name, counts } if self.has_room(name) => {
                self.counts.insert(name.clone(), *counts);
            }
            _ => {}
        }
    }

    /// Counts the bytes of a name; false where no more fit.
    fn has_room(&mut self, name: &MailboxName) -> bool {
        let entries = self.listed.len().max(self.subscribed.len()).max(self.counts.len());
        self.names_bytes += name.as_bytes().len();
        entries < MAILBOXES_LIMIT && self.names_bytes <= NAMES_LIMIT_BYTES
    }

    fn take_listed(&mut self, listed: &Listed) {
        let empty = listed.name.as_bytes().is_empty();
        if empty || !(self.has_room(&listed.name) || listed.name.is_inbox()) {
            return;
        }
        self.listed.entry(listed.name.clone()).or_insert_with(|| listed.clone());
    }

    /// The mailboxes in the order of the tree.
    pub fn mailboxes(&self) -> Vec<Mailbox> {
        let mut mailboxes: Vec<Mailbox> = self.listed.values().map(|l| self.mailbox(l)).collect();
        guess_uses(&mut mailboxes);
        sort(&mut mailboxes);
        mailboxes
    }

    fn mailbox(&self, listed: &Listed) -> Mailbox {
        let name = listed.name.clone();
        let special_use =
            if name.is_inbox() { Some(SpecialUse::Inbox) } else { listed.special_use };
        Mailbox {
            full_name: cut(decode_utf7(name.as_bytes()), SHOWN_LIMIT_BYTES),
            path: path(name.as_bytes(), listed.delimiter),
            delimiter: listed.delimiter,
            selectable: listed.selectable,
            subscribed: listed.subscribed || self.subscribed.contains(&name),
            no_inferiors: listed.no_inferiors,
            special_use,
            counts: self.counts.get(&name).copied(),
            name,
        }
    }
}

/// The name cut at the delimiter and decoded, at least one part. Cut before it is decoded: what a
/// name hides in its encoding cannot make levels.
fn path(name: &[u8], delimiter: Option<char>) -> Vec<String> {
    let show = |part: &[u8]| cut(decode_utf7(part), SHOWN_LIMIT_BYTES);
    let Some(delimiter) = delimiter.and_then(|c| u8::try_from(c).ok()) else {
        return vec![show(name)];
    };
    // A trailing delimiter says that mailboxes may be inside, not that one without a name is.
    let trimmed = name.strip_suffix(&[delimiter]).filter(|rest| !rest.is_empty()).unwrap_or(name);
    trimmed.splitn(PATH_LIMIT, |b| *b == delimiter).map(show).collect()
}

/// Fills in special uses by name: only uses the server gave to no mailbox, each once, and only at
/// the top, inside INBOX, or one level below a mailbox that only holds others (`[Gmail]`).
fn guess_uses(mailboxes: &mut [Mailbox]) {
    let mut taken: BTreeSet<SpecialUse> =
        mailboxes.iter().filter_map(|mailbox| mailbox.special_use).collect();
    let holders: BTreeSet<String> = mailboxes
        .iter()
        .filter(|m| !m.selectable && m.path.len() == 1)
        .map(|m| m.leaf().to_owned())
        .collect();
    for depth in [1, 2] {
        for mailbox in mailboxes.iter_mut() {
            let above = mailbox.path.first().map_or("", String::as_str);
            let near = depth == 1 || above.eq_ignore_ascii_case("INBOX") || holders.contains(above);
            let free = mailbox.special_use.is_none() && mailbox.selectable;
            if mailbox.path.len() != depth || !near || !free {
                continue;
            }
            if let Some(found) = by_name(mailbox.leaf()).filter(|found| !taken.contains(found)) {
                taken.insert(found);
                mailbox.special_use = Some(found);
            }
        }
    }
}

/// Each level sorted by rank, then by name; a mailbox stands right before what is inside it.
fn sort(mailboxes: &mut [Mailbox]) {
    let mut ranks: BTreeMap<Vec<String>, u8> = BTreeMap::new();
    for mailbox in mailboxes.iter() {
        let rank = rank(mailbox.special_use);
        if rank != rank_of_others() {
            ranks.insert(mailbox.path.clone(), rank);
        }
    }
    mailboxes.sort_by_cached_key(|mailbox| {
        let level = |(index, part): (usize, &String)| {
            let rank = match mailbox.path.get(..=index) {
                Some(above) => ranks.get(above).copied().unwrap_or_else(rank_of_others),
                None => rank_of_others(),
            };
            (rank, part.to_lowercase(), part.clone())
        };
        mailbox.path.iter().enumerate().map(level).collect::<Vec<_>>()
    });
}

fn rank_of_others() -> u8 {
    rank(None)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::imap::reader::{self, Response};

    fn listing(lines: &[&str]) -> Listing {
        let mut listing = Listing::new(&Capabilities::default());
        for line in lines {
            let Response::Untagged(untagged) = reader::read(format!("* {line}\r\n").as_bytes())
            else {
                panic!("{line}")
            };
            listing.take(&untagged);
        }
        listing
    }

    fn names(lines: &[&str]) -> Vec<String> {
        listing(lines).mailboxes().into_iter().map(|mailbox| mailbox.full_name).collect()
    }

    #[test]
    fn the_tree_is_sorted_by_use_then_by_name() {
        let got = names(&[
            "LIST () \"/\" Trash",
            "LIST () \"/\" zebra",
            "LIST () \"/\" Spam",
            "LIST () \"/\" Sent",
            "LIST () \"/\" Alpha",
            "LIST () \"/\" Archive/2023",
            "LIST () \"/\" Archive",
            "LIST () \"/\" Entw&APw-rfe",
            "LIST () \"/\" inbox",
            "LIST () \"/\" INBOX/sub",
        ]);
        assert_eq!(
            got,
            [
                "INBOX",
                "INBOX/sub",
                "Entwürfe",
                "Sent",
                "Archive",
                "Archive/2023",
                "Alpha",
                "zebra",
                "Spam",
                "Trash",
            ]
        );
    }

    #[test]
    fn the_servers_word_on_uses_wins() {
        let list = listing(&[
            "LIST (\\Trash) \".\" INBOX.Weg",
            "LIST () \".\" INBOX.Trash",
            "LIST () \".\" INBOX.Gesendet",
            "LIST () \".\" INBOX.Kunden.Sent",
            "LIST (\\Noselect) \".\" Drafts",
        ]);
        let uses: Vec<_> =
            list.mailboxes().into_iter().map(|m| (m.full_name, m.special_use)).collect();
        let find = |name: &str| uses.iter().find(|(n, _)| n == name).unwrap().1;
        assert_eq!(find("INBOX.Weg"), Some(SpecialUse::Trash));
        assert_eq!(find("INBOX.Gesendet"), Some(SpecialUse::Sent));
        assert_eq!(
            (find("INBOX.Trash"), find("INBOX.Kunden.Sent"), find("Drafts")),
            (None, None, None)
        );
    }

    #[test]
    fn names_without_sense_still_make_a_tree() {
        let list = listing(&[
            "LIST () NIL a/b",
            "LIST () \"/\" \"../x\"",
            "LIST () \"/\" \"dir/\"",
            "LIST () \"/\" \"/\"",
            "LIST () \"/\" \"\"",
            "LIST () \"\\\\\" \"a\\\\b\"",
        ]);
        let paths: Vec<_> = list.mailboxes().into_iter().map(|m| m.path).collect();
        assert!(paths.iter().all(|path| !path.is_empty()));
        assert!(paths.contains(&vec!["a/b".to_owned()]));
        assert!(paths.contains(&vec!["dir".to_owned()]));
        assert!(paths.contains(&vec!["a".to_owned(), "b".to_owned()]));
        let deep = format!("LIST () \"/\" {}", vec!["x"; 500].join("/"));
        assert_eq!(listing(&[&deep]).mailboxes().first().unwrap().path.len(), PATH_LIMIT);
    }

    #[test]
    fn a_flood_of_mailboxes_is_bounded_and_keeps_the_inbox() {
        let mut list = listing(&[]);
        for number in 0..60_000_u32 {
            let name = MailboxName::new(format!("box{number}").as_bytes());
            let one = Listed {
                name,
                delimiter: None,
                selectable: true,
                subscribed: false,
                no_inferiors: false,
                special_use: None,
            };
            list.take(&Untagged::List(one));
        }
        list.take(&reader_list("LIST () NIL INBOX"));
        let mailboxes = list.mailboxes();
        assert_eq!(mailboxes.len(), MAILBOXES_LIMIT + 1);
        assert!(mailboxes.first().unwrap().name.is_inbox());
    }

    fn reader_list(line: &str) -> Untagged {
        match reader::read(format!("* {line}\r\n").as_bytes()) {
            Response::Untagged(untagged) => untagged,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn subscriptions_and_counts_join_their_mailbox_only() {
        let list = listing(&[
            "LIST () \"/\" a",
            "LIST (\\Subscribed) \"/\" b",
            "LSUB () \"/\" a",
            "LSUB () \"/\" ghost",
            "STATUS a (MESSAGES 5 UNSEEN 2)",
            "STATUS ghost (MESSAGES 9)",
        ]);
        let mailboxes = list.mailboxes();
        assert_eq!(mailboxes.len(), 2);
        assert!(mailboxes.iter().all(|mailbox| mailbox.subscribed));
        assert_eq!(mailboxes.first().unwrap().counts.unwrap().unseen, 2);
    }
}
