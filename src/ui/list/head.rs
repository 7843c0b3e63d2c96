//! Over the list: which folder it is, how much is in it, and how it is shown.

use egui::accesskit::Role;
use egui::{Align, Id, Layout, Rect, Response, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, Density, FolderWish, MessageList, State, grouped};
use crate::model::{ListView, Mailbox, MailboxName, Order, SortKey};

use super::super::chips::{self, Chip};
use super::super::folder_bar;
use super::super::text::{self, Look};
use super::super::theme::{self, INTERFACE_PT};
use super::super::{icons, scroll, widgets};

/// Height of the bar.
pub const HEAD_PT: f32 = 40.0;
const PADDING_PT: f32 = 14.0;
/// What a folder's name keeps before the chips give way.
const MIN_NAME_PT: f32 = 96.0;
/// Space between two chips.
const GAP_PT: f32 = 6.0;
/// A button beside the name: lower than the bar, so that its ground has air.
const BUTTON_PT: f32 = 26.0;

/// Shows the bar into `rect`.
pub fn head_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    open: Option<&Mailbox>,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
    if state.open.is_none() {
        return;
    }
    let mut words = rect.with_min_x(rect.left() + PADDING_PT).with_max_x(rect.right() - 8.0);
    if let Some(list) = &state.list {
        let room = words.with_min_x(words.left() + MIN_NAME_PT);
        words.max.x = chips_ui(ui, room, state, list.view, actions) - 8.0;
    }
    words_ui(ui, words, state, open, actions);
}

/// The chips against the right edge, as many as there is room for; the first has in its menu what
/// the others would do. Returns where they begin.
fn chips_ui(
    ui: &mut Ui,
    room: Rect,
    state: &State,
    view: ListView,
    actions: &mut Vec<Action>,
) -> f32 {
    let order = order_words(view.order);
    let threads = Chip::Toggle { on: view.threads };
    let order_pt = chips::chip_width_pt(ui, order, Chip::Menu);
    let threads_pt = chips::chip_width_pt(ui, "Threads", threads);
    let with_density = order_pt + threads_pt + 2.0 * GAP_PT + widgets::BUTTON_HEIGHT_PT;
    let density_fits = with_density <= room.width();
    let threads_fit = order_pt + GAP_PT + threads_pt <= room.width();
    let layout = Layout::right_to_left(Align::Center);
    let mut bar = ui.new_child(UiBuilder::new().id_salt("view").max_rect(room).layout(layout));
    bar.spacing_mut().item_spacing.x = GAP_PT;
    if density_fits {
        density_button(&mut bar, state.density, actions);
    }
    if threads_fit {
        let response = chips::chip(&mut bar, ("Threads", "Threads"), threads)
            .on_hover_text("Show the messages of a conversation together");
        if response.clicked() {
            actions.push(Action::ToggleThreads);
        }
    }
    let label = if order_pt <= room.width() { order } else { "" };
    let button = chips::chip(&mut bar, (label, &format!("Order: {order}")), Chip::Menu);
    chips::menu(&button, "Order", false, |ui| {
        order_menu(ui, view.order, actions);
        if !threads_fit {
            chips::rule(ui);
            if chips::item(ui, "Threads", Some(view.threads)).clicked() {
                actions.push(Action::ToggleThreads);
            }
        }
        if !density_fits {
            chips::rule(ui);
            density_menu(ui, state.density, actions);
        }
    });
    bar.min_rect().left()
}

/// Keys, then directions in words that fit the key.
fn order_menu(ui: &mut Ui, order: Order, actions: &mut Vec<Action>) {
    let keys = [
        (SortKey::Arrival, "Arrival"),
        (SortKey::Date, "Date sent"),
        (SortKey::Sender, "Sender"),
        (SortKey::Subject, "Subject"),
        (SortKey::Size, "Size"),
    ];
    for (key, words) in keys {
        if chips::item(ui, words, Some(order.key == key)).clicked() {
            // Names begin with A, all else with the newest or largest.
            let descending = !matches!(key, SortKey::Sender | SortKey::Subject);
            let descending = if key == order.key { order.descending } else { descending };
            actions.push(Action::SetOrder(Order { key, descending }));
        }
    }
    chips::rule(ui);
    let (down, up) = match order.key {
        SortKey::Arrival | SortKey::Date => ("Newest first", "Oldest first"),
        SortKey::Sender | SortKey::Subject => ("Z to A", "A to Z"),
        SortKey::Size => ("Largest first", "Smallest first"),
    };
    for (descending, words) in [(true, down), (false, up)] {
        if chips::item(ui, words, Some(order.descending == descending)).clicked() {
            actions.push(Action::SetOrder(Order { descending, ..order }));
        }
    }
}

fn density_menu(ui: &mut Ui, now: Density, actions: &mut Vec<Action>) {
    for (density, words) in [(Density::Comfortable, "Comfortable"), (Density::Compact, "Compact")] {
        if chips::item(ui, words, Some(density == now)).clicked() {
            actions.push(Action::SetDensity(density));
        }
    }
}

/// An order in a word or two, for its chip.
pub fn order_words(order: Order) -> &'static str {
    match (order.key, order.descending) {
        (SortKey::Arrival, true) => "Newest",
        (SortKey::Arrival, false) => "Oldest",
        (SortKey::Date, true) => "Newest sent",
        (SortKey::Date, false) => "Oldest sent",
        (SortKey::Sender, true) => "Sender Z–A",
        (SortKey::Sender, false) => "Sender A–Z",
        (SortKey::Subject, true) => "Subject Z–A",
        (SortKey::Subject, false) => "Subject A–Z",
        (SortKey::Size, true) => "Largest",
        (SortKey::Size, false) => "Smallest",
    }
}

/// Its sign and its name are those of the density that a click brings.
fn density_button(ui: &mut Ui, now: Density, actions: &mut Vec<Action>) {
    let (name, next) = match now {
        Density::Comfortable => ("Compact list", Density::Compact),
        Density::Compact => ("Comfortable list", Density::Comfortable),
    };
    let (response, color) = widgets::drawn_button(ui, name);
    let stroke = egui::Stroke::new(1.5, color);
    let centre = response.rect.center();
    let across = centre.x - 6.0..=centre.x + 6.0;
    let lines: &[f32] = match next {
        Density::Compact => &[-5.25, -1.75, 1.75, 5.25],
        Density::Comfortable => &[-4.5, 4.5],
    };
    for y in lines {
        match next {
            Density::Compact => _ = ui.painter().hline(across.clone(), centre.y + y, stroke),
            Density::Comfortable => {
                let line = Rect::from_center_size(centre + vec2(0.0, *y), vec2(12.0, 5.0));
                let inside = egui::StrokeKind::Middle;
                ui.painter().rect_stroke(line, 1.5, stroke, inside);
            }
        }
    }
    if response.clicked() {
        actions.push(Action::SetDensity(next));
    }
}

/// The name and the counts. Under the pointer the folder's own buttons take the counts' place.
fn words_ui(
    ui: &mut Ui,
    words: Rect,
    state: &State,
    open: Option<&Mailbox>,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let ids = ["rename", "delete"].map(|salt| scroll::row_id(ui, salt));
    let focused = ui.memory(|memory| ids.iter().any(|id| memory.has_focus(*id)));
    let with_buttons = focused || ui.rect_contains_pointer(words);
    let name = open_name(state, open);
    let look = Look::new(theme::strong(14.0), tokens.text);
    let buttons_pt = 2.0 * BUTTON_PT + 6.0;
    let room = if with_buttons { words.with_max_x(words.right() - buttons_pt) } else { words };
    let place = text::paint(ui, room, &name, &look);
    let unseen = open.and_then(|mailbox| mailbox.counts).map(|counts| counts.unseen);
    let said = state.list.as_ref().map(|list| counts(list, unseen)).unwrap_or_default();
    let rest = words.with_min_x(place.right() + 10.0);
    if !with_buttons {
        let look = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
        let fits = |words: &&String| {
            text::one_line(ui, words, &look, f32::INFINITY).size().x <= rest.width()
        };
        let short = state.list.as_ref().map(|list| short_counts(list, unseen));
        // Half a number is a wrong number.
        if let Some(words) = [&said, &short.unwrap_or_default()].into_iter().find(fits) {
            text::paint(ui, rest, words, &look);
        }
    }
    let response = ui.interact(words, scroll::row_id(ui, "folder head"), Sense::hover());
    response.widget_info(|| {
        let both = if said.is_empty() { name.clone() } else { format!("{name}, {said}") };
        egui::WidgetInfo::labeled(Role::Heading, true, both)
    });
    let left = (place.right() + 6.0).min(words.right() - buttons_pt);
    folder_buttons(ui, (left, words.center().y), (ids, with_buttons), state, actions);
    if let Some(mailbox) = open
        && mailbox.path.len() > 1
    {
        response.on_hover_text(&mailbox.full_name);
    }
}

/// Rename and delete, beside the name that they are about.
fn folder_buttons(
    ui: &mut Ui,
    (left, middle): (f32, f32),
    ([rename, delete], shown): ([Id; 2], bool),
    state: &State,
    actions: &mut Vec<Action>,
) {
    let mut button = |id, step: f32, (icon, name), allowed| -> Response {
        let at = pos2(left + step * BUTTON_PT, middle - BUTTON_PT / 2.0);
        let place = Rect::from_min_size(at, vec2(BUTTON_PT, BUTTON_PT));
        widgets::row_button_if(ui, (place, id), (icon, name), shown, allowed)
    };
    let allowed = folder_bar::allowed(state, &FolderWish::Rename);
    if button(rename, 0.0, (icons::RENAME, "Rename folder"), allowed).clicked() {
        actions.push(Action::OpenRenameFolder);
    }
    let allowed = folder_bar::allowed(state, &FolderWish::Delete);
    if button(delete, 1.0, (icons::TRASH, "Delete folder"), allowed).clicked() {
        actions.push(Action::OpenDeleteFolder);
    }
}

/// The open folder's name as it is shown.
pub fn open_name(state: &State, open: Option<&Mailbox>) -> String {
    match (&state.open, open) {
        (Some((_, name)), _) if name.is_inbox() => "Inbox".to_owned(),
        (Some(_), Some(mailbox)) => mailbox.leaf().to_owned(),
        (Some((_, name)), None) => plain_name(name),
        (None, _) => String::new(),
    }
}

/// The bar's words: `12 unread of 84,210`.
pub fn counts(list: &MessageList, unseen: Option<u32>) -> String {
    let all = grouped(u64::from(list.messages()));
    match (list.messages(), unseen) {
        (0, _) => String::new(),
        (1, Some(0) | None) => "1 message".to_owned(),
        (_, Some(0) | None) => format!("{all} messages"),
        (_, Some(unseen)) => format!("{} unread of {all}", grouped(u64::from(unseen))),
    }
}

/// What stands in for [`counts`] in a narrow list.
fn short_counts(list: &MessageList, unseen: Option<u32>) -> String {
    match (list.messages(), unseen) {
        (0, _) => String::new(),
        (all, Some(0) | None) => grouped(u64::from(all)),
        (_, Some(unseen)) => format!("{} unread", grouped(u64::from(unseen))),
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
        assert_eq!(short_counts(&list, Some(12)), "12 unread");
        assert_eq!(short_counts(&list, None), "84,210");
    }

    #[test]
    fn the_inbox_has_its_name_before_the_server_lists_it() {
        assert_eq!(plain_name(&MailboxName::inbox()), "Inbox");
        assert_eq!(plain_name(&MailboxName::new(b"a\r\nb")), "a⟨U+000D⟩⟨U+000A⟩b");
    }
}
