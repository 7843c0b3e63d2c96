//! The questions the window asks, one at a time.

use crate::engine::SaveId;
use crate::mime::{self, Attachment, preview};
use crate::model::{
    Account, AccountId, Failure, FailureKind, Mailbox, MailboxName, MessageKey, SecretSource,
};

use super::console::ConsoleQuestion;
use super::export::ExportQuestion;
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
    NewFolder {
        account: AccountId,
        /// The open folder: the places there are lie round it.
        open: Mailbox,
        /// The most likely place, chosen beforehand.
        place: FolderPlace,
        busy: bool,
        failure: Option<Failure>,
    },
    RenameFolder {
        account: AccountId,
        mailbox: Mailbox,
        busy: bool,
        failure: Option<Failure>,
    },
    DeleteFolder {
        account: AccountId,
        mailbox: Mailbox,
        /// Folders inside it; the server keeps or refuses them, it never deletes them unasked.
        inside: usize,
        busy: bool,
        failure: Option<Failure>,
    },
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

/// Where a new folder goes, seen from the open one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FolderPlace {
    #[default]
    Top,
    /// In the folder that the open one is in.
    Beside,
    /// In the open folder.
    Inside,
}

impl FolderPlace {
    /// The places that the server can have.
    pub fn offered(open: &Mailbox) -> impl Iterator<Item = Self> {
        let levels = open.delimiter.is_some();
        let places = [
            Some(Self::Top),
            Some(Self::Beside).filter(|_| levels && open.path.len() > 1),
            Some(Self::Inside).filter(|_| levels && !open.no_inferiors),
        ];
        places.into_iter().flatten()
    }

    /// The new folder's name for the server; a sentence where no server can hold it.
    pub(super) fn name(self, typed: &str, open: &Mailbox) -> Result<MailboxName, &'static str> {
        match self {
            Self::Top => folder_name(typed, None),
            Self::Beside => sibling_name(typed, open),
            Self::Inside => folder_name(typed, Some(open)),
        }
    }
}

impl Dialog {
    /// The account whose failures a dialog shows.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::AddAccount { trying, .. } => *trying,
            Self::Password { account, .. }
            | Self::NewFolder { account, .. }
            | Self::RenameFolder { account, .. }
            | Self::DeleteFolder { account, .. } => Some(*account),
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
            Self::NewFolder { busy, failure, .. }
            | Self::RenameFolder { busy, failure, .. }
            | Self::DeleteFolder { busy, failure, .. } => {
                *busy = false;
                *failure = Some(why);
            }
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

/// Builds the name of a folder typed by the user, below a parent.
///
/// The delimiter inside the typed name makes a folder inside a folder, as the server understands
/// it. Refuses what no server can hold.
pub(super) fn folder_name(
    typed: &str,
    parent: Option<&Mailbox>,
) -> Result<MailboxName, &'static str> {
    let typed = typed.trim_matches(|c| c == '\r' || c == '\n');
    if typed.is_empty() {
        return Err("Type a name for the folder.");
    }
    let Ok(leaf) = crate::text::names::encode_utf7(typed) else {
        return Err("A folder name cannot hold line breaks or NUL characters.");
    };
    let mut bytes = Vec::new();
    if let Some(parent) = parent {
        let Some(delimiter) = parent.delimiter else {
            return Err("This server has no folders inside folders.");
        };
        bytes.extend_from_slice(parent.name.as_bytes());
        bytes.extend_from_slice(delimiter.to_string().as_bytes());
    }
    bytes.extend_from_slice(leaf.as_bytes());
    Ok(MailboxName::new(&bytes))
}

/// The name a folder gets when its last part is typed anew; it stays where it is.
pub(super) fn sibling_name(typed: &str, mailbox: &Mailbox) -> Result<MailboxName, &'static str> {
    let leaf = folder_name(typed, None)?;
    let Some(delimiter) = mailbox.delimiter else { return Ok(leaf) };
    let old = mailbox.name.as_bytes();
    let mut encoded = [0u8; 4];
    let delimiter = delimiter.encode_utf8(&mut encoded).as_bytes();
    let kept = old
        .windows(delimiter.len())
        .rposition(|window| window == delimiter)
        .map_or(0, |at| at + delimiter.len());
    let mut bytes = old.get(..kept).unwrap_or_default().to_vec();
    bytes.extend_from_slice(leaf.as_bytes());
    Ok(MailboxName::new(&bytes))
}
