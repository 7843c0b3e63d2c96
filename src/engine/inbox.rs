//! The way into a worker: commands in order, and the newest wish where only the newest counts.
//!
//! A person who scrolls while the server hangs makes dozens of wishes a second. Rows and messages
//! looked at replace each other in a slot, so that they can never fill the channel and push out a
//! command that must arrive.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::protocol::{Command, Place};

/// Commands waiting for a worker. A person makes a few a minute; more than this means that the
/// worker is stuck, and then refusing is right.
const COMMANDS_WAITING: usize = 256;

/// Places whose wishes wait at the same time; there are fewer windows.
const PLACES_WAITING: usize = 64;

/// The newest wish of each kind.
#[derive(Debug, Default)]
struct Newest {
    rows: Option<Command>,
    details: Option<Command>,
    messages: BTreeMap<Place, Command>,
    prefetch: Option<Command>,
}

/// The sender's end. Never blocks.
#[derive(Debug)]
pub struct Outbox {
    commands: Sender<Command>,
    newest: Arc<Mutex<Newest>>,
    signal: Sender<()>,
}

/// The worker's end.
#[derive(Debug)]
pub struct Inbox {
    pub commands: Receiver<Command>,
    /// Says that a slot was filled.
    pub signal: Receiver<()>,
    newest: Arc<Mutex<Newest>>,
}

pub fn channel() -> (Outbox, Inbox) {
    let (commands, received) = bounded(COMMANDS_WAITING);
    let (signal, signalled) = bounded(1);
    let newest = Arc::new(Mutex::new(Newest::default()));
    let inbox = Inbox { commands: received, signal: signalled, newest: Arc::clone(&newest) };
    (Outbox { commands, newest, signal }, inbox)
}

impl Outbox {
    /// `false` where the worker is stuck or gone.
    pub fn send(&self, command: Command) -> bool {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        match &command {
            Command::ShowRows { .. } => newest.rows = Some(command),
            Command::ShowDetails { .. } => newest.details = Some(command),
            Command::Prefetch { .. } => newest.prefetch = Some(command),
            Command::ShowMessage { place, .. } => {
                newest.messages.insert(*place, command);
                if newest.messages.len() > PLACES_WAITING {
                    // The pane's is the first: the oldest window's goes.
                    let oldest = newest.messages.keys().nth(1).copied();
                    oldest.and_then(|place| newest.messages.remove(&place));
                }
            }
            _ => {
                if let Command::LeaveMessage { key } = &command {
                    // A wish that nobody took yet is one that nobody has any more.
                    newest.messages.retain(|_, wish| {
                        !matches!(wish, Command::ShowMessage { key: of, .. } if of == key)
                    });
                }
                drop(newest);
                return self.commands.try_send(command).is_ok();
            }
        }
        match self.signal.try_send(()) {
            Ok(()) | Err(TrySendError::Full(())) => true,
            Err(TrySendError::Disconnected(())) => false,
        }
    }
}

impl Inbox {
    /// Takes the newest wishes: messages before the rows, as they are looked at now.
    pub fn take_newest(&self) -> impl Iterator<Item = Command> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let others = [newest.rows.take(), newest.details.take(), newest.prefetch.take()];
        std::mem::take(&mut newest.messages).into_values().chain(others.into_iter().flatten())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::engine::protocol::RowsAsked;
    use crate::model::{MailboxName, MessageKey};

    fn rows(first_seq: u32) -> Command {
        let mailbox = MailboxName::inbox();
        let rows = RowsAsked::Range { first_seq, last_seq: first_seq + 9 };
        Command::ShowRows { mailbox, rows, links: false }
    }

    #[test]
    fn scrolling_while_the_server_hangs_pushes_nothing_else_out() {
        let (outbox, inbox) = channel();
        for first_seq in 1..10_000 {
            assert!(outbox.send(rows(first_seq)));
        }
        assert!(outbox.send(Command::Refresh));
        assert!(matches!(inbox.commands.try_recv(), Ok(Command::Refresh)));
        let newest: Vec<Command> = inbox.take_newest().collect();
        assert!(
            matches!(
                newest.as_slice(),
                [Command::ShowRows { rows: RowsAsked::Range { first_seq: 9_999, .. }, .. }]
            ),
            "{newest:?}"
        );
        assert_eq!(inbox.take_newest().count(), 0);
    }

    fn message(uid: u32) -> MessageKey {
        let uid = std::num::NonZeroU32::new(uid).unwrap();
        let mailbox = MailboxName::inbox();
        MessageKey { account: crate::model::AccountId(0), mailbox, uid_validity: uid, uid }
    }

    fn show(place: u32, uid: u32) -> Command {
        let (key, form) = (message(uid), crate::reading::Form::default());
        Command::ShowMessage { place: Place(place), key, structure: None, form }
    }

    #[test]
    fn a_message_that_is_left_before_it_was_asked_for_is_not_asked_for() {
        let (outbox, inbox) = channel();
        assert!(outbox.send(show(1, 7)) && outbox.send(show(2, 8)));
        assert!(outbox.send(Command::LeaveMessage { key: message(7) }));
        assert!(matches!(inbox.commands.try_recv(), Ok(Command::LeaveMessage { .. })));
        let newest: Vec<Command> = inbox.take_newest().collect();
        assert!(matches!(newest[..], [Command::ShowMessage { place: Place(2), .. }]), "{newest:?}");
    }

    #[test]
    fn each_place_keeps_its_newest_message_and_no_other() {
        let (outbox, inbox) = channel();
        for uid in 1..1_000 {
            assert!(outbox.send(show(0, uid)) && outbox.send(show(1, 5_000 + uid)));
        }
        let uids: Vec<u32> = inbox
            .take_newest()
            .map(|command| match command {
                Command::ShowMessage { key, .. } => key.uid.get(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(uids, [999, 5_999]);
        for place in 0..1_000 {
            outbox.send(show(place, place + 1));
        }
        assert_eq!(inbox.take_newest().count(), PLACES_WAITING);
    }

    #[test]
    fn a_worker_that_is_gone_takes_nothing() {
        let (outbox, inbox) = channel();
        drop(inbox);
        assert!(!outbox.send(rows(1)));
        assert!(!outbox.send(Command::Refresh));
    }
}
