//! Text cut into the pieces that are painted: quotes, signature, links.
//!
//! The window lays out only the blocks it shows, so no block is large.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::preformatted::preformatted;

/// Bytes of one block: about two screens. A longer line is cut at a space where there is one.
const BLOCK_BYTES: usize = 4 * 1024;

/// Quote marks that are told apart; the colours repeat long before.
const QUOTE_LEVELS: u8 = 32;

/// Links found in one text; more is a wall nobody reads.
const LINKS_LIMIT: usize = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Text,
    /// What follows `-- ` (RFC 3676 §4.3).
    Signature,
    /// A table, a drawing, a patch or code: its columns carry meaning, so it wants letters of equal
    /// width.
    Preformatted,
}

/// A link inside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Bytes of the block's text, on character boundaries.
    pub range: Range<usize>,
    /// Where it leads, with its scheme; to be checked by [`super::link_target`] before use.
    pub url: String,
}

/// Neighbouring lines that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// 0 is the writer's own text.
    pub quote_level: u8,
    pub kind: BlockKind,
    /// Lines without their quote marks, LF between them, none at the end.
    pub text: String,
    pub links: Vec<Link>,
}

/// Cuts readable text (LF line ends) into blocks in its order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut signature_of: Option<u8> = None;
    // The next line may join the last block.
    let mut open = false;
    let lines: Vec<(u8, &str)> = text.split('\n').map(unquote).collect();
    for ((quote_level, content), shaped) in lines.iter().copied().zip(preformatted(&lines)) {
        if content == "-- " {
            signature_of = Some(quote_level);
            open = false;
        } else if signature_of.is_some_and(|level| level != quote_level) {
            signature_of = None;
        }
        let kind = match shaped {
            _ if signature_of.is_some() => BlockKind::Signature,
            true => BlockKind::Preformatted,
            false => BlockKind::Text,
        };
        let mut rest = content;
        loop {
            let (piece, after) = split_line(rest);
            match out.last_mut() {
                Some(last)
                    if open
                        && last.quote_level == quote_level
                        && last.kind == kind
                        && last.text.len() + piece.len() < BLOCK_BYTES =>
                {
                    last.text.push('\n');
                    last.text.push_str(piece);
                }
                _ => {
                    out.push(Block { quote_level, kind, text: piece.to_owned(), links: Vec::new() })
                }
            }
            open = after.is_empty();
            if open {
                break;
            }
            rest = after;
        }
    }
    let mut left = LINKS_LIMIT;
    for block in &mut out {
        block.links = find_links(&block.text, left);
        left -= block.links.len();
    }
    out
}

/// Runs of quoted blocks that are long enough to be folded: the reader has mostly seen them.
///
/// Ranges of block numbers in order; a run has at least `lines` lines. Quotes that the writer
/// answers between the lines are short runs and stay.
pub fn quote_folds(blocks: &[Block], lines: usize) -> Vec<Range<usize>> {
    let mut folds = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let rest = blocks.get(at..).unwrap_or_default();
        let run = rest.iter().take_while(|block| block.quote_level > 0).count();
        let run_lines: usize =
            rest.iter().take(run).map(|block| block.text.split('\n').count()).sum();
        if run > 0 && run_lines >= lines {
            folds.push(at..at + run);
        }
        at += run.max(1);
    }
    folds
}

/// Counts and takes off quote marks: `> > text` and `>>text` are both level 2.
fn unquote(line: &str) -> (u8, &str) {
    let mut level = 0_u8;
    let mut rest = line;
    while let Some(after) = rest.strip_prefix('>') {
        level = level.saturating_add(1).min(QUOTE_LEVELS);
        // One space after a mark belongs to it, also before the next mark.
        rest = after;
        if let Some(next) = after.strip_prefix(' ')
            && next.starts_with('>')
        {
            rest = next;
        }
    }
    (level, if level > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest })
}

fn split_line(line: &str) -> (&str, &str) {
    if line.len() <= BLOCK_BYTES {
        return (line, "");
    }
    let limit = line.floor_char_boundary(BLOCK_BYTES);
    let head = line.get(..limit).unwrap_or_default();
    let at = head.rfind(' ').map_or(limit, |space| space + 1);
    line.split_at_checked(at).unwrap_or((line, ""))
}

/// `http`, `https`, `mailto`, `www.` and bare addresses; nothing else becomes a link.
fn find_links(text: &str, limit: usize) -> Vec<Link> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let mut found = Vec::new();
    let mut offset = 0;
    // Chinese and Japanese sentences go on without a space after a link.
    for piece in text.split_inclusive(ends_link) {
        let sentence = piece.trim_end_matches(ends_link);
        found.extend(finder.links(sentence).filter_map(|link| to_link(sentence, &link, offset)));
        offset += piece.len();
        if found.len() >= limit {
            found.truncate(limit);
            break;
        }
    }
    found
}

fn to_link(sentence: &str, link: &linkify::Link<'_>, offset: usize) -> Option<Link> {
    let found = link.as_str();
    let lower = found.get(..8).unwrap_or(found).to_ascii_lowercase();
    let mut start = link.start();
    let url = match link.kind() {
        LinkKind::Email => {
            // The address in `mailto:a@b` is found without its scheme.
            if sentence.get(..start).is_some_and(|before| before.ends_with("mailto:")) {
                start -= "mailto:".len();
            }
            format!("mailto:{found}")
        }
        _ if lower.starts_with("http://") || lower.starts_with("https://") => found.to_owned(),
        _ if lower.starts_with("www.") => format!("http://{found}"),
        _ => return None,
    };
    Some(Link { range: offset + start..offset + link.end(), url })
}

/// Punctuation around links that is part of the sentence, never of an address.
fn ends_link(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}'
        | '\u{2026}' | '\u{27e8}' | '\u{27e9}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{301f}'
        | '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(u8, BlockKind, String)> {
        blocks(text).into_iter().map(|b| (b.quote_level, b.kind, b.text)).collect()
    }

    fn links(text: &str) -> Vec<(String, String)> {
        let found = blocks(text);
        found
            .iter()
            .flat_map(|b| {
                b.links.iter().map(|l| (b.text[l.range.clone()].to_owned(), l.url.clone()))
            })
            .collect()
    }

    #[test]
    fn quotes_are_levels_without_their_marks() {
        let text = "Hi\n> one\n> > two\n>> two too\n>\n> one again\nme";
        assert_eq!(
            shape(text),
            [
                (0, BlockKind::Text, "Hi".to_owned()),
                (1, BlockKind::Text, "one".to_owned()),
                (2, BlockKind::Text, "two\ntwo too".to_owned()),
                (1, BlockKind::Text, "\none again".to_owned()),
                (0, BlockKind::Text, "me".to_owned()),
            ]
        );
    }

    #[test]
    fn a_signature_ends_with_its_quote() {
        let text = "> text\n> -- \n> Ann\nmine\n-- \nBob";
        assert_eq!(
            shape(text),
            [
                (1, BlockKind::Text, "text".to_owned()),
                (1, BlockKind::Signature, "-- \nAnn".to_owned()),
                (0, BlockKind::Text, "mine".to_owned()),
                (0, BlockKind::Signature, "-- \nBob".to_owned()),
            ]
        );
    }

    #[test]
    fn a_table_and_a_patch_are_blocks_of_their_own() {
        let text = "See:\n\n> | a | b |\n> | 1 | 2 |\nthanks\n\n@@ -1 +1 @@\n-x\n+y\n\nbye";
        let kinds: Vec<_> = blocks(text).into_iter().map(|b| (b.quote_level, b.kind)).collect();
        assert_eq!(
            kinds,
            [
                (0, BlockKind::Text),
                (1, BlockKind::Preformatted),
                (0, BlockKind::Text),
                (0, BlockKind::Preformatted),
                (0, BlockKind::Text),
            ]
        );
    }

    #[test]
    fn long_quotes_can_be_folded_and_short_ones_stay() {
        let text = format!("> short\nyes\n{}> > deeper\nme\n", "> long\n".repeat(20));
        let found = blocks(&text);
        assert_eq!(quote_folds(&found, 10).first(), Some(&(2..4)));
        assert!(quote_folds(&found, 100).is_empty());
    }

    #[test]
    fn links_are_found_where_they_stand() {
        let text = "Sieh „https://exämple.org/ä?b=(c)“ und www.example.org. Oder a@b.example, \
                    mailto:c@d.example und <http://e.example/>";
        assert_eq!(
            links(text),
            [
                ("https://exämple.org/ä?b=(c)", "https://exämple.org/ä?b=(c)"),
                ("www.example.org", "http://www.example.org"),
                ("a@b.example", "mailto:a@b.example"),
                ("mailto:c@d.example", "mailto:c@d.example"),
                ("http://e.example/", "http://e.example/"),
            ]
            .map(|(shown, url)| (shown.to_owned(), url.to_owned()))
        );
    }

    #[test]
    fn a_link_ends_where_a_chinese_sentence_goes_on() {
        let found = links("请看https://a.example/路径，谢谢。（http://b.example）");
        let shown: Vec<_> = found.iter().map(|(shown, _)| shown.as_str()).collect();
        assert_eq!(shown, ["https://a.example/路径", "http://b.example"]);
    }

    #[test]
    fn other_schemes_are_text() {
        let text = "javascript:alert(1) file:///etc/passwd smb://host/share data:text/html,x \
                    \\\\host\\share ms-msdt:/id tel:+49 ftp://x.example vbscript://a.example";
        assert_eq!(links(text), []);
    }

    #[test]
    fn no_block_is_large_and_no_text_is_lost() {
        let line = "wörd ".repeat(50_000);
        let found = blocks(&line);
        assert!(found.iter().all(|block| block.text.len() <= BLOCK_BYTES));
        assert_eq!(found.iter().map(|block| block.text.as_str()).collect::<String>(), line);
        let lines = "line\n".repeat(10_000);
        assert!(blocks(&lines).iter().all(|block| block.text.len() <= BLOCK_BYTES));
    }

    #[test]
    fn hostile_texts_end() {
        for unit in ["@", "a@", "http://", ">", "> ", "www.", ":", "\n>", "://a.b"] {
            let text = unit.repeat(300_000 / unit.len());
            assert!(
                blocks(&text).iter().map(|block| block.links.len()).sum::<usize>() <= LINKS_LIMIT
            );
        }
    }
}
