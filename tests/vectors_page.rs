//! Pages made to tell their sender that they are read, or to act, each with what a safe reader does.
//!
//! The numbers are those of the list the project keeps of known attacks.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "vectors_page/acts.rs"]
mod acts;
#[path = "vectors_page/efail.rs"]
mod efail;
mod html;
#[path = "vectors_page/remote.rs"]
mod remote;

use mailpane::html::sanitise::{self, Data, Page, Picture, Pictures};

/// A mail without pictures of its own.
struct NoPictures;

impl Pictures for NoPictures {
    fn find(&mut self, _: &str) -> Picture {
        Picture::Missing
    }
}

fn clean(html: &str) -> Page {
    sanitise::sanitise(html, &mut NoPictures)
}

/// Everything of a clean page that an engine could take for an address: attributes but the targets
/// of links, style sheets, and the rules made of old attributes.
fn fetchable(page: &Page) -> String {
    let mut out = page.legacy_sheet.clone();
    for (id, _) in page.tree.walk() {
        let Some(element) = page.tree.element(id) else { continue };
        for (name, value) in &element.attributes {
            let is_target = element.local() == "a" && &**name == "href";
            if !is_target && &**name != "alt" && &**name != "title" {
                out.push_str(&format!("{name}={value}\n"));
            }
        }
        if element.local() == "style" {
            for child in page.tree.children(id) {
                if let Some(Data::Text(css)) = page.tree.get(*child).map(|node| &node.data) {
                    out.push_str(css);
                }
            }
        }
    }
    out
}
