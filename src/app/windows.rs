//! Windows beside the main one: messages, sources, opened attachments.

use std::sync::Arc;

use crate::engine::{FetchId, PageId, Place};
use crate::model::{Failure, MessageKey};
use crate::reading::Opened;

use super::message::MessageView;

/// A window of its own; `place` names it, and a message in it, while the program runs.
#[derive(Clone, Debug)]
pub struct OpenWindow {
    pub place: Place,
    pub title: String,
    pub kind: WindowKind,
}

#[derive(Clone, Debug)]
pub enum WindowKind {
    Message(Box<MessageView>),
    Source(Box<SourceView>),
    Opened(Box<OpenedView>),
}

/// A message as it is on the server.
#[derive(Clone, Debug)]
pub struct SourceView {
    pub key: MessageKey,
    pub fetch: FetchId,
    /// In the order they came.
    pub pieces: Vec<Arc<str>>,
    pub done_bytes: u64,
    pub total_bytes: u64,
    pub is_whole: bool,
    pub failure: Option<Failure>,
}

/// An attachment that is looked at without saving it.
#[derive(Clone, Debug)]
pub struct OpenedView {
    pub key: MessageKey,
    pub fetch: FetchId,
    /// As the sender named it, made visible.
    pub name: String,
    pub media_type: String,
    pub done_bytes: u64,
    pub total_bytes: u64,
    pub opened: Option<Arc<Opened>>,
    /// Where it is shown as a page.
    pub page: Option<PageId>,
    pub failure: Option<Failure>,
}
