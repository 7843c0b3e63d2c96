//! The list: names, order, conversations, densities, days, and the place of the view.

use std::num::NonZeroU32;
use std::sync::Arc;

use egui::accesskit::{Action as Access, ActionRequest, Role, SortDirection};
use egui::{Key, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use mailpane::app::{Action, ColumnKind, Columns, Density, PaneWidths, State};
use mailpane::engine::{Details, Event, Unavailable};
use mailpane::model::{
    ConnectionInfo, ConnectionState, Flag, Flags, MailboxName, Order, Part, PartId, Row, RowText,
    SortKey, ThreadNode,
};

use super::{WORK, Window, reading, row, window};

const DAY_SECS: i64 = 86_400;
/// 23 November 2026, 10:42 UTC, a Monday: the day of [`reading`]'s clock.
const TODAY: i64 = 1_795_430_520;

fn dated(mut row: Row, received_unix_secs: i64) -> Row {
    row.text = Arc::new(RowText { received_unix_secs, ..(*row.text).clone() });
    row
}

/// As many read messages as there are days given, the newest first, each so many days old.
fn aged(days_ago: &[i64]) -> State {
    let exists = days_ago.len() as u32;
    let mut state = reading(exists);
    let rows = days_ago.iter().zip(0_u32..).map(|(days, index)| {
        let row = row(100 + index, "Mara", &format!("Letter {index}"), seen());
        (exists - index, dated(row, TODAY - days * DAY_SECS))
    });
    let rows = rows.collect();
    state.apply(Event::RowsLoaded { account: WORK, mailbox: MailboxName::inbox(), rows });
    state
}

fn text_part() -> Part {
    Part { size_bytes: 100, ..Part::new(PartId(vec![1]), "text/plain") }
}

fn seen() -> Flags {
    Flags::default().with(Flag::Seen)
}

/// Five messages; the newest, the third and the last are one conversation.
fn threaded() -> State {
    let mut state = aged(&[0, 0, 0, 0, 0]);
    state.accounts[0].connection = ConnectionState::Ready(Arc::new(ConnectionInfo {
        capabilities: vec!["IMAP4REV1".to_owned(), "THREAD=REFERENCES".to_owned()],
        ..ConnectionInfo::default()
    }));
    state.update(Action::ToggleThreads);
    let node = |seq, depth| ThreadNode { seq, depth };
    let nodes = Arc::from([node(1, 0), node(3, 1), node(5, 2), node(2, 0), node(4, 0)]);
    state.apply(Event::ThreadsLoaded { account: WORK, mailbox: MailboxName::inbox(), nodes });
    state
}

/// A window that does what the view asks for.
fn live(state: State) -> Harness<'static, Window> {
    let mut harness = window(state);
    harness.state_mut().live = true;
    harness
}

fn request(harness: &Harness<'static, Window>, node: &Node<'_>, action: Access) {
    let (target_node, target_tree) = node.accesskit_node().locate();
    let request = ActionRequest { action, target_tree, target_node, data: None };
    harness.event(egui::Event::AccessKitActionRequest(request));
}

fn labels(harness: &Harness<'static, Window>, role: Role) -> Vec<String> {
    harness
        .get_all_by_role(role)
        .map(|node| node.accesskit_node().label().unwrap_or_default())
        .collect()
}

#[test]
fn a_row_in_three_lines_is_one_name_and_its_preview_is_not_said() {
    let mut state = reading(84_210);
    state.apply(Event::DetailsLoaded {
        account: WORK,
        mailbox: MailboxName::inbox(),
        details: vec![Details {
            seq: 84_209,
            uid: NonZeroU32::new(2).unwrap(),
            part: Arc::new(text_part()),
            has_attachment: true,
            preview: Some("Bound literals before they are read".into()),
        }],
    });
    let harness = window(state);
    let node = harness.get_by_label("GitHub, Review, 10:42, has attachment");
    assert_eq!(node.rect().height(), 70.0);
}

#[test]
fn a_click_on_a_columns_title_sorts_and_the_title_says_which_way() {
    let mut state = reading(84_210);
    state.update(Action::SetDensity(Density::Compact));
    let mut harness = window(state);
    let by_date = harness.get_by_role_and_label(Role::ColumnHeader, "Sort by date");
    let direction = by_date.accesskit_node().data().sort_direction();
    assert_eq!(direction, Some(SortDirection::Descending), "arrival is an order by time");
    harness.get_by_role_and_label(Role::ColumnHeader, "Sort by sender").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["SortBy(Sender)"]);
    let row = harness.get_by_label("GitHub, Review, 10:42");
    assert_eq!(row.rect().height(), 26.0);
}

#[test]
fn an_edge_of_a_column_that_was_dragged_is_remembered_once() {
    let mut state = reading(84_210);
    state.update(Action::SetDensity(Density::Compact));
    state.panes = PaneWidths { messages_pt: 700.0, ..PaneWidths::default() };
    let mut harness = window(state);
    let title = harness.get_by_label("Sort by sender").rect();
    let edge = pos2(title.right() + 6.0, title.center().y);
    harness.hover_at(edge);
    harness.run();
    harness.drag_at(edge);
    harness.run();
    for step in [10.0, 20.0, 40.0] {
        harness.hover_at(pos2(edge.x + step, edge.y));
        harness.run();
    }
    assert!(harness.state_mut().said().is_empty(), "nothing while it is on its way");
    harness.drop_at(pos2(edge.x + 40.0, edge.y));
    harness.run();
    let wider = Columns::default().resized(ColumnKind::Sender, title.width() + 40.0);
    assert_eq!(harness.state_mut().said(), [format!("ColumnsChanged({wider:?})")]);
}

#[test]
fn columns_are_chosen_from_a_menu() {
    let mut state = reading(84_210);
    state.update(Action::SetDensity(Density::Compact));
    let mut harness = window(state);
    harness.get_by_label("Choose columns").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItemRadio, "Size").click();
    harness.run();
    let without = Columns::default().with_shown(ColumnKind::Size, false);
    assert_eq!(harness.state_mut().said(), [format!("ColumnsChanged({without:?})")]);
}

#[test]
fn the_order_is_chosen_from_the_chip_that_says_it() {
    let mut harness = window(reading(84_210));
    harness.get_by_label("Order: Newest").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItemRadio, "Sender").click();
    harness.run();
    let order = Order { key: SortKey::Sender, descending: false };
    assert_eq!(harness.state_mut().said(), [format!("SetOrder({order:?})")]);
    harness.get_by_label("Order: Newest").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItemRadio, "Oldest first").click();
    harness.run();
    let order = Order { key: SortKey::Arrival, descending: false };
    assert_eq!(harness.state_mut().said(), [format!("SetOrder({order:?})")]);
}

#[test]
fn a_server_that_cannot_sort_is_told_of_in_a_line() {
    let mut state = reading(84_210);
    let order = Order { key: SortKey::Sender, descending: false };
    state.update(Action::SetOrder(order));
    let too_large = Unavailable::TooLarge { estimated_bytes: 600_000 };
    state.apply(Event::OrderUnavailable {
        account: WORK,
        mailbox: MailboxName::inbox(),
        order,
        reason: too_large,
    });
    let mut harness = window(state);
    harness.get_by_label_contains("600 kB");
    harness.get_by_label("Sort anyway").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["SortAnyway"]);
}

#[test]
fn the_switches_say_what_they_are() {
    let mut harness = window(reading(84_210));
    harness.get_by_label("Threads").click();
    harness.run();
    harness.get_by_label("Compact list").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["ToggleThreads", "SetDensity(Compact)"]);
    harness.state_mut().state.update(Action::SetDensity(Density::Compact));
    harness.run();
    harness.state_mut().actions.clear();
    harness.get_by_label("Comfortable list").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["SetDensity(Comfortable)"]);
}

#[test]
fn a_narrow_list_keeps_everything_in_one_menu() {
    let mut state = reading(84_210);
    state.panes = PaneWidths { messages_pt: 240.0, ..PaneWidths::default() };
    let mut harness = window(state);
    assert!(harness.query_by_label("Compact list").is_none());
    harness.get_by_label("Order: Newest").click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItemRadio, "Compact").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["SetDensity(Compact)"]);
}

#[test]
fn a_folded_conversation_opens_by_its_button_by_a_screen_reader_and_by_keys() {
    let mut harness = window(threaded());
    let name = "Mara, Letter 0, 10:42, conversation of 3 messages";
    let head = harness.get_by_role_and_label(Role::ListItem, name);
    assert_eq!(head.accesskit_node().data().is_expanded(), Some(false));
    request(&harness, &head, Access::Expand);
    harness.run();
    harness.get_by_label("Expand conversation, 3 messages").click();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    let said = harness.state_mut().said();
    let toggle = "ToggleThread { index: 0 }";
    assert_eq!(said, [toggle, toggle, "ExpandThread", "CollapseThread"]);
}

#[test]
fn an_open_conversation_shows_its_messages_with_their_levels() {
    let mut harness = live(threaded());
    assert_eq!(labels(&harness, Role::ListItem).len(), 3);
    harness.get_by_label("Expand conversation, 3 messages").click();
    harness.run();
    let rows = harness.get_all_by_role(Role::ListItem);
    let levels: Vec<_> = rows.map(|node| node.accesskit_node().data().level()).collect();
    assert_eq!(levels, [Some(1), Some(2), Some(3), None, None]);
    harness.get_by_label("Collapse conversation, 3 messages").click();
    harness.run();
    assert_eq!(labels(&harness, Role::ListItem).len(), 3);
}

#[test]
fn days_stand_between_the_rows_and_cannot_be_chosen() {
    let harness = window(aged(&[0, 0, 1, 30, 30]));
    let days = labels(&harness, Role::Heading);
    assert_eq!(days, ["Inbox, 12 unread of 5", "Today", "Yesterday", "October"]);
    for day in ["Today", "Yesterday", "October"] {
        let node = harness.get_by_role_and_label(Role::Heading, day);
        let data = node.accesskit_node();
        let data = data.data();
        assert!(!data.supports_action(Access::Focus) && !data.supports_action(Access::Click));
    }
    let above = harness.get_by_label("Mara, Letter 1, 10:42").rect();
    let day = harness.get_by_role_and_label(Role::Heading, "Yesterday").rect();
    let below = harness.get_by_label("Mara, Letter 2, Yesterday").rect();
    assert_eq!((above.bottom(), day.height(), day.bottom()), (day.top(), 28.0, below.top()));
}

#[test]
fn an_order_by_sender_has_no_days() {
    let mut state = aged(&[0, 1, 2]);
    state.update(Action::SetOrder(Order { key: SortKey::Sender, descending: false }));
    let harness = window(state);
    assert_eq!(labels(&harness, Role::Heading), ["Inbox, 12 unread of 3"]);
}

#[test]
fn the_chosen_row_is_seen_whole_whatever_days_stand_between() {
    let days: Vec<i64> = (0..60).map(|index| index * 31).collect();
    let mut harness = live(aged(&days));
    let bottom = harness.get_by_role_and_label(Role::Region, "Status").rect().top();
    for key in [Key::End, Key::Home, Key::PageDown, Key::ArrowDown, Key::ArrowDown, Key::End] {
        harness.key_press(key);
        harness.run();
        let chosen = harness
            .get_all_by_role(Role::ListItem)
            .find(|node| node.accesskit_node().data().is_selected() == Some(true))
            .expect("the chosen row is in view");
        let rect = chosen.rect();
        assert!(rect.bottom() <= bottom + 0.5 && rect.height() == 70.0, "{key:?}: {rect:?}");
    }
    let last = harness
        .get_all_by_role(Role::ListItem)
        .find(|node| node.accesskit_node().label().is_some_and(|name| name.contains("Letter 59")))
        .expect("the last row is in view")
        .rect();
    assert!((last.bottom() - bottom).abs() < 0.5, "the end of the list is the end of the view");
}
