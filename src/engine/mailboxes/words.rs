//! Why a change to mailboxes was not done, in sentences that are true of what was and was not.

use crate::engine::protocol::MailboxChange;
use crate::model::{Failure, FailureKind, MailboxName};
use crate::text::{cut, grouped, names};

/// Names in a sentence; the others are counted.
const NAMES_LIMIT: usize = 8;

/// Bytes shown of a name in a sentence.
const NAME_LIMIT_BYTES: usize = 200;

pub fn decoded(name: &MailboxName) -> String {
    names::decode_utf7(name.as_bytes())
}

pub fn exists() -> Failure {
    Failure::new(FailureKind::Refused, "There is a folder of this name already.")
}

pub fn no_use() -> Failure {
    let sentence = "This server cannot be told what a folder is for. Make it without a use.";
    Failure::new(FailureKind::Refused, sentence)
}

/// Cyrus does it, and what was inside stands at two depths then.
pub fn into_itself() -> Failure {
    Failure::new(FailureKind::Refused, "A folder cannot be moved into itself.")
}

/// The connection broke, and the list shows that nothing was done.
pub fn not_done(name: &str, change: &MailboxChange) -> Failure {
    let sentence = format!(
        "{} was not {}: the connection was lost before. Try again.",
        quoted(name),
        verb(change)
    );
    Failure::new(FailureKind::Disconnected, sentence)
}

/// The connection broke, and breaks again before the list comes.
pub fn not_known(name: &str, change: &MailboxChange, why: &Failure) -> Failure {
    let sentence = format!(
        "{} Whether {} was {} is not known; the folder list will show it.",
        why.sentence,
        quoted(name),
        verb(change)
    );
    Failure { sentence, ..why.clone() }
}

/// Some of what is inside has its new name, and some has not.
pub fn renamed_in_part(name: &str, (moved, all): (usize, usize)) -> Failure {
    let sentence = format!(
        "The connection was lost while {} was renamed: {} of {} folders have their new names. \
         Rename the others one by one.",
        quoted(name),
        grouped(moved as u64),
        grouped(all as u64)
    );
    Failure::new(FailureKind::Disconnected, sentence)
}

/// The messages of INBOX were to move, and not all of them did: those there, those here.
pub fn inbox_in_part(name: &str, (there, here): (u32, u32)) -> Failure {
    let sentence = format!(
        "The connection was lost while the messages of the inbox were moved: {} has {} and the inbox \
         {} now.",
        quoted(name),
        grouped(u64::from(there)),
        grouped(u64::from(here))
    );
    Failure::new(FailureKind::Disconnected, sentence)
}

/// `why` is the server's; `None` where the connection was lost.
pub fn deleted_in_part(gone: &[String], left: &[String], why: Option<&Failure>) -> Failure {
    let (kind, reason) = match why {
        Some(why) => (why.kind, why.sentence.as_str()),
        None => (FailureKind::Disconnected, "The connection was lost."),
    };
    let gone = match gone {
        [] => "Nothing was deleted.".to_owned(),
        gone => format!("Deleted: {}.", listed(gone)),
    };
    let again = if why.is_none() { " Try again." } else { "" };
    let sentence = format!("{reason} Not deleted: {}. {gone}{again}", listed(left));
    Failure::new(kind, sentence).with_server_text(why.and_then(|why| why.server_text.clone()))
}

pub fn with_deleted(mut failure: Failure, gone: &[String]) -> Failure {
    if !gone.is_empty() {
        failure.sentence.push_str(&format!(" Deleted: {}.", listed(gone)));
    }
    failure
}

fn listed(names: &[String]) -> String {
    let mut words: Vec<String> = names.iter().take(NAMES_LIMIT).map(|name| quoted(name)).collect();
    let more = names.len().saturating_sub(NAMES_LIMIT);
    if more > 0 {
        words.push(format!("and {} more", grouped(more as u64)));
    }
    words.join(", ")
}

fn quoted(name: &str) -> String {
    format!("“{}”", cut(name.to_owned(), NAME_LIMIT_BYTES))
}

/// Behind the name of a mailbox, with room for a "not".
fn verb(change: &MailboxChange) -> &'static str {
    match change {
        MailboxChange::Created { .. } => "made",
        MailboxChange::Renamed { .. } => "renamed",
        MailboxChange::Deleted { .. } => "deleted",
        MailboxChange::Subscribed { on: true, .. } => "subscribed to",
        MailboxChange::Subscribed { on: false, .. } => "unsubscribed from",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_deleted_and_what_was_not_is_named() {
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let refused = Failure::new(FailureKind::Refused, "imap.example.org refused to do this.");
        let refused = refused.with_server_text(Some("No right".to_owned()));
        let failure = deleted_in_part(&names(&["a/b"]), &names(&["a/c", "a"]), Some(&refused));
        assert_eq!(
            failure.sentence,
            "imap.example.org refused to do this. Not deleted: “a/c”, “a”. Deleted: “a/b”."
        );
        assert_eq!(failure.server_text.as_deref(), Some("No right"));
        let many: Vec<String> = (0..1_020).map(|n| n.to_string()).collect();
        let lost = deleted_in_part(&[], &many, None).sentence;
        assert!(lost.starts_with("The connection was lost. Not deleted: “0”, “1”,"), "{lost}");
        assert!(lost.ends_with(", and 1,012 more. Nothing was deleted. Try again."), "{lost}");
    }
}
