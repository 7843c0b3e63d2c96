//! The message list: the rows in view, wherever the view stands among millions.
//!
//! ```text
//! note        why the list is not as it was asked for
//! columns     compact only
//! day         of the first row in view, where the rows are in the order of time
//! rows        with the headers of further days between them
//! ```

mod blocks;
pub mod choose;
mod columns;
mod compact;
mod days;
pub mod head;
mod line;
mod name;
mod note;
mod row;

use egui::accesskit::Role;
use egui::{Id, Pos2, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::{Acting, Action, Choose, Columns, Density, ListState, MessageList, Scroll, State};
use crate::model::ConnectionState;

use super::blank::{self, Blank};
use super::changes::menu;
use super::scroll::{self, Bar};
use super::{chips, tags, theme, widgets};

use blocks::Blocks;
use columns::{Header, Placed};
use days::Days;
use line::{OneRow, Seen};

/// What the list remembers between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    grab_pt: Option<f32>,
    /// Columns while an edge of one is dragged.
    columns: Option<Columns>,
    /// Height of the rows that the place was made for.
    row_pt: Option<f32>,
    /// The row that was just chosen has to be seen whole.
    reveal: bool,
    /// The menu of the row under the cursor is wanted, by a key.
    menu_wanted: bool,
    /// Where the menu over the rows was opened.
    menu_at: Pos2,
    tags: tags::Draft,
}

impl Drafts {
    /// Brings the chosen row into view, once what the user did has chosen it.
    pub fn follow(&mut self, actions: &[Action]) {
        self.reveal |= actions.iter().any(|action| {
            matches!(
                action,
                Action::SelectRow { .. }
                    | Action::MoveSelection { .. }
                    | Action::SelectFirst
                    | Action::SelectLast
                    | Action::NextUnread
                    | Action::Choose(
                        Choose::Through { .. }
                            | Choose::ThroughBy { .. }
                            | Choose::PassBy { .. }
                            | Choose::Nothing
                    )
            )
        });
    }

    /// Opens the menu of the row under the cursor, once that is in view.
    pub fn open_menu(&mut self) {
        self.menu_wanted = true;
        self.reveal = true;
    }
}

/// The list in `ui`'s whole room: rows, or one sentence about why there are none.
pub fn list_ui(
    ui: &mut Ui,
    state: &State,
    folder: &str,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    let Some(list) = &state.list else {
        blank::show(ui, &Blank::sentence(waiting_for(state)));
        return;
    };
    match &list.state {
        ListState::Opening => {
            let parts = Parts::cut(ui, state, list, drafts, actions);
            placeholders(ui, &parts);
        }
        ListState::Failed(failure) => {
            let blank = Blank::failed(&format!("{folder} could not be opened"), failure);
            blank::show_with(ui, &blank, Action::RetryNow(list.account), actions);
        }
        ListState::Open if list.is_empty() => {
            blank::show(ui, &Blank::sentence(&format!("No messages in {folder}")));
        }
        ListState::Open => {
            let parts = Parts::cut(ui, state, list, drafts, actions);
            rows_ui(ui, state, list, (&parts, drafts), actions);
        }
    }
}

/// The room of the list, cut up, and what its rows look like.
struct Parts {
    /// Where the day of the first row stands.
    day: Option<Rect>,
    rows: Rect,
    row_pt: f32,
    /// `None` in the comfortable density.
    columns: Option<Vec<Placed>>,
}

impl Parts {
    /// Shows what stands over the rows, and leaves them the rest.
    fn cut(
        ui: &mut Ui,
        state: &State,
        list: &MessageList,
        drafts: &mut Drafts,
        actions: &mut Vec<Action>,
    ) -> Self {
        let mut rows = ui.max_rect();
        let mut take = |height_pt: f32| {
            let taken = rows.with_max_y((rows.top() + height_pt).min(rows.bottom()));
            rows.min.y = taken.bottom();
            taken
        };
        if let Some(note) = &list.note {
            let note = note::Note::lay_out(ui, note);
            note.show(ui, take(note.height_pt()), actions);
        }
        let (columns, row_pt) = match state.density {
            Density::Comfortable => (None, row::ROW_PT),
            Density::Compact => {
                let place = take(columns::HEADER_PT);
                let mut header = Header {
                    columns: &state.columns,
                    order: list.view.order,
                    dragged: &mut drafts.columns,
                };
                columns::header_ui(ui, place, &mut header, actions);
                let columns = drafts.columns.as_ref().unwrap_or(&state.columns);
                (Some(columns::placed(columns, place)), compact::ROW_PT)
            }
        };
        let has_days = Days::of(list, &state.clock).shown;
        let day = has_days.then(|| take(days::HEADER_PT));
        Self { day, rows, row_pt, columns }
    }
}

fn rows_ui(
    ui: &mut Ui,
    state: &State,
    list: &MessageList,
    (parts, drafts): (&Parts, &mut Drafts),
    actions: &mut Vec<Action>,
) {
    let days = Days::of(list, &state.clock);
    let below_pt = |index| days.below_pt(index);
    let room = parts.rows;
    let blocks = Blocks {
        count: list.len(),
        row_pt: f64::from(parts.row_pt),
        view_pt: f64::from(room.height()),
        below_pt: &below_pt,
    };
    let mut scroll = in_new_rows(list.scroll, drafts, parts.row_pt);
    let moved_pt = scroll::wheel(ui, room);
    scroll = blocks.moved(scroll, moved_pt);
    if moved_pt != 0.0 {
        drafts.reveal = false;
    }
    if drafts.reveal
        && let Some(cursor) = list.cursor()
    {
        scroll = blocks.showing(scroll, cursor);
    }
    // Before its rows, as it is read.
    if let (Some(place), Some(day)) = (parts.day, days.day(scroll.top)) {
        days::header_ui(ui, place, day, "first");
    }
    let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
    let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(room));
    child.shrink_clip_rect(room);
    widgets::named_node(&child, child.unique_id(), (Role::ListBox, "Message list"), room);
    let several = |node: &mut egui::accesskit::Node| node.set_multiselectable();
    child.ctx().accesskit_node_builder(child.unique_id(), several);
    let seen = paint_rows(&mut child, state, (parts, &blocks, &days), scroll, actions);
    // Headers that come with the rows may push the chosen one out again.
    drafts.reveal &= !seen.all_loaded;
    menu_ui(&child, state, (drafts, &seen), actions);
    if let Some(place) = parts.day
        && (scroll.top > 0 || scroll.offset_pt > 0.0)
    {
        let line = place.with_min_y(place.bottom() - 1.0);
        ui.painter().rect_filled(line, 0.0, theme::tokens(ui).line);
    }
    let bar = Bar { salt: "list bar", extent: blocks.extent(), offset_pt: blocks.bar_pt(scroll) };
    if let Some(offset_pt) = scroll::bar(ui, track, &bar, &mut drafts.grab_pt) {
        scroll = blocks.at_bar_pt(offset_pt);
        drafts.reveal = false;
    }
    if scroll != list.scroll {
        actions.push(Action::Scrolled(scroll));
    }
}

/// The same place where the rows have got another height: the same part of a row is hidden.
fn in_new_rows(scroll: Scroll, drafts: &mut Drafts, row_pt: f32) -> Scroll {
    match drafts.row_pt.replace(row_pt) {
        Some(before) if before != row_pt => {
            let offset_pt = scroll.offset_pt * f64::from(row_pt / before);
            Scroll { offset_pt: offset_pt.floor(), ..scroll }
        }
        Some(_) | None => scroll,
    }
}

/// What can be done with the rows that are chosen, where the other mouse button or a key asked.
fn menu_ui(
    ui: &Ui,
    state: &State,
    (drafts, seen): (&mut Drafts, &Seen),
    actions: &mut Vec<Action>,
) {
    let by_key = seen.cursor.filter(|_| drafts.menu_wanted).map(|row| row.left_bottom());
    drafts.menu_wanted &= by_key.is_none() && state.list.is_some();
    let opened_at = seen.menu_at.or(by_key);
    if let Some(at) = opened_at {
        (drafts.menu_at, drafts.tags) = (at, tags::Draft::default());
    }
    let place = (Id::unique("menu of the list"), drafts.menu_at);
    chips::menu_at(ui, place, (opened_at.is_some(), "Message actions"), |ui| {
        menu::all_ui(ui, state, (Acting::List, &mut drafts.tags), actions);
    });
}

/// Paints the rows and headers in view.
fn paint_rows(
    ui: &mut Ui,
    state: &State,
    (parts, blocks, days): (&Parts, &Blocks<'_>, &Days<'_>),
    scroll: Scroll,
    actions: &mut Vec<Action>,
) -> Seen {
    let room = parts.rows;
    let mut y = room.top() - scroll.offset_pt as f32;
    let mut index = scroll.top;
    let mut seen = Seen { all_loaded: true, menu_at: None, cursor: None };
    let Some(list) = &state.list else { return seen };
    let previews = has_previews(state, list);
    while y < room.bottom() && index < blocks.count {
        let rect = Rect::from_min_size(pos2(room.left(), y), vec2(room.width(), parts.row_pt));
        if rect.bottom() > room.top() {
            let row = OneRow { index, rect, parts, previews };
            row.show(ui, state, (list, &mut seen), actions);
        }
        y = rect.bottom();
        if let Some(day) = days.below(index) {
            let place =
                Rect::from_min_size(rect.left_bottom(), vec2(room.width(), days::HEADER_PT));
            days::header_ui(ui, place, day, index);
            y = place.bottom();
        }
        index += 1;
    }
    seen
}

impl Parts {
    fn placeholder(&self, ui: &Ui, rect: Rect, index: u32) {
        match &self.columns {
            None => row::paint_placeholder(ui, rect, index),
            Some(columns) => compact::paint_placeholder(ui, rect, index, columns),
        }
    }
}

/// The server makes previews, so that a row without one is waiting for it.
fn has_previews(state: &State, list: &MessageList) -> bool {
    state.account(list.account).is_some_and(|view| match &view.connection {
        ConnectionState::Ready(info) => {
            info.capabilities.iter().any(|name| name == "PREVIEW" || name.starts_with("PREVIEW="))
        }
        _ => false,
    })
}

/// The rows to come, while the folder opens.
fn placeholders(ui: &Ui, parts: &Parts) {
    let room = parts.rows;
    let mut painting = ui.painter().clone();
    painting.set_clip_rect(room.intersect(ui.clip_rect()));
    let count = (room.height() / parts.row_pt).ceil() as u32;
    for index in 0..count {
        let top = room.top() + index as f32 * parts.row_pt;
        let rect = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), parts.row_pt));
        if parts.columns.is_none() {
            let line = rect.with_min_y(rect.bottom() - 1.0);
            painting.rect_filled(line, 0.0, theme::tokens(ui).line);
        }
        parts.placeholder(ui, rect, index);
    }
}

/// Why no folder is open.
fn waiting_for(state: &State) -> &'static str {
    if state.accounts.iter().any(crate::app::AccountView::is_ready) {
        "Choose a folder"
    } else if state.open.is_some() {
        "Waiting for the server…"
    } else {
        "Not connected"
    }
}
