//! `make bench`: what mailpane costs on a slow link and a large mailbox, beside what it may cost.
//!
//! A real Dovecot with 100,000 messages, the built program on a desktop of its own, driven by key
//! and mouse. Prints one table and judges no time: machines differ, and a person reads it.
//!
//! Names of parts measure those alone: `cargo bench --profile dev --bench figures -- push cold`.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod cold;
mod far;
mod figures;
mod large;
mod program;
mod push;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use figures::Figures;
use support::desktop::{Desktop, Parts};
use support::dovecot::Dovecot;
use support::fill::fill;
use support::mail::Kind;

/// The mailbox that all the promises are about, and the one it is compared with.
const MANY: usize = 100_000;
const FEW: usize = 100;

/// What can be measured by itself, in the order it is.
const PARTS: [&str; 4] = ["push", "cold", "large", "far"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` runs this too: measuring there would slow every test down.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let named: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(name)) {
        eprintln!("There is no part {unknown}; there are {}.", PARTS.join(", "));
        std::process::exit(2);
    }
    let wants = |part| named.is_empty() || named.contains(&part);
    let began = Instant::now();
    let server = Dovecot::start();
    let many = if wants("large") || wants("far") { MANY } else { 0 };
    for (user, count) in [("big", many), ("alice", FEW)] {
        let mut client = server.client(user, "secret");
        fill(&mut client, "INBOX", count, Kind::default());
        fill(&mut client, "Archive", FEW, Kind { seed: 2, ..Kind::default() });
    }
    eprintln!("{many} messages are there after {:.0} s.", began.elapsed().as_secs_f64());
    let mut figures = Figures::default();
    if wants("push") {
        push::measure(&mut figures, &server);
    }
    if wants("cold") || wants("large") {
        let desktop = Desktop::start_with(Parts { keyring: false, accessibility: false });
        if wants("cold") {
            cold::measure(&mut figures, &desktop, &server);
        }
        if wants("large") {
            large::measure(&mut figures, &desktop, &server);
        }
    }
    if wants("far") {
        // Names of controls are read from the accessibility bus, which costs; so it comes last.
        let desktop = Desktop::start_with(Parts { keyring: false, accessibility: true });
        far::measure(&mut figures, &desktop, &server);
    }
    print!("{figures}");
    eprintln!("Measured in {:.0} s.", began.elapsed().as_secs_f64());
}
