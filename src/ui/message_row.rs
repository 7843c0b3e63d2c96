//! One row of the message list: two lines, and what a screen reader says of it.

use egui::accesskit::Role;
use egui::{Color32, Rect, Response, Ui, pos2, vec2};

use crate::app::{Clock, byte_size, grouped, list_date};
use crate::model::{Flag, Row};

use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT, SECONDARY_PT, Tokens};
use super::{icons, widgets};

/// Two lines of interface text with the grid's air round them. Whole, so that rows stay on pixels.
pub const ROW_PT: f32 = 56.0;
/// Left edge of the words; the unread dot stands before them.
const LEFT_PT: f32 = 26.0;
const RIGHT_PT: f32 = 14.0;
const DOT_PT: f32 = 15.0;
/// Middle of the two lines.
const FIRST_LINE_PT: f32 = 19.0;
const SECOND_LINE_PT: f32 = 38.0;
const LINE_PT: f32 = 18.0;
/// A sign beside the date.
const SIGN_PT: f32 = 14.0;

/// Where a row stands in the list.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// 0 is the newest.
    pub index: u32,
    pub of: u32,
    pub selected: bool,
}

/// Paints one message.
pub fn paint(ui: &Ui, rect: Rect, row: &Row, clock: &Clock) {
    let tokens = theme::tokens(ui);
    let unread = is_unread(row);
    let first = line(rect, FIRST_LINE_PT);
    let second = line(rect, SECOND_LINE_PT);
    if row.text.unreadable {
        let look = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
        text::paint(ui, first, "(this row could not be read)", &look);
        return;
    }
    if unread {
        let centre = pos2(rect.left() + DOT_PT, rect.top() + FIRST_LINE_PT);
        ui.painter().circle_filled(centre, 3.5, tokens.accent);
    }
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let date = list_date(clock, row.text.received_unix_secs);
    let mut left = text::paint_right(ui, first, &date, &dim).left();
    for (sign, color) in signs(row, tokens).into_iter().flatten() {
        left -= SIGN_PT + 4.0;
        let place = Rect::from_min_size(pos2(left, first.top()), vec2(SIGN_PT, LINE_PT));
        let look = Look::new(theme::icons(SIGN_PT), color);
        widgets::text_centred(ui, place, &sign.to_string(), &look);
    }
    let weight = if unread { theme::strong } else { theme::medium };
    let sender = Look::new(weight(INTERFACE_PT), tokens.text);
    text::paint(ui, first.with_max_x(left - 8.0), sender_of(row), &sender);
    let size = text::paint_right(ui, second, &byte_size(row.text.size_bytes), &dim);
    let subject = if unread { theme::strong } else { theme::regular };
    let color = if row.text.subject.is_empty() { tokens.dim } else { tokens.text };
    let words = second.with_max_x(size.left() - 8.0);
    text::paint(ui, words, subject_of(row), &Look::new(subject(INTERFACE_PT), color));
}

/// Quiet bars of about a text's length, where a row is not there yet.
pub fn paint_placeholder(ui: &Ui, rect: Rect, index: u32) {
    let color = theme::tokens(ui).line;
    // Lengths differ from row to row and stay the same for each row.
    let part = |salt: u32| (index.wrapping_mul(2_654_435_761) >> salt) % 100;
    let room = rect.width() - LEFT_PT - RIGHT_PT;
    let bar = |middle: f32, share: f32| {
        let place = line(rect, middle).shrink2(vec2(0.0, 5.0));
        ui.painter().rect_filled(place.with_max_x(place.left() + room * share), 3.0, color);
    };
    bar(FIRST_LINE_PT, 0.25 + part(8) as f32 / 500.0);
    bar(SECOND_LINE_PT, 0.45 + part(16) as f32 / 300.0);
}

fn line(rect: Rect, middle: f32) -> Rect {
    let top = rect.top() + middle - LINE_PT / 2.0;
    Rect::from_min_max(
        pos2(rect.left() + LEFT_PT, top),
        pos2(rect.right() - RIGHT_PT, top + LINE_PT),
    )
}

/// From right to left, beside the date.
fn signs(row: &Row, tokens: &Tokens) -> [Option<(char, Color32)>; 3] {
    let attachment = row.has_attachment == Some(true);
    [
        attachment.then_some((icons::ATTACHMENT, tokens.dim)),
        row.flags.has(Flag::Flagged).then_some((icons::FLAG, tokens.flag)),
        row.flags.has(Flag::Answered).then_some((icons::ANSWERED, tokens.dim)),
    ]
}

fn is_unread(row: &Row) -> bool {
    !row.flags.has(Flag::Seen) && !row.text.unreadable
}

fn sender_of(row: &Row) -> &str {
    let label = row.text.from.label();
    if label.is_empty() { "(no sender)" } else { label }
}

fn subject_of(row: &Row) -> &str {
    if row.text.subject.is_empty() { "(no subject)" } else { &row.text.subject }
}

/// "From, Subject, date", and what is true of the message.
pub fn name(row: &Row, clock: &Clock) -> String {
    if row.text.unreadable {
        return "(this row could not be read)".to_owned();
    }
    let date = list_date(clock, row.text.received_unix_secs);
    let mut name = format!("{}, {}, {date}", sender_of(row), subject_of(row));
    let extra = [
        (is_unread(row), ", unread"),
        (row.flags.has(Flag::Flagged), ", flagged"),
        (row.flags.has(Flag::Answered), ", answered"),
        (row.has_attachment == Some(true), ", has attachment"),
    ];
    for (is_so, words) in extra {
        if is_so {
            name.push_str(words);
        }
    }
    name
}

/// Role, name, place and state of a row, for screen readers and tests.
pub fn describe(response: &Response, name: impl Fn() -> String, place: Place) {
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ListItem, true, name()));
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_selected(place.selected);
        node.set_description(format!(
            "row {} of {}",
            grouped(u64::from(place.index) + 1),
            grouped(u64::from(place.of))
        ));
        node.set_position_in_set(place.index as usize + 1);
        node.set_size_of_set(place.of as usize);
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::Arc;

    use super::*;
    use crate::model::{Address, Flags, RowText};

    fn row(from: &str, subject: &str) -> Row {
        let from = Address { name: from.to_owned(), address: String::new() };
        let text = RowText { from, subject: subject.to_owned(), ..RowText::default() };
        Row {
            uid: NonZeroU32::new(1).unwrap(),
            flags: Flags::default(),
            has_attachment: None,
            text: Arc::new(text),
            preview: None,
            links: None,
        }
    }

    fn clock() -> Clock {
        Clock { now_unix_secs: 3_600, ..Clock::default() }
    }

    #[test]
    fn a_row_says_what_a_glance_would_tell() {
        let mut row = row("Mara Lindqvist", "Notes");
        row.has_attachment = Some(true);
        row.flags.set(Flag::Flagged, true);
        let said = name(&row, &clock());
        assert_eq!(said, "Mara Lindqvist, Notes, 00:00, unread, flagged, has attachment");
        row.flags = Flags::default().with(Flag::Seen);
        row.has_attachment = Some(false);
        assert_eq!(name(&row, &clock()), "Mara Lindqvist, Notes, 00:00");
    }

    #[test]
    fn missing_senders_and_subjects_have_words() {
        let row = row("", "");
        assert_eq!(name(&row, &clock()), "(no sender), (no subject), 00:00, unread");
    }
}
