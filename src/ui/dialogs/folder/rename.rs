//! Another name, another place, or both, with what comes along in numbers.

use egui::Ui;

use crate::app::{Counted, FolderAct, FolderAsk, rename_lines};

use super::super::{Answer, Main, foot};
use super::{Answered, COUNTING, FolderDraft, Shown, preview};

pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, draft: &mut FolderDraft) -> Option<Answered> {
    let FolderAsk::Rename { mailbox, moves, count, .. } = &shown.dialog.ask else { return None };
    draft.name.focus |= shown.opened && !draft.place.is_choosing();
    let parent = draft.place.parent().cloned();
    draft.name.show(ui, shown, parent.as_ref());
    if mailbox.delimiter.is_some() {
        draft.name.focus |= draft.place.show(ui, shown);
    }
    preview::show(ui, &rename_lines(mailbox, count));
    let parent = draft.place.parent().cloned();
    let checked = draft.name.check(shown, parent.as_ref());
    let is_fine = checked.is_ok();
    let busy = shown.dialog.busy;
    let label = match (*moves, busy) {
        (false, false) => "Rename",
        (false, true) => "Renaming…",
        (true, false) => "Move",
        (true, true) => "Moving…",
    };
    let is_counting = matches!(count, Counted::Counting);
    let mut main = Main::new(label, !busy && is_fine && !is_counting);
    if is_counting {
        main.why = COUNTING;
    }
    match foot(ui, &main) {
        Answer::Submit => {
            let typed = draft.name.typed.clone();
            Some(Answered::Act(FolderAct::Rename { typed, parent }))
        }
        Answer::Cancel => Some(Answered::Cancel),
        Answer::Nothing => None,
    }
}
