//! How a message is looked at: as a page, in reader mode or as text; and the pages that follow.

use std::sync::Arc;

use crate::engine::{Command, PageCommand, PageId, Place};
use crate::mime::{self, DocumentKind};
use crate::model::{MessageKey, Part};
use crate::reading::{Form, PageSource};

use super::action::{Effect, Look};
use super::message::{BodyShown, MessageView, TextFind, ViewState, fits, form_of};
use super::state::State;

impl State {
    /// What stands where the main part of a message is read.
    pub fn body_shown(&self, view: &MessageView) -> BodyShown {
        let has_article = view.reading().is_some_and(|reading| reading.article.is_some());
        let reader = if has_article { BodyShown::Reader } else { BodyShown::Text };
        let page = view.page.filter(|id| !self.has_failed(*id)).map(BodyShown::Page);
        match view.look {
            Look::Page => page.unwrap_or(reader),
            Look::Reader if view.awaits_form => page.unwrap_or(reader),
            Look::Reader => reader,
            // The sender's own text is on its way; what was there stays until it comes.
            Look::Text if view.awaits_form => page.unwrap_or(reader),
            Look::Text => BodyShown::Text,
        }
    }

    /// Why the page of a message is not shown as it was meant.
    pub fn page_failure(&self, view: &MessageView) -> Option<crate::html::HtmlFailure> {
        self.pages.get(&view.page?)?.failure
    }

    pub(super) fn has_failed(&self, id: PageId) -> bool {
        self.pages.get(&id).is_none_or(|page| page.failure.is_some())
    }

    /// The form in which messages are read where nothing else was chosen.
    pub(super) fn usual_form(&self) -> Form {
        form_of(self.look)
    }

    /// Asks for the message of a place, in the form that its look needs.
    pub(super) fn ask_message(&mut self, place: Place) -> Option<Effect> {
        let view = self.view_mut(place)?;
        view.asked = true;
        let (key, form) = (view.selected.key.clone(), view.form());
        let structure = view.reading().and_then(|reading| reading.body.structure.clone());
        let structure = structure.or_else(|| self.list_at(&key)?.structure(key.uid));
        self.begin_action(key.account);
        Some(Effect::Send(key.account, Command::ShowMessage { place, key, structure, form }))
    }

    pub(super) fn choose_look(&mut self, place: Place, look: Look) -> Vec<Effect> {
        let failed = self.view(place).and_then(|view| view.page).filter(|id| self.has_failed(*id));
        let words = self.words_looked_for(place);
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        let form_before = view.form();
        view.look = look;
        let form = form_of(look);
        // Choosing the page once more tries it once more.
        if look == Look::Page && failed.is_some() {
            view.page = None;
        }
        let closed = failed.filter(|_| look == Look::Page);
        let is_asked = match &view.state {
            ViewState::Loading => form != form_before,
            ViewState::Failed(_) | ViewState::Gone(None) => false,
            ViewState::Shown(reading) | ViewState::Gone(Some(reading)) if fits(reading, form) => {
                view.awaits_form = false;
                false
            }
            ViewState::Shown(_) | ViewState::Gone(Some(_)) => match view.other_form.take() {
                Some(other) => {
                    view.read(other);
                    false
                }
                None => !view.is_gone(),
            },
        };
        if is_asked && !matches!(view.state, ViewState::Loading) {
            view.awaits_form = true;
        }
        if let Some(id) = closed {
            self.keep_pictures(place, id);
        }
        let mut effects = self.close_pages(closed);
        if is_asked {
            effects.extend(self.ask_message(place));
        }
        effects.extend(self.sync_view(place));
        effects.extend(self.look_for(place, words));
        effects
    }

    fn words_looked_for(&self, place: Place) -> Option<String> {
        let view = self.view(place)?;
        if let Some(find) = &view.find {
            return Some(find.words.clone());
        }
        Some(self.pages.get(&view.page?)?.find.as_ref()?.words.clone())
    }

    /// What was looked for in one look is looked for in the next one.
    fn look_for(&mut self, place: Place, words: Option<String>) -> Vec<Effect> {
        let Some(view) = self.view(place) else { return Vec::new() };
        let shown = self.body_shown(view);
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        match (shown, words) {
            (BodyShown::Page(id), Some(words)) => {
                view.find = None;
                self.update_page(id, super::page::PageAct::Find(words))
            }
            (BodyShown::Reader | BodyShown::Text, Some(words)) => {
                view.find.get_or_insert(TextFind { words, current: 0 });
                Vec::new()
            }
            (_, None) => Vec::new(),
        }
    }

    /// Opens and closes the pages of a message so that they are those that its look shows, and asks
    /// for the pictures they lack.
    pub(super) fn sync_view(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view(place) else { return Vec::new() };
        let reading = view.reading().cloned();
        // While another form is on its way, what was shown stays.
        let wants_page = view.look == Look::Page || (view.awaits_form && view.page.is_some());
        let source = reading.as_ref().and_then(|reading| reading.page.clone());
        let old = view.page;
        let mut effects = Vec::new();
        let page = match (source.filter(|_| wants_page), old) {
            (Some(source), Some(id)) => {
                effects.extend(self.renew_page(id, source));
                Some(id)
            }
            (Some(source), None) => Some(self.open_main_page(place, source)),
            (None, Some(id)) => {
                self.keep_pictures(place, id);
                effects.extend(self.close_page(id));
                None
            }
            (None, None) => None,
        };
        if let Some(view) = self.view_mut(place) {
            view.page = page;
        }
        effects.extend(self.sync_sheet(place));
        effects.extend(reading.iter().flat_map(|reading| self.sync_below(place, reading)));
        effects.extend(self.want_pictures(place));
        effects
    }

    /// What came for a page, when it is looked at in another way for a while.
    pub(super) fn keep_pictures(&mut self, place: Place, id: PageId) {
        let images = self.pages.get(&id).map(|page| page.images.clone()).unwrap_or_default();
        if let Some(view) = self.view_mut(place) {
            view.pictures.keep(&images);
        }
    }

    fn open_main_page(&mut self, place: Place, source: Arc<PageSource>) -> PageId {
        let images = self.view(place).map(|view| self.images_at_hand(view)).unwrap_or_default();
        self.open_page_with(source, &images)
    }

    /// The page of a message of which more was read.
    pub(super) fn renew_page(&mut self, id: PageId, source: Arc<PageSource>) -> Vec<Effect> {
        if let Some(page) = self.pages.get_mut(&id)
            && !Arc::ptr_eq(&page.source, &source)
        {
            if page.source.html == source.html {
                page.source = source;
            } else {
                page.set_source(source);
            }
        }
        self.page_wishes(id)
    }

    /// Starts a child for a page that is likely to come, once for each message.
    pub(super) fn warm(&mut self, key: &MessageKey) -> Option<Effect> {
        if self.look != Look::Page || self.warmed.as_ref() == Some(key) {
            return None;
        }
        self.warmed = Some(key.clone());
        Some(Effect::Page(PageCommand::Warm))
    }
}

/// Whether the message is shown as HTML where that is wanted.
pub(super) fn has_html(structure: &Part) -> bool {
    mime::choose(structure, Form::Html.prefer())
        .main
        .is_some_and(|main| main.kind == DocumentKind::Html)
}
