//! The folder on the screen is renamed or goes: what is open then, and by what the server is asked.

use mailpane::engine::{Command, Event, MailboxChange};

use crate::played::{
    deleted_with_inside, first, hello, lines, names, play, renamed, times, told, tree, write,
};
use crate::script::{Line, client, serve_in_turn, server};
use crate::support::client::{Client, FIRST_ROWS, mailbox, open_mailbox};

const UNSELECT: &str = "UNSELECT";

fn select(tag: u32, name: &str, uid_validity: u32) -> Vec<Line> {
    vec![
        client(&format!("m{tag} SELECT \"{name}\"")),
        server(&format!("* 0 EXISTS\r\n* OK [UIDVALIDITY {uid_validity}] x\r\nm{tag} OK in\r\n")),
    ]
}

/// A server with `a/b` open on the screen, whose list was read before.
fn on_screen(capabilities: &str, names: &str, rest: Vec<Line>) -> Vec<Line> {
    [vec![hello(capabilities)], tree(1, names), select(2, "a/b", 7), rest].concat()
}

/// A client of it.
fn connect(mut scripts: Vec<Vec<Line>>) -> Client {
    let last = scripts.len() - 1;
    scripts[..last].iter_mut().for_each(|script| script.push(Line::Close));
    let client = Client::played(serve_in_turn(scripts), false);
    client.tree();
    client.send(open_mailbox(mailbox("a/b"), FIRST_ROWS));
    client.expect("the folder", |event| opened(event, "a/b"));
    client
}

fn opened(event: &Event, name: &str) -> Option<u32> {
    match event {
        Event::MailboxOpened { mailbox: of, uid_validity, .. } if *of == mailbox(name) => {
            Some(uid_validity.get())
        }
        Event::MailboxFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    }
}

const BEFORE: &str = "INBOX a a/b";
const AFTER: &str = "INBOX x x/b";

#[test]
fn it_is_left_in_the_same_write_and_opened_under_its_new_name() {
    let done = format!("m3 OK\r\nm4 OK\r\n{}m5 OK\r\n", lines(AFTER));
    let rest = [write(3, &["UNSELECT", "RENAME \"a\" \"x\""], &done), select(6, "x/b", 7)].concat();
    let client = connect(vec![on_screen(UNSELECT, BEFORE, rest)]);
    let change = renamed("a", "x");
    client.send(Command::ChangeMailbox(change.clone()));
    // First that it has another name, then that it is open by that.
    assert_eq!(told(&client, &change), Ok(()));
    assert_eq!(client.expect("the folder again", |event| opened(event, "x/b")), 7);
}

#[test]
fn a_server_that_cannot_leave_it_opens_the_inbox_meanwhile() {
    let done = format!("m4 OK\r\n{}m5 OK\r\n", lines(AFTER));
    let rest =
        [select(3, "INBOX", 1), write(4, &["RENAME \"a\" \"x\""], &done), select(6, "x/b", 8)]
            .concat();
    let client = connect(vec![on_screen("", BEFORE, rest)]);
    client.send(Command::ChangeMailbox(renamed("a", "x")));
    assert_eq!(client.expect("the folder again", |event| opened(event, "x/b")), 8);
}

#[test]
fn after_a_lost_connection_it_is_opened_under_the_name_that_the_list_has() {
    for (now, name) in [(AFTER, "x/b"), (BEFORE, "a/b")] {
        let cut = write(3, &["UNSELECT", "RENAME \"a\" \"x\""], "");
        let rest = [tree(1, now), select(2, name, 7)].concat();
        let scripts =
            vec![on_screen(UNSELECT, BEFORE, cut), [vec![hello(UNSELECT)], rest].concat()];
        let client = connect(scripts);
        let change = renamed("a", "x");
        client.send(Command::ChangeMailbox(change.clone()));
        client.failed();
        client.send(Command::RetryNow);
        assert_eq!(told(&client, &change).is_ok(), now == AFTER);
        client.expect("the folder again", |event| opened(event, name));
        assert_eq!(times(&client, "RENAME"), 1);
    }
}

#[test]
fn one_that_is_refused_stays_open() {
    let said = format!("m3 OK\r\nm4 NO in use\r\n{}m5 OK\r\n", lines(BEFORE));
    let rest = [write(3, &["UNSELECT", "RENAME \"a\" \"x\""], &said), select(6, "a/b", 7)].concat();
    let client = connect(vec![on_screen(UNSELECT, BEFORE, rest)]);
    let change = renamed("a", "x");
    client.send(Command::ChangeMailbox(change.clone()));
    assert!(told(&client, &change).is_err());
    client.expect("the folder again", |event| opened(event, "a/b"));
}

#[test]
fn one_that_is_deleted_is_not_asked_for_again() {
    let done = format!("m3 OK\r\nm4 OK\r\nm5 OK\r\n{}m6 OK\r\n", lines("INBOX"));
    let rest =
        [write(3, &["UNSELECT", "DELETE \"a/b\"", "DELETE \"a\""], &done), select(7, "INBOX", 1)]
            .concat();
    let client = connect(vec![on_screen(UNSELECT, BEFORE, rest)]);
    let change = deleted_with_inside("a");
    client.send(Command::ChangeMailbox(change.clone()));
    assert_eq!(told(&client, &change), Ok(()));
    client.open("INBOX");
    assert_eq!(times(&client, "SELECT \"a/b\""), 1);
}

#[test]
fn one_beside_it_is_deleted_without_leaving_it() {
    let done = format!("m3 OK\r\n{}m4 OK\r\n", lines("INBOX -a a/b"));
    let rest = write(3, &["DELETE \"a\""], &done);
    let client = connect(vec![on_screen(UNSELECT, BEFORE, rest)]);
    let change = MailboxChange::deleted(mailbox("a"));
    client.send(Command::ChangeMailbox(change.clone()));
    assert_eq!(told(&client, &change), Ok(()));
    assert_eq!(times(&client, UNSELECT), 0);
}

#[test]
fn the_inbox_stays_where_it_is_and_what_is_inside_it_too() {
    let done = format!("m2 OK\r\nm3 OK\r\n{}m4 OK\r\n", lines("INBOX INBOX/x +Old"));
    let writes = write(2, &["RENAME \"INBOX\" \"Old\"", "SUBSCRIBE \"Old\""], &done);
    let (client, result) = play(vec![first("INBOX INBOX/x", writes)], &renamed("INBOX", "Old"));
    assert_eq!((result, names(&client.tree())), (Ok(()), vec!["INBOX", "INBOX/x", "Old"]));
}
