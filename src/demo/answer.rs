//! Writes answers: through the codec, and by hand what the codec does not know.

use std::io::{self, BufWriter, Write};
use std::num::NonZeroU32;

use imap_codec::ResponseCodec;
use imap_codec::encode::Encoder;
use imap_codec::imap_types::core::{Tag, Text, Vec1};
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::response::{
    Bye, Code, CodeOther, Data, Response, Status, StatusBody, StatusKind, Tagged,
};

use super::store::Refusal;

/// What became of a command: the tagged answer without its tag.
#[derive(Debug)]
pub struct Outcome {
    kind: StatusKind,
    code: Option<Code<'static>>,
    text: String,
}

impl Outcome {
    pub fn ok(text: &str) -> Self {
        Self { kind: StatusKind::Ok, code: None, text: text.to_owned() }
    }

    pub fn no(text: &str) -> Self {
        Self { kind: StatusKind::No, code: None, text: text.to_owned() }
    }

    pub fn bad(text: &str) -> Self {
        Self { kind: StatusKind::Bad, code: None, text: text.to_owned() }
    }

    /// The same with a response code.
    pub fn with(self, code: Option<Code<'static>>) -> Self {
        Self { code, ..self }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::no(refusal.text).with(Some(other_code(refusal.code)))
    }
}

/// A response code that the codec has no name for.
pub fn other_code(code: &str) -> Code<'static> {
    Code::Other(CodeOther::unvalidated(code.as_bytes().to_vec()))
}

/// The writing side of a connection. Nothing leaves before [`flush`](Self::flush) or a full buffer.
#[derive(Debug)]
pub struct Answers<W: Write>(BufWriter<W>);

impl<W: Write> Answers<W> {
    pub fn new(writer: W) -> Self {
        Self(BufWriter::new(writer))
    }

    /// One untagged answer.
    pub fn data(&mut self, data: Data<'_>) -> io::Result<()> {
        self.response(&Response::Data(data))
    }

    /// One message's FETCH answer, with PREVIEW (RFC 8970), which the codec does not know, behind.
    pub fn fetch(
        &mut self,
        seq: NonZeroU32,
        items: Vec<MessageDataItem<'_>>,
        preview: Option<&str>,
    ) -> io::Result<()> {
        let items = Vec1::try_from(items).ok();
        let Some(preview) = preview else {
            return items.map_or(Ok(()), |items| self.data(Data::Fetch { seq, items }));
        };
        let mut line = match items {
            Some(items) => {
                let data = Response::Data(Data::Fetch { seq, items });
                let mut line = ResponseCodec::new().encode(&data).dump();
                line.truncate(line.len().saturating_sub(b")\r\n".len()));
                line.push(b' ');
                line
            }
            None => format!("* {seq} FETCH (").into_bytes(),
        };
        let quotable = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
        if preview.chars().all(quotable) {
            line.extend_from_slice(format!("PREVIEW \"{preview}\")\r\n").as_bytes());
        } else {
            let length = preview.len();
            line.extend_from_slice(format!("PREVIEW {{{length}}}\r\n{preview})\r\n").as_bytes());
        }
        self.0.write_all(&line)
    }

    /// The tagged answer that ends a command.
    pub fn tagged(&mut self, tag: &Tag<'_>, outcome: Outcome) -> io::Result<()> {
        let body = StatusBody { kind: outcome.kind, code: outcome.code, text: text(&outcome.text) };
        self.response(&Response::Status(Status::Tagged(Tagged { tag: tag.clone(), body })))
    }

    /// An untagged OK with a code, as SELECT gives them.
    pub fn untagged_ok(&mut self, code: Code<'static>, words: &str) -> io::Result<()> {
        let body = StatusBody { kind: StatusKind::Ok, code: Some(code), text: text(words) };
        self.response(&Response::Status(Status::Untagged(body)))
    }

    pub fn bye(&mut self, words: &str) -> io::Result<()> {
        self.response(&Response::Status(Status::Bye(Bye { code: None, text: text(words) })))
    }

    /// A line made by hand; CRLF is added.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.0.write_all(line.as_bytes())?;
        self.0.write_all(b"\r\n")
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn response(&mut self, response: &Response<'_>) -> io::Result<()> {
        self.0.write_all(&ResponseCodec::new().encode(response).dump())
    }
}

/// Words for the client; what IMAP cannot carry as text becomes a full stop.
fn text(words: &str) -> Text<'static> {
    Text::try_from(words.to_owned()).unwrap_or_else(|_| Text::unvalidated("."))
}
