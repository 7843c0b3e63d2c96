//! Whether a folder goes: to the trash where one can hold it, for good after its name was typed.

use egui::Ui;

use crate::app::{Counted, FolderAct, FolderAsk, delete_lines, grouped, is_typed, name_to_type};
use crate::model::Mailbox;
use crate::ui::{theme, widgets};

use super::super::field::{self, Field};
use super::super::foot::foot_beside;
use super::super::{Answer, Main, foot};
use super::name::failure_ui;
use super::{Answered, COUNTING, FolderDraft, Shown, preview, shown_name};

pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, draft: &mut FolderDraft) -> Option<Answered> {
    let FolderAsk::Delete { mailbox, trash, count } = &shown.dialog.ask else { return None };
    let is_empty = count.is_empty();
    field::sentence(ui, &question(mailbox, is_empty, trash.is_some()));
    ui.add_space(8.0);
    let lines = delete_lines(mailbox, count);
    // Of what is empty the question says all, but what it is for.
    let said = lines.into_iter().filter(|line| !is_empty || line.is_warning);
    preview::show(ui, &said.collect::<Vec<_>>());
    if is_empty {
        failure_ui(ui, shown.dialog.failure.as_ref());
        let label = if shown.dialog.busy { "Deleting…" } else { "Delete for good" };
        return answered(foot(ui, &Main::danger(label, !shown.dialog.busy, shown.opened)), || {
            FolderAct::DeleteForGood { typed: String::new(), inside: false }
        });
    }
    for_good_ui(ui, mailbox, count, draft);
    failure_ui(ui, shown.dialog.failure.as_ref());
    let is_known = !matches!(count, Counted::Counting);
    let why = if is_known { "" } else { COUNTING };
    let may_delete = !shown.dialog.busy && is_known && is_typed(mailbox, &draft.name.typed);
    let for_good = |draft: &FolderDraft| FolderAct::DeleteForGood {
        typed: draft.name.typed.clone(),
        inside: draft.inside,
    };
    if trash.is_none() {
        let label = if shown.dialog.busy { "Deleting…" } else { "Delete for good" };
        let mut main = Main::danger(label, may_delete, shown.opened);
        main.why = why;
        return answered(foot(ui, &main), || for_good(draft));
    }
    let label = if shown.dialog.busy { "Moving…" } else { "Move to trash" };
    let mut main = Main::new(label, !shown.dialog.busy && is_known);
    main.why = why;
    // Enter in the name's field is meant for the other button.
    main.enter = draft.name.typed.is_empty();
    let mut is_for_good = false;
    // Away from the safe way, which is the card's main button.
    let answer = foot_beside(ui, &main, |ui| {
        let button = widgets::danger_button(ui, "Delete for good", may_delete);
        is_for_good = button.clicked();
    });
    if is_for_good {
        return Some(Answered::Act(for_good(draft)));
    }
    answered(answer, || FolderAct::MoveToTrash)
}

fn answered(answer: Answer, act: impl FnOnce() -> FolderAct) -> Option<Answered> {
    match answer {
        Answer::Submit => Some(Answered::Act(act())),
        Answer::Cancel => Some(Answered::Cancel),
        Answer::Nothing => None,
    }
}

fn question(mailbox: &Mailbox, is_empty: bool, has_trash: bool) -> String {
    let name = shown_name(mailbox);
    if is_empty {
        return format!("Delete “{name}”? It holds no messages and no folders.");
    }
    if has_trash {
        return format!("Delete “{name}”? From the trash it can be moved back.");
    }
    format!("Delete “{name}” for good? This cannot be undone.")
}

/// The name that has to be typed, and whether those inside go too.
fn for_good_ui(ui: &mut Ui, mailbox: &Mailbox, count: &Counted, draft: &mut FolderDraft) {
    ui.add_space(4.0);
    let words = format!("To delete it for good, type its name: “{}”", name_to_type(mailbox));
    field::small(ui, &words, theme::tokens(ui).dim);
    ui.add_space(6.0);
    let width_pt = ui.available_width();
    let field = Field { label: "Folder name", hint: "", error: None, width_pt, focus: false };
    field::text(ui, &field, &mut draft.name.typed);
    let inside = count.known().map_or(0, |survey| survey.inside_total);
    if inside == 0 {
        return;
    }
    let words = match inside {
        1 => "Also the folder inside".to_owned(),
        many => format!("Also the {} folders inside", grouped(u64::from(many))),
    };
    let note = if draft.inside { "" } else { "else the server keeps them, or refuses" };
    field::tick(ui, &mut draft.inside, &words, note);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_says_what_is_lost() {
        let mailbox = Mailbox::plain("Projects/Tender");
        let said = question(&mailbox, true, true);
        assert_eq!(said, "Delete “Tender”? It holds no messages and no folders.");
        let said = question(&mailbox, false, false);
        assert_eq!(said, "Delete “Tender” for good? This cannot be undone.");
        assert!(question(&mailbox, false, true).ends_with("From the trash it can be moved back."));
    }
}
