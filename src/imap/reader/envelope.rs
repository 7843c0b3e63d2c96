//! ENVELOPE to what a row shows (RFC 3501 §7.4.2).

use super::message_id;
use super::value::Value;
use crate::imap::date;
use crate::model::Address;
use crate::text::{charset, cut, header, visible};

/// Longest string of a row; the list shows less than 200 characters of it.
pub const ROW_TEXT_LIMIT_BYTES: usize = 1024;

/// Bytes of a header decoded for a row: encoded words take up to four times their text.
const HEADER_LIMIT_BYTES: usize = 8 * 1024;

/// The fields of an envelope that a row needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The Date header in seconds since 1970, where it can be read.
    pub date_unix_secs: Option<i64>,
    pub subject: String,
    /// The first sender.
    pub from: Address,
    /// Of the Message-ID; 0 where there is none. See [`message_id`].
    pub id: u64,
    /// Of the In-Reply-To; 0 where there is none.
    pub in_reply_to: u64,
}

/// Reads an envelope; `None` where it has not the shape of one.
///
/// NIL is accepted for every field. Of what follows the sender only the Message-IDs are looked at,
/// and may be missing.
pub fn read(value: &Value<'_>) -> Option<Envelope> {
    let fields = value.list()?;
    let [date, subject, from, ..] = fields else { return None };
    let from = match from {
        Value::Nil => Address::default(),
        Value::List(addresses) => first_address(addresses),
        Value::Atom(_) | Value::Text(_) | Value::TooDeep => return None,
    };
    let subject = match subject {
        Value::Nil => String::new(),
        Value::Atom(bytes) => text(bytes),
        Value::Text(bytes) => text(bytes),
        Value::List(_) | Value::TooDeep => return None,
    };
    let date_unix_secs = date.bytes().and_then(date::read_header);
    // Reply-To, To, Cc and so on stand between.
    let id = |index: usize| {
        let text = fields.get(index).and_then(Value::bytes).unwrap_or_default();
        message_id::read_first(text)
    };
    Some(Envelope { date_unix_secs, subject, from, id: id(9), in_reply_to: id(8) })
}

fn text(bytes: &[u8]) -> String {
    cut(header::decode(bytes.get(..HEADER_LIMIT_BYTES).unwrap_or(bytes)), ROW_TEXT_LIMIT_BYTES)
}

/// The first address of a list; a group's name where it has nobody in it.
///
/// A group begins with an address that has a mailbox and no host, and ends with one of neither.
fn first_address(addresses: &[Value<'_>]) -> Address {
    let mut group = Address::default();
    for address in addresses {
        let Some(fields) = address.list() else { continue };
        let field = |index: usize| fields.get(index).and_then(Value::bytes).unwrap_or_default();
        let (name, local, host) = (field(0), field(2), field(3));
        if !host.is_empty() || !name.is_empty() {
            return Address { name: text(name), address: address_text(local, host) };
        }
        if group.name.is_empty() {
            group.name = text(local);
        }
    }
    group
}

/// `local@host`, never decoded: an encoded word in an address is a disguise.
fn address_text(local: &[u8], host: &[u8]) -> String {
    let plain =
        |bytes: &[u8]| charset::decode_short(bytes.get(..ROW_TEXT_LIMIT_BYTES).unwrap_or(bytes));
    let mut address = plain(local);
    // Some servers put this where the host is missing.
    if !host.is_empty() && !host.eq_ignore_ascii_case(b".MISSING-HOST-NAME.") {
        address.push('@');
        address.push_str(&plain(host));
    }
    cut(visible(&address), ROW_TEXT_LIMIT_BYTES)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    fn envelope(text: &[u8]) -> Option<Envelope> {
        read(&values(text)[0])
    }

    #[test]
    fn an_envelope_gives_sender_subject_and_date() {
        let got = envelope(
            b"(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=\" \
              ((\"Terry Gray\" NIL \"gray\" \"cac.example\")) NIL NIL NIL NIL NIL NIL \"<B@x>\")",
        );
        let got = got.unwrap();
        assert_eq!(got.date_unix_secs, Some(837_595_405));
        assert_eq!(got.subject, "Grüße");
        assert_eq!(
            (got.from.name.as_str(), got.from.address.as_str()),
            ("Terry Gray", "gray@cac.example")
        );
        assert_eq!((got.id, got.in_reply_to), (message_id::read_first(b"<B@x>"), 0));
    }

    #[test]
    fn nil_everywhere_is_an_empty_row() {
        assert_eq!(
            envelope(b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)").unwrap(),
            Envelope::default()
        );
        assert_eq!(
            envelope(b"(NIL NIL () () NIL NIL NIL NIL NIL NIL)").unwrap(),
            Envelope::default()
        );
    }

    #[test]
    fn groups_and_hostless_addresses_are_read() {
        let from = |list: &str| envelope(format!("(NIL NIL {list})").as_bytes()).unwrap().from;
        let got = from("((NIL NIL \"team\" NIL)(NIL NIL \"a\" \"b.example\")(NIL NIL NIL NIL))");
        assert_eq!((got.name.as_str(), got.address.as_str()), ("", "a@b.example"));
        assert_eq!(from("((NIL NIL \"undisclosed\" NIL)(NIL NIL NIL NIL))").name, "undisclosed");
        assert_eq!(from("((\"Name\" NIL \"local\" NIL))").address, "local");
        assert_eq!(from("(NIL \"x\" 5)"), Address::default());
    }

    #[test]
    fn what_has_no_shape_is_unreadable() {
        for bad in
            ["NIL", "()", "(\"d\" \"s\")", "(NIL NIL \"from\")", "(NIL (NIL) NIL)", "\"text\""]
        {
            assert_eq!(envelope(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn an_address_is_never_decoded_and_never_hides() {
        let got = envelope(b"(NIL NIL ((NIL NIL \"=?utf-8?Q?a?=\" \"x\\\"\0.example\")))").unwrap();
        assert_eq!(got.from.address, "=?utf-8?Q?a?=@x\"⟨U+0000⟩.example");
    }

    #[test]
    fn five_thousand_senders_and_a_megabyte_of_subject_stay_small() {
        let mut text = b"(NIL {1000000}\r\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 1_000_000));
        text.extend(b" (");
        text.extend(b"(\"n\" NIL \"a\" \"b\")".repeat(5000));
        text.extend(b"))");
        let got = envelope(&text).unwrap();
        assert_eq!((got.subject.len(), got.from.name.as_str()), (ROW_TEXT_LIMIT_BYTES, "n"));
    }
}
