//! The few tables of a font file that a PDF asks about (ISO/IEC 14496-22, "OpenType").

/// Of a font, what its glyphs are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlines {
    TrueType,
    Cff,
}

/// Numbers of a font, lengths in thousandths of its size.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub outlines: Outlines,
    pub ascent: f32,
    pub descent: f32,
    pub bounds: [f32; 4],
    units_per_em: f32,
    advances: Vec<u16>,
}

impl Metrics {
    /// `None` for a font whose glyphs are pictures, and for what is no font.
    pub fn of(data: &[u8], index: u32) -> Option<Self> {
        let table = |tag| table(data, index, tag);
        let outlines = match (table(b"glyf"), table(b"CFF ")) {
            (Some(_), _) => Outlines::TrueType,
            (None, Some(_)) => Outlines::Cff,
            (None, None) => return None,
        };
        let (head, hhea, hmtx) = (table(b"head")?, table(b"hhea")?, table(b"hmtx")?);
        let units_per_em = f32::from(u16_at(head, 18)?.max(1));
        let signed = |table, at| Some(f32::from(u16_at(table, at)?.cast_signed()));
        let milli = |units: f32| units * 1_000.0 / units_per_em;
        let corner = |at| signed(head, at).map(milli);
        let count = usize::from(u16_at(hhea, 34)?);
        let advances = (0..count).map_while(|number| u16_at(hmtx, number * 4)).collect();
        Some(Self {
            outlines,
            ascent: milli(signed(hhea, 4)?),
            descent: milli(signed(hhea, 6)?),
            bounds: [corner(36)?, corner(38)?, corner(40)?, corner(42)?],
            units_per_em,
            advances,
        })
    }

    /// How far the next glyph stands behind this one. Glyphs behind the last one listed are as wide
    /// as that.
    pub fn advance(&self, glyph: u32) -> f32 {
        let listed = usize::try_from(glyph).ok().and_then(|at| self.advances.get(at));
        let units = listed.or(self.advances.last()).copied().unwrap_or(0);
        f32::from(units) * 1_000.0 / self.units_per_em
    }
}

/// One table of a font; of a collection, of the font `index`.
pub fn table<'a>(data: &'a [u8], index: u32, tag: &[u8; 4]) -> Option<&'a [u8]> {
    let directory = if data.starts_with(b"ttcf") {
        u32_at(data, 12 + usize::try_from(index).ok()?.checked_mul(4)?)?
    } else {
        0
    };
    let count = usize::from(u16_at(data, directory.checked_add(4)?)?);
    (0..count).find_map(|number| {
        let at = directory + 12 + number * 16;
        if data.get(at..at + 4)? != tag {
            return None;
        }
        let (offset, length) = (u32_at(data, at + 8)?, u32_at(data, at + 12)?);
        data.get(offset..offset.checked_add(length)?)
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<usize> {
    let bytes = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTER: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Regular.ttf");

    #[test]
    fn a_font_tells_its_widths() {
        let metrics = Metrics::of(INTER, 0).expect("it is a font");
        assert_eq!(metrics.outlines, Outlines::TrueType);
        assert!(metrics.ascent > 700.0 && metrics.descent < -100.0, "{metrics:?}");
        assert!(metrics.advance(3) > 0.0 && metrics.advance(u32::MAX) >= 0.0);
    }

    #[test]
    fn what_is_no_font_is_none() {
        for junk in [&b""[..], b"ttcf", b"ttcf\0\0\0\0\0\0\0\x01\xff\xff\xff\xff", &[0xff; 64]] {
            assert!(Metrics::of(junk, 0).is_none());
        }
        for cut in 0..200 {
            assert!(Metrics::of(INTER.get(..cut).unwrap_or_default(), 0).is_none());
        }
    }
}
