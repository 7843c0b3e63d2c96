//! A page as a tree in one vector: no recursion, not even to drop it.

use std::sync::Arc;

use html5ever::{LocalName, QualName, ns};

/// Place of a node in [`Tree`]; never used with another tree.
pub type NodeId = usize;

/// The tree's root, which is no element.
pub const ROOT: NodeId = 0;

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    Root,
    Element(Element),
    Text(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub name: QualName,
    pub attributes: Vec<(LocalName, String)>,
}

impl Element {
    /// An HTML element without attributes.
    pub fn html(name: &str) -> Self {
        Self { name: qual_name(name), attributes: Vec::new() }
    }

    /// The lower-case name without its namespace; [`Element::is_html`] tells whose it is.
    pub fn local(&self) -> &str {
        &self.name.local
    }

    pub fn is_html(&self) -> bool {
        self.name.ns == ns!(html)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| &**found == name).map(|(_, value)| value.as_str())
    }

    /// Sets or replaces an attribute.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        match self.attributes.iter_mut().find(|(found, _)| &**found == name) {
            Some((_, old)) => *old = value.into(),
            None => self.attributes.push((LocalName::from(name), value.into())),
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.attributes.retain(|(found, _)| &**found != name);
    }
}

pub fn qual_name(name: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(name))
}

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
    pub data: Data,
}

/// A copy shares its nodes with the original until they are changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    nodes: Vec<Arc<Node>>,
}

impl Default for Tree {
    fn default() -> Self {
        let root = Node { parent: None, children: Vec::new(), data: Data::Root };
        Self { nodes: vec![Arc::new(root)] }
    }
}

impl Tree {
    /// Nodes ever made, the root and detached ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    pub fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id).map(|node| &**node)
    }

    fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id).map(Arc::make_mut)
    }

    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.get(id)?.data {
            Data::Element(element) => Some(element),
            Data::Root | Data::Text(_) => None,
        }
    }

    pub fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match &mut self.get_mut(id)?.data {
            Data::Element(element) => Some(element),
            Data::Root | Data::Text(_) => None,
        }
    }

    pub fn text_mut(&mut self, id: NodeId) -> Option<&mut String> {
        match &mut self.get_mut(id)?.data {
            Data::Text(text) => Some(text),
            Data::Root | Data::Element(_) => None,
        }
    }

    pub fn children(&self, id: NodeId) -> &[NodeId] {
        self.get(id).map_or(&[], |node| &node.children)
    }

    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.get(id)?.parent
    }

    /// Makes a node that stands nowhere yet.
    pub fn create(&mut self, data: Data) -> NodeId {
        self.nodes.push(Arc::new(Node { parent: None, children: Vec::new(), data }));
        self.nodes.len() - 1
    }

    /// Puts `child` at the end of `parent`, away from where it stood.
    pub fn append(&mut self, parent: NodeId, child: NodeId) {
        self.insert(parent, usize::MAX, child);
    }

    /// Puts `child` at the place `index` of `parent`, or at its end.
    ///
    /// Nothing happens where that would make a ring.
    pub fn insert(&mut self, parent: NodeId, index: usize, child: NodeId) {
        if self.is_inside(parent, child) {
            return;
        }
        self.detach(child);
        if let Some(node) = self.get_mut(parent) {
            let index = index.min(node.children.len());
            node.children.insert(index, child);
            if let Some(node) = self.get_mut(child) {
                node.parent = Some(parent);
            }
        }
    }

    fn is_inside(&self, id: NodeId, outer: NodeId) -> bool {
        // A node without children holds nothing, which is nearly always the case.
        if id != outer && self.children(outer).is_empty() {
            return false;
        }
        self.ancestors(id).any(|ancestor| ancestor == outer)
    }

    /// The node and what it stands in, from the inside out.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// Takes a node with all it holds out of its parent.
    pub fn detach(&mut self, id: NodeId) {
        let Some(parent) = self.get_mut(id).and_then(|node| node.parent.take()) else {
            return;
        };
        if let Some(index) = self.index_in(parent, id)
            && let Some(node) = self.get_mut(parent)
        {
            node.children.remove(index);
        }
    }

    /// Where `child` stands in `parent`; looked for from the end, where parsers work.
    pub fn index_in(&self, parent: NodeId, child: NodeId) -> Option<usize> {
        self.children(parent).iter().rposition(|id| *id == child)
    }

    /// Makes `children` all that stands in `parent`, in this order; none of them may hold it. What
    /// stood there before and is not among them stands nowhere.
    pub fn set_children(&mut self, parent: NodeId, children: Vec<NodeId>) {
        for id in self.children(parent).to_vec() {
            if let Some(node) = self.get_mut(id) {
                node.parent = None;
            }
        }
        for id in &children {
            if let Some(node) = self.get_mut(*id) {
                node.parent = Some(parent);
            }
        }
        if let Some(node) = self.get_mut(parent) {
            node.children = children;
        }
    }

    /// Moves all children of `from` to the end of `to`.
    pub fn move_children(&mut self, from: NodeId, to: NodeId) {
        let Some(children) = self.get_mut(from).map(|node| std::mem::take(&mut node.children))
        else {
            return;
        };
        for child in &children {
            if let Some(node) = self.get_mut(*child) {
                node.parent = Some(to);
            }
        }
        if let Some(node) = self.get_mut(to) {
            node.children.extend(children);
        }
    }

    /// Every node below the root in the order of the page, with how deep it stands (1 and more).
    pub fn walk(&self) -> Walk<'_> {
        Walk { tree: self, waiting: self.children(ROOT).iter().rev().map(|id| (*id, 1)).collect() }
    }

    /// The first element of that name, in the order of the page.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.walk()
            .map(|(id, _)| id)
            .find(|id| self.element(*id).is_some_and(|e| e.local() == name))
    }
}

#[derive(Debug)]
pub struct Walk<'a> {
    tree: &'a Tree,
    waiting: Vec<(NodeId, usize)>,
}

impl Iterator for Walk<'_> {
    type Item = (NodeId, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let (id, depth) = self.waiting.pop()?;
        let children = self.tree.children(id);
        self.waiting.extend(children.iter().rev().map(|child| (*child, depth + 1)));
        Some((id, depth))
    }
}

/// An attribute's name without a namespace, as the layout engine wants it.
pub fn attribute_name(name: &LocalName) -> QualName {
    QualName::new(None, ns!(), name.clone())
}

/// All nodes inside `id` in the order of the page.
pub fn descendants(tree: &Tree, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let waiting = tree.children(id).iter().rev().map(|id| (*id, 1)).collect();
    Walk { tree, waiting }.map(|(id, _)| id)
}

/// The text inside `id`, white space collapsed, cut at about `limit_bytes`.
pub fn text_of(tree: &Tree, id: NodeId, limit_bytes: usize) -> String {
    let mut out = String::new();
    for id in descendants(tree, id) {
        let Some(Data::Text(text)) = tree.get(id).map(|node| &node.data) else { continue };
        for word in text.split_whitespace() {
            if out.len() + word.len() > limit_bytes {
                return out;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_move_without_making_rings() {
        let mut tree = Tree::default();
        let [a, b, c] = ["a", "b", "c"].map(|name| tree.create(Data::Element(Element::html(name))));
        tree.append(ROOT, a);
        tree.append(a, b);
        tree.append(b, c);
        tree.append(c, a);
        assert_eq!(tree.parent(a), Some(ROOT), "a ring was refused");
        tree.insert(ROOT, 0, c);
        let order: Vec<_> = tree.walk().collect();
        assert_eq!(order, [(c, 1), (a, 1), (b, 2)]);
        tree.move_children(a, c);
        assert_eq!((tree.parent(b), tree.children(a)), (Some(c), &[] as &[NodeId]));
        tree.detach(c);
        assert_eq!(tree.find("b"), None);
    }
}
