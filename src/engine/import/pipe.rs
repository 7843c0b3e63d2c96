//! Between two accounts: what one gives and the other takes. The taker asks, so that a lost
//! connection on either side costs only what was asked for last.

use std::num::NonZeroU32;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::engine::protocol::LeftOutWhy;
use crate::model::Failure;

use super::item::Item;

/// Pieces on their way, each of at most 256 KiB: memory does not grow where one side is slower.
const PIECES_WAITING: usize = 4;
/// Wishes on their way: one is served, and the next may replace it.
const WANTS_WAITING: usize = 4;

/// What the giver says.
#[derive(Debug)]
pub enum Given {
    /// Some of the messages there are, and the UIDVALIDITY of their UIDs.
    Found(NonZeroU32, Vec<Item>),
    /// Messages that cannot be given at all.
    LeftOut {
        count: u32,
        why: LeftOutWhy,
        server_text: Option<String>,
    },
    /// These were all.
    All,
    Piece {
        /// [`Want::number`].
        want: u32,
        index: usize,
        bytes: Vec<u8>,
        is_last: bool,
    },
    /// The message is not there any more, or the server cannot send it, and says why.
    Gone {
        want: u32,
        index: usize,
        server_text: Option<String>,
    },
    /// Its connection was lost, or is there again.
    Waiting(bool),
    Failed(Failure),
}

/// Messages that the taker wants now, in this order. Those of an older wish are not wanted any more.
#[derive(Debug)]
pub struct Want {
    pub number: u32,
    pub messages: Vec<Wanted>,
}

#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub index: usize,
    pub uid: NonZeroU32,
    pub size_bytes: u64,
}

/// The giver's end.
#[derive(Debug)]
pub struct Outlet {
    pub(super) given: Sender<Given>,
    pub(super) wants: Receiver<Want>,
}

/// The taker's end.
#[derive(Debug)]
pub struct Inlet {
    pub(super) given: Receiver<Given>,
    pub(super) wants: Sender<Want>,
}

/// The two ends of a copy from one account to another.
pub fn pipe() -> (Outlet, Inlet) {
    let (given, takes) = bounded(PIECES_WAITING);
    let (wants, serves) = bounded(WANTS_WAITING);
    (Outlet { given, wants: serves }, Inlet { given: takes, wants })
}
