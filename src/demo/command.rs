//! Reads whole commands: one line and all its literals (RFC 3501 §4.3, RFC 7888).

use std::io::{self, BufRead, BufReader, Read};

/// Longest line of a command outside literals, in bytes; RFC 7162 §4 asks for 8,192 at least.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// Largest command with its literals, in bytes: an APPEND of a large mail.
const MAX_COMMAND_BYTES: usize = 64 * 1024 * 1024;

/// The reading side of a connection.
#[derive(Debug)]
pub struct Commands<R: Read>(BufReader<R>);

impl<R: Read> Commands<R> {
    pub fn new(reader: R) -> Self {
        Self(BufReader::new(reader))
    }

    /// The next line with its CRLF; `None` at the end of the stream.
    ///
    /// A line beyond the limit is an error of kind `InvalidData`.
    pub fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.0.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
        match line.last() {
            Some(b'\n') => Ok(Some(line)),
            Some(_) if u64::try_from(line.len()).is_ok_and(|length| length >= MAX_LINE_BYTES) => {
                Err(too_long())
            }
            _ => Ok(None),
        }
    }

    /// The next whole command; `go_ahead` is called when the client waits to send a literal.
    pub fn command(
        &mut self,
        mut go_ahead: impl FnMut() -> io::Result<()>,
    ) -> io::Result<Option<Vec<u8>>> {
        let mut command = Vec::new();
        loop {
            let Some(line) = self.line()? else { return Ok(None) };
            command.extend_from_slice(&line);
            let Some((length, waits)) = announced(&line) else { return Ok(Some(command)) };
            if command.len().saturating_add(length) > MAX_COMMAND_BYTES {
                return Err(too_long());
            }
            if waits {
                go_ahead()?;
            }
            let wanted = u64::try_from(length).unwrap_or(u64::MAX);
            let read = self.0.by_ref().take(wanted).read_to_end(&mut command)?;
            if read < length {
                return Ok(None);
            }
        }
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the command is too long")
}

/// Length of the literal that the line announces, and whether the client waits for a go-ahead.
fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let inside = line.trim_ascii_end().strip_suffix(b"}")?;
    let open = inside.iter().rposition(|byte| *byte == b'{')?;
    let digits = inside.get(open + 1..)?;
    let (digits, waits) = match digits.strip_suffix(b"+") {
        Some(digits) => (digits, false),
        None => (digits, true),
    };
    let number = str::from_utf8(digits).ok()?.parse().ok()?;
    Some((number, waits))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn a_command_comes_whole_with_its_literals() {
        let stream = b"a LOGIN {4}\r\ndemo {2+}\r\n\r\n\r\nb NOOP\r\nc cut";
        let mut commands = Commands::new(&stream[..]);
        let mut asked = 0;
        let mut next = || {
            commands.command(|| {
                asked += 1;
                Ok(())
            })
        };
        assert_eq!(next().unwrap().unwrap(), b"a LOGIN {4}\r\ndemo {2+}\r\n\r\n\r\n");
        assert_eq!(next().unwrap().unwrap(), b"b NOOP\r\n");
        assert_eq!(next().unwrap(), None);
        assert_eq!(asked, 1);
    }

    #[test]
    fn endless_lines_and_huge_literals_are_refused() {
        let endless = vec![b'x'; 100_000];
        assert!(Commands::new(&endless[..]).line().is_err());
        assert!(Commands::new(&b"a X {99999999999}\r\n"[..]).command(|| Ok(())).is_err());
    }
}
