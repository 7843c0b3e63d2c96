//! What is fetched for a window of its own: the source of a message, and parts that are looked at
//! without saving them.

use std::sync::Arc;

use crate::engine::{Command, Event, FetchId, PartRequest, Place};
use crate::mime::{self, Attachment};
use crate::model::{Failure, FailureKind, MessageKey, Part, PartId, RowText};
use crate::reading::Opened;

use super::action::Effect;
use super::state::{NoticeKind, State};
use super::update_windows::title_of;
use super::windows::{OpenWindow, OpenedView, SourceView, WindowKind};

/// Text of a source held at most: nobody reads more, and saving it has no limit.
pub const SOURCE_LIMIT_BYTES: usize = 128 << 20;

const STOPPED: &str = "Stopped; what was read is shown.";
const SOURCE_IS_LONG: &str = "Only the first 128 MB are shown. Save the message to have all of it.";
const IS_GONE: &str = "This message was deleted: no more of it can be fetched.";

impl State {
    fn new_fetch(&mut self) -> FetchId {
        let id = FetchId(self.next_fetch);
        self.next_fetch = self.next_fetch.wrapping_add(1);
        id
    }

    /// Whether more of the message at a place can be fetched; says so where not.
    pub(super) fn is_there(&mut self, place: Place) -> bool {
        let is_gone = self.view(place).is_some_and(|view| view.is_gone());
        if is_gone {
            self.notify(NoticeKind::Warning, IS_GONE);
        }
        !is_gone
    }

    /// What the list said of the message that the window of this place is about.
    pub(super) fn row_at_place(&self, place: Place) -> Option<(MessageKey, Arc<RowText>)> {
        if let Some(view) = self.view(place) {
            return Some((view.selected.key.clone(), Arc::clone(&view.selected.row)));
        }
        let window = self.windows.iter().find(|window| window.place == place)?;
        match &window.kind {
            WindowKind::Source(view) => Some((view.key.clone(), Arc::clone(&view.row))),
            WindowKind::Message(_) | WindowKind::Opened(_) => None,
        }
    }

    /// Room for a window with something of a message that is still to be fetched; otherwise what is
    /// to be done instead, such as bringing the window to the front that shows it already.
    fn window_for(
        &mut self,
        from: Place,
        is_it: impl Fn(&WindowKind) -> bool,
    ) -> Result<(Place, FetchId), Vec<Effect>> {
        if let Some(window) = self.windows.iter().find(|window| is_it(&window.kind)) {
            return Err(vec![Effect::FocusWindow(window.place)]);
        }
        if !self.is_there(from) {
            return Err(Vec::new());
        }
        let place = self.room_for_window().ok_or_else(Vec::new)?;
        Ok((place, self.new_fetch()))
    }

    pub(super) fn open_source(&mut self, from: Place) -> Vec<Effect> {
        let Some((key, row)) = self.row_at_place(from) else { return Vec::new() };
        let is_it = |kind: &WindowKind| matches!(kind, WindowKind::Source(view) if view.key == key);
        let (place, id) = match self.window_for(from, is_it) {
            Ok(room) => room,
            Err(effects) => return effects,
        };
        let title = format!("Source of {}", title_of(&row.subject));
        let kind = WindowKind::Source(Box::new(SourceView::new(key.clone(), id, row)));
        self.windows.push(OpenWindow { place, title, kind });
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::ReadSource { id, key })]
    }

    /// A part of the message at a place, where its server can send it; in the window of a part, that
    /// part or one inside it.
    ///
    /// A message inside a message is read here, and its parts are named as the server should name
    /// them; but a server does not look into one that is encoded, and may see other parts in it.
    pub fn part_on_server(&self, place: Place, part: &PartId) -> Option<(&MessageKey, &Part)> {
        if let Some(view) = self.view(place) {
            let structure = view.body()?.structure.as_ref()?;
            return Some((&view.selected.key, structure.find(part)?));
        }
        let window = self.windows.iter().find(|window| window.place == place)?;
        match &window.kind {
            WindowKind::Opened(view) => Some((&view.key, view.part.find(part)?)),
            WindowKind::Source(_) | WindowKind::Message(_) => None,
        }
    }

    pub(super) fn part_at(&self, place: Place, part: &PartId) -> Option<(MessageKey, Arc<Part>)> {
        let (key, part) = self.part_on_server(place, part)?;
        Some((key.clone(), Arc::new(part.clone())))
    }

    /// A part as something to save or open: as it is listed, or any other one.
    pub(super) fn attachment_at(
        &self,
        place: Place,
        part: &PartId,
    ) -> Option<(MessageKey, Attachment)> {
        if let Some(view) = self.view(place)
            && let Some(found) = view.attachments().iter().find(|one| one.part == *part)
        {
            return Some((view.selected.key.clone(), found.clone()));
        }
        let (key, part) = self.part_at(place, part)?;
        Some((key, mime::attachment_of(&part)))
    }

    pub(super) fn open_part(&mut self, from: Place, part: &PartId) -> Vec<Effect> {
        let Some((key, attachment)) = self.attachment_at(from, part) else { return Vec::new() };
        let Some((_, part)) = self.part_at(from, part) else { return Vec::new() };
        let is_it = |kind: &WindowKind| matches!(kind, WindowKind::Opened(view) if view.key == key && view.part.id == part.id);
        let (place, id) = match self.window_for(from, is_it) {
            Ok(room) => room,
            Err(effects) => return effects,
        };
        let title = attachment.name.clone();
        let view = OpenedView::new(key.clone(), id, Arc::clone(&part), attachment.name);
        let kind = WindowKind::Opened(Box::new(view));
        self.windows.push(OpenWindow { place, title, kind });
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::OpenPart(PartRequest { id, key, part }))]
    }

    /// Stops what is fetched for a window; what came stays.
    pub(super) fn cancel_fetch(&mut self, place: Place) -> Vec<Effect> {
        let Some(window) = self.windows.iter_mut().find(|window| window.place == place) else {
            return Vec::new();
        };
        let Some(fetch) = window.fetch() else { return Vec::new() };
        let account = window.key().account;
        set_failure(&mut window.kind, Failure::new(FailureKind::Cancelled, STOPPED));
        vec![Effect::Send(account, Command::CancelFetch(fetch))]
    }

    /// Fetches again from the beginning what failed or was stopped.
    pub(super) fn retry_fetch(&mut self, place: Place) -> Vec<Effect> {
        let id = self.new_fetch();
        let Some(window) = self.windows.iter_mut().find(|window| window.place == place) else {
            return Vec::new();
        };
        let key = window.key().clone();
        let command = match &mut window.kind {
            WindowKind::Source(view) if view.failure.is_some() => {
                **view = SourceView::new(key.clone(), id, Arc::clone(&view.row));
                Command::ReadSource { id, key: key.clone() }
            }
            WindowKind::Opened(view) if view.failure.is_some() => {
                let part = Arc::clone(&view.part);
                **view = OpenedView::new(key.clone(), id, Arc::clone(&part), view.name.clone());
                Command::OpenPart(PartRequest { id, key: key.clone(), part })
            }
            WindowKind::Source(_) | WindowKind::Opened(_) | WindowKind::Message(_) => {
                return Vec::new();
            }
        };
        self.begin_action(key.account);
        vec![Effect::Send(key.account, command)]
    }

    /// What arrives for a window; dropped where it is closed or did not ask for this.
    pub(super) fn apply_window(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::PartProgress { id, done_bytes, total_bytes } => {
                if let Some((_, view)) = self.opened_mut(id) {
                    (view.done_bytes, view.total_bytes) = (done_bytes, total_bytes);
                }
                Vec::new()
            }
            Event::PartOpened { id, opened } => self.part_opened(id, opened),
            Event::SourceRead { id, text, done_bytes, total_bytes, is_last } => {
                let Some(view) = self.source_mut(id) else { return Vec::new() };
                let held: usize = view.pieces.iter().map(|piece| piece.len()).sum();
                (view.done_bytes, view.total_bytes) = (done_bytes, total_bytes);
                view.is_whole = is_last;
                view.pieces.push(text);
                if is_last || held < SOURCE_LIMIT_BYTES {
                    return Vec::new();
                }
                view.failure = Some(Failure::new(FailureKind::Cancelled, SOURCE_IS_LONG));
                let account = view.key.account;
                vec![Effect::Send(account, Command::CancelFetch(id))]
            }
            Event::FetchFailed { id, failure } => {
                let window = self.windows.iter_mut().find(|window| window.fetch() == Some(id));
                if let Some(window) = window {
                    set_failure(&mut window.kind, failure);
                }
                Vec::new()
            }
            // The others are not of windows; `State::apply` keeps them.
            _ => Vec::new(),
        }
    }

    fn source_mut(&mut self, id: FetchId) -> Option<&mut SourceView> {
        self.windows.iter_mut().find_map(|window| match &mut window.kind {
            WindowKind::Source(view) if view.fetch == id && view.is_fetching() => Some(&mut **view),
            WindowKind::Source(_) | WindowKind::Opened(_) | WindowKind::Message(_) => None,
        })
    }

    fn opened_mut(&mut self, id: FetchId) -> Option<(Place, &mut OpenedView)> {
        self.windows.iter_mut().find_map(|window| match &mut window.kind {
            WindowKind::Opened(view) if view.fetch == id && view.is_fetching() => {
                Some((window.place, &mut **view))
            }
            WindowKind::Source(_) | WindowKind::Opened(_) | WindowKind::Message(_) => None,
        })
    }

    fn part_opened(&mut self, id: FetchId, opened: Arc<Opened>) -> Vec<Effect> {
        let Some((place, view)) = self.opened_mut(id) else { return Vec::new() };
        view.done_bytes = view.total_bytes;
        view.opened = Some(Arc::clone(&opened));
        let account = view.key.account;
        self.open_inside(place, &opened);
        self.answered(account);
        Vec::new()
    }
}

fn set_failure(kind: &mut WindowKind, failure: Failure) {
    match kind {
        WindowKind::Source(view) => view.failure = Some(failure),
        WindowKind::Opened(view) => view.failure = Some(failure),
        WindowKind::Message(_) => {}
    }
}
