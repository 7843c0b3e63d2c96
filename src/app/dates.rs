//! Dates, sizes and counts as people read them. The clock and the time zone are handed in.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The time of day and where the user is.
#[derive(Clone, Debug)]
pub struct Clock {
    pub now_unix_secs: i64,
    pub zone: TimeZone,
}

impl Default for Clock {
    fn default() -> Self {
        Self { now_unix_secs: 0, zone: TimeZone::UTC }
    }
}

impl Clock {
    pub(super) fn at(&self, unix_secs: i64) -> Option<Zoned> {
        Timestamp::from_second(unix_secs).ok().map(|time| time.to_zoned(self.zone.clone()))
    }

    pub(super) fn today(&self) -> Option<Date> {
        self.at(self.now_unix_secs).map(|now| now.date())
    }
}

/// A date for the list: today the time, yesterday the word, within a week the weekday, this year
/// the day, else the full date. Empty where the server's date is out of range.
pub fn list_date(clock: &Clock, unix_secs: i64) -> String {
    let (Some(when), Some(today)) = (clock.at(unix_secs), clock.today()) else {
        return String::new();
    };
    let date = when.date();
    let days_ago = today.since(date).map_or(i32::MAX, |span| span.get_days());
    match days_ago {
        0 => when.strftime("%H:%M").to_string(),
        1 => "Yesterday".to_owned(),
        2..=6 => when.strftime("%a").to_string(),
        _ if date.year() == today.year() => when.strftime("%-d %b").to_string(),
        _ => when.strftime("%-d %b %Y").to_string(),
    }
}

/// The whole date and time for the message's header: `Sun 22 Nov 2026, 10:42`.
pub fn long_date(clock: &Clock, unix_secs: i64) -> String {
    clock
        .at(unix_secs)
        .map(|when| when.strftime("%a %-d %b %Y, %H:%M").to_string())
        .unwrap_or_default()
}

/// Bytes in the units people use: `980 B`, `9 kB`, `2.4 MB`. Powers of 1,000, as on disks.
pub fn byte_size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1_000.0;
    let mut units = UNITS.iter();
    let mut unit = units.next().unwrap_or(&"kB");
    while value >= 999.5 {
        let Some(next) = units.next() else { break };
        value /= 1_000.0;
        unit = next;
    }
    // Kilobytes and hundreds need no fraction.
    if *unit == "kB" || value >= 99.95 {
        format!("{value:.0} {unit}")
    } else {
        format!("{value:.1} {unit}")
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    /// Monday, 23 November 2026, 12:00 UTC.
    const NOON: i64 = 1_795_435_200;

    fn clock() -> Clock {
        Clock { now_unix_secs: NOON, zone: TimeZone::UTC }
    }

    #[test]
    fn a_date_is_as_short_as_it_can_be() {
        let clock = clock();
        let hour = 3_600;
        let day = 24 * hour;
        assert_eq!(list_date(&clock, NOON - hour), "11:00");
        assert_eq!(list_date(&clock, NOON - 13 * hour), "Yesterday");
        assert_eq!(list_date(&clock, NOON - 4 * day), "Thu");
        assert_eq!(list_date(&clock, NOON - 20 * day), "3 Nov");
        assert_eq!(list_date(&clock, NOON - 385 * day), "3 Nov 2025");
    }

    #[test]
    fn dates_from_the_future_and_from_nowhere_do_not_panic() {
        let clock = clock();
        assert_eq!(list_date(&clock, NOON + 3 * 86_400), "26 Nov");
        assert_eq!(list_date(&clock, i64::MAX), "");
        assert_eq!(list_date(&clock, i64::MIN), "");
    }

    #[test]
    fn the_day_changes_where_the_user_is() {
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let clock = Clock { now_unix_secs: NOON, zone };
        // 14:30 UTC the day before is 23:30 in this zone; 16:00 UTC is already today.
        assert_eq!(list_date(&clock, NOON - 20 * 3_600), "01:00");
        assert_eq!(list_date(&clock, NOON - 22 * 3_600), "Yesterday");
    }

    #[test]
    fn sizes_have_the_unit_people_expect() {
        assert_eq!(byte_size(0), "0 B");
        assert_eq!(byte_size(9_200), "9 kB");
        assert_eq!(byte_size(999_700), "1.0 MB");
        assert_eq!(byte_size(2_400_000), "2.4 MB");
        assert_eq!(byte_size(u64::MAX), "18446744 TB");
    }
}
