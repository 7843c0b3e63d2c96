//! The console's connection against scripts: what leaves, byte by byte, and what odd servers do to it.

#[path = "../support/script.rs"]
mod script;

use mailpane::imap::{Asked, Console, Heard, TypedLine};
use mailpane::wire::{Interrupt, Shared};
use script::{Line, client, server};
use zeroize::Zeroizing;

fn open(capabilities: &str, rest: Vec<Line>) -> (Console, script::Served) {
    let hello = format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n");
    let mut lines = vec![server(&hello)];
    lines.extend(rest);
    let (endpoint, served) = script::serve(lines);
    (Console::open(&endpoint, None, &Shared::new()).expect("a connection"), served)
}

fn line(typed: &str) -> TypedLine {
    TypedLine::read(typed).expect("a line")
}

fn bytes(texts: &[&str]) -> Vec<Zeroizing<Vec<u8>>> {
    texts.iter().map(|text| Zeroizing::new(text.as_bytes().to_vec())).collect()
}

/// What came up to the tagged answer; true where that was OK.
fn heard(console: &mut Console, typed: &str, literals: &[&str]) -> (Vec<String>, bool) {
    let mut running = console.begin(&line(typed), bytes(literals)).expect("it is sent");
    let mut said = Vec::new();
    loop {
        match console.hear(&mut running, &Interrupt::new()).expect("an answer") {
            Heard::Said(raw) | Heard::Asked(raw, _) => {
                said.push(String::from_utf8_lossy(&raw).into_owned());
            }
            Heard::Ended { raw, is_ok, .. } => {
                said.push(String::from_utf8_lossy(&raw).into_owned());
                return (said, is_ok);
            }
            Heard::Nothing => {}
        }
    }
}

#[test]
fn tags_are_ours_or_as_typed() {
    let (mut console, served) = open(
        "",
        vec![
            client("m1 noop"),
            server("m1 OK x\r\n"),
            client("my.tag NOOP"),
            server("* 3 EXISTS\r\nm1 OK not yours\r\nmy.tag NO x\r\n"),
        ],
    );
    assert!(heard(&mut console, "noop", &[]).1);
    let (said, is_ok) = heard(&mut console, "my.tag   NOOP", &[]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(!is_ok);
    drop(console);
    served.finish();
}

#[test]
fn literals_wait_to_be_asked_for_unless_typed_otherwise() {
    let (mut console, served) = open(
        "LITERAL+",
        vec![
            client("m1 RENAME {3}"),
            server("* OK wait\r\n+ go on\r\n"),
            Line::ClientBytes(b"a b {5}\r\n".to_vec()),
            server("+ go on\r\n"),
            Line::ClientBytes(b"c d e\r\n".to_vec()),
            server("m1 OK done\r\n"),
            client("m2 RENAME {1+}"),
            Line::ClientBytes(b"a {1+}\r\nb\r\n".to_vec()),
            server("m2 OK done\r\n"),
        ],
    );
    let (said, is_ok) = heard(&mut console, "RENAME {3} {}", &["a b", "c d e"]);
    assert!(is_ok && said.len() == 4, "{said:?}");
    assert!(heard(&mut console, "RENAME {1+} {+}", &["a", "b"]).1);
    drop(console);
    served.finish();
}

#[test]
fn a_literal_that_was_refused_is_not_sent() {
    let (mut console, served) = open(
        "",
        vec![
            client("m1 APPEND x {5}"),
            server("m1 NO [TRYCREATE] no such folder\r\n"),
            client("m2 NOOP"),
            server("m2 OK x\r\n"),
        ],
    );
    assert!(!heard(&mut console, "APPEND x {5}", &["hello"]).1);
    assert!(heard(&mut console, "NOOP", &[]).1);
    drop(console);
    served.finish();
}

#[test]
fn a_server_that_takes_no_literal_unasked_gets_none() {
    let (console, _served) = open("", vec![]);
    let sentence = console.refusal(&line("APPEND x {5+}")).expect("a sentence");
    assert!(sentence.contains("{n+}"), "{sentence}");
    let (mut console, _served) = open("LITERAL-", vec![]);
    let large = "x".repeat(5_000);
    assert!(console.begin(&line("APPEND x {+}"), bytes(&[&large])).is_err());
}

#[test]
fn a_connection_cut_in_the_middle_is_an_error_and_no_answer() {
    let (mut console, served) =
        open("", vec![client("m1 SEARCH ALL"), server("* SEARCH 1 2"), Line::Close]);
    let mut running = console.begin(&line("SEARCH ALL"), Vec::new()).expect("it is sent");
    console.hear(&mut running, &Interrupt::new()).expect_err("cut");
    console.begin(&line("NOOP"), Vec::new()).expect_err("closed");
    served.finish();
}

#[test]
fn done_and_nothing_else_ends_an_idle() {
    let (mut console, served) = open(
        "IDLE",
        vec![
            client("m1 IDLE"),
            server("+ idling\r\n* 4 EXISTS\r\n"),
            client("DONE"),
            server("m1 OK x\r\n"),
        ],
    );
    let mut running = console.begin(&line("IDLE"), Vec::new()).expect("it is sent");
    let mut hear = |console: &mut Console| console.hear(&mut running, &Interrupt::new());
    let first = hear(&mut console).expect("an answer");
    assert!(matches!(first, Heard::Asked(_, Asked::Done)), "{first:?}");
    assert!(matches!(hear(&mut console), Ok(Heard::Said(_))));
    console.go_on("DONE\r\nx DELETE INBOX").expect_err("two lines");
    console.go_on("DONE").expect("it is sent");
    assert!(matches!(hear(&mut console), Ok(Heard::Ended { is_ok: true, .. })));
    drop(console);
    served.finish();
}

#[test]
fn what_came_between_two_commands_is_heard_before_the_second() {
    let (console, served) = open("", vec![server("* 9 EXISTS\r\n"), Line::Close]);
    let mut console = console;
    let mut pushed = Vec::new();
    // The close is found out as well: a line that is typed then does not vanish in it.
    while let Ok(more) = console.take_pushed() {
        pushed.extend(more);
        std::thread::yield_now();
    }
    served.finish();
    assert!(pushed.is_empty() || pushed == [b"* 9 EXISTS\r\n".to_vec()]);
}

#[test]
fn a_look_at_what_was_pushed_ends_though_the_server_does_not() {
    let flood = "* OK still here\r\n".repeat(5_000);
    let (mut console, served) =
        open("", vec![client("m1 NOOP"), server(&format!("m1 OK x\r\n{flood}"))]);
    assert!(heard(&mut console, "NOOP", &[]).1);
    let mut looks = Vec::new();
    while looks.iter().sum::<usize>() < 5_000 {
        looks.push(console.take_pushed().expect("it is open").len());
    }
    assert!(looks.iter().all(|look| *look <= 1_000), "{looks:?}");
    drop(console);
    served.finish();
}

#[test]
fn a_server_that_repeats_a_login_is_not_shown_with_it() {
    let hello = "* OK [CAPABILITY IMAP4rev1] hi\r\n";
    let (endpoint, served) = script::serve(vec![
        server(hello),
        client("m1 LOGIN me hunter2"),
        server("* OK you said LOGIN me hunter2\r\nm1 BAD LOGIN me hunter2\r\n"),
        client("m2 LOGIN {2}"),
        server("+ go on\r\n"),
        Line::ClientBytes(b"me {7}\r\n".to_vec()),
        server("+ go on\r\n"),
        Line::ClientBytes(b"hunter2\r\n".to_vec()),
        server("m2 NO [hunter2] what\r\n"),
        client("m3 AUTHENTICATE PLAIN"),
        server("+ \r\n"),
        client("aHVudGVyMg=="),
        server("m3 BAD aHVudGVyMg== is no command\r\n"),
        client("m4 NOOP"),
        server("m4 OK hunter2 is a name as well\r\n"),
    ]);
    let mut console = Console::open_bare(&endpoint, &Shared::new()).expect("a connection");
    assert_eq!(heard(&mut console, "LOGIN me hunter2", &[]).0, ["* …\r\n", "m1 …\r\n"]);
    let (said, _) = heard(&mut console, "LOGIN {} {}", &["me", "hunter2"]);
    assert_eq!(said.last().map(String::as_str), Some("m2 …\r\n"));
    let mut running = console.begin(&line("AUTHENTICATE PLAIN"), Vec::new()).expect("it is sent");
    let asked = console.hear(&mut running, &Interrupt::new()).expect("a challenge");
    assert!(matches!(asked, Heard::Asked(_, Asked::Secret)), "{asked:?}");
    console.go_on("aHVudGVyMg==").expect("it is sent");
    match console.hear(&mut running, &Interrupt::new()).expect("an answer") {
        Heard::Ended { raw, .. } => assert_eq!(raw, "m3 …\r\n".as_bytes()),
        other => panic!("{other:?}"),
    }
    let (said, _) = heard(&mut console, "NOOP", &[]);
    assert_eq!(said, ["m4 OK hunter2 is a name as well\r\n"]);
    drop(console);
    served.finish();
}
