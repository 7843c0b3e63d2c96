//! The message list: the rows in view, wherever the view stands among millions.

use egui::{Rect, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, ListState, MessageList, Pane, RowAt, State, grouped};
use crate::model::MailboxName;

use super::blank::{self, Blank};
use super::message_row::{self, Place, ROW_PT};
use super::scroll::{self, Bar, Rows};
use super::theme;

/// What the list remembers between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    grab_pt: Option<f32>,
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
        ListState::Opening => placeholders(ui),
        ListState::Failed(failure) => {
            let blank = Blank::failed(&format!("{folder} could not be opened"), failure);
            blank::show_with(ui, &blank, Action::RetryNow(list.account), actions);
        }
        ListState::Open if list.is_empty() => {
            blank::show(ui, &Blank::sentence(&format!("No messages in {folder}")));
        }
        ListState::Open => rows_ui(ui, state, list, drafts, actions),
    }
}

fn rows_ui(
    ui: &mut Ui,
    state: &State,
    list: &MessageList,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    let room = ui.max_rect();
    let rows = rows_in(room, list.len());
    let mut scroll = rows.kept_inside(list.scroll);
    let moved_pt = scroll::wheel(ui, room);
    if moved_pt != 0.0 {
        scroll = rows.moved(scroll, moved_pt);
    }
    let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(room));
    child.shrink_clip_rect(room);
    let mut y = room.top() - scroll.offset_pt as f32;
    let mut index = scroll.top;
    while y < room.bottom() && index < list.len() {
        let rect = Rect::from_min_size(pos2(room.left(), y), vec2(room.width(), ROW_PT));
        row_ui(&mut child, state, list, (index, rect), actions);
        y += ROW_PT;
        index += 1;
    }
    let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
    let bar = Bar { salt: "list bar", extent: rows.extent(), offset_pt: rows.offset_pt(scroll) };
    if let Some(offset_pt) = scroll::bar(ui, track, &bar, &mut drafts.grab_pt) {
        scroll = rows.at(offset_pt);
    }
    if scroll != list.scroll {
        actions.push(Action::Scrolled(scroll));
    }
}

/// The list's rows in a view.
pub fn rows_in(room: Rect, count: u32) -> Rows {
    Rows { count, row_pt: f64::from(ROW_PT), view_pt: f64::from(room.height()) }
}

fn row_ui(
    ui: &mut Ui,
    state: &State,
    list: &MessageList,
    (index, rect): (u32, Rect),
    actions: &mut Vec<Action>,
) {
    // By sequence number: the node stays the same message's while the view moves.
    let seq = list.seq_at(index);
    let id = scroll::row_id(ui, (seq, if seq.is_none() { index } else { 0 }));
    let response = ui.interact(rect, id, Sense::CLICK);
    let tokens = theme::tokens(ui);
    let selected = list.cursor() == Some(index);
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let bottom = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 1.0), rect.max);
    ui.painter().rect_filled(bottom, 0.0, tokens.line);
    let place = Place { index, of: list.len(), selected };
    match list.row_at(index) {
        RowAt::Loaded(row) => {
            message_row::paint(ui, rect, row, &state.clock);
            message_row::describe(&response, || message_row::name(row, &state.clock), place);
        }
        RowAt::Placeholder => {
            message_row::paint_placeholder(ui, rect, index);
            message_row::describe(&response, || "Loading…".to_owned(), place);
        }
    }
    if response.clicked() {
        actions.push(Action::FocusPane(Pane::Messages));
        actions.push(Action::SelectRow { index });
    }
}

/// The rows to come, while the folder opens.
fn placeholders(ui: &Ui) {
    let room = ui.max_rect();
    let painter = ui.painter().with_clip_rect(room);
    let count = rows_in(room, u32::MAX).visible();
    for index in 0..count {
        let top = room.top() + index as f32 * ROW_PT;
        let rect = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), ROW_PT));
        let bottom = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 1.0), rect.max);
        painter.rect_filled(bottom, 0.0, theme::tokens(ui).line);
        message_row::paint_placeholder(ui, rect, index);
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

/// The header's words: `12 unread of 84,210`.
pub fn counts(list: &MessageList, unseen: Option<u32>) -> String {
    let all = grouped(u64::from(list.exists));
    match (list.exists, unseen) {
        (0, _) => String::new(),
        (1, Some(0) | None) => "1 message".to_owned(),
        (_, Some(0) | None) => format!("{all} messages"),
        (_, Some(unseen)) => format!("{} unread of {all}", grouped(u64::from(unseen))),
    }
}

/// The folder's name as people know it, where LIST was not answered yet.
pub fn plain_name(name: &MailboxName) -> String {
    if name.is_inbox() {
        "Inbox".to_owned()
    } else {
        crate::text::visible(&String::from_utf8_lossy(name.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccountId;

    #[test]
    fn the_header_counts_in_words() {
        let mut list = MessageList::new(AccountId(0), MailboxName::inbox());
        assert_eq!(counts(&list, Some(0)), "");
        list.exists = 1;
        assert_eq!(counts(&list, None), "1 message");
        assert_eq!(counts(&list, Some(1)), "1 unread of 1");
        list.exists = 84_210;
        assert_eq!(counts(&list, Some(12)), "12 unread of 84,210");
        assert_eq!(counts(&list, Some(0)), "84,210 messages");
    }

    #[test]
    fn the_inbox_has_its_name_before_the_server_lists_it() {
        assert_eq!(plain_name(&MailboxName::inbox()), "Inbox");
        assert_eq!(plain_name(&MailboxName::new(b"a\r\nb")), "a⟨U+000D⟩⟨U+000A⟩b");
    }
}
