//! What html5ever builds the tree into, bounded in nodes and depth.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

use super::limits::{ATTRIBUTE_LIMIT_BYTES, DATA_IMAGE_LIMIT_BYTES, NODE_LIMIT};
use super::tree::{Data, Element, NodeId, ROOT, Tree};

/// Attributes of one element that are looked at; no real mail writes so many.
const ATTRIBUTES_LIMIT: usize = 100;

#[derive(Debug, Default)]
pub struct Sink {
    tree: RefCell<Tree>,
    depth: Cell<usize>,
}

/// The name of an element, on its own: the tree is borrowed only while it is copied.
#[derive(Debug)]
pub struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    /// How deep the element stands that was opened or closed last, nearly.
    pub fn depth(&self) -> usize {
        self.depth.get()
    }

    pub fn is_full(&self) -> bool {
        self.tree.borrow().len() >= NODE_LIMIT
    }

    fn note_depth(&self, id: NodeId) {
        let depth = self.tree.borrow().ancestors(id).count();
        self.depth.set(depth);
    }

    /// Appends text to the text before it, as parsers must.
    fn put(&self, parent: NodeId, index: usize, child: NodeOrText<NodeId>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(id) => tree.insert(parent, index, id),
            NodeOrText::AppendText(text) => {
                let before = index.min(tree.children(parent).len()).checked_sub(1);
                let before = before.and_then(|at| tree.children(parent).get(at).copied());
                match before.and_then(|id| tree.text_mut(id)) {
                    Some(old) => old.push_str(&text),
                    None => {
                        let id = tree.create(Data::Text(text.to_string()));
                        tree.insert(parent, index, id);
                    }
                }
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        let tree = self.tree.borrow();
        Name(tree.element(*target).map_or_else(|| super::tree::qual_name(""), |e| e.name.clone()))
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> NodeId {
        let attributes = attributes.into_iter().take(ATTRIBUTES_LIMIT).filter_map(kept).collect();
        self.tree.borrow_mut().create(Data::Element(Element { name, attributes }))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        // An empty text: comments are kept nowhere, but the parser wants a handle.
        self.tree.borrow_mut().create(Data::Text(String::new()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.tree.borrow_mut().create(Data::Text(String::new()))
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let opened = match &child {
            NodeOrText::AppendNode(id) => *id,
            NodeOrText::AppendText(_) => *parent,
        };
        self.put(*parent, usize::MAX, child);
        self.note_depth(opened);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        if self.tree.borrow().parent(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &NodeId) {
        let parent = self.tree.borrow().parent(*node);
        self.note_depth(parent.unwrap_or(ROOT));
    }

    /// Templates are dropped with all they hold: their contents need no tree of their own.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let place = {
            let tree = self.tree.borrow();
            tree.parent(*sibling)
                .and_then(|parent| Some((parent, tree.index_in(parent, *sibling)?)))
        };
        if let Some((parent, index)) = place {
            self.put(parent, index, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(element) = tree.element_mut(*target) else { return };
        for (name, value) in attributes.into_iter().take(ATTRIBUTES_LIMIT).filter_map(kept) {
            if element.attribute(&name).is_none() && element.attributes.len() < ATTRIBUTES_LIMIT {
                element.attributes.push((name, value));
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.tree.borrow_mut().move_children(*node, *new_parent);
    }
}

/// An attribute that is short enough; pictures written as `data:` may be long.
fn kept(attribute: Attribute) -> Option<(LocalName, String)> {
    let value = attribute.value;
    let limit_bytes = match &*attribute.name.local {
        "src" | "background" | "style" => DATA_IMAGE_LIMIT_BYTES,
        _ => ATTRIBUTE_LIMIT_BYTES,
    };
    (value.len() <= limit_bytes).then(|| (attribute.name.local, value.to_string()))
}
