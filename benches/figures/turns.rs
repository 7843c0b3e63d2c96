//! What a click or a key costs through a slow link: another folder, a message, a page, a jump.

use std::time::Instant;

use crate::figures::Figures;
use crate::program::{Program, SLOW};
use crate::scroll;
use crate::stage::{FOLDER, MOVED_FOLDER, Stage};
use crate::support::atspi::{AtSpi, Control, naming};

/// Messages read one after the other, and pages turned; the dearest counts.
const NEXT_MESSAGES: usize = 3;
const NEXT_PAGES: usize = 4;

/// Places in the list jumped to, in twentieths of its length.
const JUMPS: [i32; 4] = [9, 16, 3, 12];

pub fn measure(figures: &mut Figures, stage: &Stage) {
    let desktop = stage.desktop_with_names();
    figures.section("After a click or a key at 200 ms and 1 Mbit/s: 100,000 messages");
    let mut program = Program::start(desktop, stage.many(), SLOW);
    let mut screen = opened(&mut program);
    // The first row: a name is "From, Subject, date".
    let row = naming(", ").role("list item");
    let cost = click(&mut program, &mut screen, &row, "message_shown");
    tell(figures, "a message", 1.0, cost);
    let next = |program: &mut Program<'_>| press(program, "Down", "message_shown");
    let cost = dearest((0..NEXT_MESSAGES).map(|_| next(&mut program)));
    tell(figures, "the next message, read ahead", 0.0, cost);
    let page = |program: &mut Program<'_>| press(program, "Next", "rows_shown");
    let cost = dearest((0..NEXT_PAGES).map(|_| page(&mut program)));
    tell(figures, "the next page of a scroll", 1.0, cost);
    let cost = click(&mut program, &mut screen, &naming(FOLDER), "rows_shown");
    tell(figures, "another folder", 1.0, cost);
    let cost = click(&mut program, &mut screen, &naming(MOVED_FOLDER), "rows_shown");
    tell(figures, "another folder, arrived in another order", 2.0, cost);
    drop(program);

    figures.section("The same: 1,000,000 messages");
    let mut program = Program::start(desktop, stage.vast(), SLOW);
    opened(&mut program);
    tell(figures, "a jump", 1.0, dearest(JUMPS.map(|place| jump(&mut program, place))));
}

/// Waits for the newest rows, and for what comes after them.
pub fn opened(program: &mut Program<'_>) -> AtSpi {
    program.next("rows_shown");
    let screen = program.desktop.accessibility();
    program.settle();
    program.desktop.focus_window("mailpane");
    screen
}

#[derive(Clone, Copy)]
pub struct Cost {
    pub turns: u32,
    pub ms: f64,
}

fn tell(figures: &mut Figures, what: &str, most_turns: f64, cost: Cost) {
    let turns = f64::from(cost.turns);
    figures.at_most(&format!("{what}: round trips"), "", most_turns, turns, 0);
    figures.known(&format!("{what}: time"), "ms", cost.ms, 0);
}

fn dearest(costs: impl IntoIterator<Item = Cost>) -> Cost {
    costs.into_iter().fold(Cost { turns: 0, ms: 0.0 }, |worst, cost| Cost {
        turns: worst.turns.max(cost.turns),
        ms: worst.ms.max(cost.ms),
    })
}

/// Clicks on a control.
pub fn click(program: &mut Program<'_>, screen: &mut AtSpi, on: &Control, event: &str) -> Cost {
    let (x, y) = screen.wait(on).middle();
    let desktop = program.desktop;
    after(program, || desktop.click_at(x, y), event)
}

pub fn press(program: &mut Program<'_>, key: &str, event: &str) -> Cost {
    let desktop = program.desktop;
    after(program, || desktop.press(&[key]), event)
}

fn jump(program: &mut Program<'_>, twentieths: i32) -> Cost {
    let desktop = program.desktop;
    scroll::point(desktop, scroll::TOP_Y + (scroll::BOTTOM_Y - scroll::TOP_Y) * twentieths / 20);
    after(program, || scroll::click(desktop), "rows_shown")
}

/// Does something while nothing else is under way, and waits for what comes of it.
fn after(program: &mut Program<'_>, act: impl FnOnce(), event: &str) -> Cost {
    program.settle();
    let turns_before = program.link.traffic()[0].turns;
    let acted = Instant::now();
    act();
    let shown = program.next(event);
    let moment = program.moment(&shown);
    Cost {
        turns: program.heard_until(moment).turns.saturating_sub(turns_before),
        ms: (moment - acted).as_secs_f64() * 1e3,
    }
}
