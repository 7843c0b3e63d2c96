//! The folder for files that another program shall open: private, and empty again at exit.
//!
//! ```text
//! XDG_RUNTIME_DIR (memory, where the system has it) or the folder for temporary files
//!   mailpane-private-XXXXXX/   0700, one for each run, made when first needed
//!     lock                     held while the program runs
//!     XXXXXX/name.ext          each file in a folder of its own
//! ```
//!
//! After a crash nobody holds the lock: the next start empties such a folder.

use std::fs::{self, DirEntry, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::footprint;

const PREFIX: &str = "mailpane-private-";
const LOCK: &str = "lock";
/// The lock before it is held: nobody can take it for one that was left behind.
const LOCK_IN_THE_MAKING: &str = "lock.new";
/// Names in the system's folder that are looked at for what a crash left.
const MOST_ENTRIES: usize = 10_000;

/// Where files for other programs go.
#[derive(Debug)]
pub struct PrivateFolder {
    base: PathBuf,
    mine: Option<Mine>,
}

#[derive(Debug)]
struct Mine {
    folder: TempDir,
    /// Held by being open.
    _lock: File,
}

impl PrivateFolder {
    /// Makes nothing yet.
    pub fn new() -> Self {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let base =
            runtime.filter(|folder| is_own_folder(folder)).unwrap_or_else(std::env::temp_dir);
        Self::in_folder(base)
    }

    fn in_folder(base: PathBuf) -> Self {
        Self { base, mine: None }
    }

    /// A path for a new file, in a folder that holds nothing else. The file is not made.
    pub fn place_for(&mut self, safe_name: &str) -> io::Result<PathBuf> {
        let mine = match self.mine.take() {
            Some(mine) => mine,
            None => Mine::make(&self.base)?,
        };
        let place = new_folder(mine.folder.path(), "").map(TempDir::keep);
        self.mine = Some(mine);
        let is_name = Path::new(safe_name).file_name().is_some_and(|name| name == safe_name);
        Ok(place?.join(if is_name { safe_name } else { "attachment" }))
    }

    /// Takes away everything of this run.
    pub fn empty(&mut self) {
        let Some(mine) = self.mine.take() else { return };
        remove(mine.folder.path());
        // What could not go now has no lock from here on, so that the next start tries again.
        let _ = mine.folder.keep();
    }

    /// Takes away what runs left behind that did not end well.
    pub fn remove_left_behind(&self) {
        let Ok(entries) = fs::read_dir(&self.base) else { return };
        for entry in entries.take(MOST_ENTRIES).flatten().filter(is_ours) {
            // One without a lock is being made, or is empty.
            let Ok(lock) = File::open(entry.path().join(LOCK)) else { continue };
            if lock.try_lock().is_ok() {
                remove(&entry.path());
            }
        }
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        self.empty();
    }
}

impl Mine {
    fn make(base: &Path) -> io::Result<Self> {
        let folder = new_folder(base, PREFIX)?;
        let (making, made) = (folder.path().join(LOCK_IN_THE_MAKING), folder.path().join(LOCK));
        let lock = OpenOptions::new().write(true).create_new(true).open(&making)?;
        footprint::wrote_file();
        lock.try_lock()?;
        fs::rename(making, made)?;
        Ok(Self { folder, _lock: lock })
    }
}

fn new_folder(base: &Path, prefix: &str) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(base)
}

/// Removes a folder of ours and counts its files.
fn remove(folder: &Path) {
    let files = count_files(folder);
    match fs::remove_dir_all(folder) {
        Ok(()) => footprint::removed_files(files),
        Err(error) => log::warn!("private_folder_stays error={error}"),
    }
}

/// Files in the folder and in the folders in it: there are no more levels.
fn count_files(folder: &Path) -> u64 {
    let inside = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let count = |entry: DirEntry| match is_folder(&entry) {
        true => inside(&entry.path()).filter(|entry| !is_folder(entry)).count() as u64,
        false => 1,
    };
    inside(folder).map(count).sum()
}

/// Whether this is a folder that a run of this user's made: the system's folder is everybody's.
fn is_ours(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with(PREFIX)
        // Of the entry itself: a link to somewhere else is not followed.
        && entry.metadata().is_ok_and(|found| found.is_dir() && is_own(&found))
}

/// Whether this is a folder of this user's, and nobody else may look into it.
fn is_own_folder(folder: &Path) -> bool {
    folder.is_absolute() && fs::metadata(folder).is_ok_and(|found| found.is_dir() && is_own(&found))
}

#[cfg(unix)]
fn is_own(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}

/// The folder for temporary files is each user's own there.
#[cfg(not(unix))]
fn is_own(_found: &Metadata) -> bool {
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn nothing_is_made_before_a_file_is_wanted() {
        let base = tempfile::tempdir().unwrap();
        let private = PrivateFolder::in_folder(base.path().to_owned());
        private.remove_left_behind();
        drop(private);
        assert!(names(base.path()).is_empty());
    }

    #[test]
    fn files_with_one_name_do_not_meet_and_are_gone_at_the_end() {
        let base = tempfile::tempdir().unwrap();
        let mut private = PrivateFolder::in_folder(base.path().to_owned());
        let removed = footprint::files_removed();
        let (one, two) =
            (private.place_for("a b.pdf").unwrap(), private.place_for("a b.pdf").unwrap());
        assert_ne!(one, two);
        assert!(one.ends_with("a b.pdf") && !one.exists());
        fs::write(&one, "one").unwrap();
        fs::write(&two, "two").unwrap();
        private.empty();
        assert!(names(base.path()).is_empty());
        assert!(footprint::files_removed() >= removed + 3, "two files and the lock");
        private.place_for("again").unwrap();
        drop(private);
        assert!(names(base.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_look_inside() {
        use std::os::unix::fs::PermissionsExt;

        let base = tempfile::tempdir().unwrap();
        let mut private = PrivateFolder::in_folder(base.path().to_owned());
        let place = private.place_for("a").unwrap();
        for folder in place.ancestors().skip(1).take(2) {
            assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let base = tempfile::tempdir().unwrap();
        let mut private = PrivateFolder::in_folder(base.path().to_owned());
        for name in ["../x", "/etc/passwd", "a/b", "..", ".", ""] {
            assert!(private.place_for(name).unwrap().ends_with("attachment"), "{name:?}");
        }
    }

    #[test]
    fn what_a_crash_left_goes_and_what_is_in_use_stays() {
        let base = tempfile::tempdir().unwrap();
        let mut running = PrivateFolder::in_folder(base.path().to_owned());
        fs::write(running.place_for("in use").unwrap(), "x").unwrap();
        let in_use = names(base.path());
        // As a crash leaves it: the folder is there, and nobody holds its lock.
        let crashed = new_folder(base.path(), PREFIX).unwrap().keep();
        fs::write(crashed.join(LOCK), "").unwrap();
        fs::create_dir(crashed.join("abc")).unwrap();
        fs::write(crashed.join("abc/letter.pdf"), "x").unwrap();
        fs::create_dir(base.path().join("somebody-else-s")).unwrap();
        PrivateFolder::in_folder(base.path().to_owned()).remove_left_behind();
        let mut left = names(base.path());
        left.retain(|name| name != "somebody-else-s");
        assert_eq!(left, in_use);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_with_our_name_is_not_followed() {
        let base = tempfile::tempdir().unwrap();
        let precious = tempfile::tempdir().unwrap();
        fs::write(precious.path().join(LOCK), "").unwrap();
        let link = base.path().join(format!("{PREFIX}link"));
        std::os::unix::fs::symlink(precious.path(), &link).unwrap();
        PrivateFolder::in_folder(base.path().to_owned()).remove_left_behind();
        assert!(precious.path().join(LOCK).exists());
    }
}
