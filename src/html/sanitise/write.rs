//! A clean page as text, to read it and to compare it.

use super::tree::{Data, ROOT, Tree};

/// Without recursion: a page may be as deep as it was allowed to be.
pub(super) fn to_html(tree: &Tree) -> String {
    enum Step {
        Open(usize),
        Close(String),
    }
    let mut out = String::new();
    let mut waiting: Vec<_> = tree.children(ROOT).iter().rev().map(|id| Step::Open(*id)).collect();
    while let Some(step) = waiting.pop() {
        let id = match step {
            Step::Close(name) => {
                out.push_str(&format!("</{name}>"));
                continue;
            }
            Step::Open(id) => id,
        };
        match tree.get(id).map(|node| &node.data) {
            Some(Data::Text(text)) => {
                let parent = tree.parent(id).and_then(|parent| tree.element(parent));
                if parent.is_some_and(|parent| parent.local() == "style") {
                    out.push_str(text);
                } else {
                    escape_into(text, &mut out);
                }
            }
            Some(Data::Element(element)) => {
                out.push_str(&format!("<{}", element.local()));
                for (name, value) in &element.attributes {
                    out.push_str(&format!(" {name}=\""));
                    escape_into(value, &mut out);
                    out.push('"');
                }
                out.push('>');
                if !matches!(element.local(), "br" | "img" | "hr" | "wbr" | "col") {
                    waiting.push(Step::Close(element.local().to_owned()));
                }
                waiting.extend(tree.children(id).iter().rev().map(|id| Step::Open(*id)));
            }
            Some(Data::Root) | None => {}
        }
    }
    out
}

fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
