//! Where messages come from: files of this machine, or the other end of a pipe.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::protocol::{LeftOut, LeftOutWhy};
use crate::files::incoming::{self, Incoming, Looking};
use crate::imap::BodyFault;
use crate::model::Failure;

use super::item::Item;
use super::pipe::Inlet;
use super::taken::Taken;
use super::tell::Teller;
use super::words;

/// See the module.
pub enum Source {
    Files { paths: Arc<[PathBuf]>, incoming: Incoming },
    Taken(Box<Taken>),
}

/// What became of a batch that was made ready.
#[derive(Debug, Default)]
pub struct Prepared {
    /// They are not there any more, or cannot be read, for which the other server may have words.
    pub gone: Vec<(usize, Option<String>)>,
    /// They are larger than was announced; their sizes are right now.
    pub again: Vec<usize>,
}

/// What was found of messages.
#[derive(Debug, Default)]
pub struct Found {
    pub items: Vec<Item>,
    /// Messages that are none of them.
    pub left_out: Vec<LeftOut>,
    pub problems: Vec<String>,
}

struct Told<'a>(&'a mut Teller, &'a AtomicBool);

impl Looking for Told<'_> {
    fn looked_at(&mut self, done_bytes: u64, total_bytes: u64, messages: usize) -> bool {
        self.0.looked(messages, (done_bytes, total_bytes));
        !self.1.load(Ordering::SeqCst)
    }
}

impl Source {
    pub fn files(paths: Arc<[PathBuf]>) -> Self {
        Self::Files { paths, incoming: Incoming::default() }
    }

    pub fn taken(inlet: Inlet) -> Self {
        Self::Taken(Box::new(Taken::new(inlet)))
    }

    /// Finds out which messages there are.
    pub fn look(&mut self, teller: &mut Teller, stopping: &AtomicBool) -> Result<Found, Failure> {
        match self {
            Self::Files { paths, incoming } => {
                let found = incoming::find(paths, &mut Told(teller, stopping));
                *incoming = found.ok_or_else(words::stopped)?;
                let items = incoming.messages.iter().map(Item::from).collect();
                let problems = std::mem::take(&mut incoming.problems);
                let expunged = LeftOut {
                    count: incoming.expunged,
                    why: LeftOutWhy::Expunged,
                    server_text: None,
                };
                let left_out = Some(expunged).filter(|left| left.count > 0).into_iter().collect();
                Ok(Found { items, left_out, problems })
            }
            Self::Taken(taken) => taken.look(teller, stopping),
        }
    }

    /// Makes the messages of a batch ready to be read in this order. Sizes are put right where they
    /// are known better now; what is not ready is given back.
    pub fn prepare(
        &mut self,
        batch: &[usize],
        items: &mut [Item],
        (teller, stopping): (&mut Teller, &AtomicBool),
    ) -> Result<Prepared, Failure> {
        match self {
            Self::Files { incoming, .. } => {
                incoming.close();
                Ok(Prepared::default())
            }
            Self::Taken(taken) => taken.prepare(batch, items, (teller, stopping)),
        }
    }

    /// Appends the next piece of a message.
    pub fn more(
        &mut self,
        index: usize,
        out: &mut Vec<u8>,
        stopping: &AtomicBool,
    ) -> Result<(), BodyFault> {
        match self {
            Self::Files { incoming, .. } => {
                incoming.more(index, out).map_err(|_| BodyFault::Broken)
            }
            Self::Taken(taken) => taken.more(index, out, stopping),
        }
    }

    pub fn uid_validity(&self) -> Option<NonZeroU32> {
        match self {
            Self::Files { .. } => None,
            Self::Taken(taken) => taken.uid_validity,
        }
    }
}
