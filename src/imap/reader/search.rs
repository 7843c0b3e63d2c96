//! ESEARCH, SORT and NAMESPACE responses (RFC 4731, RFC 5267, RFC 5256, RFC 2342).

use super::Untagged;
use super::list::delimiter_char;
use super::value::{Value, number};
use crate::imap::set;
use crate::model::{MailboxName, Namespace, Namespaces};

/// Numbers kept of one PARTIAL; never more than 200 are asked for.
const PARTIAL_LIMIT: usize = 1_000;

/// Name spaces kept of each kind. Honest servers have one or two.
const NAMESPACES_LIMIT: usize = 100;

/// Longest prefix kept.
const PREFIX_LIMIT_BYTES: usize = 1024;

/// Reads what follows `ESEARCH`: a page of numbers, a count, or all that were found.
pub fn read_esearch(values: &[Value<'_>]) -> Option<Untagged> {
    let tag = match values.first()?.list() {
        Some([_, tag, ..]) => tag.bytes().map(|tag| String::from_utf8_lossy(tag).into_owned()),
        _ => None,
    };
    let after = |name: &[u8]| {
        let is = |value: &Value<'_>| matches!(value, Value::Atom(word) if word.eq_ignore_ascii_case(name));
        values.get(values.iter().position(is)? + 1)
    };
    if let Some(page) = after(b"PARTIAL") {
        let [_, numbers] = page.list()? else { return None };
        let numbers = match numbers {
            Value::Nil => Vec::new(),
            other => set::read(other.bytes()?, PARTIAL_LIMIT)?,
        };
        return Some(Untagged::SearchPage { tag, numbers });
    }
    if let Some(count) = after(b"COUNT") {
        let count = u32::try_from(count.number()?).unwrap_or(u32::MAX);
        return Some(Untagged::SearchCount { tag, count });
    }
    // RFC 4731 §3.1: where nothing is found there is no ALL.
    let ranges = match after(b"ALL") {
        Some(all) => set::read_ranges(all.bytes()?)?,
        None => Vec::new(),
    };
    Some(Untagged::SearchAll { tag, ranges })
}

/// Reads what follows `SORT`: numbers up to a MODSEQ, what is none left out. No tree of values, for
/// a mailbox of a million messages is one line of 8 MB.
pub fn read_sort(tail: &[u8]) -> Vec<u32> {
    let words = tail.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let numbers = words.take_while(|word| word.first() != Some(&b'('));
    numbers.filter_map(|word| u32::try_from(number(word)?).ok()).collect()
}

/// Reads what follows `NAMESPACE`: the user's own, other users', shared ones.
pub fn read_namespaces(values: &[Value<'_>]) -> Namespaces {
    let kind = |index: usize| {
        let spaces = values.get(index).and_then(Value::list).unwrap_or_default();
        spaces.iter().filter_map(read_namespace).take(NAMESPACES_LIMIT).collect()
    };
    Namespaces { personal: kind(0), other: kind(1), shared: kind(2) }
}

fn read_namespace(value: &Value<'_>) -> Option<Namespace> {
    let [prefix, delimiter, ..] = value.list()? else { return None };
    let prefix = prefix.bytes().filter(|prefix| prefix.len() <= PREFIX_LIMIT_BYTES)?;
    let delimiter = delimiter.bytes().and_then(delimiter_char);
    Some(Namespace { prefix: MailboxName::new(prefix), delimiter })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    fn page(text: &str) -> Option<Vec<u32>> {
        match read_esearch(&values(text.as_bytes())) {
            Some(Untagged::SearchPage { numbers, .. }) => Some(numbers),
            _ => None,
        }
    }

    #[test]
    fn a_page_keeps_the_order_of_the_server() {
        assert_eq!(page("(TAG \"m3\") PARTIAL (1:4 1000,999,5:6)").unwrap(), [1000, 999, 5, 6]);
        assert!(page("(TAG \"m3\") PARTIAL (1:4 NIL)").unwrap().is_empty());
        for bad in ["PARTIAL", "PARTIAL (1:4)", "PARTIAL (1:4 x)", "PARTIAL (1:4 1:4294967295)"] {
            assert_eq!(page(&format!("(TAG \"m3\") {bad}")), None, "{bad}");
        }
    }

    #[test]
    fn all_that_was_found_is_ranges_and_nothing_where_it_is_missing() {
        let all = |text: &str| match read_esearch(&values(text.as_bytes())) {
            Some(Untagged::SearchAll { ranges, .. }) => Some(ranges),
            _ => None,
        };
        assert_eq!(all("(TAG \"m3\") UID ALL 5:9,12").unwrap(), [(5, 9), (12, 12)]);
        assert_eq!(all("(TAG \"m3\") UID ALL 1:4294967295").unwrap(), [(1, u32::MAX)]);
        assert!(all("(TAG \"m3\") UID").unwrap().is_empty());
        assert_eq!(all("(TAG \"m3\") UID ALL x"), None);
    }

    #[test]
    fn sorted_numbers_end_before_a_modseq() {
        assert_eq!(read_sort(b"3 1  2 x 4294967296 9 (MODSEQ 5)\r\n"), [3, 1, 2, 9]);
        assert!(read_sort(b"\r\n").is_empty());
    }

    #[test]
    fn namespaces_are_read_in_their_three_kinds() {
        let got = read_namespaces(&values(
            b"((\"\" \"/\")(\"#mh/\" NIL \"X\" (\"a\"))) NIL ((\"Shared/\" \"/\") x (NIL NIL))",
        ));
        assert_eq!(got.personal.len(), 2);
        assert_eq!(got.personal.last().unwrap().delimiter, None);
        assert!(got.other.is_empty());
        assert_eq!(got.shared.first().unwrap().prefix.as_bytes(), b"Shared/");
        assert_eq!(got.shared.len(), 1);
        assert_eq!(read_namespaces(&[]), Namespaces::default());
        let flood = format!("({})", "(\"a\" \"/\")".repeat(5_000));
        assert_eq!(read_namespaces(&values(flood.as_bytes())).personal.len(), NAMESPACES_LIMIT);
    }
}
