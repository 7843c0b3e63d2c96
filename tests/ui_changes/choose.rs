//! Which rows are chosen, by mouse, keys and screen reader.

use egui::accesskit::{Action as Access, ActionData, ActionRequest, Role};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, Choose, Wish};

use super::{Frame, click, letter, letters, live, press, said, window};

fn chosen(frame: &Frame) -> Vec<String> {
    let rows = frame.get_all_by_role(Role::ListItem);
    rows.filter(|row| row.accesskit_node().data().is_selected() == Some(true))
        .map(|row| row.accesskit_node().label().unwrap_or_default())
        .collect()
}

fn request(frame: &Frame, line: u32, action: Access, data: Option<ActionData>) {
    let name = letter(line);
    let node = frame.get_by_label(&name);
    let (target_node, target_tree) = node.accesskit_node().locate();
    let request = ActionRequest { action, target_tree, target_node, data };
    frame.event(egui::Event::AccessKitActionRequest(request));
}

#[test]
fn a_click_chooses_one_with_ctrl_one_more_and_with_shift_all_up_to_it() {
    let mut frame = window(letters(20));
    click(&mut frame, &letter(1), Modifiers::NONE);
    click(&mut frame, &letter(3), Modifiers::COMMAND);
    click(&mut frame, &letter(5), Modifiers::SHIFT);
    let said = said(&mut frame);
    let chose: Vec<_> =
        said.iter().filter(|action| !matches!(action, Action::FocusPane(_))).collect();
    assert!(
        matches!(
            chose[..],
            [
                Action::SelectRow { index: 1 },
                Action::Choose(Choose::Toggle { index: 3 }),
                Action::Choose(Choose::Through { index: 5 }),
            ]
        ),
        "{said:?}"
    );
}

#[test]
fn a_double_click_opens_the_message_in_a_window() {
    let mut frame = window(letters(20));
    // The window of a test passes a quarter of a second with each event.
    frame.ctx.options_mut(|options| options.input_options.max_double_click_delay = 60.0);
    click(&mut frame, &letter(2), Modifiers::NONE);
    assert!(!said(&mut frame).iter().any(|action| matches!(action, Action::OpenSelectedInWindow)));
    click(&mut frame, &letter(2), Modifiers::NONE);
    let said = said(&mut frame);
    assert!(said.iter().any(|action| matches!(action, Action::OpenSelectedInWindow)), "{said:?}");
}

#[test]
fn chosen_rows_are_told_and_their_number_stands_where_the_message_was() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(1), Modifiers::NONE);
    assert_eq!(chosen(&frame), [letter(1)]);
    click(&mut frame, &letter(3), Modifiers::SHIFT);
    assert_eq!(chosen(&frame), [letter(1), letter(2), letter(3)]);
    frame.get_by_role_and_label(Role::Status, "3 messages chosen");
    click(&mut frame, &letter(2), Modifiers::COMMAND);
    assert_eq!(chosen(&frame), [letter(1), letter(3)]);
    frame.get_by_label("2 messages chosen");
    click(&mut frame, &letter(7), Modifiers::NONE);
    assert_eq!(chosen(&frame), [letter(7)]);
    assert!(frame.query_by_label_contains("chosen").is_none());
}

#[test]
fn the_list_says_that_several_can_be_chosen() {
    let frame = window(letters(20));
    let list = frame.get_by_role_and_label(Role::ListBox, "Message list");
    assert!(list.accesskit_node().data().is_multiselectable());
}

#[test]
fn the_keys_choose_a_range_all_of_them_one_more_and_one_again() {
    let mut frame = live(letters(20));
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp] {
        press(&mut frame, Modifiers::SHIFT, key);
    }
    assert_eq!(chosen(&frame).len(), 2);
    press(&mut frame, Modifiers::SHIFT, Key::PageDown);
    assert!(chosen(&frame).len() > 5, "a screen more");
    press(&mut frame, Modifiers::COMMAND, Key::A);
    frame.get_by_label("20 messages chosen");
    press(&mut frame, Modifiers::COMMAND, Key::Space);
    frame.get_by_label("19 messages chosen");
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert_eq!(chosen(&frame).len(), 1);
    assert!(frame.query_by_label_contains("chosen").is_none());
}

#[test]
fn separate_rows_are_chosen_by_keys_alone() {
    let mut frame = live(letters(20));
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    for key in [Key::ArrowDown, Key::ArrowDown] {
        press(&mut frame, Modifiers::COMMAND, key);
    }
    assert_eq!(chosen(&frame), [letter(0)], "the cursor goes on, the choice stays");
    press(&mut frame, Modifiers::COMMAND, Key::Space);
    press(&mut frame, Modifiers::COMMAND, Key::End);
    press(&mut frame, Modifiers::COMMAND, Key::ArrowUp);
    press(&mut frame, Modifiers::COMMAND, Key::Space);
    assert_eq!(chosen(&frame), [letter(18)], "the others are far above the view");
    frame.get_by_label("3 messages chosen");
    press(&mut frame, Modifiers::COMMAND, Key::Home);
    press(&mut frame, Modifiers::COMMAND, Key::Space);
    assert_eq!(chosen(&frame), [letter(2)], "and taken out again");
    frame.get_by_label("2 messages chosen");
}

#[test]
fn shift_and_an_end_go_to_the_end() {
    let mut frame = window(letters(20));
    press(&mut frame, Modifiers::SHIFT, Key::End);
    press(&mut frame, Modifiers::SHIFT, Key::Home);
    let said = said(&mut frame);
    assert!(
        matches!(
            said[..],
            [
                Action::Choose(Choose::Through { index: 19 }),
                Action::Choose(Choose::Through { index: 0 }),
            ]
        ),
        "{said:?}"
    );
}

#[test]
fn a_screen_reader_adds_a_row_to_the_choice_and_opens_its_menu() {
    let mut frame = window(letters(20));
    request(&frame, 4, Access::CustomAction, Some(ActionData::CustomAction(1)));
    frame.run();
    let toggled = said(&mut frame);
    assert!(matches!(toggled[..], [Action::Choose(Choose::Toggle { index: 4 })]), "{toggled:?}");
    request(&frame, 4, Access::ShowContextMenu, None);
    frame.run();
    frame.get_by_role_and_label(Role::MenuItem, "Archive");
}

#[test]
fn the_menu_of_a_row_acts_on_the_choice_it_is_in_and_else_on_the_row() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(1), Modifiers::NONE);
    click(&mut frame, &letter(3), Modifiers::SHIFT);
    frame.get_by_label(&letter(2)).click_secondary();
    frame.run();
    assert_eq!(chosen(&frame).len(), 3);
    for name in ["Mark read", "Flag", "Archive", "Move to", "Copy to", "Junk", "Tags"] {
        assert!(frame.query_all_by_label(name).count() > 0, "{name}");
    }
    frame.state_mut().live = false;
    frame.get_by_role_and_label(Role::MenuItem, "Archive").click();
    frame.run();
    let acted = said(&mut frame);
    assert!(matches!(acted[..], [Action::Act(Acting::List, Wish::Archive)]), "{acted:?}");
    assert!(frame.query_by_role_and_label(Role::MenuItem, "Archive").is_none(), "it has closed");
    frame.state_mut().live = true;
    frame.get_by_label(&letter(8)).click_secondary();
    frame.run();
    assert_eq!(chosen(&frame), [letter(8)]);
}

#[test]
fn the_menu_key_opens_the_menu_of_the_row_under_the_cursor() {
    let mut frame = live(letters(60));
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    press(&mut frame, Modifiers::SHIFT, Key::F10);
    frame.get_by_role_and_label(Role::MenuItem, "Delete for good");
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert!(frame.query_by_role_and_label(Role::MenuItem, "Delete for good").is_none());
}
