//! A text as a page: its lines as they are, with the colours of code where it is code.
//!
//! Mail is shown on white paper in either theme, so the colours are for white; each has at least
//! 4.5 times its lightness (WCAG 1.4.3).

use std::fmt::Write as _;

use super::PageSource;
use super::colours::{Colours, Ink};
use super::pictures::escaped;

/// Text that is coloured; a longer one is data or a log.
const COLOUR_LIMIT_BYTES: usize = 1024 * 1024;

/// Text that is shown: 50,000 lines of 80 columns. The layout takes 8 MiB of HTML.
const TEXT_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// Lines of one block. The layout finds out by blocks what is in view, and a line break between two
/// copies like one inside.
const BLOCK_LINES: usize = 50;

const STYLE: &str = "<style>body{margin:12px}\
    pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4;unicode-bidi:plaintext;\
    font:13px/1.45 monospace;color:#1c1c1e}\
    .c{color:#5b6672}.s{color:#1a6b35}.n{color:#8a3d00}.k{color:#8a1f7a}.f{color:#0b57b0}\
    .t{color:#0a6670}.a{color:#14632d;background:#e6f6ea}\
    .r{color:#a11d1d;background:#fdecec}.h{color:#0b57b0;font-weight:bold}\
    .m{font:13px/1.45 sans-serif;color:#5b6672;margin:12px 0 0}</style>";

impl Ink {
    /// Its class in [`STYLE`].
    fn class(self) -> Option<char> {
        Some(match self {
            Self::Plain => return None,
            Self::Comment => 'c',
            Self::Text => 's',
            Self::Number => 'n',
            Self::Keyword => 'k',
            Self::Name => 'f',
            Self::Kind => 't',
            Self::Added => 'a',
            Self::Removed => 'r',
            Self::Heading => 'h',
        })
    }
}

/// The page of a decoded text. Name and type say what it is.
pub(super) fn text_page(text: &str, name: &str, media_type: &str) -> PageSource {
    let kept = text.get(..text.floor_char_boundary(TEXT_LIMIT_BYTES)).unwrap_or_default();
    let first_line = kept.lines().next().unwrap_or_default();
    let mut colours = (kept.len() <= COLOUR_LIMIT_BYTES)
        .then(|| Colours::of(name, media_type, first_line))
        .flatten();
    let mut html = String::with_capacity(kept.len() + kept.len() / 4 + STYLE.len());
    html.push_str(STYLE);
    let mut lines = kept.split_inclusive('\n').peekable();
    while lines.peek().is_some() {
        html.push_str("<pre>\n");
        for line in lines.by_ref().take(BLOCK_LINES) {
            match &mut colours {
                Some(colours) => put_coloured(&mut html, colours.of_line(line)),
                None => html.push_str(&escaped(line)),
            }
        }
        html.push_str("</pre>");
    }
    if kept.len() < text.len() {
        let (kept_mib, all_mib) = (kept.len() / 1024 / 1024, text.len().div_ceil(1024 * 1024));
        // Writing to a String cannot fail.
        let _ = write!(html, "<p class=m>The first {kept_mib} of {all_mib} MiB are shown.</p>");
    }
    PageSource { html, ..PageSource::default() }
}

fn put_coloured(html: &mut String, pieces: Vec<(Ink, &str)>) {
    // Neighbours of one colour are one element.
    let mut open = None;
    for (ink, piece) in pieces {
        let class = ink.class();
        if class != open {
            if open.is_some() {
                html.push_str("</span>");
            }
            if let Some(class) = class {
                let _ = write!(html, "<span class={class}>");
            }
            open = class;
        }
        html.push_str(&escaped(piece));
    }
    if open.is_some() {
        html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str, name: &str) -> String {
        let page = text_page(text, name, "");
        page.html.strip_prefix(STYLE).unwrap_or_default().to_owned()
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(html("a < b & c\n\td", "a.txt"), "<pre>\na &lt; b &amp; c\n\td</pre>");
        assert_eq!(html("", "a.txt"), "");
    }

    #[test]
    fn code_is_coloured_and_nothing_in_it_becomes_an_element() {
        let page = html("let s = \"</pre><img src=x>\"; // <b>\n", "a.rs");
        assert!(page.contains("<span class=k>let</span>"), "{page}");
        assert!(page.contains("&lt;/pre>&lt;img") && !page.contains("<img"), "{page}");
        assert!(page.contains("<span class=c>// &lt;b>"), "{page}");
    }

    #[test]
    fn code_of_any_shape_is_a_page_that_the_layout_takes_whole() {
        struct Nothing;
        impl crate::html::sanitise::Pictures for Nothing {
            fn find(&mut self, _: &str) -> crate::html::sanitise::Picture {
                crate::html::sanitise::Picture::Missing
            }
        }
        for (name, code) in [
            ("a.json", "1,".repeat(100_000)),
            ("a.rs", "let a = 1;\n".repeat(20_000)),
            ("a.html", "<b>x</b>".repeat(40_000)),
            ("a.diff", "+a\n b\n".repeat(60_000)),
        ] {
            let page = text_page(&format!("{code}the end"), name, "");
            let clean = crate::html::sanitise::sanitise(&page.html, &mut Nothing);
            assert!(!clean.is_cut, "{name}");
            assert!(page.html.contains("the end") && page.html.contains("<span"), "{name}");
        }
    }

    #[test]
    fn long_texts_are_cut_into_blocks_and_at_their_limit() {
        assert_eq!(html(&"x\n".repeat(120), "a.txt").matches("<pre>").count(), 3);
        let long = html(&"ä".repeat(TEXT_LIMIT_BYTES), "a.txt");
        assert!(long.len() < TEXT_LIMIT_BYTES + 200 && long.contains("The first 4 of 8 MiB"));
    }
}
