//! A client of the tests' own, as plain as it gets: it changes a mailbox behind the program's back
//! and shares no line of code with what it tests.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A server on this machine that says nothing for so long has failed.
const SILENCE: Duration = Duration::from_secs(60);

/// One plain connection to a server on loopback.
#[derive(Debug)]
pub struct Client {
    lines: BufReader<TcpStream>,
    commands: u32,
}

impl Client {
    /// Connects and reads the greeting; an error where nobody greets.
    pub fn connect(port: u16) -> io::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let socket = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(SILENCE))?;
        socket.set_write_timeout(Some(SILENCE))?;
        let mut client = Self { lines: BufReader::new(socket), commands: 0 };
        let greeting = client.line()?;
        if greeting.starts_with("* OK") || greeting.starts_with("* PREAUTH") {
            Ok(client)
        } else {
            Err(io::Error::other(format!("the greeting was {greeting:?}")))
        }
    }

    /// Logs in; user and password go as literals, so that any text can be one.
    pub fn login(&mut self, user: &str, password: &str) {
        self.command_with("LOGIN ", &[user.as_bytes(), password.as_bytes()]);
    }

    /// Sends one command and returns the untagged lines before its OK; fails the test otherwise.
    /// Literals in answers come as further lines.
    pub fn command(&mut self, command: &str) -> Vec<String> {
        self.command_with(command, &[])
    }

    /// Sends one command; the lines before its answer, and the answer without its tag, whatever it is.
    pub fn ask(&mut self, command: &str) -> (Vec<String>, String) {
        let tag = self.tag();
        self.send(format!("{tag} {command}\r\n").as_bytes());
        self.answer(&tag)
    }

    /// Appends one message to a mailbox, with flags as `\Seen \Flagged`.
    pub fn append(&mut self, mailbox: &str, flags: &str, message: &[u8]) {
        self.command_with(&format!("APPEND \"{mailbox}\" ({flags}) "), &[message]);
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        self.lines.get_mut().write_all(bytes).expect("the server takes what is sent");
    }

    /// The next tag; none is used twice.
    pub fn tag(&mut self) -> String {
        self.commands += 1;
        format!("t{}", self.commands)
    }

    /// Reads up to the answer with this tag, which must be OK; returns the lines before it.
    pub fn finish(&mut self, tag: &str) -> Vec<String> {
        let (untagged, answer) = self.answer(tag);
        assert!(answer.starts_with("OK"), "the server refused: {answer}");
        untagged
    }

    /// As [`Client::finish`], with the answer without its tag, whatever it is.
    pub fn answer(&mut self, tag: &str) -> (Vec<String>, String) {
        let mut untagged = Vec::new();
        loop {
            let line = self.line().expect("the server answers");
            match line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                Some(answer) => return (untagged, answer.to_owned()),
                None => untagged.push(line),
            }
        }
    }

    /// Sends a command that ends with literals, one after the other (LITERAL+, RFC 7888).
    fn command_with(&mut self, command: &str, literals: &[&[u8]]) -> Vec<String> {
        let tag = self.tag();
        let mut bytes = format!("{tag} {command}").into_bytes();
        for (index, literal) in literals.iter().enumerate() {
            if index > 0 {
                bytes.push(b' ');
            }
            bytes.extend(format!("{{{}+}}\r\n", literal.len()).into_bytes());
            bytes.extend_from_slice(literal);
        }
        bytes.extend(b"\r\n");
        self.send(&bytes);
        self.finish(&tag)
    }

    /// One line without its end; a literal that it announces is read into it.
    fn line(&mut self) -> io::Result<String> {
        let mut whole = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.lines.read_until(b'\n', &mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let text = line.trim_ascii_end();
            whole.extend_from_slice(text);
            let Some(length) = literal_length(text) else {
                return Ok(String::from_utf8_lossy(&whole).into_owned());
            };
            let mut literal = vec![0; length];
            self.lines.read_exact(&mut literal)?;
            whole.extend_from_slice(b"\r\n");
            whole.extend(literal);
        }
    }
}

/// The length in a line's `{12}` at its end.
fn literal_length(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('}')?;
    line.rsplit_once('{')?.1.parse().ok()
}
