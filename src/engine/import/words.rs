//! Why an import ended early, in sentences that are true of what is in and what is not.

use crate::model::{Failure, FailureKind};
use crate::text::grouped;

pub fn stopped() -> Failure {
    Failure::new(FailureKind::Cancelled, "You stopped it.")
}

pub fn nothing(problems: &[String]) -> Failure {
    let why = problems.first().map_or("There is no message in it.", String::as_str);
    Failure::new(FailureKind::File, why)
}

pub fn rebuilt() -> Failure {
    let sentence = "The folder was rebuilt on the server meanwhile. Look into it before you go on.";
    Failure::new(FailureKind::MailboxRebuilt, sentence)
}

pub fn no_way() -> Failure {
    let sentence = "The connection broke, and this server does not say which messages are new. Look into \
                    the folder before you go on.";
    Failure::new(FailureKind::Disconnected, sentence)
}

pub fn source_rebuilt() -> Failure {
    let sentence =
        "The folder that the messages come from was rebuilt on its server. Open it again.";
    Failure::new(FailureKind::MailboxRebuilt, sentence)
}

pub fn other_end_gone() -> Failure {
    let sentence = "The other account was closed.";
    Failure::new(FailureKind::Disconnected, sentence)
}

pub fn no_thread(error: &std::io::Error) -> Failure {
    let sentence =
        format!("This machine has no room for another thread ({error}). Close other programs.");
    Failure::new(FailureKind::Disconnected, sentence)
}

/// The connection broke, and what became of the last messages cannot be found out.
pub fn lost(in_doubt: usize, why: &Failure) -> Failure {
    if in_doubt == 0 {
        return why.clone();
    }
    let messages = match in_doubt {
        1 => "One message more may be in".to_owned(),
        many => format!("{} messages more may be in", grouped(many as u64)),
    };
    let sentence =
        format!("{} {messages}: the connection broke before the server said so.", why.sentence);
    Failure { sentence, ..why.clone() }
}

/// The same message took the connection with it again and again.
pub fn lost_again() -> Failure {
    let sentence = "The connection was lost each time over the same message, so it and those after it were left.";
    Failure::new(FailureKind::Disconnected, sentence)
}

/// The server refused one message after the other.
pub fn refused_all(why: &Failure) -> Failure {
    let sentence = format!("{} It did so several times in a row.", why.sentence);
    Failure { sentence, ..why.clone() }
}
