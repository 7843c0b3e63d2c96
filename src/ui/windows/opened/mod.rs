//! An attachment that is looked at without saving it.

mod archive;
mod bar;
mod card;
mod contacts;
mod files;
mod invite;
mod listing;
mod message;
mod pdf;
mod table;
mod when;

use egui::{Event, Frame, Key, Margin, Modifiers, Popup, ScrollArea, Ui};

use crate::app::{Action, Look as Form, MessageAct, OpenedView, PageAct, State};
use crate::engine::Place;
use crate::reading::Opened;
use crate::ui::message::remote::{Of, remote_ui};
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{page, widgets, wrapped};

use super::progress::{Progress, progress_ui};

/// From the window's edges to what it shows.
pub(super) const MARGIN_PT: f32 = 24.0;

/// What lives between frames.
#[derive(Debug, Default)]
pub(super) struct OpenedDraft {
    message: message::MessageDraft,
    table: table::TableDraft,
    contacts: contacts::ContactsDraft,
    pages: page::Drafts,
}

/// Ctrl with A and C mean the text or the page.
pub(super) fn text_keys(
    ui: &Ui,
    state: &State,
    view: &OpenedView,
    draft: &mut OpenedDraft,
    actions: &mut Vec<Action>,
) {
    if state.dialog.is_some() || Popup::is_any_open(ui.ctx()) || ui.ctx().text_edit_focused() {
        return;
    }
    let page = view.page.and_then(|id| state.pages.get(&id)).filter(|it| it.failure.is_none());
    let is_marked = page.and_then(|page| page.selection.as_ref()).is_some();
    let is_copy = |event: &Event| matches!(event, Event::Copy);
    if let Some(page) = page.filter(|_| is_marked)
        && ui.input(|input| input.events.iter().any(is_copy))
    {
        actions.push(Action::Page(page.id, PageAct::CopySelection));
    }
    let has_text = page.is_some() || view.reading().is_some();
    if has_text && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
        match (page, view.reading()) {
            _ if draft.message.select_pressed() => {}
            (Some(page), _) => actions.push(Action::Page(page.id, PageAct::SelectAll)),
            (None, Some(reading)) => {
                let is_article = reading.article.is_some() && state.look != Form::Text;
                draft.message.select_whole(is_article);
            }
            (None, None) => {}
        }
    }
}

/// Shows the window.
pub(super) fn opened_ui(
    ui: &mut Ui,
    state: &State,
    (place, view): (Place, &OpenedView),
    draft: &mut OpenedDraft,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    draft.pages.begin(state);
    bar::bar_ui(ui, state, (place, view), actions);
    progress_ui(ui, place, &Progress::of_part(view), actions);
    widgets::hairline_h(ui);
    let Some(opened) = view.opened.as_deref() else { return };
    match opened {
        Opened::Table(table) => table::table_ui(ui, table, &mut draft.table),
        Opened::Archive(archive) => archive::archive_ui(ui, archive),
        Opened::Files(files) => files::files_ui(ui, state, (place, view, files), actions),
        Opened::Message(reading) => {
            let drafts = (&mut draft.message, &mut draft.pages);
            message::message_ui(ui, state, (place, view, reading), drafts, actions);
        }
        Opened::Page(source) if source.pdf.is_some() => {
            let Some(id) = view.page else { return };
            pdf::pdf_ui(ui, state, (place, view, id), (&mut draft.pages, actions));
        }
        Opened::Page(_) => {
            scrolled(ui, |ui| page_ui(ui, state, (place, view), (&mut draft.pages, actions)));
        }
        Opened::Invite(invite) => scrolled(ui, |ui| invite::invite_ui(ui, state, invite)),
        Opened::Contacts(cards) => {
            scrolled(ui, |ui| contacts::contacts_ui(ui, cards, &mut draft.contacts, actions))
        }
        Opened::Nothing(sentence) => {
            scrolled(ui, |ui| nothing(ui, (place, view), sentence, actions));
        }
    }
}

/// The room below the bar, scrolled where it is too small.
fn scrolled<T>(ui: &mut Ui, show: impl FnOnce(&mut Ui) -> T) -> T {
    let area = ScrollArea::vertical().id_salt("opened").auto_shrink(false);
    let margin = Margin { top: 20, bottom: 32, ..Margin::symmetric(MARGIN_PT as i8, 0) };
    let frame = Frame::new().inner_margin(margin);
    let shown = area.show(ui, |ui| {
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            show(ui)
        })
    });
    shown.inner.inner
}

/// A picture, a text, a page of HTML; a sentence where it cannot be painted.
fn page_ui(
    ui: &mut Ui,
    state: &State,
    (place, view): (Place, &OpenedView),
    (pages, actions): (&mut page::Drafts, &mut Vec<Action>),
) {
    let Some(id) = view.page else { return };
    let failure = state.pages.get(&id).and_then(|page| page.failure);
    match failure {
        Some(failure) => {
            let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
            wrapped::label(ui, &failure.to_string(), &look);
        }
        None => {
            remote_ui(ui, state, (place, Of::File), actions);
            page::page_ui(ui, state, (id, &view.name), pages, actions);
            let layout = state.pages.get(&id).and_then(|page| page.shown.as_ref());
            if layout.is_some_and(|layout| layout.page.is_cut) {
                ui.add_space(12.0);
                let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
                wrapped::label(ui, "The rest is left out, because it is too large.", &look);
            }
        }
    }
}

/// Why there is nothing to see, and the way to have the file all the same.
fn nothing(
    ui: &mut Ui,
    (place, view): (Place, &OpenedView),
    sentence: &str,
    actions: &mut Vec<Action>,
) {
    let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
    wrapped::label(ui, sentence, &look);
    ui.add_space(14.0);
    if widgets::outline_button(ui, "Save the file", true).clicked() {
        let part = view.part.id.clone();
        actions.push(Action::Message(place, MessageAct::SaveAttachment { part }));
    }
}
