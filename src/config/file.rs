//! Reading and replacing one small settings file.
//!
//! A file is replaced by renaming a finished temporary file over it, so that a crash or a full
//! disk leaves either the old or the new content.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use super::ConfigError;

/// Largest settings file that is read: 500 accounts of 2 KiB each.
pub(super) const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// The content of `path`; `None` where there is no such file.
///
/// Anything that is not a regular file is refused: reading a pipe could wait for ever.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let Some(bytes) = read_bytes(path)? else { return Ok(None) };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(ConfigError::new(path, "The file is not UTF-8 text. Save it as UTF-8.")),
    }
}

pub(super) fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>, ConfigError> {
    let refuse = |error: io::Error| {
        ConfigError::new(path, format!("The file cannot be read ({error}). Check who may read it."))
    };
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(ConfigError::new(path, "This is not a regular file.")),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(error)),
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(refuse)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ConfigError::new(path, "The file is larger than 1 MiB. Make it smaller."));
    }
    Ok(Some(bytes))
}

/// Replaces `path` by `text` in one step, readable and writable for its owner only.
///
/// A link stays a link: the file it points to is replaced. The folder is made where it is missing.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), ConfigError> {
    let write = || -> io::Result<()> {
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(error),
        };
        let folder = target.parent().ok_or_else(|| io::Error::from(ErrorKind::NotFound))?;
        make_folder(folder)?;
        // `tempfile` opens with mode 0600, which the rename keeps.
        let mut file = tempfile::Builder::new().prefix(".mailpane-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| {
        let sentence = format!("The file cannot be written ({error}). The old one is unchanged.");
        ConfigError::new(path, sentence)
    })?;
    crate::footprint::wrote_file();
    Ok(())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700); // Settings are nobody else's.
    builder.create(folder)
}
