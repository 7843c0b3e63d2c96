//! Moves to another account: what is said at the end of both halves, and the way back.

use std::sync::Arc;

use mailpane::app::{Acting, Action, Effect, ImportAct, ImportEffect, State};
use mailpane::engine::{
    ChangeOutcome, ChangeRequest, Chosen, Command, Event, GiveRequest, ImportCommand, ImportEvent,
    ImportOutcome, ImportTarget,
};
use mailpane::model::{AccountId, Failure, FailureKind, MailboxName};

use super::frame::WORK;
use super::{HOME, ID, added, end, name, outcome, two};

/// The first message of the inbox is on its way to the other account's archive.
fn moving() -> State {
    let mut state = two();
    state.update(Action::SelectRow { index: 0 });
    let (account, mailbox) = (HOME, name("Archive"));
    let acting = Acting::List;
    let carry = ImportAct::Carry { acting, account, mailbox, copy: false };
    assert_eq!(state.update(Action::Import(carry)).len(), 1);
    state
}

fn taken(uids: &[u32], of: ImportOutcome) -> ImportOutcome {
    ImportOutcome { taken: uids.iter().map(|uid| (*uid).try_into().unwrap()).collect(), ..of }
}

fn deletion(account: AccountId, effects: &[Effect]) -> ChangeRequest {
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Send(to, Command::ChangeMessages(request)) if *to == account => Some(request),
        _ => None,
    });
    request.expect("it goes where it was").clone()
}

fn deleted(state: &mut State, request: &ChangeRequest, failure: Option<Failure>) -> Vec<Effect> {
    let Chosen::Uids(uids) = request.messages.clone() else { panic!("{request:?}") };
    let done = if failure.is_some() { Arc::default() } else { Arc::clone(&uids) };
    let outcome = ChangeOutcome {
        request: request.clone(),
        total: uids.len() as u32,
        done,
        copied: Vec::new(),
        left_marked: false,
        unsure: Arc::default(),
        failure,
    };
    state.apply(Event::MessagesChanged { id: request.id, outcome: Arc::new(outcome) })
}

/// The message that was moved has this UID there.
fn moved(to: &[u32]) -> State {
    let mut state = moving();
    let there = ImportOutcome {
        added: if to.is_empty() { Vec::new() } else { added(to) },
        ..outcome(1, 1)
    };
    let request = deletion(WORK, &end(&mut state, taken(&[1], there)));
    deleted(&mut state, &request, None);
    state
}

fn toast(state: &State) -> (&str, bool) {
    let toast = state.toast.as_ref().expect("something is said");
    (&toast.text, toast.can_undo)
}

fn carried(effects: &[Effect]) -> (ImportTarget, GiveRequest) {
    let journey = effects.iter().find_map(|effect| match effect {
        Effect::Import(ImportEffect::Carry { target, request, verified: true }) => {
            Some((target.clone(), request.clone()))
        }
        _ => None,
    });
    journey.expect("they are carried")
}

#[test]
fn a_move_is_undone_by_moving_those_that_came_back() {
    let mut state = moved(&[70]);
    assert_eq!(toast(&state), ("1 message moved to Archive of Home.", true));
    let (to, request) = carried(&state.update(Action::Undo));
    assert_eq!((to.account, to.mailbox), (WORK, MailboxName::inbox()));
    assert_eq!((request.account, &request.mailbox), (HOME, &name("Archive")));
    assert_eq!(request.messages, [Chosen::Uids(Arc::from([70.try_into().unwrap()]))]);
    assert_eq!(request.uid_validity, Some(7.try_into().unwrap()));
    let failure = Failure::new(FailureKind::Cancelled, "");
    let back = ImportTarget { id: to.id, account: WORK, mailbox: MailboxName::inbox() };
    let outcome =
        ImportOutcome { total: 1, done: 1, failure: None, ..ImportOutcome::failed(back, failure) };
    let outcome = Arc::new(taken(&[70], outcome));
    let effects = state.apply(Event::Import(ImportEvent::Ended { id: to.id, outcome }));
    let request = deletion(HOME, &effects);
    deleted(&mut state, &request, None);
    assert_eq!(toast(&state), ("Undone.", false));
    assert!(state.update(Action::Undo).is_empty(), "what was undone is not undone again");
}

#[test]
fn a_move_whose_second_half_is_under_way_is_undone_as_soon_as_it_is_done() {
    let mut state = moving();
    let there = ImportOutcome { added: added(&[70]), ..outcome(1, 1) };
    let request = deletion(WORK, &end(&mut state, taken(&[1], there)));
    assert!(state.update(Action::Undo).is_empty());
    let (to, _) = carried(&deleted(&mut state, &request, None));
    assert_eq!(to.account, WORK);
}

#[test]
fn a_move_that_has_no_way_back_says_so() {
    let mut state = moved(&[]);
    let (text, can_undo) = toast(&state);
    assert!(
        text.starts_with("1 message moved to Archive of Home. The server does not say"),
        "{text}"
    );
    assert!(!can_undo && state.update(Action::Undo).is_empty());
}

#[test]
fn a_move_whose_second_half_failed_is_a_copy_and_is_called_one() {
    let mut state = moving();
    let request = deletion(WORK, &end(&mut state, taken(&[1], outcome(1, 1))));
    let refused = Failure::new(FailureKind::Refused, "The folder is locked.");
    deleted(&mut state, &request, Some(refused));
    let said = &state.notices.last().expect("it is told").text;
    let wanted = "1 message copied to Archive of Home. The message was not deleted for good. The folder is \
                  locked.";
    assert_eq!(said, wanted);
}

#[test]
fn the_account_that_gives_can_be_removed_meanwhile() {
    let mut state = moving();
    state.update(Action::OpenRemoveAccount(WORK));
    let effects = state.update(Action::ConfirmRemoveAccount);
    let stops = |effect: &Effect| {
        matches!(effect, Effect::Send(HOME, Command::Import(ImportCommand::Stop(ID))))
    };
    assert!(effects.iter().any(stops), "{effects:?}");
    let effects = end(&mut state, taken(&[1], outcome(1, 1)));
    let is_change = |effect: &Effect| matches!(effect, Effect::Send(_, Command::ChangeMessages(_)));
    assert!(!effects.iter().any(is_change), "nobody is there to take it away: {effects:?}");
    assert!(state.imports.jobs.is_empty() && state.changes.is_empty());
    assert_eq!(toast(&state).0, "1 message copied to Archive of Home.");
}
