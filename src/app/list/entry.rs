//! What the list says to who paints it.

use crate::app::dates::byte_size;
use crate::model::{Failure, Order, Row, SortKey};

/// Where the list is scrolled to. An f32 offset would stop moving below row 350,000, so the
/// position is a line and the distance within it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    /// Index of the first line in view; 0 is the top of the list.
    pub top: u32,
    /// Points of that line hidden above the view; 0 to the line's height.
    pub offset_pt: f64,
    /// Lines that fit the view, at least in part.
    pub visible: u32,
}

impl Scroll {
    /// Nothing is above the view: what comes in at the top is shown.
    pub(super) fn is_at_top(self) -> bool {
        self.top == 0 && self.offset_pt <= 0.0
    }
}

/// Whether the mailbox is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Asked for, not answered.
    Opening,
    Open,
    Failed(Failure),
}

/// What the list can say of one line.
#[derive(Clone, Copy, Debug)]
pub enum RowAt<'a> {
    Loaded(&'a Row),
    /// Not fetched yet.
    Placeholder,
}

/// One line of the list.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub row: RowAt<'a>,
    /// `None` where it is not known yet which message stands here.
    pub seq: Option<u32>,
    /// Only where conversations are shown, and the message is not alone in its own.
    pub thread: Option<ThreadMark>,
}

/// How a line belongs to its conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ThreadMark {
    /// Messages in the conversation; at least 2.
    pub count: u32,
    /// Unread ones among those whose rows are held: at least this many.
    pub unread: u32,
    /// Levels below the first message; 0 where the conversation is folded.
    pub depth: u16,
    pub expanded: bool,
    /// The line that stands for the conversation: the newest message where it is folded, else its
    /// first line.
    pub is_head: bool,
    /// It can be folded and unfolded. Not so where conversations are made of the rows that happen
    /// to be held.
    pub can_fold: bool,
}

/// Why the list is not as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListNote {
    /// The server has no SORT.
    CannotSort {
        key: SortKey,
    },
    /// It sorts, but only sends all places at once.
    SortIsLarge {
        order: Order,
        estimated_bytes: u64,
    },
    SortFailed {
        sentence: String,
    },
    /// The server has no THREAD.
    ThreadsNotOffered,
    /// More messages than conversations are asked for.
    ThreadsTooLarge {
        messages: u32,
    },
    ThreadsFailed {
        sentence: String,
    },
}

impl ListNote {
    /// One or two sentences for people.
    pub fn words(&self) -> String {
        match self {
            Self::CannotSort { key } => format!(
                "This server cannot sort by {}. The order is that of arrival.",
                key_words(*key)
            ),
            Self::SortIsLarge { order, estimated_bytes } => format!(
                "Sorting by {} would read {}.",
                key_words(order.key),
                byte_size(*estimated_bytes)
            ),
            Self::SortFailed { sentence } => {
                format!("{sentence} The order is that of arrival.")
            }
            Self::ThreadsNotOffered => {
                "This server does not tell conversations. They are made of the messages around \
                 the view."
                    .to_owned()
            }
            Self::ThreadsTooLarge { messages } => format!(
                "{} messages: conversations are made of those around the view.",
                crate::app::grouped(u64::from(*messages))
            ),
            Self::ThreadsFailed { sentence } => {
                format!("{sentence} Conversations are made of the messages around the view.")
            }
        }
    }

    /// Whether [`super::super::Action::SortAnyway`] does something.
    pub fn offers_sort_anyway(&self) -> bool {
        matches!(self, Self::SortIsLarge { .. })
    }
}

/// What a list is ordered by, within a sentence.
pub fn key_words(key: SortKey) -> &'static str {
    match key {
        SortKey::Arrival => "arrival",
        SortKey::Date => "date",
        SortKey::Sender => "sender",
        SortKey::Subject => "subject",
        SortKey::Size => "size",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_says_what_it_would_cost() {
        let order = Order { key: SortKey::Sender, descending: false };
        let note = ListNote::SortIsLarge { order, estimated_bytes: 7_000_000 };
        assert_eq!(note.words(), "Sorting by sender would read 7.0 MB.");
        assert!(note.offers_sort_anyway());
        let note = ListNote::CannotSort { key: SortKey::Size };
        assert!(note.words().contains("cannot sort by size"), "{}", note.words());
        assert!(!note.offers_sort_anyway());
    }
}
