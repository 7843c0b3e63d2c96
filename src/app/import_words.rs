//! What came of an import, in sentences that are true of what is in and what is not.

use crate::engine::{ImportOutcome, LeftOut, LeftOutWhy};
use crate::model::FailureKind;

use super::change_words::{Said, messages};
use super::grouped;
use super::import::Origin;

/// The whole truth of an import that has ended; `folder` is where the messages went.
pub(super) fn ended(outcome: &ImportOutcome, from: &Origin, folder: &str) -> Said {
    let ImportOutcome { total, done, unsure, .. } = *outcome;
    let verb = match from {
        Origin::Files => format!("imported into {folder}"),
        Origin::Account { .. } => format!("copied to {folder}"),
    };
    let failure = outcome.failure.as_ref();
    let stopped = failure.is_some_and(|why| why.kind == FailureKind::Cancelled);
    let mut sentences = Vec::new();
    if total > 0 {
        sentences.push(if done == 0 {
            format!("Nothing was {verb}.")
        } else if done == total {
            format!("{} {verb}.", messages(done))
        } else {
            let was = if done == 1 { "was" } else { "were" };
            format!("{} of {} {was} {verb}.", grouped(u64::from(done)), messages(total))
        });
    }
    sentences.extend(outcome.left_out.iter().map(left_out));
    if outcome.unverified > 0 {
        let what = if outcome.unverified == 1 {
            "was not seen to be whole there, and stays where it was, too"
        } else {
            "were not seen to be whole there, and stay where they were, too"
        };
        sentences.push(format!("{} {what}.", messages(outcome.unverified)));
    }
    if let Some(why) = failure.filter(|_| !stopped || unsure > 0) {
        sentences.push(why.sentence.clone());
    }
    sentences.extend(
        outcome
            .problems
            .iter()
            .filter(|problem| {
                // Where there was nothing else, the first one is the failure.
                failure.is_none_or(|why| why.sentence != **problem)
            })
            .cloned(),
    );
    // Stopped before it was known what there is.
    if stopped && sentences.is_empty() {
        sentences.push(format!("Nothing was {verb}."));
    }
    let worth = |one: &LeftOut| !matches!(one.why, LeftOutWhy::There | LeftOutWhy::Expunged);
    let is_warning = (failure.is_some() && !stopped)
        || unsure > 0
        || outcome.unverified > 0
        || !outcome.problems.is_empty()
        || outcome.left_out.iter().any(worth);
    Said { text: sentences.join(" "), is_warning }
}

fn left_out(left: &LeftOut) -> String {
    let which = messages(left.count);
    let (was, is, them) =
        if left.count == 1 { ("was", "is", "it") } else { ("were", "are", "them") };
    match left.why {
        LeftOutWhy::There => format!("{which} {was} there already."),
        LeftOutWhy::TooBig => format!("{which} {is} larger than the server takes."),
        LeftOutWhy::Refused => format!("The server refused {which}."),
        LeftOutWhy::Gone => format!("{which} could not be read any more."),
        LeftOutWhy::Expunged => {
            format!("{which} had been deleted by the program that kept {them}, and {was} left out.")
        }
    }
}

/// The server's words on those that were left out, or on the end.
pub(super) fn server_text(outcome: &ImportOutcome) -> Option<String> {
    let of_left = || outcome.left_out.iter().find_map(|left| left.server_text.clone());
    outcome.failure.as_ref().and_then(|why| why.server_text.clone()).or_else(of_left)
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::engine::{ImportId, ImportTarget};
    use crate::model::{AccountId, Failure, MailboxName};

    fn outcome(total: u32, done: u32) -> ImportOutcome {
        let target = ImportTarget {
            id: ImportId(1),
            account: AccountId(0),
            mailbox: MailboxName::new(b"Archive"),
        };
        let failure = Failure::new(FailureKind::Disconnected, "The line broke.");
        ImportOutcome { total, done, failure: None, ..ImportOutcome::failed(target, failure) }
    }

    fn left(count: u32, why: LeftOutWhy) -> LeftOut {
        LeftOut { count, why, server_text: None }
    }

    #[test]
    fn what_is_in_is_said_in_numbers_and_what_is_not_with_its_reason() {
        let said = |outcome: &ImportOutcome| ended(outcome, &Origin::Files, "Archive");
        let all = said(&outcome(3_000, 3_000));
        assert_eq!(all.text, "3,000 messages imported into Archive.");
        assert!(!all.is_warning);
        let mut some = outcome(300, 288);
        some.left_out = vec![left(12, LeftOutWhy::There)];
        let words =
            "288 of 300 messages were imported into Archive. 12 messages were there already.";
        assert_eq!(said(&some), Said { text: words.to_owned(), is_warning: false });
        some.left_out.push(left(1, LeftOutWhy::TooBig));
        assert!(said(&some).text.ends_with(" 1 message is larger than the server takes."));
        assert!(said(&some).is_warning);
    }

    #[test]
    fn a_failure_halfway_says_how_many_are_in_and_stopping_is_no_failure() {
        let broken = Failure::new(FailureKind::Disconnected, "The line broke.");
        let half = ImportOutcome { failure: Some(broken), ..outcome(10, 4) };
        let said = ended(&half, &Origin::Files, "Archive");
        assert_eq!(said.text, "4 of 10 messages were imported into Archive. The line broke.");
        assert!(said.is_warning);
        let stopped = Failure::new(FailureKind::Cancelled, "You stopped it.");
        let half = ImportOutcome { failure: Some(stopped), ..outcome(10, 1) };
        let said = ended(&half, &Origin::Files, "Archive");
        assert_eq!(said.text, "1 of 10 messages was imported into Archive.");
        assert!(!said.is_warning);
        let early = ImportOutcome { total: 0, done: 0, ..half };
        let said = ended(&early, &Origin::Files, "Archive");
        assert_eq!(said.text, "Nothing was imported into Archive.", "also while it looks");
        assert!(!said.is_warning);
    }

    #[test]
    fn what_is_no_mail_is_said_once() {
        let nothing = Failure::new(FailureKind::File, "a.txt is no mail.");
        let problems = vec!["a.txt is no mail.".to_owned(), "b.txt is no mail.".to_owned()];
        let none = ImportOutcome { failure: Some(nothing), problems, ..outcome(0, 0) };
        let said = ended(&none, &Origin::Files, "Archive");
        assert_eq!(said.text, "a.txt is no mail. b.txt is no mail.");
    }
}
