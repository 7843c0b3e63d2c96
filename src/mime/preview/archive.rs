//! What a ZIP holds, read from the directory at its end; nothing is ever unpacked.
//!
//! Read here and not by a crate, because only the names are wanted: fifty lines that can work on the
//! last piece of a file, and no decompressor near foreign bytes (APPNOTE.TXT §4.3.12, §4.3.16).

use super::{NAME_LIMIT_BYTES, u16_at, u32_at, u64_at};
use crate::mime::{name_warning, safe_file_name};
use crate::text;

/// Entries listed; more is a number.
const ENTRIES_LIMIT: usize = 1_000;

/// The end record and the longest comment behind it.
const END_SEARCH_BYTES: usize = 22 + 65_535;

/// The directory header before an entry's name.
const ENTRY_BYTES: usize = 46;

/// How much larger than packed an archive may become before that is told.
const BOMB_RATIO: u64 = 100;

/// The directory of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    pub entries: Vec<ArchiveEntry>,
    /// Entries the archive says it has, also those not listed.
    pub total: u64,
    /// One sentence where the archive is made to do harm.
    pub warning: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// As written, with its folders, made visible.
    pub path: String,
    /// Its last part, made safe for a disk.
    pub safe_name: String,
    /// Bytes once unpacked, as the archive says.
    pub size_bytes: u64,
    pub is_folder: bool,
    pub encrypted: bool,
    /// The path leaves the folder it would be unpacked to.
    pub escapes: bool,
}

/// Reads the directory. `bytes` is the file or its last piece; `None` where it has no directory.
pub fn archive(bytes: &[u8]) -> Option<Archive> {
    let search_from = bytes.len().saturating_sub(END_SEARCH_BYTES);
    let tail = bytes.get(search_from..)?;
    let end = search_from + tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let total = u64::from(u16_at(bytes, end + 10)?);
    let directory_bytes = usize::try_from(u32_at(bytes, end + 12)?).ok()?;
    // The directory stands right before its end record, wherever the file begins.
    let zip64 = end.checked_sub(20).filter(|at| bytes.get(*at..*at + 4) == Some(b"PK\x06\x07"));
    let directory_end = zip64.map_or(end, |at| zip64_end(bytes, at).unwrap_or(end));
    let mut at = directory_end.saturating_sub(directory_bytes);
    let mut found = Archive { total, ..Archive::default() };
    let mut packed = 0_u64;
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02") && found.entries.len() < ENTRIES_LIMIT {
        let Some((entry, packed_bytes, next)) = entry(bytes, at) else { break };
        packed = packed.saturating_add(packed_bytes);
        found.entries.push(entry);
        at = next;
    }
    found.total = found.total.max(found.entries.len() as u64);
    found.warning = warning(&found.entries, packed);
    Some(found)
}

/// Where the directory ends in an archive of the newer form: at its own end record.
fn zip64_end(bytes: &[u8], locator: usize) -> Option<usize> {
    let before = bytes.get(..locator)?;
    before.windows(4).rposition(|window| window == b"PK\x06\x06")
}

fn entry(bytes: &[u8], at: usize) -> Option<(ArchiveEntry, u64, usize)> {
    let flags = u16_at(bytes, at + 8)?;
    let lengths = [28, 30, 32].map(|offset| u16_at(bytes, at + offset).map(usize::from));
    let [Some(name_bytes), Some(extra_bytes), Some(comment_bytes)] = lengths else { return None };
    let name_at = at + ENTRY_BYTES;
    let name = bytes.get(name_at..name_at + name_bytes)?;
    let extra = bytes.get(name_at + name_bytes..name_at + name_bytes + extra_bytes)?;
    let packed = u64::from(u32_at(bytes, at + 20)?);
    let mut size_bytes = u64::from(u32_at(bytes, at + 24)?);
    if size_bytes == u64::from(u32::MAX) && u16_at(extra, 0) == Some(1) {
        size_bytes = u64_at(extra, 4).unwrap_or(size_bytes);
    }
    let path = text::visible(&text::charset::decode_short(name));
    let path = text::cut(path, NAME_LIMIT_BYTES);
    let parts = || path.split(['/', '\\']);
    let entry = ArchiveEntry {
        safe_name: safe_file_name(&path),
        size_bytes,
        is_folder: path.ends_with('/'),
        encrypted: flags & 1 != 0,
        escapes: path.starts_with(['/', '\\'])
            || parts().any(|part| part == "..")
            || path.as_bytes().get(1) == Some(&b':'),
        path,
    };
    Some((entry, packed, name_at + name_bytes + extra_bytes + comment_bytes))
}

fn warning(entries: &[ArchiveEntry], packed: u64) -> Option<String> {
    let size = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size_bytes));
    if let Some(entry) = entries.iter().find(|entry| entry.escapes) {
        return Some(format!("{} would be unpacked outside of its folder.", entry.path));
    }
    if size / BOMB_RATIO > packed.max(1024) {
        return Some("Unpacked, this is more than a hundred times as large.".to_owned());
    }
    let risky = entries.iter().find_map(|entry| Some((entry, name_warning(&entry.path)?)));
    risky.map(|(entry, warning)| format!("{}: {warning}", entry.path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
pub(super) mod tests {
    use super::*;

    /// An archive of empty files that claim these sizes.
    pub(crate) fn zip(files: &[(&str, u32)]) -> Vec<u8> {
        let mut directory = Vec::new();
        for (name, size) in files {
            directory.extend_from_slice(b"PK\x01\x02\0\0\0\0\0\0\0\0");
            directory.extend_from_slice(&[0; 8]);
            directory.extend_from_slice(&1_u32.to_le_bytes());
            directory.extend_from_slice(&size.to_le_bytes());
            directory.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            directory.extend_from_slice(&[0; 16]);
            directory.extend_from_slice(name.as_bytes());
        }
        let mut out = b"PK\x03\x04".to_vec();
        out.extend_from_slice(&directory);
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        let count = u16::try_from(files.len()).unwrap().to_le_bytes();
        out.extend_from_slice(&[count, count].concat());
        out.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&[0; 6]);
        out
    }

    #[test]
    fn names_and_sizes_are_listed() {
        let bytes = zip(&[("docs/", 0), ("docs/Größe.txt", 12)]);
        let found = archive(&bytes).unwrap();
        assert_eq!((found.total, found.warning), (2, None));
        assert!(found.entries[0].is_folder);
        assert_eq!(found.entries[1].path, "docs/Größe.txt");
        assert_eq!(
            (found.entries[1].size_bytes, found.entries[1].safe_name.as_str()),
            (12, "Größe.txt")
        );
        // The last piece of a file is enough.
        assert_eq!(archive(&bytes[4..]).unwrap().entries.len(), 2);
    }

    #[test]
    fn harm_is_told() {
        for name in ["../../.bashrc", "/etc/passwd", "C:\\x", "a\\..\\..\\x"] {
            let found = archive(&zip(&[(name, 1)])).unwrap();
            assert!(
                found.entries[0].escapes && found.warning.unwrap().contains("outside"),
                "{name}"
            );
            assert!(!found.entries[0].safe_name.contains(['/', '\\']));
        }
        assert!(
            archive(&zip(&[("a.txt", 4_000_000_000)]))
                .unwrap()
                .warning
                .unwrap()
                .contains("hundred")
        );
        assert!(archive(&zip(&[("a.pdf.exe", 1)])).unwrap().warning.unwrap().contains(".exe"));
        assert!(
            archive(&zip(&[("a\u{202e}b.txt", 1)])).unwrap().entries[0].path.contains("U+202E")
        );
    }

    #[test]
    fn what_is_no_archive_or_lies_gives_little() {
        assert_eq!(archive(b""), None);
        assert_eq!(archive(b"PK\x05\x06"), None);
        assert_eq!(
            archive(&[b"PK\x05\x06".to_vec(), vec![0xff; 18]].concat()).unwrap().entries,
            []
        );
        let many: Vec<_> = (0..5_000).map(|_| ("a.txt", 1)).collect();
        assert_eq!(archive(&zip(&many)).unwrap().entries.len(), ENTRIES_LIMIT);
        for end in 0..200 {
            let bytes = zip(&[("a.txt", 1), ("b.txt", 1)]);
            let _ = archive(bytes.get(..end).unwrap_or(&bytes));
        }
    }
}
