//! The one encoder for everything that leaves: no argument can become a second command.
//!
//! A command is a list of pieces. Server and user strings enter only through [`Line::string`],
//! which sends them quoted, or as a literal where a quoted string cannot carry them (RFC 3501
//! §4.3), and refuses what no string may hold.

use super::error::ImapError;
use crate::model::MailboxName;

/// How a literal may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralForm {
    /// The server must ask for it first: one more wait.
    Synchronizing,
    /// `{n+}` up to 4,096 bytes (RFC 7888 LITERAL-).
    NonSyncSmall,
    /// `{n+}` of any size (LITERAL+).
    NonSync,
}

/// RFC 7888 §5.
const LITERAL_MINUS_LIMIT_BYTES: u64 = 4096;

impl LiteralForm {
    /// Whether so many bytes may follow without being asked for.
    pub fn is_unasked(self, bytes: u64) -> bool {
        match self {
            Self::NonSync => true,
            Self::NonSyncSmall => bytes <= LITERAL_MINUS_LIMIT_BYTES,
            Self::Synchronizing => false,
        }
    }
}

/// One command without its tag and final CRLF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// For errors and the log: `FETCH`, `SELECT`, ….
    pub command: &'static str,
    /// Between two pieces the server must say `+` first.
    pub pieces: Vec<Vec<u8>>,
    form: LiteralForm,
}

impl Line {
    /// Begins a command with its fixed text, which is ours and never contains foreign bytes.
    pub fn new(command: &'static str, text: &str, form: LiteralForm) -> Self {
        Self { command, pieces: vec![text.as_bytes().to_vec()], form }
    }

    /// Adds fixed text of ours.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.append(text.as_bytes());
        self
    }

    /// Adds a space and a mailbox name as the server spells it.
    ///
    /// # Errors
    /// [`ImapError::BadArgument`] where the name holds CR, LF or NUL.
    pub fn mailbox(self, name: &MailboxName) -> Result<Self, ImapError> {
        self.string(name.as_bytes(), "folder name")
    }

    /// Adds a space and a string; `what` names it in the error.
    pub fn string(mut self, bytes: &[u8], what: &'static str) -> Result<Self, ImapError> {
        check(bytes, what)?;
        if is_quotable(bytes) {
            let mut quoted = b" \"".to_vec();
            for byte in bytes {
                if matches!(byte, b'"' | b'\\') {
                    quoted.push(b'\\');
                }
                quoted.push(*byte);
            }
            quoted.push(b'"');
            self.append(&quoted);
            return Ok(self);
        }
        let non_sync = self.form.is_unasked(bytes.len() as u64);
        let plus = if non_sync { "+" } else { "" };
        self.append(format!(" {{{}{plus}}}\r\n", bytes.len()).as_bytes());
        if non_sync {
            self.append(bytes);
        } else {
            self.pieces.push(bytes.to_vec());
        }
        Ok(self)
    }

    fn append(&mut self, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some(piece) => piece.extend_from_slice(bytes),
            None => self.pieces.push(bytes.to_vec()),
        }
    }
}

/// Refuses CR, LF and NUL: a literal could carry the first two, but no honest name holds them and
/// a server that splits lines carelessly would run what follows.
pub fn check(bytes: &[u8], what: &'static str) -> Result<(), ImapError> {
    if bytes.iter().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
        return Err(ImapError::BadArgument(what));
    }
    Ok(())
}

/// Whether a quoted string can carry these bytes: 7-bit and not too long for a line.
pub fn is_quotable(bytes: &[u8]) -> bool {
    /// Servers limit lines to 8 KiB or more (RFC 7162 §4); the rest of the command needs room.
    const QUOTED_LIMIT_BYTES: usize = 4096;
    bytes.len() <= QUOTED_LIMIT_BYTES
        && bytes.iter().all(|b| b.is_ascii() && !matches!(b, b'\r' | b'\n' | 0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(name: &[u8], form: LiteralForm) -> Result<Vec<Vec<u8>>, ImapError> {
        Ok(Line::new("SELECT", "SELECT", form).string(name, "folder name")?.text(" X").pieces)
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        let got = line(br#"a"b\c {3}"#, LiteralForm::Synchronizing).unwrap();
        assert_eq!(got, [br#"SELECT "a\"b\\c {3}" X"#.to_vec()]);
        assert_eq!(line(b"", LiteralForm::NonSync).unwrap(), [b"SELECT \"\" X".to_vec()]);
    }

    #[test]
    fn eight_bit_names_go_as_literals() {
        let name = b"Gr\xfc";
        assert_eq!(
            line(name, LiteralForm::NonSync).unwrap(),
            [b"SELECT {3+}\r\nGr\xfc X".to_vec()]
        );
        let got = line(name, LiteralForm::Synchronizing).unwrap();
        assert_eq!(got, [b"SELECT {3}\r\n".to_vec(), b"Gr\xfc X".to_vec()]);
        let long = vec![b'x'; 5000];
        assert_eq!(line(&long, LiteralForm::NonSyncSmall).unwrap().len(), 2);
    }

    #[test]
    fn a_second_command_cannot_be_smuggled() {
        for bad in [&b"foo\r\nA1 DELETE INBOX"[..], b"foo\n", b"\0", b"a\rb"] {
            for form in [LiteralForm::NonSync, LiteralForm::Synchronizing] {
                assert!(matches!(line(bad, form), Err(ImapError::BadArgument(_))));
            }
        }
    }
}
