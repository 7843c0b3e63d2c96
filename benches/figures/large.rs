//! What a large mailbox costs beside a small one: memory, and the work of one pass.

use crate::figures::Figures;
use crate::program::Program;
use crate::scroll;
use crate::stage::{Login, Stage};
use crate::support::desktop::Desktop;
use crate::support::link::Character;

/// Pages turned with the keyboard from each end, and notches with the wheel.
const PAGES: usize = 20;
const NOTCHES: i32 = 100;

pub fn measure(figures: &mut Figures, stage: &Stage) {
    let few = scrolled(stage.desktop(), stage.few());
    let many = scrolled(stage.desktop(), stage.many());
    let vast = scrolled(stage.desktop(), stage.vast());
    figures.section("Memory (RSS), scrolled from end to end");
    figures.known("100 messages, open", "MB", few.opened_mb, 1);
    figures.known("100 messages", "MB", few.scrolled_mb, 1);
    figures.known("100,000 messages", "MB", many.scrolled_mb, 1);
    figures.known("1,000,000 messages", "MB", vast.scrolled_mb, 1);
    let more_mb = many.scrolled_mb - few.opened_mb;
    figures.at_most("100,000 messages over 100 only open", "MB", 10.0, more_mb, 1);
    let more_mb = vast.scrolled_mb - few.scrolled_mb;
    figures.at_most("1,000,000 messages over 100", "MB", 5.0, more_mb, 1);
    figures.section("CPU time of one pass while 1,000,000 messages are scrolled");
    figures.known("passes", "", vast.passes as f64, 0);
    figures.at_most("median", "ms", 2.0, vast.median_ms, 2);
    figures.at_most("most", "ms", 8.0, vast.most_ms, 2);
}

struct Scrolled {
    opened_mb: f64,
    scrolled_mb: f64,
    passes: u64,
    median_ms: f64,
    most_ms: f64,
}

/// Opens a mailbox without any delay and scrolls it from end to end: by key, wheel and bar.
fn scrolled(desktop: &Desktop, login: Login<'_>) -> Scrolled {
    let mut program = Program::start(desktop, login, Character::default());
    program.next("rows_shown");
    desktop.focus_window("mailpane");
    let mark = program.settle();
    let opened_mb = program.rss_mb();
    for (end, page, notches) in [("End", "Prior", -NOTCHES), ("Home", "Next", NOTCHES)] {
        desktop.press(&[end]);
        program.settle();
        for _ in 0..PAGES {
            desktop.press(&[page]);
        }
        program.settle();
        scroll::wheel(desktop, notches);
        program.settle();
    }
    scroll::drag(desktop, scroll::TOP_Y, scroll::BOTTOM_Y);
    program.settle();
    let last = program.last("rows_shown");
    let (first, rows) = (last["first"].as_u64(), last["rows"].as_u64());
    let end = first.zip(rows).map(|(first, rows)| first + rows);
    assert_eq!(end, last["exists"].as_u64(), "the bar was dragged to the end: {last}");
    scroll::drag(desktop, scroll::BOTTOM_Y, scroll::TOP_Y);
    program.settle();
    let mut passes = program.passes(mark);
    // Each line of the trace has a second's passes; the middle second stands for all.
    passes.sort_by(|one, other| one.1.total_cmp(&other.1));
    Scrolled {
        opened_mb,
        scrolled_mb: program.rss_mb(),
        passes: passes.iter().map(|pass| pass.0).sum(),
        median_ms: passes.get(passes.len() / 2).map_or(0.0, |pass| pass.1),
        most_ms: passes.iter().map(|pass| pass.2).fold(0.0, f64::max),
    }
}
