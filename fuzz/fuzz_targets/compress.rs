//! After COMPRESS=DEFLATE any bytes end in responses or an error; what was compressed comes out as
//! it would have come uncompressed, wherever the OK and the network cut it.
#![no_main]

use std::io::Write;
use std::sync::Mutex;

use flate2::{Compress, Compression, FlushCompress};
use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::wire::{Endpoint, Framed, LocalConnector, Shared, pipe};

const OK: &[u8] = b"c1 OK deflate\r\n";

/// All responses of a server that says `behind` in one piece with its OK, and then `rest`.
fn responses(behind: &[u8], rest: &[u8], compressed: bool) -> Vec<Vec<u8>> {
    let (ours, mut server) = pipe();
    let ours = Mutex::new(Some(ours));
    let endpoint = Endpoint::Local(LocalConnector::new(move || {
        Ok(ours.lock().ok().and_then(|mut ours| ours.take()).expect("one connection"))
    }));
    server.write_all(&[OK, behind].concat()).expect("the pipe has room");
    let mut framed = Framed::open(&endpoint, &Shared::new()).expect("a pipe connects");
    assert_eq!(framed.read_response().expect("the OK"), OK);
    if compressed {
        framed.start_compression().expect("the right moment");
    }
    server.write_all(rest).expect("the pipe has room");
    drop(server);
    let mut all = Vec::new();
    loop {
        match framed.read_response() {
            Ok(response) => all.push(response),
            Err(error) if error.keeps_connection() => {}
            Err(_) => return all,
        }
    }
}

fuzz_target!(|data: &[u8]| {
    // Two ends of a pipe on one thread: what does not fit would wait for ever.
    let data = data.get(..data.len().min(16 * 1024)).unwrap_or_default();
    let (behind, rest) = data.split_at(data.len() / 3);
    responses(behind, rest, true);

    let mut packed = Vec::with_capacity(data.len() + 1024);
    Compress::new(Compression::fast(), false)
        .compress_vec(data, &mut packed, FlushCompress::Sync)
        .expect("deflate takes any bytes");
    let (behind, rest) = packed.split_at(packed.len() / 3);
    assert_eq!(responses(behind, rest, true), responses(&[], data, false));
});
