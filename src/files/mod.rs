//! Mail files (`.eml`, mbox) shown as accounts of their own, without any server.
//!
//! A file is opened for reading once and stays open. Where its messages stand is found by a thread;
//! the messages themselves are read when they are asked for, through the IMAP server of
//! [`crate::demo`], so that everything the program does with a server it does with a file. Nothing is
//! ever written.
//!
//! ```text
//! path ─▶ open ─▶ scan thread ─▶ where messages stand ─▶ FileSource ◀─ DemoServer ◀─ pipe ◀─ worker
//! ```

pub mod incoming;
mod scan;
mod source;
pub mod whole;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use crate::demo::DemoServer;
use crate::mime::{self, mbox};
use crate::model::{Account, Security};
use crate::text;

use source::FileSource;

/// The beginning of a file that tells what it is: longer than any header in practice.
const BEGINNING_BYTES: usize = 256 * 1024;

/// A mark that some editors put before the first byte of a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file that is open, and the server that shows it.
#[derive(Debug)]
pub struct MailFile {
    /// Named after the file; look-only.
    pub account: Account,
    pub server: DemoServer,
    /// Closed when the whole file was looked through; a sentence comes before where it was not.
    scanned: Receiver<String>,
}

impl MailFile {
    /// Opens a file and begins to look through it. The error is one sentence.
    pub fn open(path: &Path) -> Result<Self, String> {
        let shown = text::visible(&path.display().to_string());
        let unreadable = |error: std::io::Error| format!("{shown} cannot be read: {error}.");
        // Before it is opened: that of a pipe waits until somebody writes.
        let kind = std::fs::metadata(path).map_err(unreadable)?;
        if kind.is_dir() {
            return Err(format!("{shown} is a folder; give the mail files in it."));
        }
        if !kind.is_file() {
            return Err(format!(
                "{shown} is a pipe or a device; mails are read where they lie, so it has to be a file."
            ));
        }
        let file = File::open(path).map_err(unreadable)?;
        let mut beginning = Vec::new();
        let limit = BEGINNING_BYTES as u64;
        (&file).take(limit).read_to_end(&mut beginning).map_err(unreadable)?;
        let marks = if beginning.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let content = beginning.get(marks..).unwrap_or_default();
        let is_mbox = mbox::is_mbox(content);
        if !is_mbox && mime::parse_message(content).is_none() {
            return Err(format!(
                "{shown} is neither a mail (.eml) nor a file of mails (.mbox): \
                 it begins with no header such as “From: …”."
            ));
        }
        let account = account(path);
        let server = DemoServer::for_user(&account.user);
        let source = Arc::new(FileSource::new(file, marks as u64, &account.name));
        // One place: who sends does not wait.
        let (done, scanned) = bounded(1);
        if is_mbox {
            scan::start(&source, &server, shown.clone(), done).map_err(unreadable)?;
        } else {
            scan::one_message(&source, &server, content).map_err(unreadable)?;
        }
        Ok(Self { account, server, scanned })
    }

    /// Waits until the whole file was looked through, at most so long: a small file is then listed
    /// at once rather than bit by bit. What is to be said of it.
    pub fn wait(&self, limit: Duration) -> Scanned {
        match self.scanned.recv_timeout(limit) {
            Ok(sentence) => Scanned::InPart(sentence),
            Err(RecvTimeoutError::Disconnected) => Scanned::Whole,
            Err(RecvTimeoutError::Timeout) => Scanned::NotYet(self.scanned.clone()),
        }
    }
}

/// How far a file was looked through.
#[derive(Clone, Debug)]
pub enum Scanned {
    Whole,
    /// Messages behind some place are not listed; the sentence says why.
    InPart(String),
    /// Gives the sentence, or closes, when it is done.
    NotYet(Receiver<String>),
}

/// Opens what can be opened; a sentence for each file that cannot. Accounts have different names.
pub fn open_all(paths: &[impl AsRef<Path>]) -> (Vec<MailFile>, Vec<String>) {
    let (mut files, mut sentences) = (Vec::<MailFile>::new(), Vec::new());
    for path in paths {
        match MailFile::open(path.as_ref()) {
            Ok(mut file) => {
                let name = file.account.name.clone();
                let mut number = 1;
                while files.iter().any(|other| other.account.name == file.account.name) {
                    number += 1;
                    file.account.name = format!("{name} ({number})");
                }
                files.push(file);
            }
            Err(sentence) => sentences.push(sentence),
        }
    }
    (files, sentences)
}

/// The entry in the tree: the file's name, and the folder that it lies in.
fn account(path: &Path) -> Account {
    let shown = |path: &Path| text::visible(&path.display().to_string());
    let name = path.file_name().map_or_else(|| shown(path), |name| shown(Path::new(name)));
    let folder = path.parent().map(shown).filter(|folder| !folder.is_empty());
    let folder = folder.unwrap_or_else(|| "this folder".to_owned());
    Account { look_only: true, ..Account::new(&name, &folder, "this machine", Security::Tls) }
}

#[cfg(test)]
mod tests;
