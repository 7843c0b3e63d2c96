//! The message that is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::mime::{Attachment, Block};
use crate::model::{Body, Failure, MessageKey, PartId, RawHeader, Row, RowText};
use crate::reading::Reading;

use super::action::Look;

/// The message the user chose; what its row said is shown at once, before the body arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedMessage {
    pub key: MessageKey,
    pub row: Arc<RowText>,
}

/// How far the message is.
#[derive(Clone, Debug)]
pub enum ViewState {
    Loading,
    Shown(Arc<Reading>),
    Failed(Failure),
    /// It was deleted while it was shown; what was read stays on the screen.
    Gone(Option<Arc<Reading>>),
}

/// What a message was shown as, for the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownAs {
    Text,
    Html,
    /// Text made from HTML.
    Fallback,
}

/// A message that is open somewhere.
#[derive(Clone, Debug)]
pub struct MessageView {
    pub place: Place,
    pub selected: SelectedMessage,
    pub state: ViewState,
    pub look: Look,
    /// The main part as a page, while it is looked at so.
    pub page: Option<PageId>,
    /// Pages of the parts below.
    pub pages_below: BTreeMap<PartId, PageId>,
    pub headers: Option<Arc<[RawHeader]>>,
    pub show_all_headers: bool,
    pub show_parts: bool,
    /// Quotes that are not as they usually are (long ones folded, short ones open), by first block.
    pub turned_quotes: std::collections::BTreeSet<usize>,
    /// More text was asked for and has not come.
    pub loading_more: bool,
    /// The body's first screen was painted; only then is the message marked read.
    pub painted: bool,
}

impl MessageView {
    pub fn new(place: Place, key: MessageKey, row: &Row) -> Self {
        Self {
            place,
            selected: SelectedMessage { key, row: Arc::clone(&row.text) },
            state: ViewState::Loading,
            look: Look::default(),
            page: None,
            pages_below: BTreeMap::new(),
            headers: None,
            show_all_headers: false,
            show_parts: false,
            turned_quotes: std::collections::BTreeSet::new(),
            loading_more: false,
            painted: false,
        }
    }

    pub fn reading(&self) -> Option<&Arc<Reading>> {
        match &self.state {
            ViewState::Shown(reading) | ViewState::Gone(Some(reading)) => Some(reading),
            ViewState::Loading | ViewState::Failed(_) | ViewState::Gone(None) => None,
        }
    }

    pub fn body(&self) -> Option<&Arc<Body>> {
        self.reading().map(|reading| &reading.body)
    }

    /// The main part as text, cut for painting.
    pub fn blocks(&self) -> &[Block] {
        self.reading().map_or(&[], |reading| &reading.blocks)
    }

    pub fn attachments(&self) -> &[Attachment] {
        self.reading().map_or(&[], |reading| &reading.attachments)
    }

    /// Whether there is text on the server that was not fetched.
    pub fn has_more(&self) -> bool {
        self.body().is_some_and(|body| body.text.read_bytes < body.text.total_bytes)
    }

    /// Shows what was read.
    pub(super) fn read(&mut self, reading: Arc<Reading>) {
        self.loading_more = false;
        self.state = match self.state {
            ViewState::Gone(_) => ViewState::Gone(Some(reading)),
            ViewState::Loading | ViewState::Shown(_) | ViewState::Failed(_) => {
                ViewState::Shown(reading)
            }
        };
    }

    pub(super) fn gone(&mut self) {
        let reading = self.reading().cloned();
        self.state = ViewState::Gone(reading);
        self.loading_more = false;
    }
}
