//! Message-IDs (RFC 5322 §3.6.4) to numbers: they are long, chosen by the sender, and only ever
//! compared.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Links kept of one message: the parent and what is next to it.
pub const LINKS_LIMIT: usize = 20;

/// Longest identification compared; real ones have less than 250 bytes.
const ID_LIMIT_BYTES: usize = 998;

/// The last [`LINKS_LIMIT`] identifications in `<…>`, in their order.
pub fn read_all(text: &[u8]) -> Vec<u64> {
    let mut ids = Vec::new();
    // From the end, because the parent stands there and what is before may be any length.
    let mut rest = text;
    while ids.len() < LINKS_LIMIT {
        let Some(end) = rest.iter().rposition(|b| *b == b'>') else { break };
        let before = rest.get(..end).unwrap_or_default();
        let Some(start) = before.iter().rposition(|b| *b == b'<') else { break };
        ids.extend(hash(before.get(start + 1..).unwrap_or_default()));
        rest = before.get(..start).unwrap_or_default();
    }
    ids.reverse();
    ids
}

/// The first identification in `<…>`; 0 where there is none.
pub fn read_first(text: &[u8]) -> u64 {
    let inside = |text: &[u8]| {
        let start = text.iter().position(|b| *b == b'<')? + 1;
        let rest = text.get(start..)?;
        hash(rest.get(..rest.iter().position(|b| *b == b'>')?)?)
    };
    inside(text).unwrap_or(0)
}

/// Never 0, which stands for "none".
fn hash(id: &[u8]) -> Option<u64> {
    if id.is_empty() || id.len() > ID_LIMIT_BYTES {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    // Some programs fold a long identification in its middle.
    for byte in id.iter().filter(|b| !b.is_ascii_whitespace()) {
        byte.hash(&mut hasher);
    }
    Some(hasher.finish().max(1))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_same_identification_is_the_same_number() {
        let ids = read_all(b"References: <a@x>\r\n <b@x> junk <c\r\n @x>");
        assert_eq!(ids, [read_first(b"<a@x>"), read_first(b" <b@x>"), read_first(b"<c@x>")]);
        assert_ne!(ids[0], ids[1]);
        for none in [&b""[..], b"<>", b"a@x", b"<a@x", b">a@x<"] {
            assert_eq!((read_first(none), read_all(none).len()), (0, 0), "{none:?}");
        }
    }

    #[test]
    fn the_last_twenty_are_kept() {
        let text: String = (0..5_000).map(|n| format!("<{n}@x> ")).collect();
        let ids = read_all(text.as_bytes());
        assert_eq!(ids.len(), LINKS_LIMIT);
        assert_eq!(ids[LINKS_LIMIT - 1], read_first(b"<4999@x>"));
        assert_eq!(read_first(&[b"<".as_slice(), &[b'x'; 5_000], b">"].concat()), 0);
    }
}
