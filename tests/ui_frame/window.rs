//! Regions, rows, dividers, notices and the theme.

use egui::accesskit::Role;
use egui::{Modifiers, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, Notice, NoticeKind, PaneWidths, Scroll, State, ThemeChoice};
use mailpane::engine::Event;
use mailpane::model::{Failure, FailureKind, MailboxName};

use super::{WORK, open, reading, window};

#[test]
fn the_regions_have_the_names_that_people_find_them_by() {
    let harness = window(reading(84_210));
    for name in ["Folders", "Messages", "Message", "Status"] {
        let region = harness.get_by_role_and_label(Role::Region, name).rect();
        assert!(region.width() > 100.0 && region.height() > 20.0, "{name}: {region}");
    }
}

#[test]
fn a_new_user_is_invited_to_add_an_account() {
    let mut harness = window(State::default());
    harness.get_by_label("Add account").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["OpenAddAccount"]);
}

#[test]
fn accounts_that_cannot_be_read_are_not_taken_for_none() {
    let place = "/home/me/.config/mailpane/accounts.toml, line 4, key hots: ";
    let problem = format!("{place}This key is unknown in an account.");
    let harness = window(State { accounts_problem: Some(problem), ..State::default() });
    harness.get_by_label_contains(place);
    harness.get_by_label_contains("Correct the file");
    assert!(harness.query_by_label("Add account").is_none());
}

#[test]
fn a_click_on_a_row_selects_its_message() {
    let mut harness = window(reading(84_210));
    harness.get_by_label("GitHub, Review, 10:42").click();
    harness.run();
    let said = harness.state_mut().said();
    assert!(said.contains(&"SelectRow { index: 1 }".to_owned()), "{said:?}");
}

#[test]
fn a_screen_reader_can_read_and_press_a_row() {
    let mut harness = window(reading(84_210));
    let name = "Mara Lindqvist, Notes, 10:42, unread, flagged, has attachment";
    let node = harness.get_by_role_and_label(Role::ListItem, name);
    let description = node.accesskit_node().data().description().map(str::to_owned);
    assert_eq!(description.as_deref(), Some("row 1 of 84,210"));
    node.click_accesskit();
    harness.run();
    let said = harness.state_mut().said();
    assert!(said.contains(&"SelectRow { index: 0 }".to_owned()), "{said:?}");
}

#[test]
fn a_folder_that_cannot_be_opened_says_so_in_the_servers_words() {
    let mut state = reading(84_210);
    let failure = Failure::new(FailureKind::Refused, "The server refused.")
        .with_server_text(Some("Mailbox is locked".to_owned()));
    state.apply(Event::MailboxFailed { account: WORK, mailbox: MailboxName::inbox(), failure });
    let mut harness = window(state);
    harness.get_by_label_contains("The server says: “Mailbox is locked”");
    harness.get_by_label("Retry").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["RetryNow(AccountId(0))"]);
}

#[test]
fn an_empty_folder_says_that_it_is_empty() {
    let mut state = reading(84_210);
    open(&mut state, MailboxName::new(b"Sent"), 0);
    window(state).get_by_label("No messages in Sent");
}

#[test]
fn the_wheel_moves_ten_million_rows_by_what_it_turned() {
    let mut state = reading(10_000_000);
    state.update(Action::Scrolled(Scroll { top: 9_999_000, offset_pt: 0.0, visible: 10 }));
    let mut harness = window(state);
    harness.hover_at(pos2(400.0, 400.0));
    harness.run();
    let unit = egui::MouseWheelUnit::Point;
    harness.event(egui::Event::MouseWheel {
        unit,
        delta: vec2(0.0, -100.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(20);
    let scroll = harness.state().state.list.as_ref().unwrap().scroll;
    let moved = f64::from(scroll.top - 9_999_000) * 70.0 + scroll.offset_pt;
    assert!((moved - 100.0).abs() < 0.01, "{moved}");
    let rows = harness.get_all_by_role(Role::ListItem).count();
    assert!((10..13).contains(&rows), "{rows}");
}

#[test]
fn a_divider_that_was_dragged_is_remembered_once() {
    let mut harness = window(reading(84_210));
    // The harness leaves a margin of 8 points round the window.
    let divider = pos2(8.0 + 224.0, 500.0);
    harness.hover_at(divider);
    harness.run();
    harness.drag_at(divider);
    harness.run();
    for x in [240.0, 260.0, 308.0] {
        harness.hover_at(pos2(x, 500.0));
        harness.run();
    }
    assert!(harness.state_mut().said().is_empty(), "nothing while it is on its way");
    harness.drop_at(pos2(308.0, 500.0));
    harness.run();
    let said = harness.state_mut().said();
    let widths = PaneWidths { folders_pt: 300.0, messages_pt: 388.0 };
    assert_eq!(said, [format!("PanesResized({widths:?})")]);
}

#[test]
fn a_notice_marks_the_servers_words_and_can_be_closed() {
    let mut state = reading(84_210);
    state.notices.push(Notice {
        kind: NoticeKind::Warning,
        text: "The folder could not be renamed.".to_owned(),
        server_text: Some(("Work".to_owned(), "No such folder".to_owned())),
    });
    let mut harness = window(state);
    harness
        .get_by_label("The folder could not be renamed. The server of Work says: “No such folder”");
    harness.get_by_label("Close this notice").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["DismissNotice(0)"]);
}

#[test]
fn the_theme_button_goes_through_the_three_choices() {
    let names = [
        (ThemeChoice::System, "Theme follows the system. Use the light theme", "Light"),
        (ThemeChoice::Light, "Light theme. Use the dark theme", "Dark"),
        (ThemeChoice::Dark, "Dark theme. Follow the system's theme", "System"),
    ];
    for (theme, name, next) in names {
        let mut harness = window(State { theme, ..State::default() });
        harness.get_by_label(name).click();
        harness.run();
        assert_eq!(harness.state_mut().said(), [format!("ChooseTheme({next})")]);
    }
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let mut harness = window(reading(84_210));
    assert_eq!(harness.run(), 1, "one step, and nothing that wants another");
}
