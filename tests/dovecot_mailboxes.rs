//! The tree of a real server: names, special uses, subscriptions, counts; made, renamed, deleted.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use mailpane::engine::{Event, MailboxChange};
use mailpane::model::{FailureKind, Mailbox, MailboxName, Security, SpecialUse};
use mailpane::text::names::{NameError, encode_utf7};

use support::client::{Client, account, find, mail, mailbox};
use support::dovecot::{Dovecot, Options};

/// Names that trip quoting, wildcards, modified UTF-7, trimming or a look at the disk.
const ODD_NAMES: [&str; 20] = [
    "Größe & \"x\"",
    "back\\slash",
    "100 %",
    "a*b",
    "%",
    "*",
    "📬 Post",
    " leading",
    "trailing ",
    "日本語",
    "one/two/three/four/five/six/seven/eight/nine/ten",
    "Größe/日本語/📬",
    "&",
    "&-",
    "&AOQ-",
    "{5}",
    "(a) [b]",
    "NIL",
    "a.b..c",
    "Ä̈'s \u{202e}evil",
];

fn connect(dovecot: &Dovecot) -> Client {
    let account = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let client = Client::start(account, Some("secret"));
    client.open("INBOX");
    client
}

fn named(tree: &[Mailbox], name: &MailboxName) -> Option<Mailbox> {
    tree.iter().find(|mailbox| mailbox.name == *name).cloned()
}

/// The server's own word on what there is, as it spells it.
fn on_server(dovecot: &Dovecot) -> Vec<String> {
    let listed = dovecot.doveadm(&["mailbox", "list", "-7", "-u", "alice"]);
    listed.lines().map(str::to_owned).collect()
}

#[test]
fn odd_names_make_the_round_trip() {
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    for text in ODD_NAMES {
        let name = encode_utf7(text).expect("a name");
        let wire = String::from_utf8(name.as_bytes().to_vec()).expect("ASCII");
        client.change(&MailboxChange::created(name.clone())).expect(text);
        let made = named(&client.tree(), &name).expect(text);
        // What could hide or reorder text is shown for what it is.
        let shown = text.replace('\u{202e}', "⟨U+202E⟩");
        assert_eq!(made.full_name, shown);
        assert_eq!(made.path, shown.split('/').collect::<Vec<_>>());
        assert!(made.selectable && made.subscribed, "{made:?}");
        assert!(on_server(&dovecot).contains(&wire), "{text}: {:?}", on_server(&dovecot));
        assert_eq!(client.open(&wire).0, 0, "{text}");
        let longer = encode_utf7(&format!("{text} 2")).expect("a name");
        let rename = MailboxChange::Renamed { from: name.clone(), to: longer.clone() };
        client.change(&rename).expect(text);
        let tree = client.tree();
        assert_eq!(named(&tree, &name), None, "{text}");
        assert!(named(&tree, &longer).is_some_and(|made| made.subscribed), "{text}");
        client.change(&MailboxChange::deleted(longer.clone())).expect(text);
        assert_eq!(named(&client.tree(), &longer), None, "{text}");
    }
    let subscribed = dovecot.doveadm(&["mailbox", "list", "-s", "-u", "alice"]);
    let left: Vec<_> = subscribed.lines().collect();
    assert_eq!(left.len(), 4, "subscriptions were left behind: {left:?}");
}

#[test]
fn what_a_name_cannot_hold_is_never_sent() {
    for bad in ["a\r\nx1 DELETE INBOX", "a\nb", "a\0b", "\u{1}"] {
        assert_eq!(encode_utf7(bad), Err(NameError::Control), "{bad:?}");
    }
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    let before = client.tree().len();
    // Past the dialog's check too: the encoder has the last word.
    for bad in [&b"a\r\nx1 DELETE Sent"[..], b"a\nb", b"a\0b"] {
        let bad = MailboxName::new(bad);
        let plans = mailbox("Plans");
        for change in [
            MailboxChange::created(bad.clone()),
            MailboxChange::Renamed { from: mailbox("Sent"), to: bad.clone() },
            MailboxChange::Renamed { from: bad.clone(), to: plans.clone() },
            MailboxChange::deleted(bad.clone()),
        ] {
            let failure = client.change(&change).expect_err("refused");
            assert_eq!(failure.kind, FailureKind::Refused);
            assert!(failure.sentence.contains("folder name holds characters"), "{failure:?}");
        }
    }
    assert_eq!(client.listed_again().len(), before);
    let sent = client.sent();
    assert!(!sent.iter().any(|line| line.contains("CREATE") || line.contains("Plans")), "{sent:?}");
    // The session goes on.
    client.change(&MailboxChange::created(mailbox("Plans"))).expect("a good name");
}

#[test]
fn refusals_come_in_the_servers_words() {
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    let cases = [
        (MailboxChange::created(mailbox("Sent")), "Mailbox already exists"),
        (MailboxChange::deleted(mailbox("Nobody")), "Mailbox doesn't exist: Nobody"),
        (
            MailboxChange::Renamed { from: mailbox("Sent"), to: mailbox("Trash") },
            "Target mailbox already exists",
        ),
        (MailboxChange::created(mailbox("up/../../etc")), "Invalid mailbox name"),
        (MailboxChange::deleted(MailboxName::inbox()), "INBOX can't be deleted"),
    ];
    for (change, words) in cases {
        let failure = client.change(&change).expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Refused, "{failure:?}");
        let text = failure.server_text.expect("the server's words");
        assert!(text.starts_with(words), "{change:?}: {text}");
        assert!(!failure.sentence.contains(words), "{}", failure.sentence);
    }
    let names: Vec<_> = client.tree().iter().map(|mailbox| mailbox.full_name.clone()).collect();
    assert_eq!(names, ["INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash"]);
}

#[test]
fn a_name_for_a_folder_inside_creates_it_in_a_folder_that_only_holds_folders() {
    let dovecot = Dovecot::start();
    let client = connect(&dovecot);
    client.change(&MailboxChange::created(mailbox("top/inner/leaf"))).expect("made");
    let tree = client.tree();
    let top = find(&tree, "top").expect("the parent is listed");
    assert!(!top.selectable && top.counts.is_none(), "{top:?}");
    assert!(find(&tree, "top/inner/leaf").is_some_and(|leaf| leaf.selectable));
    // Renaming the parent takes along what is inside.
    let rename = MailboxChange::Renamed { from: mailbox("top"), to: mailbox("bottom") };
    client.change(&rename).expect("renamed");
    let tree = client.tree();
    assert!(find(&tree, "top").is_none() && find(&tree, "top/inner/leaf").is_none());
    let leaf = find(&tree, "bottom/inner/leaf").expect("it moved along");
    assert_eq!(leaf.path, ["bottom", "inner", "leaf"]);
}

#[test]
fn subscriptions_are_shown_as_they_are() {
    for extra in ["", "imap_capability = IMAP4rev1 IDLE LITERAL+\n"] {
        // The second server says it by LSUB.
        let dovecot = Dovecot::start_with(Options { extra, ..Options::default() });
        let mut other = dovecot.client("alice", "secret");
        other.command("CREATE Quiet");
        other.command("CREATE Loud");
        other.command("SUBSCRIBE Loud");
        let client = connect(&dovecot);
        let subscribed = |tree: &[Mailbox], name: &str| find(tree, name).map(|m| m.subscribed);
        let tree = client.tree();
        assert_eq!(subscribed(&tree, "Quiet"), Some(false));
        assert_eq!(subscribed(&tree, "Loud"), Some(true));
        assert_eq!(subscribed(&tree, "Archive"), Some(false));
        assert_eq!(subscribed(&tree, "Drafts"), Some(true));
        other.command("UNSUBSCRIBE Loud");
        other.command("SUBSCRIBE Quiet");
        let tree = client.listed_again();
        assert_eq!(subscribed(&tree, "Quiet"), Some(true));
        assert_eq!(subscribed(&tree, "Loud"), Some(false));
    }
}

#[test]
fn special_uses_come_from_the_server_and_set_the_order() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.command("CREATE Alpha");
    // Named like one, and not one: the server's word counts.
    other.command("CREATE \"Gesendet\"");
    let client = connect(&dovecot);
    let tree = client.tree();
    let uses: Vec<_> =
        tree.iter().map(|mailbox| (mailbox.full_name.as_str(), mailbox.special_use)).collect();
    assert_eq!(
        uses,
        [
            ("INBOX", Some(SpecialUse::Inbox)),
            ("Drafts", Some(SpecialUse::Drafts)),
            ("Sent", Some(SpecialUse::Sent)),
            ("Archive", Some(SpecialUse::Archive)),
            ("Alpha", None),
            ("Gesendet", None),
            ("Junk", Some(SpecialUse::Junk)),
            ("Trash", Some(SpecialUse::Trash)),
        ]
    );
}

#[test]
fn the_tree_counts_what_is_unread() {
    for (extra, way) in [("", "RETURN (SUBSCRIBED"), ("imap_capability = IMAP4rev1 IDLE\n", "LSUB")]
    {
        let dovecot = Dovecot::start_with(Options { extra, ..Options::default() });
        let mut other = dovecot.client("alice", "secret");
        for (flags, name) in [("", "INBOX"), ("\\Seen", "INBOX"), ("", "Sent"), ("\\Seen", "Trash")]
        {
            // Without LITERAL+ in its announcement the server takes such literals all the same.
            other.append(name, flags, &mail("one", "Hi."));
        }
        let client = connect(&dovecot);
        let tree = client.listed_again();
        let counts = |name: &str| {
            let counts = find(&tree, name).and_then(|mailbox| mailbox.counts);
            counts.map(|counts| (counts.messages, counts.unseen))
        };
        assert_eq!(counts("INBOX"), Some((2, 1)));
        assert_eq!(counts("Sent"), Some((1, 1)));
        assert_eq!(counts("Trash"), Some((1, 0)));
        assert_eq!(counts("Drafts"), Some((0, 0)));
        assert!(client.sent().iter().any(|line| line.contains(way)), "{:?}", client.sent());
        // The open mailbox's count follows.
        other.append("INBOX", "", &mail("two", "Hi."));
        client.expect("the count", |event| match event {
            Event::UnseenChanged { mailbox, unseen: 2, .. } if mailbox.is_inbox() => Some(()),
            _ => None,
        });
    }
}

#[test]
fn the_folder_on_the_screen_can_be_renamed_and_deleted() {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    other.command("CREATE Work");
    other.append("Work", "", &mail("here", "Hi."));
    let client = connect(&dovecot);
    assert_eq!(client.open("Work").0, 1);
    let rename = MailboxChange::Renamed { from: mailbox("Work"), to: mailbox("Done") };
    client.change(&rename).expect("renamed");
    assert_eq!(client.open("Done").0, 1);
    client.change(&MailboxChange::deleted(mailbox("Done"))).expect("deleted");
    assert_eq!(client.open("INBOX").0, 0);
    let lost = client.handle.log().lines().iter().any(|line| line.text.contains("BYE"));
    assert!(!lost, "the server ended a session: {}", client.log_text());
}
