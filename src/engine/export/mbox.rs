//! One file for all messages.
//!
//! The bytes go to a temporary file in the same folder, which gets the chosen name when all of them
//! are there. A message that cannot be had to its end is cut off again.

use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::engine::protocol::IfExists;
use crate::engine::save;
use crate::imap::Listed;
use crate::mime::mboxrd::{self, Quoter};
use crate::model::Failure;

/// Held before it is written: what is written at once costs one call.
const BUFFER_BYTES: usize = 1024 * 1024;

/// Given to the disk so often: what lies in memory until the end would have to be waited for then.
const SYNC_BYTES: u64 = 32 * 1024 * 1024;

/// See the module.
#[derive(Debug)]
pub struct Mbox {
    file: NamedTempFile,
    buffer: Vec<u8>,
    /// Bytes in the file, and those of them that the disk has.
    written: u64,
    synced: u64,
    /// The message under way, and where it begins.
    open: Option<(Quoter, u64)>,
}

impl Mbox {
    pub fn new(path: &Path) -> io::Result<Self> {
        let file = save::new_temporary(path)?;
        Ok(Self { file, buffer: Vec::new(), written: 0, synced: 0, open: None })
    }

    /// Begins a message with its first bytes; `header` is among them.
    pub fn begin(&mut self, listed: &Listed, header: &[u8]) {
        let start = self.at();
        let sender = mboxrd::sender_of(header);
        let received = listed.received_unix_secs.unwrap_or(0);
        let separator = mboxrd::separator(sender.as_deref(), received);
        self.buffer.extend_from_slice(separator.as_bytes());
        let fields = mboxrd::flag_fields(listed.flags, &listed.keywords);
        self.open = Some((Quoter::new(fields), start));
    }

    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some((quoter, _)) = &mut self.open {
            quoter.push(bytes, &mut self.buffer);
        }
        if self.buffer.len() < BUFFER_BYTES { Ok(()) } else { self.flush() }
    }

    /// The message is whole.
    pub fn end(&mut self) {
        if let Some((quoter, _)) = self.open.take() {
            quoter.finish(&mut self.buffer);
        }
    }

    /// Takes back what was written of the message under way.
    pub fn cut(&mut self) -> io::Result<()> {
        let Some((_, start)) = self.open.take() else { return Ok(()) };
        match start.checked_sub(self.written) {
            Some(kept) => self.buffer.truncate(usize::try_from(kept).unwrap_or(usize::MAX)),
            None => {
                self.buffer.clear();
                self.file.as_file().set_len(start)?;
                self.file.as_file_mut().seek(SeekFrom::Start(start))?;
                self.written = start;
                self.synced = self.synced.min(start);
            }
        }
        Ok(())
    }

    /// Between two steps: whether the disk takes it is known early.
    pub fn settle(&mut self) -> io::Result<()> {
        if self.at() - self.synced >= SYNC_BYTES {
            self.flush()?;
            self.file.as_file().sync_data()?;
            self.synced = self.written;
        }
        Ok(())
    }

    /// All of it is there: it gets its name. Returns the one it got.
    pub fn finish(mut self, path: &Path, if_exists: IfExists) -> Result<PathBuf, Failure> {
        let synced = self.flush().and_then(|()| self.file.as_file().sync_all());
        synced.map_err(|error| save::file_failure(&error, path))?;
        let kept = save::keep(self.file, path, if_exists)?;
        save::sync_folder(path.parent());
        Ok(kept)
    }

    fn at(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::Flags;

    const SEPARATOR: &str = "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n";

    fn listed() -> Listed {
        Listed {
            uid: NonZeroU32::MIN,
            size_bytes: None,
            received_unix_secs: None,
            flags: Flags::default(),
            keywords: [].into(),
        }
    }

    #[test]
    fn a_message_that_is_cut_leaves_the_file_as_it_was_before() {
        for long in [10, 3 * BUFFER_BYTES] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.mbox");
            let mut mbox = Mbox::new(&path).unwrap();
            for (text, is_cut) in [("one", false), (&*"x".repeat(long), true), ("two", false)] {
                mbox.begin(&listed(), b"");
                mbox.push(format!("\r\n{text}").as_bytes()).unwrap();
                if is_cut { mbox.cut().unwrap() } else { mbox.end() }
            }
            assert!(!path.exists(), "not under its name before it is whole");
            assert_eq!(mbox.finish(&path, IfExists::Refuse).unwrap(), path);
            let whole = std::fs::read_to_string(&path).unwrap();
            let message = |text: &str| format!("{SEPARATOR}Status: O\n\n{text}\n\n");
            assert_eq!(whole, message("one") + &message("two"));
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut mbox = Mbox::new(&folder.path().join("a.mbox")).unwrap();
        mbox.begin(&listed(), b"");
        mbox.push(&vec![b'x'; 2 * BUFFER_BYTES]).unwrap();
        drop(mbox);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
