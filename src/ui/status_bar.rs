//! The bar along the bottom: the connection, what the last click cost, and what is kept here.
//!
//! What it cost is a button: it opens the panel of the meter.

use egui::accesskit::Role;
use egui::{Rect, Response, Sense, Ui, pos2, vec2};

use crate::app::{AccountView, Action, SaveState, State, byte_size};
use crate::model::{ConnectionState, Traffic};

use super::panes::STATUS_BAR_PT;
use super::text::{self, Look};
use super::theme::{self, SECONDARY_PT};
use super::traffic::round_trips;
use super::{account_line, scroll, widgets};

/// Space between two statements.
const GAP_PT: f32 = 18.0;
const PADDING_PT: f32 = 12.0;

/// Paints the bar into `ui`'s room. While the pointer or the keyboard is on a link, its `target`
/// stands there and nothing else.
pub fn status_ui(ui: &Ui, state: &State, target: Option<&str>, actions: &mut Vec<Action>) {
    let rect = ui.max_rect();
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.side);
    ui.painter().rect_filled(rect.with_max_y(rect.top() + 1.0), 0.0, tokens.line);
    if let Some(target) = target {
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.text);
        let place = text::paint(ui, rect.shrink2(vec2(PADDING_PT, 0.0)), target, &look);
        return say_target(ui, place, target);
    }
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let mut room = rect.shrink2(egui::vec2(PADDING_PT, 0.0));
    room.max.x = super::console::button_ui(ui, room, state, actions) - GAP_PT;
    for words in kept_here(state).iter().rev() {
        let place = text::paint_right(ui, room, words, &look);
        say(ui, place, words);
        room.max.x = place.left() - GAP_PT;
    }
    let Some(view) = shown_account(state) else { return };
    account_line::dot(ui, pos2(room.left() + 3.5, rect.center().y), &view.connection);
    room.min.x += 14.0;
    let words = connection(view);
    let place = text::paint(ui, room, &words, &look);
    say(ui, place, &words);
    room.min.x = place.right() + GAP_PT;
    if meter_ui(ui, room, &costs(view), state.meter_open).is_some_and(|r| r.clicked()) {
        actions.push(Action::OpenMeter(!state.meter_open));
    }
}

/// The target of a link over the foot of a window that has no such bar.
pub fn target_over(ui: &Ui, target: &str) {
    let tokens = theme::tokens(ui);
    let foot = ui.max_rect().with_min_y(ui.max_rect().bottom() - STATUS_BAR_PT);
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.text);
    let room_pt = foot.width() - 2.0 * PADDING_PT;
    let words_pt = text::one_line(ui, target, &look, room_pt).size().x;
    let field = foot.with_max_x(foot.left() + words_pt + 2.0 * PADDING_PT);
    let corner = egui::CornerRadius { ne: theme::RADIUS_PT, ..egui::CornerRadius::ZERO };
    let line = egui::Stroke::new(1.0, tokens.line);
    ui.painter().rect(field, corner, tokens.side, line, egui::StrokeKind::Inside);
    let place = text::paint(ui, field.shrink2(vec2(PADDING_PT, 0.0)), target, &look);
    say_target(ui, place, target);
}

fn say_target(ui: &Ui, place: Rect, target: &str) {
    let response = ui.interact(place, scroll::row_id(ui, "link target"), Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(Role::Status, true, format!("Leads to {target}"))
    });
}

/// What it cost, as one button.
fn meter_ui(ui: &Ui, mut room: Rect, costs: &[String], is_open: bool) -> Option<Response> {
    let tokens = theme::tokens(ui);
    // A narrow window keeps what comes first.
    if costs.is_empty() || room.width() < 40.0 {
        return None;
    }
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let mut all = room.with_max_x(room.left());
    let mut width_pt = 0.0;
    for words in costs {
        width_pt += text::one_line(ui, words, &look, f32::INFINITY).size().x + GAP_PT;
    }
    all.max.x = (room.left() + width_pt - GAP_PT).min(room.right());
    let place = all.expand2(vec2(8.0, -3.0));
    let response = ui.interact(place, scroll::row_id(ui, "meter"), Sense::click());
    if response.hovered() || is_open {
        ui.painter().rect_filled(place, theme::RADIUS_PT, tokens.hover);
    }
    widgets::focus_ring(ui, place, &response);
    response.widget_info(|| {
        let name = if is_open { "Hide traffic" } else { "Show traffic" };
        egui::WidgetInfo::labeled(Role::Button, true, name)
    });
    let color = if response.hovered() { tokens.text } else { tokens.dim };
    let look = Look::new(theme::regular(SECONDARY_PT), color);
    for words in costs {
        if room.width() < 40.0 {
            break;
        }
        let place = text::paint(ui, room, words, &look);
        say(ui, place, words);
        room.min.x = place.right() + GAP_PT;
    }
    Some(response)
}

fn say(ui: &Ui, place: Rect, words: &str) {
    // By place, not by words: the words change with every answer of the server.
    let id = scroll::row_id(ui, ("status", place.left() as i32));
    let response = ui.interact(place, id, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words));
}

/// The account whose folder is open, else the first.
fn shown_account(state: &State) -> Option<&AccountView> {
    let open = state.open.as_ref().and_then(|(account, _)| state.account(*account));
    open.or_else(|| state.accounts.first())
}

/// From the left: the last action's cost, all of it.
fn costs(view: &AccountView) -> Vec<String> {
    let mut out = Vec::new();
    let spent = view.action_cost();
    if spent.round_trips > 0 {
        out.push(format!("This action: {}, {}", round_trips(spent), bytes(spent)));
    }
    if view.traffic.round_trips > 0 {
        out.push(format!("In all: {}, {}", bytes(view.traffic), round_trips(view.traffic)));
    }
    out
}

fn connection(view: &AccountView) -> String {
    let name = if view.account.host.is_empty() { &view.account.name } else { &view.account.host };
    match &view.connection {
        ConnectionState::Ready(info) => match &info.tls_version {
            Some(version) => format!("Connected to {name}, {}", tls_words(version)),
            None => format!("Connected to {name}"),
        },
        ConnectionState::Offline => format!("Not connected to {name}"),
        ConnectionState::Connecting => format!("Connecting to {name}…"),
        ConnectionState::LoggingIn => format!("Logging in to {name}…"),
        ConnectionState::NeedsSecret { .. } => format!("{name} needs a password"),
        ConnectionState::Failed { .. } => format!("No connection to {name}"),
    }
}

/// `TLSv1.3` as people write it.
fn tls_words(version: &str) -> String {
    version.replace("TLSv", "TLS ")
}

fn bytes(traffic: Traffic) -> String {
    byte_size(traffic.bytes_in.saturating_add(traffic.bytes_out))
}

/// From the left: savings under way, then what this machine keeps.
fn kept_here(state: &State) -> Vec<String> {
    let mut out = Vec::new();
    for job in state.saves.values() {
        if let SaveState::Running { done_bytes, total_bytes } = job.state {
            let (done, total) = (byte_size(done_bytes), byte_size(total_bytes));
            out.push(format!("Saving {}: {done} of {total}", job.name));
        }
    }
    // One line of the bar has room for one.
    out.truncate(1);
    if state.look_only {
        out.push("Look only".to_owned());
    }
    out.push(if state.demo {
        "Sample account, no network, nothing saved".to_owned()
    } else if state.private {
        "Private: nothing is written to this machine".to_owned()
    } else {
        "Mail on this machine: none".to_owned()
    });
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Account, AccountId, ConnectionInfo, Security};

    #[test]
    fn the_cost_of_the_last_action_stands_beside_the_sum() {
        let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
        let mut view = AccountView::new(AccountId(0), account);
        assert_eq!(connection(&view), "Not connected to imap.example.org");
        assert!(costs(&view).is_empty());
        let info = ConnectionInfo { tls_version: Some("TLSv1.3".to_owned()), ..Default::default() };
        view.connection = ConnectionState::Ready(Arc::new(info));
        view.traffic = Traffic { bytes_in: 210_000, bytes_out: 4_000, round_trips: 12 };
        view.traffic_before_action =
            Traffic { bytes_in: 201_500, bytes_out: 3_500, round_trips: 11 };
        assert_eq!(connection(&view), "Connected to imap.example.org, TLS 1.3");
        assert_eq!(
            costs(&view),
            ["This action: 1 round trip, 9 kB", "In all: 214 kB, 12 round trips"]
        );
    }

    #[test]
    fn a_private_window_says_so() {
        let state = State { private: true, ..State::default() };
        assert_eq!(kept_here(&state), ["Private: nothing is written to this machine"]);
    }
}
