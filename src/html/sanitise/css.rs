//! Style sheets without anything that would be fetched.
//!
//! One pass over the text after the tokens of CSS Syntax Level 3 §4: strings, comments, escapes and
//! `url(` in any spelling are told apart, all else is copied. It need not agree with the style
//! engine to be safe, because the engine's requests are refused as well: what is found here is what
//! can be shown from the mail, and what is counted.

use super::css_token::{
    import_address, is_name_start, name_bytes, quoted, read_string, statement_bytes, unescaped,
    unquoted_bytes,
};
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

#[cfg(test)]
#[path = "css_tests.rs"]
mod tests;
