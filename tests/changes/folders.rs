//! Real Dovecot, and a connection that breaks behind every line of a change to mailboxes and inside
//! it: the tree is true afterwards, nothing is done twice, and what is said is so.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use mailpane::engine::{
    ChangeId, ChangeRequest, Chosen, Command, Event, MailboxChange, MessageChange,
};
use mailpane::model::{ConnectionState, Failure, Mailbox};

use crate::broken::{MOVES, dovecot, sweep, worker};
use crate::support::client::{ACCOUNT, Client, mail, mailbox};
use crate::support::cutter::Cut;
use crate::support::imap;

/// Names that a mailbox of these tests may begin with.
const OURS: [char; 2] = ['a', 'x'];

/// What the server has of ours: what is there, what is subscribed to, and messages of all.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    names: BTreeSet<String>,
    subscribed: BTreeSet<String>,
    messages: u32,
}

fn held(names: &str, subscribed: &str, messages: u32) -> Held {
    let set = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Held { names: set(names), subscribed: set(subscribed), messages }
}

fn look(other: &mut imap::Client) -> Held {
    let mut listed = |verb: &str| -> BTreeSet<String> {
        let lines = other.command(&format!("{verb} \"\" \"*\""));
        let names = lines.iter().filter_map(|line| line.rsplit_once(' '));
        let names = names.map(|(_, name)| name.trim_matches('"').to_owned());
        names.filter(|name| name.starts_with(OURS)).collect()
    };
    let (names, subscribed) = (listed("LIST"), listed("LSUB"));
    let messages = names.iter().map(|name| {
        let (lines, answer) = other.ask(&format!("STATUS {name} (MESSAGES)"));
        if answer.starts_with("NO") {
            return 0; // A name that only has others below it.
        }
        let lines = lines.concat();
        let (_, count) = lines.split_once("(MESSAGES ").expect("a count");
        count.split(')').next().and_then(|count| count.parse::<u32>().ok()).expect("a number")
    });
    let messages = messages.sum();
    Held { names, subscribed, messages }
}

/// Two folders inside a third, which holds a message as one of them does; not all are subscribed to.
fn begin(other: &mut imap::Client, is_empty: bool) {
    let Held { names, subscribed, .. } = look(other);
    other.append("INBOX", "", &mail("one", "Hello.")); // The worker waits for rows.
    for name in names.iter().rev() {
        // One that only had others below it went with them.
        other.ask(&format!("DELETE {name}"));
    }
    for name in subscribed {
        other.command(&format!("UNSUBSCRIBE {name}"));
    }
    if is_empty {
        return;
    }
    for name in ["a", "a/b", "a/c"] {
        other.command(&format!("CREATE {name}"));
    }
    for name in ["a", "a/b"] {
        other.command(&format!("SUBSCRIBE {name}"));
        other.append(name, "", &mail("one", "Hello."));
    }
}

/// Takes events up to such a one, and comes back after each lost connection.
fn until<T>(client: &Client, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
    client.expect(what, |event| {
        if let Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } = event {
            client.send(Command::RetryNow);
        }
        pick(event)
    })
}

/// What came of it, and the tree once nothing of it is under way.
fn ended(client: &Client, wanted: &MailboxChange) -> (Result<(), Failure>, Vec<Mailbox>) {
    client.send(Command::ChangeMailbox(wanted.clone()));
    let result = until(client, "the change", |event| match event {
        Event::MailboxChanged { change, .. } if change == wanted => Some(Ok(())),
        Event::MailboxChangeFailed { change, failure, .. } if change == wanted => {
            Some(Err(failure.clone()))
        }
        _ => None,
    });
    // Changes run in their order, so that this is answered behind it.
    let marker = ChangeRequest {
        id: ChangeId(1),
        account: ACCOUNT,
        mailbox: mailbox("INBOX"),
        uid_validity: NonZeroU32::new(1),
        messages: Chosen::Uids([].into()),
        change: MessageChange::Delete,
    };
    client.send(Command::ChangeMessages(marker));
    until(client, "the end", |event| matches!(event, Event::MessagesChanged { .. }).then_some(()));
    client.send(Command::Refresh);
    let tree = until(client, "the tree", |event| match event {
        Event::MailboxesListed { mailboxes, .. } => Some(mailboxes.to_vec()),
        _ => None,
    });
    (result, tree)
}

/// Cuts one change at one place. The server has to hold `done` where that is said, and `left` where
/// it is not; of several mailboxes the sentence names those that went.
fn cut_in(
    (port, other, cut): (u16, &mut imap::Client, Cut),
    change: &MailboxChange,
    (left, done): (&Held, &Held),
) -> bool {
    begin(other, left.names.is_empty());
    assert_eq!(look(other), *left, "as it begins");
    let (client, cutter) = worker(port, "INBOX");
    cutter.cut(cut);
    let (result, tree) = ended(&client, change);
    let (is_cut, now) = (cutter.is_cut(), look(other));
    let said = format!("{cut:?}: {result:?}, and there is {now:?}\n{}", client.log_text());
    let ours = || tree.iter().filter(|mailbox| mailbox.full_name.starts_with(OURS));
    let names: BTreeSet<String> = ours().map(|mailbox| mailbox.full_name.clone()).collect();
    assert_eq!(names, now.names, "the tree, {said}");
    let subscribed = ours().filter(|mailbox| mailbox.subscribed);
    let subscribed: BTreeSet<String> =
        subscribed.map(|mailbox| mailbox.full_name.clone()).collect();
    assert_eq!(subscribed, now.subscribed, "no subscription is left behind, {said}");
    match result {
        Ok(()) => assert_eq!(now, *done, "it is said to be done, {said}"),
        Err(failure) => match failure.sentence.split_once(" Deleted: ") {
            Some((_, gone)) => {
                let is_said = |name: &&String| gone.contains(&format!("“{name}”"));
                let stay = left.names.iter().filter(|name| !is_said(name)).cloned().collect();
                assert_eq!(now.names, stay, "some are said to be gone, {said}");
            }
            None => assert_eq!(now, *left, "it is said not to be done, {said}"),
        },
    }
    let verb = match change {
        MailboxChange::Created { .. } => "CREATE ",
        MailboxChange::Renamed { .. } => "RENAME ",
        MailboxChange::Deleted { .. } => "DELETE \"a\"",
        MailboxChange::Subscribed { .. } => "SUBSCRIBE ",
    };
    let times = client.sent().iter().filter(|line| line.starts_with(verb)).count();
    assert_eq!(times, 1, "{said}");
    is_cut
}

#[test]
fn a_folder_cut_anywhere_is_made_once_or_said_not_to_be() {
    let (left, done) = (held("", "", 0), held("x x/b", "x/b", 0));
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let change = MailboxChange::created(mailbox("x/b"));
        cut_in((port, other, cut), &change, (&left, &done))
    });
}

#[test]
fn a_rename_cut_anywhere_takes_all_inside_along_or_nothing() {
    let left = held("a a/b a/c", "a a/b", 2);
    let done = held("x x/b x/c", "x x/b", 2);
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let change = MailboxChange::Renamed { from: mailbox("a"), to: mailbox("x") };
        cut_in((port, other, cut), &change, (&left, &done))
    });
}

#[test]
fn a_deletion_of_folders_cut_anywhere_says_which_went() {
    let (left, done) = (held("a a/b a/c", "a a/b", 2), held("", "", 0));
    let dovecot = dovecot(MOVES);
    sweep(dovecot.port, |port, other, cut| {
        let change = MailboxChange::Deleted { mailbox: mailbox("a"), inside: true };
        cut_in((port, other, cut), &change, (&left, &done))
    });
}
