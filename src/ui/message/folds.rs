//! Which quotes are folded: a long one is what the reader has mostly seen.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::mime::{Block, BlockKind, quote_folds};

/// Lines from which a quote folds: a shorter one is read faster than its button.
const FOLD_LINES: usize = 8;

/// A quote that can be folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Fold {
    /// Numbers of its blocks.
    pub blocks: Range<usize>,
    pub lines: usize,
    /// Open unless the user folds it.
    pub usually_open: bool,
    pub open: bool,
}

impl Fold {
    /// As the user wants it; all are open while something is looked for in the text.
    pub(super) fn shall_be_open(&self, turned: &BTreeSet<usize>, all_open: bool) -> bool {
        all_open || self.usually_open != turned.contains(&self.blocks.start)
    }
}

/// The long quotes of a text, in order. Those in `turned`, by their first block, are not as they
/// usually are.
pub(super) fn folds(blocks: &[Block], turned: &BTreeSet<usize>, all_open: bool) -> Vec<Fold> {
    // Where there is nothing but quotes, they are what the message says.
    let usually_open = !blocks.iter().any(says_something);
    quote_folds(blocks, FOLD_LINES)
        .into_iter()
        .map(|range| {
            let inside = blocks.get(range.clone()).unwrap_or_default();
            let lines = inside.iter().map(|block| block.text.split('\n').count()).sum();
            let mut fold = Fold { blocks: range, lines, usually_open, open: false };
            fold.open = fold.shall_be_open(turned, all_open);
            fold
        })
        .collect()
}

/// The writer's own words; a signature alone says nothing.
fn says_something(block: &Block) -> bool {
    block.quote_level == 0 && block.kind != BlockKind::Signature && !block.text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str, turned: &[usize], all_open: bool) -> Vec<bool> {
        let turned = turned.iter().copied().collect();
        folds(&crate::mime::blocks(text), &turned, all_open).iter().map(|fold| fold.open).collect()
    }

    #[test]
    fn long_quotes_fold_short_ones_stay() {
        let long = "> a\n".repeat(FOLD_LINES);
        let text = format!("Yes.\n> short\nAnd:\n{long}");
        assert_eq!(opened(&text, &[], false), [false]);
        assert_eq!(opened(&text, &[3], false), [true]);
        assert_eq!(opened(&text, &[], true), [true]);
    }

    #[test]
    fn a_message_that_is_all_quote_shows_it() {
        let long = "> a\n".repeat(FOLD_LINES);
        assert_eq!(opened(&format!("{long}\n-- \nJonas"), &[], false), [true]);
        assert_eq!(opened(&long, &[0], false), [false]);
    }
}
