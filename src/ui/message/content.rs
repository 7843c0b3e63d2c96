//! Everything of a message that scrolls: header, fields, text or page, what follows it.

use egui::{RichText, Ui, UiBuilder, vec2};

use crate::app::{Action, MessageAct, MessageView, PageView, State, ViewState, byte_size};
use crate::engine::PageId;
use crate::model::{Body, Verdict};
use crate::reading::Reading;
use crate::ui::text::Look;
use crate::ui::{page, theme, widgets, wrapped};

use super::look::Shown;
use super::remote::{Phase, Remote};
use super::{Drafts, attachments, body, fields, header, look, remote, states};

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
        fields::fields_ui(ui, view.headers.as_deref(), &mut drafts.fields);
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
    let chosen = look::chosen(state, view, reading);
    if let Some(failure) = chosen.failure {
        note(ui, &failure.to_string());
    }
    let shown = match chosen.form {
        Shown::Page(id) => {
            page_of(ui, state, (view, reading, id), (&mut drafts.pages, &mut *actions))
        }
        Shown::Reader(_) | Shown::Text => {
            if reading.body.text.from_html && chosen.failure.is_none() {
                note(ui, "Shown as text; the message is HTML.");
            }
            let grown_pt = text(ui, (view, reading), (&mut *drafts, &mut *actions));
            page::Shown { is_painted: true, grown_pt }
        }
    };
    if !view.attachments().is_empty() {
        ui.add_space(24.0);
        attachments::attachments_ui(ui, state, view, actions);
    }
    shown
}

/// A dim line above the text.
fn note(ui: &mut Ui, words: &str) {
    let look = Look::new(theme::regular(theme::SECONDARY_PT), theme::tokens(ui).dim);
    wrapped::label(ui, words, &look);
    ui.add_space(12.0);
}

fn text(
    ui: &mut Ui,
    (view, reading): (&MessageView, &Reading),
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> f32 {
    let text = body::Text { blocks: &reading.blocks, whole: &reading.body.text.text };
    let grown_pt = body::body_ui(ui, &text, &mut drafts.body, actions);
    if drafts.body.is_empty() {
        ui.label(RichText::new("This message has no text.").color(theme::tokens(ui).dim));
    }
    show_more(ui, view, &reading.body, actions);
    grown_pt
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

/// The message as it was meant, a little wider than the text's column: a page brings its own
/// margin.
fn page_of(
    ui: &mut Ui,
    state: &State,
    (view, reading, id): (&MessageView, &Reading, PageId),
    (pages, actions): (&mut page::Drafts, &mut Vec<Action>),
) -> page::Shown {
    let layout = state.pages.get(&id).and_then(|page| page.shown.as_ref());
    if let Some(page) = state.pages.get(&id) {
        remote_ui(ui, state, (view, reading, page), actions);
    }
    let room = ui.available_rect_before_wrap().expand2(vec2(PAGE_MARGIN_PT, 0.0));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("page").max_rect(room));
    let name = format!("Message text: {}", view.selected.row.subject);
    let shown = page::page_ui(&mut inner, state, (id, &name), pages, actions);
    let height_pt = inner.min_rect().height();
    ui.allocate_space(vec2(ui.available_width(), height_pt));
    if layout.is_some_and(|layout| layout.page.is_cut) {
        ui.add_space(12.0);
        note(ui, "The rest of this page is left out, because it is too large.");
    }
    show_more(ui, view, &reading.body, actions);
    shown
}

fn remote_ui(
    ui: &mut Ui,
    state: &State,
    (view, reading, page): (&MessageView, &Reading, &PageView),
    actions: &mut Vec<Action>,
) {
    let Some(layout) = page.shown.as_ref().or(page.next.as_ref()) else { return };
    let sender = reading.body.from.first().map(|from| from.address.as_str());
    let is_confirmed = matches!(reading.body.verdict, Verdict::Confirmed { .. });
    let sender = sender.filter(|_| is_confirmed && !state.private);
    let is_trusted =
        sender.is_some_and(|sender| state.trusted_senders.contains(&sender.to_lowercase()));
    let blocked = &layout.page.blocked;
    let remote = Remote {
        blocked,
        phase: Phase::Blocked,
        offer: sender.filter(|_| !is_trusted),
        trusted: sender.filter(|_| is_trusted),
    };
    remote::remote_ui(ui, view.place, &remote, actions);
}
