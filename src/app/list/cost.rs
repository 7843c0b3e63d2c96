//! What a row takes in memory, so that a budget of bytes means bytes.

use crate::model::{Keyword, Part, PartKind, Row, RowText, ThreadLinks};

use super::pages::Held;

/// The two counters in front of what an `Arc` holds.
const ARC_BYTES: usize = 2 * size_of::<usize>();
/// One entry of the index by UID, with the room a tree leaves free.
const INDEX_BYTES: usize = 24;
/// Parts counted of one structure; the rest is as many again at most, and it is not kept anyway.
const MAX_PARTS_COUNTED: usize = 4_096;

/// Bytes of a row that is held, without its structure.
pub fn row_bytes(row: &Row) -> usize {
    let text = &row.text;
    let strings =
        text.from.name.capacity() + text.from.address.capacity() + text.subject.capacity();
    let preview = row.preview.as_ref().map_or(0, |preview| ARC_BYTES + preview.len());
    let links = row.links.as_ref().map_or(0, |links| {
        2 * ARC_BYTES + size_of::<ThreadLinks>() + size_of_val(&*links.references)
    });
    let keywords = keyword_bytes(&row.keywords);
    let fixed = size_of::<Held>() + INDEX_BYTES + ARC_BYTES + size_of::<RowText>();
    fixed + strings + preview + links + keywords
}

/// Nothing where there are none: those rows share one empty list.
fn keyword_bytes(keywords: &[Keyword]) -> usize {
    let each = |keyword: &Keyword| size_of::<Keyword>() + ARC_BYTES + keyword.as_str().len();
    let bytes: usize = keywords.iter().map(each).sum();
    bytes + if keywords.is_empty() { 0 } else { ARC_BYTES }
}

/// Bytes of a structure. A loop, because the depth is the sender's choice.
pub fn part_bytes(root: &Part) -> usize {
    let mut bytes = ARC_BYTES;
    let mut waiting = vec![root];
    let mut counted = 0_usize;
    while let Some(part) = waiting.pop() {
        counted += 1;
        if counted > MAX_PARTS_COUNTED {
            return usize::MAX / 2;
        }
        let words =
            [&part.charset, &part.file_name, &part.content_id, &part.content_location, &part.start];
        bytes += size_of::<Part>()
            + part.media_type.capacity()
            + part.id.0.capacity() * size_of::<u32>()
            + words.into_iter().flatten().map(String::capacity).sum::<usize>();
        match &part.kind {
            PartKind::Multipart(parts) => waiting.extend(parts),
            PartKind::Message(Some(inner)) => waiting.push(inner),
            PartKind::Message(None) | PartKind::Leaf => {}
        }
    }
    bytes
}
