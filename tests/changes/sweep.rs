//! Real Dovecot, and a connection that breaks behind every line of a change and inside it, in both
//! directions: nothing is lost, nothing is done twice unsaid, and what is said is what the server
//! holds.

use std::collections::BTreeMap;

use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Event, Mark, MessageChange,
};
use mailpane::model::{ConnectionState, Flag, Security};

use crate::cutter::{Cut, Cutter, Way};
use crate::played::{numbers, uids};
use crate::support::client::{ACCOUNT, Client, account, mail, mailbox};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::imap;

/// Without compression, so that lines are lines on the wire.
pub const MOVES: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE IDLE SORT THREAD=REFS UNSELECT \
                     CHILDREN NAMESPACE UIDPLUS MOVE LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE \
                     LITERAL+\n";
const COPIES: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE IDLE SORT THREAD=REFS UNSELECT \
                      CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE \
                      LITERAL+\n";

/// Bytes of a line that pass before it is cut inside.
const INSIDE: [u32; 2] = [0, 9];

/// Three mails; the second is read before anything is done.
const MAILS: [&str; 3] = ["one", "two", "three"];

/// What stands where: the UIDs of each mail in INBOX, and how often it is in the archive, and
/// whether it is read.
#[derive(Debug)]
struct Held {
    here: BTreeMap<u32, bool>,
    there: u32,
}

fn begin(other: &mut imap::Client) -> Vec<u32> {
    for folder in ["INBOX", "Archive"] {
        other.command(&format!("SELECT {folder}"));
        if other.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)").1.starts_with("OK") {
            other.command("EXPUNGE");
        }
    }
    for name in MAILS {
        let flags = if name == "two" { "\\Seen" } else { "" };
        other.append("INBOX", flags, &mail(name, "Hello."));
    }
    look(other).here.keys().copied().collect()
}

fn look(other: &mut imap::Client) -> Held {
    let found = |lines: Vec<String>| -> Vec<u32> {
        let found = lines.iter().find_map(|line| line.strip_prefix("* SEARCH").map(str::to_owned));
        let found = found.unwrap_or_default();
        found.split_whitespace().map(|uid| uid.parse().unwrap()).collect()
    };
    other.command("SELECT Archive");
    let there = found(other.command("UID SEARCH ALL")).len() as u32;
    other.command("SELECT INBOX");
    let seen = found(other.command("UID SEARCH SEEN"));
    let all = found(other.command("UID SEARCH ALL"));
    Held { here: all.into_iter().map(|uid| (uid, seen.contains(&uid))).collect(), there }
}

/// A worker that has INBOX open, through a proxy.
pub fn worker(dovecot: &Dovecot) -> (Client, Cutter) {
    let cutter = Cutter::start(dovecot.port);
    let client =
        Client::start(account("alice", Security::Plaintext, cutter.port, None), Some("secret"));
    client.tree();
    client.open("INBOX");
    client.rows();
    client.listed_again();
    (client, cutter)
}

/// Has it done, and comes back after each lost connection.
fn ended(client: &Client, request: &ChangeRequest) -> ChangeOutcome {
    client.send(Command::ChangeMessages(request.clone()));
    let outcome = client.expect("the end of the change", |event| match event {
        Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } => {
            client.send(Command::RetryNow);
            None
        }
        Event::MessagesChanged { id, outcome } if *id == request.id => Some(outcome.clone()),
        _ => None,
    });
    ChangeOutcome::clone(&outcome)
}

fn request(
    client: &Client,
    (id, from): (u32, &str),
    all: &[u32],
    change: MessageChange,
) -> ChangeRequest {
    let (_, uid_validity) = client.open(from);
    ChangeRequest {
        id: ChangeId(id),
        account: ACCOUNT,
        mailbox: mailbox(from),
        uid_validity: Some(uid_validity),
        messages: Chosen::Uids(uids(all.iter().copied()).into()),
        change,
    }
}

/// Breaks the connection at every place of one change, until none is left before its end.
pub fn sweep(extra: &'static str, run: impl Fn(&Dovecot, &mut imap::Client, Cut) -> bool) {
    let dovecot = Dovecot::start_with(Options { extra, ..Options::default() });
    let mut other = dovecot.client("alice", "secret");
    let mut cuts = 0;
    for way in [Way::Up, Way::Down] {
        for lines in 0.. {
            let cut_at = |bytes| Cut { way, lines, bytes };
            let done = INSIDE.map(|bytes| run(&dovecot, &mut other, cut_at(bytes)));
            cuts += done.iter().filter(|is_cut| **is_cut).count();
            if !done.contains(&true) {
                break;
            }
        }
    }
    assert!(cuts >= 8, "the connection was cut {cuts} times");
}

/// In doubt, by the outcome's own words.
fn is_doubted(outcome: &ChangeOutcome) -> bool {
    let sentence = outcome.failure.as_ref().map_or("", |failure| failure.sentence.as_str());
    sentence.contains("may have been") || sentence.contains("still here, too")
}

fn moved(dovecot: &Dovecot, other: &mut imap::Client, cut: Cut) -> bool {
    let all = begin(other);
    let (client, cutter) = worker(dovecot);
    let to = MessageChange::Move { to: mailbox("Archive") };
    let request = request(&client, (1, "INBOX"), &all, to);
    cutter.cut(cut);
    let outcome = ended(&client, &request);
    let (is_cut, held) = (cutter.is_cut(), look(other));
    let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
    let done = numbers(&outcome.done);
    assert!(done.iter().all(|uid| !held.here.contains_key(uid)), "moved and still here, {said}");
    let stays = all.len() - done.len();
    assert_eq!(held.here.len(), stays, "what is not said to be moved is here, {said}");
    let (least, most) = (done.len() as u32, (done.len() + outcome.unsure.len()) as u32);
    let most = if is_doubted(&outcome) { 3 } else { most };
    assert!((least..=most).contains(&held.there), "none lost, none doubled unsaid, {said}");
    is_cut
}

#[test]
fn a_move_cut_anywhere_is_done_once_and_told_as_it_is() {
    sweep(MOVES, moved);
}

#[test]
fn a_move_in_three_steps_cut_anywhere_is_told_as_it_is() {
    sweep(COPIES, moved);
}

#[test]
fn a_copy_cut_anywhere_is_never_made_twice() {
    sweep(MOVES, |dovecot, other, cut| {
        let all = begin(other);
        let (client, cutter) = worker(dovecot);
        let to = MessageChange::Copy { to: mailbox("Archive") };
        let request = request(&client, (1, "INBOX"), &all, to);
        cutter.cut(cut);
        let outcome = ended(&client, &request);
        let (is_cut, held) = (cutter.is_cut(), look(other));
        let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
        assert_eq!(held.here.len(), 3, "{said}");
        let (done, unsure) = (outcome.done.len() as u32, outcome.unsure.len() as u32);
        assert!((done..=done + unsure).contains(&held.there), "{said}");
        is_cut
    });
}

#[test]
fn a_deletion_cut_anywhere_takes_away_what_it_says() {
    sweep(MOVES, |dovecot, other, cut| {
        let all = begin(other);
        let (client, cutter) = worker(dovecot);
        let request = request(&client, (1, "INBOX"), &all[..2], MessageChange::Delete);
        cutter.cut(cut);
        let outcome = ended(&client, &request);
        let (is_cut, held) = (cutter.is_cut(), look(other));
        let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
        assert!(held.here.contains_key(&all[2]), "the third was not meant, {said}");
        let done = numbers(&outcome.done);
        assert!(done.iter().all(|uid| !held.here.contains_key(uid)), "{said}");
        assert!(is_doubted(&outcome) || held.here.len() == 3 - done.len(), "{said}");
        is_cut
    });
}

#[test]
fn a_mark_cut_anywhere_knows_what_was_not_so_before() {
    sweep(MOVES, |dovecot, other, cut| {
        let all = begin(other);
        let (client, cutter) = worker(dovecot);
        let seen = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
        let request = request(&client, (1, "INBOX"), &all, seen);
        cutter.cut(cut);
        let outcome = ended(&client, &request);
        let (is_cut, held) = (cutter.is_cut(), look(other));
        let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
        assert!(outcome.failure.is_none(), "a mark can be set again, {said}");
        assert_eq!(held.here.values().filter(|seen| **seen).count(), 3, "{said}");
        // Where the answer to the look before it was lost, none is known, and none is unmarked.
        let done = numbers(&outcome.done);
        assert!(!done.contains(&all[1]), "that was read before, {said}");
        assert!(done.is_empty() || done == [all[0], all[2]], "{said}");
        is_cut
    });
}

#[test]
fn an_undo_cut_anywhere_brings_all_back_or_says_what_it_did() {
    sweep(MOVES, |dovecot, other, cut| {
        let all = begin(other);
        let (client, cutter) = worker(dovecot);
        let there = MessageChange::Move { to: mailbox("Archive") };
        let outcome = ended(&client, &request(&client, (1, "INBOX"), &all, there));
        let copies: Vec<u32> = outcome.copied[0].uids.iter().map(|(_, to)| to.get()).collect();
        let back = MessageChange::Move { to: mailbox("INBOX") };
        let request = request(&client, (2, "Archive"), &copies, back);
        cutter.cut(cut);
        let outcome = ended(&client, &request);
        let (is_cut, held) = (cutter.is_cut(), look(other));
        let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
        let done = outcome.done.len();
        assert_eq!((held.here.len(), held.there as usize), (done, 3 - done), "{said}");
        assert_eq!(done, 3, "a move is looked for and done, {said}");
        is_cut
    });
}
