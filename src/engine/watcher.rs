//! A second connection that only listens: IDLE (RFC 2177) in rounds, NOOP where it is missing.
//!
//! What it hears is never used: its sequence numbers are its own. It says "something happened",
//! and the worker asks on its own connection, in its own order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::imap::{Credentials, ImapError, Pushed, Recovery, Session, SessionOptions};
use crate::model::{MailboxName, Purpose};
use crate::wire::{Endpoint, Interrupt, Shared};

use super::account::KillSlot;
use super::backoff::{Backoff, GOOD_SESSION};

/// IDLE is issued anew after this: before the 10 minutes after which some servers and middle
/// boxes drop a silent connection.
const ROUND: Duration = Duration::from_secs(9 * 60);
/// How often a server without IDLE is asked.
const POLL: Duration = Duration::from_secs(60);

/// What every watcher of an account is made from.
#[derive(Clone)]
pub struct WatcherSetup {
    pub endpoint: Endpoint,
    pub shared: Shared,
    pub kill: KillSlot,
    /// Room for one: a push that waits already says all.
    pub pushes: Sender<()>,
    pub name: String,
}

struct State {
    wanted: Mutex<MailboxName>,
    interrupt: Interrupt,
    stopping: AtomicBool,
}

/// A running watcher.
pub struct Watcher {
    state: Arc<State>,
    kill: KillSlot,
}

impl Watcher {
    /// Starts the thread. `None` where the machine has no room for one; the worker's NOOP then
    /// finds what is new.
    pub fn start(
        setup: &WatcherSetup,
        credentials: Option<Credentials>,
        mailbox: &MailboxName,
    ) -> Option<Self> {
        let state = Arc::new(State {
            wanted: Mutex::new(mailbox.clone()),
            interrupt: Interrupt::new(),
            stopping: AtomicBool::new(false),
        });
        let watcher = Self { state: Arc::clone(&state), kill: setup.kill.clone() };
        let setup = setup.clone();
        thread::Builder::new()
            .name(format!("watch {}", setup.name))
            .spawn(move || run(&setup, credentials.as_ref(), &state))
            .ok()?;
        Some(watcher)
    }

    /// Watches another mailbox from now on.
    pub fn watch(&self, mailbox: &MailboxName) {
        let mut wanted = self.state.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if *wanted != *mailbox {
            *wanted = mailbox.clone();
            self.state.interrupt.raise();
        }
    }

    /// Ends the thread; its socket is shut down, so it does not linger.
    pub fn stop(self) {
        self.state.stopping.store(true, Ordering::SeqCst);
        self.state.interrupt.raise();
        self.kill.kill();
    }
}

fn run(setup: &WatcherSetup, credentials: Option<&Credentials>, state: &State) {
    let mut backoff = Backoff::default();
    while !state.stopping.load(Ordering::SeqCst) {
        let began = Instant::now();
        match listen(setup, credentials, state) {
            Ok(()) => return,
            Err(error) => {
                if state.stopping.load(Ordering::SeqCst) {
                    return;
                }
                log::info!("watcher_lost error={error}");
                // Whatever took this connection may have taken the worker's: it looks at once, not
                // when the user clicks next.
                let _ = setup.pushes.try_send(());
                // A second login that is refused is not tried again: some servers allow one
                // connection only, and the worker's NOOP does without.
                if error.recovery() == Recovery::AskUser {
                    return;
                }
            }
        }
        if began.elapsed() >= GOOD_SESSION {
            backoff.reset();
        }
        state.interrupt.wait(backoff.next_wait());
    }
}

/// One connection's life. `Ok` when told to stop.
fn listen(
    setup: &WatcherSetup,
    credentials: Option<&Credentials>,
    state: &State,
) -> Result<(), ImapError> {
    let shared = setup.kill.arm(&setup.shared);
    if state.stopping.load(Ordering::SeqCst) {
        return Ok(());
    }
    // Look-only: this connection never changes anything, whatever the account allows.
    let options = SessionOptions { look_only: true };
    let mut session = Session::open(&setup.endpoint, credentials, &options, &shared)?;
    session.set_purpose(Purpose::Watch);
    loop {
        let mailbox = state.wanted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        session.open_mailbox(&mailbox, 0, false, &mut |_| {})?;
        // What happened between the worker's last look and this SELECT was seen by nobody.
        let _ = setup.pushes.try_send(());
        loop {
            if state.stopping.load(Ordering::SeqCst) {
                session.logout();
                return Ok(());
            }
            let limit = if session.capabilities().has("IDLE") { ROUND } else { POLL };
            match session.wait_for_push(limit, &state.interrupt, &mut |_| {})? {
                Pushed::Something => {
                    let _ = setup.pushes.try_send(());
                }
                Pushed::Nothing => {}
                Pushed::Interrupted => break,
            }
        }
    }
}
