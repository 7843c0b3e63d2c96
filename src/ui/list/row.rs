//! What a row of the list shows, in either density, and the comfortable one: three lines.

use egui::accesskit::Role;
use egui::{Color32, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Clock, ThreadMark, byte_size, grouped, list_date};
use crate::model::{Flag, Row};

use super::super::text::{self, Look};
use super::super::theme::{self, INTERFACE_PT, SECONDARY_PT, Tokens};
use super::super::{icons, scroll, tags, widgets};
use super::name;

/// Sender, subject and preview with the grid's air round them. Whole, so that rows stay on pixels.
pub const ROW_PT: f32 = 70.0;
/// Left edge of the words; the unread dot stands before them.
pub const LEFT_PT: f32 = 26.0;
pub const RIGHT_PT: f32 = 14.0;
pub const LINE_PT: f32 = 18.0;
const DOT_PT: f32 = 15.0;
/// Middle of the three lines.
const LINES_PT: [f32; 3] = [16.0, 34.0, 52.0];
/// A sign beside the date.
const SIGN_PT: f32 = 14.0;
/// How far an answer stands right of what it answers.
const INDENT_PT: f32 = 16.0;
/// Deeper answers stand under each other: their words need the room.
const MAX_LEVELS: u16 = 4;
/// A conversation's chip: as high as its line.
const CHIP_PT: f32 = 18.0;
const CHIP_TEXT_PT: f32 = 11.0;
const CHIP_PADDING_PT: f32 = 7.0;
const CHIP_ARROW_PT: f32 = 12.0;

/// One row and all that is painted of it.
pub struct Shown<'a> {
    pub row: &'a Row,
    pub mark: Option<ThreadMark>,
    pub date: String,
    /// The server has previews: a missing one is on its way.
    pub previews: bool,
    /// The row stands on a ground of its own: under the pointer, or chosen.
    pub lit: bool,
}

impl<'a> Shown<'a> {
    pub fn new(row: &'a Row, mark: Option<ThreadMark>, clock: &Clock, previews: bool) -> Self {
        let date = list_date(clock, row.text.received_unix_secs);
        Self { row, mark, date, previews, lit: false }
    }

    pub fn is_unread(&self) -> bool {
        !self.row.flags.has(Flag::Seen) && !self.row.text.unreadable
    }

    /// Something unread stands here, be it folded away.
    fn has_dot(&self) -> bool {
        self.is_unread() || self.folded().is_some_and(|mark| mark.unread > 0)
    }

    /// The conversation that this row stands for.
    pub fn head(&self) -> Option<ThreadMark> {
        self.mark.filter(|mark| mark.is_head && mark.count > 1)
    }

    /// The conversation that can be opened or closed here.
    pub fn foldable(&self) -> Option<ThreadMark> {
        self.head().filter(|mark| mark.can_fold)
    }

    /// The conversation whose other messages do not show.
    pub fn folded(&self) -> Option<ThreadMark> {
        self.foldable().filter(|mark| !mark.expanded)
    }

    pub fn indent_pt(&self) -> f32 {
        let level = self.mark.map_or(0, |mark| {
            let least = u16::from(!mark.is_head);
            mark.depth.clamp(least, MAX_LEVELS)
        });
        f32::from(level) * INDENT_PT
    }

    pub fn sender(&self) -> (&'a str, Weight) {
        let label = self.row.text.from.label();
        let words = if label.is_empty() { name::NO_SENDER } else { label };
        (words, if self.has_dot() { Weight::Strong } else { Weight::Medium })
    }

    pub fn subject(&self) -> (&'a str, Weight) {
        let subject = &self.row.text.subject;
        let look = if self.has_dot() { Weight::Strong } else { Weight::Regular };
        if subject.is_empty() { (name::NO_SUBJECT, Weight::Dim) } else { (subject, look) }
    }

    /// The third line: the preview, or where the server makes none, the size.
    fn third(&self) -> Option<String> {
        match &self.row.preview {
            Some(preview) => Some(preview.to_string()),
            None if self.previews => None,
            None => Some(byte_size(self.row.text.size_bytes)),
        }
    }

    /// From right to left, beside the date.
    pub fn signs(&self, tokens: &Tokens) -> impl Iterator<Item = (char, Color32)> {
        let flags = self.row.flags;
        let attachment = self.row.has_attachment == Some(true);
        [
            attachment.then_some((icons::ATTACHMENT, tokens.dim)),
            flags.has(Flag::Flagged).then_some((icons::FLAG, tokens.flag)),
            flags.has(Flag::Answered).then_some((icons::ANSWERED, tokens.dim)),
            flags.has(Flag::Forwarded).then_some((icons::FORWARDED, tokens.dim)),
        ]
        .into_iter()
        .flatten()
    }
}

/// How words of a row stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Strong,
    Medium,
    Regular,
    Dim,
}

impl Weight {
    pub fn look(self, tokens: &Tokens) -> Look {
        match self {
            Self::Strong => Look::new(theme::strong(INTERFACE_PT), tokens.text),
            Self::Medium => Look::new(theme::medium(INTERFACE_PT), tokens.text),
            Self::Regular => Look::new(theme::regular(INTERFACE_PT), tokens.text),
            Self::Dim => Look::new(theme::regular(INTERFACE_PT), tokens.dim),
        }
    }
}

/// Paints one message in three lines. Returns the conversation's button, where there is one.
pub fn paint(ui: &Ui, rect: Rect, shown: &Shown<'_>) -> Option<Response> {
    let tokens = theme::tokens(ui);
    let [first, second, third] = LINES_PT.map(|middle| line(rect, middle, shown.indent_pt()));
    if shown.row.text.unreadable {
        text::paint(ui, first, name::UNREADABLE, &Weight::Dim.look(tokens));
        return None;
    }
    dot(ui, rect, first.center().y, shown);
    indent_line(ui, rect, shown);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let date = text::paint_right(ui, first, &shown.date, &dim);
    let left = signs(ui, first.with_max_x(date.left() - 4.0), shown);
    let (sender, look) = shown.sender();
    let chip_pt = shown.head().map_or(0.0, |mark| chip_width_pt(ui, mark) + 8.0);
    let words = first.with_max_x(left - 8.0 - chip_pt);
    let sender = text::paint(ui, words, sender, &look.look(tokens));
    let (subject, look) = shown.subject();
    let second = second.with_max_x(tags::paint_right(ui, second, &shown.row.keywords));
    text::paint(ui, second, subject, &look.look(tokens));
    if let Some(words) = shown.third() {
        let look = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
        text::paint(ui, third, &words, &look);
    }
    let mark = shown.head()?;
    chip(ui, (sender.right() + 8.0, first.center().y), shown, mark)
}

/// The dot of what is unread.
pub fn dot(ui: &Ui, rect: Rect, middle: f32, shown: &Shown<'_>) {
    if shown.has_dot() {
        let centre = pos2(rect.left() + DOT_PT, middle);
        ui.painter().circle_filled(centre, 3.5, theme::tokens(ui).accent);
    }
}

/// The line along which the messages of one open conversation hang.
pub fn indent_line(ui: &Ui, rect: Rect, shown: &Shown<'_>) {
    let indent_pt = shown.indent_pt();
    if indent_pt > 0.0 {
        let x = rect.left() + LEFT_PT + indent_pt - 9.0;
        let line = Rect::from_min_max(pos2(x, rect.top()), pos2(x + 1.0, rect.bottom() - 1.0));
        ui.painter().rect_filled(line, 0.0, theme::tokens(ui).line);
    }
}

/// Signs against the right edge; returns where the room left of them ends.
pub fn signs(ui: &Ui, room: Rect, shown: &Shown<'_>) -> f32 {
    let mut left = room.right();
    for (sign, color) in shown.signs(theme::tokens(ui)) {
        left -= SIGN_PT;
        let place = Rect::from_min_size(pos2(left, room.top()), vec2(SIGN_PT, room.height()));
        let mut buffer = [0_u8; 4];
        let sign = sign.encode_utf8(&mut buffer);
        widgets::text_centred(ui, place, sign, &Look::new(theme::icons(SIGN_PT), color));
        left -= 4.0;
    }
    left
}

/// Width of a conversation's chip.
pub fn chip_width_pt(ui: &Ui, mark: ThreadMark) -> f32 {
    let look = Look::new(theme::medium(CHIP_TEXT_PT), theme::tokens(ui).dim);
    let words = text::one_line(ui, &grouped(u64::from(mark.count)), &look, f32::INFINITY);
    let arrow = if mark.can_fold { CHIP_ARROW_PT } else { 0.0 };
    (words.size().x + 2.0 * CHIP_PADDING_PT + arrow).ceil()
}

/// How many messages a conversation has; where it can be opened and closed, this is the button.
pub fn chip(
    ui: &Ui,
    (left, middle): (f32, f32),
    shown: &Shown<'_>,
    mark: ThreadMark,
) -> Option<Response> {
    let tokens = theme::tokens(ui);
    let size = vec2(chip_width_pt(ui, mark), CHIP_PT);
    let place = Rect::from_min_size(pos2(left.round(), (middle - CHIP_PT / 2.0).round()), size);
    let response = mark.can_fold.then(|| {
        let id = scroll::row_id(ui, ("conversation", shown.row.uid));
        // A finger and a hasty hand hit more than the chip.
        ui.interact(place.expand2(vec2(4.0, 3.0)), id, Sense::click())
    });
    let hovered = response.as_ref().is_some_and(Response::hovered);
    // On the ground of a row under the pointer a chip of its usual colour could not be seen.
    let fill = if shown.lit { tokens.line } else { tokens.chip };
    let color = if hovered { tokens.text } else { tokens.dim };
    ui.painter().rect_filled(place, CHIP_PT / 2.0, fill);
    let look = Look::new(theme::medium(CHIP_TEXT_PT), color);
    let words = place.with_min_x(place.left() + CHIP_PADDING_PT);
    text::paint(ui, words, &grouped(u64::from(mark.count)), &look);
    let response = response?;
    widgets::focus_ring(ui, place.expand(2.0), &response);
    let right = place.right() - CHIP_PADDING_PT + 3.0;
    let arrow = place.with_min_x(right - CHIP_ARROW_PT).with_max_x(right);
    let icon = if mark.expanded { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
    let mut buffer = [0_u8; 4];
    let icon = icon.encode_utf8(&mut buffer);
    widgets::text_centred(ui, arrow, icon, &Look::new(theme::icons(CHIP_ARROW_PT), color));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name::of_button(mark)));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_expanded(mark.expanded));
    Some(response)
}

/// Quiet bars of about a text's length, where a row is not there yet.
pub fn paint_placeholder(ui: &Ui, rect: Rect, index: u32) {
    let color = theme::tokens(ui).line;
    let room = rect.width() - LEFT_PT - RIGHT_PT;
    let bar = |middle: f32, share: f32| {
        let place = line(rect, middle, 0.0).shrink2(vec2(0.0, 5.0));
        ui.painter().rect_filled(place.with_max_x(place.left() + room * share), 3.0, color);
    };
    let [first, second, third] = LINES_PT;
    bar(first, 0.25 + part(index, 8) / 5.0);
    bar(second, 0.35 + part(index, 16) / 4.0);
    bar(third, 0.6 + part(index, 24) / 3.0);
}

/// From 0.0 to 1.0; differs from row to row and stays the same for each.
pub fn part(index: u32, salt: u32) -> f32 {
    ((index.wrapping_mul(2_654_435_761) >> (salt % 32)) % 100) as f32 / 100.0
}

fn line(rect: Rect, middle: f32, indent_pt: f32) -> Rect {
    let top = rect.top() + middle - LINE_PT / 2.0;
    let left = rect.left() + LEFT_PT + indent_pt;
    Rect::from_min_max(pos2(left, top), pos2(rect.right() - RIGHT_PT, top + LINE_PT))
}
