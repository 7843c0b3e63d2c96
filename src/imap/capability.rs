//! What a server offers (RFC 3501 §7.2.1).

use std::collections::BTreeSet;

/// Capabilities in upper case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<String>);

/// Extensions that are part of IMAP4rev2 (RFC 9051 Appendix E), as far as they are used here.
const PART_OF_REV2: &[&str] = &[
    "BINARY", // Of it only FETCH.
    "ESEARCH",
    "IDLE",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "LITERAL-",
    "MOVE",
    "NAMESPACE",
    "SASL-IR",
    "SEARCHRES",
    "SPECIAL-USE",
    "UIDPLUS",
    "UNSELECT",
];

impl Capabilities {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    /// Whether the server announces `name` (upper case), or a version of IMAP that includes it.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
            // A server of both versions behaves as rev1 until rev2 is enabled.
            || (!self.0.contains("IMAP4REV1")
                && self.0.contains("IMAP4REV2")
                && PART_OF_REV2.contains(&name))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ways to log in besides LOGIN, for a sentence: `PLAIN`, `CRAM-MD5`, ….
    pub fn login_mechanisms(&self) -> Vec<String> {
        self.iter().filter_map(|word| word.strip_prefix("AUTH=")).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capabilities(words: &str) -> Capabilities {
        Capabilities::new(words.split(' ').map(str::to_owned))
    }

    #[test]
    fn a_rev2_server_need_not_name_what_rev2_includes() {
        assert!(capabilities("IMAP4REV2").has("ESEARCH"));
        assert!(!capabilities("IMAP4REV2 IMAP4REV1").has("ESEARCH"));
        assert!(capabilities("IMAP4REV2").has("UIDPLUS"));
        assert!(!capabilities("IMAP4REV2").has("SORT"));
    }

    #[test]
    fn mechanisms_are_listed() {
        let offered = capabilities("IMAP4REV1 AUTH=PLAIN AUTH=XOAUTH2").login_mechanisms();
        assert_eq!(offered, ["PLAIN", "XOAUTH2"]);
    }
}
