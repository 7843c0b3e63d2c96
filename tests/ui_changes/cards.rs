//! What was done last, and what is under way.

use egui::Modifiers;
use egui::accesskit::{Live, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, ChangeJob, State, Toast};
use mailpane::engine::ChangeId;

use super::{Frame, WORK, click, letters, said, window};

const WORDS: &str = "3 messages moved to Archive.";
/// Frames of a quarter of a second, as the harness counts them.
const TEN_SECONDS: usize = 41;

fn toast(can_undo: bool) -> State {
    let mut state = letters(20);
    state.toast = Some(Toast { serial: 7, text: WORDS.to_owned(), can_undo });
    state
}

fn gone(frame: &mut Frame) -> usize {
    said(frame).iter().filter(|action| matches!(action, Action::ToastGone(7))).count()
}

#[test]
fn what_was_done_is_said_aloud_and_can_be_taken_back() {
    let mut frame = window(toast(true));
    let node = frame.get_by_role_and_label(Role::Status, WORDS);
    assert_eq!(node.accesskit_node().data().live(), Some(Live::Polite));
    assert!(node.rect().bottom() < 800.0 - 26.0, "above the status bar");
    click(&mut frame, "Undo", Modifiers::NONE);
    let acts = said(&mut frame);
    assert!(matches!(acts[..], [Action::Undo]), "{acts:?}");
    click(&mut frame, "Close", Modifiers::NONE);
    assert_eq!(gone(&mut frame), 1);
}

#[test]
fn without_a_way_back_there_is_no_button_for_it() {
    let frame = window(toast(false));
    frame.get_by_label(WORDS);
    assert!(frame.query_by_label("Undo").is_none());
}

#[test]
fn it_goes_after_ten_seconds_without_anybody_moving() {
    let mut frame = window(toast(true));
    frame.remove_cursor();
    frame.run_steps(TEN_SECONDS);
    assert_eq!(gone(&mut frame), 1, "once");
}

#[test]
fn it_stays_while_the_pointer_is_on_it() {
    let mut frame = window(toast(true));
    let at = frame.get_by_label(WORDS).rect().center();
    frame.hover_at(at);
    frame.run_steps(3 * TEN_SECONDS);
    assert_eq!(gone(&mut frame), 0);
    frame.remove_cursor();
    frame.run_steps(TEN_SECONDS);
    assert_eq!(gone(&mut frame), 1);
}

#[test]
fn what_is_under_way_says_how_far_and_can_be_stopped() {
    let mut state = letters(20);
    let job = ChangeJob {
        id: ChangeId(3),
        account: WORK,
        words: "Moving 10,000 messages to Archive".to_owned(),
        done: 3_000,
        total: 10_000,
        stopping: false,
    };
    state.changes.insert(job.id, job.clone());
    let mut frame = window(state);
    let bar = frame.get_by_role(Role::ProgressIndicator);
    let node = bar.accesskit_node();
    assert_eq!(node.label().as_deref(), Some("Moving 10,000 messages to Archive, 3,000 of 10,000"));
    assert_eq!(node.data().numeric_value(), Some(30.0));
    click(&mut frame, "Stop", Modifiers::NONE);
    let acts = said(&mut frame);
    assert!(matches!(acts[..], [Action::CancelChange(ChangeId(3))]), "{acts:?}");
    frame.state_mut().state.changes.insert(job.id, ChangeJob { stopping: true, ..job });
    frame.run();
    assert!(frame.get_by_label("Stopping…").accesskit_node().is_disabled());
}
