//! The commands there are (RFC 3501, 9051 and their extensions): how each is written, what may stand
//! in it, and what it does to the server.

/// A command, for completion and for the question before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandWord {
    pub name: &'static str,
    /// Its arguments, as a reminder.
    pub arguments: &'static str,
    /// Which of its arguments are names of folders, counted from 0.
    pub folders: &'static [usize],
    /// Words that may stand among its arguments.
    pub words: &'static [&'static str],
    /// UID may stand before it.
    pub with_uid: bool,
    /// What it changes, as a sentence; `None` where it only looks.
    pub changes: Option<&'static str>,
}

const fn looks(name: &'static str, arguments: &'static str) -> CommandWord {
    CommandWord { name, arguments, folders: &[], words: &[], with_uid: false, changes: None }
}

const fn changes(
    name: &'static str,
    arguments: &'static str,
    sentence: &'static str,
) -> CommandWord {
    CommandWord { changes: Some(sentence), ..looks(name, arguments) }
}

const FLAGS: &[&str] = &["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"];
const STORE: &[&str] = &[
    "FLAGS",
    "+FLAGS",
    "-FLAGS",
    "FLAGS.SILENT",
    "+FLAGS.SILENT",
    "-FLAGS.SILENT",
    "UNCHANGEDSINCE",
    "\\Seen",
    "\\Answered",
    "\\Flagged",
    "\\Deleted",
    "\\Draft",
];
const STATUS: &[&str] = &[
    "MESSAGES",
    "UNSEEN",
    "UIDNEXT",
    "UIDVALIDITY",
    "RECENT",
    "SIZE",
    "DELETED",
    "HIGHESTMODSEQ",
    "APPENDLIMIT",
    "MAILBOXID",
];
const FETCH: &[&str] = &[
    "ALL",
    "FAST",
    "FULL",
    "UID",
    "FLAGS",
    "INTERNALDATE",
    "RFC822.SIZE",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "BODY",
    "BODY.PEEK[]",
    "BODY.PEEK[HEADER]",
    "BODY.PEEK[TEXT]",
    "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)]",
    "BODY.PEEK[1]<0.1000>",
    "BODY[]",
    "BINARY.PEEK[1]",
    "BINARY.SIZE[1]",
    "RFC822.HEADER",
    "MODSEQ",
    "PREVIEW",
    "EMAILID",
    "THREADID",
    "SAVEDATE",
    "X-GM-LABELS",
    "X-GM-MSGID",
    "X-GM-THRID",
];
const SEARCH: &[&str] = &[
    "ALL",
    "ANSWERED",
    "BCC",
    "BEFORE",
    "BODY",
    "CC",
    "CHARSET UTF-8",
    "DELETED",
    "DRAFT",
    "FLAGGED",
    "FROM",
    "HEADER",
    "KEYWORD",
    "LARGER",
    "MODSEQ",
    "NEW",
    "NOT",
    "OLD",
    "ON",
    "OR",
    "RECENT",
    "RETURN (ALL)",
    "RETURN (COUNT)",
    "RETURN (MIN MAX)",
    "SEEN",
    "SENTBEFORE",
    "SENTON",
    "SENTSINCE",
    "SINCE",
    "SMALLER",
    "SUBJECT",
    "TEXT",
    "TO",
    "UID",
    "UNANSWERED",
    "UNDELETED",
    "UNDRAFT",
    "UNFLAGGED",
    "UNKEYWORD",
    "UNSEEN",
    "X-GM-RAW",
];
const SORT: &[&str] = &[
    "(ARRIVAL) UTF-8 ALL",
    "(REVERSE ARRIVAL) UTF-8 ALL",
    "(DATE) UTF-8 ALL",
    "(FROM) UTF-8 ALL",
    "(SUBJECT) UTF-8 ALL",
    "(SIZE) UTF-8 ALL",
    "ARRIVAL",
    "CC",
    "DATE",
    "DISPLAYFROM",
    "DISPLAYTO",
    "FROM",
    "REVERSE",
    "SIZE",
    "SUBJECT",
    "TO",
    "UTF-8",
    "ALL",
    "UNSEEN",
];
const LIST: &[&str] = &[
    "RETURN (STATUS (MESSAGES UNSEEN))",
    "RETURN (SUBSCRIBED)",
    "RETURN (SPECIAL-USE)",
    "RETURN (CHILDREN)",
    "(SUBSCRIBED)",
    "(SPECIAL-USE)",
];
const OPEN: &[&str] = &["(CONDSTORE)", "(QRESYNC"];

const COMMANDS: &[CommandWord] = &[
    CommandWord {
        folders: &[0],
        words: FLAGS,
        ..changes(
            "APPEND",
            "folder (flags) \"date\" {size}",
            "APPEND puts a message into the folder.",
        )
    },
    looks("AUTHENTICATE", "mechanism"),
    looks("CAPABILITY", ""),
    looks("CHECK", ""),
    changes(
        "CLOSE",
        "",
        "CLOSE takes the messages marked \\Deleted away for good, where the folder was opened by \
         SELECT. UNSELECT does not.",
    ),
    CommandWord { words: &["DEFLATE"], ..looks("COMPRESS", "DEFLATE") },
    CommandWord {
        folders: &[1],
        with_uid: true,
        ..changes("COPY", "messages folder", "COPY puts copies of the messages into the folder.")
    },
    CommandWord {
        words: &["(USE (\\Archive))", "(USE (\\Junk))", "(USE (\\Sent))", "(USE (\\Trash))"],
        ..changes("CREATE", "folder", "CREATE makes a new folder.")
    },
    CommandWord {
        folders: &[0],
        ..changes(
            "DELETE",
            "folder",
            "DELETE takes the folder and all messages in it away for good.",
        )
    },
    CommandWord {
        folders: &[0],
        ..changes("DELETEACL", "folder user", "DELETEACL takes a user's rights to the folder away.")
    },
    CommandWord {
        words: &["CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4rev2"],
        ..looks("ENABLE", "capability")
    },
    CommandWord { folders: &[0], words: OPEN, ..looks("EXAMINE", "folder") },
    CommandWord {
        with_uid: true,
        ..changes("EXPUNGE", "", "EXPUNGE takes all messages marked \\Deleted away for good.")
    },
    CommandWord {
        words: FETCH,
        with_uid: true,
        ..changes(
            "FETCH",
            "messages (items)",
            "Fetched in this form, the messages are marked as read. BODY.PEEK does not do that.",
        )
    },
    CommandWord { folders: &[0], ..looks("GETACL", "folder") },
    CommandWord { folders: &[0], ..looks("GETMETADATA", "folder entries") },
    looks("GETQUOTA", "\"root\""),
    CommandWord { folders: &[0], ..looks("GETQUOTAROOT", "folder") },
    CommandWord { words: &["NIL", "(\"name\" \"mailpane\")"], ..looks("ID", "NIL") },
    looks("IDLE", ""),
    CommandWord { folders: &[1], words: LIST, ..looks("LIST", "\"\" pattern") },
    CommandWord { folders: &[0], ..looks("LISTRIGHTS", "folder user") },
    looks("LOGIN", "user password"),
    looks("LOGOUT", ""),
    CommandWord { folders: &[1], ..looks("LSUB", "\"\" pattern") },
    CommandWord {
        folders: &[1],
        with_uid: true,
        ..changes("MOVE", "messages folder", "MOVE takes the messages from here into the folder.")
    },
    CommandWord { folders: &[0], ..looks("MYRIGHTS", "folder") },
    looks("NAMESPACE", ""),
    looks("NOOP", ""),
    changes("NOTIFY", "SET …", "NOTIFY changes what the server tells on this connection."),
    CommandWord {
        folders: &[0, 1],
        ..changes("RENAME", "folder new-name", "RENAME gives the folder another name.")
    },
    CommandWord { words: SEARCH, with_uid: true, ..looks("SEARCH", "keys") },
    CommandWord {
        folders: &[0],
        words: OPEN,
        ..changes(
            "SELECT",
            "folder",
            "SELECT opens the folder for changes and takes the mark \\Recent off its new messages. \
             EXAMINE does neither.",
        )
    },
    CommandWord {
        folders: &[0],
        ..changes("SETACL", "folder user rights", "SETACL changes a user's rights to the folder.")
    },
    CommandWord {
        folders: &[0],
        ..changes(
            "SETMETADATA",
            "folder (entry value)",
            "SETMETADATA changes notes about the folder.",
        )
    },
    CommandWord {
        words: &["(STORAGE"],
        ..changes("SETQUOTA", "\"root\" (STORAGE n)", "SETQUOTA changes how much may be stored.")
    },
    CommandWord { words: SORT, with_uid: true, ..looks("SORT", "(keys) UTF-8 search") },
    looks("STARTTLS", ""),
    CommandWord { folders: &[0], words: STATUS, ..looks("STATUS", "folder (items)") },
    CommandWord {
        words: STORE,
        with_uid: true,
        ..changes("STORE", "messages +FLAGS (flags)", "STORE changes the marks of the messages.")
    },
    CommandWord {
        folders: &[0],
        ..changes("SUBSCRIBE", "folder", "SUBSCRIBE puts the folder on the list of subscriptions.")
    },
    CommandWord {
        words: &["REFERENCES UTF-8 ALL", "ORDEREDSUBJECT UTF-8 ALL", "REFS UTF-8 ALL"],
        with_uid: true,
        ..looks("THREAD", "REFERENCES UTF-8 search")
    },
    CommandWord {
        words: &["FETCH", "SEARCH", "SORT", "THREAD", "STORE", "COPY", "MOVE", "EXPUNGE"],
        ..looks("UID", "command")
    },
    looks("UNSELECT", ""),
    CommandWord {
        folders: &[0],
        ..changes(
            "UNSUBSCRIBE",
            "folder",
            "UNSUBSCRIBE takes the folder off the list of subscriptions.",
        )
    },
];

/// All of them, by name.
pub fn command_words() -> &'static [CommandWord] {
    COMMANDS
}

/// The one of this name, in any case.
pub fn find_word(name: &str) -> Option<&'static CommandWord> {
    COMMANDS.iter().find(|word| word.name.eq_ignore_ascii_case(name))
}

/// Commands that are not worth proposing, but are known: a word before them is a tag.
pub(super) fn is_known(word: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "CANCELUPDATE",
        "CONVERT",
        "ESEARCH",
        "GENURLAUTH",
        "LANGUAGE",
        "REPLACE",
        "RESETKEY",
        "UNAUTHENTICATE",
        "URLFETCH",
        "XLIST",
    ];
    find_word(word).is_some() || OTHERS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::is_harmless;

    #[test]
    fn commands_stand_by_name_and_none_twice() {
        assert!(COMMANDS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn whatever_the_gate_does_not_know_as_harmless_says_what_it_changes() {
        for word in COMMANDS.iter().filter(|word| !matches!(word.name, "CLOSE" | "FETCH" | "UID")) {
            let line = format!("{} x", word.name);
            assert_eq!(word.changes.is_none(), is_harmless(&line), "{}", word.name);
        }
    }
}
