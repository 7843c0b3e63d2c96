//! The message that is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::html::Image;
use crate::mime::{Attachment, Block};
use crate::model::{Body, Failure, Flags, MessageKey, PartId, RawHeader, Row, RowText};
use crate::reading::{Form, PictureRef, Reading};

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

/// What stands where the main part of a message is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyShown {
    /// Loading, where nothing of it is painted yet.
    Page(PageId),
    Reader,
    Text,
}

/// Pictures that a message names on the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remote {
    /// None was fetched; the user has not asked.
    #[default]
    Blocked,
    Loading,
    /// The user asked; `failed` could not be had.
    Loaded {
        failed: u32,
    },
}

/// What was asked for of the network, at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct RemoteWish {
    /// Pictures that could not be had, while others are still on their way.
    pub failed: u32,
    /// Addresses that were asked for, and not given up.
    pub asked: std::collections::BTreeSet<String>,
}

/// What is looked for in a message that is shown as text or in reader mode; the view finds the
/// places itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextFind {
    pub words: String,
    /// Which match is in view, counted on from the first; to be taken modulo their number.
    pub current: i64,
}

impl TextFind {
    /// The index of the match in view, of `count`.
    pub fn index(&self, count: usize) -> Option<usize> {
        let count = i64::try_from(count).ok().filter(|count| *count > 0)?;
        usize::try_from(self.current.rem_euclid(count)).ok()
    }
}

/// The pictures of a message that are fetched after its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures {
    /// Names of those that were asked for, once.
    pub asked: std::collections::BTreeSet<String>,
    /// Bytes, as encoded, of those that were asked for without the user.
    pub unasked_bytes: u64,
    /// Those that have not come yet.
    pub due: Vec<PictureRef>,
    /// The user wants all of them.
    pub all: bool,
    /// Those that came, for when the page is looked at again.
    pub kept: Vec<Arc<Image>>,
}

impl Pictures {
    pub fn keep(&mut self, images: &[Arc<Image>]) {
        for image in images {
            if !self.kept.iter().any(|held| held.names == image.names) {
                self.kept.push(Arc::clone(image));
            }
        }
    }
}

/// A message that is open somewhere.
#[derive(Clone, Debug)]
pub struct MessageView {
    pub place: Place,
    pub selected: SelectedMessage,
    pub state: ViewState,
    /// As last heard; the list knows better while it shows the message.
    pub flags: Flags,
    /// As the user wants it; what is shown is [`State::body_shown`](super::State::body_shown).
    pub look: Look,
    /// The main part as a page, while it is looked at so.
    pub page: Option<PageId>,
    /// The pictures of the main part, while it is looked at in reader mode; shown piece by piece.
    pub sheet: Option<PageId>,
    /// Pages of the parts below.
    pub pages_below: BTreeMap<PartId, PageId>,
    /// The pictures of those parts below that the window lays out itself, as `sheet` is of the main
    /// part.
    pub sheets_below: BTreeMap<PartId, PageId>,
    pub headers: Option<Arc<[RawHeader]>>,
    pub show_all_headers: bool,
    pub show_parts: bool,
    /// Quotes that are not as they usually are (long ones folded, short ones open), by first block.
    pub turned_quotes: std::collections::BTreeSet<usize>,
    /// More text was asked for and has not come.
    pub loading_more: bool,
    /// The body's first screen was painted; only then is the message marked read.
    pub painted: bool,
    /// Bytes, as encoded, of pictures that wait for a click because they are many or large.
    pub pictures_waiting_bytes: u64,
    /// Of all pages of the message.
    pub remote: Remote,
    /// In text and reader mode; pages have their own.
    pub find: Option<TextFind>,
    /// The same message in the sender's other form, where it was read too.
    pub(super) other_form: Option<Arc<Reading>>,
    /// The other form was asked for and has not come.
    pub(super) awaits_form: bool,
    /// The rows around it were asked for, so that its window can be turned over.
    pub(super) asked_beside: bool,
    /// This view asked for the message itself.
    pub(super) asked: bool,
    pub(super) pictures: Pictures,
    pub(super) remote_wish: RemoteWish,
}

impl MessageView {
    pub fn new(place: Place, key: MessageKey, row: &Row) -> Self {
        Self {
            place,
            selected: SelectedMessage { key, row: Arc::clone(&row.text) },
            state: ViewState::Loading,
            flags: row.flags,
            look: Look::default(),
            page: None,
            sheet: None,
            pages_below: BTreeMap::new(),
            sheets_below: BTreeMap::new(),
            headers: None,
            show_all_headers: false,
            show_parts: false,
            turned_quotes: std::collections::BTreeSet::new(),
            loading_more: false,
            painted: false,
            pictures_waiting_bytes: 0,
            remote: Remote::default(),
            find: None,
            other_form: None,
            awaits_form: false,
            asked_beside: false,
            asked: false,
            pictures: Pictures::default(),
            remote_wish: RemoteWish::default(),
        }
    }

    /// The same message, to be opened in a window of its own.
    pub(super) fn for_window(&self, place: Place) -> Self {
        let state = match &self.state {
            ViewState::Failed(_) => ViewState::Loading,
            state => state.clone(),
        };
        Self {
            place,
            state,
            page: None,
            sheet: None,
            pages_below: BTreeMap::new(),
            sheets_below: BTreeMap::new(),
            loading_more: false,
            painted: false,
            remote: Remote::default(),
            find: None,
            awaits_form: false,
            asked_beside: false,
            asked: false,
            pictures: Pictures::default(),
            remote_wish: RemoteWish::default(),
            ..self.clone()
        }
    }

    /// The form that the look needs.
    pub(super) fn form(&self) -> Form {
        form_of(self.look)
    }

    pub fn is_gone(&self) -> bool {
        matches!(self.state, ViewState::Gone(_))
    }

    /// The looks that this message has, in the order of the switch. Not before it was read.
    pub fn looks(&self) -> impl Iterator<Item = Look> {
        let reading = self.reading();
        let html_elsewhere = reading
            .is_some_and(|reading| reading.form == Form::Text && reading.has_other_form)
            && (self.other_form.is_some() || !self.is_gone());
        let page = reading.is_some_and(|reading| reading.page.is_some()) || html_elsewhere;
        let reader = reading.is_some_and(|reading| reading.article.is_some()) || html_elsewhere;
        [
            Some(Look::Page).filter(|_| page),
            Some(Look::Reader).filter(|_| reader),
            Some(Look::Text).filter(|_| reading.is_some()),
        ]
        .into_iter()
        .flatten()
    }

    /// Its pages: the main one or its pictures, then those below.
    pub(super) fn pages(&self) -> impl Iterator<Item = PageId> {
        let below = self.pages_below.values().chain(self.sheets_below.values());
        self.page.into_iter().chain(self.sheet).chain(below.copied())
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

    /// Shows what was read; `false` where it is in the form that another place wants.
    pub(super) fn read(&mut self, reading: Arc<Reading>) -> bool {
        self.loading_more = false;
        if !fits(&reading, self.form()) {
            self.other_form = Some(reading);
            return false;
        }
        self.awaits_form = false;
        let before = self.reading().filter(|before| before.form != reading.form).cloned();
        self.other_form = before.or(self.other_form.take());
        self.state = match self.state {
            ViewState::Gone(_) => ViewState::Gone(Some(reading)),
            ViewState::Loading | ViewState::Shown(_) | ViewState::Failed(_) => {
                ViewState::Shown(reading)
            }
        };
        true
    }

    /// Unfolds or folds the quote that begins with this block.
    pub(super) fn turn_quote(&mut self, block: usize) {
        if !self.turned_quotes.remove(&block) {
            self.turned_quotes.insert(block);
        }
    }

    pub(super) fn find_next(&mut self, by: i64) {
        if let Some(find) = &mut self.find {
            find.current = find.current.saturating_add(by);
        }
    }

    pub(super) fn gone(&mut self) {
        let reading = self.reading().cloned();
        self.state = ViewState::Gone(reading);
        self.loading_more = false;
        self.awaits_form = false;
        self.pictures.due.clear();
        self.pictures_waiting_bytes = 0;
    }
}

/// The form that a look needs.
pub(super) fn form_of(look: Look) -> Form {
    match look {
        Look::Page | Look::Reader => Form::Html,
        Look::Text => Form::Text,
    }
}

/// Whether this is the wanted form, or there is no other.
pub(super) fn fits(reading: &Reading, form: Form) -> bool {
    reading.form == form || !reading.has_other_form
}
