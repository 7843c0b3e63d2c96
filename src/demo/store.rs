//! All mailboxes of the demo account, and what can be done to them.
//!
//! Names are modified UTF-7, as on the wire (RFC 3501 §5.1.3), with "/" between levels. Nothing
//! here knows about connections: every change raises a version, by which a connection finds what
//! it has not told its client yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::flags::Flags;
use super::mailbox::{Content, Mailbox, Message};
use super::source::{MessageSource, Placed};

/// The first UIDVALIDITY; each new mailbox gets the next, so that the number also names it.
const FIRST_UID_VALIDITY: u32 = 1_700_000_001;

/// Longest accepted mailbox name in bytes; file systems of real servers allow about as much.
const MAX_NAME_BYTES: usize = 255;

/// Most mailboxes the account holds, so that a looping client cannot fill the memory.
const MAX_MAILBOXES: usize = 10_000;

/// What a mailbox can be made for (RFC 6154 §2); of mailboxes that show what lies in others there are none.
const USES: [&str; 5] = ["Archive", "Drafts", "Junk", "Sent", "Trash"];

/// Why the store refuses, in words for the client, with a response code where one fits (RFC 5530).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    pub text: &'static str,
}

const NO_SUCH_MAILBOX: Refusal = Refusal { code: "NONEXISTENT", text: "No such folder" };
const BAD_USE: Refusal =
    Refusal { code: "USEATTR", text: "There is no folder for this use to be had" };
const BAD_NAME: Refusal = Refusal { code: "CANNOT", text: "This name cannot be used" };

/// The mailboxes and subscriptions of the account.
#[derive(Debug, Default)]
pub struct Store {
    pub mailboxes: BTreeMap<String, Mailbox>,
    pub subscribed: BTreeSet<String>,
    made: u32,
    version: u64,
}

impl Store {
    /// An account with an empty INBOX.
    pub fn empty() -> Self {
        let mut store = Self::default();
        store.create("INBOX").ok();
        store.subscribed.insert("INBOX".to_owned());
        store
    }

    /// Looks a mailbox up by its UIDVALIDITY, which a rename does not change.
    pub fn by_validity(&self, uid_validity: u32) -> Option<(&String, &Mailbox)> {
        self.mailboxes.iter().find(|(_, mailbox)| mailbox.uid_validity == uid_validity)
    }

    fn by_validity_mut(&mut self, uid_validity: u32) -> Option<&mut Mailbox> {
        self.mailboxes.values_mut().find(|mailbox| mailbox.uid_validity == uid_validity)
    }

    /// The mailbox of this name, if it can be selected.
    pub fn selectable(&self, name: &str) -> Result<&Mailbox, Refusal> {
        let found = self.mailboxes.get(&canonical(name)).ok_or(NO_SUCH_MAILBOX)?;
        if found.selectable { Ok(found) } else { Err(NO_SUCH_MAILBOX) }
    }

    /// Whether any mailbox lies below this name.
    pub fn has_children(&self, name: &str) -> bool {
        let prefix = format!("{name}/");
        let mut below = self.mailboxes.range(prefix.clone()..);
        below.next().is_some_and(|(next, _)| next.starts_with(&prefix))
    }

    /// CREATE: makes the mailbox and the missing ones above it (RFC 3501 §6.3.3).
    pub fn create(&mut self, name: &str) -> Result<(), Refusal> {
        let name = canonical(name.strip_suffix('/').unwrap_or(name));
        check_name(&name)?;
        if self.mailboxes.get(&name).is_some_and(|mailbox| mailbox.selectable) {
            return Err(Refusal { code: "ALREADYEXISTS", text: "This folder exists already" });
        }
        if self.mailboxes.len() >= MAX_MAILBOXES {
            return Err(Refusal { code: "LIMIT", text: "There are too many folders" });
        }
        for (end, _) in name.match_indices('/') {
            let above = name.get(..end).unwrap_or_default();
            if !self.mailboxes.contains_key(above) {
                let mailbox = self.new_mailbox();
                self.mailboxes.insert(above.to_owned(), mailbox);
            }
        }
        let mailbox = self.new_mailbox();
        self.mailboxes.insert(name, mailbox);
        Ok(())
    }

    /// CREATE for a use that no other mailbox has (RFC 6154 §3); one at most.
    pub fn create_for(&mut self, name: &str, uses: &[String]) -> Result<(), Refusal> {
        let known = |wanted: &String| {
            USES.iter()
                .find(|known| known.eq_ignore_ascii_case(wanted))
                .map(|known| (*known).to_owned())
        };
        let special_use = match uses {
            [] => None,
            [one] => Some(known(one).ok_or(BAD_USE)?),
            _ => return Err(BAD_USE),
        };
        let is_taken = |mailbox: &Mailbox| mailbox.special_use == special_use;
        if special_use.is_some() && self.mailboxes.values().any(is_taken) {
            return Err(BAD_USE);
        }
        self.create(name)?;
        if let Some(mailbox) = self.mailboxes.get_mut(&canonical(name)) {
            mailbox.special_use = special_use;
        }
        Ok(())
    }

    fn new_mailbox(&mut self) -> Mailbox {
        let uid_validity = FIRST_UID_VALIDITY.saturating_add(self.made);
        self.made += 1;
        Mailbox {
            uid_validity,
            uid_next: 1,
            messages: Vec::new(),
            selectable: true,
            special_use: None,
            others: super::rights::Others::new(),
            version: self.next_version(),
        }
    }

    /// DELETE: a mailbox with others below it stays as a name only (RFC 3501 §6.3.4).
    pub fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        let name = canonical(name);
        if name == "INBOX" {
            return Err(Refusal { code: "CANNOT", text: "INBOX cannot be deleted" });
        }
        let selectable = self.mailboxes.get(&name).ok_or(NO_SUCH_MAILBOX)?.selectable;
        if !self.has_children(&name) {
            self.mailboxes.remove(&name);
            return Ok(());
        }
        if !selectable {
            return Err(Refusal { code: "CANNOT", text: "There are folders inside this one" });
        }
        let mut place_holder = self.new_mailbox();
        place_holder.selectable = false;
        self.mailboxes.insert(name, place_holder);
        Ok(())
    }

    /// RENAME, with everything below; INBOX gives its messages away and stays (RFC 3501 §6.3.5).
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Refusal> {
        let (from, to) = (canonical(from), canonical(to.strip_suffix('/').unwrap_or(to)));
        check_name(&to)?;
        if !self.mailboxes.contains_key(&from) {
            return Err(NO_SUCH_MAILBOX);
        }
        if self.mailboxes.contains_key(&to) {
            return Err(Refusal { code: "ALREADYEXISTS", text: "There is a folder of this name" });
        }
        let below = format!("{from}/");
        if to.starts_with(&below) {
            return Err(Refusal { code: "CANNOT", text: "A folder cannot move into itself" });
        }
        if from == "INBOX" {
            return self.rename_inbox(&to);
        }
        let moved =
            self.mailboxes.extract_if(.., |name, _| *name == from || name.starts_with(&below));
        let moved: Vec<(String, Mailbox)> = moved.collect();
        for (old, mailbox) in moved {
            let new = format!("{to}{}", old.strip_prefix(from.as_str()).unwrap_or_default());
            self.mailboxes.insert(new, mailbox);
        }
        self.create_parents_of(&to);
        Ok(())
    }

    fn create_parents_of(&mut self, name: &str) {
        if let Some((parent, _)) = name.rsplit_once('/')
            && !self.mailboxes.contains_key(parent)
        {
            // Cannot be refused: the parent of a checked name is one too, and is missing.
            self.create(parent).ok();
        }
    }

    fn rename_inbox(&mut self, to: &str) -> Result<(), Refusal> {
        self.create(to)?;
        let uids: Vec<u32> = self.selectable("INBOX")?.messages.iter().map(|m| m.uid).collect();
        let validity = self.selectable("INBOX")?.uid_validity;
        self.copy(validity, &uids, to)?;
        self.expunge(validity, &uids);
        Ok(())
    }

    /// Adds a message and returns the mailbox's UIDVALIDITY and the new UID.
    pub fn append(
        &mut self,
        name: &str,
        flags: Flags,
        date_s: i64,
        content: Content,
    ) -> Result<(u32, u32), Refusal> {
        self.selectable(name)?;
        let version = self.next_version();
        let mailbox = self.mailboxes.get_mut(&canonical(name)).ok_or(NO_SUCH_MAILBOX)?;
        let uid = mailbox.uid_next;
        mailbox.uid_next = uid.saturating_add(1);
        mailbox.version = version;
        let message = Message { uid, date_s, flags, content, modified: 0, modified_by: 0 };
        mailbox.messages.push(message);
        Ok((mailbox.uid_validity, uid))
    }

    /// Adds messages that lie elsewhere.
    pub fn append_from(
        &mut self,
        name: &str,
        source: &Arc<dyn MessageSource>,
        messages: &[Placed],
    ) -> Result<(), Refusal> {
        for message in messages {
            let (number, size_bytes) = (message.number, message.size_bytes);
            let content = Content::Elsewhere { source: Arc::clone(source), number, size_bytes };
            // Nobody says of a file which of its messages were read.
            let flags = Flags::from_names(["\\Seen"]);
            self.append(name, flags, message.date_s, content)?;
        }
        Ok(())
    }

    /// Copies messages; returns the target's UIDVALIDITY and pairs of old and new UID.
    pub fn copy(
        &mut self,
        from: u32,
        uids: &[u32],
        to: &str,
    ) -> Result<(u32, Vec<(u32, u32)>), Refusal> {
        let target = self.selectable(to)?.uid_validity;
        let source = self.by_validity(from).ok_or(NO_SUCH_MAILBOX)?.1;
        let copies: Vec<Message> =
            uids.iter().filter_map(|uid| source.message(*uid)).cloned().collect();
        let mut pairs = Vec::with_capacity(copies.len());
        for message in copies {
            let (_, uid) = self.append(to, message.flags, message.date_s, message.content)?;
            pairs.push((message.uid, uid));
        }
        Ok((target, pairs))
    }

    /// Removes messages for good; UIDs that are not there are passed over.
    pub fn expunge(&mut self, uid_validity: u32, uids: &[u32]) {
        let gone: BTreeSet<u32> = uids.iter().copied().collect();
        let version = self.next_version();
        if let Some(mailbox) = self.by_validity_mut(uid_validity) {
            mailbox.messages.retain(|message| !gone.contains(&message.uid));
            mailbox.version = version;
        }
    }

    /// Changes the flags of messages; `by` is the connection that does it, 0 for none.
    pub fn change_flags(
        &mut self,
        uid_validity: u32,
        uids: &[u32],
        by: u64,
        change: impl Fn(&mut Flags),
    ) {
        let version = self.next_version();
        let Some(mailbox) = self.by_validity_mut(uid_validity) else { return };
        for uid in uids {
            let Ok(place) = mailbox.messages.binary_search_by_key(uid, |m| m.uid) else { continue };
            let Some(message) = mailbox.messages.get_mut(place) else { continue };
            let before = message.flags.clone();
            change(&mut message.flags);
            if message.flags != before {
                (message.modified, message.modified_by) = (version, by);
                mailbox.version = version;
            }
        }
    }

    fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }
}

/// INBOX is the one name whose case does not count (RFC 3501 §5.1).
pub fn canonical(name: &str) -> String {
    match name.split_once('/') {
        Some((first, rest)) if first.eq_ignore_ascii_case("INBOX") => format!("INBOX/{rest}"),
        None if name.eq_ignore_ascii_case("INBOX") => "INBOX".to_owned(),
        _ => name.to_owned(),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let bad_byte = |byte: u8| !(0x20..0x7f).contains(&byte) || byte == b'%' || byte == b'*';
    let empty_level = name.split('/').any(str::is_empty);
    if empty_level || name.len() > MAX_NAME_BYTES || name.bytes().any(bad_byte) {
        return Err(BAD_NAME);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn names(store: &Store) -> Vec<&str> {
        store.mailboxes.keys().map(String::as_str).collect()
    }

    #[test]
    fn renaming_takes_everything_below_along_and_keeps_uid_validity() {
        let mut store = Store::empty();
        store.create("a/b/c").unwrap();
        store.create("ab").unwrap();
        let validity = store.mailboxes["a/b"].uid_validity;
        store.rename("a", "x/y").unwrap();
        assert_eq!(names(&store), ["INBOX", "ab", "x", "x/y", "x/y/b", "x/y/b/c"]);
        assert_eq!(store.mailboxes["x/y/b"].uid_validity, validity);
        assert_eq!(store.rename("x", "x/z").unwrap_err().code, "CANNOT");
    }

    #[test]
    fn renaming_inbox_moves_its_messages_and_leaves_it_empty() {
        let mut store = Store::empty();
        store.append("inbox", Flags::default(), 0, Content::Synthetic(1)).unwrap();
        store.rename("Inbox", "Old").unwrap();
        assert_eq!(store.mailboxes["INBOX"].messages.len(), 0);
        assert_eq!(store.mailboxes["Old"].messages.len(), 1);
    }

    #[test]
    fn deleting_a_parent_leaves_a_name_that_cannot_be_selected() {
        let mut store = Store::empty();
        store.create("a/b").unwrap();
        store.delete("a").unwrap();
        assert!(store.selectable("a").is_err());
        assert_eq!(store.delete("a").unwrap_err().code, "CANNOT");
        store.delete("a/b").unwrap();
        store.delete("a").unwrap();
        assert_eq!(names(&store), ["INBOX"]);
        assert_eq!(store.delete("inbox").unwrap_err().code, "CANNOT");
    }

    #[test]
    fn a_use_is_given_once() {
        let mut store = Store::empty();
        let uses = |uses: &[&str]| uses.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        store.create_for("Old", &uses(&["archive"])).unwrap();
        assert_eq!(store.mailboxes["Old"].special_use.as_deref(), Some("Archive"));
        for refused in [uses(&["Archive"]), uses(&["All"]), uses(&["Sent", "Junk"])] {
            assert_eq!(store.create_for("New", &refused).unwrap_err().code, "USEATTR");
        }
        assert_eq!(names(&store), ["INBOX", "Old"]);
    }

    #[test]
    fn odd_names_are_refused() {
        let mut store = Store::empty();
        for name in ["", "/", "a//b", "Büro", "a*", "a\r\nb", &"n".repeat(300)] {
            assert_eq!(store.create(name).unwrap_err(), BAD_NAME, "{name:?}");
        }
        assert_eq!(store.create("INBOX").unwrap_err().code, "ALREADYEXISTS");
    }
}
