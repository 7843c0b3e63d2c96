//! The tolerant tokenizer: one response, framed with its literals, to a tree of values.
//!
//! IMAP answers are made of atoms, quoted strings, literals and lists; that is all this file knows.
//! It accepts what servers really send: 8-bit and NUL bytes in quoted strings, spaces too many or
//! missing, lists that never close, a bare `)` too many. It works without recursion, and lists
//! nested deeper than [`DEPTH_LIMIT`] come out as [`Value::TooDeep`].

use std::borrow::Cow;

/// Levels of lists kept. Honest mail nests its parts less than ten deep; each level of parts takes
/// one list, addresses and parameters inside take three more.
pub const DEPTH_LIMIT: usize = 100;

/// Bytes looked ahead for the `]` of `BODY[…]`; a longer section name is none we asked for.
const SECTION_LIMIT_BYTES: usize = 4096;

/// One value of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// The atom NIL, in any case.
    Nil,
    Atom(&'a [u8]),
    /// A quoted string, unescaped, or a literal.
    Text(Cow<'a, [u8]>),
    List(Vec<Value<'a>>),
    /// A list nested too deep; its content is skipped.
    TooDeep,
}

impl<'a> Value<'a> {
    /// The bytes of a string or atom; `None` for NIL and lists.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Atom(bytes) => Some(bytes),
            Self::Text(bytes) => Some(bytes),
            Self::Nil | Self::List(_) | Self::TooDeep => None,
        }
    }

    pub fn list(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::List(items) => Some(items),
            Self::Nil | Self::Atom(_) | Self::Text(_) | Self::TooDeep => None,
        }
    }

    /// A number, also where the server quotes it.
    pub fn number(&self) -> Option<u64> {
        number(self.bytes()?)
    }
}

/// Decimal digits to a number; `None` for anything else or more than 64 bits.
pub fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// All values of `input` up to its end.
pub fn values(input: &[u8]) -> Vec<Value<'_>> {
    let mut cursor = Cursor { rest: input };
    let mut open: Vec<Vec<Value<'_>>> = vec![Vec::new()];
    let mut too_deep = 0_usize;
    while let Some(token) = cursor.next() {
        match token {
            Token::Open if open.len() > DEPTH_LIMIT => too_deep += 1,
            Token::Open => open.push(Vec::new()),
            Token::Close if too_deep > 0 => {
                too_deep -= 1;
                if too_deep == 0 {
                    push(&mut open, Value::TooDeep);
                }
            }
            Token::Close => close(&mut open),
            Token::Value(_) if too_deep > 0 => {}
            Token::Value(value) => push(&mut open, value),
        }
    }
    if too_deep > 0 {
        push(&mut open, Value::TooDeep);
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

fn push<'a>(open: &mut [Vec<Value<'a>>], value: Value<'a>) {
    if let Some(list) = open.last_mut() {
        list.push(value);
    }
}

/// Ends the innermost list; a closing bracket too many is skipped.
fn close(open: &mut Vec<Vec<Value<'_>>>) {
    if open.len() > 1
        && let Some(list) = open.pop()
    {
        push(open, Value::List(list));
    }
}

enum Token<'a> {
    Open,
    Close,
    Value(Value<'a>),
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let blank = self.rest.iter().take_while(|b| matches!(b, b' ' | b'\r' | b'\n' | b'\t'));
        self.skip(blank.count());
        match self.rest.first()? {
            b'(' => {
                self.skip(1);
                Some(Token::Open)
            }
            b')' => {
                self.skip(1);
                Some(Token::Close)
            }
            b'"' => Some(Token::Value(Value::Text(self.quoted()))),
            b'{' => Some(Token::Value(self.literal().unwrap_or_else(|| self.atom()))),
            // RFC 3516: `~{n}` announces a literal8.
            b'~' if self.rest.get(1) == Some(&b'{') => {
                let whole = self.rest;
                self.skip(1);
                Some(Token::Value(self.literal().unwrap_or_else(|| {
                    self.rest = whole;
                    self.atom()
                })))
            }
            _ => Some(Token::Value(self.atom())),
        }
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    fn quoted(&mut self) -> Cow<'a, [u8]> {
        self.skip(1);
        let special = |b: &u8| matches!(b, b'"' | b'\\');
        let plain = self.rest.iter().position(special).unwrap_or(self.rest.len());
        if self.rest.get(plain) != Some(&b'\\') {
            let text = self.take(plain);
            self.skip(1);
            return Cow::Borrowed(text);
        }
        let mut text = Vec::new();
        loop {
            let plain = self.rest.iter().position(special).unwrap_or(self.rest.len());
            text.extend_from_slice(self.take(plain));
            match self.take(1) {
                b"\\" => text.extend_from_slice(self.take(1)),
                _ => return Cow::Owned(text), // The closing quote, or the end.
            }
        }
    }

    fn literal(&mut self) -> Option<Value<'a>> {
        let digits = self.rest.get(1..)?.iter().take_while(|b| b.is_ascii_digit()).count();
        let length = usize::try_from(number(self.rest.get(1..=digits)?)?).ok()?;
        let after = self.rest.get(digits + 1..)?;
        let after = after.strip_prefix(b"+").unwrap_or(after).strip_prefix(b"}\r\n")?;
        self.rest = after;
        Some(Value::Text(Cow::Borrowed(self.take(length.min(after.len())))))
    }

    fn atom(&mut self) -> Value<'a> {
        let mut length = self.atom_length(0);
        if self.rest.get(length) == Some(&b'[') {
            let inside = self.rest.iter().skip(length).take(SECTION_LIMIT_BYTES);
            length = match inside.clone().position(|b| *b == b']') {
                Some(end) => self.atom_length_plain(length + end + 1),
                None => self.atom_length_plain(length),
            };
        }
        let atom = self.take(length.max(1));
        if atom.eq_ignore_ascii_case(b"NIL") { Value::Nil } else { Value::Atom(atom) }
    }

    /// Up to the end of the atom, or to the bracket of `BODY[` and `BINARY[`, whose section name
    /// may hold spaces and brackets.
    fn atom_length(&self, from: usize) -> usize {
        let end = self.atom_length_plain(from);
        let atom = self.rest.get(from..end).unwrap_or_default();
        for prefix in [&b"BODY["[..], b"BINARY[", b"BODY.PEEK["] {
            if atom.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)) {
                return from + prefix.len() - 1;
            }
        }
        end
    }

    fn atom_length_plain(&self, from: usize) -> usize {
        let ends = |b: &u8| matches!(b, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n' | b'\t');
        let tail = self.rest.get(from..).unwrap_or_default();
        from + tail.iter().position(ends).unwrap_or(tail.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Value<'_> {
        Value::Text(Cow::Borrowed(bytes))
    }

    #[test]
    fn the_four_kinds_of_values_are_told_apart() {
        let got = values(b"UID 7 (\\Seen nil) \"a \\\"b\\\\\" {3}\r\nx)y ~{1}\r\nz\r\n");
        let want = [
            Value::Atom(b"UID"),
            Value::Atom(b"7"),
            Value::List(vec![Value::Atom(b"\\Seen"), Value::Nil]),
            text(b"a \"b\\"),
            text(b"x)y"),
            text(b"z"),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn a_section_name_with_spaces_is_one_atom() {
        let got = values(b"BODY[HEADER.FIELDS (FROM TO)]<0> {2}\r\nok BODY[] NIL");
        assert_eq!(got[0], Value::Atom(b"BODY[HEADER.FIELDS (FROM TO)]<0>"));
        assert_eq!(got[1], text(b"ok"));
        assert_eq!(got[2..], [Value::Atom(b"BODY[]"), Value::Nil]);
    }

    #[test]
    fn eight_bit_bytes_and_nul_in_quotes_are_kept() {
        assert_eq!(values(b"\"Gr\xfc\0\xff\""), [text(b"Gr\xfc\0\xff")]);
    }

    #[test]
    fn missing_and_surplus_brackets_spaces_and_quotes_cost_nothing_else() {
        assert_eq!(
            values(b"(a(b)"),
            [Value::List(vec![Value::Atom(b"a"), Value::List(vec![Value::Atom(b"b")])])]
        );
        assert_eq!(values(b") a"), [Value::Atom(b"a")]);
        assert_eq!(values(b"\"open"), [text(b"open")]);
        assert_eq!(values(b"\"a\"\"b\""), [text(b"a"), text(b"b")]);
        assert_eq!(values(b"\"x\\"), [text(b"x")]);
        assert_eq!(values(b"{9}\r\nab"), [text(b"ab")]);
        assert_eq!(
            values(b"{99999999999999999999}\r\n{x {"),
            [Value::Atom(b"{99999999999999999999}"), Value::Atom(b"{x"), Value::Atom(b"{")]
        );
    }

    #[test]
    fn ten_thousand_brackets_are_one_value() {
        let mut input = b"a ".to_vec();
        input.extend(std::iter::repeat_n(b'(', 10_000));
        input.extend(std::iter::repeat_n(b')', 10_000));
        input.extend(b" b");
        let got = values(&input);
        assert_eq!((got.len(), &got[2]), (3, &Value::Atom(b"b")));
        let mut depth = 0;
        let mut inside = &got[1];
        while let Value::List(list) = inside {
            inside = &list[0];
            depth += 1;
        }
        assert_eq!((depth, inside), (DEPTH_LIMIT, &Value::TooDeep));
    }
}
