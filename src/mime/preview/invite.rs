//! An invitation (RFC 5545, RFC 5546) as a card: what, when, where, who.
//!
//! For looking at only. Nothing is answered, fetched or remembered, whatever the method says, and
//! alarms and attached links are not read at all.

use std::str::FromStr as _;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendarComponent, ICalendarEntry, ICalendarParameterName, ICalendarProperty, ICalendarValue,
};
use calcard::{Entry, Parser};

use super::{text_of, words};

/// Bytes read of a calendar file.
const READ_LIMIT_BYTES: usize = 1024 * 1024;

/// Components looked through for an event; time zones come before it.
const COMPONENTS_LIMIT: usize = 1_000;

/// People named; a mailing to a whole firm has more.
const ATTENDEES_LIMIT: usize = 200;

/// What an invitation says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invite {
    /// `REQUEST`, `CANCEL`, `REPLY`, `PUBLISH` …, upper case; empty where none is given.
    pub method: String,
    pub summary: String,
    pub description: String,
    pub place: String,
    pub start: Option<When>,
    pub end: Option<When>,
    /// The event comes again.
    pub repeats: bool,
    pub organizer: Option<Attendee>,
    pub attendees: Vec<Attendee>,
    /// Events in the file beside this first one.
    pub more_events: usize,
}

/// A date, or a date and time in its own zone; to be turned into local time by whoever shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    pub year: u16,
    /// 1 to 12, 1 to 31.
    pub month: u8,
    pub day: u8,
    /// Hour, minute and second; `None` for a whole day.
    pub time: Option<(u8, u8, u8)>,
    pub zone: Zone,
}

impl When {
    /// The moment in seconds since 1970, where its zone is known by name, Windows' names included;
    /// `None` for a whole day, a floating time, and a zone of the sender's own making.
    pub fn unix_secs(&self) -> Option<i64> {
        let zone = match &self.zone {
            Zone::Floating => return None,
            Zone::Utc => Tz::UTC,
            Zone::Named(name) => Tz::from_str(name).ok().filter(|zone| !zone.is_floating())?,
        };
        let (hour, minute, second) = self.time?;
        let local = PartialDateTime {
            year: Some(self.year),
            month: Some(self.month),
            day: Some(self.day),
            hour: Some(hour),
            minute: Some(minute),
            second: Some(second),
            ..PartialDateTime::default()
        };
        Some(local.to_date_time_with_tz(zone)?.timestamp())
    }
}

/// What a time is meant in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The reader's own, wherever that is (RFC 5545 §3.3.5, form 1).
    #[default]
    Floating,
    Utc,
    /// `Europe/Berlin`, or a name of the sender's own making.
    Named(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendee {
    pub name: String,
    pub address: String,
    /// `ACCEPTED`, `DECLINED`, `TENTATIVE` …; empty where none is given.
    pub answer: String,
}

/// Reads the first event of a calendar file; `None` where there is none.
pub fn invite(bytes: &[u8], charset: Option<&str>) -> Option<Invite> {
    let text = text_of(bytes, charset.or(Some("utf-8")), READ_LIMIT_BYTES);
    let mut parser = Parser::new(&text);
    let calendar = loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => break calendar,
            Entry::Eof | Entry::TooManyComponents | Entry::UnterminatedComponent(_) => return None,
            // Lines before the calendar, or another card.
            _ => {}
        }
    };
    let components = || calendar.components.iter().take(COMPONENTS_LIMIT);
    let mut events = components().filter(|component| component.component_type.is_event_or_todo());
    let event = events.next()?;
    let method = components().find_map(|component| component.property(&ICalendarProperty::Method));
    let text = |property| event.property(&property).and_then(text_value).unwrap_or_default();
    let people = event.properties(&ICalendarProperty::Attendee).take(ATTENDEES_LIMIT);
    let end = [ICalendarProperty::Dtend, ICalendarProperty::Due];
    Some(Invite {
        method: method.and_then(text_value).unwrap_or_default().to_ascii_uppercase(),
        summary: text(ICalendarProperty::Summary),
        description: text(ICalendarProperty::Description),
        place: text(ICalendarProperty::Location),
        start: event.property(&ICalendarProperty::Dtstart).and_then(when),
        end: end.iter().find_map(|property| event.property(property)).and_then(when),
        repeats: repeats(event),
        organizer: event.property(&ICalendarProperty::Organizer).map(attendee),
        attendees: people.map(attendee).collect(),
        more_events: events.count(),
    })
}

fn repeats(event: &ICalendarComponent) -> bool {
    let properties = [ICalendarProperty::Rrule, ICalendarProperty::Rdate];
    properties.iter().any(|property| event.has_property(property))
}

fn text_value(entry: &ICalendarEntry) -> Option<String> {
    entry.values.iter().find_map(ICalendarValue::as_text).map(words)
}

fn parameter(entry: &ICalendarEntry, name: &ICalendarParameterName) -> String {
    entry.parameter(name).and_then(|value| value.as_text()).map(words).unwrap_or_default()
}

fn attendee(entry: &ICalendarEntry) -> Attendee {
    Attendee {
        name: parameter(entry, &ICalendarParameterName::Cn),
        address: entry.calendar_address().map(words).unwrap_or_default(),
        answer: parameter(entry, &ICalendarParameterName::Partstat),
    }
}

fn when(entry: &ICalendarEntry) -> Option<When> {
    let found = entry.values.iter().find_map(ICalendarValue::as_partial_date_time)?;
    let time = found
        .hour
        .map(|hour| (hour, found.minute.unwrap_or_default(), found.second.unwrap_or_default()));
    let zone = parameter(entry, &ICalendarParameterName::Tzid);
    let zone = match (found.tz_hour, zone.is_empty()) {
        (Some(_), _) => Zone::Utc,
        (None, false) => Zone::Named(zone),
        (None, true) => Zone::Floating,
    };
    let (year, month, day) = (found.year?, found.month?, found.day?);
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_time = time.is_none_or(|(hour, minute, second)| hour < 24 && minute < 60 && second < 61);
    (is_date && is_time).then_some(When { year, month, day, time, zone })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const REQUEST: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n\
        BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n\
        TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Tea\\, and\r\n  cake\r\n\
        DTSTART;TZID=Europe/Berlin:20250701T150000\r\nDTEND:20250701T140000Z\r\n\
        LOCATION:Kitchen\u{1b}\r\nRRULE:FREQ=WEEKLY\r\n\
        ORGANIZER;CN=Ann:mailto:ann@example.org\r\n\
        ATTENDEE;CN=\"Bob; B\";PARTSTAT=ACCEPTED:mailto:bob@example.org\r\n\
        ATTACH:http://evil.example/x\r\n\
        BEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:http://evil.example/y\r\nEND:VALARM\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_invitation_says_what_when_where_and_who() {
        let found = invite(REQUEST.as_bytes(), None).unwrap();
        assert_eq!((found.method.as_str(), found.summary.as_str()), ("REQUEST", "Tea, and cake"));
        assert_eq!(found.place, "Kitchen⟨U+001B⟩");
        let start = found.start.unwrap();
        assert_eq!(
            (start.year, start.month, start.day, start.time),
            (2025, 7, 1, Some((15, 0, 0)))
        );
        assert_eq!(start.zone, Zone::Named("Europe/Berlin".to_owned()));
        let windows =
            When { zone: Zone::Named("W. Europe Standard Time".to_owned()), ..start.clone() };
        assert_eq!(windows.unix_secs(), start.unix_secs());
        let own = When { zone: Zone::Named("My zone".to_owned()), ..start.clone() };
        assert_eq!(own.unix_secs(), None);
        assert_eq!(start.unix_secs(), Some(1_751_374_800));
        let end = found.end.unwrap();
        assert_eq!((&end.zone, end.unix_secs()), (&Zone::Utc, Some(1_751_378_400)));
        assert!(found.repeats);
        assert_eq!(found.organizer.unwrap().address, "ann@example.org");
        let bob = found.attendees.first().unwrap();
        assert_eq!((bob.name.as_str(), bob.answer.as_str()), ("Bob; B", "ACCEPTED"));
    }

    #[test]
    fn a_day_has_no_time_and_a_floating_time_no_zone() {
        let of = |start: &str| {
            let text = format!(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART{start}\nEND:VEVENT\nEND:VCALENDAR\n"
            );
            invite(text.as_bytes(), None).unwrap().start
        };
        assert_eq!(of(";VALUE=DATE:20250701").unwrap().time, None);
        assert_eq!(of(":20250701T150000").unwrap().zone, Zone::Floating);
        assert_eq!(of(":20251399T990000"), None);
        assert_eq!(of(":soon"), None);
    }

    #[test]
    fn what_is_no_invitation_is_none_and_hostile_files_end() {
        for text in
            ["", "hello", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "BEGIN:VCARD\nFN:x\nEND:VCARD\n"]
        {
            assert_eq!(invite(text.as_bytes(), None), None, "{text}");
        }
        for unit in [
            "BEGIN:VEVENT\n",
            "BEGIN:VCALENDAR\n",
            "A;B=",
            "\"",
            "ATTENDEE:x\n",
            ";",
            "\n ",
            "DTSTART:1",
        ] {
            let text =
                format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}", unit.repeat(200_000 / unit.len()));
            let found = invite(text.as_bytes(), None);
            assert!(found.is_none_or(|found| found.attendees.len() <= ATTENDEES_LIMIT));
        }
    }
}
