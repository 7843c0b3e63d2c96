use super::*;
use crate::model::Keyword;
use crate::model::{Failure, MailboxName};

fn moving() -> MessageChange {
    MessageChange::Move { to: MailboxName::new(b"Archive") }
}

fn reading() -> MessageChange {
    MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true }
}

fn all(total: u32, done: u32) -> Done {
    Done { total, done, ..Done::default() }
}

fn text(change: &MessageChange, done: &Done) -> String {
    ended(change, "Archive", done).text
}

#[test]
fn what_was_done_is_said_in_one_short_sentence() {
    assert_eq!(text(&moving(), &all(1, 1)), "1 message moved to Archive.");
    assert_eq!(text(&moving(), &all(3_000, 3_000)), "3,000 messages moved to Archive.");
    assert_eq!(text(&reading(), &all(5, 2)), "2 messages marked as read.");
    assert_eq!(text(&reading(), &all(5, 0)), "5 messages were marked as read already.");
    assert_eq!(text(&MessageChange::Delete, &all(1, 1)), "1 message deleted for good.");
}

#[test]
fn a_change_that_ended_early_says_how_far_it_came() {
    let why = Failure::new(FailureKind::Refused, "The folder is full.");
    let half = Done { failure: Some(why.clone()), ..all(10_000, 3_000) };
    let said = ended(&moving(), "Archive", &half);
    assert_eq!(
        said.text,
        "3,000 of 10,000 messages were moved to Archive; the others are where they were. The \
         folder is full."
    );
    assert!(said.is_warning);
    let none = Done { failure: Some(why), ..all(2, 0) };
    assert_eq!(
        text(&moving(), &none),
        "The messages were not moved to Archive. The folder is full."
    );
    let stopped = Failure::new(FailureKind::Cancelled, "It was stopped.");
    let said = ended(&reading(), "", &Done { failure: Some(stopped), ..all(3, 2) });
    assert_eq!(said.text, "2 of 3 messages were marked as read; the other is as it was.");
    assert!(!said.is_warning, "the user wanted it");
}

#[test]
fn what_is_not_as_it_should_be_is_said() {
    let left = Done { left_marked: true, ..all(2, 2) };
    assert_eq!(
        text(&moving(), &left),
        "2 messages were copied to Archive. They are marked as deleted here: this server cannot \
         take single messages out of a folder."
    );
    let blind = Done { no_way_back: 1, ..all(1, 1) };
    assert_eq!(
        text(&moving(), &blind),
        "1 message moved to Archive. The server does not say where it stands there, so this cannot \
         be undone."
    );
    let unsure = Done { unsure: 2, ..all(3, 1) };
    assert!(text(&moving(), &unsure).contains("2 messages went: they stand here still"));
    let why = Failure::new(FailureKind::Disconnected, "mail.example closed the connection.");
    let lost = Done { unsure: 3, failure: Some(why), ..all(3, 0) };
    assert_eq!(
        text(&moving(), &lost),
        "The messages are where they were. The connection broke while 3 messages went: they stand \
         here still, and may have been copied to Archive. mail.example closed the connection.",
        "never that they were not moved: nobody knows"
    );
}

#[test]
fn a_change_under_way_is_named() {
    assert_eq!(doing(&moving(), 10_000, "Archive"), "Moving 10,000 messages to Archive");
    let tag = Keyword::new("$label2").expect("a keyword");
    let change = MessageChange::Mark { mark: Mark::Keyword(tag), on: false };
    assert_eq!(doing(&change, 1, ""), "Taking the tag Work off 1 message");
}
