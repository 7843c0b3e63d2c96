//! Long runs of blocks put into blocks around them, so that what is out of view is passed over
//! together.
//!
//! The painter asks each child of a block whether it is in view, and takes one that ends above the
//! view for visible where it begins in the lower half of its parent: at the end of a page of 17,000
//! paragraphs it paints half of them for nothing, 0.2 s for each tile. A block without border,
//! padding or style of its own changes no margins: they collapse through it (CSS 2.2 §8.3.1).

use super::super::sanitise::{Data, Element, NodeId, Tree};

/// Blocks side by side from which on they are grouped: newsletters have fewer, and stay as they are.
const GROUPED_FROM: usize = 300;

/// Blocks in a group: about two screens of paragraphs, of which as many are painted for nothing.
const GROUP_LENGTH: usize = 64;

/// Name of the blocks around.
pub const GROUP: &str = "mp-group";

/// Style sheets that look at what stands beside or directly above an element, or take it out of the
/// flow, would see a group; and so would rules for any element, or for all but some.
const SHEET_WORDS: &[&str] = &[
    ">", "+", "~", "child", "of-type", "float", "position", "display", "column", "grid", "flex",
    "*", ":not(",
];

/// What the sanitiser leaves of a comment.
const COMMENT: &str = "/**/";

/// Declarations of a block that a group could disturb.
const BLOCK_WORDS: &[&str] = &["float", "position", "display"];

/// Declarations of the block around them for which its children are not laid out one below the other.
const PARENT_WORDS: &[&str] = &["display", "column", "grid", "flex"];

/// Groups what can be grouped without being seen.
pub fn group(tree: &mut Tree) {
    let is_long = |id: &NodeId| tree.children(*id).len() >= GROUPED_FROM;
    let parents: Vec<_> = tree.walk().map(|(id, _)| id).filter(is_long).collect();
    if parents.is_empty() || looks_at_neighbours(tree) {
        return;
    }
    for parent in parents {
        if is_plain_parent(tree, parent) {
            group_children(tree, parent);
        }
    }
}

fn group_children(tree: &mut Tree, parent: NodeId) {
    let children: Vec<_> =
        tree.children(parent).iter().map(|id| (is_plain(tree, *id), *id)).collect();
    let mut all = Vec::new();
    let mut groups = Vec::new();
    for run in children.chunk_by(|a, b| a.0 == b.0) {
        let is_grouped = run.len() >= GROUPED_FROM && run.iter().all(|(is_plain, _)| *is_plain);
        let ids = run.iter().map(|(_, id)| *id);
        if !is_grouped {
            all.extend(ids);
            continue;
        }
        let ids: Vec<_> = ids.collect();
        for members in ids.chunks(GROUP_LENGTH) {
            let group = tree.create(Data::Element(Element::html(GROUP)));
            all.push(group);
            groups.push((group, members.to_vec()));
        }
    }
    tree.set_children(parent, all);
    for (group, members) in groups {
        tree.set_children(group, members);
    }
}

fn looks_at_neighbours(tree: &Tree) -> bool {
    let sheets = tree
        .walk()
        .filter(|(id, _)| tree.element(*id).is_some_and(|element| element.local() == "style"));
    let mut texts = sheets.flat_map(|(id, _)| tree.children(id)).filter_map(|id| tree.get(*id));
    texts.any(|node| match &node.data {
        Data::Text(text) => mentions(&text.replace(COMMENT, " "), SHEET_WORDS),
        Data::Element(_) | Data::Root => false,
    })
}

fn is_plain_parent(tree: &Tree, id: NodeId) -> bool {
    tree.element(id).is_some_and(|element| {
        matches!(element.local(), "body" | "div" | "td" | "blockquote")
            && !mentions(element.attribute("style").unwrap_or_default(), PARENT_WORDS)
    })
}

/// A block in the flow, or the white space between two.
fn is_plain(tree: &Tree, id: NodeId) -> bool {
    match tree.get(id).map(|node| &node.data) {
        Some(Data::Text(text)) => text.trim_ascii().is_empty(),
        Some(Data::Element(element)) => {
            // No tables: one that is aligned floats, and what remains of it does not tell.
            let is_block = matches!(
                element.local(),
                "p" | "div"
                    | "pre"
                    | "blockquote"
                    | "hr"
                    | "ul"
                    | "ol"
                    | "h1"
                    | "h2"
                    | "h3"
                    | "h4"
                    | "h5"
                    | "h6"
            );
            is_block && !mentions(element.attribute("style").unwrap_or_default(), BLOCK_WORDS)
        }
        _ => false,
    }
}

fn mentions(text: &str, words: &[&str]) -> bool {
    let lower = text.to_ascii_lowercase();
    words.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::super::sanitise::{self, Picture, Pictures};
    use super::*;

    struct None;

    impl Pictures for None {
        fn find(&mut self, _: &str) -> Picture {
            Picture::Missing
        }
    }

    /// How many groups there are, and the page without them.
    fn grouped(html: &str) -> (usize, String, String) {
        let before = sanitise::sanitise(html, &mut None).tree;
        let mut tree = before.clone();
        group(&mut tree);
        let after = sanitise::to_html(&tree);
        let without = after.replace("<mp-group>", "").replace("</mp-group>", "");
        (after.matches("<mp-group>").count(), without, sanitise::to_html(&before))
    }

    #[test]
    fn long_runs_of_blocks_are_grouped_in_their_order() {
        let words = |count| (0..count).map(|n| format!("<p>{n}</p>\n")).collect::<String>();
        let (groups, without, before) = grouped(&words(500));
        assert!(groups > 4 && without == before, "{groups}");
        let (groups, without, before) = grouped(&format!("{0}text{0}", words(200)));
        assert!(groups > 4 && without == before, "{groups}");
        assert_eq!(grouped(&words(100)).0, 0, "a short page stays as it is");
        let (groups, ..) =
            grouped(&format!("<style>/* all */ p{{margin:0}}</style>{}", words(500)));
        assert!(groups > 4, "a comment is no rule");
    }

    #[test]
    fn what_would_see_a_group_is_left_alone() {
        for (head, one) in [
            ("<style>p + p{margin:0}</style>", "<p>x"),
            ("<style>p:nth-child(2){margin:0}</style>", "<p>x"),
            ("<style>*{padding:9px}</style>", "<p>x"),
            ("<style>body :not(p){padding:9px}</style>", "<p>x"),
            ("", "<p style='float:left'>x</p>"),
            ("", "<table align=left><tr><td>x</table>"),
            ("", "<span>x</span>"),
            ("<div style='display:flex'>", "<p>x</p>"),
            ("<ul>", "<li>x</li>"),
        ] {
            assert_eq!(grouped(&format!("{head}{}", one.repeat(400))).0, 0, "{head} {one}");
        }
    }
}
