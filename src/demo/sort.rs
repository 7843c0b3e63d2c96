//! The order of SORT (RFC 5256 §3), and the dates and names that THREAD shares with it.

use std::cmp::Ordering;

use imap_codec::imap_types::extensions::sort::{SortCriterion, SortKey};
use mail_parser::DateTime;

use super::mailbox::{Mailbox, Message};
use super::message::{address, header};
use super::subject;
use super::view::View;
use crate::text;

/// Orders places of a view; among equals the order of the mailbox holds, also behind REVERSE.
///
/// Places whose message is gone are dropped.
pub fn sorted(
    mailbox: &Mailbox,
    view: &View,
    places: Vec<usize>,
    criteria: &[SortCriterion],
) -> Vec<usize> {
    let criteria = effective(criteria);
    let reads =
        criteria.iter().any(|criterion| !matches!(criterion.key, SortKey::Arrival | SortKey::Size));
    let row = |place: usize| {
        let message = mailbox.message(*view.uids.get(place)?)?;
        let head = if reads { message.content.header() } else { Vec::new() };
        let keys = criteria.iter().map(|criterion| key(&criterion.key, message, &head)).collect();
        Some((keys, place))
    };
    let mut rows: Vec<(Vec<Key>, usize)> = places.into_iter().filter_map(row).collect();
    rows.sort_by(|a, b| compare(&criteria, &a.0, &b.0).then(a.1.cmp(&b.1)));
    rows.into_iter().map(|(_, place)| place).collect()
}

/// A key that comes again decides nothing: at most one of each is kept, however many were sent.
fn effective(criteria: &[SortCriterion]) -> Vec<&SortCriterion> {
    let mut kept: Vec<&SortCriterion> = Vec::new();
    for criterion in criteria {
        if !kept.iter().any(|earlier| earlier.key == criterion.key) {
            kept.push(criterion);
        }
    }
    kept
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    /// In lower case, which comes near to i;unicode-casemap (RFC 5051).
    Text(String),
}

fn compare(criteria: &[&SortCriterion], a: &[Key], b: &[Key]) -> Ordering {
    for (criterion, (a, b)) in criteria.iter().zip(a.iter().zip(b)) {
        match a.cmp(b) {
            Ordering::Equal => {}
            order if criterion.reverse => return order.reverse(),
            order => return order,
        }
    }
    Ordering::Equal
}

fn key(key: &SortKey, message: &Message, head: &[u8]) -> Key {
    match key {
        SortKey::Arrival => Key::Number(message.date_s),
        SortKey::Date => Key::Number(sent_s(head, message.date_s)),
        SortKey::Size => Key::Number(i64::try_from(message.content.length()).unwrap_or(i64::MAX)),
        SortKey::Subject => Key::Text(subject::of(head).base),
        SortKey::Cc => Key::Text(mailbox_part(head, "Cc")),
        SortKey::From => Key::Text(mailbox_part(head, "From")),
        SortKey::To => Key::Text(mailbox_part(head, "To")),
        SortKey::DisplayFrom => Key::Text(display(head, "From")),
        SortKey::DisplayTo => Key::Text(display(head, "To")),
    }
}

/// When the message was sent, by its Date; where that cannot be read, when it arrived (§2.2).
pub fn sent_s(head: &[u8], arrival_s: i64) -> i64 {
    let sent = || {
        let value = header::value(head, "Date")?;
        let date = DateTime::parse_rfc822(str::from_utf8(&value).ok()?)?;
        date.is_valid().then(|| date.to_timestamp())
    };
    sent().unwrap_or(arrival_s)
}

/// What stands before the "@" of the first address, as RFC 5256 wants it; empty without one.
fn mailbox_part(head: &[u8], field: &str) -> String {
    let Some(first) = first_address(head, field) else { return String::new() };
    lower(first.mailbox.into_option().as_deref())
}

/// The name of the first address, else the address (RFC 5957 §3).
fn display(head: &[u8], field: &str) -> String {
    let Some(first) = first_address(head, field) else { return String::new() };
    if let Some(name) = first.name.into_option().filter(|name| !name.is_empty()) {
        return text::header::decode(&name).to_lowercase();
    }
    let (mailbox, host) = (first.mailbox.into_option(), first.host.into_option());
    format!("{}@{}", lower(mailbox.as_deref()), lower(host.as_deref()))
}

fn first_address(
    head: &[u8],
    field: &str,
) -> Option<imap_codec::imap_types::envelope::Address<'static>> {
    address::list(&header::joined(head, field)?).into_iter().next()
}

fn lower(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).to_lowercase()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::flags::Flags;
    use crate::demo::mailbox::Content;
    use crate::demo::store::Store;
    use imap_codec::CommandCodec;
    use imap_codec::decode::Decoder;
    use imap_codec::imap_types::command::CommandBody;

    /// Sequence numbers of four messages in the order that the criteria ask for.
    fn order(criteria: &str) -> Vec<usize> {
        let mut store = Store::empty();
        for (arrival_s, message) in [
            (
                300,
                "From: Zoe <b@x>\r\nTo: q@x\r\nSubject: Re: plan\r\nDate: Sun, 22 Nov 2026 10:00:00 +0200\r\n\r\n",
            ),
            (
                100,
                "From: C@x\r\nTo: Q@x\r\nCc: z@x\r\nSubject: apple\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\n\r\nlong body",
            ),
            (
                200,
                "From: \"=?utf-8?q?=C3=84nne?=\" <a@x>\r\nSubject: PLAN\r\nDate: yesterday\r\n\r\n",
            ),
            (
                100,
                "To: p@x\r\nSubject: [list] Apple (fwd)\r\nDate: Sun, 22 Nov 2026 00:30:00 -0800\r\n\r\n",
            ),
        ] {
            let content = Content::Kept(message.as_bytes().into());
            store.append("INBOX", Flags::default(), arrival_s, content).unwrap();
        }
        let mailbox = store.selectable("INBOX").unwrap();
        let view = View::new(mailbox, 1, false);
        let line = format!("a SORT ({criteria}) UTF-8 ALL\r\n");
        let (_, command) = CommandCodec::new().decode(line.as_bytes()).unwrap();
        let CommandBody::Sort { sort_criteria, .. } = command.body else { panic!("not a sort") };
        let places = sorted(mailbox, &view, vec![0, 1, 2, 3], sort_criteria.as_ref());
        places.into_iter().map(|place| place + 1).collect()
    }

    #[test]
    fn every_key_orders_and_equals_keep_the_order_of_the_mailbox() {
        for (criteria, expected) in [
            ("ARRIVAL", [2, 4, 3, 1]),
            ("REVERSE ARRIVAL", [1, 3, 2, 4]),
            ("DATE", [3, 1, 4, 2]), // 200 s in 1970, 08:00, 08:30 and 09:00 UTC.
            ("FROM", [4, 3, 1, 2]),
            ("DISPLAYFROM", [4, 2, 1, 3]),
            ("TO", [3, 4, 1, 2]),
            ("CC", [1, 3, 4, 2]),
            ("SUBJECT", [2, 4, 1, 3]),
            ("REVERSE SUBJECT ARRIVAL", [3, 1, 2, 4]),
            ("SUBJECT REVERSE ARRIVAL SUBJECT", [2, 4, 1, 3]),
        ] {
            assert_eq!(order(criteria), expected, "{criteria}");
        }
        assert_eq!(order("REVERSE SIZE")[0], 2);
    }
}
