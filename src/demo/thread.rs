//! THREAD=REFERENCES (RFC 5256 §3) and THREAD=REFS (draft-ietf-morg-inthread).
//!
//! REFS is REFERENCES without the merging of equal subjects; its threads stand in the order of
//! their newest messages, and its dates are those of arrival. Nothing here calls itself: a chain
//! of any length costs heap, not stack.

use std::collections::BTreeMap;

use super::mailbox::Message;
use super::message::header;
use super::sort::sent_s;
use super::subject::{self, Subject};
use super::thread_forest::Forest;

/// Most references read from one message, the nearest ones.
const MAX_REFERENCES: usize = 1_000;

/// The algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    References,
    Refs,
}

/// What threading wants to know of one message.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// As the answer shows it: a sequence number or a UID.
    pub number: u32,
    id: Option<Vec<u8>>,
    references: Vec<Vec<u8>>,
    pub date_s: i64,
    pub subject: Subject,
}

impl Mail {
    fn of(message: &Message, number: u32, order: Order) -> Self {
        let head = message.content.header();
        let head = head.as_slice();
        let ids_in = |name: &str| header::value(head, name).map(|v| ids(&v)).unwrap_or_default();
        let mut references = ids_in("References");
        if references.is_empty() {
            references = ids_in("In-Reply-To").into_iter().take(1).collect();
        }
        references.drain(..references.len().saturating_sub(MAX_REFERENCES));
        let (date_s, subject) = match order {
            Order::References => (sent_s(head, message.date_s), subject::of(head)),
            Order::Refs => (message.date_s, Subject::default()),
        };
        let id = ids_in("Message-ID").into_iter().next();
        Self { number, id, references, date_s, subject }
    }
}

/// The threads of these messages with their numbers, as `(1 2)(3)`; empty without messages.
pub fn threads<'a>(messages: impl Iterator<Item = (&'a Message, u32)>, order: Order) -> String {
    shown(messages.map(|(message, number)| Mail::of(message, number, order)).collect(), order)
}

fn shown(mails: Vec<Mail>, order: Order) -> String {
    let mut links = Links::default();
    for (place, mail) in mails.iter().enumerate() {
        links.add(place, mail);
    }
    let mut forest = Forest::new(mails, &links.parents, &links.mails);
    match order {
        Order::References => {
            forest.merge_subjects();
            forest.sort_roots_by_first();
        }
        Order::Refs => forest.sort_roots_by_newest(),
    }
    forest.shown()
}

/// What stands between angle brackets; quotes do not count (RFC 5256 §3, step 1).
fn ids(value: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for piece in value.split(|byte| *byte == b'<').skip(1) {
        let Some(end) = piece.iter().position(|byte| *byte == b'>') else { continue };
        let inside = piece.get(..end).unwrap_or_default();
        let id: Vec<u8> =
            inside.iter().copied().filter(|byte| !matches!(byte, b'"' | b'\\' | b' ')).collect();
        if !id.is_empty() {
            found.push(id);
        }
    }
    found
}

/// Step 1: which message answers which. A node without a mail is only named by others.
#[derive(Debug, Default)]
struct Links {
    by_id: BTreeMap<Vec<u8>, usize>,
    parents: Vec<Option<usize>>,
    /// Whether a node was ever made a parent; one that was not cannot close a loop.
    has_children: Vec<bool>,
    mails: Vec<Option<usize>>,
}

impl Links {
    fn add(&mut self, place: usize, mail: &Mail) {
        let own = self.own(place, mail.id.as_ref());
        let mut before = None;
        for id in &mail.references {
            let node = self.named(id);
            if let Some(parent) = before
                && self.parents.get(node).is_some_and(Option::is_none)
            {
                self.link(node, parent);
            }
            before = Some(node);
        }
        // What others said about this message's parent does not count any more (step 1.B).
        if let Some(slot) = self.parents.get_mut(own) {
            *slot = None;
        }
        if let Some(parent) = before {
            self.link(own, parent);
        }
    }

    /// The node of a message; one without an id, or with the id of another, stands alone.
    fn own(&mut self, place: usize, id: Option<&Vec<u8>>) -> usize {
        if let Some(id) = id {
            let node = self.named(id);
            if let Some(slot @ None) = self.mails.get_mut(node) {
                *slot = Some(place);
                return node;
            }
        }
        self.new_node(Some(place))
    }

    fn named(&mut self, id: &Vec<u8>) -> usize {
        if let Some(node) = self.by_id.get(id) {
            return *node;
        }
        let node = self.new_node(None);
        self.by_id.insert(id.clone(), node);
        node
    }

    fn new_node(&mut self, mail: Option<usize>) -> usize {
        self.parents.push(None);
        self.has_children.push(false);
        self.mails.push(mail);
        self.parents.len() - 1
    }

    /// Makes `parent` the parent of `child`, unless that would close a loop.
    fn link(&mut self, child: usize, parent: usize) {
        if child == parent {
            return;
        }
        if self.has_children.get(child).copied().unwrap_or(true) {
            let mut above = Some(parent);
            while let Some(node) = above {
                if node == child {
                    return;
                }
                above = self.parents.get(node).copied().flatten();
            }
        }
        if let (Some(slot), Some(mark)) =
            (self.parents.get_mut(child), self.has_children.get_mut(parent))
        {
            (*slot, *mark) = (Some(parent), true);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    /// Mails numbered from 1 and dated in their order: id, references, subject.
    fn mails(list: &[(&str, &str, &str)]) -> Vec<Mail> {
        let header = |subject: &str| format!("Subject: {subject}\r\n\r\n").into_bytes();
        let one = |(place, (id, references, subject)): (usize, &(&str, &str, &str))| Mail {
            number: u32::try_from(place).unwrap() + 1,
            id: ids(id.as_bytes()).into_iter().next(),
            references: ids(references.as_bytes()),
            date_s: i64::try_from(place).unwrap(),
            subject: subject::of(&header(subject)),
        };
        list.iter().enumerate().map(one).collect()
    }

    fn references(list: &[(&str, &str, &str)]) -> String {
        shown(mails(list), Order::References)
    }

    #[test]
    fn answers_stand_below_what_they_answer() {
        assert_eq!(references(&[]), "");
        assert_eq!(
            references(&[
                ("<a>", "", "x"),
                ("<b>", "<a>", "y"),
                ("<c>", "<a>", "z"),
                ("<d>", "<a> <c>", "w"),
                ("<e>", "", "v")
            ]),
            "(1 (2)(3 4))(5)"
        );
        assert_eq!(
            references(&[("<c>", "<b>", ""), ("<b>", "<a>", ""), ("<a>", "", "")]),
            "(3 2 1)"
        );
    }

    #[test]
    fn a_parent_that_is_missing_leaves_a_root_without_a_number() {
        let two = [("<b>", "<a>", "x"), ("<c>", "<a>", "y")];
        assert_eq!(references(&two), "((1)(2))");
        assert_eq!(shown(mails(&two), Order::Refs), "((1)(2))");
        assert_eq!(references(&[("<b>", "<a>", "x")]), "(1)");
        assert_eq!(references(&[("<a>", "", ""), ("<d>", "<a> <b> <c>", "")]), "(1 2)");
        assert_eq!(references(&[("<d>", "<a> <b>", ""), ("<e>", "<a> <c>", "")]), "((1)(2))");
    }

    #[test]
    fn loops_and_doubled_ids_lose_no_message() {
        assert_eq!(references(&[("<a>", "<b>", "x"), ("<b>", "<a>", "y")]), "(2 1)");
        assert_eq!(references(&[("<a>", "<a>", "x")]), "(1)");
        assert_eq!(
            references(&[("<a>", "", "x"), ("<a>", "", "y"), ("<b>", "<a>", "z")]),
            "(1 3)(2)"
        );
        assert_eq!(
            references(&[("", "", ""), ("<\"q\"@x>", "", ""), ("<c>", "<q@x>", "")]),
            "(1)(2 3)"
        );
    }

    #[test]
    fn a_message_knows_its_parent_better_than_others_do() {
        let list =
            [("<a>", "", "1"), ("<c>", "<a> <b>", "2"), ("<b>", "<z>", "3"), ("<z>", "", "4")];
        assert_eq!(references(&list), "(1)(4 3 2)");
    }

    #[test]
    fn equal_subjects_are_merged_by_references_and_not_by_refs() {
        let list = [("<a>", "", "Plan"), ("<b>", "", "Re: plan"), ("<c>", "", "Other")];
        assert_eq!(references(&list), "(1 2)(3)");
        assert_eq!(shown(mails(&list), Order::Refs), "(1)(2)(3)");
        assert_eq!(references(&[("<a>", "", "Plan"), ("<b>", "", "Plan")]), "((1)(2))");
        assert_eq!(references(&[("<a>", "", "Re: Plan"), ("<b>", "", "Plan")]), "(2 1)");
        assert_eq!(references(&[("<a>", "", ""), ("<b>", "", "Re:")]), "(1)(2)");
        let with_root = [
            ("<b>", "<a>", "Plan"),
            ("<c>", "<a>", "x"),
            ("<d>", "", "Re: plan"),
            ("<f>", "<e>", "plan"),
            ("<g>", "<e>", "y"),
        ];
        assert_eq!(references(&with_root), "((1)(2)(3)(4)(5))");
    }

    #[test]
    fn refs_puts_the_thread_with_the_newest_message_last() {
        let list = [("<a>", "", "x"), ("<b>", "", "y"), ("<c>", "<a>", "z")];
        assert_eq!(shown(mails(&list), Order::Refs), "(2)(1 3)");
        assert_eq!(references(&list), "(1 3)(2)");
    }

    #[test]
    fn a_long_chain_takes_no_stack() {
        let mut list = Vec::new();
        for number in 1_u32..=50_000 {
            let id = |number: u32| number.to_string().into_bytes();
            let references = vec![id(number - 1)];
            list.push(Mail { number, id: Some(id(number)), references, ..Mail::default() });
        }
        let line = shown(list, Order::References);
        assert!(line.starts_with("(1 2 3 ") && line.ends_with(" 49999 50000)"));
    }
}
