//! The card that asks before messages go for good.

use egui::Ui;

use crate::app::{Acting, Action, DeleteQuestion, State, grouped};
use crate::ui::theme;

use super::{Answer, Main, field, foot};

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    (question, opened): (&DeleteQuestion, bool),
    actions: &mut Vec<Action>,
) {
    let name = state
        .account(question.account)
        .and_then(|view| view.mailbox(&question.mailbox))
        .map(|mailbox| if mailbox.name.is_inbox() { "Inbox" } else { mailbox.leaf() });
    field::sentence(ui, &asked(question, name));
    if question.no_trash {
        ui.add_space(8.0);
        field::warning(ui, "This server names no trash folder that they could be moved to.");
    }
    if let Some(words) = left_inside(state, question) {
        ui.add_space(8.0);
        field::small(ui, &words, theme::tokens(ui).dim);
    }
    match foot(ui, &Main::danger("Delete for good", true, opened)) {
        Answer::Submit => actions.push(Action::ConfirmDelete),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

/// Emptying a folder takes its messages, not the folders in it.
fn left_inside(state: &State, question: &DeleteQuestion) -> Option<String> {
    if question.acting != Acting::Mailbox {
        return None;
    }
    let mailboxes = state.account(question.account)?.mailboxes.as_deref()?;
    let inside =
        mailboxes.iter().filter(|one| one.name.is_inside(&question.mailbox, one.delimiter)).count();
    match inside {
        0 => None,
        1 => Some("The folder inside stays, with its messages.".to_owned()),
        many => {
            let many = grouped(many as u64);
            Some(format!("The {many} folders inside stay, with their messages."))
        }
    }
}

/// What goes, how much, and from where, as far as the folder has a name to show.
fn asked(question: &DeleteQuestion, folder: Option<&str>) -> String {
    let from = folder.map(|name| format!(" from “{name}”")).unwrap_or_default();
    let all = question.acting == Acting::Mailbox;
    let what = match question.count {
        // It is not known how many there are.
        0 => format!("all messages{from}"),
        1 => format!("one message{from}"),
        count if all => format!("all {} messages{from}", grouped(u64::from(count))),
        count => format!("{} messages{from}", grouped(u64::from(count))),
    };
    format!("Delete {what} for good? This cannot be undone.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, MailboxName};

    #[test]
    fn the_question_says_what_goes_and_how_much() {
        let question = |acting, count| DeleteQuestion {
            account: AccountId(0),
            mailbox: MailboxName::new(b"Trash"),
            acting,
            count,
            no_trash: false,
        };
        let said = asked(&question(Acting::List, 1_204), Some("Trash"));
        assert_eq!(said, "Delete 1,204 messages from “Trash” for good? This cannot be undone.");
        let said = asked(&question(Acting::List, 1), None);
        assert_eq!(said, "Delete one message for good? This cannot be undone.");
        let said = asked(&question(Acting::Mailbox, 30), Some("Trash"));
        assert!(said.starts_with("Delete all 30 messages from “Trash”"), "{said}");
    }
}
