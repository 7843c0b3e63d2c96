//! PDFs made for a test.

// Each test file uses its part of this.
#![allow(dead_code)]

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

/// A4 in points.
pub const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const FONT: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
/// The first of the pages; what a test adds to them comes far behind.
const PAGE: i32 = 10;
pub const EXTRA: i32 = 100_000;

/// A PDF of so many pages that all look the same.
#[derive(Clone, Debug)]
pub struct Made {
    pub pages: i32,
    pub media_box: [f32; 4],
    pub rotate: i32,
    pub content: Vec<u8>,
    /// `/F1` is Helvetica, unless this is another one: its name and its encoding.
    pub east_asian: Option<(&'static str, &'static str, &'static str)>,
}

impl Default for Made {
    fn default() -> Self {
        Self { pages: 1, media_box: A4, rotate: 0, content: Vec::new(), east_asian: None }
    }
}

impl Made {
    pub fn bytes(self) -> Vec<u8> {
        let mut pdf = Pdf::new();
        self.write(&mut pdf);
        pdf.finish()
    }

    pub fn write(&self, pdf: &mut Pdf) {
        let pages = (0..self.pages).map(|page| Ref::new(PAGE + page));
        pdf.catalog(CATALOG).pages(TREE);
        pdf.pages(TREE).kids(pages.clone()).count(self.pages);
        for id in pages {
            let mut page = pdf.page(id);
            let [left, foot, right, top] = self.media_box;
            page.parent(TREE).media_box(Rect::new(left, foot, right, top)).contents(CONTENT);
            page.rotate(self.rotate);
            let mut resources = page.resources();
            resources.fonts().pair(Name(b"F1"), FONT);
            resources.x_objects().pair(Name(b"X1"), Ref::new(EXTRA));
            resources.patterns().pair(Name(b"P1"), Ref::new(EXTRA));
        }
        match self.east_asian {
            None => pdf.type1_font(FONT).base_font(Name(b"Helvetica")).finish(),
            Some((name, ordering, encoding)) => {
                let descendant = Ref::new(5);
                let mut font = pdf.type0_font(FONT);
                font.base_font(Name(name.as_bytes()));
                font.encoding_predefined(Name(encoding.as_bytes()));
                font.descendant_font(descendant);
                font.finish();
                let info = pdf_writer::types::SystemInfo {
                    registry: Str(b"Adobe"),
                    ordering: Str(ordering.as_bytes()),
                    supplement: 2,
                };
                let mut letters = pdf.cid_font(descendant);
                letters.subtype(pdf_writer::types::CidFontType::Type0);
                letters.base_font(Name(name.as_bytes())).system_info(info);
                letters.finish();
            }
        }
        pdf.stream(CONTENT, &self.content);
    }
}

/// A red box, 200 points wide and 100 high, whose lower left corner is at 100, 600; below it a line
/// in letters of 24 points that begins at 100, 500, and one under that.
pub fn box_and_words() -> Vec<u8> {
    let mut content = Content::new();
    content.set_fill_rgb(1.0, 0.0, 0.0).rect(100.0, 600.0, 200.0, 100.0).fill_nonzero();
    content.set_fill_rgb(0.0, 0.0, 0.0).begin_text().set_font(Name(b"F1"), 24.0);
    content.next_line(100.0, 500.0).show(Str(b"Invoice 2026-17"));
    content.next_line(0.0, -30.0).show(Str(b"Due on Monday")).end_text();
    content.finish().to_vec()
}
