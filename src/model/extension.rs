//! The extensions of IMAP that this program makes use of, what each brings, and what happens without
//! it: one table for the command line and the window.

/// One extension, or a few that do the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Extension {
    /// What people know it by; at most 13 letters.
    pub name: &'static str,
    /// The capabilities that offer it, upper case; any of them does.
    words: &'static [&'static str],
    /// What is so with it: words without a full stop, as a table has them.
    pub gain: &'static str,
    /// What is so without it.
    pub cost: &'static str,
}

impl Extension {
    /// Whether it is offered; `has` tells whether a capability is.
    pub fn is_offered(&self, has: impl Fn(&str) -> bool) -> bool {
        self.words.iter().any(|word| has(word))
    }
}

/// IDLE: RFC 2177. LIST-STATUS: RFC 5819. LIST-EXTENDED: RFC 5258. SPECIAL-USE: RFC 6154.
/// NAMESPACE: RFC 2342. ESEARCH: RFC 4731. SASL-IR: RFC 4959. ID: RFC 2971. UIDPLUS: RFC 4315.
/// MOVE: RFC 6851. SORT and THREAD: RFC 5256. PREVIEW: RFC 8970. BINARY: RFC 3516. COMPRESS:
/// RFC 4978. MULTIAPPEND: RFC 3502. LITERAL+: RFC 7888. STATUS=SIZE: RFC 8438. QUOTA: RFC 9208. ACL: RFC 4314.
pub static EXTENSIONS: [Extension; 20] = [
    Extension {
        name: "IDLE",
        words: &["IDLE"],
        gain: "new mail is announced at once",
        cost: "new mail is not announced: it shows at the next look, once a minute",
    },
    Extension {
        name: "LIST-STATUS",
        words: &["LIST-STATUS"],
        gain: "unread counts come with the list of folders",
        cost: "unread counts are asked folder by folder, and for the first 200 folders only",
    },
    Extension {
        name: "LIST-EXTENDED",
        words: &["LIST-EXTENDED"],
        gain: "one list tells all of the folders",
        cost: "which folders are subscribed needs a second list from the server",
    },
    Extension {
        name: "SPECIAL-USE",
        words: &["SPECIAL-USE"],
        gain: "the server says which folders are for sent mail, drafts, junk and trash",
        cost: "the folders for sent mail, drafts, junk and trash are guessed by their names",
    },
    Extension {
        name: "NAMESPACE",
        words: &["NAMESPACE"],
        gain: "the server says which folders are yours and which are shared",
        cost: "the server does not say which folders are yours and which are shared",
    },
    Extension {
        name: "ESEARCH",
        words: &["ESEARCH"],
        gain: "counting the unread mail of the open folder is cheap",
        cost: "counting the unread mail of the open folder is more work for the server",
    },
    Extension {
        name: "SASL-IR",
        words: &["SASL-IR"],
        gain: "logging in takes one round trip less",
        cost: "logging in takes one round trip more",
    },
    Extension {
        name: "ID",
        words: &["ID"],
        gain: "the server tells its name",
        cost: "the server does not tell its name and version",
    },
    Extension {
        name: "UIDPLUS",
        words: &["UIDPLUS"],
        gain: "a move can be taken back exactly, and deleting takes nobody else's messages along",
        cost: "a move or a copy cannot be taken back, and what is deleted for good stays marked",
    },
    Extension {
        name: "MOVE",
        words: &["MOVE"],
        gain: "messages are moved in one step",
        cost: "messages are moved by copying them and deleting what was copied",
    },
    Extension {
        name: "SORT",
        words: &["SORT"],
        gain: "folders are sorted by the server",
        cost: "folders are shown in the order in which messages arrived, and in no other",
    },
    Extension {
        name: "THREAD",
        words: &["THREAD=REFS", "THREAD=REFERENCES"],
        gain: "conversations are put together by the server",
        cost: "conversations are put together from the messages that were looked at",
    },
    Extension {
        name: "PREVIEW",
        words: &["PREVIEW"],
        gain: "rows show how a message begins",
        cost: "rows do not show how a message begins",
    },
    Extension {
        name: "BINARY",
        words: &["BINARY"],
        gain: "attachments come as they are",
        cost: "attachments come in their encoding, which is a third longer",
    },
    Extension {
        name: "COMPRESS",
        words: &["COMPRESS=DEFLATE"],
        gain: "what is sent is compressed",
        cost: "nothing is compressed on its way",
    },
    Extension {
        name: "MULTIAPPEND",
        words: &["MULTIAPPEND"],
        gain: "many messages are brought in with one command",
        cost: "messages are brought in one by one",
    },
    Extension {
        name: "LITERAL+",
        words: &["LITERAL+", "LITERAL-"],
        gain: "what is sent need not be announced first",
        cost: "longer texts and messages that are brought in take one round trip more each",
    },
    Extension {
        name: "STATUS=SIZE",
        words: &["STATUS=SIZE"],
        gain: "the server tells how large a folder is",
        cost: "how large a folder is cannot be told",
    },
    Extension {
        name: "QUOTA",
        words: &["QUOTA"],
        gain: "the server tells how much room is left",
        cost: "how much room is left cannot be told",
    },
    Extension {
        name: "ACL",
        words: &["ACL"],
        gain: "who may use a folder can be seen and changed",
        cost: "who may use a folder can be neither seen nor changed",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_in_words_that_fit_a_table() {
        for (index, one) in EXTENSIONS.iter().enumerate() {
            assert!(one.name.len() <= 13 && !one.words.is_empty(), "{}", one.name);
            for words in [one.gain, one.cost] {
                assert!(!words.is_empty() && !words.ends_with('.'), "{words}");
            }
            assert_ne!(one.gain, one.cost);
            let named = EXTENSIONS.iter().filter(|other| other.name == one.name);
            assert_eq!(named.count(), 1, "{} at {index}", one.name);
        }
    }

    #[test]
    fn any_of_its_words_offers_it() {
        let thread = EXTENSIONS.iter().find(|one| one.name == "THREAD");
        let offered = |word: &str| thread.is_some_and(|one| one.is_offered(|has| has == word));
        assert!(offered("THREAD=REFERENCES") && offered("THREAD=REFS"));
        assert!(!offered("THREAD=ORDEREDSUBJECT") && !offered("SORT"));
    }
}
