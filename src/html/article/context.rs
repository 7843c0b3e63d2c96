//! What an element means for all that stands in it.

use super::SpanStyle;
use super::look::{Colour, FontSize, Ground, Look, UNSEEN_FONT_PX};
use crate::html::sanitise::{Element, NodeId};

/// What holds for everything inside an element.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    pub style: SpanStyle,
    pub link: Option<NodeId>,
    /// `None` where it cannot be told.
    pub font_px: Option<f32>,
    pub colour: Option<Colour>,
    pub ground: Option<Ground>,
    pub keeps_lines: bool,
    pub quote_level: u8,
    /// Directly in a mail program's container of what is answered.
    pub is_in_box: bool,
    pub heading: Option<u8>,
    pub is_pre: bool,
    /// In an item of a list, at this depth.
    pub item: Option<u8>,
    pub is_in_data: bool,
}

impl Context {
    /// Whether text here can be read by nobody: far too small, or in the colour of its ground.
    pub fn is_unseen(&self) -> bool {
        self.font_px.is_some_and(|px| px < UNSEEN_FONT_PX)
            || self.colour.is_some_and(|colour| self.ground == Some(Ground::Colour(colour)))
    }

    /// Takes over what changes the looks of text.
    pub fn paint(&mut self, element: &Element, look: &Look, font: Option<FontSize>) {
        self.font_px = match font {
            Some(FontSize::Px(px)) => Some(px),
            Some(FontSize::Share(share)) => self.font_px.map(|px| px * share),
            Some(FontSize::Unknown) => None,
            None => self.font_px,
        };
        self.colour = look.colour.or(self.colour);
        let has_names = ["class", "id"].iter().any(|name| element.attribute(name).is_some());
        self.ground = match look.ground {
            // A rule may paint behind it, which is not known here.
            None if has_names => None,
            None => self.ground,
            told => told,
        };
        self.keeps_lines = look.keeps_lines.unwrap_or(self.keeps_lines);
        self.style.struck |= look.is_struck;
        match element.local() {
            "b" | "strong" | "dt" | "summary" | "legend" => self.style.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => self.style.emphasis = true,
            "code" | "kbd" | "samp" | "tt" => self.style.code = true,
            "s" | "strike" | "del" => self.style.struck = true,
            _ => {}
        }
        self.style.emphasis = look.emphasis.unwrap_or(self.style.emphasis);
    }
}

/// Whether an `<a>` leads out of the page: a place inside it is none, because an article has none.
pub(super) fn has_target(link: &Element) -> bool {
    link.attribute("href")
        .is_some_and(|href| !href.trim().is_empty() && !href.trim().starts_with('#'))
}

/// Elements that begin a line of their own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "body"
            | "div"
            | "p"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "menu"
            | "dir"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "listing"
            | "xmp"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "center"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "figure"
            | "figcaption"
            | "form"
            | "fieldset"
            | "legend"
            | "address"
            | "details"
            | "summary"
            | "hgroup"
            | "search"
    )
}
