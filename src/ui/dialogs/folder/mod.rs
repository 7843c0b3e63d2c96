//! The cards that make, rename, move and delete a folder.

mod delete;
mod name;
mod new;
mod place;
mod preview;
mod rename;

use egui::Ui;

use crate::app::{Action, FolderAct, FolderAsk, FolderDialog, State};
use crate::model::{AccountId, Mailbox, MailboxName, SpecialUse};

use name::NameDraft;
use place::PlaceDraft;

/// Which question a draft belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    New(AccountId, Option<MailboxName>),
    Rename(AccountId, MailboxName),
    Delete(AccountId, MailboxName),
}

impl Subject {
    pub(super) fn of(dialog: &FolderDialog) -> Self {
        let account = dialog.account;
        match &dialog.ask {
            FolderAsk::New { parent } => Self::New(account, parent.clone()),
            FolderAsk::Rename { mailbox, .. } => Self::Rename(account, mailbox.name.clone()),
            FolderAsk::Delete { mailbox, .. } => Self::Delete(account, mailbox.name.clone()),
        }
    }
}

/// What is typed and chosen.
#[derive(Debug, Default)]
pub(super) struct FolderDraft {
    name: NameDraft,
    place: PlaceDraft,
    /// What a new one is for.
    special_use: Option<SpecialUse>,
    /// With those inside it.
    inside: bool,
}

impl FolderDraft {
    pub(super) fn begin(dialog: &FolderDialog) -> Self {
        let mut draft = Self::default();
        match &dialog.ask {
            FolderAsk::New { parent } => draft.place = PlaceDraft::new(parent.clone()),
            FolderAsk::Rename { mailbox, parent, moves, .. } => {
                // The inbox goes on being called so.
                let leaf = if mailbox.name.is_inbox() { "" } else { mailbox.leaf() };
                draft.name.typed = leaf.to_owned();
                draft.place = PlaceDraft::new(parent.clone());
                let is_here = *parent == mailbox.name.parent(mailbox.delimiter);
                if *moves && is_here {
                    draft.place.choose();
                }
            }
            FolderAsk::Delete { .. } => {}
        }
        draft
    }
}

pub(super) fn title(dialog: &FolderDialog) -> &'static str {
    match &dialog.ask {
        FolderAsk::New { .. } => "New folder",
        FolderAsk::Rename { moves: true, .. } => "Move folder",
        FolderAsk::Rename { moves: false, .. } => "Rename folder",
        FolderAsk::Delete { .. } => "Delete folder",
    }
}

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    dialog: &FolderDialog,
    (draft, room_pt, opened): (&mut FolderDraft, f32, bool),
    actions: &mut Vec<Action>,
) {
    if state.account(dialog.account).is_none() {
        actions.push(Action::CloseDialog);
        return;
    }
    let shown = Shown { state, dialog, room_pt, opened };
    let answer = match &dialog.ask {
        FolderAsk::New { .. } => new::show(ui, &shown, draft),
        FolderAsk::Rename { .. } => rename::show(ui, &shown, draft),
        FolderAsk::Delete { .. } => delete::show(ui, &shown, draft),
    };
    match answer {
        Some(Answered::Cancel) => actions.push(Action::CloseDialog),
        Some(Answered::Act(act)) => actions.push(Action::Folder(act)),
        None => {}
    }
}

/// What a card was asked to show.
struct Shown<'a> {
    state: &'a State,
    dialog: &'a FolderDialog,
    /// Height that the fields may take.
    room_pt: f32,
    /// The card has just opened.
    opened: bool,
}

/// What its buttons said.
enum Answered {
    Cancel,
    Act(FolderAct),
}

/// Why nothing is done yet: what it means is said first.
const COUNTING: &str = "What is in the folder is being counted.";

/// A folder's name as the tree has it.
fn shown_name(mailbox: &Mailbox) -> &str {
    if mailbox.name.is_inbox() { "Inbox" } else { mailbox.leaf() }
}
