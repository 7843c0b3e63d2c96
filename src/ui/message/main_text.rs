//! The main part of a message in the window's own letters: as an article, or as text.

use egui::style::ScrollAnimation;
use egui::{Align, Rect, RichText, Ui, pos2, vec2};

use crate::app::{Action, BodyShown, MessageAct, MessageView, State};
use crate::reading::Reading;
use crate::ui::article::{self, ArticleCache};
use crate::ui::{page, theme};

use super::body::{self, LINE_PT};
use super::body_cache::BodyCache;
use super::found::Sought;
use super::marking::Marking;

/// What is kept of it from frame to frame.
#[derive(Debug, Default)]
pub(super) struct TextDraft {
    body: BodyCache,
    article: ArticleCache,
    /// Of the article, where it shows any.
    pictures: page::PicturesDraft,
    /// What was looked for, and the place that was brought into view last.
    followed: Option<(String, usize)>,
    /// Places of the words that are looked for.
    count: usize,
}

impl TextDraft {
    /// What is marked of the article, or of the text.
    pub fn marking(&mut self, is_article: bool) -> &mut Marking {
        if is_article { self.article.marking() } else { self.body.marking() }
    }

    /// How many places hold the words that are looked for.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Shows it; returns by how much what stands above the view has grown.
pub(super) fn text_ui(
    ui: &mut Ui,
    state: &State,
    (view, reading): (&MessageView, &Reading),
    (draft, actions): (&mut TextDraft, &mut Vec<Action>),
) -> f32 {
    let top = ui.cursor().min;
    let zoom = page::zoom(state);
    let find = view.find.as_ref().filter(|find| !find.words.is_empty());
    // Of the count of the frame before: the first frame with other words marks them all the same.
    let current = find.and_then(|find| find.index(draft.count)).unwrap_or(0);
    let sought = find.map(|find| Sought { words: &find.words, current });
    let is_reader = state.body_shown(view) == BodyShown::Reader;
    let article = reading.article.as_ref().filter(|_| is_reader);
    let (grown_pt, is_empty) = match article {
        Some(article) => {
            let sheet = state.sheet(view).and_then(|id| state.pages.get(&id));
            let column = (body::column_pt(ui, zoom), zoom);
            let pictures = sheet.map(|sheet| draft.pictures.begin(ui, sheet, column));
            let it = article::Shown { article, zoom, sought, pictures: pictures.as_ref() };
            let grown_pt = article::article_ui(ui, &it, &mut draft.article, actions);
            if let Some(now) = pictures.map(|pictures| pictures.viewport()) {
                draft.pictures.report(now, actions);
            }
            draft.count = draft.article.found_count();
            (grown_pt, draft.article.is_empty())
        }
        None => {
            let text = body::Text {
                blocks: &reading.blocks,
                whole: &reading.body.text.text,
                turned: &view.turned_quotes,
                zoom,
                sought,
            };
            let shown = body::body_ui(ui, &text, &mut draft.body, actions);
            if let Some(block) = shown.turned {
                actions.push(Action::Message(view.place, MessageAct::ToggleQuote { block }));
            }
            draft.count = draft.body.found_count();
            (shown.grown_pt, draft.body.is_empty())
        }
    };
    if is_empty {
        ui.label(RichText::new("This message has no text.").color(theme::tokens(ui).dim));
    }
    let index = find.and_then(|find| find.index(draft.count));
    follow(ui, (top, article.is_some()), find.map(|find| &*find.words).zip(index), draft);
    grown_pt
}

/// Brings the current place into view when it is another one than before.
fn follow(
    ui: &Ui,
    (top, is_article): (egui::Pos2, bool),
    now: Option<(&str, usize)>,
    draft: &mut TextDraft,
) {
    let Some((words, index)) = now else {
        draft.followed = None;
        return;
    };
    if draft.followed.as_ref().is_some_and(|(held, at)| held == words && *at == index) {
        return;
    }
    draft.followed = Some((words.to_owned(), index));
    let below_pt =
        if is_article { draft.article.found_top_pt(index) } else { draft.body.found_top_pt(index) };
    let Some(below_pt) = below_pt else { return };
    let rect = Rect::from_min_size(pos2(top.x, top.y + below_pt), vec2(1.0, LINE_PT));
    if !ui.clip_rect().shrink(LINE_PT).y_range().contains(rect.center().y) {
        ui.scroll_to_rect_animation(rect, Some(Align::Center), ScrollAnimation::none());
    }
    // The place is marked as the current one only now that it is counted.
    ui.ctx().request_repaint();
}
