//! A line typed by hand, read so that it is one command: nothing in it can end it early.
//!
//! A tag may be typed or left out. `{5}`, `{5+}` or `{}` stand for a literal whose bytes come apart
//! from the line: the number is what was typed, or none.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use super::words;
use crate::wire;

/// Longest line: servers take 8 KiB or more (RFC 7162 §4).
const LINE_LIMIT_BYTES: usize = 8 * 1024;

/// Literals in one command; RENAME with two names is the most that anybody needs.
const LITERALS_LIMIT: usize = 4;

/// Longest tag that an answer is known by.
const TAG_LIMIT_BYTES: usize = 32;

/// What stands for a secret.
const HIDDEN: &str = "…";

const CONTROL: &str =
    "A command is one line: it cannot hold line breaks, NUL or other control characters.";
const EMPTY: &str = "Type a command, such as NOOP, or LIST \"\" *.";
const LONG: &str =
    "The line is longer than servers take. Put long arguments into a literal: type {}.";
const QUOTE: &str = "A quoted string is not closed. Type the missing quotation mark.";
const LITERALS: &str = "A command can hold at most four literals here.";
const TAG: &str = "A tag has at most 32 characters, and none of ( ) { % * \" \\ + among them.";

/// A literal's place in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Bytes of the text, from the brace to the brace.
    pub range: Range<usize>,
    /// As typed; `None` where it is to be counted.
    pub size: Option<u64>,
    /// Sent without being asked for (RFC 7888).
    pub non_sync: bool,
}

/// A command typed by hand. Printed without its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedLine {
    tag: Option<String>,
    /// In upper case; with UID before it where that was typed.
    name: String,
    /// The command and its arguments, without a tag.
    text: Zeroizing<String>,
    markers: Vec<Marker>,
}

impl fmt::Debug for TypedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedLine({:?})", self.shown())
    }
}

impl TypedLine {
    /// Reads what was typed; a sentence where that is no single line.
    pub fn read(typed: &str) -> Result<Self, &'static str> {
        if typed.chars().any(char::is_control) {
            return Err(CONTROL);
        }
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EMPTY);
        }
        if typed.len() > LINE_LIMIT_BYTES {
            return Err(LONG);
        }
        let (tag, text) = split_tag(typed);
        if tag.is_some_and(|tag| tag.len() > TAG_LIMIT_BYTES || !tag.bytes().all(is_tag_byte)) {
            return Err(TAG);
        }
        // One space behind the name: a server may take two for a command without one.
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let first_upper = first.to_ascii_uppercase();
        let rest = rest.trim_start();
        let mut name = first_upper.clone();
        if first_upper == "UID" {
            name.push(' ');
            name.push_str(&rest.split(' ').next().unwrap_or_default().to_ascii_uppercase());
        }
        let mut text = Zeroizing::new(String::with_capacity(typed.len()));
        text.push_str(first);
        if !rest.is_empty() {
            text.push(' ');
            text.push_str(rest);
        }
        let markers = markers(&text)?;
        if markers.len() > LITERALS_LIMIT {
            return Err(LITERALS);
        }
        Ok(Self { tag: tag.map(str::to_owned), name, text, markers })
    }

    /// In upper case: `SELECT`, `UID FETCH`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As it was typed.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The sizes of its literals as typed, in their order; `None` where one is to be counted.
    pub fn literals(&self) -> impl ExactSizeIterator<Item = Option<u64>> {
        self.markers.iter().map(|marker| marker.size)
    }

    /// It holds, or brings about, what must be kept nowhere.
    pub fn is_secret(&self) -> bool {
        matches!(self.name.as_str(), "LOGIN" | "AUTHENTICATE")
    }

    /// It is not known to leave the server as it is: whoever sends it is asked first.
    pub fn may_change(&self) -> bool {
        // CLOSE is harmless only where nothing can have been opened for changes.
        let hides = !self.markers.is_empty() && self.name.ends_with("FETCH");
        hides || self.name == "CLOSE" || !wire::is_harmless(&self.plain())
    }

    /// It takes something away for good, or nobody knows what it does.
    pub fn is_grave(&self) -> bool {
        let name = self.name.strip_prefix("UID ").unwrap_or(&self.name);
        matches!(name, "DELETE" | "EXPUNGE" | "CLOSE") || self.warning().is_none()
    }

    /// What it does to the server, in a sentence, where that is known.
    pub fn warning(&self) -> Option<&'static str> {
        let name = self.name.strip_prefix("UID ").unwrap_or(&self.name);
        words::find_word(name).and_then(|word| word.changes)
    }

    /// The line without its secrets, and without a tag.
    pub fn shown(&self) -> String {
        mask(&self.text)
    }

    /// The pieces between literals; one more than there are of them.
    pub(super) fn pieces(&self) -> Vec<(&str, Option<&Marker>)> {
        let mut pieces = Vec::new();
        let mut from = 0;
        for marker in &self.markers {
            pieces.push((self.text.get(from..marker.range.start).unwrap_or(""), Some(marker)));
            from = marker.range.end;
        }
        pieces.push((self.text.get(from..).unwrap_or(""), None));
        pieces
    }

    /// With nothing in the place of literals.
    fn plain(&self) -> Zeroizing<String> {
        let mut plain = Zeroizing::new(String::with_capacity(self.text.len() + 8));
        for (piece, marker) in self.pieces() {
            plain.push_str(piece);
            if marker.is_some() {
                plain.push_str("\"\"");
            }
        }
        plain
    }
}

/// A line as it may be kept: of a LOGIN or AUTHENTICATE only what is no secret. Takes half a line
/// too, and one that no server understands.
pub fn mask(typed: &str) -> String {
    let mut words = typed.split_ascii_whitespace();
    let mut shown: Vec<&str> = Vec::new();
    for place in 0..3 {
        let Some(word) = words.next() else { return typed.to_owned() };
        // A third word counts behind UID only: no command of any server, but a password behind it.
        let is_uid = |word: &&str| word.eq_ignore_ascii_case("UID");
        if place == 2 && !shown.last().is_some_and(is_uid) {
            break;
        }
        shown.push(word);
        if word.eq_ignore_ascii_case("LOGIN") {
            shown.push(HIDDEN);
            return shown.join(" ");
        }
        if word.eq_ignore_ascii_case("AUTHENTICATE") {
            shown.extend(words.next());
            shown.extend(words.next().map(|_| HIDDEN));
            return shown.join(" ");
        }
    }
    typed.to_owned()
}

/// The tag that was typed, and the rest. A word is taken for a tag where the one behind it is a
/// command, or where it looks like one: `a1 XSOMETHING`.
fn split_tag(typed: &str) -> (Option<&str>, &str) {
    let Some((first, rest)) = typed.split_once(' ') else { return (None, typed) };
    let rest = rest.trim_start();
    let second = rest.split(' ').next().unwrap_or_default();
    if words::is_known(first) {
        return (None, typed);
    }
    let looks_like = first.len() <= 8
        && first.bytes().any(|byte| byte.is_ascii_digit())
        && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if words::is_known(second) || looks_like { (Some(first), rest) } else { (None, typed) }
}

/// RFC 3501 §9: any ASTRING-CHAR but "+".
fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b'+')
}

/// The places of literals outside quoted strings.
fn markers(text: &str) -> Result<Vec<Marker>, &'static str> {
    let (mut quoted, mut escaped) = (false, false);
    let mut found: Vec<Marker> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => found.extend(marker_at(text, at)),
            _ => {}
        }
    }
    if quoted { Err(QUOTE) } else { Ok(found) }
}

/// A literal that begins here. At the end of a line whatever looks like one is one to a server.
fn marker_at(text: &str, at: usize) -> Option<Marker> {
    let inside = text.get(at + 1..)?;
    let length = inside.find('}')?;
    let (inside, rest) = (inside.get(..length)?, inside.get(length + 1..)?);
    let digits = inside.strip_suffix(['+', '-']);
    let non_sync = digits.is_some();
    let digits = digits.unwrap_or(inside);
    let before = text.get(..at)?.chars().next_back();
    let is_word = matches!(before, None | Some(' ' | '(' | '~'))
        && matches!(rest.chars().next(), None | Some(' ' | ')'));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !(is_word || rest.is_empty()) {
        return None;
    }
    let size = if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) };
    Some(Marker { range: at..at + length + 2, size, non_sync })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(typed: &str) -> TypedLine {
        TypedLine::read(typed).unwrap()
    }

    #[test]
    fn a_tag_may_be_typed_or_left_out() {
        for (typed, tag, name, shown) in [
            ("noop", None, "NOOP", "noop"),
            ("a1 noop", Some("a1"), "NOOP", "noop"),
            ("NOOP NOOP", None, "NOOP", "NOOP NOOP"),
            ("tag uid fetch 1 FLAGS", Some("tag"), "UID FETCH", "uid fetch 1 FLAGS"),
            ("  a.7   SELECT   INBOX ", Some("a.7"), "SELECT", "SELECT INBOX"),
            ("x1 XAPPLE y", Some("x1"), "XAPPLE", "XAPPLE y"),
            ("XAPPLE y", None, "XAPPLE", "XAPPLE y"),
        ] {
            let line = read(typed);
            assert_eq!((line.tag(), line.name()), (tag, name), "{typed}");
            assert_eq!(line.shown(), shown);
        }
    }

    #[test]
    fn nothing_typed_can_be_two_commands() {
        for typed in ["NOOP\r\nx DELETE y", "NOOP\n", "NO\0OP", "NOOP\tx", "a\u{85}b"] {
            assert_eq!(TypedLine::read(typed), Err(CONTROL), "{typed:?}");
        }
        assert_eq!(TypedLine::read("  "), Err(EMPTY));
        assert_eq!(TypedLine::read("SELECT \"a"), Err(QUOTE));
        assert_eq!(TypedLine::read("* NOOP"), Err(TAG));
        assert_eq!(TypedLine::read(&"x".repeat(9_000)), Err(LONG));
    }

    #[test]
    fn literals_are_found_where_a_server_would_find_them() {
        let sizes = |typed| read(typed).literals().collect::<Vec<_>>();
        assert_eq!(sizes("APPEND x (\\Seen) {5}"), [Some(5)]);
        assert_eq!(sizes("APPEND x ~{}"), [None]);
        assert_eq!(sizes("RENAME {3} {}"), [Some(3), None]);
        assert_eq!(sizes("SELECT x{7+}"), [Some(7)], "the end of a line counts however it stands");
        assert_eq!(sizes("SEARCH TEXT \"{5}\""), []);
        assert_eq!(sizes("SEARCH TEXT {x}"), []);
        assert_eq!(sizes("SELECT {99999999999999999999999}"), [Some(u64::MAX)]);
        assert_eq!(TypedLine::read("X {} {} {} {} {}"), Err(LITERALS));
        let line = read("RENAME {3} (x {4+})");
        let pieces: Vec<&str> = line.pieces().into_iter().map(|(piece, _)| piece).collect();
        assert_eq!(pieces, ["RENAME ", " (x ", ")"]);
    }

    #[test]
    fn what_is_not_known_as_harmless_is_asked_about() {
        for harmless in ["noop", "EXAMINE x", "UID FETCH 1 BODY.PEEK[]", "LIST \"\" {}", "IDLE"] {
            assert!(!read(harmless).may_change(), "{harmless}");
        }
        for changing in [
            "SELECT x",
            "CLOSE",
            "FETCH 1 BODY[]",
            "FETCH 1 {}",
            "STORE 1 FLAGS ()",
            "UID EXPUNGE 1",
            "XAPPLE",
            "UID",
        ] {
            assert!(read(changing).may_change(), "{changing}");
        }
        assert!(read("uid store 1 flags ()").warning().is_some());
    }

    #[test]
    fn a_secret_is_printed_nowhere() {
        for typed in [
            "LOGIN me hunter2",
            "a1 login me hunter2",
            "a1 AUTHENTICATE PLAIN hunter2",
            "AUTHENTICATE PLAIN hunter2",
        ] {
            let line = read(typed);
            assert!(line.is_secret());
            assert!(!format!("{line:?} {} {}", line.shown(), mask(typed)).contains("hunter2"));
        }
        assert_eq!(mask("a1 LOGIN me x"), "a1 LOGIN …");
        assert_eq!(mask("a1 UID login me x"), "a1 UID login …");
        assert_eq!(mask("UID LOGIN me x"), "UID LOGIN …");
        assert_eq!(mask("AUTHENTICATE PLAIN"), "AUTHENTICATE PLAIN");
        assert_eq!(mask("SEARCH TEXT login"), "SEARCH TEXT login");
    }
}
