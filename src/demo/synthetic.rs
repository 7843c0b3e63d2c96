//! Messages made from a number, so that a mailbox of any size costs only its index.
//!
//! The same number always gives the same bytes. Nothing here knows about mailboxes.

use mail_parser::DateTime;

/// The newest synthetic message is dated here (1 October 2026, 08:00 UTC), older ones before it.
const NEWEST_DATE_S: i64 = 1_790_841_600;

/// Time between two synthetic messages; 100,000 of them then reach back about four years.
const STEP_S: i64 = 1_260;

const SENDERS: [(&str, &str); 8] = [
    ("Ada Brandt", "ada@example.org"),
    ("=?utf-8?q?J=C3=B6rg_Maier?=", "joerg@example.net"),
    ("Lena Novak", "lena@example.com"),
    ("=?utf-8?b?546L6Iqz?=", "wangfang@example.org"),
    ("Omar Said", "omar@example.net"),
    ("Tide Desk", "desk@tide.example.org"),
    ("Ines Faria", "ines@example.com"),
    ("Peter Holm", "peter@example.net"),
];

const TOPICS: [&str; 9] = [
    "Delivery window for order",
    "Minutes of meeting",
    "Question about drawing",
    "Change request",
    "Readings of meter",
    "Room booking",
    "Draft of chapter",
    "Reminder for ticket",
    "Short report",
];

/// The message of this number, about 600 bytes.
pub fn message(number: u32) -> Vec<u8> {
    let pick = |length: usize| usize::try_from(number).unwrap_or(0) % length;
    let (name, address) = SENDERS.get(pick(SENDERS.len())).copied().unwrap_or_default();
    let topic = TOPICS.get(pick(TOPICS.len())).copied().unwrap_or_default();
    let date = DateTime::from_timestamp(date_s(number)).to_rfc822();
    format!(
        "From: {name} <{address}>\r\n\
         To: Robin Vale <demo@example.org>\r\n\
         Subject: {topic} {number}\r\n\
         Date: {date}\r\n\
         Message-ID: <synthetic.{number}@example.org>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         Hello Robin,\r\n\
         \r\n\
         this is about number {number}. The papers are in the usual place and nothing is\r\n\
         urgent; an answer within the week is early enough.\r\n\
         \r\n\
         Kind regards\r\n\
         -- \r\n\
         {address}\r\n"
    )
    .into_bytes()
}

/// Its date in seconds since 1970; higher numbers are newer.
pub fn date_s(number: u32) -> i64 {
    // Counted from a round number above any mailbox that is filled, so that order follows number.
    const TOP: i64 = 100_000;
    NEWEST_DATE_S - (TOP - i64::from(number)) * STEP_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_message_and_higher_numbers_are_newer() {
        assert_eq!(message(7), message(7));
        assert_ne!(message(7), message(8));
        assert!(date_s(99_999) < date_s(100_000) && date_s(100_000) == NEWEST_DATE_S);
    }
}
