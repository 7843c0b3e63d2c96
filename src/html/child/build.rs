//! A clean page as a document of the engine.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use blitz_dom::{
    Attribute, BaseDocument, DocumentConfig, FontContext, NodeId, UserAgentStylesheet, local_name,
};

use super::super::sanitise::{self, Data, Element, Page, ROOT, Tree};
use super::page::{Built, View};
use super::pictures::Loader;

/// Rules of user-agent origin for what the clean page is made of.
const OWN_SHEET: &str = include_str!("own.css");

/// Where a relative address leads: nowhere. The engine cannot do without.
const BASE: &str = "mail://message/";

/// Puts every node of `tree` into a new document, which nothing is known of yet but its text and
/// attributes.
pub fn build(
    page: &Page,
    tree: Rc<Tree>,
    loader: &Arc<Loader>,
    fonts: &FontContext,
    view: View,
) -> Built {
    let mut document = BaseDocument::new(DocumentConfig {
        viewport: Some(view.viewport()),
        base_url: Some(BASE.to_owned()),
        ua_stylesheets: vec![
            UserAgentStylesheet::default_sheet(),
            UserAgentStylesheet::parse(OWN_SHEET),
            UserAgentStylesheet::parse(&page.legacy_sheet),
        ],
        net_provider: Some(loader.clone()),
        font_ctx: Some(fonts.clone()),
        ..DocumentConfig::default()
    });
    let mut nodes = vec![None; tree.len()];
    let root = document.root_node().id;
    if let Some(place) = nodes.get_mut(ROOT) {
        *place = Some(root);
    }
    let mut styles = Styles::default();
    let mut mutator = document.mutate();
    for (id, _) in tree.walk() {
        let Some(node) = tree.get(id) else { continue };
        let made = match &node.data {
            Data::Root => continue,
            Data::Text(text) => mutator.create_text_node(text),
            Data::Element(element) => {
                let is_left = |name: &str| name == "style" && styles.knows(element);
                let attributes = element.attributes.iter().filter(|(name, _)| !is_left(name));
                let attributes = attributes.map(|(name, value)| attribute(name, value));
                let made = mutator.create_element(element.name.clone(), attributes.collect());
                styles.note(element, made);
                made
            }
        };
        let parent = node.parent.and_then(|parent| nodes.get(parent).copied().flatten());
        if let Some(parent) = parent {
            mutator.append_children(parent, &[made]);
        }
        if let Some(place) = nodes.get_mut(id) {
            *place = Some(made);
        }
    }
    drop(mutator);
    styles.share(&mut document);
    document.handle_messages();
    Built { document, nodes, tree }
}

fn attribute(name: &blitz_dom::LocalName, value: &str) -> Attribute {
    Attribute { name: sanitise::attribute_name(name), value: value.to_owned() }
}

/// Attributes `style` that say the same: a newsletter repeats a few dozen of them thousands of times.
/// They are read once and shared, by which the engine finds that the elements look the same, and
/// shares what it computes of them too.
#[derive(Default)]
struct Styles<'a> {
    /// The first element with this style.
    firsts: HashMap<&'a str, NodeId>,
    /// Those that come later and were made without it, and the first.
    others: Vec<(NodeId, NodeId, &'a str)>,
}

impl<'a> Styles<'a> {
    fn knows(&self, element: &Element) -> bool {
        element.attribute("style").is_some_and(|style| self.firsts.contains_key(style))
    }

    /// `made` has the style if it was not known before, and gets it later else.
    fn note(&mut self, element: &'a Element, made: NodeId) {
        let Some(style) = element.attribute("style") else { return };
        if let Some(first) = self.firsts.get(style) {
            self.others.push((made, *first, style));
        } else {
            self.firsts.insert(style, made);
        }
    }

    fn share(self, document: &mut BaseDocument) {
        for (other, first, style) in self.others {
            let first = document.get_node(first).and_then(|node| node.element_data());
            let shared = first.and_then(|first| first.style_attribute.clone());
            let node = document.get_node_mut(other);
            if let Some(element) = node.and_then(|node| node.element_data_mut()) {
                // Selectors may ask for it.
                element.attrs.push(attribute(&local_name!("style"), style));
                element.style_attribute = shared;
            }
        }
    }
}
