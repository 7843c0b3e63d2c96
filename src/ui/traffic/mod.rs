//! The meter's panel: what each account has cost, what for, and what it would have cost to copy the
//! mail here.
//!
//! It stands above the status bar until it is closed. Only while it is open, and only while bytes
//! come, does it paint by itself.

mod rate;
mod table;

use std::collections::BTreeMap;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{
    Align2, Area, Frame, Id, Key, Modifiers, Order, Rect, ScrollArea, Sense, Ui, pos2, vec2,
};

use crate::app::{AccountView, Action, State, byte_size, grouped};
use crate::model::{AccountId, Traffic};

use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT, SECONDARY_PT};
use super::{account_line, icons, scroll, widgets};

use rate::Rate;

const PANEL_PT: f32 = 360.0;
const PADDING_PT: f32 = 16.0;
const HEAD_PT: f32 = 32.0;
const LINE_PT: f32 = 20.0;
/// Space between two accounts.
const GAP_PT: f32 = 16.0;
/// What is left of the window above the panel.
const MARGIN_PT: f32 = 64.0;
/// How often the rate is looked at while bytes come.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What the panel remembers between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    rates: BTreeMap<AccountId, Rate>,
}

/// Takes the Esc that closes the panel, before the panes' keys are read.
pub fn keys(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let closes = state.meter_open && state.dialog.is_none();
    if closes && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        actions.push(Action::OpenMeter(false));
    }
}

/// Shows the panel above `bar` where it is open.
pub fn panel_ui(ui: &Ui, bar: Rect, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    if !state.meter_open {
        drafts.rates.clear();
        return;
    }
    let now_secs = ui.input(|input| input.time);
    let mut moving = false;
    for view in &state.accounts {
        let rate = drafts.rates.entry(view.id).or_default();
        rate.observe(now_secs, total_bytes(view.traffic));
        moving |= rate.bytes_per_sec() > 0;
    }
    drafts.rates.retain(|id, _| state.account(*id).is_some());
    if moving {
        ui.ctx().request_repaint_after(LOOK_EVERY);
    }
    let tokens = theme::tokens(ui);
    let frame = Frame::popup(ui.style())
        .fill(tokens.panel)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(8)
        .inner_margin(0);
    let width = PANEL_PT.min(bar.width() - 16.0);
    let most_pt = (bar.top() - MARGIN_PT).max(160.0);
    let area = Area::new(Id::unique("traffic"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(pos2(bar.left() + 8.0, bar.top() - 6.0))
        .accessible_name("Traffic");
    let shown = area.show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            head_ui(ui, actions);
            ScrollArea::vertical().max_height(most_pt).show(ui, |ui| {
                for view in ordered(state) {
                    let rate = drafts.rates.get(&view.id).map_or(0, Rate::bytes_per_sec);
                    account_ui(ui, state, view, rate);
                }
            });
        });
    });
    let pressed =
        ui.input(|input| input.pointer.interact_pos().filter(|_| input.pointer.primary_pressed()));
    // A press beside it closes it; one on the bar is the bar's own to answer.
    if pressed.is_some_and(|at| !shown.response.rect.contains(at) && !bar.contains(at)) {
        actions.push(Action::OpenMeter(false));
    }
}

/// The account whose folder is open first.
fn ordered(state: &State) -> impl Iterator<Item = &AccountView> {
    let open = state.open.as_ref().map(|(account, _)| *account);
    let (first, rest): (Vec<_>, Vec<_>) =
        state.accounts.iter().partition(|view| Some(view.id) == open);
    first.into_iter().chain(rest)
}

fn head_ui(ui: &mut Ui, actions: &mut Vec<Action>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
    let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
    let look = Look::new(theme::strong(14.0), theme::tokens(ui).text);
    text::paint(ui, inside, "Traffic", &look);
    let place = Rect::from_center_size(
        pos2(rect.right() - 22.0, rect.center().y),
        vec2(widgets::BUTTON_HEIGHT_PT, widgets::BUTTON_HEIGHT_PT),
    );
    let id = ui.unique_id().with("close traffic");
    if widgets::row_button(ui, place, id, (icons::CLOSE, "Close traffic"), true).clicked() {
        actions.push(Action::OpenMeter(false));
    }
    widgets::hairline_h(ui);
}

/// One account: rate and totals, what took them, and what they are to be held against.
fn account_ui(ui: &mut Ui, state: &State, view: &AccountView, rate: u64) {
    ui.add_space(8.0);
    let tokens = theme::tokens(ui);
    let name = Look::new(theme::strong(INTERFACE_PT), tokens.text);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let head = line(ui, HEAD_PT);
    account_line::dot(ui, pos2(head.left() + 3.5, head.center().y), &view.connection);
    let words = if rate == 0 { "idle".to_owned() } else { format!("{}/s", byte_size(rate)) };
    let right = text::paint_right(ui, head, &words, &dim);
    let title = head.with_min_x(head.left() + 15.0).with_max_x(right.left() - 8.0);
    text::paint(ui, title, &view.account.name, &name);
    say(ui, head, &format!("{}, {words}", view.account.name), ("account", view.id));
    for (index, (words, value)) in totals(view).into_iter().enumerate() {
        statement(ui, &words, &value, (view.id, "total", index));
    }
    ui.add_space(8.0);
    table::table_ui(ui, &view.meter.by_purpose, PADDING_PT);
    ui.add_space(8.0);
    for (index, (words, value)) in comparisons(state, view).into_iter().enumerate() {
        statement(ui, &words, &value, (view.id, "comparison", index));
    }
    ui.add_space(GAP_PT);
}

/// Words at the left, a figure at the right.
fn statement(ui: &mut Ui, words: &str, value: &str, salt: impl std::hash::Hash + std::fmt::Debug) {
    let tokens = theme::tokens(ui);
    let rect = line(ui, LINE_PT);
    let figure = Look::new(theme::regular(SECONDARY_PT), tokens.text);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let right = text::paint_right(ui, rect, value, &figure);
    text::paint(ui, rect.with_max_x(right.left() - 8.0), words, &dim);
    say(ui, rect, &format!("{words}: {value}"), salt);
}

/// Room of one line between the panel's paddings.
fn line(ui: &mut Ui, height_pt: f32) -> Rect {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height_pt), Sense::hover());
    rect.shrink2(vec2(PADDING_PT, 0.0))
}

fn say(ui: &Ui, rect: Rect, words: &str, salt: impl std::hash::Hash + std::fmt::Debug) {
    let response = ui.interact(rect, scroll::row_id(ui, salt), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, words));
}

fn totals(view: &AccountView) -> [(String, String); 3] {
    let all = view.traffic;
    [
        ("Received".to_owned(), byte_size(all.bytes_in)),
        ("Sent".to_owned(), byte_size(all.bytes_out)),
        ("Waits for the server".to_owned(), round_trips(all)),
    ]
}

/// What the traffic is to be held against.
fn comparisons(state: &State, view: &AccountView) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if view.meter.compression_saved_bytes > 0 {
        let saved = byte_size(view.meter.compression_saved_bytes);
        out.push(("Saved by compression".to_owned(), saved));
    }
    if let Some(whole) = whole_folder_bytes(state, view.id) {
        let words = "The whole folder would have been".to_owned();
        out.push((words, format!("about {}", byte_size(whole))));
    }
    out
}

/// What all messages of the open folder would take, where it is one of this account's.
fn whole_folder_bytes(state: &State, account: AccountId) -> Option<u64> {
    state.list.as_ref().filter(|list| list.account == account)?.whole_bytes_estimate()
}

pub fn round_trips(traffic: Traffic) -> String {
    match traffic.round_trips {
        1 => "1 round trip".to_owned(),
        many => format!("{} round trips", grouped(many)),
    }
}

fn total_bytes(traffic: Traffic) -> u64 {
    traffic.bytes_in.saturating_add(traffic.bytes_out)
}
