//! winmail.dat: Outlook's own container (MS-OXTNEF), taken apart into its files.
//!
//! Only attachments and their names are read. Lengths come from a stranger: each is checked against
//! what is there, and the reading goes forward only.

use super::{FILES_LIMIT, PackedFile, u16_at, u32_at};

const SIGNATURE: u32 = 0x223e_9f78;

/// Attributes (§2.1.3.3): a new attachment begins; its title; its bytes; its properties.
const ATTACH_REND_DATA: u32 = 0x0006_9002;
const ATTACH_TITLE: u32 = 0x0001_8010;
const ATTACH_DATA: u32 = 0x0006_800f;
const ATTACHMENT: u32 = 0x0006_9005;

/// PidTagAttachLongFilename, and the type of a text in UTF-16.
const LONG_FILE_NAME: u16 = 0x3707;
const TYPE_UNICODE: u16 = 0x001f;

/// Properties read of one attachment; Outlook writes some thirty.
const PROPERTIES_LIMIT: u32 = 500;

#[derive(Default)]
struct Open<'a> {
    title: &'a [u8],
    long_name: Option<String>,
    bytes: Option<&'a [u8]>,
}

/// The files inside; empty where the bytes are no such container or hold none.
pub fn tnef_files(bytes: &[u8]) -> Vec<PackedFile> {
    let mut found = Vec::new();
    if u32_at(bytes, 0) != Some(SIGNATURE) {
        return found;
    }
    let mut open: Option<Open<'_>> = None;
    // Signature and key.
    let mut at = 6_usize;
    while let Some((id, data, next)) = attribute(bytes, at) {
        at = next;
        match id {
            ATTACH_REND_DATA => {
                found.extend(open.take().and_then(Open::close));
                if found.len() >= FILES_LIMIT {
                    return found;
                }
                open = Some(Open::default());
            }
            ATTACH_TITLE => open.get_or_insert_default().title = data,
            ATTACH_DATA => open.get_or_insert_default().bytes = Some(data),
            ATTACHMENT => open.get_or_insert_default().long_name = long_name(data),
            _ => {}
        }
    }
    found.extend(open.and_then(Open::close));
    found
}

/// Level, id, length, data, checksum; where the next begins.
fn attribute(bytes: &[u8], at: usize) -> Option<(u32, &[u8], usize)> {
    let id = u32_at(bytes, at.checked_add(1)?)?;
    let length = usize::try_from(u32_at(bytes, at.checked_add(5)?)?).ok()?;
    let from = at.checked_add(9)?;
    let to = from.checked_add(length)?;
    Some((id, bytes.get(from..to)?, to.checked_add(2)?))
}

impl Open<'_> {
    fn close(self) -> Option<PackedFile> {
        let bytes = self.bytes?.to_vec();
        Some(match self.long_name.filter(|name| !name.is_empty()) {
            Some(name) => PackedFile::named(&name, bytes),
            None => {
                let title = self.title.split(|byte| *byte == 0).next().unwrap_or_default();
                PackedFile::new(title, bytes)
            }
        })
    }
}

/// Looks through a list of properties (MS-OXTNEF §2.1.3.4) for the long name.
fn long_name(data: &[u8]) -> Option<String> {
    let count = u32_at(data, 0)?.min(PROPERTIES_LIMIT);
    let mut at = 4_usize;
    for _ in 0..count {
        let (kind, id) = (u16_at(data, at)?, u16_at(data, at.checked_add(2)?)?);
        at = at.checked_add(4)?;
        if id >= 0x8000 {
            at = skip_name(data, at)?;
        }
        let multiple = kind & 0x1000 != 0;
        let values = if multiple || is_variable(kind) {
            let values = u32_at(data, at)?;
            at = at.checked_add(4)?;
            values
        } else {
            1
        };
        for _ in 0..values {
            let Some(fixed) = fixed_bytes(kind) else {
                let length = usize::try_from(u32_at(data, at)?).ok()?;
                let from = at.checked_add(4)?;
                let value = data.get(from..from.checked_add(length)?)?;
                if id == LONG_FILE_NAME {
                    return Some(decode_name(kind, value));
                }
                at = from.checked_add(length.checked_next_multiple_of(4)?)?;
                continue;
            };
            at = at.checked_add(fixed)?;
            data.get(at..)?;
        }
    }
    None
}

/// A named property carries a GUID and a number or a name.
fn skip_name(data: &[u8], at: usize) -> Option<usize> {
    let at = at.checked_add(16)?;
    match u32_at(data, at)? {
        0 => at.checked_add(8),
        _ => {
            let length = usize::try_from(u32_at(data, at.checked_add(4)?)?).ok()?;
            at.checked_add(8)?.checked_add(length.checked_next_multiple_of(4)?)
        }
    }
}

fn is_variable(kind: u16) -> bool {
    fixed_bytes(kind).is_none()
}

/// Bytes of a value, padded to four; `None` for texts, bytes and objects.
fn fixed_bytes(kind: u16) -> Option<usize> {
    match kind & 0x0fff {
        0x0d | 0x1e | 0x1f | 0x102 => None,
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        _ => Some(4),
    }
}

fn decode_name(kind: u16, value: &[u8]) -> String {
    let text = if kind & 0x0fff == TYPE_UNICODE {
        let units = value.chunks_exact(2).map(|pair| u16_at(pair, 0).unwrap_or_default());
        String::from_utf16_lossy(&units.take(super::NAME_LIMIT_BYTES).collect::<Vec<_>>())
    } else {
        crate::text::charset::decode_short(value.get(..super::NAME_LIMIT_BYTES).unwrap_or(value))
    };
    text.trim_end_matches('\0').to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn attribute_of(id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        [&[2_u8][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &[0, 0]].concat()
    }

    fn container(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&SIGNATURE.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
    }

    fn unicode_name(name: &str) -> Vec<u8> {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u32::try_from(units.len()).unwrap();
        // A number first, then the name.
        let number = [&3_u16.to_le_bytes()[..], &0x0e20_u16.to_le_bytes(), &[9, 0, 0, 0]].concat();
        let head = [TYPE_UNICODE.to_le_bytes(), LONG_FILE_NAME.to_le_bytes()].concat();
        [
            &2_u32.to_le_bytes()[..],
            &number,
            &head,
            &1_u32.to_le_bytes(),
            &length.to_le_bytes(),
            &units,
        ]
        .concat()
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        tnef_files(bytes).into_iter().map(|file| file.safe_name).collect()
    }

    #[test]
    fn the_files_inside_have_their_long_names() {
        let bytes = container(&[
            attribute_of(ATTACH_REND_DATA, &[0; 14]),
            attribute_of(ATTACH_TITLE, b"SHORT~1.TXT\0"),
            attribute_of(ATTACH_DATA, b"hello"),
            attribute_of(ATTACHMENT, &unicode_name("Größe.txt")),
            attribute_of(ATTACH_REND_DATA, &[0; 14]),
            attribute_of(ATTACH_TITLE, b"b.txt\0"),
            attribute_of(ATTACH_DATA, b"two"),
        ]);
        assert_eq!(names(&bytes), ["Größe.txt", "b.txt"]);
        let contents: Vec<_> = tnef_files(&bytes).into_iter().map(|file| file.bytes).collect();
        assert_eq!(contents, [b"hello".to_vec(), b"two".to_vec()]);
    }

    #[test]
    fn a_name_inside_never_says_where() {
        let bytes = container(&[
            attribute_of(ATTACH_DATA, b"x"),
            attribute_of(ATTACHMENT, &unicode_name("..\\..\\start\u{202e}.exe")),
        ]);
        // What was hidden in the name stays to be seen.
        assert_eq!(names(&bytes), ["start⟨U+202E⟩.exe"]);
        let titled = container(&[
            attribute_of(ATTACH_TITLE, b"../../.bashrc"),
            attribute_of(ATTACH_DATA, b"x"),
        ]);
        assert_eq!(names(&titled), ["bashrc"]);
    }

    #[test]
    fn broken_containers_give_what_is_there() {
        let whole = container(&[
            attribute_of(ATTACH_REND_DATA, &[0; 14]),
            attribute_of(ATTACHMENT, &unicode_name("name.txt")),
            attribute_of(ATTACH_DATA, b"hello"),
        ]);
        for end in 0..whole.len() {
            let _ = tnef_files(whole.get(..end).unwrap());
        }
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken.get_mut(at..).unwrap().fill(0xff);
            let _ = tnef_files(&broken);
        }
        assert!(tnef_files(b"no container").is_empty());
        let many =
            attribute_of(ATTACH_REND_DATA, &[]).into_iter().chain(attribute_of(ATTACH_DATA, b"x"));
        let many = container(&vec![many.collect::<Vec<_>>(); 1_000]);
        assert_eq!(tnef_files(&many).len(), FILES_LIMIT);
    }
}
