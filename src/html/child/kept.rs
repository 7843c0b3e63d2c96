//! A collection of the fonts that are open, and of no others.
//!
//! A collection that knows the system's fonts adds all that the system lists to every generic family:
//! 160 families are then looked up for each paragraph, twice, and those that are not open are looked
//! for in vain by each letter that no font has.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use blitz_dom::FontContext;
use parley::fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FamilyInfo, FontInfo,
    FontInfoOverride, GenericFamily, SourceCache, SourceKind,
};

/// How files of several fonts begin (ISO/IEC 14496-22 §4.3).
const SEVERAL: &[u8] = b"ttcf";

/// Second names under which systems know the lighter and the heavier fonts of a family, and mails
/// ask for them.
const STYLES: &[&str] = &["Thin", "Light", "Medium", "SemiBold", "Semibold", "Black"];

/// Families that mails do not ask for by such a name: each name costs 130 kB for each font.
const PLAIN: &str = "DejaVu";

/// Which families stand for what is asked for, the best first.
pub struct Lists {
    pub generics: Vec<(GenericFamily, Vec<FamilyId>)>,
    pub fallbacks: Vec<(FallbackKey, Vec<FamilyId>)>,
}

/// The same fonts, with the lists before those of the system.
pub fn first(mut context: FontContext, lists: Lists) -> FontContext {
    for (generic, families) in lists.generics {
        context.collection.set_generic_families(generic, families.into_iter());
    }
    context
}

/// Those families only, under all their names, with the lists; and what keeps their files mapped.
pub fn only(
    mut system: FontContext,
    families: &[FamilyId],
    lists: Lists,
) -> (FontContext, Vec<Blob<u8>>) {
    let infos: Vec<_> = families
        .iter()
        .filter_map(|family| Some((*family, system.collection.family(*family)?)))
        .collect();
    let mut paths: Vec<&Path> = Vec::new();
    for path in infos.iter().flat_map(|(_, info)| info.fonts()).filter_map(path_of) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    // By their paths: what is read of a font to register it is then not kept in memory with it.
    collection.load_fonts_from_paths(paths);
    let mut kept = Kept::open(FontContext { collection, source_cache: SourceCache::new_shared() });
    let mut known = HashMap::new();
    for (family, info) in &infos {
        let Some(copy) = info.fonts().iter().find_map(|font| kept.family_of(font)) else {
            continue;
        };
        known.insert(*family, copy);
        let styles: &[&str] = if info.name().starts_with(PLAIN) { &[] } else { STYLES };
        let styles = styles.iter().map(|style| format!("{} {style}", info.name()));
        for name in styles.chain([info.name().to_owned()]) {
            if system.collection.family_id(&name) == Some(*family) {
                kept.name(info, &name, &mut system.source_cache);
            }
        }
    }
    kept.set(lists, &known);
    (kept.context, kept.files)
}

struct Kept {
    context: FontContext,
    files: Vec<Blob<u8>>,
    /// Which family a font in a file is of.
    places: HashMap<(PathBuf, u32), FamilyId>,
}

impl Kept {
    /// Opens all fonts of a collection.
    fn open(mut context: FontContext) -> Self {
        let FontContext { collection, source_cache } = &mut context;
        let mut files = Vec::new();
        let mut places = HashMap::new();
        let families: Vec<_> = collection.family_ids().collect();
        for family in families {
            let Some(info) = collection.family(family) else { continue };
            for font in info.fonts() {
                files.extend(source_cache.get(font.source()));
                if let Some(path) = path_of(font) {
                    places.insert((path.to_owned(), font.index()), family);
                }
            }
        }
        Self { context, files, places }
    }

    fn family_of(&self, font: &FontInfo) -> Option<FamilyId> {
        self.places.get(&(path_of(font)?.to_owned(), font.index())).copied()
    }

    /// Gives the fonts of a family a name that they do not have in their files.
    fn name(&mut self, info: &FamilyInfo, name: &str, files: &mut SourceCache) {
        if self.context.collection.family_id(name).is_some() {
            return;
        }
        for font in info.fonts() {
            let Some(file) = files.get(font.source()) else { continue };
            // Several fonts in one file would all get the name.
            if !file.as_ref().starts_with(SEVERAL) {
                let looks = FontInfoOverride {
                    family_name: Some(name),
                    width: Some(font.width()),
                    style: Some(font.style()),
                    weight: Some(font.weight()),
                    axes: None,
                };
                self.context.collection.register_fonts(file, Some(looks));
            }
        }
    }

    fn set(&mut self, lists: Lists, known: &HashMap<FamilyId, FamilyId>) {
        let collection = &mut self.context.collection;
        let known = |families: Vec<FamilyId>| -> Vec<FamilyId> {
            families.iter().filter_map(|family| known.get(family).copied()).collect()
        };
        for (generic, families) in lists.generics {
            collection.set_generic_families(generic, known(families).into_iter());
        }
        for (key, families) in lists.fallbacks {
            collection.set_fallbacks(key, known(families).into_iter());
        }
    }
}

fn path_of(font: &FontInfo) -> Option<&Path> {
    match font.source().kind() {
        SourceKind::Path(path) => Some(path),
        SourceKind::Memory(_) => None,
    }
}
