//! Header fields, encoded words and addresses of any shape.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::model::Verdict;
use mailpane_fuzz::{mime, text};

fuzz_target!(|data: &[u8]| {
    let decoded = text::header::decode(data);
    let shown = text::visible(&decoded);
    assert!(!shown.contains(['\u{202e}', '\0', '\r', '\n']));
    let headers = mime::read_headers(data);
    let _ = headers.sender_warnings();
    let mut learning = mime::Learning::new("imap.example.org");
    learning.observe(data);
    let own = mime::Authority { id: "mx.example.org".to_owned(), under_border: false };
    let verdict = Verdict::of(data, Some(&own));
    assert!(verdict == Verdict::NotVerified || !headers.is_ambiguous());
    for way in &headers.unsubscribe {
        assert!(mime::link_target(&way.link).allowed);
    }
});
