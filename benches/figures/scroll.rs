//! The list moved by hand: its scroll bar, and the wheel over it.

use crate::program::{FOLDERS_PT, HEIGHT_PT, MESSAGES_PT};
use crate::support::desktop::Desktop;
use crate::support::process::run;

/// The bar: inside its strip at the list's right edge, from the first row, below the header of its
/// day, to below the last.
const BAR_X: i32 = FOLDERS_PT + MESSAGES_PT - 8;
pub const TOP_Y: i32 = 128;
pub const BOTTOM_Y: i32 = HEIGHT_PT - 10;
/// Stops on the way of a drag, each painted.
const STEP: usize = 8;

/// A place among the rows.
const ROWS_X: i32 = FOLDERS_PT + MESSAGES_PT / 2;
const ROWS_Y: i32 = HEIGHT_PT / 2;
/// Between two notches of the wheel: a quick finger.
const NOTCH_MS: &str = "15";

const WINDOW: [&str; 5] = ["search", "--limit", "1", "--name", "mailpane"];

/// Drags the handle from one height to another.
pub fn drag(desktop: &Desktop, from_y: i32, to_y: i32) {
    let mut command = desktop.command("xdotool");
    command.args(WINDOW).args(to(BAR_X, from_y));
    command.args(["sleep", "0.1", "mousedown", "1", "sleep", "0.1"]);
    let (low, high) = (from_y.min(to_y), from_y.max(to_y));
    let mut stops: Vec<i32> = (low..=high).step_by(STEP).collect();
    if to_y < from_y {
        stops.reverse();
    }
    for y in stops {
        command.args(to(BAR_X, y)).args(["sleep", "0.03"]);
    }
    run(command.args(to(BAR_X, to_y)).args(["sleep", "0.2", "mouseup", "1"]));
}

/// Puts the pointer on the bar, so that a click there is nothing but a click.
pub fn point(desktop: &Desktop, y: i32) {
    run(desktop.command("xdotool").args(WINDOW).args(to(BAR_X, y)));
}

/// Clicks where the pointer is, as slowly as a finger: the list jumps there.
pub fn click(desktop: &Desktop) {
    run(desktop.command("xdotool").args(["mousedown", "1", "sleep", "0.08", "mouseup", "1"]));
}

/// Turns the wheel over the rows; positive is down.
pub fn wheel(desktop: &Desktop, notches: i32) {
    let button = if notches > 0 { "5" } else { "4" };
    let count = notches.abs().to_string();
    let mut command = desktop.command("xdotool");
    command.args(WINDOW).args(to(ROWS_X, ROWS_Y));
    run(command.args(["click", "--repeat", &count, "--delay", NOTCH_MS, button]));
}

fn to(x: i32, y: i32) -> [String; 5] {
    ["mousemove", "--window", "%1", &x.to_string(), &y.to_string()].map(str::to_owned)
}
