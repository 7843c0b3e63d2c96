//! Starting and ending the threads of one account.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::config::ConfigDir;
use crate::model::{Account, AccountId, ConnectionState, Failure, FailureKind, Secret, Security};
use crate::secrets::Secrets;
use crate::wire::{Endpoint, KillSwitch, Meter, ProtocolLog, Shared, TcpSecurity, TlsOptions};

use super::console::{ConsoleHandle, Door};
use super::events::EventSender;
use super::inbox::{self, Inbox, Outbox};
use super::protocol::{Command, Event};
use super::worker::Worker;

/// BODYSTRUCTURE and the mail's own nesting are walked without recursion; this leaves room for the
/// parsers of other crates.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// What a worker needs to know of its account.
#[derive(Debug)]
pub struct AccountSetup {
    pub id: AccountId,
    pub account: Account,
    /// Typed by the user just now.
    pub secret: Option<Secret>,
    pub remember: bool,
    pub look_only: bool,
    pub secrets: Secrets,
}

/// The kill switch of the connection that is open now; every connection gets a fresh one.
#[derive(Clone, Debug)]
pub struct KillSlot(Arc<Mutex<(KillSwitch, bool)>>);

impl KillSlot {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new((KillSwitch::new(), false))))
    }

    /// A switch for the next connection; already thrown if the account was ended before.
    pub fn arm(&self, shared: &Shared) -> Shared {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kill = KillSwitch::new();
        if slot.1 {
            kill.kill();
        }
        slot.0 = kill.clone();
        Shared { kill, ..shared.clone() }
    }

    /// Ends the connection that is open, without a word.
    pub fn kill(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.kill();
    }

    /// Whether the account was ended.
    pub fn is_for_good(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Ends the connection that is open and every later one.
    pub fn kill_for_good(&self) {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slot.1 = true;
        slot.0.kill();
    }
}

/// What the threads of one account share.
pub(super) struct Threads {
    pub inbox: Inbox,
    pub shared: Shared,
    /// The worker's and the watcher's.
    pub kills: [KillSlot; 2],
    /// Where the console finds the way to the server.
    pub console: Door,
}

fn never_connected(account: AccountId, failure: Failure) -> Event {
    let state = ConnectionState::Failed { failure, retry_in_secs: None };
    Event::ConnectionChanged { account, state }
}

/// One account's threads, held by the shell.
#[derive(Debug)]
pub struct AccountHandle {
    commands: Outbox,
    meter: Arc<Meter>,
    log: Arc<ProtocolLog>,
    kills: [KillSlot; 2],
    console: ConsoleHandle,
    thread: Option<JoinHandle<()>>,
}

impl AccountHandle {
    /// Starts the worker; it connects at once. `endpoint` runs on the worker's thread, because
    /// it may read a certificate file.
    pub fn start(
        setup: AccountSetup,
        endpoint: impl FnOnce(&Account) -> Result<Endpoint, Failure> + Send + 'static,
        events: EventSender,
    ) -> Self {
        let (commands, inbox) = inbox::channel();
        let shared = Shared::new();
        let kills = [KillSlot::new(), KillSlot::new()];
        let door = Door::default();
        let console = ConsoleHandle::new(setup.id, door.clone(), events.clone());
        let threads =
            Threads { inbox, shared: shared.clone(), kills: kills.clone(), console: door };
        let id = setup.id;
        let failed = events.clone();
        let builder = thread::Builder::new()
            .name(format!("mail {}", setup.account.name))
            .stack_size(STACK_BYTES);
        let thread = builder.spawn(move || match endpoint(&setup.account) {
            Ok(endpoint) => Worker::new(setup, endpoint, threads, events).run(),
            Err(failure) => {
                let _ = events.send(never_connected(id, failure));
            }
        });
        let thread = match thread {
            Ok(thread) => Some(thread),
            Err(error) => {
                let sentence = format!(
                    "This machine has no room for another thread ({error}). Close other programs."
                );
                let failure = Failure::new(FailureKind::Disconnected, sentence);
                let _ = failed.send(never_connected(id, failure));
                None
            }
        };
        Self { commands, meter: shared.meter, log: shared.log, kills, console, thread }
    }

    /// Hands a command over without waiting. `false` where the worker is stuck or gone.
    pub fn send(&self, command: Command) -> bool {
        let command = match command {
            Command::Console(command) => return self.console.send(command),
            command => command,
        };
        let ends_connection = matches!(command, Command::CancelLogin);
        let sent = self.commands.send(command);
        if ends_connection {
            let [worker, _] = &self.kills;
            // After the command: the worker finds it when its connection has gone.
            worker.kill();
        }
        sent
    }

    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    pub fn log(&self) -> &Arc<ProtocolLog> {
        &self.log
    }

    /// Asks the worker to send the changes that wait, log out and end. Returns at once.
    pub fn stop(&self) {
        self.commands.send(Command::Stop);
    }

    /// Shuts the sockets down.
    pub fn kill(&self) {
        for kill in &self.kills {
            kill.kill_for_good();
        }
        self.console.kill();
    }

    /// Whether the worker has ended.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for AccountHandle {
    /// A handle that goes takes its connections with it; nothing waits for the threads.
    fn drop(&mut self) {
        self.stop();
        self.kill();
    }
}

/// The way to an account's server. Reads the CA file: never on the UI thread.
pub fn endpoint_of(account: &Account, config: &ConfigDir) -> Result<Endpoint, Failure> {
    if account.security == Security::Tunnel {
        let command = account.tunnel.clone().unwrap_or_default();
        return Ok(Endpoint::Tunnel { command });
    }
    let ca_pem = config.ca_pem(account).map_err(|error| error.to_failure())?;
    let options = TlsOptions { ca_pem, pin_sha256: account.pin_sha256 };
    let security = match account.security {
        Security::Tls => TcpSecurity::Tls(options),
        Security::StartTls => TcpSecurity::StartTls(options),
        Security::Plaintext | Security::Tunnel => TcpSecurity::Plaintext,
    };
    Ok(Endpoint::Tcp { host: account.host.clone(), port: account.port, security })
}
