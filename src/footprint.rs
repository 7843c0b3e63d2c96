//! Counts the files this program wrote, so that "nothing left behind" is a number.
//!
//! Everything that creates or replaces a file on the user's disk calls [`wrote_file`]; the trace
//! the user asked for is not counted. Knows nothing about what was written.

use std::sync::atomic::{AtomicU64, Ordering};

static FILES_WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Notes that one file was created or replaced.
pub fn wrote_file() {
    FILES_WRITTEN.fetch_add(1, Ordering::Relaxed);
}

/// Files created or replaced since the process began.
pub fn files_written() -> u64 {
    FILES_WRITTEN.load(Ordering::Relaxed)
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
}
