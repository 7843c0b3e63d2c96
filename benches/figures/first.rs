//! From exec to the newest rows of a large mailbox, through a slow link.

use crate::figures::Figures;
use crate::program::{Program, SLOW};
use crate::stage::{Login, Stage};

/// What it may cost.
struct Goals {
    turns: f64,
    down_kb: f64,
    from_exec_secs: Option<f64>,
}

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("Newest rows at 200 ms and 1 Mbit/s, from exec: Dovecot, 100,000 messages");
    let goals = Goals { turns: 5.0, down_kb: 25.0, from_exec_secs: Some(2.0) };
    newest_rows(figures, stage, stage.many(), &goals);
    figures.section("The same: Cyrus, 20,000 messages");
    let goals = Goals { turns: 6.0, down_kb: 25.0, from_exec_secs: None };
    newest_rows(figures, stage, stage.on_cyrus(), &goals);
}

fn newest_rows(figures: &mut Figures, stage: &Stage, login: Login<'_>, goals: &Goals) {
    let mut program = Program::start(stage.desktop(), login, SLOW);
    let rows = program.next("rows_shown");
    let number = |key: &str| rows[key].as_f64().unwrap_or_default();
    let carried = program.heard_until(program.moment(&rows));
    figures.at_most("round trips, as traced", "", goals.turns, number("round_trips"), 0);
    // The link does not see the TCP handshake.
    let turns = f64::from(carried.turns) + 1.0;
    figures.at_most("round trips, as the link counts", "", goals.turns, turns, 0);
    figures.at_most("bytes down, as traced", "kB", goals.down_kb, number("bytes_in") / 1e3, 1);
    let down_kb = carried.down as f64 / 1e3;
    figures.at_most("bytes down, as the link counts", "kB", goals.down_kb, down_kb, 1);
    let secs = number("t_ms") / 1e3;
    match goals.from_exec_secs {
        Some(most) => figures.at_most("time", "s", most, secs, 2),
        None => figures.known("time", "s", secs, 2),
    }
    figures.known("rows shown, in number", "", number("rows"), 0);
    program.settle();
    let all = program.link.traffic();
    let down: u64 = all.iter().map(|traffic| traffic.down).sum();
    figures.known("bytes down until all is at rest", "kB", down as f64 / 1e3, 1);
    figures.at_most("connections at once", "", 2.0, program.link.most_open() as f64, 0);
}
