//! A folder emptied, or all of it marked as read, and a connection that breaks at every place: the
//! messages are looked for first, and that look is cut, too.

use mailpane::engine::{Chosen, Mark, MessageChange};
use mailpane::model::Flag;

use crate::broken::{
    COPIES, Ended, MOVES, TO_ARCHIVE, begin, cut_at, dovecot, ended, request, sweep, told, worker,
};
use crate::played::{numbers, uid};
use crate::support::client::mail;
use crate::support::cutter::Cut;
use crate::support::imap;

const READ: MessageChange = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };

/// All goes that was there; a mail that comes while the line is down goes with them, where they were
/// not found before, and then it is said.
fn emptied(port: u16, other: &mut imap::Client, cut: Cut) -> bool {
    let all = begin(other, TO_ARCHIVE, "");
    let (client, cutter) = worker(port, "INBOX");
    let request = request(&client, (1, "INBOX"), Chosen::Everything, MessageChange::Delete);
    cutter.cut(cut);
    let mut late = 0;
    let outcome = ended(&client, &request, || {
        other.append("INBOX", "", &mail("late", "Hello."));
        late += 1;
    });
    let ended = told(&client, &cutter, (other, TO_ARCHIVE), (cut, outcome));
    let Ended { outcome, held, said, is_cut } = &ended;
    assert_eq!((outcome.failure.as_ref(), held.there), (None, 0), "it can be done again, {said}");
    let done = numbers(&outcome.done);
    assert!(all.iter().all(|uid| done.contains(uid)), "none is left, {said}");
    assert!(done.iter().all(|uid| !held.here.contains_key(uid)), "{said}");
    assert_eq!(held.here.len(), 3 + late - done.len(), "none goes unsaid, {said}");
    assert!(late <= 1 && outcome.total as usize == done.len(), "{said}");
    *is_cut
}

#[test]
fn an_emptied_folder_cut_anywhere_is_empty_but_for_what_came_meanwhile() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, emptied);
}

/// All of the mails in `messages` are read; `meant` says which of the three that is.
fn read(
    (port, other): (u16, &mut imap::Client),
    meant: usize,
    messages: impl Fn(&[u32]) -> Chosen,
    cut: Cut,
) -> bool {
    let all = begin(other, TO_ARCHIVE, "");
    let ended = cut_at((port, other), TO_ARCHIVE, (messages(&all), READ), cut);
    let Ended { outcome, held, said, is_cut } = ended;
    assert!(outcome.failure.is_none(), "a mark can be set again, {said}");
    assert_eq!(held.unread(), all[meant..], "those that were meant, and no others, {said}");
    // Where the answer to the look before it was lost, none is known, and none is unmarked.
    let done = numbers(&outcome.done);
    let unread: Vec<u32> =
        [all[0], all[2]].into_iter().filter(|uid| *uid < all[0] + meant as u32).collect();
    assert!(done.is_empty() || done == unread, "{unread:?} were unread before, {said}");
    is_cut
}

#[test]
fn all_marked_as_read_cut_anywhere_is_read() {
    let dovecot = dovecot(COPIES);
    sweep(dovecot.port, |port, other, cut| read((port, other), 3, |_| Chosen::Everything, cut));
}

#[test]
fn a_range_marked_as_read_cut_anywhere_is_read_and_nothing_beside_it() {
    let dovecot = dovecot(MOVES);
    let range = |all: &[u32]| Chosen::Range { first: uid(1), last: uid(all[1]) };
    sweep(dovecot.port, |port, other, cut| read((port, other), 2, range, cut));
}
