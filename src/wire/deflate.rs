//! COMPRESS=DEFLATE (RFC 4978): what is sent and received as raw deflate streams (RFC 1951).
//!
//! Bytes in, bytes out; no sockets, no time. A thousand bytes can come out of one, so nothing is
//! inflated that nobody asked for: what is held stays packed until the framer wants more.

use std::sync::Arc;

use flate2::{Compress, Decompress, FlushCompress, FlushDecompress, Status};

use super::{Meter, WireError};

/// Bytes packed at once; a command is rarely longer.
const PIECE_BYTES: usize = 4096;

/// How the server's stream ended.
#[derive(Clone, Copy, Debug)]
enum End {
    /// By its last block (RFC 1951 §3.2.3): nothing can follow.
    Over,
    Corrupt,
}

/// Both directions of one compressed connection.
pub(super) struct Compression {
    outward: Compress,
    inward: Decompress,
    /// What came from the server, at most one read; packed.
    held: Vec<u8>,
    /// Bytes of `held` that are used up.
    used: usize,
    end: Option<End>,
    meter: Arc<Meter>,
}

impl Compression {
    pub(super) fn new(meter: Arc<Meter>) -> Self {
        Self {
            outward: Compress::new(flate2::Compression::default(), false),
            inward: Decompress::new(false),
            held: Vec::new(),
            used: 0,
            end: None,
            meter,
        }
    }

    /// Packs one write so that the server can read all of it at once (a sync flush).
    pub(super) fn pack(&mut self, mut bytes: &[u8]) -> Result<Vec<u8>, WireError> {
        let mut packed = Vec::new();
        if bytes.is_empty() {
            return Ok(packed); // A flush alone would take five bytes and say nothing.
        }
        let mut piece = [0; PIECE_BYTES];
        loop {
            let (taken, given) = (self.outward.total_in(), self.outward.total_out());
            self.outward
                .compress(bytes, &mut piece, FlushCompress::Sync)
                .map_err(|_| WireError::Compression)?;
            let taken = passed(taken, self.outward.total_in());
            let given = passed(given, self.outward.total_out());
            bytes = bytes.get(taken..).unwrap_or_default();
            packed.extend_from_slice(piece.get(..given).unwrap_or_default());
            if bytes.is_empty() && given < piece.len() {
                return Ok(packed);
            }
            if taken == 0 && given == 0 {
                return Err(WireError::Compression);
            }
        }
    }

    /// Takes bytes as the server sent them.
    pub(super) fn hold(&mut self, bytes: &[u8]) {
        self.held.drain(..self.used.min(self.held.len()));
        self.used = 0;
        self.held.extend_from_slice(bytes);
    }

    /// Unpacks into `out` until it is full or nothing held is left; how many bytes it is.
    ///
    /// Fails with [`WireError::Compression`] where the stream is broken and with
    /// [`WireError::Closed`] where the server ended it, in both cases for good, and only once
    /// everything before that place was given out.
    pub(super) fn unpack(&mut self, out: &mut [u8]) -> Result<usize, WireError> {
        let (mut taken, mut given) = (0, 0);
        while self.end.is_none() {
            let Some(room) = out.get_mut(given..).filter(|room| !room.is_empty()) else { break };
            let packed = self.held.get(self.used..).unwrap_or_default();
            let before = (self.inward.total_in(), self.inward.total_out());
            let outcome = self.inward.decompress(packed, room, FlushDecompress::None);
            let came = passed(before.0, self.inward.total_in());
            let went = passed(before.1, self.inward.total_out());
            let stuck = came == 0 && went == 0;
            let nothing_held = packed.is_empty();
            self.used += came;
            taken += came;
            given += went;
            match outcome {
                Ok(Status::StreamEnd) => self.end = Some(End::Over),
                // Called without input too, because the library may have kept output back.
                Ok(Status::Ok | Status::BufError) if stuck && nothing_held => break,
                Ok(Status::Ok | Status::BufError) if !stuck => {}
                Ok(Status::Ok | Status::BufError) | Err(_) => self.end = Some(End::Corrupt),
            }
        }
        self.meter.add_unpacked(taken, given);
        match self.end {
            Some(End::Corrupt) if given == 0 => Err(WireError::Compression),
            Some(End::Over) if given == 0 => Err(WireError::Closed),
            Some(_) | None => Ok(given),
        }
    }
}

/// Bytes that passed between two readings of a total: never more than one buffer.
fn passed(before: u64, after: u64) -> usize {
    usize::try_from(after.saturating_sub(before)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::*;

    fn new() -> Compression {
        Compression::new(Arc::default())
    }

    /// Everything that `from` has, taken in pieces of `room` bytes.
    fn drained(from: &mut Compression, room: usize) -> Result<Vec<u8>, WireError> {
        let mut all = Vec::new();
        let mut piece = vec![0; room];
        loop {
            match from.unpack(&mut piece)? {
                0 => return Ok(all),
                count => all.extend_from_slice(&piece[..count]),
            }
        }
    }

    #[test]
    fn every_write_can_be_read_whole_however_its_bytes_are_cut() {
        let writes: [&[u8]; 3] = [b"* OK ready\r\n", &[b'x'; 70_000], b"a1 OK done\r\n"];
        let mut sender = new();
        let packed: Vec<_> = writes.iter().map(|bytes| sender.pack(bytes).unwrap()).collect();
        let packed = packed.concat();
        for cut in 0..=packed.len() {
            let mut receiver = new();
            let mut seen = Vec::new();
            for part in [&packed[..cut], &packed[cut..]] {
                receiver.hold(part);
                seen.extend(drained(&mut receiver, 1000).unwrap());
            }
            assert!(seen == writes.concat(), "cut at {cut}");
        }
    }

    #[test]
    fn an_empty_write_sends_nothing() {
        assert!(new().pack(b"").unwrap().is_empty());
    }

    #[test]
    fn what_came_before_a_broken_place_is_given_out_first() {
        let mut packed = new().pack(b"* BYE\r\n").unwrap();
        packed.extend(b"\xff\xff\xff\xff");
        let mut receiver = new();
        receiver.hold(&packed);
        let mut out = [0; 100];
        assert_eq!(receiver.unpack(&mut out).unwrap(), 7);
        for _ in 0..2 {
            assert!(matches!(receiver.unpack(&mut out), Err(WireError::Compression)));
            receiver.hold(b"more");
        }
    }

    #[test]
    fn a_stream_that_the_server_ended_is_a_closed_connection() {
        let mut receiver = new();
        // One last block with nothing in it: the shortest stream there is.
        receiver.hold(&[0x03, 0x00]);
        assert!(matches!(receiver.unpack(&mut [0; 100]), Err(WireError::Closed)));
        receiver.hold(b"more");
        assert!(matches!(receiver.unpack(&mut [0; 100]), Err(WireError::Closed)));
    }

    proptest! {
        #[test]
        fn any_writes_come_out_as_they_went_in(
            writes in prop::collection::vec(prop::collection::vec(0_u8..4, 0..9000), 0..6),
            room in 1_usize..20_000,
        ) {
            let (mut sender, mut receiver) = (new(), new());
            for bytes in writes {
                receiver.hold(&sender.pack(&bytes).unwrap());
                prop_assert!(drained(&mut receiver, room).unwrap() == bytes);
            }
        }

        #[test]
        fn any_bytes_at_all_come_to_an_end(
            packed in prop::collection::vec(any::<u8>(), 0..300),
            room in 1_usize..50,
        ) {
            let mut receiver = new();
            receiver.hold(&packed);
            // Deflate cannot make more than 1032 bytes of one.
            let most = packed.len() * 1032 + 1;
            prop_assert!(drained(&mut receiver, room).map_or(0, |all| all.len()) <= most);
        }
    }
}
