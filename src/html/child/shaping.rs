//! Text shaped in portions, each put into as little memory as it needs before the next.
//!
//! The engine shapes all the text of a page before it lays out any, into vectors that grow with
//! what comes and keep what they grew to: a paragraph of one line has room for four, with four fonts
//! and four styles. A copy has no such room.

use blitz_dom::node::TextLayout;
use blitz_dom::{BaseDocument, NodeId};
use style::selector_parser::RestyleDamage;

use super::groups::GROUP;
use super::page::Built;

/// Groups ([`super::groups`]) whose text is shaped before any of it is put together: 500 paragraphs
/// take 2 MB until then, which is less than what a processor keeps at hand.
const PORTION_GROUPS: usize = 8;

/// Letters of a line that only makes room for one.
const LINE_LETTERS: u32 = 1;

/// Shapes the text of a page that was just built, as laying it out would do first.
pub fn shape(built: &mut Built) {
    let groups = groups(built);
    let document = &mut built.document;
    if document.try_root_element().is_none() {
        return;
    }
    document.resolve_stylist(0.0);
    // What is told to be in order is passed over, with all that stands in it.
    let mut waiting = Vec::with_capacity(groups.len());
    for id in groups {
        let Some(node) = document.get_node_mut(id) else { continue };
        waiting.push((id, node.damage().unwrap_or(RestyleDamage::empty())));
        node.set_damage(RestyleDamage::empty());
    }
    let root = document.root_element().id;
    shape_portion(document, &[root]);
    // What stands in a group that is done is out of the way of the walks over the page.
    let mut done = Vec::with_capacity(waiting.len());
    for portion in waiting.chunks(PORTION_GROUPS) {
        for (id, damage) in portion {
            if let Some(node) = document.get_node_mut(*id) {
                node.set_damage(*damage);
            }
        }
        let ids: Vec<_> = portion.iter().map(|(id, _)| *id).collect();
        shape_portion(document, &ids);
        for id in ids {
            let Some(node) = document.get_node_mut(id) else { continue };
            done.push((id, node.layout_children.get_mut().take()));
        }
    }
    for (id, children) in done {
        if let Some(node) = document.get_node_mut(id) {
            *node.layout_children.get_mut() = children;
        }
    }
    // Without this the words inside paragraphs would ask for all of them to be shaped again.
    let ids: Vec<_> = document.tree().iter().map(|(id, _)| id).collect();
    for id in ids {
        if let Some(node) = document.get_node_mut(id)
            && let Some(damage) = element_damage(node)
        {
            node.set_damage(damage & RestyleDamage::RELAYOUT);
        }
    }
}

fn element_damage(node: &blitz_dom::Node) -> Option<RestyleDamage> {
    node.element_data()?;
    node.damage()
}

/// The groups that stand in no other.
fn groups(built: &Built) -> Vec<NodeId> {
    let tree = &built.tree;
    let is_group = |id| tree.element(id).is_some_and(|element| element.local() == GROUP);
    let groups = tree.walk().map(|(id, _)| id).filter(|id| is_group(*id));
    let outer = groups.filter(|id| !tree.ancestors(*id).skip(1).any(is_group));
    outer.filter_map(|id| built.nodes.get(id).copied().flatten()).collect()
}

fn shape_portion(document: &mut BaseDocument, roots: &[NodeId]) {
    document.resolve_layout_children();
    document.resolve_deferred_tasks();
    tighten(document, roots);
}

/// Copies the texts below `roots` into as little memory as they need.
fn tighten(document: &mut BaseDocument, roots: &[NodeId]) {
    let mut waiting = roots.to_vec();
    while let Some(id) = waiting.pop() {
        let Some(node) = document.get_node_mut(id) else { continue };
        if let Some(children) = node.layout_children.get_mut() {
            waiting.extend(children.iter().copied());
        }
        let text = node.element_data_mut().and_then(|data| data.inline_layout_data.as_deref_mut());
        if let Some(text) = text {
            make_room(text);
            *text = text.clone();
            // Only the room for it stays.
            drop(text.layout.break_lines());
        }
    }
}

/// Makes one line, so that a copy has room for one: most paragraphs have no more, and a vector that
/// grows by itself starts with four.
fn make_room(text: &mut TextLayout) {
    if !text.text.is_empty() {
        text.layout.break_lines().break_next_with_length(LINE_LETTERS);
    }
}
