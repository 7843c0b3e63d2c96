//! The list of messages in the open mailbox: a window onto sequence numbers.
//!
//! Lines are counted from the top, messages by sequence number; [`order::Arrangement`] says which
//! message stands at which line, [`pages::PageCache`] holds the rows that are known. Sequence
//! numbers follow the order of the wire, so an `Expunged` moves everything above it exactly once.
//!
//! What a person looks at stays put: the first line in view, the cursor and the open message are
//! known by their messages, and found again after every change. So are the rows that are chosen.
//!
//! What the user did is shown before the server did it: [`hidden::Hidden`] holds what is on its way
//! out of the mailbox, and lines count without it; [`flags::Marks`] what is being marked.

mod changes;
mod choice;
mod cost;
mod entry;
mod flags;
mod hidden;
mod lost;
mod nearby;
mod order;
mod pages;
mod seqs;
mod threads;
mod view;
mod wanted;

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::RowsAsked;
use crate::model::{
    AccountId, Flags, Keyword, ListView, MailboxName, MessageKey, Order, Part, Row, SortKey,
};

use choice::Choice;
pub(in crate::app) use choice::StillReading;
pub use entry::{Entry, ListNote, ListState, RowAt, Scroll, ThreadMark, key_words};
use flags::Marks;
pub(in crate::app) use flags::holds;
use hidden::Hidden;
use nearby::Nearby;
use order::{Arrangement, Sorted};
pub use pages::PAGE_CACHE_BYTES;
use pages::PageCache;
pub(in crate::app) use seqs::{Run, SeqSet};
pub use threads::{THREADS_MOST, THREADS_SERVER_LIMIT};
use wanted::FIRST_ROWS;

/// The line the keyboard is on. The message counts; the line is where it was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    line: u32,
    seq: Option<u32>,
    /// `None` until its row was read.
    uid: Option<NonZeroU32>,
    /// The message is known to stand at the line.
    is_certain: bool,
}

/// The message in the message pane, so that it is known when it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opened {
    uid: NonZeroU32,
    seq: Option<u32>,
}

/// A way through the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Way {
    #[default]
    None,
    Up,
    Down,
}

/// The open mailbox's messages.
#[derive(Debug)]
pub struct MessageList {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub state: ListState,
    pub exists: u32,
    pub uid_validity: Option<NonZeroU32>,
    /// As of the last SELECT; `None` where it was not said, or mail came since.
    uid_next: Option<NonZeroU32>,
    pub read_only: bool,
    /// Flags that stay where they are set.
    pub kept: Flags,
    /// Messages can be given keywords that nobody used here yet.
    pub new_keywords: bool,
    /// Keywords that messages can be given here: those in use.
    pub keywords: Arc<[Keyword]>,
    pub scroll: Scroll,
    /// How it is listed. Conversations are only shown in the order of arrival.
    pub view: ListView,
    pub note: Option<ListNote>,
    /// The cursor stands on a row that was not loaded yet: open it when it is.
    pub(super) open_when_loaded: bool,
    /// Rows asked for with the mailbox itself, and their order: these come by themselves.
    pub(super) first_page: u32,
    pub(super) opened_as: Order,
    /// Conversations were asked for, and nothing has changed since.
    pub(super) threads_asked: bool,
    arranged: Arrangement,
    rows: PageCache,
    cursor: Option<Cursor>,
    opened: Option<Opened>,
    /// The last request, so that painting the same rows again asks for nothing.
    asked: Option<RowsAsked>,
    details_asked: Vec<u32>,
    /// The message that was at the top when the numbers became unsure.
    lost_top: Option<NonZeroU32>,
    /// Which way the view moved last; `None` after a jump.
    moving: Way,
    /// Which way the messages are read.
    reading: Way,
    /// Conversations are made of the rows that are held, by their links.
    nearby: Option<Nearby>,
    /// RFC822.SIZE of the rows read so far, and how many they were.
    sizes: (u64, u64),
    hidden: Hidden,
    marks: Marks,
    choice: Choice,
}

impl MessageList {
    /// A list in the order of arrival.
    pub fn new(account: AccountId, mailbox: MailboxName) -> Self {
        Self::with_view(account, mailbox, ListView::default())
    }

    pub fn with_view(account: AccountId, mailbox: MailboxName, view: ListView) -> Self {
        Self {
            account,
            mailbox,
            state: ListState::Opening,
            exists: 0,
            uid_validity: None,
            uid_next: None,
            read_only: false,
            kept: Flags::ALL,
            new_keywords: false,
            keywords: Arc::default(),
            scroll: Scroll::default(),
            view,
            note: None,
            open_when_loaded: false,
            first_page: FIRST_ROWS,
            opened_as: view.order,
            threads_asked: false,
            arranged: arrangement(view),
            rows: PageCache::default(),
            cursor: None,
            opened: None,
            asked: None,
            details_asked: Vec::new(),
            lost_top: None,
            moving: Way::None,
            reading: Way::None,
            nearby: None,
            sizes: (0, 0),
            hidden: Hidden::default(),
            marks: Marks::default(),
            choice: Choice::default(),
        }
    }

    /// Bytes of rows held at most; [`PAGE_CACHE_BYTES`] where nothing else was set.
    pub fn set_budget(&mut self, bytes: usize) {
        self.rows.set_budget(bytes);
    }

    /// Lines: one for each message, or for each folded conversation.
    pub fn len(&self) -> u32 {
        let lines = self.arranged.len(self.exists);
        match self.arranged {
            Arrangement::Arrival { .. } => lines.saturating_sub(self.hidden.messages()),
            // All of them, wherever they stand.
            Arrangement::Sorted(_) if self.hidden.messages() >= self.exists => 0,
            Arrangement::Sorted(_) => lines.saturating_sub(self.hidden.places().known()),
            Arrangement::Threads(_) => lines,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What stands at a line. Cheap enough to be asked for each row of each frame.
    pub fn entry(&self, index: u32) -> Entry<'_> {
        let seq = self.seq_at(index);
        let row = match seq.and_then(|seq| self.rows.row(seq)) {
            Some(row) => RowAt::Loaded(row),
            None => RowAt::Placeholder,
        };
        Entry { row, seq, thread: seq.and_then(|seq| self.thread_mark(index, seq)) }
    }

    pub fn row_at(&self, index: u32) -> RowAt<'_> {
        match self.seq_at(index).and_then(|seq| self.rows.row(seq)) {
            Some(row) => RowAt::Loaded(row),
            None => RowAt::Placeholder,
        }
    }

    /// The sequence number at a line; `None` past the end and where it is not known.
    pub fn seq_at(&self, index: u32) -> Option<u32> {
        if index >= self.len() {
            return None;
        }
        match self.arranged {
            Arrangement::Arrival { descending } => {
                let rank = if descending { self.len() - index } else { index + 1 };
                Some(self.hidden.seqs().outside(rank))
            }
            Arrangement::Sorted(_) | Arrangement::Threads(_) => {
                self.arranged.seq_at(self.place_of_line(index), self.exists)
            }
        }
    }

    /// The place, in the server's order, of a line.
    fn place_of_line(&self, line: u32) -> u32 {
        match self.arranged {
            // Places count from 0, what is held of them from 1.
            Arrangement::Sorted(_) => self.hidden.places().outside(line.saturating_add(1)) - 1,
            Arrangement::Arrival { .. } | Arrangement::Threads(_) => line,
        }
    }

    /// The line of a sequence number: that of its conversation where it is folded away; `None`
    /// where it is not known. Linear in the places held in an order of the server's.
    pub fn index_of_seq(&self, seq: u32) -> Option<u32> {
        let hidden = self.hidden.seqs();
        if hidden.contains(seq) {
            return None;
        }
        let line = self.arranged.line_of(seq, self.exists)?;
        match self.arranged {
            Arrangement::Arrival { descending: true } => {
                let above = self.hidden.messages().saturating_sub(hidden.below(seq));
                line.checked_sub(above)
            }
            Arrangement::Arrival { descending: false } => line.checked_sub(hidden.below(seq)),
            Arrangement::Sorted(_) => {
                line.checked_sub(self.hidden.places().below(line.saturating_add(1)))
            }
            Arrangement::Threads(_) => Some(line),
        }
    }

    pub fn row(&self, seq: u32) -> Option<&Row> {
        self.rows.row(seq)
    }

    pub fn row_by_uid(&self, uid: NonZeroU32) -> Option<(u32, &Row)> {
        self.rows.by_uid(uid).map(|(seq, held)| (seq, &held.row))
    }

    pub fn structure(&self, uid: NonZeroU32) -> Option<Arc<Part>> {
        self.rows.by_uid(uid).and_then(|(_, held)| held.structure.clone())
    }

    pub fn key(&self, uid: NonZeroU32) -> Option<MessageKey> {
        Some(MessageKey {
            account: self.account,
            mailbox: self.mailbox.clone(),
            uid_validity: self.uid_validity?,
            uid,
        })
    }

    pub fn rows_held(&self) -> usize {
        self.rows.len()
    }

    /// What the rows that are held take.
    pub fn bytes_held(&self) -> usize {
        self.rows.bytes()
    }

    /// Whether the rows are asked for with their links.
    pub fn links(&self) -> bool {
        self.nearby.is_some()
    }

    /// Whether days stand between the rows: in the orders by time, without conversations that the
    /// server made.
    pub fn has_days(&self) -> bool {
        matches!(self.view.order.key, SortKey::Arrival | SortKey::Date)
            && !matches!(self.arranged, Arrangement::Threads(_))
    }

    /// The line of the cursor's message, where that is known.
    pub fn cursor(&self) -> Option<u32> {
        self.cursor.filter(|cursor| cursor.is_certain).map(|cursor| cursor.line)
    }

    pub fn cursor_seq(&self) -> Option<u32> {
        self.cursor.and_then(|cursor| cursor.seq)
    }

    pub fn cursor_uid(&self) -> Option<NonZeroU32> {
        self.cursor.and_then(|cursor| cursor.uid)
    }

    /// What all messages would take, judged by the rows read so far; `None` before the first.
    pub fn whole_bytes_estimate(&self) -> Option<u64> {
        let (bytes, rows) = self.sizes;
        let mean = bytes.checked_div(rows)?;
        Some(mean.saturating_mul(u64::from(self.exists)))
    }

    fn thread_mark(&self, line: u32, seq: u32) -> Option<ThreadMark> {
        let Arrangement::Threads(threads) = &self.arranged else {
            return self.nearby.as_ref()?.mark(seq);
        };
        let at = threads.at(line).filter(|at| at.count > 1)?;
        let unread = threads
            .members(at)
            .take(MAX_MEMBERS_COUNTED)
            .filter(|seq| self.rows.row(*seq).is_some_and(is_unread))
            .count();
        Some(ThreadMark {
            count: at.count,
            unread: unread as u32,
            depth: at.depth,
            expanded: at.expanded,
            is_head: at.is_head,
            can_fold: true,
        })
    }
}

/// Members of one conversation looked at for unread ones in each frame.
const MAX_MEMBERS_COUNTED: usize = 100;

fn is_unread(row: &Row) -> bool {
    !row.flags.has(crate::model::Flag::Seen) && !row.text.unreadable
}

/// What shows a view before the server was asked.
fn arrangement(view: ListView) -> Arrangement {
    let descending = view.order.descending;
    match view.order.key {
        SortKey::Arrival => Arrangement::Arrival { descending },
        SortKey::Date | SortKey::Sender | SortKey::Subject | SortKey::Size => {
            Arrangement::Sorted(Sorted::new(view.order))
        }
    }
}
