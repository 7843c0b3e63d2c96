//! PREVIEW, and the PARTIAL modifier of FETCH.

use super::client::{Client, three, with};

#[test]
fn a_preview_is_the_text_on_one_line() {
    let server = with(&[
        (1, "Subject: plain", "Hello  Robin,\r\n\r\nthe \"papers\" are here."),
        (2, "Subject: none", ""),
        (
            3,
            "Subject: umlaut\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            "B=FCro",
        ),
        (4, "Subject: page\nContent-Type: text/html", "<title>x</title><p>One <b>two</b></p>"),
    ]);
    let mut client = Client::logged_in(&server);
    client.asks("SELECT INBOX");
    assert_eq!(
        client.asks("FETCH 1:3 (UID PREVIEW (LAZY) FLAGS)"),
        [
            "* 1 FETCH (UID 1 FLAGS () PREVIEW {35}",
            "Hello Robin, the \"papers\" are here.)",
            "* 2 FETCH (UID 2 FLAGS () PREVIEW \"\")",
            "* 3 FETCH (UID 3 FLAGS () PREVIEW {5}",
            "B\u{fc}ro)",
            "x OK Fetched"
        ]
    );
    assert_eq!(client.asks("FETCH 2 PREVIEW"), ["* 2 FETCH (PREVIEW \"\")", "x OK Fetched"]);
    assert_eq!(client.asks("UID FETCH 2 (PREVIEW)")[0], "* 2 FETCH (UID 2 PREVIEW \"\")");
    assert!(client.asks("FETCH 4 PREVIEW (LAZY)")[0].contains("One two"));
    assert!(!client.asks("FETCH 1:4 FLAGS").join("").contains("\\Seen"), "PREVIEW reads nothing");
}

#[test]
fn broken_requests_for_previews_are_refused() {
    let mut client = Client::logged_in(&three());
    assert_eq!(client.asks("FETCH 1 (PREVIEW)"), ["x BAD Select a folder first"]);
    client.asks("SELECT INBOX");
    for command in [
        "FETCH 1 (PREVIEW (ODD))",
        "FETCH 1 (PREVIEW (LAZY)",
        "FETCH 1 (PREVIEW",
        "FETCH 1 PREVIEW (PARTIAL 0:1)",
        "FETCH PREVIEW",
        "FETCH 1 ()",
    ] {
        let answer = client.asks(command);
        assert!(answer.len() == 1 && answer[0].starts_with("x BAD "), "{command}: {answer:?}");
    }
}

#[test]
fn a_fetch_can_be_of_a_window_of_its_set() {
    let mut client = Client::logged_in(&three());
    client.asks("SELECT INBOX");
    let fetched = |client: &mut Client, window: &str| {
        let lines = client.asks(&format!("UID FETCH 1:* (UID) (PARTIAL {window})"));
        lines.len() - 1
    };
    assert_eq!(fetched(&mut client, "-1:-2"), 2);
    assert_eq!(fetched(&mut client, "3:4294967295"), 1);
    assert_eq!(fetched(&mut client, "4:9"), 0);
    assert_eq!(
        client.asks("UID FETCH 1:* (UID) (PARTIAL -1:-1)"),
        ["* 3 FETCH (UID 3)", "x OK Fetched"]
    );
}
