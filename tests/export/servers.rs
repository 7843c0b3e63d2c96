//! Exports from real servers: what comes out is what went in.

use std::time::UNIX_EPOCH;

use mailpane::demo::DemoServer;
use mailpane::engine::{Chosen, Command, Event, ExportCommand, ExportEvent, ExportForm, Place};
use mailpane::files::MailFile;
use mailpane::model::{FailureKind, Security};
use mailpane::reading::Form;

use crate::hand::{ID, begin, ended, export, files, messages, wish, with_lf};
use crate::played::{uid, uids};
use crate::support::client::{Client, PATIENCE, account, key, mail};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

/// Mails with everything that makes an mbox hard: separators in texts, no end, many sizes.
fn hard_mails() -> Vec<Vec<u8>> {
    let piece = 256 * 1024;
    let head = mail("size", "").len();
    let filled =
        |bytes: usize| mail("size", &"line of text\r\n".repeat(bytes / 14 + 1)[..bytes - head]);
    vec![
        mail("one", "From here\r\n>From there\r\n\r\nFrom a@b Mon Jan  1 10:00:00 2024\r\nend"),
        mail("two / ../.. \\ : con", "Hello.\r\n\r\n\r\n"),
        filled(piece - 1),
        filled(piece),
        filled(2 * piece + 17),
        mail("last", "Bye."),
    ]
}

/// Both ways out of an INBOX that holds these mails.
fn both_forms(client: &Client, mails: &[Vec<u8>]) {
    let count = u32::try_from(mails.len()).unwrap();
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let folder = tempfile::tempdir().unwrap();
        let wish = wish("INBOX", form, folder.path());
        let path = wish.path.clone();
        let outcome = export(client, wish);
        assert_eq!((outcome.failure.as_ref(), outcome.total, outcome.done), (None, count, count));
        assert_eq!((outcome.gone, outcome.unreadable), (0, 0));
        assert_eq!(outcome.path.as_deref(), Some(&*path));
        let bytes: usize = mails.iter().map(Vec::len).sum();
        assert_eq!(outcome.done_bytes, bytes as u64);
        if form == ExportForm::Mbox {
            let wanted: Vec<Vec<u8>> = mails.iter().map(|mail| with_lf(mail)).collect();
            assert!(messages(&path) == wanted, "other messages than went in");
        } else {
            let mut wanted = mails.to_vec();
            let mut found: Vec<Vec<u8>> = files(folder.path()).into_values().collect();
            wanted.sort();
            found.sort();
            assert!(found == wanted, "other messages than went in");
        }
        assert_eq!(
            files(folder.path()).len(),
            if form == ExportForm::Mbox { 1 } else { mails.len() }
        );
    }
}

#[test]
fn what_comes_out_of_the_demo_server_is_what_went_in() {
    let server = DemoServer::empty();
    let mails = hard_mails();
    for mail in &mails {
        server.append("INBOX", &[], 1_795_000_000, mail.clone());
    }
    both_forms(&Client::demo(&server, false, Some("demo")), &mails);
    both_forms(&Client::demo(&server, true, Some("demo")), &mails);
}

#[test]
fn what_comes_out_of_dovecot_is_what_went_in() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    let mails = hard_mails();
    mails.iter().for_each(|mail| other.append("INBOX", "", mail));
    let account = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    both_forms(&Client::start(account, Some("secret")), &mails);
    let unread = other.command("STATUS INBOX (UNSEEN)").concat();
    assert!(unread.contains(&format!("UNSEEN {}", mails.len())), "nothing was marked: {unread}");
}

#[test]
fn what_comes_out_of_cyrus_is_what_went_in() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    let mails = hard_mails();
    mails.iter().for_each(|mail| other.append("INBOX", "", mail));
    let account = account("alice", Security::Tls, cyrus.tls_port, Some(&cyrus.certs.ca));
    both_forms(&Client::start(account, Some("secret")), &mails);
}

#[test]
fn flags_tags_and_times_come_with_the_messages() {
    let server = DemoServer::empty();
    let flags = ["\\Seen", "\\Answered", "\\Flagged", "$Forwarded", "Work"];
    server.append("INBOX", &flags, 1_795_344_120, mail("kept", "Hello."));
    server.append("INBOX", &["\\Draft"], 1_795_344_120, mail("kept", "Again."));
    let client = Client::demo(&server, false, Some("demo"));
    let folder = tempfile::tempdir().unwrap();
    let one = wish("INBOX", ExportForm::Mbox, folder.path());
    let path = one.path.clone();
    export(&client, one);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.starts_with("From mara@example.org Sun Nov 22 10:42:00 2026\nFrom: Mara"),
        "{text}"
    );
    assert!(text.contains("\nStatus: RO\nX-Status: AF\nX-Keywords: $Forwarded Work\n\n"), "{text}");
    assert!(text.contains("\nStatus: O\nX-Status: T\n\n"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    export(&client, wish("INBOX", ExportForm::Eml, folder.path()));
    let names: Vec<String> = files(folder.path()).into_keys().collect();
    assert_eq!(names, ["2026-11-22 1042 Mara - kept (2).eml", "2026-11-22 1042 Mara - kept.eml"]);
    let about = std::fs::metadata(folder.path().join(&names[0])).unwrap();
    let modified = about.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    assert_eq!(modified.as_secs(), 1_795_344_120);
}

#[test]
fn a_choice_comes_out_once_and_in_order_and_what_is_gone_is_counted() {
    let server = DemoServer::empty();
    server.fill("INBOX", 3_000);
    server.expunge("INBOX", 2_500);
    let client = Client::demo(&server, false, Some("demo"));
    let (_, uid_validity) = client.open("INBOX");
    let folder = tempfile::tempdir().unwrap();
    let mut wish = wish("INBOX", ExportForm::Mbox, folder.path());
    wish.uid_validity = Some(uid_validity);
    wish.messages = vec![
        Chosen::Uids(uids([7, 9, 2_500, 4_000]).into()),
        Chosen::Range { first: uid(2_000), last: uid(9_999) },
        Chosen::Uids(uids([9, 2_001]).into()),
    ];
    let path = wish.path.clone();
    let outcome = export(&client, wish);
    assert_eq!(outcome.failure, None);
    // 2,500 and 4,000 were named and are not there.
    assert_eq!((outcome.total, outcome.done, outcome.gone), (1_004, 1_002, 2));
    assert_eq!(messages(&path).len(), 1_002);
}

#[test]
fn of_an_empty_folder_no_file_is_made() {
    let server = DemoServer::empty();
    server.fill("Archive", 0);
    let client = Client::demo(&server, false, Some("demo"));
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = export(&client, wish("Archive", form, folder.path()));
        assert_eq!((outcome.failure.as_ref(), outcome.total, outcome.done), (None, 0, 0));
        assert_eq!(outcome.path, None);
        assert!(files(folder.path()).is_empty());
    }
}

#[test]
fn a_folder_that_is_not_there_is_a_sentence() {
    let server = DemoServer::empty();
    let client = Client::demo(&server, false, Some("demo"));
    let folder = tempfile::tempdir().unwrap();
    let outcome = export(&client, wish("Nowhere", ExportForm::Mbox, folder.path()));
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert_eq!(failure.kind, FailureKind::Refused);
    assert!(files(folder.path()).is_empty() && outcome.path.is_none());
}

#[test]
fn a_click_goes_before_an_export() {
    let server = DemoServer::empty();
    server.fill("INBOX", 20_000);
    let client = Client::demo(&server, false, Some("demo"));
    let (_, uid_validity) = client.open("INBOX");
    client.rows();
    let folder = tempfile::tempdir().unwrap();
    begin(&client, wish("INBOX", ExportForm::Mbox, folder.path()));
    let (key, structure) = (key("INBOX", uid_validity, uid(77)), None);
    client.send(Command::ShowMessage { place: Place::PANE, key, structure, form: Form::default() });
    client.expect("the message", |event| match event {
        Event::MessageLoaded { .. } => Some(()),
        Event::Export(ExportEvent::Ended { .. }) => panic!("the message waited for the export"),
        _ => None,
    });
    assert_eq!(ended(&client).done, 20_000);
}

#[test]
fn a_stopped_export_leaves_whole_files_or_none() {
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let server = DemoServer::empty();
        server.fill("INBOX", 20_000);
        let client = Client::demo(&server, false, Some("demo"));
        let folder = tempfile::tempdir().unwrap();
        begin(&client, wish("INBOX", form, folder.path()));
        let before = client.expect("progress", |event| match event {
            Event::Export(ExportEvent::Progress { progress, .. }) if progress.settled > 0 => {
                Some(progress.settled)
            }
            _ => None,
        });
        client.send(Command::Export(ExportCommand::Stop(ID)));
        let outcome = ended(&client);
        let failure = outcome.failure.as_ref().expect("it ended early");
        assert_eq!((failure.kind, outcome.total), (FailureKind::Cancelled, 20_000));
        let left = files(folder.path());
        assert_eq!(left.len(), outcome.done as usize);
        assert!(left.keys().all(|name| name.ends_with(".eml")), "{:?}", left.keys());
        if form == ExportForm::Mbox {
            assert_eq!((outcome.done, outcome.path.as_ref()), (0, None));
        } else {
            assert!((before..20_000).contains(&outcome.done), "{}", outcome.done);
            assert_eq!(outcome.path.as_deref(), Some(folder.path()));
        }
    }
}

#[test]
fn what_was_exported_is_a_mail_file_that_reads_the_same() {
    let server = DemoServer::empty();
    let mails = hard_mails();
    for mail in &mails {
        server.append("INBOX", &[], 1_795_000_000, mail.clone());
    }
    let folder = tempfile::tempdir().unwrap();
    let first = wish("INBOX", ExportForm::Mbox, folder.path());
    let path = first.path.clone();
    export(&Client::demo(&server, false, Some("demo")), first);

    let file = MailFile::open(&path).expect("a mail file");
    file.wait(PATIENCE);
    let client = Client::local(&file.server, file.account, "any");
    let again = tempfile::tempdir().unwrap();
    let second = wish("INBOX", ExportForm::Mbox, again.path());
    let second_path = second.path.clone();
    assert_eq!(export(&client, second).done as usize, mails.len());
    assert!(messages(&second_path) == messages(&path), "other messages than went in");
}
