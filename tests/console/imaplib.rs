//! Every command of Python's imaplib, typed into the console, on the demo account's server and on
//! Dovecot; the README says of each where it is.

use mailpane::demo::DemoServer;
use mailpane::engine::Asked;

use crate::support::client::mail;
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

/// imaplib's name, the line, the text of its literal, Dovecot's word, the demo server's.
const LINES: &[(&str, &str, &[&str], Says, Says)] = &[
    ("capability", "CAPABILITY", &[], Done, Done),
    ("noop", "NOOP", &[], Done, Done),
    ("namespace", "NAMESPACE", &[], Done, Done),
    ("id", "ID NIL", &[], Done, Done),
    ("enable", "ENABLE CONDSTORE", &[], Done, Done),
    ("create", "CREATE Console", &[], Done, Done),
    ("subscribe", "SUBSCRIBE Console", &[], Done, Done),
    ("lsub", "LSUB \"\" *", &[], Done, Done),
    ("list", "LIST \"\" *", &[], Done, Done),
    ("append", "APPEND Console (\\Seen) {}", &["Subject: one\n\nOne.\n"], Done, Done),
    ("append", "APPEND {7} {22}", &["Console", "Subject: two\n\nTwo.\n"], Done, Done),
    ("status", "STATUS Console (MESSAGES UNSEEN)", &[], Done, Done),
    ("myrights", "MYRIGHTS Console", &[], Done, Done),
    ("getacl", "GETACL Console", &[], Done, Done),
    ("setacl", "SETACL Console bob lr", &[], Done, Done),
    ("deleteacl", "DELETEACL Console bob", &[], Done, Done),
    // The demo account's root has another name.
    ("getquota", "GETQUOTA \"User quota\"", &[], Done, No),
    ("getquotaroot", "GETQUOTAROOT INBOX", &[], Done, Done),
    // Dovecot takes it from its administrator only.
    ("setquota", "SETQUOTA \"User quota\" (STORAGE 512)", &[], No, No),
    ("examine", "EXAMINE Console", &[], Done, Done),
    ("fetch", "FETCH 1 (FLAGS BODY.PEEK[])", &[], Done, Done),
    ("partial", "FETCH 1 BODY.PEEK[]<0.5>", &[], Done, Done),
    ("search", "SEARCH SUBJECT {}", &["one"], Done, Done),
    ("sort", "SORT (SUBJECT) UTF-8 ALL", &[], Done, Done),
    ("thread", "THREAD REFERENCES UTF-8 ALL", &[], Done, Done),
    ("uid", "UID FETCH 1:* (UID FLAGS)", &[], Done, Done),
    ("unselect", "UNSELECT", &[], Done, Done),
    ("select", "SELECT Console", &[], Done, Done),
    ("check", "CHECK", &[], Done, Done),
    ("store", "STORE 1 +FLAGS (\\Deleted)", &[], Done, Done),
    ("copy", "COPY 1 Trash", &[], Done, Done),
    ("expunge", "EXPUNGE", &[], Done, Done),
    ("move", "MOVE 1 Trash", &[], Done, Done),
    ("close", "CLOSE", &[], Done, Done),
    ("rename", "RENAME Console {}", &["Console 2"], Done, Done),
    ("unsubscribe", "UNSUBSCRIBE \"Console 2\"", &[], Done, Done),
    ("delete", "DELETE \"Console 2\"", &[], Done, Done),
    ("starttls", "STARTTLS", &[], Ours, Ours),
    ("login", "LOGIN alice secret", &[], Ours, Ours),
    ("authenticate", "AUTHENTICATE PLAIN", &[], Ours, Ours),
    // IDLE comes with its DONE, below.
    ("logout", "LOGOUT", &[], Done, Done),
];

fn run_all(talk: &Talk, of: impl Fn(&(&str, &str, &[&str], Says, Says)) -> Says) {
    let mut wrong = Vec::new();
    for line in LINES {
        let (name, typed, literals, ..) = line;
        let answer = talk.run_with(typed, literals);
        let is_as_said = match of(line) {
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
    run_all(&talk, |(.., dovecot, _)| *dovecot);
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
fn every_command_of_imaplib_can_be_typed_on_the_demo_account() {
    let server = DemoServer::empty();
    server.append("INBOX", &[], 1_795_000_000, mail("first", "Hello."));
    server.append("Trash", &[], 1_795_000_000, mail("gone", "Hello."));
    let talk = Talk::demo(&server, false);
    run_all(&talk, |(.., demo)| *demo);
    idle(&talk, || {
        server.append("INBOX", &[], 1_795_100_000, mail("fresh", "Hi."));
    });
}

#[test]
fn the_readme_says_where_each_of_them_is() {
    let readme = include_str!("../../README.md");
    let (_, table) = readme.split_once("## Every command").expect("the section");
    let named = |name: &str| table.lines().any(|line| line.starts_with(&format!("| {name} |")));
    let names = LINES.iter().map(|(name, ..)| *name).filter(|name| *name != "partial");
    for name in names.chain(["idle", "partial fetch"]) {
        assert!(named(name), "the README's table lacks {name}");
    }
}
