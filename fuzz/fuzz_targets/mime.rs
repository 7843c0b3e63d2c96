//! Any file as a mail: its tree, its text, its attachments and what is painted of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::mime;

fuzz_target!(|data: &[u8]| {
    let Some(mail) = mime::parse_message(data) else { return };
    let _ = mime::all_headers(mail.header);
    for prefer in [mime::Prefer::Text, mime::Prefer::Html] {
        let shown = mime::choose(&mail.root, prefer);
        assert!(shown.below.iter().all(|below| Some(below) != shown.main.as_ref()));
        let _ = shown.pictures.resolve("cid:a");
    }
    for attachment in mime::attachments(&mail.root) {
        assert!(!attachment.safe_name.contains(['/', '\\', '\0']));
        let mut decoder = mime::TransferDecoder::new(attachment.encoding);
        let mut decoded = Vec::new();
        decoder.push(mail.part_bytes(&attachment.part), &mut decoded);
        decoder.finish(&mut decoded);
    }
    if let Some(id) = mime::choose_text(&mail.root) {
        let bytes = mail.part_bytes(&id);
        let text = mime::decode_text(&mail.root, bytes, bytes.len() as u64, false);
        for block in mime::blocks(&text.text) {
            for link in &block.links {
                assert!(block.text.get(link.range.clone()).is_some());
                let _ = mime::link_target(&link.url);
            }
        }
    }
});
