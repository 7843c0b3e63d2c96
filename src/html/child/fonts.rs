//! The fonts a page may use, all opened before the sandbox closes.
//!
//! Opening a font means mapping its file: what nobody draws with costs no memory. A family that is
//! not in these lists is not seen by pages, because no file can be opened later.

use std::sync::Arc;

use blitz_dom::FontContext;
use parley::fontique::{
    Blob, Collection, CollectionOptions, FamilyId, FontInfoOverride, GenericFamily, Script,
    SourceCache,
};

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

/// Signs that no font for texts has: arrows, boxes, check marks.
const SYMBOLS: &[&str] =
    &["DejaVu Sans", "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math"];

/// Families of a generic name that are kept: the first has the letters, the rest is for signs.
const GENERIC_FAMILIES_LIMIT: usize = 2;

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
    };
    loader
        .context
        .collection
        .register_fonts(Blob::new(Arc::new(blitz_dom::BULLET_FONT) as _), None);
    for name in COMMON {
        loader.open_named(name);
    }
    loader.set_generic_families();
    for script in SCRIPTS {
        let script = Script::from_bytes(**script);
        let families: Vec<_> = loader.context.collection.fallback_families(script).collect();
        families.into_iter().for_each(|family| loader.open(family));
    }
    for (names, stand_ins) in STAND_INS {
        loader.stand_in(names, stand_ins);
    }
    Fonts { context: loader.context, _files: loader.files }
}

struct Loader {
    context: FontContext,
    files: Vec<Blob<u8>>,
}

impl Loader {
    fn open_named(&mut self, name: &str) -> Option<FamilyId> {
        let family = self.context.collection.family_id(name)?;
        self.open(family);
        Some(family)
    }

    fn open(&mut self, family: FamilyId) {
        let FontContext { collection, source_cache } = &mut self.context;
        let Some(info) = collection.family(family) else { return };
        for font in info.fonts() {
            if let Some(file) = source_cache.get(font.source())
                && !self.files.iter().any(|known| known.id() == file.id())
            {
                self.files.push(file);
            }
        }
    }

    /// Cuts the generic families down to what is open: the system lists every font it has.
    fn set_generic_families(&mut self) {
        let symbols: Vec<_> = SYMBOLS.iter().filter_map(|name| self.open_named(name)).collect();
        for generic in [
            GenericFamily::SansSerif,
            GenericFamily::Serif,
            GenericFamily::Monospace,
            GenericFamily::SystemUi,
            GenericFamily::Cursive,
            GenericFamily::Fantasy,
            GenericFamily::Emoji,
            GenericFamily::Math,
        ] {
            let listed = self.context.collection.generic_families(generic);
            let mut families: Vec<_> = listed.take(GENERIC_FAMILIES_LIMIT).collect();
            families.iter().copied().for_each(|family| self.open(family));
            if generic != GenericFamily::Emoji {
                families.extend(&symbols);
            }
            self.context.collection.set_generic_families(generic, families.into_iter());
        }
    }

    fn stand_in(&mut self, names: &[&str], stand_ins: &[&str]) {
        let missing: Vec<_> =
            names.iter().filter(|name| self.context.collection.family_id(name).is_none()).collect();
        let Some(family) = stand_ins.iter().find_map(|name| self.open_named(name)) else { return };
        let FontContext { collection, source_cache } = &mut self.context;
        let Some(info) = collection.family(family) else { return };
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
}
