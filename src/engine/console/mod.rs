//! Lines typed by hand: a thread and a connection of its own for each account, made when the first
//! line is sent.
//!
//! The account's worker says how the server is reached once a login worked ([`Door`]); it takes no part
//! in anything else, so that a line waits for nothing that the window does. The connection ends with
//! the console, after some minutes of silence, or at once when it is stopped.

mod desk;
mod literal;
mod relay;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use crate::imap::Credentials;
use crate::model::{AccountId, Failure, FailureKind};
use crate::wire::{Endpoint, Interrupt, Shared};

use super::account::KillSlot;
use super::events::EventSender;
use super::protocol::{ConsoleCommand, ConsoleEnd, ConsoleEvent, Event, RunId};

/// Lines that wait: whoever types sends one at a time.
const WISHES_WAITING: usize = 16;

/// How an account's server is reached, as of its last login.
pub(super) struct Way {
    pub endpoint: Endpoint,
    pub shared: Shared,
    pub credentials: Option<Credentials>,
    /// For sentences.
    pub host: String,
    pub port: u16,
}

/// Where the worker leaves the way to the server for the console.
#[derive(Clone, Default)]
pub(super) struct Door(Arc<Mutex<Option<Arc<Way>>>>);

impl Door {
    /// After a login that worked; also where what is allowed has changed.
    pub fn open(&self, way: Way) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(way));
    }

    /// The user wants the secret forgotten.
    pub fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn way(&self) -> Option<Arc<Way>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What the console's thread and the window's side share.
struct Bell {
    /// Ends a wait for the server, so that the wishes are looked at.
    interrupt: Interrupt,
    /// A line is under way.
    busy: AtomicBool,
    /// The newest line that shall not run any more.
    stopped: AtomicU32,
    closing: AtomicBool,
}

/// The window's side; never waits.
pub(super) struct ConsoleHandle {
    account: AccountId,
    door: Door,
    events: EventSender,
    kill: KillSlot,
    bell: Arc<Bell>,
    /// Made with the first line. Only the window's thread comes here.
    wishes: Mutex<Option<Sender<ConsoleCommand>>>,
}

impl std::fmt::Debug for ConsoleHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsoleHandle").field("account", &self.account).finish_non_exhaustive()
    }
}

impl ConsoleHandle {
    pub fn new(account: AccountId, door: Door, events: EventSender) -> Self {
        let bell = Bell {
            interrupt: Interrupt::new(),
            busy: AtomicBool::new(false),
            stopped: AtomicU32::new(0),
            closing: AtomicBool::new(false),
        };
        let (kill, bell) = (KillSlot::new(), Arc::new(bell));
        Self { account, door, events, kill, bell, wishes: Mutex::default() }
    }

    /// `false` where too much waits already.
    pub fn send(&self, command: ConsoleCommand) -> bool {
        match &command {
            ConsoleCommand::Run(_) => self.bell.closing.store(false, Ordering::SeqCst),
            ConsoleCommand::Stop(run) => {
                self.bell.stopped.fetch_max(run.0, Ordering::SeqCst);
                if self.bell.busy.load(Ordering::SeqCst) {
                    self.kill.kill();
                }
            }
            ConsoleCommand::Close => {
                self.bell.closing.store(true, Ordering::SeqCst);
                if self.bell.busy.load(Ordering::SeqCst) {
                    self.kill.kill();
                }
            }
            ConsoleCommand::Answer(_) => {}
        }
        let run = match &command {
            ConsoleCommand::Run(run) => Some(run.id),
            ConsoleCommand::Answer(_) | ConsoleCommand::Stop(_) | ConsoleCommand::Close => None,
        };
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        if wishes.is_none() && run.is_some() {
            *wishes = self.start();
        }
        let Some(sender) = wishes.as_ref() else {
            if let Some(run) = run {
                self.fail(
                    run,
                    "This machine has no room for another thread. Close other programs.",
                );
            }
            return run.is_none();
        };
        let sent = sender.try_send(command);
        self.bell.interrupt.raise();
        match sent {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                if let Some(run) = run {
                    self.fail(run, "Too many lines wait already. Stop the one that runs.");
                }
                false
            }
        }
    }

    /// Shuts the connection down for good.
    pub fn kill(&self) {
        self.kill.kill_for_good();
    }

    fn start(&self) -> Option<Sender<ConsoleCommand>> {
        let (sender, wishes): (_, Receiver<ConsoleCommand>) = bounded(WISHES_WAITING);
        let desk = desk::Desk {
            relay: relay::Relay::new(self.account, self.events.clone()),
            door: self.door.clone(),
            kill: self.kill.clone(),
            bell: Arc::clone(&self.bell),
            wishes,
            run: RunId::default(),
        };
        let builder = thread::Builder::new().name(format!("console {}", self.account.0));
        builder.spawn(move || desk.run()).ok().map(|_| sender)
    }

    fn fail(&self, run: RunId, sentence: &str) {
        let end = ConsoleEnd::Failed(Failure::new(FailureKind::Cancelled, sentence));
        let account = self.account;
        let ended = ConsoleEvent::Ended { account, run, end, left_out_bytes: 0 };
        // The window's own thread: where its queue is full it has more to do than this.
        let _ = self.events.offer(Event::Console(ended));
    }
}
