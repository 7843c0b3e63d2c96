//! Conversations where the server does not make them: of the rows held round the view, by their
//! own Message-ID, References and In-Reply-To.
//!
//! No row is moved or hidden for them. A message that is far away may belong to the same
//! conversation and nobody knows; folding would make lines appear and go while one scrolls. So
//! each row keeps its place by arrival, says how many round it belong together, and answers that
//! stand directly below each other are set in.

use std::collections::{BTreeMap, HashMap};

use crate::model::ThreadLinks;

use super::entry::ThreadMark;

/// Lines above and below the view that are looked at: what scrolling reaches next.
pub const REACH_LINES: u32 = 100;
/// Further than this from where they were made, they are made anew.
const DRIFT_LINES: u32 = 40;

/// One row that is held, in the order of the lines.
#[derive(Clone, Copy, Debug)]
pub struct NearbyRow<'a> {
    pub line: u32,
    pub seq: u32,
    pub links: &'a ThreadLinks,
    pub unread: bool,
}

/// Conversations round the view.
#[derive(Debug, Default)]
pub struct Nearby {
    marks: BTreeMap<u32, ThreadMark>,
    /// The first line in view when they were made; `None` when the rows have changed since.
    made_at: Option<u32>,
}

impl Nearby {
    pub fn mark(&self, seq: u32) -> Option<ThreadMark> {
        self.marks.get(&seq).copied()
    }

    /// Rows have changed.
    pub fn outdated(&mut self) {
        self.made_at = None;
    }

    pub fn is_outdated(&self, top: u32) -> bool {
        self.made_at.is_none_or(|at| at.abs_diff(top) > DRIFT_LINES)
    }

    /// Joins what names each other. Linear in the names but for the look-ups.
    pub fn make(&mut self, rows: &[NearbyRow<'_>], top: u32) {
        self.made_at = Some(top);
        self.marks.clear();
        let mut sets = Sets::default();
        let mut owner: HashMap<u64, usize> = HashMap::new();
        let mut of_row = Vec::with_capacity(rows.len());
        for row in rows {
            let set = sets.add();
            let names = row.links.references.iter().chain([&row.links.id]);
            for name in names.filter(|name| **name != 0) {
                match owner.get(name) {
                    Some(other) => sets.join(set, *other),
                    None => _ = owner.insert(*name, set),
                }
            }
            of_row.push(set);
        }
        let mut counts: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        let roots: Vec<usize> = of_row.into_iter().map(|set| sets.root(set)).collect();
        for (row, root) in rows.iter().zip(&roots) {
            let (count, unread) = counts.entry(*root).or_default();
            *count += 1;
            *unread += u32::from(row.unread);
        }
        let mut above = None;
        for (row, root) in rows.iter().zip(&roots) {
            let (count, unread) = counts.get(root).copied().unwrap_or_default();
            let before = row.line.checked_sub(1);
            let follows = before.is_some_and(|line| above == Some((line, *root)));
            above = Some((row.line, *root));
            if count > 1 {
                self.marks.insert(
                    row.seq,
                    ThreadMark {
                        count,
                        unread,
                        depth: u16::from(follows),
                        expanded: true,
                        is_head: !follows,
                        can_fold: false,
                    },
                );
            }
        }
    }
}

/// Disjoint sets with path halving.
#[derive(Debug, Default)]
struct Sets(Vec<usize>);

impl Sets {
    fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    fn parent(&self, set: usize) -> usize {
        self.0.get(set).copied().unwrap_or(set)
    }

    fn root(&mut self, mut set: usize) -> usize {
        loop {
            let parent = self.parent(set);
            if parent == set {
                return set;
            }
            let above = self.parent(parent);
            if let Some(slot) = self.0.get_mut(set) {
                *slot = above;
            }
            set = above;
        }
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn links(id: u64, references: &[u64]) -> ThreadLinks {
        ThreadLinks { id, references: references.into() }
    }

    fn made(all: &[ThreadLinks]) -> Nearby {
        let rows: Vec<NearbyRow<'_>> = all
            .iter()
            .zip(0_u32..)
            .map(|(links, line)| NearbyRow { line, seq: 100 - line, links, unread: line == 0 })
            .collect();
        let mut nearby = Nearby::default();
        nearby.make(&rows, 0);
        nearby
    }

    #[test]
    fn messages_that_name_each_other_belong_together_in_any_order() {
        // 3 answers 2, which is not held; 1 is what both go back to; 9 is another matter.
        let all = [links(3, &[1, 2]), links(9, &[]), links(1, &[]), links(4, &[1])];
        let nearby = made(&all);
        let head = nearby.mark(100).expect("in a conversation");
        assert_eq!((head.count, head.unread, head.depth), (3, 1, 0));
        assert!(head.is_head && head.expanded && !head.can_fold);
        assert_eq!(nearby.mark(99), None, "alone");
        let below = nearby.mark(97).expect("in a conversation");
        assert_eq!((below.depth, below.is_head), (1, false), "directly below its like");
        assert_eq!(nearby.mark(98).map(|mark| mark.depth), Some(0), "something stands between");
    }

    #[test]
    fn messages_without_names_stay_alone() {
        let nearby = made(&[links(0, &[]), links(0, &[0, 0])]);
        assert_eq!((nearby.mark(100), nearby.mark(99)), (None, None));
    }

    /// V142.
    #[test]
    fn rings_and_walls_of_references_are_one_conversation_and_end() {
        let wall: Vec<u64> = (10..50_010).collect();
        let all =
            [links(1, &[2]), links(2, &[3]), links(3, &[1, 3]), links(4, &wall), links(10, &[4])];
        let nearby = made(&all);
        let counts: Vec<_> =
            (96..=100).map(|seq| nearby.mark(seq).map(|mark| mark.count)).collect();
        assert_eq!(counts, [Some(2), Some(2), Some(3), Some(3), Some(3)]);
        assert!((96..=100).all(|seq| nearby.mark(seq).is_some_and(|mark| mark.depth <= 1)));
    }

    #[test]
    fn they_are_made_anew_when_the_view_has_moved_on() {
        let mut nearby = made(&[]);
        assert!(!nearby.is_outdated(DRIFT_LINES));
        assert!(nearby.is_outdated(DRIFT_LINES + 1));
        nearby.outdated();
        assert!(nearby.is_outdated(0));
    }
}
