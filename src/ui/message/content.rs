//! Everything of a message that scrolls: header, fields, text or page, what follows it.

use egui::{Align, Layout, Ui, UiBuilder, vec2};

use crate::app::{
    Action, BodyShown, Look as Form, MessageAct, MessageView, State, ViewState, byte_size,
};
use crate::engine::PageId;
use crate::model::Body;
use crate::reading::Reading;
use crate::ui::text::Look;
use crate::ui::{page, theme, widgets, wrapped};

use super::remote::Of;
use super::{Drafts, attachments, below, fields, header, main_text, parts, remote, states};

/// The margin that pages have of themselves, in CSS pixels: without it their text stands in line
/// with the header's.
const PAGE_MARGIN_PT: f32 = 8.0;

/// Shows it; returns by how much what stands above the view has grown.
pub(super) fn content_ui(
    ui: &mut Ui,
    state: &State,
    view: &MessageView,
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> f32 {
    header::header_ui(ui, state, (view, &mut drafts.header), actions);
    if view.show_all_headers {
        ui.add_space(12.0);
        fields::fields_ui(ui, view.headers.as_deref(), &mut drafts.fields, actions);
    }
    if view.show_parts {
        ui.add_space(12.0);
        parts::parts_ui(ui, view, &mut drafts.parts, actions);
    }
    ui.add_space(18.0);
    match &view.state {
        ViewState::Loading => {
            states::waiting(ui);
            0.0
        }
        ViewState::Failed(failure) => {
            states::failed(ui, view, failure, actions);
            0.0
        }
        ViewState::Gone(reading) => {
            header::warning(ui, "This message was deleted.");
            ui.add_space(14.0);
            match reading {
                Some(reading) => read(ui, state, (view, reading), (drafts, actions)).grown_pt,
                None => 0.0,
            }
        }
        ViewState::Shown(reading) => {
            let shown = read(ui, state, (view, reading), (drafts, actions));
            if shown.is_painted && !view.painted {
                actions.push(Action::Message(view.place, MessageAct::Painted));
            }
            shown.grown_pt
        }
    }
}

/// The text and what follows it.
fn read(
    ui: &mut Ui,
    state: &State,
    (view, reading): (&MessageView, &Reading),
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> page::Shown {
    let failure = state.page_failure(view);
    let mut shown = match state.body_shown(view) {
        BodyShown::Page(id) => {
            remote::remote_ui(ui, state, (view.place, Of::Message(Some(view))), actions);
            waiting_pictures(ui, view, actions);
            page_of(ui, state, (view, id), (&mut drafts.pages, &mut *actions))
        }
        form @ (BodyShown::Reader | BodyShown::Text) => {
            match failure {
                Some(failure) => note(ui, &failure.to_string()),
                None if form == BodyShown::Text && reading.body.text.from_html => {
                    note(ui, "Shown as text; the message is HTML.");
                }
                None => {}
            }
            // Of pages below a main part that is none itself.
            if view.look == Form::Page && !view.pages_below.is_empty() {
                remote::remote_ui(ui, state, (view.place, Of::Message(Some(view))), actions);
            }
            waiting_pictures(ui, view, actions);
            let text = (&mut drafts.text, &mut *actions);
            let grown_pt = main_text::text_ui(ui, state, (view, reading), text);
            page::Shown { is_painted: true, grown_pt }
        }
    };
    show_more(ui, view, &reading.body, actions);
    let Drafts { below, pages, attachments, .. } = drafts;
    shown.grown_pt += below::below_ui(ui, state, (view, reading), (below, pages, &mut *actions));
    if !view.attachments().is_empty() {
        ui.add_space(24.0);
        attachments::attachments_ui(ui, state, view, (attachments, actions));
    }
    shown
}

/// A dim line above the text.
fn note(ui: &mut Ui, words: &str) {
    let look = Look::new(theme::regular(theme::SECONDARY_PT), theme::tokens(ui).dim);
    wrapped::label(ui, words, &look);
    ui.add_space(12.0);
}

/// The rest of a long text is fetched when it is wanted.
fn show_more(ui: &mut Ui, view: &MessageView, body: &Body, actions: &mut Vec<Action>) {
    if !view.has_more() {
        return;
    }
    ui.add_space(16.0);
    let (read, total) = (byte_size(body.text.read_bytes), byte_size(body.text.total_bytes));
    if view.loading_more {
        widgets::outline_button(ui, "Fetching more…", false);
    } else if widgets::outline_button(ui, &format!("Show more ({read} of {total})"), true).clicked()
    {
        actions.push(Action::Message(view.place, MessageAct::ShowMoreText));
    }
}

/// Pictures of the message itself that are too large to come unasked.
fn waiting_pictures(ui: &mut Ui, view: &MessageView, actions: &mut Vec<Action>) {
    if view.pictures_waiting_bytes == 0 {
        return;
    }
    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        let words = format!("Show pictures ({})", byte_size(view.pictures_waiting_bytes));
        if widgets::link_button(ui, &words).clicked() {
            actions.push(Action::Message(view.place, MessageAct::LoadPictures));
        }
    });
    ui.add_space(12.0);
}

/// The message as it was meant, a little wider than the text's column: a page brings its own
/// margin.
fn page_of(
    ui: &mut Ui,
    state: &State,
    (view, id): (&MessageView, PageId),
    (pages, actions): (&mut page::Drafts, &mut Vec<Action>),
) -> page::Shown {
    let room = ui.available_rect_before_wrap().expand2(vec2(PAGE_MARGIN_PT, 0.0));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("page").max_rect(room));
    let name = format!("Message text: {}", view.selected.row.subject);
    let shown = page::page_ui(&mut inner, state, (id, &name), pages, actions);
    let height_pt = inner.min_rect().height();
    ui.allocate_space(vec2(ui.available_width(), height_pt));
    let layout = state.pages.get(&id).and_then(|page| page.shown.as_ref());
    if layout.is_some_and(|layout| layout.page.is_cut) {
        ui.add_space(12.0);
        note(ui, "The rest of this page is left out, because it is too large.");
    }
    shown
}
