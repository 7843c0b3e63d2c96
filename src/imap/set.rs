//! Sequence sets (RFC 3501 §9): numbers to the shortest text, and text to numbers.

/// `3:5,9`: sorted, each number once; empty for no numbers.
pub fn write(numbers: &[u32]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in sorted {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let text = |(first, last): &(u32, u32)| {
        if first == last { first.to_string() } else { format!("{first}:{last}") }
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// The ranges of a set as they are written, each from its smaller end to its larger; `None` where it
/// is no set.
pub fn read_ranges(set: &[u8]) -> Option<Vec<(u32, u32)>> {
    set.split(|b| *b == b',').map(|range| ends(range).map(|(a, b)| (a.min(b), a.max(b)))).collect()
}

fn ends(range: &[u8]) -> Option<(u32, u32)> {
    let one = |bytes: &[u8]| u32::try_from(super::reader::number(bytes)?).ok().filter(|n| *n > 0);
    let mut ends = range.splitn(2, |b| *b == b':');
    let first = one(ends.next()?)?;
    Some((first, ends.next().map_or(Some(first), one)?))
}

/// The numbers of a set in the order they are written in, ranges from their first end to their
/// last; `None` where it is no set, or holds more than `limit` numbers.
pub fn read(set: &[u8], limit: usize) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    for range in set.split(|b| *b == b',') {
        let (first, last) = ends(range)?;
        let more = usize::try_from(first.abs_diff(last)).ok()?;
        if more >= limit.saturating_sub(numbers.len()) {
            return None;
        }
        if first <= last {
            numbers.extend(first..=last);
        } else {
            numbers.extend((last..=first).rev());
        }
    }
    Some(numbers)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_written_as_ranges() {
        assert_eq!(write(&[9, 3, 5, 4, 4]), "3:5,9");
        assert_eq!(write(&[u32::MAX, u32::MAX - 1]), "4294967294:4294967295");
        assert_eq!(write(&[]), "");
    }

    #[test]
    fn sets_are_read_in_their_own_order_and_bounded() {
        assert_eq!(read(b"9,5:3,7", 10).unwrap(), [9, 5, 4, 3, 7]);
        assert_eq!(read(b"1:3", 3).unwrap(), [1, 2, 3]);
        for bad in
            [&b"1:4"[..], b"1:4294967295", b"", b"0", b"1,", b"x", b"*", b"1:*", b"4294967296"]
        {
            assert_eq!(read(bad, 3), None, "{bad:?}");
        }
        assert_eq!(read_ranges(b"9,5:3,1:4294967295").unwrap(), [(9, 9), (3, 5), (1, u32::MAX)]);
        assert_eq!(read_ranges(b"1:*"), None);
    }
}
