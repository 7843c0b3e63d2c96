//! The buttons and keys that act on messages.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, Pane, PaneWidths, Wish};
use mailpane::engine::Place;

use super::{Frame, click, letter, letters, live, press, said, window};

const NAMES: [&str; 5] = ["Mark read", "Flag", "Archive", "Move to", "Delete"];

/// The first letter is open.
fn reading_one() -> Frame {
    let mut state = letters(20);
    state.update(Action::SelectRow { index: 0 });
    window(state)
}

#[test]
fn the_bar_acts_on_the_open_message() {
    let mut frame = reading_one();
    for name in NAMES {
        click(&mut frame, name, Modifiers::NONE);
    }
    let said = said(&mut frame);
    let wishes: Vec<&Wish> = said
        .iter()
        .filter_map(|action| match action {
            Action::Act(Acting::At(Place::PANE), wish) => Some(wish),
            _ => None,
        })
        .collect();
    let wanted =
        [&Wish::Read(true), &Wish::Flagged(true), &Wish::Archive, &Wish::AskMoveTo, &Wish::Delete];
    assert_eq!(wishes, wanted, "{said:?}");
}

#[test]
fn what_is_wanted_seldom_is_in_the_menu() {
    let mut frame = reading_one();
    for (name, wish) in [
        ("Copy to", Wish::AskCopyTo),
        ("Junk", Wish::Junk),
        ("Delete for good", Wish::DeleteForGood),
    ] {
        click(&mut frame, "More", Modifiers::NONE);
        frame.get_by_role_and_label(Role::MenuItem, name).click();
        frame.run();
        let said = said(&mut frame);
        let acted = said.iter().any(
            |action| matches!(action, Action::Act(Acting::At(Place::PANE), it) if *it == wish),
        );
        assert!(acted, "{name}: {said:?}");
    }
}

#[test]
fn several_messages_have_the_same_buttons() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(0), Modifiers::NONE);
    click(&mut frame, &letter(4), Modifiers::SHIFT);
    frame.state_mut().live = false;
    for name in NAMES {
        click(&mut frame, name, Modifiers::NONE);
    }
    let mut acts = said(&mut frame);
    acts.retain(|action| !matches!(action, Action::FocusPane(_)));
    assert_eq!(acts.len(), 5, "{acts:?}");
    assert!(acts.iter().all(|action| matches!(action, Action::Act(Acting::List, _))), "{acts:?}");
}

#[test]
fn a_narrow_pane_shows_signs_with_the_same_names() {
    let mut state = letters(20);
    state.update(Action::SelectRow { index: 0 });
    state.panes = PaneWidths { messages_pt: 700.0, ..PaneWidths::default() };
    let frame = window(state);
    for name in NAMES {
        let rect = frame.get_by_role_and_label(Role::Button, name).rect();
        assert_eq!(rect.width(), 28.0, "{name}");
        assert!(rect.right() <= 1_280.0, "{name}");
    }
}

#[test]
fn a_control_that_can_do_nothing_says_why() {
    let mut state = letters(20);
    state.update(Action::SelectRow { index: 0 });
    state.look_only = true;
    let mut frame = window(state);
    let archive = frame.get_by_role_and_label(Role::Button, "Archive");
    assert!(archive.accesskit_node().is_disabled());
    archive.hover();
    frame.run_steps(8); // Until the hover text shows.
    frame.get_by_label("This account is for looking only.");
    click(&mut frame, "Archive", Modifiers::NONE);
    assert!(said(&mut frame).iter().all(|action| !matches!(action, Action::Act(..))));
}

#[test]
fn the_keys_do_what_the_buttons_do() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(2), Modifiers::NONE);
    frame.state_mut().live = false;
    for (modifiers, key) in [
        (Modifiers::NONE, Key::E),
        (Modifiers::NONE, Key::U),
        (Modifiers::NONE, Key::S),
        (Modifiers::NONE, Key::Delete),
        (Modifiers::SHIFT, Key::Delete),
        (Modifiers::NONE, Key::M),
        (Modifiers::COMMAND, Key::Z),
    ] {
        press(&mut frame, modifiers, key);
    }
    let acts = said(&mut frame);
    assert!(
        matches!(
            acts[..],
            [
                Action::Act(Acting::List, Wish::Archive),
                Action::Act(Acting::List, Wish::ToggleRead),
                Action::Act(Acting::List, Wish::ToggleFlagged),
                Action::Act(Acting::List, Wish::Delete),
                Action::Act(Acting::List, Wish::DeleteForGood),
                Action::Act(Acting::List, Wish::AskMoveTo),
                Action::Undo,
            ]
        ),
        "{acts:?}"
    );
}

#[test]
fn a_message_that_has_the_keyboard_is_the_one_that_goes() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(2), Modifiers::NONE);
    press(&mut frame, Modifiers::NONE, Key::Enter);
    frame.state_mut().live = false;
    press(&mut frame, Modifiers::NONE, Key::Delete);
    let acts = said(&mut frame);
    assert!(matches!(acts[..], [Action::Act(Acting::At(Place::PANE), Wish::Delete)]), "{acts:?}");
}

#[test]
fn in_the_tree_the_key_that_deletes_takes_no_message() {
    let mut state = letters(20);
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::FocusPane(Pane::Folders));
    let mut frame = window(state);
    press(&mut frame, Modifiers::NONE, Key::Delete);
    press(&mut frame, Modifiers::SHIFT, Key::Delete);
    assert!(said(&mut frame).iter().all(|action| !matches!(action, Action::Act(..))));
}

#[test]
fn the_letters_of_a_folder_that_is_looked_for_do_nothing_else() {
    let mut frame = live(letters(20));
    click(&mut frame, &letter(2), Modifiers::NONE);
    press(&mut frame, Modifiers::NONE, Key::M);
    frame.run();
    frame.state_mut().live = false;
    for (key, text) in [(Key::E, "e"), (Key::U, "u"), (Key::S, "s")] {
        frame.event(egui::Event::Text(text.to_owned()));
        press(&mut frame, Modifiers::NONE, key);
    }
    press(&mut frame, Modifiers::COMMAND, Key::A);
    press(&mut frame, Modifiers::NONE, Key::Delete);
    let acts = said(&mut frame);
    assert!(acts.is_empty(), "{acts:?}");
}
