//! Look, don't touch: what is typed is judged by the gate before the socket, whatever it is.

use mailpane::demo::DemoServer;
use mailpane::engine::{TypedLine, command_words};
use mailpane::model::FailureKind;
use mailpane::wire::is_harmless;

use crate::support::client::mail;
use crate::talk::Talk;

fn server() -> DemoServer {
    let server = DemoServer::empty();
    server.append("INBOX", &[], 1_795_000_000, mail("first", "Hello."));
    server
}

#[test]
fn of_all_commands_only_harmless_ones_leave() {
    let talk = Talk::demo(&server(), true);
    let typed = |name: &str| match name {
        "APPEND" => "APPEND INBOX {}".to_owned(),
        "FETCH" => "FETCH 1 BODY[]".to_owned(),
        "STORE" => "STORE 1 +FLAGS (\\Seen)".to_owned(),
        "IDLE" => "NOOP".to_owned(), // It would go on until DONE.
        name => format!("{name} INBOX x"),
    };
    let names = command_words().iter().map(|word| word.name);
    let others = ["XAPPLEPUSHSERVICE", "REPLACE", "URLFETCH", "UNAUTHENTICATE", "X"];
    for name in names.chain(others).filter(|name| *name != "LOGOUT" && *name != "COMPRESS") {
        for uid in ["", "UID "] {
            for tag in ["", "z1 "] {
                let text = format!("{tag}{uid}{}", typed(name));
                let literals: &[&str] = if name == "APPEND" { &["x"] } else { &[] };
                let answer = talk.run_with(&text, literals);
                let line = TypedLine::read(&text).expect("a line");
                if is_harmless(&line.shown().replace("{}", "\"\"")) {
                    let is_ours = matches!(name, "LOGIN" | "AUTHENTICATE" | "STARTTLS");
                    assert_eq!(answer.sent.is_empty(), is_ours && uid.is_empty(), "{answer:?}");
                    continue;
                }
                assert_eq!(answer.failure().kind, FailureKind::LookOnly, "{text}: {answer:?}");
                assert!(answer.sent.is_empty() && answer.said.is_empty(), "{answer:?}");
            }
        }
    }
    // What was held back did not put the connection out of step, and none of it left.
    assert!(talk.run("NOOP").is_ok());
    let left: Vec<String> = talk.client.sent().into_iter().collect();
    for word in ["STORE", "SELECT", "EXPUNGE", "DELETE", "CREATE", "BODY[]", "APPEND", "SETACL"] {
        assert!(
            !left.iter().any(|line| line.split(' ').any(|one| one == word)),
            "{word} left: {left:?}"
        );
    }
}

#[test]
fn a_literal_cannot_hide_a_command() {
    let talk = Talk::demo(&server(), true);
    for (line, literal) in
        [("FETCH {}", "1 BODY[]"), ("EXAMINE INBOX {}", "x"), ("LIST \"\" {}", "x DELETE INBOX\n")]
    {
        let answer = talk.run_with(line, &[literal]);
        assert!(!answer.is_ok() || line.starts_with("LIST"), "{answer:?}");
    }
    assert!(talk.run("EXAMINE INBOX").is_ok(), "it is still there");
}

#[test]
fn a_lock_closes_at_once_though_the_connection_was_open_before() {
    let talk = Talk::demo(&server(), false);
    assert!(talk.run("CREATE Before").is_ok());
    talk.locked.set(true);
    let answer = talk.run("DELETE Before");
    assert_eq!(answer.failure().kind, FailureKind::LookOnly, "{answer:?}");
    assert!(answer.told.contains("look only"), "{answer:?}");
    talk.locked.set(false);
    assert!(talk.run("DELETE Before").is_ok());
}
