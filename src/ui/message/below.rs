//! What stands below the main text: further texts, messages inside, pictures, and what was not
//! fetched with them.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Align, Layout, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::app::{Action, Look as Form, MessageAct, MessageView, PageView, State, byte_size};
use crate::engine::{PageId, Place};
use crate::model::PartId;
use crate::reading::{Content, Document, Reading};
use crate::ui::article::{self, ArticleCache};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{icons, page, widgets, wrapped};

use super::attachments::AttachmentsDraft;
use super::body::{self, Text};
use super::body_cache::BodyCache;
use super::marking::Marking;
use super::{kinds, nested};

/// Above and below the line that ends a document.
const GAP_PT: f32 = 24.0;
const HEAD_GAP_PT: f32 = 12.0;
/// Height of a line that stands for something that is not here.
const LINE_PT: f32 = 40.0;

/// What is kept of the documents from frame to frame.
#[derive(Debug, Default)]
pub(in crate::ui) struct BelowDrafts {
    texts: BTreeMap<PartId, TextDraft>,
}

/// The same of one text.
#[derive(Debug, Default)]
pub(in crate::ui) struct TextDraft {
    body: BodyCache,
    article: ArticleCache,
    /// Of the article, where it shows any.
    pictures: page::PicturesDraft,
    turned: BTreeSet<usize>,
    /// Of a message inside.
    pub(in crate::ui) attachments: AttachmentsDraft,
}

impl BelowDrafts {
    /// Marks all of the text that was pressed last; false where that is none of these.
    pub(in crate::ui) fn select_all(&mut self) -> bool {
        self.texts.values_mut().any(TextDraft::select_all)
    }
}

impl TextDraft {
    /// Marks all of it where it was pressed last.
    pub(in crate::ui) fn select_all(&mut self) -> bool {
        let markings = [self.article.marking(), self.body.marking()];
        let pressed = markings.into_iter().find(|marking| marking.has_keyboard());
        pressed.map(Marking::select_all).is_some()
    }

    /// Marks all of it, as an article where it is one.
    pub(in crate::ui) fn select_whole(&mut self, is_article: bool) {
        let marking = if is_article { self.article.marking() } else { self.body.marking() };
        marking.select_all();
    }
}

/// What is the same for all texts that are shown beside the main one.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Around<'a> {
    pub state: &'a State,
    /// Where buttons act.
    pub place: Place,
    pub look: Form,
    pub zoom: f32,
    /// Those of the documents that are laid out as pages.
    pub pages: &'a BTreeMap<PartId, PageId>,
    /// The pictures of the others.
    pub sheets: &'a BTreeMap<PartId, PageId>,
}

impl Around<'_> {
    /// A page that can be painted.
    fn view(&self, id: PageId) -> Option<&PageView> {
        self.state.pages.get(&id).filter(|view| view.failure.is_none())
    }
}

/// Shows the documents below; returns by how much what stands above the view has grown.
pub(in crate::ui) fn below_ui(
    ui: &mut Ui,
    state: &State,
    (view, reading): (&MessageView, &Reading),
    (drafts, pages, actions): (&mut BelowDrafts, &mut page::Drafts, &mut Vec<Action>),
) -> f32 {
    let around = Around {
        state,
        place: view.place,
        look: view.look,
        zoom: page::zoom(state),
        pages: &view.pages_below,
        sheets: &view.sheets_below,
    };
    documents_ui(ui, &around, &reading.below, (drafts, pages, actions))
}

/// The same of a message that is no message of the list.
pub(in crate::ui) fn documents_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    documents: &[Document],
    (drafts, pages, actions): (&mut BelowDrafts, &mut page::Drafts, &mut Vec<Action>),
) -> f32 {
    let mut grown_pt = 0.0;
    for document in documents {
        ui.add_space(GAP_PT);
        widgets::hairline_h(ui);
        ui.add_space(HEAD_GAP_PT);
        grown_pt += document_ui(ui, around, document, (&mut *drafts, &mut *pages, &mut *actions));
    }
    grown_pt
}

fn document_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    document: &Document,
    (drafts, pages, actions): (&mut BelowDrafts, &mut page::Drafts, &mut Vec<Action>),
) -> f32 {
    let draft = drafts.texts.entry(document.part.clone()).or_default();
    let page = around.pages.get(&document.part).copied();
    let page = page.filter(|id| around.view(*id).is_some());
    let sheet = around.sheets.get(&document.part).copied();
    ui.push_id(("document", document.part.0.as_slice()), |ui| match &document.content {
        Content::Text(reading) => {
            if !document.name.is_empty() {
                head(ui, &document.name);
                ui.add_space(HEAD_GAP_PT);
            }
            match page.filter(|_| around.look == Form::Page) {
                Some(id) => page_ui(ui, around, (id, &document.name), pages, actions),
                None => text_ui(ui, around, (reading, sheet), (draft, actions)),
            }
        }
        Content::Message(reading) => {
            nested::message_ui(ui, around, (reading, sheet), (draft, actions))
        }
        Content::Picture(source) => {
            let bytes = source.pictures.iter().map(|one| one.encoded_bytes).sum::<u64>()
                + source.images.iter().map(|one| one.bytes.len() as u64).sum::<u64>();
            picture(ui, document, bytes);
            match page {
                Some(id) => page_ui(ui, around, (id, &document.name), pages, actions),
                None => 0.0,
            }
        }
        Content::NotFetched { media_type, encoded_bytes } => match page {
            // A picture that was fetched since.
            Some(id) => {
                picture(ui, document, *encoded_bytes);
                page_ui(ui, around, (id, &document.name), pages, actions)
            }
            None => {
                not_fetched(ui, around.place, document, (media_type, *encoded_bytes), actions);
                0.0
            }
        },
    })
    .inner
}

/// A document as it was meant.
fn page_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    (id, name): (PageId, &str),
    pages: &mut page::Drafts,
    actions: &mut Vec<Action>,
) -> f32 {
    let name = if name.is_empty() { "Part of the message" } else { name };
    page::page_ui(ui, around.state, (id, name), pages, actions).grown_pt
}

/// A text: in reader mode where it is HTML, unless text is wanted. `sheet` holds its pictures.
pub(in crate::ui) fn text_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    (reading, sheet): (&Reading, Option<PageId>),
    (draft, actions): (&mut TextDraft, &mut Vec<Action>),
) -> f32 {
    let article = reading.article.as_ref().filter(|_| around.look != Form::Text);
    let (grown_pt, is_empty) = match article {
        Some(article) => {
            let column = (body::column_pt(ui, around.zoom), around.zoom);
            let sheet = sheet.and_then(|id| around.view(id));
            let pictures = sheet.map(|sheet| draft.pictures.begin(ui, sheet, column));
            let zoom = around.zoom;
            let it = article::Shown { article, zoom, sought: None, pictures: pictures.as_ref() };
            let grown_pt = article::article_ui(ui, &it, &mut draft.article, actions);
            if let Some(now) = pictures.map(|pictures| pictures.viewport()) {
                draft.pictures.report(now, actions);
            }
            (grown_pt, draft.article.is_empty())
        }
        None => {
            let text = Text {
                blocks: &reading.blocks,
                whole: &reading.body.text.text,
                turned: &draft.turned,
                zoom: around.zoom,
                sought: None,
            };
            let shown = body::body_ui(ui, &text, &mut draft.body, actions);
            if let Some(block) = shown.turned
                && !draft.turned.remove(&block)
            {
                draft.turned.insert(block);
            }
            (shown.grown_pt, draft.body.is_empty())
        }
    };
    let dim = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
    if is_empty {
        wrapped::label(ui, "There is no text in it.", &dim);
    }
    let text = &reading.body.text;
    if text.read_bytes < text.total_bytes {
        ui.add_space(HEAD_GAP_PT);
        let (read, total) = (byte_size(text.read_bytes), byte_size(text.total_bytes));
        wrapped::label(ui, &format!("This is the beginning of it: {read} of {total}."), &dim);
    }
    grown_pt
}

/// The name of a document.
fn head(ui: &mut Ui, name: &str) {
    let look = Look::new(theme::medium(INTERFACE_PT), theme::tokens(ui).text);
    wrapped::label(ui, name, &look);
}

/// The name and the size of a picture.
fn picture(ui: &mut Ui, document: &Document, bytes: u64) {
    let name = named(document, "Picture");
    line_ui(ui, icons::IMAGE, (&name, &byte_size(bytes)), &mut |_| {});
}

/// What was not fetched, and the way to see it.
fn not_fetched(
    ui: &mut Ui,
    place: Place,
    document: &Document,
    (media_type, encoded_bytes): (&str, u64),
    actions: &mut Vec<Action>,
) {
    let is_message = media_type.starts_with("message/");
    let words = kinds::words(media_type, &document.name);
    let name = named(document, &words);
    let about = format!("{words} · {}", byte_size(encoded_bytes));
    let icon = kinds::icon(media_type, &document.name);
    let can_open = kinds::can_open(media_type, &document.name);
    line_ui(ui, icon, (&name, &about), &mut |ui| {
        let part = document.part.clone();
        if can_open {
            let word = if is_message { "Open" } else { "Show" };
            if widgets::outline_button(ui, word, true).clicked() {
                actions.push(Action::Message(place, MessageAct::OpenPart { part }));
            }
        } else if widgets::outline_button(ui, "Save", true).clicked() {
            actions.push(Action::Message(place, MessageAct::SaveAttachment { part }));
        }
    });
}

fn named(document: &Document, otherwise: &str) -> String {
    let name = document.name.trim();
    if name.is_empty() { otherwise.to_owned() } else { name.to_owned() }
}

/// A sign, a name, what it is, and what can be done.
pub(super) fn line_ui(
    ui: &mut Ui,
    icon: char,
    (name, about): (&str, &str),
    buttons: &mut dyn FnMut(&mut Ui),
) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), LINE_PT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 10.0;
        let (sign, _) = ui.allocate_exact_size(vec2(theme::ICON_PT, LINE_PT), Sense::hover());
        let look = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
        widgets::text_centred(ui, sign, &icon.to_string(), &look);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui);
            let room = ui.available_rect_before_wrap();
            let (rect, response) =
                ui.allocate_exact_size(vec2(room.width().max(1.0), LINE_PT), Sense::hover());
            let upper = rect.with_max_y(rect.center().y + 1.0).with_min_y(rect.top() + 3.0);
            let lower = rect.with_min_y(rect.center().y + 1.0).with_max_y(rect.bottom() - 3.0);
            let strong = Look::new(theme::medium(INTERFACE_PT), tokens.text);
            text::paint(ui, upper, name, &strong);
            let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            text::paint(ui, lower, about, &dim);
            response
                .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}, {about}")));
            response.on_hover_text(name);
        });
    });
}
