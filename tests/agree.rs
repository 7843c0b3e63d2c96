//! The window's state, its worker and a second client on one account of a real server: whatever both
//! do at once, what is shown afterwards is what the server holds, and no message is lost or doubled
//! unsaid.
//!
//! `MAILPANE_AGREE_TURNS` makes a game longer, `MAILPANE_AGREE_GAMES` plays more of them, and
//! `MAILPANE_AGREE_SEED` begins at another seed; a game that fails says its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "agree/dice.rs"]
mod dice;
#[path = "agree/folders.rs"]
mod folders;
#[path = "agree/game.rs"]
mod game;
#[path = "agree/ledger.rs"]
mod ledger;
#[path = "agree/other.rs"]
mod other;
#[path = "agree/server.rs"]
mod server;
mod support;
#[path = "agree/truth.rs"]
mod truth;
#[path = "agree/turns.rs"]
mod turns;
#[path = "agree/window.rs"]
mod window;

use mailpane::demo::DemoServer;

use game::play;
use server::Server;
use support::cyrus::Cyrus;
use support::dovecot::{Dovecot, Options};

/// Moved on Dovecot without MOVE: COPY, a mark and UID EXPUNGE, in three exchanges.
const NO_MOVE: &str = "imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT \
                       SORT=DISPLAY THREAD=REFERENCES THREAD=REFS MULTIAPPEND UNSELECT CHILDREN \
                       NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE ESEARCH ESORT SEARCHRES \
                       WITHIN CONTEXT=SEARCH LIST-STATUS SPECIAL-USE LITERAL+\n";

#[test]
fn the_window_agrees_with_the_demo_server() {
    let server = Server::demo(DemoServer::empty());
    play(&server, 1);
}

#[test]
fn the_window_agrees_with_dovecot() {
    let dovecot = Dovecot::start();
    play(&Server::new(dovecot.port, "alice", "secret"), 1_000);
}

#[test]
fn the_window_agrees_with_a_server_that_cannot_move() {
    let dovecot = Dovecot::start_with(Options { extra: NO_MOVE, ..Options::default() });
    play(&Server::new(dovecot.port, "alice", "secret"), 2_000);
}

#[test]
fn the_window_agrees_with_cyrus() {
    let cyrus = Cyrus::start();
    play(&Server::new(cyrus.port, "alice", "secret"), 3_000);
}
