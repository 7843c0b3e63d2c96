//! Tokens of CSS Syntax Level 3 §4, as far as [`super::css`] needs them. All are total and linear.

/// The address of `@import`, in either form (CSS Cascade Level 4 §2).
pub(super) fn import_address(statement: &str) -> Option<String> {
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
pub(super) fn statement_bytes(text: &str) -> usize {
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
pub(super) fn unquoted_bytes(text: &str) -> usize {
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
pub(super) fn read_string(text: &str, quote: char) -> (String, usize) {
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

pub(super) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '\\' || !c.is_ascii()
}

/// Bytes of the name at the start of `text`, escapes included; at least one where it is not empty.
pub(super) fn name_bytes(text: &str) -> usize {
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

pub(super) fn ends_with_hex_escape(name: &str) -> bool {
    let Some(at) = name.rfind('\\') else { return false };
    let digits = name.get(at + 1..).unwrap_or_default();
    (1..=6).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// Resolves escapes (CSS Syntax Level 3 §4.3.7).
pub(super) fn unescaped(raw: &str) -> String {
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
pub(super) fn quoted(text: &str) -> String {
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
