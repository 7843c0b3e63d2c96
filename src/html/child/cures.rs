//! What Blitz leaves out or lays over other things, found in styles and layout and changed in the
//! page.
//!
//! - It drops what stands in a row of a table without being a cell: most mails that stack their
//!   columns on telephones write `td { display: block }`. CSS 2.2 §17.2.1 wants an anonymous cell
//!   around it; here an element `mp-cell` is put there.
//! - It drops captions: here they become a row.
//! - It finds few of the widths of columns: see [`super::columns`].
//! - A cell with a width stays that narrow whatever it holds (CSS 2.2 §17.5.2.2 makes it grow):
//!   pictures lie over the next column. Here the cell gets the width that its content has.

use std::rc::Rc;

use blitz_dom::BaseDocument;
use style::values::specified::box_::DisplayInside;

use super::super::sanitise::{Data, Element, NodeId, Tree};
use super::columns::{self, Known};
use super::page::Built;

/// Overflow of a cell that is rounding, in CSS pixels.
const TOLERANCE: f32 = 1.0;

/// A changed copy of a page whose styles are known, or `None` where nothing is amiss.
pub fn by_style(built: &Built) -> Option<Rc<Tree>> {
    let mut tree = Rc::clone(&built.tree);
    // One after the other: columns mean little before everything is in its place.
    let is_changed =
        wrap_strays(built, &mut tree) || columns::size(built, &mut tree, Known::Styles);
    is_changed.then_some(tree)
}

/// A changed copy of a page that was laid out, or `None` where nothing is amiss.
pub fn by_layout(built: &Built) -> Option<Rc<Tree>> {
    let mut tree = Rc::clone(&built.tree);
    let is_changed =
        columns::size(built, &mut tree, Known::Layout) || widen_cells(built, &mut tree);
    is_changed.then_some(tree)
}

/// How the node lays its content out; `None` where it has no box in the flow.
pub fn display(built: &Built, id: NodeId) -> Option<DisplayInside> {
    let node = built.document.get_node(built.nodes.get(id).copied().flatten()?)?;
    let styles = node.primary_styles()?;
    let position = styles.clone_position();
    if position.is_absolutely_positioned() {
        return None;
    }
    Some(styles.clone_display().inside())
}

/// Puts rows and cells around what is neither; whether there was any.
fn wrap_strays(built: &Built, tree: &mut Rc<Tree>) -> bool {
    let mut is_changed = false;
    let elements: Vec<_> = tree.walk().map(|(id, _)| id).collect();
    for id in elements {
        match display(built, id) {
            Some(DisplayInside::TableRow) => {
                let is_cell = |id| {
                    matches!(
                        display(built, id),
                        None | Some(DisplayInside::TableCell | DisplayInside::None)
                    )
                };
                is_changed |= wrap(tree, id, &is_cell, &["mp-cell"]);
            }
            Some(
                DisplayInside::Table
                | DisplayInside::TableRowGroup
                | DisplayInside::TableHeaderGroup
                | DisplayInside::TableFooterGroup,
            ) => {
                let is_part = |id| {
                    matches!(
                        display(built, id),
                        None | Some(
                            DisplayInside::TableRow
                                | DisplayInside::TableRowGroup
                                | DisplayInside::TableHeaderGroup
                                | DisplayInside::TableFooterGroup
                                | DisplayInside::TableColumn
                                | DisplayInside::TableColumnGroup
                                | DisplayInside::None
                        )
                    )
                };
                is_changed |= wrap(tree, id, &is_part, &["mp-row", "mp-cell"]);
            }
            _ => {}
        }
    }
    is_changed
}

/// Wraps each run of children of `parent` that do not fit into the elements `around`, one in the
/// other.
fn wrap(
    tree: &mut Rc<Tree>,
    parent: NodeId,
    fits: &dyn Fn(NodeId) -> bool,
    around: &[&str],
) -> bool {
    let children = tree.children(parent).to_vec();
    let columns = columns_of(tree, parent);
    let mut open = None;
    let mut is_changed = false;
    for child in children {
        let Some(element) = tree.element(child) else { continue };
        let is_caption = element.local() == "caption";
        if fits(child) {
            open = None;
            continue;
        }
        // The page is copied where it is changed, and not before.
        let tree = Rc::make_mut(tree);
        let inner = match open {
            Some(inner) if !is_caption => inner,
            _ => {
                let index = tree.index_in(parent, child).unwrap_or(usize::MAX);
                let mut place = (parent, index);
                for name in around {
                    let made = tree.create(Data::Element(Element::html(name)));
                    tree.insert(place.0, place.1, made);
                    place = (made, usize::MAX);
                }
                if around.len() > 1
                    && columns > 1
                    && let Some(cell) = tree.element_mut(place.0)
                {
                    cell.set("colspan", columns.to_string());
                }
                place.0
            }
        };
        tree.append(inner, child);
        open = (!is_caption).then_some(inner);
        is_changed = true;
    }
    is_changed
}

/// Cells of the widest of the first rows: enough for a caption to stand over them.
fn columns_of(tree: &Tree, table: NodeId) -> usize {
    let rows = crate::html::sanitise::rows(tree, table);
    let width = |row: &NodeId| {
        let spans = tree.children(*row).iter().filter_map(|cell| tree.element(*cell)).map(|cell| {
            cell.attribute("colspan").and_then(|span| span.parse::<usize>().ok()).unwrap_or(1)
        });
        spans.sum::<usize>()
    };
    rows.iter().take(5).map(width).max().unwrap_or(1)
}

/// Gives cells that are narrower than their content its width; whether there were any.
fn widen_cells(built: &Built, tree: &mut Rc<Tree>) -> bool {
    let mut is_changed = false;
    let elements: Vec<_> = tree.walk().map(|(id, _)| id).collect();
    for id in elements {
        let Some(element) = tree.element(id) else { continue };
        if !matches!(element.local(), "img" | "table" | "mp-img") {
            continue;
        }
        let Some(content) = bounds(built, id) else { continue };
        let cell = tree.ancestors(id).skip(1).find(|ancestor| {
            tree.element(*ancestor)
                .is_some_and(|element| matches!(element.local(), "td" | "th" | "mp-cell"))
        });
        let Some(cell) = cell else { continue };
        let Some(inside) = bounds(built, cell) else { continue };
        let missing = content.1 - inside.1;
        // What begins outside was put there on purpose.
        if missing <= TOLERANCE || content.0 + TOLERANCE < inside.0 || inside.1 <= inside.0 {
            continue;
        }
        let is_wide = tree.element(cell).is_some_and(|cell| cell.attribute("colspan").is_some());
        let giver = columns::giver(tree, cell);
        if !is_wide && let Some(cell) = Rc::make_mut(tree).element_mut(giver) {
            let width = inside.1 - inside.0 + missing;
            let style = cell.attribute("style").unwrap_or_default();
            let style =
                format!("{style};width:{width}px!important;box-sizing:border-box!important");
            cell.set("style", style);
            cell.remove("width");
            is_changed = true;
        }
    }
    is_changed
}

/// Left and right edge of the box in CSS pixels, with the padding that its cell still needs.
fn bounds(built: &Built, id: NodeId) -> Option<(f32, f32)> {
    let node = built.nodes.get(id).copied().flatten()?;
    let document: &BaseDocument = &built.document;
    let rect = document.get_client_bounding_rect(node)?;
    Some((rect.x as f32, (rect.x + rect.width) as f32))
}
