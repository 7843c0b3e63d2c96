//! What is typed as a secret is kept nowhere: not in the log, not in what is said, not in what can be had
//! again.

use mailpane::demo::DemoServer;
use mailpane::engine::{Asked, Event};

use crate::support::dovecot::Dovecot;
use crate::talk::Talk;

/// Everything that was kept or said, printed.
fn everything(talk: &Talk) -> String {
    let mut all = talk.client.log_text();
    talk.client.within(std::time::Duration::ZERO, |event| {
        if let Event::Console(event) = event {
            all.push_str(&format!("{event:?}\n"));
        }
        None::<()>
    });
    all
}

#[test]
fn a_typed_login_leaves_no_trace_of_its_password() {
    let dovecot = Dovecot::start();
    let talk = Talk::dovecot(&dovecot);
    talk.client.handle.log().keep_content(true);
    let mut said = String::new();
    for line in ["LOGIN alice hunter2secret", "a9 login alice \"hunter2secret\""] {
        let answer = talk.run(line);
        assert!(answer.is_refused(), "{answer:?}");
        said.push_str(&format!("{answer:?}"));
        talk.run("LOGOUT");
    }
    let answer = talk.run_with("LOGIN {} {}", &["alice", "hunter2secret"]);
    said.push_str(&format!("{answer:?}"));
    talk.run("LOGOUT");
    let id = talk.begin("AUTHENTICATE PLAIN", &[]);
    assert_eq!(talk.asked(id), Asked::Secret);
    talk.answer("AGFsaWNlAGh1bnRlcjJzZWNyZXQ=");
    said.push_str(&format!("{:?}", talk.end(id)));
    talk.run("LOGOUT");
    let answer = talk.run("AUTHENTICATE PLAIN AGFsaWNlAGh1bnRlcjJzZWNyZXQ=");
    said.push_str(&format!("{answer:?}"));
    let all = everything(&talk) + &said;
    assert!(all.contains("LOGIN …") && all.contains("AUTHENTICATE PLAIN"), "{all}");
    for secret in ["hunter2", "AGFsaWNl"] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[test]
fn the_log_keeps_no_words_of_mail_until_it_is_asked_to() {
    let server = DemoServer::empty();
    let body = "Subject: x\r\n\r\nthe words of a mail\r\n";
    server.append("INBOX", &[], 1_795_000_000, body.as_bytes().to_vec());
    let talk = Talk::demo(&server, false);
    talk.run("EXAMINE INBOX");
    let answer = talk.run("FETCH 1 BODY.PEEK[]");
    assert!(answer.said.contains("the words of a mail"), "the console shows it: {answer:?}");
    assert!(!talk.client.log_text().contains("words of a mail"));
    talk.client.handle.log().keep_content(true);
    talk.run("FETCH 1 BODY.PEEK[]");
    assert!(talk.client.log_text().contains("words of a mail"));
}
