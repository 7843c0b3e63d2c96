//! A change is shown before the server did it, and taken back where the server did not.

use mailpane::app::{Acting, Action, Choose, RowAt, State, ViewState, Wish};
use mailpane::engine::{ChangeOutcome, Event};
use mailpane::model::{Flag, Flags, MailboxName, Order, SortKey, ThreadNode};

use super::replies::{
    act, copied, ends, fails, inbox, name, outcome, refusal, shown, succeeds, toast, uids, unseen,
};
use super::window::{
    ACCOUNT, exists, expunged, list, load_message, number, opened_with_next, row, rows,
};

fn choose(state: &mut State, lines: &[u32]) {
    state.update(Action::SelectRow { index: lines[0] });
    for index in &lines[1..] {
        state.update(Action::Choose(Choose::Toggle { index: *index }));
    }
}

fn opened_uid(state: &State) -> Option<u32> {
    state.message.as_ref().map(|view| view.selected.key.uid.get())
}

fn has(state: &State, uid: u32, flag: Flag) -> bool {
    list(state).row_by_uid(number(uid)).is_some_and(|(_, row)| row.flags.has(flag))
}

fn flags_changed(seq: u32, uid: u32, flags: Flags) -> Event {
    Event::FlagsChanged {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        seq,
        uid: Some(number(uid)),
        flags,
        keywords: Default::default(),
    }
}

#[test]
fn moved_rows_vanish_at_once_and_the_next_message_is_opened() {
    let mut state = inbox(50);
    choose(&mut state, &[2, 4]);
    let change = act(&mut state, Wish::Archive);
    assert_eq!(uids(&change), [1_046, 1_048]);
    assert_eq!(shown(&state, 5), [1_050, 1_049, 1_047, 1_045, 1_044]);
    assert_eq!((list(&state).len(), list(&state).messages()), (48, 48));
    assert_eq!((list(&state).cursor(), opened_uid(&state)), (Some(3), Some(1_045)));
    assert!(!list(&state).has_choice());
    succeeds(&mut state, &change);
    assert_eq!((list(&state).len(), list(&state).exists), (48, 48));
    assert_eq!(shown(&state, 4), [1_050, 1_049, 1_047, 1_045]);
    assert_eq!(toast(&state), ("2 messages moved to Archive.", true));
}

#[test]
fn after_the_last_message_the_one_before_it_is_opened() {
    let mut state = inbox(3);
    state.update(Action::SelectLast);
    act(&mut state, Wish::Delete);
    assert_eq!((list(&state).cursor(), opened_uid(&state)), (Some(1), Some(1_002)));
}

#[test]
fn rows_stand_again_as_they_were_if_the_server_refuses() {
    let mut state = inbox(50);
    let before = shown(&state, 50);
    choose(&mut state, &[1, 2, 3]);
    let change = act(&mut state, Wish::Delete);
    assert_eq!(list(&state).len(), 47);
    fails(&mut state, &change, 3);
    assert_eq!((shown(&state, 50), list(&state).len()), (before, 50));
    assert_eq!(opened_uid(&state), Some(1_046), "what is read now stays open");
    assert_eq!(list(&state).cursor(), Some(4));
    let notice = state.notices.last().expect("a notice");
    assert_eq!(notice.text, "The messages were not moved to Trash. The folder is full.");
    assert!(state.update(Action::Undo).is_empty(), "nothing was done");
}

#[test]
fn a_change_that_stops_halfway_shows_what_is_left_and_says_so() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1, 2]);
    let change = act(&mut state, Wish::Archive);
    state.apply(expunged(48));
    let half = ChangeOutcome {
        copied: vec![copied(&[1_048])],
        failure: Some(refusal()),
        ..outcome(&change, 3, &[1_048])
    };
    ends(&mut state, half);
    assert_eq!(shown(&state, 3), [1_050, 1_049, 1_047]);
    let notice = state.notices.last().expect("a notice");
    assert_eq!(
        notice.text,
        "1 of 3 messages was moved to Archive; the others are where they were. The folder is full."
    );
    let back = super::replies::undo(&mut state);
    assert_eq!((back.len(), uids(&back[0])), (1, vec![6_048]), "what was done can be undone");
}

#[test]
fn counts_in_the_tree_follow_and_come_back() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1]);
    let change = act(&mut state, Wish::Archive);
    assert_eq!((unseen(&state, "INBOX"), unseen(&state, "Archive")), (0, 4));
    fails(&mut state, &change, 2);
    assert_eq!((unseen(&state, "INBOX"), unseen(&state, "Archive")), (2, 2));
    choose(&mut state, &[0, 1]);
    let change = act(&mut state, Wish::Read(true));
    assert_eq!(unseen(&state, "INBOX"), 0);
    let mailbox = MailboxName::inbox();
    state.apply(Event::UnseenChanged { account: ACCOUNT, mailbox, unseen: 7 });
    fails(&mut state, &change, 2);
    assert_eq!(unseen(&state, "INBOX"), 7, "what the server counted stands");
}

#[test]
fn flags_change_at_once_and_are_as_before_where_it_failed() {
    let mut state = inbox(50);
    let flagged = Flags::default().with(Flag::Flagged);
    state.apply(flags_changed(49, 1_049, flagged));
    choose(&mut state, &[0, 1, 2]);
    let change = act(&mut state, Wish::Flagged(true));
    assert!((1_048..=1_050).all(|uid| has(&state, uid, Flag::Flagged)));
    assert!(list(&state).has_choice(), "more can be done to them");
    // A late word of the server's from before.
    state.apply(flags_changed(50, 1_050, Flags::default()));
    assert!(has(&state, 1_050, Flag::Flagged));
    let half = ChangeOutcome { failure: Some(refusal()), ..outcome(&change, 3, &[1_048]) };
    ends(&mut state, half);
    let now: Vec<bool> = (1_048..=1_050).map(|uid| has(&state, uid, Flag::Flagged)).collect();
    assert_eq!(now, [true, true, false], "done; so before; not done");
}

#[test]
fn changes_one_after_the_other_compose_whatever_becomes_of_each() {
    let mut state = inbox(50);
    choose(&mut state, &[0, 1]);
    let on = act(&mut state, Wish::Flagged(true));
    let off = act(&mut state, Wish::Flagged(false));
    assert!(!has(&state, 1_050, Flag::Flagged));
    let moved = act(&mut state, Wish::Archive);
    assert_eq!(shown(&state, 1), [1_048]);
    succeeds(&mut state, &on);
    fails(&mut state, &off, 2);
    assert_eq!(shown(&state, 1), [1_048], "still on its way");
    fails(&mut state, &moved, 2);
    assert_eq!(shown(&state, 2), [1_050, 1_049]);
    assert!(has(&state, 1_050, Flag::Flagged) && has(&state, 1_049, Flag::Flagged));
}

#[test]
fn what_is_on_its_way_stays_away_when_the_mailbox_is_opened_again() {
    let mut state = inbox(50);
    choose(&mut state, &[1, 2]);
    let change = act(&mut state, Wish::Archive);
    // A reconnect: one message came.
    state.apply(opened_with_next(51, 7, Some(1_052)));
    state.apply(rows((20..=51).map(|seq| (seq, seq + 1_000))));
    assert_eq!(shown(&state, 3), [1_051, 1_050, 1_047]);
    // Another folder and back.
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: name("Archive") });
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::inbox() });
    state.apply(opened_with_next(51, 7, Some(1_052)));
    state.apply(rows((20..=51).map(|seq| (seq, seq + 1_000))));
    assert_eq!(shown(&state, 3), [1_051, 1_050, 1_047]);
    fails(&mut state, &change, 2);
    assert_eq!(shown(&state, 4), [1_051, 1_050, 1_049, 1_048]);
}

#[test]
fn ten_thousand_messages_leave_in_pieces_while_mail_comes_in() {
    let mut state = inbox(20_000);
    state.update(Action::Choose(Choose::Through { index: 9_999 }));
    state.apply(rows((10_001..=10_020).map(|seq| (seq, seq + 1_000))));
    let change = act(&mut state, Wish::Archive);
    assert_eq!((list(&state).len(), list(&state).exists), (10_000, 20_000));
    for _ in 0..1_000 {
        state.apply(expunged(10_001));
    }
    state.apply(exists(19_001));
    assert_eq!(list(&state).messages(), 10_001);
    assert!(matches!(list(&state).row_at(0), RowAt::Placeholder), "the new one is on its way");
    assert_eq!(list(&state).seq_at(1), Some(10_000), "what stays follows at once");
    let half = ChangeOutcome {
        failure: Some(refusal()),
        ..outcome(&change, 10_000, &(11_001..12_001).collect::<Vec<u32>>())
    };
    ends(&mut state, half);
    assert_eq!((list(&state).len(), list(&state).exists), (19_001, 19_001));
    assert_eq!(list(&state).seq_at(1), Some(19_000));
}

#[test]
fn rows_vanish_in_a_servers_order_and_in_conversations_too() {
    let mut state = inbox(20);
    let order = Order { key: SortKey::Sender, descending: false };
    state.update(Action::SetOrder(order));
    let mailbox = MailboxName::inbox();
    let seqs = vec![5, 9, 2, 20, 1, 7];
    let places =
        Event::OrderLoaded { account: ACCOUNT, mailbox, order, first: 0, seqs, whole: false };
    state.apply(places);
    choose(&mut state, &[1, 3]);
    let change = act(&mut state, Wish::Archive);
    assert_eq!(shown(&state, 4), [1_005, 1_002, 1_001, 1_007]);
    assert_eq!(list(&state).index_of_seq(7), Some(3));
    state.apply(expunged(9));
    assert_eq!(shown(&state, 4), [1_005, 1_002, 1_001, 1_007]);
    fails(&mut state, &change, 2);
    assert_eq!(shown(&state, 5), [1_005, 1_002, 1_020, 1_001, 1_007]);

    let mut state = inbox(20);
    state.update(Action::ToggleThreads);
    let nodes = [(3, 0), (20, 1), (10, 2), (18, 0), (19, 1)];
    let nodes: Vec<ThreadNode> =
        nodes.into_iter().map(|(seq, depth)| ThreadNode { seq, depth }).collect();
    let mailbox = MailboxName::inbox();
    state.apply(Event::ThreadsLoaded { account: ACCOUNT, mailbox, nodes: nodes.into() });
    state.update(Action::ToggleThread { index: 0 });
    state.update(Action::SelectRow { index: 1 });
    let change = act(&mut state, Wish::Archive);
    assert_eq!(uids(&change), [1_020]);
    // 1019 and its like stand for the newest now; 3 and 10 are what is left of the other.
    assert_eq!(shown(&state, 2), [1_019, 1_017]);
    fails(&mut state, &change, 1);
    assert_eq!(shown(&state, 3), [1_003, 1_020, 1_010]);
}

#[test]
fn an_open_message_that_was_moved_from_elsewhere_is_gone_in_its_window() {
    let mut state = inbox(50);
    state.update(Action::OpenSelectedInWindow);
    let place = state.windows[0].place;
    load_message(&mut state, 1_050);
    let change = act(&mut state, Wish::Archive);
    assert!(matches!(state.view(place).expect("open").state, ViewState::Shown(_)));
    succeeds(&mut state, &change);
    assert!(matches!(state.view(place).expect("open").state, ViewState::Gone(Some(_))));
    assert_eq!(opened_uid(&state), Some(1_049));
}

#[test]
fn a_row_that_is_not_there_yet_is_opened_when_it_comes() {
    let mut state = inbox(100_000);
    state.apply(rows([(50_000, 51_000)].into_iter()));
    state.update(Action::SelectRow { index: 50_000 });
    assert_eq!(opened_uid(&state), Some(51_000));
    act(&mut state, Wish::Archive);
    assert_eq!((list(&state).cursor(), opened_uid(&state)), (Some(50_000), None));
    state.apply(rows([(49_999, 50_999)].into_iter()));
    assert_eq!(opened_uid(&state), Some(50_999));
}

#[test]
fn all_that_is_read_shows_it_and_new_mail_stays_unread() {
    let mut state = inbox(50);
    super::replies::act_on(&mut state, Acting::Mailbox, Wish::Read(true));
    assert_eq!(unseen(&state, "INBOX"), 0);
    assert!(has(&state, 1_020, Flag::Seen));
    state.apply(exists(51));
    state.apply(Event::RowsLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        rows: vec![(51, row(1_051)), (5, row(1_005))],
    });
    assert!(!has(&state, 1_051, Flag::Seen));
    assert!(has(&state, 1_005, Flag::Seen), "read later than it was marked");
}
