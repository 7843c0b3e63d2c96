//! Conversations as the server made them (RFC 5256 §4), folded into lines.
//!
//! A conversation stands where its newest message would. Folded, it is one line and shows that
//! message; unfolded, it is as many lines as messages, in the order of the answers. A message
//! that came since the server was asked is a conversation of its own until it is asked again.
//!
//! Every change makes the lines anew, in time linear in the messages: they are bounded by
//! the setting for how many messages conversations are asked for.

use std::collections::BTreeSet;

use crate::model::ThreadNode;

/// Messages of a mailbox that the server may thread at once. Its answer is about 7 bytes a message:
/// 140 kB, which a line of 1 Mbit/s brings within the 1.2 s of a first page.
pub const THREADS_SERVER_LIMIT: u32 = 20_000;
/// The limit that no setting exceeds: some 80 bytes of memory a message, 16 MB.
pub const THREADS_MOST: u32 = 200_000;
/// Up to here new mail has the conversations asked for again: 35 kB each time. In a larger mailbox
/// it stands alone until the mailbox is opened again or refreshed.
pub const THREADS_ASKED_AGAIN_MOST: u32 = 5_000;
/// Depth below which an answer is not indented further: a narrow list has no room.
const MAX_DEPTH: u16 = 64;

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadAt {
    pub seq: u32,
    pub depth: u16,
    /// Messages in the conversation.
    pub count: u32,
    pub expanded: bool,
    pub is_head: bool,
    /// Place of the conversation among all.
    group: usize,
}

#[derive(Debug)]
struct Group {
    /// In the order of the answers, with depths; never empty.
    nodes: Vec<ThreadNode>,
    /// Those that are not hidden, where some are.
    shown: Option<Vec<ThreadNode>>,
    /// Of those that are not hidden; 0 where all are.
    newest: u32,
    expanded: bool,
    /// Line of its first message.
    line: u32,
}

impl Group {
    fn new(nodes: Vec<ThreadNode>, expanded: bool) -> Self {
        let mut group = Self { nodes, shown: None, newest: 0, expanded, line: 0 };
        group.find_newest();
        group
    }

    fn shown(&self) -> &[ThreadNode] {
        self.shown.as_ref().unwrap_or(&self.nodes)
    }

    fn find_newest(&mut self) {
        self.newest = self.shown().iter().map(|node| node.seq).max().unwrap_or(0);
    }

    /// Answers to a message that is hidden move up one level, as if it were gone.
    fn hide(&mut self, is_hidden: impl Fn(u32) -> bool) {
        let hidden: Vec<u32> =
            self.nodes.iter().map(|node| node.seq).filter(|seq| is_hidden(*seq)).collect();
        self.shown = match hidden.len() {
            0 => None,
            all if all == self.nodes.len() => Some(Vec::new()),
            _ => {
                let mut shown = self.nodes.clone();
                hidden.into_iter().for_each(|seq| remove_node(&mut shown, seq));
                Some(shown)
            }
        };
        self.find_newest();
    }

    fn is_open(&self) -> bool {
        self.expanded && self.shown().len() > 1
    }

    fn lines(&self) -> u32 {
        if self.is_open() { self.shown().len() as u32 } else { u32::from(!self.shown().is_empty()) }
    }
}

/// The conversations of a mailbox.
#[derive(Debug)]
pub struct Threads {
    descending: bool,
    /// In the order of the list.
    groups: Vec<Group>,
    /// Group of each message, by number; the number 1 is at 0.
    group_of: Vec<u32>,
    lines: u32,
}

impl Threads {
    /// Conversations of `exists` messages. Numbers that cannot be are left out, and messages that
    /// the answer left out stand alone.
    pub fn new(nodes: &[ThreadNode], exists: u32, descending: bool) -> Self {
        let exists = exists.min(THREADS_MOST);
        let mut seen = vec![false; exists as usize];
        let mut groups: Vec<Vec<ThreadNode>> = Vec::new();
        for node in nodes {
            let Some(at) = (node.seq as usize).checked_sub(1) else { continue };
            let Some(known) = seen.get_mut(at) else { continue };
            if std::mem::replace(known, true) {
                continue;
            }
            match groups.last_mut() {
                Some(group) if node.depth > 0 => {
                    let above = group.last().map_or(0, |node| node.depth);
                    let depth = node.depth.min(above + 1).min(MAX_DEPTH);
                    group.push(ThreadNode { seq: node.seq, depth });
                }
                Some(_) | None => groups.push(vec![ThreadNode { seq: node.seq, depth: 0 }]),
            }
        }
        let alone = seen.iter().zip(1_u32..).filter(|(known, _)| !**known);
        groups.extend(alone.map(|(_, seq)| vec![ThreadNode { seq, depth: 0 }]));
        let groups = groups.into_iter().map(|nodes| Group::new(nodes, false)).collect();
        let mut threads = Self { descending, groups, group_of: Vec::new(), lines: 0 };
        threads.arrange();
        threads
    }

    /// What was unfolded before stays so, recognised by any message in it.
    pub fn keep_open(&mut self, before: &Self) {
        let open: BTreeSet<u32> = before
            .groups
            .iter()
            .filter(|group| group.expanded)
            .flat_map(|group| group.nodes.iter().map(|node| node.seq))
            .collect();
        for group in &mut self.groups {
            group.expanded = group.nodes.iter().any(|node| open.contains(&node.seq));
        }
        self.arrange();
    }

    pub fn lines(&self) -> u32 {
        self.lines
    }

    /// Messages in all conversations.
    pub fn messages(&self) -> u32 {
        self.group_of.len() as u32
    }

    /// O(log conversations).
    pub fn at(&self, line: u32) -> Option<ThreadAt> {
        let index = self.groups.partition_point(|group| group.line <= line).checked_sub(1)?;
        let group = self.groups.get(index)?;
        let count = group.shown().len() as u32;
        let within = line - group.line;
        if !group.is_open() {
            return (within == 0 && count > 0).then_some(ThreadAt {
                seq: group.newest,
                depth: 0,
                count,
                expanded: false,
                is_head: true,
                group: index,
            });
        }
        let node = group.shown().get(within as usize)?;
        Some(ThreadAt {
            seq: node.seq,
            depth: node.depth,
            count,
            expanded: true,
            is_head: within == 0,
            group: index,
        })
    }

    /// The line that shows a message, or that its folded conversation is. O(length of the
    /// conversation).
    pub fn line_of(&self, seq: u32) -> Option<u32> {
        let group = self.group(seq)?;
        if !group.is_open() {
            return (!group.shown().is_empty()).then_some(group.line);
        }
        let within = group.shown().iter().position(|node| node.seq == seq)?;
        Some(group.line + within as u32)
    }

    fn group(&self, seq: u32) -> Option<&Group> {
        let index = self.group_of.get((seq as usize).checked_sub(1)?)?;
        self.groups.get(*index as usize)
    }

    /// Lines count without these messages. O(messages).
    pub fn hide(&mut self, is_hidden: impl Fn(u32) -> bool) {
        self.groups.iter_mut().for_each(|group| group.hide(&is_hidden));
        self.arrange();
    }

    /// The messages of the conversation at a line that are not hidden.
    pub fn members(&self, at: ThreadAt) -> impl Iterator<Item = u32> {
        let nodes = self.groups.get(at.group).map_or(&[][..], Group::shown);
        nodes.iter().map(|node| node.seq)
    }

    /// Folds or unfolds the conversation at a line. `false` where it is so already, or one message
    /// alone.
    pub fn set_expanded(&mut self, line: u32, expanded: bool) -> bool {
        let Some(at) = self.at(line).filter(|at| at.count > 1 && at.expanded != expanded) else {
            return false;
        };
        if let Some(group) = self.groups.get_mut(at.group) {
            group.expanded = expanded;
        }
        self.count_lines(at.group);
        true
    }

    /// The line where the conversation of a line begins.
    pub fn head_line(&self, line: u32) -> Option<u32> {
        let at = self.at(line)?;
        self.groups.get(at.group).map(|group| group.line)
    }

    pub fn set_descending(&mut self, descending: bool) {
        self.descending = descending;
        self.arrange();
    }

    /// Answers to a message that is gone move up one level.
    pub fn expunged(&mut self, seq: u32) {
        let Some(at) = (seq as usize).checked_sub(1) else { return };
        let Some(index) = self.group_of.get(at).map(|index| *index as usize) else { return };
        if let Some(group) = self.groups.get_mut(index) {
            remove_node(&mut group.nodes, seq);
            group.shown.iter_mut().for_each(|shown| remove_node(shown, seq));
        }
        for group in &mut self.groups {
            for node in group.nodes.iter_mut().chain(group.shown.iter_mut().flatten()) {
                node.seq -= u32::from(node.seq > seq);
            }
        }
        self.groups.retain(|group| !group.nodes.is_empty());
        self.groups.iter_mut().for_each(Group::find_newest);
        self.arrange();
    }

    /// Messages up to `exists` came in.
    pub fn arrived(&mut self, exists: u32) {
        let known = self.messages();
        for seq in known.saturating_add(1)..=exists.min(THREADS_MOST) {
            self.groups.push(Group::new(vec![ThreadNode { seq, depth: 0 }], false));
        }
        self.arrange();
    }

    /// Puts the conversations in order and counts their lines.
    fn arrange(&mut self) {
        if self.descending {
            self.groups.sort_by_key(|group| std::cmp::Reverse(group.newest));
        } else {
            self.groups.sort_by_key(|group| group.newest);
        }
        let messages = self.groups.iter().map(|group| group.nodes.len()).sum();
        self.group_of.clear();
        self.group_of.resize(messages, 0);
        for (index, group) in self.groups.iter().enumerate() {
            for node in &group.nodes {
                let place = (node.seq as usize).checked_sub(1);
                if let Some(of) = place.and_then(|at| self.group_of.get_mut(at)) {
                    *of = index as u32;
                }
            }
        }
        self.count_lines(0);
    }

    fn count_lines(&mut self, from: usize) {
        let mut line = self.groups.get(from).map_or(0, |group| group.line);
        if from == 0 {
            line = 0;
        }
        for group in self.groups.iter_mut().skip(from) {
            group.line = line;
            line += group.lines();
        }
        self.lines = line;
    }
}

fn remove_node(nodes: &mut Vec<ThreadNode>, seq: u32) {
    let Some(at) = nodes.iter().position(|node| node.seq == seq) else { return };
    let gone = nodes.remove(at);
    let below = nodes.iter_mut().skip(at).take_while(|node| node.depth > gone.depth);
    below.for_each(|node| node.depth -= 1);
    if let Some(first) = nodes.first().map(|node| node.depth).filter(|depth| *depth > 0) {
        nodes.iter_mut().for_each(|node| node.depth = node.depth.saturating_sub(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(nodes: &[(u32, u16)]) -> Vec<ThreadNode> {
        nodes.iter().map(|(seq, depth)| ThreadNode { seq: *seq, depth: *depth }).collect()
    }

    /// 1 ← 4 ← 5, 1 ← 6; 2 ← 3; 7.
    fn sample() -> Threads {
        let answer = nodes(&[(1, 0), (4, 1), (5, 2), (6, 1), (2, 0), (3, 1), (7, 0)]);
        Threads::new(&answer, 7, true)
    }

    fn shown(threads: &Threads) -> Vec<(u32, u16)> {
        (0..threads.lines())
            .filter_map(|line| threads.at(line))
            .map(|at| (at.seq, at.depth))
            .collect()
    }

    #[test]
    fn folded_conversations_stand_where_their_newest_message_does() {
        let threads = sample();
        assert_eq!(shown(&threads), [(7, 0), (6, 0), (3, 0)]);
        assert_eq!(threads.line_of(4), Some(1));
        assert_eq!(threads.at(3), None);
    }

    #[test]
    fn unfolded_it_shows_who_answered_whom() {
        let mut threads = sample();
        assert!(threads.set_expanded(1, true));
        assert_eq!(shown(&threads), [(7, 0), (1, 0), (4, 1), (5, 2), (6, 1), (3, 0)]);
        assert_eq!(threads.line_of(5), Some(3));
        assert_eq!(threads.head_line(3), Some(1));
        assert!(!threads.set_expanded(0, true), "one message alone has nothing to show");
        assert!(threads.set_expanded(4, false));
        assert_eq!(threads.lines(), 3);
    }

    #[test]
    fn answers_to_a_message_that_is_gone_move_up() {
        let mut threads = sample();
        threads.set_expanded(1, true);
        threads.expunged(4);
        assert_eq!(shown(&threads), [(6, 0), (1, 0), (4, 1), (5, 1), (3, 0)]);
        threads.expunged(1);
        assert_eq!(shown(&threads), [(5, 0), (3, 0), (4, 0), (2, 0)], "the first one went");
    }

    #[test]
    fn what_went_last_takes_its_conversation_with_it() {
        let mut threads = sample();
        threads.expunged(7);
        assert_eq!(shown(&threads), [(6, 0), (3, 0)]);
        threads.expunged(6);
        assert_eq!(shown(&threads), [(5, 0), (3, 0)], "the newest that is left stands for it");
    }

    #[test]
    fn new_mail_stands_alone_and_what_was_unfolded_stays_so() {
        let mut threads = sample();
        threads.set_expanded(1, true);
        threads.arrived(8);
        assert_eq!(threads.at(0).map(|at| (at.seq, at.count)), Some((8, 1)));
        let answer = nodes(&[(1, 0), (4, 1), (5, 2), (6, 1), (8, 1), (2, 0), (3, 1), (7, 0)]);
        let mut again = Threads::new(&answer, 8, true);
        again.keep_open(&threads);
        assert_eq!(shown(&again), [(1, 0), (4, 1), (5, 2), (6, 1), (8, 1), (7, 0), (3, 0)]);
    }

    #[test]
    fn a_lying_answer_shows_every_message_once() {
        let answer = nodes(&[(9, 3), (2, 9), (2, 1), (0, 0), (1, 7), (u32::MAX, 0), (4, 0)]);
        let mut threads = Threads::new(&answer, 4, true);
        let mut all: Vec<u32> = Vec::new();
        for line in [2, 1, 0] {
            threads.set_expanded(line, true);
        }
        all.extend(shown(&threads).iter().map(|(seq, _)| *seq));
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4]);
        let empty = Threads::new(&answer, 0, true);
        assert_eq!((empty.lines(), empty.at(0)), (0, None));
    }

    #[test]
    fn the_oldest_may_stand_first() {
        let mut threads = sample();
        threads.set_descending(false);
        assert_eq!(shown(&threads), [(3, 0), (6, 0), (7, 0)]);
    }
}
