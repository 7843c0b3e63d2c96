//! Parameters of Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231), from raw name and
//! value pairs to text.

use super::{charset, header};

/// Pieces of one value that are joined; more are a trick.
const PIECES_LIMIT: usize = 100;

/// The value of `wanted` (lower case), decoded and made visible.
///
/// `wanted*` and `wanted*0*` … win over a plain `wanted`, because they say their charset (RFC 6266
/// §4.3 says the same for HTTP). Encoded words are decoded too, which RFC 2047 forbids here and
/// many programs send.
pub fn value<N: AsRef<[u8]>, V: AsRef<[u8]>>(pairs: &[(N, V)], wanted: &str) -> Option<String> {
    if let Some(joined) = extended(pairs, wanted) {
        return Some(joined);
    }
    let plain = pairs.iter().find(|(name, _)| is(name.as_ref(), wanted))?;
    Some(header::decode(plain.1.as_ref()))
}

fn is(name: &[u8], wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted.as_bytes())
}

struct Piece<'a> {
    number: u32,
    percent: bool,
    value: &'a [u8],
}

fn extended<N: AsRef<[u8]>, V: AsRef<[u8]>>(pairs: &[(N, V)], wanted: &str) -> Option<String> {
    let mut pieces: Vec<Piece<'_>> = pairs
        .iter()
        .filter_map(|(name, value)| piece(name.as_ref(), value.as_ref(), wanted))
        .take(PIECES_LIMIT)
        .collect();
    // Stable: of two pieces with one number the first counts.
    pieces.sort_by_key(|piece| piece.number);
    pieces.dedup_by_key(|piece| piece.number);
    let first = pieces.first()?;
    let mut label = None;
    let mut bytes = Vec::new();
    if first.percent {
        let mut fields = first.value.splitn(3, |b| *b == b'\'');
        if let (Some(charset), Some(_language), Some(text)) =
            (fields.next(), fields.next(), fields.next())
        {
            label = Some(String::from_utf8_lossy(charset).into_owned());
            percent_decode(text, &mut bytes);
        } else {
            percent_decode(first.value, &mut bytes);
        }
    } else {
        bytes.extend_from_slice(first.value);
    }
    for piece in pieces.iter().skip(1) {
        if piece.percent {
            percent_decode(piece.value, &mut bytes);
        } else {
            bytes.extend_from_slice(piece.value);
        }
    }
    // Joined first, decoded then: a character may be split over two pieces.
    Some(match label.as_deref().filter(|label| charset::is_known(label)) {
        Some(label) => super::visible(&charset::decode(Some(label), &bytes).0),
        None => header::decode(&bytes),
    })
}

/// `name*`, `name*3` or `name*3*`.
fn piece<'a>(name: &[u8], value: &'a [u8], wanted: &str) -> Option<Piece<'a>> {
    let (head, tail) = name.split_at_checked(wanted.len())?;
    let tail = tail.strip_prefix(b"*").filter(|_| is(head, wanted))?;
    if tail.is_empty() {
        // The whole value in one; wins over numbered pieces by coming first.
        return Some(Piece { number: 0, percent: true, value });
    }
    let (digits, percent) = match tail.strip_suffix(b"*") {
        Some(digits) => (digits, true),
        None => (tail, false),
    };
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some(Piece { number, percent, value })
}

fn percent_decode(text: &[u8], out: &mut Vec<u8>) {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut rest = text;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        let pair = tail.first().and_then(digit).zip(tail.get(1).and_then(digit));
        match (byte, pair) {
            (b'%', Some((high, low))) => {
                out.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            (other, _) => out.push(*other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(pairs: &[(&str, &str)]) -> Option<String> {
        value(pairs, "filename")
    }

    #[test]
    fn the_starred_name_wins_over_the_plain_one() {
        let pairs = [("filename", "Gr__e.txt"), ("FileName*", "UTF-8''Gr%C3%BC%C3%9Fe.txt")];
        assert_eq!(name(&pairs).as_deref(), Some("Grüße.txt"));
    }

    #[test]
    fn pieces_in_any_order_join_before_they_are_decoded() {
        let pairs = [("filename*1*", "%BC.txt"), ("filename*0*", "utf-8'de'Gr%C3")];
        assert_eq!(name(&pairs).as_deref(), Some("Grü.txt"));
        assert_eq!(name(&[("filename*0", "a"), ("filename*1", "b")]).as_deref(), Some("ab"));
    }

    #[test]
    fn encoded_words_and_raw_bytes_are_read() {
        assert_eq!(name(&[("filename", "=?utf-8?B?R3LDvA==?=")]).as_deref(), Some("Grü"));
        assert_eq!(value(&[("name", b"Gr\xfc".as_slice())], "name").as_deref(), Some("Grü"));
    }

    #[test]
    fn broken_forms_give_what_is_there() {
        assert_eq!(name(&[("filename*", "no charset%zz%4")]).as_deref(), Some("no charset%zz%4"));
        assert_eq!(name(&[("filename*x", "a"), ("filenames", "b")]), None);
        assert_eq!(name(&[("filename*", "utf-8''a%E2%80%AEb")]).as_deref(), Some("a⟨U+202E⟩b"));
    }
}
