//! Sentences about changes to messages: what is being done, what was, and what was not.

use crate::engine::{Mark, MessageChange};
use crate::model::{FailureKind, Flag};
use crate::text::grouped;

use super::changed::Done;
use super::tags::tag_name;

/// "1 message", "3,000 messages".
pub(super) fn messages(count: u32) -> String {
    format!("{} {}", grouped(u64::from(count)), if count == 1 { "message" } else { "messages" })
}

/// "Moving 10,000 messages to Archive"; `folder` is where they go, where they go anywhere.
pub(super) fn doing(change: &MessageChange, count: u32, folder: &str) -> String {
    let all = messages(count);
    match change {
        MessageChange::Move { .. } => format!("Moving {all} to {folder}"),
        MessageChange::Copy { .. } => format!("Copying {all} to {folder}"),
        MessageChange::Delete => format!("Deleting {all} for good"),
        MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true } => {
            format!("Marking {all} as read")
        }
        MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: false } => {
            format!("Marking {all} as unread")
        }
        MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on: true } => {
            format!("Flagging {all}")
        }
        MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on: false } => {
            format!("Unflagging {all}")
        }
        MessageChange::Mark { mark: Mark::Flag(_), .. } => format!("Marking {all}"),
        MessageChange::Mark { mark: Mark::Keyword(keyword), on: true } => {
            format!("Tagging {all} as {}", tag_name(keyword))
        }
        MessageChange::Mark { mark: Mark::Keyword(keyword), on: false } => {
            format!("Taking the tag {} off {all}", tag_name(keyword))
        }
    }
}

/// "moved to Archive".
fn done(change: &MessageChange, folder: &str) -> String {
    match change {
        MessageChange::Move { .. } => format!("moved to {folder}"),
        MessageChange::Copy { .. } => format!("copied to {folder}"),
        MessageChange::Delete => "deleted for good".to_owned(),
        MessageChange::Mark { mark: Mark::Flag(flag), on } => match (flag, on) {
            (Flag::Seen, true) => "marked as read",
            (Flag::Seen, false) => "marked as unread",
            (Flag::Flagged, true) => "flagged",
            (Flag::Flagged, false) => "unflagged",
            (_, true) => "marked",
            (_, false) => "unmarked",
        }
        .to_owned(),
        MessageChange::Mark { mark: Mark::Keyword(keyword), on: true } => {
            format!("tagged {}", tag_name(keyword))
        }
        MessageChange::Mark { mark: Mark::Keyword(keyword), on: false } => {
            format!("cleared of the tag {}", tag_name(keyword))
        }
    }
}

/// What became of a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub text: String,
    /// It is worth more than ten seconds.
    pub is_warning: bool,
}

/// The whole truth of a change that has ended.
pub(super) fn ended(change: &MessageChange, folder: &str, all: &Done) -> Said {
    let Done { total, done: count, .. } = *all;
    let done = done(change, folder);
    let is_mark = matches!(change, MessageChange::Mark { .. });
    let stopped = all.failure.as_ref().is_some_and(|why| why.kind == FailureKind::Cancelled);
    let is_early = all.failure.is_some();
    let mut text = if all.left_marked {
        left_marked(change, folder, all)
    } else if is_early && count == 0 && all.unsure > 0 {
        let which = if total == 1 {
            "The message is where it was."
        } else {
            "The messages are where they were."
        };
        which.to_owned()
    } else if is_early && count == 0 {
        let verb = if total == 1 { "was" } else { "were" };
        let which = if total == 1 { "The message" } else { "The messages" };
        format!("{which} {verb} not {done}.")
    } else if is_early {
        let verb = if count == 1 { "was" } else { "were" };
        let rest = match total.saturating_sub(count) {
            0 => String::new(),
            1 if is_mark => "; the other is as it was".to_owned(),
            1 => "; the other is where it was".to_owned(),
            _ if is_mark => "; the others are as they were".to_owned(),
            _ => "; the others are where they were".to_owned(),
        };
        format!("{} of {} {verb} {done}{rest}.", grouped(u64::from(count)), messages(total))
    } else if is_mark && count == 0 {
        let verb = if total == 1 { "was" } else { "were" };
        format!("{} {verb} {done} already.", messages(total))
    } else if count == 0 {
        let verb = if total == 1 { "The message is" } else { "The messages are" };
        format!("{verb} not there any more.")
    } else if !is_mark && count < total {
        let gone = if total - count == 1 { "the other was" } else { "the others were" };
        format!("{} of {} {done}; {gone} gone already.", grouped(u64::from(count)), messages(total))
    } else {
        format!("{} {done}.", messages(count))
    };
    if all.unsure > 0 {
        let verb = if all.unsure == 1 { "stands" } else { "stand" };
        let it = if all.unsure == 1 { "it" } else { "they" };
        text.push_str(&format!(
            " The connection broke while {} went: {it} {verb} here still, and may have been copied \
             to {folder}.",
            messages(all.unsure)
        ));
    }
    let no_way = all.no_way_back;
    if no_way > 0 && no_way >= count {
        let it = if count == 1 { "it stands" } else { "they stand" };
        text.push_str(&format!(
            " The server does not say where {it} there, so this cannot be undone."
        ));
    } else if no_way > 0 {
        text.push_str(&format!(
            " {} of them cannot be undone: the server did not say where they stand there.",
            grouped(u64::from(no_way))
        ));
    }
    if let Some(why) = all.failure.as_ref().filter(|_| !stopped) {
        text.push(' ');
        text.push_str(&why.sentence);
    }
    let is_warning = all.left_marked || all.unsure > 0 || (is_early && !stopped);
    Said { text, is_warning }
}

/// The server has no way to take single messages away.
fn left_marked(change: &MessageChange, folder: &str, all: &Done) -> String {
    let (count, total) = (all.done, all.total);
    let of = if count < total { format!(" of {}", messages(total)) } else { String::new() };
    let number = if count < total { grouped(u64::from(count)) } else { messages(count) };
    let verb = if count == 1 { "was" } else { "were" };
    let (it, is) = if count == 1 { ("It", "is") } else { ("They", "are") };
    let moved = match change {
        MessageChange::Move { .. } => format!("{number}{of} {verb} copied to {folder}. {it} {is}"),
        MessageChange::Copy { .. } | MessageChange::Delete | MessageChange::Mark { .. } => {
            format!("{number}{of} {is}")
        }
    };
    format!(
        "{moved} marked as deleted here: this server cannot take single messages out of a folder."
    )
}

#[cfg(test)]
#[path = "change_words_tests.rs"]
#[allow(clippy::expect_used)]
mod tests;
