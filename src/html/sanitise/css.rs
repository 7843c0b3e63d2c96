//! Style sheets without anything that would be fetched.
//!
//! One pass over the text after the tokens of CSS Syntax Level 3 §4: strings, comments, escapes and
//! `url(` in any spelling are told apart, all else is copied. It need not agree with the style
//! engine to be safe, because the engine's requests are refused as well: what is found here is what
//! can be shown from the mail, and what is counted.

use super::limits::CSS_DEPTH_LIMIT;

/// What the style sheet is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// A `<style>` element: rules.
    Sheet,
    /// A `style` attribute: declarations.
    Attribute,
}

/// What an address in a style sheet stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Picture,
    /// Another style sheet, or a font.
    Other,
}

/// Asked for each address: the one to use instead, or `None` where nothing may be shown.
pub type Resolve<'a> = &'a mut dyn FnMut(&str, Purpose) -> Option<String>;

/// `css` without imports and foreign addresses; `resolve` sees every address once.
pub fn clean(css: &str, context: Context, resolve: Resolve<'_>) -> String {
    let mut cleaner = Cleaner {
        rest: css,
        out: String::with_capacity(css.len()),
        context,
        resolve,
        open: Vec::new(),
        word: String::new(),
        property: String::new(),
    };
    while cleaner.step() {}
    let Cleaner { mut out, open, .. } = cleaner;
    // What was cut or never closed must not swallow the sheet that follows.
    out.extend(open.iter().rev().map(|bracket| bracket.close));
    out
}

struct Cleaner<'a, 'r> {
    rest: &'a str,
    out: String,
    context: Context,
    resolve: Resolve<'r>,
    open: Vec<Bracket>,
    /// The identifier before, in lower case, while nothing but space came after it.
    word: String,
    /// The property whose value is being read.
    property: String,
}

struct Bracket {
    close: char,
    /// Strings in it are addresses: `image-set(`.
    holds_addresses: bool,
}

impl<'a> Cleaner<'a, '_> {
    fn skip(&mut self, bytes: usize) -> &'a str {
        let bytes = bytes.min(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn copy(&mut self, bytes: usize) {
        let taken = self.skip(bytes);
        self.out.push_str(taken);
    }

    /// Reads one token; `false` at the end.
    fn step(&mut self) -> bool {
        let mut characters = self.rest.chars();
        let Some(first) = characters.next() else { return false };
        let second = characters.next();
        match first {
            '/' if second == Some('*') => {
                let bytes = self.rest.get(2..).and_then(|rest| rest.find("*/"));
                self.skip(bytes.map_or(self.rest.len(), |at| at + 4));
                self.out.push_str("/**/");
            }
            '"' | '\'' => self.string(first),
            '@' => return self.at_rule(),
            '#' | '0'..='9' => {
                let bytes = 1 + name_bytes(self.rest.get(1..).unwrap_or_default());
                self.copy(bytes);
                self.word.clear();
            }
            c if is_name_start(c)
                || (c == '-' && second.is_some_and(|c| is_name_start(c) || c == '-')) =>
            {
                self.identifier();
            }
            '(' | '[' | '{' => return self.bracket(first, false),
            ')' | ']' | '}' => self.close(first),
            ':' => {
                self.property = std::mem::take(&mut self.word);
                self.copy(1);
            }
            c => {
                if !c.is_ascii_whitespace() {
                    self.word.clear();
                }
                if c == ';' {
                    self.property.clear();
                }
                self.copy(c.len_utf8());
            }
        }
        true
    }

    fn bracket(&mut self, open: char, holds_addresses: bool) -> bool {
        if self.open.len() >= CSS_DEPTH_LIMIT {
            self.rest = "";
            return false;
        }
        self.copy(1);
        self.word.clear();
        let close = match open {
            '(' => ')',
            '[' => ']',
            _ => {
                self.property.clear();
                '}'
            }
        };
        self.open.push(Bracket { close, holds_addresses });
        true
    }

    fn close(&mut self, close: char) {
        self.word.clear();
        // A stray one would end what another sheet opened.
        if self.open.last().is_some_and(|bracket| bracket.close == close) {
            self.open.pop();
            self.copy(1);
        } else {
            self.skip(1);
        }
        if close == '}' {
            self.property.clear();
        }
    }

    fn string(&mut self, quote: char) {
        let (value, bytes) = read_string(self.rest, quote);
        self.word.clear();
        if self.open.last().is_some_and(|bracket| bracket.holds_addresses) {
            self.skip(bytes);
            let address = (self.resolve)(&value, Purpose::Picture);
            self.out.push_str(&quoted(address.as_deref().unwrap_or_default()));
        } else {
            self.skip(bytes);
            self.out.push_str(&quoted(&value));
        }
    }

    fn identifier(&mut self) {
        let bytes = name_bytes(self.rest);
        let raw = self.rest.get(..bytes).unwrap_or_default();
        let name = unescaped(raw).to_ascii_lowercase();
        let next = self.rest.get(bytes..).and_then(|rest| rest.chars().next());
        if next == Some('(') {
            if name == "url" || name == "src" {
                self.skip(bytes + 1);
                self.address();
            } else {
                self.copy(bytes);
                let holds_addresses = matches!(&*name, "image-set" | "-webkit-image-set" | "image");
                self.bracket('(', holds_addresses);
            }
            return;
        }
        match &*name {
            // Out of the page is out of the message: nothing may stay in place over other mail.
            "fixed" if self.property == "position" => self.replace(bytes, "absolute"),
            "sticky" | "-webkit-sticky" if self.property == "position" => {
                self.replace(bytes, "relative");
            }
            // A blocked picture is another element; rules for pictures shall meet it as well.
            "img" if self.is_type_selector() => self.replace(bytes, ":is(img,mp-img)"),
            _ => self.copy(bytes),
        }
        self.word = name;
    }

    fn replace(&mut self, bytes: usize, with: &str) {
        self.skip(bytes);
        self.out.push_str(with);
    }

    fn is_type_selector(&self) -> bool {
        self.context == Context::Sheet
            && self.open.last().is_none_or(|bracket| bracket.close != ']')
            && !self.out.ends_with(['.', '#', ':', '-', '@', '\\'])
            && self.property != "content"
    }

    /// After `url(`.
    fn address(&mut self) {
        let rest = self.rest.trim_start();
        self.rest = rest;
        let value = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let (value, bytes) = read_string(rest, quote);
                self.skip(bytes);
                value
            }
            _ => {
                let bytes = unquoted_bytes(rest);
                unescaped(self.skip(bytes).trim())
            }
        };
        let end = self.rest.find(')').map_or(self.rest.len(), |at| at + 1);
        self.skip(end);
        // `src` of `@font-face`: no other property of that name takes an address.
        let purpose = if self.property == "src" { Purpose::Other } else { Purpose::Picture };
        match (self.resolve)(&value, purpose) {
            Some(address) => {
                self.out.push_str("url(");
                self.out.push_str(&quoted(&address));
                self.out.push(')');
            }
            None => self.out.push_str("none"),
        }
        self.word.clear();
    }

    fn at_rule(&mut self) -> bool {
        let bytes = 1 + name_bytes(self.rest.get(1..).unwrap_or_default());
        let name = unescaped(self.rest.get(1..bytes).unwrap_or_default()).to_ascii_lowercase();
        self.word.clear();
        self.property.clear();
        if !matches!(&*name, "import" | "charset" | "namespace") {
            self.copy(bytes);
            return true;
        }
        self.skip(bytes);
        let statement = self.skip(statement_bytes(self.rest));
        if name == "import"
            && let Some(address) = import_address(statement)
        {
            (self.resolve)(&address, Purpose::Other);
        }
        true
    }
}

/// The address of `@import`, in either form (CSS Cascade Level 4 §2).
fn import_address(statement: &str) -> Option<String> {
    let statement = statement.trim_start();
    let inner = match statement.find('(') {
        Some(at) if unescaped(statement.get(..at)?).eq_ignore_ascii_case("url") => {
            statement.get(at + 1..)?.trim_start()
        }
        _ => statement,
    };
    match inner.chars().next()? {
        quote @ ('"' | '\'') => Some(read_string(inner, quote).0),
        _ => Some(unescaped(inner.get(..unquoted_bytes(inner))?.trim())),
    }
}

/// Bytes up to and with the `;` that ends a statement outside of strings.
fn statement_bytes(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match c {
            ';' => return at + 1,
            '}' => return at,
            '"' | '\'' => at += read_string(text.get(at..).unwrap_or_default(), c).1,
            c => at += c.len_utf8(),
        }
    }
    text.len()
}

/// Bytes of an address without quotes, up to its `)`.
fn unquoted_bytes(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ')' => return at,
            _ => {}
        }
    }
    text.len()
}

/// The value of a string that begins at `text`, and its bytes, quotes included. A line's end ends
/// it too.
fn read_string(text: &str, quote: char) -> (String, usize) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        let end = match c {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => {
                escaped = true;
                continue;
            }
            c if c == quote => at + 1,
            '\n' => at,
            _ => continue,
        };
        return (unescaped(text.get(1..at).unwrap_or_default()), end);
    }
    (unescaped(text.get(1..).unwrap_or_default()), text.len())
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '\\' || !c.is_ascii()
}

/// Bytes of the name at the start of `text`, escapes included; at least one where it is not empty.
fn name_bytes(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
            // One white space ends an escape in digits: `ur\6c (`.
            continue;
        }
        match c {
            '\\' => escaped = true,
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() => {}
            ' ' if ends_with_hex_escape(text.get(..at).unwrap_or_default()) => {}
            _ => return at,
        }
    }
    text.len()
}

fn ends_with_hex_escape(name: &str) -> bool {
    let Some(at) = name.rfind('\\') else { return false };
    let digits = name.get(at + 1..).unwrap_or_default();
    (1..=6).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// Resolves escapes (CSS Syntax Level 3 §4.3.7).
fn unescaped(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = 0_u32;
        let mut digits = 0;
        while let Some(digit) = characters.peek().and_then(|c| c.to_digit(16))
            && digits < 6
        {
            code = code * 16 + digit;
            digits += 1;
            characters.next();
        }
        if digits > 0 {
            out.push(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}'));
            if characters.peek().is_some_and(char::is_ascii_whitespace) {
                characters.next();
            }
        } else if let Some(c) = characters.next()
            && c != '\n'
        {
            out.push(c);
        }
    }
    out
}

/// `text` as a string of CSS.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            // A page written as text must not find the end of its style sheet in a string.
            c if c.is_control() || c == '<' => {
                out.push_str(&format!("\\{:x} ", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
#[path = "css_tests.rs"]
mod tests;
