#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{BufReader, Cursor};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use super::*;
use crate::model::CertificateSummary;

fn config(accounts: &str) -> (tempfile::TempDir, ConfigDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("accounts.toml"), accounts).unwrap();
    let config = ConfigDir::locate(Some(folder.path().to_owned()), true).unwrap();
    (folder, config)
}

/// A server for one connection on loopback that offers `capabilities` and knows one password.
fn server(capabilities: &'static str) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::Builder::new().name("server".to_owned());
    let serve = move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        write!(stream, "* OK [CAPABILITY {capabilities}] ready\r\n").unwrap();
        let mut heard = Vec::new();
        for line in lines.map_while(Result::ok) {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let verb = command.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "LOGIN" if command.contains("right") => "OK in".to_owned(),
                "LOGIN" => "NO [AUTHENTICATIONFAILED] who are you?".to_owned(),
                "CAPABILITY" => {
                    write!(stream, "* CAPABILITY {capabilities}\r\n").unwrap();
                    "OK".to_owned()
                }
                "ID" => {
                    write!(stream, "* ID (\"name\" \"Script\")\r\n").unwrap();
                    "OK".to_owned()
                }
                _ => "OK".to_owned(),
            };
            heard.push(verb);
            if write!(stream, "{tag} {answer}\r\n").is_err() {
                break;
            }
        }
        heard
    };
    (port, thread.spawn(serve).unwrap())
}

fn check_with(port: u16, password: &str) -> (Result<(), String>, String) {
    let (_folder, config) = config("");
    let target: Target = format!("imap://me@127.0.0.1:{port}").parse().unwrap();
    let account = account_of(&target, &config).unwrap();
    let mut out = Vec::new();
    let mut find = |_: &Account| Ok(Secret::new(password.to_owned()));
    let result = check(&account, &config, &mut find, &mut out);
    (result, String::from_utf8(out).unwrap())
}

#[test]
fn a_server_is_reported_with_what_it_lacks() {
    let (port, server) = server("IMAP4rev1 IDLE NAMESPACE");
    let (result, text) = check_with(port, "right");
    result.unwrap();
    assert!(text.contains(&format!("Server        127.0.0.1, port {port}")), "{text}");
    assert!(text.contains("Security      none: everyone"), "{text}");
    assert!(text.contains("\n  SPECIAL-USE   the folders for sent mail"), "{text}");
    assert!(!text.contains("not announced"), "{text}");
    assert!(text.contains("round trips\n"), "{text}");
    let heard = server.join().unwrap();
    assert!(heard.iter().any(|verb| verb == "LOGIN"), "{heard:?}");
    for verb in ["SELECT", "EXAMINE", "LIST", "STORE"] {
        assert!(!heard.iter().any(|sent| sent == verb), "{heard:?}");
    }
}

#[test]
fn a_refused_login_is_told_with_the_servers_words_and_prints_nothing() {
    let (port, server) = server("IMAP4rev1");
    let (result, text) = check_with(port, "wrong");
    let sentence = result.unwrap_err();
    assert!(sentence.contains("The server says: who are you?"), "{sentence}");
    assert!(!sentence.contains("wrong"), "{sentence}");
    assert_eq!(text, "");
    server.join().unwrap();
}

#[test]
fn a_closed_port_is_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (result, _) = check_with(port, "x");
    assert!(result.unwrap_err().contains("127.0.0.1"));
}

#[test]
fn a_missing_password_stops_before_anything_is_sent() {
    let (_folder, config) = config("");
    let account = Account::new("A", "me", "host.invalid", Security::Tls);
    let mut find = |_: &Account| Err("none".to_owned());
    assert_eq!(check(&account, &config, &mut find, &mut Vec::new()), Err("none".to_owned()));
}

#[test]
fn a_target_is_an_account_of_the_file_or_a_url() {
    let (_folder, config) = config("[[account]]\nname='Work'\nuser='u'\nhost='h'\n");
    let account = |text: &str| account_of(&text.parse().unwrap(), &config);
    assert_eq!(account("Work").unwrap(), Account::new("Work", "u", "h", Security::Tls));
    let missing = account("Home").unwrap_err();
    assert!(missing.starts_with("There is no account called Home in "), "{missing}");
    let url = account("imaps://me@h:1993").unwrap();
    assert_eq!((url.port, &url.secret), (1993, &SecretSource::Ask));
}

#[test]
fn a_broken_file_is_told_with_its_line() {
    let (_folder, config) = config("[[account]]\nname='Work'\nusr='u'\n");
    let error = account_of(&Target::Account("Work".to_owned()), &config).unwrap_err();
    assert!(error.contains("accounts.toml, line 3, key usr: "), "{error}");
}

#[test]
fn the_whole_report_in_words() {
    let info = ConnectionInfo {
        tls_version: Some("TLSv1.3".to_owned()),
        certificate: Some(CertificateSummary { sha256: [0xab; 32] }),
        capabilities: vec!["IMAP4REV1".to_owned(), "X\u{1b}[2J".to_owned()],
        server_name: Some("Dovecot\u{7}".to_owned()),
        round_trip_ms: Some(12),
        layer: "tcp",
    };
    let mut account = Account::new("W", "me", "h", Security::StartTls);
    account.look_only = true;
    let mut out = Vec::new();
    print_report(&account, &info, &[&EXTENSIONS[6]], &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "Server        h, port 143\n\
         Name          Dovecot\u{FFFD}\n\
         Security      TLSv1.3, begun by STARTTLS\n\
         Certificate   SHA-256 "
            .to_owned()
            + &"ab".repeat(32)
            + "\nLogged in as  me, look-only\n\
               Round trip    12 ms\n\
               Capabilities\n  IMAP4REV1 X\u{FFFD}[2J\n\
               Missing, and what that costs\n  SASL-IR       logging in takes one round trip more\n"
    );
}

#[test]
fn capabilities_without_end_are_bounded() {
    let words = vec!["X".repeat(5000); 10_000];
    let lines = wrapped(&words);
    assert!(lines.len() <= 500 && lines.iter().all(|line| line.chars().count() <= 1024));
}

#[test]
fn the_password_is_the_first_line_of_standard_input() {
    let read = |text: &str| first_line(Cursor::new(text.to_owned()));
    assert_eq!(read("pä ss \r\nrest").unwrap().expose(), "pä ss ");
    assert_eq!(read("x").unwrap().expose(), "x");
    assert!(read("").unwrap_err().contains("A password is needed"));
    assert!(read("\n").is_err());
    assert!(read(&"x".repeat(MAX_SECRET_BYTES + 1)).unwrap_err().contains("64 KiB"));
}
