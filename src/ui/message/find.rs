//! Find in message: a bar over the text with what is looked for, how often it was found, and the
//! way from one place to the next.

use egui::{Align, Layout, Ui, vec2};

use crate::app::{Action, MessageAct, MessageView, PageAct, PageView, grouped};
use crate::engine::{PageId, Place};
use crate::ui::find_field::{self, FindField};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{icons, widgets};

/// Height of the bar: its field, and the grid's first step above and below.
const BAR_PT: f32 = 44.0;
/// Room beside the field: the count and three buttons.
const BESIDE_PT: f32 = 176.0;

/// The bar, while it is open.
#[derive(Debug, Default)]
pub(super) struct Draft {
    open: Option<Open>,
}

#[derive(Debug, Default)]
struct Open {
    words: String,
    /// The field shall have the keyboard in the next frame.
    wants_focus: bool,
    /// Steps to take, asked for by keys: forward, or back.
    steps: Vec<bool>,
    /// Who was told what is looked for, and what.
    told: Option<(Where, String)>,
}

/// Who finds the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Page(PageId),
    Text(Place),
}

/// Where the bar looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum In<'a> {
    Page(&'a PageView),
    /// A text or an article, with so many places.
    Text(&'a MessageView, usize),
}

impl In<'_> {
    fn place(self) -> Where {
        match self {
            Self::Page(page) => Where::Page(page.id),
            Self::Text(view, _) => Where::Text(view.place),
        }
    }
}

impl Draft {
    /// Opens the bar, or gives its field the keyboard again.
    pub fn open(&mut self) {
        self.open.get_or_insert_default().wants_focus = true;
    }

    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// To the next place, or the one before; opens the bar where it is closed.
    pub fn step(&mut self, forward: bool) {
        match &mut self.open {
            Some(open) => open.steps.push(forward),
            None => self.open(),
        }
    }

    /// Closes the bar; the marks go with it.
    pub fn close(&mut self, actions: &mut Vec<Action>) {
        if let Some((place, _)) = self.open.take().and_then(|open| open.told) {
            actions.push(look_for(place, String::new()));
        }
    }
}

fn look_for(place: Where, words: String) -> Action {
    match place {
        Where::Page(page) => Action::Page(page, PageAct::Find(words)),
        Where::Text(place) => Action::Message(place, MessageAct::Find(words)),
    }
}

/// Shows the bar where it is open.
pub(super) fn bar_ui(ui: &mut Ui, place: In<'_>, draft: &mut Draft, actions: &mut Vec<Action>) {
    let Some(open) = &mut draft.open else { return };
    tell(open, place.place(), actions);
    let size = vec2(ui.available_width(), BAR_PT);
    let mut wants_close = false;
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(super::MARGIN_PT);
        let field = FindField {
            name: "Find in message",
            words: &mut open.words,
            wants_focus: &mut open.wants_focus,
            beside_pt: BESIDE_PT,
        };
        let field = field.show(ui);
        let keys = find_field::keys(ui, &field);
        wants_close = keys.close;
        open.steps.extend(keys.step);
        ui.add_space(4.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(super::MARGIN_PT - 8.0);
            wants_close |= widgets::icon_button(ui, icons::CLOSE, "Close find").clicked();
            let found = counts(open, place).is_some_and(|(_, count)| count > 0);
            for (name, down) in [("Next match", true), ("Previous match", false)] {
                if widgets::arrow_button(ui, name, (down, found)).clicked() {
                    open.steps.push(down);
                }
            }
            count(ui, open, place);
        });
    });
    step(open, place.place(), actions);
    if wants_close {
        draft.close(actions);
    }
}

/// Tells what is looked for, when that or what is shown has changed.
fn tell(open: &mut Open, place: Where, actions: &mut Vec<Action>) {
    if open.told.is_none() && open.words.is_empty() {
        return;
    }
    match &open.told {
        Some((told, words)) if *told == place && *words == open.words => return,
        Some((told, _)) if *told != place => actions.push(look_for(*told, String::new())),
        Some(_) | None => {}
    }
    actions.push(look_for(place, open.words.clone()));
    open.told = Some((place, open.words.clone()));
}

/// Number of the current place from 0, and how many there are; `None` while that is not known.
fn counts(open: &Open, place: In<'_>) -> Option<(usize, usize)> {
    match place {
        In::Page(page) => page
            .find
            .as_ref()
            .filter(|find| find.words == open.words && !find.words.is_empty())
            .map(|find| (find.current, find.matches.len())),
        In::Text(view, count) => view
            .find
            .as_ref()
            .filter(|find| find.words == open.words && !find.words.is_empty())
            .map(|find| (find.index(count).unwrap_or(0), count)),
    }
}

fn count(ui: &mut Ui, open: &Open, place: In<'_>) {
    let Some((current, count)) = counts(open, place) else { return };
    let words = match count {
        0 => "Not found".to_owned(),
        count => format!("{} of {}", grouped(current as u64 + 1), grouped(count as u64)),
    };
    let tokens = theme::tokens(ui);
    let color = if count == 0 { tokens.warning_text } else { tokens.dim };
    let look = Look::new(theme::regular(SECONDARY_PT), color);
    let galley = text::one_line(ui, &words, &look, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
    ui.painter().galley(rect.min, galley, color);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words.as_str())
    });
}

/// Takes the steps that were asked for.
fn step(open: &mut Open, place: Where, actions: &mut Vec<Action>) {
    for forward in std::mem::take(&mut open.steps) {
        actions.push(match (place, forward) {
            (Where::Page(page), true) => Action::Page(page, PageAct::FindNext),
            (Where::Page(page), false) => Action::Page(page, PageAct::FindPrevious),
            (Where::Text(place), true) => Action::Message(place, MessageAct::FindNext),
            (Where::Text(place), false) => Action::Message(place, MessageAct::FindPrevious),
        });
    }
}
