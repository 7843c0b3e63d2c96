//! A clean page laid out by Blitz, and painted.
//!
//! Blitz is a beta whose gaps are closed here from outside: the page is laid out once, looked at
//! ([`super::cures`]), changed where needed, and laid out again. Whatever in it panics is caught in
//! [`super::serve`].

use std::rc::Rc;
use std::sync::Arc;

use anyrender::{ImageRenderer, PaintScene};
use anyrender_vello_cpu::VelloCpuImageRenderer;
use blitz_dom::{BaseDocument, DocumentConfig, FontContext};
use blitz_traits::shell::{ColorScheme, Viewport};
use parley::fontique::{Collection, CollectionOptions, SourceCache};
use peniko::kurbo::{Affine, Rect};
use peniko::{Color, Fill};

use super::super::protocol::{Load, Tile, TileArea};
use super::super::sanitise::{self, Page, Tree};
use super::super::sheet::SHEET_BODY;
use super::build;
use super::cures;
use super::groups;
use super::pictures::{Loader, PictureStore};
use super::shaping;

/// Height that `vh` and percentages of the window refer to, in CSS pixels: the page is as high as
/// its content, not as a window.
const WINDOW_HEIGHT: f32 = 800.0;

/// Rounds of layout in which backgrounds are still found that must be loaded.
const LOAD_ROUNDS: usize = 4;

/// Rounds of looking at the page and curing it: strays, then columns; then cells twice, because
/// tables stand in tables.
const CURE_ROUNDS: usize = 2;

/// How the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// CSS pixels.
    pub width: f32,
    /// Device pixels for a CSS pixel.
    pub scale: f32,
    pub dark: bool,
}

impl View {
    pub fn viewport(self) -> Viewport {
        let device = |css: f32| (css * self.scale).round().max(1.0) as u32;
        let scheme = if self.dark { ColorScheme::Dark } else { ColorScheme::Light };
        Viewport::new(device(self.width), device(WINDOW_HEIGHT), self.scale, scheme)
    }
}

/// One mail's page.
pub struct LaidOut {
    /// What came out of the sanitiser; its tree is in `tree`.
    clean: Page,
    tree: Rc<Tree>,
    loader: Arc<Loader>,
    fonts: FontContext,
    view: View,
    built: Built,
    painter: VelloCpuImageRenderer,
}

/// A document of the engine, and which of its nodes came from which node of the tree.
pub struct Built {
    pub document: BaseDocument,
    pub nodes: Vec<Option<blitz_dom::NodeId>>,
    /// Shared with the clean page until something is cured.
    pub tree: Rc<Tree>,
}

impl LaidOut {
    pub fn new(load: Load, fonts: FontContext) -> Self {
        let Load { html, images, width, scale, dark } = load;
        let mut store = PictureStore::new(images);
        if html.starts_with(SHEET_BODY) {
            store = store.telling_ink();
        }
        let mut clean = sanitise::sanitise(&html, &mut store);
        // The layout takes all the memory there is to spare.
        drop(html);
        let mut tree = std::mem::take(&mut clean.tree);
        groups::group(&mut tree);
        let tree = Rc::new(tree);
        let loader = store.into_loader();
        let view = View { width, scale, dark };
        let built = Built::default();
        let painter = VelloCpuImageRenderer::new(1, 1);
        let mut page = Self { clean, tree, loader, fonts, view, built, painter };
        page.lay_out();
        page
    }

    pub fn clean(&self) -> &Page {
        &self.clean
    }

    pub fn built(&self) -> &Built {
        &self.built
    }

    /// Lays the page out again for another width or scale.
    pub fn resize(&mut self, width: f32, scale: f32) {
        let is_same_width = width == self.view.width;
        self.view = View { width, scale, ..self.view };
        if is_same_width {
            self.built.document.set_viewport(self.view.viewport());
            resolve(&mut self.built.document, &self.loader);
            return;
        }
        // Media queries may make other boxes of a table, which the engine cannot do to a page that
        // it has laid out; and what was cured for the old width may be well in the new one.
        self.lay_out();
    }

    /// Builds the page, cures it while only its styles are known, which is cheap, lays it out, and
    /// cures what only then is seen.
    fn lay_out(&mut self) {
        self.build(Rc::clone(&self.tree));
        for _ in 0..CURE_ROUNDS {
            self.built.document.resolve_stylist(0.0);
            let Some(cured) = cures::by_style(&self.built) else { break };
            self.build(cured);
        }
        self.resolve_anew();
        for _ in 0..CURE_ROUNDS {
            let Some(cured) = cures::by_layout(&self.built) else { break };
            self.build(cured);
            self.resolve_anew();
        }
    }

    /// Lays out what was just built.
    fn resolve_anew(&mut self) {
        shaping::shape(&mut self.built);
        resolve(&mut self.built.document, &self.loader);
    }

    fn build(&mut self, tree: Rc<Tree>) {
        // Two pages at a time are twice the memory.
        self.built = Built::default();
        self.built = build::build(&self.clean, tree, &self.loader, &self.fonts, self.view);
    }

    /// Width and height of the content in CSS pixels.
    pub fn size(&self) -> (f32, f32) {
        let Some(root) = self.built.document.try_root_element() else { return (0.0, 0.0) };
        let layout = root.final_layout();
        // The element alone is too small where its height is that of the window.
        let overflow = layout.scrollable_overflow_rect;
        let width = layout.size.width.max(overflow.right);
        let height = layout.size.height.max(overflow.bottom);
        (width.max(0.0), height.max(0.0))
    }

    /// What an area consists of, without its paper: for a printer, of any size.
    pub fn record(&mut self, area: TileArea) -> anyrender::Scene {
        let scale = f64::from(self.view.scale);
        let document = &mut self.built.document;
        let (x, y) = (f64::from(area.left) / scale, f64::from(area.top) / scale);
        document.set_viewport_scroll(blitz_dom::Point { x, y });
        let mut scene = anyrender::Scene::new();
        blitz_paint::paint_scene(&mut scene, document, scale, area.width, area.height, 0, 0);
        document.set_viewport_scroll(blitz_dom::Point { x: 0.0, y: 0.0 });
        scene
    }

    /// Paints an area that [`TileArea::is_paintable`].
    pub fn paint(&mut self, area: TileArea) -> Tile {
        let scale = f64::from(self.view.scale);
        let document = &mut self.built.document;
        let (x, y) = (f64::from(area.left) / scale, f64::from(area.top) / scale);
        document.set_viewport_scroll(blitz_dom::Point { x, y });
        let (width, height) = (area.width, area.height);
        self.painter.resize(width, height);
        let mut rgba = Vec::new();
        self.painter.render_to_vec(
            |scene| {
                // White paper: a mail that names only one of two colours means the other to be
                // what browsers take.
                let paper = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
                scene.fill(Fill::NonZero, Affine::IDENTITY, Color::WHITE, None, &paper);
                blitz_paint::paint_scene(scene, document, scale, width, height, 0, 0);
            },
            &mut rgba,
        );
        document.set_viewport_scroll(blitz_dom::Point { x: 0.0, y: 0.0 });
        Tile { area, rgba }
    }
}

impl Default for Built {
    /// A page without anything in it.
    fn default() -> Self {
        let none = DocumentConfig { ua_stylesheets: Vec::new(), ..DocumentConfig::default() };
        let fonts = FontContext {
            collection: Collection::new(CollectionOptions { shared: false, system_fonts: false }),
            source_cache: SourceCache::default(),
        };
        let document = BaseDocument::new(DocumentConfig { font_ctx: Some(fonts), ..none });
        Self { document, nodes: Vec::new(), tree: Rc::default() }
    }
}

/// Lays out until nothing more is asked for: backgrounds are asked for by the layout itself.
fn resolve(document: &mut BaseDocument, loader: &Loader) {
    for _ in 0..LOAD_ROUNDS {
        let asked = loader.asked();
        document.resolve(0.0);
        if loader.asked() == asked {
            break;
        }
    }
}
