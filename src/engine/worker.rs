//! One thread that owns one account's command connection.
//!
//! The thread blocks in three places only: in a step (bounded by the wire's limits), in a wait for
//! commands, and in sending an event while the UI is behind. When the event channel is closed the
//! program is ending, and so does the thread.

use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, select};

use crate::imap::{Credentials, ImapError, Recovery, Session};
use crate::mime::Learning;
use crate::model::{ConnectionState, Mailbox, MailboxName, Secret};
use crate::wire::{Endpoint, Role, Shared};

use super::account::{AccountSetup, KillSlot, Threads};
use super::backoff::{Backoff, GOOD_SESSION};
use super::console::Door;
use super::events::EventSender;
use super::import::Imports;
use super::inbox::Inbox;
use super::job::Job;
use super::load::LoadedMessages;
use super::looked::Looked;
use super::mailboxes::Renames;
use super::protocol::{Command, Event};
use super::queue::{JobQueue, Queued};
use super::steps::{Step, View};
use super::translate::{Uses, traffic_changed};
use super::watcher::{Watcher, WatcherSetup};

/// NOOP after this silence: keeps address translation and the server's 30 minutes (RFC 3501 §5.4)
/// alive, and finds what a missing watcher would have seen.
const KEEP_ALIVE: Duration = Duration::from_secs(5 * 60);
/// A mailbox whose numbers never hold is not opened for ever: the connection is given up, and the
/// next one comes after a wait.
const MAX_REOPENED: u32 = 20;
/// A job that lost its connection this often, and got no further between, is given up: its answer
/// may be what kills it.
const MAX_LOSSES: u32 = 2;

/// Why serving a session ended.
pub enum Served {
    Stop,
    Lost(ImapError),
    /// The user typed another secret, or wants none used.
    LogInAgain,
}

/// The state of one account's worker thread.
pub struct Worker {
    pub(super) setup: AccountSetup,
    pub(super) endpoint: Endpoint,
    pub(super) events: EventSender,
    pub(super) queue: JobQueue,
    /// The mailbox on the screen, and how it is listed.
    pub(super) shown: Option<MailboxName>,
    pub(super) view: View,
    /// The mailbox the session has selected.
    pub(super) selected: Option<MailboxName>,
    /// Messages in the selected mailbox.
    pub(super) exists: u32,
    pub(super) uid_validity: Option<NonZeroU32>,
    /// What is open, for more of its text.
    pub(super) loaded: LoadedMessages,
    pub(super) looked: Looked,
    /// Whose word on senders counts for this account.
    pub(super) learning: Learning,
    /// The tree was listed since the last login.
    pub(super) listed: bool,
    pub(super) uses: Uses,
    /// As it was listed last; empty before the first list.
    pub(super) tree: Arc<[Mailbox]>,
    pub(super) renames: Renames,
    /// Threads beside this one that bring messages in or give them away.
    pub(super) imports: Imports,
    /// Nobody listens any more.
    pub(super) closed: bool,
    inbox: Inbox,
    pushes: Receiver<()>,
    watcher_setup: WatcherSetup,
    watcher: Option<Watcher>,
    pub(super) console: Door,
    pub(super) shared: Shared,
    pub(super) kill: KillSlot,
    pub(super) secret: Option<Arc<Secret>>,
    pub(super) remember: bool,
    /// The user wants no login until a secret was typed.
    pub(super) login_cancelled: bool,
    pub(super) stopping: bool,
}

impl Worker {
    pub(super) fn new(
        mut setup: AccountSetup,
        endpoint: Endpoint,
        threads: Threads,
        events: EventSender,
    ) -> Self {
        let learning = Learning::new(&setup.account.host);
        let secret = setup.secret.take().map(Arc::new);
        let remember = setup.remember;
        let Threads { inbox, shared, kills: [kill, watcher_kill], console } = threads;
        let (push, pushes) = bounded(1);
        let watcher_setup = WatcherSetup {
            endpoint: endpoint.clone(),
            shared: Shared { role: Role::Watch, ..shared.clone() },
            kill: watcher_kill,
            pushes: push,
            name: setup.account.name.clone(),
        };
        Self {
            setup,
            endpoint,
            events,
            queue: JobQueue::default(),
            shown: None,
            view: View::default(),
            selected: None,
            exists: 0,
            uid_validity: None,
            loaded: LoadedMessages::default(),
            looked: Looked::default(),
            learning,
            listed: false,
            uses: Uses::default(),
            tree: Arc::default(),
            renames: Renames::default(),
            imports: Imports::default(),
            closed: false,
            inbox,
            pushes,
            watcher_setup,
            watcher: None,
            console,
            shared,
            kill,
            secret,
            remember,
            login_cancelled: false,
            stopping: false,
        }
    }

    /// Connects, serves, and comes back after every failure, until told to stop.
    pub(super) fn run(&mut self) {
        let mut backoff = Backoff::default();
        while !self.is_over() {
            self.state(ConnectionState::Connecting);
            let began = Instant::now();
            let error = match self.connect() {
                Ok(mut session) => match self.serve(&mut session) {
                    Served::Stop => {
                        session.logout();
                        break;
                    }
                    Served::LogInAgain => {
                        self.unwatch(); // It logged in with the secret of before.
                        session.logout();
                        continue;
                    }
                    Served::Lost(error) => error,
                },
                Err(error) => error,
            };
            self.unwatch();
            if self.is_over() {
                break;
            }
            if began.elapsed() >= GOOD_SESSION {
                backoff.reset();
            }
            self.recover(&error, &mut backoff);
        }
        self.unwatch();
    }

    fn is_over(&self) -> bool {
        self.stopping || self.closed
    }

    /// Serves jobs until told to stop, or until the session is unusable.
    fn serve(&mut self, session: &mut Session) -> Served {
        let mut reopened = 0;
        loop {
            if let Some(served) = self.take_waiting_commands() {
                return served;
            }
            if !self.stopping && self.wants_list() {
                self.queue.push(Job::List);
            }
            let Some(Queued { job, losses }) = self.queue.pop() else {
                if self.stopping {
                    return Served::Stop;
                }
                // Only now: its connection and its bytes must not come before what is looked at.
                self.watch_shown();
                self.report_traffic();
                match self.idle() {
                    Some(served) => return served,
                    None => continue,
                }
            };
            match self.step(session, job) {
                Ok(Step::Done) => {}
                // It got on: what the connection does next is not its fault.
                Ok(Step::More(job)) => self.queue.put_back(Queued { job, losses: 0 }),
                Err((job, error)) if error.recovery() == Recovery::KeepSession => {
                    if matches!(error, ImapError::MailboxRebuilt) {
                        reopened += 1;
                        if reopened > MAX_REOPENED || matches!(job, Job::Open { .. }) {
                            return Served::Lost(ImapError::Protocol { command: "SELECT" });
                        }
                        self.reopen();
                        if matches!(job, Job::Rows { .. }) {
                            continue; // The mailbox opened anew brings its rows.
                        }
                    }
                    let account = &self.setup.account;
                    let failure = error.to_failure(&account.host, account.port);
                    self.job_failed(job, failure);
                }
                Err((job, error)) => {
                    self.job_lost(job, losses + 1, &error);
                    return Served::Lost(error);
                }
            }
            self.report_traffic();
            if self.closed {
                return Served::Stop;
            }
        }
    }

    /// The connection died under a job: try again where that is safe, else say what is not known.
    fn job_lost(&mut self, job: Job, losses: u32, error: &ImapError) {
        let job = match job {
            Job::Messages(change) => match self.change_lost(change, (losses, MAX_LOSSES), error) {
                Some(change) => Job::Messages(change),
                None => return,
            },
            Job::Export(export) => {
                // It counts by itself how often it got no further.
                if let Some(export) = self.export_lost(export, error) {
                    self.queue.put_back(Queued { job: Job::Export(export), losses: 0 });
                }
                return;
            }
            Job::Change(job) => match self.reshape_lost(job, (losses, MAX_LOSSES), error) {
                Some(job) => Job::Change(job),
                None => return,
            },
            job if losses >= MAX_LOSSES => {
                let account = &self.setup.account;
                let failure = error.to_failure(&account.host, account.port);
                self.job_failed(job, failure);
                return;
            }
            job => job,
        };
        self.queue.put_back(Queued { job, losses });
    }

    fn take_waiting_commands(&mut self) -> Option<Served> {
        while let Ok(command) = self.inbox.commands.try_recv() {
            if let Some(served) = self.command(command) {
                return Some(served);
            }
        }
        let newest: Vec<Command> = self.inbox.take_newest().collect();
        for command in newest {
            let _ = self.command(command); // Something to look at never ends a session.
        }
        if self.pushes.try_recv().is_ok() {
            self.queue.push(Job::Sync);
        }
        None
    }

    /// Waits for something to do.
    fn idle(&mut self) -> Option<Served> {
        let commands = self.inbox.commands.clone();
        let signal = self.inbox.signal.clone();
        let pushes = self.pushes.clone();
        select! {
            recv(signal) -> _ => None,
            recv(commands) -> command => match command {
                Ok(command) => self.command(command),
                Err(_) => Some(Served::Stop),
            },
            recv(pushes) -> push => {
                if push.is_ok() {
                    self.queue.push(Job::Sync);
                }
                None
            }
            default(KEEP_ALIVE) => {
                // The watcher sees one mailbox; the tree's counts of the others come this way.
                self.queue.push(Job::Sync);
                self.queue.push(Job::List);
                None
            }
        }
    }

    /// Takes commands while there is no connection. `Break` where the user wants one now.
    pub(super) fn wait(&mut self, limit: Option<Duration>) -> ControlFlow<()> {
        let end = limit.map(|limit| Instant::now() + limit);
        loop {
            let received = match end {
                Some(end) => self.inbox.commands.recv_deadline(end),
                None => self.inbox.commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let command = match received {
                Ok(command) => command,
                Err(RecvTimeoutError::Timeout) => return ControlFlow::Continue(()),
                Err(RecvTimeoutError::Disconnected) => {
                    self.stopping = true;
                    return ControlFlow::Break(());
                }
            };
            let asks_for_connection = matches!(command, Command::RetryNow | Command::UseSecret { .. } | Command::CancelLogin | Command::Stop)
                    // A click on a folder ends a back-off, but does not answer a question.
                    || (end.is_some() && matches!(command, Command::OpenMailbox { .. }));
            let _ = self.command(command);
            if asks_for_connection {
                return ControlFlow::Break(());
            }
        }
    }

    /// Sees to it that pushes of the mailbox on the screen arrive.
    fn watch_shown(&mut self) {
        let Some(mailbox) =
            self.shown.clone().filter(|shown| self.selected.as_ref() == Some(shown))
        else {
            return;
        };
        match &self.watcher {
            Some(watcher) => watcher.watch(&mailbox),
            None => {
                let credentials = self.secret.as_ref().map(|secret| Credentials {
                    user: self.setup.account.user.clone(),
                    secret: secret.duplicate(),
                    method: self.setup.account.auth,
                });
                self.watcher = Watcher::start(&self.watcher_setup, credentials, &mailbox);
            }
        }
    }

    /// Ends the watcher, after a lost connection or before its mailbox goes.
    pub(super) fn unwatch(&mut self) {
        if let Some(watcher) = self.watcher.take() {
            watcher.stop();
        }
    }

    pub(super) fn report_traffic(&mut self) {
        self.emit(traffic_changed(self.setup.id, &self.shared.meter));
    }

    pub(super) fn state(&mut self, state: ConnectionState) {
        self.report_traffic();
        self.emit(Event::ConnectionChanged { account: self.setup.id, state });
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.closed |= self.events.send(event).is_break();
    }
}
