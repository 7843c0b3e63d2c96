//! What messages of a mailbox can be marked with, as SELECT says it.

use std::sync::Arc;

use super::reader::FlagList;
use crate::model::{Flag, Flags, Keyword};

/// The flags and keywords that stay where they are set (RFC 3501 §7.1 PERMANENTFLAGS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permits {
    /// `None` where the server does not say: then all of them stay.
    flags: Option<Flags>,
    /// Keywords in use that can be set, at most 200.
    pub keywords: Arc<[Keyword]>,
    /// Keywords that nobody used here yet can be set, too.
    pub new_keywords: bool,
}

impl Permits {
    /// From FLAGS and PERMANENTFLAGS, as far as they were said.
    pub(super) fn new(flags: Option<&FlagList>, permanent: Option<&FlagList>) -> Self {
        let mut keywords = Vec::new();
        let says_all = permanent.is_some_and(|list| !list.takes_new);
        let used = flags.filter(|_| !says_all);
        for keyword in used.into_iter().chain(permanent).flat_map(|list| &list.keywords) {
            if !keywords.contains(keyword) {
                keywords.push(keyword.clone());
            }
        }
        Self {
            flags: permanent.map(|list| list.flags),
            keywords: keywords.into(),
            new_keywords: permanent.is_some_and(|list| list.takes_new),
        }
    }

    pub fn allows(&self, flag: Flag) -> bool {
        let is_keyword = flag == Flag::Forwarded;
        let listed = self.flags.is_none_or(|flags| flags.has(flag));
        listed || (is_keyword && self.new_keywords)
    }

    /// Flags that stay where they are set; all of them where the server does not say.
    pub fn kept(&self) -> Flags {
        let mut kept = self.flags.unwrap_or(Flags::ALL);
        kept.set(Flag::Forwarded, self.allows(Flag::Forwarded));
        kept
    }

    pub fn allows_keyword(&self, keyword: &Keyword) -> bool {
        self.new_keywords || self.keywords.contains(keyword)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn list(flags: Flags, keywords: &[&str], takes_new: bool) -> FlagList {
        let keywords = keywords.iter().map(|name| Keyword::new(name).unwrap()).collect();
        FlagList { flags, keywords, takes_new }
    }

    fn work() -> Keyword {
        Keyword::new("Work").unwrap()
    }

    #[test]
    fn what_is_not_permanent_cannot_be_set() {
        let seen = Flags::default().with(Flag::Seen);
        let used = list(seen.with(Flag::Deleted), &["Work"], false);
        let permits = Permits::new(Some(&used), Some(&list(seen, &[], false)));
        assert!(permits.allows(Flag::Seen) && !permits.allows(Flag::Deleted));
        assert!(!permits.allows_keyword(&work()) && !permits.allows(Flag::Forwarded));
        assert!(permits.keywords.is_empty());
        assert_eq!(permits.kept(), seen);
    }

    #[test]
    fn a_mailbox_that_takes_new_keywords_takes_those_in_use() {
        let used = list(Flags::default(), &["Work"], false);
        let permits = Permits::new(Some(&used), Some(&list(Flags::default(), &["$Junk"], true)));
        assert_eq!(permits.keywords.len(), 2);
        assert!(permits.allows(Flag::Forwarded) && permits.new_keywords);
        assert_eq!(permits.kept(), Flags::default().with(Flag::Forwarded));
        assert!(permits.allows_keyword(&Keyword::new("never-seen").unwrap()));
    }

    #[test]
    fn where_nothing_is_said_all_flags_stay_and_the_keywords_in_use() {
        let permits = Permits::new(Some(&list(Flags::default(), &["work"], false)), None);
        assert!(permits.allows(Flag::Deleted) && permits.allows_keyword(&work()));
        assert!(!permits.allows_keyword(&Keyword::new("other").unwrap()));
        assert_eq!(permits.kept(), Flags::ALL);
    }
}
