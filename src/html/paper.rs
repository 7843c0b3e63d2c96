//! Pages for a printer: the sheet, and the file that is made of documents.

use super::frame::{Decoder, Encoder, Malformed};

/// Points in a millimetre; a point is 1/72 inch.
const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// Points in a CSS pixel, which is 1/96 inch.
pub const POINTS_PER_PIXEL: f32 = 0.75;

/// Margins: what every printer leaves white is less.
const MARGIN_MM: f32 = 15.0;

/// Sheets of one file; a longer message is cut, and says so.
pub const SHEETS_LIMIT: usize = 200;

/// Documents of one message.
pub const DOCUMENTS_LIMIT: usize = 100;

/// A sheet of paper, upright, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    pub width_pt: f32,
    pub height_pt: f32,
    pub margin_pt: f32,
}

impl Paper {
    pub const A4: Self = Self {
        width_pt: 210.0 * POINTS_PER_MM,
        height_pt: 297.0 * POINTS_PER_MM,
        margin_pt: MARGIN_MM * POINTS_PER_MM,
    };

    pub const LETTER: Self =
        Self { width_pt: 612.0, height_pt: 792.0, margin_pt: MARGIN_MM * POINTS_PER_MM };

    /// What is printed on, in points.
    pub fn inner(self) -> (f32, f32) {
        let inner = |side: f32| (side - 2.0 * self.margin_pt).max(POINTS_PER_PIXEL);
        (inner(self.width_pt), inner(self.height_pt))
    }

    pub(super) fn put(self, out: &mut Encoder) {
        [self.width_pt, self.height_pt, self.margin_pt].iter().for_each(|side| out.f32(*side));
    }

    /// A sheet that nobody has becomes one that somebody has.
    pub(super) fn take(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let [width_pt, height_pt, margin_pt] = [from.f32()?, from.f32()?, from.f32()?];
        Ok(Self {
            width_pt: width_pt.clamp(200.0, 2_000.0),
            height_pt: height_pt.clamp(200.0, 2_000.0),
            margin_pt: margin_pt.clamp(0.0, 90.0),
        })
    }
}

/// A file for a printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sheets: u32,
    /// What comes behind the last sheet was left out.
    pub is_cut: bool,
    /// Part of a document on these sheets was left out, because it is too large.
    pub lacks_parts: bool,
}

impl Pdf {
    pub(super) fn put(&self, out: &mut Encoder) {
        out.bytes(&self.bytes);
        out.u32(self.sheets);
        out.bool(self.is_cut);
        out.bool(self.lacks_parts);
    }

    pub(super) fn take(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            bytes: from.bytes()?.to_vec(),
            sheets: from.u32()?,
            is_cut: from.bool()?,
            lacks_parts: from.bool()?,
        })
    }
}
