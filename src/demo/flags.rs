//! The flags of one message, small enough for a mailbox of 100,000.
//!
//! System flags are bits, keywords a list that is nearly always empty. Nothing here knows about
//! mailboxes or connections.

use imap_codec::imap_types::core::Atom;
use imap_codec::imap_types::flag::{Flag, FlagFetch};

/// The system flags in the order of their bits.
const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

/// Flags of one message (RFC 3501 §2.3.2), without `\Recent`, which this server never sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    system: u8,
    keywords: Vec<String>,
}

impl Flags {
    /// Reads flag names; a system flag that IMAP does not define is left out.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut flags = Self::default();
        for name in names {
            flags.set(name, true);
        }
        flags
    }

    /// Whether the flag is there; names are compared without regard to case.
    pub fn has(&self, name: &str) -> bool {
        match system_bit(name) {
            Some(bit) => self.system & bit != 0,
            None => self.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(name)),
        }
    }

    /// Sets or clears one flag.
    pub fn set(&mut self, name: &str, on: bool) {
        match system_bit(name) {
            Some(bit) if on => self.system |= bit,
            Some(bit) => self.system &= !bit,
            None if name.starts_with('\\') || name.is_empty() => {}
            None if on && !self.has(name) => self.keywords.push(name.to_owned()),
            None if on => {}
            None => self.keywords.retain(|keyword| !keyword.eq_ignore_ascii_case(name)),
        }
    }

    pub fn keywords(&self) -> &[String] {
        &self.keywords
    }

    /// The flags as the codec writes them in a FETCH answer.
    pub fn to_fetch(&self) -> Vec<FlagFetch<'static>> {
        let system = SYSTEM.iter().copied().filter(|name| self.has(name));
        let names = system.chain(self.keywords.iter().map(String::as_str));
        names.filter_map(codec_flag).map(FlagFetch::Flag).collect()
    }
}

/// The defined system flags as the codec writes them in FLAGS and PERMANENTFLAGS.
pub fn system_flags() -> Vec<Flag<'static>> {
    SYSTEM.iter().copied().filter_map(codec_flag).collect()
}

/// Keywords as the codec writes them in FLAGS.
pub fn keyword_flags<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Flag<'static>> {
    names.into_iter().filter_map(codec_flag).collect()
}

fn codec_flag(name: &str) -> Option<Flag<'static>> {
    let atom = |name: &str| Atom::try_from(name.to_owned()).ok();
    match name.strip_prefix('\\') {
        Some(system) => atom(system).map(Flag::system),
        None => atom(name).map(Flag::keyword),
    }
}

fn system_bit(name: &str) -> Option<u8> {
    SYSTEM.iter().position(|known| known.eq_ignore_ascii_case(name)).map(|place| 1 << place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_regard_to_case() {
        let mut flags = Flags::from_names(["\\seen", "$Forwarded"]);
        assert!(flags.has("\\Seen") && flags.has("$forwarded"));
        flags.set("$FORWARDED", false);
        assert_eq!(flags, Flags::from_names(["\\Seen"]));
    }

    #[test]
    fn recent_and_unknown_system_flags_are_never_kept() {
        assert_eq!(Flags::from_names(["\\Recent", "\\Odd", ""]), Flags::default());
    }
}
