//! Parts of a text that look alike: where emphasis and links begin and end.

use std::ops::Range;

use crate::html::{Span, SpanStyle};

/// A part of a text with one look.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Run {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub style: SpanStyle,
    /// The number of the link it belongs to.
    pub link: Option<usize>,
}

/// Cuts a text where its look changes; all of it, in order. Ranges that are not on character
/// boundaries are left out.
pub(super) fn runs(text: &str, links: &[(Range<usize>, usize)], spans: &[Span]) -> Vec<Run> {
    let mut ends: Vec<usize> = links
        .iter()
        .map(|(range, _)| range)
        .chain(spans.iter().map(|span| &span.range))
        .flat_map(|range| [range.start, range.end])
        .filter(|at| text.is_char_boundary(*at))
        .chain([text.len()])
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let mut start = 0;
    let mut runs = Vec::with_capacity(ends.len());
    for end in ends.into_iter().filter(|end| *end > 0) {
        let link = covering(links, start, |(range, _)| range).map(|(_, number)| *number);
        let style = covering(spans, start, |span| &span.range).map(|span| span.style);
        runs.push(Run { range: start..end, style: style.unwrap_or_default(), link });
        start = end;
    }
    runs
}

/// The run that a byte belongs to; a plain one of that byte alone where there is none.
pub(super) fn run_at(runs: &[Run], at: usize) -> Run {
    covering(runs, at, |run| &run.range)
        .cloned()
        .unwrap_or(Run { range: at..at + 1, ..Run::default() })
}

/// The item whose range holds `at`; items are in order.
fn covering<T>(items: &[T], at: usize, range: impl Fn(&T) -> &Range<usize>) -> Option<&T> {
    let index = items.partition_point(|item| range(item).end <= at);
    items.get(index).filter(|item| range(item).start <= at)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_by_any_place_in_it() {
        let links = [(3..6, 0), (10..12, 7)];
        let found: Vec<Option<usize>> = [0, 3, 5, 6, 10, 11, 12]
            .into_iter()
            .map(|at| run_at(&runs("0123456789abcdef", &links, &[]), at).link)
            .collect();
        assert_eq!(found, [None, Some(0), Some(0), None, Some(7), Some(7), None]);
    }

    #[test]
    fn emphasis_and_links_cut_each_other_and_nothing_is_lost() {
        let text = "one two three";
        let strong = SpanStyle { strong: true, ..SpanStyle::default() };
        let spans = [Span { range: 4..13, style: strong }];
        let cut = runs(text, &[(0..7, 3)], &spans);
        let told: Vec<_> =
            cut.iter().map(|run| (&text[run.range.clone()], run.style.strong, run.link)).collect();
        assert_eq!(
            told,
            [("one ", false, Some(3)), ("two", true, Some(3)), (" three", true, None)]
        );
    }

    #[test]
    fn ranges_inside_a_letter_are_left_out() {
        let spans = [Span { range: 1..2, style: SpanStyle::default() }];
        assert_eq!(runs("字字", &[(0..4, 0)], &spans).len(), 1);
        assert!(runs("", &[], &[]).is_empty());
    }
}
