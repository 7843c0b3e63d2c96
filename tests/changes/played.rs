//! What the tests with a played server share: how its talk begins and ends, and what is asked of it.

use std::num::NonZeroU32;

use mailpane::engine::{ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, MessageChange};

use crate::script::{Line, client, serve_each, server};
use crate::support::client::{ACCOUNT, Client, mailbox};

/// The folder list of every script; [`tree`] answers it.
const LIST: &str =
    "LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))";

pub fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

pub fn uids(numbers: impl IntoIterator<Item = u32>) -> Vec<NonZeroU32> {
    numbers.into_iter().map(uid).collect()
}

pub fn numbers(uids: &[NonZeroU32]) -> Vec<u32> {
    uids.iter().map(|uid| uid.get()).collect()
}

pub fn to_trash() -> MessageChange {
    MessageChange::Move { to: mailbox("Trash") }
}

pub fn copy_to_trash() -> MessageChange {
    MessageChange::Copy { to: mailbox("Trash") }
}

/// A wish for messages of INBOX as it is in the scripts.
pub fn wish(numbers: impl IntoIterator<Item = u32>, change: MessageChange) -> ChangeRequest {
    ChangeRequest {
        id: ChangeId(1),
        account: ACCOUNT,
        mailbox: mailbox("INBOX"),
        uid_validity: Some(uid(9)),
        messages: Chosen::Uids(uids(numbers).into()),
        change,
    }
}

/// The greeting of a server with these capabilities.
pub fn hello(capabilities: &str) -> Line {
    server(&format!(
        "* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS {capabilities}] hi\r\n"
    ))
}

/// The list of folders, asked for with this tag.
pub fn tree(tag: u32) -> Vec<Line> {
    vec![
        client(&format!("m{tag} {LIST}")),
        server(&format!(
            "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Trash\r\nm{tag} OK that is all\r\n"
        )),
    ]
}

/// INBOX is opened with this tag.
pub fn select(tag: u32, uid_validity: u32) -> Vec<Line> {
    vec![
        client(&format!("m{tag} SELECT \"INBOX\"")),
        server(&format!(
            "* 9 EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] x\r\n\
             * OK [UIDVALIDITY {uid_validity}] x\r\nm{tag} OK [READ-WRITE] in\r\n"
        )),
    ]
}

/// A connection that begins with the list, INBOX opened behind it, and goes on like this from tag
/// m3 on.
pub fn first(capabilities: &str, rest: Vec<Line>) -> Vec<Line> {
    [vec![hello(capabilities)], tree(1), select(2, 9), rest].concat()
}

/// A connection after a lost one: the change goes on before anything else, from tag m2 on.
pub fn again(capabilities: &str, rest: Vec<Line>) -> Vec<Line> {
    [vec![hello(capabilities)], select(1, 9), rest].concat()
}

/// A worker that has listed its folders.
pub fn connect(scripts: Vec<Vec<Line>>) -> Client {
    let client = Client::played(serve_each(scripts), false);
    client.tree();
    client
}

/// Has it done by a server that is played like this; comes back after each lost connection but the
/// last.
pub fn play(mut scripts: Vec<Vec<Line>>, wish: &ChangeRequest) -> (Client, ChangeOutcome) {
    let lost = scripts.len() - 1;
    scripts[..lost].iter_mut().for_each(|script| script.push(Line::Close));
    let client = connect(scripts);
    client.send(Command::ChangeMessages(wish.clone()));
    for _ in 0..lost {
        client.failed();
        client.send(Command::RetryNow);
    }
    let outcome = client.changed(wish.id);
    (client, ChangeOutcome::clone(&outcome))
}

/// How often a command that begins like this was sent.
pub fn times(client: &Client, begins: &str) -> usize {
    client.sent().iter().filter(|line| line.starts_with(begins)).count()
}
