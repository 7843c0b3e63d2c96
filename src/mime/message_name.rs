//! What a message is called as a file: when it came, from whom, about what.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::file_name::safe_file_name;
use super::headers::read_headers;

/// Characters of the sender and of the subject: both are to be seen in a list of files, and a disk
/// takes 255 bytes.
const FROM_LIMIT_CHARS: usize = 40;
const SUBJECT_LIMIT_CHARS: usize = 80;

/// `2026-11-22 1042 Ann Harbour - Boats.eml`, safe for every disk, at most 200 bytes. `header` is
/// the message's; without a date the name begins with the sender.
pub fn message_file_name(
    header: &[u8],
    received_unix_secs: Option<i64>,
    zone: &TimeZone,
) -> String {
    let headers = read_headers(header);
    let when = received_unix_secs.or(headers.date_unix_secs);
    let when = when.and_then(|when| Timestamp::from_second(when).ok());
    let when = when.map(|when| when.to_zoned(zone.clone()).strftime("%Y-%m-%d %H%M ").to_string());
    let from = headers.from.first().map(|from| part(from.label(), FROM_LIMIT_CHARS));
    let from = from.filter(|from| !from.is_empty()).unwrap_or_else(|| "Unknown sender".to_owned());
    let subject = part(&headers.subject, SUBJECT_LIMIT_CHARS);
    let subject = if subject.is_empty() { "No subject" } else { &subject };
    safe_file_name(&format!("{}{from} - {subject}.eml", when.unwrap_or_default()))
}

/// One part of the name: no folder, no double space, and not longer than that.
fn part(text: &str, limit_chars: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = one_line
        .chars()
        .map(|c| if matches!(c, '/' | '\\') { '_' } else { c })
        .take(limit_chars)
        .collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHEN: Option<i64> = Some(1_795_344_120);

    fn name(header: &str) -> String {
        message_file_name(header.as_bytes(), WHEN, &TimeZone::UTC)
    }

    #[test]
    fn a_message_is_called_by_its_date_sender_and_subject() {
        let plain = "From: Ann Harbour <ann@a.example>\r\nSubject: Boats\r\n\r\n";
        assert_eq!(name(plain), "2026-11-22 1042 Ann Harbour - Boats.eml");
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let there = message_file_name(plain.as_bytes(), WHEN, &zone);
        assert_eq!(there, "2026-11-22 1942 Ann Harbour - Boats.eml");
        let coded =
            "From: =?utf-8?B?5bGx55Sw?= <y@a.example>\r\nSubject: =?utf-8?Q?=E6=9D=B1?=\r\n";
        assert_eq!(name(coded), "2026-11-22 1042 山田 - 東.eml");
        assert_eq!(name(""), "2026-11-22 1042 Unknown sender - No subject.eml");
        let undated = message_file_name(b"From: a@b\r\n", None, &TimeZone::UTC);
        assert_eq!(undated, "a@b - No subject.eml");
    }

    #[test]
    fn a_hostile_subject_names_no_other_place_and_no_program() {
        for subject in [
            "../../etc/passwd",
            "a/b\\c",
            "x.exe",
            "con",
            "\u{202e}lme.exe",
            "a\tb\u{0}c",
            &"long ".repeat(5_000),
            &"字".repeat(500),
        ] {
            let name = name(&format!("From: ..\\..\\x <a@b>\r\nSubject: {subject}\r\n"));
            assert!(name.ends_with(".eml") && name.len() <= 200, "{name}");
            assert!(name.starts_with("2026-11-22 1042 "), "{name}");
            assert!(!name.contains(['/', '\\', '\0', '\u{202e}']), "{name}");
        }
    }
}
