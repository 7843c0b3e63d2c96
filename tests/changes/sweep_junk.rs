//! What the user says about junk, and a connection that breaks at every place: what moved is marked
//! as it was said, each message once.

use crate::broken::{COPIES, MOVES, Ways, begin, cut_at, dovecot, found, sweep, sweep_in_strides};
use crate::support::cutter::Cut;
use crate::support::cyrus::Cyrus;
use crate::support::imap;
use crate::sweep::{is_moved_once, these, to};

const JUNK: (Ways, [&str; 2]) = (Ways { from: "INBOX", to: "Junk" }, ["$NotJunk", "$Junk"]);
const NOT_JUNK: (Ways, [&str; 2]) = (Ways { from: "Junk", to: "INBOX" }, ["$Junk", "$NotJunk"]);

/// Mails that have one mark move, and have the other in its place.
fn marked(
    (port, other): (u16, &mut imap::Client),
    (ways, [before, after]): (Ways, [&str; 2]),
    cut: Cut,
) -> bool {
    let all = begin(other, ways, before);
    assert_eq!(found(other, ways.from, &format!("KEYWORD {before}")), all);
    let ended = cut_at((port, &mut *other), ways, (these(&all), to(ways)), cut);
    is_moved_once(&ended);
    let said = &ended.said;
    let all = found(other, ways.to, "ALL");
    let with = |word| format!("KEYWORD {word}");
    assert_eq!(found(other, ways.to, &with(after)), all, "said of each, {said}");
    assert!(found(other, ways.to, &with(before)).is_empty(), "and nothing else, {said}");
    ended.is_cut
}

#[test]
fn junk_cut_anywhere_is_marked_and_moved_once() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| marked((port, other), JUNK, cut));
}

#[test]
fn junk_in_three_steps_cut_anywhere_is_marked_where_it_is_copied() {
    let dovecot = dovecot(COPIES);
    sweep(dovecot.port, |port, other, cut| marked((port, other), JUNK, cut));
}

#[test]
fn what_is_not_junk_cut_anywhere_comes_back_marked_so() {
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| marked((port, other), NOT_JUNK, cut));
}

#[test]
fn junk_on_cyrus_cut_anywhere_is_marked_and_moved_once() {
    let cyrus = Cyrus::start();
    sweep_in_strides(cyrus.port, |port, other, cut| marked((port, other), JUNK, cut));
}
