//! Real Dovecot, and what happens to the open folder meanwhile: by another hand, or before the window
//! has heard of it.

use mailpane::engine::{Command, Event};
use mailpane::model::Security;

use crate::played::{created, renamed};
use crate::support::client::{Client, FIRST_ROWS, account, mail, mailbox, open_mailbox};
use crate::support::dovecot::Dovecot;

fn connect(dovecot: &Dovecot) -> Client {
    let client =
        Client::start(account("alice", Security::Plaintext, dovecot.port, None), Some("secret"));
    client.tree();
    client.change(&created("Plans")).expect("made");
    client
}

#[test]
fn what_is_asked_for_by_an_old_name_is_found_by_the_new_one() {
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    let (_, uid_validity) = client.open("Plans");
    client.change(&renamed("Plans", "Done")).expect("renamed");
    // A click from before the window heard of it.
    client.send(open_mailbox(mailbox("Plans"), FIRST_ROWS));
    let opened = client.expect("the folder", |event| match event {
        Event::MailboxOpened { mailbox: of, uid_validity, .. } => Some((of.clone(), *uid_validity)),
        Event::MailboxFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    });
    assert_eq!(opened, (mailbox("Done"), uid_validity));
}

#[test]
fn mail_that_came_into_the_open_folder_counts_before_it_goes() {
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    client.open("Plans");
    let mut other = dovecot.client("alice", "secret");
    other.append("Plans", "", &mail("one", "Hello."));
    client.send(Command::SurveyMailbox { mailbox: mailbox("Plans") });
    let messages = client.expect("the survey", |event| match event {
        Event::MailboxSurveyed { survey, .. } => Some(survey.messages),
        _ => None,
    });
    assert_eq!(messages, Some(1));
}
