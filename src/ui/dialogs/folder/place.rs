//! Where a folder goes: one line that says it, and behind it every folder, found by typing.
//!
//! Only the lines in view are laid out, so 50,000 folders cost what ten cost.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Id, Key, Modifiers, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::{FolderAsk, State, level_words};
use crate::model::{AccountId, Mailbox, MailboxName};
use crate::ui::folder_row::icon_of;
use crate::ui::scroll::{self, Bar, Extent};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{icons, widgets};

use super::super::field::{self, Field};
use super::super::move_to::found::{Found, List, levels};
use super::Shown;

/// Height of a line; the tree's.
const ROW_PT: f32 = 28.0;
/// Lines shown at most; fewer in a low window.
const MOST_ROWS: usize = 6;
/// Room for all else of the card.
const REST_PT: f32 = 300.0;
/// Height of the line that says it; the text fields'.
const BOX_PT: f32 = 32.0;
/// Left edge of a name: its icon stands before it.
const LEFT_PT: f32 = 34.0;
const PADDING_PT: f32 = 10.0;
const TOP_LEVEL: &str = "Top level";

/// What is chosen, and what is typed to find another one.
#[derive(Debug, Default)]
pub(super) struct PlaceDraft {
    parent: Option<MailboxName>,
    said: Option<Said>,
    choosing: bool,
    /// The field for finding wants the keyboard.
    focus: bool,
    /// That field, as it was last shown.
    input: Option<Id>,
    typed: String,
    found: Option<Found>,
    /// The line that Enter takes.
    at: usize,
    offset_pt: f64,
    grab_pt: Option<f32>,
}

/// A place in words, and what they were made of: one that is not listed is looked for among all.
#[derive(Debug)]
struct Said {
    parent: Option<MailboxName>,
    /// Held, so that a new list can never have the address of the old one.
    mailboxes: Option<Arc<[Mailbox]>>,
    words: String,
}

impl PlaceDraft {
    pub(super) fn new(parent: Option<MailboxName>) -> Self {
        Self { parent, ..Self::default() }
    }

    /// `None` is the top level.
    pub(super) fn parent(&self) -> Option<&MailboxName> {
        self.parent.as_ref()
    }

    pub(super) fn is_choosing(&self) -> bool {
        self.choosing
    }

    /// Opens the list of folders.
    pub(super) fn choose(&mut self) {
        self.choosing = true;
        self.focus = true;
    }

    fn close(&mut self) {
        let parent = self.parent.take();
        *self = Self::new(parent);
    }

    /// Returns whether a place was chosen just now.
    pub(super) fn show(&mut self, ui: &mut Ui, shown: &Shown<'_>) -> bool {
        if !self.choosing {
            if line_ui(ui, self.words(shown.state, shown.dialog.account)).clicked() {
                self.choose();
            }
            ui.add_space(10.0);
            return false;
        }
        let rows = ((shown.room_pt - REST_PT) / ROW_PT).floor().clamp(2.0, MOST_ROWS as f32);
        self.refresh(shown);
        let mut taken = self.keys(ui, rows as usize);
        if !self.choosing {
            ui.ctx().request_repaint();
            return true;
        }
        let focus = std::mem::take(&mut self.focus);
        let width_pt = ui.available_width();
        let field = Field { label: "Place", hint: "Type to find it", error: None, width_pt, focus };
        let input = field::text(ui, &field, &mut self.typed);
        self.input = Some(input.id);
        self.refresh(shown);
        let lines = self.len().clamp(1, rows as usize);
        let size = vec2(width_pt, lines as f32 * ROW_PT);
        let (room, _) = ui.allocate_exact_size(size, Sense::hover());
        taken = self.list_ui(ui, room, input.id).or(taken);
        ui.add_space(10.0);
        match taken {
            Some(line) => self.take(line),
            None => false,
        }
    }

    fn words(&mut self, state: &State, account: AccountId) -> &str {
        let mailboxes = state.account(account).and_then(|view| view.mailboxes.as_ref());
        let old = self.said.take().filter(|said| {
            said.parent == self.parent
                && said.mailboxes.as_ref().map(Arc::as_ptr) == mailboxes.map(Arc::as_ptr)
        });
        let said = old.unwrap_or_else(|| Said {
            parent: self.parent.clone(),
            mailboxes: mailboxes.map(Arc::clone),
            words: words(state, account, self.parent()),
        });
        &self.said.insert(said).words
    }

    fn take(&mut self, line: usize) -> bool {
        let parent = match self.line(line) {
            Some(Line::Top) => None,
            Some(Line::Folder(mailbox)) => Some(mailbox.name.clone()),
            None => return false,
        };
        self.parent = parent;
        self.close();
        true
    }

    /// Makes anew what no longer fits the server's list or the words.
    fn refresh(&mut self, shown: &Shown<'_>) {
        let view = shown.state.account(shown.dialog.account);
        let Some(mailboxes) = view.and_then(|view| view.mailboxes.as_ref()) else {
            self.found = None;
            return;
        };
        let account = shown.dialog.account;
        let list = List { account, other: None, mailboxes: Arc::clone(mailboxes) };
        if !self.found.as_ref().is_some_and(|found| found.is_of(std::slice::from_ref(&list))) {
            let moved = match &shown.dialog.ask {
                FolderAsk::Rename { mailbox, .. } => Some(&mailbox.name),
                FolderAsk::New { .. } | FolderAsk::Delete { .. } => None,
            };
            let mut found = Found::among(list, |one| can_hold(one, moved));
            found.look_for(&self.typed);
            self.found = Some(found);
            let at =
                self.parent.as_ref().and_then(|name| self.found.as_ref()?.line_of(account, name));
            self.at = at.map_or(0, |line| line + usize::from(self.has_top()));
            let above = self.at.saturating_sub(MOST_ROWS / 2);
            self.offset_pt = above as f64 * f64::from(ROW_PT);
        } else if let Some(found) = &mut self.found
            && found.look_for(&self.typed)
        {
            // The first folder that fits; the top level where nothing was typed.
            self.at = 0;
            self.offset_pt = 0.0;
        }
    }

    /// The top level is found by its own words.
    fn has_top(&self) -> bool {
        let typed = self.typed.trim().to_lowercase();
        TOP_LEVEL.to_lowercase().starts_with(&typed)
    }

    fn len(&self) -> usize {
        self.found.as_ref().map_or(0, Found::len) + usize::from(self.has_top())
    }

    fn line(&self, line: usize) -> Option<Line<'_>> {
        let top = usize::from(self.has_top());
        let Some(line) = line.checked_sub(top) else { return Some(Line::Top) };
        self.found.as_ref()?.at(line).map(|hit| Line::Folder(hit.mailbox))
    }

    /// The arrows, Enter and Esc, taken before the field and the card see them.
    fn keys(&mut self, ui: &Ui, rows: usize) -> Option<usize> {
        let has_keyboard = self.input.is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
        let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) > 0 {
            self.close();
            return None;
        }
        if !has_keyboard {
            return None;
        }
        let last = self.len().checked_sub(1)?;
        let page = rows.saturating_sub(1).max(1);
        let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown);
        let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp);
        self.at = self.at.saturating_add(down).saturating_sub(up).min(last);
        if down + up > 0 {
            let top = self.at as f64 * f64::from(ROW_PT);
            let bottom = top + f64::from(ROW_PT) - rows as f64 * f64::from(ROW_PT);
            self.offset_pt = self.offset_pt.clamp(bottom.min(top), top);
        }
        (pressed(Key::Enter) > 0).then_some(self.at)
    }

    /// The lines in view. Returns the one that was clicked.
    fn list_ui(&mut self, ui: &mut Ui, room: Rect, input: Id) -> Option<usize> {
        let id = ui.unique_id().with("places");
        widgets::named_node(ui, id, (Role::ListBox, "Places found"), room);
        if self.len() == 0 {
            let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
            let line = room.shrink2(vec2(PADDING_PT, 0.0));
            let place = text::paint(ui, line, NONE_FOUND, &look);
            let response = ui.interact(place, scroll::row_id(ui, "no place"), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Status, true, NONE_FOUND));
            return None;
        }
        let row_pt = f64::from(ROW_PT);
        let extent =
            Extent { content_pt: self.len() as f64 * row_pt, view_pt: f64::from(room.height()) };
        let offset_pt = extent.clamp(self.offset_pt + scroll::wheel(ui, room));
        let mut rows = ui.new_child(UiBuilder::new().id_salt("place rows").max_rect(room));
        rows.shrink_clip_rect(room);
        let first = (offset_pt / row_pt).floor() as usize;
        let mut clicked = None;
        for line in first..self.len().min(first + MOST_ROWS + 1) {
            let Some(shown) = self.line(line) else { break };
            let top = room.top() + (line as f64 * row_pt - offset_pt) as f32;
            let rect = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), ROW_PT));
            let place = (line, self.len(), line == self.at);
            if shown.show(&rows, rect, (place, input)) {
                clicked = Some(line);
            }
        }
        let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
        let bar = Bar { salt: "place bar", extent, offset_pt };
        self.offset_pt = scroll::bar(ui, track, &bar, &mut self.grab_pt).unwrap_or(offset_pt);
        clicked
    }
}

const NONE_FOUND: &str = "No folder is called like that.";

/// Whether a folder can be made or moved inside this one.
fn can_hold(mailbox: &Mailbox, moved: Option<&MailboxName>) -> bool {
    let is_own = moved.is_some_and(|moved| {
        mailbox.name == *moved || mailbox.name.is_inside(moved, mailbox.delimiter)
    });
    mailbox.delimiter.is_some() && !mailbox.no_inferiors && !is_own
}

/// A place in words.
fn words(state: &State, account: AccountId, parent: Option<&MailboxName>) -> String {
    let Some(parent) = parent else { return TOP_LEVEL.to_owned() };
    let path = state.account(account).map(|view| view.path_of(parent)).unwrap_or_default();
    level_words(&path)
}

/// What is chosen, in a box as high as a field; a click opens the list.
fn line_ui(ui: &mut Ui, words: &str) -> Response {
    let tokens = theme::tokens(ui);
    field::label(ui, "Place");
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), BOX_PT), Sense::click());
    let fill = if response.hovered() { tokens.hover } else { tokens.window };
    let line = egui::Stroke::new(1.0, tokens.line);
    let inside = egui::StrokeKind::Inside;
    ui.painter().rect(rect, theme::RADIUS_PT, fill, line, inside);
    widgets::focus_ring(ui, rect, &response);
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let mut room = rect.shrink2(vec2(PADDING_PT, 0.0));
    room.max.x -= theme::ICON_PT + 8.0;
    text::paint(ui, room, words, &look);
    let sign = rect.with_min_x(rect.right() - PADDING_PT - theme::ICON_PT - 4.0);
    let quiet = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
    widgets::text_centred(ui, sign, &icons::CHEVRON_DOWN.to_string(), &quiet);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Place: {words}")));
    response.on_hover_text("Choose another place")
}

/// A line of the list.
enum Line<'a> {
    Top,
    Folder(&'a Mailbox),
}

impl Line<'_> {
    /// Paints it into `rect`; true where it was clicked.
    fn show(
        &self,
        ui: &Ui,
        rect: Rect,
        ((line, of, chosen), input): ((usize, usize, bool), Id),
    ) -> bool {
        let tokens = theme::tokens(ui);
        let response = ui.interact(rect, scroll::row_id(ui, ("place", line)), Sense::CLICK);
        if chosen {
            ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.accent_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.hover);
        }
        let (sign, leaf, above) = self.parts();
        let quiet = if chosen { tokens.accent_text } else { tokens.dim };
        let icon = Rect::from_min_size(
            pos2(rect.left() + PADDING_PT, rect.top()),
            vec2(theme::ICON_PT, ROW_PT),
        );
        let look = Look::new(theme::icons(theme::ICON_PT), quiet);
        widgets::text_centred(ui, icon, &sign.to_string(), &look);
        let mut words = rect.with_min_x(rect.left() + LEFT_PT);
        words.max.x -= PADDING_PT + scroll::BAR_WIDTH_PT;
        let (font, color) = if chosen {
            (theme::medium(INTERFACE_PT), tokens.accent_text)
        } else {
            (theme::regular(INTERFACE_PT), tokens.text)
        };
        let name = text::paint(ui, words, &leaf, &Look::new(font, color));
        words.min.x = name.right() + 8.0;
        if !above.is_empty() && words.width() > 24.0 {
            let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            text::paint(ui, words, &format!("in {above}"), &dim);
        }
        let path = if above.is_empty() { leaf } else { format!("{above} / {leaf}") };
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &path));
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_selected(chosen);
            node.set_position_in_set(line + 1);
            node.set_size_of_set(of);
        });
        if chosen {
            // The field has the keyboard; this is what Enter would take.
            let option = response.id.accesskit_id();
            response.ctx.accesskit_node_builder(input, |node| node.set_active_descendant(option));
        }
        response.on_hover_text(text::visual(&path)).clicked()
    }

    /// Its sign, its name, and what it is in.
    fn parts(&self) -> (char, String, String) {
        let Self::Folder(mailbox) = self else {
            return (icons::LIST, TOP_LEVEL.to_owned(), String::new());
        };
        let levels: Vec<&str> = levels(mailbox).collect();
        let (leaf, above) = levels.split_last().map_or(("", &[][..]), |(leaf, up)| (*leaf, up));
        (icon_of(mailbox.special_use), leaf.to_owned(), above.join(" / "))
    }
}
