//! The field for a folder's name, and what it would make, said as it is typed.

use std::sync::Arc;

use egui::Ui;

use crate::app::{CheckedName, level_words};
use crate::model::{Failure, Mailbox, MailboxName};
use crate::ui::theme;

use super::super::field::{self, Field};
use super::Shown;

/// Longest path in the sentence below the field; its end says most.
const PATH_CHARS: usize = 60;

/// What is typed, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct NameDraft {
    pub typed: String,
    checked: Option<Checked>,
    /// Typed in since the card opened: an empty field is no mistake before.
    touched: bool,
    /// The field wants the keyboard.
    pub focus: bool,
}

/// A check, and what it was made of: 50,000 folders are not looked through for each frame.
#[derive(Debug)]
struct Checked {
    typed: String,
    parent: Option<MailboxName>,
    /// Held, so that a new list can never have the address of the old one.
    mailboxes: Option<Arc<[Mailbox]>>,
    result: Result<CheckedName, String>,
}

impl NameDraft {
    /// What was typed, as the server would have it.
    pub(super) fn check(
        &mut self,
        shown: &Shown<'_>,
        parent: Option<&MailboxName>,
    ) -> &Result<CheckedName, String> {
        let account = shown.dialog.account;
        let mailboxes = shown.state.account(account).and_then(|view| view.mailboxes.as_ref());
        let is_known = self.checked.as_ref().is_some_and(|checked| {
            let same_list = match (&checked.mailboxes, mailboxes) {
                (Some(held), Some(now)) => Arc::ptr_eq(held, now),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            same_list && checked.typed == self.typed && checked.parent.as_ref() == parent
        });
        let old = self.checked.take().filter(|_| is_known);
        let renamed = shown.dialog.mailbox().map(|mailbox| &mailbox.name);
        let checked = old.unwrap_or_else(|| Checked {
            typed: self.typed.clone(),
            parent: parent.cloned(),
            mailboxes: mailboxes.map(Arc::clone),
            result: shown.state.check_folder_name(account, (&self.typed, parent), renamed),
        });
        &self.checked.insert(checked).result
    }

    /// The field, what the server said last, and the sentence about what is typed.
    pub(super) fn show(&mut self, ui: &mut Ui, shown: &Shown<'_>, parent: Option<&MailboxName>) {
        let wants_focus = std::mem::take(&mut self.focus);
        let field = Field {
            label: "Folder name",
            hint: "",
            error: shown.dialog.failure.as_ref(),
            width_pt: ui.available_width(),
            focus: wants_focus,
        };
        let response = field::text(ui, &field, &mut self.typed);
        self.touched |= response.changed();
        let touched = self.touched;
        let has_failure = shown.dialog.failure.is_some();
        let is_empty = self.typed.is_empty();
        let said = said(self.check(shown, parent));
        if has_failure && !touched {
            return;
        }
        let tokens = theme::tokens(ui);
        let (words, color) = match said {
            Said::Fine(words) => (words, tokens.dim),
            Said::Odd(words) => (words, tokens.warning_text),
            Said::Wrong(_) if is_empty && !touched => return,
            Said::Wrong(words) => (words, tokens.danger),
        };
        if words.is_empty() {
            return;
        }
        ui.add_space(-6.0);
        let response = field::small(ui, &words, color);
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
        ui.add_space(10.0);
    }
}

enum Said {
    Fine(String),
    Odd(String),
    Wrong(String),
}

fn said(checked: &Result<CheckedName, String>) -> Said {
    match checked {
        Err(sentence) => Said::Wrong(sentence.clone()),
        Ok(checked) => {
            let made = if checked.typed_levels > 1 { made(&checked.path) } else { String::new() };
            match &checked.caution {
                Some(caution) if made.is_empty() => Said::Odd(caution.clone()),
                Some(caution) => Said::Odd(format!("{made} {caution}")),
                None => Said::Fine(made),
            }
        }
    }
}

/// "Makes the folder “c” in a / b."
fn made(path: &[String]) -> String {
    let Some((leaf, above)) = path.split_last() else { return String::new() };
    format!("Makes the folder “{}” in {}.", shortened(leaf), shortened(&level_words(above)))
}

/// The end of a long name; whole where it is short.
fn shortened(words: &str) -> String {
    let count = words.chars().count();
    if count <= PATH_CHARS {
        return words.to_owned();
    }
    let end: String = words.chars().skip(count - PATH_CHARS).collect();
    format!("…{end}")
}

/// For a failure that belongs to no field.
pub(super) fn failure_ui(ui: &mut Ui, failure: Option<&Failure>) {
    if let Some(failure) = failure {
        ui.add_space(8.0);
        field::error(ui, failure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_levels_would_be_made_is_said() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(made(&path("INBOX/a/b/c")), "Makes the folder “c” in Inbox / a / b.");
        let long = made(&path(&format!("{}/c", "x".repeat(200))));
        assert!(long.contains('…') && long.chars().count() < 110, "{long}");
    }
}
