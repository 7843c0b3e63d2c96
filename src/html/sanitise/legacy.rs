//! Attributes of HTML 3.2 and 4 that mails still live by, as declarations.
//!
//! They become rules of user-agent origin (HTML Standard §15 "Rendering" calls them presentational
//! hints), so that a mail's own style sheet wins over them. Only what the engine does not do by
//! itself is here.

use std::collections::HashMap;
use std::fmt::Write;

use super::limits::LEGACY_RULES_LIMIT;
use super::tree::Element;

/// The longest value that is looked at: a list of font names.
const VALUE_LIMIT_BYTES: usize = 200;

/// The largest length taken from an attribute, in CSS pixels; more is a mistake or an attack.
const LENGTH_LIMIT_PX: f32 = 10_000.0;

/// What a table says about its cells.
#[derive(Clone, Debug, Default)]
pub struct TableHints {
    padding_px: Option<f32>,
    border: Option<String>,
}

impl TableHints {
    pub fn of(table: &Element) -> Self {
        let has_border = border_width(table).is_some_and(|width| width > 0.0);
        let colour = table.attribute("bordercolor").and_then(colour);
        Self {
            padding_px: table.attribute("cellpadding").and_then(pixels),
            border: has_border
                .then(|| format!("1px inset {}", colour.as_deref().unwrap_or("gray"))),
        }
    }
}

/// Rules made so far, one for each different set of declarations.
#[derive(Debug, Default)]
pub struct LegacyRules {
    numbers: HashMap<String, usize>,
    sheet: String,
}

impl LegacyRules {
    /// Marks `element` so that `declarations` apply to it.
    pub fn apply(&mut self, element: &mut Element, declarations: String) {
        if declarations.is_empty() {
            return;
        }
        let next = self.numbers.len();
        let number = match self.numbers.get(&declarations) {
            Some(number) => *number,
            None if next >= LEGACY_RULES_LIMIT => return,
            None => {
                // Writing to a string does not fail.
                let _ = writeln!(self.sheet, "[mp{next}]{{{declarations}}}");
                self.numbers.insert(declarations, next);
                next
            }
        };
        element.set(&format!("mp{number}"), "");
    }

    /// The colour of links, which `<body link>` sets for the whole page.
    pub fn set_link_colour(&mut self, body: &Element) {
        if let Some(colour) = body.attribute("link").and_then(colour) {
            let _ = writeln!(self.sheet, "a[href]{{color:{colour}}}");
        }
    }

    pub fn into_sheet(self) -> String {
        self.sheet
    }
}

/// The declarations that the attributes of `element` stand for.
pub fn declarations(element: &Element, table: Option<&TableHints>) -> String {
    let mut out = String::new();
    match element.local() {
        "table" => of_table(element, &mut out),
        "td" | "th" => {
            if let Some(padding) = table.and_then(|table| table.padding_px) {
                put(&mut out, "padding", format!("{padding}px"));
            }
            if let Some(border) = table.and_then(|table| table.border.as_deref()) {
                put(&mut out, "border", border);
            }
            vertical(element, &mut out);
        }
        "tr" | "tbody" | "thead" | "tfoot" => vertical(element, &mut out),
        "font" | "basefont" => of_font(element, &mut out),
        "body" => {
            if let Some(colour) = element.attribute("text").and_then(colour) {
                put(&mut out, "color", colour);
            }
        }
        "hr" => of_rule(element, &mut out),
        "ol" | "ul" | "li" => {
            if let Some(style) = element.attribute("type").and_then(list_style) {
                put(&mut out, "list-style-type", style);
            }
        }
        "img" | "mp-img" => match lower(element.attribute("align")).as_deref() {
            Some("left") => put(&mut out, "float", "left"),
            Some("right") => put(&mut out, "float", "right"),
            Some("top" | "texttop") => put(&mut out, "vertical-align", "top"),
            Some("middle" | "absmiddle" | "center") => put(&mut out, "vertical-align", "middle"),
            _ => {}
        },
        _ => {}
    }
    if let Some(colour) = element.attribute("bgcolor").and_then(colour) {
        put(&mut out, "background-color", colour);
    }
    if lower(element.attribute("align")).as_deref() == Some("justify") {
        put(&mut out, "text-align", "justify");
    }
    out
}

fn of_table(table: &Element, out: &mut String) {
    if let Some(spacing) = table.attribute("cellspacing").and_then(pixels) {
        put(out, "border-spacing", format!("{spacing}px"));
    }
    if let Some(width) = border_width(table).filter(|width| *width > 0.0) {
        let colour = table.attribute("bordercolor").and_then(colour);
        put(out, "border", format!("{width}px outset {}", colour.as_deref().unwrap_or("gray")));
    }
    match lower(table.attribute("align")).as_deref() {
        Some("center" | "middle") => put(out, "margin-left:auto;margin-right", "auto"),
        Some(side @ ("left" | "right")) => put(out, "float", side),
        _ => {}
    }
    for (attribute, properties) in
        [("hspace", ["margin-left", "margin-right"]), ("vspace", ["margin-top", "margin-bottom"])]
    {
        if let Some(space) = table.attribute(attribute).and_then(pixels) {
            properties.iter().for_each(|property| put(out, property, format!("{space}px")));
        }
    }
}

/// `border` alone means one pixel.
fn border_width(table: &Element) -> Option<f32> {
    table.attribute("border").map(|value| pixels(value).unwrap_or(1.0))
}

fn of_font(font: &Element, out: &mut String) {
    if let Some(colour) = font.attribute("color").and_then(colour) {
        put(out, "color", colour);
    }
    if let Some(families) = font.attribute("face").and_then(families) {
        put(out, "font-family", families);
    }
    if let Some(size) = font.attribute("size").and_then(font_size) {
        put(out, "font-size", size);
    }
}

fn of_rule(rule: &Element, out: &mut String) {
    let height = rule.attribute("size").and_then(pixels);
    let colour = rule.attribute("color").and_then(colour);
    if colour.is_some() || rule.attribute("noshade").is_some() {
        put(out, "border-style", "solid");
        put(out, "border-color", colour.as_deref().unwrap_or("gray"));
    }
    if let Some(height) = height.filter(|height| *height > 2.0) {
        put(out, "height", format!("{}px", height - 2.0));
        if let Some(colour) = &colour {
            put(out, "background-color", colour);
        }
    }
    match lower(rule.attribute("align")).as_deref() {
        Some("left") => put(out, "margin-left:0;margin-right", "auto"),
        Some("right") => put(out, "margin-left:auto;margin-right", "0"),
        _ => {}
    }
}

fn vertical(element: &Element, out: &mut String) {
    if let Some(align @ ("top" | "middle" | "bottom" | "baseline")) =
        lower(element.attribute("valign")).as_deref()
    {
        put(out, "vertical-align", align);
    }
}

fn put(out: &mut String, property: &str, value: impl AsRef<str>) {
    let _ = write!(out, "{property}:{};", value.as_ref());
}

fn lower(value: Option<&str>) -> Option<String> {
    value.map(|value| value.trim().to_ascii_lowercase())
}

/// Rules for parsing dimension values (HTML Standard §2.3.4.4), pixels only.
pub fn pixels(value: &str) -> Option<f32> {
    let value = value.trim();
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(digits)?;
    let number: f32 = number.parse().ok()?;
    (!unit.trim_start().starts_with('%') && (0.0..=LENGTH_LIMIT_PX).contains(&number))
        .then_some(number)
}

/// A colour in the form of a style sheet (HTML Standard §2.3.6, simplified): nothing that could
/// end the declaration passes.
fn colour(value: &str) -> Option<String> {
    let value = value.trim();
    let plain = value.strip_prefix('#').unwrap_or(value);
    let is_hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit());
    if matches!(plain.len(), 3 | 6 | 8) && is_hex(plain) {
        return Some(format!("#{plain}"));
    }
    let is_name = value.len() <= 30 && value.chars().all(|c| c.is_ascii_alphabetic());
    let is_function = value.len() <= 60
        && value.to_ascii_lowercase().starts_with("rgb")
        && value.ends_with(')')
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "(),.% ".contains(c));
    (!value.is_empty() && (is_name || is_function)).then(|| value.to_ascii_lowercase())
}

fn families(value: &str) -> Option<String> {
    if value.len() > VALUE_LIMIT_BYTES {
        return None;
    }
    let names: Vec<_> = value
        .split(',')
        .map(|name| name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''))
        .filter(|name| !name.is_empty() && !name.contains(['"', '\\', ';', '{', '}', '\n', '\r']))
        .map(|name| match name.to_ascii_lowercase().as_str() {
            generic @ ("serif" | "sans-serif" | "monospace" | "cursive" | "fantasy") => {
                generic.to_owned()
            }
            _ => format!("\"{name}\""),
        })
        .collect();
    (!names.is_empty()).then(|| names.join(","))
}

/// Rules for parsing a legacy font size (HTML Standard §15.3.4).
fn font_size(value: &str) -> Option<&'static str> {
    let value = value.trim();
    let (base, digits) = match value.chars().next()? {
        '+' => (3, value.get(1..)?),
        '-' => (3, value.get(1..)?),
        _ => (0, value),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number: i32 = digits.get(..end)?.parse().ok()?;
    let number = if value.starts_with('-') { base - number } else { base + number };
    let names = ["x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"];
    names.get(usize::try_from(number.clamp(1, 7) - 1).ok()?).copied()
}

fn list_style(value: &str) -> Option<&'static str> {
    Some(match value.trim() {
        "1" => "decimal",
        "a" => "lower-alpha",
        "A" => "upper-alpha",
        "i" => "lower-roman",
        "I" => "upper-roman",
        value if value.eq_ignore_ascii_case("disc") => "disc",
        value if value.eq_ignore_ascii_case("circle") => "circle",
        value if value.eq_ignore_ascii_case("square") => "square",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str, attributes: &[(&str, &str)]) -> Element {
        let mut element = Element::html(name);
        attributes.iter().for_each(|(name, value)| element.set(name, *value));
        element
    }

    #[test]
    fn attributes_become_declarations() {
        for (name, attributes, expected) in [
            (
                "table",
                vec![("cellspacing", "0"), ("align", "CENTER")],
                "border-spacing:0px;margin-left:auto;margin-right:auto;",
            ),
            ("table", vec![("border", "")], "border:1px outset gray;"),
            (
                "tr",
                vec![("valign", "Top"), ("bgcolor", "Silver")],
                "vertical-align:top;background-color:silver;",
            ),
            (
                "font",
                vec![("face", "Arial, 'Comic Sans MS',serif"), ("size", "+2"), ("color", "c00")],
                "color:#c00;font-family:\"Arial\",\"Comic Sans MS\",serif;font-size:x-large;",
            ),
            ("body", vec![("text", "#102030")], "color:#102030;"),
            ("ol", vec![("type", "a")], "list-style-type:lower-alpha;"),
            ("img", vec![("align", "right")], "float:right;"),
            (
                "hr",
                vec![("color", "red"), ("size", "4")],
                "border-style:solid;border-color:red;height:2px;background-color:red;",
            ),
            ("p", vec![], ""),
        ] {
            assert_eq!(declarations(&element(name, &attributes), None), expected, "{name}");
        }
    }

    #[test]
    fn cells_follow_their_table() {
        let table = TableHints::of(&element("table", &[("cellpadding", "8"), ("border", "2")]));
        let cell = element("td", &[("valign", "bottom")]);
        assert_eq!(
            declarations(&cell, Some(&table)),
            "padding:8px;border:1px inset gray;vertical-align:bottom;"
        );
    }

    #[test]
    fn no_value_ends_a_declaration() {
        for value in
            ["red;}*{x:y", "red}", "#12345g", "url(x)", "rgb(1,2,3);x:y)", "\"", "1e9", "\\"]
        {
            for name in ["body", "font", "table", "td", "hr", "ul", "img"] {
                let names = ["text", "color", "face", "bgcolor", "border", "type", "align", "size"];
                let attributes: Vec<_> = names.iter().map(|name| (*name, value)).collect();
                let out = declarations(&element(name, &attributes), None);
                assert!(!out.contains(['{', '}', '*', '\\']) && !out.contains("x:y"), "{out}");
            }
        }
    }

    #[test]
    fn equal_declarations_share_a_rule() {
        let mut rules = LegacyRules::default();
        let mut cells = [element("td", &[]), element("td", &[]), element("td", &[])];
        for (cell, padding) in cells.iter_mut().zip(["1px", "2px", "1px"]) {
            rules.apply(cell, format!("padding:{padding};"));
        }
        assert!(cells[0].attribute("mp0").is_some() && cells[2].attribute("mp0").is_some());
        assert_eq!(rules.into_sheet().lines().count(), 2);
    }
}
