//! Finds text whose columns carry meaning: tables, drawings, patches, indented code.
//!
//! A guess about paragraphs, from their shape alone. A wrong guess costs looks, not words: the text
//! is the same in either font. What decides, in this order, of lines between blank ones:
//! 1. a patch: from `diff --git`, `--- a` with `+++ b`, or `@@ … @@` to the last line of its shape;
//! 2. a table: two lines or more with two `|` or box-drawing characters each, or three lines with
//!    gaps of three spaces inside;
//! 3. code: two lines or more, all indented by four spaces or a tab;
//! 4. a drawing: three lines or more, nearly half of whose characters are strokes such as `/`, `|` and `_`.

/// A longer line is a paragraph that somebody did not wrap.
const LINE_LIMIT_BYTES: usize = 160;

/// Lines of one paragraph; a longer one is data, and its shape says nothing.
const PARAGRAPH_LIMIT_LINES: usize = 2_000;

/// For each line (quote level and text without marks) whether it wants a font of equal widths.
pub(super) fn preformatted(lines: &[(u8, &str)]) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let mut at = 0;
    while let Some((level, _)) = lines.get(at) {
        let end = paragraph_end(lines, at, *level);
        let patch_end = patch_end(lines.get(at..).unwrap_or_default(), *level).map(|n| at + n);
        let is_shaped = lines.get(at..end).is_some_and(is_shaped);
        let marked = match patch_end {
            Some(patch_end) => at..patch_end.max(at + 1),
            None if is_shaped => at..end,
            None => at..at,
        };
        let next = marked.end.max(end).max(at + 1);
        for flag in found.get_mut(marked).unwrap_or_default() {
            *flag = true;
        }
        at = patch_end.map_or(next, |patch_end| patch_end.max(at + 1));
    }
    found
}

/// The end of the run of lines of one level that are not blank; one line where it is blank.
fn paragraph_end(lines: &[(u8, &str)], at: usize, level: u8) -> usize {
    let rest = lines.get(at..).unwrap_or_default();
    let goes_on = |(found, text): &&(u8, &str)| *found == level && !text.trim().is_empty();
    at + rest.iter().take(PARAGRAPH_LIMIT_LINES).take_while(goes_on).count().max(1)
}

/// Lines of a patch that begins at the first one; `None` where none does.
fn patch_end(lines: &[(u8, &str)], level: u8) -> Option<usize> {
    let text = |at: usize| lines.get(at).map_or("", |(_, text)| *text);
    let begins = text(0).starts_with("diff --git ")
        || is_hunk(text(0))
        || (text(0).starts_with("--- ") && text(1).starts_with("+++ "))
        || (text(0).starts_with("Index: ") && text(1).starts_with("===="));
    if !begins {
        return None;
    }
    let belongs = |text: &str| {
        text.starts_with(['+', '-', ' ', '@', '\\'])
            || ["diff ", "index ", "new file", "deleted file", "similarity", "rename ", "old mode"]
                .iter()
                .any(|word| text.starts_with(word))
            || ["new mode", "Index: ", "===="].iter().any(|word| text.starts_with(word))
    };
    let of_level = lines.iter().take_while(|(found, _)| *found == level);
    // Mail programs take the space off a line that has nothing else: such lines count inside.
    let mut end = 0;
    for (at, (_, text)) in of_level.enumerate() {
        match text.trim().is_empty() {
            true => {}
            false if *text == "-- " => break,
            false if belongs(text) => end = at + 1,
            false => break,
        }
    }
    Some(end)
}

fn is_hunk(line: &str) -> bool {
    line.strip_prefix("@@ -").is_some_and(|rest| rest.contains(" @@"))
}

fn is_shaped(lines: &[(u8, &str)]) -> bool {
    let texts = || lines.iter().map(|(_, text)| *text);
    if lines.len() < 2 || texts().any(|line| line.len() > LINE_LIMIT_BYTES) {
        return false;
    }
    let count = lines.len();
    let barred = texts().filter(|line| bars(line) >= 2).count();
    let gapped = texts().filter(|line| has_gap(line)).count();
    let is_table =
        (barred >= 2 && barred * 3 >= count * 2) || (gapped >= 3 && gapped * 3 >= count * 2);
    let is_code = texts().all(|line| line.starts_with("    ") || line.starts_with('\t'));
    is_table || is_code || (count >= 3 && is_drawing(texts()))
}

/// Bars, and characters that draw boxes.
fn bars(line: &str) -> usize {
    line.chars().filter(|c| *c == '|' || matches!(c, '\u{2500}'..='\u{259f}')).count()
}

/// Three spaces or a tab between two words.
fn has_gap(line: &str) -> bool {
    let inside = line.trim();
    // Two spaces after a full stop are an old habit, three are a column.
    inside.contains("   ") || inside.contains('\t')
}

fn is_drawing<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> bool {
    let characters = || lines.clone().flat_map(str::chars).filter(|c| !c.is_whitespace());
    let all = characters().count();
    let strokes = characters().filter(|c| "/\\|_-=+<>^~#*".contains(*c)).count();
    // A line of one character is a rule between paragraphs, not a drawing.
    let varied = lines.clone().filter(|line| {
        let first = line.trim().chars().next();
        line.trim().chars().any(|c| Some(c) != first)
    });
    strokes * 20 >= all * 9 && varied.count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `m` for each line in equal widths, `.` for the others.
    fn marks(text: &str) -> String {
        let lines: Vec<(u8, &str)> = text.split('\n').map(|line| (0, line)).collect();
        preformatted(&lines).into_iter().map(|shaped| if shaped { 'm' } else { '.' }).collect()
    }

    #[test]
    fn prose_is_left_alone() {
        for prose in [
            "Hello Ann,\nthis is a letter.  It has two spaces.\nBye",
            "- one\n- two\n- three",
            "* a (b)\n* c: d, e\n* f!",
            "    An indented first line\nof a paragraph",
            "Yes | no",
            "----------\n----------\n----------",
            "see https://example.org/a_b/c-d?e=f&g=h\nand https://example.org/\nok",
            "",
        ] {
            assert!(!marks(prose).contains('m'), "{prose:?} {}", marks(prose));
        }
    }

    #[test]
    fn tables_drawings_and_code_keep_their_columns() {
        assert_eq!(marks("Prices:\n\n| Tea | 3 |\n|-----|---|\n| Jam | 5 |\n\nBye"), "..mmm..");
        assert_eq!(marks("Name     Age\nAnn      30\nBob      41"), "mmm");
        assert_eq!(marks("┌──┐\n│ab│\n└──┘"), "mmm");
        assert_eq!(marks(" /\\_/\\\n( o.o )\n > ^ <"), "mmm");
        assert_eq!(marks("So:\n\n    let a = 1;\n    let b = 2;\n\nok"), "..mm..");
    }

    #[test]
    fn a_patch_ends_where_its_shape_does() {
        let patch = "Try this:\n\ndiff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n \
                     one\n-two\n+2\n\n three\n\nBest wishes";
        assert_eq!(marks(patch), "..mmmmmmmmmm..");
        assert_eq!(marks("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n-- \nAnn"), "mmmmm..");
    }

    #[test]
    fn each_quote_level_is_judged_by_itself() {
        let lines = [(1, "    a = 1"), (1, "    b = 2"), (0, "Why?")];
        assert_eq!(preformatted(&lines), [true, true, false]);
    }

    #[test]
    fn hostile_texts_end() {
        for unit in
            ["|\n", " \n", "@@ -1 @@\n", "--- a\n+++ b\n", "    x\n", "\n", "diff --git \nx\n"]
        {
            let text = unit.repeat(200_000 / unit.len());
            assert_eq!(marks(&text).len(), text.split('\n').count());
        }
    }
}
