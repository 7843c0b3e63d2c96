//! A connection for commands typed by hand: one at a time, each begun, heard to its tagged answer,
//! and answered where the server asks for more.

use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::super::capability::Capabilities;
use super::super::error::ImapError;
use super::super::link::{SharedLink, lock};
use super::super::login::{self, Credentials};
use super::super::reader::{Response, Status};
use super::line::TypedLine;
use super::parts::{parts, send};
use crate::model::Purpose;
use crate::wire::{Endpoint, Interrupt, Limits, Login, Role, Shared};

/// Longest silence of a command: a search through the text of a large mailbox says nothing for
/// minutes, and whoever does not want to wait stops it.
const SILENCE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// Longest command: whoever watches it decides.
const STEP_LIMIT: Duration = Duration::from_secs(60 * 60);

/// Servers end IDLE after 30 minutes of silence (RFC 2177 §3).
const IDLE_LIMIT: Duration = Duration::from_secs(28 * 60);

/// Largest literal and answer. They are held while they come; larger ones are fetched in pieces.
const LITERAL_LIMIT_BYTES: usize = 32 * 1024 * 1024;
const LINE_LIMIT_BYTES: usize = 20 * 1024 * 1024;

/// A connection for typed commands.
#[derive(Debug)]
pub struct Console {
    link: SharedLink,
    capabilities: Capabilities,
    is_logged_in: bool,
    tls_version: Option<String>,
    /// Under way: servers that do not understand a line like to repeat it, with the password.
    login: Option<Login>,
}

/// What a command waits for beside its tagged answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// DONE, which ends IDLE.
    Done,
    /// An answer to a challenge: a secret.
    Secret,
}

/// A command that was begun.
#[derive(Debug)]
pub struct Running {
    tag: String,
    name: String,
    begun: Instant,
    /// What of it is to be sent once the server asks for it: a literal with the line behind it.
    waiting: std::vec::IntoIter<Zeroizing<Vec<u8>>>,
    asked: Option<Asked>,
}

impl Running {
    /// Ours, or as typed.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A response as framed; one that repeats what was typed as a secret by its tag and `…`.
    Said(Vec<u8>),
    /// The same, and the command goes on when [`Console::go_on`] has said something.
    Asked(Vec<u8>, Asked),
    /// The tagged answer. Where `is_over`, the connection is at its end.
    Ended { raw: Vec<u8>, took: Duration, is_ok: bool, is_over: bool },
    /// Somebody raised the interrupt.
    Nothing,
}

impl Console {
    /// Connects and logs in as the account does.
    ///
    /// # Errors
    /// As [`super::super::Session::open`].
    pub fn open(
        endpoint: &Endpoint,
        credentials: Option<&Credentials>,
        shared: &Shared,
    ) -> Result<Self, ImapError> {
        let shared = Shared { role: Role::Console, ..shared.clone() };
        let login = login::log_in(endpoint, credentials, &shared, Limits::default())?;
        Self::new(login.link, login.capabilities, true)
    }

    /// Connects, and encrypts where the account does; whoever types logs in.
    ///
    /// # Errors
    /// As [`Console::open`], less those of a login.
    pub fn open_bare(endpoint: &Endpoint, shared: &Shared) -> Result<Self, ImapError> {
        let shared = Shared { role: Role::Console, ..shared.clone() };
        let (link, greeting) = login::connect(endpoint, &shared, Limits::default())?;
        let is_logged_in = greeting.status == Status::PreAuth;
        Self::new(link.shared(), Capabilities::default(), is_logged_in)
    }

    fn new(
        link: SharedLink,
        capabilities: Capabilities,
        is_logged_in: bool,
    ) -> Result<Self, ImapError> {
        let tls_version = {
            let mut link = lock(&link);
            let framed = link.framed()?;
            framed.set_purpose(Purpose::Other);
            framed.set_limits(Limits {
                line_bytes: LINE_LIMIT_BYTES,
                lines_bytes: LINE_LIMIT_BYTES,
                literal_bytes: LITERAL_LIMIT_BYTES,
                response_bytes: LITERAL_LIMIT_BYTES + LINE_LIMIT_BYTES,
                nesting: usize::MAX,
                silence: SILENCE_LIMIT,
                step: STEP_LIMIT,
            });
            framed.tls_version()
        };
        Ok(Self { link, capabilities, is_logged_in, tls_version, login: None })
    }

    /// In upper case (RFC 3501 §7.2.1); none where whoever types logs in.
    pub fn capabilities(&self) -> impl Iterator<Item = &str> {
        self.capabilities.iter()
    }

    /// `"TLSv1.3"` and the like.
    pub fn tls_version(&self) -> Option<&str> {
        self.tls_version.as_deref()
    }

    pub fn is_logged_in(&self) -> bool {
        self.is_logged_in
    }

    /// Why a line makes no sense on this connection now: a sentence; nothing is sent then.
    pub fn refusal(&self, line: &TypedLine) -> Option<String> {
        let sentence = match line.name() {
            "LOGIN" | "AUTHENTICATE" if self.is_logged_in => {
                "This connection is logged in already. Type LOGOUT; the LOGIN or AUTHENTICATE after \
                 that gets a new connection."
            }
            "STARTTLS" => match &self.tls_version {
                Some(version) => {
                    let version = version.replace("TLSv", "TLS ");
                    return Some(format!("This connection is encrypted already, by {version}."));
                }
                None => {
                    "This account connects without encryption. Choose STARTTLS or TLS as its \
                     security: then everything is encrypted before anything is said."
                }
            },
            "DONE" => "Nothing is idling. DONE ends an IDLE.",
            _ if line.pieces().iter().any(|(_, m)| m.is_some_and(|marker| marker.non_sync))
                && !self.capabilities.has("LITERAL+")
                && !self.capabilities.has("LITERAL-") =>
            {
                "This server takes no literal unasked, so {n+} would be read as commands. Type {n}."
            }
            _ => return None,
        };
        Some(sentence.to_owned())
    }

    /// What came since the last command, without waiting; of a server that does not stop some of
    /// it, and the rest is heard with what comes next.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn take_pushed(&mut self) -> Result<Vec<Vec<u8>>, ImapError> {
        /// One look at the socket.
        const LOOK: Duration = Duration::from_millis(1);
        /// What is taken in one look: a mailbox that others work in has some dozens to say.
        const MOST_RESPONSES: usize = 1_000;
        const MOST_BYTES: usize = 1024 * 1024;
        let (mut pushed, mut bytes) = (Vec::new(), 0_usize);
        let mut link = lock(&self.link);
        while pushed.len() < MOST_RESPONSES && bytes < MOST_BYTES {
            match link.framed()?.read_response_within(LOOK, &Interrupt::new()) {
                Ok(Some(raw)) => {
                    link.understand(&raw);
                    bytes = bytes.saturating_add(raw.len());
                    pushed.push(raw);
                }
                Ok(None) => break,
                Err(error) => return Err(link.fail(error)),
            }
        }
        Ok(pushed)
    }

    /// Sends a line. `literals` are the bytes of its literals, in their order.
    ///
    /// # Errors
    /// Nothing was sent where the connection only looks and this is more, or where a literal is missing
    /// or not as long as the line says.
    pub fn begin(
        &mut self,
        line: &TypedLine,
        literals: Vec<Zeroizing<Vec<u8>>>,
    ) -> Result<Running, ImapError> {
        let mut link = lock(&self.link);
        let tag = line.tag().map_or_else(|| link.tag(), str::to_owned);
        let small = !self.capabilities.has("LITERAL+");
        let mut parts = parts(&tag, line, literals, small)?.into_iter();
        link.framed()?.set_deadline(STEP_LIMIT);
        let begun = Instant::now();
        let first = parts.next().unwrap_or_default();
        self.login = Login::begun(&first).map(|(login, _)| login).filter(|_| line.is_secret());
        send(&mut link, &first)?;
        let asked = match line.name() {
            "IDLE" => Some(Asked::Done),
            "AUTHENTICATE" => Some(Asked::Secret),
            _ => None,
        };
        Ok(Running { tag, name: line.name().to_owned(), begun, waiting: parts, asked })
    }

    /// The next thing that comes.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn hear(
        &mut self,
        running: &mut Running,
        interrupt: &Interrupt,
    ) -> Result<Heard, ImapError> {
        let mut link = lock(&self.link);
        let limit = if running.asked == Some(Asked::Done) { IDLE_LIMIT } else { SILENCE_LIMIT };
        let read = link.framed()?.read_response_within(limit, interrupt);
        let raw = match read {
            Ok(Some(raw)) => raw,
            Ok(None) if interrupt.take() => return Ok(Heard::Nothing),
            Ok(None) if running.asked == Some(Asked::Done) => {
                send(&mut link, b"DONE\r\n")?;
                return Ok(Heard::Nothing);
            }
            Ok(None) => return Err(link.fail(crate::wire::WireError::Silence { limit })),
            Err(error) => return Err(link.fail(error)),
        };
        let response = link.understand(&raw);
        let is_echo = self.login.as_ref().is_some_and(|login| login.is_echoed(&raw));
        let raw = if is_echo { without_words(&raw) } else { raw };
        match response {
            Response::Continue => match running.waiting.next() {
                Some(part) => {
                    if let Some(login) = &mut self.login {
                        login.goes_on(&part);
                    }
                    send(&mut link, &part)?;
                    Ok(Heard::Said(raw))
                }
                None => Ok(match running.asked {
                    Some(asked) => Heard::Asked(raw, asked),
                    None => Heard::Said(raw),
                }),
            },
            Response::Tagged { tag, status } if tag == running.tag => {
                let took = running.begun.elapsed();
                let is_ok = status.status == Status::Ok;
                if running.waiting.next().is_some() {
                    // Answered instead of asking for the literal (RFC 3501 §4.3).
                    link.framed()?.literal_refused();
                }
                let is_over = is_ok && running.name == "LOGOUT";
                if is_over {
                    link.close();
                }
                if is_ok && running.name == "COMPRESS" {
                    let started = link.framed()?.start_compression();
                    started.map_err(|error| link.fail(error))?;
                }
                drop(link);
                self.login = None;
                self.is_logged_in |= is_ok && matches!(&*running.name, "LOGIN" | "AUTHENTICATE");
                Ok(Heard::Ended { raw, took, is_ok, is_over })
            }
            Response::Tagged { .. } | Response::Untagged(_) => Ok(Heard::Said(raw)),
        }
    }

    /// Whether the next [`Console::hear`] has something to give back without waiting.
    pub fn has_more(&self) -> bool {
        lock(&self.link).framed().is_ok_and(|framed| framed.has_buffered())
    }

    /// Sends the line that the server asked for.
    ///
    /// # Errors
    /// It holds a line break or NUL, and nothing was sent; or the connection is lost.
    pub fn go_on(&mut self, line: &str) -> Result<(), ImapError> {
        if line.contains(['\r', '\n', '\0']) {
            return Err(ImapError::BadArgument("line"));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(line.len() + 2));
        bytes.extend_from_slice(line.as_bytes());
        if let Some(login) = &mut self.login {
            login.goes_on(&bytes);
        }
        bytes.extend_from_slice(b"\r\n");
        send(&mut lock(&self.link), &bytes)
    }

    /// Says goodbye, as far as it goes within 2 s.
    pub fn logout(self) {
        super::super::session::say_goodbye(&self.link);
    }
}

/// The tag, and that something followed.
fn without_words(response: &[u8]) -> Vec<u8> {
    let tag = response.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    [tag, " …\r\n".as_bytes()].concat()
}
