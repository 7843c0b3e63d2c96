//! The lines between rows in an order by time: which days belong together, and in which words.

use jiff::civil::Date;

use super::dates::Clock;

/// Days that stand under one line. Two rows belong together where their groups are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayGroup {
    /// After today: somebody's clock is wrong, or it is a sample.
    Later,
    Today,
    Yesterday,
    /// Since Monday (ISO 8601), without the two above.
    ThisWeek,
    LastWeek,
    Month {
        year: i16,
        /// 1 to 12.
        month: i8,
        /// The year goes without saying.
        this_year: bool,
    },
    /// The date is out of range.
    Unknown,
}

/// English names; the window is in English.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl DayGroup {
    /// `Today`, `Last week`, `March`, `March 2024`.
    pub fn words(self) -> String {
        match self {
            Self::Later => "Later".to_owned(),
            Self::Today => "Today".to_owned(),
            Self::Yesterday => "Yesterday".to_owned(),
            Self::ThisWeek => "This week".to_owned(),
            Self::LastWeek => "Last week".to_owned(),
            Self::Month { year, month, this_year } => {
                let place = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
                let name = MONTHS.get(place).unwrap_or(&"");
                if this_year { (*name).to_owned() } else { format!("{name} {year}") }
            }
            Self::Unknown => "Without a date".to_owned(),
        }
    }
}

/// The days a message belongs to, where the user is. Only right in an order by time.
pub fn day_group(clock: &Clock, unix_secs: i64) -> DayGroup {
    let (Some(when), Some(today)) = (clock.at(unix_secs), clock.today()) else {
        return DayGroup::Unknown;
    };
    let date = when.date();
    let days_ago = days_between(date, today);
    let since_monday = i32::from(today.weekday().to_monday_zero_offset());
    match days_ago {
        i32::MIN..=-1 => DayGroup::Later,
        0 => DayGroup::Today,
        1 => DayGroup::Yesterday,
        _ if days_ago <= since_monday => DayGroup::ThisWeek,
        _ if days_ago <= since_monday + 7 => DayGroup::LastWeek,
        _ => DayGroup::Month {
            year: date.year(),
            month: date.month(),
            this_year: date.year() == today.year(),
        },
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    /// Wednesday, 25 November 2026, 12:00 UTC.
    const NOON: i64 = 1_795_608_000;
    const DAY: i64 = 86_400;

    fn clock() -> Clock {
        Clock { now_unix_secs: NOON, zone: TimeZone::UTC }
    }

    fn words(days_ago: i64) -> String {
        day_group(&clock(), NOON - days_ago * DAY).words()
    }

    #[test]
    fn days_are_named_as_people_do() {
        assert_eq!(words(0), "Today");
        assert_eq!(words(1), "Yesterday");
        assert_eq!(words(2), "This week", "Monday");
        assert_eq!(words(3), "Last week", "Sunday");
        assert_eq!(words(9), "Last week", "Monday a week ago");
        assert_eq!(words(10), "November");
        assert_eq!(words(30), "October");
        assert_eq!(words(400), "October 2025");
    }

    #[test]
    fn on_a_monday_the_day_before_is_yesterday_not_last_week() {
        let monday = Clock { now_unix_secs: NOON - 2 * DAY, zone: TimeZone::UTC };
        assert_eq!(day_group(&monday, NOON - 3 * DAY), DayGroup::Yesterday);
        assert_eq!(day_group(&monday, NOON - 4 * DAY), DayGroup::LastWeek);
    }

    #[test]
    fn dates_from_the_future_and_from_nowhere_have_a_place() {
        assert_eq!(words(-1), "Later");
        assert_eq!(day_group(&clock(), i64::MAX), DayGroup::Unknown);
        assert_eq!(day_group(&clock(), i64::MIN), DayGroup::Unknown);
    }

    #[test]
    fn the_day_changes_where_the_user_is() {
        let clock = Clock { now_unix_secs: NOON, zone: TimeZone::fixed(jiff::tz::offset(9)) };
        assert_eq!(day_group(&clock, NOON - 20 * 3_600), DayGroup::Today);
        assert_eq!(day_group(&clock, NOON - 22 * 3_600), DayGroup::Yesterday);
    }
}
