//! A mail file read as a whole, for programs that look at one and end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::mime::{ParsedMessage, parse_message};
use crate::text;

/// Mail servers refuse messages far below this; more would only fill memory.
const FILE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// The bytes of a file. The error is one sentence.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let shown = text::visible(&path.display().to_string());
    let bytes = read_bytes(path).map_err(|error| format!("{shown} cannot be read: {error}."))?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        let limit_mib = FILE_LIMIT_BYTES / 1024 / 1024;
        return Err(format!("{shown} is longer than {limit_mib} MiB, so it is not read."));
    }
    Ok(bytes)
}

/// The message that a file is. The error is one sentence.
pub fn message<'a>(path: &Path, bytes: &'a [u8]) -> Result<ParsedMessage<'a>, String> {
    parse_message(bytes).ok_or_else(|| {
        let shown = text::visible(&path.display().to_string());
        format!("{shown} is not a mail: it does not begin with a header such as “From: …”.")
    })
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
