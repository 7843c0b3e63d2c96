//! Any bytes as each kind of file that is shown without saving, and as an mbox.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::mime::{self, mbox, preview};

fuzz_target!(|data: &[u8]| {
    let detected = preview::detect("application/octet-stream", "a.bin", data);
    let _ = preview::preview(detected.kind, data, None);
    let _ = preview::invite(data, None);
    let _ = preview::contacts(data, None);
    let _ = preview::table(data, None);
    let _ = preview::picture_size(data);
    for entry in preview::archive(data).into_iter().flat_map(|found| found.entries) {
        assert!(!entry.safe_name.contains(['/', '\\', '\0']));
    }
    for file in preview::tnef_files(data).iter().chain(&preview::uuencoded_files(data)) {
        assert!(!file.safe_name.contains(['/', '\\', '\0']));
    }
    let mut end = 0;
    for range in mbox::messages(data) {
        assert!(range.start >= end && range.end <= data.len());
        end = range.end;
        let _ = mime::parse_message(&mbox::unquoted(data.get(range).unwrap_or_default()));
    }
});
