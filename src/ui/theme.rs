//! Colours, sizes and fonts of the window: the only file with colour literals.
//!
//! Views ask for a token by what it says ("warning", "selected"), never for a colour.

#![expect(clippy::disallowed_methods, reason = "the one place where colours are written")]

use egui::epaint::FontColorTransferFunction;
use egui::{Color32, CornerRadius, FontFamily, FontId, Stroke, Theme, Visuals};

/// Buttons, rows, bars.
pub const INTERFACE_PT: f32 = 13.0;
/// The text of a mail.
pub const READING_PT: f32 = 14.0;
/// The subject of the open message.
pub const SUBJECT_PT: f32 = 19.0;
/// Dates, sizes, the status bar: what stands beside the main thing.
pub const SECONDARY_PT: f32 = 12.0;
/// Icons: drawn on a 16-unit grid, so that their strokes fall on whole pixels.
pub const ICON_PT: f32 = 16.0;
/// Corners of buttons, fields and filled rows.
pub const RADIUS_PT: u8 = 6;
/// What a disabled control keeps of its colour.
pub const DISABLED_ALPHA: f32 = 0.45;
/// Width of the ring round the control that has the keyboard.
pub const FOCUS_RING_PT: f32 = 2.0;

/// Families beside egui's own two, bound in [`super::fonts`].
pub const MEDIUM_FAMILY: &str = "medium";
pub const STRONG_FAMILY: &str = "strong";
pub const ICON_FAMILY: &str = "icons";

/// The colours of one theme. Every text colour stands at 4.5:1 or better on the grounds it is used
/// on.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// Ground of the list, the message and the top bar.
    pub panel: Color32,
    /// Ground of mail that brings its own looks: it was made for white paper.
    pub paper: Color32,
    /// Ground of the folder tree and the status bar.
    pub side: Color32,
    /// Ground of dialogs' fields and hovered controls.
    pub window: Color32,
    /// Hairlines between panes and rows.
    pub line: Color32,
    pub text: Color32,
    pub dim: Color32,
    pub accent: Color32,
    /// The accent as text on `accent_fill` and `side`, where the accent itself is too light.
    pub accent_text: Color32,
    /// Ground of what is selected.
    pub accent_fill: Color32,
    pub warning_text: Color32,
    pub warning_fill: Color32,
    pub good_text: Color32,
    pub good_fill: Color32,
    /// The sign of a flagged message.
    pub flag: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What deletes for good, and its text.
    pub danger: Color32,
    pub on_danger: Color32,
    /// Ground of chips.
    pub chip: Color32,
    /// Ground of a control under the pointer.
    pub hover: Color32,
    /// Lies over the window while a question is open.
    pub shade: Color32,
    /// Quote levels, the first level first; deeper ones start again.
    pub quote: [Color32; 3],
    /// Tags: first the colours of Thunderbird's five, then those of all others.
    pub tags: [TagColor; TAGS],
}

/// How many colours tags have.
pub const TAGS: usize = 9;

/// Ground and letters of a tag, and the dot that stands for it in a menu.
#[derive(Clone, Copy, Debug)]
pub struct TagColor {
    pub fill: Color32,
    pub text: Color32,
    pub dot: Color32,
}

/// Of colours as `0xRRGGBB`.
const fn tag_color(fill: u32, text: u32, dot: u32) -> TagColor {
    TagColor { fill: rgb(fill), text: rgb(text), dot: rgb(dot) }
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

static LIGHT: Tokens = Tokens {
    panel: Color32::from_rgb(0xff, 0xff, 0xff),
    paper: Color32::from_rgb(0xff, 0xff, 0xff),
    side: Color32::from_rgb(0xee, 0xf0, 0xf3),
    window: Color32::from_rgb(0xf6, 0xf7, 0xf9),
    line: Color32::from_rgb(0xe1, 0xe4, 0xe9),
    text: Color32::from_rgb(0x1c, 0x21, 0x28),
    dim: Color32::from_rgb(0x5a, 0x64, 0x73),
    accent: Color32::from_rgb(0x2f, 0x6b, 0xd8),
    accent_text: Color32::from_rgb(0x28, 0x5f, 0xc4),
    accent_fill: Color32::from_rgb(0xe4, 0xed, 0xfc),
    warning_text: Color32::from_rgb(0x7a, 0x5a, 0x10),
    warning_fill: Color32::from_rgb(0xfd, 0xf5, 0xe3),
    good_text: Color32::from_rgb(0x1e, 0x7a, 0x4a),
    good_fill: Color32::from_rgb(0xe3, 0xf4, 0xea),
    flag: Color32::from_rgb(0xd9, 0x82, 0x2b),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    danger: Color32::from_rgb(0xc2, 0x38, 0x38),
    on_danger: Color32::from_rgb(0xff, 0xff, 0xff),
    chip: Color32::from_rgb(0xee, 0xf0, 0xf3),
    hover: Color32::from_rgba_premultiplied(0x03, 0x03, 0x04, 0x12),
    shade: Color32::from_black_alpha(64),
    quote: [
        Color32::from_rgb(0x2f, 0x6b, 0xd8),
        Color32::from_rgb(0x1e, 0x7a, 0x4a),
        Color32::from_rgb(0x8a, 0x4f, 0xa8),
    ],
    tags: [
        tag_color(0xfde3e3, 0xa32626, 0xd93636),
        tag_color(0xfdebd3, 0x85480a, 0xe58a1f),
        tag_color(0xe0f3e3, 0x1d6b34, 0x2f9e44),
        tag_color(0xdfe8fc, 0x2455b5, 0x3b6fe0),
        tag_color(0xf0e4f8, 0x7a3b9c, 0x9b4fc4),
        tag_color(0xdcf1f1, 0x0f5f65, 0x1a98a0),
        tag_color(0xfbe2ef, 0x9c2a66, 0xd6479a),
        tag_color(0xf0e8e0, 0x6e4e2e, 0x9a7048),
        tag_color(0xe8eaee, 0x4b5563, 0x7b8694),
    ],
};

static DARK: Tokens = Tokens {
    panel: Color32::from_rgb(0x1c, 0x20, 0x27),
    paper: Color32::from_rgb(0xff, 0xff, 0xff),
    side: Color32::from_rgb(0x18, 0x1c, 0x22),
    window: Color32::from_rgb(0x15, 0x18, 0x1d),
    line: Color32::from_rgb(0x2b, 0x31, 0x3b),
    text: Color32::from_rgb(0xe3, 0xe7, 0xee),
    dim: Color32::from_rgb(0x9a, 0xa5, 0xb5),
    accent: Color32::from_rgb(0x7a, 0xa7, 0xff),
    accent_text: Color32::from_rgb(0x7a, 0xa7, 0xff),
    accent_fill: Color32::from_rgb(0x22, 0x35, 0x5a),
    warning_text: Color32::from_rgb(0xe3, 0xc6, 0x79),
    warning_fill: Color32::from_rgb(0x33, 0x2b, 0x17),
    good_text: Color32::from_rgb(0x79, 0xd6, 0xa2),
    good_fill: Color32::from_rgb(0x17, 0x35, 0x26),
    flag: Color32::from_rgb(0xf0, 0xa3, 0x5e),
    on_accent: Color32::from_rgb(0x12, 0x1a, 0x2a),
    danger: Color32::from_rgb(0xf0, 0x8a, 0x86),
    on_danger: Color32::from_rgb(0x2a, 0x10, 0x10),
    chip: Color32::from_rgb(0x28, 0x2d, 0x36),
    hover: Color32::from_rgba_premultiplied(0x14, 0x15, 0x17, 0x17),
    shade: Color32::from_black_alpha(112),
    quote: [
        Color32::from_rgb(0x7a, 0xa7, 0xff),
        Color32::from_rgb(0x79, 0xd6, 0xa2),
        Color32::from_rgb(0xcc, 0x9b, 0xe8),
    ],
    tags: [
        tag_color(0x4a2426, 0xf2a3a0, 0xd93636),
        tag_color(0x45300f, 0xf0bd7d, 0xe58a1f),
        tag_color(0x1b3b26, 0x86d6a0, 0x2f9e44),
        tag_color(0x21355c, 0x9dbcff, 0x3b6fe0),
        tag_color(0x3b2749, 0xd6aef0, 0x9b4fc4),
        tag_color(0x153b3e, 0x84d3d6, 0x1a98a0),
        tag_color(0x46233a, 0xf0a6cd, 0xd6479a),
        tag_color(0x3a2d20, 0xd8b893, 0x9a7048),
        tag_color(0x30353e, 0xb8c0cc, 0x7b8694),
    ],
};

/// The colours of the theme that is shown.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    of(ui.visuals().dark_mode)
}

/// One of [`Tokens::tags`]; past the end, the last.
pub fn tag(ui: &egui::Ui, index: usize) -> TagColor {
    let [.., last] = tokens(ui).tags;
    tokens(ui).tags.get(index).copied().unwrap_or(last)
}

fn of(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}

/// Weight 400.
pub fn regular(size_pt: f32) -> FontId {
    FontId::new(size_pt, FontFamily::Proportional)
}

/// Weight 500.
pub fn medium(size_pt: f32) -> FontId {
    FontId::new(size_pt, FontFamily::Name(MEDIUM_FAMILY.into()))
}

/// Weight 650.
pub fn strong(size_pt: f32) -> FontId {
    FontId::new(size_pt, FontFamily::Name(STRONG_FAMILY.into()))
}

/// Fixed width, for source and quoted code.
pub fn mono(size_pt: f32) -> FontId {
    FontId::new(size_pt, FontFamily::Monospace)
}

/// The outline icons.
pub fn icons(size_pt: f32) -> FontId {
    FontId::new(size_pt, FontFamily::Name(ICON_FAMILY.into()))
}

/// Sets both themes; which one shows follows the user's choice.
pub fn install(ctx: &egui::Context) {
    for (theme, dark) in [(Theme::Light, false), (Theme::Dark, true)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(dark);
            spacing(style);
        });
    }
}

fn spacing(style: &mut egui::Style) {
    use egui::TextStyle::{Body, Button, Heading, Monospace, Small};
    style.text_styles = [
        (Small, regular(SECONDARY_PT)),
        (Body, regular(INTERFACE_PT)),
        (Button, regular(INTERFACE_PT)),
        (Heading, strong(SUBJECT_PT)),
        (Monospace, mono(INTERFACE_PT)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(8.0, 8.0);
    spacing.button_padding = egui::vec2(8.0, 4.0);
    spacing.interact_size.y = 28.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    // Nothing moves by itself: a fade would keep the window painting.
    style.animation_time = 0.0;
    style.interaction.selectable_labels = false;
}

fn visuals(dark: bool) -> Visuals {
    let tokens = of(dark);
    let mut visuals = if dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(RADIUS_PT);
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.panel;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = radius;
    visuals.extreme_bg_color = tokens.window;
    visuals.text_edit_bg_color = Some(tokens.window);
    visuals.faint_bg_color = tokens.window;
    visuals.code_bg_color = tokens.window;
    visuals.hyperlink_color = tokens.accent_text;
    visuals.warn_fg_color = tokens.warning_text;
    visuals.error_fg_color = tokens.danger;
    visuals.weak_text_color = Some(tokens.dim);
    visuals.selection.bg_fill = tokens.accent_fill;
    visuals.selection.stroke = Stroke::new(FOCUS_RING_PT, tokens.accent);
    visuals.disabled_alpha = DISABLED_ALPHA;
    if dark {
        // egui thickens light text on dark so much that 400 looks like 500.
        visuals.text_options.color_transfer_function = FontColorTransferFunction::Gamma(0.75);
    }
    // A blinking cursor would paint the window twice a second for nothing.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke.color = tokens.accent;
    widgets(&mut visuals.widgets, tokens, radius);
    visuals
}

fn widgets(widgets: &mut egui::style::Widgets, tokens: &Tokens, radius: CornerRadius) {
    let all = [
        (&mut widgets.noninteractive, tokens.panel, tokens.line, tokens.text),
        (&mut widgets.inactive, tokens.window, tokens.line, tokens.text),
        (&mut widgets.hovered, tokens.hover, tokens.dim, tokens.text),
        (&mut widgets.active, tokens.accent_fill, tokens.accent, tokens.text),
        (&mut widgets.open, tokens.window, tokens.line, tokens.text),
    ];
    for (visuals, fill, border, text) in all {
        visuals.bg_fill = fill;
        visuals.weak_bg_fill = fill;
        visuals.bg_stroke = Stroke::new(1.0, border);
        visuals.fg_stroke = Stroke::new(1.0, text);
        visuals.corner_radius = radius;
        visuals.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2).
    fn luminance(color: Color32) -> f32 {
        let rgba = egui::Rgba::from(color);
        0.2126 * rgba.r() + 0.7152 * rgba.g() + 0.0722 * rgba.b()
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn pictures_of_articles_stand_on_the_panel() {
        let [r, g, b, _] = DARK.panel.to_array();
        let sheet = include_str!("../html/child/own.css");
        assert!(sheet.contains(&format!("background: #{r:02x}{g:02x}{b:02x};")), "own.css differs");
        // A page is painted on white where it names no ground.
        assert_eq!(LIGHT.panel, Color32::WHITE);
    }

    #[test]
    fn every_text_can_be_read_on_its_ground() {
        for t in [&LIGHT, &DARK] {
            let pairs = [
                (t.text, t.panel),
                (t.text, t.side),
                (t.text, t.accent_fill),
                (t.dim, t.panel),
                (t.dim, t.side),
                (t.dim, t.window),
                (t.dim, t.accent_fill),
                (t.dim, t.chip),
                (t.accent, t.panel),
                (t.accent_text, t.side),
                (t.accent_text, t.accent_fill),
                (t.accent_text, t.warning_fill),
                (t.warning_text, t.warning_fill),
                (t.good_text, t.good_fill),
                (t.good_text, t.side),
                (t.on_accent, t.accent),
                (t.on_danger, t.danger),
                (t.danger, t.panel),
                (t.quote[0], t.panel),
                (t.quote[1], t.panel),
                (t.quote[2], t.panel),
            ];
            let tags = t.tags.iter().flat_map(|tag| [(tag.text, tag.fill)]);
            for (index, (text, ground)) in pairs.into_iter().chain(tags).enumerate() {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "pair {index}: {ratio}");
            }
        }
    }
}
