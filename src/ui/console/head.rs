//! Over the rows: which of the two is looked at, what of the log is shown, and what is done with it.

use egui::{Align, Layout, Ui, UiBuilder};

use crate::app::{Action, Connection, ConsoleAct, ConsoleView, State, connection_name};
use crate::ui::chips::{self, Chip};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{icons, widgets};

use super::PADDING_PT;

/// Width of the filter, and the longest words in it.
const FILTER_PT: f32 = 150.0;
const FILTER_CHARS: usize = 200;

/// Room that the filter and what stands beside it need; in a narrower panel it stays away.
const ALL_PT: f32 = 700.0;

pub(super) fn head_ui(ui: &mut Ui, state: &State, filter: &mut String, actions: &mut Vec<Action>) {
    let room = ui.max_rect().shrink2(egui::vec2(PADDING_PT, 0.0));
    let mut push = |act| actions.push(Action::Console(act));
    let console = &state.console;
    let is_log = console.view == ConsoleView::Log;
    let right = Layout::right_to_left(Align::Center);
    let mut end = ui.new_child(UiBuilder::new().id_salt("end").max_rect(room).layout(right));
    end.spacing_mut().item_spacing.x = 2.0;
    if widgets::icon_button(&mut end, icons::CLOSE, "Close console").clicked() {
        push(ConsoleAct::Open(false));
    }
    let (shown, picked) = match console.view {
        ConsoleView::Log => (console.log.rows.shown(), console.log.picked.range().is_some()),
        ConsoleView::Commands => (console.desk.rows.shown(), console.desk.picked.range().is_some()),
    };
    if widgets::bar_button(&mut end, None, "Clear", shown > 0).clicked() {
        push(ConsoleAct::Clear);
    }
    let save = widgets::bar_button(&mut end, None, "Save…", shown > 0);
    if save.on_hover_text("Write what is shown to a file that you choose").clicked() {
        push(ConsoleAct::Save);
    }
    let what = if picked { "Copy the marked lines" } else { "Copy all lines shown" };
    let copy = widgets::bar_button(&mut end, None, "Copy", shown > 0).on_hover_text(what);
    if copy.clicked() {
        push(ConsoleAct::Copy);
    }
    if let Some(note) = &console.note {
        let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(&end).dim);
        let room_pt = (end.available_width() - ALL_PT / 2.0).max(0.0);
        let galley = text::one_line(&end, note, &look, room_pt);
        let (rect, response) = end.allocate_exact_size(galley.size(), egui::Sense::hover());
        end.painter().galley(rect.min, galley, look.color);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Status, true, note));
    }
    let left = room.with_max_x(end.min_rect().left() - 8.0);
    let layout = Layout::left_to_right(Align::Center);
    let mut bar = ui.new_child(UiBuilder::new().id_salt("begin").max_rect(left).layout(layout));
    bar.shrink_clip_rect(left);
    bar.spacing_mut().item_spacing.x = 6.0;
    for (view, words) in [(ConsoleView::Log, "Log"), (ConsoleView::Commands, "Commands")] {
        let is_shown = view == console.view;
        if widgets::toggle_button(&mut bar, words, (is_shown, true)).clicked() && !is_shown {
            push(ConsoleAct::Show(view));
        }
    }
    if is_log {
        bar.add_space(6.0);
        filter_ui(&mut bar, state, filter, &mut push);
    }
}

/// What of the log is shown.
fn filter_ui(ui: &mut Ui, state: &State, filter: &mut String, push: &mut impl FnMut(ConsoleAct)) {
    let log = &state.console.log;
    let width_pt = (ui.available_width() - 400.0).clamp(72.0, FILTER_PT);
    let field = widgets::line_field(ui, "Filter log", (filter, FILTER_CHARS), width_pt);
    if *filter != log.filter.words {
        if field.has_focus() || field.changed() {
            push(ConsoleAct::FilterWords(filter.clone()));
        } else {
            filter.clone_from(&log.filter.words);
        }
    }
    let label = source_words(state);
    let chip = chips::chip(ui, (&label, &format!("Connections: {label}")), Chip::Menu);
    chips::wide_menu(&chip, "Connections", |ui| sources_ui(ui, state, push));
    let pause = chips::chip(ui, ("Pause", "Pause"), Chip::Toggle { on: log.paused });
    if pause.on_hover_text("New lines wait until you go on").clicked() {
        push(ConsoleAct::Pause(!log.paused));
    }
    let on = state.console.keeps_content;
    let content = chips::chip(ui, ("Show content", "Show content"), Chip::Toggle { on });
    if content.on_hover_text("Keep what messages say in the log, too").clicked() {
        push(ConsoleAct::KeepContent(!on));
    }
}

fn source_words(state: &State) -> String {
    let filter = &state.console.log.filter;
    let Some(account) = filter.account.and_then(|id| state.account(id)) else {
        return "All accounts".to_owned();
    };
    let name = &account.account.name;
    match filter.connection {
        Some(number) => format!("{name} {number}"),
        None => name.clone(),
    }
}

/// All accounts, each account, and each of its connections.
fn sources_ui(ui: &mut Ui, state: &State, push: &mut impl FnMut(ConsoleAct)) {
    let filter = &state.console.log.filter;
    if chips::item(ui, "All accounts", Some(filter.account.is_none())).clicked() {
        push(ConsoleAct::FilterAccount(None));
    }
    for view in &state.accounts {
        chips::rule(ui);
        let whole = filter.account == Some(view.id) && filter.connection.is_none();
        if chips::item(ui, &view.account.name, Some(whole)).clicked() {
            push(ConsoleAct::FilterAccount(Some(view.id)));
        }
        let of = state.console.log.connections().filter(|(one, _)| one.account == view.id);
        for (connection, role) in of {
            let Connection { account, number } = connection;
            let words = connection_name(&view.account.name, number, role);
            let on = filter.account == Some(account) && filter.connection == Some(number);
            if chips::item(ui, &words, Some(on)).clicked() {
                push(ConsoleAct::FilterConnection(connection));
            }
        }
    }
}
