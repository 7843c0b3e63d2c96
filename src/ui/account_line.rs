//! An account in the tree: its state as a dot and in words, and what the user can do about it.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Color32, Galley, Popup, Rect, Response, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{AccountView, Action, InfoAct, State};
use crate::model::{ConnectionState, Failure};

use super::text::{self, Look};
use super::theme::{self, SECONDARY_PT, Tokens};
use super::wrapped::{self, Room};
use super::{icons, info, scroll, widgets};

/// Space between the pane's edge and the words under an account.
const LEFT_PT: f32 = 27.0;
const RIGHT_PT: f32 = 14.0;
/// Room for the button at the end of an account's line.
const BUTTON_PT: f32 = 38.0;
/// Side of that button: lower than the line, so that its ground has air.
const MENU_PT: f32 = 24.0;
/// Longest failure in the tree; the rest shows on hover.
const MAX_LINES: usize = 6;
/// Room for the link under the words.
const LINK_PT: f32 = 24.0;

/// What stands under an account's name while it is not simply connected.
pub struct Status {
    words: Arc<Galley>,
    full: String,
    /// The link's word: what a click does.
    link: Option<&'static str>,
}

impl Status {
    pub fn height_pt(&self) -> f32 {
        let link = if self.link.is_some() { LINK_PT } else { 0.0 };
        (self.words.size().y + link + 8.0).ceil()
    }
}

/// The state in words; `None` where the folders say enough.
pub fn status(ui: &Ui, view: &AccountView, width_pt: f32) -> Option<Status> {
    let tokens = theme::tokens(ui);
    let (words, link, color) = match &view.connection {
        ConnectionState::Ready(_) if view.mailboxes.is_some() => return None,
        ConnectionState::Ready(_) => ("Reading the folders…".to_owned(), None, tokens.dim),
        ConnectionState::Offline => ("Not connected".to_owned(), Some("Retry"), tokens.dim),
        ConnectionState::Connecting => ("Connecting…".to_owned(), None, tokens.dim),
        ConnectionState::LoggingIn => ("Logging in…".to_owned(), None, tokens.dim),
        ConnectionState::NeedsSecret { failure: None } => {
            ("The password is needed.".to_owned(), Some("Type password"), tokens.dim)
        }
        ConnectionState::NeedsSecret { failure: Some(failure) } => {
            (in_words(failure), Some("Type password"), tokens.warning_text)
        }
        ConnectionState::Failed { failure, retry_in_secs } => {
            let mut words = in_words(failure);
            if retry_in_secs.is_some() {
                words.push_str(" Trying again soon.");
            }
            (words, Some("Retry"), tokens.warning_text)
        }
    };
    let look = Look::new(theme::regular(SECONDARY_PT), color);
    let width_pt = (width_pt - LEFT_PT - RIGHT_PT).max(40.0);
    let room = Room { width_pt, max_rows: MAX_LINES, halign: Align::LEFT };
    let galley = wrapped::galley(ui, &words, &look, room);
    Some(Status { words: galley, full: words, link })
}

/// Our sentence, then the server's words, marked as such.
pub fn in_words(failure: &Failure) -> String {
    match &failure.server_text {
        Some(server) => format!("{} The server says: “{server}”.", failure.sentence),
        None => failure.sentence.clone(),
    }
}

/// Name, user, state dot, the lock where nothing may be changed, and the menu's button.
pub fn head_ui(
    ui: &Ui,
    rect: Rect,
    (state, view): (&State, &AccountView),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    dot(ui, pos2(rect.left() + 17.0, rect.center().y), &view.connection);
    let look_only = state.is_locked(view.id);
    let buttons_pt = if look_only { BUTTON_PT + MENU_PT } else { BUTTON_PT };
    let words = rect.with_min_x(rect.left() + LEFT_PT).with_max_x(rect.right() - buttons_pt);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let name = Look::new(theme::strong(theme::INTERFACE_PT), tokens.text);
    let end = text::paint(ui, words, &view.account.name, &name).right();
    let user = words.with_min_x(end + 6.0).translate(vec2(0.0, 0.5));
    // A cut of two letters says nothing.
    if user.width() > 24.0 && view.account.user != view.account.name {
        text::paint(ui, user, &view.account.user, &dim);
    }
    // The other button opens the menu; the keyboard reaches it by its button.
    let response = ui.interact(rect, scroll::row_id(ui, ("account", view.id.0)), Sense::CLICK);
    response.widget_info(|| {
        let look_only = if look_only { ", look only" } else { "" };
        let words = state_words(&view.connection);
        let name = format!("{}, {}, {words}{look_only}", view.account.name, view.account.user);
        egui::WidgetInfo::labeled(Role::TreeItem, true, name)
    });
    let line = response.on_hover_text(format!("{} on {}", view.account.user, view.account.host));
    if look_only {
        lock_button(ui, rect, view, actions);
    }
    let menu = menu_button(ui, rect, view);
    info::menu::account_menu(ui, (&line, &menu), (state, view), actions);
}

/// Quiet until the pointer is on the account's line or the keyboard on the button.
fn menu_button(ui: &Ui, line: Rect, view: &AccountView) -> Response {
    let id = scroll::row_id(ui, ("account menu", view.id.0));
    let is_open = Popup::is_id_open(ui.ctx(), id.with("popup"));
    let shown = is_open || ui.rect_contains_pointer(line);
    widgets::row_button(ui, button_place(line, 0.0), id, (icons::MORE, info::menu::NAME), shown)
}

/// Always there while nothing may be changed: one click asks whether it may.
fn lock_button(ui: &Ui, line: Rect, view: &AccountView, actions: &mut Vec<Action>) {
    let id = scroll::row_id(ui, ("lock", view.id.0));
    let name = "Look only. Allow changes…";
    if widgets::row_button(ui, button_place(line, MENU_PT), id, (icons::LOCK, name), true).clicked()
    {
        actions.push(Action::Info(InfoAct::AskUnlock(view.id)));
    }
}

/// The place of a button, so far from the one at the end of the line.
fn button_place(line: Rect, from_end_pt: f32) -> Rect {
    let x = line.right() - BUTTON_PT / 2.0 - 2.0 - from_end_pt;
    Rect::from_center_size(pos2(x, line.center().y), vec2(MENU_PT, MENU_PT))
}

/// The state in two words, for the status line and for those who do not see the dot.
pub fn state_words(state: &ConnectionState) -> &'static str {
    match state {
        ConnectionState::Offline => "not connected",
        ConnectionState::Connecting => "connecting",
        ConnectionState::LoggingIn => "logging in",
        ConnectionState::NeedsSecret { .. } => "needs a password",
        ConnectionState::Ready(_) => "connected",
        ConnectionState::Failed { .. } => "failed",
    }
}

/// A filled dot where something is certain, a ring where it is under way.
pub fn dot(ui: &Ui, centre: egui::Pos2, state: &ConnectionState) {
    let tokens = theme::tokens(ui);
    let color = state_color(tokens, state);
    let radius_pt = 3.5;
    match state {
        ConnectionState::Ready(_)
        | ConnectionState::Failed { .. }
        | ConnectionState::NeedsSecret { .. } => {
            ui.painter().circle_filled(centre, radius_pt, color);
        }
        ConnectionState::Offline | ConnectionState::Connecting | ConnectionState::LoggingIn => {
            ui.painter().circle_stroke(centre, radius_pt - 0.5, egui::Stroke::new(1.5, color));
        }
    }
}

fn state_color(tokens: &Tokens, state: &ConnectionState) -> Color32 {
    match state {
        ConnectionState::Ready(_) => tokens.good_text,
        ConnectionState::Failed { .. } | ConnectionState::NeedsSecret { .. } => tokens.flag,
        ConnectionState::Offline | ConnectionState::Connecting | ConnectionState::LoggingIn => {
            tokens.dim
        }
    }
}

/// The words under the name, and the link that helps.
pub fn status_ui(
    ui: &mut Ui,
    rect: Rect,
    view: &AccountView,
    status: &Status,
    actions: &mut Vec<Action>,
) {
    let at = pos2(rect.left() + LEFT_PT, rect.top());
    ui.painter().galley(at, Arc::clone(&status.words), theme::tokens(ui).dim);
    let words = Rect::from_min_size(at, status.words.size());
    let id = scroll::row_id(ui, ("status", view.id.0));
    let response = ui.interact(words, id, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, &status.full));
    if status.words.elided {
        response.on_hover_text(&status.full);
    }
    let Some(link) = status.link else { return };
    let place = Rect::from_min_size(words.left_bottom() + vec2(0.0, 4.0), vec2(140.0, LINK_PT));
    let salt = ("link", view.id.0);
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(place));
    if widgets::link_button(&mut child, link).clicked() {
        actions.push(Action::RetryNow(view.id));
    }
}
