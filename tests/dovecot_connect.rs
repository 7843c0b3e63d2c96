//! Ways to reach a real server: every security, every certificate, the login, and coming back.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::net::TcpListener;
use std::time::Duration;

use mailpane::engine::{Command, Event};
use mailpane::model::{Account, ConnectionState, FailureKind, Flag, Secret, Security};

use support::certs::Certificate;
use support::client::{Client, account, mail, tunnel};
use support::dovecot::{BOB_PASSWORD, Dovecot, Options};
use support::link::{Character, Link};
use support::process::free_port;

/// Longer than the first wait between two tries of the engine's own, 2.5 s at most.
const LONGER_THAN_A_RETRY: Duration = Duration::from_secs(4);

fn tls(dovecot: &Dovecot, user: &str) -> Account {
    account(user, Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca))
}

fn start_tls(dovecot: &Dovecot, user: &str) -> Account {
    account(user, Security::StartTls, dovecot.port, Some(&dovecot.certs.ca))
}

fn plaintext(port: u16) -> Account {
    account("alice", Security::Plaintext, port, None)
}

fn with_certificate(certificate: Certificate) -> Dovecot {
    Dovecot::start_with(Options { certificate, ..Options::default() })
}

/// One that announces no extension but IDLE.
fn old_server() -> Dovecot {
    let extra = "imap_capability = IMAP4rev1 IDLE\n";
    Dovecot::start_with(Options { extra, ..Options::default() })
}

/// Nothing secret leaves before the server is known to be the right one.
fn assert_no_login(client: &Client) {
    let sent = client.sent();
    let is_login = |line: &String| line.starts_with("AUTHENTICATE") || line.starts_with("LOGIN");
    assert!(!sent.iter().any(is_login), "{sent:?}");
}

#[test]
fn tls_with_the_accounts_ca_file_logs_in() {
    let dovecot = Dovecot::start();
    let mut account = tls(&dovecot, "alice");
    account.host = "localhost".to_owned();
    let client = Client::start(account, Some("secret"));
    let info = client.ready();
    assert_eq!(info.tls_version.as_deref(), Some("TLSv1.3"));
    assert!(info.certificate.is_some() && info.round_trip_ms.is_some(), "{info:?}");
    assert!(info.capabilities.iter().any(|word| word == "IDLE"), "{info:?}");
    assert_eq!(client.open("INBOX").0, 0);
}

#[test]
fn an_issuer_nobody_named_is_refused() {
    let dovecot = Dovecot::start();
    let mut account = tls(&dovecot, "alice");
    account.ca_file = None;
    let client = Client::start(account, Some("secret"));
    let (failure, retry_in_secs) = client.failed();
    assert_eq!(failure.kind, FailureKind::CertificateUnknownIssuer, "{failure:?}");
    assert_eq!(retry_in_secs, None);
    assert_no_login(&client);
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let dovecot = with_certificate(Certificate::OtherName);
    for account in [tls(&dovecot, "alice"), start_tls(&dovecot, "alice")] {
        for host in ["127.0.0.1", "localhost"] {
            let account = Account { host: host.to_owned(), ..account.clone() };
            let client = Client::start(account, Some("secret"));
            let (failure, retry_in_secs) = client.failed();
            assert_eq!(failure.kind, FailureKind::CertificateWrongName, "{failure:?}");
            assert_eq!(retry_in_secs, None);
            assert_no_login(&client);
        }
    }
}

#[test]
fn a_certificate_out_of_its_time_is_refused() {
    let dovecot = with_certificate(Certificate::Expired);
    let client = Client::start(tls(&dovecot, "alice"), Some("secret"));
    let (failure, retry_in_secs) = client.failed();
    assert_eq!(failure.kind, FailureKind::CertificateExpired, "{failure:?}");
    assert_eq!(retry_in_secs, None);
    assert_no_login(&client);
}

#[test]
fn a_pinned_certificate_needs_no_issuer_and_no_other_will_do() {
    let dovecot = Dovecot::start();
    let client = Client::start(tls(&dovecot, "alice"), Some("secret"));
    let shown = client.ready().certificate.clone().expect("a certificate").sha256;
    let mut account = tls(&dovecot, "alice");
    account.ca_file = None;
    account.pin_sha256 = Some(shown);
    Client::start(account.clone(), Some("secret")).ready();
    account.pin_sha256 = Some([7; 32]);
    let client = Client::start(account, Some("secret"));
    let (failure, _) = client.failed();
    assert_eq!(failure.kind, FailureKind::CertificateChanged, "{failure:?}");
    assert_no_login(&client);
}

#[test]
fn starttls_forgets_what_was_said_before_it() {
    let dovecot = Dovecot::start();
    let client = Client::start(start_tls(&dovecot, "alice"), Some("secret"));
    let info = client.ready();
    assert_eq!(info.tls_version.as_deref(), Some("TLSv1.3"));
    assert!(!info.capabilities.iter().any(|word| word == "STARTTLS"), "{info:?}");
    let sent = client.sent();
    let words: Vec<_> = sent.iter().filter_map(|line| line.split(' ').next()).collect();
    // The greeting had capabilities: they are asked for again, now that nobody can forge them.
    assert_eq!(words[..3], ["STARTTLS", "CAPABILITY", "AUTHENTICATE"], "{sent:?}");
}

#[test]
fn a_server_without_tls_gets_no_password() {
    let dovecot = Dovecot::start_with(Options { extra: "ssl = no\n", ..Options::default() });
    let client = Client::start(start_tls(&dovecot, "alice"), Some("secret"));
    let (failure, retry_in_secs) = client.failed();
    assert_eq!((failure.kind, retry_in_secs), (FailureKind::Tls, None), "{failure:?}");
    assert_no_login(&client);
}

#[test]
fn plaintext_works_where_it_was_asked_for() {
    let dovecot = Dovecot::start();
    let client = Client::start(plaintext(dovecot.port), Some("secret"));
    let info = client.ready();
    assert_eq!((info.tls_version.as_deref(), info.layer), (None, "tcp"));
    assert_eq!(client.open("INBOX").0, 0);
}

#[test]
fn wrong_ports_have_their_own_sentences() {
    let dovecot = Dovecot::start();
    let nobody = free_port();
    let (failure, retry) = Client::start(plaintext(nobody), Some("secret")).failed();
    assert_eq!(failure.kind, FailureKind::ConnectionRefused, "{failure:?}");
    assert!(retry.is_some());
    let swapped = account("alice", Security::Tls, dovecot.port, Some(&dovecot.certs.ca));
    let (failure, _) = Client::start(swapped, Some("secret")).failed();
    assert_eq!(failure.kind, FailureKind::Tls, "{failure:?}");
}

#[test]
fn a_tunnel_command_carries_a_login() {
    let dovecot = Dovecot::start();
    let client = Client::start(tunnel("bob", dovecot.tunnel()), None);
    assert_eq!(client.asked(), None);
    let secret = Secret::new(BOB_PASSWORD.to_owned());
    client.send(Command::UseSecret { secret, remember: false });
    client.ready();
    assert_eq!(client.open("INBOX").0, 0);
}

#[test]
fn a_tunnel_command_may_have_logged_in_already() {
    let dovecot = Dovecot::start();
    dovecot.client("alice", "secret").append("INBOX", "", &mail("over the tunnel", "Hi."));
    let client = Client::start(tunnel("alice", dovecot.preauth_tunnel("alice")), None);
    client.ready();
    assert_eq!(client.newest("INBOX").1.text.subject, "over the tunnel");
    assert_no_login(&client);
}

#[test]
fn a_tunnel_command_that_fails_is_quoted() {
    let command = "echo no route to mailhost >&2; exit 3".to_owned();
    let (failure, retry) = Client::start(tunnel("alice", command), Some("secret")).failed();
    assert_eq!(failure.kind, FailureKind::Command, "{failure:?}");
    assert!(failure.sentence.contains("exit status 3"), "{failure:?}");
    assert_eq!(failure.server_text.as_deref(), Some("no route to mailhost"));
    assert!(retry.is_some());
}

#[test]
fn a_refused_password_is_asked_for_and_never_tried_again_alone() {
    let dovecot = Dovecot::start();
    let link = Link::start(dovecot.port, Character::default());
    let client = Client::start(plaintext(link.port), Some("guess"));
    let failure = client.asked().expect("the reason");
    assert_eq!(failure.kind, FailureKind::LoginRefused);
    assert_eq!(failure.server_text.as_deref(), Some("Authentication failed."));
    assert!(!failure.sentence.contains("Authentication failed"), "{failure:?}");
    // Neither time nor a click on a folder sends it once more.
    client.send(Command::Refresh);
    let inbox = mailpane::model::MailboxName::inbox();
    client.send(support::client::open_mailbox(inbox, 10));
    let again = client.within(LONGER_THAN_A_RETRY, |event| match event {
        Event::ConnectionChanged { state, .. } => Some(state.clone()),
        _ => None,
    });
    assert_eq!(again, None);
    assert_eq!(link.traffic().len(), 1);
    // Asked to connect without a new one, it asks again, and the old one does not leave.
    client.send(Command::RetryNow);
    assert_eq!(client.asked(), None);
    assert_eq!(client.sent().iter().filter(|line| line.contains("AUTHENTICATE")).count(), 1);
    let secret = Secret::new("secret".to_owned());
    client.send(Command::UseSecret { secret, remember: false });
    client.ready();
}

#[test]
fn a_password_of_odd_characters_goes_in_by_every_way() {
    let dovecot = Dovecot::start();
    Client::start(tls(&dovecot, "bob"), Some(BOB_PASSWORD)).ready();
    // Without an initial response the answer to a challenge carries it, because LOGIN cannot.
    let dovecot = old_server();
    let client = Client::start(start_tls(&dovecot, "bob"), Some(BOB_PASSWORD));
    client.ready();
    assert!(client.sent().iter().any(|line| line == "…"), "{}", client.log_text());
    let client = Client::start(start_tls(&dovecot, "alice"), Some("secret"));
    client.ready();
    assert!(client.sent().iter().any(|line| line.starts_with("LOGIN ")), "{}", client.log_text());
}

#[test]
fn one_account_that_hangs_does_not_hold_up_another() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("an address").port();
    let hanging = Client::start(plaintext(port), Some("secret"));
    let (_stream, _) = silent.accept().expect("the account connects");
    let dovecot = Dovecot::start();
    let client = Client::start(tls(&dovecot, "alice"), Some("secret"));
    client.ready();
    client.open("INBOX");
    let state = hanging.expect("its state", |event| match event {
        Event::ConnectionChanged { state, .. } => Some(state.clone()),
        _ => None,
    });
    assert_eq!(state, ConnectionState::Connecting);
    let later = hanging.within(Duration::ZERO, |event| match event {
        Event::ConnectionChanged { state, .. } => Some(state.clone()),
        _ => None,
    });
    assert_eq!(later, None, "it still waits");
    // Ending it needs no answer from the server.
    hanging.handle.kill();
    let (failure, retry_in_secs) = hanging.failed();
    assert_eq!((failure.kind, retry_in_secs), (FailureKind::Cancelled, None));
}

#[test]
fn a_server_that_went_away_is_noticed_and_found_again() {
    let mut dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("before", "Hi."));
    let client = Client::start(tls(&dovecot, "alice"), Some("secret"));
    client.open("INBOX");
    client.rows();
    wait_for_watcher(&client);
    dovecot.stop();
    // Nobody clicks: the watcher hears it, and the worker looks.
    let (failure, retry_in_secs) = client.failed();
    assert_eq!(failure.kind, FailureKind::Disconnected, "{failure:?}");
    assert!(retry_in_secs.is_some_and(|secs| (1..=3).contains(&secs)), "{retry_in_secs:?}");
    dovecot.restart();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("after", "Hi."));
    client.send(Command::RetryNow);
    client.ready();
    let rows = client.rows();
    assert!(rows.iter().any(|(_, row)| row.text.subject == "after"), "{rows:?}");
}

#[test]
fn a_line_that_was_cut_is_noticed_and_mended() {
    let dovecot = Dovecot::start();
    let link = Link::start(dovecot.port, Character::default());
    let client = Client::start(plaintext(link.port), Some("secret"));
    client.open("INBOX");
    wait_for_watcher(&client);
    link.cut();
    let (failure, retry_in_secs) = client.failed();
    assert_eq!(failure.kind, FailureKind::Disconnected, "{failure:?}");
    assert!(retry_in_secs.is_some());
    client.send(Command::RetryNow);
    client.ready();
    // The mailbox on the screen is open again, and watched.
    client
        .expect("the mailbox", |event| matches!(event, Event::MailboxOpened { .. }).then_some(()));
    dovecot.client("alice", "secret").append("INBOX", "", &mail("after", "Hi."));
    let exists = client.expect("new mail", |event| match event {
        Event::ExistsChanged { exists, .. } => Some(*exists),
        _ => None,
    });
    assert_eq!(exists, 1);
}

#[test]
fn an_account_has_two_connections_and_no_more() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for number in 1..=5 {
        other.append("INBOX", "", &mail(&format!("number {number}"), "Hi."));
    }
    let link = Link::start(dovecot.port, Character::default());
    let client = Client::start(plaintext(link.port), Some("secret"));
    for name in ["INBOX", "Sent", "Trash", "Archive", "INBOX"] {
        client.open(name);
        client.listed_again();
    }
    let (key, _) = client.newest("INBOX");
    client.body(&key);
    wait_for_watcher(&client);
    assert_eq!(link.traffic().len(), 2);
    // What Dovecot knows: ours, and the test's own.
    let who = dovecot.doveadm(&["who", "-1", "alice"]);
    assert_eq!(who.lines().filter(|line| line.starts_with("alice")).count(), 3, "{who}");
}

#[test]
fn a_look_only_account_sends_nothing_that_changes() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.append("INBOX", "", &mail("unread", "Hi."));
    let account = Account { look_only: true, ..tls(&dovecot, "alice") };
    let client = Client::start(account, Some("secret"));
    let (key, row) = client.newest("INBOX");
    assert!(!row.flags.has(Flag::Seen));
    client.body(&key);
    let failure = client.set_flag(&key, Flag::Seen, true).expect_err("nothing is changed");
    assert_eq!(failure.kind, FailureKind::LookOnly);
    let create = mailpane::engine::MailboxChange::created(support::client::mailbox("Plans"));
    assert_eq!(client.change(&create).expect_err("refused").kind, FailureKind::LookOnly);
    client.listed_again();
    wait_for_watcher(&client);
    let sent = client.sent();
    let harmless = [
        "AUTHENTICATE",
        "ID",
        "NAMESPACE",
        "EXAMINE",
        "SORT",
        "FETCH",
        "LIST",
        "COMPRESS",
        "NOOP",
        "SEARCH",
        "IDLE",
    ];
    for line in &sent {
        let command = line.strip_prefix("UID ").unwrap_or(line).split(' ').next();
        assert!(command.is_some_and(|word| harmless.contains(&word)), "{line} in {sent:#?}");
        assert!(!line.contains("BODY["), "{line}");
    }
    assert!(sent.iter().any(|line| line.starts_with("EXAMINE")), "{sent:#?}");
    assert!(other.command("SELECT INBOX").iter().any(|line| line.contains("[UNSEEN 1]")));
}

#[test]
fn the_protocol_log_never_holds_a_password() {
    let dovecot = Dovecot::start();
    for server in [&dovecot, &old_server()] {
        for account in [tls(server, "bob"), start_tls(server, "bob")] {
            let client = Client::start(account, Some(BOB_PASSWORD));
            client.ready();
            client.open("INBOX");
            wait_for_watcher(&client);
            let log = client.log_text();
            // The password itself, as a quoted string has it, and as base64 has its middle.
            for form in ["p\"a", "p\\\"a", "s%{", "cCJhXHMgcyV7", "InAiYVxz", "AHAiYVxzIHMle8"] {
                assert!(!log.contains(form), "{form} in {log}");
            }
            assert!(log.contains('…'), "{log}");
        }
    }
}

/// Waits until the second connection listens: what happens from then on is pushed.
fn wait_for_watcher(client: &Client) {
    support::eventually("the watcher's IDLE", || {
        client.log_text().lines().any(|line| line.starts_with("2 < + "))
    });
}
