//! LIST, LSUB and STATUS responses (RFC 3501 §7.2.2 to §7.2.4, RFC 5258, RFC 6154).

use std::num::NonZeroU32;

use super::value::Value;
use crate::imap::special_use::ATTRIBUTES;
use crate::model::{MailboxCounts, MailboxName, SpecialUse};

/// One mailbox as LIST or LSUB names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: MailboxName,
    pub delimiter: Option<char>,
    pub selectable: bool,
    pub subscribed: bool,
    pub no_inferiors: bool,
    pub special_use: Option<SpecialUse>,
}

/// Reads what follows `LIST` or `LSUB`: attributes, delimiter, name.
pub fn read_list(values: &[Value<'_>]) -> Option<Listed> {
    let [attributes, delimiter, name, ..] = values else { return None };
    let attributes = attributes.list().unwrap_or_default();
    let has = |wanted: &str| {
        let is = |value: &Value<'_>| {
            value.bytes().is_some_and(|word| word.eq_ignore_ascii_case(wanted.as_bytes()))
        };
        attributes.iter().any(is)
    };
    // A mailbox whose name is the atom NIL is read as one: nothing else can stand there.
    let name = MailboxName::new(name.bytes().unwrap_or(b"NIL"));
    Some(Listed {
        special_use: ATTRIBUTES.iter().find(|(word, _)| has(word)).map(|(_, found)| *found),
        selectable: !has("\\Noselect") && !has("\\NonExistent"),
        subscribed: has("\\Subscribed"),
        no_inferiors: has("\\Noinferiors"),
        delimiter: delimiter.bytes().and_then(delimiter_char),
        name,
    })
}

/// One ASCII character; anything else would cut names in the middle of something.
pub(super) fn delimiter_char(bytes: &[u8]) -> Option<char> {
    match bytes {
        [byte] if byte.is_ascii_graphic() || *byte == b' ' => Some(char::from(*byte)),
        _ => None,
    }
}

/// Reads what follows `STATUS`: a name and a list of counts.
pub fn read_status(values: &[Value<'_>]) -> Option<(MailboxName, MailboxCounts)> {
    let [name, items, ..] = values else { return None };
    let mut counts = MailboxCounts::default();
    for pair in items.list()?.chunks(2) {
        let [item, value] = pair else { break };
        let (Some(item), Some(number)) = (item.bytes(), value.number()) else { continue };
        let size_bytes = number;
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match item.to_ascii_uppercase().as_slice() {
            b"SIZE" => counts.size_bytes = Some(size_bytes),
            b"MESSAGES" => counts.messages = number,
            b"UNSEEN" => counts.unseen = number,
            b"UIDNEXT" => counts.uid_next = NonZeroU32::new(number),
            b"UIDVALIDITY" => counts.uid_validity = NonZeroU32::new(number),
            _ => {}
        }
    }
    Some((MailboxName::new(name.bytes()?), counts))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    fn list(text: &[u8]) -> Option<Listed> {
        read_list(&values(text))
    }

    #[test]
    fn a_mailbox_has_its_attributes() {
        let got = list(b"(\\HasNoChildren \\sent \\Subscribed) \"/\" Sent").unwrap();
        assert_eq!((got.special_use, got.delimiter), (Some(SpecialUse::Sent), Some('/')));
        assert!(got.subscribed && got.selectable && !got.no_inferiors);
        assert!(!list(b"(\\NoSelect) \".\" \"a b\"").unwrap().selectable);
    }

    #[test]
    fn odd_delimiters_make_a_flat_name_space() {
        for delimiter in ["NIL", "\"\"", "\"ab\"", "\"\0\"", "()", "\"\u{e9}\""] {
            assert_eq!(
                list(format!("() {delimiter} x").as_bytes()).unwrap().delimiter,
                None,
                "{delimiter}"
            );
        }
        assert_eq!(list(b"() \"\\\\\" x").unwrap().delimiter, Some('\\'));
        assert_eq!(list(b"() \"\\\"\" x").unwrap().delimiter, Some('"'));
    }

    #[test]
    fn names_of_every_kind_keep_their_bytes() {
        assert_eq!(list(b"() \"/\" {5}\r\na\r\nb\0").unwrap().name.as_bytes(), b"a\r\nb\0");
        assert_eq!(list(b"() \"/\" \"Gr\xfc\\\"\\\\\"").unwrap().name.as_bytes(), b"Gr\xfc\"\\");
        assert_eq!(list(b"() \"/\" iNbOx").unwrap().name.as_bytes(), b"INBOX");
        assert_eq!(
            list(b"() \"/\" [Gmail]/Sent (CHILDINFO (x))").unwrap().name.as_bytes(),
            b"[Gmail]/Sent"
        );
        assert_eq!(list(b"() \"/\" nil").unwrap().name.as_bytes(), b"NIL");
        assert_eq!(list(b"() \"/\""), None);
    }

    #[test]
    fn a_status_has_its_counts() {
        let (name, counts) = read_status(&values(
            b"inbox (MESSAGES 3 UNSEEN 1 SIZE 99999999999 UIDNEXT 0 X (1) UIDVALIDITY 9)",
        ))
        .unwrap();
        assert!(name.is_inbox());
        assert_eq!((counts.messages, counts.unseen), (3, 1));
        assert_eq!((counts.uid_next, counts.uid_validity), (None, NonZeroU32::new(9)));
        assert_eq!(counts.size_bytes, Some(99_999_999_999));
        assert_eq!(read_status(&values(b"x NIL")), None);
    }
}
