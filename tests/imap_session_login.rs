//! From a greeting to a session, line by line: how often each kind of server is waited for.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/script.rs"]
mod script;

use mailpane::imap::{Credentials, ImapError, Session, SessionOptions, Update};
use mailpane::model::{AuthMethod, Secret};
use mailpane::wire::{Endpoint, Shared};
use script::{Line, Served, client, serve, server};

const OLD: &str = "IMAP4rev1";

fn me(method: AuthMethod) -> Credentials {
    Credentials { user: "me".to_owned(), secret: Secret::new("pw".to_owned()), method }
}

/// A session on a server that greets with PREAUTH and these capabilities.
fn preauth(capabilities: &str, look_only: bool, rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![server(&format!("* PREAUTH [CAPABILITY {capabilities}] hi\r\n"))];
    script.extend(rest);
    let (endpoint, served) = serve(script);
    let options = SessionOptions { look_only };
    (Session::open(&endpoint, None, &options, &Shared::new()).unwrap(), served)
}

fn login(method: AuthMethod, script: Vec<Line>) -> (Result<Session, ImapError>, Served) {
    let (endpoint, served) = serve(script);
    (open(&endpoint, method), served)
}

fn open(endpoint: &Endpoint, method: AuthMethod) -> Result<Session, ImapError> {
    Session::open(endpoint, Some(&me(method)), &SessionOptions::default(), &Shared::new())
}

#[test]
fn a_modern_server_takes_one_wait_to_log_in() {
    let (session, served) = login(
        AuthMethod::Password,
        vec![
            server("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"),
            client("a1 AUTHENTICATE PLAIN AG1lAHB3"),
            server("* NO [ALERT] disk nearly full\r\na1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"),
            client("m1 NOOP"),
            server("m1 OK\r\n"),
        ],
    );
    let mut session = session.unwrap();
    assert!(session.capabilities().has("IDLE") && !session.capabilities().has("SASL-IR"));
    let mut alerts = Vec::new();
    session.noop(&mut |update| alerts.push(update)).unwrap();
    assert!(matches!(alerts.as_slice(), [Update::Alert(text)] if text == "disk nearly full"));
    drop(session);
    served.finish();
}

#[test]
fn an_old_server_is_asked_what_it_can() {
    let (session, served) = login(
        AuthMethod::Password,
        vec![
            server("* OK ready\r\n"),
            client("a1 CAPABILITY"),
            server("* CAPABILITY IMAP4rev1\r\na1 OK\r\n"),
            client("a2 LOGIN \"me\" \"pw\""),
            server("a2 OK in\r\n"),
            client("a3 CAPABILITY"),
            server("* CAPABILITY IMAP4rev1 UNSELECT\r\na3 OK\r\n"),
        ],
    );
    assert!(session.unwrap().capabilities().has("UNSELECT"));
    served.finish();
}

#[test]
fn tokens_go_with_the_first_line_or_with_the_first_challenge() {
    let (session, served) = login(
        AuthMethod::XOAuth2,
        vec![
            server("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n"),
            client("a1 AUTHENTICATE XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciBwdwEB"),
            server("a1 OK [CAPABILITY IMAP4rev1] in\r\n"),
        ],
    );
    drop(session.unwrap());
    served.finish();
    let (session, served) = login(
        AuthMethod::OAuthBearer,
        vec![
            server("* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER] ready\r\n"),
            client("a1 AUTHENTICATE OAUTHBEARER"),
            server("+ Go ahead\r\n"),
            client("bixhPW1lLAFhdXRoPUJlYXJlciBwdwEB"),
            server("a1 OK [CAPABILITY IMAP4rev1] in\r\n"),
        ],
    );
    drop(session.unwrap());
    served.finish();
}

#[test]
fn a_tunnel_that_is_logged_in_needs_no_password() {
    let (session, served) = preauth(OLD, false, vec![]);
    assert!(session.capabilities().has("IMAP4REV1"));
    drop(session);
    served.finish();
    let (endpoint, served) = serve(vec![server("* OK [CAPABILITY IMAP4rev1] hi\r\n")]);
    let error = Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new());
    assert!(matches!(error, Err(ImapError::NeedsSecret)));
    served.finish();
}
