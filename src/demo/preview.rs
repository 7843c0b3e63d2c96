//! PREVIEW: how the text of a message begins (RFC 8970).

use mail_parser::MessageParser;

/// Longest preview in characters; RFC 8970 §4.1 recommends 200 and allows 256.
const MAX_CHARS: usize = 200;

/// The first words of the text of a message on one line; empty where there is no text.
///
/// What is quoted from another mail is passed over unless there is nothing else.
pub fn of(raw: &[u8]) -> String {
    let Some(message) = MessageParser::default().parse(raw) else { return String::new() };
    let Some(body) = message.body_text(0) else { return String::new() };
    let own = folded(body.lines().filter(|line| !line.trim_start().starts_with('>')));
    if own.is_empty() { folded(body.lines()) } else { own }
}

fn folded<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in lines.flat_map(str::split_whitespace) {
        if length > 0 {
            text.push(' ');
            length += 1;
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            if length >= MAX_CHARS {
                return text.trim_end().to_owned();
            }
            text.push(c);
            length += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_and_put_on_one_line() {
        let raw = b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> old\r\nHallo  B=FCro,\r\n\r\n\tdas\x07 war=\r\n es.\r\n";
        assert_eq!(of(raw), "Hallo B\u{fc}ro, das war es.");
        assert_eq!(of(b"Subject: x\r\n\r\n> only\r\n> quoted\r\n"), "> only > quoted");
    }

    #[test]
    fn pages_lose_their_marks_and_messages_without_text_are_empty() {
        let raw = b"Content-Type: text/html\r\n\r\n<style>p { color: red }</style><p>One &amp; <b>two</b></p>";
        assert_eq!(of(raw), "One & two");
        assert_eq!(
            of(b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"),
            ""
        );
        assert_eq!(of(b""), "");
    }

    #[test]
    fn a_preview_has_an_end() {
        let raw = [&b"Subject: x\r\n\r\n"[..], "\u{4f1a} ".repeat(100_000).as_bytes()].concat();
        let text = of(&raw);
        assert_eq!(text.chars().count(), 199); // 100 characters and the spaces between them.
        assert!(of(&[&b"\r\n"[..], &[b'x'; 1_000]].concat()).len() == MAX_CHARS);
    }
}
