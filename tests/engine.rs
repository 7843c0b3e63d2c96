//! The engine against the demo account's server: commands in, events out, over the in-memory pipe.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use mailpane::demo::DemoServer;
use mailpane::engine::{
    AccountHandle, AccountSetup, Command, Event, EventSender, IfExists, MailboxChange, SaveId,
    SaveRequest,
};
use mailpane::model::{
    Account, AccountId, Body, ConnectionState, Flag, MailboxName, MessageKey, Row, Secret, Security,
};
use mailpane::secrets::Secrets;
use mailpane::wire::Endpoint;

/// Longest wait for something that must come; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
const ACCOUNT: AccountId = AccountId(0);

struct Client {
    handle: AccountHandle,
    events: Receiver<Event>,
}

impl Client {
    fn start(server: &DemoServer, look_only: bool) -> Self {
        Self::start_with(server, look_only, Some("demo"))
    }

    fn start_with(server: &DemoServer, look_only: bool, secret: Option<&str>) -> Self {
        let (sender, events) = bounded(10_000);
        let mut account = Account::new("Demo", "demo", "sample mail", Security::Tls);
        account.secret = mailpane::model::SecretSource::Ask;
        let setup = AccountSetup {
            id: ACCOUNT,
            account,
            secret: secret.map(|text| Secret::new(text.to_owned())),
            remember: false,
            look_only,
            secrets: Secrets::system(true),
        };
        let server = server.clone();
        let handle = AccountHandle::start(
            setup,
            move |_| Ok(Endpoint::Local(server.connector())),
            EventSender::new(sender, Arc::new(|| {})),
        );
        Self { handle, events }
    }

    /// The first event that `pick` accepts, from now on.
    fn expect<T>(&self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            match self.events.recv_deadline(end) {
                Ok(event) => match pick(&event) {
                    Some(found) => return found,
                    None => seen.push(event),
                },
                Err(error) => panic!("waited in vain for {what} ({error}); came: {seen:#?}"),
            }
        }
    }

    fn open(&self, name: &str) -> (u32, NonZeroU32) {
        let mailbox = MailboxName::new(name.as_bytes());
        assert!(self.handle.send(Command::OpenMailbox { mailbox: mailbox.clone(), rows: 30 }));
        self.expect("the mailbox", |event| match event {
            Event::MailboxOpened { mailbox: of, exists, uid_validity, .. } if *of == mailbox => {
                Some((*exists, *uid_validity))
            }
            _ => None,
        })
    }

    fn rows(&self) -> Vec<(u32, Row)> {
        self.expect("rows", |event| match event {
            Event::RowsLoaded { rows, .. } => Some(rows.clone()),
            _ => None,
        })
    }

    fn newest(&self, name: &str) -> (MessageKey, Row) {
        let (_, uid_validity) = self.open(name);
        let rows = self.rows();
        let (_, row) = rows.iter().max_by_key(|(seq, _)| *seq).expect("a row");
        let mailbox = MailboxName::new(name.as_bytes());
        (MessageKey { account: ACCOUNT, mailbox, uid_validity, uid: row.uid }, row.clone())
    }

    fn body(&self, key: &MessageKey) -> Arc<Body> {
        let command = Command::ShowMessage { key: key.clone(), structure: None };
        assert!(self.handle.send(command));
        self.expect("the message", |event| match event {
            Event::MessageLoaded { key: of, body, .. } if of == key => Some(Arc::clone(body)),
            Event::MessageFailed { failure, .. } => panic!("{failure:?}"),
            _ => None,
        })
    }
}

fn mail(subject: &str, body: &str) -> Vec<u8> {
    format!(
        "From: Mara <mara@example.org>\r\nTo: me@example.org\r\nSubject: {subject}\r\n\
         Date: Mon, 23 Nov 2026 10:42:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\
         \r\n{body}\r\n"
    )
    .into_bytes()
}

/// An account with `count` messages in its INBOX.
fn server(count: u32) -> DemoServer {
    let server = DemoServer::empty();
    for n in 1..=count {
        let received = 1_795_000_000 + i64::from(n);
        server.append("INBOX", &[], received, mail(&format!("number {n}"), "Hello."));
    }
    server
}

#[test]
fn logging_in_lists_the_folders_and_the_newest_rows() {
    let client = Client::start(&server(100), false);
    let (exists, _) = client.open("INBOX");
    assert_eq!(exists, 100);
    let rows = client.rows();
    let subjects: Vec<_> = rows.iter().map(|(seq, row)| (*seq, row.text.subject.clone())).collect();
    assert!(subjects.contains(&(100, "number 100".to_owned())), "{subjects:?}");
    assert_eq!(rows.len(), 30);
}

#[test]
fn a_message_shows_its_text_and_headers() {
    let client = Client::start(&server(3), false);
    let (key, _) = client.newest("INBOX");
    let body = client.body(&key);
    assert_eq!(body.subject, "number 3");
    assert_eq!(body.from[0].address, "mara@example.org");
    assert_eq!(body.text.text.trim_end(), "Hello.");
}

#[test]
fn new_mail_appears_by_itself() {
    let server = server(3);
    let client = Client::start(&server, false);
    client.open("INBOX");
    server.append("INBOX", &[], 1_795_100_000, mail("fresh", "Hi."));
    let exists = client.expect("the new message", |event| match event {
        Event::ExistsChanged { exists, .. } => Some(*exists),
        _ => None,
    });
    assert_eq!(exists, 4);
}

#[test]
fn a_message_that_goes_elsewhere_goes_here() {
    let server = server(3);
    let client = Client::start(&server, false);
    let (key, _) = client.newest("INBOX");
    server.expunge("INBOX", key.uid.get());
    let seq = client.expect("the expunge", |event| match event {
        Event::Expunged { seq, .. } => Some(*seq),
        _ => None,
    });
    assert_eq!(seq, 3);
}

#[test]
fn flags_are_stored_and_shown_as_the_server_holds_them() {
    let client = Client::start(&server(3), false);
    let (key, row) = client.newest("INBOX");
    assert!(!row.flags.has(Flag::Flagged));
    client.handle.send(Command::SetFlag { key: key.clone(), flag: Flag::Flagged, on: true });
    client.expect("the flag", |event| match event {
        Event::FlagsChanged { uid, flags, .. } if *uid == Some(key.uid) => {
            flags.has(Flag::Flagged).then_some(())
        }
        _ => None,
    });
}

#[test]
fn a_look_only_account_changes_nothing() {
    let client = Client::start(&server(3), true);
    let (key, _) = client.newest("INBOX");
    client.handle.send(Command::SetFlag { key, flag: Flag::Seen, on: true });
    let failure = client.expect("the refusal", |event| match event {
        Event::FlagFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    });
    assert_eq!(failure.kind, mailpane::model::FailureKind::LookOnly);
}

#[test]
fn folders_are_made_renamed_and_deleted() {
    let client = Client::start(&server(1), false);
    client.open("INBOX");
    let name = |text: &str| MailboxName::new(text.as_bytes());
    let changed = |wanted: MailboxChange| {
        client.expect("the change", |event| match event {
            Event::MailboxChanged { change, .. } if *change == wanted => Some(()),
            Event::MailboxChangeFailed { failure, .. } => panic!("{failure:?}"),
            _ => None,
        });
    };
    client.handle.send(Command::CreateMailbox { mailbox: name("Plans") });
    changed(MailboxChange::Created(name("Plans")));
    client.handle.send(Command::RenameMailbox { from: name("Plans"), to: name("Old plans") });
    changed(MailboxChange::Renamed { from: name("Plans"), to: name("Old plans") });
    client.handle.send(Command::DeleteMailbox { mailbox: name("Old plans") });
    changed(MailboxChange::Deleted(name("Old plans")));
}

#[test]
fn a_refused_folder_says_so_in_the_servers_words() {
    let server = server(1);
    server.refuse("CREATE", "no room for folders");
    let client = Client::start(&server, false);
    client.open("INBOX");
    client.handle.send(Command::CreateMailbox { mailbox: MailboxName::new(b"Plans") });
    let failure = client.expect("the refusal", |event| match event {
        Event::MailboxChangeFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    });
    assert!(failure.server_text.is_some_and(|text| text.contains("no room for folders")));
}

#[test]
fn a_lost_connection_comes_back_with_the_same_folder() {
    let server = server(5);
    let client = Client::start(&server, false);
    client.open("INBOX");
    client.rows();
    server.hang_up();
    // A click ends the wait for the next try.
    client.handle.send(Command::Refresh);
    client.expect("the failure", |event| match event {
        Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } => Some(()),
        _ => None,
    });
    client.handle.send(Command::RetryNow);
    let exists = client.expect("the folder again", |event| match event {
        Event::MailboxOpened { exists, .. } => Some(*exists),
        _ => None,
    });
    assert_eq!(exists, 5);
}

#[test]
fn without_a_password_the_user_is_asked_once_and_then_logged_in() {
    let client = Client::start_with(&server(1), false, None);
    client.expect("the question", |event| match event {
        Event::ConnectionChanged {
            state: ConnectionState::NeedsSecret { failure: None }, ..
        } => Some(()),
        _ => None,
    });
    let secret = Secret::new("demo".to_owned());
    client.handle.send(Command::UseSecret { secret, remember: false });
    client.expect("the login", |event| match event {
        Event::ConnectionChanged { state: ConnectionState::Ready(_), .. } => Some(()),
        _ => None,
    });
}

/// A mail whose second part is `bytes` in base64.
fn mail_with_attachment(bytes: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
        .collect();
    format!(
        "From: a@example.org\r\nSubject: with a file\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         See below.\r\n--b\r\nContent-Type: application/octet-stream; name=data.bin\r\n\
         Content-Disposition: attachment; filename=data.bin\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

#[test]
fn an_attachment_of_many_pieces_is_saved_whole() {
    let bytes: Vec<u8> = (0..1_000_000u32).map(|n| (n % 251) as u8).collect();
    let server = server(1);
    server.append("INBOX", &[], 1_795_100_000, mail_with_attachment(&bytes));
    let client = Client::start(&server, false);
    let (key, _) = client.newest("INBOX");
    client.handle.send(Command::ShowMessage { key: key.clone(), structure: None });
    let attachment = client.expect("the message", |event| match event {
        Event::MessageLoaded { attachments, .. } => attachments.first().cloned(),
        _ => None,
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("data.bin");
    client.handle.send(Command::Save(SaveRequest {
        id: SaveId(1),
        key,
        part: attachment.part,
        encoding: attachment.encoding,
        encoded_bytes: attachment.encoded_bytes,
        path: path.clone(),
        if_exists: IfExists::Refuse,
    }));
    client.expect("the file", |event| match event {
        Event::SaveFinished { path: at, .. } => (*at == path).then_some(()),
        Event::SaveFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    });
    assert!(std::fs::read(&path).expect("the file") == bytes, "the file differs from the mail");
}

#[test]
fn a_message_that_is_gone_says_so() {
    let server = server(2);
    let client = Client::start(&server, true);
    let (mut key, _) = client.newest("INBOX");
    key.uid = NonZeroU32::new(9_999).expect("not zero");
    client.handle.send(Command::ShowMessage { key, structure: None });
    let failure = client.expect("the failure", |event| match event {
        Event::MessageFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    });
    assert_eq!(failure.kind, mailpane::model::FailureKind::MessageGone);
}
