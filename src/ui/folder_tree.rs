//! The folder tree: every account with its state, its folders, and what can be done with them.
//!
//! Only what is in view is laid out. Heights are known beforehand, so the view can stand anywhere
//! in a tree of any length.

use egui::accesskit::Role;
use egui::{Rect, Response, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{AccountView, Action, FolderLine, Pane, State, grouped};
use crate::model::{AccountId, SpecialUse};

use super::account_line::{self, Status};
use super::scroll::{self, Bar, Extent};
use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT, RADIUS_PT, SECONDARY_PT};
use super::tree_cache::{Branch, TreeCache};
use super::{icons, widgets};

pub const ROW_PT: f32 = 28.0;
/// Space above the first account and between accounts.
const ACCOUNT_GAP_PT: f32 = 8.0;
/// Space between a pane's edge and the fill of the selected row.
const MARGIN_PT: f32 = 8.0;
/// How far a folder stands right of the one it is in.
const INDENT_PT: f32 = 16.0;
/// Room a name keeps, however deep its folder is.
const MIN_NAME_PT: f32 = 96.0;

/// What the tree remembers between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    pub cache: TreeCache,
    pub(super) offset_pt: f64,
    pub(super) grab_pt: Option<f32>,
    /// Where the keyboard is: an account and the line below it.
    pub(super) cursor: Option<(AccountId, usize)>,
    /// The keyboard moved: bring the cursor into view.
    pub(super) show_cursor: bool,
}

/// Where an account's block stands, from the top of the tree.
struct Block<'a> {
    view: &'a AccountView,
    branch: &'a Branch,
    status: Option<Status>,
    top_pt: f64,
    lines_top_pt: f64,
    end_pt: f64,
}

/// The rows, in `ui`'s whole room.
pub fn tree_ui(ui: &mut Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let room = ui.max_rect();
    let blocks = blocks(ui, state, &drafts.cache, room.width());
    let extent = Extent {
        content_pt: blocks.last().map_or(0.0, |block| block.end_pt) + f64::from(ACCOUNT_GAP_PT),
        view_pt: f64::from(room.height()),
    };
    let mut offset_pt = extent.clamp(drafts.offset_pt + scroll::wheel(ui, room));
    if std::mem::take(&mut drafts.show_cursor) {
        offset_pt = extent.clamp(shown_offset(&blocks, drafts.cursor, offset_pt, extent));
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(room));
    child.shrink_clip_rect(room);
    for block in &blocks {
        block_ui(&mut child, state, block, (offset_pt, drafts.cursor), actions);
    }
    if offset_pt < extent.max_offset_pt() {
        // More below: the tree is cut, not ended.
        let line = room.with_min_y(room.bottom() - 1.0);
        ui.painter().rect_filled(line, 0.0, theme::tokens(ui).line);
    }
    let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
    let bar = Bar { salt: "tree bar", extent, offset_pt };
    drafts.offset_pt = scroll::bar(ui, track, &bar, &mut drafts.grab_pt).unwrap_or(offset_pt);
}

fn blocks<'a>(ui: &Ui, state: &'a State, cache: &'a TreeCache, width_pt: f32) -> Vec<Block<'a>> {
    let mut y = 0.0;
    let mut blocks = Vec::with_capacity(state.accounts.len());
    for (view, branch) in state.accounts.iter().zip(cache.branches()) {
        y += f64::from(ACCOUNT_GAP_PT);
        let top_pt = y;
        let status = account_line::status(ui, view, width_pt);
        let status_pt = status.as_ref().map_or(0.0, Status::height_pt);
        let lines_top_pt = y + f64::from(ROW_PT + status_pt);
        y = lines_top_pt + branch.lines.len() as f64 * f64::from(ROW_PT);
        blocks.push(Block { view, branch, status, top_pt, lines_top_pt, end_pt: y });
    }
    blocks
}

fn block_ui(
    ui: &mut Ui,
    state: &State,
    block: &Block<'_>,
    (offset_pt, cursor): (f64, Option<(AccountId, usize)>),
    actions: &mut Vec<Action>,
) {
    let room = ui.max_rect();
    // Relative to the view first, then to f32: exact however far down it is.
    let y_of = |from_top_pt: f64| room.top() + (from_top_pt - offset_pt) as f32;
    if y_of(block.end_pt) < room.top() || y_of(block.top_pt) > room.bottom() {
        return;
    }
    let head_y = y_of(block.top_pt);
    if head_y + ROW_PT > room.top() {
        let head = Rect::from_min_size(pos2(room.left(), head_y), vec2(room.width(), ROW_PT));
        account_line::head_ui(ui, head, block.view, state.look_only);
    }
    if let Some(status) = &block.status {
        let place = Rect::from_min_max(
            pos2(room.left(), head_y + ROW_PT),
            pos2(room.right(), y_of(block.lines_top_pt)),
        );
        if place.bottom() > room.top() {
            account_line::status_ui(ui, place, block.view, status, actions);
        }
    }
    let above_pt = (offset_pt - block.lines_top_pt).max(0.0);
    let first = (above_pt / f64::from(ROW_PT)).floor() as usize;
    let in_view = (room.height() / ROW_PT).ceil() as usize + 1;
    let lines = block.branch.lines.iter().enumerate().skip(first).take(in_view);
    for (index, line) in lines {
        let top = y_of(block.lines_top_pt + index as f64 * f64::from(ROW_PT));
        if top > room.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(room.left(), top), vec2(room.width(), ROW_PT));
        let row = FolderRow {
            line,
            account: block.view.id,
            is_open: is_open_folder(state, block.view.id, line),
            has_cursor: state.focus == Pane::Folders && cursor == Some((block.view.id, index)),
        };
        row.show(ui, rect, actions);
    }
}

fn is_open_folder(state: &State, account: AccountId, line: &FolderLine) -> bool {
    match (&state.open, &line.name) {
        (Some((open, mailbox)), Some(name)) => *open == account && mailbox == name,
        (Some(_), None) | (None, _) => false,
    }
}

/// The offset nearest to `offset_pt` at which the cursor's line is in view.
fn shown_offset(
    blocks: &[Block<'_>],
    cursor: Option<(AccountId, usize)>,
    offset_pt: f64,
    extent: Extent,
) -> f64 {
    let Some((account, index)) = cursor else { return offset_pt };
    let Some(block) = blocks.iter().find(|block| block.view.id == account) else {
        return offset_pt;
    };
    let top = block.lines_top_pt + index as f64 * f64::from(ROW_PT);
    let bottom = top + f64::from(ROW_PT) - extent.view_pt;
    offset_pt.clamp(bottom.min(top), top)
}

/// What a click or Enter on a line means: open the folder, else its branch.
pub(super) fn chosen(account: AccountId, line: &FolderLine) -> Option<Action> {
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

struct FolderRow<'a> {
    line: &'a FolderLine,
    account: AccountId,
    is_open: bool,
    has_cursor: bool,
}

impl FolderRow<'_> {
    fn show(&self, ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) {
        let line = self.line;
        let can_click = line.selectable || line.has_children;
        let sense = if can_click { Sense::CLICK } else { Sense::hover() };
        let id = scroll::row_id(ui, (self.account.0, &line.path));
        let response = ui.interact(rect, id, sense);
        self.paint(ui, rect, &response);
        self.describe(ui, &response);
        if response.clicked() {
            actions.extend(chosen(self.account, line));
        }
        if line.has_children {
            self.triangle(ui, rect, actions);
        }
        if !line.selectable {
            response.on_hover_text("This folder holds other folders, not messages.");
        }
    }

    fn left_pt(&self, rect: Rect) -> f32 {
        let most = (rect.width() - MIN_NAME_PT - 46.0).max(0.0);
        rect.left() + (self.line.depth as f32 * INDENT_PT).min(most)
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let tokens = theme::tokens(ui);
        let fill = rect.shrink2(vec2(MARGIN_PT, 0.0));
        if self.is_open {
            ui.painter().rect_filled(fill, RADIUS_PT, tokens.accent_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(fill, RADIUS_PT, tokens.hover);
        }
        if self.has_cursor {
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
        let quiet = if self.is_open { tokens.accent_text } else { tokens.dim };
        let left = self.left_pt(rect);
        let icon = Rect::from_min_size(pos2(left + 22.0, rect.top()), vec2(16.0, ROW_PT));
        let sign = icon_of(self.line.special_use).to_string();
        widgets::text_centred(ui, icon, &sign, &Look::new(theme::icons(theme::ICON_PT), quiet));
        let mut words = rect.with_min_x(left + 46.0).with_max_x(rect.right() - MARGIN_PT - 8.0);
        if self.line.unseen > 0 {
            let look = Look::new(theme::medium(SECONDARY_PT), quiet);
            let count = grouped(u64::from(self.line.unseen));
            words.max.x = text::paint_right(ui, words, &count, &look).left() - 8.0;
        }
        let font = if self.is_open { theme::medium } else { theme::regular };
        text::paint(ui, words, &self.line.label, &Look::new(font(INTERFACE_PT), color));
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
            if line.has_children {
                node.set_expanded(line.is_open);
            }
        });
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

fn icon_of(special_use: Option<SpecialUse>) -> char {
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
