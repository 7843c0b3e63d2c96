//! What the log of a connection keeps, and what it never does.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::wire::{Framer, Limits};

fn texts(log: &ConnectionLog) -> Vec<String> {
    log.log.lines().into_iter().map(|line| line.text).collect()
}

fn whole(bytes: &[u8]) -> Whole {
    let mut framer = Framer::new(Limits::default());
    framer.push(bytes);
    framer.next_response().unwrap().unwrap()
}

#[test]
fn a_password_never_reaches_the_log() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 LOGIN me \"hunter2\"\r\n");
    log.received(&whole(b"a1 OK hello\r\n"));
    log.sent(b"a2 login {2+}\r\nme {7}\r\n");
    log.received(&whole(b"+ go on\r\n"));
    log.sent(b"hunter2\r\n");
    log.received(&whole(b"a2 OK hello\r\n"));
    log.sent(b"a3 NOOP\r\n");
    let texts = texts(&log);
    assert!(!texts.join("\n").contains("hunter2"), "{texts:?}");
    assert_eq!(texts.first().unwrap(), "a1 LOGIN …");
    assert_eq!(texts.last().unwrap(), "a3 NOOP");
}

/// V178.
#[test]
fn the_answers_of_an_authenticate_are_hidden_until_its_tag_is_answered() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 AUTHENTICATE XOAUTH2 dG9rZW4=\r\n");
    log.received(&whole(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"));
    log.sent(b"dG9rZW4=\r\n");
    log.received(&whole(b"a1 NO sorry\r\n"));
    log.sent(b"a2 LOGOUT\r\n");
    let expected = ["a1 AUTHENTICATE XOAUTH2 …", "+ …", "…", "a1 NO sorry", "a2 LOGOUT"];
    assert_eq!(texts(&log), expected);
}

/// V178.
#[test]
fn a_refused_literal_does_not_lay_the_next_login_open() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 LOGIN {9}\r\n");
    log.received(&whole(b"a1 NO too long\r\n"));
    log.sent(b"a2 LOGIN me hunter2\r\n");
    assert_eq!(texts(&log), ["a1 LOGIN …", "a1 NO too long", "a2 LOGIN …"]);
}

/// V178.
#[test]
fn a_secret_write_shows_only_what_it_is_told_to_show() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent_secret(b"a1 AUTHENTICATE PLAIN\r\n", "a1 AUTHENTICATE PLAIN");
    log.sent(b"AG1lAGh1bnRlcjI=\r\n");
    assert_eq!(texts(&log), ["a1 AUTHENTICATE PLAIN", "…"]);
}

/// V178.
#[test]
fn literals_are_logged_by_their_size() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 APPEND x {11+}\r\nbody LOGIN x\r\na2 NOOP\r\n");
    log.received(&whole(b"* 1 FETCH (BODY[] {4}\r\n{9}\r UID 7)\r\n"));
    let expected = ["a1 APPEND x {11 bytes}", "x", "a2 NOOP", "* 1 FETCH (BODY[] {4 bytes} UID 7)"];
    assert_eq!(texts(&log), expected);
}

#[test]
fn however_a_secret_travels_it_is_not_kept_even_with_content() {
    let challenge = &b"+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+\r\n"[..];
    let talks: [&[&[u8]]; 9] = [
        &[b"a1 LOGIN me \"hunter2\"\r\n"],
        &[b"a1  login\tme hunter2\r\n"],
        &[b"a1 UID LOGIN me hunter2\r\n"],
        &[b"a1 LOGIN {2}\r\n", b"+ go on\r\n", b"me {7}\r\n", b"+ go on\r\n", b"hunter2\r\n"],
        &[b"a1 LOGIN {2+}\r\nme {7+}\r\nhunter2\r\n"],
        &[b"a1 AUTHENTICATE PLAIN hunter2\r\n"],
        &[b"a1 AUTHENTICATE PLAIN\r\n", b"+ \r\n", b"hunter2\r\n"],
        &[b"a1 AUTHENTICATE XOAUTH2 hunter2\r\n", b"+ eyJzdGF0dXMi\r\n", b"\r\n"],
        &[b"a1 AUTHENTICATE CRAM-MD5\r\n", challenge, b"hunter2\r\n"],
    ];
    for talk in talks {
        let mut log = ConnectionLog::new(Arc::default(), Role::Console);
        log.log.keep_content(true);
        for said in talk {
            if said.starts_with(b"+") { log.received(&whole(said)) } else { log.sent(said) }
        }
        // Servers that do not understand like to repeat what they did not understand.
        log.received(&whole(b"a1 BAD what is LOGIN me hunter2\r\n"));
        log.sent(b"a2 NOOP\r\n");
        let texts = texts(&log);
        let all = texts.join("\n");
        for secret in ["hunter2", "aHVudGVyMg", "eyJz", "PDE4"] {
            assert!(!all.contains(secret), "{texts:?}");
        }
        assert_eq!(texts.last().unwrap(), "a2 NOOP", "{texts:?}");
    }
}

#[test]
fn an_honest_answer_to_a_login_is_kept() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 LOGIN me \"hunter2\"\r\n");
    log.received(&whole(b"a1 OK [CAPABILITY IMAP4rev1] me is logged in\r\n"));
    assert_eq!(texts(&log).last().unwrap(), "a1 OK [CAPABILITY IMAP4rev1] me is logged in");
}

#[test]
fn what_grants_access_by_itself_is_hidden_both_ways() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Console);
    log.sent(b"a1 GENURLAUTH \"imap://me@x/INBOX;uid=1;urlauth=anonymous\" INTERNAL\r\n");
    log.received(&whole(
        b"* GENURLAUTH \"imap://x:internal:91354a473744909de610943775f92038\"\r\n",
    ));
    assert_eq!(texts(&log), ["a1 GENURLAUTH …", "* GENURLAUTH …"]);
}

#[test]
fn content_is_kept_from_when_it_is_asked_for_and_up_to_a_bound() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.received(&whole(b"* 1 FETCH (BODY[] {4}\r\nbody UID 7)\r\n"));
    log.log.keep_content(true);
    log.received(&whole(b"* 2 FETCH (BODY[] {9}\r\nab\r\n\r\n\x1bcd UID 7)\r\n"));
    log.sent(b"a1 APPEND x {11+}\r\none\r\n");
    log.sent(b"two\r\n!\r\n");
    log.received(&whole(b"a1 OK done\r\n"));
    let kept: Vec<_> =
        log.log.lines().into_iter().map(|line| (line.is_content, line.text)).collect();
    let line = |text: &str| (false, text.to_owned());
    let inside = |text: &str| (true, text.to_owned());
    assert_eq!(
        kept,
        [
            line("* 1 FETCH (BODY[] {4 bytes} UID 7)"),
            line("* 2 FETCH (BODY[] {9 bytes} UID 7)"),
            inside("ab"),
            inside(""),
            inside("\u{fffd}cd"),
            line("a1 APPEND x {11 bytes}"),
            inside("one"),
            inside("two"),
            inside("!"),
            line("a1 OK done"),
        ]
    );
    let large = [&b"* 3 FETCH (BODY[] {100000}\r\n"[..], &[b'x'; 100_000], b")\r\n"].concat();
    log.received(&whole(&large));
    let lines = log.log.lines();
    assert_eq!(lines.last().unwrap().text, "… 91,808 more bytes");
    assert!(lines.iter().all(|line| line.text.len() <= super::super::LINE_BYTES));
    log.log.keep_content(false);
    let now = log.log.lines();
    assert_eq!(now.len(), lines.len(), "serial numbers go on without a gap");
    assert!(now.iter().filter(|line| line.is_content).all(|line| line.text == "…"));
    assert!(now.iter().any(|line| line.text == "a1 OK done"));
}

#[test]
fn the_tagged_answer_says_how_long_it_took() {
    let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
    log.sent(b"a1 NOOP\r\na2 NOOP\r\n");
    log.received(&whole(b"* 3 EXISTS\r\n"));
    log.received(&whole(b"a2 OK two\r\n"));
    log.received(&whole(b"a1 OK one\r\n"));
    log.received(&whole(b"a1 OK again\r\n"));
    let timed: Vec<_> = log.log.lines().into_iter().map(|line| line.round_trip.is_some()).collect();
    assert_eq!(timed, [false, false, false, true, true, false]);
}
