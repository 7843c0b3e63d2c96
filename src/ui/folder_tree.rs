//! The folder tree: every account with its state, its folders, and what can be done with them.
//!
//! Only what is in view is laid out. Heights are known beforehand, so the view can stand anywhere
//! in a tree of any length.

use std::time::Duration;

use egui::{Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::{AccountView, Action, FolderLine, Pane, State};
use crate::model::AccountId;

use super::account_line::{self, Status};
use super::changes::drag::{self, Dragged, Target};
use super::folder_row::{FolderRow, ROW_PT};
use super::import::drop;
use super::scroll::{self, Bar, Extent};
use super::theme;
use super::tree_cache::{Branch, TreeCache};

/// Space above the first account and between accounts.
const ACCOUNT_GAP_PT: f32 = 8.0;

/// How long something that is dragged rests on a closed branch before that opens: long enough to
/// pass over it.
const REST_S: f64 = 0.8;

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
    /// Why the folder under the pointer cannot take what is dragged.
    pub(super) refusal: Option<&'static str>,
    /// The folder under the pointer while files of another program hover.
    pub(super) files_under: drop::Under,
    /// The closed branch that the pointer rests on while something is dragged, and since when, as
    /// egui counts seconds.
    rests_on: Option<(AccountId, Vec<String>, f64)>,
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
    let dragged = drag::dragged(ui.ctx());
    if dragged.is_some() {
        offset_pt = extent.clamp(offset_pt + drag::autoscroll(ui, room));
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(room));
    child.shrink_clip_rect(room);
    let mut shown = Shown {
        offset_pt,
        cursor: drafts.cursor,
        dragged: dragged.as_deref(),
        under: None,
        files: drop::is_dragged(ui).then_some(None),
    };
    for block in &blocks {
        block_ui(&mut child, state, block, &mut shown, actions);
    }
    drafts.files_under = shown.files.flatten();
    let under = shown.under;
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

/// How the tree stands in this frame, and what is under the pointer while something is dragged.
struct Shown<'a> {
    offset_pt: f64,
    cursor: Option<(AccountId, usize)>,
    dragged: Option<&'a Dragged>,
    under: Option<Under>,
    /// Files of another program hover, and the folder under them.
    files: Option<drop::Under>,
}

/// The folder under what is dragged.
struct Under {
    /// Why it cannot take it.
    refusal: Option<&'static str>,
    /// There is more inside.
    closed_branch: Option<(AccountId, Vec<String>)>,
}

impl Shown<'_> {
    /// How a folder looks to what is dragged; it takes it where it is let go.
    fn target(
        &mut self,
        ui: &Ui,
        state: &State,
        (account, line, rect): (AccountId, &FolderLine, Rect),
        actions: &mut Vec<Action>,
    ) -> Target {
        if let Some(under) = &mut self.files {
            return drop::target(ui, state, (account, line, rect), under);
        }
        let Some(dragged) = self.dragged else { return Target::Plain };
        let takes = drag::takes(state, dragged, (account, line), drag::modifiers(ui));
        let target = if takes.is_ok() { Target::Plain } else { Target::Faded };
        if !ui.rect_contains_pointer(rect) {
            return target;
        }
        let is_closed = line.has_children && !line.is_open;
        self.under = Some(Under {
            refusal: takes.as_ref().err().copied(),
            closed_branch: is_closed.then(|| (account, line.path.clone())),
        });
        let Ok(action) = takes else { return target };
        drag::drop_on(ui, action, actions);
        Target::Lit
    }
}

/// Opens a branch that the pointer rests on while it drags something.
fn rest_on(
    ui: &Ui,
    branch: Option<(AccountId, Vec<String>)>,
    rests_on: &mut Option<(AccountId, Vec<String>, f64)>,
    actions: &mut Vec<Action>,
) {
    let Some((account, path)) = branch else {
        *rests_on = None;
        return;
    };
    let now_s = ui.input(|input| input.time);
    let since_s = match rests_on {
        Some((before, at, since_s)) if *before == account && *at == path => *since_s,
        Some(_) | None => now_s,
    };
    let left_s = since_s + REST_S - now_s;
    if left_s > 0.0 {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left_s));
        *rests_on = Some((account, path, since_s));
    } else {
        *rests_on = None;
        actions.push(Action::ToggleBranch { account, path });
    }
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
        let target = shown.target(ui, state, (block.view.id, line, rect), actions);
        let row = FolderRow {
            line,
            target,
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
