//! The protocol log as it is looked at: lines of all accounts in the order of their times, filtered,
//! or standing still.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{LogLine, Role};
use crate::model::AccountId;

use super::pick::Picked;
use super::rows::Rows;
use super::words;

/// Bytes held for the screen: some ten thousand lines.
const HELD_BYTES: usize = 4 * 1024 * 1024;

/// What a line costs beside its text, roughly.
const LINE_COST_BYTES: usize = 160;

/// Connections that can be chosen; older ones have nothing more to say.
const CONNECTIONS: usize = 24;

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogRow {
    Line {
        account: AccountId,
        name: Arc<str>,
        line: Arc<LogLine>,
    },
    /// Lines that came while nobody could take them.
    Lost {
        account: AccountId,
        name: Arc<str>,
        count: u64,
    },
}

/// A connection that has said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    pub account: AccountId,
    /// Counts from 1 for each account.
    pub number: u32,
}

/// Which lines are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// All of them must stand in the line, in any case.
    pub words: String,
    pub account: Option<AccountId>,
    /// One of that account's.
    pub connection: Option<u32>,
}

impl LogFilter {
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.account.is_none()
    }

    fn lets(&self, row: &LogRow) -> bool {
        let (account, connection) = match row {
            LogRow::Line { account, line, .. } => (*account, Some(line.connection)),
            LogRow::Lost { account, .. } => (*account, None),
        };
        if self.account.is_some_and(|wanted| wanted != account)
            || (self.connection.is_some() && self.connection != connection)
        {
            return false;
        }
        if self.words.trim().is_empty() {
            return true;
        }
        let text = words::searched(row);
        self.words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
    }
}

/// See the module.
#[derive(Debug)]
pub struct LogView {
    pub rows: Rows<LogRow>,
    pub filter: LogFilter,
    /// New lines are not taken; the connections keep them for a while.
    pub paused: bool,
    pub picked: Picked,
    /// The newest serial number taken, for each account.
    taken: BTreeMap<AccountId, u64>,
    /// The newest connections and what they are there for.
    connections: BTreeMap<Connection, Role>,
}

impl Default for LogView {
    fn default() -> Self {
        Self {
            rows: Rows::new(HELD_BYTES),
            filter: LogFilter::default(),
            paused: false,
            picked: Picked::default(),
            taken: BTreeMap::new(),
            connections: BTreeMap::new(),
        }
    }
}

impl LogView {
    pub(super) fn taken(&self, account: AccountId) -> u64 {
        self.taken.get(&account).copied().unwrap_or_default()
    }

    /// The connections that can be chosen.
    pub fn connections(&self) -> impl Iterator<Item = (Connection, Role)> + '_ {
        self.connections.iter().map(|(connection, role)| (*connection, *role))
    }

    pub(super) fn take(
        &mut self,
        (account, name): (AccountId, Arc<str>),
        lines: Vec<Arc<LogLine>>,
        lost: u64,
    ) {
        if lost > 0 {
            self.push(LogRow::Lost { account, name: Arc::clone(&name), count: lost });
        }
        for line in lines {
            let taken = self.taken.entry(account).or_default();
            *taken = (*taken).max(line.serial);
            let connection = Connection { account, number: line.connection };
            self.connections.insert(connection, line.role);
            self.push(LogRow::Line { account, name: Arc::clone(&name), line });
        }
        while self.connections.len() > CONNECTIONS {
            // The lowest number of the account that has most: its oldest.
            let oldest = self.connections.keys().copied().min_by_key(|one| one.number);
            let Some(oldest) = oldest else { break };
            self.connections.remove(&oldest);
        }
    }

    fn push(&mut self, row: LogRow) {
        let text = match &row {
            LogRow::Line { line, .. } => line.text.len(),
            LogRow::Lost { .. } => 0,
        };
        let is_shown = self.filter.lets(&row);
        self.rows.push(row, text + LINE_COST_BYTES, is_shown);
    }

    /// Another filter counts from now on.
    pub(super) fn set_filter(&mut self, filter: LogFilter) {
        if filter == self.filter {
            return;
        }
        self.picked.clear();
        self.rows.show_where(|row| filter.lets(row));
        self.filter = filter;
    }

    /// Forgets what mail said, which was kept to be looked at.
    pub(super) fn drop_content(&mut self) {
        let is_content = |row: &LogRow| matches!(row, LogRow::Line { line, .. } if line.is_content);
        if self.rows.drop_where(is_content, |row| self.filter.lets(row)) {
            self.picked.clear();
        }
    }

    /// The account is gone; its lines stay to be read.
    pub(super) fn forget(&mut self, account: AccountId) {
        self.taken.remove(&account);
        self.connections.retain(|connection, _| connection.account != account);
        if self.filter.account == Some(account) {
            let words = self.filter.words.clone();
            self.set_filter(LogFilter { words, ..LogFilter::default() });
        }
    }
}
