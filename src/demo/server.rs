//! The server as the program and the tests hold it: mailboxes, connections and test hooks.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::connection;
use super::flags::Flags;
use super::mailbox::Content;
use super::sample;
use super::source::{MessageSource, Placed};
use super::store::{Store, canonical};
use super::synthetic;
use crate::wire::{LocalConnector, PipeEnd, PipeKill, pipe};

/// The one user of the sample account.
const SAMPLE_USER: &str = "demo";

/// An IMAP server for one account in memory. Clones are the same server.
///
/// Logs in one user, `demo` where no other was named, with any password. Mailbox names are modified UTF-7, as on the wire.
#[derive(Clone, Debug)]
pub struct DemoServer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    user: String,
    store: Mutex<Store>,
    /// Wakes connections in IDLE; used with the lock of `store`.
    changed: Condvar,
    hooks: Mutex<Hooks>,
    connections_made: AtomicU64,
}

#[derive(Debug, Default)]
struct Hooks {
    /// Upper case command and the text of its NO.
    refusals: Vec<(String, String)>,
    /// Open connections made by [`DemoServer::connect`].
    open: Vec<(u64, PipeKill)>,
}

impl DemoServer {
    /// The sample account; its newest mail is from a few minutes ago.
    pub fn sample() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::sample_at(i64::try_from(now.as_secs()).unwrap_or(0))
    }

    /// The sample account as it stands at this time, so that tests see the same dates always.
    pub fn sample_at(now_unix_secs: i64) -> Self {
        Self::with(sample::store_at(now_unix_secs), SAMPLE_USER)
    }

    /// An account with nothing but an empty INBOX.
    pub fn empty() -> Self {
        Self::for_user(SAMPLE_USER)
    }

    /// An empty account of this user.
    pub fn for_user(user: &str) -> Self {
        Self::with(Store::empty(), user)
    }

    fn with(store: Store, user: &str) -> Self {
        Self(Arc::new(Inner {
            user: user.to_owned(),
            store: Mutex::new(store),
            changed: Condvar::new(),
            hooks: Mutex::default(),
            connections_made: AtomicU64::new(0),
        }))
    }

    /// Adds a message as another mail program or a delivery would; makes the mailbox if missing.
    ///
    /// Returns the UID; `None` when the name cannot be a mailbox.
    pub fn append(
        &self,
        mailbox: &str,
        flags: &[&str],
        internal_date_unix_secs: i64,
        message: Vec<u8>,
    ) -> Option<u32> {
        self.change(|store| {
            make_if_missing(store, mailbox);
            let flags = Flags::from_names(flags.iter().copied());
            let content = Content::Kept(message.into());
            store.append(mailbox, flags, internal_date_unix_secs, content).ok().map(|(_, uid)| uid)
        })
    }

    /// Adds messages of a source to INBOX, in their order; all of them count as read.
    pub fn append_from(&self, source: &Arc<dyn MessageSource>, messages: &[Placed]) {
        // INBOX is always there, so nothing can be refused.
        self.change(|store| store.append_from("INBOX", source, messages).ok());
    }

    /// Messages in a mailbox; 0 where there is none of this name.
    pub fn messages(&self, mailbox: &str) -> usize {
        self.look(|store| store.selectable(mailbox).map_or(0, |found| found.messages.len()))
    }

    /// Removes a message for good, as another mail program would.
    pub fn expunge(&self, mailbox: &str, uid: u32) {
        self.change(|store| {
            if let Ok(found) = store.selectable(mailbox) {
                let uid_validity = found.uid_validity;
                store.expunge(uid_validity, &[uid]);
            }
        });
    }

    /// Replaces the flags of a message, as another mail program would.
    pub fn set_flags(&self, mailbox: &str, uid: u32, flags: &[&str]) {
        let wanted = Flags::from_names(flags.iter().copied());
        self.change(|store| {
            if let Ok(found) = store.selectable(mailbox) {
                let uid_validity = found.uid_validity;
                store.change_flags(uid_validity, &[uid], 0, |flags| *flags = wanted.clone());
            }
        });
    }

    /// Adds `count` synthetic messages, each made only when it is read; one in seven is unread.
    ///
    /// Subjects end with the message's number in the mailbox, counted from 1.
    pub fn fill(&self, mailbox: &str, count: u32) {
        self.change(|store| {
            make_if_missing(store, mailbox);
            for number in 1..=count {
                let seen: &[&str] = if number % 7 == 0 { &[] } else { &["\\Seen"] };
                let flags = Flags::from_names(seen.iter().copied());
                let (date_s, content) = (synthetic::date_s(number), Content::Synthetic(number));
                if store.append(mailbox, flags, date_s, content).is_err() {
                    return;
                }
            }
        });
    }

    /// Makes connections to this server, each served by a thread of its own.
    pub fn connector(&self) -> LocalConnector {
        let server = self.clone();
        LocalConnector::new(move || server.connect())
    }

    /// The client's end of a new connection; its thread ends when this end is dropped.
    pub fn connect(&self) -> io::Result<PipeEnd> {
        let (client, served) = pipe();
        let id = self.next_connection();
        lock(&self.0.hooks).open.push((id, served.kill_handle()));
        let server = self.clone();
        let (reader, writer) = served.split();
        let thread = std::thread::Builder::new().name(format!("demo-server-{id}"));
        thread.spawn(move || {
            connection::serve(&server, id, reader, writer);
            lock(&server.0.hooks).open.retain(|(other, _)| *other != id);
        })?;
        Ok(client)
    }

    /// Serves one connection over any pair of streams; returns when it ends.
    pub fn serve(&self, reader: impl Read + Send, writer: impl Write + Send) {
        connection::serve(self, self.next_connection(), reader, writer);
    }

    /// Answers the next such command ("FETCH", also as UID FETCH) with NO and this text, once.
    pub fn refuse(&self, command: &str, text: &str) {
        let refusal = (command.to_ascii_uppercase(), text.to_owned());
        lock(&self.0.hooks).refusals.push(refusal);
    }

    /// Breaks every open connection, as a failing line would.
    pub fn hang_up(&self) {
        let open = std::mem::take(&mut lock(&self.0.hooks).open);
        for (_, kill) in open {
            kill.kill();
        }
    }

    /// Whether it is the sample account, and not one of mail files.
    pub(super) fn is_sample(&self) -> bool {
        self.0.user == SAMPLE_USER
    }

    /// The one who can log in.
    pub(super) fn user(&self) -> &str {
        &self.0.user
    }

    pub(super) fn take_refusal(&self, command: &str) -> Option<String> {
        let mut hooks = lock(&self.0.hooks);
        let place = hooks.refusals.iter().position(|(name, _)| name == command)?;
        Some(hooks.refusals.remove(place).1)
    }

    /// Looks at the mailboxes.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Store) -> T) -> T {
        look(&lock(&self.0.store))
    }

    /// Changes the mailboxes and wakes the connections in IDLE.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Store) -> T) -> T {
        let answer = change(&mut lock(&self.0.store));
        self.0.changed.notify_all();
        answer
    }

    /// Waits until `ready` answers something; asked again after every [`change`](Self::change).
    pub(super) fn wait<T>(&self, mut ready: impl FnMut(&Store) -> Option<T>) -> T {
        let mut store = lock(&self.0.store);
        loop {
            if let Some(answer) = ready(&store) {
                return answer;
            }
            store = self.0.changed.wait(store).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn next_connection(&self) -> u64 {
        // Connections count from 1: 0 stands for changes that no connection made.
        self.0.connections_made.fetch_add(1, Ordering::Relaxed) + 1
    }
}

fn make_if_missing(store: &mut Store, mailbox: &str) {
    if !store.mailboxes.contains_key(&canonical(mailbox)) {
        // A refused name shows in the append that follows.
        store.create(mailbox).ok();
    }
}

/// Locks even after a panic elsewhere: no change leaves the mailboxes half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
