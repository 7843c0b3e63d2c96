//! Windows beside the main one: messages, sources, opened attachments.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{FetchId, PageId, Place};
use crate::model::{Failure, MessageKey, Part, PartId, RowText};
use crate::reading::{Opened, Reading};

use super::message::{MessageView, Remote, RemoteWish};

/// Windows beside the main one. Each may have a child process for its page; of those there are 16.
pub const WINDOWS_LIMIT: usize = 12;

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
    pub row: Arc<RowText>,
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
    /// As the structure of the message has it.
    pub part: Arc<Part>,
    pub fetch: FetchId,
    /// As the sender named it, made visible.
    pub name: String,
    pub media_type: String,
    pub done_bytes: u64,
    pub total_bytes: u64,
    pub opened: Option<Arc<Opened>>,
    /// Where it is shown as a page.
    pub page: Option<PageId>,
    /// Of a message that the window lays out itself: the pictures of its main part.
    pub sheet: Option<PageId>,
    /// Of a message: the pages of the parts below its main one, and the pictures of those that the
    /// window lays out itself.
    pub pages_below: BTreeMap<PartId, PageId>,
    pub sheets_below: BTreeMap<PartId, PageId>,
    /// Of its pages.
    pub remote: Remote,
    pub(super) remote_wish: RemoteWish,
    pub failure: Option<Failure>,
}

impl SourceView {
    pub fn new(key: MessageKey, fetch: FetchId, row: Arc<RowText>) -> Self {
        let total_bytes = row.size_bytes;
        Self {
            key,
            row,
            fetch,
            pieces: Vec::new(),
            done_bytes: 0,
            total_bytes,
            is_whole: false,
            failure: None,
        }
    }

    /// More is on its way.
    pub fn is_fetching(&self) -> bool {
        !self.is_whole && self.failure.is_none()
    }
}

impl OpenedView {
    pub fn new(key: MessageKey, fetch: FetchId, part: Arc<Part>, name: String) -> Self {
        Self {
            key,
            fetch,
            name,
            media_type: part.media_type.clone(),
            done_bytes: 0,
            total_bytes: part.size_bytes,
            part,
            opened: None,
            page: None,
            sheet: None,
            pages_below: BTreeMap::new(),
            sheets_below: BTreeMap::new(),
            remote: Remote::default(),
            remote_wish: RemoteWish::default(),
            failure: None,
        }
    }

    pub fn is_fetching(&self) -> bool {
        self.opened.is_none() && self.failure.is_none()
    }

    /// Its pages: the main one or its pictures, then those below.
    pub(super) fn pages(&self) -> impl Iterator<Item = PageId> {
        let below = self.pages_below.values().chain(self.sheets_below.values());
        self.page.into_iter().chain(self.sheet).chain(below.copied())
    }

    /// Where it is a message.
    pub fn reading(&self) -> Option<&Arc<Reading>> {
        match self.opened.as_deref()? {
            Opened::Message(reading) => Some(reading),
            Opened::Page(_)
            | Opened::Invite(_)
            | Opened::Contacts(_)
            | Opened::Table(_)
            | Opened::Archive(_)
            | Opened::Files(_)
            | Opened::Nothing(_) => None,
        }
    }
}

impl OpenWindow {
    pub(super) fn key(&self) -> &MessageKey {
        match &self.kind {
            WindowKind::Message(view) => &view.selected.key,
            WindowKind::Source(view) => &view.key,
            WindowKind::Opened(view) => &view.key,
        }
    }

    /// What is being fetched for it alone.
    pub(super) fn fetch(&self) -> Option<FetchId> {
        match &self.kind {
            WindowKind::Message(_) => None,
            WindowKind::Source(view) => Some(view.fetch).filter(|_| view.is_fetching()),
            WindowKind::Opened(view) => Some(view.fetch).filter(|_| view.is_fetching()),
        }
    }
}
