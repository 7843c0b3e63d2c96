//! Why a change ended early, in sentences that are true of what was and was not done.

use crate::model::{Failure, FailureKind};

pub fn stopped() -> Failure {
    Failure::new(FailureKind::Cancelled, "You stopped it.")
}

pub fn rebuilt() -> Failure {
    let sentence = "The folder was rebuilt on the server, so its messages may be others now.";
    Failure::new(FailureKind::MailboxRebuilt, sentence)
}

/// The connection broke while messages were copied; nobody can tell whether the copies were made.
pub fn copy_lost(count: usize, is_move: bool, why: &Failure) -> Failure {
    let doing = if is_move { "moved by copying" } else { "copied" };
    let (them, are) = if count == 1 { ("It is", "was") } else { ("They are", "were") };
    let messages = messages(count);
    let sentence = format!(
        "{} The connection was lost while {messages} {are} being {doing}. {them} still here, and \
         may have been copied already.",
        why.sentence
    );
    Failure { sentence, ..why.clone() }
}

/// The connection broke, and what became of the last messages could not be looked up.
pub fn lost(in_doubt: usize, why: &Failure) -> Failure {
    let (messages, were) = (messages(in_doubt), if in_doubt == 1 { "was" } else { "were" });
    let sentence = format!(
        "{} Whether {messages} more {were} changed before that could not be found out.",
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

/// The messages were copied or marked, and are not taken away here.
pub fn left_behind(count: usize, is_marked: bool, why: &Failure) -> Failure {
    let messages = messages(count);
    let rest = match (is_marked, count) {
        (true, 1) => "is marked as deleted and still here",
        (true, _) => "are marked as deleted and still here",
        (false, 1) => "was copied to the other folder and is still here, too",
        (false, _) => "were copied to the other folder and are still here, too",
    };
    let mut sentence = format!("{} {messages} {rest}.", why.sentence);
    // It begins a sentence.
    if count == 1 {
        sentence = format!("{} One message {rest}.", why.sentence);
    }
    Failure { sentence, ..why.clone() }
}

fn messages(count: usize) -> String {
    if count == 1 { "one message".to_owned() } else { format!("{} messages", grouped(count)) }
}

/// 1,000 as people write it.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why() -> Failure {
        Failure::new(FailureKind::Disconnected, "imap.example.org closed the connection.")
    }

    #[test]
    fn what_is_in_doubt_is_said_in_numbers() {
        let many = copy_lost(1_000, true, &why());
        assert_eq!(
            many.sentence,
            "imap.example.org closed the connection. The connection was lost while 1,000 messages \
             were being moved by copying. They are still here, and may have been copied already."
        );
        assert!(copy_lost(1, false, &why()).sentence.ends_with(
            "while one message was being copied. It is still here, and may have been copied \
             already."
        ));
        assert!(lost(12, &why()).sentence.contains("Whether 12 messages more were changed"));
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
