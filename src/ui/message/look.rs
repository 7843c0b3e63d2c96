//! In which of its forms a message is shown: as it was meant, in the reader, or as text.

use std::sync::Arc;

use crate::app::{Look, MessageView, PageView, State};
use crate::engine::PageId;
use crate::html::{Article, HtmlFailure};
use crate::reading::{Form, Reading};

use super::find;

/// What stands below the header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'a> {
    pub form: Shown<'a>,
    /// The page cannot be shown; this is shown instead.
    pub failure: Option<HtmlFailure>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Shown<'a> {
    Page(PageId),
    Reader(&'a Arc<Article>),
    Text,
}

impl Shown<'_> {
    fn look(self) -> Look {
        match self {
            Self::Page(_) => Look::Page,
            Self::Reader(_) => Look::Reader,
            Self::Text => Look::Text,
        }
    }
}

/// The forms that this message has, in the order of the switch; none where it is text alone.
pub(super) fn offered(reading: &Reading) -> Vec<Look> {
    let other_is_html = reading.form == Form::Text && reading.has_other_form;
    let has_page = reading.page.is_some() || other_is_html;
    let has_article = reading.article.is_some() || other_is_html;
    if !has_page && !has_article {
        return Vec::new();
    }
    let forms = [
        Some(Look::Page).filter(|_| has_page),
        Some(Look::Reader).filter(|_| has_article),
        Some(Look::Text),
    ];
    forms.into_iter().flatten().collect()
}

/// The form that is shown: the wanted one, or the nearest that there is.
pub(super) fn chosen<'a>(state: &State, view: &MessageView, reading: &'a Reading) -> Chosen<'a> {
    let reader = reading.article.as_ref().map_or(Shown::Text, Shown::Reader);
    let page = page_of(state, view).filter(|_| reading.page.is_some());
    let failure = page.and_then(|page| page.failure);
    let form = match (view.look, page) {
        (Look::Page, Some(page)) if failure.is_none() => Shown::Page(page.id),
        (Look::Page, Some(_)) | (Look::Reader, _) => reader,
        (Look::Page, None) | (Look::Text, _) => Shown::Text,
    };
    Chosen { form, failure: failure.filter(|_| view.look != Look::Text) }
}

/// The look that the switch shows as chosen.
pub(super) fn current(state: &State, view: &MessageView, reading: &Reading) -> Look {
    chosen(state, view, reading).form.look()
}

fn page_of<'a>(state: &'a State, view: &MessageView) -> Option<&'a PageView> {
    state.pages.get(&view.page?)
}

/// The page of this message that is on the screen.
pub(super) fn shown_page<'a>(state: &'a State, view: &MessageView) -> Option<&'a PageView> {
    let reading = view.reading()?;
    match chosen(state, view, reading).form {
        Shown::Page(id) => state.pages.get(&id),
        Shown::Reader(_) | Shown::Text => None,
    }
}

/// Where "Find in message" looks.
pub(super) fn find_in<'a>(state: &'a State, view: &MessageView) -> find::In<'a> {
    match shown_page(state, view) {
        Some(page) => find::In::Page(page),
        None => find::In::Text,
    }
}

pub(super) fn name(look: Look) -> &'static str {
    match look {
        Look::Page => "HTML",
        Look::Reader => "Reader",
        Look::Text => "Text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::PageSource;

    #[test]
    fn a_message_offers_the_forms_that_it_has() {
        let mut reading = Reading { form: Form::Text, ..Reading::default() };
        assert!(offered(&reading).is_empty(), "text alone needs no switch");
        reading.has_other_form = true;
        assert_eq!(offered(&reading), [Look::Page, Look::Reader, Look::Text]);
        let page = Some(Arc::new(PageSource::default()));
        let reading = Reading { page, ..Reading::default() };
        assert_eq!(offered(&reading), [Look::Page, Look::Text]);
    }
}
