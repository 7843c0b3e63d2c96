//! Any bytes, cut anywhere, become whole responses or an error; the same ones however they are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::wire::{Framer, Limits};

fn responses(pieces: &[&[u8]]) -> (Vec<Vec<u8>>, bool) {
    let mut framer = Framer::new(Limits::default());
    let mut whole = Vec::new();
    for piece in pieces {
        framer.push(piece);
        loop {
            match framer.next_response() {
                Ok(Some(response)) => whole.push(response.bytes),
                Ok(None) => break,
                Err(_) => return (whole, false),
            }
        }
    }
    (whole, true)
}

fuzz_target!(|data: &[u8]| {
    let (first, rest) = data.split_at(data.len() / 2);
    assert_eq!(responses(&[data]), responses(&[first, rest]));
});
