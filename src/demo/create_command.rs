//! Reads CREATE for a special use (RFC 6154 §3), which the codec does not.

use super::list_command::{Word, words};

/// The name, as on the wire, and the uses without their backslash: `CREATE x (USE (\Archive))`.
/// `None` where it is a CREATE of another form.
pub fn parse(command: &[u8]) -> Option<(String, Vec<String>)> {
    let mut words = words(command)?.into_iter().skip(2);
    let Word::Text(name) = words.next()? else { return None };
    let wanted = [Word::Open, Word::Text("USE".to_owned()), Word::Open];
    for expected in wanted {
        let word = match words.next()? {
            Word::Text(text) => Word::Text(text.to_ascii_uppercase()),
            other => other,
        };
        if word != expected {
            return None;
        }
    }
    let mut uses = Vec::new();
    loop {
        match words.next()? {
            Word::Text(text) => uses.push(text.strip_prefix('\\')?.to_owned()),
            Word::Close => break,
            Word::Open => return None,
        }
    }
    (words.next()? == Word::Close && words.next().is_none()).then_some((name, uses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_read_and_a_name_that_looks_like_one_is_not() {
        let read = |command: &str| parse(command.as_bytes());
        let archive = ("Old mail".to_owned(), vec!["Archive".to_owned()]);
        assert_eq!(read("a CREATE \"Old mail\" (USE (\\Archive))\r\n"), Some(archive.clone()));
        assert_eq!(read("a create {8+}\r\nOld mail (use (\\Archive))\r\n"), Some(archive));
        for other in
            ["a CREATE x", "a CREATE \"x (USE (\\Sent))\"", "a CREATE x (USE (Sent))", "a CREATE"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
