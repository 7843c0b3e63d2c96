//! `make bench`: what mailpane costs on a slow link and a large mailbox, beside what it may cost.
//!
//! Real servers with 100, 100,000 and 1,000,000 messages, the built program on a desktop of its own,
//! driven by key and mouse. Prints one table and judges no time: machines differ, and a person reads
//! it. Some parts alone: `cargo bench --locked --profile dev --bench figures -- push cold`.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod bring;
mod cold;
#[allow(dead_code)]
#[path = "../../tests/html/compare.rs"]
mod compare;
mod figures;
mod first;
mod html;
mod large;
mod manage;
mod memory;
mod program;
mod push;
mod reading;
mod rest;
mod scroll;
mod stage;
#[path = "../../tests/support/mod.rs"]
mod support;
mod taking;
mod turns;

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use figures::Figures;
use stage::Stage;

/// One subject of the measurement.
struct Part {
    name: &'static str,
    measure: fn(&mut Figures, &Stage),
}

/// In the order of the table. The parts that need names of controls come last: their desktop is
/// not there while time and memory are measured.
const PARTS: [Part; 9] = [
    Part { name: "html", measure: html::measure },
    Part { name: "push", measure: push },
    Part { name: "manage", measure: manage },
    Part { name: "cold", measure: cold::measure },
    Part { name: "first", measure: first::measure },
    Part { name: "rest", measure: rest::measure },
    Part { name: "large", measure: large::measure },
    Part { name: "turns", measure: turns::measure },
    Part { name: "reading", measure: reading::measure },
];

fn main() -> ExitCode {
    // `cargo test --benches` runs this too: measuring there would slow every test down.
    if !env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<_> = env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    if let Some(unknown) = wanted.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        let known = PARTS.map(|part| part.name).join(", ");
        eprintln!("There is no part {unknown:?}. The parts are: {known}.");
        return ExitCode::FAILURE;
    }
    let began = Instant::now();
    let stage = Stage::default();
    let mut figures = Figures::default();
    for part in PARTS {
        if wanted.is_empty() || wanted.iter().any(|name| part.name == name) {
            eprintln!("{} …", part.name);
            (part.measure)(&mut figures, &stage);
        }
    }
    drop(figures);
    eprintln!("Measured in {} s.", began.elapsed().as_secs());
    ExitCode::SUCCESS
}

fn manage(figures: &mut Figures, stage: &Stage) {
    manage::measure(figures, stage);
    taking::measure(figures, stage);
}

fn push(figures: &mut Figures, stage: &Stage) {
    push::measure(figures, stage.dovecot());
}
