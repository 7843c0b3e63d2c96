//! What another program does to a real server's mailbox shows by itself.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use mailpane::engine::{Command, Event};
use mailpane::model::{Flag, Security};

use support::client::{Client, account, mail};
use support::dovecot::{Dovecot, Options};

fn connect(dovecot: &Dovecot, name: &str) -> Client {
    let account = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let client = Client::start(account, Some("secret"));
    client.open(name);
    client.rows();
    idling(&client, 1);
    client
}

/// Waits until the second connection has begun to listen so many times: nobody clicks from then on.
fn idling(client: &Client, times: usize) {
    support::eventually("IDLE", || {
        let log = client.log_text();
        log.lines().filter(|line| line.starts_with("2 < + ")).count() >= times
    });
}

fn exists(client: &Client, name: &str) -> u32 {
    client.expect("new mail", |event| match event {
        Event::ExistsChanged { mailbox, exists, .. } if mailbox.as_bytes() == name.as_bytes() => {
            Some(*exists)
        }
        _ => None,
    })
}

#[test]
fn new_mail_flags_and_expunges_from_elsewhere_appear() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for number in 1..=5 {
        other.append("INBOX", "", &mail(&format!("number {number}"), "Hi."));
    }
    let client = connect(&dovecot, "INBOX");
    other.append("INBOX", "", &mail("fresh", "Hi."));
    assert_eq!(exists(&client, "INBOX"), 6);
    assert_eq!(client.scroll_to("INBOX", 6..=6)[&6].text.subject, "fresh");

    other.command("SELECT INBOX");
    other.command("STORE 2 +FLAGS.SILENT (\\Flagged \\Seen)");
    let (uid, flags) = client.expect("the flags", |event| match event {
        Event::FlagsChanged { seq: 2, uid, flags, .. } => Some((*uid, *flags)),
        _ => None,
    });
    assert!(flags.has(Flag::Flagged) && flags.has(Flag::Seen) && !flags.has(Flag::Answered));
    assert!(uid.is_none_or(|uid| uid.get() == 2), "{uid:?}");
    client.expect("the count", |event| {
        matches!(event, Event::UnseenChanged { unseen: 5, .. }).then_some(())
    });

    other.command("STORE 2,4 +FLAGS.SILENT (\\Deleted)");
    other.command("EXPUNGE");
    let mut gone = Vec::new();
    client.expect("both expunges", |event| {
        if let Event::Expunged { seq, .. } = event {
            gone.push(*seq);
        }
        (gone.len() == 2).then_some(())
    });
    // One after the other, each moving what follows: 2 then 3, or 4 then 2.
    assert!(gone == [2, 3] || gone == [4, 2], "{gone:?}");
    let left = client.scroll_to("INBOX", 1..=4);
    let uids: Vec<_> = left.values().map(|row| row.uid.get()).collect();
    assert_eq!(uids, [1, 3, 5, 6]);
}

#[test]
fn the_push_follows_to_another_folder() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("one", "Hi."));
    other.append("Sent", "", &mail("two", "Hi."));
    let client = connect(&dovecot, "INBOX");
    client.open("Sent");
    idling(&client, 2);
    other.append("Sent", "", &mail("three", "Hi."));
    assert_eq!(exists(&client, "Sent"), 2);
    client.open("INBOX");
    idling(&client, 3);
    other.append("INBOX", "", &mail("four", "Hi."));
    assert_eq!(exists(&client, "INBOX"), 2);
}

#[test]
fn many_changes_at_once_end_in_the_servers_state() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("number 0", "Hi."));
    let client = connect(&dovecot, "INBOX");
    client.tree();
    other.command("SELECT INBOX");
    for number in 1..=60 {
        other.append("INBOX", "", &mail(&format!("number {number}"), "Hi."));
        if number % 3 == 0 {
            other.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
            other.command("EXPUNGE");
        }
    }
    client.send(Command::Refresh);
    // Some came and went between two looks; what is told adds up all the same.
    let mut count = 1;
    client.expect("the list, which comes behind the look", |event| {
        match event {
            Event::ExistsChanged { exists, .. } => count = *exists,
            Event::Expunged { seq, .. } => {
                assert!((1..=count).contains(seq), "{seq} of {count}");
                count -= 1;
            }
            _ => {}
        }
        matches!(event, Event::MailboxesListed { .. }).then_some(())
    });
    assert_eq!(count, 41);
    let rows = client.scroll_to("INBOX", 1..=41);
    let subjects: Vec<_> = rows.values().map(|row| row.text.subject.clone()).collect();
    let wanted: Vec<_> = (20..=60).map(|number| format!("number {number}")).collect();
    assert_eq!(subjects, wanted);
}

#[test]
fn signs_of_life_do_not_end_the_watch() {
    let extra = "imap_idle_notify_interval = 1 s\n";
    let dovecot = Dovecot::start_with(Options { extra, ..Options::default() });
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("one", "Hi."));
    let client = connect(&dovecot, "INBOX");
    // "Still here" is no change: the watcher goes on listening in the same round.
    support::eventually("two of the server's signs of life", || {
        client.log_text().lines().filter(|line| line.contains("Still here")).count() >= 2
    });
    let idles = client.sent().iter().filter(|line| line.starts_with("IDLE")).count();
    assert_eq!(idles, 1);
    other.append("INBOX", "", &mail("two", "Hi."));
    assert_eq!(exists(&client, "INBOX"), 2);
}
