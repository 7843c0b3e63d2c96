//! What an element's own style says, as far as it decides which words are read and how.

use crate::html::sanitise::Element;

/// The size of a text whose page says nothing about it, in CSS pixels.
pub(super) const FONT_PX: f32 = 16.0;

/// A text so small is there for machines, in CSS pixels.
pub(super) const UNSEEN_FONT_PX: f32 = 1.5;

/// A colour so nearly transparent is not seen.
const UNSEEN_OPACITY: f32 = 0.05;

/// An indent so far to the left puts the text outside the page, in CSS pixels.
const FAR_LEFT_PX: f32 = -900.0;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FontSize {
    Px(f32),
    /// Of the element around it.
    Share(f32),
    /// Set by a rule that is too long to follow.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Display {
    None,
    Block,
    /// In the line, with space of its own: a button.
    InlineBlock,
    Other,
}

/// What stands behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Colour(Colour),
    /// A picture, or what cannot be told.
    Unknown,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Nothing of it is seen, whatever stands inside.
    pub is_gone: bool,
    pub display: Option<Display>,
    pub font: Option<FontSize>,
    pub colour: Option<Colour>,
    pub ground: Option<Ground>,
    pub strong: Option<bool>,
    pub emphasis: Option<bool>,
    pub is_struck: bool,
    pub keeps_lines: Option<bool>,
    /// The depth of a list item of Word, from 0, and whether the element is its marker.
    pub word_depth: Option<u8>,
    pub is_word_marker: bool,
}

impl Look {
    pub fn of(element: &Element) -> Self {
        let mut look = Self { is_gone: element.attribute("hidden").is_some(), ..Self::default() };
        if let Some(colour) = element.attribute("bgcolor") {
            look.ground = Some(colour_of(colour).map_or(Ground::Unknown, Ground::Colour));
        }
        if element.local() == "font" {
            look.font = element.attribute("size").and_then(legacy_size);
            look.colour = element.attribute("color").and_then(colour_of);
        }
        let mut box_ = Box::default();
        for (property, value) in declarations(element.attribute("style").unwrap_or_default()) {
            look.declare(&property, &value, &mut box_);
        }
        look.is_gone |= box_.is_clipped && box_.is_flat;
        look
    }

    fn declare(&mut self, property: &str, value: &str, box_: &mut Box) {
        let px = || length(value).and_then(|size| size.px());
        match property {
            "display" => {
                self.display = Some(display(value));
                self.is_gone |= self.display == Some(Display::None);
            }
            "visibility" => self.is_gone |= value.starts_with("hidden"),
            "mso-hide" => self.is_gone |= value.starts_with("all"),
            "opacity" => {
                self.is_gone |= value.parse().is_ok_and(|share: f32| share < UNSEEN_OPACITY);
            }
            "overflow" => box_.is_clipped = value.starts_with("hidden"),
            "max-height" | "height" | "width" | "max-width" => {
                box_.is_flat |= px().is_some_and(|px| px <= UNSEEN_FONT_PX);
            }
            "text-indent" | "left" => self.is_gone |= px().is_some_and(|px| px < FAR_LEFT_PX),
            "font-size" => self.font = length(value).or_else(|| named_size(value)),
            "font" => {
                let sizes = value.split([' ', '/']);
                self.font = sizes
                    .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                    .find_map(length);
                self.strong = Some(value.contains("bold"));
            }
            "font-weight" => {
                self.strong = Some(
                    value.starts_with("bold")
                        || value.parse().is_ok_and(|weight: u16| weight >= 600),
                );
            }
            "font-style" => self.emphasis = Some(matches!(value, "italic" | "oblique")),
            "text-decoration" | "text-decoration-line" => {
                self.is_struck |= value.contains("line-through");
            }
            "white-space" => {
                self.keeps_lines = Some(value.starts_with("pre") || value == "break-spaces");
            }
            "color" => {
                self.colour = colour_of(value);
                self.is_gone |= value == "transparent";
            }
            "background" | "background-color" => {
                let colour = value.split_whitespace().next().and_then(colour_of);
                let has_picture = value.contains("url(") || value.contains("gradient");
                self.ground = match colour.filter(|_| !has_picture) {
                    Some(colour) => Some(Ground::Colour(colour)),
                    None if matches!(value, "none" | "transparent" | "inherit") => self.ground,
                    None => Some(Ground::Unknown),
                };
            }
            "background-image" if value != "none" => self.ground = Some(Ground::Unknown),
            "mso-list" if value == "ignore" => self.is_word_marker = true,
            "mso-list" => {
                let level =
                    value.split("level").nth(1).and_then(|rest| rest.split_whitespace().next());
                let level = level.and_then(|level| level.parse::<u8>().ok());
                self.word_depth = level.map(|level| level.saturating_sub(1));
            }
            _ => {}
        }
    }
}

#[derive(Debug, Default)]
struct Box {
    is_clipped: bool,
    /// It has a side without length.
    is_flat: bool,
}

/// The declarations of a `style` attribute, in lower case, without `!important`.
fn declarations(style: &str) -> impl Iterator<Item = (String, String)> + '_ {
    style.split(';').filter_map(|one| {
        let (property, value) = one.split_once(':')?;
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim_end();
        Some((property.trim().to_ascii_lowercase(), value.to_owned()))
    })
}

/// One declaration of an element's own style, in lower case.
pub(super) fn declaration(element: &Element, property: &str) -> Option<String> {
    let mut found = declarations(element.attribute("style")?);
    found.find_map(|(name, value)| (name == property).then_some(value))
}

/// What one declaration of a style sheet says, by the same rules.
pub(super) fn declared(property: &str, value: &str) -> Look {
    let mut look = Look::default();
    look.declare(property, value, &mut Box::default());
    look
}

fn display(value: &str) -> Display {
    match value {
        "none" => Display::None,
        "block" | "flex" | "grid" | "table" | "list-item" | "flow-root" => Display::Block,
        "inline-block" | "inline-flex" | "inline-table" => Display::InlineBlock,
        _ => Display::Other,
    }
}

impl FontSize {
    pub fn px(self) -> Option<f32> {
        match self {
            Self::Px(px) => Some(px),
            Self::Share(_) | Self::Unknown => None,
        }
    }
}

/// A length of CSS Values Level 4 §6, as far as mails use them; a bare number is pixels.
fn length(value: &str) -> Option<FontSize> {
    let digits = value
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'))
        .unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(digits)?;
    let number: f32 = number.parse().ok()?;
    Some(match unit.trim() {
        "" | "px" => FontSize::Px(number),
        "pt" => FontSize::Px(number * 4.0 / 3.0),
        "rem" => FontSize::Px(number * FONT_PX),
        "em" => FontSize::Share(number),
        "%" => FontSize::Share(number / 100.0),
        _ => return None,
    })
}

fn named_size(value: &str) -> Option<FontSize> {
    Some(match value {
        "xx-small" => FontSize::Px(9.0),
        "x-small" => FontSize::Px(10.0),
        "small" => FontSize::Px(13.0),
        "medium" => FontSize::Px(FONT_PX),
        "large" => FontSize::Px(18.0),
        "x-large" => FontSize::Px(24.0),
        "xx-large" => FontSize::Px(32.0),
        "smaller" => FontSize::Share(0.8),
        "larger" => FontSize::Share(1.2),
        _ => return None,
    })
}

/// `<font size>` (HTML Standard §15.3.4), in pixels.
fn legacy_size(value: &str) -> Option<FontSize> {
    let value = value.trim();
    let number: i32 = value.trim_start_matches('+').parse().ok()?;
    let number = if value.starts_with(['+', '-']) { number.saturating_add(3) } else { number };
    let sizes = [10.0, 13.0, FONT_PX, 18.0, 24.0, 32.0, 48.0];
    sizes.get(usize::try_from(number.clamp(1, 7) - 1).ok()?).copied().map(FontSize::Px)
}

/// The colours that hide text on their own kind; all other names are of no interest.
fn colour_of(value: &str) -> Option<Colour> {
    let value = value.trim();
    match value {
        "white" => return Some([255; 3]),
        "black" => return Some([0; 3]),
        _ => {}
    }
    if let Some(inner) = value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let mut parts = inner.split(',').map(|part| part.trim().parse::<u8>().ok());
        return Some([parts.next()??, parts.next()??, parts.next()??]);
    }
    let hex = value.strip_prefix('#')?;
    let digit = |at: usize| hex.get(at..=at).and_then(|one| u8::from_str_radix(one, 16).ok());
    match hex.len() {
        3 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
        6 => {
            let byte = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
            Some([byte(0)?, byte(2)?, byte(4)?])
        }
        _ => None,
    }
}
