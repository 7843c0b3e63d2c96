//! Mail HTML to a clean, bounded page.
//!
//! Pure and total: any text becomes a page, in linear time, without a panic. What comes out holds
//! no script, form, frame or address that would be fetched; its pictures are named by
//! [`Pictures`]; its size is within [`limits`]. The layout engine gets the tree itself, not text
//! that it would parse again and differently.

pub mod limits;

mod clean;
mod css;
mod css_token;
mod element;
mod guard;
mod image;
mod legacy;
mod lists;
mod remote;
mod sink;
mod table;
mod tree;
mod write;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

pub use image::is_spacer;
pub use remote::{Blocked, is_tracker, remote};
pub use table::{cells, rows};
pub use tree::{Data, Element, Node, NodeId, ROOT, Tree, attribute_name, descendants, text_of};

/// What is known about a picture that the page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// It is at hand under this address.
    Shown(String),
    /// It is at hand, but cannot be shown: too large or damaged. The words say so.
    Refused(&'static str),
    /// It is not at hand.
    Missing,
}

/// The pictures that came with the mail, or were fetched for it because the user asked.
pub trait Pictures {
    /// `address` is as written in the page: `cid:…` (RFC 2392), `data:…` (RFC 2397), `https://…`.
    fn find(&mut self, address: &str) -> Picture;
}

/// A page that may be laid out.
#[derive(Debug, Default)]
pub struct Page {
    pub tree: Tree,
    /// Rules of user-agent origin that stand for legacy attributes.
    pub legacy_sheet: String,
    pub blocked: Blocked,
    /// Something was left out because the page is too large.
    pub is_cut: bool,
}

/// Reads `html`, which is the decoded text of one part; never more than one.
pub fn sanitise(html: &str, pictures: &mut dyn Pictures) -> Page {
    let kept = html.get(..html.floor_char_boundary(limits::HTML_LIMIT_BYTES)).unwrap_or_default();
    let (raw, was_cut) = parse(kept);
    let mut page = clean::clean(&raw, pictures);
    page.is_cut |= was_cut || kept.len() < html.len();
    page
}

/// The page as HTML text, for tests and for those who look for a fault.
pub fn to_html(tree: &Tree) -> String {
    write::to_html(tree)
}

fn parse(html: &str) -> (Tree, bool) {
    // Tendrils are cut at 4 GiB, far above the limit.
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let guard = guard::Guard::new(TreeBuilder::new(sink::Sink::default(), options));
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // It stops for each script, which is not run.
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    let cut = tokenizer.sink.is_cut();
    (html5ever::interface::TreeSink::finish(tokenizer.sink.builder.sink), cut)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
