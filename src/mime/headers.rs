//! The header of a message: who, to whom, what about, when; and all fields for those who ask.

use std::sync::Arc;

use mail_parser::DateTime;

use crate::model::{Address, Body, BodyText, Part, PartId, RawHeader, Unsubscribe, Verdict};
use crate::text;

use super::address;
use super::authority::Authority;
use super::fields::{Field, split};
use super::unsubscribe;

/// Bytes of a subject that are shown.
const SUBJECT_LIMIT_BYTES: usize = 1_024;

/// Addresses kept of all fields of one name.
const ADDRESSES_LIMIT: usize = 5_000;

/// What the window shows of a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    /// The addresses of every From field: a second one must not hide.
    pub from: Vec<Address>,
    /// From fields in the header; honest mail has one.
    pub from_fields: usize,
    pub sender: Vec<Address>,
    /// Who sent an older message on as it was (RFC 5322 §3.6.6).
    pub resent_from: Vec<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    pub unsubscribe: Vec<Unsubscribe>,
    /// The Date field as written.
    pub date: Option<String>,
    /// The Date field in seconds since 1970, where it is a date between 1900 and 3000.
    pub date_unix_secs: Option<i64>,
}

impl Headers {
    /// Puts together what is shown of a message.
    pub fn into_body(
        self,
        structure: impl Into<Option<Arc<Part>>>,
        shown: Option<PartId>,
        text: BodyText,
    ) -> Body {
        Body {
            sender_warnings: self.sender_warnings(),
            verdict: Verdict::NotVerified,
            unsubscribe: self.unsubscribe,
            from: self.from,
            sender: self.sender,
            reply_to: self.reply_to,
            to: self.to,
            cc: self.cc,
            subject: self.subject,
            date: self.date,
            date_unix_secs: self.date_unix_secs,
            structure: structure.into(),
            shown_part: shown,
            text,
        }
    }
}

/// [`read_headers`] and [`Headers::into_body`] in one, with what the account's `authority` says of
/// the sender.
pub fn body(
    header: &[u8],
    authority: Option<&Authority>,
    structure: impl Into<Option<Arc<Part>>>,
    (shown, text): (Option<PartId>, BodyText),
) -> Body {
    let body = read_headers(header).into_body(structure, shown, text);
    Body { verdict: Verdict::of(header, authority), ..body }
}

/// Reads a header block, whole or only some of its fields.
///
/// Of fields that must be there once, the first counts; of addresses, all.
pub fn read_headers(header: &[u8]) -> Headers {
    let fields = split(header);
    let first = |name: &str| fields.iter().find(|field| field.is(name));
    let date = first("Date").map(|field| text::header::decode(field.value));
    Headers {
        from: addresses(&fields, "From"),
        from_fields: fields.iter().filter(|field| field.is("From")).count(),
        sender: addresses(&fields, "Sender"),
        resent_from: addresses(&fields, "Resent-From"),
        unsubscribe: unsubscribe::read(&fields),
        reply_to: addresses(&fields, "Reply-To"),
        to: addresses(&fields, "To"),
        cc: addresses(&fields, "Cc"),
        subject: first("Subject")
            .map(|field| text::cut(text::header::decode(field.value), SUBJECT_LIMIT_BYTES))
            .unwrap_or_default(),
        date_unix_secs: date.as_deref().and_then(date_unix_secs),
        date,
    }
}

fn addresses(fields: &[Field<'_>], name: &str) -> Vec<Address> {
    let mut all: Vec<Address> = Vec::new();
    for field in fields.iter().filter(|field| field.is(name)) {
        all.extend(address::parse(field.value));
        if all.len() >= ADDRESSES_LIMIT {
            all.truncate(ADDRESSES_LIMIT);
            break;
        }
    }
    all
}

/// A date as header fields have it (RFC 5322 §3.3), in seconds since 1970.
pub fn date_unix_secs(date: &str) -> Option<i64> {
    let mut parsed = DateTime::parse_rfc822(date)?;
    // A leap second is a valid time (RFC 5322 §3.3).
    parsed.second = parsed.second.min(59);
    parsed.is_valid().then(|| parsed.to_timestamp())
}

/// All fields in order: at most 2,000 of them, at most 8 KiB of each.
pub fn all_headers(header: &[u8]) -> Vec<RawHeader> {
    split(header)
        .iter()
        .map(|field| RawHeader {
            name: text::visible(&String::from_utf8_lossy(field.name)),
            value: text::header::decode(field.value),
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read() {
        let headers = read_headers(
            b"From: =?utf-8?B?5L2g5aW9?= <a@example.org>\r\nTo: b@example.org,\r\n c@example.org\r\n\
              Cc: d@example.org\r\nReply-To: e@other.example\r\nSubject: Hi\r\n there\r\n\
              Date: Tue, 1 Jul 2025 10:00:00 +0200\r\n\r\n",
        );
        assert_eq!(headers.from[0].name, "你好");
        assert_eq!(headers.to.len(), 2);
        assert_eq!((headers.cc.len(), headers.reply_to.len()), (1, 1));
        assert_eq!(headers.subject, "Hi there");
        assert_eq!(headers.date.as_deref(), Some("Tue, 1 Jul 2025 10:00:00 +0200"));
        assert_eq!(headers.date_unix_secs, Some(1_751_356_800));
    }

    #[test]
    fn a_second_from_field_is_listed_and_counted() {
        let headers =
            read_headers(b"From: a@bank\r\nfrom : b@evil\r\nSubject: 1\r\nSubject: 2\r\n");
        let senders: Vec<_> = headers.from.iter().map(|from| from.address.as_str()).collect();
        assert_eq!((senders, headers.from_fields), (vec!["a@bank", "b@evil"], 2));
        assert_eq!(headers.subject, "1");
    }

    #[test]
    fn dates_of_every_kind_end_in_a_time_or_none() {
        for (date, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("1 Jan 70 00:00:10 +0000", Some(10)),
            ("Sat, 31 Dec 2016 23:59:60 +0000", Some(1_483_228_799)),
            ("Fri, 13 Dec 99999999999 00:00:00 +0000", None),
            ("not a date", None),
            ("", None),
            ("99 Foo 2020 99:99:99 +9999", None),
        ] {
            let header = format!("Date: {date}\r\n\r\n");
            assert_eq!(read_headers(header.as_bytes()).date_unix_secs, expected, "{date}");
        }
        assert_eq!(read_headers(b"Subject: x\r\n").date, None);
        for odd in ["1 Jan -1 00:00:00 +0000", "1 1 1 1 1 1 1 1 1", "4294967296 Jan 4294967296"] {
            let secs = read_headers(format!("Date: {odd}\r\n").as_bytes()).date_unix_secs;
            assert!(secs.is_none_or(|secs| secs.abs() < 40_000_000_000), "{odd} {secs:?}");
        }
    }

    #[test]
    fn all_fields_come_in_order_and_readable() {
        let all = all_headers(b"X-A: =?utf-8?Q?=1B[31m?=\r\nReceived: a\r\n\tb\r\nX-A: 2\r\n");
        let shown: Vec<_> =
            all.iter().map(|field| (field.name.as_str(), field.value.as_str())).collect();
        assert_eq!(shown, [("X-A", "⟨U+001B⟩[31m"), ("Received", "a b"), ("X-A", "2")]);
    }

    #[test]
    fn raw_bytes_in_names_and_subjects_are_read() {
        let headers = read_headers(b"From: J\xfcrgen <j@x.org>\r\nSubject: Gr\xfc\xdfe\r\n");
        assert_eq!((headers.from[0].name.as_str(), headers.subject.as_str()), ("Jürgen", "Grüße"));
    }
}
