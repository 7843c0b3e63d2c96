//! The bytes of a literal, read before anything is sent: a file that cannot be read must not leave half a
//! command behind.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::engine::protocol::ConsoleLiteral;
use crate::model::{Failure, FailureKind};
use crate::text::grouped;

/// Largest file: it is held until it is sent. Mail servers take 20 to 50 MB.
const FILE_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

/// What is sent for a literal; `typed` is the size that the line says, if any.
pub fn bytes_of(
    literal: ConsoleLiteral,
    typed: Option<u64>,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = match literal {
        ConsoleLiteral::Text(text) => {
            let text = Zeroizing::new(text);
            let lines = Zeroizing::new(text.replace("\r\n", "\n"));
            Zeroizing::new(lines.replace('\n', "\r\n").into_bytes())
        }
        ConsoleLiteral::File(path) => Zeroizing::new(read(&path)?),
    };
    let refused = |sentence: String| Err(Failure::new(FailureKind::Refused, sentence));
    if bytes.contains(&0) {
        return refused(
            "The literal holds NUL, which no server takes. Nothing was sent.".to_owned(),
        );
    }
    match typed {
        Some(typed) if typed != bytes.len() as u64 => refused(format!(
            "The line announces {} bytes, and the literal has {}. Type {{}} and the number is filled \
             in. Nothing was sent.",
            grouped(typed),
            grouped(bytes.len() as u64)
        )),
        Some(_) | None => Ok(bytes),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |why: String| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        Failure::new(FailureKind::File, format!("“{name}” {why}. Nothing was sent."))
    };
    let unreadable = |error| failed(format!("cannot be read: {error}"));
    // Before it is opened: a named pipe would wait for somebody to write.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(failed("is not a file".to_owned()));
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let read = file.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(unreadable)?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        return Err(failed("is larger than 64 MB".to_owned()));
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_typed_literal_end_as_mail_does() {
        let text = ConsoleLiteral::Text("a\nb\r\nc".to_owned());
        assert_eq!(&bytes_of(text, None).unwrap()[..], b"a\r\nb\r\nc");
    }

    #[test]
    fn what_cannot_be_sent_is_said_before_anything_is() {
        let text = |text: &str| ConsoleLiteral::Text(text.to_owned());
        let failure = bytes_of(text("hello"), Some(7)).unwrap_err();
        assert!(failure.sentence.contains("7 bytes, and the literal has 5"), "{failure:?}");
        assert!(bytes_of(text("a\0b"), None).is_err());
        let missing = ConsoleLiteral::File("/nonexistent/mail.eml".into());
        let failure = bytes_of(missing, None).unwrap_err();
        assert!(failure.sentence.starts_with("“mail.eml” cannot be read"), "{failure:?}");
        let folder = tempfile::tempdir().unwrap();
        assert!(bytes_of(ConsoleLiteral::File(folder.path().into()), None).is_err());
        let path = folder.path().join("a.eml");
        std::fs::write(&path, b"Subject: x\n\ny").unwrap();
        let bytes = bytes_of(ConsoleLiteral::File(path), Some(13)).unwrap();
        assert_eq!(&bytes[..], b"Subject: x\n\ny", "a file is sent as it is");
    }

    #[cfg(unix)]
    #[test]
    fn a_named_pipe_is_no_file_and_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        let failure = bytes_of(ConsoleLiteral::File(path), None).unwrap_err();
        assert_eq!(failure.sentence, "“pipe” is not a file. Nothing was sent.");
    }
}
