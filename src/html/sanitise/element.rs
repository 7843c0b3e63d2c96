//! What becomes of each element, and which of its attributes stay.

use html5ever::LocalName;

use super::limits::{ATTRIBUTE_LIMIT_BYTES, LINK_LIMIT_BYTES};
use super::tree::Element;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Keep,
    /// Its content stays without it.
    Unwrap,
    /// It goes with all it holds.
    Drop,
    /// A style sheet, read as text.
    Style,
    Image,
    /// Part of a form, shown as what it looks like and nothing more.
    Field,
}

pub fn fate(element: &Element) -> Fate {
    if !element.is_html() {
        // SVG can name files and hosts in more ways than one can list; formulas keep their text.
        return if element.local() == "svg" { Fate::Drop } else { Fate::Unwrap };
    }
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.');
    match element.local() {
        // Made of a broken tag, such as `<sc<script`.
        name if !name.bytes().all(is_name) => Fate::Unwrap,
        "style" => Fate::Style,
        "img" | "image" => Fate::Image,
        "input" | "select" | "textarea" | "button" => Fate::Field,
        "script" | "template" | "iframe" | "frame" | "frameset" | "noframes" | "noembed"
        | "embed" | "link" | "meta" | "base" | "title" | "audio" | "video" | "source" | "track"
        | "bgsound" | "param" | "area" | "map" | "datalist" | "option" | "optgroup" | "svg"
        | "portal" | "fencedframe" | "selectedcontent" | "basefont" => Fate::Drop,
        "object" | "applet" | "noscript" | "canvas" | "picture" | "slot" | "math" | "marquee"
        | "layer" | "dialog" => Fate::Unwrap,
        _ => Fate::Keep,
    }
}

/// Attributes that lay out, name or link, whatever the element. All others go, and with them every
/// way to fetch or to run something that nobody has thought of.
fn is_kept(name: &str) -> bool {
    matches!(
        name,
        "class"
            | "id"
            | "style"
            | "dir"
            | "lang"
            | "title"
            | "align"
            | "valign"
            | "width"
            | "height"
            | "bgcolor"
            | "colspan"
            | "rowspan"
            | "cellpadding"
            | "cellspacing"
            | "border"
            | "bordercolor"
            | "rules"
            | "frame"
            | "nowrap"
            | "hspace"
            | "vspace"
            | "href"
            | "name"
            | "alt"
            | "start"
            | "reversed"
            | "value"
            | "type"
            | "span"
            | "color"
            | "size"
            | "face"
            | "text"
            | "link"
            | "noshade"
            | "hidden"
            | "open"
            | "marginwidth"
            | "marginheight"
            | "leftmargin"
            | "topmargin"
            | "media"
            | "cite"
            | "x-apple-data-detectors"
            | "role"
    )
}

/// A copy with the attributes that stay; `style` and addresses are left to the caller.
pub fn copied(element: &Element, name: &str) -> Element {
    let mut copy = Element::html(name);
    let is_table_or_image = matches!(name, "table" | "mp-img" | "img");
    for (attribute, value) in &element.attributes {
        let limit_bytes =
            if &**attribute == "href" { LINK_LIMIT_BYTES } else { ATTRIBUTE_LIMIT_BYTES };
        if !is_kept(attribute) || value.len() > limit_bytes || &**attribute == "style" {
            continue;
        }
        match &**attribute {
            // Only links have a target.
            "href" if name != "a" => {}
            // The engine takes it for the alignment of text; see `legacy`.
            "align" if is_table_or_image => {}
            "align" => {
                let lower = value.trim().to_ascii_lowercase();
                let value = if lower == "middle" { "center".to_owned() } else { lower };
                copy.attributes.push((LocalName::from("align"), value));
            }
            "width" | "height" if value.trim().len() > 12 => {}
            _ => copy.attributes.push((attribute.clone(), value.clone())),
        }
    }
    copy
}

/// The words in a field of a form, and the element that stands for it.
///
/// `None` where the field shows nothing.
pub fn field(element: &Element, content: &str) -> Option<(&'static str, String)> {
    let value = element.attribute("value").unwrap_or_default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    Some(match (element.local(), kind.as_str()) {
        ("input", "hidden") => return None,
        ("input", "checkbox") => ("span", "\u{2610} ".to_owned()),
        ("input", "radio") => ("span", "\u{25cb} ".to_owned()),
        ("input", "submit" | "reset" | "button" | "image") => {
            let alt = element.attribute("alt").unwrap_or_default();
            let text = [value, alt].into_iter().find(|text| !text.trim().is_empty());
            ("mp-button", words(text.unwrap_or("Submit")))
        }
        ("input", "password") => ("mp-field", String::new()),
        ("input", _) => {
            let hint = element.attribute("placeholder").unwrap_or_default();
            ("mp-field", words(if value.is_empty() { hint } else { value }))
        }
        ("button", _) => ("mp-button", words(content)),
        _ => ("mp-field", words(content)),
    })
}
