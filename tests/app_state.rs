//! What the window shows after each click and each fact: actions and events in, effects out.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::num::NonZeroU32;
use std::sync::Arc;

use mailpane::app::{Action, Dialog, Effect, ListState, RowAt, Scroll, State, ViewState};
use mailpane::engine::{Command, Event, MailboxChange, RowsAsked};
use mailpane::model::{
    Account, AccountId, Body, ConnectionInfo, ConnectionState, Failure, FailureKind, Flag, Flags,
    Mailbox, MailboxCounts, MailboxName, MessageKey, Row, RowText, Security,
};
use proptest::prelude::*;

const ACCOUNT: AccountId = AccountId(0);

fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("not zero")
}

fn row(uid: u32) -> Row {
    let text = RowText { subject: format!("subject {uid}"), ..RowText::default() };
    Row {
        uid: number(uid),
        flags: Flags::default(),
        has_attachment: None,
        text: Arc::new(text),
        preview: None,
        links: None,
    }
}

fn mailbox(name: &str, unseen: u32) -> Mailbox {
    Mailbox {
        name: MailboxName::new(name.as_bytes()),
        full_name: name.to_owned(),
        path: name.split('/').map(str::to_owned).collect(),
        delimiter: Some('/'),
        selectable: true,
        subscribed: true,
        no_inferiors: false,
        special_use: None,
        counts: Some(MailboxCounts { messages: 41, unseen, ..MailboxCounts::default() }),
    }
}

fn opened(exists: u32, uid_validity: u32) -> Event {
    Event::MailboxOpened {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists,
        uid_validity: number(uid_validity),
        read_only: false,
        page_follows: true,
    }
}

fn rows(range: impl Iterator<Item = (u32, u32)>) -> Event {
    let rows = range.map(|(seq, uid)| (seq, row(uid))).collect();
    Event::RowsLoaded { account: ACCOUNT, mailbox: MailboxName::inbox(), rows }
}

/// A window with one account, its INBOX open: UID = sequence number + 1,000.
fn window(exists: u32) -> State {
    let mut state = State::default();
    let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
    let effects = state.start(vec![account]);
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::StartAccount { .. }, Effect::Send(ACCOUNT, Command::OpenMailbox { .. })]
        ),
        "the first account's INBOX is asked for with the login: {effects:?}"
    );
    state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
    });
    state.apply(Event::MailboxesListed {
        account: ACCOUNT,
        mailboxes: vec![mailbox("INBOX", 3), mailbox("Sent", 0), mailbox("Sent/2025", 0)].into(),
    });
    state.update(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible: 10 }));
    state.apply(opened(exists, 7));
    let first = exists.saturating_sub(40).max(1);
    state.apply(rows((first..=exists).map(|seq| (seq, seq + 1_000))));
    state
}

fn key(uid: u32) -> MessageKey {
    MessageKey {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        uid_validity: number(7),
        uid: number(uid),
    }
}

fn load_message(state: &mut State, uid: u32) {
    state.apply(Event::MessageLoaded {
        key: key(uid),
        body: Arc::new(Body::default()),
        blocks: Arc::from([]),
        attachments: Arc::from([]),
    });
}

fn sent(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(_, command) => Some(format!("{command:?}")),
            _ => None,
        })
        .collect()
}

#[test]
fn the_newest_message_is_at_the_top() {
    let state = window(500);
    let list = state.list.as_ref().expect("a list");
    let RowAt::Loaded(row) = list.row_at(0) else { panic!("the newest row is there") };
    assert_eq!(row.uid.get(), 1_500);
    assert!(matches!(list.row_at(499), RowAt::Placeholder));
}

#[test]
fn only_the_rows_in_view_and_a_margin_are_asked_for() {
    let mut state = window(100_000);
    let effects =
        state.update(Action::Scrolled(Scroll { top: 50_000, offset_pt: 0.0, visible: 10 }));
    let [
        Effect::Send(
            ACCOUNT,
            Command::ShowRows { rows: RowsAsked::Range { first_seq, last_seq }, .. },
        ),
    ] = effects.as_slice()
    else {
        panic!("one request, got {effects:?}");
    };
    // Index 50,000 is sequence number 50,000; ten rows, twenty more on each side.
    assert_eq!((*first_seq, *last_seq), (49_970, 50_020));
    let again = state.update(Action::Scrolled(Scroll { top: 50_000, offset_pt: 3.0, visible: 10 }));
    assert!(again.is_empty(), "the same rows are asked for once: {again:?}");
}

#[test]
fn a_message_is_marked_read_only_after_it_was_painted() {
    let mut state = window(50);
    let effects = state.update(Action::SelectRow { index: 0 });
    assert_eq!(sent(&effects).len(), 1, "{effects:?}");
    load_message(&mut state, 1_050);
    let effects = state.update(Action::MessagePainted);
    let stored = effects.iter().any(|effect| {
        matches!(effect, Effect::Send(_, Command::SetFlag { flag: Flag::Seen, on: true, .. }))
    });
    assert!(stored, "{effects:?}");
    assert_eq!(state.open_mailbox().and_then(|(_, m)| m.counts).map(|c| c.unseen), Some(2));
    let again = state.update(Action::MessagePainted);
    assert!(again.is_empty(), "once is enough: {again:?}");
}

#[test]
fn a_look_only_account_marks_nothing() {
    let mut state = window(50);
    state.look_only = true;
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    assert!(sent(&state.update(Action::MessagePainted)).is_empty());
    assert!(sent(&state.update(Action::ToggleFlag(Flag::Flagged))).is_empty());
    state.update(Action::OpenNewFolder);
    assert!(state.dialog.is_none());
}

#[test]
fn a_refused_flag_is_taken_back() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    state.update(Action::ToggleFlag(Flag::Flagged));
    let flagged = |state: &State| {
        state
            .list
            .as_ref()
            .and_then(|l| l.row_by_uid(number(1_050)))
            .map(|(_, row)| row.flags.has(Flag::Flagged))
    };
    assert_eq!(flagged(&state), Some(true));
    let failure = Failure::new(FailureKind::Refused, "The server refused to flag the message.");
    state.apply(Event::FlagFailed { key: key(1_050), flag: Flag::Flagged, on: true, failure });
    assert_eq!(flagged(&state), Some(false));
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn a_message_deleted_elsewhere_says_so_and_stays_readable() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 2 });
    load_message(&mut state, 1_048);
    state.apply(Event::Expunged { account: ACCOUNT, mailbox: MailboxName::inbox(), seq: 48 });
    let view = state.message.as_ref().expect("still shown");
    assert!(matches!(view.state, ViewState::Gone(Some(_))), "{:?}", view.state);
}

#[test]
fn new_mail_does_not_move_what_is_read() {
    let mut state = window(500);
    state.update(Action::Scrolled(Scroll { top: 20, offset_pt: 4.0, visible: 10 }));
    state.apply(Event::ExistsChanged {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists: 503,
    });
    let list = state.list.as_ref().expect("a list");
    assert_eq!((list.scroll.top, list.scroll.offset_pt), (23, 4.0));
}

#[test]
fn new_mail_shows_at_once_at_the_top() {
    let mut state = window(50);
    let effects = state.apply(Event::ExistsChanged {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists: 51,
    });
    let wanted = sent(&effects);
    assert!(wanted[0].contains("first_seq: 51, last_seq: 51"), "{wanted:?}");
    assert_eq!(state.list.as_ref().map(|list| list.scroll.top), Some(0));
}

#[test]
fn after_a_reconnect_the_rows_in_view_stay_and_are_read_anew() {
    let mut state = window(50);
    state.update(Action::Scrolled(Scroll { top: 25, offset_pt: 0.0, visible: 10 }));
    let effects = state.apply(opened(50, 7));
    let list = state.list.as_ref().expect("a list");
    assert!(matches!(list.row_at(25), RowAt::Loaded(_)), "nothing flickers");
    let wanted = sent(&effects);
    assert!(wanted[0].contains("ShowRows"), "flags may have changed meanwhile: {effects:?}");
}

#[test]
fn another_uidvalidity_lets_go_of_every_uid() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    state.apply(opened(50, 8));
    let list = state.list.as_ref().expect("a list");
    assert_eq!(list.rows_held(), 0);
    assert!(matches!(state.message.as_ref().map(|v| &v.state), Some(ViewState::Gone(Some(_)))));
    assert!(state.notices[0].text.contains("rebuilt"), "{:?}", state.notices);
    assert!(sent(&state.update(Action::ToggleFlag(Flag::Flagged))).is_empty());
}

#[test]
fn a_row_chosen_before_it_is_there_opens_when_it_comes() {
    let mut state = window(100_000);
    state.update(Action::SelectLast);
    assert!(state.message.is_none());
    let effects = state.apply(rows((1..=30).map(|seq| (seq, seq + 1_000))));
    let opened = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Send(_, Command::ShowMessage { key, .. }) if key.uid.get() == 1_001));
    assert!(opened, "{effects:?}");
}

#[test]
fn a_failed_first_login_shows_in_the_form_and_starts_nothing_else() {
    let mut state = State::default();
    state.update(Action::OpenAddAccount);
    let form = mailpane::app::AccountForm {
        account: Account::new("Work", "me@example.org", "imap.example.org", Security::Tls),
        remember: true,
    };
    let secret = mailpane::model::Secret::new("secret".to_owned());
    let effects = state.update(Action::SubmitAccount { form: Box::new(form), secret });
    assert!(matches!(effects.as_slice(), [Effect::StartAccount { .. }]), "{effects:?}");
    let failure = Failure::new(FailureKind::UnknownHost, "There is no server of this name.");
    let effects = state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Failed { failure, retry_in_secs: Some(2) },
    });
    assert!(matches!(effects.as_slice(), [Effect::StopAccount(ACCOUNT)]), "{effects:?}");
    assert!(state.accounts.is_empty());
    let Some(Dialog::AddAccount { trying: None, failure: Some((field, _)) }) = &state.dialog else {
        panic!("the form says why, got {:?}", state.dialog);
    };
    assert_eq!(*field, Some(mailpane::app::Field::Server));
}

#[test]
fn a_proven_account_is_kept_and_its_inbox_opened() {
    let mut state = State::default();
    state.update(Action::OpenAddAccount);
    let form = mailpane::app::AccountForm {
        account: Account::new("Work", "me@example.org", "imap.example.org", Security::Tls),
        remember: false,
    };
    let secret = mailpane::model::Secret::new("secret".to_owned());
    state.update(Action::SubmitAccount { form: Box::new(form), secret });
    let effects = state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
    });
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::KeepAccount(_), Effect::Send(_, Command::OpenMailbox { .. })]
        ),
        "{effects:?}"
    );
    assert!(state.dialog.is_none());
}

#[test]
fn deleting_a_folder_names_what_is_inside() {
    let mut state = window(50);
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    state.update(Action::OpenDeleteFolder);
    let Some(Dialog::DeleteFolder { mailbox, inside, .. }) = &state.dialog else {
        panic!("a question, got {:?}", state.dialog);
    };
    assert_eq!((*inside, mailbox.counts.map(|c| c.messages)), (1, Some(41)));
    let effects = state.update(Action::ConfirmDeleteFolder);
    assert!(matches!(effects.as_slice(), [Effect::Send(_, Command::DeleteMailbox { .. })]));
    assert!(state.update(Action::ConfirmDeleteFolder).is_empty(), "a second click does nothing");
    let effects = state.apply(Event::MailboxChanged {
        account: ACCOUNT,
        change: MailboxChange::Deleted(MailboxName::new(b"Sent")),
    });
    assert!(state.dialog.is_none());
    assert!(sent(&effects)[0].contains("OpenMailbox"), "{effects:?}");
}

#[test]
fn inbox_can_be_neither_renamed_nor_deleted() {
    let mut state = window(50);
    state.update(Action::OpenDeleteFolder);
    assert!(state.dialog.is_none());
    state.update(Action::OpenRenameFolder);
    assert!(state.dialog.is_none());
}

#[test]
fn facts_about_a_folder_left_behind_change_nothing() {
    let mut state = window(50);
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    state.apply(rows((1..=50).map(|seq| (seq, seq + 1_000))));
    state.apply(opened(50, 7));
    let list = state.list.as_ref().expect("a list");
    assert_eq!((list.rows_held(), &list.state), (0, &ListState::Opening));
}

/// What a server does to a mailbox, as the list hears of it.
#[derive(Clone, Debug)]
enum Happening {
    Arrive(u8),
    Expunge(u32),
    Load(u32),
    ScrollTo(u32),
    Choose(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (1..5u8).prop_map(Happening::Arrive),
        any::<u32>().prop_map(Happening::Expunge),
        any::<u32>().prop_map(Happening::Load),
        any::<u32>().prop_map(Happening::ScrollTo),
        any::<u32>().prop_map(Happening::Choose),
    ]
}

proptest! {
    /// Under any order of arrivals, expunges and page loads, a row that is shown is the message
    /// the server holds at that place, and the cursor stays on its message.
    #[test]
    fn the_list_never_shows_a_message_at_a_wrong_place(
        start in 1..300u32,
        happenings in proptest::collection::vec(happening(), 1..60),
    ) {
        let mut state = window(start);
        let mut server: Vec<u32> = (1..=start).map(|seq| seq + 1_000).collect();
        let mut next_uid = 10_000;
        for happening in happenings {
            let exists = server.len() as u32;
            match happening {
                Happening::Arrive(count) => {
                    for _ in 0..count {
                        next_uid += 1;
                        server.push(next_uid);
                    }
                    state.apply(Event::ExistsChanged {
                        account: ACCOUNT,
                        mailbox: MailboxName::inbox(),
                        exists: server.len() as u32,
                    });
                }
                Happening::Expunge(at) if exists > 0 => {
                    let seq = at % exists + 1;
                    server.remove(seq as usize - 1);
                    state.apply(Event::Expunged {
                        account: ACCOUNT,
                        mailbox: MailboxName::inbox(),
                        seq,
                    });
                }
                Happening::Load(at) if exists > 0 => {
                    let first = at % exists + 1;
                    let last = (first + 20).min(exists);
                    let page: Vec<_> =
                        (first..=last).map(|seq| (seq, server[seq as usize - 1])).collect();
                    state.apply(rows(page.into_iter()));
                }
                Happening::ScrollTo(at) if exists > 0 => {
                    let scroll = Scroll { top: at % exists, offset_pt: 1.0, visible: 10 };
                    state.update(Action::Scrolled(scroll));
                }
                Happening::Choose(at) if exists > 0 => {
                    state.update(Action::SelectRow { index: at % exists });
                }
                _ => {}
            }
            let list = state.list.as_ref().expect("a list");
            prop_assert_eq!(list.exists as usize, server.len());
            for index in 0..list.exists {
                if let RowAt::Loaded(row) = list.row_at(index) {
                    let seq = list.seq_at(index).expect("inside");
                    prop_assert_eq!(row.uid.get(), server[seq as usize - 1]);
                }
            }
            prop_assert!(list.scroll.top < list.exists.max(1));
            prop_assert!(list.cursor.is_none_or(|cursor| cursor < list.exists));
        }
    }

    /// Numbers a server must not send are ignored, not believed and not a panic.
    #[test]
    fn lying_numbers_do_no_harm(exists in any::<u32>(), seqs in proptest::collection::vec(any::<u32>(), 1..30)) {
        let mut state = window(50);
        state.apply(Event::ExistsChanged { account: ACCOUNT, mailbox: MailboxName::inbox(), exists });
        for seq in seqs {
            state.apply(Event::Expunged { account: ACCOUNT, mailbox: MailboxName::inbox(), seq });
            state.apply(rows([(seq, 5)].into_iter()));
            state.update(Action::MoveSelection { by: i64::from(seq) });
            state.update(Action::SelectLast);
        }
        let list = state.list.as_ref().expect("a list");
        prop_assert!(list.exists <= exists);
        prop_assert!(list.rows_held() < 100);
    }
}
