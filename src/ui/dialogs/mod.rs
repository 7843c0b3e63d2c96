//! The questions the window asks, one at a time: calm cards in the middle of the window.
//!
//! What a dialog is about comes from [`State::dialog`]; what is being typed lives in [`Drafts`] and
//! goes when the dialog goes. Esc closes, Enter presses the main button, the first field has the
//! keyboard. A click beside the card does nothing: a slip must not throw away what was typed.

mod account;
mod account_draft;
mod console;
mod delete_messages;
mod export;
pub(in crate::ui) mod field;
mod folder;
pub(in crate::ui) mod foot;
mod import;
mod link;
mod move_to;
mod open_with;
mod password;
mod remove_account;
mod save_path;
mod secret_text;

use egui::accesskit::Role;
use egui::{Frame, Id, Key, Modal, Modifiers, RichText, ScrollArea, Ui, UiKind};

use crate::app::{Action, ConsoleQuestion, Dialog, ImportQuestion, InfoDialog, State};
use crate::engine::{ExportForm, ExportId, SaveId};
use crate::model::{AccountId, MailboxName};

use super::{info, theme, widgets};

use foot::{Answer, Main, foot};

/// Width of a card.
const CARD_PT: f32 = 440.0;
/// From a card's edge to what it holds.
const PADDING_PT: i8 = 24;
/// What is left of the window above and below the highest card.
const MARGIN_PT: f32 = 24.0;
/// Room for the card's padding, title and buttons beside its fields.
const FRAME_PT: f32 = 152.0;

/// Which question the drafts belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    AddAccount,
    Password(AccountId),
    Folder(folder::Subject),
    RemoveAccount(AccountId),
    /// Where messages go.
    MoveTo {
        copy: bool,
    },
    /// Whether messages go for good.
    DeleteMessages,
    Import(ImportQuestion),
    Link(String),
    AccountInfo(AccountId),
    FolderInfo(AccountId, MailboxName),
    Unlock(AccountId),
    Console(String),
    SavePath(SaveId),
    /// What messages become; then, with a number, where they go.
    Export(Option<ExportId>),
}

impl Subject {
    fn of(dialog: &Dialog) -> Self {
        match dialog {
            Dialog::AddAccount { .. } => Self::AddAccount,
            Dialog::Password { account, .. } => Self::Password(*account),
            Dialog::Folder(dialog) => Self::Folder(folder::Subject::of(dialog)),
            Dialog::RemoveAccount { account } => Self::RemoveAccount(*account),
            Dialog::MoveTo(question) => Self::MoveTo { copy: question.copy },
            Dialog::DeleteMessages(_) => Self::DeleteMessages,
            Dialog::Import(question) => Self::Import(subject(question)),
            Dialog::Console(question) => Self::Console(console::subject(question)),
            Dialog::OpenLink(question) => Self::Link(question.target.display.clone()),
            Dialog::OpenWith(question) => Self::Link(question.attachment.name.clone()),
            Dialog::Info(InfoDialog::Account { account, .. }) => Self::AccountInfo(*account),
            Dialog::Info(InfoDialog::Folder(sheet)) => {
                Self::FolderInfo(sheet.account, sheet.mailbox.clone())
            }
            Dialog::Info(InfoDialog::Unlock { account }) => Self::Unlock(*account),
            Dialog::SavePath { id, .. } => Self::SavePath(*id),
            Dialog::Export(question) => Self::Export(question.path.as_ref().map(|path| path.id)),
        }
    }
}

/// What is being typed. Secrets in it are zeroed when the dialog closes.
#[derive(Debug, Default)]
pub struct Drafts {
    subject: Option<Subject>,
    account: account_draft::AccountDraft,
    password: password::PasswordDraft,
    folder: folder::FolderDraft,
    move_to: move_to::MoveDraft,
    info: info::Draft,
    path: String,
    export: ExportForm,
    /// The first field has not had the keyboard yet.
    wants_focus: bool,
}

impl Drafts {
    fn begin(dialog: &Dialog) -> Self {
        let mut drafts =
            Self { subject: Some(Subject::of(dialog)), wants_focus: true, ..Self::default() };
        match dialog {
            Dialog::Folder(dialog) => drafts.folder = folder::FolderDraft::begin(dialog),
            Dialog::SavePath { suggested, .. } => {
                drafts.path = format!("~/Downloads/{suggested}");
            }
            Dialog::Console(ConsoleQuestion::Path { suggested, .. }) => {
                drafts.path = format!("~/{suggested}");
            }
            Dialog::Export(question) => {
                drafts.export = question.form;
                if let Some(path) = &question.path {
                    drafts.path = format!("~/Downloads/{}", path.suggested);
                }
            }
            Dialog::AddAccount { .. }
            | Dialog::Password { .. }
            | Dialog::RemoveAccount { .. }
            | Dialog::MoveTo(_)
            | Dialog::DeleteMessages(_)
            | Dialog::Import(_)
            | Dialog::OpenLink(_)
            | Dialog::Info(_)
            | Dialog::Console(_)
            | Dialog::OpenWith(_) => {}
        }
        drafts
    }
}

/// Shows the dialog that is open, if one is.
pub fn dialog_ui(ui: &mut Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let Some(dialog) = &state.dialog else {
        if drafts.subject.is_some() {
            *drafts = Drafts::default();
        }
        return;
    };
    if drafts.subject.as_ref() != Some(&Subject::of(dialog)) {
        *drafts = Drafts::begin(dialog);
        // What cannot be done is not promised.
        drafts.account.remember = state.keyring_problem.is_none();
    }
    let tokens = theme::tokens(ui);
    let frame = Frame::popup(ui.style())
        .fill(tokens.panel)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(10)
        .inner_margin(PADDING_PT);
    // A card of its own for each question: egui remembers the size of the last one.
    let id = Id::unique(("dialog", title(dialog)));
    // egui's area would be a second dialog round the card, without a name.
    let area = Modal::default_area(id).kind(UiKind::GenericArea);
    let modal = Modal::new(id).area(area).backdrop_color(tokens.shade).frame(frame);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(width_pt(dialog).min(ui.ctx().content_rect().width() - 4.0 * MARGIN_PT));
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
        ui.label(RichText::new(title(dialog)).font(theme::strong(TITLE_PT)).color(tokens.text));
        ui.add_space(12.0);
        let room = ui.ctx().content_rect().height() - 2.0 * MARGIN_PT - FRAME_PT;
        card(ui, state, dialog, drafts, room.max(120.0), actions);
        let card = ui.min_rect().expand(f32::from(PADDING_PT));
        widgets::named_node(ui, ui.unique_id(), (Role::Dialog, title(dialog)), card);
    });
    let escape = shown.is_top_modal
        && !shown.any_popup_open
        && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if escape {
        actions.push(Action::CloseDialog);
    }
    drafts.wants_focus = false;
}

/// The question whatever went wrong about it: what is typed stays.
fn subject(question: &ImportQuestion) -> ImportQuestion {
    let mut question = question.clone();
    if let ImportQuestion::Path { failure, .. } = &mut question {
        *failure = None;
    }
    question
}

const TITLE_PT: f32 = 15.0;

fn width_pt(dialog: &Dialog) -> f32 {
    match dialog {
        Dialog::Info(one) if info::is_wide(one) => info::CARD_PT,
        _ => CARD_PT,
    }
}

fn title(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::AddAccount { .. } => "Add account",
        Dialog::Password { .. } => "Password needed",
        Dialog::Folder(dialog) => folder::title(dialog),
        Dialog::RemoveAccount { .. } => "Remove account",
        Dialog::MoveTo(question) if question.copy => "Copy to",
        Dialog::MoveTo(_) => "Move to",
        Dialog::DeleteMessages(_) => "Delete for good",
        Dialog::Export(_) => "Export",
        Dialog::Import(ImportQuestion::Duplicates { .. }) => "Already in the folder",
        Dialog::Import(_) => "Import",
        Dialog::OpenLink(question) if question.target.allowed => "Open link?",
        Dialog::OpenLink(_) => "This link is not opened",
        Dialog::Console(question) => console::title(question),
        Dialog::OpenWith(_) => "Open with another program?",
        Dialog::Info(one) => info::title(one),
        Dialog::SavePath { .. } => "Save attachment",
    }
}

fn card(
    ui: &mut Ui,
    state: &State,
    dialog: &Dialog,
    drafts: &mut Drafts,
    room_pt: f32,
    actions: &mut Vec<Action>,
) {
    let focus = drafts.wants_focus;
    match dialog {
        Dialog::AddAccount { trying, failure } => {
            let asked = account::Asked {
                busy: trying.is_some(),
                failure: failure.as_ref(),
                private: state.private,
                keyring_problem: state.keyring_problem.as_deref(),
                focus,
                answered: drafts.account.take_note(failure.as_ref().map(|(_, why)| why)),
            };
            // As high as its fields at once: egui would let it grow over several frames.
            let fields = ScrollArea::vertical().max_height(room_pt).min_scrolled_height(room_pt);
            fields.show(ui, |ui| account::fields(ui, &asked, &mut drafts.account));
            account::buttons(ui, &asked, &mut drafts.account, actions);
        }
        Dialog::Password { account, failure } => {
            let Some(view) = state.account(*account) else {
                actions.push(Action::CloseDialog);
                return;
            };
            let asked = password::Asked {
                view,
                failure: failure.as_ref(),
                private: state.private,
                keyring_problem: state.keyring_problem.as_deref(),
                focus,
            };
            password::show(ui, &asked, &mut drafts.password, actions);
        }
        Dialog::Folder(dialog) => {
            let draft = (&mut drafts.folder, room_pt, focus);
            folder::show(ui, state, dialog, draft, actions);
        }
        Dialog::RemoveAccount { account } => match state.account(*account) {
            Some(view) => remove_account::show(ui, &view.account, (state.private, focus), actions),
            None => actions.push(Action::CloseDialog),
        },
        Dialog::MoveTo(question) => {
            let draft = (&mut drafts.move_to, room_pt, focus);
            move_to::show(ui, state, question, draft, actions);
        }
        Dialog::DeleteMessages(question) => {
            delete_messages::show(ui, state, (question, focus), actions);
        }
        Dialog::Export(question) => {
            let draft = (&mut drafts.export, &mut drafts.path, focus);
            export::show(ui, question, draft, actions);
        }
        Dialog::Import(question) => {
            import::show(ui, question, (&mut drafts.path, focus), actions);
        }
        Dialog::Info(one) => {
            let draft = (&mut drafts.info, room_pt, focus);
            info::show(ui, state, one, draft, actions);
        }
        Dialog::OpenLink(question) => link::show(ui, question, actions),
        Dialog::Console(question) => {
            console::show(ui, question, (&mut drafts.path, focus), actions);
        }
        Dialog::OpenWith(question) => open_with::show(ui, state, question, actions),
        Dialog::SavePath { id, failure, .. } => {
            save_path::show(ui, *id, failure.as_ref(), (&mut drafts.path, focus), actions);
        }
    }
}
