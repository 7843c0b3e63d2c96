//! What the style sheets of a page say about hidden words, as far as simple rules go.
//!
//! A rule counts where its selector is one name (`.preheader`, `#x`, `td.hide`) and it stands
//! outside of `@media`, which speaks of screens that this is not. Of all others only this is kept:
//! that they set the size of a class, so that the size there is not known.

use std::collections::{BTreeMap, BTreeSet};

use super::look::{self, Display, FontSize};
use crate::html::sanitise::{Data, Element, Tree};

/// Rules that are kept; a page with more is a framework, whose first rules are as good as any.
const RULES_LIMIT: usize = 4_000;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rule {
    /// It says whether elements are seen, and they are not.
    pub is_gone: Option<bool>,
    pub font: Option<FontSize>,
    pub display: Option<Display>,
    pub strong: Option<bool>,
}

#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: BTreeMap<String, Rule>,
    /// Last names of longer selectors that set a size.
    sized: BTreeSet<String>,
}

impl Sheet {
    /// Reads every `<style>` of a clean page.
    pub fn of(tree: &Tree) -> Self {
        let mut sheet = Self::default();
        for (id, _) in tree.walk() {
            if tree.element(id).is_none_or(|element| element.local() != "style") {
                continue;
            }
            for child in tree.children(id) {
                if let Some(Data::Text(css)) = tree.get(*child).map(|node| &node.data) {
                    sheet.read(&css.replace("/**/", " "));
                }
            }
        }
        sheet
    }

    fn read(&mut self, css: &str) {
        let mut rest = css;
        while let Some((prelude, after)) = rest.split_once('{') {
            let end = block_bytes(after);
            let body = after.get(..end).unwrap_or_default();
            rest = after.get(end + 1..).unwrap_or_default();
            // What came before is a statement such as `@charset "x";`.
            let prelude = prelude.rsplit([';', '}']).next().unwrap_or_default();
            let prelude = prelude.replace("<!--", " ").replace("-->", " ");
            if !prelude.trim_start().starts_with('@') {
                self.rule(&prelude, body);
            }
        }
    }

    fn rule(&mut self, selectors: &str, body: &str) {
        let mut rule = Rule::default();
        for one in body.split(';') {
            let Some((property, value)) = one.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            let value = value.trim_end_matches("!important").trim_end();
            let property = property.trim().to_ascii_lowercase();
            let look = look::declared(&property, value);
            if matches!(&*property, "display" | "visibility" | "mso-hide" | "opacity") {
                rule.is_gone = Some(look.is_gone);
            }
            rule.font = look.font.or(rule.font);
            rule.display = look.display.or(rule.display);
            rule.strong = look.strong.or(rule.strong);
        }
        if rule == Rule::default() {
            return;
        }
        for selector in selectors.split(',').map(str::trim) {
            if self.rules.len() + self.sized.len() >= RULES_LIMIT {
                return;
            }
            if is_one_name(selector) {
                let known = self.rules.entry(selector.to_owned()).or_default();
                known.is_gone = rule.is_gone.or(known.is_gone);
                known.font = rule.font.or(known.font);
                known.display = rule.display.or(known.display);
                known.strong = rule.strong.or(known.strong);
            } else if rule.font.is_some()
                && let Some(last) = selector.rsplit([' ', '>', '+', '~']).next()
            {
                let last = last.rsplit('.').next().unwrap_or(last);
                self.sized.insert(last.to_owned());
            }
        }
    }

    /// What is said about `element`, the more exact selector last.
    pub fn about(&self, element: &Element) -> Rule {
        let mut all = Rule::default();
        if self.rules.is_empty() {
            return all;
        }
        let mut join = |selector: &str| {
            if let Some(rule) = self.rules.get(selector) {
                all.is_gone = rule.is_gone.or(all.is_gone);
                all.font = rule.font.or(all.font);
                all.display = rule.display.or(all.display);
                all.strong = rule.strong.or(all.strong);
            }
        };
        let name = element.local();
        join(name);
        for class in classes(element) {
            join(&format!(".{class}"));
            join(&format!("{name}.{class}"));
        }
        if let Some(id) = element.attribute("id") {
            join(&format!("#{id}"));
            join(&format!("{name}#{id}"));
        }
        all
    }

    /// Whether a rule that is too long to follow may set the size of `element`.
    pub fn may_size(&self, element: &Element) -> bool {
        !self.sized.is_empty()
            && (self.sized.contains(element.local())
                || classes(element).any(|class| self.sized.contains(class)))
    }
}

/// The first classes of an element; more than these is no honest page.
fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element.attribute("class").unwrap_or_default().split_ascii_whitespace().take(16)
}

/// Bytes up to the `}` that closes the block.
fn block_bytes(text: &str) -> usize {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn is_one_name(selector: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !selector.is_empty()
        && selector.chars().all(|c| is_name(c) || matches!(c, '.' | '#'))
        && selector.matches(['.', '#']).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_simple_rules_for_every_screen_count() {
        let mut sheet = Sheet::default();
        sheet.read(
            "@charset \"x\"; .a, td.b { DISPLAY: none !important; mso-hide:all } \
             @media (max-width:600px) { .c { display: none } .d{display:none} } \
             .e .f { font-size: 14px } .a2 { display: block } p{font-size:0}",
        );
        let named = |name: &str, class: &str| {
            let mut element = Element::html(name);
            element.set("class", class);
            element
        };
        assert_eq!(sheet.about(&named("div", "x a")).is_gone, Some(true));
        assert_eq!(sheet.about(&named("td", "b")).is_gone, Some(true));
        for (name, class) in [("p", "b"), ("div", "c"), ("div", "d"), ("div", "a2")] {
            assert_ne!(sheet.about(&named(name, class)).is_gone, Some(true), "{name}.{class}");
        }
        assert!(sheet.may_size(&named("span", "f")) && !sheet.may_size(&named("span", "e")));
        assert_eq!(sheet.about(&named("p", "")).font, Some(FontSize::Px(0.0)));
    }

    #[test]
    fn damaged_sheets_end() {
        for css in ["{", "}", "}{}{", ".a{", "@media{", ".a{b:c", ";;;{}", "@", "é{é:é}"] {
            Sheet::default().read(&css.repeat(1_000));
        }
    }
}
