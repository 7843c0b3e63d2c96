//! Everything of a message that scrolls: header, fields, text or page, what follows it.

use egui::{RichText, Ui, UiBuilder, vec2};

use crate::app::{Action, MessageAct, MessageView, PageView, State, ViewState, byte_size};
use crate::engine::PageId;
use crate::model::{Body, Verdict};
use crate::reading::Reading;
use crate::ui::text::Look;
use crate::ui::{article, page, theme, widgets, wrapped};

use super::find::Find;
use super::found::Sought;
use super::look::Shown;
use super::remote::{Phase, Remote};
use super::{Drafts, attachments, below, body, fields, header, look, parts, remote, states};

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
    let chosen = look::chosen(state, view, reading);
    if let Some(failure) = chosen.failure {
        note(ui, &failure.to_string());
    }
    let shown = match chosen.form {
        Shown::Page(id) => {
            page_of(ui, state, (view, reading, id), (&mut drafts.pages, &mut *actions))
        }
        Shown::Reader(_) | Shown::Text => {
            let is_text = matches!(chosen.form, Shown::Text);
            if is_text && reading.body.text.from_html && chosen.failure.is_none() {
                note(ui, "Shown as text; the message is HTML.");
            }
            let drafts = (&mut *drafts, &mut *actions);
            let grown_pt = text(ui, state, (view, reading, chosen.form), drafts);
            page::Shown { is_painted: true, grown_pt }
        }
    };
    let Drafts { below, pages, attachments, .. } = drafts;
    let grown_pt = below::below_ui(ui, state, (view, reading), (below, pages, &mut *actions));
    if !view.attachments().is_empty() {
        ui.add_space(24.0);
        attachments::attachments_ui(ui, state, view, (attachments, actions));
    }
    page::Shown { grown_pt: shown.grown_pt + grown_pt, ..shown }
}

/// A dim line above the text.
fn note(ui: &mut Ui, words: &str) {
    let look = Look::new(theme::regular(theme::SECONDARY_PT), theme::tokens(ui).dim);
    wrapped::label(ui, words, &look);
    ui.add_space(12.0);
}

/// The text, or the article, with the words marked that are looked for.
fn text(
    ui: &mut Ui,
    state: &State,
    (view, reading, form): (&MessageView, &Reading, Shown<'_>),
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> f32 {
    let zoom = page::zoom(state);
    let find = drafts.find.sought().cloned();
    let sought = find.as_ref().map(|it| Sought { words: &it.words, current: it.current });
    let top = ui.cursor().top();
    let (grown_pt, is_empty, count, found_pt) = match form {
        Shown::Reader(article) => {
            let it = article::Shown { article, zoom, sought };
            let cache = &mut drafts.article;
            let grown_pt = article::article_ui(ui, &it, cache, actions);
            let found_pt = sought.and_then(|sought| cache.found_top_pt(sought.current));
            (grown_pt, cache.is_empty(), cache.found_count(), found_pt)
        }
        Shown::Page(_) | Shown::Text => {
            let turned = &view.turned_quotes;
            let whole = &reading.body.text.text;
            let text = body::Text { blocks: &reading.blocks, whole, turned, zoom, sought };
            let cache = &mut drafts.body;
            let shown = body::body_ui(ui, &text, cache, actions);
            if let Some(block) = shown.turned {
                actions.push(Action::Message(view.place, MessageAct::ToggleQuote { block }));
            }
            let found_pt = sought.and_then(|sought| cache.found_top_pt(sought.current));
            (shown.grown_pt, cache.is_empty(), cache.found_count(), found_pt)
        }
    };
    drafts.find.counted(count);
    follow(ui, drafts, (find, found_pt.map(|below_pt| top + below_pt)));
    if is_empty {
        ui.label(RichText::new("This message has no text.").color(theme::tokens(ui).dim));
    }
    show_more(ui, view, &reading.body, actions);
    grown_pt
}

/// Brings the current place of the words that are looked for into view, once for each step.
fn follow(ui: &Ui, drafts: &mut Drafts, (find, found_y): (Option<Find>, Option<f32>)) {
    /// Share of the view that stays above the place.
    const ABOVE: f32 = 0.3;
    if drafts.followed == find {
        return;
    }
    if let Some(y) = found_y {
        let view = ui.clip_rect();
        if y < view.top() || y > view.bottom() - 2.0 * body::LINE_PT {
            let by_pt = y - view.top() - view.height() * ABOVE;
            drafts.wanted_pt = Some((drafts.offset_pt + by_pt).max(0.0));
            ui.ctx().request_repaint();
        }
    }
    drafts.followed = find;
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
