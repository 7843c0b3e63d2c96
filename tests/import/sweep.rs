//! Real Dovecot, and the line of an import that breaks behind every line and inside, in both
//! directions: each message is in once, and nothing else is.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use mailpane::engine::ImportOutcome;
use mailpane::model::Security;

use crate::carried::{all, carry};
use crate::hand::{added, import, mbox, sent};
use crate::support::client::{Client, account};
use crate::support::cutter::{Cut, Cutter, Way};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::imap;

/// One APPEND to a message.
const SINGLE: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE UNSELECT NAMESPACE UIDPLUS \
                      LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE LITERAL+\n";
/// One APPEND for all of them.
const MULTI: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE UNSELECT NAMESPACE UIDPLUS \
                     LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE LITERAL+ MULTIAPPEND\n";

/// Cut at one time and way: after a lost line an import waits a second, which costs nobody anything.
const AT_ONCE: u32 = 6;

/// The line of an import: the worker's own comes before it.
const SECOND_LINE: usize = 1;

/// One place where a line breaks, and the folder that it is tried with; no other has it meanwhile.
struct Try<'a> {
    port: u16,
    other: &'a mut imap::Client,
    folder: &'a str,
    cut: Cut,
}

fn dovecot(extra: &'static str) -> Dovecot {
    Dovecot::start_with(Options { extra, ..Options::default() })
}

fn second(port: u16, user: &str) -> imap::Client {
    let mut other = imap::Client::connect(port).expect("the server greets");
    other.login(user, "secret");
    other
}

/// Breaks behind every line, or every `stride` of them, and inside every third of those.
fn sweep((port, user): (u16, &str), stride: u32, run: impl Fn(&mut Try<'_>) -> bool + Sync) {
    let cuts = AtomicU32::new(0);
    let ways = [Way::Up, Way::Down].map(|way| (way, AtomicU32::new(0), AtomicBool::new(false)));
    thread::scope(|scope| {
        for (way, next, is_over) in &ways {
            for hand in 0..AT_ONCE {
                let (run, cuts) = (&run, &cuts);
                scope.spawn(move || {
                    let folder = format!("{way:?}{hand}");
                    let mut other = second(port, user);
                    other.command(&format!("CREATE {folder}"));
                    while !is_over.load(Ordering::SeqCst) {
                        let at = next.fetch_add(1, Ordering::SeqCst);
                        for bytes in if at % 3 == 1 { &[0, 9][..] } else { &[0] } {
                            let cut = Cut { way: *way, lines: at * stride, bytes: *bytes };
                            let (other, folder) = (&mut other, folder.as_str());
                            let is_cut = run(&mut Try { port, other, folder, cut });
                            cuts.fetch_add(u32::from(is_cut), Ordering::SeqCst);
                            // Inside of the last line there may be nothing.
                            if !is_cut && *bytes == 0 {
                                is_over.store(true, Ordering::SeqCst);
                            }
                        }
                    }
                });
            }
        }
    });
    let cuts = cuts.into_inner();
    assert!(cuts >= 20, "the connection was cut {cuts} times");
}

/// A worker whose line of an import breaks.
fn worker(port: u16, user: &str, cut: Option<Cut>) -> (Client, Cutter) {
    let cutter = Cutter::start_at(port, SECOND_LINE);
    if let Some(cut) = cut {
        cutter.cut(cut);
    }
    let client =
        Client::start(account(user, Security::Plaintext, cutter.port, None), Some("secret"));
    client.tree();
    (client, cutter)
}

/// Nothing but one message that is none of those that come.
fn begin(other: &mut imap::Client, folder: &str) {
    other.command(&format!("SELECT {folder}"));
    if other.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)").1.starts_with("OK") {
        other.command("EXPUNGE");
    }
    other.append(folder, "", &sent(9));
}

/// All three are in, each once, and that is what is said; where they are, too.
fn is_in_once(tried: &mut Try<'_>, outcome: &ImportOutcome, log: &str) {
    let other = &mut *tried.other;
    other.command(&format!("SELECT {}", tried.folder));
    let mut uids = Vec::new();
    for number in [1, 2, 3, 9] {
        let key = format!("UID SEARCH HEADER Message-ID <{number}@x>");
        let lines = other.command(&key);
        let found = lines.iter().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or_default();
        uids.push(found.split_whitespace().map(|uid| uid.parse().unwrap()).collect::<Vec<u32>>());
    }
    let said = format!("{:?}: {outcome:?}, and there are {uids:?}\n{log}", tried.cut);
    assert!(uids.iter().all(|uids| uids.len() == 1), "each is in once, {said}");
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.unsure), (None, 3, 0), "{said}");
    let mut known = added(outcome);
    known.sort_unstable();
    let mut there = uids[..3].concat();
    there.sort_unstable();
    assert_eq!(known, there, "the way back is exact, {said}");
}

fn imported(tried: &mut Try<'_>) -> bool {
    begin(tried.other, tried.folder);
    let (_folder, path) = mbox([1, 2, 3]);
    let (client, cutter) = worker(tried.port, "alice", Some(tried.cut));
    let outcome = import(&client, tried.folder, &[&path]);
    is_in_once(tried, &outcome, &client.log_text());
    cutter.is_cut()
}

#[test]
fn an_import_cut_anywhere_brings_each_in_once() {
    let dovecot = dovecot(SINGLE);
    sweep((dovecot.port, "alice"), 1, imported);
}

#[test]
fn an_import_in_one_command_cut_anywhere_brings_each_in_once() {
    let dovecot = dovecot(MULTI);
    sweep((dovecot.port, "alice"), 1, imported);
}

/// From one user's INBOX to a folder of another's, with one of the two lines cut.
fn carried(tried: &mut Try<'_>, is_givers: bool) -> bool {
    begin(tried.other, tried.folder);
    let (giver, givers) = worker(tried.port, "alice", Some(tried.cut).filter(|_| is_givers));
    let (taker, takers) = worker(tried.port, "big", Some(tried.cut).filter(|_| !is_givers));
    let outcome = carry((&giver, &taker), tried.folder, all());
    let log = format!("{}\n{}", giver.log_text(), taker.log_text());
    is_in_once(tried, &outcome, &log);
    assert_eq!((outcome.taken.len(), outcome.unverified), (3, 0), "{outcome:?}\n{log}");
    if is_givers { givers.is_cut() } else { takers.is_cut() }
}

fn filled() -> Dovecot {
    let dovecot = dovecot(MULTI);
    let mut source = second(dovecot.port, "alice");
    (1..=3).for_each(|number| source.append("INBOX", "", &sent(number)));
    dovecot
}

fn is_untouched(dovecot: &Dovecot) {
    let status = second(dovecot.port, "alice").command("STATUS INBOX (MESSAGES UNSEEN)").concat();
    assert!(status.contains("MESSAGES 3 UNSEEN 3"), "nothing is taken away here: {status}");
}

#[test]
fn a_copy_to_another_account_whose_givers_line_is_cut_anywhere_comes_once() {
    let dovecot = filled();
    sweep((dovecot.port, "big"), 2, |tried| carried(tried, true));
    is_untouched(&dovecot);
}

#[test]
fn a_copy_to_another_account_whose_takers_line_is_cut_anywhere_comes_once() {
    let dovecot = filled();
    sweep((dovecot.port, "big"), 2, |tried| carried(tried, false));
    is_untouched(&dovecot);
}
