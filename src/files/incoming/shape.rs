//! The bytes of a message in a file as a server takes them: CRLF at the ends of lines, and without
//! what the file added.
//!
//! Bytes in, bytes out, in pieces of any size; a line is never held, however long. What is counted
//! before is what comes later: the same bytes go the same way.

/// Fields that programs add to keep a message's state in the file. They are about the file, and the
/// server keeps flags by itself.
const OF_MBOX: [&str; 6] =
    ["status", "x-status", "x-keywords", "x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys"];
/// In a message that is a file of its own, the others may be the sender's.
const OF_MESSAGE: [&str; 3] = ["x-mozilla-status", "x-mozilla-status2", "x-mozilla-keys"];

/// Bytes of a line that are looked at before it is known what becomes of it: the longest name of a
/// field above and its colon, or the marks of a quoted separator.
const LOOKED_AT_BYTES: usize = 512;

/// What one message goes through.
#[derive(Clone, Debug)]
pub struct Shape {
    is_mbox: bool,
    in_header: bool,
    /// The field that the line before was of is left out, and so are the lines it goes on in.
    drops_field: bool,
    line: Line,
    /// The beginning of a line that is not decided on.
    begun: Vec<u8>,
    /// The last byte was CR.
    after_cr: bool,
}

/// What becomes of the line that the next byte is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Too little of it is there.
    Undecided,
    Kept,
    Dropped,
}

impl Shape {
    /// `is_mbox`: lines that were quoted lose a mark, as in [`mbox::unquoted`](crate::mime::mbox::unquoted).
    pub fn new(is_mbox: bool) -> Self {
        Self {
            is_mbox,
            in_header: true,
            drops_field: false,
            line: Line::Undecided,
            begun: Vec::new(),
            after_cr: false,
        }
    }

    /// Takes the next bytes of the file and appends what becomes of them.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let ends = part.last() == Some(&b'\n');
            if self.line == Line::Undecided {
                self.begun.extend_from_slice(part);
                if !ends && self.begun.len() < LOOKED_AT_BYTES {
                    continue;
                }
                self.decide(out);
            } else {
                self.pass(part, out);
            }
            if ends {
                self.line = Line::Undecided;
            }
        }
    }

    /// The message is at its end.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if !self.begun.is_empty() {
            self.decide(out);
        }
    }

    fn decide(&mut self, out: &mut Vec<u8>) {
        let begun = std::mem::take(&mut self.begun);
        let mut rest = begun.as_slice();
        self.line = Line::Kept;
        // No more of it, however the file was cut: what is counted and what is sent must agree.
        let looked_at = begun.get(..LOOKED_AT_BYTES).unwrap_or(&begun);
        if self.in_header {
            let content = looked_at.trim_ascii_end();
            if content.is_empty() {
                self.in_header = false;
            } else if !matches!(rest.first(), Some(b' ' | b'\t')) {
                self.drops_field = self.is_of_the_file(content);
            }
            if self.in_header && self.drops_field {
                self.line = Line::Dropped;
            }
        }
        if self.is_mbox && is_quoted(looked_at) {
            rest = rest.get(1..).unwrap_or_default();
        }
        self.pass(rest, out);
        self.begun = begun;
        self.begun.clear();
    }

    fn is_of_the_file(&self, line: &[u8]) -> bool {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = line.get(..colon).unwrap_or_default().trim_ascii_end();
        let names: &[&str] = if self.is_mbox { &OF_MBOX } else { &OF_MESSAGE };
        names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
    }

    /// Appends bytes of one line; a line break without CR gets one.
    fn pass(&mut self, part: &[u8], out: &mut Vec<u8>) {
        let Some(last) = part.last() else { return };
        if self.line == Line::Kept {
            match part.strip_suffix(b"\n") {
                Some(content) => {
                    let has_cr = content.last().map_or(self.after_cr, |byte| *byte == b'\r');
                    out.extend_from_slice(content);
                    out.extend_from_slice(if has_cr { b"\n" } else { b"\r\n" });
                }
                None => out.extend_from_slice(part),
            }
        }
        self.after_cr = *last == b'\r';
    }
}

fn is_quoted(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaped(is_mbox: bool, bytes: &[u8], piece: usize) -> String {
        let (mut shape, mut out) = (Shape::new(is_mbox), Vec::new());
        bytes.chunks(piece).for_each(|piece| shape.push(piece, &mut out));
        shape.finish(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn lines_end_as_servers_want_it_however_the_file_is_cut() {
        let long = "y".repeat(2_000);
        let mail = format!("A: b\nC: d\r\n\r\nx\n>From a\r\n\n{long}\n{long}\r\n\rz\r");
        let expected = format!("A: b\r\nC: d\r\n\r\nx\r\n>From a\r\n\r\n{long}\r\n{long}\r\n\rz\r");
        for piece in [1, 2, 3, 7, 511, 512, 513, 10_000] {
            assert_eq!(shaped(false, mail.as_bytes(), piece), expected, "{piece}");
        }
    }

    #[test]
    fn what_the_file_added_goes_and_what_the_sender_wrote_stays() {
        let mail = b"Status: RO\nA: b\nX-Keywords: one\n two\nX-Status: F\nx-mozilla-status: 0001\nE: f\n\n\
                     >From a\n>>From b\nStatus: sunny\n > From c\n>From";
        let expected =
            "A: b\r\nE: f\r\n\r\nFrom a\r\n>From b\r\nStatus: sunny\r\n > From c\r\n>From";
        for piece in [1, 5, 1_000] {
            assert_eq!(shaped(true, mail, piece), expected, "{piece}");
        }
        let own = shaped(false, b"Status: sent\nX-Mozilla-Status: 0001\n\n>From a\n", 3);
        assert_eq!(own, "Status: sent\r\n\r\n>From a\r\n");
    }

    #[test]
    fn a_line_of_ten_megabytes_is_not_held() {
        let (mut shape, mut out) = (Shape::new(true), Vec::new());
        shape.push(b"A: b\n\n", &mut out);
        let piece = vec![b'x'; 1_000_000];
        let mut count = 0;
        for _ in 0..10 {
            shape.push(&piece, &mut out);
            count += out.len();
            out.clear();
            assert!(shape.begun.capacity() <= 2 * piece.len(), "{}", shape.begun.capacity());
        }
        shape.push(b"\n", &mut out);
        shape.finish(&mut out);
        assert_eq!(count + out.len(), 8 + 10_000_000 + 2);
    }
}
