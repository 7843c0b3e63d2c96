//! Whether bytes are a picture that the page's painter reads.

/// Bytes by which a picture is known, at most.
pub const HEAD_BYTES: usize = 12;

/// PNG, JPEG, GIF, WebP or BMP, by the first [`HEAD_BYTES`]; what the host calls it counts nothing.
///
/// SVG is none of them: it is a document, with references of its own.
pub fn is_picture(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..HEAD_BYTES) == Some(b"WEBP");
    // A BMP names the size of its second header, at byte 14; two letters alone say too little.
    let is_bmp = bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]);
    is_webp
        || is_bmp
        || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"GIF87a")
        || bytes.starts_with(b"GIF89a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for bytes in [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01",
            b"GIF89a\x01\0\x01\0\0\0",
            b"RIFF\x24\0\0\0WEBPVP8 ",
            b"BM\x36\0\0\0\0\0\0\0\x36\0",
        ] {
            assert!(is_picture(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn documents_are_not_whatever_they_claim() {
        for bytes in [
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">".as_slice(),
            b"<?xml version=\"1.0\"?><svg/>",
            b"\xef\xbb\xbf<svg/>",
            b"\x1f\x8b\x08\0\0\0\0\0\0\0\0\0",
            b"<!doctype html><title>",
            b"%PDF-1.7\n%\xe2\xe3",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"BMW is not a picture",
            b"",
        ] {
            assert!(!is_picture(bytes), "{bytes:?}");
        }
    }
}
