//! The line to type in: the account it goes to, the words, and Send, Done or Stop.

use std::sync::Arc;

use egui::{
    Align, EventFilter, FontSelection, Frame, Id, Key, Layout, Margin, Modifiers, Rect, RichText,
    Stroke, TextEdit, Ui, UiBuilder, vec2,
};
use zeroize::Zeroizing;

use crate::app::{Action, Completion, ConsoleAct, State};
use crate::engine::{Asked, ConsoleLiteral, TypedLine, mask};
use crate::model::Secret;
use crate::ui::chips::{self, Chip};
use crate::ui::text::Look;
use crate::ui::theme::{self, FOCUS_RING_PT, RADIUS_PT, SECONDARY_PT};
use crate::ui::{text, widgets};

use super::line_keys::{clear, insert, keys};
use super::literals;
use super::proposals::{self, Proposals};
use super::{LINE_PT, PADDING_PT};

/// Longest line; more is refused anyway.
const MAX_CHARS: usize = 8_192;
/// Height of the sentence over the line.
const PROBLEM_PT: f32 = 22.0;

/// What is being typed. Zeroed when it goes.
#[derive(Debug, Default)]
pub(super) struct LineDraft {
    pub text: Hidden,
    pub literals: Vec<Hidden>,
    pub proposals: Proposals,
    /// Which of the lines typed before is shown, counted from the newest.
    pub recalled: Option<usize>,
    /// What [`Desk::accepted`](crate::app::Desk) was when the draft was begun.
    accepted: u32,
    /// A line was under way in the last frame; the field was closed meanwhile.
    was_busy: bool,
}

/// Text that may hold a password.
#[derive(Default)]
pub(super) struct Hidden(pub Zeroizing<String>);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// Height beyond the line itself: the sentence over it, and its literals.
pub(super) fn extra_pt(state: &State, draft: &LineDraft) -> f32 {
    let problem = if state.console.desk.problem.is_some() { PROBLEM_PT } else { 0.0 };
    problem + literals::height_pt(wanted_literals(state, draft))
}

/// Literals that the line as typed needs.
fn wanted_literals(state: &State, draft: &LineDraft) -> usize {
    if state.console.desk.running.is_some() {
        return 0;
    }
    TypedLine::read(&draft.text.0).map_or(0, |line| line.literals().len())
}

pub(super) fn line_ui(
    ui: &mut Ui,
    state: &State,
    (draft, focus): (&mut LineDraft, bool),
    actions: &mut Vec<Action>,
) {
    let room = ui.max_rect();
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(room.with_max_y(room.top() + 1.0), 0.0, tokens.line);
    let desk = &state.console.desk;
    let id = ui.unique_id().with("line");
    if draft.accepted != desk.accepted {
        draft.accepted = desk.accepted;
        clear(ui, draft, id);
    }
    let mut top = room;
    if let Some(sentence) = &desk.problem {
        let place = room.with_max_y(room.top() + PROBLEM_PT).shrink2(vec2(PADDING_PT, 0.0));
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.danger);
        text::paint(ui, place, sentence, &look);
        let response = ui.interact(place, id.with("problem"), egui::Sense::hover());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Alert, true, sentence)
        });
        top.min.y += PROBLEM_PT;
    }
    let wanted = wanted_literals(state, draft);
    draft.literals.resize_with(wanted, Hidden::default);
    let bar = room.with_min_y(room.bottom() - LINE_PT);
    let above = Rect::from_min_max(top.left_top(), bar.right_top());
    literals::literals_ui(ui, above, state, &mut draft.literals, actions);
    bar_ui(ui, bar, state, (draft, focus, id), actions);
}

fn bar_ui(
    ui: &mut Ui,
    bar: Rect,
    state: &State,
    (draft, focus, id): (&mut LineDraft, bool, Id),
    actions: &mut Vec<Action>,
) {
    let inside = bar.shrink2(vec2(PADDING_PT, 0.0));
    let running = state.console.desk.running;
    let asked = running.and_then(|running| running.asked);
    let from_right = Layout::right_to_left(Align::Center);
    let place = UiBuilder::new().id_salt("buttons").max_rect(inside).layout(from_right);
    let mut end = ui.new_child(place);
    end.spacing_mut().item_spacing.x = 8.0;
    let mut stops = false;
    let is_empty = draft.text.0.trim().is_empty();
    let (word, enabled) = match (running, asked) {
        (None, _) => (Some("Send"), !is_empty),
        (Some(_), Some(Asked::Done)) => (Some("Done"), true),
        (Some(_), Some(Asked::Secret)) => (Some("Answer"), true),
        (Some(_), None) => (None, false),
    };
    if running.is_some() {
        let stop = widgets::outline_button(&mut end, "Stop", true);
        let why = "Close the console's connection, whatever it waits for";
        stops = stop.on_hover_text(why).clicked();
    }
    let pressed =
        word.is_some_and(|word| widgets::primary_button(&mut end, word, enabled).clicked());
    let rest = inside.with_max_x(end.min_rect().left() - 8.0);
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt("bar").max_rect(rest).layout(layout));
    row.spacing_mut().item_spacing.x = 8.0;
    account_ui(&mut row, state, running.is_some(), actions);
    let width_pt = row.available_width().max(60.0);
    let is_secret = asked == Some(Asked::Secret);
    let entered = field_ui(&mut row, state, (draft, id, width_pt), is_secret);
    // Whoever typed goes on typing once the answer is there, unless the keyboard went elsewhere.
    let was_busy = std::mem::replace(&mut draft.was_busy, running.is_some());
    let is_free = was_busy && running.is_none() && row.memory(|memory| memory.focused().is_none());
    if focus || is_free {
        row.memory_mut(|memory| memory.request_focus(id));
    }
    let act = match (running, asked) {
        _ if stops => ConsoleAct::Stop,
        (None, _) if (entered || pressed) && !is_empty => send(state, draft),
        (Some(_), Some(_)) if entered || pressed => {
            ConsoleAct::Answer(Secret::new(draft.text.0.to_string()))
        }
        _ => return,
    };
    actions.push(Action::Console(act));
}

fn send(state: &State, draft: &LineDraft) -> ConsoleAct {
    let literals = draft.literals.iter().enumerate();
    let literals = literals
        .map(|(index, text)| match state.console.desk.files.get(&index) {
            Some(path) => ConsoleLiteral::File(path.clone()),
            None => ConsoleLiteral::Text(text.0.to_string()),
        })
        .collect();
    ConsoleAct::Send { typed: Secret::new(draft.text.0.to_string()), literals }
}

/// The account that the line goes to.
fn account_ui(ui: &mut Ui, state: &State, is_busy: bool, actions: &mut Vec<Action>) {
    let account = state.console_account();
    let name = account.and_then(|id| state.account(id)).map(|view| view.account.name.clone());
    let name = name.unwrap_or_else(|| "No account".to_owned());
    let short: String = name.chars().take(24).collect();
    let chip = chips::chip(ui, (&short, &format!("Account: {name}")), Chip::Menu);
    if is_busy {
        return;
    }
    chips::wide_menu(&chip, "Account", |ui| {
        for view in &state.accounts {
            if chips::item(ui, &view.account.name, Some(Some(view.id) == account)).clicked() {
                actions.push(Action::Console(ConsoleAct::UseAccount(view.id)));
            }
        }
    });
}

/// The field itself; true where Enter was pressed in it.
fn field_ui(
    ui: &mut Ui,
    state: &State,
    (draft, id, width_pt): (&mut LineDraft, Id, f32),
    is_secret: bool,
) -> bool {
    let tokens = theme::tokens(ui);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let is_idle = state.console.desk.running.is_none();
    let offered = if has_focus && is_idle { proposed(ui, state, draft, id) } else { None };
    let mut sends = false;
    // What is pressed while a question is open is meant for the question.
    if has_focus && state.dialog.is_none() {
        let count = offered.as_ref().map_or(0, |offered| offered.candidates.len());
        let takes = keys(ui, state, (draft, id), count);
        if let (Some(index), Some(offered)) = (takes, offered.as_deref()) {
            insert(ui, draft, id, (offered, index));
        }
        sends = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    }
    let (stroke_pt, color) =
        if has_focus { (FOCUS_RING_PT, tokens.accent) } else { (1.0, tokens.line) };
    let inner = if has_focus { Margin::symmetric(8, 4) } else { Margin::symmetric(9, 5) };
    let frame = Frame::new()
        .fill(tokens.window)
        .stroke(Stroke::new(stroke_pt, color))
        .corner_radius(RADIUS_PT)
        .inner_margin(inner);
    let hint = match (is_secret, is_idle) {
        (true, _) => "Answer to the server; it is not shown and not kept",
        (false, true) => "IMAP command, such as STATUS INBOX (MESSAGES UNSEEN)",
        (false, false) => "",
    };
    let is_field = is_idle || is_secret;
    let before = draft.text.0.len();
    let edit = TextEdit::singleline(&mut *draft.text.0)
        .id(id)
        .char_limit(MAX_CHARS)
        .password(is_secret)
        // Tab completes while there is something to complete, and moves on otherwise.
        .lock_focus(offered.is_some())
        .font(FontSelection::FontId(theme::mono(SECONDARY_PT)))
        .text_color(tokens.text)
        .hint_text(RichText::new(hint).font(theme::regular(SECONDARY_PT)).color(tokens.dim))
        .frame(frame)
        .desired_width(width_pt);
    let response = ui.add_enabled(is_field, edit);
    ui.ctx().accesskit_node_builder(id, |node| node.set_label("IMAP command"));
    // Letters typed after an Esc that took the keyboard away would be keys of the window.
    let filter = EventFilter {
        tab: offered.is_some(),
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: true,
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    if response.changed() || draft.text.0.len() != before {
        draft.recalled = None;
        draft.proposals.typed();
    }
    if let Some(offered) = offered.as_deref().filter(|_| !sends) {
        let chosen = proposals::show(ui, response.rect, offered, &mut draft.proposals);
        if let Some(index) = chosen {
            insert(ui, draft, id, (offered, index));
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }
    sends
}

/// What may follow, unless the proposals were sent away.
fn proposed(ui: &Ui, state: &State, draft: &mut LineDraft, id: Id) -> Option<Arc<Completion>> {
    if draft.text.0.is_empty()
        || !draft.proposals.is_wanted()
        || mask(&draft.text.0) != *draft.text.0
    {
        return None;
    }
    let cursor = TextEdit::load_state(ui.ctx(), id)
        .and_then(|state| state.cursor.char_range())
        .map_or(usize::MAX, |range| range.primary.index.into());
    let end = draft.text.0.char_indices().nth(cursor).map_or(draft.text.0.len(), |(at, _)| at);
    let account = state.console_account()?;
    let folders = state.account(account).and_then(|view| view.mailboxes.as_ref());
    let capabilities = state.console_capabilities(account);
    let offered = draft.proposals.refresh((&draft.text.0, end), folders, &capabilities);
    (!offered.candidates.is_empty()).then_some(offered)
}
