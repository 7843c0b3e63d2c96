//! Mailbox names: any bytes can be shown, and what can be encoded decodes to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::text::names::{decode_utf7, encode_utf7};

fuzz_target!(|data: &[u8]| {
    let _ = decode_utf7(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(name) = encode_utf7(text) else { return };
    assert!(name.as_bytes().is_ascii());
    assert!(!name.as_bytes().iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
});
