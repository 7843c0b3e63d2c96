//! What the tests with a played server share: how its talk begins, its lists, and what is asked of it.

use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::{Failure, Mailbox};

use crate::script::{Line, client, serve_each, server};
use crate::support::client::{Client, mailbox};

pub const LIST: &str =
    "LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))";

/// The greeting of a server with these capabilities beside the extended list.
pub fn hello(capabilities: &str) -> Line {
    server(&format!(
        "* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS {capabilities}] hi\r\n"
    ))
}

/// Lines of a list: `+` before a name says that it is subscribed to, `-` that it cannot be opened.
pub fn lines(names: &str) -> String {
    let line = |name: &str| match (name.strip_prefix('+'), name.strip_prefix('-')) {
        (Some(name), _) => format!("* LIST (\\Subscribed) \"/\" \"{name}\"\r\n"),
        (_, Some(name)) => format!("* LIST (\\Noselect) \"/\" \"{name}\"\r\n"),
        _ => format!("* LIST () \"/\" \"{name}\"\r\n"),
    };
    names.split_whitespace().map(line).collect()
}

/// The list is asked for with this tag, and these are there.
pub fn tree(tag: u32, names: &str) -> Vec<Line> {
    vec![
        client(&format!("m{tag} {LIST}")),
        server(&format!("{}m{tag} OK that is all\r\n", lines(names))),
    ]
}

/// A connection that begins with the list.
pub fn first(names: &str, rest: Vec<Line>) -> Vec<Line> {
    [vec![hello("")], tree(1, names), rest].concat()
}

/// Lines of one write, from this tag on, with the list behind them; then what the server says.
pub fn write(mut tag: u32, commands: &[&str], said: &str) -> Vec<Line> {
    let mut all = Vec::new();
    for command in commands.iter().chain([&LIST]) {
        all.push(client(&format!("m{tag} {command}")));
        tag += 1;
    }
    all.push(server(said));
    all
}

/// As a result: what was asked for was done, or the failure.
pub fn told(client: &Client, wanted: &MailboxChange) -> Result<(), Failure> {
    client.expect("the change", |event| match event {
        Event::MailboxChanged { change, .. } if change == wanted => Some(Ok(())),
        Event::MailboxChangeFailed { change, failure, .. } if change == wanted => {
            Some(Err(failure.clone()))
        }
        _ => None,
    })
}

/// Has it done by a server that is played like this; comes back after each lost connection but the
/// last. The connection stays until the client that is returned goes.
pub fn play(mut scripts: Vec<Vec<Line>>, wanted: &MailboxChange) -> (Client, Result<(), Failure>) {
    let lost = scripts.len() - 1;
    scripts[..lost].iter_mut().for_each(|script| script.push(Line::Close));
    let client = Client::played(serve_each(scripts), false);
    client.tree();
    client.send(Command::ChangeMailbox(wanted.clone()));
    for _ in 0..lost {
        client.failed();
        client.send(Command::RetryNow);
    }
    let result = told(&client, wanted);
    (client, result)
}

/// How often a command that begins like this was sent.
pub fn times(client: &Client, begins: &str) -> usize {
    client.sent().iter().filter(|line| line.starts_with(begins)).count()
}

pub fn names(tree: &[Mailbox]) -> Vec<&str> {
    tree.iter().map(|mailbox| mailbox.full_name.as_str()).collect()
}

pub fn created(name: &str) -> MailboxChange {
    MailboxChange::created(mailbox(name))
}

pub fn renamed(from: &str, to: &str) -> MailboxChange {
    MailboxChange::Renamed { from: mailbox(from), to: mailbox(to) }
}

pub fn deleted_with_inside(name: &str) -> MailboxChange {
    MailboxChange::Deleted { mailbox: mailbox(name), inside: true }
}

pub fn subscribed(name: &str, on: bool) -> MailboxChange {
    MailboxChange::Subscribed { mailbox: mailbox(name), on }
}
