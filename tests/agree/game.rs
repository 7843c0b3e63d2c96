//! A game: turns of both clients, and a look at the truth whenever all is quiet.

use std::env;
use std::thread;

use crate::dice::Dice;
use crate::folders;
use crate::ledger::Ledger;
use crate::other::{Other, mail_of};
use crate::server::Server;
use crate::truth;
use crate::turns;
use crate::window::{Told, Window};

/// Turns of a game, and games of a test, where nobody asks for more.
const TURNS: u32 = 150;
const GAMES: u32 = 3;

/// Mails that the INBOX begins with.
const MAILS: u32 = 25;

/// Lines in view: more than any folder of a game has, or few of them.
const VISIBLE_MOST: u32 = 180;
const VISIBLE_LEAST: u32 = 2;

pub struct Game<'a> {
    pub server: &'a Server,
    pub window: Window,
    pub other: Other,
    /// Looks at the account, and changes nothing.
    pub looker: Other,
    pub ledger: Ledger,
    pub dice: Dice,
    pub mails: u32,
    seed: u64,
    /// What was done, for a game that fails.
    said: Vec<String>,
}

/// Plays some games from this seed on.
pub fn play(server: &Server, seed: u64) {
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let turns = number("MAILPANE_AGREE_TURNS").map_or(TURNS, |turns| turns as u32);
    let games = number("MAILPANE_AGREE_GAMES").map_or(GAMES, |games| games as u32);
    let first = number("MAILPANE_AGREE_SEED").unwrap_or(seed);
    for seed in first..first + u64::from(games) {
        let mut game = Game::begin(server, seed);
        for turn in 0..turns {
            game.turn(turn);
        }
        game.quiet();
    }
}

impl<'a> Game<'a> {
    fn begin(server: &'a Server, seed: u64) -> Self {
        let (mut other, looker) = (Other::new(server.client()), Other::new(server.client()));
        other.begin();
        let mut ledger = Ledger::default();
        for mail in 1..=MAILS {
            ledger.born(mail, other.deliver("INBOX", mail, ""));
        }
        let window = Window::start(server.account());
        let dice = Dice::new(seed);
        let said = Vec::new();
        let mut game =
            Self { server, window, other, looker, ledger, dice, mails: MAILS, seed, said };
        game.quiet();
        game
    }

    /// Remembers what is done.
    pub fn say(&mut self, what: String) {
        self.said.push(what);
    }

    fn turn(&mut self, turn: u32) {
        if self.dice.one_in(3) {
            turns::other(self);
        } else if self.dice.one_in(5) {
            folders::window(self);
        } else {
            turns::window(self);
        }
        match self.dice.below(6) {
            // The window is quicker than the server.
            0..=2 => {}
            3 | 4 => self.window.drain(),
            _ => {
                while self.window.is_changing() {
                    self.window.next();
                }
            }
        }
        self.listen();
        if turn % 12 == 11 {
            self.quiet();
        }
    }

    /// Writes down what the window was told.
    pub fn listen(&mut self) {
        for told in self.window.take_told() {
            match told {
                Told::Rows(folder, uid_validity, rows) => {
                    for (uid, subject) in rows {
                        let at = (folder.clone(), uid_validity, uid);
                        self.ledger
                            .know(mail_of(&subject).map(|_| at), mail_of(&subject).unwrap_or(0));
                    }
                }
                Told::Outcome(outcome) => {
                    self.ledger.told(&outcome);
                    self.say(format!("  ended: {outcome:?}"));
                }
                Told::Folder(change, result) => {
                    self.say(format!("  became of {change:?}: {result:?}"));
                    if result.is_ok() {
                        self.ledger.reshaped(&change);
                    }
                }
                Told::Said(text) => self.say(format!("  said: {text}")),
            }
        }
    }

    /// All is answered: now both have to agree.
    fn quiet(&mut self) {
        self.window.look(VISIBLE_MOST);
        self.window.rest();
        folders::close(self);
        self.listen();
        let account = self.looker.look();
        self.ledger.check(&account);
        truth::check(&self.window, &mut self.looker, &account);
        // As often as not rows have to be read before they can be chosen.
        let lines = if self.dice.coin() { VISIBLE_LEAST } else { VISIBLE_MOST };
        self.window.look(lines);
        self.say(format!("quiet, {} open", self.window.folder()));
    }
}

impl Drop for Game<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let from = self.said.len().saturating_sub(60);
            eprintln!("{}\n{}", self.window.log(), self.said[from..].join("\n"));
            eprintln!("MAILPANE_AGREE_GAMES=1 MAILPANE_AGREE_SEED={} plays it again", self.seed);
        }
    }
}
