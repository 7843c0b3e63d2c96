//! The colours of code: which words of a line are comments, strings, keywords and so on.
//!
//! A look at an attachment, not an editor: one pass over the characters by small tables
//! ([`super::grammar`]). The text is hostile, and grammars that match by regular expressions track
//! back; this is linear in any input.

use super::grammar::{Code, Grammar, Span, grammar};

/// Coloured pieces: each is three nodes of the page, with the text behind it, and a page takes
/// 120,000.
const PIECES_LIMIT: usize = 25_000;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Comment,
    Text,
    Number,
    Keyword,
    /// The name of a function, where it is called or made.
    Name,
    /// A type, an attribute.
    Kind,
    Added,
    Removed,
    Heading,
}

/// The colours of the lines of one text.
#[derive(Debug)]
pub struct Colours {
    grammar: Grammar,
    /// What the line before left open.
    open: Option<Open>,
    pieces: usize,
}

/// Something that goes on over lines.
#[derive(Clone, Copy, Debug)]
enum Open {
    Span(&'static Span),
    MarkupComment,
    /// Within `<…>`; of its name everything is read.
    Tag,
    Fence,
}

type Pieces<'a> = Vec<(Ink, &'a str)>;

impl Colours {
    /// Finds the grammar by the file's name, its type, or its first line; `None` for plain text.
    pub fn of(name: &str, media_type: &str, first_line: &str) -> Option<Self> {
        let grammar = grammar(name, media_type, first_line)?;
        Some(Self { grammar, open: None, pieces: 0 })
    }

    /// The pieces of the next line, line end included; together they are the line.
    pub fn of_line<'a>(&mut self, line: &'a str) -> Pieces<'a> {
        if self.pieces >= PIECES_LIMIT {
            return vec![(Ink::Plain, line)];
        }
        match self.grammar {
            Grammar::Code(code) => self.code(code, line),
            Grammar::Markup => self.markup(line),
            Grammar::Diff => self.whole(diff(line), line),
            Grammar::Markdown => self.markdown(line),
        }
    }

    fn whole<'a>(&mut self, ink: Ink, line: &'a str) -> Pieces<'a> {
        self.pieces += usize::from(ink != Ink::Plain);
        vec![(ink, line)]
    }

    /// Takes the first bytes of `rest` as a piece; the rest. Once there are enough pieces, all of it
    /// is one without a colour.
    fn take<'a>(&mut self, rest: &'a str, piece: (Ink, usize), into: &mut Pieces<'a>) -> &'a str {
        let (ink, length) =
            if self.pieces < PIECES_LIMIT { piece } else { (Ink::Plain, rest.len()) };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.pieces += usize::from(ink != Ink::Plain);
        into.push((ink, piece));
        after
    }

    fn code<'a>(&mut self, code: &'static Code, line: &'a str) -> Pieces<'a> {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let (ink, length) = if let Some(Open::Span(span)) = self.open {
                self.span(span, rest)
            } else if let Some(span) = code.spans.iter().find(|span| rest.starts_with(span.begin)) {
                let inside = rest.get(span.begin.len()..).unwrap_or_default();
                let (ink, length) = self.span(span, inside);
                (ink, span.begin.len() + length)
            } else if code.line_comments.iter().any(|begin| rest.starts_with(begin)) {
                (Ink::Comment, rest.len())
            } else if code.quotes.contains(&first) {
                (Ink::Text, quoted(rest, first))
            } else if first.is_ascii_digit() {
                (
                    Ink::Number,
                    while_in(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')),
                )
            } else if is_word(first) {
                word(code, rest)
            } else {
                (Ink::Plain, first.len_utf8())
            };
            rest = self.take(rest, (ink, length), &mut pieces);
        }
        pieces
    }

    /// Up to and with the end of the span, or of the line.
    fn span(&mut self, span: &'static Span, inside: &str) -> (Ink, usize) {
        let ink = if span.is_comment { Ink::Comment } else { Ink::Text };
        let end = inside.find(span.end).map(|at| at + span.end.len());
        self.open = if end.is_none() { Some(Open::Span(span)) } else { None };
        (ink, end.unwrap_or(inside.len()))
    }

    fn markup<'a>(&mut self, line: &'a str) -> Pieces<'a> {
        let mut pieces = Vec::new();
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let (ink, length) = match self.open {
                Some(Open::MarkupComment) => {
                    let end = rest.find("-->").map(|at| at + 3);
                    self.open = self.open.filter(|_| end.is_none());
                    (Ink::Comment, end.unwrap_or(rest.len()))
                }
                Some(Open::Tag) => match first {
                    '>' => {
                        self.open = None;
                        (Ink::Keyword, 1)
                    }
                    '"' | '\'' => (Ink::Text, quoted(rest, first)),
                    c if is_word(c) => {
                        (Ink::Kind, while_in(rest, |c| is_word(c) || matches!(c, '-' | ':' | '.')))
                    }
                    c => (Ink::Plain, c.len_utf8()),
                },
                _ if rest.starts_with("<!--") => {
                    self.open = Some(Open::MarkupComment);
                    (Ink::Comment, 4)
                }
                _ if first == '<' => {
                    self.open = Some(Open::Tag);
                    let is_name = |c: char| !c.is_whitespace() && !matches!(c, '>' | '<' | '"');
                    let name = while_in(rest.get(1..).unwrap_or_default(), is_name);
                    (Ink::Keyword, 1 + name)
                }
                _ => (Ink::Plain, rest.find('<').unwrap_or(rest.len())),
            };
            rest = self.take(rest, (ink, length), &mut pieces);
        }
        pieces
    }

    fn markdown<'a>(&mut self, line: &'a str) -> Pieces<'a> {
        let start = line.trim_start();
        let is_fence = start.starts_with("```") || start.starts_with("~~~");
        let was_open = self.open.is_some();
        if is_fence {
            self.open = if was_open { None } else { Some(Open::Fence) };
        }
        let ink = if was_open || is_fence || line.starts_with("    ") {
            Ink::Text
        } else if start.starts_with('#') {
            Ink::Heading
        } else if start.starts_with('>') {
            Ink::Comment
        } else {
            Ink::Plain
        };
        self.whole(ink, line)
    }
}

fn diff(line: &str) -> Ink {
    let begins = |with: &str| line.starts_with(with);
    if begins("+++ ") || begins("--- ") || begins("@@") || begins("diff ") {
        Ink::Heading
    } else if begins("+") {
        Ink::Added
    } else if begins("-") {
        Ink::Removed
    } else if begins("index ") || begins("Index: ") || begins("similarity ") {
        Ink::Comment
    } else {
        Ink::Plain
    }
}

fn word(code: &Code, rest: &str) -> (Ink, usize) {
    /// No keyword is longer; the search below is linear in it.
    const KEYWORD_BYTES: usize = 16;

    let length = while_in(rest, is_word);
    let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    let is_keyword = word.len() <= KEYWORD_BYTES && {
        let sought = if code.any_case { word.to_ascii_lowercase() } else { word.to_owned() };
        code.keywords.contains(&format!(" {sought} "))
    };
    let ink = if is_keyword {
        Ink::Keyword
    } else if after.starts_with('(') || after.starts_with("!(") {
        Ink::Name
    } else if word.starts_with(|c: char| c.is_ascii_uppercase()) && !code.any_case {
        Ink::Kind
    } else {
        Ink::Plain
    };
    (ink, length)
}

/// Bytes of a string with its quotes: to the end of the line where it does not end.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn while_in(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inks(name: &str, text: &str) -> Vec<(Ink, String)> {
        let mut colours = Colours::of(name, "", text).expect("a grammar");
        let pieces: Vec<_> =
            text.split_inclusive('\n').flat_map(|line| colours.of_line(line)).collect();
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), text);
        pieces.into_iter().map(|(ink, piece)| (ink, piece.to_owned())).collect()
    }

    fn has(name: &str, text: &str, ink: Ink, words: &str) -> bool {
        inks(name, text).contains(&(ink, words.to_owned()))
    }

    #[test]
    fn words_get_the_colour_of_what_they_are() {
        let line = "let n = f(12, \"a\\\"b\"); // why";
        for (ink, words) in [
            (Ink::Keyword, "let"),
            (Ink::Name, "f"),
            (Ink::Number, "12"),
            (Ink::Text, "\"a\\\"b\""),
            (Ink::Comment, "// why"),
        ] {
            assert!(has("a.rs", line, ink, words), "{words}: {:?}", inks("a.rs", line));
        }
        assert!(has("q.sql", "SELECT a FROM t", Ink::Keyword, "SELECT"));
        assert!(has("a.json", "{\"a\": null}", Ink::Keyword, "null"));
        assert!(has("fix.patch", "+added\n", Ink::Added, "+added\n"));
        assert!(has("run", "#!/bin/sh\nfi\n", Ink::Keyword, "fi"));
    }

    #[test]
    fn what_goes_over_lines_keeps_its_colour() {
        assert!(has("a.c", "a /* b\nc */ int", Ink::Comment, "c */"));
        assert!(has("a.py", "'''x\ny''' 1", Ink::Text, "y'''"));
        assert!(has("a.html", "<a\nhref='x'>t<!-- c\nd -->", Ink::Kind, "href"));
        assert!(has("a.html", "<!-- c\nd -->e", Ink::Comment, "d -->"));
        assert!(has("a.md", "# T\n```\ncode\n```\n", Ink::Text, "code\n"));
    }

    #[test]
    fn a_text_without_a_grammar_is_plain() {
        assert!(Colours::of("notes.txt", "text/plain", "Hello\n").is_none());
        assert!(Colours::of("", "", "").is_none());
    }

    #[test]
    fn long_lines_of_anything_are_read_in_one_pass() {
        for piece in ["(", "\\", "\"\\", "/*", "<", "a=a", "{[", "$((", "*_", "'''", "ä9", "<!--"]
        {
            let line = piece.repeat(128 * 1024 / piece.len());
            for name in ["a.rs", "a.sh", "a.md", "a.html", "a.diff", "a.tex", "a.js", "a.sql"] {
                let pieces = Colours::of(name, "", "").map(|mut colours| {
                    colours.of_line(&line).iter().map(|(_, piece)| piece.len()).sum::<usize>()
                });
                assert_eq!(pieces, Some(line.len()), "{name}");
            }
        }
    }
}
