//! Which text stands behind a glyph, so that what is printed can be searched and copied.
//!
//! The painter knows glyphs only. The layout knows both: of each glyph that it chose, the text.

use std::collections::BTreeMap;

use anyrender::recording::GlyphRunCommand;
use blitz_dom::BaseDocument;

use super::super::page::Built;

/// Glyphs that are told apart; a page in many scripts has some thousand.
const GLYPHS_LIMIT: usize = 100_000;

/// A font of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FontId {
    data: u64,
    index: u32,
}

impl FontId {
    pub fn of(run: &GlyphRunCommand) -> Self {
        Self { data: run.font_data.data.id(), index: run.font_data.index }
    }
}

/// Text by font and glyph.
#[derive(Debug, Default)]
pub struct Letters(BTreeMap<(FontId, u32), String>);

impl Letters {
    /// Learns the glyphs of a page. Of a glyph that stands for different texts, such as two kinds of
    /// spaces, the first counts.
    pub fn learn(&mut self, built: &Built) {
        let document = &built.document;
        let Some(root) = document.try_root_element() else { return };
        let mut waiting = vec![root.id];
        while let Some(id) = waiting.pop() {
            self.learn_node(document, id);
            let Some(node) = document.get_node(id) else { continue };
            if let Some(children) = node.layout_children.borrow().as_ref() {
                waiting.extend(children.iter().copied());
            }
        }
    }

    fn learn_node(&mut self, document: &BaseDocument, id: blitz_dom::NodeId) {
        let Some(node) = document.get_node(id).filter(|node| node.flags.is_inline_root()) else {
            return;
        };
        let Some(text) = node.element_data().and_then(|data| data.inline_layout_data.as_ref())
        else {
            return;
        };
        for run in text.layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
            let font = FontId { data: run.font().data.id(), index: run.font().index };
            for cluster in run.clusters() {
                let words = text.text.get(cluster.text_range()).unwrap_or_default();
                // The first glyph of several stands for the text, the others add a mark to it.
                for (number, glyph) in cluster.glyphs().enumerate() {
                    if self.0.len() >= GLYPHS_LIMIT {
                        return;
                    }
                    let words = if number == 0 { words } else { "" };
                    let known = self.0.entry((font, glyph.id)).or_default();
                    if known.is_empty() {
                        words.clone_into(known);
                    }
                }
            }
        }
    }

    pub fn text(&self, font: FontId, glyph: u32) -> Option<&str> {
        self.0.get(&(font, glyph)).map(String::as_str).filter(|text| !text.is_empty())
    }
}
