//! Tags: beside subjects, under a message's head, and in the menu.

use std::num::NonZeroU32;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, State, Wish};
use mailpane::engine::{Event, Place};
use mailpane::model::{Flags, Keyword, MailboxName};

use super::{Frame, WORK, click, letters, press, said, window};

/// The first letter is important, goes with others under a word of one's own, and was marked by a
/// program.
fn tagged() -> State {
    let mut state = letters(20);
    let keywords = ["$label1", "travel", "$NotJunk"].iter().filter_map(|word| Keyword::new(word));
    state.apply(Event::FlagsChanged {
        account: WORK,
        mailbox: MailboxName::inbox(),
        seq: 20,
        uid: NonZeroU32::new(1_000),
        flags: Flags::default(),
        keywords: keywords.collect(),
    });
    state.update(Action::SelectRow { index: 0 });
    state
}

fn open_tags(frame: &mut Frame) {
    click(frame, "More", Modifiers::NONE);
    frame.get_by_role_and_label(Role::MenuItem, "Tags").click();
    frame.run();
}

fn is_on(frame: &Frame, name: &str) -> bool {
    let node = frame.get_by_role_and_label(Role::MenuItemCheckBox, name);
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn tags_are_said_with_the_row_and_shown_with_the_message() {
    let frame = window(tagged());
    frame.get_by_label("Mara, Letter 0, 10:42, unread, tagged Important, travel");
    frame.get_by_label("Tag: Important");
    frame.get_by_label("Tag: travel");
    assert!(frame.query_by_label_contains("NotJunk").is_none());
}

#[test]
fn a_tag_is_taken_and_given_in_the_menu() {
    let mut frame = window(tagged());
    open_tags(&mut frame);
    assert!(is_on(&frame, "Important") && !is_on(&frame, "To Do"));
    for name in ["Important", "To Do"] {
        frame.get_by_role_and_label(Role::MenuItemCheckBox, name).click();
        frame.run();
    }
    let acts = said(&mut frame);
    let wishes: Vec<(&str, bool)> = acts
        .iter()
        .filter_map(|action| match action {
            Action::Act(Acting::At(Place::PANE), Wish::Keyword { keyword, on }) => {
                Some((keyword.as_str(), *on))
            }
            _ => None,
        })
        .collect();
    assert_eq!(wishes, [("$label1", false), ("$label4", true)]);
}

#[test]
fn a_new_tag_is_typed() {
    let mut frame = window(tagged());
    open_tags(&mut frame);
    let field = |frame: &Frame| {
        let is_field = |node: &egui_kittest::Node<'_>| {
            egui::accessibility::is_input(node.accesskit_node().role())
        };
        frame.get_all_by_label("New tag").find(is_field).expect("a field").rect().center()
    };
    let at = field(&frame);
    frame.hover_at(at);
    frame.drag_at(at);
    frame.drop_at(at);
    frame.run();
    frame.event(egui::Event::Text("bad(tag".to_owned()));
    frame.run();
    frame.get_by_label_contains("without brackets");
    for _ in 0..4 {
        press(&mut frame, Modifiers::NONE, Key::Backspace);
    }
    frame.event(egui::Event::Text(" idea".to_owned()));
    frame.run();
    press(&mut frame, Modifiers::NONE, Key::Enter);
    let acts = said(&mut frame);
    let given = acts.iter().any(|action| {
        matches!(action, Action::Act(_, Wish::Keyword { keyword, on: true })
            if keyword.as_str() == "bad_idea")
    });
    assert!(given, "{acts:?}");
}

#[test]
fn a_folder_that_takes_no_new_tags_offers_none() {
    let mut state = tagged();
    if let Some(list) = &mut state.list {
        list.new_keywords = false;
    }
    let mut frame = window(state);
    open_tags(&mut frame);
    assert!(frame.query_by_label("New tag").is_none());
    frame.get_by_label("This folder takes no other tags.");
}
