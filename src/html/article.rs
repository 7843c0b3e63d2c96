//! HTML as a plain article: headings, paragraphs, lists, quotes, tables as rows, pictures.
//!
//! Values only; the window lays them out itself, in its own fonts and colours. [`article`] makes them
//! of the tree that [`super::sanitise`] leaves: linear in the page, total, and bounded.

mod context;
mod heading;
mod look;
mod marker;
mod picture;
mod quote;
mod sheet;
mod table;
mod walk;
mod words;

use std::ops::Range;

pub(super) use marker::List;

use super::sanitise::{self, Picture, Pictures};

/// Reads `html`, the decoded text of one part, as an article.
///
/// What its sender hides is left out, and so are pictures that only keep other things apart or
/// count readers. A table is [`ArticleKind::Row`]s where it holds data; where it only lays out, its
/// cells follow each other. An item's later paragraphs are items without a marker.
pub fn article(html: &str) -> Article {
    let page = sanitise::sanitise(html, &mut Named);
    let mut article = walk::walk(&page.tree);
    article.is_cut |= page.is_cut;
    article
}

/// Every picture keeps its address, because nothing is fetched here; trackers do not.
struct Named;

impl Pictures for Named {
    fn find(&mut self, address: &str) -> Picture {
        match address {
            "" => Picture::Missing,
            _ if sanitise::is_tracker(address) => Picture::Missing,
            _ => Picture::Shown(address.to_owned()),
        }
    }
}

/// A page without its looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    pub blocks: Vec<ArticleBlock>,
    /// Part of the page was left out, because it is too large.
    pub is_cut: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleBlock {
    /// Quotes around it.
    pub quote_level: u8,
    pub kind: ArticleKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArticleKind {
    Paragraph(Words),
    /// `level` 1 to 6.
    Heading {
        level: u8,
        words: Words,
    },
    /// One item of a list; `depth` counts from 0, `marker` is `•`, `1.` and so on.
    Item {
        depth: u8,
        marker: String,
        words: Words,
    },
    /// Lines as they are.
    Preformatted(Words),
    /// One row of a table of data.
    Row {
        cells: Vec<Words>,
        is_head: bool,
    },
    /// A picture that the page names, and what it says where it cannot be seen. `name` is as
    /// written: `cid:…`, `https://…`, `data:…`; empty where it is too long to keep.
    Picture {
        name: String,
        alt: String,
    },
    Rule,
}

/// Text with its emphasis and links; ranges are bytes of `text`, in order, on character boundaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub spans: Vec<Span>,
    pub links: Vec<ArticleLink>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub range: Range<usize>,
    pub style: SpanStyle,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanStyle {
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
    pub struck: bool,
}

/// A link; `href` is as written: not checked, not resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleLink {
    pub range: Range<usize>,
    pub href: String,
}

#[cfg(test)]
#[path = "article/tests.rs"]
mod tests;
