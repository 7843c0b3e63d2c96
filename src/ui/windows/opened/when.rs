//! The time of an event in words, where the reader is.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, Zoned};

use crate::app::Clock;
use crate::mime::preview::{When, Zone};

/// When an event is: `Monday, 23 November 2026, 10:00 – 11:30`; below it what the sender wrote,
/// where that is another clock.
pub(super) fn words(clock: &Clock, start: Option<&When>, end: Option<&When>) -> Vec<String> {
    let Some(start) = start else { return vec!["No time is given".to_owned()] };
    let first = match (local(clock, start), end.and_then(|end| local(clock, end))) {
        (Some(from), Some(to)) if to > from => span(&from, &to),
        (Some(from), _) => moment(&from),
        (None, _) => as_written(start, end),
    };
    let mut lines = vec![first];
    lines.extend(elsewhere(clock, start));
    lines
}

/// The moment on the reader's clock; `None` for whole days, and for clocks nobody knows.
fn local(clock: &Clock, when: &When) -> Option<Zoned> {
    let moment = Timestamp::from_second(when.unix_secs()?).ok()?;
    Some(moment.to_zoned(clock.zone.clone()))
}

fn moment(at: &Zoned) -> String {
    at.strftime("%A, %-d %B %Y, %H:%M").to_string()
}

fn span(from: &Zoned, to: &Zoned) -> String {
    if from.date() == to.date() {
        return format!("{} – {}", moment(from), to.strftime("%H:%M"));
    }
    format!("{} – {}", moment(from), moment(to))
}

/// Whole days, and times on a clock that is not known.
fn as_written(start: &When, end: Option<&When>) -> String {
    let day = |date: Option<Date>, when: &When| match date {
        Some(date) => date.strftime("%A, %-d %B %Y").to_string(),
        None => format!("{}-{:02}-{:02}", when.year, when.month, when.day),
    };
    let first = date(start);
    let Some((hour, minute, _)) = start.time else {
        // The end of whole days is the day after the last one (RFC 5545 §3.6.1).
        let last = end.and_then(date).and_then(|end| end.checked_sub(1.day()).ok());
        return match last {
            Some(last) if Some(last) > first => {
                format!("{} – {}, all day", day(first, start), day(Some(last), start))
            }
            Some(_) | None => format!("{}, all day", day(first, start)),
        };
    };
    let mut words = format!("{}, {hour:02}:{minute:02}", day(first, start));
    if let Some((when, (hour, minute, _))) = end.and_then(|end| Some((end, end.time?))) {
        if date(when) == first {
            words.push_str(&format!(" – {hour:02}:{minute:02}"));
        } else {
            words.push_str(&format!(" – {}, {hour:02}:{minute:02}", day(date(when), when)));
        }
    }
    words
}

fn date(when: &When) -> Option<Date> {
    let year = i16::try_from(when.year).ok()?;
    Date::new(year, i8::try_from(when.month).ok()?, i8::try_from(when.day).ok()?).ok()
}

/// The sender's own clock, where it is not the reader's.
fn elsewhere(clock: &Clock, start: &When) -> Option<String> {
    let (hour, minute, _) = start.time?;
    let time = format!("{hour:02}:{minute:02}");
    match (&start.zone, local(clock, start)) {
        (Zone::Floating, _) => Some("wherever you are".to_owned()),
        (Zone::Utc, _) => None,
        (Zone::Named(zone), None) => {
            Some(format!("on the clock of “{zone}”, which is not known here"))
        }
        (Zone::Named(zone), Some(here)) => {
            let same = (u8::try_from(here.hour()), u8::try_from(here.minute()));
            (same != (Ok(hour), Ok(minute))).then(|| format!("{time} in {zone}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn at(day: u8, hour: u8, zone: Zone) -> When {
        When { year: 2026, month: 11, day, time: Some((hour, 30, 0)), zone }
    }

    fn told(start: &When, end: Option<&When>) -> Vec<String> {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        words(&Clock { now_unix_secs: 0, zone }, Some(start), end)
    }

    #[test]
    fn a_meeting_is_told_on_the_readers_clock() {
        let (start, end) = (at(23, 9, Zone::Utc), at(23, 10, Zone::Utc));
        assert_eq!(told(&start, Some(&end)), ["Monday, 23 November 2026, 10:30 – 11:30"]);
        let tokyo = Zone::Named("Asia/Tokyo".to_owned());
        let lines = told(&at(23, 20, tokyo), None);
        assert_eq!(lines, ["Monday, 23 November 2026, 12:30", "20:30 in Asia/Tokyo"]);
    }

    #[test]
    fn a_clock_that_nobody_knows_is_said_to_be_so() {
        let lines = told(&at(23, 20, Zone::Named("Our office".to_owned())), None);
        assert_eq!(lines[0], "Monday, 23 November 2026, 20:30");
        assert!(lines[1].contains("Our office"));
        assert_eq!(told(&at(23, 8, Zone::Floating), None)[1], "wherever you are");
    }

    #[test]
    fn whole_days_end_where_people_say_they_end() {
        let day = |day| When { time: None, ..at(day, 0, Zone::Floating) };
        assert_eq!(told(&day(23), Some(&day(24))), ["Monday, 23 November 2026, all day"]);
        assert_eq!(
            told(&day(23), Some(&day(26))),
            ["Monday, 23 November 2026 – Wednesday, 25 November 2026, all day"]
        );
    }

    #[test]
    fn dates_that_do_not_exist_are_shown_as_written() {
        let odd = When { month: 13, day: 40, ..at(1, 1, Zone::Utc) };
        assert!(told(&odd, None)[0].contains("2026-13-40"));
        assert_eq!(words(&Clock::default(), None, None), ["No time is given"]);
    }
}
