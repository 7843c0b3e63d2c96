//! `make bench`: what mailpane costs on a slow link and a large mailbox, beside what it may cost.
//!
//! A real Dovecot with 100,000 messages, the built program on a desktop of its own, driven by key
//! and mouse. Prints one table and judges no time: machines differ, and a person reads it.

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

fn main() {
    // `cargo test --benches` runs this too: measuring there would slow every test down.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let began = Instant::now();
    let server = Dovecot::start();
    for (user, count) in [("big", MANY), ("alice", FEW)] {
        let mut client = server.client(user, "secret");
        fill(&mut client, "INBOX", count, Kind::default());
        fill(&mut client, "Archive", FEW, Kind { seed: 2, ..Kind::default() });
    }
    eprintln!("{MANY} messages are there after {:.0} s.", began.elapsed().as_secs_f64());
    let desktop = Desktop::start_with(Parts { keyring: false, accessibility: false });
    let mut figures = Figures::default();
    push::measure(&mut figures, &server);
    cold::measure(&mut figures, &desktop, &server);
    large::measure(&mut figures, &desktop, &server);
    drop(desktop);
    // Names of controls are read from the accessibility bus, which costs; so it comes last.
    let desktop = Desktop::start_with(Parts { keyring: false, accessibility: true });
    far::measure(&mut figures, &desktop, &server);
    print!("{figures}");
    eprintln!("Measured in {:.0} s.", began.elapsed().as_secs_f64());
}
