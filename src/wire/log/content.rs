//! Literals as lines of the log, where the user asked for them.

use super::{LINE_BYTES, append};
use crate::text::grouped;

/// Bytes kept of the literals of one response: the head of a mail and some of its text.
pub const CONTENT_BYTES: usize = 8 * 1024;

/// The lines of a literal's first bytes, without control characters; the last one says what is left
/// out where that is something. `total_bytes` is the whole literal.
pub fn lines(bytes: &[u8], total_bytes: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let end = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    for line in end.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let pieces = line.chunks(LINE_BYTES).map(<[u8]>::to_vec);
        let pieces: Vec<_> = if line.is_empty() { vec![Vec::new()] } else { pieces.collect() };
        for piece in pieces {
            let mut text = String::new();
            append(&mut text, &piece);
            lines.push(text);
        }
    }
    let left = total_bytes.saturating_sub(bytes.len() as u64);
    if left > 0 {
        lines.push(format!("… {} more bytes", grouped(left)));
    }
    lines
}
