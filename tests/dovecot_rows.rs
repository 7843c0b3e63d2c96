//! A real server's rows, orders and conversations, and how many times they are waited for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use mailpane::imap::{Opening, Places, RowItems, Session, SortAbility, Update};
use mailpane::model::{MailboxName, Order, SortKey, ThreadNode};

use support::client::mail;
use support::dovecot::Dovecot;
use support::fill::fill;
use support::imap::Client;
use support::mail::Kind;
use support::session::{rows, session, waits};

fn inbox(rows: u32) -> Opening {
    Opening::new(MailboxName::inbox(), rows)
}

/// Appends a message with an arrival date of its own.
fn append_at(other: &mut Client, date: &str, message: &str) {
    let tag = other.tag();
    let text = format!("{tag} APPEND INBOX () \"{date}\" {{{}+}}\r\n{message}\r\n", message.len());
    other.send(text.as_bytes());
    other.finish(&tag);
}

#[test]
fn the_newest_of_ten_thousand_take_one_wait_with_the_list_behind_them() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 10_000, Kind { attachment_bytes: 1_000, ..Kind::default() });
    for number in 1..=60 {
        // Later than those before, and no time to come: Dovecot would take that for now.
        let date = format!("01-Jun-2026 10:{:02}:00 +0000", number - 1);
        append_at(&mut other, &date, &format!("Subject: newest {number}\r\n\r\nHi.\r\n"));
    }
    let (mut session, shared) = session(dovecot.port, "big");
    let mut updates = Vec::new();
    let opening = Opening { with_list: true, ..inbox(50) };
    let took = waits(&shared, || {
        session.select(&opening, &mut |update| updates.push(update)).expect("the mailbox");
    });
    assert_eq!(took, 1);
    assert!(matches!(updates.first(), Some(Update::Opened(opened)) if opened.exists == 10_060));
    assert!(matches!(updates.last(), Some(Update::Mailboxes(_))));
    let rows = rows(&updates);
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), Vec::from_iter(10_011..=10_060));
    assert!(rows.iter().all(|(seq, row)| row.text.subject == format!("newest {}", seq - 10_000)));
    assert!(!session.namespaces().personal.is_empty());
    // Another folder, and this one again.
    for name in ["Sent", "INBOX"] {
        let opening = Opening::new(MailboxName::new(name.as_bytes()), 50);
        let took = waits(&shared, || {
            session.select(&opening, &mut |_| {}).expect("the mailbox");
        });
        assert_eq!(took, 1, "{name}");
    }
}

#[test]
fn rows_are_right_where_mail_was_moved_in_with_older_dates() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for number in 1..=40_u32 {
        // The last ones by number are the oldest by date.
        let date = format!("{:02}-Jan-{} 10:00:00 +0000", 1 + number % 28, 2020 - number);
        append_at(&mut other, &date, &format!("Subject: number {number}\r\n\r\nHi.\r\n"));
    }
    let (mut session, shared) = session(dovecot.port, "alice");
    // One more wait the first time; then it is known, and the count too.
    for (known_exists, wanted) in [(None, 2), (Some(40), 1), (Some(39), 2), (Some(45), 2)] {
        let mut updates = Vec::new();
        let opening = Opening { known_exists, ..inbox(10) };
        let took = waits(&shared, || {
            session.select(&opening, &mut |update| updates.push(update)).expect("the mailbox");
        });
        assert_eq!(took, wanted, "{known_exists:?}");
        let rows = rows(&updates);
        assert!((31..=40).all(|seq| rows.contains_key(&seq)), "{rows:?}");
        assert!(rows.iter().all(|(seq, row)| row.text.subject == format!("number {seq}")));
    }
}

#[test]
fn orders_come_a_page_at_a_time_and_from_the_first_write() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 300, Kind { attachment_bytes: 1_000, ..Kind::default() });
    other.command("SELECT INBOX");
    let (mut session, shared) = session(dovecot.port, "big");
    for (key, descending, criterion) in [
        (SortKey::Date, true, "REVERSE DATE"),
        (SortKey::Sender, false, "DISPLAYFROM"),
        (SortKey::Subject, false, "SUBJECT"),
        (SortKey::Size, true, "REVERSE SIZE"),
    ] {
        let line = other.command(&format!("SORT ({criterion}) UTF-8 ALL")).concat();
        let all: Vec<u32> = line.split(' ').skip(2).map(|n| n.parse().expect("a number")).collect();
        let order = Order { key, descending };
        let mut updates = Vec::new();
        let on = &mut |update| updates.push(update);
        let opening = Opening { order, ..inbox(50) };
        let took = waits(&shared, || {
            session.select(&opening, on).expect("the mailbox");
        });
        assert_eq!((took, session.can_sort(key)), (1, SortAbility::Paged));
        let places = Places { order, first: 120, last: 169, whole: false };
        let took = waits(&shared, || {
            session.sort_page(&places, RowItems::default(), on).expect("a page");
        });
        assert_eq!(took, 1);
        let pages: Vec<(u32, Vec<u32>)> = updates
            .iter()
            .filter_map(|update| match update {
                Update::Order { first, seqs, whole: false, .. } => Some((*first, seqs.clone())),
                _ => None,
            })
            .collect();
        assert_eq!(pages, [(0, all[..50].to_vec()), (120, all[120..170].to_vec())], "{criterion}");
        let rows = rows(&updates);
        assert!(pages.iter().flat_map(|(_, seqs)| seqs).all(|seq| rows.contains_key(seq)));
    }
}

#[test]
fn conversations_and_links_tell_the_same_story() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for (id, references) in [("a", ""), ("b", "<a@x>"), ("c", ""), ("d", "<a@x> <b@x>")] {
        let references = if references.is_empty() {
            String::new()
        } else {
            format!("References: {references}\r\n")
        };
        let text = format!("Subject: {id}\r\nMessage-ID: <{id}@x>\r\n{references}\r\nHi.\r\n");
        other.append("INBOX", "", text.as_bytes());
    }
    let (mut session, shared) = session(dovecot.port, "alice");
    let mut updates = Vec::new();
    let opening = Opening { items: RowItems { links: true }, ..inbox(50) };
    session.select(&opening, &mut |update| updates.push(update)).expect("the mailbox");
    let mut threads = Vec::new();
    let took = waits(&shared, || threads = session.threads(&mut |_| {}).expect("threads"));
    let node = |seq, depth| ThreadNode { seq, depth };
    assert!(session.can_thread());
    assert_eq!((took, threads.len()), (1, 4));
    let of = |seq| threads.iter().find(|node| node.seq == seq).copied().expect("a node");
    assert_eq!([of(1), of(2), of(3), of(4)], [node(1, 0), node(2, 1), node(3, 0), node(4, 2)]);
    let rows = rows(&updates);
    let links = |seq: u32| rows[&seq].links.clone().expect("links");
    assert_eq!(*links(4).references, [links(1).id, links(2).id]);
    assert!(links(3).references.is_empty() && links(3).id != 0);
}

#[test]
fn previews_come_though_the_server_has_none_at_hand() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("one", "Grüße aus\r\nZypern."));
    let (mut session, shared) = session(dovecot.port, "alice");
    session.select(&inbox(50), &mut |_| {}).expect("the mailbox");
    let preview = |session: &mut Session| {
        let mut last = None;
        let on = &mut |update| {
            if let Update::Details { preview, .. } = update {
                last = preview;
            }
        };
        let took = waits(&shared, || session.fetch_details(&[1], on).expect("details"));
        (last.map(|preview| preview.to_string()), took)
    };
    let wanted = Some("Grüße aus Zypern.".to_owned());
    assert_eq!(preview(&mut session), (wanted, 2));
}

#[test]
fn a_compressed_session_reads_the_same_rows_for_fewer_bytes() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 400, Kind { attachment_bytes: 1_000, ..Kind::default() });
    let (mut session, shared) = session(dovecot.port, "big");
    session.select(&inbox(50), &mut |_| {}).expect("the mailbox");
    let fetch = |session: &mut Session| {
        let mut updates = Vec::new();
        let before = shared.meter.traffic().bytes_in;
        session
            .fetch_rows(1, 200, RowItems::default(), &mut |update| updates.push(update))
            .expect("rows");
        (rows(&updates), shared.meter.traffic().bytes_in - before)
    };
    let (plain, plain_bytes) = fetch(&mut session);
    assert!(session.compress(&mut |_| {}).expect("compression"));
    assert!(session.compress(&mut |_| {}).expect("once is enough"));
    let (packed, packed_bytes) = fetch(&mut session);
    assert_eq!((plain.len(), &plain), (200, &packed));
    assert!(packed_bytes * 2 < plain_bytes, "{packed_bytes} of {plain_bytes}");
    session.logout();
}
