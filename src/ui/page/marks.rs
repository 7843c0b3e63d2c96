//! What lies over a page: the selection, and the places that were looked for.

use std::sync::Arc;

use egui::{Color32, Rect, Stroke, StrokeKind, Ui, vec2};

use crate::app::{PageFind, PageView};
use crate::html;
use crate::ui::theme;

use super::fit::Place;

/// How much of its colour a mark has: the letters under it have to be read.
const SELECTED_ALPHA: f32 = 0.32;
const FOUND_ALPHA: f32 = 0.30;
const CURRENT_ALPHA: f32 = 0.62;

/// The match that was brought into view last.
#[derive(Debug, Default)]
pub(super) struct Followed {
    matches: Option<Arc<[html::Match]>>,
    current: usize,
}

impl Followed {
    /// The current match, when it is another one than before and not in view.
    pub fn follow(
        &mut self,
        find: Option<&PageFind>,
        (place, view): (Place, Rect),
    ) -> Option<Rect> {
        let Some(find) = find else {
            self.matches = None;
            return None;
        };
        let same = self.matches.as_ref().is_some_and(|held| Arc::ptr_eq(held, &find.matches));
        if same && self.current == find.current {
            return None;
        }
        self.matches = Some(Arc::clone(&find.matches));
        self.current = find.current;
        let rect = find.matches.get(find.current).and_then(|found| found.rects.first())?;
        let rect = place.rect(*rect);
        let inside = view.shrink2(vec2(0.0, rect.height()));
        (!inside.contains_rect(rect)).then_some(rect)
    }
}

/// Paints the marks in view.
pub(super) fn paint(ui: &Ui, page: &PageView, (place, view): (Place, Rect)) {
    let tokens = theme::tokens(ui);
    let fill = |rects: &[html::Rect], color: Color32| {
        for rect in rects.iter().map(|rect| place.rect(*rect)).filter(|it| it.intersects(view)) {
            ui.painter().rect_filled(rect, 2.0, color);
        }
    };
    if let Some(selection) = &page.selection {
        fill(&selection.rects, tokens.accent.gamma_multiply(SELECTED_ALPHA));
    }
    let Some(find) = &page.find else { return };
    for (index, found) in find.matches.iter().enumerate() {
        let is_current = index == find.current;
        let alpha = if is_current { CURRENT_ALPHA } else { FOUND_ALPHA };
        fill(&found.rects, tokens.flag.gamma_multiply(alpha));
        if is_current {
            // Not by its colour alone.
            for rect in found.rects.iter().map(|rect| place.rect(*rect)) {
                let stroke = Stroke::new(1.5, tokens.flag);
                ui.painter().rect_stroke(rect.expand(1.0), 2.0, stroke, StrokeKind::Outside);
            }
        }
    }
}
