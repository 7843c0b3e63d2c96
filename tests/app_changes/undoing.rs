//! The way back.

use std::sync::Arc;

use mailpane::app::{Action, Choose, State, Wish};
use mailpane::engine::{ChangeOutcome, CopiedTo, Mark, MessageChange};
use mailpane::model::{Failure, FailureKind, Flag, MailboxName};

use super::replies::{
    act, act_on, copied, ends, inbox, name, outcome, requests, succeeds, toast, uids, undo, unseen,
};
use super::window::{ACCOUNT, exists, list, number, rows};

fn choose(state: &mut State, lines: &[u32]) {
    state.update(Action::SelectRow { index: lines[0] });
    for index in &lines[1..] {
        state.update(Action::Choose(Choose::Toggle { index: *index }));
    }
}

#[test]
fn a_move_is_undone_by_where_the_messages_stand_now() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 2]);
    let change = act(&mut state, Wish::Delete);
    succeeds(&mut state, &change);
    assert_eq!(toast(&state), ("2 messages moved to Trash.", true));
    assert_eq!((unseen(&state, "INBOX"), unseen(&state, "Trash")), (0, 4));
    let back = undo(&mut state);
    let [back] = back.as_slice() else { panic!("one change: {back:?}") };
    assert_eq!((&back.mailbox, back.uid_validity), (&name("Trash"), Some(number(9))));
    assert_eq!(uids(back), [6_048, 6_050]);
    assert_eq!(back.change, MessageChange::Move { to: MailboxName::inbox() });
    assert_eq!((unseen(&state, "INBOX"), unseen(&state, "Trash")), (2, 2));
    succeeds(&mut state, back);
    assert_eq!(toast(&state), ("Undone.", false));
    assert!(state.update(Action::Undo).is_empty(), "what was undone is not undone again");
}

/// A message far down goes to the trash and comes back; what the last word on that is.
fn there_and_back(state: &mut State) -> ChangeOutcome {
    state.update(Action::SelectRow { index: 30 });
    let change = act(state, Wish::Delete);
    succeeds(state, &change);
    let back = undo(state).remove(0);
    assert_eq!(uids(&back), [6_020]);
    let uids = vec![(number(6_020), number(1_051))];
    ChangeOutcome {
        copied: vec![CopiedTo { uid_validity: number(7), uids }],
        ..outcome(&back, 1, &[6_020])
    }
}

fn open_uid(state: &State) -> Option<u32> {
    state.message.as_ref().map(|view| view.selected.key.uid.get())
}

#[test]
fn what_was_brought_back_is_gone_to_where_it_stands_now() {
    let mut state = inbox(50);
    let outcome = there_and_back(&mut state);
    ends(&mut state, outcome.clone());
    assert_eq!(list(&state).cursor(), Some(30), "it was not heard of yet");
    state.apply(exists(50));
    state.apply(rows([(50, 1_051)].into_iter()));
    assert_eq!((list(&state).cursor(), open_uid(&state)), (Some(0), Some(1_051)));
    assert_eq!(list(&state).scroll.top, 0, "and is in view");

    // The same where the new number was heard of first.
    let mut state = inbox(50);
    let outcome = there_and_back(&mut state);
    state.apply(exists(50));
    state.apply(rows([(50, 1_051)].into_iter()));
    assert_eq!(list(&state).cursor(), Some(31), "its message moved down by one");
    ends(&mut state, outcome);
    assert_eq!((list(&state).cursor(), open_uid(&state)), (Some(0), Some(1_051)));
}

#[test]
fn who_went_elsewhere_is_not_brought_back_with_it() {
    let mut state = inbox(50);
    let outcome = there_and_back(&mut state);
    ends(&mut state, outcome);
    state.update(Action::SelectRow { index: 33 });
    state.apply(exists(50));
    state.apply(rows([(50, 1_051)].into_iter()));
    assert_eq!(list(&state).cursor(), Some(34), "the message that the user chose");
    let mut state = inbox(50);
    let outcome = there_and_back(&mut state);
    state.update(Action::Choose(Choose::Toggle { index: 28 }));
    ends(&mut state, outcome);
    state.apply(exists(50));
    state.apply(rows([(50, 1_051)].into_iter()));
    assert_eq!(list(&state).chosen_count(), 2);
}

#[test]
fn a_mark_is_taken_back_only_where_it_was_made() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1, 2]);
    let change = act(&mut state, Wish::Read(true));
    ends(&mut state, outcome(&change, 3, &[1_049]));
    assert_eq!(toast(&state), ("1 message marked as read.", true));
    let back = undo(&mut state);
    assert_eq!(uids(&back[0]), [1_049]);
    let mark = Mark::Flag(Flag::Seen);
    assert_eq!(back[0].change, MessageChange::Mark { mark, on: false });
    assert_eq!(back[0].mailbox, MailboxName::inbox());
}

#[test]
fn a_copy_is_undone_by_deleting_it() {
    let mut state = inbox(50);
    let change = act(&mut state, Wish::CopyTo(name("Archive")));
    assert_eq!(list(&state).len(), 50);
    succeeds(&mut state, &change);
    assert_eq!(toast(&state), ("1 message copied to Archive.", true));
    let back = undo(&mut state);
    assert_eq!((&back[0].mailbox, uids(&back[0])), (&name("Archive"), vec![6_050]));
    assert_eq!(back[0].change, MessageChange::Delete);
}

#[test]
fn where_the_server_does_not_say_where_they_stand_there_is_no_way_back() {
    let mut state = inbox(50);
    let change = act(&mut state, Wish::Archive);
    ends(&mut state, outcome(&change, 1, &[1_050]));
    let (text, can_undo) = toast(&state);
    assert!(text.starts_with("1 message moved to Archive. The server does not say"), "{text}");
    assert!(!can_undo && undo(&mut state).is_empty());
}

#[test]
fn a_delete_for_good_is_the_one_without() {
    let mut state = inbox(50);
    state.update(Action::Act(mailpane::app::Acting::List, Wish::DeleteForGood));
    let effects = state.update(Action::ConfirmDelete);
    let change = requests(&effects).remove(0);
    succeeds(&mut state, &change);
    assert_eq!(toast(&state), ("1 message deleted for good.", false));
    assert!(undo(&mut state).is_empty());
}

#[test]
fn copies_left_beside_marked_originals_are_undone_on_both_sides() {
    let mut state = inbox(50);
    let change = act(&mut state, Wish::Archive);
    let left = ChangeOutcome {
        copied: vec![copied(&[1_050])],
        left_marked: true,
        ..outcome(&change, 1, &[1_050])
    };
    ends(&mut state, left);
    assert_eq!(list(&state).len(), 50, "it stands there still");
    let notice = state.notices.last().expect("it is said");
    assert!(notice.text.starts_with("1 message was copied to Archive. It is marked as deleted"));
    let back = undo(&mut state);
    let changes: Vec<&MessageChange> = back.iter().map(|back| &back.change).collect();
    let unmark = MessageChange::Mark { mark: Mark::Flag(Flag::Deleted), on: false };
    assert_eq!(changes, [&MessageChange::Delete, &unmark]);
    assert_eq!((uids(&back[0]), uids(&back[1])), (vec![6_050], vec![1_050]));
}

#[test]
fn what_is_done_is_undone_in_the_reverse_order() {
    let mut state = inbox(50);
    let flag = act(&mut state, Wish::Flagged(true));
    succeeds(&mut state, &flag);
    let moved = act(&mut state, Wish::Archive);
    assert!(state.toast.is_none(), "its words are of something that is not the last thing now");
    succeeds(&mut state, &moved);
    assert_eq!(undo(&mut state)[0].mailbox, name("Archive"));
    let back = undo(&mut state);
    assert_eq!(back[0].change, MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on: false });
}

/// All of it came back, each under the UID that follows the ones before.
fn comes_back(
    state: &mut State,
    back: &mailpane::engine::ChangeRequest,
    uid_validity: u32,
    to: &[u32],
) {
    let there = uids(back);
    let pairs = there.iter().zip(to).map(|(from, to)| (number(*from), number(*to))).collect();
    let copied = vec![CopiedTo { uid_validity: number(uid_validity), uids: pairs }];
    ends(state, ChangeOutcome { copied, ..outcome(back, there.len() as u32, &there) });
}

#[test]
fn what_was_done_before_a_move_is_undone_where_the_message_stands_after_it_came_back() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1]);
    let flag = act(&mut state, Wish::Flagged(true));
    succeeds(&mut state, &flag);
    state.update(Action::SelectRow { index: 0 });
    let moved = act(&mut state, Wish::Archive);
    assert_eq!(uids(&moved), [1_050]);
    succeeds(&mut state, &moved);
    let back = undo(&mut state).remove(0);
    comes_back(&mut state, &back, 7, &[1_051]);
    assert_eq!(toast(&state), ("Undone.", false));
    let back = undo(&mut state).remove(0);
    assert_eq!((back.uid_validity, uids(&back)), (Some(number(7)), vec![1_049, 1_051]));
    assert_eq!(back.change, MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on: false });
}

#[test]
fn a_folder_that_was_numbered_anew_is_asked_by_both_numbers() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1]);
    let flag = act(&mut state, Wish::Flagged(true));
    succeeds(&mut state, &flag);
    state.update(Action::SelectRow { index: 0 });
    let moved = act(&mut state, Wish::Archive);
    succeeds(&mut state, &moved);
    let back = undo(&mut state).remove(0);
    comes_back(&mut state, &back, 8, &[3]);
    let back = undo(&mut state);
    let asked: Vec<_> = back.iter().map(|it| (it.uid_validity, uids(it))).collect();
    assert_eq!(asked, [(Some(number(8)), vec![3]), (Some(number(7)), vec![1_049])]);
}

#[test]
fn a_message_that_was_moved_twice_goes_all_the_way_back() {
    let mut state = inbox(50);
    let first = act(&mut state, Wish::MoveTo(name("Projects/Tender")));
    succeeds(&mut state, &first);
    // In that folder it is 6050, and goes on from there.
    let mut second = act(&mut state, Wish::Archive);
    second.mailbox = name("Projects/Tender");
    second.uid_validity = Some(number(9));
    second.messages = mailpane::engine::Chosen::Uids(Arc::from([number(6_050)]));
    succeeds(&mut state, &second);
    let back = undo(&mut state).remove(0);
    assert_eq!((&back.mailbox, uids(&back)), (&name("Archive"), vec![11_050]));
    comes_back(&mut state, &back, 9, &[6_051]);
    let back = undo(&mut state).remove(0);
    assert_eq!((&back.mailbox, uids(&back)), (&name("Projects/Tender"), vec![6_051]));
    assert_eq!(back.change, MessageChange::Move { to: MailboxName::inbox() });
}

#[test]
fn an_undo_that_found_nothing_does_not_say_that_it_undid() {
    let mut state = inbox(50);
    let moved = act(&mut state, Wish::Archive);
    succeeds(&mut state, &moved);
    let back = undo(&mut state).remove(0);
    ends(&mut state, outcome(&back, 1, &[]));
    assert_eq!(toast(&state), ("The message is not there any more.", false));
}

#[test]
fn what_is_under_way_is_undone_as_soon_as_it_is_done() {
    let mut state = inbox(50);
    let first = act(&mut state, Wish::Flagged(true));
    let second = act(&mut state, Wish::Archive);
    assert!(undo(&mut state).is_empty());
    assert_eq!(list(&state).len(), 49);
    succeeds(&mut state, &first);
    assert_eq!(
        state.toast.as_ref().map(|it| it.can_undo),
        Some(true),
        "now that is the last thing"
    );
    let effects = succeeds(&mut state, &second);
    let back = requests(&effects);
    assert_eq!((back.len(), uids(&back[0])), (1, vec![6_050]));
}

#[test]
fn a_change_that_was_stopped_can_be_undone_as_far_as_it_came() {
    let mut state = inbox(5_000);
    state.update(Action::Choose(Choose::All));
    let change = act(&mut state, Wish::Archive);
    let done: Vec<u32> = (1_001..=2_000).collect();
    let stopped = Failure::new(FailureKind::Cancelled, "It was stopped.");
    let half = ChangeOutcome {
        copied: vec![copied(&done)],
        failure: Some(stopped),
        ..outcome(&change, 5_000, &done)
    };
    ends(&mut state, half);
    assert_eq!(
        toast(&state),
        ("1,000 of 5,000 messages were moved to Archive; the others are where they were.", true)
    );
    assert!(state.notices.is_empty(), "the user knows");
    let back = undo(&mut state);
    assert_eq!((back.len(), uids(&back[0]).len()), (1, 1_000));
    assert!(state.changes.contains_key(&back[0].id), "its bar shows");
}

#[test]
fn messages_that_may_have_been_copied_are_said() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1]);
    let change = act(&mut state, Wish::Archive);
    let lost = Failure::new(FailureKind::Disconnected, "mail.example closed the connection.");
    let unsure = ChangeOutcome {
        unsure: Arc::from([number(1_049), number(1_050)]),
        failure: Some(lost),
        ..outcome(&change, 2, &[])
    };
    ends(&mut state, unsure);
    let notice = state.notices.last().expect("it is said");
    assert_eq!(
        notice.text,
        "The messages are where they were. The connection broke while 2 messages went: they stand \
         here still, and may have been copied to Archive. mail.example closed the connection."
    );
    assert_eq!(list(&state).len(), 50);
}

#[test]
fn a_toast_goes_when_its_time_is_over_and_no_later_one_with_it() {
    let mut state = inbox(50);
    let change = act(&mut state, Wish::Flagged(true));
    succeeds(&mut state, &change);
    let first = state.toast.as_ref().expect("a toast").serial;
    let change = act(&mut state, Wish::Flagged(false));
    ends(&mut state, outcome(&change, 1, &[1_050]));
    state.update(Action::ToastGone(first));
    let second = state.toast.as_ref().expect("the next one stays").serial;
    assert!(second > first);
    state.update(Action::ToastGone(second));
    assert!(state.toast.is_none());
    assert_eq!(undo(&mut state).len(), 1, "Ctrl+Z works after it");
}

#[test]
fn what_was_done_on_an_account_that_is_removed_is_not_undone() {
    let mut state = inbox(50);
    let change = act(&mut state, Wish::Flagged(true));
    succeeds(&mut state, &change);
    let running = act_on(&mut state, mailpane::app::Acting::Mailbox, Wish::Read(true));
    state.update(Action::OpenRemoveAccount(ACCOUNT));
    state.update(Action::ConfirmRemoveAccount);
    assert!(undo(&mut state).is_empty());
    assert!(ends(&mut state, outcome(&running, 50, &[1_001])).is_empty());
}

#[test]
fn a_person_can_go_back_fifty_steps() {
    let mut state = inbox(50);
    for turn in 0..60 {
        let change = act(&mut state, Wish::Flagged(turn % 2 == 0));
        ends(&mut state, outcome(&change, 1, &[1_050]));
    }
    let mut steps = 0;
    loop {
        let back = undo(&mut state);
        let Some(change) = back.first() else { break };
        ends(&mut state, outcome(change, 1, &[1_050]));
        steps += 1;
    }
    assert_eq!(steps, 50);
}
