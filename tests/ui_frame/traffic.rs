//! The panel of the meter.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, State};
use mailpane::engine::Event;
use mailpane::model::{Purpose, Traffic, TrafficByPurpose};

use super::{WORK, reading, window};

fn spent() -> State {
    let mut state = reading(84_210);
    let by_purpose = TrafficByPurpose::new(|purpose| {
        let (bytes_in, round_trips) = match purpose {
            Purpose::Rows => (19_000, 1),
            Purpose::Text => (4_000, 2),
            Purpose::Connect => (5_000, 4),
            Purpose::Attachments | Purpose::Folders | Purpose::Watch | Purpose::Other => (0, 0),
        };
        Traffic { bytes_in, bytes_out: bytes_in / 10, round_trips }
    });
    state.apply(Event::TrafficChanged {
        account: WORK,
        by_purpose: Box::new(by_purpose),
        compression_saved_bytes: 7_000,
    });
    state
}

#[test]
fn a_click_on_what_it_cost_opens_the_meter() {
    let mut harness = window(spent());
    harness.get_by_label("Show traffic").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["OpenMeter(true)"]);
    harness.state_mut().state.update(Action::OpenMeter(true));
    harness.run();
    harness.get_by_label("Hide traffic");
}

#[test]
fn the_meter_says_what_took_the_bytes_and_what_they_are_to_be_held_against() {
    let mut state = spent();
    state.update(Action::OpenMeter(true));
    let harness = window(state);
    for said in [
        "Work, idle",
        "Received: 28 kB",
        "Waits for the server: 7 round trips",
        "Rows: 21 kB, 1 round trip",
        "Message text: 4 kB, 2 round trips",
        "Connecting: 6 kB, 4 round trips",
        "Saved by compression: 7 kB",
        "The whole folder would have been: about 758 MB",
    ] {
        harness.get_by_label(said);
    }
    assert!(harness.query_by_label_contains("Attachments:").is_none(), "they took nothing");
}

#[test]
fn escape_or_a_click_beside_it_closes_the_meter() {
    let mut state = spent();
    state.update(Action::OpenMeter(true));
    let mut harness = window(state);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state_mut().said(), ["OpenMeter(false)"]);
    harness.get_by_label("Close traffic").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["OpenMeter(false)"]);
    harness.get_by_label("GitHub, Review, 10:42").click();
    harness.run();
    assert!(harness.state_mut().said().contains(&"OpenMeter(false)".to_owned()));
}

#[test]
fn an_open_meter_wakes_nobody_while_nothing_comes() {
    let mut state = spent();
    state.update(Action::OpenMeter(true));
    let mut harness = window(state);
    assert_eq!(harness.run(), 1, "one step, and nothing that wants another");
}
