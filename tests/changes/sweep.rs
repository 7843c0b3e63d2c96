//! Real servers, and a connection that breaks behind every line of a change and inside it, in both
//! directions: nothing is lost, nothing is done twice unsaid, and what is said is what the server
//! holds.

use mailpane::engine::{Chosen, Mark, MessageChange};
use mailpane::model::Flag;

use crate::broken::{
    COPIES, Ended, MOVES, TO_ARCHIVE, Ways, begin, cut_at, dovecot, ended, request, sweep,
    sweep_in_strides, told, worker,
};
use crate::played::{numbers, uids};
use crate::support::client::mailbox;
use crate::support::cutter::Cut;
use crate::support::cyrus::Cyrus;
use crate::support::imap;

pub fn these(all: &[u32]) -> Chosen {
    Chosen::Uids(uids(all.iter().copied()).into())
}

pub fn to(ways: Ways) -> MessageChange {
    MessageChange::Move { to: mailbox(ways.to) }
}

/// Each of three mails that moved is there once, or it is said that it may not be so.
pub fn is_moved_once(ended: &Ended) {
    let Ended { outcome, held, said, .. } = ended;
    let done = numbers(&outcome.done);
    assert!(done.iter().all(|uid| !held.here.contains_key(uid)), "moved and still here, {said}");
    assert_eq!(held.here.len(), 3 - done.len(), "what is not said to be moved is here, {said}");
    let (least, most) = (done.len() as u32, (done.len() + outcome.unsure.len()) as u32);
    let most = if ended.is_doubted() { 3 } else { most };
    assert!((least..=most).contains(&held.there), "none lost, none doubled unsaid, {said}");
}

fn moved(port: u16, other: &mut imap::Client, cut: Cut) -> bool {
    let all = begin(other, TO_ARCHIVE, "");
    let ended = cut_at((port, other), TO_ARCHIVE, (these(&all), to(TO_ARCHIVE)), cut);
    is_moved_once(&ended);
    ended.is_cut
}

#[test]
fn a_move_cut_anywhere_is_done_once_and_told_as_it_is() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, moved);
}

#[test]
fn a_move_in_three_steps_cut_anywhere_is_told_as_it_is() {
    let dovecot = dovecot(COPIES);
    sweep(dovecot.port, moved);
}

#[test]
fn a_move_on_cyrus_cut_anywhere_is_done_once_and_told_as_it_is() {
    let cyrus = Cyrus::start();
    sweep_in_strides(cyrus.port, moved);
}

#[test]
fn a_copy_cut_anywhere_is_never_made_twice() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let all = begin(other, TO_ARCHIVE, "");
        let copy = MessageChange::Copy { to: mailbox("Archive") };
        let ended = cut_at((port, other), TO_ARCHIVE, (these(&all), copy), cut);
        let Ended { outcome, held, said, is_cut } = ended;
        assert_eq!(held.here.len(), 3, "{said}");
        let (done, unsure) = (outcome.done.len() as u32, outcome.unsure.len() as u32);
        assert!((done..=done + unsure).contains(&held.there), "{said}");
        is_cut
    });
}

#[test]
fn a_deletion_cut_anywhere_takes_away_what_it_says() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let all = begin(other, TO_ARCHIVE, "");
        let delete = (these(&all[..2]), MessageChange::Delete);
        let ended = cut_at((port, other), TO_ARCHIVE, delete, cut);
        let is_doubted = ended.is_doubted();
        let Ended { outcome, held, said, is_cut } = ended;
        assert!(held.here.contains_key(&all[2]), "the third was not meant, {said}");
        let done = numbers(&outcome.done);
        assert!(done.iter().all(|uid| !held.here.contains_key(uid)), "{said}");
        assert!(is_doubted || held.here.len() == 3 - done.len(), "{said}");
        is_cut
    });
}

#[test]
fn a_mark_cut_anywhere_knows_what_was_not_so_before() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let all = begin(other, TO_ARCHIVE, "");
        let seen = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
        let ended = cut_at((port, other), TO_ARCHIVE, (these(&all), seen), cut);
        let Ended { outcome, held, said, is_cut } = ended;
        assert!(outcome.failure.is_none(), "a mark can be set again, {said}");
        assert_eq!((held.here.len(), held.unread().len()), (3, 0), "{said}");
        // Where the answer to the look before it was lost, none is known, and none is unmarked.
        let done = numbers(&outcome.done);
        assert!(!done.contains(&all[1]), "that was read before, {said}");
        assert!(done.is_empty() || done == [all[0], all[2]], "{said}");
        is_cut
    });
}

#[test]
fn an_undo_cut_anywhere_brings_all_back_or_says_what_it_did() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let all = begin(other, TO_ARCHIVE, "");
        let (client, cutter) = worker(port, "INBOX");
        let there = request(&client, (1, "INBOX"), these(&all), to(TO_ARCHIVE));
        let outcome = ended(&client, &there, || {});
        let copies: Vec<u32> = outcome.copied[0].uids.iter().map(|(_, to)| to.get()).collect();
        let back = MessageChange::Move { to: mailbox("INBOX") };
        let request = request(&client, (2, "Archive"), these(&copies), back);
        cutter.cut(cut);
        let outcome = ended(&client, &request, || {});
        let ended = told(&client, &cutter, (other, TO_ARCHIVE), (cut, outcome));
        let Ended { outcome, held, said, is_cut } = ended;
        let done = outcome.done.len();
        assert_eq!((held.here.len(), held.there as usize), (done, 3 - done), "{said}");
        assert_eq!(done, 3, "a move is looked for and done, {said}");
        is_cut
    });
}
