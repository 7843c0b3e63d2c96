//! The fonts of the window: Inter in three weights, Hack for fixed width, the outline icons.
//!
//! Other scripts come from the system's fonts when first needed (eframe's `system_fonts`). Colour
//! emoji need one more step: a font found on demand comes last, behind fonts that draw the same
//! faces in black and white, so the emoji font is put in front of those by [`add_emoji`].

use egui::FontFamily;
use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontDefinitions};

use super::theme::{ICON_FAMILY, MEDIUM_FAMILY, STRONG_FAMILY};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
const MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.ttf");
const STRONG: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");
const ICONS: &[u8] = include_bytes!("../../assets/fonts/mailpane-icons.ttf");

/// Where systems keep a colour emoji font; the first that exists is read by the shell, on a thread
/// of its own, and handed to [`add_emoji`].
pub const EMOJI_PATHS: [&str; 8] = [
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-color-emoji-fonts/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto-emoji/NotoColorEmoji.ttf",
    "/usr/local/share/fonts/noto/NotoColorEmoji.ttf",
    "/System/Library/Fonts/Apple Color Emoji.ttc",
    "C:\\Windows\\Fonts\\seguiemj.ttf",
];

/// Binds the families of [`super::theme`]. Once, before the first frame.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    let inter = [("Inter", REGULAR), ("Inter Medium", MEDIUM), ("Inter SemiBold", STRONG)];
    for (name, bytes) in inter.into_iter().chain([("Icons", ICONS)]) {
        fonts.font_data.insert(name.to_owned(), FontData::from_static(bytes).into());
    }
    // A family of one: an icon that is missing shall be seen, not replaced.
    bind(&mut fonts, FontFamily::Name(ICON_FAMILY.into()), &["Icons"]);
    bind(&mut fonts, FontFamily::Proportional, &["Inter"]);
    bind(&mut fonts, FontFamily::Name(MEDIUM_FAMILY.into()), &["Inter Medium", "Inter"]);
    bind(&mut fonts, FontFamily::Name(STRONG_FAMILY.into()), &["Inter SemiBold", "Inter"]);
    bind(&mut fonts, FontFamily::Monospace, &["Hack", "Inter"]);
    fonts.font_data.remove("Ubuntu-Light");
    ctx.set_fonts(fonts);
}

fn bind(fonts: &mut FontDefinitions, family: FontFamily, names: &[&str]) {
    fonts.families.insert(family, names.iter().map(|name| (*name).to_owned()).collect());
}

/// Puts a colour emoji font behind the fonts of the window and before those found on demand. May
/// be called from any thread; it takes effect with the next frame.
pub fn add_emoji(ctx: &egui::Context, font_file: Vec<u8>) {
    let families = [
        FontFamily::Proportional,
        FontFamily::Monospace,
        FontFamily::Name(MEDIUM_FAMILY.into()),
        FontFamily::Name(STRONG_FAMILY.into()),
    ];
    let families = families
        .into_iter()
        .map(|family| InsertFontFamily { family, priority: FontPriority::Lowest })
        .collect();
    ctx.add_font(FontInsert::new("Emoji", FontData::from_owned(font_file), families));
    ctx.request_repaint();
}
