//! The console's thread: opens the connection, runs one line after the other, closes it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use zeroize::Zeroizing;

use crate::engine::account::KillSlot;
use crate::engine::protocol::{ConsoleCommand, ConsoleEnd, ConsoleRun, RunId};
use crate::imap::{Asked, Console, Heard, ImapError, TypedLine};
use crate::model::{Failure, FailureKind};
use crate::wire::{Shared, WireError};

use super::literal;
use super::relay::Relay;
use super::{Bell, Door, Way};

/// A connection that nobody types on is given back after this.
const IDLE_CLOSE: Duration = Duration::from_secs(5 * 60);

/// See the module.
pub struct Desk {
    pub relay: Relay,
    pub door: Door,
    pub kill: KillSlot,
    pub bell: Arc<Bell>,
    pub wishes: Receiver<ConsoleCommand>,
    /// The line under way, or the last one.
    pub run: RunId,
}

/// The open connection, and the way it was reached by.
struct Line {
    console: Console,
    way: Arc<Way>,
    look_only: bool,
}

/// Why a line did not come to its answer.
enum Broken {
    Imap(ImapError),
    Failure(Failure),
}

impl From<ImapError> for Broken {
    fn from(error: ImapError) -> Self {
        Self::Imap(error)
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

fn refused(sentence: impl Into<String>) -> Broken {
    Failure::new(FailureKind::Refused, sentence).into()
}

impl Desk {
    /// Until the account goes.
    pub fn run(mut self) {
        let mut line: Option<Line> = None;
        while !self.relay.closed {
            let wish = match &line {
                Some(_) => self.wishes.recv_timeout(IDLE_CLOSE),
                None => self.wishes.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match wish {
                Ok(ConsoleCommand::Run(run)) => self.serve(&mut line, *run),
                // What was meant for a line that has ended since.
                Ok(ConsoleCommand::Answer(_) | ConsoleCommand::Stop(_)) => {}
                Ok(ConsoleCommand::Close) | Err(RecvTimeoutError::Timeout) => close(&mut line),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        close(&mut line);
    }

    fn serve(&mut self, line: &mut Option<Line>, run: ConsoleRun) {
        let (id, may_change) = (run.id, run.line.may_change());
        self.relay.begin(id);
        self.bell.busy.store(true, Ordering::SeqCst);
        self.run = id;
        let served = if self.is_stopped() {
            Err(ImapError::from(WireError::Killed).into())
        } else {
            self.run_line(line, run)
        };
        self.bell.busy.store(false, Ordering::SeqCst);
        let end = match served {
            Ok(end) => end,
            Err(Broken::Failure(failure)) => ConsoleEnd::Failed(failure),
            Err(Broken::Imap(error)) => {
                let way =
                    line.as_ref().map(|line| Arc::clone(&line.way)).or_else(|| self.door.way());
                if !error.is_local() {
                    *line = None;
                }
                if matches!(error, ImapError::Wire(WireError::Killed)) && self.is_stopped() {
                    ConsoleEnd::Stopped
                } else {
                    let (host, port) = way.map_or((String::new(), 0), |w| (w.host.clone(), w.port));
                    let mut failure = error.to_failure(&host, port);
                    if self.relay.has_sent && may_change {
                        failure.sentence.push_str(" Whether the server did this is not known.");
                    }
                    ConsoleEnd::Failed(failure)
                }
            }
        };
        self.relay.ended(end);
        if let Some(way) = self.door.way() {
            self.relay.traffic(&way.shared.meter);
        }
    }

    fn is_stopped(&self) -> bool {
        self.bell.stopped.load(Ordering::SeqCst) >= self.run.0
            || self.bell.closing.load(Ordering::SeqCst)
    }

    fn run_line(&mut self, line: &mut Option<Line>, run: ConsoleRun) -> Result<ConsoleEnd, Broken> {
        let ConsoleRun { line: typed, literals, look_only, .. } = run;
        let mut bytes = Vec::new();
        if literals.len() != typed.literals().len() {
            return Err(refused("A literal of this line has no bytes. Nothing was sent."));
        }
        for (literal, size) in literals.into_iter().zip(typed.literals()) {
            bytes.push(literal::bytes_of(literal, size)?);
        }
        // Before the open line is taken: it stays where there is no way just now.
        let Some(way) = self.door.way() else {
            return Err(refused(
                "This account is not connected, so there is no way to its server yet. Connect it first.",
            ));
        };
        let Line { mut console, way, look_only } =
            self.connected(line.take(), way, (&typed, look_only))?;
        let ended = self.talk(&mut console, &typed, bytes);
        let keeps = match &ended {
            Ok((_, is_over)) => !is_over,
            Err(Broken::Imap(error)) => error.is_local(),
            Err(Broken::Failure(_)) => true,
        };
        if keeps {
            *line = Some(Line { console, way, look_only });
        }
        ended.map(|(end, _)| end)
    }

    /// The connection that a line goes out on: the open one, or a new one.
    fn connected(
        &mut self,
        line: Option<Line>,
        way: Arc<Way>,
        (typed, locked): (&TypedLine, bool),
    ) -> Result<Line, Broken> {
        let look_only = locked || way.shared.look_only;
        if let Some(mut line) = line {
            // A gate is there from the first byte on, or not at all.
            if line.look_only != look_only {
                line.console.logout();
            } else if let Ok(pushed) = line.console.take_pushed() {
                for raw in &pushed {
                    self.relay.said(raw, true);
                }
                return Ok(line);
            } else {
                self.relay.told("The server had closed the connection. A new one is opened.");
            }
        }
        let shared = Shared { look_only, ..self.kill.arm(&way.shared) };
        // A stop that came before now had nothing to shut down.
        if self.is_stopped() {
            return Err(ImapError::from(WireError::Killed).into());
        }
        let is_bare = typed.is_secret();
        let console = if is_bare {
            Console::open_bare(&way.endpoint, &shared)?
        } else {
            Console::open(&way.endpoint, way.credentials.as_ref(), &shared)?
        };
        self.relay.told(opened(&console, look_only));
        self.relay.opened(console.capabilities().map(str::to_owned).collect());
        Ok(Line { console, way, look_only })
    }

    /// Sends the line and hears it to its end; true where the connection ended with it.
    fn talk(
        &mut self,
        console: &mut Console,
        typed: &TypedLine,
        literals: Vec<Zeroizing<Vec<u8>>>,
    ) -> Result<(ConsoleEnd, bool), Broken> {
        if let Some(sentence) = console.refusal(typed) {
            return Err(refused(sentence));
        }
        let mut running = console.begin(typed, literals)?;
        self.relay.sent(format!("{} {}", running.tag(), typed.shown()));
        loop {
            match console.hear(&mut running, &self.bell.interrupt)? {
                Heard::Said(raw) => self.relay.said(&raw, console.has_more()),
                Heard::Asked(raw, asked) => {
                    self.relay.said(&raw, false);
                    self.relay.asked(asked);
                    if asked == Asked::Secret {
                        self.answer(console)?;
                    }
                }
                Heard::Ended { raw, took, is_ok, is_over } => {
                    self.relay.last(&raw);
                    return Ok((ConsoleEnd::Answered { is_ok, took }, is_over));
                }
                Heard::Nothing => {
                    // Whoever idles may end that at any time.
                    while let Ok(wish) = self.wishes.try_recv() {
                        self.say(console, wish)?;
                    }
                }
            }
        }
    }

    /// Waits for the answer to a challenge: until it comes, the server says nothing.
    fn answer(&mut self, console: &mut Console) -> Result<(), Broken> {
        loop {
            match self.wishes.recv() {
                Ok(ConsoleCommand::Run(run)) => self.busy(&run),
                Ok(ConsoleCommand::Answer(line)) => return Ok(console.go_on(line.expose())?),
                Ok(ConsoleCommand::Close | ConsoleCommand::Stop(_)) | Err(_) => {
                    return Err(ImapError::from(WireError::Killed).into());
                }
            }
        }
    }

    fn say(&mut self, console: &mut Console, wish: ConsoleCommand) -> Result<(), Broken> {
        match wish {
            ConsoleCommand::Answer(line) => Ok(console.go_on(line.expose())?),
            ConsoleCommand::Run(run) => {
                self.busy(&run);
                Ok(())
            }
            ConsoleCommand::Close | ConsoleCommand::Stop(_) => {
                Err(ImapError::from(WireError::Killed).into())
            }
        }
    }

    /// One line at a time.
    fn busy(&mut self, run: &ConsoleRun) {
        let sentence = "Another line is under way. Wait for its answer, or stop it.";
        let end = ConsoleEnd::Failed(Failure::new(FailureKind::Refused, sentence));
        self.relay.ended_other(run.id, end);
    }
}

/// What a new connection is, in a sentence.
fn opened(console: &Console, look_only: bool) -> String {
    let protected = match console.tls_version() {
        Some(version) => format!(", {}", version.replace("TLSv", "TLS ")),
        None => String::new(),
    };
    let login = if console.is_logged_in() { "logged in" } else { "not logged in yet" };
    let lock = if look_only { ", look only" } else { "" };
    format!("A connection of its own is open{protected}, {login}{lock}.")
}

fn close(line: &mut Option<Line>) {
    if let Some(Line { console, .. }) = line.take() {
        console.logout();
    }
}
