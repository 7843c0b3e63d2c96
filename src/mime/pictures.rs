//! The pictures that came with a message, found by the names its page uses for them.

use std::collections::BTreeMap;

use crate::model::{Part, PartId};

/// Pictures a page can name; a newsletter has a few dozen.
const PICTURES_LIMIT: usize = 1_000;

/// The pictures that came with a message, by the names a page uses for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    by_id: BTreeMap<String, PartId>,
    by_location: BTreeMap<String, PartId>,
}

impl Pictures {
    /// The part that `src` names: `cid:` (RFC 2392), else a Content-Location (RFC 2557). Of two
    /// parts with one name the first counts.
    pub fn resolve(&self, src: &str) -> Option<&PartId> {
        let src = src.trim();
        match src.split_at_checked(4) {
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid:") => {
                self.by_id.get(id).or_else(|| self.by_id.get(&percent_decoded(id)))
            }
            _ => self.by_location.get(src),
        }
    }

    /// The part that `src` names, and the name under which a page finds it: percent-decoded behind
    /// `cid:`, else as it is written.
    pub fn named(&self, src: &str) -> Option<(String, &PartId)> {
        let part = self.resolve(src)?;
        let src = src.trim();
        let name = match src.split_at_checked(4) {
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid:") => {
                format!("cid:{}", percent_decoded(id))
            }
            _ => src.to_owned(),
        };
        Some((name, part))
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_location.is_empty()
    }

    pub(super) fn add(&mut self, part: &Part) {
        if !part.media_type.starts_with("image/") || self.by_id.len() >= PICTURES_LIMIT {
            return;
        }
        if let Some(id) = part.content_id.as_ref().filter(|id| !id.is_empty()) {
            self.by_id.entry(id.clone()).or_insert_with(|| part.id.clone());
        }
        let room = self.by_location.len() < PICTURES_LIMIT;
        if let Some(location) = part.content_location.as_ref().filter(|at| room && !at.is_empty()) {
            self.by_location.entry(location.clone()).or_insert_with(|| part.id.clone());
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::choose::tests::{leaf, multipart};
    use crate::mime::{Prefer, choose};

    fn picture(id: &[u32], cid: &str) -> Part {
        Part { content_id: Some(cid.to_owned()), ..leaf(id, "image/png") }
    }

    #[test]
    fn pictures_are_found_by_id_and_location() {
        let located = Part {
            content_location: Some("http://a.example/b.png".to_owned()),
            ..leaf(&[1, 3], "image/png")
        };
        let parts = vec![leaf(&[1, 1], "text/html"), picture(&[1, 2], "a b@x"), located];
        let second = picture(&[2], "a b@x");
        let root = multipart(&[], "mixed", vec![multipart(&[1], "related", parts), second]);
        let pictures = choose(&root, Prefer::Html).pictures;
        assert_eq!(pictures.resolve("CID:a%20b@x"), Some(&PartId(vec![1, 2])));
        assert_eq!(pictures.resolve("http://a.example/b.png"), Some(&PartId(vec![1, 3])));
        assert_eq!(pictures.resolve("cid:%zz%"), None);
        assert_eq!(pictures.resolve("http://other.example/"), None);
    }

    #[test]
    fn a_hundred_thousand_pictures_are_cut_at_the_limit() {
        let parts = (1..=100_000).map(|n| picture(&[n], &format!("{n}"))).collect();
        let shown = choose(&multipart(&[], "mixed", parts), Prefer::Html);
        assert!(shown.pictures.by_id.len() <= PICTURES_LIMIT);
    }
}
