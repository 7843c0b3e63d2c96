//! Sequence sets against the messages that a connection knows (RFC 3501 §9, sequence-set).

use std::num::NonZeroU32;

use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::extensions::uidplus::{UidElement, UidSet};
use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};

/// The chosen messages as places (from 0) in `uids`, ascending, each once.
///
/// `None` when sequence numbers point behind the end, which is an error; UIDs that are not there
/// are passed over (RFC 3501 §6.4.8).
pub fn places(set: &SequenceSet, uids: &[u32], by_uid: bool) -> Option<Vec<usize>> {
    let largest = if by_uid { uids.last().copied().unwrap_or(0) } else { length(uids) };
    let mut ranges = Vec::new();
    for sequence in set.0.as_ref() {
        let (low, high) = bounds(sequence, largest);
        if by_uid {
            ranges.push((uids.partition_point(|u| *u < low), uids.partition_point(|u| *u <= high)));
        } else if low == 0 || high > largest {
            return None;
        } else {
            ranges.push((place(low).saturating_sub(1), place(high)));
        }
    }
    ranges.sort_unstable();
    let (mut found, mut next) = (Vec::new(), 0);
    for (start, end) in ranges {
        found.extend(start.max(next)..end);
        next = next.max(end);
    }
    Some(found)
}

/// Lowest and highest number of a sequence; "*" is the largest there is.
fn bounds(sequence: &Sequence, largest: u32) -> (u32, u32) {
    let number = |value: &SeqOrUid| match value {
        // The codec's normalising turns a lone "*" into the largest number there can be.
        SeqOrUid::Value(value) if value.get() != u32::MAX => value.get(),
        SeqOrUid::Value(_) | SeqOrUid::Asterisk => largest,
    };
    match sequence {
        Sequence::Single(one) => (number(one), number(one)),
        Sequence::Range(a, b) => (number(a).min(number(b)), number(a).max(number(b))),
    }
}

/// Numbers as the codec's UID set, in runs where they follow each other; `None` when empty.
pub fn uid_set(numbers: &[u32]) -> Option<UidSet> {
    let element = |(low, high): (u32, u32)| {
        let (low, high) = (NonZeroU32::new(low)?, NonZeroU32::new(high)?);
        Some(if low == high { UidElement::Single(low) } else { UidElement::Range(low, high) })
    };
    let elements: Vec<UidElement> = runs(numbers).into_iter().filter_map(element).collect();
    Vec1::try_from(elements).ok().map(UidSet)
}

/// Numbers as `1:3,7`, for answers that the codec does not know.
pub fn shown(numbers: &[u32]) -> String {
    let one = |(low, high): (u32, u32)| {
        if low == high { low.to_string() } else { format!("{low}:{high}") }
    };
    runs(numbers).into_iter().map(one).collect::<Vec<_>>().join(",")
}

fn runs(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, high)) if high.checked_add(1) == Some(*number) => *high = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

fn length(uids: &[u32]) -> u32 {
    super::mailbox::count(uids.len())
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn found(set: &str, uids: &[u32], by_uid: bool) -> Option<Vec<usize>> {
        places(&SequenceSet::try_from(set).unwrap(), uids, by_uid)
    }

    #[test]
    fn sets_become_places_each_once_and_in_order() {
        let uids = [10, 20, 30];
        assert_eq!(found("3,1:2,2", &uids, false).unwrap(), [0, 1, 2]);
        assert_eq!(found("*", &uids, false).unwrap(), [2]);
        assert_eq!(found("*:2", &uids, false).unwrap(), [1, 2]);
        assert_eq!(found("4", &uids, false), None);
        assert_eq!(found("1:*", &[], false), None);
        assert_eq!(found("5:20,99,4294967295", &uids, true).unwrap(), [0, 1, 2]);
        assert_eq!(found("40:*", &uids, true).unwrap(), [2], "RFC 3501 §6.4.8");
        assert_eq!(found("1:*", &[], true).unwrap(), [0_usize; 0]);
    }

    #[test]
    fn numbers_that_follow_each_other_become_runs() {
        assert_eq!(shown(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert!(uid_set(&[]).is_none());
    }
}
