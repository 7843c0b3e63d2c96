//! Letters for a PDF that does not bring its own.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use parley::FontContext;
use parley::fontique::Script;

/// A font file and the number of the font in it.
type Found = (FontData, u32);

/// Fonts that are open already: hayro's own for the alphabets of the West, the system's for East Asia.
pub fn settings(fonts: &FontContext) -> InterpreterSettings {
    let mut fonts = fonts.clone();
    let mut of_script = |script: &[u8; 4]| of_script(&mut fonts, Script::from_bytes(*script));
    let (chinese, japanese, korean) = (of_script(b"Hani"), of_script(b"Hira"), of_script(b"Hang"));
    let east_asian =
        move |query: &FallbackFontQuery| match query.character_collection.as_ref()?.family {
            CidFamily::AdobeGB1 | CidFamily::AdobeCNS1 => chinese.clone(),
            CidFamily::AdobeJapan1 => japanese.clone(),
            CidFamily::AdobeKorea1 => korean.clone(),
            _ => None,
        };
    let font_resolver = Arc::new(move |query: &FontQuery| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(query) => {
            east_asian(query).or_else(|| Some(query.pick_standard_font().get_font_data()))
        }
    });
    InterpreterSettings { font_resolver, ..InterpreterSettings::default() }
}

/// The plainest font that the system would take for a script.
fn of_script(fonts: &mut FontContext, script: Script) -> Option<Found> {
    let FontContext { collection, source_cache } = fonts;
    let family = collection.fallback_families(script).next()?;
    let family = collection.family(family)?;
    let font = family.default_font()?;
    let file = source_cache.get(font.source())?;
    Some((Arc::new(file), font.index()))
}
