//! What a worker answers to a change.

use std::sync::Arc;

use mailpane::app::{Acting, Action, Effect, State, Wish};
use mailpane::engine::{
    ChangeOutcome, ChangeRequest, Chosen, Command, CopiedTo, Event, MessageChange,
};
use mailpane::model::{Failure, FailureKind, Mailbox, MailboxName, SpecialUse};

use super::window::{ACCOUNT, expunged, list, mailbox, number, window};

pub fn name(name: &str) -> MailboxName {
    MailboxName::new(name.as_bytes())
}

pub fn special(path: &str, what: SpecialUse) -> Mailbox {
    Mailbox { special_use: Some(what), ..mailbox(path, 2) }
}

/// An inbox of so many messages, their UIDs 1,000 and their number, beside the usual folders.
pub fn inbox(exists: u32) -> State {
    let mut state = window(exists);
    state.apply(Event::MailboxesListed {
        account: ACCOUNT,
        mailboxes: vec![
            special("INBOX", SpecialUse::Inbox),
            special("Archive", SpecialUse::Archive),
            special("Spam", SpecialUse::Junk),
            special("Trash", SpecialUse::Trash),
            mailbox("Projects/Tender", 0),
        ]
        .into(),
    });
    state.update(Action::SelectRow { index: 0 });
    state
}

/// The changes that the server was asked for.
pub fn requests(effects: &[Effect]) -> Vec<ChangeRequest> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(ACCOUNT, Command::ChangeMessages(request)) => Some(request.clone()),
            _ => None,
        })
        .collect()
}

pub fn act(state: &mut State, wish: Wish) -> ChangeRequest {
    act_on(state, Acting::List, wish)
}

pub fn act_on(state: &mut State, acting: Acting, wish: Wish) -> ChangeRequest {
    let effects = state.update(Action::Act(acting, wish));
    let mut asked = requests(&effects);
    assert_eq!(asked.len(), 1, "one change: {effects:?}");
    asked.remove(0)
}

pub fn undo(state: &mut State) -> Vec<ChangeRequest> {
    let effects = state.update(Action::Undo);
    requests(&effects)
}

pub fn uids(request: &ChangeRequest) -> Vec<u32> {
    match &request.messages {
        Chosen::Uids(uids) => uids.iter().map(|uid| uid.get()).collect(),
        other => panic!("listed one by one, got {other:?}"),
    }
}

pub fn outcome(request: &ChangeRequest, total: u32, done: &[u32]) -> ChangeOutcome {
    ChangeOutcome {
        request: request.clone(),
        total,
        done: done.iter().map(|uid| number(*uid)).collect(),
        copied: Vec::new(),
        left_marked: false,
        unsure: Arc::default(),
        failure: None,
    }
}

/// Copies get the UID of their message and 5,000.
pub fn copied(done: &[u32]) -> CopiedTo {
    CopiedTo {
        uid_validity: number(9),
        uids: done.iter().map(|uid| (number(*uid), number(uid + 5_000))).collect(),
    }
}

pub fn ends(state: &mut State, outcome: ChangeOutcome) -> Vec<Effect> {
    let id = outcome.request.id;
    state.apply(Event::MessagesChanged { id, outcome: Arc::new(outcome) })
}

/// All of it is done, as a server with MOVE and UIDPLUS does it: what is taken away goes first.
pub fn succeeds(state: &mut State, request: &ChangeRequest) -> Vec<Effect> {
    let done = uids(request);
    let takes_away = matches!(request.change, MessageChange::Move { .. } | MessageChange::Delete);
    if takes_away {
        for uid in done.iter().rev() {
            if let Some((seq, _)) = list(state).row_by_uid(number(*uid)) {
                state.apply(expunged(seq));
            }
        }
    }
    let mut outcome = outcome(request, done.len() as u32, &done);
    if matches!(request.change, MessageChange::Move { .. } | MessageChange::Copy { .. }) {
        outcome.copied = vec![copied(&done)];
    }
    ends(state, outcome)
}

pub fn refusal() -> Failure {
    Failure::new(FailureKind::Refused, "The folder is full.")
}

/// Nothing of it is done.
pub fn fails(state: &mut State, request: &ChangeRequest, total: u32) -> Vec<Effect> {
    ends(state, ChangeOutcome { failure: Some(refusal()), ..outcome(request, total, &[]) })
}

pub fn shown(state: &State, lines: u32) -> Vec<u32> {
    (0..lines.min(list(state).len()))
        .filter_map(|line| match list(state).row_at(line) {
            mailpane::app::RowAt::Loaded(row) => Some(row.uid.get()),
            mailpane::app::RowAt::Placeholder => None,
        })
        .collect()
}

pub fn toast(state: &State) -> (&str, bool) {
    let toast = state.toast.as_ref().expect("something is said");
    (&toast.text, toast.can_undo)
}

pub fn unseen(state: &State, folder: &str) -> u32 {
    let view = state.account(ACCOUNT).expect("the account");
    view.mailbox(&name(folder)).and_then(|it| it.counts).expect("counted").unseen
}
