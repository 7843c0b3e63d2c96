//! Every command of Python's imaplib, typed into the console, on the demo account's server, on Dovecot
//! and on Cyrus; the README says of each where it is.

use mailpane::demo::DemoServer;
use mailpane::engine::{Asked, TypedLine};

use crate::support::client::mail;
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;
use crate::talk::Talk;

/// What a server says to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// OK.
    Done,
    /// NO or BAD: it has no such command.
    No,
    /// Nothing was sent, and a sentence says why.
    Ours,
}
use Says::{Done, No, Ours};

/// What each server says to one line.
#[derive(Clone, Copy, Debug)]
struct Said {
    dovecot: Says,
    cyrus: Says,
    demo: Says,
}

const ALL: Said = Said { dovecot: Done, cyrus: Done, demo: Done };
const REFUSED: Said = Said { dovecot: No, cyrus: No, demo: No };
const NONE: Said = Said { dovecot: Ours, cyrus: Ours, demo: Ours };

/// imaplib's name, the line, the text of its literals, and what the servers say.
const LINES: &[(&str, &str, &[&str], Said)] = &[
    ("capability", "CAPABILITY", &[], ALL),
    ("noop", "NOOP", &[], ALL),
    ("namespace", "NAMESPACE", &[], ALL),
    ("id", "ID NIL", &[], ALL),
    ("enable", "ENABLE CONDSTORE", &[], ALL),
    ("create", "CREATE Console", &[], ALL),
    ("subscribe", "SUBSCRIBE Console", &[], ALL),
    ("lsub", "LSUB \"\" *", &[], ALL),
    ("list", "LIST \"\" *", &[], ALL),
    ("append", "APPEND Console (\\Seen) {}", &["Subject: one\n\nOne.\n"], ALL),
    ("append", "APPEND {7} {22}", &["Console", "Subject: two\n\nTwo.\n"], ALL),
    ("status", "STATUS Console (MESSAGES UNSEEN)", &[], ALL),
    ("myrights", "MYRIGHTS Console", &[], ALL),
    ("getacl", "GETACL Console", &[], ALL),
    ("setacl", "SETACL Console bob lr", &[], ALL),
    ("deleteacl", "DELETEACL Console bob", &[], ALL),
    // A name of Dovecot's: the root of the others is called otherwise.
    ("getquota", "GETQUOTA \"User quota\"", &[], Said { dovecot: Done, cyrus: No, demo: No }),
    ("getquotaroot", "GETQUOTAROOT INBOX", &[], ALL),
    // Servers take it from their administrator only.
    ("setquota", "SETQUOTA \"User quota\" (STORAGE 512)", &[], REFUSED),
    ("examine", "EXAMINE Console", &[], ALL),
    ("fetch", "FETCH 1 (FLAGS BODY.PEEK[])", &[], ALL),
    ("partial", "FETCH 1 BODY.PEEK[]<0.5>", &[], ALL),
    ("search", "SEARCH SUBJECT {}", &["one"], ALL),
    ("sort", "SORT (SUBJECT) UTF-8 ALL", &[], ALL),
    ("thread", "THREAD REFERENCES UTF-8 ALL", &[], ALL),
    ("uid", "UID FETCH 1:* (UID FLAGS)", &[], ALL),
    ("unselect", "UNSELECT", &[], ALL),
    ("select", "SELECT Console", &[], ALL),
    ("check", "CHECK", &[], ALL),
    ("store", "STORE 1 +FLAGS (\\Deleted)", &[], ALL),
    ("copy", "COPY 1 Trash", &[], ALL),
    ("expunge", "EXPUNGE", &[], ALL),
    ("move", "MOVE 1 Trash", &[], ALL),
    ("close", "CLOSE", &[], ALL),
    ("rename", "RENAME Console {}", &["Console 2"], ALL),
    ("unsubscribe", "UNSUBSCRIBE \"Console 2\"", &[], ALL),
    ("delete", "DELETE \"Console 2\"", &[], ALL),
    ("starttls", "STARTTLS", &[], NONE),
    ("login", "LOGIN alice secret", &[], NONE),
    ("authenticate", "AUTHENTICATE PLAIN", &[], NONE),
    // IDLE comes with its DONE, below.
    ("logout", "LOGOUT", &[], ALL),
];

fn run_all(talk: &Talk, of: impl Fn(&Said) -> Says) {
    let mut wrong = Vec::new();
    for line in LINES {
        let (name, typed, literals, said) = line;
        let answer = talk.run_with(typed, literals);
        let is_as_said = match of(said) {
            Done => answer.is_ok(),
            No => answer.is_refused(),
            Ours => !answer.failure().sentence.is_empty() && answer.sent.is_empty(),
        };
        if !is_as_said {
            wrong.push(format!("{name}: {answer:?}"));
        }
        match *name {
            "partial" => assert!(
                answer.said.contains("Subje") && !answer.said.contains("Subject"),
                "{answer:?}"
            ),
            "search" => assert!(answer.said.contains("* SEARCH 1\n"), "{answer:?}"),
            "namespace" => assert!(answer.said.contains("* NAMESPACE (("), "{answer:?}"),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// IDLE goes on until DONE, and what happens meanwhile is heard.
fn idle(talk: &Talk, mut bring: impl FnMut()) {
    assert!(talk.run("EXAMINE INBOX").is_ok());
    let id = talk.begin("IDLE", &[]);
    assert_eq!(talk.asked(id), Asked::Done);
    bring();
    talk.client.expect("the new message", |event| match event {
        mailpane::engine::Event::Console(mailpane::engine::ConsoleEvent::Said { text, .. }) => {
            text.contains(" EXISTS").then_some(())
        }
        _ => None,
    });
    talk.answer("DONE");
    let answer = talk.end(id);
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn every_command_of_imaplib_can_be_typed_on_dovecot() {
    let dovecot = Dovecot::start();
    let talk = Talk::dovecot(&dovecot);
    run_all(&talk, |said| said.dovecot);
    idle(&talk, || dovecot.client("alice", "secret").append("INBOX", "", &mail("fresh", "Hi.")));
    assert!(talk.run("LOGOUT").is_ok());
    // Only now is there something to log in to.
    let answer = talk.run("LOGIN alice secret");
    assert!(answer.is_ok() && answer.told.contains("not logged in yet"), "{answer:?}");
    assert!(talk.run("STATUS INBOX (MESSAGES)").is_ok());
    assert!(talk.run("LOGOUT").is_ok());
    let id = talk.begin("AUTHENTICATE PLAIN", &[]);
    assert_eq!(talk.asked(id), Asked::Secret);
    talk.answer("AGFsaWNlAHNlY3JldA==");
    let answer = talk.end(id);
    assert!(answer.is_ok(), "{answer:?}");
    assert!(talk.run("NOOP").is_ok());
}

#[test]
fn every_command_of_imaplib_can_be_typed_on_cyrus() {
    let cyrus = Cyrus::start();
    let talk = Talk::cyrus(&cyrus);
    run_all(&talk, |said| said.cyrus);
    idle(&talk, || cyrus.client("alice", "secret").append("INBOX", "", &mail("fresh", "Hi.")));
}

#[test]
fn every_command_of_imaplib_can_be_typed_on_the_demo_account() {
    let server = DemoServer::empty();
    server.append("INBOX", &[], 1_795_000_000, mail("first", "Hello."));
    server.append("Trash", &[], 1_795_000_000, mail("gone", "Hello."));
    let talk = Talk::demo(&server, false);
    run_all(&talk, |said| said.demo);
    idle(&talk, || {
        server.append("INBOX", &[], 1_795_100_000, mail("fresh", "Hi."));
    });
}

#[test]
fn the_readme_says_where_each_of_them_is() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("## Every command").expect("the section");
    let (table, _) = rest.split_once("\n## ").expect("the next section");
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| ")).map(cells).collect();
    let names = LINES.iter().map(|(name, ..)| *name).filter(|name| *name != "partial");
    for name in names.chain(["idle", "partial fetch"]) {
        let row = rows.iter().find(|row| row[1] == name);
        let typed = row.unwrap_or_else(|| panic!("the README's table lacks {name}"))[3];
        // STARTTLS alone is not typed as it stands there: it is before everything else.
        let Some(example) = typed.strip_prefix('`').and_then(|rest| rest.split('`').next()) else {
            assert_eq!(name, "starttls", "no example of {name}");
            continue;
        };
        let line = TypedLine::read(example).unwrap_or_else(|why| panic!("{example}: {why}"));
        let command = if name == "partial fetch" { "fetch" } else { name };
        let first = line.name().split(' ').next();
        assert_eq!(first, Some(command.to_uppercase().as_str()), "{example}");
    }
}
