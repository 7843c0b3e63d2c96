//! The sample account: about 200 invented mails, dated from a given moment back.
//!
//! In the folder Archive the dates do not grow with the UIDs, as where mails were filed later.
//!
//! The mails lie in one archive that `assets/demo/make.py` writes; its head says how it is read.

use mail_parser::DateTime;

use super::flags::Flags;
use super::mailbox::Content;
use super::store::Store;

const ARCHIVE: &[u8] = include_bytes!("../../assets/demo/mails.archive");

/// Stands in the mails where their date belongs.
const DATE_MARK: &[u8] = b"@DATE@";

const DAY_S: i64 = 86_400;

/// The sample mailboxes with mails of the day of `now_s` (seconds since 1970, UTC) and before.
pub fn store_at(now_s: i64) -> Store {
    let mut store = read(ARCHIVE, now_s);
    if let Some(shared) = store.mailboxes.get_mut("Projects/Tender") {
        let others = [("amir@example.org", "lrswi"), ("anyone", "lr")];
        shared.others = others.map(|(who, rights)| (who.to_owned(), rights.to_owned())).into();
    }
    store
}

/// Reads an archive. A line starts with "#" (comment), "F" (folder) or "M" (mail, bytes follow):
///
/// `F <TAB> name <TAB> attributes` with `-` for not selectable, `!` for not subscribed, or a
/// special use; `M <TAB> folder <TAB> flags <TAB> days back <TAB> minutes <TAB> length`, the minutes
/// counted back from now for day 0 and from midnight for others. A line that fits neither ends it.
fn read(archive: &[u8], now_s: i64) -> Store {
    let mut store = Store::empty();
    let mut rest = archive;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        rest = rest.get(end + 1..).unwrap_or_default();
        let columns: Vec<&str> = line.split('\t').collect();
        match columns.as_slice() {
            ["F", name, attributes] => add_folder(&mut store, name, attributes),
            ["M", folder, flags, days, minutes, length] => {
                let (Ok(days), Ok(minutes), Ok(length)) =
                    (days.parse(), minutes.parse(), length.parse::<usize>())
                else {
                    break;
                };
                let date_s = date(now_s, days, minutes);
                let message = put_date(rest.get(..length).unwrap_or_default(), date_s);
                rest = rest.get(length + 1..).unwrap_or_default();
                let flags = Flags::from_names(flags.split(' '));
                // A folder that is missing in the archive is a mistake that the tests find.
                store.append(folder, flags, date_s, Content::Kept(message.into())).ok();
            }
            _ if line.starts_with('#') => {}
            _ => break,
        }
    }
    store
}

fn add_folder(store: &mut Store, name: &str, attributes: &str) {
    store.create(name).ok(); // INBOX is there already.
    if !attributes.contains('!') {
        store.subscribed.insert(name.to_owned());
    }
    if let Some(mailbox) = store.mailboxes.get_mut(name) {
        mailbox.selectable = !attributes.contains('-');
        let special_use = attributes.trim_start_matches(['-', '!']);
        mailbox.special_use = Some(special_use.to_owned()).filter(|use_| !use_.is_empty());
    }
}

/// Mails of today stay within today, also shortly after midnight.
fn date(now_s: i64, days: i64, minutes: i64) -> i64 {
    let midnight = now_s - now_s.rem_euclid(DAY_S);
    match days {
        0 => (now_s - minutes * 60).max(midnight.min(now_s)),
        _ => midnight - days * DAY_S + minutes * 60,
    }
}

fn put_date(message: &[u8], date_s: i64) -> Vec<u8> {
    let place = message.windows(DATE_MARK.len()).position(|window| window == DATE_MARK);
    let Some(place) = place else { return message.to_vec() };
    let (before, behind) = message.split_at(place);
    let behind = behind.get(DATE_MARK.len()..).unwrap_or_default();
    [before, DateTime::from_timestamp(date_s).to_rfc822().as_bytes(), behind].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    /// 22 November 2026, 11:00 UTC.
    const NOW_S: i64 = 1_795_345_200;

    #[test]
    fn the_archive_is_read_to_its_end() {
        let store = store_at(NOW_S);
        let marks = ARCHIVE.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"M\t"));
        let mails: usize = store.mailboxes.values().map(|mailbox| mailbox.messages.len()).sum();
        assert_eq!(mails, marks.count());
        assert!(mails >= 190, "{mails}");
        assert!(ARCHIVE.len() < 1_500_000, "{}", ARCHIVE.len());
        assert_eq!(store.mailboxes["Sent"].special_use.as_deref(), Some("Sent"));
        assert!(!store.mailboxes["Lists"].selectable);
        assert!(store.mailboxes.keys().any(|name| !store.subscribed.contains(name)));
    }

    #[test]
    fn mails_are_in_the_order_of_their_dates_but_in_the_archive_and_the_newest_is_from_today() {
        let store = store_at(NOW_S);
        for (name, mailbox) in &store.mailboxes {
            let dates: Vec<i64> = mailbox.messages.iter().map(|message| message.date_s).collect();
            assert_eq!(dates.is_sorted(), name != "Archive", "{name}");
        }
        let newest = store.mailboxes["INBOX"].messages.last().unwrap().date_s;
        assert!(newest <= NOW_S && newest > NOW_S - 3_600);
    }

    #[test]
    fn just_after_midnight_mails_of_today_are_still_of_today() {
        let midnight = NOW_S - NOW_S.rem_euclid(DAY_S);
        let store = store_at(midnight + 60);
        let newest = store.mailboxes["INBOX"].messages.last().unwrap();
        assert!(newest.date_s >= midnight);
        let raw = newest.content.bytes();
        assert!(!raw.windows(DATE_MARK.len()).any(|window| window == DATE_MARK));
    }
}
