//! Who may do what with a mailbox (RFC 4314).

use std::fmt;
use std::sync::Arc;

/// Rights by their letters: `a` to `z` have a meaning of the RFC's or none, `0` to `9` the server's.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rights(u64);

/// Every letter that a right can have, each in the place of its bit.
const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

impl Rights {
    pub const NONE: Self = Self(0);

    /// Of a server's letters; what is no letter of a right is left out.
    pub fn new(letters: &[u8]) -> Self {
        letters.iter().fold(Self::NONE, |rights, letter| {
            let place = LETTERS.iter().position(|known| known == letter);
            place.map_or(rights, |place| Self(rights.0 | 1 << place))
        })
    }

    /// In the order in which people write them: `lrswipkxtea`, then the others.
    pub fn letters(self) -> String {
        const USUAL: &[u8] = b"lrswipkxtecda";
        let others = LETTERS.iter().filter(|letter| !USUAL.contains(letter));
        let held = |letter: &&u8| self.has_letter(**letter);
        USUAL.iter().chain(others).filter(held).map(|letter| char::from(*letter)).collect()
    }

    fn has_letter(self, letter: u8) -> bool {
        self.contains(Self::new(&[letter]))
    }

    /// Whether all of `others` are held.
    pub fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of `others` is held.
    pub fn any_of(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rights({})", self.letters())
    }
}

/// Whom rights are given to, as the server spells it: a user, `anyone`, a group; with `-` before it
/// the rights are taken away from whoever has them otherwise (RFC 4314 §2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier(Arc<[u8]>);

impl Identifier {
    pub fn new(bytes: &[u8]) -> Self {
        Self(Arc::from(bytes))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether its rights are taken away instead of given.
    pub fn takes_away(&self) -> bool {
        self.0.first() == Some(&b'-')
    }
}

/// One line of a mailbox's list of rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclEntry {
    pub who: Identifier,
    /// The identifier for people, control characters made visible, at most 256 bytes.
    pub shown: String,
    pub rights: Rights,
}

/// The list of rights of a mailbox (RFC 4314 §3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acl {
    /// At most 500, in the server's order.
    pub entries: Vec<AclEntry>,
    /// Lines that are not among them: too many, or with a name that is too long.
    pub left_out: usize,
}

/// What can be given to somebody (RFC 4314 §3.7 LISTRIGHTS).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grantable {
    /// They have these always.
    pub always: Rights,
    /// Each is given or taken as a whole.
    pub groups: Vec<Rights>,
}

impl Grantable {
    /// Every right that can be given, with those that are held always.
    pub fn all(&self) -> Rights {
        self.groups.iter().fold(self.always, |all, group| all.with(*group))
    }

    /// `rights` with all that is given or taken together with them.
    pub fn whole_groups(&self, rights: Rights) -> Rights {
        let tied = self.groups.iter().filter(|group| group.any_of(rights));
        tied.fold(rights, |all, group| all.with(*group))
    }
}

/// One step of changing a list of rights; each is one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RightsChange {
    /// Nobody else's change to other rights is lost: SETACL with `+`.
    Give(Identifier, Rights),
    /// SETACL with `-`.
    Take(Identifier, Rights),
    /// DELETEACL: the whole line.
    Remove(Identifier),
}

impl RightsChange {
    pub fn who(&self) -> &Identifier {
        match self {
            Self::Give(who, _) | Self::Take(who, _) | Self::Remove(who) => who,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_kept_and_told_in_their_usual_order() {
        let rights = Rights::new(b"aetxkpiwsrl9n-\xffL");
        assert_eq!(rights.letters(), "lrswipkxtean9");
        assert!(rights.contains(Rights::new(b"lr")) && !rights.contains(Rights::new(b"lz")));
        assert_eq!(rights.without(Rights::new(b"lrn9")).letters(), "swipkxtea");
        assert!(Rights::new(b"").is_empty());
    }

    #[test]
    fn what_is_tied_together_is_given_together() {
        let grantable = Grantable {
            always: Rights::new(b"l"),
            groups: [&b"r"[..], b"te", b"kx"].map(Rights::new).to_vec(),
        };
        assert_eq!(grantable.whole_groups(Rights::new(b"rt")), Rights::new(b"rte"));
        assert_eq!(grantable.all(), Rights::new(b"lrtekx"));
    }
}
