//! What the console hears on its way to the window: in batches, and bounded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::engine::events::EventSender;
use crate::engine::protocol::{ConsoleEnd, ConsoleEvent, Event, RunId};
use crate::imap::{self, Asked};
use crate::model::AccountId;

/// Bytes told of the answer to one line: ten thousand rows of a FETCH.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Bytes told at once, and how long they are gathered while more comes.
const BATCH_BYTES: usize = 32 * 1024;
const BATCH_TIME: Duration = Duration::from_millis(100);

/// The way to the window, for the line that runs.
pub struct Relay {
    account: AccountId,
    events: EventSender,
    run: RunId,
    gathered: String,
    told: Instant,
    /// Bytes told of this answer.
    bytes: usize,
    left_out_bytes: u64,
    /// The line has left, or part of it.
    pub has_sent: bool,
    /// Nobody listens any more.
    pub closed: bool,
}

impl Relay {
    pub fn new(account: AccountId, events: EventSender) -> Self {
        Self {
            account,
            events,
            run: RunId::default(),
            gathered: String::new(),
            told: Instant::now(),
            bytes: 0,
            left_out_bytes: 0,
            has_sent: false,
            closed: false,
        }
    }

    pub fn begin(&mut self, run: RunId) {
        self.run = run;
        self.bytes = 0;
        self.left_out_bytes = 0;
        self.has_sent = false;
    }

    pub fn opened(&mut self, capabilities: Arc<[String]>) {
        self.emit(ConsoleEvent::Opened { account: self.account, capabilities });
    }

    pub fn told(&mut self, sentence: impl Into<String>) {
        self.flush();
        let sentence = sentence.into();
        self.emit(ConsoleEvent::Told { account: self.account, run: self.run, sentence });
    }

    pub fn sent(&mut self, text: String) {
        self.flush();
        self.has_sent = true;
        self.emit(ConsoleEvent::Sent { account: self.account, run: self.run, text });
    }

    /// A response; told at once unless more is there to be told with it.
    pub fn said(&mut self, raw: &[u8], has_more: bool) {
        let shown = imap::shown(raw);
        self.left_out_bytes += shown.left_out_bytes;
        let room = ANSWER_BYTES.saturating_sub(self.bytes);
        // A line is told as a whole or not at all; the tagged answer comes by `last`.
        if shown.text.len() <= room {
            self.bytes += shown.text.len();
            self.gathered.push_str(&shown.text);
        } else {
            self.bytes = ANSWER_BYTES;
            self.left_out_bytes += raw.len() as u64 - shown.left_out_bytes;
        }
        let is_due = self.gathered.len() >= BATCH_BYTES || self.told.elapsed() >= BATCH_TIME;
        if !has_more || is_due {
            self.flush();
        }
    }

    pub fn asked(&mut self, asked: Asked) {
        self.flush();
        self.emit(ConsoleEvent::Asked { account: self.account, run: self.run, asked });
    }

    /// The tagged answer, whatever was left out before it.
    pub fn last(&mut self, raw: &[u8]) {
        self.gathered.push_str(&imap::shown(raw).text);
        self.flush();
    }

    pub fn ended(&mut self, end: ConsoleEnd) {
        self.flush();
        let left_out_bytes = self.left_out_bytes;
        let (account, run) = (self.account, self.run);
        self.emit(ConsoleEvent::Ended { account, run, end, left_out_bytes });
    }

    /// Of a line that could not begin while this one runs.
    pub fn ended_other(&mut self, run: RunId, end: ConsoleEnd) {
        self.emit(ConsoleEvent::Ended { account: self.account, run, end, left_out_bytes: 0 });
    }

    /// The account's counters.
    pub fn traffic(&mut self, meter: &crate::wire::Meter) {
        let event = crate::engine::translate::traffic_changed(self.account, meter);
        self.closed |= self.events.send(event).is_break();
    }

    fn flush(&mut self) {
        if self.gathered.is_empty() {
            return;
        }
        let text: Arc<str> = std::mem::take(&mut self.gathered).into();
        self.emit(ConsoleEvent::Said { account: self.account, run: self.run, text });
        self.told = Instant::now();
    }

    fn emit(&mut self, event: ConsoleEvent) {
        self.closed |= self.events.send(Event::Console(event)).is_break();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_end_is_told_up_to_a_bound_and_its_end_all_the_same() {
        let (sender, events) = crossbeam_channel::bounded(10_000);
        let mut relay = Relay::new(AccountId(0), EventSender::new(sender, Arc::new(|| {})));
        relay.begin(RunId(7));
        let row = [&b"* 1 FETCH (X "[..], &[b'x'; 985], b")\r\n"].concat();
        for _ in 0..3_000 {
            relay.said(&row, true);
        }
        relay.last(b"m1 OK done\r\n");
        relay.ended(ConsoleEnd::Stopped);
        let (mut told, mut left) = (String::new(), 0);
        for event in events.try_iter() {
            match event {
                Event::Console(ConsoleEvent::Said { text, run: RunId(7), .. }) => {
                    assert!(text.len() <= BATCH_BYTES + row.len());
                    told.push_str(&text);
                }
                Event::Console(ConsoleEvent::Ended { left_out_bytes, .. }) => left = left_out_bytes,
                other => panic!("{other:?}"),
            }
        }
        assert!(told.len() > ANSWER_BYTES - row.len() && told.len() < ANSWER_BYTES + row.len());
        assert!(told.ends_with(")\nm1 OK done\n"));
        assert!(left > 1_000_000, "{left}");
    }
}
