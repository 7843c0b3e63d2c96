//! Mail files on their way to a server: which messages are in them, what is known of each, and its
//! bytes as a server takes them.
//!
//! ```text
//! paths ─▶ find (one pass over each file) ─▶ Message: place, size, date, flags ─▶ read, in pieces
//! ```
//!
//! Nothing is held of a message but some 150 bytes. Nothing is ever written. Waits for the disk.

mod find;
mod head;
mod shape;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Flags, Keyword};

pub use find::{Looking, find};
use shape::Shape;

/// Bytes read at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// One message of a file.
#[derive(Clone, Debug)]
pub struct Message {
    /// Which of the files.
    file: u32,
    /// Its bytes in the file.
    start: u64,
    end: u64,
    /// Bytes as the server gets them.
    pub size_bytes: u64,
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
    pub date_unix_secs: Option<i64>,
    /// With its brackets, in ASCII.
    pub message_id: Option<Box<str>>,
}

/// One file, found to hold mail.
#[derive(Clone, Debug)]
struct Source {
    path: PathBuf,
    is_mbox: bool,
}

/// Messages of some files, in their order.
#[derive(Debug, Default)]
pub struct Incoming {
    files: Vec<Source>,
    pub messages: Vec<Message>,
    /// Those that a program had taken out of its list and not yet out of the file.
    pub expunged: u32,
    /// A sentence for each file that is not, or not wholly, among them.
    pub problems: Vec<String>,
    open: Option<Open>,
}

/// The message that is being read, and its file.
#[derive(Debug)]
struct Open {
    number: u32,
    file: File,
    index: usize,
    at: u64,
    shape: Shape,
    piece: Vec<u8>,
}

impl Incoming {
    /// Begins to read a message from its first byte.
    pub fn begin(&mut self, index: usize) -> io::Result<()> {
        let message = self.messages.get(index).ok_or(io::ErrorKind::NotFound)?;
        let number = message.file;
        let place = usize::try_from(number).map_err(io::Error::other)?;
        let source = self.files.get(place).ok_or(io::ErrorKind::NotFound)?;
        let shape = Shape::new(source.is_mbox);
        // Thousands of files may be chosen: only one is open at a time.
        let file = match self.open.take() {
            Some(open) if open.number == number => open.file,
            Some(_) | None => File::open(&source.path)?,
        };
        let (at, piece) = (message.start, vec![0; PIECE_BYTES]);
        self.open = Some(Open { number, file, index, at, shape, piece });
        Ok(())
    }

    /// Appends the next piece of a message; nothing at its end. A message that was not begun is.
    pub fn more(&mut self, index: usize, out: &mut Vec<u8>) -> io::Result<()> {
        if self.open.as_ref().is_none_or(|open| open.index != index) {
            self.begin(index)?;
        }
        let end = self.messages.get(index).map_or(0, |message| message.end);
        let Some(open) = &mut self.open else { return Ok(()) };
        let before = out.len();
        // A piece may be the beginning of a line that is not decided on, and bring nothing.
        while out.len() == before && open.at < end {
            let left = usize::try_from(end - open.at).unwrap_or(usize::MAX).min(PIECE_BYTES);
            open.file.seek(SeekFrom::Start(open.at))?;
            let room = open.piece.get_mut(..left).unwrap_or_default();
            let count = open.file.read(room)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            open.at += count as u64;
            open.shape.push(open.piece.get(..count).unwrap_or_default(), out);
            if open.at >= end {
                open.shape.finish(out);
            }
        }
        Ok(())
    }

    /// Lets go of the file that is open.
    pub fn close(&mut self) {
        self.open = None;
    }
}

#[cfg(test)]
mod tests;
