//! What a large mailbox costs beside a small one: memory, and the work of one pass.

use crate::figures::Figures;
use crate::program::{FOLDERS_PT, HEIGHT_PT, MESSAGES_PT, Program};
use crate::support::desktop::Desktop;
use crate::support::dovecot::Dovecot;
use crate::support::link::Character;
use crate::support::process::run;

/// Where the list's scroll bar is dragged: inside its strip at the list's right edge, from the first
/// row to below the last.
const BAR_X: i32 = FOLDERS_PT + MESSAGES_PT - 8;
const BAR_TOP_Y: i32 = 100;
const BAR_BOTTOM_Y: i32 = HEIGHT_PT - 10;
/// Stops on the way, each painted.
const BAR_STEP: usize = 8;

/// Pages turned with the keyboard from each end.
const PAGES: usize = 20;

pub fn measure(figures: &mut Figures, desktop: &Desktop, server: &Dovecot) {
    let few = scrolled(desktop, server, "alice");
    let many = scrolled(desktop, server, "big");
    figures.known("memory, 100 messages open", "MB", few.opened_mb, 1);
    figures.known("memory, 100 messages scrolled", "MB", few.scrolled_mb, 1);
    figures.known("memory, 100,000 messages scrolled", "MB", many.scrolled_mb, 1);
    let more = many.scrolled_mb - few.opened_mb;
    figures.at_most("memory, 100,000 scrolled over 100 open", "MB", 10.0, more, 1);
    figures.known("one pass while scrolling, median", "ms CPU", many.median_ms, 2);
    figures.known("one pass while scrolling, most", "ms CPU", many.most_ms, 2);
}

struct Scrolled {
    opened_mb: f64,
    scrolled_mb: f64,
    median_ms: f64,
    most_ms: f64,
}

/// Opens a mailbox without any delay and scrolls it from end to end, by key and by hand.
fn scrolled(desktop: &Desktop, server: &Dovecot, user: &str) -> Scrolled {
    let mut program = Program::start(desktop, server, user, Character::default());
    program.next("rows_shown");
    desktop.focus_window("mailpane");
    let mark = program.settle();
    let opened_mb = program.rss_mb();
    for keys in [("End", "Prior"), ("Home", "Next")] {
        desktop.press(&[keys.0]);
        program.settle();
        for _ in 0..PAGES {
            desktop.press(&[keys.1]);
        }
        program.settle();
    }
    drag(desktop, BAR_TOP_Y, BAR_BOTTOM_Y);
    program.settle();
    let last = program.last("rows_shown");
    let (first, rows) = (last["first"].as_u64(), last["rows"].as_u64());
    let end = first.zip(rows).map(|(first, rows)| first + rows);
    assert_eq!(end, last["exists"].as_u64(), "the bar was dragged to the end: {last}");
    drag(desktop, BAR_BOTTOM_Y, BAR_TOP_Y);
    program.settle();
    let mut passes = program.passes(mark);
    passes.sort_by(|one, other| one.1.total_cmp(&other.1));
    Scrolled {
        opened_mb,
        scrolled_mb: program.rss_mb(),
        median_ms: passes.get(passes.len() / 2).map_or(0.0, |pass| pass.1),
        most_ms: passes.iter().map(|pass| pass.2).fold(0.0, f64::max),
    }
}

fn drag(desktop: &Desktop, from_y: i32, to_y: i32) {
    let window = ["search", "--limit", "1", "--name", "mailpane"];
    let to = |y: i32| {
        ["mousemove", "--window", "%1", &BAR_X.to_string(), &y.to_string()].map(str::to_owned)
    };
    let mut command = desktop.command("xdotool");
    command.args(window).args(to(from_y)).args(["sleep", "0.1", "mousedown", "1", "sleep", "0.1"]);
    let (low, high) = (from_y.min(to_y), from_y.max(to_y));
    let mut stops: Vec<i32> = (low..=high).step_by(BAR_STEP).collect();
    if to_y < from_y {
        stops.reverse();
    }
    for y in stops {
        command.args(to(y)).args(["sleep", "0.03"]);
    }
    run(command.args(to(to_y)).args(["sleep", "0.2", "mouseup", "1"]));
}
