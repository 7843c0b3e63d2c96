//! The rows that are chosen, to do something to all of them.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::app::wish::Choose;
use crate::engine::{Chosen, RowsAsked};
use crate::model::{Flag, Keyword, Row};

use super::lost::Found;
use super::order::{Arrangement, MAX_ROWS_ASKED};
use super::seqs::{Bounds, Run, SeqSet};
use super::{MessageList, is_unread};

/// Lines of a server's order that are read because they were chosen, at most: some 1.5 MB. Further
/// ones are not chosen, and the count says so.
const LINES_READ_MOST: u32 = 5_000;
/// Changes that one wish may become where its messages are not known by UID: one for each run.
const RUNS_MOST: usize = 64;
/// Messages whose UIDs are listed; more that stand side by side are told by their ends.
const UIDS_MOST: usize = 100_000;
/// Rows looked at to name a button, in each frame.
const LOOKED_AT_MOST: usize = 2_000;

/// What is chosen, and where it began.
#[derive(Debug, Default)]
pub struct Choice {
    set: SeqSet,
    /// The message that Shift goes from.
    from: Option<u32>,
    /// Lines that are chosen as soon as it is known what stands there.
    awaited: Option<(u32, u32)>,
}

impl Choice {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn hide(&mut self, hidden: &SeqSet) {
        self.set.subtract(hidden);
    }

    pub fn learn(&mut self, found: &[Found]) {
        self.set.find(found);
        found.iter().for_each(|row| self.set.learn(row.seq, row.uid));
    }

    pub fn expunged(&mut self, seq: u32) {
        self.set.expunged(seq);
        self.from = self.from.filter(|from| *from != seq).map(|from| from - u32::from(from > seq));
        self.awaited = None;
    }

    pub fn lose_numbers(&mut self) {
        self.set.lose_numbers();
        self.from = None;
        self.awaited = None;
    }

    /// Lines are not what they were.
    pub fn lines_moved(&mut self) {
        self.awaited = None;
    }
}

/// The chosen messages, ready for the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub chosen: Vec<Chosen>,
    pub count: u32,
}

/// It is not known yet by which UIDs they go, or there are too many pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StillReading {
    /// The rows at the ends come.
    Rows,
    TooScattered,
}

impl MessageList {
    /// Whether the message, or the whole conversation, at a line is chosen. Cheap enough to be asked
    /// for each row of each frame.
    pub fn is_chosen(&self, index: u32) -> bool {
        if self.choice.set.is_empty() {
            return false;
        }
        let has = |seq: u32| self.choice.set.contains(seq);
        match &self.arranged {
            Arrangement::Threads(threads) => threads.at(index).is_some_and(|at| {
                if at.expanded {
                    has(at.seq)
                } else {
                    threads.members(at).take(super::MAX_MEMBERS_COUNTED).all(has)
                }
            }),
            Arrangement::Arrival { .. } | Arrangement::Sorted(_) => {
                self.seq_at(index).is_some_and(has)
            }
        }
    }

    /// Messages that are chosen, those of folded conversations too; 0 where only the cursor is.
    pub fn chosen_count(&self) -> u32 {
        self.choice.set.count()
    }

    /// Whether rows are chosen beside the cursor's.
    pub fn has_choice(&self) -> bool {
        !self.choice.set.is_empty()
    }

    pub(in crate::app) fn choose(&mut self, choose: Choose) {
        self.choice.awaited = None;
        match choose {
            Choose::Toggle { index } if index < self.len() => self.toggle(index),
            Choose::Through { index } => self.choose_through(index),
            Choose::ThroughBy { by } => {
                let from = self.cursor_line().unwrap_or(self.scroll.top);
                let to = i64::from(from).saturating_add(by).max(0);
                self.choose_through(u32::try_from(to).unwrap_or(u32::MAX));
            }
            Choose::PassBy { by } => self.pass_by(by),
            Choose::All if self.exists > 0 => {
                let all = self.run_of(1, self.exists);
                self.choice.set = SeqSet::of(vec![all]);
                self.choice.hide(self.hidden.seqs());
            }
            Choose::Nothing => self.choice.clear(),
            Choose::Toggle { .. } | Choose::All => {}
        }
    }

    pub(in crate::app) fn choose_nothing(&mut self) {
        self.choice.clear();
    }

    fn toggle(&mut self, line: u32) {
        if self.choice.set.is_empty()
            && let Some(cursor) = self.cursor().filter(|cursor| *cursor != line)
        {
            self.choice.set = self.set_of(self.seqs_at(cursor));
        }
        let here = self.set_of(self.seqs_at(line));
        if self.is_chosen(line) {
            self.choice.set.subtract(&here);
        } else {
            here.runs().iter().for_each(|run| self.choice.set.add(*run));
        }
        self.choice.from = self.seq_at(line);
        self.go_to(line);
    }

    fn choose_through(&mut self, line: u32) {
        let Some(last) = self.len().checked_sub(1) else { return };
        let line = line.min(last);
        let began = self.choice.from.and_then(|seq| self.index_of_seq(seq));
        let from = began.or_else(|| self.cursor()).unwrap_or(line);
        self.choice.from = self.seq_at(from);
        self.choice.set = SeqSet::default();
        self.choose_lines(from, line);
        self.go_to(line);
    }

    /// The row that was looked at stays chosen when the cursor leaves it.
    fn pass_by(&mut self, by: i64) {
        let Some(last) = self.len().checked_sub(1) else { return };
        if let (true, Some(cursor)) = (self.choice.set.is_empty(), self.cursor()) {
            self.choice.set = self.set_of(self.seqs_at(cursor));
            self.choice.from = self.seq_at(cursor);
        }
        let from = self.cursor_line().unwrap_or(self.scroll.top);
        let to = i64::from(from).saturating_add(by).clamp(0, i64::from(last));
        self.go_to(u32::try_from(to).unwrap_or(last));
    }

    fn go_to(&mut self, line: u32) {
        self.put_cursor(line);
        self.open_when_loaded = false;
        self.scroll_to(line);
    }

    /// Adds the messages from one line to another, in either direction.
    fn choose_lines(&mut self, from: u32, to: u32) {
        let (first, last) = (from.min(to), from.max(to));
        match &self.arranged {
            Arrangement::Arrival { .. } => {
                let ends = self.seq_at(first).zip(self.seq_at(last));
                let Some((one, other)) = ends else { return };
                let run = self.run_of(one.min(other), one.max(other));
                self.choice.set.add(run);
                self.choice.hide(self.hidden.seqs());
            }
            Arrangement::Threads(_) => {
                let seqs = (first..=last).flat_map(|line| self.seqs_at(line)).collect();
                self.add_all(seqs);
            }
            Arrangement::Sorted(_) => {
                let seqs = (first..=last).filter_map(|line| self.seq_at(line)).collect();
                self.add_all(seqs);
                let nearest = if from <= to {
                    (first, last.min(first.saturating_add(LINES_READ_MOST)))
                } else {
                    (first.max(last.saturating_sub(LINES_READ_MOST)), last)
                };
                self.choice.awaited =
                    Some(nearest).filter(|_| self.unknown_line(nearest).is_some());
            }
        }
    }

    fn add_all(&mut self, seqs: Vec<u32>) {
        let before = self.choice.set.runs().iter().copied();
        let runs = self.set_of(seqs).runs().iter().copied().chain(before).collect();
        let lost = std::mem::take(&mut self.choice.set.lost);
        self.choice.set = SeqSet::of(runs);
        self.choice.set.lost = lost;
    }

    fn unknown_line(&self, (first, last): (u32, u32)) -> Option<u32> {
        (first..=last.min(self.len().saturating_sub(1))).find(|line| self.seq_at(*line).is_none())
    }

    /// Places came: those that were chosen before they were known are chosen now.
    pub(super) fn choose_awaited(&mut self) {
        let Some((first, last)) = self.choice.awaited else { return };
        let seqs = (first..=last).filter_map(|line| self.seq_at(line)).collect();
        self.add_all(seqs);
        self.choice.awaited =
            Some((first, last)).filter(|lines| self.unknown_line(*lines).is_some());
    }

    /// The messages that a line stands for.
    fn seqs_at(&self, line: u32) -> Vec<u32> {
        match &self.arranged {
            Arrangement::Threads(threads) => match threads.at(line) {
                Some(at) if !at.expanded => threads.members(at).collect(),
                Some(at) => vec![at.seq],
                None => Vec::new(),
            },
            Arrangement::Arrival { .. } | Arrangement::Sorted(_) => {
                self.seq_at(line).into_iter().collect()
            }
        }
    }

    fn set_of(&self, mut seqs: Vec<u32>) -> SeqSet {
        seqs.sort_unstable();
        seqs.dedup();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for seq in seqs {
            match runs.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(seq) => *last = seq,
                Some(_) | None => runs.push((seq, seq)),
            }
        }
        SeqSet::of(runs.into_iter().map(|(first, last)| self.run_of(first, last)).collect())
    }

    fn run_of(&self, first: u32, last: u32) -> Run {
        Run::new(first, last, self.bounds(first, last))
    }

    /// The UIDs between which a run stands, as far as rows beside its ends are held.
    fn bounds(&self, first: u32, last: u32) -> Bounds {
        let uid = |seq: u32| self.rows.row(seq).map(|row| row.uid);
        let low = match uid(first) {
            None if first == 1 => Some(NonZeroU32::MIN),
            None => uid(first - 1).and_then(|uid| uid.checked_add(1)),
            known => known,
        };
        let high = uid(last).or_else(|| {
            let next = if last == self.exists { self.uid_next } else { uid(last.checked_add(1)?) };
            NonZeroU32::new(next?.get() - 1)
        });
        (low, high)
    }

    /// What a wish for the list is about: the choice, else the line under the cursor.
    pub(in crate::app) fn acting(&self) -> SeqSet {
        if self.has_choice() {
            return self.choice.set.clone();
        }
        self.cursor().map(|line| self.set_of(self.seqs_at(line))).unwrap_or_default()
    }

    /// All messages that are shown.
    pub(in crate::app) fn all(&self) -> SeqSet {
        if self.exists == 0 {
            return SeqSet::default();
        }
        let mut all = SeqSet::of(vec![self.run_of(1, self.exists)]);
        all.subtract(self.hidden.seqs());
        all
    }

    /// How the server is told of a set.
    pub(in crate::app) fn parts(&self, set: &SeqSet) -> Result<Parts, StillReading> {
        let mut uids: Vec<NonZeroU32> = Vec::new();
        let mut ranges = Vec::new();
        for run in set.found_whole() {
            let fits = uids.len() + run.len() as usize <= UIDS_MOST;
            let held = || -> Option<Vec<NonZeroU32>> {
                (run.first..=run.last).map(|seq| Some(self.rows.row(seq)?.uid)).collect()
            };
            match fits.then(held).flatten() {
                Some(held) => uids.extend(held),
                None => match (run.low, run.high) {
                    (Some(low), Some(high)) if low == high => uids.push(low),
                    (Some(low), Some(high)) if low < high => ranges.push((low, high)),
                    _ => return Err(StillReading::Rows),
                },
            }
        }
        for lost in &set.lost {
            if lost.low == lost.high {
                uids.push(lost.low);
            } else {
                ranges.push((lost.low, lost.high));
            }
        }
        if ranges.len() > RUNS_MOST {
            return Err(StillReading::TooScattered);
        }
        uids.sort_unstable();
        uids.dedup();
        let ranges = ranges.into_iter().map(|(first, last)| Chosen::Range { first, last });
        let listed = (!uids.is_empty()).then(|| Chosen::Uids(Arc::from(uids)));
        Ok(Parts { chosen: listed.into_iter().chain(ranges).collect(), count: set.count() })
    }

    /// What has to be read before the server can be told of the choice, or of the conversation
    /// under the cursor.
    pub(super) fn wanted_for_choice(&self) -> Option<RowsAsked> {
        if let (Some(lines), Arrangement::Sorted(sorted)) = (self.choice.awaited, &self.arranged)
            && let Some(line) = self.unknown_line(lines)
        {
            let first = self.place_of_line(line);
            let last = first.saturating_add(MAX_ROWS_ASKED - 1).min(self.exists.saturating_sub(1));
            let (order, whole) = (sorted.order, sorted.whole);
            return Some(RowsAsked::Sorted { order, first, last, whole });
        }
        let acting = self.acting();
        let mut seqs: Vec<u32> = acting
            .runs()
            .iter()
            .filter(|run| run.low.is_none() || run.high.is_none())
            .flat_map(|run| [run.first, run.last])
            .filter(|seq| self.rows.row(*seq).is_none())
            .take(MAX_ROWS_ASKED as usize)
            .collect();
        seqs.dedup();
        (!seqs.is_empty()).then_some(RowsAsked::Set(seqs))
    }

    /// Whether any of these messages is unread, and any is not flagged, among the rows held.
    pub(in crate::app) fn flags_of(&self, set: &SeqSet) -> (bool, bool) {
        let (mut unread, mut unflagged) = (false, false);
        for row in self.rows_of(set).take(LOOKED_AT_MOST) {
            unread |= is_unread(row);
            unflagged |= !row.flags.has(Flag::Flagged);
            if unread && unflagged {
                break;
            }
        }
        (unread, unflagged)
    }

    /// Whether all rows held of a set have a keyword, and there is one.
    pub(in crate::app) fn all_have(&self, set: &SeqSet, keyword: &Keyword) -> bool {
        let mut rows = self.rows_of(set).take(LOOKED_AT_MOST).peekable();
        rows.peek().is_some() && rows.all(|row| row.keywords.contains(keyword))
    }

    pub(in crate::app) fn rows_of<'a>(&'a self, set: &'a SeqSet) -> impl Iterator<Item = &'a Row> {
        set.runs().iter().flat_map(|run| self.rows.between(run.first, run.last))
    }
}
