//! Any text becomes a page within the limits, without anything that would be fetched; cleaning it
//! again changes nothing that matters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::sanitise::{Picture, Pictures, limits, sanitise, to_html};

struct None;

impl Pictures for None {
    fn find(&mut self, address: &str) -> Picture {
        if address.starts_with("cid:") {
            Picture::Shown("mail:0".to_owned())
        } else {
            Picture::Missing
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let html = String::from_utf8_lossy(bytes);
    let page = sanitise(&html, &mut None);
    let depth = page.tree.walk().map(|(_, depth)| depth).max().unwrap_or(0);
    assert!(depth <= limits::DEPTH_LIMIT + 4);
    assert!(page.tree.len() <= limits::NODE_LIMIT + 10);
    for (id, _) in page.tree.walk() {
        let Some(element) = page.tree.element(id) else { continue };
        assert!(!matches!(
            element.local(),
            "script" | "iframe" | "object" | "link" | "svg" | "base"
        ));
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on"));
            assert!(&**name != "src" || value == "mail:0");
        }
    }
    let written = to_html(&page.tree);
    let again = sanitise(&written, &mut None);
    assert!(again.blocked.hosts.is_empty(), "something to fetch was left");
});
