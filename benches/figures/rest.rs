//! What an idle window costs, and how many connections it keeps.

use std::thread;
use std::time::Duration;

use crate::figures::Figures;
use crate::program::Program;
use crate::stage::Stage;
use crate::support::eventually;
use crate::support::link::Character;

/// Looked at after the first time, and after both.
const SHORT: Duration = Duration::from_secs(10);
const LONG: Duration = Duration::from_secs(60);

/// One for commands, one that waits for news.
const CONNECTIONS: usize = 2;

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("At rest, IDLE on: 100,000 messages");
    let mut program = Program::start(stage.desktop(), stage.many(), Character::default());
    program.next("rows_shown");
    eventually("the connection with IDLE", || program.link.traffic().len() >= CONNECTIONS);
    let mark = program.settle();
    let before = program.cpu();
    let percent = |program: &Program<'_>, time: Duration| {
        (program.cpu() - before).as_secs_f64() / time.as_secs_f64() * 100.0
    };
    thread::sleep(SHORT);
    figures.at_most("CPU in 10 s", "%", 0.0, percent(&program, SHORT), 1);
    thread::sleep(LONG - SHORT);
    figures.at_most("CPU in 60 s", "%", 0.1, percent(&program, LONG), 3);
    let frames: u64 = program.passes(mark).iter().map(|(count, _, _)| count).sum();
    figures.at_most("frames in 60 s", "", 0.0, frames as f64, 0);
    let most = program.link.most_open() as f64;
    figures.at_most("connections at once", "", CONNECTIONS as f64, most, 0);
    figures.known("connections in all", "", program.link.traffic().len() as f64, 0);
}
