//! The questions the window asks, one at a time.

use crate::engine::SaveId;
use crate::mime::{self, Attachment, preview};
use crate::model::{Account, AccountId, Failure, FailureKind, MessageKey, SecretSource};

use super::console::ConsoleQuestion;
use super::export::ExportQuestion;
use super::folders::FolderDialog;
use super::import::ImportQuestion;
use super::info::InfoDialog;
use super::wish::{DeleteQuestion, FolderQuestion};

/// The fields of the account form, for errors next to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    User,
    Password,
    Server,
    Port,
    Security,
    Tunnel,
    CaFile,
}

/// What was typed into the account form; the password travels apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountForm {
    pub account: Account,
    /// Keep the password in the keyring.
    pub remember: bool,
}

/// A link in a mail, checked, waiting for a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkQuestion {
    /// What the mail shows.
    pub text: String,
    pub target: crate::mime::LinkTarget,
}

/// An attachment, before another program gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    pub key: MessageKey,
    pub attachment: Attachment,
    /// What is dangerous about it, in a sentence.
    pub warning: Option<String>,
}

impl OpenQuestion {
    /// Programs, scripts and what makes a system run or mount something are only ever saved.
    pub fn may_open(&self) -> bool {
        let Attachment { name, safe_name, media_type, .. } = &self.attachment;
        let kind = preview::detect(media_type, name, &[]).kind;
        !mime::is_program(name) && !mime::is_program(safe_name) && kind != preview::Kind::Program
    }
}

/// The dialog that is open. What is being typed lives in the view's drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    AddAccount {
        /// The account being tried, once Connect was pressed.
        trying: Option<AccountId>,
        failure: Option<(Option<Field>, Failure)>,
    },
    /// A known account needs its password.
    Password {
        account: AccountId,
        failure: Option<Failure>,
    },
    /// About a folder: a new one, another name or place, or whether it goes.
    Folder(Box<FolderDialog>),
    RemoveAccount {
        account: AccountId,
    },
    /// Which folder the messages go to.
    MoveTo(Box<FolderQuestion>),
    /// Whether they go for good.
    DeleteMessages(Box<DeleteQuestion>),
    /// What files they become, and where those go.
    Export(Box<ExportQuestion>),
    /// About messages that are brought in.
    Import(ImportQuestion),
    OpenLink(LinkQuestion),
    Console(ConsoleQuestion),
    OpenWith(Box<OpenQuestion>),
    /// What a server says, and the lock.
    Info(InfoDialog),
    /// No file dialog on this machine: a path to type.
    SavePath {
        id: SaveId,
        suggested: String,
        failure: Option<Failure>,
    },
}

impl Dialog {
    /// The account whose failures a dialog shows.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::AddAccount { trying, .. } => *trying,
            Self::Password { account, .. } => Some(*account),
            Self::Folder(dialog) => Some(dialog.account),
            Self::RemoveAccount { .. }
            | Self::MoveTo(_)
            | Self::DeleteMessages(_)
            | Self::Export(_)
            | Self::Import(_)
            | Self::OpenLink(_)
            // Their failures come with events of their own.
            | Self::Info(_)
            | Self::Console(_)
            | Self::OpenWith(_)
            | Self::SavePath { .. } => None,
        }
    }

    /// Shows a failure inside the dialog and lets the user try again.
    pub(super) fn failed(&mut self, why: Failure) {
        match self {
            Self::AddAccount { trying, failure } => {
                *trying = None;
                *failure = Some((field_of(why.kind), why));
            }
            Self::Password { failure, .. } | Self::SavePath { failure, .. } => *failure = Some(why),
            Self::Folder(dialog) => dialog.failed(why),
            Self::RemoveAccount { .. }
            | Self::MoveTo(_)
            | Self::DeleteMessages(_)
            | Self::Export(_)
            | Self::Import(_)
            | Self::OpenLink(_)
            | Self::Info(_)
            | Self::Console(_)
            | Self::OpenWith(_) => {}
        }
    }
}

/// The form's field that a failure is about.
pub fn field_of(kind: FailureKind) -> Option<Field> {
    match kind {
        FailureKind::UnknownHost => Some(Field::Server),
        FailureKind::ConnectionRefused | FailureKind::Timeout | FailureKind::NotImap => {
            Some(Field::Port)
        }
        FailureKind::CertificateExpired
        | FailureKind::CertificateWrongName
        | FailureKind::CertificateUnknownIssuer
        | FailureKind::CertificateChanged
        | FailureKind::Tls => Some(Field::Security),
        FailureKind::LoginRefused => Some(Field::Password),
        FailureKind::Command => Some(Field::Tunnel),
        // The only file that an account names.
        FailureKind::File => Some(Field::CaFile),
        FailureKind::Disconnected
        | FailureKind::Protocol
        | FailureKind::Refused
        | FailureKind::MailboxRebuilt
        | FailureKind::MessageGone
        | FailureKind::LookOnly
        | FailureKind::Keyring
        | FailureKind::Cancelled => None,
    }
}

/// Checks a form before anything is tried. The sentence says what to do.
pub(super) fn check_form(form: &AccountForm, taken: &[&str]) -> Option<(Field, &'static str)> {
    let account = &form.account;
    if account.user.trim().is_empty() {
        return Some((Field::User, "Type your email address or user name."));
    }
    if account.security == crate::model::Security::Tunnel {
        if account.tunnel.as_deref().unwrap_or_default().trim().is_empty() {
            return Some((Field::Tunnel, "Type the command that reaches the server."));
        }
    } else {
        if account.host.trim().is_empty() {
            return Some((Field::Server, "Type the server's name."));
        }
        if account.port == 0 {
            return Some((Field::Port, "Type a port between 1 and 65535."));
        }
    }
    if account.name.trim().is_empty() {
        return Some((Field::Name, "Give the account a name."));
    }
    if taken.contains(&account.name.as_str()) {
        return Some((Field::Name, "Another account has this name already."));
    }
    None
}

/// The source a form's account keeps its secret in.
pub(super) fn secret_source(remember: bool) -> SecretSource {
    if remember { SecretSource::Keyring } else { SecretSource::Ask }
}
