//! Changes on real servers: the demo account's, Dovecot and Cyrus, seen by a second client.

use std::num::NonZeroU32;

use mailpane::demo::DemoServer;
use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, CopiedTo, Event, Mark, MessageChange,
};
use mailpane::model::{Flag, Keyword, Purpose, Security};

use crate::played::{numbers, uids};
use crate::support::client::{ACCOUNT, Client, FIRST_ROWS, account, mail, mailbox, open_mailbox};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;
use crate::support::fill::fill;
use crate::support::mail::Kind;

/// Changes messages of one mailbox, each time by the next number.
struct Hand<'a> {
    client: &'a Client,
    mailbox: &'a str,
    uid_validity: NonZeroU32,
    next: u32,
}

impl<'a> Hand<'a> {
    fn open(client: &'a Client, mailbox: &'a str, next: u32) -> Self {
        let (_, uid_validity) = client.open(mailbox);
        Self { client, mailbox, uid_validity, next }
    }

    fn change(&mut self, messages: Chosen, change: MessageChange) -> ChangeOutcome {
        self.next += 1;
        let request = ChangeRequest {
            id: ChangeId(self.next),
            account: ACCOUNT,
            mailbox: mailbox(self.mailbox),
            uid_validity: Some(self.uid_validity),
            messages,
            change,
        };
        let outcome = self.client.change_messages(&request);
        assert_eq!(outcome.failure, None, "{outcome:?}");
        ChangeOutcome::clone(&outcome)
    }

    fn of(&mut self, numbers: &[u32], change: MessageChange) -> ChangeOutcome {
        self.change(Chosen::Uids(uids(numbers.iter().copied()).into()), change)
    }
}

fn mark(flag: Flag, on: bool) -> MessageChange {
    MessageChange::Mark { mark: Mark::Flag(flag), on }
}

fn to(name: &str) -> MessageChange {
    MessageChange::Move { to: mailbox(name) }
}

/// Where the one copied message stands now.
fn only(copied: &[CopiedTo]) -> u32 {
    assert_eq!((copied.len(), copied[0].uids.len()), (1, 1), "{copied:?}");
    copied[0].uids[0].1.get()
}

/// Everything that can be done to messages, on an INBOX of five unread ones with the UIDs 1 to 5
/// beside an empty Trash and Junk.
fn every_change(client: &Client) {
    client.tree();
    let mut hand = Hand::open(client, "INBOX", 0);
    client.rows();

    assert_eq!(numbers(&hand.of(&[2], mark(Flag::Seen, true)).done), [2]);
    let read = hand.of(&[1, 2, 3], mark(Flag::Seen, true));
    assert_eq!((numbers(&read.done), read.total), (vec![1, 3], 3), "2 was read before");
    hand.of(&[1, 3], mark(Flag::Seen, false));
    let range = Chosen::Range { first: uids([2])[0], last: uids([9])[0] };
    let flagged = hand.change(range, mark(Flag::Flagged, true));
    assert_eq!(numbers(&flagged.done), [2, 3, 4, 5]);

    let work = Keyword::new("Work").expect("a keyword");
    let tag = |on| MessageChange::Mark { mark: Mark::Keyword(work.clone()), on };
    hand.of(&[4], tag(true));
    assert_eq!(numbers(&hand.of(&[3, 4], tag(true)).done), [3]);
    client.send(open_mailbox(mailbox("INBOX"), FIRST_ROWS));
    let takes_new = client.expect("the folder", |event| match event {
        Event::MailboxOpened { new_keywords, keywords, .. } => {
            assert!(keywords.contains(&work), "{keywords:?}");
            Some(*new_keywords)
        }
        _ => None,
    });
    assert!(takes_new);
    let rows = client.rows();
    let tagged = rows.iter().filter(|(_, row)| row.keywords.contains(&work));
    let mut tagged: Vec<u32> = tagged.map(|(_, row)| row.uid.get()).collect();
    tagged.sort_unstable();
    assert_eq!(tagged, [3, 4]);
    assert_eq!(numbers(&hand.of(&[1, 2, 3], tag(false)).done), [3]);

    let copied = hand.of(&[1], MessageChange::Copy { to: mailbox("Archive") });
    only(&copied.copied);
    let moved = hand.of(&[1, 77], to("Trash"));
    assert_eq!((numbers(&moved.done), moved.total), (vec![1], 2), "77 never was");
    let there = only(&moved.copied);

    let next = hand.next;
    let mut trash = Hand::open(client, "Trash", next);
    assert_eq!(moved.copied[0].uid_validity, trash.uid_validity);
    let back = trash.of(&[there], to("INBOX"));
    assert_eq!(only(&back.copied), 6, "the next of the folder");

    let next = trash.next;
    let mut hand = Hand::open(client, "INBOX", next);
    let deleted = hand.of(&[2, 6], MessageChange::Delete);
    assert_eq!(numbers(&deleted.done), [2, 6]);
    assert!(!deleted.left_marked && deleted.copied.is_empty());
    let junk = hand.of(&[3], to("Junk"));
    only(&junk.copied);
    let next = hand.next;
    let mut junk = Hand::open(client, "Junk", next);
    assert_eq!(junk.change(Chosen::Everything, to("INBOX")).done.len(), 1);
}

/// What the window is told beside the last word: rows that go, and the counts of both folders.
fn told_beside(client: &Client) {
    let mut hand = Hand::open(client, "INBOX", 100);
    client.rows();
    hand.of(&[4], to("Trash"));
    hand.next += 1;
    let request = ChangeRequest {
        id: ChangeId(hand.next),
        account: ACCOUNT,
        mailbox: mailbox("INBOX"),
        uid_validity: Some(hand.uid_validity),
        messages: Chosen::Uids(uids([5]).into()),
        change: to("Trash"),
    };
    client.send(Command::ChangeMessages(request));
    let (mut gone, mut counted) = (0, Vec::new());
    client.expect("the end", |event| match event {
        Event::Expunged { .. } => {
            gone += 1;
            None
        }
        Event::UnseenChanged { mailbox, unseen, .. } => {
            counted.push((mailbox.is_inbox(), *unseen));
            None
        }
        Event::MessagesChanged { .. } => Some(()),
        _ => None,
    });
    assert_eq!(gone, 1);
    assert!(counted.contains(&(false, 2)), "{counted:?}");
}

#[test]
fn the_demo_server_does_all_of_it() {
    let server = DemoServer::empty();
    for n in 1..=5 {
        server.append("INBOX", &[], 1_795_000_000, mail(&format!("number {n}"), "Hello."));
    }
    for name in ["Trash", "Junk", "Archive"] {
        server.fill(name, 0);
    }
    let client = Client::demo(&server, false, Some("demo"));
    every_change(&client);
    told_beside(&client);
    assert_eq!((server.messages("Archive"), server.messages("Junk")), (1, 0));
    assert_eq!((server.messages("Trash"), server.messages("INBOX")), (2, 1));
}

#[test]
fn dovecot_does_all_of_it() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for n in 1..=5 {
        other.append("INBOX", "", &mail(&format!("number {n}"), "Hello."));
    }
    let account = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let client = Client::start(account, Some("secret"));
    every_change(&client);
    told_beside(&client);
    let status = other.command("STATUS INBOX (MESSAGES)").concat();
    assert!(status.contains("MESSAGES 1"), "{status}");
    other.command("SELECT INBOX");
    let flags = other.command("FETCH 1 (FLAGS)").concat();
    assert!(flags.contains("$NotJunk") && !flags.contains("$Junk "), "{flags}");
}

#[test]
fn cyrus_does_all_of_it() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    for n in 1..=5 {
        other.append("INBOX", "", &mail(&format!("number {n}"), "Hello."));
    }
    let account = account("alice", Security::Tls, cyrus.tls_port, Some(&cyrus.certs.ca));
    let client = Client::start(account, Some("secret"));
    every_change(&client);
    told_beside(&client);
    let status = other.command("STATUS INBOX (MESSAGES)").concat();
    assert!(status.contains("MESSAGES 1"), "{status}");
}

#[test]
fn ten_thousand_messages_are_changed_a_thousand_to_a_write() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 10_003, Kind::default());
    let account = account("big", Security::Plaintext, dovecot.port, None);
    let client = Client::start(account, Some("secret"));
    let mut hand = Hand::open(&client, "INBOX", 0);
    client.rows();
    client.listed_again();
    let writes = || client.handle.meter().by_purpose().get(Purpose::Other).round_trips;
    let before = writes();
    let seen = |on| mark(Flag::Seen, on);
    let all = Chosen::Uids(uids(1..=10_000).into());
    hand.change(all.clone(), seen(false));
    assert!(writes() - before <= 10, "{}", writes() - before);
    let before = writes();
    // Those that are looked for first, too.
    let range = Chosen::Range { first: uids([1])[0], last: uids([10_000])[0] };
    assert_eq!(hand.change(range, seen(true)).done.len(), 10_000);
    assert!(writes() - before <= 10, "{}", writes() - before);
    let before = writes();
    let outcome = hand.change(all, MessageChange::Delete);
    assert_eq!((outcome.done.len(), outcome.total), (10_000, 10_000));
    assert!(writes() - before <= 10, "{}", writes() - before);
    let left = other.command("EXAMINE INBOX").concat();
    assert!(left.contains("* 3 EXISTS"), "{left}");
}

#[test]
fn all_of_ten_thousand_messages_are_deleted_a_thousand_to_a_write() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 10_000, Kind::default());
    let account = account("big", Security::Plaintext, dovecot.port, None);
    let client = Client::start(account, Some("secret"));
    let mut hand = Hand::open(&client, "INBOX", 0);
    client.rows();
    client.listed_again();
    let writes = || client.handle.meter().by_purpose().get(Purpose::Other).round_trips;
    let before = writes();
    let outcome = hand.change(Chosen::Everything, MessageChange::Delete);
    assert_eq!((outcome.done.len(), outcome.total), (10_000, 10_000));
    assert!(writes() - before <= 10, "{}", writes() - before);
    let left = other.command("EXAMINE INBOX").concat();
    assert!(left.contains("* 0 EXISTS"), "{left}");
}

#[test]
fn a_mark_on_all_of_a_large_folder_costs_what_it_changes() {
    let server = DemoServer::empty();
    server.fill("INBOX", 50_000);
    let client = Client::demo(&server, false, Some("demo"));
    let mut hand = Hand::open(&client, "INBOX", 0);
    client.rows();
    let outcome = hand.change(Chosen::Everything, mark(Flag::Seen, true));
    assert_eq!(outcome.done.len(), 50_000 / 7, "one in seven was unread");
    let outcome = hand.change(Chosen::Everything, mark(Flag::Seen, true));
    assert_eq!((outcome.done.len(), outcome.total), (0, 0));
}
