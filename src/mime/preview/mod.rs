//! What an attachment holds, to be shown without saving it.
//!
//! Models only: plain values, bounded, made of bytes that are there already. Nothing here decodes a
//! picture, unpacks an archive, fetches what a card or an invitation points to, or acts on it.

mod archive;
mod contact;
mod invite;
mod kind;
mod picture;
mod table;
mod tnef;
mod uuencode;

pub use archive::{Archive, ArchiveEntry, archive};
pub use contact::{Card, contacts};
pub use invite::{Attendee, Invite, When, Zone, invite};
pub use kind::{Detected, Kind, detect};
pub use picture::{PICTURE_LIMIT_PIXELS, PictureSize, picture_size};
pub use table::{Table, table};
pub use tnef::tnef_files;
pub use uuencode::uuencoded_files;

/// What can be shown of an attachment without saving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    Invite(Box<Invite>),
    Contacts(Vec<Card>),
    Table(Table),
    Archive(Archive),
    /// The files in a winmail.dat.
    Files(Vec<PackedFile>),
    Picture(PictureSize),
}

/// Makes the preview of a decoded attachment; `None` where its kind has none or it is broken.
pub fn preview(kind: Kind, bytes: &[u8], charset: Option<&str>) -> Option<Preview> {
    match kind {
        Kind::Calendar => invite(bytes, charset).map(|found| Preview::Invite(Box::new(found))),
        Kind::Contact => {
            Some(contacts(bytes, charset)).filter(|all| !all.is_empty()).map(Preview::Contacts)
        }
        Kind::Table => Some(Preview::Table(table(bytes, charset))),
        Kind::Archive => archive(bytes).map(Preview::Archive),
        Kind::Tnef => Some(tnef_files(bytes)).filter(|all| !all.is_empty()).map(Preview::Files),
        Kind::Picture => picture_size(bytes).map(Preview::Picture),
        Kind::Pdf
        | Kind::Text
        | Kind::Html
        | Kind::Office
        | Kind::Message
        | Kind::Sound
        | Kind::Film
        | Kind::Program
        | Kind::Other => None,
    }
}

/// A file inside another (winmail.dat, uuencoded text).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedFile {
    /// As the sender wrote it, made visible.
    pub name: String,
    /// For the disk: see [`super::safe_file_name`].
    pub safe_name: String,
    pub bytes: Vec<u8>,
}

impl PackedFile {
    fn new(name: &[u8], bytes: Vec<u8>) -> Self {
        let name = name.get(..NAME_LIMIT_BYTES).unwrap_or(name);
        Self::named(&crate::text::charset::decode_short(name), bytes)
    }

    fn named(name: &str, bytes: Vec<u8>) -> Self {
        let name = crate::text::cut(crate::text::visible(name.trim()), NAME_LIMIT_BYTES);
        Self { safe_name: super::safe_file_name(&name), name, bytes }
    }
}

/// Files listed of one container.
const FILES_LIMIT: usize = 200;

/// Bytes kept of a name inside a container.
const NAME_LIMIT_BYTES: usize = 1_024;

/// Bytes of a text in a card or an invitation.
const WORDS_LIMIT_BYTES: usize = 4 * 1024;

/// A text from a card or an invitation, safe to show.
fn words(text: &str) -> String {
    let kept = text.get(..text.floor_char_boundary(WORDS_LIMIT_BYTES)).unwrap_or_default();
    crate::text::visible_lines(kept.trim())
}

/// Text of a calendar or contact file: a beginning of `limit_bytes`, in the charset of the part.
fn text_of(bytes: &[u8], charset: Option<&str>, limit_bytes: usize) -> String {
    let kept = bytes.get(..limit_bytes).unwrap_or(bytes);
    crate::text::charset::decode(charset, kept).0
}

/// Little-endian numbers out of bytes; `None` behind the end.
fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    found.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    found.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let found = bytes.get(at..at.checked_add(8)?)?;
    found.try_into().ok().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests;
