//! The card that finds the folder messages are moved or copied to.
//!
//! The field keeps the keyboard; the arrows move through what was found, Enter and a click take it.
//! Only the lines in view are laid out, so 50,000 folders cost what ten cost.

pub(super) mod found;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::{AccountView, Action, FolderQuestion, ImportAct, State};
use crate::ui::folder_row::icon_of;
use crate::ui::scroll::{self, Bar, Extent};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::widgets;

use super::field::{self, Field};
use super::{Answer, Main, foot};

use found::{Found, Hit, List};

/// Height of a line; the tree's.
const ROW_PT: f32 = 28.0;
/// Lines shown at most: what the eye takes in at once.
const MOST_ROWS: usize = 10;
/// Room for the field and the words above the list.
const FIELD_PT: f32 = 80.0;
/// Left edge of a name: its icon stands before it.
const LEFT_PT: f32 = 34.0;
const PADDING_PT: f32 = 10.0;

/// What is typed, and where the list of what was found stands.
#[derive(Debug, Default)]
pub(super) struct MoveDraft {
    typed: String,
    found: Option<Found>,
    /// The line that Enter takes.
    at: usize,
    offset_pt: f64,
    grab_pt: Option<f32>,
}

impl MoveDraft {
    /// Makes anew what no longer fits the server's list or the words.
    fn refresh(&mut self, state: &State, question: &FolderQuestion) {
        let lists = lists(state, question);
        if lists.is_empty() {
            self.found = None;
            return;
        }
        let is_old = !self.found.as_ref().is_some_and(|found| found.is_of(&lists));
        if is_old {
            let before = self.found.take();
            let hit = before.as_ref().and_then(|found| found.at(self.at));
            let mut found = Found::new(lists, question);
            found.look_for(&self.typed);
            let line = hit.and_then(|hit| found.line_of(hit.account, &hit.mailbox.name));
            self.at = line.unwrap_or(0);
            self.found = Some(found);
        } else if let Some(found) = &mut self.found
            && found.look_for(&self.typed)
        {
            self.at = 0;
            self.offset_pt = 0.0;
        }
    }

    fn chosen(&self) -> Option<Hit<'_>> {
        self.found.as_ref()?.at(self.at)
    }
}

/// The folders of the messages' own account, unless it may only be looked at, and those of the
/// others that can take them.
fn lists(state: &State, question: &FolderQuestion) -> Vec<List> {
    let list = |view: &AccountView, other: Option<String>| {
        let mailboxes = Arc::clone(view.mailboxes.as_ref()?);
        Some(List { account: view.id, other, mailboxes })
    };
    let own = state.account(question.account);
    let own = own.filter(|view| !state.look_only && !view.account.look_only);
    let others = state.other_accounts(question.account);
    own.and_then(|view| list(view, None))
        .into_iter()
        .chain(others.filter_map(|view| list(view, Some(view.account.name.clone()))))
        .collect()
}

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    question: &FolderQuestion,
    (draft, room_pt, focus): (&mut MoveDraft, f32, bool),
    actions: &mut Vec<Action>,
) {
    let rows = ((room_pt - FIELD_PT) / ROW_PT).floor().max(2.0) as usize;
    draft.refresh(state, question);
    let moved = arrows(ui, draft, rows.min(MOST_ROWS));
    field::small(ui, &question.words, theme::tokens(ui).dim);
    ui.add_space(8.0);
    let field = Field {
        label: "Folder",
        hint: "Type to find it",
        error: None,
        width_pt: ui.available_width(),
        focus,
    };
    let input = field::text(ui, &field, &mut draft.typed);
    draft.refresh(state, question);
    let mut taken = None;
    if let Some(found) = &draft.found {
        let lines = found.offered().clamp(1, MOST_ROWS.min(rows));
        let size = vec2(ui.available_width(), lines as f32 * ROW_PT);
        let (room, _) = ui.allocate_exact_size(size, Sense::hover());
        taken = list_ui(ui, room, (draft, moved), input.id);
    } else {
        field::sentence(ui, "The folders of this account are not known yet.");
    }
    let label = if question.copy { "Copy" } else { "Move" };
    let answer = foot(ui, &Main::new(label, draft.chosen().is_some()));
    let line = match answer {
        Answer::Submit => Some(draft.at),
        Answer::Cancel => {
            actions.push(Action::CloseDialog);
            None
        }
        Answer::Nothing => taken,
    };
    let hit = line.and_then(|line| draft.found.as_ref()?.at(line));
    actions.extend(hit.map(|Hit { account, mailbox, .. }| {
        let mailbox = mailbox.name.clone();
        if account == question.account {
            Action::SubmitFolder(mailbox)
        } else {
            Action::Import(ImportAct::SubmitFolder { account, mailbox })
        }
    }));
}

/// The arrows and page keys, taken before the field sees them. Returns whether one was pressed.
fn arrows(ui: &Ui, draft: &mut MoveDraft, rows: usize) -> bool {
    let Some(last) = draft.found.as_ref().and_then(|found| found.len().checked_sub(1)) else {
        return false;
    };
    let page = rows.saturating_sub(1).max(1);
    let mut moved = false;
    for (key, down, by) in [
        (Key::ArrowDown, true, 1),
        (Key::ArrowUp, false, 1),
        (Key::PageDown, true, page),
        (Key::PageUp, false, page),
    ] {
        let presses = ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let by = by.saturating_mul(presses);
        let to = if down { draft.at.saturating_add(by) } else { draft.at.saturating_sub(by) };
        moved |= presses > 0;
        draft.at = to.min(last);
    }
    moved
}

/// The lines in view. Returns the one that was clicked.
fn list_ui(
    ui: &mut Ui,
    room: Rect,
    (draft, moved): (&mut MoveDraft, bool),
    input: egui::Id,
) -> Option<usize> {
    let tokens = theme::tokens(ui);
    let found = draft.found.as_ref()?;
    widgets::named_node(ui, ui.unique_id().with("found"), (Role::ListBox, "Folders found"), room);
    if found.len() == 0 {
        let words = if found.offers_none() {
            "There is no other folder."
        } else {
            "No folder is called like that."
        };
        let look = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
        let line = room.with_max_y(room.top() + ROW_PT).shrink2(vec2(PADDING_PT, 0.0));
        let place = text::paint(ui, line, words, &look);
        let response = ui.interact(place, scroll::row_id(ui, "none found"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
        return None;
    }
    let row_pt = f64::from(ROW_PT);
    let extent =
        Extent { content_pt: found.len() as f64 * row_pt, view_pt: f64::from(room.height()) };
    let mut offset_pt = extent.clamp(draft.offset_pt + scroll::wheel(ui, room));
    if moved {
        let top = draft.at as f64 * row_pt;
        offset_pt = extent.clamp(offset_pt.clamp(top + row_pt - extent.view_pt, top));
    }
    let mut rows = ui.new_child(egui::UiBuilder::new().id_salt("found rows").max_rect(room));
    rows.shrink_clip_rect(room);
    let first = (offset_pt / row_pt).floor() as usize;
    let mut clicked = None;
    for line in first..found.len().min(first + MOST_ROWS + 1) {
        let Some(hit) = found.at(line) else { break };
        let top = room.top() + (line as f64 * row_pt - offset_pt) as f32;
        let rect = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), ROW_PT));
        let row = Row { hit, chosen: line == draft.at, line, of: found.len() };
        if row.show(&rows, rect, input) {
            clicked = Some(line);
        }
    }
    let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
    let bar = Bar { salt: "found bar", extent, offset_pt };
    draft.offset_pt = scroll::bar(ui, track, &bar, &mut draft.grab_pt).unwrap_or(offset_pt);
    clicked
}

/// One folder that was found.
struct Row<'a> {
    hit: Hit<'a>,
    chosen: bool,
    line: usize,
    of: usize,
}

impl Row<'_> {
    /// Paints it into `rect`; true where it was clicked.
    fn show(&self, ui: &Ui, rect: Rect, input: egui::Id) -> bool {
        let tokens = theme::tokens(ui);
        let Hit { account, mailbox, recent, other } = self.hit;
        let id = scroll::row_id(ui, ("found", account.0, mailbox.name.as_bytes()));
        let response = ui.interact(rect, id, Sense::CLICK);
        if self.chosen {
            ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.accent_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.hover);
        }
        let quiet = if self.chosen { tokens.accent_text } else { tokens.dim };
        let icon = Rect::from_min_size(
            pos2(rect.left() + PADDING_PT, rect.top()),
            vec2(theme::ICON_PT, ROW_PT),
        );
        let sign = icon_of(mailbox.special_use).to_string();
        widgets::text_centred(ui, icon, &sign, &Look::new(theme::icons(theme::ICON_PT), quiet));
        let mut words = rect.with_min_x(rect.left() + LEFT_PT);
        words.max.x -= PADDING_PT + scroll::BAR_WIDTH_PT;
        let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        if let Some(beside) = other.or(recent.then_some("Recent")) {
            let room = words.with_min_x(words.center().x);
            words.max.x = text::paint_right(ui, room, beside, &dim).left() - 8.0;
        }
        let color = if self.chosen { tokens.accent_text } else { tokens.text };
        let font = if self.chosen { theme::medium } else { theme::regular };
        let levels: Vec<&str> = found::levels(mailbox).collect();
        let (leaf, above) = levels.split_last().map_or(("", &[][..]), |(leaf, up)| (*leaf, up));
        let name = text::paint(ui, words, leaf, &Look::new(font(INTERFACE_PT), color));
        words.min.x = name.right() + 8.0;
        if !above.is_empty() && words.width() > 24.0 {
            text::paint(ui, words, &format!("in {}", above.join(" / ")), &dim);
        }
        self.describe(&response, &levels.join(" / "), input);
        response.on_hover_text(text::visual(&levels.join(" / "))).clicked()
    }

    fn describe(&self, response: &egui::Response, path: &str, input: egui::Id) {
        response.widget_info(|| {
            let words = match (self.hit.other, self.hit.recent) {
                (Some(account), _) => format!("{path}, account {account}"),
                (None, true) => format!("{path}, used lately"),
                (None, false) => path.to_owned(),
            };
            WidgetInfo::labeled(Role::ListBoxOption, true, words)
        });
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_selected(self.chosen);
            node.set_position_in_set(self.line + 1);
            node.set_size_of_set(self.of);
        });
        if self.chosen {
            // The field has the keyboard; this is what Enter would take.
            let option = response.id.accesskit_id();
            response.ctx.accesskit_node_builder(input, |node| node.set_active_descendant(option));
        }
    }
}
