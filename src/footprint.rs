//! Counts the files this program wrote, so that "nothing left behind" is a number.
//!
//! Everything that creates or replaces a file on the user's disk calls [`wrote_file`], and
//! [`removed_files`] where it takes one away again; the trace the user asked for is not counted.
//! Knows nothing about what was written.

use std::sync::atomic::{AtomicU64, Ordering};

static FILES_WRITTEN: AtomicU64 = AtomicU64::new(0);
static FILES_REMOVED: AtomicU64 = AtomicU64::new(0);

/// Notes that one file was created or replaced.
pub fn wrote_file() {
    FILES_WRITTEN.fetch_add(1, Ordering::Relaxed);
}

/// Files created or replaced since the process began.
pub fn files_written() -> u64 {
    FILES_WRITTEN.load(Ordering::Relaxed)
}

/// Notes that this many files that were written for a while are gone.
pub fn removed_files(count: u64) {
    FILES_REMOVED.fetch_add(count, Ordering::Relaxed);
}

/// Files removed again since the process began.
pub fn files_removed() -> u64 {
    FILES_REMOVED.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_file_is_counted() {
        let before = files_written();
        wrote_file();
        wrote_file();
        assert!(files_written() >= before + 2, "other tests may write at the same time");
    }

    #[test]
    fn every_removed_file_is_counted() {
        let before = files_removed();
        removed_files(3);
        assert!(files_removed() >= before + 3, "other tests may remove at the same time");
    }
}
