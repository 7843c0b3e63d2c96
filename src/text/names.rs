//! Mailbox names for people: modified UTF-7 in both directions (RFC 3501 §5.1.3).

use base64::Engine as _;
use base64::alphabet::Alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{charset, visible};
use crate::model::MailboxName;

/// Longest name made here; file systems behind servers end at 255 bytes.
const NEW_NAME_LIMIT_BYTES: usize = 1000;

/// Why a typed name cannot be a mailbox name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("the name is empty")]
    Empty,
    #[error("the name is too long")]
    TooLong,
    #[error("the name holds control characters")]
    Control,
}

/// A name of the server to text; what is not modified UTF-7 stays as it is, made visible.
pub fn decode_utf7(name: &[u8]) -> String {
    visible(&decode_raw(name))
}

fn decode_raw(name: &[u8]) -> String {
    if !name.is_ascii() {
        // Raw UTF-8 or Latin-1 of an old server; `&` means itself there more often than not.
        return charset::decode_short(name);
    }
    let name = String::from_utf8_lossy(name);
    let mut out = String::with_capacity(name.len());
    let mut rest = name.as_ref();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((run, tail)) = after.split_once('-') else {
            out.push('&');
            rest = after;
            // No `-` is left, so nothing more can be decoded.
            break;
        };
        match (run.is_empty(), decode_run(run)) {
            (true, _) => out.push('&'),
            (false, Some(text)) => out.push_str(&text),
            (false, None) => {
                out.push('&');
                rest = after;
                continue;
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Base64 with `,` for `/` and without padding; `None` where it does not decode to whole text.
fn decode_run(run: &str) -> Option<String> {
    /// A longer run is no name, and looking at each `&` would take quadratic time.
    const RUN_LIMIT_BYTES: usize = 4096;
    if run.len() > RUN_LIMIT_BYTES {
        return None;
    }
    let bytes = engine()?.decode(run).ok()?;
    if bytes.len() % 2 != 0 {
        return None;
    }
    let units = bytes.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => Some(u16::from_be_bytes([*high, *low])),
        _ => None,
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn engine() -> Option<GeneralPurpose> {
    let alphabet =
        Alphabet::new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").ok()?;
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    Some(GeneralPurpose::new(&alphabet, config))
}

/// A typed name to what the server stores.
///
/// # Errors
/// Empty, longer than 1,000 bytes when encoded, or with control characters (CR, LF and NUL among
/// them).
pub fn encode_utf7(name: &str) -> Result<MailboxName, NameError> {
    encode_part(name).map(|encoded| MailboxName::new(encoded.as_bytes()))
}

/// As [`encode_utf7`], for a part of a name: there `inbox` is a word as any other.
pub(super) fn encode_part(name: &str) -> Result<String, NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().any(char::is_control) {
        return Err(NameError::Control);
    }
    let mut out = String::new();
    let mut run: Vec<u8> = Vec::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            flush_run(&mut out, &mut run);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                run.extend_from_slice(&unit.to_be_bytes());
            }
        }
    }
    flush_run(&mut out, &mut run);
    if out.len() > NEW_NAME_LIMIT_BYTES {
        return Err(NameError::TooLong);
    }
    Ok(out)
}

fn flush_run(out: &mut String, run: &mut Vec<u8>) {
    if run.is_empty() {
        return;
    }
    if let Some(engine) = engine() {
        out.push('&');
        engine.encode_string(&*run, out);
        out.push('-');
    }
    run.clear();
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc_go_both_ways() {
        for (wire, text) in [
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("Tom &- Jerry", "Tom & Jerry"),
            ("&2D3cqQ-", "💩"),
        ] {
            assert_eq!(decode_utf7(wire.as_bytes()), text);
            assert_eq!(encode_utf7(text).unwrap().as_bytes(), wire.as_bytes());
        }
    }

    #[test]
    fn broken_names_stay_readable() {
        assert_eq!(decode_utf7(b"a&b"), "a&b");
        assert_eq!(decode_utf7(b"a&!!-b &APw-"), "a&!!-b ü");
        assert_eq!(decode_utf7(b"&2D0-"), "&2D0-");
        assert_eq!(decode_utf7(b"&A-"), "&A-");
        assert_eq!(decode_utf7("Größe & mehr".as_bytes()), "Größe & mehr");
        assert_eq!(decode_utf7(b"Gr\xf6\xdfe"), "Größe");
        assert_eq!(decode_utf7(b"a\r\nb\0&IC4-"), "a⟨U+000D⟩⟨U+000A⟩b⟨U+0000⟩⟨U+202E⟩");
        assert!(!decode_utf7("&".repeat(300_000).as_bytes()).is_empty());
        assert!(!decode_utf7("&A".repeat(150_000).as_bytes()).is_empty());
    }

    #[test]
    fn what_no_server_may_get_is_refused() {
        assert_eq!(encode_utf7(""), Err(NameError::Empty));
        for bad in ["a\r\nb", "a\0", "\t", "\u{85}"] {
            assert_eq!(encode_utf7(bad), Err(NameError::Control), "{bad:?}");
        }
        assert_eq!(encode_utf7(&"ü".repeat(999)), Err(NameError::TooLong));
        assert!(encode_utf7("inbox").unwrap().is_inbox());
    }
}
