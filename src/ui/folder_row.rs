//! One folder in the tree: icon, name, unread count, and what a screen reader says of it.

use egui::accesskit::{Action as Access, Role};
use egui::{DragAndDrop, Pos2, Rect, Response, Sense, Ui, Vec2, pos2, vec2};

use crate::app::{Action, FolderLine, grouped};
use crate::model::{AccountId, SpecialUse};

use super::changes::drag::Target;
use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT, RADIUS_PT, SECONDARY_PT};
use super::{folder_drag, icons, scroll, widgets};

pub const ROW_PT: f32 = 28.0;
/// Space between a pane's edge and the fill of the selected row.
const MARGIN_PT: f32 = 8.0;
/// How far a folder stands right of the one it is in.
const INDENT_PT: f32 = 16.0;
/// Side of the button that opens the menu.
const BUTTON_PT: f32 = 22.0;
/// Room a name keeps, however deep its folder is.
const MIN_NAME_PT: f32 = 96.0;

/// What a click or Enter on a line means: open the folder, else its branch.
pub fn chosen(account: AccountId, line: &FolderLine) -> Option<Action> {
    match &line.name {
        Some(name) if line.selectable => {
            Some(Action::SelectMailbox { account, mailbox: name.clone() })
        }
        Some(_) | None if line.has_children => {
            Some(Action::ToggleBranch { account, path: line.path.clone() })
        }
        Some(_) | None => None,
    }
}

/// One line of the tree.
pub struct FolderRow<'a> {
    pub line: &'a FolderLine,
    pub account: AccountId,
    pub is_open: bool,
    pub has_cursor: bool,
    /// What it is to messages that are dragged.
    pub target: Target,
}

impl FolderRow<'_> {
    /// Paints it into `rect`, takes its clicks and lets it be dragged. Returns where its menu is wanted.
    pub fn show(&self, ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) -> Option<Pos2> {
        let line = self.line;
        let id = scroll::row_id(ui, (self.account.0, &line.path));
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        folder_drag::begin(&response, self.account, line);
        let is_carried = self.target != Target::Plain || DragAndDrop::has_any_payload(ui.ctx());
        let has_button = !is_carried && ui.rect_contains_pointer(rect);
        self.paint(ui, (rect, has_button), &response);
        let button = if has_button { self.menu_button(ui, rect) } else { None };
        let menu = menu_wanted(ui, &response).or(button);
        self.describe(ui, &response);
        if response.clicked() {
            actions.extend(chosen(self.account, line));
        }
        if line.has_children {
            self.triangle(ui, rect, actions);
        }
        self.hover_text(ui, (rect, has_button), response);
        menu
    }

    /// The whole name where it is cut, and why a folder cannot be opened.
    fn hover_text(&self, ui: &Ui, (rect, has_button): (Rect, bool), response: Response) {
        if !response.hovered() {
            return; // Most rows, most frames: their names are not measured.
        }
        let line = self.line;
        let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
        let whole = text::one_line(ui, &line.label, &look, f32::INFINITY).size().x;
        let cut = whole > self.words(ui, (rect, has_button)).width();
        let why = (!line.selectable).then_some("This folder holds other folders, not messages.");
        let name = cut.then(|| text::visual(&line.label));
        let said: Vec<&str> = name.as_deref().into_iter().chain(why).collect();
        if !said.is_empty() {
            response.on_hover_text(said.join("\n"));
        }
    }

    fn left_pt(&self, rect: Rect) -> f32 {
        let most = (rect.width() - MIN_NAME_PT - 46.0).max(0.0);
        rect.left() + (self.line.depth as f32 * INDENT_PT).min(most)
    }

    fn paint(&self, ui: &Ui, (rect, has_button): (Rect, bool), response: &Response) {
        let tokens = theme::tokens(ui);
        let fill = rect.shrink2(vec2(MARGIN_PT, 0.0));
        if self.is_open || self.target == Target::Lit {
            ui.painter().rect_filled(fill, RADIUS_PT, tokens.accent_fill);
        } else if response.hovered() || has_button {
            ui.painter().rect_filled(fill, RADIUS_PT, tokens.hover);
        }
        if self.has_cursor || self.target == Target::Lit {
            let stroke = egui::Stroke::new(theme::FOCUS_RING_PT, tokens.accent);
            ui.painter().rect_stroke(fill, RADIUS_PT, stroke, egui::StrokeKind::Inside);
        }
        let color = if self.is_open {
            tokens.accent_text
        } else if self.line.selectable {
            tokens.text
        } else {
            tokens.dim
        };
        let fade = if self.target == Target::Faded { theme::DISABLED_ALPHA } else { 1.0 };
        let color = color.gamma_multiply(fade);
        let quiet = if self.is_open { tokens.accent_text } else { tokens.dim };
        let quiet = quiet.gamma_multiply(fade);
        let left = self.left_pt(rect);
        let icon = Rect::from_min_size(pos2(left + 22.0, rect.top()), vec2(16.0, ROW_PT));
        let sign = icon_of(self.line.special_use).to_string();
        widgets::text_centred(ui, icon, &sign, &Look::new(theme::icons(theme::ICON_PT), quiet));
        if let Some(count) = self.count().filter(|_| !has_button) {
            let look = Look::new(theme::medium(SECONDARY_PT), quiet);
            text::paint_right(ui, self.after_icon(rect), &count, &look);
        }
        let words = self.words(ui, (rect, has_button));
        let font = if self.is_open { theme::medium } else { theme::regular };
        text::paint(ui, words, &self.line.label, &Look::new(font(INTERFACE_PT), color));
    }

    fn count(&self) -> Option<String> {
        (self.line.unseen > 0).then(|| grouped(u64::from(self.line.unseen)))
    }

    fn after_icon(&self, rect: Rect) -> Rect {
        let left = self.left_pt(rect) + 46.0;
        rect.with_min_x(left).with_max_x(rect.right() - MARGIN_PT - 8.0)
    }

    /// The name's room: up to the count, or to the button.
    fn words(&self, ui: &Ui, (rect, has_button): (Rect, bool)) -> Rect {
        let room = self.after_icon(rect);
        if has_button {
            return room.with_max_x(room.right() - BUTTON_PT);
        }
        let Some(count) = self.count() else { return room };
        let look = Look::new(theme::medium(SECONDARY_PT), theme::tokens(ui).dim);
        let count_pt = text::one_line(ui, &count, &look, f32::INFINITY).size().x;
        room.with_max_x(room.right() - count_pt - 8.0)
    }

    fn describe(&self, ui: &Ui, response: &Response) {
        let line = self.line;
        response.widget_info(|| {
            let name = match line.unseen {
                0 => line.label.clone(),
                unseen => format!("{}, {} unread", line.label, grouped(u64::from(unseen))),
            };
            egui::WidgetInfo::labeled(Role::TreeItem, true, name)
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_level(line.depth + 1);
            node.set_selected(self.is_open);
            node.add_action(Access::ShowContextMenu);
            if line.has_children {
                node.set_expanded(line.is_open);
            }
        });
    }

    /// In place of the count while the pointer is on the row: its menu, for those who do not look for
    /// one under the other mouse button. Returns where that is wanted.
    fn menu_button(&self, ui: &Ui, rect: Rect) -> Option<Pos2> {
        let centre = pos2(rect.right() - MARGIN_PT - 4.0 - BUTTON_PT / 2.0, rect.center().y);
        let place = Rect::from_center_size(centre, Vec2::splat(BUTTON_PT));
        let id = scroll::row_id(ui, (self.account.0, &self.line.path, "menu"));
        let response = ui.interact(place, id, Sense::CLICK);
        let tokens = theme::tokens(ui);
        let color = match (response.hovered(), self.is_open) {
            (true, _) => tokens.text,
            (false, true) => tokens.accent_text,
            (false, false) => tokens.dim,
        };
        let look = Look::new(theme::icons(theme::ICON_PT), color);
        widgets::text_centred(ui, place, &icons::MORE.to_string(), &look);
        response.widget_info(|| {
            let name = format!("Menu of {}", self.line.label);
            egui::WidgetInfo::labeled(Role::Button, true, name)
        });
        let is_wanted = response.clicked();
        response.on_hover_text("Folder menu");
        is_wanted.then(|| place.left_bottom())
    }

    fn triangle(&self, ui: &Ui, rect: Rect, actions: &mut Vec<Action>) {
        let line = self.line;
        let left = self.left_pt(rect);
        let place = Rect::from_min_size(pos2(left + 4.0, rect.top()), vec2(18.0, ROW_PT));
        let id = scroll::row_id(ui, (self.account.0, &line.path, "branch"));
        let response = ui.interact(place, id, Sense::CLICK);
        let (icon, verb) = if line.is_open {
            (icons::CHEVRON_DOWN, "Close")
        } else {
            (icons::CHEVRON_RIGHT, "Open")
        };
        let tokens = theme::tokens(ui);
        let color = if response.hovered() { tokens.text } else { tokens.dim };
        let look = Look::new(theme::icons(SECONDARY_PT), color);
        widgets::text_centred(ui, place, &icon.to_string(), &look);
        response.widget_info(|| {
            let name = format!("{verb} {}", line.label);
            egui::WidgetInfo::labeled(Role::Button, true, name)
        });
        if response.clicked() {
            let path = line.path.clone();
            actions.push(Action::ToggleBranch { account: self.account, path });
        }
    }
}

/// The other mouse button, or a screen reader.
fn menu_wanted(ui: &Ui, response: &Response) -> Option<Pos2> {
    let by_reader =
        ui.input(|input| input.has_accesskit_action_request(response.id, Access::ShowContextMenu));
    if response.secondary_clicked() {
        return response.interact_pointer_pos().or_else(|| Some(response.rect.left_bottom()));
    }
    by_reader.then(|| response.rect.left_bottom())
}

/// The sign of a folder.
pub fn icon_of(special_use: Option<SpecialUse>) -> char {
    match special_use {
        Some(SpecialUse::Inbox) => icons::INBOX,
        Some(SpecialUse::Drafts) => icons::DRAFTS,
        Some(SpecialUse::Sent) => icons::SENT,
        Some(SpecialUse::Archive) => icons::ARCHIVE,
        Some(SpecialUse::All) => icons::ALL_MAIL,
        Some(SpecialUse::Flagged) => icons::FLAG,
        Some(SpecialUse::Important) => icons::IMPORTANT,
        Some(SpecialUse::Junk) => icons::JUNK,
        Some(SpecialUse::Trash) => icons::TRASH,
        None => icons::FOLDER,
    }
}
