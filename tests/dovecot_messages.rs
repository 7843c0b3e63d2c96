//! A real server's messages: many of them, going while they are read, and their attachments.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mailpane::engine::{Command, Event, Place, RowsAsked, SaveId};
use mailpane::model::{FailureKind, Flag, MessageKey, Row, Security};
use mailpane::reading::Form;
use tempfile::TempDir;

use support::client::{Client, FIRST_ROWS, account, key, mail, mail_with_attachment, mailbox};
use support::dovecot::{Dovecot, Options};
use support::fill::fill;
use support::link::{Character, Link};
use support::mail::Kind;

/// At this rate 4 MB take some seconds: time for whoever clicks meanwhile.
const SLOW: Character =
    Character { round_trip: std::time::Duration::ZERO, kbit_per_s: 16_000, cut_after_bytes: 0 };

fn connect(dovecot: &Dovecot, user: &str) -> Client {
    let account = account(user, Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    Client::start(account, Some("secret"))
}

/// What the server says are the UIDs of these sequence numbers.
fn uids_on_server(lines: &[String]) -> BTreeMap<u32, u32> {
    let pair = |line: &String| {
        let (seq, rest) = line.strip_prefix("* ")?.split_once(" FETCH (UID ")?;
        Some((seq.parse().ok()?, rest.split([' ', ')']).next()?.parse().ok()?))
    };
    lines.iter().filter_map(pair).collect()
}

fn uids(rows: &BTreeMap<u32, Row>) -> BTreeMap<u32, u32> {
    rows.iter().map(|(seq, row)| (*seq, row.uid.get())).collect()
}

#[test]
fn ten_thousand_messages_are_at_hand_anywhere() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 10_000, Kind { attachment_bytes: 1_000, ..Kind::default() });
    other.command("SELECT INBOX");
    // UIDs with gaps: a sequence number is not a UID.
    other.command("STORE 100:199 +FLAGS.SILENT (\\Deleted)");
    other.command("EXPUNGE");
    let client = connect(&dovecot, "big");
    let (exists, _) = client.open("INBOX");
    assert_eq!(exists, 9_900);
    let newest = client.rows_of(9_871..=9_900);
    assert_eq!(newest.len(), FIRST_ROWS as usize);
    let newer = newest.values().all(|row| row.text.received_unix_secs > 1_700_000_000);
    assert!(newer, "the first rows are not the newest: {newest:#?}");
    let unseen = client.tree().iter().find(|m| m.name.is_inbox()).and_then(|m| m.counts);
    assert_eq!(unseen.map(|counts| counts.messages), Some(9_900));
    // Top, bottom, across the gap, a lone row, a whole step.
    for range in [1..=40, 9_851..=9_900, 80..=120, 5_000..=5_000, 4_001..=4_200] {
        let rows = client.scroll_to("INBOX", range.clone());
        let (first, last) = (range.start(), range.end());
        let wanted = uids_on_server(&other.command(&format!("FETCH {first}:{last} (UID)")));
        assert_eq!(uids(&rows), wanted, "{range:?}");
        assert!(rows.values().all(|row| !row.text.unreadable && !row.text.subject.is_empty()));
    }
    // Past the end there is nothing, and nothing breaks.
    client.send(Command::ShowRows {
        mailbox: mailbox("INBOX"),
        rows: RowsAsked::Range { first_seq: 20_000, last_seq: 20_050 },
        links: false,
    });
    let rows = client.scroll_to("INBOX", 9_899..=9_900);
    let row = &rows[&9_900];
    let (_, uid_validity) = client.open("INBOX");
    let body = client.body(&key("INBOX", uid_validity, row.uid));
    assert_eq!(body.subject, row.text.subject);
    assert!(body.text.text.contains("Grüße"), "{:?}", body.text);
}

#[test]
fn numbers_move_when_the_first_of_many_goes() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("big", "secret");
    fill(&mut other, "INBOX", 500, Kind { attachment_bytes: 1_000, ..Kind::default() });
    let client = connect(&dovecot, "big");
    client.open("INBOX");
    let before = client.rows_of(471..=500);
    other.command("SELECT INBOX");
    other.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
    other.command("EXPUNGE");
    let seq = client.expect("the expunge", |event| match event {
        Event::Expunged { seq, .. } => Some(*seq),
        _ => None,
    });
    assert_eq!(seq, 1);
    let after = client.scroll_to("INBOX", 470..=499);
    let moved: BTreeMap<_, _> = before.into_iter().map(|(seq, row)| (seq - 1, row)).collect();
    assert_eq!(uids(&after), uids(&moved));
}

#[test]
fn flags_reach_the_server() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "\\Answered", &mail("one", "Hi."));
    let client = connect(&dovecot, "alice");
    let (key, row) = client.newest("INBOX");
    assert!(row.flags.has(Flag::Answered) && !row.flags.has(Flag::Seen));
    client.body(&key);
    other.command("SELECT INBOX");
    let flags = |other: &mut support::imap::Client| other.command("FETCH 1 (FLAGS)").concat();
    // Reading is no change: the window decides when a message counts as read.
    assert!(!flags(&mut other).contains("\\Seen"));
    for flag in [Flag::Seen, Flag::Flagged] {
        client.set_flag(&key, flag, true).expect("stored");
    }
    other.command("NOOP");
    let now = flags(&mut other);
    assert!(now.contains("\\Seen") && now.contains("\\Flagged"), "{now}");
    assert!(now.contains("\\Answered"), "{now}");
    client.set_flag(&key, Flag::Seen, false).expect("stored");
    other.command("NOOP");
    assert!(!flags(&mut other).contains("\\Seen"));
}

/// A mailbox is put in another's place by `replace` while it is open: it is opened anew, and what
/// was meant for the old messages never touches the new ones.
fn a_mailbox_is_replaced(replace: impl FnOnce(&mut support::imap::Client)) {
    // With sdbox Dovecot 2.3 itself loses the new mailbox to the session that has the old one open.
    let extra = "mail_location = maildir:~/Maildir\n";
    let dovecot = Dovecot::start_with(Options { extra, ..Options::default() });
    let mut other = dovecot.client("alice", "secret");
    other.command("CREATE Work");
    other.append("Work", "", &mail("old one", "Hi."));
    other.append("Work", "", &mail("old two", "Hi."));
    let client = connect(&dovecot, "alice");
    let (old, row) = client.newest("Work");
    assert_eq!(row.text.subject, "old two");
    // Dovecot tells two index files apart by the second they were made in.
    let made = now_secs();
    support::eventually("the next second", || now_secs() > made + 1);
    replace(&mut other);
    client.send(Command::Refresh);
    let uid_validity = client.expect("the new mailbox", |event| match event {
        Event::MailboxOpened { uid_validity, .. } if *uid_validity != old.uid_validity => {
            Some(*uid_validity)
        }
        _ => None,
    });
    let rows = client.rows();
    let subjects: Vec<_> = rows.iter().map(|(_, row)| row.text.subject.as_str()).collect();
    assert_eq!(subjects, ["new one", "new two", "new three"]);
    // The old key's UID is in use again.
    assert!(rows.iter().any(|(_, row)| row.uid == old.uid));
    let failure = client.set_flag(&old, Flag::Flagged, true).expect_err("not this message");
    assert_eq!(failure.kind, FailureKind::MailboxRebuilt);
    client.send(Command::ShowMessage {
        place: Place::PANE,
        form: Form::Text,
        key: old.clone(),
        structure: None,
    });
    assert_eq!(client.message_failure().kind, FailureKind::MailboxRebuilt);
    let mut other = dovecot.client("alice", "secret");
    other.command("SELECT Work");
    let flags = other.command("FETCH 1:* (FLAGS)").concat();
    assert!(!flags.contains("\\Flagged"), "{flags}");
    let new = key("Work", uid_validity, old.uid);
    assert_eq!(client.body(&new).subject, "new two");
}

fn now_secs() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.expect("a clock after 1970").as_secs()
}

fn fill_anew(other: &mut support::imap::Client, name: &str) {
    other.command(&format!("CREATE {name}"));
    for subject in ["new one", "new two", "new three"] {
        other.append(name, "", &mail(subject, "Hi."));
    }
}

#[test]
fn a_mailbox_deleted_and_made_again_is_another_one() {
    a_mailbox_is_replaced(|other| {
        other.command("DELETE Work");
        fill_anew(other, "Work");
    });
}

#[test]
fn a_mailbox_renamed_over_is_another_one() {
    a_mailbox_is_replaced(|other| {
        fill_anew(other, "Next");
        other.command("RENAME Work Last");
        other.command("RENAME Next Work");
    });
}

#[test]
fn a_mailbox_that_is_gone_for_good_says_so() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.command("CREATE Work");
    let client = connect(&dovecot, "alice");
    client.open("Work");
    other.command("DELETE Work");
    client.send(Command::Refresh);
    let failure = client.expect("the failure", |event| match event {
        Event::MailboxFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    });
    assert_eq!(failure.kind, FailureKind::Refused);
    let words = failure.server_text.expect("the server's words");
    assert!(words.starts_with("Mailbox doesn't exist: Work"), "{words}");
    assert_eq!(client.open("INBOX").0, 0);
}

#[test]
fn a_message_that_goes_while_it_is_read_says_so_and_nothing_else_breaks() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("stays", "Hi."));
    // Longer than the first piece of text.
    other.append("INBOX", "", &mail("goes", &"all work and no play\r\n".repeat(20_000)));
    let client = connect(&dovecot, "alice");
    let (gone, _) = client.newest("INBOX");
    let body = client.body(&gone);
    assert!(body.text.read_bytes < body.text.total_bytes, "{:?}", body.text.total_bytes);
    other.command("SELECT INBOX");
    other.command("STORE 2 +FLAGS.SILENT (\\Deleted)");
    other.command("EXPUNGE");
    // At once, before the program knows: then when it has heard of it.
    for wish in [
        Command::ShowMessage {
            place: Place::PANE,
            form: Form::Text,
            key: gone.clone(),
            structure: body.structure.clone(),
        },
        Command::ShowMoreText { key: gone.clone() },
        Command::ShowHeaders { key: gone.clone() },
    ] {
        client.send(wish);
        let failure = client.message_failure();
        assert_eq!(failure.kind, FailureKind::MessageGone, "{failure:?}");
    }
    client.send(Command::SetFlag { key: gone.clone(), flag: Flag::Seen, on: true });
    let stays = key("INBOX", gone.uid_validity, NonZeroU32::MIN);
    assert_eq!(client.body(&stays).subject, "stays");
    let logins = client.sent().iter().filter(|line| line.starts_with("SELECT")).count();
    assert_eq!(logins, 1, "the session was lost: {}", client.log_text());
}

/// A client on a slow link that has begun to save a large attachment.
struct Download {
    // Dropped in this order: who talks goes before who answers.
    client: Client,
    link: Link,
    dovecot: Dovecot,
    folder: TempDir,
    /// Where the file shall be.
    path: PathBuf,
    /// What it shall hold.
    bytes: Vec<u8>,
    /// A short mail beside the one with the attachment.
    small: MessageKey,
}

fn downloading() -> Download {
    let dovecot = Dovecot::start();
    let bytes: Vec<u8> = (0..4_000_000_u32).map(|n| (n % 251) as u8).collect();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("read me meanwhile", "Hi."));
    other.append("INBOX", "", &mail_with_attachment(&bytes));
    let link = Link::start(dovecot.port, SLOW);
    let account = account("alice", Security::Plaintext, link.port, None);
    let client = Client::start(account, Some("secret"));
    let (with_file, _) = client.newest("INBOX");
    let small = key("INBOX", with_file.uid_validity, NonZeroU32::MIN);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.bin");
    client.save(&with_file, &path);
    client.save_progress();
    Download { client, link, dovecot, folder, path, bytes, small }
}

impl Download {
    fn is_whole(&self) -> bool {
        fs::read(&self.path).expect("the file") == self.bytes
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect()
}

#[test]
fn a_click_on_a_message_goes_before_the_rest_of_a_download() {
    let download = downloading();
    let Download { client, small, .. } = &download;
    client.send(Command::ShowMessage {
        place: Place::PANE,
        form: Form::Text,
        key: small.clone(),
        structure: None,
    });
    client.expect("the message", |event| match event {
        Event::MessageLoaded { key, .. } => (key == small).then_some(()),
        Event::SaveFinished { .. } => panic!("the click waited for the whole file"),
        _ => None,
    });
    assert!(!download.path.exists(), "half a file has the name of a whole one");
    // From another folder too: the download goes on in its own.
    client.open("Sent");
    client.saved();
    assert!(download.is_whole(), "the file differs from the mail");
    assert_eq!(names(download.folder.path()), ["data.bin"]);
}

#[test]
fn a_download_that_is_cancelled_leaves_no_file() {
    let download = downloading();
    let client = &download.client;
    client.send(Command::CancelSave(SaveId(1)));
    let failure = client.expect("the end", |event| match event {
        Event::SaveFailed { failure, .. } => Some(failure.clone()),
        Event::SaveFinished { .. } => panic!("it was not cancelled"),
        _ => None,
    });
    assert_eq!(failure.kind, FailureKind::Cancelled);
    assert_eq!(names(download.folder.path()), Vec::<String>::new());
    // The same connection serves on.
    client.body(&download.small);
}

#[test]
fn a_download_whose_mail_goes_is_whole_or_nothing() {
    let download = downloading();
    let mut other = download.dovecot.client("alice", "secret");
    other.command("SELECT INBOX");
    other.command("STORE 2 +FLAGS.SILENT (\\Deleted)");
    other.command("EXPUNGE");
    let failure = download.client.expect("the end", |event| match event {
        Event::SaveFailed { failure, .. } => Some(Some(failure.clone())),
        Event::SaveFinished { .. } => Some(None),
        _ => None,
    });
    match failure {
        Some(failure) => {
            assert_eq!(failure.kind, FailureKind::MessageGone, "{failure:?}");
            assert_eq!(names(download.folder.path()), Vec::<String>::new());
        }
        // The server had it at hand still.
        None => assert!(download.is_whole(), "half a file"),
    }
}

#[test]
fn a_download_survives_a_lost_connection() {
    let download = downloading();
    download.link.cut();
    download.client.failed();
    download.client.send(Command::RetryNow);
    download.client.saved();
    assert!(download.is_whole(), "the file differs from the mail");
}
