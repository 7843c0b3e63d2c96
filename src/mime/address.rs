//! Addresses from header fields (RFC 5322 §3.4), read so that they cannot pretend.
//!
//! Encoded words are decoded in names only. What stands between the angle brackets is shown as it
//! is, and what stands around it never becomes part of it.

use crate::model::Address;
use crate::text;

/// Addresses read of one field; a list longer than this is not shown anyway.
const ADDRESSES_LIMIT: usize = 1_000;

/// Bytes of a name or an address that are shown.
const SHOWN_LIMIT_BYTES: usize = 1_024;

/// Reads one field's value. Linear in its length.
pub(super) fn parse(value: &[u8]) -> Vec<Address> {
    let mut reader = Reader { rest: value, ..Reader::default() };
    let mut found = Vec::new();
    while found.len() < ADDRESSES_LIMIT {
        let Some(item) = reader.next_item() else { break };
        found.extend(item.into_address());
    }
    found
}

#[derive(Debug, Default)]
struct Reader<'a> {
    rest: &'a [u8],
    /// A search for the end of a quote or comment failed: there is no other end further on, and
    /// searching again for each opening would take quadratic time.
    no_quote_end: bool,
    no_comment_end: bool,
}

/// What stands between two commas.
#[derive(Debug, Default)]
struct Item {
    /// Words outside of brackets and comments, quotes undone.
    phrase: Vec<u8>,
    comment: Vec<u8>,
    /// The last text in angle brackets.
    angle: Option<Vec<u8>>,
    /// The name of an empty group: `undisclosed-recipients:;`.
    group: Option<Vec<u8>>,
    has_quote: bool,
}

impl<'a> Reader<'a> {
    fn next_item(&mut self) -> Option<Item> {
        let mut item = Item::default();
        if self.rest.is_empty() {
            return None;
        }
        while let Some((byte, tail)) = self.rest.split_first() {
            self.rest = tail;
            match byte {
                b',' => break,
                b';' => break,
                b'"' => match self.take_quoted() {
                    Some(text) => {
                        item.has_quote = true;
                        item.phrase.extend_from_slice(&text);
                    }
                    None => item.phrase.push(b'"'),
                },
                b'(' => match self.take_comment() {
                    Some(text) => {
                        if !item.comment.is_empty() {
                            item.comment.push(b' ');
                        }
                        item.comment.extend_from_slice(text);
                    }
                    None => item.phrase.push(b'('),
                },
                b'<' => self.take_angle(&mut item),
                // `Team: a@example.org, b@example.org;` – the name of a group is no address.
                b':' if item.angle.is_none() && !item.phrase.contains(&b'@') => {
                    item.group = Some(std::mem::take(&mut item.phrase));
                }
                other => item.phrase.push(*other),
            }
        }
        Some(item)
    }

    /// The text of a quoted string whose opening quote was read.
    fn take_quoted(&mut self) -> Option<Vec<u8>> {
        if self.no_quote_end {
            return None;
        }
        let mut text = Vec::new();
        let mut bytes = self.rest.iter().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Some(text);
                }
                b'\\' => text.extend(bytes.next().map(|(_, escaped)| *escaped)),
                other => text.push(*other),
            }
        }
        self.no_quote_end = true;
        None
    }

    fn take_comment(&mut self) -> Option<&'a [u8]> {
        if self.no_comment_end {
            return None;
        }
        let mut depth = 1_usize;
        let mut bytes = self.rest.iter().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => {
                    bytes.next();
                }
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let text = self.rest.get(..at);
                self.rest = self.rest.get(at + 1..).unwrap_or_default();
                return text;
            }
        }
        self.no_comment_end = true;
        None
    }

    fn take_angle(&mut self, item: &mut Item) {
        // A bracket that does not end, ends at the next comma.
        let end = self.rest.iter().position(|byte| matches!(byte, b'>' | b'<'));
        let comma = || self.rest.iter().position(|byte| *byte == b',');
        let (end, skip) = match end {
            Some(end) if self.rest.get(end) == Some(&b'>') => (end, 1),
            Some(end) => (end, 0),
            None => (comma().unwrap_or(self.rest.len()), 0),
        };
        let inside = self.rest.get(..end).unwrap_or_default().to_vec();
        self.rest = self.rest.get(end + skip..).unwrap_or_default();
        // Two brackets: the last is the address, the first is only text around it.
        if let Some(earlier) = item.angle.replace(inside) {
            item.phrase.push(b'<');
            item.phrase.extend_from_slice(&earlier);
            item.phrase.push(b'>');
        }
    }
}

impl Item {
    fn into_address(self) -> Option<Address> {
        let name = |bytes: &[u8]| text::cut(text::header::decode(bytes), SHOWN_LIMIT_BYTES);
        if let Some(angle) = &self.angle {
            let words =
                if self.phrase.trim_ascii().is_empty() { &self.comment } else { &self.phrase };
            return Some(Address { name: name(words), address: show_address(route_cut(angle)) });
        }
        let bare = self.phrase.trim_ascii();
        if !bare.is_empty() {
            let address = show_address(bare);
            // Quoted words without any address are a name.
            if self.has_quote && !bare.contains(&b'@') {
                return Some(Address { name: name(bare), address: String::new() });
            }
            return Some(Address { name: name(&self.comment), address });
        }
        let group = self.group.filter(|group| !group.trim_ascii().is_empty())?;
        Some(Address { name: name(&group), address: String::new() })
    }
}

/// Takes an obsolete route away: `@a,@b:user@host` is `user@host` (RFC 5322 §4.4).
fn route_cut(angle: &[u8]) -> &[u8] {
    let angle = angle.trim_ascii();
    match (angle.first(), angle.iter().rposition(|byte| *byte == b':')) {
        (Some(b'@'), Some(colon)) => angle.get(colon + 1..).unwrap_or_default(),
        _ => angle,
    }
}

/// An address as it is; never decoded from encoded words.
fn show_address(bytes: &[u8]) -> String {
    let bytes = bytes.get(..4 * SHOWN_LIMIT_BYTES).unwrap_or(bytes).trim_ascii();
    // Folding inside an address is white space; any other line break is made visible.
    let unfolded: Vec<u8> = match bytes.windows(2).any(|pair| pair == b"\r\n") {
        true => String::from_utf8_lossy(bytes).replace("\r\n", "").into_bytes(),
        false => bytes.to_vec(),
    };
    let shown = text::visible(&text::charset::decode_short(&unfolded));
    if shown.len() <= SHOWN_LIMIT_BYTES {
        return shown;
    }
    // The end of an address says whose it is: the middle goes.
    let tail_from = shown.ceil_char_boundary(shown.len() - SHOWN_LIMIT_BYTES / 2);
    let head_to = shown.floor_char_boundary(SHOWN_LIMIT_BYTES / 2 - '…'.len_utf8());
    let head = shown.get(..head_to).unwrap_or_default();
    format!("{head}…{}", shown.get(tail_from..).unwrap_or_default())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<(String, String)> {
        parse(value.as_bytes()).into_iter().map(|a| (a.name, a.address)).collect()
    }

    fn one(value: &str) -> (String, String) {
        let mut all = read(value);
        assert_eq!(all.len(), 1, "{value}: {all:?}");
        all.pop().unwrap()
    }

    fn pair(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn names_and_addresses_are_told_apart() {
        assert_eq!(one("Ann <ann@example.org>"), pair("Ann", "ann@example.org"));
        assert_eq!(one("\"Doe, J. \\\"X\\\"\" <j@x.org>"), pair("Doe, J. \"X\"", "j@x.org"));
        assert_eq!(one("ann@example.org (Ann B)"), pair("Ann B", "ann@example.org"));
        assert_eq!(one("ann@example.org"), pair("", "ann@example.org"));
        assert_eq!(one("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= <a@b>"), pair("Grüße", "a@b"));
        assert_eq!(one("\"=?gbk?B?xOO6ww==?=\" <a@b>"), pair("你好", "a@b"));
        assert_eq!(one("<a@b>"), pair("", "a@b"));
    }

    #[test]
    fn groups_are_their_members() {
        let team = read("Team: a@x.org, B <b@x.org>; c@x.org");
        assert_eq!(team, [pair("", "a@x.org"), pair("B", "b@x.org"), pair("", "c@x.org")]);
        assert_eq!(one("undisclosed-recipients:;"), pair("undisclosed-recipients", ""));
        assert_eq!(read(" , ,; "), []);
    }

    #[test]
    fn an_encoded_word_never_becomes_part_of_an_address() {
        let word = "=?utf-8?Q?president=40whitehouse.gov?=";
        assert_eq!(one(&format!("<{word}@evil.org>")).1, format!("{word}@evil.org"));
        assert_eq!(one(word), pair("", word));
        let bomb = "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?Q?=00?=@evil.org";
        assert_eq!(one(bomb).1, bomb);
    }

    #[test]
    fn nul_and_line_breaks_do_not_hide_the_true_domain() {
        assert_eq!(one("spoof\0(spoof)@domain").1, "spoof⟨U+0000⟩@domain");
        assert!(one("spoof\n\0 <spoof\n\0@domain>").1.ends_with("@domain"));
        assert!(one("spoof\0\n@domain").1.ends_with("@domain"));
        assert_eq!(one("spoof\" <spoof>\0\n <user@domain>").1, "user@domain");
        let (name, address) = one("\"spoof\" <spoof>\n\0\0\0 <user@domain>");
        assert!(name.contains("⟨U+0000⟩") && address == "user@domain", "{name} {address}");
        assert!(one("spoof(spoof@domain").1.ends_with("@domain"));
    }

    #[test]
    fn a_route_is_not_the_sender() {
        assert_eq!(one("<@a,@b:admin@bank>"), pair("", "admin@bank"));
        assert_eq!(one("x <@phish.org,@b:admin@bank>"), pair("x", "admin@bank"));
    }

    #[test]
    fn several_senders_are_all_listed() {
        assert_eq!(read("a@x, b@y").len(), 2);
        assert_eq!(read("a@bank <b@evil>"), [pair("a@bank", "b@evil")]);
    }

    #[test]
    fn a_long_address_keeps_its_domain() {
        let (_, address) = one(&format!("<{}@evil.org>", "a".repeat(3_000)));
        assert!(address.ends_with("@evil.org") && address.len() <= SHOWN_LIMIT_BYTES);
    }

    #[test]
    fn hostile_lists_end() {
        for unit in ["\"", "(", "<", ",", ":", "a@b,", "\\", "<a>", "()", "\"\\\""] {
            let found = parse(unit.repeat(500_000 / unit.len()).as_bytes());
            assert!(found.len() <= ADDRESSES_LIMIT, "{unit}");
        }
    }
}
