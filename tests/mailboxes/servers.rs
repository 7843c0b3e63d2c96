//! Mailboxes on real servers: the demo account's, Dovecot and Cyrus.

use std::sync::Arc;

use mailpane::demo::DemoServer;
use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Event, MailboxChange, MailboxSurvey,
    Mark, MessageChange,
};
use mailpane::model::{FailureKind, Flag, Mailbox, Security, SpecialUse};

use crate::played::{created, deleted_with_inside, names, renamed, subscribed};
use crate::support::client::{ACCOUNT, Client, account, find, mail, mailbox};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

fn survey(client: &Client, name: &str) -> Arc<MailboxSurvey> {
    client.send(Command::SurveyMailbox { mailbox: mailbox(name) });
    client.expect("the survey", |event| match event {
        Event::MailboxSurveyed { survey, .. } if survey.mailbox == mailbox(name) => {
            Some(Arc::clone(survey))
        }
        Event::MailboxSurveyFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    })
}

fn exists(client: &Client, name: &str) -> u32 {
    client.expect("the folder", |event| match event {
        Event::MailboxOpened { mailbox: of, exists, .. } if *of == mailbox(name) => Some(*exists),
        Event::MailboxFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    })
}

fn is_subscribed(tree: &[Mailbox], name: &str) -> Option<bool> {
    find(tree, name).map(|mailbox| mailbox.subscribed)
}

/// Everything that can be done to mailboxes; `append` puts a message into one, read or not.
fn every_change(client: &Client, append: &mut dyn FnMut(&str, bool)) {
    client.open("INBOX");
    client.change(&created("Work/Plans/2026")).expect("made with what it stands in");
    let tree = client.tree();
    assert!(find(&tree, "Work/Plans/2026").is_some_and(|made| made.selectable && made.subscribed));
    client.change(&created("Work/Plans")).ok();
    client.change(&subscribed("Work/Plans/2026", false)).expect("unsubscribed");
    assert_eq!(is_subscribed(&client.tree(), "Work/Plans/2026"), Some(false));
    client.change(&subscribed("Work/Plans/2026", true)).expect("subscribed");
    client.change(&subscribed("Work/Plans", true)).expect("subscribed");
    let tree = client.tree();
    assert_eq!(is_subscribed(&tree, "Work/Plans/2026"), Some(true));

    for is_read in [false, false, true] {
        append("Work/Plans", is_read);
    }
    append("Work/Plans/2026", false);
    let held = survey(client, "Work");
    assert_eq!(
        (held.messages_total(), held.unseen_total(), held.counted),
        (4, 3, true),
        "{held:?}"
    );
    assert_eq!((held.inside_total, held.subscribed), (2, 2), "{held:?}");
    let leaf = survey(client, "Work/Plans/2026");
    assert_eq!((leaf.messages, leaf.unseen, leaf.inside_total), (Some(1), Some(1), 0));

    // What is open goes along, and stays open.
    let (count, uid_validity) = client.open("Work/Plans");
    assert_eq!(count, 3);
    client.change(&renamed("Work", "Done")).expect("renamed");
    assert_eq!(exists(client, "Done/Plans"), 3);
    let tree = client.tree();
    assert!(!names(&tree).iter().any(|name| name.starts_with("Work")), "{:?}", names(&tree));
    assert_eq!(is_subscribed(&tree, "Done/Plans/2026"), Some(true));
    assert_eq!(client.open("Done/Plans"), (3, uid_validity), "the same messages");
    client.change(&renamed("Done/Plans", "Up")).expect("moved to the top");
    assert_eq!(exists(client, "Up"), 3);
    assert!(find(&client.tree(), "Up/2026").is_some());

    // Onto one that is there, and what is not there: the server's own words.
    for refused in [
        renamed("Up", "Drafts"),
        renamed("Nobody", "Somebody"),
        MailboxChange::deleted(mailbox("Nobody")),
        created("Up"),
    ] {
        let Err(failure) = client.change(&refused) else { panic!("{refused:?}") };
        assert_eq!(failure.kind, FailureKind::Refused, "{refused:?}: {failure:?}");
        assert!(failure.server_text.is_some(), "{refused:?}");
    }
    // Some servers would do this, and what is inside would stand at two depths.
    let failure = client.change(&renamed("Up", "Up/2026/Up")).expect_err("never asked");
    assert_eq!(failure.sentence, "A folder cannot be moved into itself.");
    assert_eq!(failure.server_text, None);

    // A parent alone: what is inside stays, or the server refuses.
    let alone = client.change(&MailboxChange::deleted(mailbox("Up")));
    let tree = client.tree();
    assert!(find(&tree, "Up/2026").is_some());
    assert_eq!(find(&tree, "Up").is_some_and(|up| up.selectable), alone.is_err(), "{alone:?}");
    client.change(&deleted_with_inside("Up")).expect("all of it");
    assert!(!names(&client.tree()).iter().any(|name| name.starts_with("Up")));
    client.change(&deleted_with_inside("Done")).ok();
    assert!(find(&client.tree(), "Done").is_none());
}

/// What is asked of a folder that is not the open one, and of which nothing was read.
fn everything(client: &Client, name: &str, change: MessageChange) -> ChangeOutcome {
    let request = ChangeRequest {
        id: ChangeId(900),
        account: ACCOUNT,
        mailbox: mailbox(name),
        uid_validity: None,
        messages: Chosen::Everything,
        change,
    };
    let outcome = client.change_messages(&request);
    assert_eq!(outcome.failure, None, "{outcome:?}");
    ChangeOutcome::clone(&outcome)
}

fn all_of_another_folder(client: &Client, append: &mut dyn FnMut(&str, bool)) {
    client.open("INBOX");
    for is_read in [false, true, false] {
        append("Trash", is_read);
    }
    let seen = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
    let read = everything(client, "Trash", seen);
    assert_eq!((read.done.len(), read.total), (2, 2), "those that were not read before");
    assert!(read.request.uid_validity.is_some(), "it can be taken back");
    assert_eq!(survey(client, "Trash").unseen, Some(0));
    let emptied = everything(client, "Trash", MessageChange::Delete);
    assert_eq!(emptied.done.len(), 3);
    assert_eq!(survey(client, "Trash").messages, Some(0));
    // The folder on the screen is as it was.
    assert_eq!(client.open("INBOX").0, survey(client, "INBOX").messages.expect("counted"));
}

/// The messages of INBOX become those of another folder, or the server says that it does not.
fn inbox_is_renamed(client: &Client, inside: &str) -> Result<(), String> {
    let (before, _) = client.open("INBOX");
    client.change(&created("INBOX/inside")).expect("made");
    let result = client.change(&renamed("INBOX", "Old"));
    let left = exists(client, "INBOX");
    let tree = client.listed_again();
    let inside = find(&tree, inside).map(|inside| inside.subscribed);
    assert_eq!(inside, Some(true), "{:?}", names(&tree));
    if let Err(failure) = result {
        assert!(find(&tree, "Old").is_none());
        assert_eq!(left, before);
        return Err(failure.server_text.expect("the server's words"));
    }
    assert!(find(&tree, "Old").is_some_and(|old| old.subscribed));
    assert_eq!((client.open("Old").0, left), (before, 0), "{}", client.log_text());
    Ok(())
}

/// A folder for a use that no other has, where the server can be told.
fn a_use_is_given(client: &Client, special_use: SpecialUse) -> Result<(), String> {
    assert_eq!(
        client.ready().makes_special_mailboxes(),
        client.log_text().contains("CREATE-SPECIAL-USE")
    );
    client.tree();
    let wanted =
        MailboxChange::Created { mailbox: mailbox("Ablage"), special_use: Some(special_use) };
    client.change(&wanted).map_err(|failure| failure.sentence)?;
    let tree = client.tree();
    assert_eq!(find(&tree, "Ablage").and_then(|made| made.special_use), Some(special_use));
    Ok(())
}

#[test]
fn dovecot_does_every_change() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("first", "Hi."));
    let tls = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let client = Client::start(tls, Some("secret"));
    let mut append = |name: &str, is_read: bool| {
        other.append(name, if is_read { "\\Seen" } else { "" }, &mail("one", "Hi."));
    };
    every_change(&client, &mut append);
    all_of_another_folder(&client, &mut append);
    // It takes along what is inside, though it should not (RFC 3501 §6.3.5).
    assert_eq!(inbox_is_renamed(&client, "Old/inside"), Ok(()));
}

#[test]
fn cyrus_does_every_change() {
    let cyrus = Cyrus::start();
    let mut other = cyrus.client("alice", "secret");
    other.append("INBOX", "", &mail("first", "Hi."));
    let plain = account("alice", Security::Plaintext, cyrus.port, None);
    let client = Client::start(plain, Some("secret"));
    let mut append = |name: &str, is_read: bool| {
        other.append(name, if is_read { "\\Seen" } else { "" }, &mail("one", "Hi."));
    };
    every_change(&client, &mut append);
    all_of_another_folder(&client, &mut append);
    // This Cyrus makes the folder and breaks off: the numbers tell that nothing moved.
    client.open("INBOX");
    let failure = client.change(&renamed("INBOX", "Old")).expect_err("it broke off");
    assert_eq!(failure.kind, FailureKind::Disconnected);
    assert!(failure.sentence.ends_with("“Old” has 0 and the inbox 1 now."), "{failure:?}");
    assert_eq!(exists(&client, "INBOX"), 1);
}

#[test]
fn the_demo_account_does_every_change() {
    let server = DemoServer::sample();
    let client = Client::demo(&server, false, Some("demo"));
    everything(&client, "Trash", MessageChange::Delete);
    let mut append = |name: &str, is_read: bool| {
        let flags: &[&str] = if is_read { &["\\Seen"] } else { &[] };
        server.append(name, flags, 1_700_000_000, mail("one", "Hi."));
    };
    every_change(&client, &mut append);
    all_of_another_folder(&client, &mut append);
    assert_eq!(inbox_is_renamed(&client, "INBOX/inside"), Ok(()));
}

#[test]
fn a_folder_gets_a_use_where_the_server_can_be_told() {
    let server = DemoServer::empty();
    assert_eq!(
        a_use_is_given(&Client::demo(&server, false, Some("demo")), SpecialUse::Archive),
        Ok(())
    );
    let cyrus = Cyrus::start();
    let plain = account("alice", Security::Plaintext, cyrus.port, None);
    assert_eq!(
        a_use_is_given(&Client::start(plain, Some("secret")), SpecialUse::Important),
        Ok(())
    );
    let dovecot = Dovecot::start();
    let tls = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let refused = a_use_is_given(&Client::start(tls, Some("secret")), SpecialUse::Important);
    assert!(
        refused.is_err_and(|sentence| sentence.contains("cannot be told what a folder is for"))
    );
}
