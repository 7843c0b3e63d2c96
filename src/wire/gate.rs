//! Look, don't touch: what may leave on a connection that must not change its server.
//!
//! Stands right before the bytes leave, below everything that writes commands, so that no fault
//! above it and no line typed by hand gets through. It knows a list of harmless commands and
//! refuses all others, unknown ones too. It reads lines as servers do: CRLF or a bare LF ends one, a
//! literal's bytes (RFC 3501 §4.3) are text and never a command.

use super::WireError;

/// Commands that leave everything as it is, whatever their arguments (RFC 3501, 9051 and their
/// extensions). EXAMINE is there and SELECT is not: SELECT takes `\Recent` away from messages.
const HARMLESS: [&str; 28] = [
    "AUTHENTICATE",
    "CAPABILITY",
    "CHECK",
    "CLOSE", // Of a mailbox opened by EXAMINE it expunges nothing (RFC 3501 §6.4.2).
    "COMPRESS",
    "ENABLE",
    "ESEARCH",
    "EXAMINE",
    "GETACL",
    "GETMETADATA",
    "GETQUOTA",
    "GETQUOTAROOT",
    "ID",
    "IDLE",
    "LIST",
    "LISTRIGHTS",
    "LOGIN",
    "LOGOUT",
    "LSUB",
    "MYRIGHTS",
    "NAMESPACE",
    "NOOP",
    "SEARCH",
    "SORT",
    "STARTTLS",
    "STATUS",
    "THREAD",
    "UNSELECT",
];

/// Bytes of one command without its literals; more than any command of ours.
const COMMAND_LIMIT_BYTES: usize = 1024 * 1024;

/// Whether a command, without its tag, leaves everything as it is: what a connection that only looks
/// lets out.
pub fn is_harmless(command: &str) -> bool {
    Gate::default().pass(format!("x {command}\r\n").as_bytes()).is_ok()
}

/// What was let through so far, as far as the next bytes depend on it.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// The command that goes on after a literal, without its literals.
    begun: Vec<u8>,
    literal_left: usize,
}

impl Gate {
    /// Judges what is about to be sent in one write: all of it passes, or nothing of it may leave.
    ///
    /// # Errors
    /// [`WireError::LookOnly`] with the name of the command; the connection stays in step.
    pub fn pass(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        let mut next = self.clone();
        next.take(bytes)?;
        *self = next;
        Ok(())
    }

    /// The server has answered a command instead of asking for its literal (RFC 3501 §4.3): the
    /// literal is not sent, and what comes next is a command.
    pub fn literal_refused(&mut self) {
        *self = Self::default();
    }

    fn take(&mut self, mut bytes: &[u8]) -> Result<(), WireError> {
        while !bytes.is_empty() {
            if self.literal_left > 0 {
                let count = self.literal_left.min(bytes.len());
                self.literal_left -= count;
                bytes = bytes.get(count..).unwrap_or_default();
                continue;
            }
            // Half a line may become anything.
            let end = bytes.iter().position(|b| *b == b'\n').ok_or_else(|| refused(bytes))?;
            let line = bytes.get(..end).unwrap_or_default();
            bytes = bytes.get(end + 1..).unwrap_or_default();
            self.line(line.strip_suffix(b"\r").unwrap_or(line))?;
        }
        Ok(())
    }

    /// One line, or one piece of a command up to its next literal.
    fn line(&mut self, line: &[u8]) -> Result<(), WireError> {
        let is_first = self.begun.is_empty();
        self.begun.extend_from_slice(line);
        let odd = |b: &u8| matches!(b, b'\r' | 0);
        if self.begun.len() > COMMAND_LIMIT_BYTES || line.iter().any(odd) {
            return Err(refused(&self.begun));
        }
        let literal = announced_literal(line);
        if is_first && literal.is_none() && is_continuation(line) {
            self.begun.clear();
            return Ok(());
        }
        judge(&self.begun, literal.is_some())?;
        match literal {
            // The space keeps what follows apart from what stands before it.
            Some(length) => {
                self.literal_left = length;
                self.begun.push(b' ');
            }
            None => self.begun.clear(),
        }
        Ok(())
    }
}

/// The length of the literal that a line ends with: `{5}`, `{5+}`, `{5-}` or `~{5}`.
fn announced_literal(line: &[u8]) -> Option<usize> {
    let inside = line.strip_suffix(b"}")?;
    let start = inside.iter().rposition(|b| *b == b'{')?;
    let digits = inside.get(start + 1..)?;
    let digits = digits.strip_suffix(b"+").or_else(|| digits.strip_suffix(b"-")).unwrap_or(digits);
    std::str::from_utf8(digits).ok().filter(|text| !text.is_empty())?.parse().ok()
}

/// A line that is no command: the answer to a challenge (RFC 3501 §6.2.2), its end `*`, or the end
/// of IDLE. A command has a tag, a space and a name.
fn is_continuation(line: &[u8]) -> bool {
    let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    line == b"*" || line.iter().all(is_base64)
}

/// `command` has its tag; literals are left out of it.
fn judge(command: &[u8], has_literal: bool) -> Result<(), WireError> {
    let mut words = command.split(|b| matches!(b, b' ' | b'(')).map(<[u8]>::to_ascii_uppercase);
    let _tag = words.next();
    let mut name = words.next().unwrap_or_default();
    if name == b"UID" {
        name = words.next().unwrap_or_default();
    }
    let is_harmless = HARMLESS.iter().any(|harmless| harmless.as_bytes() == name);
    // Nothing that names what to fetch needs a literal, and one could hide it.
    let is_peek = name == b"FETCH" && !has_literal && !marks_read(command);
    if is_harmless || is_peek { Ok(()) } else { Err(refused(command)) }
}

/// Whether a FETCH asks for something in the form that sets `\Seen` (RFC 3501 §6.4.5, RFC 3516 §4.2).
fn marks_read(command: &[u8]) -> bool {
    let command = command.to_ascii_uppercase();
    let has = |word: &[u8]| command.windows(word.len()).any(|window| window == word);
    let items = command.split(|b| matches!(b, b' ' | b'(' | b')'));
    has(b"BODY[")
        || has(b"BINARY[")
        || items.into_iter().any(|item| item == b"RFC822" || item == b"RFC822.TEXT")
}

/// The name of the command, for the sentence.
fn refused(command: &[u8]) -> WireError {
    /// The longest name of a command, and some.
    const NAME_LIMIT_BYTES: usize = 24;
    let mut words = command.split(|b| !b.is_ascii_graphic()).filter(|word| !word.is_empty());
    let _tag = words.next();
    let name: Vec<u8> = words.next().unwrap_or_default().to_ascii_uppercase();
    let name = name.get(..NAME_LIMIT_BYTES).unwrap_or(&name);
    WireError::LookOnly { command: String::from_utf8_lossy(name).into_owned() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn passes(bytes: &[u8]) -> bool {
        Gate::default().pass(bytes).is_ok()
    }

    #[test]
    fn what_only_looks_passes() {
        for line in [
            "m1 EXAMINE INBOX",
            "m1 UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (FROM)]<0.100> RFC822.SIZE RFC822.HEADER)",
            "m1 fetch $ (UID BODYSTRUCTURE BINARY.PEEK[1] PREVIEW)",
            "m1 UID SEARCH RETURN (SAVE) TEXT \"STORE DELETE\"",
            "m1 STATUS \"a b\" (MESSAGES)",
            "m1 LOGIN \"u\" \"p\"",
            "m1 AUTHENTICATE PLAIN",
            "AGFsaWNlAHNlY3JldA==",
            "*",
            "DONE",
            "",
        ] {
            assert!(passes(format!("{line}\r\n").as_bytes()), "{line}");
        }
    }

    #[test]
    fn everything_else_is_refused_and_named() {
        for line in [
            "m1 SELECT INBOX",
            "m1 STORE 1 +FLAGS (\\Seen)",
            "m1 UID STORE 1 +FLAGS (\\Deleted)",
            "m1 uid expunge 1",
            "m1 EXPUNGE",
            "m1 COPY 1 Trash",
            "m1 UID MOVE 1 Trash",
            "m1 APPEND INBOX {3+}",
            "m1 DELETE x",
            "m1 SETACL x y z",
            "m1 SETQUOTA \"\" (STORAGE 1)",
            "m1 XUNKNOWN",
            "m1 FETCH 1 BODY[]",
            "m1 UID FETCH 1 (UID body[text])",
            "m1 FETCH 1 RFC822",
            "m1 FETCH 1 (RFC822.TEXT)",
            "m1 FETCH 1 (BINARY[1])",
            "m1 FETCH {1+}",
            "m1  DELETE x",
            "m1",
            "m1\tDELETE x",
        ] {
            let error = Gate::default().pass(format!("{line}\r\n").as_bytes());
            // One word alone is no command of any server.
            assert_eq!(error.is_err(), line != "m1", "{line}");
        }
        let Err(WireError::LookOnly { command }) = Gate::default().pass(b"m1 uid store 1 x\r\n")
        else {
            panic!("refused")
        };
        assert_eq!(command, "UID");
    }

    #[test]
    fn one_bad_command_holds_back_the_whole_write() {
        let mut gate = Gate::default();
        assert!(gate.pass(b"m1 NOOP\r\nm2 EXPUNGE\r\n").is_err());
        assert!(gate.pass(b"m1 NOOP\nm2 EXPUNGE\n").is_err(), "servers end lines at LF too");
        assert!(gate.pass(b"m1 NOOP\r\nm2 LOGOUT\r\n").is_ok());
    }

    #[test]
    fn a_literal_is_text_and_what_follows_it_is_judged() {
        let mut gate = Gate::default();
        gate.pass(b"m1 EXAMINE {14+}\r\nm2 DELETE x\r\n\r\n").unwrap();
        assert!(gate.pass(b"m2 EXPUNGE\r\n").is_err(), "the literal is over");
        let mut gate = Gate::default();
        gate.pass(b"m1 LIST \"\" {3}\r\n").unwrap();
        gate.pass(b"m2 ").unwrap();
        gate.pass(b" RETURN (STATUS (MESSAGES))\r\n").unwrap();
        assert!(gate.pass(b"m3 UID EXPUNGE 1\r\n").is_err());
        // A length that overflows is no length.
        assert!(!passes(b"m1 LIST \"\" {99999999999999999999999}\r\nm2 DELETE x\r\n"));
    }

    #[test]
    fn after_a_literal_that_the_server_refused_commands_are_judged_as_commands() {
        let mut gate = Gate::default();
        gate.pass(b"m1 EXAMINE {14}\r\n").unwrap();
        gate.literal_refused();
        assert!(gate.pass(b"m2 DELETE x\r\n").is_err(), "no literal any more");
        gate.pass(b"m3 NOOP\r\n").unwrap();
        gate.pass(b"m4 FETCH 1:* (UID BODY.PEEK[])\r\n").unwrap();
    }

    #[test]
    fn half_a_line_and_odd_bytes_do_not_leave() {
        assert!(!passes(b"m1 NOOP"));
        assert!(!passes(b"m1 NOOP\rm2 DELETE x\r\n"));
        assert!(!passes(b"m1 NO\0OP\r\n"));
    }
}
