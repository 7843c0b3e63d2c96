//! From bytes and a charset label, which may be missing, misspelt or wrong, to text.
//!
//! The WHATWG table of `encoding_rs` does the decoding; this file adds the labels mail uses beside
//! it, the 7-bit charsets it leaves out (see `legacy`), and what to do when the label lies.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};

use super::legacy;

/// Bytes given to the guess: more does not make it better, only slower.
const GUESS_LIMIT_BYTES: usize = 64 * 1024;

/// A label longer than this is none.
const LABEL_LIMIT_BYTES: usize = 64;

const NOTE_UNKNOWN: &str = "The mail names a charset that is not known here, so it was guessed.";
const NOTE_NOT_UTF8: &str = "The mail says it is UTF-8, but it is not, so the charset was guessed.";
const NOTE_IS_UTF8: &str = "The mail names another charset, but it is UTF-8.";
const NOTE_DAMAGED: &str = "Some characters do not fit the charset the mail names.";

/// Decodes `bytes`, and says in one sentence what was odd about the label, if anything was.
pub fn decode(label: Option<&str>, bytes: &[u8]) -> (String, Option<&'static str>) {
    let Some(label) = label.map(normalise).filter(|label| !is_placeholder(label)) else {
        return (guess(bytes), None);
    };
    if let Some(text) = legacy::decode(&label, bytes) {
        return (text, None);
    }
    let Some(encoding) = lookup(&label) else {
        return (guess(bytes), Some(NOTE_UNKNOWN));
    };
    if encoding == UTF_8 {
        return decode_utf8(bytes);
    }
    // Mail programs that know only Latin letters put their label on everything.
    if encoding == WINDOWS_1252 && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
        let note = (!label.contains("ascii")).then_some(NOTE_IS_UTF8);
        return (String::from_utf8_lossy(bytes).into_owned(), note);
    }
    let (text, _, damaged) = encoding.decode(bytes);
    (text.into_owned(), damaged.then_some(NOTE_DAMAGED))
}

/// Whether [`decode`] would go by this label, rather than guess.
pub fn is_known(label: &str) -> bool {
    let label = normalise(label);
    legacy::decode(&label, b"").is_some() || lookup(&label).is_some()
}

/// Decodes bytes that nobody labelled and that are too few to guess from: a header's raw bytes.
///
/// UTF-8 where it is, ISO-2022-JP where its escapes are, else windows-1252, which fits any bytes.
pub fn decode_short(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !looks_like_iso_2022_jp(bytes) => text.to_owned(),
        Ok(_) => ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned(),
        // A character cut in half at the end does not make the rest something else.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn decode_utf8(bytes: &[u8]) -> (String, Option<&'static str>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return (text.to_owned(), None),
        Err(error) => error,
    };
    let text = String::from_utf8_lossy(bytes);
    if error.error_len().is_none() {
        return (text.into_owned(), None); // Only cut off in the middle of a character.
    }
    let (mut bad, mut good) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if c == '\u{fffd}' { bad += 1 } else { good += 1 }
    }
    // One damaged byte in a page of UTF-8 is damage; more than one in ten is another charset.
    if bad * 10 <= good {
        return (text.into_owned(), Some(NOTE_DAMAGED));
    }
    (guess(bytes), Some(NOTE_NOT_UTF8))
}

fn guess(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        if looks_like_iso_2022_jp(bytes) {
            return ISO_2022_JP.decode_without_bom_handling(bytes).0.into_owned();
        }
        return text.to_owned();
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes.get(..GUESS_LIMIT_BYTES).unwrap_or(bytes), true);
    detector.guess(None, true).decode(bytes).0.into_owned()
}

fn looks_like_iso_2022_jp(bytes: &[u8]) -> bool {
    bytes.contains(&0x1b)
        && bytes.windows(3).any(|w| matches!(w, b"\x1b$B" | b"\x1b$@" | b"\x1b(J" | b"\x1b(I"))
}

fn normalise(label: &str) -> String {
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';'));
    if label.len() > LABEL_LIMIT_BYTES {
        return "too-long".to_owned();
    }
    label.to_ascii_lowercase()
}

fn is_placeholder(label: &str) -> bool {
    matches!(label, "" | "unknown" | "x-unknown" | "unknown-8bit" | "default" | "none" | "binary")
}

fn lookup(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes()).or_else(|| {
        let name = match label {
            "cp949" | "uhc" | "ms949" | "x-windows-949" | "ks_c_5601-1992" | "ksc5636" => "euc-kr",
            "cp932" | "ms932" | "windows-932" | "x-ms-cp932" | "cp943" => "shift_jis",
            "cp936" | "ms936" | "windows-936" | "gb_2312" | "euc-cn" | "x-euc-cn" => "gbk",
            "cp54936" | "gb18030-2000" | "gb18030-2005" | "gb-18030" => "gb18030",
            "cp950" | "ms950" | "windows-950" | "big-5" => "big5",
            "cp51932" | "eucjp" | "euc_jp" => "euc-jp",
            "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220"
            | "cp50221" => "iso-2022-jp",
            "cp874" | "tis620" | "tis620-0" => "windows-874",
            "646" | "ansi" | "x-ansi" | "ascii-us" | "us" | "iso646-us" => "us-ascii",
            "utf8mb4" | "utf" | "utf-8-mac" | "cp65001" => "utf-8",
            "macroman" | "mac-roman" => "macintosh",
            "maccyrillic" | "mac-cyrillic" => "x-mac-cyrillic",
            "koi8u" => "koi8-u",
            other => return lookup_spelling(other),
        };
        Encoding::for_label(name.as_bytes())
    })
}

/// `iso_8859_15`, `iso8859 15`, `win-1251`, `windows1251`: the spellings people's scripts produce.
fn lookup_spelling(label: &str) -> Option<&'static Encoding> {
    let dashed = label.replace(['_', ' '], "-");
    if let Some(found) = Encoding::for_label_no_replacement(dashed.as_bytes()) {
        return Some(found);
    }
    let digits = dashed.trim_start_matches(|c: char| !c.is_ascii_digit());
    let name = match dashed.strip_suffix(digits)? {
        "win-" | "win" | "windows" | "cp-" | "ms" => format!("windows-{digits}"),
        "latin-" => format!("latin{digits}"),
        "utf" => format!("utf-{digits}"),
        _ => return None,
    };
    Encoding::for_label_no_replacement(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_mail_that_the_web_does_not_know_are_known() {
        // 똠 is in Microsoft's extension of EUC-KR only.
        for label in ["cp949", "ks_c_5601-1987", "EUC-KR", "\"ms949\""] {
            assert_eq!(decode(Some(label), b"\x8c\x63").0, "똠", "{label}");
        }
        assert_eq!(decode(Some("win-1251"), b"\xcf\xf0").0, "Пр");
        assert_eq!(decode(Some("iso_8859_15"), b"\xa4").0, "€");
        assert_eq!(decode(Some("cp936"), b"\xc4\xe3").0, "你");
    }

    #[test]
    fn a_mail_that_lies_about_utf8_is_still_read() {
        let (text, note) = decode(Some("utf-8"), b"Gr\xfc\xdfe aus M\xfcnchen");
        assert_eq!((text.as_str(), note), ("Grüße aus München", Some(NOTE_NOT_UTF8)));
        let (text, note) = decode(Some("us-ascii"), "Grüße".as_bytes());
        assert_eq!((text.as_str(), note), ("Grüße", None));
        assert_eq!(decode(Some("iso-8859-1"), "Grüße".as_bytes()).0, "Grüße");
    }

    #[test]
    fn a_character_cut_at_the_end_changes_nothing_before_it() {
        let (text, note) = decode(Some("utf-8"), b"Gr\xc3\xbc\xc3");
        assert_eq!((text.as_str(), note), ("Grü\u{fffd}", None));
    }

    #[test]
    fn one_damaged_byte_does_not_spoil_a_page() {
        let mut page = "äöü".repeat(100).into_bytes();
        page.insert(10, 0xff);
        let (text, note) = decode(Some("utf-8"), &page);
        assert!(text.ends_with("äöü") && note == Some(NOTE_DAMAGED), "{text}");
    }

    #[test]
    fn an_unknown_label_is_guessed_and_said() {
        let (text, note) = decode(Some("x-klingon"), "ж и к".as_bytes());
        assert_eq!((text.as_str(), note), ("ж и к", Some(NOTE_UNKNOWN)));
        assert_eq!(decode(None, b"\x1b$B$\"\x1b(B").0, "あ");
        assert_eq!(decode(None, b"plain"), ("plain".to_owned(), None));
    }

    #[test]
    fn a_charset_the_web_refuses_is_not_shown_as_one_replacement_character() {
        assert_eq!(decode(Some("iso-2022-cn"), b"plain").0, "plain");
    }
}
