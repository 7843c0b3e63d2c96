//! A listener in the window's place: sends commands to one account's worker and waits for events.

mod reading;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use mailpane::config::ConfigDir;
use mailpane::demo::DemoServer;
use mailpane::engine::{
    AccountHandle, AccountSetup, ChangeId, ChangeOutcome, ChangeRequest, Command, Event,
    EventSender, FetchId, IfExists, MailboxChange, PartRequest, Place, RowsAsked, SaveId,
    SaveRequest, endpoint_of,
};
use mailpane::mime::Attachment;
use mailpane::model::{
    Account, AccountId, Body, ConnectionInfo, ConnectionState, Failure, Flag, Mailbox, MailboxName,
    MessageKey, Part, Row, Secret, SecretSource, Security, TrafficByPurpose,
};
use mailpane::reading::{Form, Opened, Reading};
use mailpane::secrets::Secrets;
use mailpane::wire::{Direction, Endpoint};

/// Longest wait for something that must come; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The one account of a client.
pub const ACCOUNT: AccountId = AccountId(0);

/// Room for every event of a test: the worker never waits for the test.
const EVENTS: usize = 20_000;

/// Rows asked for with a mailbox.
pub const FIRST_ROWS: u32 = 30;

/// One account's worker and all it has said.
#[derive(Debug)]
pub struct Client {
    pub handle: AccountHandle,
    events: Receiver<Event>,
    seen: RefCell<Vec<Event>>,
    /// How many of `seen` were looked at.
    passed: Cell<usize>,
}

/// An account on a server of this machine, trusting `ca` alone beside the system's store.
pub fn account(user: &str, security: Security, port: u16, ca: Option<&Path>) -> Account {
    let mut account = Account::new("Test", user, "127.0.0.1", security);
    account.port = port;
    account.secret = SecretSource::Ask;
    account.ca_file = ca.map(Path::to_owned);
    account
}

/// An account behind a shell command.
pub fn tunnel(user: &str, command: String) -> Account {
    let mut account = account(user, Security::Tunnel, 0, None);
    account.host = String::new();
    account.tunnel = Some(command);
    account
}

/// A name as the server spells it.
pub fn mailbox(name: &str) -> MailboxName {
    MailboxName::new(name.as_bytes())
}

/// The mailbox that people know by this name.
pub fn find<'a>(tree: &'a [Mailbox], full_name: &str) -> Option<&'a Mailbox> {
    tree.iter().find(|mailbox| mailbox.full_name == full_name)
}

/// Opens a mailbox as it is listed at first: newest first, each message for itself.
pub fn open_mailbox(mailbox: MailboxName, rows: u32) -> Command {
    let order = mailpane::model::Order::default();
    Command::OpenMailbox { mailbox, rows, order, links: false, known_exists: None }
}

impl Client {
    pub fn start(account: Account, secret: Option<&str>) -> Self {
        // No account here names a file by a relative path, so the folder need not exist.
        let config = ConfigDir::locate(Some("/nonexistent".into()), true).expect("a chosen folder");
        Self::with_endpoint(account, secret, move |account| endpoint_of(account, &config))
    }

    pub fn demo(server: &DemoServer, look_only: bool, secret: Option<&str>) -> Self {
        let mut account = Account::new("Demo", "demo", "sample mail", Security::Tls);
        account.secret = SecretSource::Ask;
        account.look_only = look_only;
        let connector = server.connector();
        Self::with_endpoint(account, secret, move |_| Ok(Endpoint::Local(connector)))
    }

    /// An account whose server the test plays itself, with a greeting that needs no login.
    pub fn played(endpoint: Endpoint, look_only: bool) -> Self {
        let mut account = Account::new("Played", "me", "mail.example", Security::Tls);
        account.secret = SecretSource::Ask;
        account.look_only = look_only;
        Self::with_endpoint(account, Some("secret"), move |_| Ok(endpoint))
    }

    /// Has messages changed, and waits for what became of it.
    pub fn change_messages(&self, request: &ChangeRequest) -> Arc<ChangeOutcome> {
        self.send(Command::ChangeMessages(request.clone()));
        self.changed(request.id)
    }

    /// What became of a change.
    pub fn changed(&self, id: ChangeId) -> Arc<ChangeOutcome> {
        self.expect("the end of the change", |event| match event {
            Event::MessagesChanged { id: of, outcome } if *of == id => Some(Arc::clone(outcome)),
            _ => None,
        })
    }

    /// An account whose server is part of the program.
    pub fn local(server: &DemoServer, account: Account, secret: &str) -> Self {
        let connector = server.connector();
        Self::with_endpoint(account, Some(secret), move |_| Ok(Endpoint::Local(connector)))
    }

    fn with_endpoint(
        account: Account,
        secret: Option<&str>,
        endpoint: impl FnOnce(&Account) -> Result<Endpoint, Failure> + Send + 'static,
    ) -> Self {
        let (sender, events) = bounded(EVENTS);
        let setup = AccountSetup {
            id: ACCOUNT,
            look_only: account.look_only,
            account,
            secret: secret.map(|text| Secret::new(text.to_owned())),
            remember: false,
            secrets: Secrets::system(true),
        };
        let sender = EventSender::new(sender, Arc::new(|| {}));
        let handle = AccountHandle::start(setup, endpoint, sender);
        Self { handle, events, seen: RefCell::default(), passed: Cell::new(0) }
    }

    pub fn send(&self, command: Command) {
        assert!(self.handle.send(command), "the worker takes no more commands");
    }

    /// The first event that `pick` accepts, behind the one that was found last.
    pub fn expect<T>(&self, what: &str, pick: impl FnMut(&Event) -> Option<T>) -> T {
        self.within(PATIENCE, pick)
            .unwrap_or_else(|| panic!("waited in vain for {what}; {}", self.told()))
    }

    /// As [`Client::expect`], or `None` where nothing of the kind comes within `limit`.
    pub fn within<T>(
        &self,
        limit: Duration,
        mut pick: impl FnMut(&Event) -> Option<T>,
    ) -> Option<T> {
        let end = Instant::now() + limit;
        loop {
            let index = self.passed.get();
            if index == self.seen.borrow().len() {
                let event = self.events.recv_deadline(end).ok()?;
                self.seen.borrow_mut().push(event);
            }
            self.passed.set(index + 1);
            let found = pick(&self.seen.borrow()[index]);
            if found.is_some() {
                return found;
            }
        }
    }

    /// What happened, for a failing test.
    fn told(&self) -> String {
        let seen = self.seen.borrow();
        let last = &seen[seen.len().saturating_sub(20)..];
        format!("the last events were {last:#?}; the last lines were\n{}", self.log_text())
    }

    /// Every line of the protocol log: connection, direction, text.
    pub fn log_text(&self) -> String {
        let lines = self.handle.log().lines().into_iter().map(|line| {
            let arrow = match line.direction {
                Direction::Sent => ">",
                Direction::Received => "<",
                Direction::Note => "#",
            };
            format!("{} {arrow} {}\n", line.connection, line.text)
        });
        lines.collect()
    }

    /// The commands sent so far, without their tags.
    pub fn sent(&self) -> Vec<String> {
        let lines = self.handle.log().lines().into_iter();
        lines
            .filter(|line| line.direction == Direction::Sent)
            .map(|line| line.text.split_once(' ').map_or(line.text.as_str(), |l| l.1).to_owned())
            .collect()
    }

    pub fn ready(&self) -> Arc<ConnectionInfo> {
        self.expect("the login", |event| match event {
            Event::ConnectionChanged { state: ConnectionState::Ready(info), .. } => {
                Some(Arc::clone(info))
            }
            _ => None,
        })
    }

    /// The failure of the connection, and when it is tried again.
    pub fn failed(&self) -> (Failure, Option<u32>) {
        self.expect("the failure", |event| match event {
            Event::ConnectionChanged {
                state: ConnectionState::Failed { failure, retry_in_secs },
                ..
            } => Some((failure.clone(), *retry_in_secs)),
            _ => None,
        })
    }

    /// The question for a password, and why it is asked.
    pub fn asked(&self) -> Option<Failure> {
        self.expect("the question for the password", |event| match event {
            Event::ConnectionChanged {
                state: ConnectionState::NeedsSecret { failure }, ..
            } => Some(failure.clone()),
            _ => None,
        })
    }

    /// The messages there are, and the mailbox's UIDVALIDITY.
    pub fn open(&self, name: &str) -> (u32, NonZeroU32) {
        let mailbox = mailbox(name);
        self.send(open_mailbox(mailbox.clone(), FIRST_ROWS));
        self.expect("the mailbox", |event| match event {
            Event::MailboxOpened { mailbox: of, exists, uid_validity, .. } if *of == mailbox => {
                Some((*exists, *uid_validity))
            }
            Event::MailboxFailed { mailbox: of, failure, .. } if *of == mailbox => {
                panic!("{failure:?}")
            }
            _ => None,
        })
    }

    pub fn rows(&self) -> Vec<(u32, Row)> {
        self.expect("rows", |event| match event {
            Event::RowsLoaded { rows, .. } => Some(rows.clone()),
            _ => None,
        })
    }

    /// Collects rows until all of these sequence numbers are there.
    pub fn rows_of(&self, wanted: RangeInclusive<u32>) -> BTreeMap<u32, Row> {
        let mut all = BTreeMap::new();
        self.expect("all rows", |event| {
            if let Event::RowsLoaded { rows, .. } = event {
                all.extend(rows.iter().filter(|(seq, _)| wanted.contains(seq)).cloned());
            }
            wanted.clone().all(|seq| all.contains_key(&seq)).then_some(())
        });
        all
    }

    /// Scrolls to a range and waits for its rows.
    pub fn scroll_to(&self, name: &str, range: RangeInclusive<u32>) -> BTreeMap<u32, Row> {
        self.send(Command::ShowRows {
            mailbox: mailbox(name),
            rows: RowsAsked::Range { first_seq: *range.start(), last_seq: *range.end() },
            links: false,
        });
        self.rows_of(range)
    }

    /// Opens a mailbox; its newest message.
    pub fn newest(&self, name: &str) -> (MessageKey, Row) {
        let (_, uid_validity) = self.open(name);
        let rows = self.rows();
        let (_, row) = rows.iter().max_by_key(|(seq, _)| *seq).expect("a row");
        (key(name, uid_validity, row.uid), row.clone())
    }

    /// The mailboxes as they were listed last; waits for a first list.
    pub fn tree(&self) -> Arc<[Mailbox]> {
        let listed = |event: &Event| match event {
            Event::MailboxesListed { mailboxes, .. } => Some(Arc::clone(mailboxes)),
            _ => None,
        };
        let last = self.seen.borrow()[..self.passed.get()].iter().rev().find_map(listed);
        last.unwrap_or_else(|| self.expect("the list of mailboxes", listed))
    }

    /// Lists the mailboxes again.
    pub fn listed_again(&self) -> Arc<[Mailbox]> {
        self.send(Command::Refresh);
        // The look at the open mailbox comes first; what was listed before it is older.
        self.expect("the unread count", |event| {
            matches!(event, Event::UnseenChanged { .. }).then_some(())
        });
        self.expect("the list of mailboxes", |event| match event {
            Event::MailboxesListed { mailboxes, .. } => Some(Arc::clone(mailboxes)),
            _ => None,
        })
    }

    /// Has a mailbox made, renamed, deleted or subscribed to.
    ///
    /// # Errors
    /// The refusal.
    pub fn change(&self, wanted: &MailboxChange) -> Result<(), Failure> {
        self.send(Command::ChangeMailbox(wanted.clone()));
        self.expect("the change", |event| match event {
            Event::MailboxChanged { change, .. } if change == wanted => Some(Ok(())),
            Event::MailboxChangeFailed { change, failure, .. } if change == wanted => {
                Some(Err(failure.clone()))
            }
            _ => None,
        })
    }

    /// Sets a flag and waits until the server shows it.
    ///
    /// # Errors
    /// The refusal.
    pub fn set_flag(&self, key: &MessageKey, flag: Flag, on: bool) -> Result<(), Failure> {
        self.send(Command::SetFlag { key: key.clone(), flag, on });
        self.expect("the flag", |event| match event {
            Event::FlagsChanged { uid, flags, .. }
                if *uid == Some(key.uid) && flags.has(flag) == on =>
            {
                Some(Ok(()))
            }
            Event::FlagFailed { key: of, failure, .. } if of == key => Some(Err(failure.clone())),
            _ => None,
        })
    }
}

/// Names a message of [`ACCOUNT`].
pub fn key(name: &str, uid_validity: NonZeroU32, uid: NonZeroU32) -> MessageKey {
    MessageKey { account: ACCOUNT, mailbox: mailbox(name), uid_validity, uid }
}

/// A short mail in plain text.
pub fn mail(subject: &str, body: &str) -> Vec<u8> {
    format!(
        "From: Mara <mara@example.org>\r\nTo: me@example.org\r\nSubject: {subject}\r\n\
         Date: Mon, 23 Nov 2026 10:42:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\
         \r\n{body}\r\n"
    )
    .into_bytes()
}

/// A mail whose second part is `bytes` in base64.
pub fn mail_with_attachment(bytes: &[u8]) -> Vec<u8> {
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
