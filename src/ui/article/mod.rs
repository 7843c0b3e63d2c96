//! Mail HTML in the window's own fonts and colours: headings, paragraphs, lists, quotes, tables.
//!
//! The same pieces and the same cost as plain text: only what is in view is laid out, so an article
//! of a hundred thousand blocks costs a frame no more than a short one.

mod cache;
mod object;
mod piece;
mod style;
mod table;
mod units;

use std::sync::Arc;

use egui::{Ui, pos2};

use crate::app::Action;
use crate::html::Article;

use super::message::body::column_pt;
use super::message::column::column_ui;
use super::message::pointing::wants_copy;
use super::message::text_cache::Column;
use super::page::Pictures;
use super::text::Look;
use super::{theme, wrapped};

pub use super::message::found::Sought;
pub use cache::ArticleCache;

/// What is shown of an article, and how.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    pub article: &'a Arc<Article>,
    /// 1.0 is the usual size of letters.
    pub zoom: f32,
    pub sought: Option<Sought<'a>>,
    /// Those that can be seen, by block; others are boxes with their words.
    pub pictures: Option<&'a Pictures<'a>>,
}

/// Shows an article; returns by how many points the content above the view has grown.
pub fn article_ui(
    ui: &mut Ui,
    it: &Shown<'_>,
    cache: &mut ArticleCache,
    actions: &mut Vec<Action>,
) -> f32 {
    cache.set_article(it.article, it.sought);
    let width_pt = column_pt(ui, it.zoom);
    let dark = ui.visuals().dark_mode;
    let moved_pt = cache.set_column(it.article, Column { width_pt, zoom: it.zoom, dark });
    let left = ui.cursor().left();
    let ArticleCache { text, tables, whole, .. } = cache;
    let frame =
        piece::Frame { article: it.article, tables, whole, zoom: it.zoom, pictures: it.pictures };
    let grown_pt = column_ui(ui, text, moved_pt, &mut |ui, cache, index, y| {
        piece::show(ui, &frame, (index, pos2(left, y)), (cache, actions))
    });
    if wants_copy(ui, &mut cache.text) {
        actions.extend(cache.marked(it.article).map(Action::CopyText));
    }
    if it.article.is_cut {
        ui.add_space(16.0);
        let look = Look::new(theme::regular(theme::SECONDARY_PT), theme::tokens(ui).dim);
        wrapped::label(ui, "The rest of this page is too long to be shown here.", &look);
    }
    grown_pt
}
