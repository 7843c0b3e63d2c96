//! Takes out of a FETCH what the codec does not know: PREVIEW (RFC 8970) and the modifier PARTIAL
//! (RFC 9394 §3.4).

use std::ops::Range;

use super::returning::Window;
use super::spans::{Kind, Span, spans, verb};

/// A FETCH without what was taken out.
#[derive(Debug, PartialEq, Eq)]
pub struct FetchCommand {
    /// As the codec can read it.
    pub plain: Vec<u8>,
    pub preview: bool,
    /// Nothing but PREVIEW was asked for; `plain` then has FLAGS in its place, not to be answered.
    pub only_preview: bool,
    /// Only the messages in this window of the set are meant.
    pub window: Option<Window>,
}

/// Reads a whole FETCH or UID FETCH; what is no FETCH stays as it is, for the codec to refuse.
pub fn read(command: &[u8]) -> FetchCommand {
    let untouched = || FetchCommand {
        plain: command.to_vec(),
        preview: false,
        only_preview: false,
        window: None,
    };
    let Some(words) = spans(command) else { return untouched() };
    let (verb, _) = verb(command, &words);
    let (Some(set), Some(items)) = (words.get(verb + 1), words.get(verb + 2..)) else {
        return untouched();
    };
    let (items, window) = without_modifier(command, items);
    let end = items.last().map_or(set.range.end, |last| last.range.end);
    let cuts = previews(command, items);
    let kept = |word: &&Span| !cuts.iter().any(|cut| cut.contains(&word.range.start));
    let left: Vec<&Span> = items.iter().filter(kept).collect();
    let only_preview = !cuts.is_empty()
        && match left.as_slice() {
            [] => true,
            [open, close] => (items.first(), items.last()) == (Some(*open), Some(*close)),
            _ => false,
        };
    let mut plain = command.get(..set.range.end).unwrap_or_default().to_vec();
    if only_preview {
        plain.extend_from_slice(b" FLAGS");
    } else {
        let mut from = set.range.end;
        for cut in &cuts {
            plain.extend_from_slice(command.get(from..cut.start).unwrap_or_default());
            from = cut.end;
            // One of the two spaces round it goes too: the one behind if it stood first.
            if plain.ends_with(b" ") {
                plain.pop();
            } else if command.get(from) == Some(&b' ') {
                from += 1;
            }
        }
        plain.extend_from_slice(command.get(from..end).unwrap_or_default());
    }
    plain.extend_from_slice(b"\r\n");
    FetchCommand { plain, preview: !cuts.is_empty(), only_preview, window }
}

/// Splits `(PARTIAL 1:50)` off the end.
fn without_modifier<'a>(command: &[u8], items: &'a [Span]) -> (&'a [Span], Option<Window>) {
    if let [before @ .., open, name, range, close] = items
        && !before.is_empty()
        && (open.kind, close.kind) == (Kind::Open, Kind::Close)
        && name.is(command, "PARTIAL")
        && let Some(window) = Window::parse(range.bytes(command))
    {
        return (before, Some(window));
    }
    (items, None)
}

/// Where PREVIEW or PREVIEW (LAZY) stands, outside the brackets of a section.
fn previews(command: &[u8], items: &[Span]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut brackets = 0_i64;
    for (place, word) in items.iter().enumerate() {
        if word.kind != Kind::Atom {
            continue;
        }
        if brackets == 0 && word.is(command, "PREVIEW") {
            let end = match items.get(place + 1..) {
                Some([open, lazy, close, ..])
                    if (open.kind, close.kind) == (Kind::Open, Kind::Close)
                        && lazy.is(command, "LAZY") =>
                {
                    close.range.end
                }
                _ => word.range.end,
            };
            found.push(word.range.start..end);
        }
        for byte in word.bytes(command) {
            brackets += match byte {
                b'[' => 1,
                b']' => -1,
                _ => 0,
            };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(command: &str) -> (String, bool) {
        let read = read(format!("{command}\r\n").as_bytes());
        let plain = String::from_utf8_lossy(&read.plain).trim_end().to_owned();
        assert!(read.preview || !read.only_preview);
        (plain, read.preview)
    }

    #[test]
    fn a_preview_is_taken_out_wherever_it_stands() {
        for (command, expected) in [
            ("a FETCH 1 (PREVIEW UID)", "a FETCH 1 (UID)"),
            ("a FETCH 1 (UID PREVIEW (LAZY) FLAGS)", "a FETCH 1 (UID FLAGS)"),
            ("a UID FETCH 1:3 (FLAGS preview)", "a UID FETCH 1:3 (FLAGS)"),
            ("a FETCH 1 (PREVIEW (LAZY) PREVIEW FLAGS)", "a FETCH 1 (FLAGS)"),
            ("a FETCH 1 PREVIEW", "a FETCH 1 FLAGS"),
            ("a FETCH 1 PREVIEW (LAZY)", "a FETCH 1 FLAGS"),
            ("a FETCH 1 (PREVIEW (LAZY))", "a FETCH 1 FLAGS"),
        ] {
            assert_eq!(plain(command), (expected.to_owned(), true), "{command}");
        }
        for same in [
            "a FETCH 1 (UID BODY.PEEK[HEADER.FIELDS (PREVIEW X)])",
            "a FETCH 1 FLAGS",
            "a FETCH 1",
            "a FETCH",
            "a FETCH 1 \"x",
        ] {
            assert_eq!(plain(same), (same.to_owned(), false), "{same}");
        }
    }

    #[test]
    fn a_window_is_taken_off_the_end() {
        let read = read(b"a UID FETCH 1:* (UID PREVIEW) (PARTIAL -1:-30)\r\n");
        assert_eq!(read.plain, b"a UID FETCH 1:* (UID)\r\n");
        assert_eq!(read.window, Window::parse(b"-1:-30"));
        for same in ["a FETCH 1 (UID) (PARTIAL 0:1)", "a FETCH 1 (PARTIAL 1:2)"] {
            assert_eq!(plain(same), (same.to_owned(), false), "{same}");
        }
    }
}
