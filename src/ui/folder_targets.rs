//! What the folders of the tree are to something that is dragged over them: messages, a folder, or
//! files of another program.

use std::time::Duration;

use egui::{Rect, Ui, vec2};

use crate::app::{Action, FolderAct, FolderLine, State};
use crate::model::AccountId;

use super::changes::drag::{self, Dragged, Target};
use super::folder_drag::{self, DraggedFolder};
use super::import::drop;
use super::theme;

/// Space between the pane's edge and the ring round an account that would take a folder.
const RING_MARGIN_PT: f32 = 8.0;
/// How long something that is dragged rests on a closed branch before that opens: long enough to
/// pass over it.
const REST_S: f64 = 0.8;

/// What is dragged in this frame, and what is under it.
pub struct Targets<'a> {
    pub dragged: Option<Load<'a>>,
    pub under: Option<Under>,
    /// Files of another program hover, and the folder under them.
    pub files: Option<drop::Under>,
}

/// What is dragged over the tree.
#[derive(Clone, Copy)]
pub enum Load<'a> {
    Messages(&'a Dragged),
    Folder(&'a DraggedFolder),
}

impl Load<'_> {
    /// What letting it go over a folder means, or why nothing.
    fn drop(
        self,
        (ui, state): (&Ui, &State),
        (account, line): (AccountId, &FolderLine),
    ) -> Result<Drop, &'static str> {
        match self {
            Self::Messages(dragged) => {
                drag::takes(state, dragged, (account, line), drag::modifiers(ui))
                    .map(Drop::Messages)
            }
            Self::Folder(dragged) => {
                folder_drag::takes(state, dragged, (account, Some(line))).map(Drop::Folder)
            }
        }
    }
}

/// What letting go does.
enum Drop {
    Messages(Action),
    Folder(FolderAct),
}

impl Drop {
    fn here(self, ui: &Ui, actions: &mut Vec<Action>) {
        match self {
            Self::Messages(action) => drag::drop_on(ui, action, actions),
            Self::Folder(act) => folder_drag::drop_on(ui, act, actions),
        }
    }
}

/// The folder under what is dragged.
pub struct Under {
    /// Why it cannot take it.
    pub refusal: Option<&'static str>,
    /// There is more inside.
    pub closed_branch: Option<(AccountId, Vec<String>)>,
}

impl Targets<'_> {
    /// How a folder looks to what is dragged; it takes it where it is let go.
    pub fn row(
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
        let takes = dragged.drop((ui, state), (account, line));
        let target = if takes.is_ok() { Target::Plain } else { Target::Faded };
        if !ui.rect_contains_pointer(rect) {
            return target;
        }
        let is_closed = line.has_children && !line.is_open;
        self.under = Some(Under {
            refusal: takes.as_ref().err().copied(),
            closed_branch: is_closed.then(|| (account, line.path.clone())),
        });
        let Ok(drop) = takes else { return target };
        drop.here(ui, actions);
        Target::Lit
    }

    /// The account's line is the top level to a folder.
    pub fn head(
        &mut self,
        ui: &Ui,
        state: &State,
        (account, rect): (AccountId, Rect),
        actions: &mut Vec<Action>,
    ) {
        let Some(Load::Folder(dragged)) = self.dragged else { return };
        if !ui.rect_contains_pointer(rect) {
            return;
        }
        let takes = folder_drag::takes(state, dragged, (account, None));
        let refusal = takes.as_ref().err().copied();
        self.under = Some(Under { refusal, closed_branch: None });
        let Ok(act) = takes else { return };
        folder_drag::drop_on(ui, act, actions);
        let ring = rect.shrink2(vec2(RING_MARGIN_PT, 0.0));
        let stroke = egui::Stroke::new(theme::FOCUS_RING_PT, theme::tokens(ui).accent);
        ui.painter().rect_stroke(ring, theme::RADIUS_PT, stroke, egui::StrokeKind::Inside);
    }
}

/// Opens a branch that the pointer rests on while it drags something.
pub fn rest_on(
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
