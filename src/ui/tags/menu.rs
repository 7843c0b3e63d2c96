//! The tags of messages in a menu: those there are, with a tick, and a field for a new one.

use egui::{Key, Ui, pos2};

use crate::app::{Acting, Action, State, Wish};
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{chips, widgets, wrapped};

use super::{Tag, offered};

/// From a menu's right edge to the middle of a tag's dot, and the dot.
const DOT_RIGHT_PT: f32 = 16.0;
const DOT_PT: f32 = 4.5;
/// Longest name that is typed: with letters outside ASCII it is longer on the wire.
const MAX_CHARS: usize = 40;
/// Tags shown at most: more are no help, and the server decides how many there are.
const MOST_TAGS: usize = 16;

/// The page of the menu that is shown, and what is typed there.
#[derive(Debug, Default)]
pub struct Draft {
    /// The tags stand in the menu, in place of what led to them.
    pub open: bool,
    typed: String,
}

/// The tags, for the messages that would be acted on.
pub fn tags_ui(
    ui: &mut Ui,
    state: &State,
    (acting, draft): (Acting, &mut Draft),
    actions: &mut Vec<Action>,
) {
    let list = state.list.as_ref().filter(|list| is_of(state, acting, list));
    for tag in
        offered(list, |keyword| state.acting_has(acting, keyword)).into_iter().take(MOST_TAGS)
    {
        let is_on = state.acting_has(acting, &tag.keyword);
        let wish = Wish::Keyword { keyword: tag.keyword.clone(), on: !is_on };
        let allowed = state.can_act(acting, &wish);
        let response = chips::item_if(ui, &tag.name, Some(is_on), allowed);
        let dot = pos2(response.rect.right() - DOT_RIGHT_PT, response.rect.center().y);
        ui.painter().circle_filled(dot, DOT_PT, theme::tag(ui, tag.color).dot);
        if allowed.is_ok() && response.clicked() {
            actions.push(Action::Act(acting, wish));
        }
    }
    if list.is_none_or(|list| list.new_keywords) {
        chips::rule(ui);
        new_ui(ui, state, (acting, draft), actions);
    } else {
        let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
        ui.add_space(4.0);
        wrapped::label(ui, "This folder takes no other tags.", &look);
    }
}

/// The list shows the mailbox of these messages, so it is known which tags are in use.
fn is_of(state: &State, acting: Acting, list: &crate::app::MessageList) -> bool {
    let Acting::At(place) = acting else { return true };
    state.view(place).is_some_and(|view| {
        view.selected.key.account == list.account && view.selected.key.mailbox == list.mailbox
    })
}

/// A field for a tag that is not there yet; Enter gives it.
fn new_ui(
    ui: &mut Ui,
    state: &State,
    (acting, draft): (Acting, &mut Draft),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let width_pt = ui.available_width();
    let response = widgets::line_field(ui, "New tag", (&mut draft.typed, MAX_CHARS), width_pt);
    if draft.typed.trim().is_empty() {
        return;
    }
    let made = Tag::named(&draft.typed).map(|tag| Wish::Keyword { keyword: tag.keyword, on: true });
    let allowed = made.as_ref().map_err(|why| *why).and_then(|wish| state.can_act(acting, wish));
    if let Err(why) = allowed {
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.danger);
        ui.add_space(4.0);
        wrapped::label(ui, why, &look);
        return;
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if let (true, Ok(wish)) = (entered, made) {
        actions.push(Action::Act(acting, wish));
        draft.typed.clear();
        ui.close();
    }
}
