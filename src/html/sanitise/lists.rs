//! Numbers of items that the layout engine does not find: Roman ones, and those after `value`.

use super::tree::{Element, NodeId, Tree};
use crate::html::article::List;

/// The lists that are open, from the outside in.
#[derive(Debug, Default)]
pub struct Lists(Vec<Open>);

#[derive(Debug)]
struct Open {
    id: NodeId,
    list: List,
    /// An item said its number, which those after it count from.
    is_set: bool,
}

impl Lists {
    /// Notes a list that was put into the clean page as `id`.
    pub fn open(&mut self, id: NodeId, element: &Element) {
        // The engine counts down by itself.
        if element.local() == "ol" && element.attribute("reversed").is_none() {
            self.0.push(Open { id, list: List::of(element, 0), is_set: false });
        }
    }

    /// The declaration that gives an item below `parent` its number; empty where the engine does.
    pub fn declaration(&mut self, tree: &Tree, parent: NodeId, item: &Element) -> String {
        let is_open = |open: &Open| tree.ancestors(parent).any(|ancestor| ancestor == open.id);
        while self.0.last().is_some_and(|open| !is_open(open)) {
            self.0.pop();
        }
        let Some(open) = self.0.last_mut().filter(|open| open.id == parent) else {
            return String::new();
        };
        open.is_set |= item.attribute("value").is_some();
        let is_needed = open.is_set || open.list.is_roman(item);
        let marker = open.list.marker(item);
        if !is_needed || marker.is_empty() {
            return String::new();
        }
        // A space at the end of a marker takes no place, unless it does not break.
        format!("list-style-type:\"{marker}\\a0 \";")
    }
}
