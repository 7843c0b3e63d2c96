//! Someone who types: sends a line, and waits for its end.

use std::cell::Cell;

use mailpane::demo::DemoServer;
use mailpane::engine::{
    Asked, Command, ConsoleCommand, ConsoleEnd, ConsoleEvent, ConsoleLiteral, ConsoleRun, Event,
    RunId, TypedLine,
};
use mailpane::model::{Failure, Secret, Security};

use crate::support::client::{Client, account};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

pub struct Talk {
    pub client: Client,
    next: Cell<u32>,
    /// As the window's lock.
    pub locked: Cell<bool>,
}

/// How a line ended, and everything that was said meanwhile.
#[derive(Debug)]
pub struct Answer {
    pub end: ConsoleEnd,
    /// Lines of the server.
    pub said: String,
    /// Sentences of ours.
    pub told: String,
    /// As it left.
    pub sent: String,
    pub left_out_bytes: u64,
}

impl Answer {
    pub fn is_ok(&self) -> bool {
        matches!(self.end, ConsoleEnd::Answered { is_ok: true, .. })
    }

    /// NO or BAD of the server.
    pub fn is_refused(&self) -> bool {
        matches!(self.end, ConsoleEnd::Answered { is_ok: false, .. })
    }

    pub fn failure(&self) -> &Failure {
        match &self.end {
            ConsoleEnd::Failed(failure) => failure,
            other => panic!("not a failure: {other:?}, {self:?}"),
        }
    }
}

impl Talk {
    pub fn demo(server: &DemoServer, look_only: bool) -> Self {
        Self::with(Client::demo(server, look_only, Some("demo")))
    }

    pub fn dovecot(dovecot: &Dovecot) -> Self {
        let ca = Some(dovecot.certs.ca.as_path());
        let account = account("alice", Security::Tls, dovecot.tls_port, ca);
        Self::with(Client::start(account, Some("secret")))
    }

    pub fn cyrus(cyrus: &Cyrus) -> Self {
        let ca = Some(cyrus.certs.ca.as_path());
        let account = account("alice", Security::Tls, cyrus.tls_port, ca);
        Self::with(Client::start(account, Some("secret")))
    }

    pub fn with(client: Client) -> Self {
        client.ready();
        Self::unready(client)
    }

    /// Of an account that may not be logged in.
    pub fn unready(client: Client) -> Self {
        Self { client, next: Cell::new(0), locked: Cell::new(false) }
    }

    /// Sends a line and does not wait.
    pub fn begin(&self, line: &str, literals: &[&str]) -> RunId {
        let id = RunId(self.next.get() + 1);
        self.next.set(id.0);
        let line = TypedLine::read(line).expect("a line");
        let literals =
            literals.iter().map(|text| ConsoleLiteral::Text((*text).to_owned())).collect();
        let run = Box::new(ConsoleRun { id, line, literals, look_only: self.locked.get() });
        self.client.send(Command::Console(ConsoleCommand::Run(run)));
        id
    }

    pub fn run(&self, line: &str) -> Answer {
        self.end(self.begin(line, &[]))
    }

    pub fn run_with(&self, line: &str, literals: &[&str]) -> Answer {
        self.end(self.begin(line, literals))
    }

    /// Waits until the server asks for a line, and what was said before.
    pub fn asked(&self, id: RunId) -> Asked {
        self.client.expect("a question of the server", |event| match event {
            Event::Console(ConsoleEvent::Asked { run, asked, .. }) if *run == id => Some(*asked),
            Event::Console(ConsoleEvent::Ended { run, end, .. }) if *run == id => {
                panic!("ended before: {end:?}")
            }
            _ => None,
        })
    }

    pub fn answer(&self, line: &str) {
        let line = Secret::new(line.to_owned());
        self.client.send(Command::Console(ConsoleCommand::Answer(line)));
    }

    pub fn end(&self, id: RunId) -> Answer {
        let (mut said, mut told, mut sent) = (String::new(), String::new(), String::new());
        let (end, left_out_bytes) = self.client.expect("the end of the line", |event| {
            let Event::Console(event) = event else { return None };
            match event {
                ConsoleEvent::Said { run, text, .. } if *run == id => said.push_str(text),
                ConsoleEvent::Told { run, sentence, .. } if *run == id => told.push_str(sentence),
                ConsoleEvent::Sent { run, text, .. } if *run == id => sent.push_str(text),
                ConsoleEvent::Ended { run, end, left_out_bytes, .. } if *run == id => {
                    return Some((end.clone(), *left_out_bytes));
                }
                _ => {}
            }
            None
        });
        Answer { end, said, told, sent, left_out_bytes }
    }
}
