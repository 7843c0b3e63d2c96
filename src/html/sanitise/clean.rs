//! Walks over the parsed tree and makes the clean one.

use super::css::{self, Context, Purpose};
use super::element::{self, Fate};
use super::image;
use super::legacy::{self, LegacyRules, TableHints};
use super::limits::{ATTRIBUTE_LIMIT_BYTES, CSS_LIMIT_BYTES, DEPTH_LIMIT, NODE_LIMIT};
use super::lists::Lists;
use super::remote::Use;
use super::table;
use super::tree::{self, Data, Element, NodeId, ROOT, Tree};
use super::{Page, Picture, Pictures};

/// Words shown for a picture; longer ones are cut.
const ALT_LIMIT_CHARS: usize = 400;

pub fn clean(raw: &Tree, pictures: &mut dyn Pictures) -> Page {
    let mut cleaner = Cleaner {
        raw,
        pictures,
        page: Page::default(),
        rules: LegacyRules::default(),
        tables: Vec::new(),
        lists: Lists::default(),
        css_bytes: 0,
    };
    cleaner.run();
    let Cleaner { mut page, rules, .. } = cleaner;
    page.is_cut |= table::bound(&mut page.tree);
    page.legacy_sheet = rules.into_sheet();
    page
}

struct Cleaner<'a> {
    raw: &'a Tree,
    pictures: &'a mut dyn Pictures,
    page: Page,
    rules: LegacyRules,
    /// The tables that are open, with what they say about their cells.
    tables: Vec<(NodeId, TableHints)>,
    lists: Lists,
    css_bytes: usize,
}

/// A node of the raw tree that waits, and where it goes.
struct Waiting {
    id: NodeId,
    parent: NodeId,
    depth: usize,
}

impl Cleaner<'_> {
    fn run(&mut self) {
        let raw = self.raw;
        let mut waiting = Vec::new();
        let push = |waiting: &mut Vec<Waiting>, id, parent, depth| {
            let children = raw.children(id).iter().rev();
            waiting.extend(children.map(|id| Waiting { id: *id, parent, depth }));
        };
        push(&mut waiting, ROOT, ROOT, 1);
        while let Some(Waiting { id, parent, depth }) = waiting.pop() {
            if self.page.tree.len() >= NODE_LIMIT {
                self.page.is_cut = true;
                break;
            }
            match raw.get(id).map(|node| &node.data) {
                Some(Data::Text(text)) => self.text(parent, text),
                Some(Data::Element(element)) => {
                    let fate = element::fate(element);
                    self.note_addresses(element, fate);
                    match fate {
                        Fate::Drop => self.note_inside(id),
                        Fate::Unwrap => push(&mut waiting, id, parent, depth),
                        Fate::Keep if depth > DEPTH_LIMIT => {
                            self.page.is_cut = true;
                            push(&mut waiting, id, parent, depth);
                        }
                        Fate::Keep => {
                            let place = self.keep(parent, element);
                            push(&mut waiting, id, place, depth + 1);
                        }
                        Fate::Style => self.style(parent, id, element),
                        Fate::Image => self.image(parent, element),
                        Fate::Field => self.field(parent, id, element),
                    }
                }
                Some(Data::Root) | None => {}
            }
        }
    }

    fn text(&mut self, parent: NodeId, text: &str) {
        if text.is_empty() || parent == ROOT {
            return;
        }
        let last = self.page.tree.children(parent).last().copied();
        // Text around a dropped element is one text.
        if let Some(last) = last.and_then(|last| self.page.tree.text_mut(last)) {
            last.push_str(text);
            return;
        }
        let id = self.page.tree.create(Data::Text(text.to_owned()));
        self.page.tree.append(parent, id);
    }

    fn keep(&mut self, parent: NodeId, raw: &Element) -> NodeId {
        let mut element = element::copied(raw, raw.local());
        self.put_style(&mut element, raw);
        while self.tables.last().is_some_and(|(table, _)| {
            !self.page.tree.ancestors(parent).any(|ancestor| ancestor == *table)
        }) {
            self.tables.pop();
        }
        let hints = self.tables.last().map(|(_, hints)| hints);
        let mut declarations = legacy::declarations(raw, hints);
        if let Some(address) = raw.attribute("background")
            && let Picture::Shown(address) = self.pictures.find(address)
        {
            declarations.push_str(&format!("background-image:url(\"{address}\");"));
        }
        if raw.local() == "li" {
            declarations += &self.lists.declaration(&self.page.tree, parent, raw);
        }
        if raw.local() == "body" {
            self.rules.set_link_colour(raw);
        }
        if raw.local() == "details" {
            // What is folded away could not be unfolded.
            element.set("open", "");
        }
        self.rules.apply(&mut element, declarations);
        let is_table = raw.local() == "table";
        let id = self.append(parent, element);
        if is_table {
            self.tables.push((id, TableHints::of(raw)));
        }
        self.lists.open(id, raw);
        id
    }

    fn append(&mut self, parent: NodeId, element: Element) -> NodeId {
        let id = self.page.tree.create(Data::Element(element));
        self.page.tree.append(parent, id);
        id
    }

    fn put_style(&mut self, element: &mut Element, raw: &Element) {
        let Some(style) = raw.attribute("style") else { return };
        let style = self.cleaned(style, Context::Attribute);
        if style.len() <= ATTRIBUTE_LIMIT_BYTES {
            element.set("style", style);
        }
    }

    fn cleaned(&mut self, css: &str, context: Context) -> String {
        let Self { pictures, page, .. } = self;
        css::clean(css, context, &mut |address, purpose| {
            if purpose == Purpose::Other {
                page.blocked.note(address, Use::Other);
                return None;
            }
            match pictures.find(address) {
                Picture::Shown(address) => Some(address),
                Picture::Refused(_) => None,
                Picture::Missing => {
                    page.blocked.note(address, Use::Image);
                    None
                }
            }
        })
    }

    fn style(&mut self, parent: NodeId, id: NodeId, raw: &Element) {
        let kind = raw.attribute("type").unwrap_or("text/css").trim().to_ascii_lowercase();
        if !matches!(&*kind, "" | "text/css") || parent == ROOT {
            return;
        }
        let text = self.words_in(id, CSS_LIMIT_BYTES);
        self.css_bytes += text.len();
        if self.css_bytes > CSS_LIMIT_BYTES {
            self.page.is_cut = true;
            return;
        }
        let text = self.cleaned(&text, Context::Sheet);
        let style = self.append(parent, element::copied(raw, "style"));
        self.text(style, &text);
    }

    /// The text directly and further inside, up to a bound.
    fn words_in(&self, id: NodeId, limit_bytes: usize) -> String {
        let mut out = String::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            if let Some(Data::Text(text)) = self.raw.get(id).map(|node| &node.data) {
                out.push_str(text);
            }
            if out.len() > limit_bytes {
                out.truncate(out.floor_char_boundary(limit_bytes));
                break;
            }
            // Of a choice, the first is what is seen.
            let is_choice = self.raw.element(id).is_some_and(|element| element.local() == "select");
            let seen = if is_choice { 1 } else { usize::MAX };
            let is_option = |id: &&NodeId| !is_choice || self.raw.element(**id).is_some();
            let children: Vec<_> =
                self.raw.children(id).iter().filter(is_option).take(seen).copied().collect();
            waiting.extend(children.into_iter().rev());
        }
        out
    }

    fn image(&mut self, parent: NodeId, raw: &Element) {
        if parent == ROOT {
            return;
        }
        let address = raw.attribute("src").unwrap_or_default().trim();
        let words = match self.pictures.find(address) {
            Picture::Shown(address) => {
                let mut image = element::copied(raw, "img");
                self.put_style(&mut image, raw);
                image.set("src", address);
                self.rules.apply(&mut image, legacy::declarations(raw, None));
                self.append(parent, image);
                return;
            }
            Picture::Refused(words) => words,
            Picture::Missing => "",
        };
        let r#use = if image::is_invisible(raw) { Use::InvisibleImage } else { Use::Image };
        if self.page.blocked.note(address, r#use) || r#use == Use::InvisibleImage {
            return;
        }
        let mut blank = element::copied(raw, "mp-img");
        self.put_style(&mut blank, raw);
        let declarations = legacy::declarations(&blank, None) + &image::box_of(raw);
        let alt = raw.attribute("alt").unwrap_or_default();
        let alt = [alt, words].join(" ");
        let alt: String = alt.trim().chars().take(ALT_LIMIT_CHARS).collect();
        self.rules.apply(&mut blank, declarations);
        let id = self.append(parent, blank);
        self.text(id, &alt);
    }

    fn field(&mut self, parent: NodeId, id: NodeId, raw: &Element) {
        if parent == ROOT {
            return;
        }
        let Some((name, words)) = element::field(raw, &self.words_in(id, ATTRIBUTE_LIMIT_BYTES))
        else {
            return;
        };
        let mut field = element::copied(raw, name);
        self.put_style(&mut field, raw);
        let id = self.append(parent, field);
        self.text(id, &words);
    }

    /// Notes what a dropped element would have fetched: drawings and films name hosts inside.
    fn note_inside(&mut self, id: NodeId) {
        let raw = self.raw;
        for id in tree::descendants(raw, id) {
            match raw.get(id).map(|node| &node.data) {
                Some(Data::Element(element)) => {
                    self.note_addresses(element, Fate::Drop);
                    if let Some(style) = element.attribute("style") {
                        self.cleaned(style, Context::Attribute);
                    }
                }
                Some(Data::Text(text)) if is_sheet(raw, id) => {
                    self.cleaned(text, Context::Sheet);
                }
                Some(Data::Text(_) | Data::Root) | None => {}
            }
        }
    }

    /// Notes what other elements would fetch, which nothing here ever does.
    fn note_addresses(&mut self, element: &Element, fate: Fate) {
        if fate == Fate::Image {
            for candidate in candidates(element.attribute("srcset")) {
                self.page.blocked.note(candidate, Use::Other);
            }
            return;
        }
        let names: &[&str] = match element.local() {
            // The target of a link is followed by a click only.
            "a" | "area" => &["ping", "attributionsrc"],
            "link" | "base" => &["href"],
            "object" => &["data", "codebase", "classid"],
            "applet" => &["codebase", "archive", "code"],
            _ => &[
                "src",
                "poster",
                "background",
                "xlink:href",
                "manifest",
                "dynsrc",
                "lowsrc",
                "href",
            ],
        };
        for (name, value) in &element.attributes {
            if names.contains(&&**name) {
                let is_picture = &**name == "background";
                let r#use = if is_picture { Use::Image } else { Use::Other };
                self.page.blocked.note(value, r#use);
            }
        }
        for candidate in candidates(element.attribute("srcset")) {
            self.page.blocked.note(candidate, Use::Other);
        }
        if element.local() == "meta"
            && let Some((_, address)) = element.attribute("content").and_then(|c| c.split_once('='))
            && element.attribute("http-equiv").is_some()
        {
            self.page.blocked.note(address.trim_matches(['\'', '"', ' ']), Use::Other);
        }
    }
}

/// The addresses in `srcset` (HTML Standard §4.8.4.2.1), nearly: addresses with commas are split.
fn candidates(srcset: Option<&str>) -> impl Iterator<Item = &str> {
    srcset
        .into_iter()
        .flat_map(|set| set.split(','))
        .filter_map(|one| one.split_ascii_whitespace().next())
        .take(50)
}

/// Whether a text is a style sheet of its own.
fn is_sheet(raw: &Tree, text: NodeId) -> bool {
    let parent = raw.parent(text).and_then(|parent| raw.element(parent));
    parent.is_some_and(|parent| parent.local() == "style")
}
