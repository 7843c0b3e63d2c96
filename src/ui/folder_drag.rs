//! A folder on its way to another one, or to its account's line, under the pointer.

use std::sync::Arc;

use egui::{Context, DragAndDrop, Response, Ui};

use crate::app::{Action, FolderAct, FolderId, FolderLine, FolderWish, State};
use crate::model::AccountId;

use super::changes::drag;

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraggedFolder {
    pub folder: FolderId,
    pub label: String,
}

/// Begins where a row of the tree is dragged away.
pub fn begin(response: &Response, account: AccountId, line: &FolderLine) {
    if !response.drag_started_by(egui::PointerButton::Primary) {
        return;
    }
    let Some(mailbox) = line.name.clone() else { return };
    let folder = FolderId { account, mailbox };
    let dragged = DraggedFolder { folder, label: line.label.clone() };
    DragAndDrop::set_payload(&response.ctx, dragged);
}

/// What is dragged now, if a folder is.
pub fn dragged(context: &Context) -> Option<Arc<DraggedFolder>> {
    DragAndDrop::payload::<DraggedFolder>(context)
}

/// Whether a folder, or the account where there is no line, can take what is dragged, and why not.
pub fn takes(
    state: &State,
    dragged: &DraggedFolder,
    (account, line): (AccountId, Option<&FolderLine>),
) -> Result<FolderAct, &'static str> {
    if account != dragged.folder.account {
        return Err("Folders are moved within their account.");
    }
    let into = match line {
        None => None,
        Some(line) => Some(line.folder.clone().ok_or("The server does not list this folder.")?),
    };
    let wish = FolderWish::MoveInto(into);
    state.can_folder(&dragged.folder, &wish)?;
    Ok(FolderAct::Wish(dragged.folder.clone(), wish))
}

/// Does it where the pointer was let go over it.
pub fn drop_on(ui: &Ui, act: FolderAct, actions: &mut Vec<Action>) {
    if ui.input(|input| input.pointer.any_released())
        && DragAndDrop::take_payload::<DraggedFolder>(ui.ctx()).is_some()
    {
        actions.push(Action::Folder(act));
    }
}

/// Its name beside the pointer; `refusal` where it cannot be let go here.
pub fn label_ui(ui: &Ui, refusal: Option<&str>) {
    if let Some(dragged) = dragged(ui.ctx()) {
        drag::label_at_pointer(ui, &dragged.label, refusal);
    }
}
