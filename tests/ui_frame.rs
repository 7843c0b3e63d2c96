//! The frame of the window by accessible names: state in, actions out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::num::NonZeroU32;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use mailpane::app::{
    AccountView, Action, Dialog, Notice, NoticeKind, Pane, PaneWidths, Scroll, State, ThemeChoice,
};
use mailpane::engine::Event;
use mailpane::model::{
    Account, AccountId, Address, ConnectionInfo, ConnectionState, Failure, FailureKind, Flag,
    Flags, Mailbox, MailboxCounts, MailboxName, Row, RowText, Security, SpecialUse,
};
use mailpane::ui::{self, Drafts};

const WORK: AccountId = AccountId(0);

struct Window {
    state: State,
    drafts: Drafts,
    actions: Vec<Action>,
}

impl Window {
    /// The actions since the last call, printed: actions are not comparable.
    fn said(&mut self) -> Vec<String> {
        self.actions.drain(..).map(|action| format!("{action:?}")).collect()
    }
}

/// The window at the sketch's size, painted twice, its first actions dropped.
fn window(state: State) -> Harness<'static, Window> {
    let window = Window { state, drafts: Drafts::default(), actions: Vec::new() };
    let mut harness = Harness::builder()
        .with_size(vec2(1_280.0, 800.0))
        .with_context_setup(ui::install)
        .build_ui_state(
            |ui, window: &mut Window| {
                let before = window.actions.len();
                ui::window_ui(ui, &window.state, &mut window.drafts, &mut window.actions);
                // As the shell: what the view reports of itself is applied at once.
                for action in &window.actions[before..] {
                    if let Action::Scrolled(scroll) = action {
                        window.state.update(Action::Scrolled(*scroll));
                    }
                }
            },
            window,
        );
    harness.run();
    harness.state_mut().actions.clear();
    harness
}

fn mailbox(path: &str, special_use: Option<SpecialUse>, unseen: u32) -> Mailbox {
    Mailbox {
        name: MailboxName::new(path.as_bytes()),
        full_name: path.to_owned(),
        path: path.split('/').map(str::to_owned).collect(),
        delimiter: Some('/'),
        selectable: true,
        subscribed: true,
        no_inferiors: false,
        special_use,
        counts: Some(MailboxCounts { messages: 50, unseen, ..MailboxCounts::default() }),
    }
}

fn row(uid: u32, from: &str, subject: &str, flags: Flags) -> Row {
    let from = Address { name: from.to_owned(), address: String::new() };
    let text = RowText {
        from,
        subject: subject.to_owned(),
        received_unix_secs: 1_795_430_520,
        size_bytes: 9_000,
        unreadable: false,
    };
    Row {
        uid: NonZeroU32::new(uid).unwrap(),
        flags,
        has_attachment: Some(uid == 1),
        text: Arc::new(text),
    }
}

/// One account, connected, its inbox open with `exists` messages, the two newest loaded.
fn reading(exists: u32) -> State {
    let mut state = State::default();
    state.clock.now_unix_secs = 1_795_435_200;
    let account = Account::new("Work", "mara@example.org", "imap.example.org", Security::Tls);
    let mut view = AccountView::new(WORK, account);
    view.connection = ConnectionState::Ready(Arc::new(ConnectionInfo::default()));
    let mut projects = mailbox("Projects", None, 0);
    projects.selectable = false;
    view.mailboxes = Some(
        vec![
            mailbox("INBOX", Some(SpecialUse::Inbox), 12),
            mailbox("Sent", Some(SpecialUse::Sent), 0),
            projects,
            mailbox("Projects/Tender", None, 3),
        ]
        .into(),
    );
    state.accounts.push(view);
    open(&mut state, MailboxName::inbox(), exists);
    let rows = vec![
        (exists, row(1, "Mara Lindqvist", "Notes", Flags::default().with(Flag::Flagged))),
        (exists - 1, row(2, "GitHub", "Review", Flags::default().with(Flag::Seen))),
    ];
    state.apply(Event::RowsLoaded { account: WORK, mailbox: MailboxName::inbox(), rows });
    state
}

fn open(state: &mut State, mailbox: MailboxName, exists: u32) {
    state.update(Action::SelectMailbox { account: WORK, mailbox: mailbox.clone() });
    state.apply(Event::MailboxOpened {
        account: WORK,
        mailbox,
        exists,
        uid_validity: NonZeroU32::MIN,
        read_only: false,
        page_follows: true,
    });
}

#[test]
fn the_regions_have_the_names_that_people_find_them_by() {
    let harness = window(reading(84_210));
    for name in ["Folders", "Messages", "Message", "Status"] {
        harness.get_by_role_and_label(Role::Region, name);
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
fn a_folder_says_its_unread_count_and_opens() {
    let mut harness = window(reading(84_210));
    harness.get_by_role_and_label(Role::TreeItem, "Inbox, 12 unread");
    harness.get_by_label("Tender, 3 unread").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("SelectMailbox { account: AccountId(0)"), "{said:?}");
}

#[test]
fn a_folder_that_holds_no_messages_opens_its_branch_instead() {
    let mut harness = window(reading(84_210));
    harness.get_by_role_and_label(Role::TreeItem, "Projects").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, [r#"ToggleBranch { account: AccountId(0), path: ["Projects"] }"#]);
    harness.get_by_label("Close Projects").click();
    harness.run();
    assert_eq!(harness.state_mut().said().len(), 1);
}

#[test]
fn the_inbox_cannot_be_renamed_or_deleted_and_other_folders_can() {
    let mut harness = window(reading(84_210));
    for name in ["Rename folder", "Delete folder"] {
        assert!(harness.get_by_label(name).accesskit_node().is_disabled(), "{name}");
    }
    open(&mut harness.state_mut().state, MailboxName::new(b"Sent"), 5);
    harness.run();
    harness.get_by_label("Rename folder").click();
    harness.run();
    harness.get_by_label("Delete folder").click();
    harness.run();
    harness.get_by_label("New folder").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, ["OpenRenameFolder", "OpenDeleteFolder", "OpenNewFolder"]);
}

#[test]
fn a_look_only_account_offers_no_change() {
    let mut state = reading(84_210);
    state.accounts[0].account.look_only = true;
    open(&mut state, MailboxName::new(b"Sent"), 5);
    let mut harness = window(state);
    for name in ["New folder", "Rename folder", "Delete folder"] {
        assert!(harness.get_by_label(name).accesskit_node().is_disabled(), "{name}");
    }
    harness.key_press(Key::F2);
    harness.run();
    assert!(harness.state_mut().said().is_empty());
}

#[test]
fn a_failed_account_says_why_and_can_be_tried_again() {
    let mut state = reading(84_210);
    let failure = Failure::new(FailureKind::Timeout, "The server did not answer.");
    state.accounts[0].connection = ConnectionState::Failed { failure, retry_in_secs: Some(8) };
    let mut harness = window(state);
    harness.get_by_label("The server did not answer. Trying again soon.");
    harness.get_by_label("Retry").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["RetryNow(AccountId(0))"]);
}

#[test]
fn a_missing_password_has_a_link_to_type_it() {
    let mut state = reading(84_210);
    state.accounts[0].connection = ConnectionState::NeedsSecret { failure: None };
    let mut harness = window(state);
    harness.get_by_label("Type password").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["RetryNow(AccountId(0))"]);
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
fn the_keys_do_what_the_buttons_do() {
    let mut harness = window(reading(84_210));
    let keys = [Key::J, Key::K, Key::ArrowDown, Key::U, Key::S, Key::N, Key::F5, Key::F6, Key::End];
    for key in keys {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(
        harness.state_mut().said(),
        [
            "MoveSelection { by: 1 }",
            "MoveSelection { by: -1 }",
            "MoveSelection { by: 1 }",
            "ToggleFlag(Seen)",
            "ToggleFlag(Flagged)",
            "NextUnread",
            "Refresh",
            "NextPane",
            "SelectLast",
        ]
    );
    open(&mut harness.state_mut().state, MailboxName::new(b"Sent"), 5);
    harness.run();
    harness.key_press(Key::F2);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    let said = harness.state_mut().said();
    assert!(said.ends_with(&["OpenRenameFolder".to_owned(), "OpenNewFolder".to_owned()]));
}

#[test]
fn the_keys_are_still_while_a_dialog_is_open() {
    let mut state = reading(84_210);
    state.dialog = Some(Dialog::AddAccount { trying: None, failure: None });
    let mut harness = window(state);
    for key in [Key::J, Key::U, Key::S, Key::ArrowDown, Key::F5] {
        harness.key_press(key);
        harness.run();
    }
    let said = harness.state_mut().said();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn arrows_walk_through_the_folders_and_only_enter_opens() {
    let mut state = reading(84_210);
    state.focus = Pane::Folders;
    let mut harness = window(state);
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert!(harness.state_mut().said().is_empty());
    harness.key_press(Key::Enter);
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("SelectMailbox"), "{said:?}");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, [r#"ToggleBranch { account: AccountId(0), path: ["Projects"] }"#]);
}

#[test]
fn the_wheel_moves_ten_million_rows_by_what_it_turned() {
    let mut state = reading(10_000_000);
    state.update(Action::Scrolled(Scroll { top: 9_999_000, offset_pt: 0.0, visible: 13 }));
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
    let moved = f64::from(scroll.top - 9_999_000) * 56.0 + scroll.offset_pt;
    assert!((moved - 100.0).abs() < 0.01, "{moved}");
    let rows = harness.get_all_by_role(Role::ListItem).count();
    assert!((12..16).contains(&rows), "{rows}");
}

#[test]
fn two_hundred_thousand_folders_lay_out_one_screen() {
    let mut state = reading(84_210);
    state.accounts[0].mailboxes =
        Some((0..200_000).map(|n| mailbox(&format!("Folder {n}"), None, 0)).collect());
    let harness = window(state);
    let items = harness.get_all_by_role(Role::TreeItem).count();
    assert!((20..40).contains(&items), "{items}");
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
        server_text: Some(("imap.example.org".to_owned(), "No such folder".to_owned())),
    });
    let mut harness = window(state);
    harness
        .get_by_label("The folder could not be renamed. imap.example.org says: “No such folder”");
    harness.get_by_label("Close this notice").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["DismissNotice(0)"]);
}

#[test]
fn the_switch_for_all_folders_is_there_only_where_it_does_something() {
    let mut state = reading(84_210);
    assert!(window(reading(84_210)).query_by_label("Show all folders").is_none());
    let mut old = mailbox("Old", None, 0);
    old.subscribed = false;
    state.accounts[0].mailboxes = Some(vec![mailbox("INBOX", None, 0), old].into());
    let mut harness = window(state);
    harness.get_by_label("Show all folders").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["ShowAllFolders(true)"]);
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
