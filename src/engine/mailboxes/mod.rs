//! A change to mailboxes while it runs: what goes out in which write, and what came of it. Pure.
//!
//! ```text
//! change ──write──▶ commands and LIST ──answered──▶ told ──▶ subscriptions that are left behind
//!                        │ the connection breaks
//!                        └──▶ LIST tells what was done; nothing is sent twice
//! ```

mod after;
mod by_name;
mod follow;
mod steps;
mod survey;
mod words;

pub use follow::Renames;
pub use survey::Plan;

use std::collections::VecDeque;
use std::sync::Arc;

use by_name::ByName;

use super::protocol::MailboxChange;
use crate::imap::MailboxCommand;
use crate::model::{Failure, Mailbox, MailboxName};

/// Mailboxes deleted in one write: a server may take a second for each that is full.
const DELETIONS_PER_WRITE: usize = 50;

/// Subscriptions in one write; their answers are a line each.
const SUBSCRIPTIONS_PER_WRITE: usize = 200;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// What comes next was not sent.
    Waiting,
    /// It left, and not all of it was answered.
    Sent,
    /// All was answered; the list behind it did not come.
    Answered,
    /// It was told; subscriptions of names that are gone are taken back.
    Tidying,
}

/// A change under way.
#[derive(Debug)]
pub struct Reshaping {
    change: MailboxChange,
    stage: Stage,
    /// The tree as it was before the first write.
    before: Option<Arc<[Mailbox]>>,
    /// Round the name that it is about, in that tree.
    delimiter: Option<char>,
    /// To be deleted, deepest first.
    waiting: VecDeque<MailboxName>,
    /// Commands of the write under way, those that the user asked for first.
    sent: Vec<MailboxCommand>,
    /// Of a change that one command does.
    answer: Option<Result<(), Failure>>,
    /// Deleted, and not deleted with the server's reason where it gave one.
    gone: Vec<MailboxName>,
    left: Vec<(MailboxName, Option<Failure>)>,
    /// Subscriptions to be put right in the end.
    tidy: Vec<(MailboxName, bool)>,
    /// Names that were subscribed to in the same write.
    subscribed: Vec<MailboxName>,
    /// The mailbox on the screen, left because it is about to go.
    shown: Option<MailboxName>,
}

impl Reshaping {
    pub fn new(change: MailboxChange) -> Self {
        Self {
            change,
            stage: Stage::Waiting,
            before: None,
            delimiter: None,
            waiting: VecDeque::new(),
            sent: Vec::new(),
            answer: None,
            gone: Vec::new(),
            left: Vec::new(),
            tidy: Vec::new(),
            subscribed: Vec::new(),
            shown: None,
        }
    }

    pub fn change(&self) -> &MailboxChange {
        &self.change
    }

    /// Reads from the tree what it is about.
    fn begin(&mut self, tree: &Arc<[Mailbox]>) {
        if self.before.is_some() {
            return;
        }
        self.before = Some(Arc::clone(tree));
        self.delimiter = delimiter_at(tree, self.subject());
        if let MailboxChange::Deleted { mailbox, inside } = &self.change {
            let mut names = if *inside { inside_of(tree, mailbox) } else { Vec::new() };
            // What is inside has the longer name.
            names.sort_by_key(|name| std::cmp::Reverse(name.as_bytes().len()));
            names.push(mailbox.clone());
            self.waiting = names.into();
        }
    }

    /// Why it is not even sent.
    fn impossible(&self, takes_uses: bool) -> Option<Failure> {
        match &self.change {
            MailboxChange::Created { special_use: Some(_), .. } if !takes_uses => {
                Some(words::no_use())
            }
            // Of INBOX only the messages go, so that they may go inside it.
            MailboxChange::Renamed { from, to } if !from.is_inbox() => {
                let is_inside = to.is_inside(from, self.delimiter);
                is_inside.then(words::into_itself)
            }
            MailboxChange::Created { .. }
            | MailboxChange::Renamed { .. }
            | MailboxChange::Deleted { .. }
            | MailboxChange::Subscribed { .. } => None,
        }
    }

    fn before(&self) -> &[Mailbox] {
        self.before.as_deref().unwrap_or_default()
    }

    /// What was subscribed to of a mailbox and those inside it.
    fn subscribed_in(&self, name: &MailboxName) -> Vec<MailboxName> {
        let all = self.before().iter().filter(|mailbox| {
            mailbox.subscribed
                && (mailbox.name == *name || mailbox.name.is_inside(name, mailbox.delimiter))
        });
        all.map(|mailbox| mailbox.name.clone()).collect()
    }

    /// The name that a mailbox has after this rename, where it gets another.
    fn renamed(&self, name: &MailboxName) -> Option<MailboxName> {
        match &self.change {
            MailboxChange::Renamed { from, to } => name.renamed(from, to, self.delimiter),
            MailboxChange::Created { .. }
            | MailboxChange::Deleted { .. }
            | MailboxChange::Subscribed { .. } => None,
        }
    }

    /// What some servers do all the same (Dovecot 2.3): what is inside INBOX goes with its messages,
    /// each under this name.
    fn taken_along(&self, now: &ByName<'_>) -> Vec<(MailboxName, MailboxName)> {
        let MailboxChange::Renamed { from, to } = &self.change else { return Vec::new() };
        if !from.is_inbox() {
            return Vec::new();
        }
        let moved = self.before().iter().filter_map(|mailbox| {
            let old = &mailbox.name;
            let rest = old.inside(from, mailbox.delimiter)?;
            let new = MailboxName::new(&[to.as_bytes(), rest].concat());
            (!now.has(old) && now.has(&new)).then(|| (old.clone(), new))
        });
        moved.collect()
    }

    /// Whether this mailbox has another name, is gone or is empty once it is done.
    fn concerns(&self, name: &MailboxName) -> bool {
        match &self.change {
            MailboxChange::Renamed { from, .. } => {
                name == from || name.is_inside(from, self.delimiter)
            }
            MailboxChange::Deleted { mailbox, inside } => {
                name == mailbox || (*inside && name.is_inside(mailbox, self.delimiter))
            }
            MailboxChange::Created { .. } | MailboxChange::Subscribed { .. } => false,
        }
    }

    /// The next write, and whether it is the last, to be followed by the list.
    fn next_write(&mut self) -> (Vec<MailboxCommand>, bool) {
        let subscribe = |mailbox: MailboxName| MailboxCommand::Subscribe { mailbox, on: true };
        self.subscribed.clear();
        let commands = match &self.change {
            MailboxChange::Created { mailbox, special_use } => {
                self.subscribed.push(mailbox.clone());
                let (mailbox, special_use) = (mailbox.clone(), *special_use);
                vec![MailboxCommand::Create { mailbox, special_use }]
            }
            MailboxChange::Renamed { from, to } => {
                self.subscribed = if from.is_inbox() {
                    vec![to.clone()]
                } else {
                    // RENAME leaves subscriptions at the old name (RFC 3501 §6.3.5).
                    let old = self.subscribed_in(from);
                    old.iter().filter_map(|name| self.renamed(name)).collect()
                };
                self.subscribed.truncate(SUBSCRIPTIONS_PER_WRITE);
                vec![MailboxCommand::Rename { from: from.clone(), to: to.clone() }]
            }
            MailboxChange::Deleted { .. } => {
                let count = self.waiting.len().min(DELETIONS_PER_WRITE);
                self.waiting.drain(..count).map(MailboxCommand::Delete).collect()
            }
            MailboxChange::Subscribed { mailbox, on } => {
                vec![MailboxCommand::Subscribe { mailbox: mailbox.clone(), on: *on }]
            }
        };
        let more = self.subscribed.iter().cloned().map(subscribe);
        self.sent = commands.into_iter().chain(more).collect();
        self.stage = Stage::Sent;
        (self.sent.clone(), self.waiting.is_empty())
    }

    /// Takes in what was answered, in the order of what was sent.
    fn answered(&mut self, answers: Vec<Option<Result<(), Failure>>>) {
        let asked = self.sent.len() - self.subscribed.len().min(self.sent.len());
        let mut is_answered = answers.len() >= asked;
        for (command, answer) in self.sent.iter().zip(answers).take(asked) {
            is_answered &= answer.is_some();
            match (command, answer) {
                (MailboxCommand::Delete(name), Some(Ok(()))) => self.gone.push(name.clone()),
                (MailboxCommand::Delete(name), Some(Err(why))) => {
                    self.left.push((name.clone(), Some(why)));
                }
                (MailboxCommand::Delete(_), None) => {}
                (_, answer) => self.answer = answer,
            }
        }
        if is_answered && asked > 0 {
            self.stage = Stage::Answered;
        }
    }
}

/// The delimiter round this name: its own, or that of one inside it, or that of any.
fn delimiter_at(tree: &[Mailbox], name: &MailboxName) -> Option<char> {
    let itself = tree.iter().find(|mailbox| mailbox.name == *name);
    let inside = || tree.iter().find(|mailbox| mailbox.name.is_inside(name, mailbox.delimiter));
    let any = || tree.iter().find(|mailbox| mailbox.delimiter.is_some());
    itself.or_else(inside).or_else(any).and_then(|mailbox| mailbox.delimiter)
}

fn inside_of(tree: &[Mailbox], name: &MailboxName) -> Vec<MailboxName> {
    let inside = tree.iter().filter(|mailbox| mailbox.name.is_inside(name, mailbox.delimiter));
    inside.map(|mailbox| mailbox.name.clone()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Of as many mailboxes as an account can have; a walk through all of them for each would not end.
    #[test]
    fn a_change_to_half_of_fifty_thousand_mailboxes_finds_each_by_its_name() {
        const INSIDE: usize = 25_000;
        let names =
            |top: &str| (0..INSIDE).map(|n| Mailbox::plain(&format!("{top}/{n}"))).collect();
        let tree = |top: &str| {
            let inside: Vec<Mailbox> = names(top);
            let beside: Vec<Mailbox> = names("beside");
            let all = beside.into_iter().chain([Mailbox::plain(top)]).chain(inside);
            Arc::<[Mailbox]>::from(all.collect::<Vec<_>>())
        };
        let (before, now) = (tree("old"), tree("new"));
        let name = |text: &str| MailboxName::new(text.as_bytes());
        let mut renamed =
            Reshaping::new(MailboxChange::Renamed { from: name("old"), to: name("new") });
        renamed.begin(&before);
        renamed.next_write();
        renamed.look(&now);
        renamed.outcome(&now).unwrap();
        // All of the old names go; the new ones are subscribed to in the tree already.
        assert_eq!(renamed.subscriptions(true, &now).len(), INSIDE + 1);

        let mut deleted =
            Reshaping::new(MailboxChange::Deleted { mailbox: name("old"), inside: true });
        deleted.begin(&before);
        while !deleted.next_write().1 {
            deleted.answered(vec![Some(Ok(())); DELETIONS_PER_WRITE]);
        }
        deleted.answered(vec![Some(Ok(())); DELETIONS_PER_WRITE]);
        deleted.outcome(&now).unwrap();
        let left = deleted.subscriptions(true, &now);
        assert_eq!(left.len(), INSIDE + 1);
        assert!(left.contains(&(name("old/7"), false)));
    }
}
