//! Status responses and their codes: `OK [CAPABILITY …] text` (RFC 3501 §7.1).

use std::num::NonZeroU32;

use super::flags::FlagList;
use super::value::{Value, number, values};
use crate::text::{charset, cut, visible};

/// Longest text of a server that is kept: enough for a sentence or three.
pub const SERVER_TEXT_LIMIT_BYTES: usize = 1024;

/// What a status response says of its command, or of the connection where it has no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    No,
    Bad,
    Bye,
    PreAuth,
}

impl Status {
    fn read(word: &[u8]) -> Option<Self> {
        let table = [("OK", Self::Ok), ("NO", Self::No), ("BAD", Self::Bad), ("BYE", Self::Bye)];
        let found = table.iter().find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()));
        match found {
            Some((_, status)) => Some(*status),
            None => word.eq_ignore_ascii_case(b"PREAUTH").then_some(Self::PreAuth),
        }
    }
}

/// The code in brackets. Referrals are among the unknown ones on purpose: credentials go to the
/// configured host only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    Alert,
    Capability(Vec<String>),
    UidValidity(NonZeroU32),
    UidNext(NonZeroU32),
    ReadOnly,
    ReadWrite,
    /// The flags that stay (RFC 3501 §7.1).
    PermanentFlags(FlagList),
    /// Where copies are (RFC 4315 §3): `from[i]` became `to[i]`. Empty where they do not pair.
    CopyUid {
        uid_validity: NonZeroU32,
        from: Vec<NonZeroU32>,
        to: Vec<NonZeroU32>,
    },
    /// Where messages of an APPEND are (RFC 4315 §3, RFC 3502).
    AppendUid {
        uid_validity: NonZeroU32,
        uids: Vec<NonZeroU32>,
    },
    /// Words that name a reason, upper case: `AUTHENTICATIONFAILED`, `UNAVAILABLE`, …
    Other(String),
}

/// One status response, tagged or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    pub status: Status,
    pub code: Option<Code>,
    /// Bounded, one line, control characters made visible.
    pub text: String,
}

impl StatusLine {
    /// Reads what follows the tag; `None` where it is no status response.
    pub fn read(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii();
        let word_end = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
        let (word, rest) = line.split_at(word_end);
        let status = Status::read(word)?;
        let rest = rest.trim_ascii_start();
        let (code, text) = split_code(rest);
        Some(Self { status, code: code.and_then(read_code), text: server_text(text) })
    }

    /// The reason in brackets, where it is not one that is handled by itself.
    pub fn reason(&self) -> Option<&str> {
        match &self.code {
            Some(Code::Other(word)) => Some(word),
            _ => None,
        }
    }
}

/// Bytes of a server to a line that can be shown.
pub fn server_text(bytes: &[u8]) -> String {
    let bytes = bytes.get(..SERVER_TEXT_LIMIT_BYTES).unwrap_or(bytes);
    cut(visible(charset::decode_short(bytes.trim_ascii()).trim()), SERVER_TEXT_LIMIT_BYTES)
}

fn split_code(rest: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let Some(inside) = rest.strip_prefix(b"[") else { return (None, rest) };
    let Some(end) = inside.iter().position(|b| *b == b']') else { return (None, rest) };
    (inside.get(..end), inside.get(end + 1..).unwrap_or_default())
}

fn read_code(inside: &[u8]) -> Option<Code> {
    let inside = inside.trim_ascii();
    let end = inside.iter().position(|b| *b == b' ').unwrap_or(inside.len());
    let (word, argument) = inside.split_at(end);
    let argument = argument.trim_ascii();
    let nonzero = || number(argument).and_then(|n| u32::try_from(n).ok()).and_then(NonZeroU32::new);
    let word = String::from_utf8_lossy(word.get(..64).unwrap_or(word)).to_ascii_uppercase();
    Some(match word.as_str() {
        "ALERT" => Code::Alert,
        "CAPABILITY" => Code::Capability(capability_words(&values(argument))),
        "UIDVALIDITY" => Code::UidValidity(nonzero()?),
        "UIDNEXT" => Code::UidNext(nonzero()?),
        "READ-ONLY" => Code::ReadOnly,
        "READ-WRITE" => Code::ReadWrite,
        "PERMANENTFLAGS" => {
            let parsed = values(argument);
            Code::PermanentFlags(FlagList::read(parsed.first()?.list()?))
        }
        "COPYUID" => copy_uid(argument)?,
        "APPENDUID" => append_uid(argument)?,
        _ => Code::Other(visible(&word)),
    })
}

/// UIDs read of one code; we act on a thousand messages at a time.
const UIDS_LIMIT: usize = 10_000;

fn copy_uid(argument: &[u8]) -> Option<Code> {
    let mut words = argument.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let uid_validity = uid(words.next()?)?;
    let (from, to) = (uids(words.next()?)?, uids(words.next()?)?);
    let pairs = from.len() == to.len();
    Some(if pairs {
        Code::CopyUid { uid_validity, from, to }
    } else {
        Code::CopyUid { uid_validity, from: Vec::new(), to: Vec::new() }
    })
}

fn append_uid(argument: &[u8]) -> Option<Code> {
    let mut words = argument.split(|b| *b == b' ').filter(|word| !word.is_empty());
    Some(Code::AppendUid { uid_validity: uid(words.next()?)?, uids: uids(words.next()?)? })
}

fn uid(word: &[u8]) -> Option<NonZeroU32> {
    NonZeroU32::new(u32::try_from(number(word)?).ok()?)
}

fn uids(set: &[u8]) -> Option<Vec<NonZeroU32>> {
    let numbers = crate::imap::set::read(set, UIDS_LIMIT)?;
    Some(numbers.into_iter().filter_map(NonZeroU32::new).collect())
}

/// Capability names, upper case; bounded in number and length, odd bytes dropped.
pub fn capability_words(items: &[Value<'_>]) -> Vec<String> {
    /// The longest list seen on real servers has about 80 words.
    const WORDS_LIMIT: usize = 500;
    const WORD_LIMIT_BYTES: usize = 100;
    items
        .iter()
        .filter_map(Value::bytes)
        .filter(|word| word.len() <= WORD_LIMIT_BYTES && word.iter().all(u8::is_ascii_graphic))
        .take(WORDS_LIMIT)
        .map(|word| String::from_utf8_lossy(word).to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_a_text_are_told_apart() {
        let line = StatusLine::read(b"OK [UIDVALIDITY 17] UIDs valid\r\n").unwrap();
        assert_eq!(line.code, Some(Code::UidValidity(NonZeroU32::new(17).unwrap())));
        assert_eq!(line.text, "UIDs valid");
        let line = StatusLine::read(b"no [AuthenticationFailed] Nope").unwrap();
        assert_eq!((line.status, line.reason()), (Status::No, Some("AUTHENTICATIONFAILED")));
    }

    #[test]
    fn odd_status_lines_are_read() {
        assert_eq!(StatusLine::read("NO Échec\r\n".as_bytes()).unwrap().text, "Échec");
        assert_eq!(StatusLine::read(b"NO \xc9chec\r\n").unwrap().text, "Échec");
        assert_eq!(StatusLine::read(b"OK").unwrap().text, "");
        assert_eq!(StatusLine::read(b"OK [never closed").unwrap().text, "[never closed");
        assert_eq!(StatusLine::read(b"OK [] x").unwrap().text, "x");
        assert_eq!(StatusLine::read(b"OK [UIDVALIDITY 0] x").unwrap().code, None);
        assert_eq!(StatusLine::read(b"BYE a\x1b[2Jb").unwrap().text, "a⟨U+001B⟩[2Jb");
        assert_eq!(StatusLine::read(b"OKAY"), None);
        assert!(
            StatusLine::read(&[b"NO ".as_slice(), &[b'x'; 9999]].concat()).unwrap().text.len()
                <= 1024
        );
    }

    #[test]
    fn places_of_copies_are_read_and_bounded() {
        let uids = |numbers: &[u32]| -> Vec<_> {
            numbers.iter().map(|n| NonZeroU32::new(*n).unwrap()).collect()
        };
        let code = |text: &str| StatusLine::read(format!("OK [{text}] x").as_bytes()).unwrap().code;
        let uid_validity = NonZeroU32::new(9).unwrap();
        assert_eq!(
            code("COPYUID 9 304,319:320 3956:3958"),
            Some(Code::CopyUid {
                uid_validity,
                from: uids(&[304, 319, 320]),
                to: uids(&[3956, 3957, 3958]),
            })
        );
        let unpaired = Code::CopyUid { uid_validity, from: Vec::new(), to: Vec::new() };
        assert_eq!(code("COPYUID 9 1:3 7"), Some(unpaired));
        assert_eq!(
            code("APPENDUID 9 3955"),
            Some(Code::AppendUid { uid_validity, uids: uids(&[3955]) })
        );
        for bad in ["COPYUID", "COPYUID 0 1 2", "COPYUID 9 1:4294967295 2", "APPENDUID x 1"] {
            assert_eq!(code(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_referral_is_not_understood() {
        let line = StatusLine::read(b"NO [REFERRAL imap://;AUTH=*@attacker/] elsewhere").unwrap();
        assert_eq!(line.reason(), Some("REFERRAL"));
        assert_eq!(line.text, "elsewhere");
    }
}
