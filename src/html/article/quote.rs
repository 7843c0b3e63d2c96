//! Which elements mean that somebody else is speaking.

use super::look;
use crate::html::sanitise::{Element, NodeId, Tree};

/// Containers of mail programs that hold nothing but what is answered.
const QUOTE_CLASSES: &[&str] =
    &["yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "tutanota_quote", "zmail_extra"];

/// Containers that hold an answered message, or a forwarded one, which is no quotation: only the
/// former has a `<blockquote>` next to its first line.
const GMAIL_CLASSES: &[&str] = &["gmail_quote", "gmail_extra"];

/// Whether `id` begins a quotation. `outer_is_box` says that it stands in a mail program's container,
/// which already counts.
pub(super) fn is_quote(tree: &Tree, id: NodeId, element: &Element, outer_is_box: bool) -> bool {
    match element.local() {
        "blockquote" => !outer_is_box,
        "div" => is_box(tree, id, element) || is_word_quote(element),
        _ => false,
    }
}

/// Whether a `<div>` is a mail program's container of what is answered.
pub(super) fn is_box(tree: &Tree, id: NodeId, element: &Element) -> bool {
    element.local() == "div"
        && (has_class(element, QUOTE_CLASSES)
            || (has_class(element, GMAIL_CLASSES) && holds_quote(tree, id)))
}

fn has_class(element: &Element, wanted: &[&str]) -> bool {
    let classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
    // Outlook on the web puts `x_` before the classes of others.
    classes.map(|class| class.trim_start_matches("x_")).any(|class| wanted.contains(&class))
}

/// Whether a `<blockquote>` stands directly inside, or one element further.
fn holds_quote(tree: &Tree, id: NodeId) -> bool {
    let is_quote =
        |id: &NodeId| tree.element(*id).is_some_and(|element| element.local() == "blockquote");
    let children = tree.children(id);
    children.iter().any(|child| is_quote(child) || tree.children(*child).iter().any(is_quote))
}

/// Word marks what it quotes by a line at the left and no other (`border:none;border-left:solid …`).
fn is_word_quote(element: &Element) -> bool {
    look::declaration(element, "border").is_some_and(|border| border.starts_with("none"))
        && look::declaration(element, "border-left").is_some_and(|left| left.contains("solid"))
}
