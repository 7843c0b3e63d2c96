//! Names from hell, each made, listed, opened, renamed and deleted on real servers; what a server
//! refuses is told in its own words, and breaks nothing.

use mailpane::demo::DemoServer;
use mailpane::engine::MailboxChange;
use mailpane::model::{FailureKind, MailboxName, Security};
use mailpane::text::folder_name::check_name;

use crate::played::{created, renamed};
use crate::support::client::{Client, account, mailbox};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

/// As typed; all servers here divide levels by "/".
fn typed() -> Vec<String> {
    let mut names: Vec<String> = [
        "a \"quoted\" name",
        "\"",
        "back\\slash",
        "\\",
        "100 %",
        "%",
        "a*b",
        "*",
        "Tom & Jerry",
        "&",
        "&-",
        "&AOQ-",
        " leading",
        "trailing ",
        "📬 Post",
        "👩\u{200d}💻",
        "Größe/日本語/📬",
        "INBOX/x",
        "inbox/y",
        "a/inbox",
        "one/two/three/four/five/six/seven/eight",
        "{5}",
        "{5+}",
        "(a) [b]",
        "NIL",
        "a.b..c",
        "~",
        "-",
        "a'b`c",
        "\u{202e}evil",
        "e\u{301}",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("n".repeat(200));
    names.push("n".repeat(255));
    names.push("n".repeat(256));
    names.push("ü".repeat(300));
    names
}

/// What one name came to.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Whole,
    /// The server's words.
    Refused(String),
}

fn wire(name: &MailboxName) -> String {
    String::from_utf8(name.as_bytes().to_vec()).expect("ASCII")
}

fn refusal(client: &Client, change: &MailboxChange) -> Option<String> {
    let failure = client.change(change).err()?;
    assert_eq!(failure.kind, FailureKind::Refused, "{change:?}: {failure:?}");
    Some(failure.server_text.expect("the server's own words"))
}

/// Makes, opens, renames and deletes it.
fn round_trip(client: &Client, typed: &str) -> Came {
    let name = check_name(typed, None, Some('/'), |_| false).expect(typed);
    let has = |name: &MailboxName| client.tree().iter().any(|one| one.name == *name);
    if let Some(words) = refusal(client, &created(&wire(&name))) {
        assert!(!has(&name), "{typed}: {words}");
        return Came::Refused(words);
    }
    let made = client.tree().iter().find(|one| one.name == name).cloned().expect(typed);
    assert!(made.subscribed && made.selectable, "{made:?}");
    assert_eq!(client.open(&wire(&name)).0, 0, "{typed}");
    let parent = name.parent(Some('/'));
    let other = check_name("other one", parent.as_ref(), Some('/'), |_| false).expect("a name");
    client.change(&renamed(&wire(&name), &wire(&other))).expect(typed);
    assert!(has(&other) && !has(&name), "{typed}");
    client.change(&renamed(&wire(&other), &wire(&name))).expect(typed);
    assert!(has(&name) && !has(&other), "{typed}");
    client.change(&MailboxChange::deleted(name.clone())).expect(typed);
    assert!(!has(&name), "{typed}");
    // What was made round it.
    let first = wire(&name).split('/').next().map(str::to_owned).unwrap_or_default();
    if first != "INBOX" && has(&mailbox(&first)) {
        client
            .change(&MailboxChange::Deleted { mailbox: mailbox(&first), inside: true })
            .expect(typed);
        assert!(!has(&mailbox(&first)), "{typed}");
    }
    Came::Whole
}

/// The names that the server refused, with its words.
fn refused(client: &Client) -> Vec<(String, String)> {
    client.open("INBOX");
    let before: Vec<_> = client.tree().iter().map(|one| one.name.clone()).collect();
    let mut refused = Vec::new();
    for text in typed() {
        if let Came::Refused(words) = round_trip(client, &text) {
            refused.push((text, words));
        }
    }
    let after: Vec<_> = client.tree().iter().map(|one| one.name.clone()).collect();
    assert_eq!(before, after, "all is as it was");
    assert!(!client.log_text().contains("BYE"), "{}", client.log_text());
    refused
}

/// The first twelve characters of each name, and the words.
fn outline(refused: &[(String, String)]) -> Vec<(String, String)> {
    let short = |(name, words): &(String, String)| {
        // Behind Dovecot's words stands how long it took.
        let words = words.split_once(" (0.").map_or(words.as_str(), |(words, _)| words);
        (name.chars().take(12).collect(), words.to_owned())
    };
    refused.iter().map(short).collect()
}

fn words(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())).collect()
}

#[test]
fn dovecot_takes_or_refuses_each() {
    const LONG: &str = "Mailbox name too long";
    let dovecot = Dovecot::start();
    let tls = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let client = Client::start(tls, Some("secret"));
    let expected = [
        ("~", "Invalid mailbox name: Begins with '~'"),
        ("nnnnnnnnnnnn", LONG),
        ("üüüüüüüüüüüü", LONG),
    ];
    assert_eq!(outline(&refused(&client)), words(&expected));
}

#[test]
fn cyrus_takes_or_refuses_each() {
    let cyrus = Cyrus::start();
    let plain = account("alice", Security::Plaintext, cyrus.port, None);
    let client = Client::start(plain, Some("secret"));
    // Cyrus keeps some characters for itself.
    let expected = [
        "a \"quoted\" n",
        "\"",
        "back\\slash",
        "\\",
        "100 %",
        "%",
        "{5}",
        "{5+}",
        "a'b`c",
        "üüüüüüüüüüüü",
    ]
    .map(|name| (name, "Invalid mailbox name"));
    assert_eq!(outline(&refused(&client)), words(&expected));
}

#[test]
fn the_demo_account_takes_or_refuses_each() {
    let client = Client::demo(&DemoServer::sample(), false, Some("demo"));
    // It takes no wildcards, and levels of a file's name at most.
    let expected = ["100 %", "%", "a*b", "*", "nnnnnnnnnnnn", "üüüüüüüüüüüü"]
        .map(|name| (name, "This name cannot be used"));
    assert_eq!(outline(&refused(&client)), words(&expected));
}
