//! Which folders the words typed may mean, the likeliest first.
//!
//! Names are folded once for each list of the server, so that a key costs one pass over them,
//! however many there are. Painting asks for single lines only.

use std::sync::Arc;

use crate::app::FolderQuestion;
use crate::model::{Mailbox, MailboxName};

/// The folders that can take the messages, and those that were found among them.
#[derive(Debug)]
pub(in crate::ui::dialogs) struct Found {
    /// Held, so that a new list can never have the address of the old one.
    mailboxes: Arc<[Mailbox]>,
    typed: String,
    offered: Vec<Offered>,
    /// Indices into `offered`, the likeliest first.
    hits: Vec<u32>,
}

/// One folder that can be chosen.
#[derive(Debug)]
struct Offered {
    /// Index into the mailboxes.
    at: u32,
    /// The path in lower case, its levels divided by `/`.
    path: String,
    /// Where the last level begins in it.
    leaf: usize,
    /// Place among those used last; 0 is the newest.
    recent: Option<u32>,
}

/// How well a folder fits; smaller is better. Used lately, how it fits, used how lately.
type Rank = (bool, Fit, u32);

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
    pub(super) fn new(mailboxes: &Arc<[Mailbox]>, question: &FolderQuestion) -> Self {
        let takes = |mailbox: &Mailbox| mailbox.selectable && mailbox.name != question.from;
        Self::among(mailboxes, &question.recent, takes)
    }

    /// Of the folders that are kept; `recent` are those used last, newest first.
    pub(in crate::ui::dialogs) fn among(
        mailboxes: &Arc<[Mailbox]>,
        recent: &[MailboxName],
        keep: impl Fn(&Mailbox) -> bool,
    ) -> Self {
        let offered = mailboxes.iter().zip(0_u32..).filter_map(|(mailbox, at)| {
            if !keep(mailbox) {
                return None;
            }
            let path = levels(mailbox).collect::<Vec<_>>().join("/").to_lowercase();
            let leaf = path.rfind('/').map_or(0, |slash| slash + 1);
            let recent = recent.iter().zip(0_u32..).find(|(it, _)| **it == mailbox.name);
            Some(Offered { at, path, leaf, recent: recent.map(|(_, place)| place) })
        });
        let mut found = Self {
            mailboxes: Arc::clone(mailboxes),
            typed: String::new(),
            offered: offered.collect(),
            hits: Vec::new(),
        };
        found.find("");
        found
    }

    /// It was made from this list of the server.
    pub(in crate::ui::dialogs) fn is_of(&self, mailboxes: &Arc<[Mailbox]>) -> bool {
        Arc::ptr_eq(&self.mailboxes, mailboxes)
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

    /// The folder at a line, and whether it was used lately.
    pub(in crate::ui::dialogs) fn at(&self, line: usize) -> Option<(&Mailbox, bool)> {
        let offered = self.offered.get(*self.hits.get(line)? as usize)?;
        let mailbox = self.mailboxes.get(offered.at as usize)?;
        Some((mailbox, offered.recent.is_some()))
    }

    /// The line of a folder; linear, for when the server's list has changed.
    pub(in crate::ui::dialogs) fn line_of(&self, name: &MailboxName) -> Option<usize> {
        (0..self.len()).find(|line| self.at(*line).is_some_and(|(it, _)| it.name == *name))
    }
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
        Some((self.recent.is_none(), fit, recent))
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
    use crate::model::AccountId;

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
        Found::new(&mailboxes, &question)
    }

    fn names(found: &Found) -> Vec<&str> {
        (0..found.len()).filter_map(|line| Some(found.at(line)?.0.full_name.as_str())).collect()
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
        assert!(Found::new(&mailboxes, &question).offers_none());
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
