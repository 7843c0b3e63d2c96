//! The cards that make, rename and delete a folder.

use egui::{RichText, Ui};

use crate::app::{Action, FolderPlace, grouped};
use crate::model::{Failure, Mailbox};
use crate::ui::{text, theme};

use super::field::{self, Field};
use super::{Answer, Main, foot};

/// Longest folder name on one line of a card.
const MAX_NAME_CHARS: usize = 40;

/// What is typed.
#[derive(Debug, Default)]
pub(super) struct FolderDraft {
    pub name: String,
    /// Where a new one goes.
    pub place: FolderPlace,
}

/// What a card was asked to show.
pub(super) struct Asked<'a> {
    /// The server was asked and has not answered.
    pub busy: bool,
    pub failure: Option<&'a Failure>,
    pub focus: bool,
}

pub(super) fn new_folder(
    ui: &mut Ui,
    asked: &Asked<'_>,
    open: &Mailbox,
    draft: &mut FolderDraft,
    actions: &mut Vec<Action>,
) {
    name(ui, asked, draft);
    if FolderPlace::offered(open).count() > 1 {
        field::label(ui, "Where");
        ui.add_space(2.0);
        // A circle is all there is to see of it: a hairline would be too faint.
        ui.visuals_mut().widgets.inactive.bg_stroke.color = theme::tokens(ui).dim;
        for place in FolderPlace::offered(open) {
            ui.radio_value(&mut draft.place, place, place_words(place, open));
        }
    }
    submit(ui, asked, ("Create", "Creating…"), draft, actions);
}

pub(super) fn rename(
    ui: &mut Ui,
    asked: &Asked<'_>,
    mailbox: &Mailbox,
    draft: &mut FolderDraft,
    actions: &mut Vec<Action>,
) {
    if mailbox.path.len() > 1 {
        field::small(ui, &mailbox.full_name, theme::tokens(ui).dim);
        ui.add_space(8.0);
    }
    name(ui, asked, draft);
    submit(ui, asked, ("Rename", "Renaming…"), draft, actions);
}

fn name(ui: &mut Ui, asked: &Asked<'_>, draft: &mut FolderDraft) {
    let field = Field {
        label: "Folder name",
        hint: "",
        error: asked.failure,
        width_pt: ui.available_width(),
        focus: asked.focus,
    };
    field::text(ui, &field, &mut draft.name);
}

fn submit(
    ui: &mut Ui,
    asked: &Asked<'_>,
    (label, busy_label): (&str, &str),
    draft: &FolderDraft,
    actions: &mut Vec<Action>,
) {
    let label = if asked.busy { busy_label } else { label };
    let enabled = !asked.busy && !draft.name.trim().is_empty();
    match foot(ui, &Main::new(label, enabled)) {
        Answer::Submit => {
            actions.push(Action::SubmitFolderName { typed: draft.name.clone(), place: draft.place })
        }
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

pub(super) fn delete(
    ui: &mut Ui,
    asked: &Asked<'_>,
    mailbox: &Mailbox,
    inside: usize,
    actions: &mut Vec<Action>,
) {
    field::sentence(ui, &question(mailbox));
    if inside > 0 {
        ui.add_space(8.0);
        field::warning(ui, &warning(inside));
    }
    if let Some(failure) = asked.failure {
        ui.add_space(8.0);
        field::error(ui, failure);
    }
    let label = if asked.busy { "Deleting…" } else { "Delete for good" };
    match foot(ui, &Main::danger(label, !asked.busy, asked.focus)) {
        Answer::Submit => actions.push(Action::ConfirmDeleteFolder),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

fn question(mailbox: &Mailbox) -> String {
    let name = shown_name(mailbox);
    match mailbox.counts.map(|counts| counts.messages) {
        Some(0) => format!("Delete “{name}”? It holds no messages. This cannot be undone."),
        Some(1) => format!("Delete “{name}” with its one message? This cannot be undone."),
        Some(count) => {
            let count = grouped(u64::from(count));
            format!("Delete “{name}” with its {count} messages? This cannot be undone.")
        }
        None => format!("Delete “{name}” and all messages in it? This cannot be undone."),
    }
}

fn warning(inside: usize) -> String {
    if inside == 1 {
        return "One folder is inside it: it is kept, or the server refuses.".to_owned();
    }
    let count = grouped(inside as u64);
    format!("{count} folders are inside it: they are kept, or the server refuses.")
}

fn shown_name(mailbox: &Mailbox) -> &str {
    if mailbox.name.is_inbox() { "Inbox" } else { mailbox.leaf() }
}

fn place_words(place: FolderPlace, open: &Mailbox) -> RichText {
    let inside = |name: &str| {
        let name = match name.char_indices().nth(MAX_NAME_CHARS) {
            Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
            None => name.to_owned(),
        };
        RichText::new(format!("Inside “{}”", text::visual(&name)))
    };
    match place {
        FolderPlace::Top => RichText::new("At the top level"),
        FolderPlace::Beside => {
            let above = open.path.iter().rev().nth(1).map_or("", String::as_str);
            inside(if above.eq_ignore_ascii_case("INBOX") { "Inbox" } else { above })
        }
        FolderPlace::Inside => inside(shown_name(open)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MailboxCounts;

    fn mailbox(messages: Option<u32>) -> Mailbox {
        Mailbox {
            counts: messages.map(|messages| MailboxCounts { messages, ..Default::default() }),
            ..Mailbox::plain("Tender")
        }
    }

    #[test]
    fn the_question_names_the_folder_and_what_goes_with_it() {
        let asked = question(&mailbox(Some(41)));
        assert_eq!(asked, "Delete “Tender” with its 41 messages? This cannot be undone.");
        assert!(question(&mailbox(Some(1))).contains("its one message"));
        assert!(question(&mailbox(Some(0))).contains("no messages"));
        assert!(question(&mailbox(None)).contains("all messages in it"));
        assert!(question(&mailbox(Some(84_210))).contains("84,210"));
    }
}
