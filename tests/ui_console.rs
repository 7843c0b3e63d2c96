//! The console in the window, by accessible names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;

use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, ConsoleAct, ConsoleQuestion, ConsoleView, Dialog, State};
use mailpane::engine::{Asked, ConsoleEnd, ConsoleEvent, Direction, Event, LogLine, Role, RunId};
use mailpane::model::{Account, AccountId, Failure, FailureKind, Security};

use frame::{WORK, Window, reading, window};

fn opened() -> Harness<'static, Window> {
    let mut harness = window(reading(50));
    harness.state_mut().live = true;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Backtick);
    harness.run();
    harness
}

fn say(harness: &mut Harness<'_, Window>, event: ConsoleEvent) {
    harness.state_mut().state.apply(Event::Console(event));
    harness.run();
}

fn line(serial: u64, direction: Direction, text: &str) -> Arc<LogLine> {
    Arc::new(LogLine {
        serial,
        at_unix_ms: 1_795_435_200_000 + serial,
        connection: 1 + (serial % 2) as u32,
        role: Role::Mail,
        direction,
        text: text.to_owned(),
        bytes: 20,
        round_trip: (direction == Direction::Received).then_some(Duration::from_millis(45)),
        is_content: false,
    })
}

fn logged(harness: &mut Harness<'_, Window>, texts: &[&str]) {
    let lines = texts.iter().zip(1..).map(|(text, serial)| {
        let direction = if text.starts_with('*') { Direction::Received } else { Direction::Sent };
        line(serial, direction, text)
    });
    let lines = lines.collect();
    say(harness, ConsoleEvent::Logged { account: WORK, lines, lost: 0 });
}

fn type_line(harness: &mut Harness<'_, Window>, text: &str) {
    harness.get_by_label("IMAP command").focus();
    harness.run();
    harness.get_by_label("IMAP command").type_text(text);
    harness.run();
}

fn enter(harness: &mut Harness<'_, Window>) {
    harness.key_press(Key::Enter);
    harness.run();
}

fn typed(harness: &Harness<'_, Window>) -> String {
    harness.get_by_label("IMAP command").value().unwrap_or_default()
}

#[test]
fn a_key_opens_the_console_below_the_panes_and_closes_it() {
    let mut harness = window(reading(50));
    let before = harness.get_by_label("Message").rect().bottom();
    assert!(harness.query_by_label("Console").is_none());
    harness.state_mut().live = true;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Backtick);
    harness.run();
    let panel = harness.get_by_label("Console").rect();
    assert!(panel.height() > 200.0 && panel.width() > 1_200.0, "{panel:?}");
    assert_eq!(harness.get_by_label("Message").rect().bottom(), panel.top());
    assert!(panel.bottom() <= before);
    assert!(harness.get_by_label("IMAP command").is_focused());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Backtick);
    harness.run();
    assert!(harness.query_by_label("Console").is_none());
    harness.get_by_label("Show console").click();
    harness.run();
    harness.get_by_label("Hide console").click();
    harness.run();
    assert!(!harness.state().state.console.is_open);
}

#[test]
fn the_log_says_when_who_what_and_how_long() {
    let mut harness = opened();
    logged(&mut harness, &["m1 NOOP", "* 3 EXISTS", "m2 STATUS x (MESSAGES)"]);
    harness.get_by_label("12:00:00.001, Work 2, sent: m1 NOOP, 20 B");
    harness.get_by_label("12:00:00.002, Work 1, received: * 3 EXISTS, 20 B, 45 ms");
}

#[test]
fn words_accounts_and_connections_choose_what_is_shown() {
    let mut harness = opened();
    logged(&mut harness, &["m1 NOOP", "* 3 EXISTS", "m2 STATUS x (MESSAGES)"]);
    harness.get_by_label("Filter log").focus();
    harness.run();
    harness.get_by_label("Filter log").type_text("status MESS");
    harness.run();
    assert!(harness.query_by_label_contains("NOOP").is_none());
    harness.get_by_label_contains("m2 STATUS");
    harness.state_mut().state.update(Action::Console(ConsoleAct::FilterWords(String::new())));
    harness.get_by_label("IMAP command").focus();
    harness.run();
    harness.get_by_label("Connections: All accounts").click();
    harness.run();
    harness.get_by_label("Work 1").click();
    harness.run();
    harness.get_by_label("Connections: Work 1");
    harness.get_by_label_contains("3 EXISTS");
    assert!(harness.query_by_label_contains("NOOP").is_none());
}

#[test]
fn while_it_is_paused_nothing_new_is_wanted_and_then_all_that_came() {
    let mut harness = opened();
    logged(&mut harness, &["m1 NOOP"]);
    assert_eq!(harness.state().state.wants_log(WORK), Some(1));
    harness.get_by_label("Pause").click();
    harness.run();
    assert_eq!(harness.state().state.wants_log(WORK), None);
    harness.get_by_label("Pause").click();
    harness.run();
    let lines = vec![line(90, Direction::Sent, "m90 NOOP")];
    say(&mut harness, ConsoleEvent::Logged { account: WORK, lines, lost: 88 });
    harness.get_by_label("88 lines of Work came and went unseen");
}

#[test]
fn ten_thousand_lines_lay_out_those_in_view() {
    let mut harness = opened();
    let texts: Vec<String> = (0..10_000).map(|number| format!("m{number} NOOP")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    logged(&mut harness, &texts);
    let rows = harness.query_all_by_label_contains(" NOOP").count();
    assert!((5..60).contains(&rows), "{rows}");
    harness.get_by_label_contains("m9999 NOOP");
}

#[test]
fn the_content_of_mail_is_asked_about_and_goes_with_the_console() {
    let mut harness = opened();
    harness.get_by_label("Show content").click();
    harness.run();
    assert!(!harness.state().state.console.keeps_content);
    assert!(matches!(
        harness.state().state.dialog,
        Some(Dialog::Console(ConsoleQuestion::Content))
    ));
    enter(&mut harness);
    assert!(harness.state().state.console.keeps_content);
    let content =
        LogLine { is_content: true, ..LogLine::clone(&line(2, Direction::Received, "Dear")) };
    let lines = vec![line(1, Direction::Received, "* 1 FETCH {4}"), Arc::new(content)];
    say(&mut harness, ConsoleEvent::Logged { account: WORK, lines, lost: 0 });
    harness.get_by_label_contains("Dear");
    harness.get_by_label("Close console").click();
    harness.run();
    let console = &harness.state().state.console;
    assert!(!console.keeps_content);
    assert_eq!((console.log.rows.len(), console.log.rows.shown()), (1, 1), "no mail is kept");
}

#[test]
fn a_harmless_line_goes_at_once_and_can_be_had_again() {
    let mut harness = opened();
    type_line(&mut harness, "noop");
    enter(&mut harness);
    let state = &harness.state().state;
    assert!(state.dialog.is_none());
    assert_eq!(state.console.desk.running.map(|running| running.account), Some(WORK));
    assert_eq!(state.console.view, ConsoleView::Commands);
    assert_eq!(typed(&harness), "");
    let took = Duration::from_millis(12);
    let (account, run) = (WORK, RunId(1));
    say(&mut harness, ConsoleEvent::Sent { account, run, text: "m1 noop".to_owned() });
    say(&mut harness, ConsoleEvent::Said { account, run, text: "m1 OK done\n".into() });
    let end = ConsoleEnd::Answered { is_ok: true, took };
    say(&mut harness, ConsoleEvent::Ended { account, run, end, left_out_bytes: 1_234 });
    harness.get_by_label("m1 noop");
    harness.get_by_label("m1 OK done");
    harness.get_by_label("Done after 12 ms.");
    harness.get_by_label_contains("1,234 bytes of the answer are not shown");
    harness.get_by_label("IMAP command").focus();
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_eq!(typed(&harness), "noop");
}

#[test]
fn what_may_change_the_server_is_asked_about() {
    let mut harness = opened();
    type_line(&mut harness, "DELETE Projects");
    enter(&mut harness);
    assert!(harness.state().state.console.desk.running.is_none());
    harness.get_by_label_contains("takes the folder and all messages in it away for good");
    // What is grave wants its own button.
    enter(&mut harness);
    assert!(harness.state().state.console.desk.running.is_none());
    type_line(&mut harness, "");
    assert_eq!(typed(&harness), "DELETE Projects", "it can be corrected");
    type_line(&mut harness, "/Tender");
    enter(&mut harness);
    harness.get_all_by_label("Send").last().expect("the card's").click();
    harness.run();
    assert!(harness.state().state.console.desk.running.is_some());
    assert_eq!(harness.state().state.console.desk.history, ["DELETE Projects/Tender"]);
}

#[test]
fn enter_twice_sends_what_is_not_grave() {
    let mut harness = opened();
    type_line(&mut harness, "SELECT Sent");
    enter(&mut harness);
    harness.get_by_label_contains("EXAMINE does neither");
    enter(&mut harness);
    assert!(harness.state().state.console.desk.running.is_some());
    assert!(harness.state().state.dialog.is_none());
}

#[test]
fn a_look_only_account_is_not_asked_but_judged_by_the_gate() {
    let mut harness = opened();
    harness.state_mut().state.accounts[0].account.look_only = true;
    type_line(&mut harness, "DELETE Sent");
    enter(&mut harness);
    assert!(harness.state().state.dialog.is_none());
    let failure = Failure::new(FailureKind::LookOnly, "This account is set to look only.");
    let (account, run) = (WORK, RunId(1));
    let end = ConsoleEnd::Failed(failure);
    say(&mut harness, ConsoleEvent::Ended { account, run, end, left_out_bytes: 0 });
    harness.get_by_label("This account is set to look only.");
}

#[test]
fn tab_completes_commands_and_folders() {
    let mut harness = opened();
    type_line(&mut harness, "exa");
    harness.get_by_label("EXAMINE folder");
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(typed(&harness), "EXAMINE ");
    assert!(harness.get_by_label("IMAP command").is_focused());
    type_line(&mut harness, "tend");
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(typed(&harness), "EXAMINE Projects/Tender ");
}

#[test]
fn escape_sends_the_proposals_away_and_not_the_keyboard() {
    let mut harness = opened();
    type_line(&mut harness, "exa");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("EXAMINE folder").is_none());
    assert!(harness.get_by_label("IMAP command").is_focused());
    type_line(&mut harness, "mine x");
    assert_eq!(typed(&harness), "examine x");
}

#[test]
fn what_cannot_be_sent_is_said_beside_the_line() {
    let mut harness = opened();
    type_line(&mut harness, "SELECT \"a");
    enter(&mut harness);
    harness.get_by_label("A quoted string is not closed. Type the missing quotation mark.");
    assert!(harness.state().state.console.desk.running.is_none());
}

#[test]
fn a_literal_gets_a_field_of_its_own() {
    let mut harness = opened();
    type_line(&mut harness, "APPEND Sent {}");
    harness.get_by_label("Literal 1").focus();
    harness.run();
    harness.get_by_label("Literal 1").type_text("Subject: x");
    harness.run();
    harness.get_by_label("Send").click();
    harness.run();
    let state = &harness.state().state;
    let Some(Dialog::Console(ConsoleQuestion::Send { run, .. })) = &state.dialog else {
        panic!("{:?}", state.dialog)
    };
    assert_eq!(run.literals.len(), 1);
    assert!(!format!("{run:?}").contains("Subject"), "words of a mail are not printed");
}

#[test]
fn a_typed_password_is_printed_nowhere_and_not_had_again() {
    let mut harness = opened();
    harness.state_mut().live = false;
    type_line(&mut harness, "LOGIN me hunter2secret");
    enter(&mut harness);
    let said = harness.state_mut().said();
    assert!(said.iter().any(|act| act.contains("Send")), "{said:?}");
    assert!(!said.join("").contains("hunter2"), "{said:?}");
    let mut state = reading(50);
    state.update(Action::Console(ConsoleAct::Open(true)));
    let typed = mailpane::model::Secret::new("LOGIN me hunter2secret".to_owned());
    let effects = state.update(Action::Console(ConsoleAct::Send { typed, literals: Vec::new() }));
    assert!(!format!("{effects:?} {:?}", state.console).contains("hunter2"));
    assert!(state.console.desk.history.is_empty());
}

#[test]
fn idle_ends_with_done_and_anything_with_stop() {
    let mut harness = opened();
    type_line(&mut harness, "IDLE");
    enter(&mut harness);
    harness.get_by_label("Stop");
    assert!(harness.query_by_label("Done").is_none());
    say(&mut harness, ConsoleEvent::Asked { account: WORK, run: RunId(1), asked: Asked::Done });
    harness.get_by_label("Done").click();
    harness.run();
    assert_eq!(harness.state().state.console.desk.running.map(|it| it.asked), Some(None));
    say(&mut harness, ConsoleEvent::Asked { account: WORK, run: RunId(1), asked: Asked::Secret });
    harness.get_by_label("Answer");
    harness.state_mut().live = false;
    harness.get_by_label("Stop").click();
    harness.run();
    assert!(harness.state_mut().said().iter().any(|act| act.contains("Stop")));
}

#[test]
fn what_is_copied_is_what_is_shown_or_marked() {
    let mut harness = opened();
    logged(&mut harness, &["m1 NOOP", "* 3 EXISTS"]);
    assert_eq!(harness.state().state.console_text().lines().count(), 2);
    harness.get_by_label_contains("3 EXISTS").click();
    harness.run();
    let text = harness.state().state.console_text();
    assert!(text.contains("<-  20 B  45.0 ms  * 3 EXISTS") && text.lines().count() == 1, "{text}");
}

#[test]
fn the_line_goes_to_the_account_that_is_chosen() {
    let mut state: State = reading(50);
    let account = Account::new("Home", "me", "imap.example.net", Security::Tls);
    state.accounts.push(mailpane::app::AccountView::new(AccountId(1), account));
    let mut harness = window(state);
    harness.state_mut().live = true;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Backtick);
    harness.run();
    harness.get_by_label("Account: Work").click();
    harness.run();
    harness.get_all_by_label("Home").last().expect("in the menu").click();
    harness.run();
    type_line(&mut harness, "noop");
    enter(&mut harness);
    let running = harness.state().state.console.desk.running;
    assert_eq!(running.map(|running| running.account), Some(AccountId(1)));
}
