//! Messages dragged from the list to a folder.

use egui::accesskit::Role;
use egui::{Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, Wish};
use mailpane::model::MailboxName;

use super::{Frame, click, letter, letters, live, said, window};

fn folder(frame: &Frame, name: &str) -> Pos2 {
    frame.get_by_role_and_label(Role::TreeItem, name).rect().center()
}

/// Presses a row, goes to a place by steps and lets go there with these keys held.
fn drag(frame: &mut Frame, row: &str, to: Pos2, modifiers: Modifiers) {
    let from = frame.get_by_label(row).rect().center();
    frame.hover_at(from);
    frame.run();
    frame.drag_at(from);
    frame.run();
    for part in [0.2, 0.6, 1.0] {
        frame.hover_at(from + (to - from) * part);
        frame.step();
    }
    let button = egui::PointerButton::Primary;
    let release = egui::Event::PointerButton { pos: to, button, pressed: false, modifiers };
    frame.event_modifiers(release, modifiers);
    frame.run();
}

fn wishes(frame: &mut Frame) -> Vec<Wish> {
    let wish = |action| match action {
        Action::Act(Acting::List, wish) => Some(wish),
        _ => None,
    };
    said(frame).into_iter().filter_map(wish).collect()
}

#[test]
fn a_row_let_go_over_a_folder_moves_there_and_with_ctrl_is_copied() {
    let mut state = letters(20);
    state.update(Action::SelectRow { index: 0 });
    let mut frame = window(state);
    let archive = folder(&frame, "Archive");
    drag(&mut frame, &letter(2), archive, Modifiers::NONE);
    let said = said(&mut frame);
    let to = MailboxName::new(b"Archive");
    let acted = said.iter().position(
        |action| matches!(action, Action::Act(Acting::List, Wish::MoveTo(name)) if *name == to),
    );
    let chosen = said.iter().position(|action| matches!(action, Action::SelectRow { index: 2 }));
    assert!(chosen.is_some() && chosen < acted, "the row is chosen first: {said:?}");
    drag(&mut frame, &letter(2), archive, Modifiers::COMMAND | Modifiers::CTRL);
    assert_eq!(wishes(&mut frame), [Wish::CopyTo(to)]);
}

#[test]
fn rows_that_are_chosen_go_together() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(1), Modifiers::NONE);
    click(&mut frame, &letter(3), Modifiers::SHIFT);
    frame.state_mut().live = false;
    let trash = folder(&frame, "Trash");
    drag(&mut frame, &letter(2), trash, Modifiers::NONE);
    let acts = said(&mut frame);
    assert!(matches!(acts[..], [Action::Act(Acting::List, Wish::MoveTo(_))]), "{acts:?}");
}

#[test]
fn what_cannot_take_them_does_not() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(2), Modifiers::NONE);
    frame.state_mut().live = false;
    for name in ["Projects", "Inbox, 20 unread"] {
        let place = folder(&frame, name);
        drag(&mut frame, &letter(2), place, Modifiers::NONE);
        assert!(wishes(&mut frame).is_empty(), "{name}");
    }
}

#[test]
fn a_click_is_no_drag() {
    let mut frame = window(letters(20));
    click(&mut frame, &letter(2), Modifiers::NONE);
    let name = letter(2);
    let node = frame.get_by_label(&name);
    assert!(node.accesskit_node().data().supports_action(egui::accesskit::Action::Click));
    assert!(said(&mut frame).iter().any(|action| matches!(action, Action::SelectRow { index: 2 })));
}
