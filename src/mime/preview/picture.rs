//! How large a picture is, from its first bytes, before anybody decodes it.

/// More pixels are not decoded: 50 megapixels are 200 MB in memory.
pub const PICTURE_LIMIT_PIXELS: u64 = 50_000_000;

/// Segments of a JPEG searched for its size.
const SEGMENTS_LIMIT: usize = 500;

/// Width and height as the header of the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureSize {
    pub width_px: u32,
    pub height_px: u32,
}

impl PictureSize {
    pub fn pixels(self) -> u64 {
        u64::from(self.width_px) * u64::from(self.height_px)
    }

    /// Whether it may be decoded: something to see, and not a bomb.
    pub fn is_reasonable(self) -> bool {
        (1..=PICTURE_LIMIT_PIXELS).contains(&self.pixels())
    }
}

/// PNG, JPEG, GIF, WebP and BMP; `None` for anything else.
pub fn picture_size(bytes: &[u8]) -> Option<PictureSize> {
    let size = |width_px: u32, height_px: u32| Some(PictureSize { width_px, height_px });
    let le16 = |at| super::u16_at(bytes, at).map(u32::from);
    let be32 = |at: usize| super::u32_at(bytes, at).map(u32::swap_bytes);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => size(be32(16)?, be32(20)?),
        [b'G', b'I', b'F', b'8', ..] => size(le16(6)?, le16(8)?),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [b'B', b'M', ..] => {
            // A negative height says that the rows begin at the top.
            let height = super::u32_at(bytes, 22)?;
            size(super::u32_at(bytes, 18)?, i32::from_le_bytes(height.to_le_bytes()).unsigned_abs())
        }
        [b'R', b'I', b'F', b'F', ..] if bytes.get(8..12) == Some(b"WEBP") => {
            match bytes.get(12..16)? {
                b"VP8X" => {
                    let low24 = |at| super::u32_at(bytes, at).map(|found| (found & 0xff_ffff) + 1);
                    size(low24(24)?, low24(27)?)
                }
                b"VP8L" => {
                    let bits = super::u32_at(bytes, 21)?;
                    size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
                }
                _ => size(le16(26)? & 0x3fff, le16(28)? & 0x3fff),
            }
        }
        _ => None,
    }
}

fn jpeg(bytes: &[u8]) -> Option<PictureSize> {
    let mut at = 2_usize;
    for _ in 0..SEGMENTS_LIMIT {
        let marker = match bytes.get(at..at.checked_add(2)?)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        let be16 = |at: usize| super::u16_at(bytes, at).map(u16::swap_bytes);
        // Start of frame, but not the tables that share its numbers.
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let (height_px, width_px) = (be16(at + 5)?.into(), be16(at + 7)?.into());
            return Some(PictureSize { width_px, height_px });
        }
        let length = match marker {
            0x01 | 0xd0..=0xd8 => 0,
            _ => usize::from(be16(at + 2)?),
        };
        at = at.checked_add(2)?.checked_add(length)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        picture_size(bytes).map(|found| (found.width_px, found.height_px))
    }

    #[test]
    fn sizes_are_read_of_every_common_kind() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x31";
        assert_eq!(size(png), Some((30_000, 30_001)));
        assert_eq!(size(b"GIF89a\x01\0\x02\x01"), Some((1, 258)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\x01\0\x02\0";
        assert_eq!(size(jpeg), Some((512, 256)));
        let bmp = b"BM____________________\xfe\xff\xff\xff";
        assert_eq!(size(bmp).map(|found| found.1), Some(2));
        let webp = b"RIFF____WEBPVP8X________\x63\0\0\xc7\0\0\0";
        assert_eq!(size(webp), Some((100, 200)));
    }

    #[test]
    fn a_bomb_is_not_reasonable_and_junk_has_no_size() {
        assert!(!PictureSize { width_px: 30_000, height_px: 30_000 }.is_reasonable());
        assert!(!PictureSize { width_px: 0, height_px: 5 }.is_reasonable());
        assert!(PictureSize { width_px: 8_000, height_px: 6_000 }.is_reasonable());
        for junk in [
            &b""[..],
            b"\x89PNG",
            b"\xff\xd8",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"RIFF____WEBPVP8X",
            b"GIF8",
        ] {
            assert_eq!(size(junk), None);
        }
        assert_eq!(size(&[&b"\xff\xd8"[..], &b"\xff\xe0\0\0".repeat(1_000_000)].concat()), None);
    }
}
