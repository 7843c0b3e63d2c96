//! Reads the messages of an open file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::demo::{MessageSource, Placed};
use crate::mime::mbox::{self, Framed};

/// One message; mail servers refuse far smaller ones, and this one is read into memory.
const MESSAGE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// The first piece in which the end of a header is looked for, and the longest header.
const HEADER_PIECE_BYTES: u64 = 16 * 1024;
const HEADER_LIMIT_BYTES: u64 = 1024 * 1024;

/// Where one message stands.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where its separator begins; the same as `start` in a file that is one message.
    from: u64,
    start: u64,
    end: u64,
}

/// The messages of one file.
#[derive(Debug)]
pub struct FileSource {
    /// Seeking and reading go together, so one reader at a time.
    file: Mutex<File>,
    /// Bytes before the first that counts.
    skipped: u64,
    /// For a sentence.
    name: String,
    entries: RwLock<Vec<Entry>>,
}

impl FileSource {
    pub fn new(file: File, skipped: u64, name: &str) -> Self {
        let (file, name) = (Mutex::new(file), name.to_owned());
        Self { file, skipped, name, entries: RwLock::default() }
    }

    /// The file's bytes from its first one that counts; `at` counts from there.
    pub fn read_at(&self, at: u64, piece: &mut [u8]) -> io::Result<usize> {
        let mut file = self.lock();
        file.seek(SeekFrom::Start(self.skipped.saturating_add(at)))?;
        let mut filled = 0;
        while let Some(room) = piece.get_mut(filled..).filter(|room| !room.is_empty()) {
            match file.read(room) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Seconds since 1970 when the file was last written.
    pub fn written_unix_secs(&self) -> i64 {
        let written = self.lock().metadata().and_then(|data| data.modified()).ok();
        let since = written.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        since.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
    }

    pub fn length_bytes(&self) -> io::Result<u64> {
        Ok(self.lock().metadata()?.len().saturating_sub(self.skipped))
    }

    /// Takes messages in; what is given back can be listed.
    pub fn add(&self, framed: &[Framed]) -> Vec<Placed> {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let placed = framed.iter().filter_map(|framed| {
            let end = framed.end.min(framed.start.saturating_add(MESSAGE_LIMIT_BYTES));
            let number = u32::try_from(entries.len()).ok()?;
            entries.push(Entry { from: framed.separator_at, start: framed.start, end });
            let size_bytes = framed.size_bytes().min(MESSAGE_LIMIT_BYTES);
            let size_bytes = usize::try_from(size_bytes).ok()?;
            Some(Placed { number, size_bytes, date_s: framed.date_unix_secs.unwrap_or(0) })
        });
        placed.collect()
    }

    fn lock(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first `limit_bytes` of a message; `None` where the file is not what it was.
    fn read(&self, number: u32, limit_bytes: u64) -> Option<Vec<u8>> {
        let place = usize::try_from(number).ok()?;
        let entry = *self.entries.read().unwrap_or_else(PoisonError::into_inner).get(place)?;
        let end = entry.end.min(entry.start.saturating_add(limit_bytes));
        let mut bytes = vec![0; usize::try_from(end.saturating_sub(entry.from)).ok()?];
        if self.read_at(entry.from, &mut bytes).ok()? < bytes.len() {
            return None;
        }
        if entry.from == entry.start {
            return Some(bytes);
        }
        if !bytes.starts_with(b"From ") {
            return None;
        }
        bytes.drain(..usize::try_from(entry.start - entry.from).ok()?);
        match mbox::unquoted(&bytes) {
            std::borrow::Cow::Owned(unquoted) => Some(unquoted),
            std::borrow::Cow::Borrowed(_) => Some(bytes),
        }
    }

    /// What stands in for a message that is not there any more.
    fn lost(&self) -> Vec<u8> {
        format!(
            "Subject: This message cannot be read any more\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n\
             The file {} was changed or removed since it was opened. Open it again to read it.\r\n",
            self.name
        )
        .into_bytes()
    }
}

impl MessageSource for FileSource {
    fn message(&self, number: u32) -> Arc<[u8]> {
        self.read(number, MESSAGE_LIMIT_BYTES).unwrap_or_else(|| self.lost()).into()
    }

    fn header(&self, number: u32) -> Vec<u8> {
        let mut piece_bytes = HEADER_PIECE_BYTES;
        loop {
            let Some(mut bytes) = self.read(number, piece_bytes) else { return self.lost() };
            let end = header_end(&bytes);
            let is_all = u64::try_from(bytes.len()).unwrap_or(u64::MAX) < piece_bytes / 2;
            if end.is_some() || is_all || piece_bytes >= HEADER_LIMIT_BYTES {
                bytes.truncate(end.unwrap_or(bytes.len()));
                return bytes;
            }
            piece_bytes *= 4;
        }
    }
}

/// Bytes of the header with the empty line behind it.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return Some(end);
        }
    }
    None
}
