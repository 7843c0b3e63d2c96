//! The message that is shown.

use std::sync::Arc;

use crate::mime;
use crate::model::{Body, Failure, MessageKey, RawHeader, Row, RowText};

use super::read_ahead::ReadMessage;

/// The message the user chose; what its row said is shown at once, before the body arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedMessage {
    pub key: MessageKey,
    pub row: Arc<RowText>,
}

/// How far the body is.
#[derive(Clone, Debug)]
pub enum ViewState {
    Loading,
    Shown(Arc<Body>),
    Failed(Failure),
    /// It was deleted while it was shown; what was read stays on the screen.
    Gone(Option<Arc<Body>>),
}

/// The message pane.
#[derive(Clone, Debug)]
pub struct MessageView {
    pub selected: SelectedMessage,
    pub state: ViewState,
    /// The text cut into quotes, links and signature, made once when the body arrived.
    pub blocks: Arc<[mime::Block]>,
    pub attachments: Arc<[mime::Attachment]>,
    pub headers: Option<Arc<[RawHeader]>>,
    pub show_all_headers: bool,
    /// More text was asked for and has not come.
    pub loading_more: bool,
    /// The body's first screen was painted; only then is the message marked read.
    pub painted: bool,
}

impl MessageView {
    pub fn new(key: MessageKey, row: &Row) -> Self {
        Self {
            selected: SelectedMessage { key, row: Arc::clone(&row.text) },
            state: ViewState::Loading,
            blocks: Arc::from([]),
            attachments: Arc::from([]),
            headers: None,
            show_all_headers: false,
            loading_more: false,
            painted: false,
        }
    }

    pub fn body(&self) -> Option<&Arc<Body>> {
        match &self.state {
            ViewState::Shown(body) | ViewState::Gone(Some(body)) => Some(body),
            ViewState::Loading | ViewState::Failed(_) | ViewState::Gone(None) => None,
        }
    }

    /// Whether there is text on the server that was not fetched.
    pub fn has_more(&self) -> bool {
        self.body().is_some_and(|body| body.text.read_bytes < body.text.total_bytes)
    }

    /// Shows what was read before.
    pub(super) fn read(&mut self, read: ReadMessage) {
        self.loading_more = false;
        self.state = match self.state {
            ViewState::Gone(_) => ViewState::Gone(Some(read.body)),
            ViewState::Loading | ViewState::Shown(_) | ViewState::Failed(_) => {
                ViewState::Shown(read.body)
            }
        };
        self.blocks = read.blocks;
        self.attachments = read.attachments;
    }

    pub(super) fn gone(&mut self) {
        let body = self.body().cloned();
        self.state = ViewState::Gone(body);
        self.loading_more = false;
    }
}
