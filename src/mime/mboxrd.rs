//! Messages written as an mbox: the kind called mboxrd, from which each comes back as it was.
//!
//! ```text
//! From ann@harbour.example Sun Nov 22 10:42:00 2026     separator: sender, arrival in UTC (RFC 4155)
//! Subject: …
//! Status: RO                                            what the server knew beside the message
//! (empty line)
//! >From here on …                                       every line `>*From ` gets one more `>`
//! (empty line)
//! ```
//!
//! Lines end with LF. A message that does not end with a line end gets one; nothing else of it
//! changes, but for fields that would pass for ours: who reads the file would believe a stranger's
//! `X-Status: D`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::address;
use super::fields::{self, Field};
use crate::model::{Flag, Flags, Keyword};

/// Fields by which programs keep a message's state in its file; those of the message itself are left
/// out. Thunderbird's `X-Mozilla-Status: 0008` says that it was deleted.
const OURS: [&[u8]; 6] = [
    b"status:",
    b"x-status:",
    b"x-keywords:",
    b"x-mozilla-status:",
    b"x-mozilla-status2:",
    b"x-mozilla-keys:",
];

/// The sender of a message that names none, as mail programs write it.
const NO_SENDER: &str = "MAILER-DAEMON";

/// Longest address (RFC 5321 §4.5.3.1): a separator is one short line.
const SENDER_LIMIT_BYTES: usize = 254;

/// The line before a message. A sender that no separator can hold is left out.
pub fn separator(sender: Option<&str>, received_unix_secs: i64) -> String {
    let fits = |sender: &&str| {
        !sender.is_empty()
            && sender.len() <= SENDER_LIMIT_BYTES
            && sender.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let sender = sender.filter(fits).unwrap_or(NO_SENDER);
    // A year of four digits, as every reader expects.
    let since = received_unix_secs.clamp(0, Timestamp::MAX.as_second());
    let when = Timestamp::from_second(since).unwrap_or(Timestamp::UNIX_EPOCH);
    let when = when.to_zoned(TimeZone::UTC);
    format!("From {sender} {}\n", when.strftime("%a %b %e %H:%M:%S %Y"))
}

/// Who sent a message, for its separator: the Return-Path, else From, else Sender.
pub fn sender_of(header: &[u8]) -> Option<String> {
    let fields = fields::split(header);
    ["Return-Path", "From", "Sender"].iter().find_map(|name| {
        let field: &Field<'_> = fields.iter().find(|field| field.is(name))?;
        let first = address::parse(field.value).into_iter().next()?;
        Some(first.address).filter(|address| !address.is_empty())
    })
}

/// What the server knew of a message, as header fields: `R` read, `O` not new; answered, flagged,
/// deleted and draft by their first letters, a draft by `T`; keywords with spaces between them.
pub fn flag_fields(flags: Flags, keywords: &[Keyword]) -> String {
    let mut text = format!("Status: {}\n", if flags.has(Flag::Seen) { "RO" } else { "O" });
    let letters =
        [(Flag::Answered, 'A'), (Flag::Flagged, 'F'), (Flag::Deleted, 'D'), (Flag::Draft, 'T')];
    let letters: String =
        letters.iter().filter(|(flag, _)| flags.has(*flag)).map(|(_, letter)| *letter).collect();
    if !letters.is_empty() {
        text.push_str(&format!("X-Status: {letters}\n"));
    }
    let forwarded = flags.has(Flag::Forwarded).then_some("$Forwarded");
    let words: Vec<&str> =
        forwarded.into_iter().chain(keywords.iter().map(Keyword::as_str)).collect();
    if !words.is_empty() {
        text.push_str(&format!("X-Keywords: {}\n", words.join(" ")));
    }
    text
}

/// Where the next byte of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// At the beginning of a line, or in a piece of it that may still become something else.
    Begin,
    /// Behind one `>` or more.
    Marks,
    /// In a line of which all is known.
    Rest { dropped: bool },
}

/// Turns one message, in pieces of any size, into the lines of an mbox. Holds no more of it than the
/// beginning of a line.
#[derive(Debug)]
pub struct Quoter {
    at: At,
    /// The line's first bytes, while they may begin a field of ours or `From `.
    begun: Vec<u8>,
    /// A CR was left out: the next byte says whether it ends a line.
    is_cr: bool,
    in_header: bool,
    /// The field that this line may go on is left out.
    field_dropped: bool,
    /// Our fields, until the header ends.
    fields: Option<String>,
    /// What was written last ends a line.
    at_line_end: bool,
}

impl Quoter {
    /// `fields` as [`flag_fields`] makes them; they go to the end of the header.
    pub fn new(fields: String) -> Self {
        Self {
            at: At::Begin,
            begun: Vec::new(),
            is_cr: false,
            in_header: true,
            field_dropped: false,
            fields: Some(fields),
            at_line_end: true,
        }
    }

    /// Takes the next piece of the message and appends what becomes of it.
    pub fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        while let Some((first, behind)) = rest.split_first() {
            rest = match self.at {
                At::Rest { dropped } => self.line(rest, dropped, out),
                At::Begin | At::Marks if self.begun.is_empty() && self.is_plain(*first) => {
                    self.at = At::Rest { dropped: false };
                    self.field_dropped = false;
                    rest
                }
                At::Begin | At::Marks => {
                    self.begin(*first, out);
                    behind
                }
            };
        }
    }

    /// Ends the message: a line end where it has none, and the empty line behind it.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        let begun = std::mem::take(&mut self.begun);
        self.at = At::Rest { dropped: false };
        self.line(&begun, false, out);
        if std::mem::take(&mut self.is_cr) {
            self.put(b"\r", out);
        }
        if !self.at_line_end {
            self.put(b"\n", out);
        }
        self.end_header(out);
        out.push(b'\n');
    }

    /// Whether a line that begins like this is what it is.
    fn is_plain(&self, first: u8) -> bool {
        let in_field = self.in_header
            && self.at == At::Begin
            && matches!(first, b's' | b'S' | b'x' | b'X' | b' ' | b'\t' | b'\r' | b'\n');
        !in_field && !matches!(first, b'>' | b'F')
    }

    /// One more byte at the beginning of a line.
    fn begin(&mut self, byte: u8, out: &mut Vec<u8>) {
        if byte == b'>' && self.begun.is_empty() {
            self.at = At::Marks;
            return self.put(b">", out);
        }
        self.begun.push(byte);
        if b"From ".starts_with(&self.begun) {
            if self.begun.len() == b"From ".len() {
                self.put(b">", out);
                self.decided(false, out);
            }
            return;
        }
        if !self.in_header || self.at == At::Marks {
            return self.decided(false, out);
        }
        match self.begun.as_slice() {
            b"\r" => {}
            b"\n" | b"\r\n" => {
                self.begun.clear();
                self.end_header(out);
                self.put(b"\n", out);
            }
            [b' ' | b'\t', ..] => self.decided(self.field_dropped, out),
            begun => {
                let begins = |field: &&&[u8]| {
                    field.get(..begun.len()).is_some_and(|start| start.eq_ignore_ascii_case(begun))
                };
                match OURS.iter().find(begins) {
                    Some(field) if field.len() == begun.len() => self.decided(true, out),
                    Some(_) => {}
                    None => self.decided(false, out),
                }
            }
        }
    }

    /// The line is known: what was held of it goes on its way.
    fn decided(&mut self, dropped: bool, out: &mut Vec<u8>) {
        self.at = At::Rest { dropped };
        self.field_dropped = dropped;
        let mut begun = std::mem::take(&mut self.begun);
        let mut rest = begun.as_slice();
        // Its end may be among it; behind that nothing was held.
        while let (At::Rest { dropped }, false) = (self.at, rest.is_empty()) {
            rest = self.line(rest, dropped, out);
        }
        begun.clear();
        self.begun = begun;
    }

    /// The rest of a line, as far as it is there; gives back what stands behind it.
    fn line<'a>(&mut self, rest: &'a [u8], dropped: bool, out: &mut Vec<u8>) -> &'a [u8] {
        let Some(first) = rest.first() else { return rest };
        if std::mem::take(&mut self.is_cr) && *first != b'\n' && !dropped {
            self.put(b"\r", out);
        }
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, behind) = match end {
            Some(end) => (rest.get(..end), rest.get(end + 1..)),
            None => (Some(rest), None),
        };
        let line = line.unwrap_or_default();
        let text = line.strip_suffix(b"\r");
        self.is_cr = text.is_some() && end.is_none();
        if !dropped {
            self.put(text.unwrap_or(line), out);
        }
        if end.is_some() {
            if !dropped {
                self.put(b"\n", out);
            }
            // A line that began as another one would: the next is known by its first byte.
            self.at = At::Begin;
        }
        behind.unwrap_or_default()
    }

    fn end_header(&mut self, out: &mut Vec<u8>) {
        self.in_header = false;
        if let Some(fields) = self.fields.take() {
            self.put(fields.as_bytes(), out);
        }
    }

    fn put(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if let Some(last) = bytes.last() {
            self.at_line_end = *last == b'\n';
            out.extend_from_slice(bytes);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mime::mbox;

    fn quoted(message: &str, piece_bytes: usize) -> String {
        let mut quoter = Quoter::new("Status: RO\n".to_owned());
        let mut out = Vec::new();
        message.as_bytes().chunks(piece_bytes).for_each(|piece| quoter.push(piece, &mut out));
        quoter.finish(&mut out);
        String::from_utf8(out).unwrap()
    }

    fn whole(message: &str) -> String {
        quoted(message, usize::MAX)
    }

    #[test]
    fn a_message_ends_with_our_fields_in_its_header_and_an_empty_line() {
        assert_eq!(whole("A: b\r\n\r\nhello\r\n"), "A: b\nStatus: RO\n\nhello\n\n");
        assert_eq!(whole("A: b\r\n\r\nno end"), "A: b\nStatus: RO\n\nno end\n\n");
        assert_eq!(whole("A: b\r\n\r\n"), "A: b\nStatus: RO\n\n\n");
        assert_eq!(whole("A: b"), "A: b\nStatus: RO\n\n", "a header without an end");
        assert_eq!(whole(""), "Status: RO\n\n");
        assert_eq!(whole("\r\nonly text"), "Status: RO\n\nonly text\n\n");
    }

    #[test]
    fn every_line_that_could_pass_for_a_separator_is_quoted() {
        let text = "A: b\r\n\r\nFrom me\r\n>From you\r\n>>From us\r\n> From\r\nFrom\r\nfrom me\r\n Fr\r\nFrom ";
        assert_eq!(
            whole(text),
            "A: b\nStatus: RO\n\n>From me\n>>From you\n>>>From us\n> From\nFrom\nfrom me\n Fr\n>From \n\n"
        );
        assert_eq!(whole("From x\r\nA: b\r\n\r\n"), ">From x\nA: b\nStatus: RO\n\n\n");
    }

    #[test]
    fn fields_that_would_pass_for_ours_are_left_out_with_what_they_go_on_with() {
        let text = "Status: x\r\nA: b\r\n c\r\nx-STATUS: D\r\n more\r\n\teven\r\nX-Keywordsmith: y\r\n\
                    X-Keywords: evil\r\nStat: z\r\n\r\nStatus: text\r\n";
        assert_eq!(
            whole(text),
            "A: b\n c\nX-Keywordsmith: y\nStat: z\nStatus: RO\n\nStatus: text\n\n"
        );
        let text = "X-Mozilla-Status: 0008\r\nX-Mozilla-Status2: 00200000\r\nA: b\r\nx-mozilla-keys: $x\r\n\
                    X-Mozilla-News-Host: y\r\n\r\n";
        assert_eq!(whole(text), "A: b\nX-Mozilla-News-Host: y\nStatus: RO\n\n\n");
        assert_eq!(whole(" Status: D\r\n\r\n"), " Status: D\nStatus: RO\n\n\n");
    }

    #[test]
    fn only_line_ends_lose_their_cr() {
        assert_eq!(whole("A: b\r\n\r\na\rb\r\r\nc\n\r"), "A: b\nStatus: RO\n\na\rb\r\nc\n\r\n\n");
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let text = "From x\r\nStatus: D\r\n go\r\nX-Statu: keep\r\nSubject: s\r\n\r\nFrom me\r\n>>From you\r\n\
                    \r\n\r\na\r\rb\r\n>>>\r\n\r\nFrom\r\nFro";
        let expected = whole(text);
        for piece_bytes in 1..=17 {
            assert_eq!(quoted(text, piece_bytes), expected, "{piece_bytes}");
        }
    }

    #[test]
    fn what_was_written_is_read_back_as_it_was() {
        let messages = [
            "Subject: 1\r\n\r\nFrom here\r\n\r\nFrom a@b Mon Jan  1 10:00:00 2024\r\nend\r\n",
            "Subject: 2\r\n\r\n>From\r\n>From x\r\n\r\n\r\n",
            "",
            "Subject: 4\r\n\r\n",
        ];
        let mut file = Vec::new();
        for message in messages {
            file.extend(separator(Some("a@b.example"), 1_704_103_200).into_bytes());
            file.extend(whole(message).into_bytes());
        }
        let read: Vec<String> = mbox::messages(&file)
            .map(|range| {
                let message = mbox::unquoted(file.get(range).unwrap()).into_owned();
                String::from_utf8(message).unwrap().replacen("Status: RO\n", "", 1)
            })
            .collect();
        let expected: Vec<String> = messages.iter().map(|it| it.replace("\r\n", "\n")).collect();
        // An empty header has no line that ends it.
        assert_eq!(read, expected);
    }

    #[test]
    fn a_separator_is_one_line_whatever_the_sender() {
        assert_eq!(
            separator(Some("ann@harbour.example"), 1_795_344_120),
            "From ann@harbour.example Sun Nov 22 10:42:00 2026\n"
        );
        let long = "a".repeat(300);
        for bad in
            [None, Some(""), Some("a b@c"), Some("a\nFrom b@c"), Some("jürgen@x"), Some(&long)]
        {
            assert_eq!(separator(bad, 0), "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n");
        }
        assert!(separator(None, i64::MAX).ends_with(" 9999\n"));
        assert!(separator(None, i64::MIN).ends_with(" 1970\n"));
        assert!(mbox::is_mbox(separator(None, 86_400 * 9).as_bytes()));
    }

    #[test]
    fn the_sender_is_whom_the_mail_would_go_back_to() {
        let sender = |header: &str| sender_of(header.as_bytes());
        let all = "From: Ann <ann@a.example>\r\nReturn-Path: <back@b.example>\r\n";
        assert_eq!(sender(all).as_deref(), Some("back@b.example"));
        let bounce = "Return-Path: <>\r\nFrom: Ann <ann@a.example>\r\n";
        assert_eq!(sender(bounce).as_deref(), Some("ann@a.example"));
        assert_eq!(sender("Subject: x\r\n"), None);
    }

    #[test]
    fn flags_become_fields() {
        assert_eq!(flag_fields(Flags::default(), &[]), "Status: O\n");
        let all = [Flag::Seen, Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Draft];
        let flags = all.into_iter().fold(Flags::default(), Flags::with).with(Flag::Forwarded);
        let keywords = [Keyword::new("Work").unwrap(), Keyword::new("$Junk").unwrap()];
        assert_eq!(
            flag_fields(flags, &keywords),
            "Status: RO\nX-Status: AFDT\nX-Keywords: $Forwarded Work $Junk\n"
        );
    }
}
