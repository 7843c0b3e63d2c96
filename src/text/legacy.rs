//! The 7-bit charsets of old mail that `encoding_rs` leaves out: UTF-7 (RFC 2152), HZ (RFC 1843)
//! and ISO-2022-KR (RFC 1557).

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{EUC_KR, GB18030};

const UNPADDED: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes where `label` (lower case) names one of the charsets above, else `None`.
pub fn decode(label: &str, bytes: &[u8]) -> Option<String> {
    match label {
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "x-unicode-1-1-utf-7" | "csunicode11utf7" => {
            Some(utf7(bytes))
        }
        "hz-gb-2312" | "hz" | "hz-gb2312" => Some(hz(bytes)),
        "iso-2022-kr" | "csiso2022kr" => Some(iso_2022_kr(bytes)),
        _ => None,
    }
}

fn utf7(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(plus) = rest.iter().position(|b| *b == b'+') {
        let (before, after) = rest.split_at(plus);
        out.push_str(&String::from_utf8_lossy(before));
        let after = after.get(1..).unwrap_or_default();
        let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(*b, b'+' | b'/');
        let length = after.iter().position(|b| !is_base64(b)).unwrap_or(after.len());
        let (run, tail) = after.split_at(length);
        rest = tail.strip_prefix(b"-").unwrap_or(tail);
        if run.is_empty() {
            out.push('+');
        } else {
            out.push_str(&utf16_run(run));
        }
    }
    out.push_str(&String::from_utf8_lossy(rest));
    out
}

fn utf16_run(run: &[u8]) -> String {
    // A length of 1 modulo 4 holds no whole byte at its end; without that character the rest reads.
    let whole = if run.len() % 4 == 1 { run.len() - 1 } else { run.len() };
    let Ok(bytes) = UNPADDED.decode(run.get(..whole).unwrap_or_default()) else {
        return char::REPLACEMENT_CHARACTER.to_string();
    };
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0xfffd,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// `~{` and `~}` switch to and from GB 2312 with the high bits cut off; `~~` is a tilde.
fn hz(bytes: &[u8]) -> String {
    let mut shifted = Vec::with_capacity(bytes.len());
    let mut chinese = false;
    let mut iter = bytes.iter().copied().peekable();
    while let Some(byte) = iter.next() {
        match (byte, iter.peek()) {
            (b'~', Some(b'{')) => chinese = true,
            (b'~', Some(b'}')) => chinese = false,
            (b'~', Some(b'~')) if !chinese => shifted.push(b'~'),
            (b'~', Some(b'\n')) if !chinese => {}
            (b'\n', _) => {
                chinese = false; // A line always begins in ASCII (RFC 1843 §2).
                shifted.push(byte);
                continue;
            }
            (0x21..=0x7e, _) if chinese => {
                shifted.push(byte | 0x80);
                continue;
            }
            _ => {
                shifted.push(byte);
                continue;
            }
        }
        iter.next();
    }
    GB18030.decode_without_bom_handling(&shifted).0.into_owned()
}

/// SO and SI switch to and from KS X 1001; the designator `ESC $ ) C` carries no text.
fn iso_2022_kr(bytes: &[u8]) -> String {
    let mut shifted = Vec::with_capacity(bytes.len());
    let mut korean = false;
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            0x1b if tail.starts_with(b"$)C") => rest = tail.get(3..).unwrap_or_default(),
            0x0e => korean = true,
            0x0f => korean = false,
            0x21..=0x7e if korean => shifted.push(byte | 0x80),
            other => shifted.push(*other),
        }
    }
    EUC_KR.decode_without_bom_handling(&shifted).0.into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfcs_are_read() {
        assert_eq!(utf7(b"Hi Mom -+Jjo--!"), "Hi Mom -\u{263a}-!");
        assert_eq!(utf7(b"A+ImIDkQ."), "A\u{2262}\u{391}.");
        assert_eq!(utf7(b"1 +- 1"), "1 + 1");
        assert_eq!(hz(b"~{<:Ky2;~}."), "己所不.");
        assert_eq!(iso_2022_kr(b"\x1b$)C\x0eGQ1[\x0f!"), "한글!");
    }

    #[test]
    fn broken_runs_come_out_as_something() {
        for bad in [&b"+"[..], b"+A", b"+2AA-", b"+////", b"~", b"~{", b"~{a", b"\x0e\x0eA"] {
            for label in ["utf-7", "hz", "iso-2022-kr"] {
                assert!(decode(label, bad).unwrap().len() < 64);
            }
        }
    }
}
