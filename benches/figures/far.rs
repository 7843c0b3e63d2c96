//! What a mailbox of 100,000 messages costs through a slow link, and what an idle window costs.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::figures::Figures;
use crate::program::Program;
use crate::support::atspi::{AtSpi, Control, naming};
use crate::support::desktop::Desktop;
use crate::support::dovecot::Dovecot;
use crate::support::link::{Character, Traffic};

const ROUND_TRIP: Duration = Duration::from_millis(200);
const KBIT_PER_S: u32 = 1000;
const IDLE: Duration = Duration::from_secs(10);

pub fn measure(figures: &mut Figures, desktop: &Desktop, server: &Dovecot) {
    let character =
        Character { round_trip: ROUND_TRIP, kbit_per_s: KBIT_PER_S, cut_after_bytes: 0 };
    let mut program = Program::start(desktop, server, "big", character);
    let rows = program.next("rows_shown");
    first_rows(figures, &program, &rows);

    let mut screen = desktop.accessibility();
    let mark = program.settle();
    idle(figures, &program, mark);

    desktop.focus_window("mailpane");
    // The first row: a name is "From, Subject, date".
    let message = naming(", ").role("list item");
    let cost = after_click(&mut program, &mut screen, &message, "message_shown");
    figures.at_most("a message, after the click: round trips", "", 1.0, cost.turns, 0);
    figures.known("a message, after the click", "ms", cost.ms, 0);

    let folder = naming("Archive");
    let cost = after_click(&mut program, &mut screen, &folder, "rows_shown");
    figures.at_most("another folder, after the click: round trips", "", 2.0, cost.turns, 0);
    figures.known("another folder, after the click", "ms", cost.ms, 0);
}

fn first_rows(figures: &mut Figures, program: &Program<'_>, rows: &Value) {
    let number = |key: &str| rows[key].as_f64().unwrap_or_default();
    let carried = arrived(program, program.moment(rows));
    figures.at_most("first rows: round trips, as traced", "", 7.0, number("round_trips"), 0);
    // The link does not see the TCP handshake.
    let turns = f64::from(carried.turns) + 1.0;
    figures.at_most("first rows: round trips, as the link counts", "", 7.0, turns, 0);
    figures.at_most("first rows: bytes down, as traced", "kB", 40.0, number("bytes_in") / 1e3, 1);
    let down = carried.down as f64 / 1e3;
    figures.at_most("first rows: bytes down, as the link counts", "kB", 40.0, down, 1);
    figures.known("first rows: shown, in number", "", number("rows"), 0);
    figures.known("first rows, from exec", "ms", number("t_ms"), 0);
}

/// What the window had received at a moment: the link counts when bytes enter it, half a round
/// trip before they arrive. What was asked after that is not in it.
fn arrived(program: &Program<'_>, moment: Instant) -> Traffic {
    program.carried_at(moment.checked_sub(ROUND_TRIP / 2).unwrap_or(moment))
}

fn idle(figures: &mut Figures, program: &Program<'_>, mark: usize) {
    let before = program.cpu();
    thread::sleep(IDLE);
    let percent = (program.cpu() - before).as_secs_f64() / IDLE.as_secs_f64() * 100.0;
    let frames: u64 = program.passes(mark).iter().map(|(count, _, _)| count).sum();
    figures.at_most("idle for 10 s: frames", "", 0.0, frames as f64, 0);
    figures.at_most("idle for 10 s: CPU", "%", 0.0, percent, 1);
}

struct Cost {
    turns: f64,
    ms: f64,
}

/// Clicks on a control and waits for what comes of it.
fn after_click(program: &mut Program<'_>, screen: &mut AtSpi, on: &Control, event: &str) -> Cost {
    let (x, y) = screen.wait(on).middle();
    program.settle();
    let before = program.link.traffic()[0];
    let clicked = Instant::now();
    program.desktop.click_at(x, y);
    let shown = program.next(event);
    let moment = program.moment(&shown);
    Cost {
        turns: f64::from(arrived(program, moment).turns - before.turns),
        ms: (moment - clicked).as_secs_f64() * 1e3,
    }
}
