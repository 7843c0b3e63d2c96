//! The two date formats of IMAP to seconds since 1970: INTERNALDATE (RFC 3501 §9 `date-time`) and
//! the Date header (RFC 5322 §3.3), read leniently.

/// Longest date looked at; a longer one is none.
const DATE_LIMIT_BYTES: usize = 128;

/// `17-Jul-1996 02:44:25 -0700`, also with a leading space or a missing zone.
pub fn read_internal(text: &[u8]) -> Option<i64> {
    read(text, |b| matches!(b, b' ' | b'-' | b'\t'))
}

/// `Wed, 17 Jul 1996 02:23:25 -0700 (PDT)`, also without the day name or with a zone by name.
pub fn read_header(text: &[u8]) -> Option<i64> {
    read(text, |b| matches!(b, b' ' | b',' | b'\t' | b'-'))
}

/// `17-Jul-1996 09:44:25 +0000`, in UTC; `None` where its year has not four digits.
pub fn write_internal(unix_secs: i64) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, secs) = (unix_secs.div_euclid(86_400), unix_secs.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(days)?;
    let month = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    let (hour, minute, second) = (secs / 3600, secs / 60 % 60, secs % 60);
    let fits = (1_000..=9_999).contains(&year);
    fits.then(|| format!("{day:2}-{month}-{year} {hour:02}:{minute:02}:{second:02} +0000"))
}

/// The other way round of [`days_from_civil`], which finds it.
fn civil_from_days(days: i64) -> Option<(i64, u32, u32)> {
    // At most a day off: a year has 365.2425 days on the average.
    let about = days.checked_mul(400)?.div_euclid(146_097).checked_add(1970)?;
    let year = (about - 1..=about + 1).rev().find(|year| days_from_civil(*year, 1, 1) <= days)?;
    let month = (1..=12).rev().find(|month| days_from_civil(year, *month, 1) <= days)?;
    let day = u32::try_from(days - days_from_civil(year, month, 1) + 1).ok()?;
    Some((year, month, day))
}

fn read(text: &[u8], separator: impl Fn(u8) -> bool) -> Option<i64> {
    let text = std::str::from_utf8(text.get(..DATE_LIMIT_BYTES).unwrap_or(text)).ok()?;
    // The sign of the zone is a separator of INTERNALDATE as well, so it is looked for first.
    let west = zone_is_west(text);
    let mut words = text
        .split(|c: char| u8::try_from(c).is_ok_and(&separator))
        .filter(|word| !word.is_empty())
        .skip_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let day: u32 = words.next()?.parse().ok()?;
    let month = month(words.next()?)?;
    let year = full_year(words.next()?)?;
    let mut clock = words.next()?.split(':').map(str::parse::<u32>);
    let hour = clock.next()?.ok()?;
    let minute = clock.next()?.ok()?;
    let second = clock.next().and_then(Result::ok).unwrap_or(0);
    if !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset = words.next().map_or(0, |zone| zone_secs(zone, west));
    let clock_secs = i64::from(hour * 3600 + minute * 60 + second);
    Some(days_from_civil(year, month, day) * 86_400 + clock_secs - offset)
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let word = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.find(&word).filter(|at| at % 3 == 0)?;
    u32::try_from(at / 3 + 1).ok()
}

/// Two digits mean 1950 to 2049 (RFC 5322 §4.3).
fn full_year(word: &str) -> Option<i64> {
    let year: i64 = word.parse().ok()?;
    match (word.len(), year) {
        (2, 0..50) => Some(2000 + year),
        (2 | 3, _) => Some(1900 + year),
        (4, 1900..) => Some(year),
        _ => None,
    }
}

fn zone_is_west(text: &str) -> bool {
    text.rfind(':').and_then(|at| text.get(at..)).is_some_and(|tail| tail.contains(" -"))
}

fn zone_secs(zone: &str, west: bool) -> i64 {
    let hours = |h: i64| h * 3600;
    let digits = zone.strip_prefix('+').unwrap_or(zone);
    if let (4, Ok(number)) = (digits.len(), digits.parse::<i64>()) {
        let secs = hours(number / 100 % 24) + number % 100 * 60;
        return if west { -secs } else { secs };
    }
    match zone.to_ascii_uppercase().as_str() {
        "EDT" => hours(-4),
        "EST" | "CDT" => hours(-5),
        "CST" | "MDT" => hours(-6),
        "MST" | "PDT" => hours(-7),
        "PST" => hours(-8),
        "CET" | "MET" | "BST" => hours(1),
        "CEST" => hours(2),
        "JST" => hours(9),
        _ => 0,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar. Counts in years that begin in March, so that
/// the leap day is the last one.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_dates_are_read() {
        assert_eq!(read_internal(b"17-Jul-1996 02:44:25 -0700"), Some(837_596_665));
        assert_eq!(read_internal(b" 1-Jan-1970 00:00:00 +0000"), Some(0));
        assert_eq!(read_internal(b"29-Feb-2024 12:00:00 +0530"), Some(1_709_188_200));
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(write_internal(837_596_665).as_deref(), Some("17-Jul-1996 09:44:25 +0000"));
        assert_eq!(write_internal(0).as_deref(), Some(" 1-Jan-1970 00:00:00 +0000"));
        for secs in (-1_000_000_000_i64..5_000_000_000).step_by(12_345_678) {
            let text = write_internal(secs).unwrap_or_default();
            assert_eq!(read_internal(text.as_bytes()), Some(secs), "{text}");
        }
        for none in [i64::MAX, i64::MIN, 400_000_000_000, -40_000_000_000] {
            assert_eq!(write_internal(none), None, "{none}");
        }
    }

    #[test]
    fn headers_of_every_habit_are_read() {
        for text in [
            "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
            "17 Jul 96 02:23:25 PDT",
            "Wed,17 July 1996  09:23:25 GMT",
            "Wed, 17 Jul 1996 09:23:25",
        ] {
            assert_eq!(read_header(text.as_bytes()), Some(837_595_405), "{text}");
        }
        assert_eq!(read_header(b"1 Jan 2038 00:00 +0000"), Some(2_145_916_800));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "NIL",
            "yesterday",
            "32 Jan 2020 00:00:00",
            "1 Foo 2020 0:0:0",
            "1-Jan-99999 1:1:1",
            "1 Jan 2020 25:00:00",
            "1 Jan",
        ] {
            assert_eq!(read_header(text.as_bytes()), None, "{text}");
            assert_eq!(read_internal(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read_header(&[0xff; 500]), None);
    }
}
