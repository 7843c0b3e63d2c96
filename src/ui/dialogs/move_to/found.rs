//! Which folders the words typed may mean, the likeliest first.
//!
//! Names are folded once for each list of the server, so that a key costs one pass over them,
//! however many there are. Painting asks for single lines only.

use std::sync::Arc;

use crate::app::FolderQuestion;
use crate::model::{AccountId, Mailbox, MailboxName};

/// The folders that can take the messages, and those that were found among them.
#[derive(Debug)]
pub(in crate::ui::dialogs) struct Found {
    lists: Vec<List>,
    typed: String,
    offered: Vec<Offered>,
    /// Indices into `offered`, the likeliest first.
    hits: Vec<u32>,
}

/// The folders of one account.
#[derive(Clone, Debug)]
pub(in crate::ui::dialogs) struct List {
    pub account: AccountId,
    /// Its name, where it is not the one that the messages are in.
    pub other: Option<String>,
    /// Held, so that a new list can never have the address of the old one.
    pub mailboxes: Arc<[Mailbox]>,
}

/// A folder that was found.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui::dialogs) struct Hit<'a> {
    pub account: AccountId,
    pub mailbox: &'a Mailbox,
    /// Messages went there lately.
    pub recent: bool,
    /// The account's name, where it is another one.
    pub other: Option<&'a str>,
}

/// One folder that can be chosen.
#[derive(Debug)]
struct Offered {
    /// Indices into the lists, and into the mailboxes of one.
    list: u32,
    at: u32,
    /// The path in lower case, its levels divided by `/`; of another account behind its name.
    path: String,
    /// Where the last level begins in it.
    leaf: usize,
    is_other: bool,
    /// Place among those used last; 0 is the newest.
    recent: Option<u32>,
}

/// How well a folder fits; smaller is better. Of this account, used lately, how it fits, used how
/// lately.
type Rank = (bool, bool, Fit, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its name begins so.
    Begins,
    /// A word of its name does.
    WordBegins,
    /// It is in the name.
    Within,
    /// It is in the names of the folders it is in.
    InPath,
}

impl Found {
    pub(super) fn new(lists: Vec<List>, question: &FolderQuestion) -> Self {
        let mut offered = Vec::new();
        for (list, number) in lists.iter().zip(0_u32..) {
            let all = list.mailboxes.iter().zip(0_u32..);
            offered.extend(all.filter_map(|(it, at)| offer(list, (it, number, at), question)));
        }
        Self::of(lists, offered)
    }

    /// Folders of one account that are kept, in its order.
    pub(in crate::ui::dialogs) fn among(list: List, keep: impl Fn(&Mailbox) -> bool) -> Self {
        let all = list.mailboxes.iter().zip(0_u32..).filter(|(mailbox, _)| keep(mailbox));
        let offered = all.map(|(mailbox, at)| {
            let (path, leaf) = folded(&list, mailbox);
            Offered { list: 0, at, path, leaf, is_other: false, recent: None }
        });
        let offered = offered.collect();
        Self::of(vec![list], offered)
    }

    fn of(lists: Vec<List>, offered: Vec<Offered>) -> Self {
        let mut found = Self { lists, typed: String::new(), offered, hits: Vec::new() };
        found.find("");
        found
    }

    /// It was made from these lists of the servers.
    pub(in crate::ui::dialogs) fn is_of(&self, lists: &[List]) -> bool {
        let is_same = |(one, other): (&List, &List)| {
            one.account == other.account && Arc::ptr_eq(&one.mailboxes, &other.mailboxes)
        };
        self.lists.len() == lists.len() && self.lists.iter().zip(lists).all(is_same)
    }

    /// Finds what was typed now; false where that is the same as before.
    pub(in crate::ui::dialogs) fn look_for(&mut self, typed: &str) -> bool {
        let is_new = self.typed != typed;
        if is_new {
            self.find(typed);
        }
        is_new
    }

    fn find(&mut self, typed: &str) {
        typed.clone_into(&mut self.typed);
        let query = typed.trim().to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let mut ranked: Vec<(Rank, u32)> = self
            .offered
            .iter()
            .zip(0_u32..)
            .filter_map(|(offered, index)| Some((offered.rank(&query, &words)?, index)))
            .collect();
        ranked.sort_unstable();
        self.hits = ranked.into_iter().map(|(_, index)| index).collect();
    }

    /// Folders found.
    pub(in crate::ui::dialogs) fn len(&self) -> usize {
        self.hits.len()
    }

    /// There is no folder to choose, whatever is typed.
    pub(super) fn offers_none(&self) -> bool {
        self.offered.is_empty()
    }

    /// Folders that can be chosen at all.
    pub(super) fn offered(&self) -> usize {
        self.offered.len()
    }

    /// The folder at a line.
    pub(in crate::ui::dialogs) fn at(&self, line: usize) -> Option<Hit<'_>> {
        let offered = self.offered.get(*self.hits.get(line)? as usize)?;
        let list = self.lists.get(offered.list as usize)?;
        let mailbox = list.mailboxes.get(offered.at as usize)?;
        let (account, recent) = (list.account, offered.recent.is_some());
        Some(Hit { account, mailbox, recent, other: list.other.as_deref() })
    }

    /// The line of a folder; linear, for when the server's list has changed.
    pub(in crate::ui::dialogs) fn line_of(
        &self,
        account: AccountId,
        name: &MailboxName,
    ) -> Option<usize> {
        let is_it = |hit: Hit<'_>| hit.account == account && hit.mailbox.name == *name;
        (0..self.len()).find(|line| self.at(*line).is_some_and(is_it))
    }
}

fn offer(
    list: &List,
    (mailbox, number, at): (&Mailbox, u32, u32),
    question: &FolderQuestion,
) -> Option<Offered> {
    let is_own = list.account == question.account;
    if !mailbox.selectable || (is_own && mailbox.name == question.from) {
        return None;
    }
    let (path, leaf) = folded(list, mailbox);
    let recent = question.recent.iter().zip(0_u32..).find(|(it, _)| **it == mailbox.name);
    let recent = recent.filter(|_| is_own).map(|(_, place)| place);
    Some(Offered { list: number, at, path, leaf, is_other: !is_own, recent })
}

/// The path in lower case, and where its last level begins.
fn folded(list: &List, mailbox: &Mailbox) -> (String, usize) {
    let names = list.other.as_deref().into_iter().chain(levels(mailbox));
    let path = names.collect::<Vec<_>>().join("/").to_lowercase();
    let leaf = path.rfind('/').map_or(0, |slash| slash + 1);
    (path, leaf)
}

impl Offered {
    /// How well it fits; `None` where a word is missing. Nothing typed fits all.
    fn rank(&self, query: &str, words: &[&str]) -> Option<Rank> {
        let recent = self.recent.unwrap_or(u32::MAX);
        if !words.iter().all(|word| self.path.contains(word)) {
            return None;
        }
        let leaf = self.path.get(self.leaf..).unwrap_or_default();
        let fit = if leaf.starts_with(query) {
            Fit::Begins
        } else {
            match begins_at(leaf, query) {
                Some(true) => Fit::WordBegins,
                Some(false) => Fit::Within,
                None => Fit::InPath,
            }
        };
        Some((self.is_other, self.recent.is_none(), fit, recent))
    }
}

/// Whether a word of `text` begins with `query`, or it stands only within words; `None` where it
/// does not stand there.
fn begins_at(text: &str, query: &str) -> Option<bool> {
    let mut found = None;
    for (at, _) in text.match_indices(query) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_none_or(|c| !c.is_alphanumeric()) {
            return Some(true);
        }
        found = Some(false);
    }
    found
}

/// The names of the folders it is in, from the top, and its own.
pub(in crate::ui::dialogs) fn levels(mailbox: &Mailbox) -> impl Iterator<Item = &str> {
    mailbox.path.iter().enumerate().map(|(level, name)| {
        let is_inbox = level == 0 && name.eq_ignore_ascii_case("INBOX");
        if is_inbox { "Inbox" } else { name.as_str() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Acting;

    fn found(paths: &[&str], recent: &[&str]) -> Found {
        let mailboxes: Arc<[Mailbox]> = paths.iter().map(|path| Mailbox::plain(path)).collect();
        let question = FolderQuestion {
            account: AccountId(0),
            from: MailboxName::inbox(),
            acting: Acting::List,
            copy: false,
            words: "3 messages".to_owned(),
            recent: recent.iter().map(|path| MailboxName::new(path.as_bytes())).collect(),
        };
        Found::new(vec![list(0, mailboxes)], &question)
    }

    fn list(account: u16, mailboxes: Arc<[Mailbox]>) -> List {
        let other = (account > 0).then(|| "Work".to_owned());
        List { account: AccountId(account), other, mailboxes }
    }

    fn names(found: &Found) -> Vec<&str> {
        (0..found.len())
            .filter_map(|line| Some(found.at(line)?.mailbox.full_name.as_str()))
            .collect()
    }

    #[test]
    fn those_used_last_come_first_while_nothing_is_typed() {
        let found = found(&["INBOX", "A", "B", "C"], &["C", "Gone", "B"]);
        assert_eq!(names(&found), ["C", "B", "A"], "and not the one they are in");
    }

    #[test]
    fn the_beginning_of_a_name_comes_before_the_middle_and_the_path() {
        let paths = ["ten/x", "often", "my tenders", "Tender", "Projects/Tender 2026"];
        let mut found = found(&paths, &[]);
        found.look_for("TEN");
        assert_eq!(
            names(&found),
            ["Tender", "Projects/Tender 2026", "my tenders", "often", "ten/x"]
        );
        found.look_for("ten pro");
        assert_eq!(names(&found), ["Projects/Tender 2026"]);
        found.look_for("projects/ten");
        assert_eq!(names(&found), ["Projects/Tender 2026"]);
        found.look_for("nothing of the kind");
        assert!(names(&found).is_empty());
    }

    #[test]
    fn a_folder_used_lately_comes_before_one_that_fits_better() {
        let mut found = found(&["Tender", "often"], &["often"]);
        found.look_for("ten");
        assert_eq!(names(&found), ["often", "Tender"]);
    }

    #[test]
    fn what_holds_no_messages_is_not_offered() {
        let mut parent = Mailbox::plain("Projects");
        parent.selectable = false;
        let mailboxes: Arc<[Mailbox]> = Arc::from([parent, Mailbox::plain("Projects/A")]);
        let question = FolderQuestion {
            account: AccountId(0),
            from: MailboxName::new(b"Projects/A"),
            acting: Acting::List,
            copy: true,
            words: String::new(),
            recent: Arc::from([]),
        };
        assert!(Found::new(vec![list(0, Arc::clone(&mailboxes))], &question).offers_none());
        let own: Arc<[Mailbox]> = Arc::from([Mailbox::plain("A")]);
        let mut both = Found::new(vec![list(0, own), list(1, mailboxes)], &question);
        assert_eq!(names(&both), ["A", "Projects/A"], "its own first");
        assert_eq!(both.at(1).and_then(|hit| hit.other), Some("Work"));
        both.look_for("work");
        assert_eq!(names(&both), ["Projects/A"], "found by the account's name");
    }

    #[test]
    fn letters_of_any_script_are_found_without_regard_to_capitals() {
        let mut found = found(&["Übersicht", "会议记录", "Ελλάδα"], &[]);
        for (typed, name) in [("über", "Übersicht"), ("议", "会议记录"), ("ελλ", "Ελλάδα")]
        {
            found.look_for(typed);
            assert_eq!(names(&found), [name]);
        }
    }
}
