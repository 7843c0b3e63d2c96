//! Flowed text joined to paragraphs again (RFC 3676).
//!
//! Takes and gives whole texts with LF line ends. Quote marks come out as `>>> ` so that the
//! painter finds them as in any other text.

/// Quote depth that is kept apart; deeper is shown as this deep.
const DEPTH_LIMIT: usize = 32;

/// Joins flowed lines of the same quote depth (§4.2), undoes space-stuffing (§4.4) and keeps
/// signature separators (§4.3). With `delsp` the space that marks a flowed line goes too.
pub(super) fn reflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // Depth of the paragraph that the last line left open.
    let mut open: Option<usize> = None;
    for (index, line) in text.split('\n').enumerate() {
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let content = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let is_signature = content == "-- ";
        if open != Some(depth) || is_signature {
            if index > 0 {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth.min(DEPTH_LIMIT)));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !is_signature;
        let kept = if flows && delsp { content.strip_suffix(' ') } else { None };
        out.push_str(kept.unwrap_or(content));
        open = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_make_one_paragraph() {
        assert_eq!(reflow("one \ntwo \nthree\nfour", false), "one two three\nfour");
        assert_eq!(reflow("你 \n好", true), "你好");
    }

    #[test]
    fn quotes_of_different_depth_are_not_joined() {
        let text = ">> deep \n>> still deep\n> less \nno quote\n";
        assert_eq!(reflow(text, false), ">> deep still deep\n> less \nno quote\n");
    }

    #[test]
    fn stuffed_lines_lose_their_space_and_signatures_stand_alone() {
        assert_eq!(
            reflow(" >not a quote\n From me\nend \n-- \nMe", false),
            ">not a quote\nFrom me\nend \n-- \nMe"
        );
    }

    #[test]
    fn a_wall_of_quote_marks_is_cut_to_the_limit() {
        assert_eq!(reflow(&">".repeat(100_000), false).len(), DEPTH_LIMIT + 1);
    }
}
