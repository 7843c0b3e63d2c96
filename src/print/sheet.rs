//! Texts as pages for paper.

use crate::model::BodyText;

const STYLE: &str = "<style>body{margin:8px 0 0;color:#000}\
    pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext;\
    font:13px/1.45 monospace}p{font:13px/1.45 sans-serif}</style>";

const NOT_LOADED: &str = "<p>The rest of this text was not loaded.</p>";

/// Lines of one block: a line break between two is one like any other.
const BLOCK_LINES: usize = 50;

/// A text with its lines as they are, wrapped where paper ends.
pub(super) fn text(text: &BodyText) -> String {
    let mut html = STYLE.to_owned();
    let mut lines = text.text.split_inclusive('\n').peekable();
    if text.text.trim().is_empty() {
        html.push_str("<p>No text to show</p>");
    }
    while lines.peek().is_some() {
        html.push_str("<pre>\n");
        lines.by_ref().take(BLOCK_LINES).for_each(|line| html.push_str(&escaped(line)));
        html.push_str("</pre>");
    }
    if text.read_bytes < text.total_bytes {
        html.push_str(NOT_LOADED);
    }
    html
}

/// What stands below a page that was not fetched to its end.
pub fn not_loaded() -> String {
    format!("{STYLE}{NOT_LOADED}")
}

/// What stands for a part that was not fetched.
pub fn left_out(name: &str, media_type: &str) -> String {
    let name = if name.is_empty() { media_type } else { name };
    format!("{STYLE}<p>{} was not loaded.</p>", escaped(name))
}

/// Text that may stand between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
