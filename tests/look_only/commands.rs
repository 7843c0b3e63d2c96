//! One example of each thing that the window can ask of an engine.
//!
//! A new command does not compile here until it has an example: what it does to an account that is only
//! looked at is then tried.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;
use mailpane::engine::import::pipe;
use mailpane::engine::{
    ChangeId, ChangeRequest, Chosen, Command, ConsoleCommand, ConsoleLiteral, ConsoleRun,
    ExportCommand, ExportForm, ExportId, ExportRequest, FetchId, GiveRequest, IfExists,
    ImportCommand, ImportId, ImportTarget, InfoCommand, MailboxChange, Mark, MessageChange,
    PartRequest, Place, RowsAsked, RunId, SaveId, SaveRequest, TypedLine,
};
use mailpane::model::{
    Flag, Identifier, Keyword, MessageKey, Order, Part, PartId, Rights, RightsChange, Secret,
    TransferEncoding,
};
use mailpane::reading::{Form, PictureRef};
use tempfile::TempDir;

use crate::support::client::{ACCOUNT, mailbox};

/// What the examples are about.
pub struct At {
    /// A message of INBOX.
    pub key: MessageKey,
    pub folder: TempDir,
    pub mbox: PathBuf,
}

/// Writes each pattern beside its examples: the match has no `_`, so nothing is left out.
macro_rules! commands {
    ($at:ident: $($pattern:pat => [$($example:expr),+ $(,)?],)+) => {
        /// Does nothing; it compiles only while it knows every command.
        fn known(command: &Command) {
            match command {
                $($pattern => {})+
            }
        }

        fn all() -> Vec<fn(&At) -> Command> {
            vec![$($((|$at: &At| {
                let _ = $at;
                $example
            }) as fn(&At) -> Command),+),+]
        }

        /// How many examples there are.
        pub const COUNT: usize = 0 $($(+ { let _ = stringify!($example); 1 })+)+;
    };
}

/// The example at this index.
pub fn example(index: usize, at: &At) -> Command {
    let command = all()[index](at);
    known(&command);
    command
}

fn change(change: MessageChange) -> Command {
    Command::ChangeMessages(ChangeRequest {
        id: ChangeId(1),
        account: ACCOUNT,
        mailbox: mailbox("INBOX"),
        uid_validity: None,
        messages: Chosen::Everything,
        change,
    })
}

fn target() -> ImportTarget {
    ImportTarget { id: ImportId(1), account: ACCOUNT, mailbox: mailbox("Archive") }
}

fn rights(change: RightsChange) -> Command {
    Command::Info(InfoCommand::ChangeRights { mailbox: mailbox("INBOX"), changes: vec![change] })
}

/// A line typed into the console, with its literals.
pub fn typed(line: &str, literals: &[&str]) -> Command {
    Command::Console(ConsoleCommand::Run(Box::new(ConsoleRun {
        id: RunId(1),
        line: TypedLine::read(line).unwrap(),
        literals: literals.iter().map(|text| ConsoleLiteral::Text((*text).to_owned())).collect(),
        // As a window that was not told of the lock.
        look_only: false,
    })))
}

fn bob() -> Identifier {
    Identifier::new(b"bob")
}

commands! { at:
    Command::OpenMailbox { .. } => [Command::OpenMailbox {
        mailbox: mailbox("Archive"),
        rows: 30,
        order: Order::default(),
        links: true,
        known_exists: None,
    }],
    Command::ShowRows { .. } => [Command::ShowRows {
        mailbox: mailbox("INBOX"),
        rows: RowsAsked::Range { first_seq: 1, last_seq: 3 },
        links: true,
    }],
    Command::ShowDetails { .. } => [
        Command::ShowDetails { mailbox: mailbox("INBOX"), seqs: vec![1, 2, 3] },
    ],
    Command::ListThreads { .. } => [Command::ListThreads { mailbox: mailbox("INBOX") }],
    Command::Prefetch { .. } => [
        Command::Prefetch { key: at.key.clone(), structure: None, form: Form::Html },
    ],
    Command::ShowMessage { .. } => [Command::ShowMessage {
        place: Place::PANE,
        key: at.key.clone(),
        structure: None,
        form: Form::Text,
    }],
    Command::LeaveMessage { .. } => [Command::LeaveMessage { key: at.key.clone() }],
    Command::FetchPictures { .. } => [Command::FetchPictures {
        key: at.key.clone(),
        pictures: vec![PictureRef {
            name: "cid:x".to_owned(),
            part: PartId(vec![2]),
            encoding: TransferEncoding::Base64,
            encoded_bytes: 12,
        }],
    }],
    Command::OpenPart(_) => [Command::OpenPart(PartRequest {
        id: FetchId(1),
        key: at.key.clone(),
        part: Arc::new(Part::new(PartId(vec![2]), "image/png")),
    })],
    Command::CancelFetch(_) => [Command::CancelFetch(FetchId(1))],
    Command::ReadSource { .. } => [Command::ReadSource { id: FetchId(2), key: at.key.clone() }],
    Command::ShowMoreText { .. } => [Command::ShowMoreText { key: at.key.clone() }],
    Command::ShowHeaders { .. } => [Command::ShowHeaders { key: at.key.clone() }],
    Command::SetFlag { .. } => [
        Command::SetFlag { key: at.key.clone(), flag: Flag::Seen, on: true },
        Command::SetFlag { key: at.key.clone(), flag: Flag::Flagged, on: false },
    ],
    Command::ChangeMessages(_) => [
        change(MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true }),
        change(MessageChange::Mark { mark: Mark::Keyword(Keyword::new("Work").unwrap()), on: true }),
        change(MessageChange::Move { to: mailbox("Trash") }),
        change(MessageChange::Copy { to: mailbox("Trash") }),
        change(MessageChange::Delete),
    ],
    Command::CancelChange(_) => [Command::CancelChange(ChangeId(1))],
    Command::Import(
        ImportCommand::Files { .. }
        | ImportCommand::Take { .. }
        | ImportCommand::Give { .. }
        | ImportCommand::Answer { .. }
        | ImportCommand::Stop(_)
    ) => [
        Command::Import(ImportCommand::Files {
            target: target(),
            paths: Arc::from([at.mbox.clone()]),
        }),
        Command::Import(ImportCommand::Take { target: target(), from: pipe().1, verified: true }),
        Command::Import(ImportCommand::Give {
            request: GiveRequest {
                id: ImportId(2),
                account: ACCOUNT,
                mailbox: mailbox("INBOX"),
                uid_validity: None,
                messages: vec![Chosen::Everything],
            },
            to: pipe().0,
        }),
        Command::Import(ImportCommand::Answer { id: ImportId(1), skip: false }),
        Command::Import(ImportCommand::Stop(ImportId(1))),
    ],
    Command::Save(_) => [Command::Save(SaveRequest {
        id: SaveId(1),
        key: at.key.clone(),
        part: PartId(vec![2]),
        encoding: TransferEncoding::Base64,
        encoded_bytes: 12,
        path: at.folder.path().join("x.png"),
        if_exists: IfExists::NewName,
    })],
    Command::CancelSave(_) => [Command::CancelSave(SaveId(1))],
    Command::Export(ExportCommand::Begin(_) | ExportCommand::Stop(_)) => [
        Command::Export(ExportCommand::Begin(Box::new(ExportRequest {
            id: ExportId(1),
            account: ACCOUNT,
            mailbox: mailbox("INBOX"),
            uid_validity: None,
            messages: vec![Chosen::Everything],
            form: ExportForm::Mbox,
            path: at.folder.path().join("out.mbox"),
            if_exists: IfExists::NewName,
            zone: TimeZone::UTC,
        }))),
        Command::Export(ExportCommand::Stop(ExportId(1))),
    ],
    Command::ChangeMailbox(
        MailboxChange::Created { .. }
        | MailboxChange::Renamed { .. }
        | MailboxChange::Deleted { .. }
        | MailboxChange::Subscribed { .. }
    ) => [
        Command::ChangeMailbox(MailboxChange::created(mailbox("New"))),
        Command::ChangeMailbox(MailboxChange::Renamed {
            from: mailbox("Archive"),
            to: mailbox("Old"),
        }),
        Command::ChangeMailbox(MailboxChange::deleted(mailbox("Archive"))),
        Command::ChangeMailbox(MailboxChange::Subscribed { mailbox: mailbox("Trash"), on: false }),
    ],
    Command::SurveyMailbox { .. } => [Command::SurveyMailbox { mailbox: mailbox("Archive") }],
    Command::Info(
        InfoCommand::ReadAccount
        | InfoCommand::ReadFolder { .. }
        | InfoCommand::ChangeRights { .. }
        | InfoCommand::SetLookOnly(_)
    ) => [
        Command::Info(InfoCommand::ReadAccount),
        Command::Info(InfoCommand::ReadFolder { mailbox: mailbox("INBOX"), selectable: true }),
        rights(RightsChange::Give(bob(), Rights::new(b"lr"))),
        rights(RightsChange::Take(bob(), Rights::new(b"lr"))),
        rights(RightsChange::Remove(bob())),
        // The account was opened as by --look-only, which no command undoes.
        Command::Info(InfoCommand::SetLookOnly(false)),
        Command::Info(InfoCommand::SetLookOnly(true)),
    ],
    Command::Console(
        ConsoleCommand::Run(_)
        | ConsoleCommand::Answer(_)
        | ConsoleCommand::Stop(_)
        | ConsoleCommand::Close
    ) => [
        typed("DELETE Archive", &[]),
        typed("APPEND Archive {}", &["Subject: x"]),
        Command::Console(ConsoleCommand::Answer(Secret::new("DONE".to_owned()))),
        Command::Console(ConsoleCommand::Stop(RunId(1))),
        Command::Console(ConsoleCommand::Close),
    ],
    Command::Refresh => [Command::Refresh],
    Command::UseSecret { .. } => [
        Command::UseSecret { secret: Secret::new("secret".to_owned()), remember: false },
    ],
    Command::CancelLogin => [Command::CancelLogin],
    Command::RetryNow => [Command::RetryNow],
    Command::Stop => [Command::Stop],
}
