use proptest::prelude::*;

use super::*;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\n\
    BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n\
    END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Tea\\, \r\n cake\r\n\
    DTSTART;TZID=Europe/Berlin:20250330T023000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n\
    ATTENDEE;CN=\"A; B\";PARTSTAT=ACCEPTED:mailto:a@example.org\r\nGEO:1.5;2.5\r\n\
    END:VEVENT\r\nEND:VCALENDAR\r\n";

const CONTACT: &str = "BEGIN:VCARD\r\nVERSION:4.0\r\nN:B;Ann;;;\r\nFN:Ann B\r\nBDAY:--0203\r\n\
    TEL;VALUE=uri:tel:+1-2\r\nADR;LABEL=\"x\":;;Main St;Lund;;1;SE\r\nPHOTO;ENCODING=b:QUJD\r\n\
    NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n=C3=A4\r\nREV:20250101T000000Z\r\nEND:VCARD\r\n";

/// A file with some bytes replaced, and its end cut off or repeated.
fn damaged(text: &str, changes: &[(usize, u8)], end: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, byte) in changes {
        let at = at % bytes.len();
        if let Some(place) = bytes.get_mut(at) {
            *place = *byte;
        }
    }
    let length = bytes.len();
    let tail = bytes.get(end % length..).unwrap_or_default().to_vec();
    if end.is_multiple_of(2) {
        bytes.truncate(end % length)
    } else {
        bytes.extend(tail)
    }
    bytes
}

/// Every reader on the same bytes.
fn read_all(bytes: &[u8]) {
    if let Some(found) = invite(bytes, None) {
        for time in found.start.iter().chain(&found.end) {
            let _ = time.unix_secs();
        }
        assert!(!found.summary.contains('\u{1b}'));
    }
    let _ = contacts(bytes, Some("utf-8"));
    let _ = (table(bytes, None), archive(bytes), picture_size(bytes));
    let _ = (tnef_files(bytes), uuencoded_files(bytes));
    let _ = detect("application/octet-stream", "a.bin", bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_a_preview_fail(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_all(&bytes);
    }

    #[test]
    fn damaged_cards_and_invitations_give_what_is_there(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        end in any::<usize>(),
    ) {
        read_all(&damaged(CALENDAR, &changes, end));
        read_all(&damaged(CONTACT, &changes, end));
    }
}
