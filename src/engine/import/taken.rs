//! What comes from another account. The sizes that its server announced are put right before
//! anything is sent: a message leaves whole and as long as it really is, or not at all.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use crate::engine::protocol::LeftOut;
use crate::imap::BodyFault;
use crate::model::Failure;

use super::item::Item;
use super::pipe::{Given, Inlet, Want, Wanted};
use super::source::{Found, Prepared};
use super::tell::Teller;
use super::words;

/// How often a wait for the other account looks whether it is to be stopped.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Bytes of a batch that are held until all of it is there: so much, and its sizes are known for
/// certain, whatever the other server says they are.
const HELD_LIMIT_BYTES: u64 = 2 * 1024 * 1024;

/// See the module.
pub struct Taken {
    inlet: Inlet,
    want: u32,
    /// Messages whose bytes are all there.
    held: Vec<(usize, Vec<u8>)>,
    /// A message that is too long to be held.
    streamed: Option<Streamed>,
    /// Sizes of messages that came otherwise than announced.
    sizes: BTreeMap<usize, u64>,
    /// Why the other side ended, heard in the middle of a message.
    failed: Option<Failure>,
    pub uid_validity: Option<NonZeroU32>,
}

/// A message whose pieces go on as they come.
struct Streamed {
    index: usize,
    announced_bytes: u64,
    came_bytes: u64,
    /// All of it came.
    ended: bool,
    first: Option<Vec<u8>>,
}

/// The message of a batch that comes at the moment.
#[derive(Default)]
struct Begun {
    bytes: Vec<u8>,
    came_bytes: u64,
}

impl Begun {
    /// `room` is what may still be held, this message with it.
    fn push(&mut self, piece: Vec<u8>, room: u64) {
        let is_held = self.is_held();
        self.came_bytes = self.came_bytes.saturating_add(piece.len() as u64);
        if is_held && self.came_bytes <= room {
            self.bytes.extend(piece);
        } else {
            self.bytes = Vec::new(); // From here on it is only counted.
        }
    }

    fn is_held(&self) -> bool {
        self.bytes.len() as u64 == self.came_bytes
    }
}

impl Taken {
    pub fn new(inlet: Inlet) -> Self {
        Self {
            inlet,
            want: 0,
            held: Vec::new(),
            streamed: None,
            sizes: BTreeMap::new(),
            failed: None,
            uid_validity: None,
        }
    }

    fn receive(&self, stopping: &AtomicBool) -> Result<Given, Failure> {
        loop {
            // Also where the other side never pauses.
            if stopping.load(Ordering::SeqCst) {
                return Err(words::stopped());
            }
            match self.inlet.given.recv_timeout(LOOK_EVERY) {
                Ok(given) => return Ok(given),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(words::other_end_gone()),
            }
        }
    }

    pub fn look(&mut self, teller: &mut Teller, stopping: &AtomicBool) -> Result<Found, Failure> {
        let mut found = Found::default();
        loop {
            match self.receive(stopping)? {
                Given::Found(uid_validity, items) => {
                    self.uid_validity = Some(uid_validity);
                    found.items.extend(items);
                    teller.looked(found.items.len(), (0, 0));
                }
                Given::LeftOut { count, why, server_text } => {
                    found.left_out.push(LeftOut { count, why, server_text });
                }
                Given::All => return Ok(found),
                Given::Waiting(waits) => teller.waiting(waits),
                Given::Failed(failure) => return Err(failure),
                Given::Piece { .. } | Given::Gone { .. } => {}
            }
        }
    }

    pub fn prepare(
        &mut self,
        batch: &[usize],
        items: &mut [Item],
        (teller, stopping): (&mut Teller, &AtomicBool),
    ) -> Result<Prepared, Failure> {
        if let Some(failure) = self.failed.take() {
            return Err(failure);
        }
        for index in batch {
            if let (Some(size), Some(item)) = (self.sizes.remove(index), items.get_mut(*index)) {
                item.size_bytes = size;
            }
        }
        let announced_bytes = self.ask(batch, items)?;
        let mut left = batch.len();
        let (mut prepared, mut begun, mut held_bytes) = (Prepared::default(), Begun::default(), 0);
        while left > 0 {
            match self.receive(stopping)? {
                Given::Piece { want, index, bytes, is_last } if want == self.want => {
                    if announced_bytes > HELD_LIMIT_BYTES && begun.came_bytes == 0 && !is_last {
                        // Alone, and too long: the rest comes while it is sent.
                        let (came_bytes, first) = (bytes.len() as u64, Some(bytes));
                        let ended = false;
                        self.streamed =
                            Some(Streamed { index, announced_bytes, came_bytes, ended, first });
                        return Ok(prepared);
                    }
                    begun.push(bytes, HELD_LIMIT_BYTES.saturating_sub(held_bytes));
                    if !is_last {
                        continue;
                    }
                    left -= 1;
                    let whole = std::mem::take(&mut begun);
                    if let Some(item) = items.get_mut(index) {
                        item.size_bytes = whole.came_bytes;
                    }
                    if whole.is_held() {
                        held_bytes += whole.came_bytes;
                        self.held.push((index, whole.bytes));
                    } else {
                        prepared.again.push(index);
                    }
                }
                Given::Gone { want, index, server_text } if want == self.want => {
                    begun = Begun::default();
                    prepared.gone.push((index, server_text));
                    left -= 1;
                }
                Given::Waiting(waits) => teller.waiting(waits),
                Given::Failed(failure) => return Err(failure),
                // Of an older wish.
                Given::Piece { .. } | Given::Gone { .. } | Given::Found(..) => {}
                Given::LeftOut { .. } | Given::All => {}
            }
        }
        Ok(prepared)
    }

    /// Asks for the messages of a batch; returns their bytes together, as they were announced.
    fn ask(&mut self, batch: &[usize], items: &[Item]) -> Result<u64, Failure> {
        let wanted = batch.iter().filter_map(|index| {
            let item = items.get(*index)?;
            Some(Wanted { index: *index, uid: item.uid?, size_bytes: item.size_bytes })
        });
        let messages: Vec<Wanted> = wanted.collect();
        let bytes = messages.iter().fold(0, |all: u64, one| all.saturating_add(one.size_bytes));
        self.want = self.want.wrapping_add(1);
        (self.held, self.streamed) = (Vec::new(), None);
        let want = Want { number: self.want, messages };
        self.inlet.wants.send(want).map_err(|_| words::other_end_gone())?;
        Ok(bytes)
    }

    pub fn more(
        &mut self,
        index: usize,
        out: &mut Vec<u8>,
        stopping: &AtomicBool,
    ) -> Result<(), BodyFault> {
        if let Some(at) = self.held.iter().position(|(held, _)| *held == index) {
            out.extend(self.held.swap_remove(at).1);
            return Ok(());
        }
        let streamed = self.streamed.take().filter(|streamed| streamed.index == index);
        let Some(mut streamed) = streamed else { return Err(BodyFault::Broken) };
        if let Some(piece) = streamed.first.take() {
            out.extend(piece);
            self.streamed = Some(streamed);
            return Ok(());
        }
        let piece = if streamed.ended { Vec::new() } else { self.piece(&mut streamed, stopping)? };
        // Whether this is the end is only known behind it.
        while streamed.came_bytes >= streamed.announced_bytes && !streamed.ended {
            self.piece(&mut streamed, stopping)?;
        }
        if piece.is_empty() || streamed.came_bytes > streamed.announced_bytes {
            // The next try announces what really came.
            self.sizes.insert(index, streamed.came_bytes);
            return Err(BodyFault::Broken);
        }
        out.extend(piece);
        self.streamed = Some(streamed);
        Ok(())
    }

    /// The next piece of a message that goes on as it comes; empty only at its end.
    fn piece(
        &mut self,
        streamed: &mut Streamed,
        stopping: &AtomicBool,
    ) -> Result<Vec<u8>, BodyFault> {
        loop {
            match self.receive(stopping) {
                Ok(Given::Piece { want, index, bytes, is_last })
                    if want == self.want && index == streamed.index =>
                {
                    streamed.came_bytes = streamed.came_bytes.saturating_add(bytes.len() as u64);
                    streamed.ended = is_last;
                    if is_last || !bytes.is_empty() {
                        return Ok(bytes);
                    }
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
