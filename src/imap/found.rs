//! UIDs that a SEARCH found, up to a bound of ours: `UID ALL 1:4294967295` is one short line, and how
//! many messages the mailbox has is the server's word, too.

use std::num::NonZeroU32;

use super::error::ImapError;
use super::reader::Untagged;

/// Messages of one look: 8 MB of numbers, and as many as the longest line names.
pub(super) const FOUND_LIMIT: usize = 2_000_000;

/// The numbers of all responses of one look.
#[derive(Debug, Default)]
pub(super) struct Found {
    uids: Vec<u32>,
    is_over: bool,
}

impl Found {
    /// Takes what a response names; nothing more once it is too much.
    pub fn take(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::Search(numbers) => self.add(numbers.iter().copied()),
            Untagged::SearchAll { ranges, .. } => {
                self.add(ranges.iter().flat_map(|(first, last)| *first..=*last));
            }
            _ => {}
        }
    }

    fn add(&mut self, mut numbers: impl Iterator<Item = u32>) {
        let room = FOUND_LIMIT.saturating_sub(self.uids.len());
        self.uids.extend(numbers.by_ref().take(room));
        self.is_over |= numbers.next().is_some();
    }

    /// Ascending, each once.
    ///
    /// # Errors
    /// [`ImapError::TooMany`] where the server named more than [`FOUND_LIMIT`].
    pub fn into_uids(mut self) -> Result<Vec<NonZeroU32>, ImapError> {
        if self.is_over {
            return Err(ImapError::TooMany);
        }
        self.uids.sort_unstable();
        self.uids.dedup();
        Ok(self.uids.into_iter().filter_map(NonZeroU32::new).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn all(ranges: &[(u32, u32)]) -> Untagged {
        Untagged::SearchAll { tag: None, ranges: ranges.to_vec() }
    }

    #[test]
    fn what_every_response_names_is_found_once_and_in_order() {
        let mut found = Found::default();
        found.take(&all(&[(7, 9), (3, 3)]));
        found.take(&Untagged::Search(vec![0, 8, 1]));
        let uids: Vec<u32> = found.into_uids().unwrap().iter().map(|uid| uid.get()).collect();
        assert_eq!(uids, [1, 3, 7, 8, 9]);
    }

    #[test]
    fn a_range_without_end_and_many_responses_are_too_much_and_not_held() {
        for ranges in [&[(1, u32::MAX)][..], &[(1, 1_500_000), (1, 1_500_000)]] {
            let mut found = Found::default();
            (0..100).for_each(|_| found.take(&all(ranges)));
            assert!(found.uids.capacity() <= 2 * FOUND_LIMIT, "{}", found.uids.capacity());
            assert!(matches!(found.into_uids(), Err(ImapError::TooMany)));
        }
        let mut found = Found::default();
        found.take(&all(&[(1, 2_000_000)]));
        assert_eq!(found.into_uids().unwrap().len(), FOUND_LIMIT);
    }
}
