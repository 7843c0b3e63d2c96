//! Mail files dragged from another program: which folder takes them, and how that looks.
//!
//! Not every system says where the pointer is while something hovers: the folder under it is the
//! target where that is known, else the one that is open. A question names it before anything is sent.

use std::path::PathBuf;

use egui::{Align2, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::app::{Action, FolderLine, ImportAct, State};
use crate::model::{AccountId, MailboxName};
use crate::ui::changes::drag::Target;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT};

/// Height of the words at the foot of the window.
const LABEL_PT: f32 = 34.0;
const PADDING_PT: f32 = 14.0;
const RADIUS_PT: u8 = 8;

/// The folder under the pointer in this frame.
pub type Under = Option<(AccountId, MailboxName)>;

/// Whether files hover over the window, or were dropped in this frame.
pub fn is_dragged(ui: &Ui) -> bool {
    ui.input(|input| !input.raw.hovered_files.is_empty() || !input.raw.dropped_files.is_empty())
}

/// How a folder looks while files hover; it is noted where the pointer is on it.
pub fn target(
    ui: &Ui,
    state: &State,
    (account, line, rect): (AccountId, &FolderLine, Rect),
    under: &mut Under,
) -> Target {
    let Some(name) = line.name.as_ref().filter(|name| state.can_import(account, name).is_ok())
    else {
        return Target::Faded;
    };
    if ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| rect.contains(at)) {
        *under = Some((account, name.clone()));
        return Target::Lit;
    }
    Target::Plain
}

/// Says where the files would go, and takes them where they were let go.
pub fn follow(ui: &Ui, state: &State, under: Under, actions: &mut Vec<Action>) {
    if !is_dragged(ui) || state.accounts.is_empty() {
        return;
    }
    let dropped: Vec<PathBuf> = ui
        .input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    let target = under.or_else(|| state.open.clone());
    if let (Some((account, mailbox)), false) = (target.clone(), dropped.is_empty()) {
        actions.push(Action::Import(ImportAct::Dropped { account, mailbox, paths: dropped }));
        return;
    }
    label_ui(ui, &words(state, target.as_ref()));
}

fn words(state: &State, target: Option<&(AccountId, MailboxName)>) -> String {
    let Some((account, mailbox)) = target else {
        return "Drop mail files on a folder to import them".to_owned();
    };
    match state.can_import(*account, mailbox) {
        Ok(()) => {
            let name = state.account(*account).and_then(|view| view.mailbox(mailbox));
            let name = name
                .map_or("this folder", |it| if it.name.is_inbox() { "Inbox" } else { it.leaf() });
            format!("Drop mail files to import them into {name}")
        }
        Err(why) => why.to_owned(),
    }
}

/// Over the foot of the window, for all to see.
fn label_ui(ui: &Ui, words: &str) {
    let tokens = theme::tokens(ui);
    let window = ui.ctx().content_rect();
    let look = Look::new(theme::medium(INTERFACE_PT), tokens.accent_text);
    let galley = text::one_line(ui, words, &look, window.width() - 6.0 * PADDING_PT);
    let size = vec2(galley.size().x + 2.0 * PADDING_PT, LABEL_PT);
    let foot = window.center_bottom() - vec2(0.0, 2.0 * LABEL_PT);
    let rect = Align2::CENTER_CENTER.anchor_size(foot, size);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("dropped files")));
    let line = Stroke::new(theme::FOCUS_RING_PT, tokens.accent);
    painter.rect_filled(rect, RADIUS_PT, tokens.panel);
    painter.rect(rect, RADIUS_PT, tokens.accent_fill, line, StrokeKind::Inside);
    let at = rect.center() - galley.size() / 2.0;
    painter.galley(at.round(), galley, tokens.accent_text);
}
