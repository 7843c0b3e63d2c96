//! Header fields, encoded words and addresses of any shape.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::{mime, text};

fuzz_target!(|data: &[u8]| {
    let decoded = text::header::decode(data);
    let shown = text::visible(&decoded);
    assert!(!shown.contains(['\u{202e}', '\0', '\r', '\n']));
    let headers = mime::read_headers(data);
    let _ = headers.sender_warnings();
});
