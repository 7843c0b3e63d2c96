//! THREAD and UID THREAD.

use super::client::{Client, with};
use mailpane::demo::DemoServer;

/// Mails dated in their order: id, References, subject.
fn dated(mails: &[(&str, &str, &str)]) -> Client {
    let mut day = 0;
    let mails: Vec<(i64, String)> = mails
        .iter()
        .map(|(id, references, subject)| {
            day += 1;
            let head = format!(
                "Subject: {subject}\nDate: {day} Nov 2026 10:00:00 +0000\nMessage-ID: {id}\n\
                 References: {references}"
            );
            (1_000 - day, head) // The last one dated is the first that arrived.
        })
        .collect();
    let mails: Vec<(i64, &str, &str)> =
        mails.iter().map(|(arrival_s, head)| (*arrival_s, head.as_str(), "x")).collect();
    let mut client = Client::logged_in(&with(&mails));
    client.asks("SELECT INBOX");
    client
}

#[test]
fn answers_stand_below_what_they_answer() {
    let mut client = dated(&[
        ("<a@x>", "", "Plan"),
        ("<b@x>", "<a@x>", "Re: Plan"),
        ("<c@x>", "<a@x>", "Re: Plan"),
        ("<d@x>", "<a@x>\n <c@x>", "Re: Plan"),
        ("<e@x>", "", "Other"),
    ]);
    assert_eq!(
        client.asks("THREAD REFERENCES UTF-8 ALL"),
        ["* THREAD (1 (2)(3 4))(5)", "x OK Searched"]
    );
    assert_eq!(client.asks("THREAD REFS UTF-8 ALL")[0], "* THREAD (5)(1 (3 4)(2))");
    assert_eq!(client.asks("THREAD REFERENCES UTF-8 NOT 1")[0], "* THREAD ((2)(3 4))(5)");
    assert_eq!(client.asks("THREAD REFS UTF-8 KEYWORD none"), ["* THREAD", "x OK Searched"]);
    client.asks("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
    client.asks("EXPUNGE");
    assert_eq!(client.asks("UID THREAD REFERENCES UTF-8 ALL")[0], "* THREAD ((2)(4))(5)");
    assert_eq!(client.asks("THREAD REFERENCES UTF-8 ALL")[0], "* THREAD ((1)(2))(3)");
}

#[test]
fn subjects_join_threads_in_references_only() {
    let mut client =
        dated(&[("<a@x>", "", "Plan"), ("<b@x>", "", "Re: [list] plan"), ("", "", "Plan B")]);
    assert_eq!(client.asks("THREAD REFERENCES UTF-8 ALL")[0], "* THREAD (1 2)(3)");
    assert_eq!(client.asks("THREAD REFS UTF-8 ALL")[0], "* THREAD (3)(2)(1)");
}

#[test]
fn loops_and_other_algorithms_do_no_harm() {
    let mut client =
        dated(&[("<a@x>", "<b@x>", "1"), ("<b@x>", "<a@x>", "2"), ("<c@x>", "<c@x>", "3")]);
    assert_eq!(client.asks("THREAD REFERENCES UTF-8 ALL")[0], "* THREAD (2 1)(3)");
    for command in [
        "THREAD ORDEREDSUBJECT UTF-8 ALL",
        "THREAD ODD UTF-8 ALL",
        "THREAD REFS UTF-8",
        "THREAD RETURN (ALL) REFS UTF-8 ALL",
        "THREAD",
    ] {
        let answer = client.asks(command);
        assert!(answer.len() == 1 && answer[0].starts_with("x BAD "), "{command}: {answer:?}");
    }
}

#[test]
fn the_sample_has_conversations_and_names_every_mail_once() {
    let server = DemoServer::sample_at(1_795_345_200);
    let mut client = Client::logged_in(&server);
    let found = client.asks("EXAMINE INBOX");
    let exists = found.iter().find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS"));
    let exists: usize = exists.unwrap().parse().unwrap();
    for algorithm in ["REFERENCES", "REFS"] {
        let line = client.asks(&format!("THREAD {algorithm} UTF-8 ALL"))[0].clone();
        let words = line.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
        let mut numbers: Vec<usize> = words.map(|word| word.parse().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=exists).collect::<Vec<_>>(), "{line}");
        assert!(
            line.contains("(("),
            "a conversation whose first mail is in another folder: {line}"
        );
        assert!(line.split([')', '(']).any(|thread| thread.trim().contains(' ')), "{line}");
    }
    let fetched = client.asks("FETCH 1:* (BODY.PEEK[HEADER.FIELDS (REFERENCES)])").join("\n");
    assert!(fetched.contains("References: <budget.1@example.org>"), "{fetched}");
}
