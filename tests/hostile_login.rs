//! Servers that are broken or mean harm before and during the login: each ends in a clear error, and
//! no secret leaves where it must not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;

use std::time::Duration;

use mailpane::imap::{Credentials, ImapError, Recovery, Session, SessionOptions};
use mailpane::model::{AuthMethod, Secret};
use mailpane::wire::{Limits, Shared, TcpSecurity, TlsOptions, WireError};
use script::{Line, Served, client, serve, serve_tcp, server, server_bytes};

/// Limits that end a test soon where nothing should be waited for at all.
fn impatient() -> Limits {
    Limits { silence: Duration::from_millis(200), ..Limits::default() }
}

fn open(script: Vec<Line>) -> (Result<Session, ImapError>, Served) {
    open_as(AuthMethod::Password, script)
}

fn open_as(method: AuthMethod, script: Vec<Line>) -> (Result<Session, ImapError>, Served) {
    let (endpoint, served) = serve(script);
    let me = Credentials { user: "me".to_owned(), secret: Secret::new("pw".to_owned()), method };
    let options = SessionOptions::default();
    (Session::open_with(&endpoint, Some(&me), &options, &Shared::new(), impatient()), served)
}

/// The error of a login with STARTTLS; the script fails where anything more is said.
fn start_tls_error(script: Vec<Line>) -> ImapError {
    let security = TcpSecurity::StartTls(TlsOptions::default());
    let (endpoint, served) = serve_tcp(security, script);
    let secret = Secret::new("pw".to_owned());
    let me = Credentials { user: "me".to_owned(), secret, method: AuthMethod::Password };
    let options = SessionOptions::default();
    let shared = Shared::new();
    let error = Session::open_with(&endpoint, Some(&me), &options, &shared, impatient());
    served.finish();
    error.unwrap_err()
}

// The greeting.

#[test]
fn a_server_that_says_goodbye_gets_no_password() {
    let (error, served) = open(vec![server("* BYE too many connections\r\n")]);
    let Err(ImapError::Bye { server_text }) = error else { panic!("{error:?}") };
    assert_eq!(server_text, "too many connections");
    served.finish();
}

#[test]
fn what_is_not_imap_gets_no_password() {
    for greeting in [
        "SSH-2.0-OpenSSH_9\r\n",
        "220 smtp.example ESMTP\r\n",
        "+OK POP3\r\n",
        "HTTP/1.1 400 Bad\r\n",
        "* NO\r\n",
        "a OK\r\n",
    ] {
        let (error, served) = open(vec![server(greeting)]);
        assert!(matches!(error, Err(ImapError::NotImap)), "{greeting}");
        served.finish();
    }
    let (error, served) = open(vec![server_bytes(vec![b'x'; 100_000])]);
    assert!(matches!(error, Err(ImapError::NotImap)));
    served.finish();
}

#[test]
fn a_silent_server_is_left() {
    let (error, served) = open(vec![]);
    assert!(matches!(error, Err(ImapError::Wire(WireError::Silence { .. }))));
    served.finish();
}

#[test]
fn a_referral_is_not_followed() {
    let (session, served) = open(vec![
        server("* OK [REFERRAL imaps://attacker.example] elsewhere\r\n"),
        client("a1 CAPABILITY"),
        server("* CAPABILITY IMAP4rev1 LOGIN-REFERRALS\r\na1 OK\r\n"),
        client("a2 LOGIN \"me\" \"pw\""),
        server("a2 NO [REFERRAL imap://;AUTH=*@attacker:243/] there\r\n"),
    ]);
    let Err(ImapError::LoginRefused { server_text }) = session else { panic!("{session:?}") };
    assert_eq!(server_text, "there");
    served.finish();
}

// STARTTLS.

#[test]
fn without_starttls_nothing_is_said() {
    let greeting = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n";
    assert!(matches!(start_tls_error(vec![server(greeting)]), ImapError::NoEncryption));
    let preauth = "* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n";
    assert!(matches!(start_tls_error(vec![server(preauth)]), ImapError::NoEncryption));
}

#[test]
fn a_refused_starttls_never_falls_back() {
    for answer in ["m1 NO not now\r\n", "m1 BAD what\r\n", "+ continue\r\n", "x9 OK other\r\n"] {
        for greeting in ["* OK hi\r\n", "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"] {
            let script = vec![server(greeting), client("m1 STARTTLS"), server(answer)];
            let error = start_tls_error(script);
            assert!(matches!(error, ImapError::NoEncryption), "{answer}: {error:?}");
            assert_eq!(error.recovery(), Recovery::Stop);
        }
    }
}

#[test]
fn bytes_injected_before_tls_end_the_connection() {
    for injected in [
        "* OK [ALERT] click me\r\n",
        "* LIST () \"/\" \"Click me!\"\r\n* 1 EXPUNGE\r\n",
        "* BYE\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK in\r\n",
    ] {
        let answer = format!("m1 OK begin\r\n{injected}");
        let script = vec![server("* OK hi\r\n"), client("m1 STARTTLS"), server(&answer)];
        let error = start_tls_error(script);
        assert!(matches!(error, ImapError::Wire(WireError::InjectedBeforeTls)), "{error:?}");
    }
}

#[test]
fn a_goodbye_before_tls_is_a_goodbye() {
    let script = vec![
        server("* OK hi\r\n"),
        client("m1 STARTTLS"),
        server("* OK [ALERT] x\r\n* 3 EXISTS\r\n* BYE <b>click</b>\r\n"),
    ];
    let error = start_tls_error(script);
    // Unprotected words are not shown.
    assert!(matches!(error, ImapError::Bye { server_text } if server_text.is_empty()));
}

// The login.

#[test]
fn logindisabled_is_honoured() {
    let (error, served) =
        open(vec![server("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hi\r\n")]);
    let Err(ImapError::NoLoginMethod { offered }) = error else { panic!("{error:?}") };
    assert_eq!(offered, ["GSSAPI"]);
    served.finish();
}

#[test]
fn a_token_is_sent_once_and_the_error_challenge_answered_empty() {
    let greeting = server("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi\r\n");
    let token = client("a1 AUTHENTICATE XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciBwdwEB");
    let (error, served) = open_as(
        AuthMethod::XOAuth2,
        vec![
            greeting.clone(),
            token.clone(),
            server("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"),
            client(""),
            server("a1 NO [AUTHENTICATIONFAILED] expired\r\n"),
        ],
    );
    assert!(
        matches!(&error, Err(ImapError::LoginRefused { server_text }) if server_text == "expired")
    );
    assert_eq!(error.unwrap_err().recovery(), Recovery::AskUser);
    served.finish();
    let (error, served) = open_as(
        AuthMethod::XOAuth2,
        vec![greeting, token, server("+ bm8=\r\n"), client(""), server("+ bm8=\r\n")],
    );
    assert!(matches!(error, Err(ImapError::LoginRefused { .. })));
    served.finish();
    let (error, served) =
        open_as(AuthMethod::XOAuth2, vec![server("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n")]);
    assert!(matches!(error, Err(ImapError::NoLoginMethod { .. })));
    served.finish();
}

#[test]
fn servers_of_another_kind_are_named_as_such() {
    for words in ["IMAP4", "IMAP4rev1 UTF8=ONLY"] {
        let (error, served) = open(vec![server(&format!("* OK [CAPABILITY {words}] hi\r\n"))]);
        assert!(matches!(error, Err(ImapError::Unsupported(_))), "{words}");
        served.finish();
    }
}

#[test]
fn odd_answers_to_a_login_are_errors() {
    let login = |answer: &str| {
        let (error, served) = open(vec![
            server("* OK [CAPABILITY IMAP4rev1] hi\r\n"),
            client("a1 LOGIN \"me\" \"pw\""),
            server(answer),
            Line::Close,
        ]);
        served.finish();
        error.map(drop).unwrap_err()
    };
    assert!(
        matches!(login("a1 NO \u{c9}chec\r\n"), ImapError::LoginRefused { server_text } if server_text == "Échec")
    );
    assert!(matches!(login("a1 BAD\r\n"), ImapError::LoginRefused { .. }));
    assert!(matches!(login("a1 NO [UNAVAILABLE] later\r\n"), ImapError::Unavailable { .. }));
    assert!(matches!(login("a7 OK in\r\n"), ImapError::Protocol { .. }));
    assert!(
        matches!(login("* BYE bored\r\n"), ImapError::Bye { server_text } if server_text == "bored")
    );
    assert!(matches!(login("a1 PREAUTH\r\n"), ImapError::Protocol { .. }));
    assert!(matches!(
        login("* XFOO\r\n\r\n\n* CAPABILITY (((\r\na1 "),
        ImapError::Wire(WireError::Closed)
    ));
}

#[test]
fn a_server_whose_capabilities_the_crate_cannot_read_is_used_all_the_same() {
    let (session, served) = open(vec![
        server("* OK hi\n"),
        client("a1 CAPABILITY"),
        server("* CAPABILITY IMAP4rev2\n\na1 OK\n"),
        client("a2 LOGIN \"me\" \"pw\""),
        server("a2 OK \u{c9}chec [not a code\n"),
        client("a3 CAPABILITY"),
        server("* CAPABILITY IMAP4rev2 \u{fc} X\0Y\na3 OK\n"),
    ]);
    assert!(session.unwrap().capabilities().has("ESEARCH"));
    served.finish();
}
