//! ENVELOPE and BODYSTRUCTURE (RFC 3501 §7.4.2) of a message that was taken apart.

use imap_codec::imap_types::body::{
    BasicFields, Body, BodyStructure, Disposition, Language, Location, MultiPartExtensionData,
    SinglePartExtensionData, SpecificFields,
};
use imap_codec::imap_types::core::{IString, Vec1};
use imap_codec::imap_types::envelope::Envelope;

use super::tree::{Entity, Kind};
use super::{address, header, optional, text};
use crate::demo::mailbox::count;

/// ENVELOPE of the message whose header these bytes are; every value stays encoded as sent.
pub fn envelope(header_bytes: &[u8]) -> Envelope<'static> {
    let value = |name: &str| optional(header::value(header_bytes, name).as_deref());
    let addresses = |name: &str| {
        header::joined(header_bytes, name).map(|list| address::list(&list)).unwrap_or_default()
    };
    let from = addresses("From");
    let or_from = |name: &str| {
        let own = addresses(name);
        if own.is_empty() { from.clone() } else { own }
    };
    Envelope {
        date: value("Date"),
        subject: value("Subject"),
        sender: or_from("Sender"),
        reply_to: or_from("Reply-To"),
        to: addresses("To"),
        cc: addresses("Cc"),
        bcc: addresses("Bcc"),
        in_reply_to: value("In-Reply-To"),
        message_id: value("Message-ID"),
        from,
    }
}

/// BODYSTRUCTURE with `extended`, else BODY, which leaves the extension data out.
pub fn body_structure(raw: &[u8], entity: &Entity, extended: bool) -> BodyStructure<'static> {
    let (main, sub) = media(entity);
    if let Kind::Multipart(parts) = &entity.kind
        && let Ok(bodies) = Vec1::try_from(
            parts.iter().map(|part| body_structure(raw, part, extended)).collect::<Vec<_>>(),
        )
    {
        let extension_data = extended.then(|| MultiPartExtensionData {
            parameter_list: pairs(&entity.content_type),
            tail: disposition(raw, entity),
        });
        return BodyStructure::Multi { bodies, subtype: sub, extension_data };
    }
    let body = raw.get(entity.body.clone()).unwrap_or_default();
    let number_of_lines = count(body.iter().filter(|byte| **byte == b'\n').count());
    let specific = match &entity.kind {
        Kind::Message(inner) => SpecificFields::Message {
            envelope: Box::new(envelope(raw.get(inner.header.clone()).unwrap_or_default())),
            body_structure: Box::new(body_structure(raw, inner, extended)),
            number_of_lines,
        },
        _ if main.as_ref().eq_ignore_ascii_case(b"text") => {
            SpecificFields::Text { subtype: sub, number_of_lines }
        }
        // Cut at the depth limit: these types promise fields that are not there.
        _ if promises_more(main.as_ref(), sub.as_ref()) => {
            SpecificFields::Basic { r#type: text(b"application"), subtype: text(b"octet-stream") }
        }
        _ => SpecificFields::Basic { r#type: main, subtype: sub },
    };
    let extension_data = extended.then(|| SinglePartExtensionData {
        md5: optional(field(raw, entity, "Content-MD5").as_deref()),
        tail: disposition(raw, entity),
    });
    BodyStructure::Single { body: Body { basic: basic(raw, entity), specific }, extension_data }
}

/// Whether a structure of this type has fields beyond the basic ones (RFC 3501 §7.4.2, RFC 6532 §3.7).
fn promises_more(main: &[u8], sub: &[u8]) -> bool {
    let is_message = [&b"rfc822"[..], b"global"].iter().any(|one| sub.eq_ignore_ascii_case(one));
    main.eq_ignore_ascii_case(b"multipart") || (main.eq_ignore_ascii_case(b"message") && is_message)
}

fn basic(raw: &[u8], entity: &Entity) -> BasicFields<'static> {
    let encoding = field(raw, entity, "Content-Transfer-Encoding");
    BasicFields {
        parameter_list: pairs(&entity.content_type),
        id: optional(field(raw, entity, "Content-ID").as_deref()),
        description: optional(field(raw, entity, "Content-Description").as_deref()),
        content_transfer_encoding: text(encoding.as_deref().unwrap_or(b"7bit")),
        size: count(entity.body.len()),
    }
}

/// What stands behind the disposition too: the location of the part (RFC 3501 §7.4.2).
fn disposition(raw: &[u8], entity: &Entity) -> Option<Disposition<'static>> {
    let given = field(raw, entity, "Content-Disposition").map(|value| header::parameters(&value));
    let disposition = given.map(|value| (text(&value.first), pairs(&value)));
    let location = field(raw, entity, "Content-Location").map(|value| Language {
        language: Vec::new(),
        tail: Some(Location { location: optional(Some(&value)), extensions: Vec::new() }),
    });
    Some(Disposition { disposition, tail: location })
}

fn field(raw: &[u8], entity: &Entity, name: &str) -> Option<Vec<u8>> {
    header::value(raw.get(entity.header.clone()).unwrap_or_default(), name)
}

fn pairs(value: &header::Parameters) -> Vec<(IString<'static>, IString<'static>)> {
    value.list.iter().map(|(name, value)| (text(name), text(value))).collect()
}

fn media(entity: &Entity) -> (IString<'static>, IString<'static>) {
    let whole = &entity.content_type.first;
    let slash = whole.iter().position(|byte| *byte == b'/').unwrap_or(whole.len());
    let main = whole.get(..slash).unwrap_or_default().trim_ascii();
    (text(main), text(whole.get(slash + 1..).unwrap_or_default().trim_ascii()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::message::tree;

    fn shown(raw: &[u8]) -> String {
        use imap_codec::encode::Encoder;
        use imap_codec::imap_types::fetch::MessageDataItem;
        use imap_codec::imap_types::response::{Data, Response};
        let item = MessageDataItem::BodyStructure(body_structure(raw, &tree::parse(raw), true));
        let data = Data::fetch(1, vec![item]).unwrap();
        let bytes = imap_codec::ResponseCodec::new().encode(&Response::Data(data)).dump();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_plain_message_has_the_defaults() {
        let raw = b"Subject: x\r\n\r\none\r\ntwo\r\n";
        let expected =
            "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"plain\" NIL NIL NIL \"7bit\" 10 2 NIL NIL))\r\n";
        assert_eq!(shown(raw), expected);
    }

    #[test]
    fn parts_and_file_names_are_listed() {
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";
        let expected = "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" \"plain\" NIL NIL NIL \"7bit\" 2 0 NIL NIL)\
            (\"image\" \"png\" NIL NIL NIL \"base64\" 4 NIL (\"attachment\" (\"filename\" \"a.png\"))) \
            \"mixed\" (\"boundary\" \"b\") NIL))\r\n";
        assert_eq!(shown(raw), expected);
    }
}
