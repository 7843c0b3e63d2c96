//! Why a change ended early, in sentences that are true of what was and was not done.

use crate::model::{Failure, FailureKind};
use crate::text::grouped;

pub fn stopped() -> Failure {
    Failure::new(FailureKind::Cancelled, "You stopped it.")
}

pub fn rebuilt() -> Failure {
    let sentence = "The folder was rebuilt on the server, so its messages may be others now.";
    Failure::new(FailureKind::MailboxRebuilt, sentence)
}

/// The connection broke, and what became of the last messages could not be looked up.
pub fn lost(in_doubt: usize, why: &Failure) -> Failure {
    let messages = messages(in_doubt);
    let sentence = format!(
        "{} {messages} may have been all the same: the connection broke before the server said so.",
        why.sentence
    );
    Failure { sentence, ..why.clone() }
}

/// The same messages took the connection with them again and again.
pub fn lost_again() -> Failure {
    let sentence = "The connection was lost each time over the same messages, so they were left \
                    as they are.";
    Failure::new(FailureKind::Disconnected, sentence)
}

/// The server says that it took messages away, and they still stand.
pub fn ignored(count: usize, is_marked: bool) -> Failure {
    let (are, they) = if count == 1 { ("is", "it") } else { ("are", "they") };
    let marked = if is_marked { ", marked as deleted" } else { "" };
    let sentence = format!(
        "{} {are} still here{marked}, though the server said {they} went.",
        messages(count)
    );
    Failure::new(FailureKind::Refused, sentence)
}

/// The messages were copied or marked, and are not taken away here.
pub fn left_behind(count: usize, is_marked: bool, why: &Failure) -> Failure {
    let rest = match (is_marked, count) {
        (true, 1) => "is marked as deleted and still here",
        (true, _) => "are marked as deleted and still here",
        (false, 1) => "was copied to the other folder and is still here, too",
        (false, _) => "were copied to the other folder and are still here, too",
    };
    let sentence = format!("{} {} {rest}.", why.sentence, messages(count));
    Failure { sentence, ..why.clone() }
}

/// At the beginning of a sentence.
fn messages(count: usize) -> String {
    if count == 1 {
        "One message".to_owned()
    } else {
        format!("{} messages", grouped(count as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why() -> Failure {
        Failure::new(FailureKind::Disconnected, "imap.example.org closed the connection.")
    }

    #[test]
    fn what_is_in_doubt_is_said_in_numbers() {
        assert_eq!(
            lost(1_000, &why()).sentence,
            "imap.example.org closed the connection. 1,000 messages may have been all the same: \
             the connection broke before the server said so."
        );
        assert!(lost(1, &why()).sentence.contains(" One message may have been all the same"));
    }

    #[test]
    fn what_was_left_behind_is_said_in_numbers() {
        let one = left_behind(1, false, &why());
        assert!(
            one.sentence
                .ends_with("One message was copied to the other folder and is still here, too.")
        );
        let many = left_behind(2_500, true, &why());
        assert!(many.sentence.ends_with("2,500 messages are marked as deleted and still here."));
    }
}
