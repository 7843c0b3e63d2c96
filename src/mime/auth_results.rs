//! An Authentication-Results field taken apart (RFC 8601 §2.2).
//!
//! Values in it come from the sender (`d=`, MAIL FROM), so the grammar is kept strictly: a field
//! with an open quote or comment says nothing, and a value with anything odd in it matches nothing.

use crate::text;

/// Results read of one field; a server writes a dozen.
const RESULTS_LIMIT: usize = 100;

/// Properties kept of one result.
const PROPERTIES_LIMIT: usize = 20;

/// One field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AuthResults {
    /// Who says so, lower case; empty where the field names nobody.
    pub(super) authority: String,
    pub(super) results: Vec<MethodResult>,
}

/// `dkim=pass header.d=example.org`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MethodResult {
    pub(super) method: String,
    pub(super) result: String,
    /// `header.d` and its value as written, without quotes.
    properties: Vec<(String, String)>,
}

impl MethodResult {
    /// The first of the named properties.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a field's value; `None` where it does not follow the grammar.
pub(super) fn parse(value: &[u8]) -> Option<AuthResults> {
    let text = text::header::decode(value);
    let mut pieces = tokens(&text)?.into_iter().peekable();
    let mut found = AuthResults::default();
    let mut words = Vec::new();
    while let Some(token) = pieces.next_if(|token| *token != Token::Semicolon) {
        words.push(token);
    }
    match words.as_slice() {
        // The version (RFC 8601 §2.2) may follow the name.
        [Token::Word(name)] | [Token::Word(name), Token::Word(_)] => {
            found.authority = name.to_lowercase();
        }
        [] => return None,
        // Some servers name nobody and begin with the first result.
        words => found.results.extend(method_result(words)),
    }
    let rest: Vec<Token> = pieces.collect();
    for info in rest.split(|token| *token == Token::Semicolon).take(RESULTS_LIMIT) {
        found.results.extend(method_result(info));
    }
    Some(found)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Semicolon,
    Equals,
}

/// Splits a value, comments taken out; `None` where a quote or comment does not end.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut word = String::new();
    // A quoted string makes a word even where it is empty.
    let mut in_word = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let ends_word = matches!(c, ';' | '=' | '(') || c.is_whitespace();
        if ends_word && in_word {
            out.push(Token::Word(std::mem::take(&mut word)));
            in_word = false;
        }
        match c {
            ';' => out.push(Token::Semicolon),
            '=' => out.push(Token::Equals),
            '(' => skip_comment(&mut chars)?,
            c if c.is_whitespace() => {}
            '"' => {
                in_word = true;
                quoted(&mut chars, &mut word)?;
            }
            c => {
                in_word = true;
                word.push(c);
            }
        }
    }
    if in_word {
        out.push(Token::Word(word));
    }
    Some(out)
}

fn skip_comment(chars: &mut std::str::Chars<'_>) -> Option<()> {
    let mut depth = 1_usize;
    loop {
        match chars.next()? {
            '\\' => drop(chars.next()?),
            '(' => depth += 1,
            ')' if depth == 1 => return Some(()),
            ')' => depth -= 1,
            _ => {}
        }
    }
}

fn quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '"' => return Some(()),
            '\\' => word.push(chars.next()?),
            c => word.push(c),
        }
    }
}

/// `method[/version] = result`, then pairs. What is no pair ends the reading of this result.
fn method_result(info: &[Token]) -> Option<MethodResult> {
    let [Token::Word(method), Token::Equals, Token::Word(result), rest @ ..] = info else {
        return None;
    };
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let mut properties = Vec::new();
    for pair in rest.chunks(3).take(PROPERTIES_LIMIT) {
        let [Token::Word(name), Token::Equals, Token::Word(value)] = pair else { break };
        properties.push((name.to_ascii_lowercase(), value.clone()));
    }
    Some(MethodResult { method, result: result.to_ascii_lowercase(), properties })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_server_is_read() {
        let found = parse(
            b"mx.example.org 1;\r\n dkim=pass (2048-bit key; unprotected) header.d=a.example \
              header.i=@a.example;\r\n spf/1=fail reason=\"not; allowed\" smtp.mailfrom=x@b.example",
        )
        .unwrap();
        assert_eq!(found.authority, "mx.example.org");
        assert_eq!(found.results[0].property("header.d"), Some("a.example"));
        assert_eq!(
            (found.results[1].method.as_str(), found.results[1].result.as_str()),
            ("spf", "fail")
        );
        assert_eq!(found.results[1].property("reason"), Some("not; allowed"));
        assert_eq!(found.results[1].property("smtp.mailfrom"), Some("x@b.example"));
    }

    #[test]
    fn quotes_and_comments_do_not_become_results() {
        let methods = |field: &str| {
            let found = parse(field.as_bytes()).unwrap_or_default();
            found.results.into_iter().map(|r| r.method).collect::<Vec<_>>().join(",")
        };
        assert_eq!(methods("a; spf=pass smtp.mailfrom=\"x; dmarc=pass\"@b"), "spf");
        assert_eq!(methods("a; spf=pass (; dmarc=pass (x) ) smtp.mailfrom=b"), "spf");
        assert_eq!(methods("a; spf=pass smtp.mailfrom=x(; dmarc=pass"), "");
        assert_eq!(methods("a; spf=pass smtp.mailfrom=\"x; dmarc=pass"), "");
        assert_eq!(methods("a; none"), "");
        assert_eq!(methods(""), "");
    }

    #[test]
    fn a_field_that_names_nobody_has_no_authority() {
        let found = parse(b"spf=pass smtp.mailfrom=a.example; dkim=none").unwrap();
        assert_eq!((found.authority.as_str(), found.results.len()), ("", 2));
    }

    #[test]
    fn hostile_fields_end() {
        for unit in ["(", "\"", ";", "a=b;", "=", "\\", "a ", "a=b c.d=e "] {
            let found = parse(unit.repeat(200_000).as_bytes()).unwrap_or_default();
            assert!(found.results.len() <= RESULTS_LIMIT + 1);
        }
    }
}
