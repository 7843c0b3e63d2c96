//! Reads the TLS version out of the server's first bytes, which the TLS library does not tell.

/// Bytes looked at: a ServerHello takes about 130, with odd extensions some hundred.
pub(super) const HELLO_BYTES: usize = 1024;

const HANDSHAKE: u8 = 22;
const ALERT: u8 = 21;
const SERVER_HELLO: u8 = 2;
const SUPPORTED_VERSIONS: u16 = 0x002b;
/// Alert `protocol_version` (RFC 8446 §6.2).
const PROTOCOL_VERSION: u8 = 70;

/// What the server's first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstAnswer {
    /// A ServerHello that chose this version (RFC 8446 §4.1.3, §4.2.1).
    Version(u16),
    /// An alert: the server does not speak any version that we do.
    NoCommonVersion,
    /// No TLS record at all.
    NotTls,
    /// Another alert, or too little to tell.
    Unclear,
}

impl FirstAnswer {
    /// `"TLSv1.3"` and the like.
    pub(super) fn version_name(self) -> Option<&'static str> {
        match self {
            Self::Version(0x0304) => Some("TLSv1.3"),
            Self::Version(0x0303) => Some("TLSv1.2"),
            Self::Version(0x0302) => Some("TLSv1.1"),
            Self::Version(0x0301) => Some("TLSv1.0"),
            Self::Version(_) | Self::NoCommonVersion | Self::NotTls | Self::Unclear => None,
        }
    }

    /// Whether the server has nothing that we accept (TLS 1.2 and newer).
    pub(super) fn is_too_old(self) -> bool {
        match self {
            Self::Version(version) => version < 0x0303,
            Self::NoCommonVersion => true,
            Self::NotTls | Self::Unclear => false,
        }
    }
}

/// Reads the first bytes of a server; never fails, whatever they are.
pub(super) fn first_answer(bytes: &[u8]) -> FirstAnswer {
    match bytes {
        [HANDSHAKE, 3, _, _, _, handshake @ ..] => {
            server_hello(handshake).map_or(FirstAnswer::Unclear, FirstAnswer::Version)
        }
        [ALERT, 3, _, _, _, _level, PROTOCOL_VERSION, ..] => FirstAnswer::NoCommonVersion,
        [20..=23, 3, ..] | [20..=23] | [] => FirstAnswer::Unclear,
        _ => FirstAnswer::NotTls,
    }
}

/// The version that a ServerHello chose; `None` where it is cut or something else.
fn server_hello(bytes: &[u8]) -> Option<u16> {
    let mut rest = Bytes(bytes);
    if rest.u8()? != SERVER_HELLO {
        return None;
    }
    rest.skip(3)?; // length
    let version = rest.u16()?;
    rest.skip(32)?; // random
    let session_id = rest.u8()?;
    rest.skip(usize::from(session_id))?;
    rest.skip(3)?; // cipher suite, compression
    let Some(extensions) = rest.u16() else { return Some(version) };
    let end = rest.0.len().checked_sub(usize::from(extensions));
    while rest.0.len() > end.unwrap_or(0) {
        let (kind, length) = (rest.u16()?, rest.u16()?);
        if kind == SUPPORTED_VERSIONS {
            return rest.u16();
        }
        rest.skip(usize::from(length))?;
    }
    Some(version)
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.u8()?, self.u8()?]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// A ServerHello record with these extensions (with their total length in front).
    fn hello(version: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = vec![];
        body.extend(version.to_be_bytes());
        body.extend([7; 32]);
        body.extend([2, 0xaa, 0xbb]); // session id
        body.extend([0x13, 0x01, 0]);
        body.extend(extensions);
        let mut handshake = vec![SERVER_HELLO, 0, 0, body.len().to_le_bytes()[0]];
        handshake.extend(body);
        let mut record = vec![HANDSHAKE, 3, 3, 0, handshake.len().to_le_bytes()[0]];
        record.extend(handshake);
        record
    }

    #[test]
    fn supported_versions_names_tls_1_3() {
        let extensions = [0, 12, 0, 0x33, 0, 2, 9, 9, 0, 0x2b, 0, 2, 3, 4];
        let answer = first_answer(&hello(0x0303, &extensions));
        assert_eq!(answer.version_name(), Some("TLSv1.3"));
        assert!(!answer.is_too_old());
    }

    #[test]
    fn without_that_extension_the_old_field_counts() {
        let mut record = hello(0x0303, &[0, 5, 0xff, 1, 0, 1, 0]);
        record.extend([22, 3, 3, 0, 9, 11]); // The next record is no extension.
        assert_eq!(first_answer(&record).version_name(), Some("TLSv1.2"));
        let old = first_answer(&hello(0x0302, &[]));
        assert_eq!(old.version_name(), Some("TLSv1.1"));
        assert!(old.is_too_old());
    }

    #[test]
    fn an_alert_about_the_version_means_too_old() {
        assert!(first_answer(&[21, 3, 1, 0, 2, 2, 70]).is_too_old());
        assert_eq!(first_answer(&[21, 3, 3, 0, 2, 2, 40]), FirstAnswer::Unclear);
    }

    #[test]
    fn plain_text_is_not_tls() {
        assert_eq!(first_answer(b"* OK ready\r\n"), FirstAnswer::NotTls);
    }

    #[test]
    fn a_hello_cut_anywhere_never_panics_or_lies() {
        let record = hello(0x0303, &[0, 6, 0, 0x2b, 0, 2, 3, 4]);
        for end in 0..record.len() {
            let answer = first_answer(&record[..end]);
            assert!(matches!(answer, FirstAnswer::Unclear | FirstAnswer::Version(0x0303)));
        }
        assert_eq!(first_answer(&record), FirstAnswer::Version(0x0304));
    }
}
