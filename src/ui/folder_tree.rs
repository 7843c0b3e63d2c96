//! The folder tree: every account with its state, its folders, and what can be done with them.
//!
//! Only what is in view is laid out. Heights are known beforehand, so the view can stand anywhere
//! in a tree of any length.

use egui::{Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::{AccountView, Action, FolderLine, Pane, State};
use crate::model::AccountId;

use super::account_line::{self, Status};
use super::changes::drag;
use super::folder_drag;
use super::folder_menu::{self, MenuAt};
use super::folder_row::{FolderRow, ROW_PT};
use super::folder_targets::{Load, Targets, rest_on};
use super::import::drop;
use super::scroll::{self, Bar, Extent};
use super::theme;
use super::tree_cache::{Branch, TreeCache};

/// Space above the first account and between accounts.
const ACCOUNT_GAP_PT: f32 = 8.0;

/// Where a menu opened by a key stands from its row's lower left corner: under the name.
const MENU_PT: egui::Vec2 = vec2(46.0, -2.0);

/// What the tree remembers between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    pub cache: TreeCache,
    pub(super) offset_pt: f64,
    pub(super) grab_pt: Option<f32>,
    /// Where the keyboard is: an account and the line below it.
    pub(super) cursor: Option<(AccountId, usize)>,
    /// The folder there, by its path: found again when the tree is another.
    pub(super) anchor: Option<(AccountId, Vec<String>)>,
    /// The last folder whose new path was followed.
    renamed: Option<u32>,
    /// The menu over a row, and whether it is about to open.
    menu: Option<MenuAt>,
    menu_opens: bool,
    /// The menu of the row under the cursor is wanted, by a key.
    pub(super) menu_wanted: bool,
    /// The keyboard moved: bring the cursor into view.
    pub(super) show_cursor: bool,
    /// Why the folder under the pointer cannot take what is dragged.
    pub(super) refusal: Option<&'static str>,
    /// The folder under the pointer while files of another program hover.
    pub(super) files_under: drop::Under,
    /// The closed branch that the pointer rests on while something is dragged, and since when, as
    /// egui counts seconds.
    rests_on: Option<(AccountId, Vec<String>, f64)>,
}

impl Drafts {
    /// Makes the lines anew where the folders changed; the cursor stays on its folder, or goes to the
    /// one that it was in.
    pub fn refresh(&mut self, state: &State) {
        let made = self.cache.refresh(state);
        let renamed = state.folders.renamed.as_ref();
        let is_new = renamed.map(|renamed| renamed.serial) != self.renamed;
        if let Some(renamed) = renamed.filter(|_| is_new) {
            self.renamed = Some(renamed.serial);
            if let Some((account, path)) = &mut self.anchor
                && *account == renamed.account
                && let Some(new) = renamed.path(path)
            {
                *path = new;
            }
        }
        if made || is_new {
            self.find_cursor();
        }
    }

    fn find_cursor(&mut self) {
        let Some((account, path)) = &self.anchor else { return };
        let Some(branch) = self.cache.branch(*account) else { return };
        let found = (1..=path.len()).rev().find_map(|levels| {
            let above = path.get(..levels)?;
            branch.lines.iter().position(|line| line.path == above)
        });
        if let Some(index) = found {
            self.cursor = Some((*account, index));
        }
    }
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
    let messages = drag::dragged(ui.ctx());
    let folder = folder_drag::dragged(ui.ctx());
    let dragged = match (&messages, &folder) {
        (Some(messages), _) => Some(Load::Messages(messages)),
        (None, Some(folder)) => Some(Load::Folder(folder)),
        (None, None) => None,
    };
    if dragged.is_some() {
        offset_pt = extent.clamp(offset_pt + drag::autoscroll(ui, room));
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(room));
    child.shrink_clip_rect(room);
    let marked = drafts.menu.as_ref().filter(|menu| menu.is_open(ui));
    let mut shown = Shown {
        offset_pt,
        cursor: drafts.cursor,
        marked: marked.map(|menu| (menu.account, menu.path.clone())),
        menu_wanted: drafts.menu_wanted,
        menus: drafts.menu.as_ref().map_or(0, |menu| menu.serial),
        menu: None,
        targets: Targets { dragged, under: None, files: drop::is_dragged(ui).then_some(None) },
    };
    for block in &blocks {
        block_ui(&mut child, state, block, &mut shown, actions);
    }
    let Shown { targets: Targets { under, files, .. }, menu, .. } = shown;
    drafts.files_under = files.flatten();
    if let Some(menu) = menu {
        (drafts.menu, drafts.menu_opens, drafts.menu_wanted) = (Some(menu), true, false);
    }
    drafts.refusal = under.as_ref().and_then(|under| under.refusal);
    let rests_on = under.and_then(|under| under.closed_branch);
    rest_on(ui, rests_on, &mut drafts.rests_on, actions);
    if offset_pt < extent.max_offset_pt() {
        // More below: the tree is cut, not ended.
        let line = room.with_min_y(room.bottom() - 1.0);
        ui.painter().rect_filled(line, 0.0, theme::tokens(ui).line);
    }
    let track = room.with_min_x(room.right() - scroll::BAR_WIDTH_PT);
    let bar = Bar { salt: "tree bar", extent, offset_pt };
    drafts.offset_pt = scroll::bar(ui, track, &bar, &mut drafts.grab_pt).unwrap_or(offset_pt);
    menu_ui(ui, state, drafts, actions);
}

/// The menu over the row that it was opened on, as long as that is there.
fn menu_ui(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let opens = std::mem::take(&mut drafts.menu_opens);
    let Some(menu) = &drafts.menu else { return };
    let lines = drafts.cache.branch(menu.account).map(|branch| &branch.lines);
    let line = lines.and_then(|lines| lines.iter().find(|line| line.path == menu.path));
    match line {
        Some(line) if opens || menu.is_open(ui) => {
            folder_menu::menu_ui(ui, state, ((menu, opens), line), actions);
        }
        // Its number is kept, so that the next one has another.
        Some(_) | None => {}
    }
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

/// How the tree stands in this frame, and what is dragged over it.
struct Shown<'a> {
    offset_pt: f64,
    cursor: Option<(AccountId, usize)>,
    /// The folder whose menu is open.
    marked: Option<(AccountId, Vec<String>)>,
    /// The menu of the row under the cursor is wanted.
    menu_wanted: bool,
    /// The number of the last one.
    menus: u32,
    /// It is wanted here.
    menu: Option<MenuAt>,
    targets: Targets<'a>,
}

fn block_ui(
    ui: &mut Ui,
    state: &State,
    block: &Block<'_>,
    shown: &mut Shown<'_>,
    actions: &mut Vec<Action>,
) {
    let (offset_pt, cursor) = (shown.offset_pt, shown.cursor);
    let room = ui.max_rect();
    // Relative to the view first, then to f32: exact however far down it is.
    let y_of = |from_top_pt: f64| room.top() + (from_top_pt - offset_pt) as f32;
    if y_of(block.end_pt) < room.top() || y_of(block.top_pt) > room.bottom() {
        return;
    }
    let head_y = y_of(block.top_pt);
    if head_y + ROW_PT > room.top() {
        let head = Rect::from_min_size(pos2(room.left(), head_y), vec2(room.width(), ROW_PT));
        account_line::head_ui(ui, head, (state, block.view), actions);
        shown.targets.head(ui, state, (block.view.id, head), actions);
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
        let target = shown.targets.row(ui, state, (block.view.id, line, rect), actions);
        let account = block.view.id;
        let is_here = cursor == Some((account, index));
        let marked = shown.marked.as_ref();
        let is_marked = marked.is_some_and(|(of, path)| *of == account && *path == line.path);
        let row = FolderRow {
            line,
            target,
            account,
            is_open: is_open_folder(state, account, line),
            has_cursor: is_marked || (state.focus == Pane::Folders && is_here),
        };
        let by_key = (shown.menu_wanted && is_here).then(|| rect.left_bottom() + MENU_PT);
        if let Some(at) = row.show(ui, rect, actions).or(by_key) {
            let serial = shown.menus.wrapping_add(1);
            shown.menu = Some(MenuAt { account, path: line.path.clone(), at, serial });
        }
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
