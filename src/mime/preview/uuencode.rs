//! Files in the text of old mail: `begin 644 name` to `end` (POSIX uuencode).

use super::{FILES_LIMIT, PackedFile};

/// Finds the files in a text part. A block that does not end gives what is there.
pub fn uuencoded_files(text: &[u8]) -> Vec<PackedFile> {
    let mut found = Vec::new();
    let mut open: Option<(&[u8], Vec<u8>)> = None;
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match &mut open {
            None => open = begin(line).map(|name| (name, Vec::new())),
            Some((name, bytes)) => {
                let ends = line == b"end";
                if !ends && decode_line(line, bytes).is_some() {
                    continue;
                }
                if !bytes.is_empty() {
                    found.push(PackedFile::new(name, std::mem::take(bytes)));
                }
                open = if ends { None } else { begin(line).map(|name| (name, Vec::new())) };
                if found.len() == FILES_LIMIT {
                    return found;
                }
            }
        }
    }
    if let Some((name, bytes)) = open.filter(|(_, bytes)| !bytes.is_empty()) {
        found.push(PackedFile::new(name, bytes));
    }
    found
}

/// The name in `begin 644 name`.
fn begin(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"begin ")?;
    let space = rest.iter().position(|byte| *byte == b' ')?;
    let (mode, name) = rest.split_at(space);
    let is_mode = (3..=4).contains(&mode.len()) && mode.iter().all(|b| (b'0'..=b'7').contains(b));
    let name = name.trim_ascii();
    (is_mode && !name.is_empty()).then_some(name)
}

/// Adds a line's bytes; `None` where it is no line of data.
fn decode_line(line: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (first, data) = line.split_first()?;
    let length = usize::from(sextet(*first)?);
    // Programs leave out spaces at the end of a line, and some add one character.
    if data.len() > length.div_ceil(3) * 4 + 1 {
        return None;
    }
    let start = out.len();
    for group in data.chunks(4) {
        let mut bits = 0_u32;
        for index in 0..4 {
            bits = bits << 6 | u32::from(sextet(group.get(index).copied().unwrap_or(b' '))?);
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        out.extend_from_slice(&bytes);
    }
    out.resize(start + length, 0);
    Some(())
}

fn sextet(byte: u8) -> Option<u8> {
    matches!(byte, b' '..=b'`').then(|| (byte - b' ') & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        uuencoded_files(text.as_bytes()).into_iter().map(|f| (f.safe_name, f.bytes)).collect()
    }

    #[test]
    fn files_are_found_in_the_text() {
        let text = "Hi,\r\nbegin 644 ../cat.txt\r\n#0V%T\r\n`\r\nend\r\nbye\n\
                    begin 600 b\n!00\nend\n";
        let expected = [("cat.txt".to_owned(), b"Cat".to_vec()), ("b".to_owned(), b"A".to_vec())];
        assert_eq!(files(text), expected);
    }

    #[test]
    fn a_block_that_does_not_end_gives_what_is_there() {
        assert_eq!(files("begin 644 a\n#0V%T\nno data here, but a long sentence\n")[0].1, b"Cat");
        assert_eq!(files("begin 644 a\n#0V%T")[0].1, b"Cat");
    }

    #[test]
    fn text_that_only_begins_like_that_holds_nothing() {
        for text in [
            "begin the day\nwell\n",
            "begin 644\n",
            "begin 999 a\n#0V%T\n",
            "begin 644 a\nend\n",
            "",
        ] {
            assert!(files(text).is_empty(), "{text}");
        }
        assert_eq!(files(&"begin 644 a\n#0V%T\nend\n".repeat(1_000)).len(), FILES_LIMIT);
    }
}
