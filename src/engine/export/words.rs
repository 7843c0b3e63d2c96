//! Why an export ended early, in sentences.

use std::path::Path;

use crate::model::{Failure, FailureKind};

pub fn stopped() -> Failure {
    Failure::new(FailureKind::Cancelled, "You stopped it.")
}

pub fn rebuilt() -> Failure {
    let sentence = "The folder was rebuilt on the server, so its messages may be others now.";
    Failure::new(FailureKind::MailboxRebuilt, sentence)
}

/// Several messages in a row took the connection with them.
pub fn lost_again(why: &Failure) -> Failure {
    let sentence =
        format!("{} The connection was lost each time over the same messages.", why.sentence);
    Failure { sentence, ..why.clone() }
}

pub fn no_folder(path: &Path) -> Failure {
    let sentence = format!("{} is no folder. Choose another one.", path.display());
    Failure::new(FailureKind::File, sentence)
}
