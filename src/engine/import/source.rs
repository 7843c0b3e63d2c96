//! Where messages come from: files of this machine, or the other end of a pipe.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use crate::files::incoming::{self, Incoming, Looking};
use crate::imap::BodyFault;
use crate::model::Failure;

use super::item::Item;
use super::pipe::{Given, Inlet, Want, Wanted};
use super::tell::Teller;
use super::words;

/// How often a wait for the other account looks whether it is to be stopped.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Bytes of a batch that are held until all of it is there: so much, and its sizes are known for
/// certain, whatever the other server says they are.
const HELD_LIMIT_BYTES: u64 = 2 * 1024 * 1024;

/// See the module.
pub enum Source {
    Files { paths: Arc<[PathBuf]>, incoming: Incoming },
    Taken(Box<Taken>),
}

/// What comes from another account.
pub struct Taken {
    inlet: Inlet,
    want: u32,
    /// Messages whose bytes are all there, and where the next piece of one begins.
    held: Vec<(usize, Vec<u8>)>,
    /// The first piece of a message that is too long to be held.
    piece: Option<(usize, Vec<u8>)>,
    /// Why the other side ended, heard in the middle of a message.
    failed: Option<Failure>,
    pub uid_validity: Option<NonZeroU32>,
}

/// What was found of messages.
#[derive(Debug, Default)]
pub struct Found {
    pub items: Vec<Item>,
    pub expunged: u32,
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
        Self::Taken(Box::new(Taken {
            inlet,
            want: 0,
            held: Vec::new(),
            piece: None,
            failed: None,
            uid_validity: None,
        }))
    }

    /// Finds out which messages there are.
    pub fn look(&mut self, teller: &mut Teller, stopping: &AtomicBool) -> Result<Found, Failure> {
        match self {
            Self::Files { paths, incoming } => {
                let found = incoming::find(paths, &mut Told(teller, stopping));
                *incoming = found.ok_or_else(words::stopped)?;
                let items = incoming.messages.iter().map(Item::from).collect();
                let problems = std::mem::take(&mut incoming.problems);
                Ok(Found { items, expunged: incoming.expunged, problems })
            }
            Self::Taken(taken) => {
                let items = taken.look(teller, stopping)?;
                Ok(Found { items, ..Found::default() })
            }
        }
    }

    /// Makes the messages of a batch ready to be read in this order. Sizes are put right where they
    /// are known better now; what is not there any more is given back.
    pub fn prepare(
        &mut self,
        batch: &[usize],
        items: &mut [Item],
        (teller, stopping): (&mut Teller, &AtomicBool),
    ) -> Result<Vec<usize>, Failure> {
        match self {
            Self::Files { incoming, .. } => {
                incoming.close();
                Ok(Vec::new())
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

impl Taken {
    fn receive(&self, stopping: &AtomicBool) -> Result<Given, Failure> {
        loop {
            match self.inlet.given.recv_timeout(LOOK_EVERY) {
                Ok(given) => return Ok(given),
                Err(RecvTimeoutError::Timeout) if stopping.load(Ordering::SeqCst) => {
                    return Err(words::stopped());
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(words::other_end_gone()),
            }
        }
    }

    fn look(&mut self, teller: &mut Teller, stopping: &AtomicBool) -> Result<Vec<Item>, Failure> {
        let mut items = Vec::new();
        loop {
            match self.receive(stopping)? {
                Given::Found(uid_validity, found) => {
                    self.uid_validity = Some(uid_validity);
                    items.extend(found);
                    teller.looked(items.len(), (0, 0));
                }
                Given::All => return Ok(items),
                Given::Waiting(waits) => teller.waiting(waits),
                Given::Failed(failure) => return Err(failure),
                Given::Piece { .. } | Given::Gone { .. } => {}
            }
        }
    }

    fn prepare(
        &mut self,
        batch: &[usize],
        items: &mut [Item],
        (teller, stopping): (&mut Teller, &AtomicBool),
    ) -> Result<Vec<usize>, Failure> {
        if let Some(failure) = self.failed.take() {
            return Err(failure);
        }
        let wanted = batch.iter().filter_map(|index| {
            let item = items.get(*index)?;
            Some(Wanted { index: *index, uid: item.uid?, size_bytes: item.size_bytes })
        });
        let messages: Vec<Wanted> = wanted.collect();
        let bytes: u64 = messages.iter().map(|one| one.size_bytes).sum();
        self.want = self.want.wrapping_add(1);
        (self.held, self.piece) = (Vec::new(), None);
        let mut left = messages.len();
        let want = Want { number: self.want, messages };
        self.inlet.wants.send(want).map_err(|_| words::other_end_gone())?;
        let (mut gone, mut begun) = (Vec::new(), Vec::new());
        while left > 0 {
            match self.receive(stopping)? {
                Given::Piece { want, index, bytes: piece, is_last } if want == self.want => {
                    if bytes > HELD_LIMIT_BYTES && !is_last {
                        // Alone, and too long: the rest comes while it is sent.
                        self.piece = Some((index, piece));
                        return Ok(gone);
                    }
                    begun.extend(piece);
                    if is_last {
                        if let Some(item) = items.get_mut(index) {
                            item.size_bytes = begun.len() as u64;
                        }
                        self.held.push((index, std::mem::take(&mut begun)));
                        left -= 1;
                    }
                }
                Given::Gone { want, index } if want == self.want => {
                    begun.clear();
                    gone.push(index);
                    left -= 1;
                }
                Given::Waiting(waits) => teller.waiting(waits),
                Given::Failed(failure) => return Err(failure),
                // Of an older wish.
                Given::Piece { .. } | Given::Gone { .. } | Given::Found(..) | Given::All => {}
            }
        }
        Ok(gone)
    }

    fn more(
        &mut self,
        index: usize,
        out: &mut Vec<u8>,
        stopping: &AtomicBool,
    ) -> Result<(), BodyFault> {
        if let Some(at) = self.held.iter().position(|(held, _)| *held == index) {
            out.extend(self.held.swap_remove(at).1);
            return Ok(());
        }
        if let Some((_, piece)) = self.piece.take().filter(|(of, _)| *of == index) {
            out.extend(piece);
            return Ok(());
        }
        loop {
            match self.receive(stopping) {
                Ok(Given::Piece { want, index: of, bytes, .. })
                    if want == self.want && of == index =>
                {
                    out.extend(bytes);
                    return Ok(());
                }
                Ok(Given::Gone { want, .. }) if want == self.want => return Err(BodyFault::Broken),
                // The server on this side is not kept waiting in the middle of a message.
                Ok(Given::Waiting(true)) => return Err(BodyFault::Broken),
                Ok(Given::Failed(failure)) => {
                    self.failed = Some(failure);
                    return Err(BodyFault::Broken);
                }
                Ok(_) => {}
                Err(failure) if failure == words::stopped() => return Err(BodyFault::Stopped),
                Err(_) => return Err(BodyFault::Broken),
            }
        }
    }
}
