//! Where messages go: one file for all, or one for each.

use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::mbox::Mbox;
use super::words;
use crate::engine::protocol::{ExportForm, ExportRequest};
use crate::engine::save::file_failure;
use crate::imap::Listed;
use crate::model::Failure;

/// Bytes of a message in which the end of its header is looked for.
const HEADER_LIMIT_BYTES: usize = 64 * 1024;

/// See the module. Every failure is a sentence about a file.
#[derive(Debug)]
pub enum Sink {
    Mbox(Box<Mbox>),
    Folder(Box<Folder>),
}

impl Sink {
    pub fn open(request: &ExportRequest) -> Result<Self, Failure> {
        let path = &request.path;
        match request.form {
            ExportForm::Mbox => {
                let mbox = Mbox::new(path).map_err(|error| file_failure(&error, path))?;
                Ok(Self::Mbox(Box::new(mbox)))
            }
            ExportForm::Eml if path.is_dir() => {
                Ok(Self::Folder(Box::new(Folder::new(path, request.zone.clone()))))
            }
            ExportForm::Eml => Err(words::no_folder(path)),
        }
    }

    /// Begins a message; `first` is its first piece, which is written with it.
    pub fn begin(&mut self, listed: &Listed, first: &[u8], path: &Path) -> Result<(), Failure> {
        let header = header_of(first);
        let begun = match self {
            Self::Mbox(mbox) => {
                mbox.begin(listed, header);
                Ok(())
            }
            Self::Folder(folder) => folder.begin(listed, header),
        };
        begun.map_err(|error| file_failure(&error, path))?;
        self.push(first, path)
    }

    pub fn push(&mut self, bytes: &[u8], path: &Path) -> Result<(), Failure> {
        let pushed = match self {
            Self::Mbox(mbox) => mbox.push(bytes),
            Self::Folder(folder) => folder.push(bytes),
        };
        pushed.map_err(|error| file_failure(&error, path))
    }

    /// The message under way is whole.
    pub fn end(&mut self, path: &Path) -> Result<(), Failure> {
        match self {
            Self::Mbox(mbox) => {
                mbox.end();
                Ok(())
            }
            Self::Folder(folder) => folder.end().map_err(|error| file_failure(&error, path)),
        }
    }

    /// The message under way will not be whole.
    pub fn cut(&mut self, path: &Path) -> Result<(), Failure> {
        match self {
            Self::Mbox(mbox) => mbox.cut().map_err(|error| file_failure(&error, path)),
            Self::Folder(folder) => {
                folder.cut();
                Ok(())
            }
        }
    }

    /// Between two steps.
    pub fn settle(&mut self, path: &Path) -> Result<(), Failure> {
        let settled = match self {
            Self::Mbox(mbox) => mbox.settle(),
            Self::Folder(folder) => folder.settle(),
        };
        settled.map_err(|error| file_failure(&error, path))
    }

    /// Messages that stay where the export ends here.
    pub fn kept(&self) -> u32 {
        match self {
            Self::Mbox(_) => 0,
            Self::Folder(folder) => folder.named(),
        }
    }

    /// All of it is there. Where it lies.
    pub fn finish(self, request: &ExportRequest) -> Result<Option<PathBuf>, Failure> {
        match self {
            Self::Mbox(mbox) => mbox.finish(&request.path, request.if_exists).map(Some),
            Self::Folder(folder) => Ok(folder.finish()),
        }
    }

    /// It ends early: half a file goes, whole ones stay. Where those lie.
    pub fn abandon(self) -> Option<PathBuf> {
        match self {
            Self::Mbox(_) => None,
            Self::Folder(folder) => folder.finish(),
        }
    }
}

/// The header with its last line end, as far as it is among these bytes.
fn header_of(first: &[u8]) -> &[u8] {
    let first = first.get(..HEADER_LIMIT_BYTES).unwrap_or(first);
    let mut end = 0;
    for line in first.split_inclusive(|byte| *byte == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
        end += line.len();
    }
    first.get(..end).unwrap_or(first)
}
