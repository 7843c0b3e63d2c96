//! The trees of THREAD once it is known who answers whom: pruning, subjects, order and answer
//! (RFC 5256 §3, steps 2 to 6).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::thread::Mail;

/// Messages under their parents.
///
/// Invariant: only roots are without a mail, and each of those has two children at least.
#[derive(Debug)]
pub struct Forest {
    mails: Vec<Mail>,
    /// The mail of each node, if it has one.
    mail_of: Vec<Option<usize>>,
    /// Children of each node, oldest first.
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
}

/// What is written next.
enum Piece {
    Node(usize),
    Word(&'static str),
}

impl Forest {
    /// Builds the trees from the parent and the mail of each node, which hold no loop.
    ///
    /// Steps 2 and 3: nodes without a mail give their children to the next above that has one; at
    /// the top they stay where they hold several together.
    pub fn new(mails: Vec<Mail>, parents: &[Option<usize>], mail_of: &[Option<usize>]) -> Self {
        let mut given: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
        let mut waiting: Vec<(usize, Option<usize>)> = Vec::new();
        for (node, parent) in parents.iter().enumerate() {
            match parent.and_then(|parent| given.get_mut(parent)) {
                Some(siblings) => siblings.push(node),
                None => waiting.push((node, None)),
            }
        }
        let tops: Vec<usize> = waiting.iter().map(|(node, _)| *node).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
        while let Some((node, anchor)) = waiting.pop() {
            let is_mail = mail_of.get(node).is_some_and(Option::is_some);
            if let Some(siblings) = anchor.and_then(|anchor| children.get_mut(anchor))
                && is_mail
            {
                siblings.push(node);
            }
            let anchor = if is_mail { Some(node) } else { anchor.or(Some(node)) };
            let below = given.get(node).map(Vec::as_slice).unwrap_or_default();
            waiting.extend(below.iter().map(|child| (*child, anchor)));
        }
        let mut forest = Self { mails, mail_of: mail_of.to_vec(), children, roots: Vec::new() };
        for node in 0..forest.children.len() {
            forest.sort_children(node);
        }
        forest.roots = tops.into_iter().filter_map(|top| forest.root_for(top)).collect();
        forest
    }

    /// What stands at the top for a node that nothing answers to: itself, its only child, or nothing.
    fn root_for(&self, top: usize) -> Option<usize> {
        match self.children_of(top) {
            _ if self.mail(top).is_some() => Some(top),
            [] => None,
            [only] => Some(*only),
            _ => Some(top),
        }
    }

    fn mail(&self, node: usize) -> Option<&Mail> {
        self.mails.get(self.mail_of.get(node).copied().flatten()?)
    }

    fn children_of(&self, node: usize) -> &[usize] {
        self.children.get(node).map(Vec::as_slice).unwrap_or_default()
    }

    /// The mail that speaks for a node: its own, or that of its first child.
    fn first_mail(&self, node: usize) -> Option<&Mail> {
        self.mail(node).or_else(|| self.mail(*self.children_of(node).first()?))
    }

    /// Date, and number among equal dates (RFC 5256 §2.2).
    fn date(&self, node: usize) -> (i64, u32) {
        self.first_mail(node).map_or((i64::MAX, u32::MAX), |mail| (mail.date_s, mail.number))
    }

    fn sort_children(&mut self, node: usize) {
        let Some(slot) = self.children.get_mut(node) else { return };
        let mut sorted = std::mem::take(slot);
        sorted.sort_by_key(|child| self.date(*child));
        if let Some(slot) = self.children.get_mut(node) {
            *slot = sorted;
        }
    }

    /// Steps 4 and 6: threads in the order of their first messages.
    pub fn sort_roots_by_first(&mut self) {
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by_key(|root| self.date(*root));
        self.roots = roots;
    }

    /// Threads in the order of their newest messages.
    pub fn sort_roots_by_newest(&mut self) {
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by_cached_key(|root| self.newest(*root));
        self.roots = roots;
    }

    fn newest(&self, root: usize) -> (i64, u32) {
        let mut newest = (i64::MIN, 0);
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            newest = self.mail(node).map_or(newest, |mail| newest.max((mail.date_s, mail.number)));
            waiting.extend_from_slice(self.children_of(node));
        }
        newest
    }

    fn base(&self, root: usize) -> Option<String> {
        let base = &self.first_mail(root)?.subject.base;
        (!base.is_empty()).then(|| base.clone())
    }

    fn is_reply(&self, root: usize) -> bool {
        self.mail(root).is_some_and(|mail| mail.subject.is_reply)
    }

    /// Step 5: puts threads of the same base subject together.
    pub fn merge_subjects(&mut self) {
        self.sort_roots_by_first();
        let mut table: BTreeMap<String, usize> = BTreeMap::new();
        for root in &self.roots {
            let Some(base) = self.base(*root) else { continue };
            match table.get(&base) {
                Some(known) if !self.speaks_better(*root, *known) => {}
                _ => {
                    table.insert(base, *root);
                }
            }
        }
        let mut gone = BTreeSet::new();
        for root in self.roots.clone() {
            let Some(base) = self.base(root) else { continue };
            let Some(known) = table.get(&base).copied().filter(|known| *known != root) else {
                continue;
            };
            let joined = self.join(root, known);
            gone.insert(root);
            if joined != known {
                gone.insert(known);
                self.roots.push(joined);
                table.insert(base, joined);
            }
        }
        self.roots.retain(|root| !gone.contains(root));
    }

    /// Step 5.C: a root without a mail speaks for a subject before others, then one that is no
    /// answer.
    fn speaks_better(&self, root: usize, known: usize) -> bool {
        self.mail(known).is_some()
            && (self.mail(root).is_none() || (self.is_reply(known) && !self.is_reply(root)))
    }

    /// Puts a root to another of the same subject; the node under which both are then.
    fn join(&mut self, root: usize, known: usize) -> usize {
        let moved = match (self.mail(root), self.mail(known)) {
            (None, None) => self.children.get_mut(root).map(std::mem::take).unwrap_or_default(),
            (Some(_), None) => vec![root],
            _ if self.is_reply(root) && !self.is_reply(known) => vec![root],
            _ => {
                self.mail_of.push(None);
                self.children.push(vec![known, root]);
                let made = self.children.len() - 1;
                self.sort_children(made);
                return made;
            }
        };
        if let Some(children) = self.children.get_mut(known) {
            children.extend(moved);
        }
        self.sort_children(known);
        known
    }

    /// The threads as `(1 (2)(3 4))((5)(6))` (RFC 5256 §4, thread-list).
    pub fn shown(&self) -> String {
        let mut line = String::new();
        let mut waiting = Vec::new();
        for root in &self.roots {
            waiting.extend([Piece::Word(")"), Piece::Node(*root), Piece::Word("(")]);
            while let Some(piece) = waiting.pop() {
                match piece {
                    Piece::Word(word) => line.push_str(word),
                    Piece::Node(node) => self.write_node(node, &mut line, &mut waiting),
                }
            }
        }
        line
    }

    /// Writes the number of a node; what stands below it waits, first piece last.
    fn write_node(&self, node: usize, line: &mut String, waiting: &mut Vec<Piece>) {
        let children = self.children_of(node);
        if let Some(mail) = self.mail(node) {
            // Writing to a String cannot fail.
            let _ = write!(line, "{}", mail.number);
            line.push_str(if children.is_empty() { "" } else { " " });
        }
        if let [only] = children {
            waiting.push(Piece::Node(*only));
            return;
        }
        for child in children.iter().rev() {
            waiting.extend([Piece::Word(")"), Piece::Node(*child), Piece::Word("(")]);
        }
    }
}
