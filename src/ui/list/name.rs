//! What a screen reader says of a row, and what it can do with it.

use egui::accesskit::{Action as Access, Role};
use egui::{Response, WidgetInfo};

use crate::app::{Action, ThreadMark, grouped};
use crate::model::Flag;

use super::super::tags;
use super::row::Shown;

pub const NO_SENDER: &str = "(no sender)";
pub const NO_SUBJECT: &str = "(no subject)";
pub const UNREADABLE: &str = "(this row could not be read)";

/// Where a row stands in the list.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// 0 is the top.
    pub index: u32,
    pub of: u32,
    pub selected: bool,
}

/// "From, Subject, date", and what is true of the message.
pub fn of(shown: &Shown<'_>) -> String {
    let row = shown.row;
    if row.text.unreadable {
        return UNREADABLE.to_owned();
    }
    let (sender, _) = shown.sender();
    let (subject, _) = shown.subject();
    let mut name = format!("{sender}, {subject}, {}", shown.date);
    let extra = [
        (shown.is_unread(), ", unread"),
        (row.flags.has(Flag::Flagged), ", flagged"),
        (row.flags.has(Flag::Answered), ", answered"),
        (row.flags.has(Flag::Forwarded), ", forwarded"),
        (row.has_attachment == Some(true), ", has attachment"),
    ];
    for (is_so, words) in extra {
        if is_so {
            name.push_str(words);
        }
    }
    name.push_str(&tags::in_words(row));
    if let Some(mark) = shown.head() {
        name.push_str(&format!(", conversation of {}", messages(mark.count)));
        if mark.unread > 0 && shown.folded().is_some() {
            name.push_str(&format!(", {} unread in it", grouped(u64::from(mark.unread))));
        }
    }
    name
}

/// The name of the button that opens or closes a conversation.
pub fn of_button(mark: ThreadMark) -> String {
    let verb = if mark.expanded { "Collapse" } else { "Expand" };
    format!("{verb} conversation, {}", messages(mark.count))
}

fn messages(count: u32) -> String {
    match count {
        1 => "1 message".to_owned(),
        many => format!("{} messages", grouped(u64::from(many))),
    }
}

/// Role, name, place and state of a row, for screen readers and tests.
pub fn describe(response: &Response, name: impl Fn() -> String, place: Place) {
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name()));
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

/// A row's level in its conversation, and whether that is open; a screen reader can open and close
/// it from here.
pub fn describe_thread(
    response: &Response,
    shown: &Shown<'_>,
    index: u32,
    actions: &mut Vec<Action>,
) {
    let Some(mark) = shown.mark else { return };
    let foldable = shown.foldable();
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_level(usize::from(mark.depth) + 1);
        if let Some(mark) = foldable {
            node.set_expanded(mark.expanded);
            node.add_action(if mark.expanded { Access::Collapse } else { Access::Expand });
        }
    });
    let Some(mark) = foldable else { return };
    let wish = if mark.expanded { Access::Collapse } else { Access::Expand };
    let asked = response.ctx.input(|input| input.has_accesskit_action_request(response.id, wish));
    if asked {
        actions.push(Action::ToggleThread { index });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::Arc;

    use super::*;
    use crate::app::Clock;
    use crate::model::{Address, Flags, Row, RowText};

    fn row(from: &str, subject: &str) -> Row {
        let from = Address { name: from.to_owned(), address: String::new() };
        let text = RowText { from, subject: subject.to_owned(), ..RowText::default() };
        Row {
            uid: NonZeroU32::new(1).unwrap(),
            flags: Flags::default(),
            keywords: Arc::default(),
            has_attachment: None,
            text: Arc::new(text),
            preview: None,
            links: None,
        }
    }

    fn name(row: &Row, mark: Option<ThreadMark>) -> String {
        let clock = Clock { now_unix_secs: 3_600, ..Clock::default() };
        of(&Shown::new(row, mark, &clock, false))
    }

    #[test]
    fn a_row_says_what_a_glance_would_tell() {
        let mut row = row("Mara Lindqvist", "Notes");
        row.has_attachment = Some(true);
        row.flags.set(Flag::Flagged, true);
        let said = name(&row, None);
        assert_eq!(said, "Mara Lindqvist, Notes, 00:00, unread, flagged, has attachment");
        row.flags = Flags::default().with(Flag::Seen);
        row.has_attachment = Some(false);
        assert_eq!(name(&row, None), "Mara Lindqvist, Notes, 00:00");
    }

    #[test]
    fn missing_senders_and_subjects_have_words() {
        assert_eq!(name(&row("", ""), None), "(no sender), (no subject), 00:00, unread");
    }

    #[test]
    fn a_folded_conversation_says_how_much_is_in_it() {
        let mut row = row("陈伟", "会议记录");
        row.flags = Flags::default().with(Flag::Seen);
        let mark =
            ThreadMark { count: 3, unread: 2, is_head: true, can_fold: true, ..Default::default() };
        let said = name(&row, Some(mark));
        assert_eq!(said, "陈伟, 会议记录, 00:00, conversation of 3 messages, 2 unread in it");
        assert_eq!(of_button(mark), "Expand conversation, 3 messages");
        let open = ThreadMark { expanded: true, ..mark };
        assert_eq!(of_button(open), "Collapse conversation, 3 messages");
        let alone = ThreadMark { count: 1, ..mark };
        assert_eq!(name(&row, Some(alone)), "陈伟, 会议记录, 00:00");
    }
}
