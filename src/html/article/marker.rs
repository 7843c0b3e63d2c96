//! What stands before the items of lists (HTML Standard §4.4.5, CSS Lists Level 3 §7).

use super::look;
use crate::html::sanitise::Element;

/// Before items that are not counted; the depth is told by their indent.
pub(super) const BULLET: &str = "•";

/// A longer marker, such as a Roman number of a large item, is written in digits.
const MARKER_LIMIT_CHARS: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    None,
    Bullet,
    Decimal,
    Letters { upper: bool },
    Roman { upper: bool },
}

/// A list that is open.
#[derive(Clone, Copy, Debug)]
pub struct List {
    style: Style,
    next: i64,
    step: i64,
}

impl List {
    /// `items` is how many it has, which only a list that counts down needs.
    pub fn of(element: &Element, items: usize) -> Self {
        let is_counted = element.local() == "ol";
        let default = if is_counted { Style::Decimal } else { Style::Bullet };
        let style = style_of(element, default);
        let is_reversed = element.attribute("reversed").is_some();
        let first = if is_reversed { i64::try_from(items).unwrap_or(i64::MAX) } else { 1 };
        let start = element.attribute("start").and_then(number);
        Self { style, next: start.unwrap_or(first), step: if is_reversed { -1 } else { 1 } }
    }

    /// Whether `item` is counted in Roman numbers.
    pub fn is_roman(&self, item: &Element) -> bool {
        matches!(style_of(item, self.style), Style::Roman { .. })
    }

    /// The marker of its next item.
    pub fn marker(&mut self, item: &Element) -> String {
        let number = item.attribute("value").and_then(number).unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        marker(style_of(item, self.style), number)
    }
}

fn number(value: &str) -> Option<i64> {
    value.trim().parse::<i32>().ok().map(i64::from)
}

fn style_of(element: &Element, default: Style) -> Style {
    let written = look::declaration(element, "list-style-type")
        .or_else(|| look::declaration(element, "list-style"));
    let by_style = written.as_deref().and_then(|value| value.split_whitespace().find_map(named));
    let by_type = element.attribute("type").and_then(|kind| match kind.trim() {
        "1" => Some(Style::Decimal),
        "a" => Some(Style::Letters { upper: false }),
        "A" => Some(Style::Letters { upper: true }),
        "i" => Some(Style::Roman { upper: false }),
        "I" => Some(Style::Roman { upper: true }),
        kind => named(&kind.to_ascii_lowercase()),
    });
    by_style.or(by_type).unwrap_or(default)
}

fn named(name: &str) -> Option<Style> {
    Some(match name {
        "none" => Style::None,
        "disc" | "circle" | "square" => Style::Bullet,
        "decimal" | "decimal-leading-zero" => Style::Decimal,
        "lower-alpha" | "lower-latin" => Style::Letters { upper: false },
        "upper-alpha" | "upper-latin" => Style::Letters { upper: true },
        "lower-roman" => Style::Roman { upper: false },
        "upper-roman" => Style::Roman { upper: true },
        _ => return None,
    })
}

fn marker(style: Style, number: i64) -> String {
    let cased = |text: String, upper| if upper { text.to_ascii_uppercase() } else { text };
    let written = match style {
        Style::None => return String::new(),
        Style::Bullet => return BULLET.to_owned(),
        Style::Decimal => None,
        Style::Letters { upper } => letters(number).map(|text| cased(text, upper)),
        Style::Roman { upper } => roman(number).map(|text| cased(text, upper)),
    };
    let written = written.filter(|text| text.len() <= MARKER_LIMIT_CHARS);
    format!("{}.", written.unwrap_or_else(|| number.to_string()))
}

/// 1 is a, 27 is aa.
fn letters(number: i64) -> Option<String> {
    let mut left = u64::try_from(number).ok().filter(|number| *number > 0)?;
    let mut backwards = Vec::new();
    while left > 0 {
        left -= 1;
        backwards.push(char::from(b'a' + u8::try_from(left % 26).ok()?));
        left /= 26;
    }
    Some(backwards.into_iter().rev().collect())
}

fn roman(number: i64) -> Option<String> {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    // 4000 has no letter.
    let mut left = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_list_asks() {
        let lower = |style| marker(style, 27);
        assert_eq!(lower(Style::Letters { upper: false }), "aa.");
        assert_eq!(lower(Style::Roman { upper: true }), "XXVII.");
        assert_eq!(marker(Style::Roman { upper: false }, 4000), "4000.");
        assert_eq!(marker(Style::Roman { upper: false }, 3888), "3888.", "too long to line up");
        assert_eq!(marker(Style::Letters { upper: true }, -3), "-3.");
        assert_eq!(marker(Style::None, 3), "");
    }
}
