//! The line to type in: what was sent and answered, what is under way, and what was typed before.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{Asked, RunId};
use crate::model::AccountId;

use super::pick::Picked;
use super::rows::Rows;

/// Bytes of answers held: two of the longest.
const HELD_BYTES: usize = 4 * 1024 * 1024;
const ROW_COST_BYTES: usize = 48;

/// Columns of a row; longer lines go on in the next one.
const ROW_COLUMNS: usize = 120;

/// Lines that can be had again.
const HISTORY: usize = 200;

/// What a row of the answers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// The line as it left.
    Sent,
    Said,
    /// A sentence of ours.
    Told,
    Failed,
}

/// One row of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskRow {
    pub kind: RowKind,
    pub text: String,
    /// It goes on where the row before it ends.
    pub continues: bool,
}

/// A line that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    pub id: RunId,
    pub account: AccountId,
    /// What the server waits for.
    pub asked: Option<Asked>,
}

/// See the module.
#[derive(Debug)]
pub struct Desk {
    /// As chosen; see [`State::console_account`](super::super::State::console_account).
    pub account: Option<AccountId>,
    pub rows: Rows<DeskRow>,
    pub picked: Picked,
    pub running: Option<Running>,
    /// What was typed before, without secrets; the newest last.
    pub history: Vec<String>,
    /// Why what was typed was not sent.
    pub problem: Option<String>,
    /// Counts the lines that were taken: what is typed can be cleared when it changes.
    pub accepted: u32,
    /// Files chosen for literals of the line that is being typed.
    pub files: BTreeMap<usize, PathBuf>,
    /// What servers can do, as told on the console's connections.
    pub capabilities: BTreeMap<AccountId, Arc<[String]>>,
    last_run: RunId,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            account: None,
            rows: Rows::new(HELD_BYTES),
            picked: Picked::default(),
            running: None,
            history: Vec::new(),
            problem: None,
            accepted: 0,
            files: BTreeMap::new(),
            capabilities: BTreeMap::new(),
            last_run: RunId::default(),
        }
    }
}

impl Desk {
    pub(super) fn next_run(&mut self) -> RunId {
        self.last_run = RunId(self.last_run.0.saturating_add(1));
        self.last_run
    }

    /// Keeps a line to be had again; `shown` is without secrets, and with one it is not kept.
    pub(super) fn remember(&mut self, shown: String) {
        if self.history.last() == Some(&shown) {
            return;
        }
        self.history.push(shown);
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
    }

    /// Adds lines, each in as many rows as it takes.
    pub(super) fn push(&mut self, kind: RowKind, text: &str) {
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            let mut continues = false;
            for row in wrapped(line) {
                let bytes = row.len() + ROW_COST_BYTES;
                let row = DeskRow { kind, text: row.to_owned(), continues };
                self.rows.push(row, bytes, true);
                continues = true;
            }
        }
    }

    /// The rows as they were said.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for row in self.rows.pick(self.picked.range()) {
            if !row.continues && !out.is_empty() {
                out.push('\n');
            }
            if !row.continues && row.kind == RowKind::Sent {
                out.push_str("> ");
            }
            out.push_str(&row.text);
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}

/// A line in pieces of at most [`ROW_COLUMNS`] columns; letters of the east take two.
fn wrapped(line: &str) -> Vec<&str> {
    let (mut rows, mut from, mut columns) = (Vec::new(), 0, 0);
    for (at, c) in line.char_indices() {
        let wide = if c >= '\u{2e80}' { 2 } else { 1 };
        if columns + wide > ROW_COLUMNS {
            rows.extend(line.get(from..at));
            (from, columns) = (at, 0);
        }
        columns += wide;
    }
    rows.extend(line.get(from..));
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_and_are_copied_as_one() {
        let mut desk = Desk::default();
        desk.push(RowKind::Sent, "c1 LIST");
        desk.push(RowKind::Said, &format!("* {}\n\nc1 OK\n", "x漢".repeat(60)));
        let kinds: Vec<bool> = desk.rows.pick(None).map(|row| row.continues).collect();
        assert_eq!(kinds, [false, false, true, false, false]);
        assert_eq!(desk.text(), format!("> c1 LIST\n* {}\n\nc1 OK\n", "x漢".repeat(60)));
        let (third, _) = desk.rows.at(3).unwrap();
        desk.picked.click(third + 1, false);
        assert_eq!(desk.text(), "c1 OK\n");
    }

    #[test]
    fn lines_typed_before_are_bounded_and_not_kept_twice_in_a_row() {
        let mut desk = Desk::default();
        for line in ["NOOP", "NOOP", "IDLE", "NOOP"] {
            desk.remember(line.to_owned());
        }
        assert_eq!(desk.history, ["NOOP", "IDLE", "NOOP"]);
        for number in 0..1_000 {
            desk.remember(format!("STATUS {number}"));
        }
        assert_eq!(desk.history.len(), HISTORY);
    }
}
