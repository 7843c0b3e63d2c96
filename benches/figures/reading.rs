//! Messages read: how soon after a click, how much of a large one is fetched, and how long the window
//! is busy with the worst.

use crate::figures::Figures;
use crate::html::{newsletter, paragraphs};
use crate::program::Program;
use crate::stage::{HEAVY_MB, Login, Stage};
use crate::support::atspi::naming;
use crate::support::link::Character;
use crate::turns::{click, opened, press};

/// What the program itself may take from the click to the text, in milliseconds; a round trip comes on
/// top.
const CLICK_MS: f64 = 30.0;

/// Of a large message, the text with what stands before it, in kilobytes of 1,000 bytes.
const LARGE_TEXT_KB: f64 = 100.0;

/// One pass of the window, in milliseconds of CPU time.
const PASS_MS: f64 = 8.0;

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("Messages read, on a link without delay");
    let mut program = start(stage, stage.few());
    let mut screen = opened(&mut program);
    let cost = click(&mut program, &mut screen, &naming(", ").role("list item"), "message_shown");
    figures.at_most("click to text shown: time", "ms", CLICK_MS, cost.ms, 0);
    drop(program);

    let mut program = start(stage, stage.heavy());
    let mut screen = opened(&mut program);
    program.settle();
    let before = program.link.traffic()[0].down;
    let cost = click(&mut program, &mut screen, &naming(", ").role("list item"), "message_shown");
    // What follows the text within the moment that the trace takes to be seen is in it too.
    let down_kb = program.link.traffic()[0].down.saturating_sub(before) as f64 / 1e3;
    let what = format!("a message of {HEAVY_MB} MB");
    figures.at_most(&format!("{what}: round trips to its text"), "", 1.0, f64::from(cost.turns), 0);
    figures.at_most(&format!("{what}: bytes to its text"), "kB", LARGE_TEXT_KB, down_kb, 1);
    drop(program);
    worst(figures, stage);
}

fn start<'a>(stage: &'a Stage, login: Login<'_>) -> Program<'a> {
    Program::start(stage.desktop_with_names(), login, Character::default())
}

/// Goes through mails made to keep a window busy.
fn worst(figures: &mut Figures, stage: &Stage) {
    let mails = worst_mails();
    let mut program = start(stage, stage.worst(&mails));
    let mut screen = opened(&mut program);
    let mark = program.settle();
    click(&mut program, &mut screen, &naming(", ").role("list item"), "message_shown");
    for _ in 1..mails.len() {
        press(&mut program, "Down", "message_shown");
    }
    program.settle();
    let longest = program.passes(mark).iter().map(|(_, _, most)| *most).fold(0.0, f64::max);
    figures.at_most("the longest pass of the window, worst mails", "ms", PASS_MS, longest, 1);
}

/// Media type and content of each.
fn worst_mails() -> Vec<(&'static str, String)> {
    let rows = "<tr><td>a<td>b<td>c".repeat(8_000);
    vec![
        ("text/html", newsletter(1_000_000)),
        ("text/html", paragraphs(1_000_000)),
        ("text/html", format!("{}deep", "<div>".repeat(10_000))),
        ("text/html", format!("<table>{rows}</table>")),
        ("text/plain", "a line of text that is like all the others\n".repeat(24_000)),
        ("text/plain", "word ".repeat(200_000)),
        ("text/plain", "> ".repeat(2_000) + "deep"),
        ("text/plain", "שלום עולם 日本語のテキスト ".repeat(10_000)),
    ]
}
