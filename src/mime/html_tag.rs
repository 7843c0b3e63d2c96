//! HTML to tags and text, just well enough to cut it down; [`super::html_trim`] decides.
//!
//! Follows the shape of the WHATWG tokenizer where mail needs it: quoted attributes, comments,
//! elements whose content is not markup. One pass, no recursion.

/// Bytes of one tag that are looked at for attributes.
const ATTRIBUTES_LIMIT_BYTES: usize = 16 * 1024;

#[derive(Debug)]
pub(super) enum Token<'a> {
    /// Text as written, character references included, without `<`.
    Text(&'a str),
    Open(Tag<'a>),
    /// The lower-case name.
    Close(String),
}

#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Lower case.
    pub(super) name: String,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of the first attribute of that name.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        Attributes(self.attributes)
            .find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    }

    /// `hidden`, or `display: none` in its own style.
    pub(super) fn is_hidden(&self) -> bool {
        Attributes(self.attributes).any(|(name, value)| {
            name.eq_ignore_ascii_case("hidden")
                || (name.eq_ignore_ascii_case("style") && style_hides(value))
        })
    }
}

fn style_hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else { return false };
        let value = value.trim().to_ascii_lowercase();
        property.trim().eq_ignore_ascii_case("display")
            && value.split_ascii_whitespace().next().is_some_and(|word| word.starts_with("none"))
    })
}

/// Splits HTML; ends at the end of the input or in a tag or comment that never ends.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Goes past the next `end`, or to the end where there is none.
    fn skip_past(&mut self, end: &str) {
        let at = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.skip(at);
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let closing = self.rest.starts_with("</");
        self.skip(if closing { 2 } else { 1 });
        let name_bytes = self
            .rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(self.rest.len());
        let name = self.rest.get(..name_bytes)?.to_ascii_lowercase();
        self.skip(name_bytes);
        let length = tag_length(self.rest)?;
        let attributes = self.rest.get(..length)?;
        self.skip(length + 1);
        if closing {
            return Some(Token::Close(name));
        }
        if is_raw(&name) {
            self.skip_raw(&name);
        }
        let limit = attributes.floor_char_boundary(ATTRIBUTES_LIMIT_BYTES);
        Some(Token::Open(Tag { name, attributes: attributes.get(..limit)? }))
    }

    /// Goes to the end tag of an element whose content is not markup.
    fn skip_raw(&mut self, name: &str) {
        while let Some(at) = self.rest.find("</") {
            self.skip(at);
            let found = self.rest.get(2..2 + name.len());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                return;
            }
            self.skip(2);
        }
        self.rest = "";
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let text_bytes = self.rest.find('<').unwrap_or(self.rest.len());
            if text_bytes > 0 {
                let (text, rest) = self.rest.split_at_checked(text_bytes)?;
                self.rest = rest;
                return Some(Token::Text(text));
            }
            let mut after = self.rest.chars().skip(1);
            match (after.next()?, after.next()) {
                ('!', _) if self.rest.starts_with("<!--") => {
                    self.skip(4);
                    self.skip_past("-->");
                }
                ('!' | '?', _) => self.skip_past(">"),
                ('/', Some(c)) if !c.is_ascii_alphabetic() => self.skip_past(">"),
                ('/', None) => return None,
                (c, _) if c == '/' || c.is_ascii_alphabetic() => match self.tag() {
                    Some(token) => return Some(token),
                    None => self.rest = "",
                },
                _ => {
                    self.skip(1);
                    return Some(Token::Text("&lt;"));
                }
            }
        }
    }
}

/// Elements whose content a browser does not show as text of the page.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "title" | "textarea" | "iframe" | "noembed" | "noframes" | "xmp"
    )
}

/// Bytes up to the `>` that ends a tag; one inside quotes does not.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    let mut value_begins = false;
    for (at, byte) in rest.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'>' => return Some(at),
            None if value_begins && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => {}
        }
        value_begins = byte == b'=' || (value_begins && byte.is_ascii_whitespace());
    }
    None
}

struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let is_space = |c: char| c.is_ascii_whitespace();
        let rest = self.0.trim_start_matches(|c| is_space(c) || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A name has at least one character, even where it is `=`.
        let name_bytes = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| is_space(*c) || matches!(c, '=' | '/'))
            .map_or(rest.len(), |(at, _)| at);
        let (name, rest) = rest.split_at_checked(name_bytes)?;
        let Some(value) = rest.trim_start_matches(is_space).strip_prefix('=') else {
            self.0 = rest;
            return Some((name, ""));
        };
        let value = value.trim_start_matches(is_space);
        let quoted = ['"', '\''].iter().find_map(|quote| {
            let inside = value.strip_prefix(*quote)?;
            Some(inside.split_once(*quote).unwrap_or((inside, "")))
        });
        let (value, rest) =
            quoted.unwrap_or_else(|| value.split_at(value.find(is_space).unwrap_or(value.len())));
        self.0 = rest;
        Some((name, value))
    }
}

/// Resolves the character references that occur in targets and names; unknown ones stay.
pub(super) fn decode_attribute(raw: &str, limit_bytes: usize) -> String {
    let mut out = String::new();
    let mut rest = raw.trim();
    while let Some(at) = rest.find('&') {
        if out.len() > limit_bytes {
            return String::new();
        }
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let length = from.as_bytes().iter().take(12).position(|byte| *byte == b';');
        match length.and_then(|length| reference(from.get(1..length)?)) {
            Some(c) => {
                out.push(c);
                rest = length.and_then(|length| from.get(length + 1..)).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    if out.len() > limit_bytes { String::new() } else { out }
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

/// Appends text so that an HTML parser reads it back as it is.
pub(super) fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(html: &str) -> String {
        Tokens::new(html)
            .map(|token| match token {
                Token::Text(text) => text.to_owned(),
                Token::Open(tag) => format!("({})", tag.name),
                Token::Close(name) => format!("(/{name})"),
            })
            .collect()
    }

    #[test]
    fn tags_comments_and_raw_elements_are_told_apart() {
        assert_eq!(tokens("<!doctype html><P Class='a>b'>x</P >"), "(p)x(/p)");
        assert_eq!(tokens("a<!-- <b> -->c<?xml?>d"), "acd");
        assert_eq!(tokens("<script>if (a</b>c) '<p>'</SCRIPT>x"), "(script)(/script)x");
        assert_eq!(tokens("1 < 2 <3"), "1 &lt; 2 &lt;3");
    }

    #[test]
    fn what_never_ends_ends_with_the_input() {
        for html in ["<", "</", "<p", "<p a='", "<!--", "<!", "<script>", "<style></sty"] {
            assert!(!tokens(html).contains("<p"), "{html}");
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let html = "<a id=1 HREF = \"x y\" title='q' hidden/>";
        let Some(Token::Open(tag)) = Tokens::new(html).next() else { panic!("a tag") };
        assert_eq!(tag.attribute("href"), Some("x y"));
        assert_eq!(tag.attribute("title"), Some("q"));
        assert_eq!(tag.attribute("src"), None);
        assert!(tag.is_hidden());
    }

    #[test]
    fn references_in_attributes_are_resolved() {
        assert_eq!(decode_attribute("a?x=1&amp;y=2&copy=3&#x41;&#66;", 100), "a?x=1&y=2&copy=3AB");
        assert_eq!(decode_attribute("toolong", 3), "");
    }
}
