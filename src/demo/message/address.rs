//! Address lists as ENVELOPE shows them (RFC 3501 §7.4.2), from raw bytes.

use imap_codec::imap_types::core::NString;
use imap_codec::imap_types::envelope::Address;

use super::header::{split_unquoted, unquote};
use super::{optional, text};

/// Most addresses read from one field.
const MAX_ADDRESSES: usize = 2_000;

/// Reads a comma separated list; names stay encoded, groups become their start and end marks.
pub fn list(value: &[u8]) -> Vec<Address<'static>> {
    let mut found = Vec::new();
    for piece in split_unquoted(value, b',') {
        if found.len() >= MAX_ADDRESSES {
            break;
        }
        read_piece(&piece, &mut found);
    }
    found
}

/// One piece between commas: an address, perhaps behind `group:` and before `;`.
fn read_piece(piece: &[u8], found: &mut Vec<Address<'static>>) {
    let mut rest = piece.trim_ascii();
    let in_angle = unquoted_position(rest, b'<');
    if let Some(colon) = unquoted_position(rest, b':')
        && in_angle.is_none_or(|angle| colon < angle)
    {
        let name = unquote(rest.get(..colon).unwrap_or_default());
        found.push(mark(Some(&name)));
        rest = rest.get(colon + 1..).unwrap_or_default().trim_ascii();
    }
    let ends_group = rest.ends_with(b";");
    rest = rest.strip_suffix(b";").unwrap_or(rest).trim_ascii();
    if !rest.is_empty() {
        found.push(address(rest));
    }
    if ends_group {
        found.push(mark(None));
    }
}

fn address(piece: &[u8]) -> Address<'static> {
    let Some(open) = unquoted_position(piece, b'<') else {
        let (mailbox, host) = at(piece);
        return Address { name: NString(None), adl: NString(None), mailbox, host };
    };
    let name = unquote(piece.get(..open).unwrap_or_default());
    let inside = piece.get(open + 1..).unwrap_or_default();
    let end = inside.iter().position(|byte| *byte == b'>').unwrap_or(inside.len());
    let (mailbox, host) = at(inside.get(..end).unwrap_or_default());
    let name = optional(Some(name.as_slice()).filter(|name| !name.is_empty()));
    Address { name, adl: NString(None), mailbox, host }
}

/// Splits at the last "@". Without one the host is an empty string: NIL would mean a group.
fn at(spec: &[u8]) -> (NString<'static>, NString<'static>) {
    let spec = spec.trim_ascii();
    let (local, host) = match spec.iter().rposition(|byte| *byte == b'@') {
        Some(place) => {
            (spec.get(..place).unwrap_or_default(), spec.get(place + 1..).unwrap_or_default())
        }
        None => (spec, &b""[..]),
    };
    (NString(Some(text(&unquote(local)))), NString(Some(text(host.trim_ascii()))))
}

fn mark(name: Option<&[u8]>) -> Address<'static> {
    let nothing = || NString(None);
    Address { name: nothing(), adl: nothing(), mailbox: optional(name), host: nothing() }
}

fn unquoted_position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    bytes.iter().position(|byte| {
        let hit = *byte == wanted && !quoted && !escaped;
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = *byte == b'\\' && !escaped;
        hit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> String {
        let part = |field: NString<'_>| match field.into_option() {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => "NIL".to_owned(),
        };
        let one = |a: Address<'_>| format!("{}|{}|{}", part(a.name), part(a.mailbox), part(a.host));
        list(value.as_bytes()).into_iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_quotes_commas_and_comments_are_read() {
        assert_eq!(shown("a@example.org"), "NIL|a|example.org");
        assert_eq!(
            shown(r#""Weber, Jonas" <j@example.org>, b@x"#),
            "Weber, Jonas|j|example.org NIL|b|x"
        );
        assert_eq!(shown("=?utf-8?q?J=C3=B6?= <j@x> (home)"), "=?utf-8?q?J=C3=B6?=|j|x");
        assert_eq!(shown("nobody"), "NIL|nobody|");
        assert_eq!(shown("  ,, "), "");
    }

    #[test]
    fn groups_become_start_and_end_marks() {
        assert_eq!(shown("Crew: a@x, b@y;"), "NIL|Crew|NIL NIL|a|x NIL|b|y NIL|NIL|NIL");
        assert_eq!(shown("undisclosed-recipients:;"), "NIL|undisclosed-recipients|NIL NIL|NIL|NIL");
    }
}
