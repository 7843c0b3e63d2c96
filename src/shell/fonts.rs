//! The system's colour emoji font, read on a thread of its own: it is 10 MB and more, and the first
//! frame does not wait for it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::ui::fonts::{EMOJI_PATHS, add_emoji};

/// Room for any colour emoji font: Noto's has 10 MB.
const MAX_FONT_BYTES: u64 = 32 * 1024 * 1024;

/// Hands the first emoji font that is there to egui. A system without one shows what its other
/// fonts have.
pub fn add_emoji_later(context: &egui::Context) {
    let context = context.clone();
    let spawned = std::thread::Builder::new().name("emoji font".to_owned()).spawn(move || {
        let font = EMOJI_PATHS.iter().find_map(|path| read(Path::new(path)));
        if let Some(bytes) = font {
            add_emoji(&context, bytes);
        }
    });
    if let Err(error) = spawned {
        log::warn!("no_thread name=emoji error={error}");
    }
}

/// The whole file; `None` where it is missing, cannot be read or is too large.
fn read(path: &Path) -> Option<Vec<u8>> {
    let file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    let length = file.take(MAX_FONT_BYTES + 1).read_to_end(&mut bytes).ok()?;
    (length as u64 <= MAX_FONT_BYTES).then_some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_too_large_for_a_font_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("font.ttf");
        // A hole: nothing is written to the disk.
        File::create(&path).unwrap().set_len(MAX_FONT_BYTES + 1).unwrap();
        assert!(read(&path).is_none());
        File::create(&path).unwrap().set_len(100).unwrap();
        assert_eq!(read(&path).map(|bytes| bytes.len()), Some(100));
        assert!(read(&folder.path().join("none")).is_none());
    }
}
