//! An attachment on its way to a file, piece by piece.
//!
//! The bytes go to a temporary file in the chosen folder (mode 0600 where the system has modes)
//! and get the final name only when all of them are there: never half a file under the name the
//! user chose. Cancelling or failing removes the temporary file.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::footprint;
use crate::model::{Failure, FailureKind};

use super::download::Download;
use super::protocol::{IfExists, SaveId, SaveRequest};

/// Names tried before giving up: `name (2)` to `name (999)`.
const MAX_NAMES: u32 = 999;

/// A save that runs.
#[derive(Debug)]
pub struct Save {
    id: SaveId,
    path: PathBuf,
    if_exists: IfExists,
    pub download: Download,
    file: Option<NamedTempFile>,
}

impl Save {
    pub fn new(request: SaveRequest) -> Self {
        let SaveRequest { id, key, part, encoding, encoded_bytes, path, if_exists } = request;
        let download = Download::new(key, part, encoding, encoded_bytes);
        Self { id, path, if_exists, download, file: None }
    }

    pub fn id(&self) -> SaveId {
        self.id
    }

    /// Appends decoded bytes to the temporary file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let path = &self.path;
        let written = match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => new_temporary(path).and_then(|mut file| {
                file.write_all(bytes)?;
                self.file = Some(file);
                Ok(())
            }),
        };
        written.map_err(|error| file_failure(&error, path))
    }

    /// Forgets what was written: it comes again.
    pub fn start_again(&mut self) {
        self.file = None;
    }

    /// Gives the finished file its name. Returns the name it got.
    pub fn finish(&mut self) -> Result<PathBuf, Failure> {
        let Some(file) = self.file.take() else {
            return Err(Failure::new(FailureKind::File, "The file could not be made."));
        };
        keep(file, &self.path, self.if_exists)
    }
}

/// Writes a file whose bytes are at hand in the same way: all of it under its name, or nothing.
/// Returns the name it got. Waits for the disk.
pub fn write_whole(path: &Path, if_exists: IfExists, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let written = new_temporary(path).and_then(|mut file| {
        file.write_all(bytes)?;
        Ok(file)
    });
    keep(written.map_err(|error| file_failure(&error, path))?, path, if_exists)
}

/// Gives a finished file its name.
pub(super) fn keep(
    file: NamedTempFile,
    path: &Path,
    if_exists: IfExists,
) -> Result<PathBuf, Failure> {
    let kept = match if_exists {
        IfExists::Replace => file.persist(path).map(|_| path.to_owned()).map_err(|e| e.error),
        IfExists::Refuse => {
            file.persist_noclobber(path).map(|_| path.to_owned()).map_err(|e| e.error)
        }
        IfExists::NewName => persist_under_new_name(file, path),
    };
    let kept = kept.map_err(|error| file_failure(&error, path))?;
    footprint::wrote_file();
    Ok(kept)
}

/// A file that only its owner reads, beside the one that it becomes; it goes where it is dropped.
pub(super) fn new_temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    tempfile::Builder::new().prefix(".mailpane-").suffix(".part").tempfile_in(folder)
}

fn persist_under_new_name(mut file: NamedTempFile, path: &Path) -> io::Result<PathBuf> {
    for number in 1..=MAX_NAMES {
        let name = numbered(path, number);
        match file.persist_noclobber(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// `notes.pdf`, `notes (2).pdf`, `notes (3).pdf` …
pub(super) fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let mut name = path.file_stem().map(OsString::from).unwrap_or_default();
    name.push(format!(" ({number})"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Why a file could not be written, and what to do.
pub(super) fn file_failure(error: &io::Error, path: &Path) -> Failure {
    let name = path.display();
    let sentence = match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!("A file named {name} exists already; nothing was changed. Choose another name.")
        }
        io::ErrorKind::NotFound => {
            format!("The folder of {name} does not exist. Choose another folder.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("You may not write to {name}. Choose another folder.")
        }
        io::ErrorKind::StorageFull => {
            format!("The disk is full; {name} was not saved. Make room or choose another disk.")
        }
        _ => format!("{name} could not be written: {error}."),
    };
    Failure::new(FailureKind::File, sentence)
}

/// Has the names in a folder outlive a crash of the machine, where the system has a way to say so.
pub(super) fn sync_folder(folder: Option<&Path>) {
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = std::fs::File::open(folder.unwrap_or_else(|| Path::new("."))) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MailboxName, MessageKey, PartId, TransferEncoding};

    fn save(path: &Path, if_exists: IfExists) -> Save {
        let one = NonZeroU32::MIN;
        Save::new(SaveRequest {
            id: SaveId(1),
            key: MessageKey {
                account: AccountId(0),
                mailbox: MailboxName::inbox(),
                uid_validity: one,
                uid: one,
            },
            part: PartId(vec![2]),
            encoding: TransferEncoding::Base64,
            encoded_bytes: 8,
            path: path.to_owned(),
            if_exists,
        })
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_final_name_appears_only_with_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hello.txt");
        let mut save = save(&path, IfExists::Refuse);
        save.write(b"hel").unwrap();
        assert!(!path.exists());
        save.write(b"lo").unwrap();
        assert_eq!(save.finish().unwrap(), path);
        assert_eq!(std::fs::read(&path).unwrap(), b"hello");
        assert_eq!(names(folder.path()), ["hello.txt"]);
    }

    #[test]
    fn what_comes_again_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hello.txt");
        let mut save = save(&path, IfExists::Refuse);
        save.write(b"hel").unwrap();
        save.start_again();
        save.write(b"hello").unwrap();
        save.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"hello");
        assert_eq!(names(folder.path()), ["hello.txt"]);
    }

    #[test]
    fn a_save_that_is_dropped_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut save = save(&folder.path().join("hello.txt"), IfExists::Refuse);
        save.write(b"hel").unwrap();
        drop(save);
        assert!(names(folder.path()).is_empty());
    }

    /// V159.
    #[cfg(unix)]
    #[test]
    fn a_link_that_lies_where_the_file_goes_is_not_followed() {
        for (if_exists, kept) in [(IfExists::NewName, "a (2).txt"), (IfExists::Replace, "a.txt")] {
            let folder = tempfile::tempdir().unwrap();
            let (path, target) = (folder.path().join("a.txt"), folder.path().join("target"));
            std::fs::write(&target, "mine").unwrap();
            std::os::unix::fs::symlink(&target, &path).unwrap();
            let mut save = save(&path, if_exists);
            save.write(b"hello").unwrap();
            assert_eq!(save.finish().unwrap(), folder.path().join(kept));
            assert_eq!(std::fs::read(&target).unwrap(), b"mine", "{if_exists:?}");
            assert_eq!(std::fs::read(folder.path().join(kept)).unwrap(), b"hello");
        }
    }

    /// V159.
    #[test]
    fn an_existing_file_is_never_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "mine").unwrap();
        let mut refused = save(&path, IfExists::Refuse);
        refused.write(b"hello").unwrap();
        let failure = refused.finish().unwrap_err();
        assert!(failure.sentence.contains("exists already"), "{failure:?}");
        let mut renamed = save(&path, IfExists::NewName);
        renamed.write(b"hello").unwrap();
        assert_eq!(renamed.finish().unwrap(), folder.path().join("a (2).txt"));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        assert_eq!(names(folder.path()), ["a (2).txt", "a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_saved_file_is_for_its_owner_and_never_a_program() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.sh");
        let mut save = save(&path, IfExists::Refuse);
        save.write(b"hello").unwrap();
        save.finish().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    /// V159.
    #[test]
    fn bytes_at_hand_are_written_by_the_same_rules() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.sh");
        assert_eq!(write_whole(&path, IfExists::Refuse, b"hello").unwrap(), path);
        let failure = write_whole(&path, IfExists::Refuse, b"other").unwrap_err();
        assert!(failure.sentence.contains("exists already"), "{failure:?}");
        let second = write_whole(&path, IfExists::NewName, b"second").unwrap();
        assert_eq!(names(folder.path()), ["plan (2).sh", "plan.sh"]);
        assert_eq!(std::fs::read(&path).unwrap(), b"hello");
        assert_eq!(std::fs::read(&second).unwrap(), b"second");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_missing_folder_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let mut save = save(&folder.path().join("no/such/a.txt"), IfExists::Refuse);
        let failure = save.write(b"hel").unwrap_err();
        assert!(failure.sentence.contains("does not exist"), "{failure:?}");
    }
}
