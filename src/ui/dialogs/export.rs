//! The card that asks what messages become, and on a machine without a file dialog where they go.

use egui::Ui;

use crate::app::{Action, ExportAct, ExportQuestion, PathQuestion, byte_size};
use crate::engine::ExportForm;
use crate::ui::theme;

use super::field::{self, Field};
use super::{Answer, Main, foot, save_path};

/// From the circle's left edge to the words beside it.
const BESIDE_CIRCLE_PT: f32 = 18.0;

pub(super) fn show(
    ui: &mut Ui,
    question: &ExportQuestion,
    (form, path, focus): (&mut ExportForm, &mut String, bool),
    actions: &mut Vec<Action>,
) {
    field::sentence(ui, &asked(question));
    ui.add_space(12.0);
    match &question.path {
        Some(asked) => path_ui(ui, (question.form, asked), (path, focus), actions),
        None => form_ui(ui, question.count, (form, focus), actions),
    }
}

/// "3 messages from Archive, 24 kB."
fn asked(question: &ExportQuestion) -> String {
    let mut words = question.words.clone();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    match question.bytes {
        Some(bytes) => format!("{words}, {}.", byte_size(bytes)),
        None => format!("{words}."),
    }
}

fn form_ui(
    ui: &mut Ui,
    count: Option<u32>,
    (form, focus): (&mut ExportForm, bool),
    actions: &mut Vec<Action>,
) {
    let is_one = count == Some(1);
    let eml = if is_one { "An .eml file" } else { "An .eml file for each message" };
    let mbox = if is_one { "An mbox file" } else { "One mbox file for all of them" };
    // A circle is all there is to see of it: a hairline would be too faint.
    ui.visuals_mut().widgets.inactive.bg_stroke.color = theme::tokens(ui).dim;
    let choices = [
        (
            ExportForm::Eml,
            eml,
            "As the server has it, in a folder; named by date, sender and subject.",
        ),
        (ExportForm::Mbox, mbox, "What many mail programs import. Flags and tags are kept in it."),
    ];
    for (choice, words, note) in choices {
        let response = ui.radio_value(form, choice, words);
        if focus && choice == *form {
            response.request_focus();
        }
        ui.horizontal_top(|ui| {
            ui.add_space(BESIDE_CIRCLE_PT);
            ui.vertical(|ui| field::small(ui, note, theme::tokens(ui).dim));
        });
        ui.add_space(6.0);
    }
    let label = match form {
        ExportForm::Eml => "Choose folder…",
        ExportForm::Mbox => "Choose file…",
    };
    match foot(ui, &Main::new(label, true)) {
        Answer::Submit => actions.push(Action::Export(ExportAct::Choose(*form))),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

fn path_ui(
    ui: &mut Ui,
    (form, asked): (ExportForm, &PathQuestion),
    (path, focus): (&mut String, bool),
    actions: &mut Vec<Action>,
) {
    let (label, note) = match form {
        ExportForm::Eml => ("Folder", "It has to be there. No file in it is replaced."),
        ExportForm::Mbox => ("Path", "A file that is there already is not replaced."),
    };
    let field = Field {
        label,
        hint: "~/Downloads/…",
        error: asked.failure.as_ref(),
        width_pt: ui.available_width(),
        focus,
    };
    field::text(ui, &field, path);
    field::small(ui, note, theme::tokens(ui).dim);
    match foot(ui, &Main::new("Export", !path.trim().is_empty())) {
        Answer::Submit => {
            let path = save_path::from_home(path.trim(), std::env::home_dir().as_deref());
            actions.push(Action::Export(ExportAct::SubmitPath(path)));
        }
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, MailboxName};

    #[test]
    fn the_question_says_how_many_and_how_large() {
        let question = |words: &str, bytes| ExportQuestion {
            account: AccountId(0),
            mailbox: MailboxName::inbox(),
            words: words.to_owned(),
            count: None,
            bytes,
            form: ExportForm::Eml,
            path: None,
        };
        assert_eq!(asked(&question("all messages of Inbox", None)), "All messages of Inbox.");
        let some = question("3 messages from Inbox", Some(24_000));
        assert_eq!(asked(&some), "3 messages from Inbox, 24 kB.");
    }
}
