//! Hostile HTML cut down to a handful of balanced block tags before a real parser sees it.
//!
//! The parser behind [`super::html`] recurses over its tree and follows all of HTML's repair
//! rules, some of which cost far more than linear time. After this pass the tree is at most
//! [`DEPTH_LIMIT`] deep, holds no formatting elements, scripts, styles, tables or attributes, and
//! link targets are plain text. What a browser would not show (`display: none`) is gone.

use std::collections::BTreeMap;

use super::html_tag::{Tag, Token, Tokens, decode_attribute, escape_into};

/// Open elements at any time. Honest mail stays below; more would only indent.
const DEPTH_LIMIT: usize = 48;

/// A target this short stands behind its text; a longer one goes to the notes at the end.
const INLINE_TARGET_BYTES: usize = 60;

/// Targets listed at the end.
const NOTES_LIMIT: usize = 500;

/// A longer target is no link anyone follows from text.
const TARGET_LIMIT_BYTES: usize = 4096;

/// Stands between the cells of a row until the text is made; private use, so no mail means it.
pub(super) const CELL_MARK: char = '\u{e000}';

/// The cut-down HTML, with the targets of long links as paragraphs at its end.
pub(super) fn trim(html: &str) -> String {
    let mut trimmer = Trimmer::default();
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => trimmer.text(text),
            Token::Open(tag) => trimmer.open(&tag),
            Token::Close(name) => trimmer.close(&name),
        }
    }
    trimmer.finish()
}

#[derive(Debug, Default)]
struct Trimmer {
    out: String,
    /// Source name and emitted name of what is open.
    stack: Vec<(String, &'static str)>,
    /// Inside an element that is not displayed: its name, and how many of that name are open.
    hidden: Option<(String, usize)>,
    /// The open link: its target, and where its text begins in `out`.
    link: Option<(String, usize)>,
    notes: BTreeMap<String, usize>,
    /// A cell of the current row was begun already.
    in_row: bool,
}

impl Trimmer {
    fn text(&mut self, text: &str) {
        if self.hidden.is_none() {
            self.out.extend(text.chars().filter(|c| *c != CELL_MARK));
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if let Some((hidden, count)) = &mut self.hidden {
            *count += usize::from(hidden == name);
            return;
        }
        if tag.is_hidden() && !is_void(name) {
            self.hidden = Some((tag.name.clone(), 1));
            return;
        }
        match name {
            "br" => self.out.push_str(if self.inside("pre") { "\n" } else { "<br>" }),
            "hr" => self.out.push_str("<p>\u{2014}\u{2014}\u{2014}</p>"),
            "img" => self.image(tag),
            "a" => {
                self.end_link();
                let target =
                    tag.attribute("href").map(|raw| decode_attribute(raw, TARGET_LIMIT_BYTES));
                self.link =
                    target.filter(|target| is_link(target)).map(|target| (target, self.out.len()));
            }
            "td" | "th" => {
                if std::mem::replace(&mut self.in_row, true) {
                    self.out.push(CELL_MARK);
                }
            }
            _ => {
                self.in_row &= name != "tr";
                if let Some(emitted) = block_for(name) {
                    self.open_block(name, emitted);
                }
            }
        }
    }

    fn open_block(&mut self, name: &str, emitted: &'static str) {
        if self.stack.last().is_some_and(|(_, open)| *open == "p") {
            self.pop(); // A paragraph holds no blocks; the parser would close it too.
        }
        if emitted == "li" {
            if self.stack.last().is_some_and(|(_, open)| *open == "li") {
                self.pop();
            }
            if !self.stack.last().is_some_and(|(_, open)| matches!(*open, "ul" | "ol")) {
                self.out.push_str("<br>\u{2022} ");
                return;
            }
        }
        if self.stack.len() >= DEPTH_LIMIT {
            if !self.out.ends_with("<br>") {
                self.out.push_str("<br>");
            }
            return;
        }
        self.out.push('<');
        self.out.push_str(emitted);
        self.out.push('>');
        self.stack.push((name.to_owned(), emitted));
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, count)) = &mut self.hidden {
            *count -= usize::from(hidden == name);
            if *count == 0 {
                self.hidden = None;
            }
            return;
        }
        if name == "a" {
            self.end_link();
        } else if let Some(at) = self.stack.iter().rposition(|(open, _)| open == name) {
            while self.stack.len() > at {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        if let Some((_, emitted)) = self.stack.pop() {
            self.out.push_str("</");
            self.out.push_str(emitted);
            self.out.push('>');
        }
    }

    fn inside(&self, emitted: &str) -> bool {
        self.stack.iter().any(|(_, open)| *open == emitted)
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let alt = tag.attribute("alt").map(|raw| decode_attribute(raw, TARGET_LIMIT_BYTES));
        if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
            self.out.push('[');
            escape_into(alt.trim(), &mut self.out);
            self.out.push(']');
        }
    }

    /// Writes where a link leads, unless its text says so already or it has no text.
    fn end_link(&mut self) {
        let Some((target, start)) = self.link.take() else { return };
        let shown = visible_text(self.out.get(start..).unwrap_or_default());
        if shown.is_empty() || says_target(&shown, &target) {
            return;
        }
        if target.len() <= INLINE_TARGET_BYTES {
            self.out.push_str(" &lt;");
            escape_into(&target, &mut self.out);
            self.out.push_str("&gt;");
            return;
        }
        let next = self.notes.len() + 1;
        let number = match self.notes.get(&target) {
            Some(number) => *number,
            None if next > NOTES_LIMIT => return,
            None => {
                self.notes.insert(target, next);
                next
            }
        };
        self.out.push_str(&format!(" [{number}]"));
    }

    fn finish(mut self) -> String {
        self.end_link();
        while !self.stack.is_empty() {
            self.pop();
        }
        let mut notes: Vec<_> = std::mem::take(&mut self.notes).into_iter().collect();
        notes.sort_by_key(|(_, number)| *number);
        if !notes.is_empty() {
            self.out.push_str("<p>");
        }
        for (target, number) in notes {
            self.out.push_str(&format!("[{number}] "));
            escape_into(&target, &mut self.out);
            self.out.push_str("<br>");
        }
        self.out
    }
}

/// The element written for a block of the source; `None` for what is not a block.
fn block_for(name: &str) -> Option<&'static str> {
    Some(match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "p",
        "ul" | "menu" | "dir" => "ul",
        "ol" => "ol",
        "li" => "li",
        "blockquote" => "blockquote",
        "pre" | "listing" => "pre",
        "div" | "table" | "tr" | "caption" | "center" | "section" | "article" | "aside"
        | "header" | "footer" | "main" | "nav" | "figure" | "figcaption" | "form" | "fieldset"
        | "address" | "dl" | "dt" | "dd" | "details" | "summary" | "option" => "div",
        _ => return None,
    })
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "meta" | "link" | "col" | "area" | "wbr" | "base"
    )
}

fn is_link(target: &str) -> bool {
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    known && !target.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
}

/// The text of emitted HTML without its tags.
fn visible_text(html: &str) -> String {
    let mut inside_tag = false;
    let text: String = html
        .chars()
        .filter(|c| {
            let keep = !inside_tag && *c != '<';
            inside_tag = (inside_tag || *c == '<') && *c != '>';
            keep
        })
        .collect();
    text.trim().to_owned()
}

fn says_target(shown: &str, target: &str) -> bool {
    let bare = |text: &str| {
        let text = text.replace("&amp;", "&");
        let text = text.trim_start_matches("mailto:").trim_end_matches('/');
        text.to_lowercase()
    };
    let (shown, target) = (bare(shown), bare(target));
    shown == target
        || ["http://", "https://", "http://www.", "https://www."]
            .iter()
            .any(|scheme| target.strip_prefix(scheme) == Some(shown.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_out_balanced_whatever_went_in() {
        assert_eq!(trim("<div><p>a<div>b</span></p>c"), "<div><p>a</p><div>bc</div></div>");
        assert_eq!(trim("</div></p>a<b><i>c</b></i>"), "ac");
        assert_eq!(trim("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
    }

    #[test]
    fn depth_is_bounded() {
        let out = trim(&"<div><blockquote>".repeat(100_000));
        assert_eq!(out.matches("<div>").count() + out.matches("<blockquote>").count(), DEPTH_LIMIT);
    }

    #[test]
    fn links_say_where_they_lead() {
        assert_eq!(
            trim("<a href='http://evil.example/'>http://bank.example</a>"),
            "http://bank.example &lt;http://evil.example/&gt;"
        );
        assert_eq!(trim("<a href=http://a.example/>a.example</a>"), "a.example");
        assert_eq!(trim("<a href='mailto:a@b.example'>a@b.example</a>"), "a@b.example");
        for inert in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "cid:1"] {
            assert_eq!(trim(&format!("<a href=\"{inert}\">x</a>")), "x");
        }
    }

    #[test]
    fn long_targets_stand_at_the_end_once() {
        let target = format!("https://track.example/{}", "x".repeat(80));
        let out = trim(&format!("<a href='{target}'>one</a> <a href='{target}'>two</a>"));
        assert_eq!(out, format!("one [1] two [1]<p>[1] {target}<br>"));
    }

    #[test]
    fn text_that_is_not_displayed_is_left_out() {
        assert_eq!(trim("a<div style='DISPLAY : none'>x<div>y</div>z</div>b"), "ab");
        assert_eq!(
            trim("a<p hidden>x</p>b<span style=\"mso-hide:all;display:none\">y</span>"),
            "ab"
        );
    }

    #[test]
    fn images_are_their_words() {
        assert_eq!(
            trim("<img alt='Our &amp; logo' src=http://t.example/><img src=x>"),
            "[Our &amp; logo]"
        );
    }
}
