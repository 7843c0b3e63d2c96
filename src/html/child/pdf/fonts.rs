//! Fonts of a PDF: of each, only the glyphs that are used, and what text they stand for.

use std::collections::BTreeMap;

use anyrender::recording::GlyphRunCommand;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use peniko::Blob;
use subsetter::GlyphRemapper;

use super::letters::{FontId, Letters};
use super::sfnt::{self, Metrics, Outlines};
use super::{Ids, deflated};

/// Glyphs are named by their number in the subset.
const SYSTEM_INFO: SystemInfo =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// One font and what was used of it.
pub struct Font {
    id: FontId,
    data: Blob<u8>,
    index: u32,
    pub metrics: Metrics,
    glyphs: GlyphRemapper,
    /// By the number in the subset.
    used: BTreeMap<u16, u32>,
}

impl Font {
    /// The glyph's number in the subset.
    pub fn glyph(&mut self, glyph: u32) -> u16 {
        let Ok(old) = u16::try_from(glyph) else { return 0 };
        let new = self.glyphs.remap(old);
        self.used.insert(new, glyph);
        new
    }
}

/// All fonts of a file. `None` stands for one whose glyphs are pictures.
#[derive(Default)]
pub struct Fonts {
    fonts: Vec<Font>,
    places: BTreeMap<FontId, Option<usize>>,
}

impl Fonts {
    /// The font of a run and its number in the file; `None` where its glyphs have no outlines.
    pub fn of(&mut self, run: &GlyphRunCommand) -> Option<(usize, &mut Font)> {
        let id = FontId::of(run);
        let place = *self.places.entry(id).or_insert_with(|| {
            let (data, index) = (run.font_data.data.clone(), run.font_data.index);
            let metrics = Metrics::of(data.data(), index)?;
            let (glyphs, used) = (GlyphRemapper::new(), BTreeMap::new());
            self.fonts.push(Font { id, data, index, metrics, glyphs, used });
            Some(self.fonts.len() - 1)
        });
        Some((place?, self.fonts.get_mut(place?)?))
    }

    /// Writes every font; the names to use them by are those of [`name`].
    pub fn write(self, pdf: &mut Pdf, ids: &mut Ids, letters: &Letters) -> Vec<Ref> {
        self.fonts.iter().map(|font| write(font, pdf, ids, letters)).collect()
    }
}

/// How content names the font of this number.
pub fn name(number: usize) -> String {
    format!("F{number}")
}

fn write(font: &Font, pdf: &mut Pdf, ids: &mut Ids, letters: &Letters) -> Ref {
    let [outer, inner, descriptor, file, cmap] =
        [ids.next(), ids.next(), ids.next(), ids.next(), ids.next()];
    // A name of its own for each subset (ISO 32000-1 §9.6.4): readers keep fonts by name.
    let tag: String = format!("{:06}", outer.get() % 1_000_000)
        .bytes()
        .map(|digit| char::from(b'A' + digit.saturating_sub(b'0')))
        .collect();
    let base = format!("{tag}+Mail");
    let is_cff = font.metrics.outlines == Outlines::Cff;
    let subset = subsetter::subset(font.data.data(), font.index, &font.glyphs).unwrap_or_default();

    pdf.type0_font(outer)
        .base_font(Name(base.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(inner)
        .to_unicode(cmap);

    let mut cid = pdf.cid_font(inner);
    cid.subtype(if is_cff { CidFontType::Type0 } else { CidFontType::Type2 });
    cid.base_font(Name(base.as_bytes())).system_info(SYSTEM_INFO).font_descriptor(descriptor);
    cid.default_width(0.0);
    if !is_cff {
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = cid.widths();
    for (new, old) in &font.used {
        widths.consecutive(*new, [font.metrics.advance(*old)]);
    }
    widths.finish();
    cid.finish();

    let [left, bottom, right, top] = font.metrics.bounds;
    let mut about = pdf.font_descriptor(descriptor);
    about.name(Name(base.as_bytes())).flags(FontFlags::SYMBOLIC);
    about.bbox(Rect::new(left, bottom, right, top)).italic_angle(0.0);
    about.ascent(font.metrics.ascent).descent(font.metrics.descent);
    about.cap_height(font.metrics.ascent).stem_v(80.0);
    if is_cff {
        about.font_file3(file)
    } else {
        about.font_file2(file)
    };
    about.finish();

    let table = if is_cff { sfnt::table(&subset, 0, b"CFF ") } else { Some(subset.as_slice()) };
    let packed = deflated(table.unwrap_or_default());
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    if is_cff {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    stream.finish();

    let mut unicode = UnicodeCmap::new(Name(b"Mail"), SYSTEM_INFO);
    for (new, old) in &font.used {
        if let Some(text) = letters.text(font.id, *old) {
            unicode.pair_with_multiple(*new, text.chars());
        }
    }
    let packed = deflated(&unicode.finish());
    pdf.cmap(cmap, &packed).filter(Filter::FlateDecode);
    outer
}
