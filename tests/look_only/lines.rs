//! Lines typed by hand, against the gate before the socket: all commands of Python's imaplib, and the
//! ways round that somebody may think of.

use mailpane::wire::is_harmless;

/// Each command of `imaplib.Commands`, and whether it passes.
pub const IMAPLIB: &[(&str, bool)] = &[
    ("APPEND INBOX (\\Seen) {5}", false),
    ("AUTHENTICATE PLAIN", true),
    ("CAPABILITY", true),
    ("CHECK", true),
    ("CLOSE", true),
    ("COPY 1:* Trash", false),
    ("CREATE New", false),
    ("DELETE Old", false),
    ("DELETEACL INBOX bob", false),
    ("ENABLE UTF8=ACCEPT", true),
    ("EXAMINE INBOX", true),
    ("EXPUNGE", false),
    ("FETCH 1:* (FLAGS BODY.PEEK[])", true),
    ("FETCH 1:* BODY[]", false),
    ("FETCH 1:* (RFC822)", false),
    ("GETACL INBOX", true),
    ("GETANNOTATION INBOX \"/comment\" \"value\"", false),
    ("GETQUOTA \"\"", true),
    ("GETQUOTAROOT INBOX", true),
    ("ID NIL", true),
    ("IDLE", true),
    ("LIST \"\" \"*\"", true),
    ("LOGIN me secret", true),
    ("LOGOUT", true),
    ("LSUB \"\" \"*\"", true),
    ("MOVE 1 Trash", false),
    ("MYRIGHTS INBOX", true),
    ("NAMESPACE", true),
    ("NOOP", true),
    ("PARTIAL 1 RFC822 1 100", false),
    ("PROXYAUTH bob", false),
    ("RENAME a b", false),
    ("SEARCH ALL", true),
    ("SELECT INBOX", false),
    ("SETACL INBOX bob lr", false),
    ("SETANNOTATION INBOX \"/comment\" (\"value.priv\" \"x\")", false),
    ("SETQUOTA \"\" (STORAGE 1)", false),
    ("SORT (DATE) UTF-8 ALL", true),
    ("STARTTLS", true),
    ("STATUS INBOX (MESSAGES)", true),
    ("STORE 1 +FLAGS (\\Deleted)", false),
    ("SUBSCRIBE INBOX", false),
    ("THREAD REFERENCES UTF-8 ALL", true),
    ("UID COPY 1 Trash", false),
    ("UID EXPUNGE 1", false),
    ("UID FETCH 1 (FLAGS)", true),
    ("UID FETCH 1 (BODY[1])", false),
    ("UID MOVE 1 Trash", false),
    ("UID SEARCH UNSEEN", true),
    ("UID SORT (DATE) UTF-8 ALL", true),
    ("UID STORE 1 FLAGS ()", false),
    ("UID THREAD REFS UTF-8 ALL", true),
    ("UNSELECT", true),
    ("UNSUBSCRIBE INBOX", false),
];

#[test]
fn every_command_of_imaplib_passes_only_where_it_changes_nothing() {
    for (line, passes) in IMAPLIB {
        assert_eq!(is_harmless(line), *passes, "{line}");
        assert_eq!(is_harmless(&line.to_ascii_lowercase()), *passes, "{line} in small letters");
    }
}

#[test]
fn nothing_is_smuggled_past() {
    for line in [
        "NOOP\r\nx DELETE INBOX",
        "NOOP\nx DELETE INBOX",
        "NOOP\rx DELETE INBOX",
        "EXAMINE {3}\r\nabc\r\nx EXPUNGE",
        "UID UID STORE 1 FLAGS ()",
        " DELETE INBOX",
        "\tDELETE INBOX",
        "NOOP\0DELETE",
        "FETCH 1 body[header]",
        "FETCH 1 BINARY[1]",
        "FETCH {4+}\r\n1 BO",
        "GETMETADATAX INBOX",
        "REPLACE 1 INBOX {3}",
        "NOTIFY SET STATUS (SELECTED MessageNew)",
        "SETMETADATA INBOX (/private/comment \"x\")",
        "XCOMMAND",
        "",
    ] {
        let passes = is_harmless(line);
        // One word alone is no command of any server: the answer to a challenge may look like it.
        assert!(!passes || line.is_empty(), "{line:?}");
    }
}
