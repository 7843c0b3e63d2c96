//! Conversations as the server makes them (RFC 5256 THREAD) for the open mailbox.

use std::collections::BTreeSet;

use super::batch::Event;
use super::capability::Capabilities;
use super::error::ImapError;
use super::reader::Untagged;
use super::session::{Session, check_all};
use super::update::Update;
use crate::model::ThreadNode;

/// Messages that may go while the answer is on its way; more ask for the mailbox again.
const EXPUNGED_LIMIT: usize = 64;

/// The algorithm to ask for; `None` where the server has none that goes by References.
fn algorithm(capabilities: &Capabilities) -> Option<&'static str> {
    // REFS (draft-ietf-morg-inthread) does not merge conversations that only share a subject.
    [("THREAD=REFS", "REFS"), ("THREAD=REFERENCES", "REFERENCES")]
        .into_iter()
        .find_map(|(word, name)| capabilities.has(word).then_some(name))
}

impl Session {
    pub fn can_thread(&self) -> bool {
        algorithm(&self.capabilities).is_some()
    }

    /// All conversations of the open mailbox in pre-order: one wait, and some 9 bytes a message.
    ///
    /// Each message at most once, and each in the mailbox, with the numbers of when this returns.
    ///
    /// # Errors
    /// [`ImapError::Refused`] where the server has no such command or refuses it, and
    /// [`ImapError::MailboxRebuilt`] where the numbers moved too far meanwhile.
    pub fn threads(&mut self, on: &mut dyn FnMut(Update)) -> Result<Vec<ThreadNode>, ImapError> {
        let refused = || ImapError::Refused { command: "THREAD", server_text: String::new() };
        let algorithm = algorithm(&self.capabilities).ok_or_else(refused)?;
        if self.track.exists == 0 {
            return Ok(Vec::new());
        }
        let line = self.line("THREAD", &format!("THREAD {algorithm} UTF-8 ALL"));
        let mut nodes: Option<Vec<ThreadNode>> = None;
        let mut gone = Vec::new();
        let mut too_many = false;
        let answers = self.run_long(vec![line], on, |event, track, _| match event {
            Event::Untagged(Untagged::Thread(found)) if nodes.is_none() => {
                nodes = Some(clean(std::mem::take(found), track.exists));
            }
            Event::Untagged(Untagged::Expunge(seq)) if nodes.is_some() && track.has(*seq) => {
                too_many |= gone.len() >= EXPUNGED_LIMIT;
                if !too_many {
                    gone.push(*seq);
                }
            }
            Event::Untagged(_) | Event::Done { .. } => {}
        })?;
        check_all("THREAD", &answers)?;
        self.settle()?;
        if too_many {
            return Err(ImapError::MailboxRebuilt);
        }
        let nodes = nodes.ok_or_else(refused)?;
        Ok(gone.into_iter().fold(nodes, without))
    }
}

/// Each number once, and only those that are in the mailbox.
fn clean(nodes: Vec<ThreadNode>, exists: u32) -> Vec<ThreadNode> {
    let mut seen = BTreeSet::new();
    keep(nodes, |seq| ((1..=exists).contains(&seq) && seen.insert(seq)).then_some(seq))
}

/// The conversations after one message has gone.
fn without(nodes: Vec<ThreadNode>, gone: u32) -> Vec<ThreadNode> {
    keep(nodes, |seq| match seq.cmp(&gone) {
        std::cmp::Ordering::Less => Some(seq),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(seq - 1),
    })
}

/// The nodes that `number` has a number for. Where the first of a conversation falls out, the next
/// one begins it: else it would belong to the conversation before.
fn keep(nodes: Vec<ThreadNode>, mut number: impl FnMut(u32) -> Option<u32>) -> Vec<ThreadNode> {
    let mut headless = false;
    let mut kept = Vec::with_capacity(nodes.len());
    for node in nodes {
        headless |= node.depth == 0;
        let Some(seq) = number(node.seq) else { continue };
        let depth = if headless { 0 } else { node.depth };
        headless = false;
        kept.push(ThreadNode { seq, depth });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(pairs: &[(u32, u16)]) -> Vec<ThreadNode> {
        pairs.iter().map(|(seq, depth)| ThreadNode { seq: *seq, depth: *depth }).collect()
    }

    #[test]
    fn references_are_asked_for_where_refs_are_not_known() {
        let of = |words: &str| algorithm(&Capabilities::new(words.split(' ').map(str::to_owned)));
        assert_eq!(of("THREAD=REFERENCES THREAD=REFS"), Some("REFS"));
        assert_eq!(of("THREAD=REFERENCES THREAD=ORDEREDSUBJECT"), Some("REFERENCES"));
        assert_eq!(of("THREAD=ORDEREDSUBJECT SORT"), None);
    }

    #[test]
    fn numbers_that_lie_are_left_out_and_conversations_stay_apart() {
        let said = nodes(&[(1, 0), (9, 0), (2, 1), (2, 2), (3, 1), (0, 0), (1, 1), (4, 2)]);
        assert_eq!(clean(said, 4), nodes(&[(1, 0), (2, 0), (3, 1), (4, 0)]));
    }

    #[test]
    fn a_message_that_goes_leaves_its_answers_behind() {
        let before = nodes(&[(5, 0), (1, 0), (3, 1), (4, 2), (2, 0)]);
        assert_eq!(without(before.clone(), 1), nodes(&[(4, 0), (2, 0), (3, 2), (1, 0)]));
        assert_eq!(without(before, 3), nodes(&[(4, 0), (1, 0), (3, 2), (2, 0)]));
    }
}
