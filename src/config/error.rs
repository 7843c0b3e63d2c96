//! What is wrong with a settings file, told so that the user finds the place.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::model::{Failure, FailureKind};

/// A settings file that cannot be read or written; the file itself is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    pub file: PathBuf,
    /// Counted from 1; `None` where no single line is at fault.
    pub line: Option<u32>,
    /// The key as written in the file, at most 60 characters.
    pub key: Option<String>,
    /// A whole sentence: what is wrong and what would be right. Speaks of "this key" and "the value":
    /// the place before it names them.
    pub sentence: String,
}

impl ConfigError {
    pub(super) fn new(file: &Path, sentence: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, key: None, sentence: sentence.into() }
    }

    pub(super) fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    pub(super) fn with_key(mut self, key: &str) -> Self {
        self.key = Some(clip(key));
        self
    }

    /// The same in the words the window shows.
    pub fn to_failure(&self) -> Failure {
        Failure::new(FailureKind::File, self.to_string())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ", key {key}")?;
        }
        write!(f, ": {}", self.sentence)
    }
}

impl std::error::Error for ConfigError {}

/// Text from the file as it may stand in a sentence: 60 characters, no control characters.
pub(super) fn clip(text: &str) -> String {
    const SHOWN_CHARS: usize = 60; // One line of a dialog; longer keys and values are mistakes.
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .take(SHOWN_CHARS)
        .collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}
