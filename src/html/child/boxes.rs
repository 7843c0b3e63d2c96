//! Where elements stand on the page, in CSS pixels.

use super::super::protocol::Rect;
use super::page::Built;

/// The boxes of an element that can be seen; none of a text.
pub fn rects_of(built: &Built, node: blitz_dom::NodeId) -> Vec<Rect> {
    let is_element = built.document.get_node(node).is_some_and(blitz_dom::Node::is_element);
    if !is_element {
        return Vec::new();
    }
    let rects = built.document.node_client_rects(node).into_iter().map(|rect| Rect {
        x: rect.x as f32,
        y: rect.y as f32,
        width: rect.width as f32,
        height: rect.height as f32,
    });
    rects.filter(|rect| rect.width > 0.0 && rect.height > 0.0).collect()
}

/// The boxes of pictures, and of what stands for those that are not shown.
pub fn of_pictures(built: &Built) -> Vec<Rect> {
    let is_picture = |name: &str| matches!(name, "img" | "mp-img");
    let pictures = built.tree.walk().map(|(id, _)| id);
    let pictures = pictures
        .filter(|id| built.tree.element(*id).is_some_and(|element| is_picture(element.local())));
    let nodes = pictures.filter_map(|id| built.nodes.get(id).copied().flatten());
    nodes.flat_map(|node| rects_of(built, node)).collect()
}
