//! The decoded words of one message, for SEARCH.

use mail_parser::{Address, MessageParser};

use super::message::header;

/// Everything that SEARCH compares, decoded and in lower case.
#[derive(Debug, Default)]
pub struct SearchText {
    pub from: String,
    pub to: String,
    pub cc: String,
    pub bcc: String,
    pub subject: String,
    /// All text parts.
    pub body: String,
    /// Names and values of all header fields as sent.
    fields: Vec<(String, String)>,
}

impl SearchText {
    /// Decodes a message; what cannot be read is left empty.
    pub fn of(raw: &[u8]) -> Self {
        let header_bytes = raw.get(..header::header_length(raw)).unwrap_or_default();
        let lower = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
        let fields = header::fields(header_bytes)
            .into_iter()
            .map(|field| (lower(field.name), lower(&header::unfold(field.value))))
            .collect();
        let Some(message) = MessageParser::default().parse(raw) else {
            return Self { fields, ..Self::default() };
        };
        let texts = (0..message.text_body_count()).filter_map(|part| message.body_text(part));
        Self {
            from: addresses(message.from()),
            to: addresses(message.to()),
            cc: addresses(message.cc()),
            bcc: addresses(message.bcc()),
            subject: message.subject().unwrap_or_default().to_lowercase(),
            body: texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n"),
            fields,
        }
    }

    /// The value of the first field of this name, which must be in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(key, _)| key == name)?;
        Some(found.1.as_str())
    }

    /// Whether the text stands in the header or the body.
    pub fn anywhere(&self, text: &str) -> bool {
        [&self.from, &self.to, &self.cc, &self.bcc, &self.subject, &self.body]
            .iter()
            .any(|place| place.contains(text))
            || self.fields.iter().any(|(_, value)| value.contains(text))
    }
}

fn addresses(list: Option<&Address<'_>>) -> String {
    let all = list.into_iter().flat_map(Address::iter);
    let one = |address: &mail_parser::Addr<'_>| {
        format!(
            "{} <{}>",
            address.name().unwrap_or_default(),
            address.address().unwrap_or_default()
        )
    };
    all.map(one).collect::<Vec<_>>().join(", ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_before_they_are_compared() {
        let raw = b"Subject: =?iso-8859-1?q?B=FCro?=\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xcf\xd4\xde\xa3\xd4";
        let text = SearchText::of(raw);
        assert!(text.subject.contains("büro") && text.anywhere("отчёт"));
        assert_eq!(SearchText::of(b"\xff\x00junk").subject, "");
    }
}
