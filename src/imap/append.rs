//! Puts messages into a mailbox: APPEND (RFC 3501 §6.3.11) with flags and date, many in one command
//! where the server takes that (MULTIAPPEND, RFC 3502).
//!
//! ```text
//! APPEND "Archive" (\Seen) "17-Jul-1996 02:44:25 +0000" {310+}
//! …the message in pieces…
//!  () {4711+}                      the next one of the same command
//! ```
//!
//! A message is never held: its bytes are asked for while they leave. Without MULTIAPPEND each has a
//! command of its own, in the same write where the server takes literals unasked (RFC 7888). What is
//! known of each when the connection breaks is in [`Appended`].

use std::num::NonZeroU32;
use std::sync::Arc;

use super::change::check;
use super::date;
use super::encode::{Line, LiteralForm};
use super::error::ImapError;
use super::link::{Link, lock};
use super::reader::{Code, Response, Status, StatusLine};
use super::session::Session;
use super::store::word;
use super::track::Track;
use super::update::Update;
use crate::model::{Flag, Flags, Keyword, MailboxName};

/// Bytes of one write: four TLS records, and a fraction of a second on a slow line.
const WRITE_BYTES: usize = 64 * 1024;

/// A message that is about to be put into a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// Exactly; with CRLF at the ends of lines.
    pub size_bytes: u64,
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
    /// INTERNALDATE; the server's time of arrival where `None`.
    pub date_unix_secs: Option<i64>,
}

/// Where the bytes of messages come from while they are sent.
pub trait Bodies {
    /// Appends the next piece of a message to `out`, which has to bring at least one byte.
    fn more(&mut self, index: usize, out: &mut Vec<u8>) -> Result<(), BodyFault>;

    /// So many bytes of messages have left since the last call.
    fn sent(&mut self, bytes: u64);
}

/// Why the rest of a message does not come. A begun command cannot be taken back: the connection is
/// closed, and the server forgets what it has of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// It is not there any more in the size that was announced.
    Broken,
    /// The user wants it stopped.
    Stopped,
}

/// What is known of a message of a batch.
#[derive(Debug, Default)]
pub enum Appending {
    /// Its command did not leave whole: the server cannot have done it.
    #[default]
    Unsent,
    /// The server may have done it.
    Sent,
    /// The server did it, and says where where it can (RFC 4315 §3).
    In(Option<(NonZeroU32, NonZeroU32)>),
    /// The index of the command's answer in [`Appended::refusals`].
    Refused(usize),
}

/// What became of a batch; true also where the connection broke.
#[derive(Debug, Default)]
pub struct Appended {
    /// As many as were to be sent, in their order.
    pub messages: Vec<Appending>,
    pub refusals: Vec<ImapError>,
    /// Why we closed the connection ourselves, and the message it was at.
    pub fault: Option<(usize, BodyFault)>,
}

impl Session {
    /// Whether many messages fit one command (RFC 3502).
    pub fn has_multi_append(&self) -> bool {
        self.capabilities.has("MULTIAPPEND")
    }

    /// The largest message that the server takes into any mailbox, where it says so (RFC 7889 §2).
    pub fn append_limit_bytes(&self) -> Option<u64> {
        let limit = |word: &str| word.strip_prefix("APPENDLIMIT=")?.parse().ok();
        self.capabilities.iter().find_map(limit)
    }

    /// Puts messages into a mailbox, in their order. Of one command with several either all are in
    /// or none is.
    ///
    /// # Errors
    /// Only where the connection is lost, or the name cannot be sent; what was refused is in
    /// `appended`.
    pub fn append(
        &mut self,
        (to, messages): (&MailboxName, &[Outgoing]),
        bodies: &mut dyn Bodies,
        appended: &mut Appended,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.may_change()?;
        *appended = Appended::default();
        appended.messages.resize_with(messages.len(), Appending::default);
        let per_command = if self.has_multi_append() { messages.len().max(1) } else { 1 };
        let name = self.line("APPEND", "APPEND").mailbox(to)?;
        self.report_waiting(on);
        let mut link = lock(&self.link);
        link.start_step()?;
        let form = link.literals;
        let out = Vec::with_capacity(2 * WRITE_BYTES);
        let (link, track) = (&mut *link, &mut self.track);
        let mut sending =
            Sending { link, track, on, bodies, appended, form, commands: Vec::new(), out, body: 0 };
        let mut first = 0;
        for chunk in messages.chunks(per_command) {
            sending.command(&name, first, chunk)?;
            first += chunk.len();
        }
        sending.flush()?;
        while sending.commands.iter().any(|command| !command.is_answered) {
            sending.read()?;
        }
        Ok(())
    }
}

/// One APPEND, and the messages it is about.
struct Command {
    tag: String,
    first: usize,
    count: usize,
    is_answered: bool,
}

/// A batch on its way.
struct Sending<'a> {
    link: &'a mut Link,
    track: &'a mut Track,
    on: &'a mut dyn FnMut(Update),
    bodies: &'a mut dyn Bodies,
    appended: &'a mut Appended,
    form: LiteralForm,
    commands: Vec<Command>,
    /// What leaves with the next write, and how much of it is of messages.
    out: Vec<u8>,
    body: u64,
}

impl Sending<'_> {
    fn command(
        &mut self,
        name: &Line,
        first: usize,
        messages: &[Outgoing],
    ) -> Result<(), ImapError> {
        let tag = self.link.tag();
        self.out.extend_from_slice(tag.as_bytes());
        self.out.push(b' ');
        self.commands.push(Command { tag, first, count: messages.len(), is_answered: false });
        for (at, piece) in name.pieces.iter().enumerate() {
            if at > 0 && !self.is_asked_for()? {
                return Ok(());
            }
            self.out.extend_from_slice(piece);
        }
        for (index, message) in messages.iter().enumerate() {
            let unasked = self.form.is_unasked(message.size_bytes);
            self.out.extend_from_slice(head(message, unasked).as_bytes());
            if !unasked && !self.is_asked_for()? {
                return Ok(());
            }
            self.message(first + index, message.size_bytes)?;
        }
        self.out.extend_from_slice(b"\r\n");
        // From here on a write that fails may have carried it.
        for state in self.appended.messages.iter_mut().skip(first).take(messages.len()) {
            *state = Appending::Sent;
        }
        if self.out.len() >= WRITE_BYTES { self.flush() } else { Ok(()) }
    }

    /// The bytes of one message, exactly as many as were announced.
    fn message(&mut self, index: usize, size_bytes: u64) -> Result<(), ImapError> {
        let mut left = size_bytes;
        while left > 0 {
            let before = self.out.len();
            let came = self.bodies.more(index, &mut self.out);
            let bytes = self.out.len().saturating_sub(before) as u64;
            let fault = match came {
                Ok(()) if bytes == 0 || bytes > left => BodyFault::Broken,
                Ok(()) => {
                    left -= bytes;
                    self.body += bytes;
                    if self.out.len() >= WRITE_BYTES {
                        self.flush()?;
                    }
                    continue;
                }
                Err(fault) => fault,
            };
            self.appended.fault = Some((index, fault));
            return Err(self.link.fault("APPEND"));
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ImapError> {
        if self.out.is_empty() {
            return Ok(());
        }
        // However long a message is, each piece of it has its own time.
        self.link.start_step()?;
        let written = self.link.write(&self.out);
        if written.is_err() {
            self.link.close(); // Half a command is on its way: nothing else can be said any more.
        }
        written?;
        self.out.clear();
        self.bodies.sent(std::mem::take(&mut self.body));
        Ok(())
    }

    /// Waits until the server asks for a literal; false where it answers the command instead.
    fn is_asked_for(&mut self) -> Result<bool, ImapError> {
        self.flush()?;
        loop {
            if self.read()? {
                return Ok(true);
            }
            if self.commands.last().is_none_or(|command| command.is_answered) {
                self.link.framed()?.literal_refused();
                return Ok(false);
            }
        }
    }

    /// Takes one response; true where the server asks for more.
    fn read(&mut self) -> Result<bool, ImapError> {
        match self.link.read()? {
            Response::Continue => return Ok(true),
            Response::Untagged(untagged) => self.track.apply(&untagged, self.on),
            Response::Tagged { tag, status } => {
                let waits = |command: &&mut Command| command.tag == tag && !command.is_answered;
                let Some(command) = self.commands.iter_mut().find(waits) else {
                    return Err(self.link.fault("APPEND"));
                };
                command.is_answered = true;
                let (first, count) = (command.first, command.count);
                self.track.status(&status, self.on);
                self.answered((first, count), &status);
            }
        }
        Ok(false)
    }

    fn answered(&mut self, (first, count): (usize, usize), status: &StatusLine) {
        let Appended { messages, refusals, .. } = &mut *self.appended;
        let states = messages.iter_mut().skip(first).take(count);
        if let Err(error) = check("APPEND", status) {
            states.for_each(|state| *state = Appending::Refused(refusals.len()));
            refusals.push(error);
            return;
        }
        let places = match &status.code {
            Some(Code::AppendUid { uid_validity, uids })
                if uids.len() == count && status.status == Status::Ok =>
            {
                Some((*uid_validity, uids))
            }
            _ => None,
        };
        for (at, state) in states.enumerate() {
            let uid = places.and_then(|(validity, uids)| Some((validity, *uids.get(at)?)));
            *state = Appending::In(uid);
        }
    }
}

/// What stands before a message's bytes.
fn head(message: &Outgoing, unasked: bool) -> String {
    const FLAGS: [Flag; 6] =
        [Flag::Seen, Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Draft, Flag::Forwarded];
    let flags = FLAGS.into_iter().filter(|flag| message.flags.has(*flag));
    let mut words: Vec<&str> = flags.map(word).collect();
    words.extend(message.keywords.iter().map(Keyword::as_str));
    let date = message.date_unix_secs.and_then(date::write_internal);
    let date = date.map(|date| format!(" \"{date}\"")).unwrap_or_default();
    let plus = if unasked { "+" } else { "" };
    format!(" ({}){date} {{{}{plus}}}\r\n", words.join(" "), message.size_bytes)
}
