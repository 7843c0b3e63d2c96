//! HTML mail as readable text.
//!
//! Bounded before it is parsed: [`super::html_trim`] takes away what could overflow the stack or
//! cost more than linear time, and the input is cut at [`INPUT_LIMIT_BYTES`].

use html2text::config;
use html2text::render::PlainDecorator;

use crate::text;

use super::html_trim::{CELL_MARK, trim};

/// HTML that is read; the longest newsletters have about half of it.
const INPUT_LIMIT_BYTES: usize = 1024 * 1024;

/// Text that is kept: deep lists and quotes indent each line, which multiplies a hostile page.
const OUTPUT_LIMIT_BYTES: usize = 2 * INPUT_LIMIT_BYTES;

/// Columns: so many that lines never break, because the window wraps them itself.
const WIDTH_COLUMNS: usize = 16 * 1024 * 1024;

/// The text of an HTML document, and whether it was cut.
pub(super) fn to_text(html: &str) -> (String, bool) {
    let kept = html.get(..html.floor_char_boundary(INPUT_LIMIT_BYTES)).unwrap_or_default();
    let simple = trim(kept);
    let rendered = config::with_decorator(PlainDecorator::new())
        .allow_width_overflow()
        .string_from_read(simple.as_bytes(), WIDTH_COLUMNS)
        .unwrap_or_default();
    let tidied = tidy(&rendered);
    let is_cut = kept.len() < html.len() || tidied.len() > OUTPUT_LIMIT_BYTES;
    (text::cut(tidied, OUTPUT_LIMIT_BYTES), is_cut)
}

/// Takes away what only layout needed: invisible characters, empty cells, stacks of blank lines.
fn tidy(rendered: &str) -> String {
    let mut out = String::with_capacity(rendered.len());
    let mut blank_before = true;
    for line in rendered.lines() {
        let line: String = line.chars().filter_map(plain_character).collect();
        let line = line.trim_end().trim_start_matches('\t');
        let is_blank =
            line.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}'));
        if !is_blank {
            out.push_str(line);
            out.push('\n');
        } else if !blank_before {
            out.push('\n');
        }
        blank_before = is_blank;
    }
    out.truncate(out.trim_end().len());
    out
}

fn plain_character(c: char) -> Option<char> {
    match c {
        CELL_MARK => Some('\t'),
        '\u{a0}' => Some(' '),
        // Soft hyphen, joiners and marks that fill the space after a hidden preview text.
        '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_like_text() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body>\
            <h1>News</h1><p>Hello <b>big</b>\n  world &amp; all,<br>second&nbsp;line</p>\
            <ul><li>one</li><li>two</li></ul><blockquote>quoted<br>twice</blockquote>\
            <p>Read <a href=\"https://example.org/a?b=1&amp;c=2\">more</a>.</p></body></html>";
        assert_eq!(
            to_text(html).0,
            "News\n\nHello big world & all,\nsecond line\n* one\n* two\n\n> quoted\n> twice\n\n\
             Read more <https://example.org/a?b=1&c=2>."
        );
    }

    #[test]
    fn rows_of_a_table_are_lines() {
        let html = "<table><tr><th>Item<th>Price<tr><td>Tea</td><td>3 €</td></tr></table>";
        assert_eq!(to_text(html).0, "Item\tPrice\nTea\t3 €");
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        assert_eq!(to_text("<pre>a\n  b\n\nc</pre>").0, "a\n  b\n\nc");
    }

    #[test]
    fn nesting_of_any_depth_does_no_harm() {
        for depth in [10_000, 100_000] {
            let html = format!("{}deep", "<div>".repeat(depth));
            assert_eq!(to_text(&html).0, "deep");
        }
        let tags = ["blockquote", "ul><li", "table><tr><td", "b", "a href=http://a.example", "p"];
        for tag in tags {
            let html = format!("{}deep", format!("<{tag}>").repeat(10_000));
            assert!(to_text(&html).0.contains("deep"), "{tag}");
        }
    }

    #[test]
    fn a_wall_of_tags_ends_and_its_text_is_bounded() {
        let units =
            ["<br>", "<hr>", "<li>x", "<p>x", "<tr><td>", "<ol><li>x", "<", "<a href=", "&"];
        for unit in units {
            let html = unit.repeat(INPUT_LIMIT_BYTES / 4 / unit.len());
            assert!(to_text(&html).0.len() <= OUTPUT_LIMIT_BYTES, "{unit}");
        }
    }

    #[test]
    fn a_page_that_is_too_long_is_cut_and_says_so() {
        let html = "ä".repeat(INPUT_LIMIT_BYTES);
        let (text, cut) = to_text(&html);
        assert!(cut && text.len() <= INPUT_LIMIT_BYTES);
    }
}
