//! The other server: Cyrus, which differs from Dovecot where it matters.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use mailpane::engine::{Event, MailboxChange};
use mailpane::imap::{Opening, Places, RowItems, SortAbility, Update};
use mailpane::model::{FailureKind, Flag, MailboxName, Order, Security, SortKey, SpecialUse};
use mailpane::text::names::encode_utf7;

use support::client::{Client, account, find, mail, mailbox};
use support::cyrus::Cyrus;
use support::dovecot::BOB_PASSWORD;
use support::fill::fill;
use support::mail::Kind;
use support::session::{rows, session, waits};

fn connect(cyrus: &Cyrus) -> Client {
    let account = account("alice", Security::Tls, cyrus.tls_port, Some(&cyrus.certs.ca));
    Client::start(account, Some("secret"))
}

#[test]
fn tls_starttls_and_plaintext_lead_in() {
    let cyrus = Cyrus::start();
    let ca = Some(cyrus.certs.ca.as_path());
    for (security, port, tls_version) in [
        (Security::Tls, cyrus.tls_port, Some("TLSv1.3")),
        (Security::StartTls, cyrus.port, Some("TLSv1.3")),
        (Security::Plaintext, cyrus.port, None),
    ] {
        for (user, secret) in [("alice", "secret"), ("bob", BOB_PASSWORD)] {
            let client = Client::start(account(user, security, port, ca), Some(secret));
            let info = client.ready();
            assert_eq!(info.tls_version.as_deref(), tls_version, "{security:?}");
            assert_eq!(client.open("INBOX").0, 0, "{security:?}");
        }
    }
    let client = Client::start(account("alice", Security::Tls, cyrus.tls_port, ca), Some("guess"));
    let failure = client.asked().expect("the reason");
    assert_eq!(failure.kind, FailureKind::LoginRefused);
    assert!(failure.server_text.is_some(), "{failure:?}");
}

#[test]
fn the_tree_has_uses_and_counts() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    other.append("INBOX", "", &mail("one", "Hi."));
    other.append("INBOX", "\\Seen", &mail("two", "Hi."));
    let client = connect(&cyrus);
    client.open("INBOX");
    let tree = client.listed_again();
    for (name, special_use) in [
        ("INBOX", SpecialUse::Inbox),
        ("Drafts", SpecialUse::Drafts),
        ("Sent", SpecialUse::Sent),
        ("Archive", SpecialUse::Archive),
        ("Junk", SpecialUse::Junk),
        ("Trash", SpecialUse::Trash),
    ] {
        let mailbox = find(&tree, name).expect(name);
        assert_eq!(mailbox.special_use, Some(special_use));
        assert!(mailbox.selectable, "{mailbox:?}");
    }
    let counts = find(&tree, "INBOX").and_then(|inbox| inbox.counts).expect("counts");
    assert_eq!((counts.messages, counts.unseen), (2, 1));
}

#[test]
fn rows_messages_and_flags_are_read_and_written() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    for number in 1..=50 {
        other.append("INBOX", "", &mail(&format!("number {number}"), "Grüße aus Zypern."));
    }
    let client = connect(&cyrus);
    assert_eq!(client.open("INBOX").0, 50);
    let rows = client.rows_of(21..=50);
    assert_eq!(rows[&50].text.subject, "number 50");
    assert_eq!(client.scroll_to("INBOX", 1..=20)[&1].text.subject, "number 1");
    let (key, _) = client.newest("INBOX");
    let body = client.body(&key);
    assert_eq!(
        (body.subject.as_str(), body.text.text.trim_end()),
        ("number 50", "Grüße aus Zypern.")
    );
    client.set_flag(&key, Flag::Flagged, true).expect("stored");
    other.command("SELECT INBOX");
    assert!(other.command("FETCH 50 (FLAGS)").concat().contains("\\Flagged"));
}

#[test]
fn pages_come_by_number_and_a_known_count_saves_a_wait() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("big", "secret");
    fill(&mut other, "INBOX", 200, Kind { attachment_bytes: 1_000, ..Kind::default() });
    other.command("EXAMINE INBOX");
    let (mut session, shared) = session(cyrus.port, "big");
    for (known_exists, with_list, wanted) in [
        (None, true, 2),
        (Some(200), false, 1),
        (Some(190), false, 2),
        // More than there are: refused, or answered in part.
        (Some(220), false, 2),
        (Some(2_000), false, 2),
    ] {
        let mut updates = Vec::new();
        let opening = Opening { known_exists, with_list, ..Opening::new(MailboxName::inbox(), 50) };
        let took = waits(&shared, || {
            session.select(&opening, &mut |update| updates.push(update)).expect("the mailbox");
        });
        assert_eq!(took, wanted, "{known_exists:?}");
        let rows = rows(&updates);
        assert!((151..=200).all(|seq| rows.contains_key(&seq)), "{known_exists:?}: {rows:?}");
        assert_eq!(matches!(updates.last(), Some(Update::Mailboxes(_))), with_list);
    }
}

#[test]
fn orders_come_whole_and_conversations_too() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("big", "secret");
    fill(&mut other, "INBOX", 200, Kind { attachment_bytes: 1_000, ..Kind::default() });
    other.command("EXAMINE INBOX");
    let (mut session, shared) = session(cyrus.port, "big");
    let order = Order { key: SortKey::Subject, descending: true };
    let line = other.command("SORT (REVERSE SUBJECT) UTF-8 ALL").concat();
    let all: Vec<u32> = line.split(' ').skip(2).map(|n| n.parse().expect("a number")).collect();
    let mut updates = Vec::new();
    let opening = Opening { order, ..Opening::new(MailboxName::inbox(), 50) };
    session.select(&opening, &mut |update| updates.push(update)).expect("the mailbox");
    assert_eq!(session.can_sort(SortKey::Subject), SortAbility::Whole);
    let Some(Update::Order { first: 0, seqs, whole: true, .. }) = updates.get(1) else {
        panic!("{updates:?}")
    };
    assert_eq!(*seqs, all);
    assert!(all[..50].iter().all(|seq| rows(&updates).contains_key(seq)));
    // The next page: the order is known.
    let places = Places { order, first: 50, last: 99, whole: false };
    let took = waits(&shared, || {
        session.sort_page(&places, RowItems::default(), &mut |_| {}).expect("a page");
    });
    assert_eq!(took, 1);
    let threads = session.threads(&mut |_| {}).expect("threads");
    assert_eq!(threads.len(), 200);
    assert!(threads.iter().any(|node| node.depth > 1));
    let mut details = 0;
    let on = &mut |update| details += usize::from(matches!(update, Update::Details { .. }));
    session.fetch_details(&[1, 2, 3], on).expect("details");
    assert!(details >= 3, "{details}");
}

#[test]
fn what_happens_elsewhere_is_pushed() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    other.append("INBOX", "", &mail("one", "Hi."));
    let client = connect(&cyrus);
    client.open("INBOX");
    client.rows();
    support::eventually("IDLE", || {
        client.log_text().lines().any(|line| line.starts_with("2 < + "))
    });
    other.append("INBOX", "", &mail("two", "Hi."));
    client.expect("new mail", |event| {
        matches!(event, Event::ExistsChanged { exists: 2, .. }).then_some(())
    });
    client.expect("the unread count", |event| {
        matches!(event, Event::UnseenChanged { unseen: 2, .. }).then_some(())
    });
    other.command("SELECT INBOX");
    other.command("STORE 1 +FLAGS (\\Seen \\Deleted)");
    client.expect("the flag", |event| match event {
        Event::FlagsChanged { seq: 1, flags, .. } => flags.has(Flag::Deleted).then_some(()),
        _ => None,
    });
    other.command("EXPUNGE");
    client.expect("the expunge", |event| {
        matches!(event, Event::Expunged { seq: 1, .. }).then_some(())
    });
}

#[test]
fn folders_are_made_renamed_and_deleted() {
    let cyrus = Cyrus::start();
    let client = connect(&cyrus);
    client.open("INBOX");
    for text in ["Größe", "日本語", "📬 Post", "a b/c d", "(a) [b]", "NIL"] {
        let name = encode_utf7(text).expect("a name");
        let other = encode_utf7(&format!("{text} 2")).expect("a name");
        client.change(&MailboxChange::created(name.clone())).expect(text);
        let made = find(&client.tree(), text).cloned().expect(text);
        assert!(made.subscribed && made.selectable && made.name == name, "{made:?}");
        let wire = String::from_utf8(name.as_bytes().to_vec()).expect("ASCII");
        assert_eq!(client.open(&wire).0, 0);
        let rename = MailboxChange::Renamed { from: name, to: other.clone() };
        client.change(&rename).expect(text);
        assert!(find(&client.tree(), text).is_none(), "{text}");
        client.change(&MailboxChange::deleted(other)).expect(text);
        assert!(find(&client.tree(), &format!("{text} 2")).is_none(), "{text}");
    }
    // Cyrus keeps some characters for itself: its words, not a broken connection.
    for refused in ["Größe & \"x\"", "100 %", "back\\slash"] {
        let create = MailboxChange::created(encode_utf7(refused).expect("a name"));
        let failure = client.change(&create).expect_err(refused);
        assert_eq!(failure.server_text.as_deref(), Some("Invalid mailbox name"), "{refused}");
    }
    let again = MailboxChange::created(mailbox("Sent"));
    let failure = client.change(&again).expect_err("it exists");
    assert_eq!(failure.kind, FailureKind::Refused);
    assert!(failure.server_text.is_some_and(|text| text.contains("exists")));
}
