//! The fonts a page may use, all opened before the sandbox closes.
//!
//! Opening a font means mapping its file: what nobody draws with costs no memory. A family that is
//! not in these lists is not seen by pages, because no file can be opened later.

use std::sync::Arc;

use blitz_dom::FontContext;
use parley::fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, GenericFamily,
    Script, SourceCache,
};

use super::kept::{self, Lists};

/// Families that mails ask for by name and that some systems have.
const COMMON: &[&str] = &[
    "Roboto",
    "Open Sans",
    "Lato",
    "Montserrat",
    "Source Sans Pro",
    "Source Sans 3",
    "Inter",
    "Ubuntu",
    "Cantarell",
    "Noto Sans",
    "Noto Serif",
    "Raleway",
    "Poppins",
    "Nunito",
    "Oswald",
    "Merriweather",
    "Playfair Display",
    "Noto Sans Mono",
    "DejaVu Sans",
    "DejaVu Serif",
    "DejaVu Sans Mono",
    "Arial",
    "Helvetica",
    "Helvetica Neue",
    "Times New Roman",
    "Courier New",
    "Verdana",
    "Georgia",
    "Tahoma",
    "Trebuchet MS",
    "Calibri",
    "Cambria",
    "Segoe UI",
    "Consolas",
];

/// Names of fonts that cannot be had everywhere, and what stands in for them, the best first: where
/// there is one, a font of the same widths.
const STAND_INS: &[(&[&str], &[&str])] = &[
    (
        &["Arial", "Helvetica", "Helvetica Neue", "Arial Nova", "Nimbus Sans L"],
        &["Arimo", "Liberation Sans", "Nimbus Sans", "FreeSans", "DejaVu Sans"],
    ),
    (
        &["Times New Roman", "Times", "Nimbus Roman No9 L"],
        &["Tinos", "Liberation Serif", "Nimbus Roman", "FreeSerif", "DejaVu Serif"],
    ),
    (
        &["Courier New", "Courier"],
        &["Cousine", "Liberation Mono", "Nimbus Mono PS", "FreeMono", "DejaVu Sans Mono"],
    ),
    (&["Verdana", "Geneva", "Lucida Grande", "Lucida Sans Unicode"], &["DejaVu Sans", "Noto Sans"]),
    (&["Tahoma", "Segoe UI"], &["Selawik", "Noto Sans", "Open Sans", "DejaVu Sans"]),
    (&["Trebuchet MS"], &["Fira Sans", "Noto Sans", "DejaVu Sans"]),
    (&["Georgia"], &["Gelasio", "DejaVu Serif", "Noto Serif"]),
    (&["Calibri"], &["Carlito", "Lato", "Liberation Sans", "Nimbus Sans", "DejaVu Sans"]),
    (&["Cambria"], &["Caladea", "Noto Serif", "DejaVu Serif"]),
    (&["Palatino", "Palatino Linotype", "Book Antiqua"], &["P052", "Noto Serif", "DejaVu Serif"]),
    (&["Century Gothic"], &["URW Gothic", "Noto Sans"]),
    (&["Arial Narrow"], &["Liberation Sans Narrow", "Nimbus Sans Narrow"]),
    (
        &["Consolas", "Menlo", "Monaco", "Lucida Console", "SF Mono"],
        &["Inconsolata", "DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono"],
    ),
];

/// Scripts whose fallback is opened ahead (ISO 15924).
const SCRIPTS: &[&[u8; 4]] = &[
    b"Latn", b"Cyrl", b"Grek", b"Arab", b"Hebr", b"Hani", b"Hira", b"Kana", b"Hang", b"Thai",
    b"Deva", b"Beng", b"Gujr", b"Guru", b"Taml", b"Telu", b"Knda", b"Mlym", b"Sinh", b"Khmr",
    b"Laoo", b"Mymr", b"Tibt", b"Geor", b"Armn", b"Ethi", b"Zyyy", b"Orya",
];

/// Languages that write Han letters in a shape of their own, as the engine tells them apart.
const HAN_LANGUAGES: &[&str] = &["ja", "ko", "zh-HK", "zh-TW", "zh-MO", "zh-SG"];

/// Languages that the engine tells apart from the others of their script: they get its fallback.
const OTHER_LANGUAGES: &[(&[u8; 4], &[&str])] = &[
    (
        b"Arab",
        &[
            "ar-IR", "fa", "ks", "ku-IQ", "ku-IR", "la", "ota", "pa-PK", "ps-AF", "ps-PK", "sd",
            "ug", "ur",
        ],
    ),
    (b"Beng", &["as", "mni"]),
    (b"Deva", &["bh", "bho", "brx", "doi", "hne", "kok", "mai", "mr", "bne", "sa", "sat"]),
    (b"Ethi", &["am", "byn", "sid", "ti-ER", "ti-ET", "tig", "wal"]),
    (b"Hebr", &["yi"]),
    (b"Tibt", &["dz"]),
];

/// Signs that no font for texts has: arrows, boxes, check marks.
const SYMBOLS: &[&str] =
    &["DejaVu Sans", "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math"];

/// Families of a generic name that are kept: the first has the letters, the rest is for signs.
const GENERIC_FAMILIES_LIMIT: usize = 2;

const GENERICS: &[GenericFamily] = &[
    GenericFamily::SansSerif,
    GenericFamily::Serif,
    GenericFamily::Monospace,
    GenericFamily::SystemUi,
    GenericFamily::Cursive,
    GenericFamily::Fantasy,
    GenericFamily::Emoji,
    GenericFamily::Math,
];

/// Fonts, and what keeps their files mapped for as long as it lives.
pub struct Fonts {
    pub context: FontContext,
    /// The engine forgets files that it did not use lately and would open them again.
    _files: Vec<Blob<u8>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("files", &self._files.len()).finish_non_exhaustive()
    }
}

/// Finds and opens the fonts of this system.
pub fn load() -> Fonts {
    let mut loader = Loader {
        context: FontContext {
            source_cache: SourceCache::new_shared(),
            collection: Collection::new(CollectionOptions { shared: false, system_fonts: true }),
        },
        files: Vec::new(),
        families: Vec::new(),
    };
    for name in COMMON {
        loader.open_named(name);
    }
    let lists = Lists { generics: loader.generics(), fallbacks: loader.fallbacks() };
    for (_, stand_ins) in STAND_INS {
        stand_ins.iter().find_map(|name| loader.open_named(name));
    }
    let Loader { context, files, families } = loader;
    // Elsewhere nothing keeps the child from opening a font that a page asks for.
    let (mut context, files) = if cfg!(target_os = "linux") {
        kept::only(context, &families, lists)
    } else {
        (kept::first(context, lists), files)
    };
    context.collection.register_fonts(Blob::new(Arc::new(blitz_dom::BULLET_FONT) as _), None);
    for (names, stand_ins) in STAND_INS {
        stand_in(&mut context, names, stand_ins);
    }
    Fonts { context, _files: files }
}

struct Loader {
    context: FontContext,
    files: Vec<Blob<u8>>,
    /// Those with an open file, each once.
    families: Vec<FamilyId>,
}

impl Loader {
    fn open_named(&mut self, name: &str) -> Option<FamilyId> {
        let family = self.context.collection.family_id(name)?;
        self.open(family);
        Some(family)
    }

    fn open(&mut self, family: FamilyId) {
        if self.families.contains(&family) {
            return;
        }
        let FontContext { collection, source_cache } = &mut self.context;
        let Some(info) = collection.family(family) else { return };
        for font in info.fonts() {
            let Some(file) = source_cache.get(font.source()) else { continue };
            if !self.files.iter().any(|known| known.id() == file.id()) {
                self.files.push(file);
            }
        }
        self.families.push(family);
    }

    /// The generic families, cut down to what is open: the system lists every font it has.
    fn generics(&mut self) -> Vec<(GenericFamily, Vec<FamilyId>)> {
        let symbols: Vec<_> = SYMBOLS.iter().filter_map(|name| self.open_named(name)).collect();
        let mut generics = Vec::new();
        for generic in GENERICS {
            let listed = self.context.collection.generic_families(*generic);
            let mut families: Vec<_> = listed.take(GENERIC_FAMILIES_LIMIT).collect();
            families.iter().copied().for_each(|family| self.open(family));
            if *generic != GenericFamily::Emoji {
                families.extend(&symbols);
            }
            generics.push((*generic, families));
        }
        generics
    }

    /// What is drawn with where the fonts that are asked for lack a letter.
    fn fallbacks(&mut self) -> Vec<(FallbackKey, Vec<FamilyId>)> {
        let mut fallbacks = Vec::new();
        for name in SCRIPTS {
            let script = Script::from_bytes(**name);
            let families = self.fallback(script);
            let languages = OTHER_LANGUAGES.iter().filter(|(script, _)| script == name);
            for language in languages.flat_map(|(_, languages)| *languages) {
                fallbacks.push((FallbackKey::from((script, *language)), families.clone()));
            }
            fallbacks.push((FallbackKey::from(script), families));
        }
        for language in HAN_LANGUAGES {
            let key = FallbackKey::from((Script::from_bytes(*b"Hani"), *language));
            let families = self.fallback(key);
            fallbacks.push((key, families));
        }
        fallbacks
    }

    fn fallback(&mut self, key: impl Into<FallbackKey>) -> Vec<FamilyId> {
        let families: Vec<_> = self.context.collection.fallback_families(key).collect();
        families.iter().copied().for_each(|family| self.open(family));
        families
    }
}

/// Gives the names that no font has the fonts of the first family that there is.
fn stand_in(context: &mut FontContext, names: &[&str], stand_ins: &[&str]) {
    let FontContext { collection, source_cache } = context;
    let missing: Vec<_> =
        names.iter().filter(|name| collection.family_id(name).is_none()).collect();
    let family = stand_ins.iter().find_map(|name| collection.family_id(name));
    let Some(info) = family.and_then(|family| collection.family(family)) else { return };
    // A collection of fonts in one file holds other families too.
    let fonts = info.fonts().iter().filter(|font| font.index() == 0);
    let files: Vec<_> = fonts.filter_map(|font| source_cache.get(font.source())).collect();
    for name in missing {
        for file in &files {
            let named = FontInfoOverride { family_name: Some(name), ..Default::default() };
            collection.register_fonts(file.clone(), Some(named));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn generic_families_hold_what_is_open_and_nothing_else() {
        let fonts = load();
        let FontContext { mut collection, mut source_cache } = fonts.context;
        for generic in GENERICS {
            let families: Vec<_> = collection.generic_families(*generic).collect();
            assert!(families.len() <= GENERIC_FAMILIES_LIMIT + SYMBOLS.len(), "{generic:?}");
            for family in families {
                let info = collection.family(family).expect("it was kept");
                let mut files = info.fonts().iter().map(|font| source_cache.get(font.source()));
                assert!(files.all(|file| file.is_some()), "{}", info.name());
            }
        }
    }

    #[test]
    fn names_in_mails_and_languages_with_letters_of_their_own_have_fonts() {
        let mut collection = load().context.collection;
        for (names, _) in STAND_INS {
            let stand_in = names.iter().find(|name| collection.family_id(name).is_some());
            let first = names.first().copied();
            // Of the others, this system may lack every font.
            let is_needed = matches!(first, Some("Arial" | "Times New Roman" | "Verdana"));
            assert!(stand_in.is_some() || !is_needed, "{first:?}");
        }
        for (script, languages) in OTHER_LANGUAGES {
            let script = Script::from_bytes(**script);
            let common: Vec<_> = collection.fallback_families(script).collect();
            for language in *languages {
                let own: Vec<_> = collection.fallback_families((script, *language)).collect();
                assert_eq!(own, common, "{script:?} {language}");
            }
        }
    }
}
