//! One file for each message, in a folder.
//!
//! Each is written under a name of its own and gets its final one when all of it is on the disk: of
//! an export that ends early whole files stay, and never a half one. Nothing is replaced.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use jiff::tz::TimeZone;
use tempfile::NamedTempFile;

use crate::engine::save;
use crate::footprint;
use crate::imap::Listed;
use crate::mime::message_file_name;

/// Files that wait together for the disk: the first of them costs most of the wait.
const TOGETHER: usize = 64;

/// Names tried one after the other before the numbers are doubled.
const NEIGHBOURS: u32 = 16;

/// See the module.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    zone: TimeZone,
    /// The highest number given to a name, by the name's hash: a thousand alike are found at once.
    numbers: HashMap<u64, u32>,
    hasher: RandomState,
    open: Option<Written>,
    /// Whole, and without their names yet.
    waiting: Vec<Written>,
    /// Files that have their names.
    named: u32,
}

#[derive(Debug)]
struct Written {
    file: NamedTempFile,
    name: String,
    received_unix_secs: Option<i64>,
}

impl Folder {
    pub fn new(path: &Path, zone: TimeZone) -> Self {
        Self {
            path: path.to_owned(),
            zone,
            numbers: HashMap::new(),
            hasher: RandomState::new(),
            open: None,
            waiting: Vec::new(),
            named: 0,
        }
    }

    /// Begins a message; `header` is the beginning of its bytes.
    pub fn begin(&mut self, listed: &Listed, header: &[u8]) -> io::Result<()> {
        let received_unix_secs = listed.received_unix_secs;
        let name = message_file_name(header, received_unix_secs, &self.zone);
        let file = save::new_temporary(&self.path.join(&name))?;
        self.open = Some(Written { file, name, received_unix_secs });
        Ok(())
    }

    pub fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |open| open.file.write_all(bytes))
    }

    /// The message is whole.
    pub fn end(&mut self) -> io::Result<()> {
        self.waiting.extend(self.open.take());
        if self.waiting.len() < TOGETHER { Ok(()) } else { self.settle() }
    }

    /// Drops what was written of the message under way.
    pub fn cut(&mut self) {
        self.open = None;
    }

    /// Gives whole files their names.
    pub fn settle(&mut self) -> io::Result<()> {
        for written in &self.waiting {
            let since = written.received_unix_secs.and_then(|secs| u64::try_from(secs).ok());
            let since = since.and_then(|secs| UNIX_EPOCH.checked_add(Duration::from_secs(secs)));
            if let Some(since) = since {
                // A disk that keeps no times keeps the message all the same.
                let _ = written.file.as_file().set_modified(since);
            }
            written.file.as_file().sync_all()?;
        }
        for written in std::mem::take(&mut self.waiting) {
            self.name(written)?;
        }
        Ok(())
    }

    /// Everything that came whole has its name. Where files are, if there are any.
    pub fn finish(self) -> Option<PathBuf> {
        save::sync_folder(Some(&self.path));
        (self.named > 0).then_some(self.path)
    }

    /// Files that have their names.
    pub fn named(&self) -> u32 {
        self.named
    }

    fn name(&mut self, written: Written) -> io::Result<()> {
        let Written { mut file, name, .. } = written;
        // Some disks take two spellings for one.
        let key = self.hasher.hash_one(name.to_lowercase());
        let mut number = self.numbers.get(&key).map_or(1, |last| last.saturating_add(1));
        let mut tried = 0;
        loop {
            let path = save::numbered(&self.path.join(&name), number);
            match file.persist_noclobber(path) {
                Ok(_) => break,
                Err(error)
                    if error.error.kind() == io::ErrorKind::AlreadyExists && number < u32::MAX =>
                {
                    file = error.file;
                }
                Err(error) => return Err(error.error),
            }
            tried += 1;
            let step = if tried < NEIGHBOURS { 1 } else { number };
            number = number.saturating_add(step);
        }
        self.numbers.insert(key, number);
        self.named = self.named.saturating_add(1);
        footprint::wrote_file();
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::Flags;

    fn listed() -> Listed {
        Listed {
            uid: NonZeroU32::MIN,
            size_bytes: None,
            received_unix_secs: Some(1_795_344_120),
            flags: Flags::default(),
            keywords: [].into(),
        }
    }

    fn write(folder: &mut Folder, subject: &str) {
        let mail = format!("From: Ann <a@b>\r\nSubject: {subject}\r\n\r\n");
        folder.begin(&listed(), mail.as_bytes()).unwrap();
        folder.push(mail.as_bytes()).unwrap();
        folder.end().unwrap();
    }

    fn names(path: &Path) -> Vec<String> {
        let names = std::fs::read_dir(path).unwrap();
        let mut names: Vec<String> =
            names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn messages_of_one_name_are_numbered_and_nothing_is_replaced() {
        let place = tempfile::tempdir().unwrap();
        let name = "2026-11-22 1042 Ann - Boats.eml";
        std::fs::write(place.path().join(name), "mine").unwrap();
        let mut folder = Folder::new(place.path(), TimeZone::UTC);
        (0..100).for_each(|_| write(&mut folder, "Boats"));
        folder.settle().unwrap();
        assert_eq!((names(place.path()).len(), folder.named()), (101, 100));
        assert_eq!(std::fs::read(place.path().join(name)).unwrap(), b"mine");
        let second = place.path().join("2026-11-22 1042 Ann - Boats (2).eml");
        assert!(std::fs::read_to_string(&second).unwrap().starts_with("From: Ann"));
        let modified = std::fs::metadata(&second).unwrap().modified().unwrap();
        assert_eq!(modified.duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_795_344_120);
        // Another export into the same folder goes on behind it.
        let mut folder = Folder::new(place.path(), TimeZone::UTC);
        write(&mut folder, "Boats");
        folder.settle().unwrap();
        assert_eq!(names(place.path()).len(), 102);
        assert_eq!(folder.finish().as_deref(), Some(place.path()));
    }

    #[test]
    fn only_whole_messages_stay() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::new(place.path(), TimeZone::UTC);
        write(&mut folder, "Whole");
        folder.begin(&listed(), b"Subject: Half\r\n").unwrap();
        folder.push(b"Subject: Half\r\n").unwrap();
        folder.cut();
        folder.begin(&listed(), b"Subject: Half, too\r\n").unwrap();
        folder.settle().unwrap();
        drop(folder);
        assert_eq!(names(place.path()), ["2026-11-22 1042 Ann - Whole.eml"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_lies_where_a_file_goes_is_not_followed() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("target");
        std::fs::write(&target, "mine").unwrap();
        let name = place.path().join("2026-11-22 1042 Ann - Boats.eml");
        std::os::unix::fs::symlink(&target, name).unwrap();
        let mut folder = Folder::new(place.path(), TimeZone::UTC);
        write(&mut folder, "Boats");
        folder.settle().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"mine");
        assert!(names(place.path()).contains(&"2026-11-22 1042 Ann - Boats (2).eml".to_owned()));
    }
}
