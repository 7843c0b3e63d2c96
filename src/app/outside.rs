//! What leaves the program because the user said so: to other programs, to a printer, into a PDF.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::engine::{IfExists, Place, SaveId};
use crate::mime;
use crate::model::{Failure, FailureKind, PartId};

use super::action::{Action, Effect, Look};
use super::dialogs::{Dialog, OpenQuestion};
use super::message::BodyShown;
use super::print::{PrintId, PrintJob, PrintTo};
use super::state::{NoticeKind, State};
use super::update_windows::title_of;
use super::windows::WindowKind;

const NO_PRIVATE_FOLDER: &str =
    "There is no private folder on this machine to put the file in. Save it instead.";

impl State {
    pub(super) fn update_outside(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::ConfirmOpenWith => self.confirm_open_with(),
            Action::PrivateFileReady { id, path } => match path {
                Some(path) => self.run_save(id, path),
                None => {
                    if self.saves.remove(&id).is_some() {
                        self.notify(NoticeKind::Warning, NO_PRIVATE_FOLDER);
                    }
                    Vec::new()
                }
            },
            Action::PdfPathChosen { id, path } => {
                let (Some(job), Some(path)) = (self.asked_pdfs.remove(&id), path) else {
                    return Vec::new();
                };
                vec![Effect::Print(Box::new(PrintJob { to: PrintTo::File(path), ..job }))]
            }
            Action::Printed(result) => {
                match result {
                    Ok(sentence) => self.notify(NoticeKind::Info, sentence),
                    Err(sentence) => self.notify(NoticeKind::Warning, sentence),
                }
                Vec::new()
            }
            // The others stay inside; `State::update` keeps them.
            _ => Vec::new(),
        }
    }

    pub(super) fn ask_open_with(&mut self, place: Place, part: &PartId) -> Vec<Effect> {
        let Some((key, attachment)) = self.attachment_at(place, part) else { return Vec::new() };
        if self.is_there(place) {
            let warning = mime::name_warning(&attachment.name).or_else(|| {
                mime::preview::detect(&attachment.media_type, &attachment.name, &[]).mismatch
            });
            let question = OpenQuestion { key, attachment, warning };
            self.dialog = Some(Dialog::OpenWith(Box::new(question)));
        }
        Vec::new()
    }

    fn confirm_open_with(&mut self) -> Vec<Effect> {
        match self.dialog.take() {
            Some(Dialog::OpenWith(question)) if question.may_open() => {
                // The folder is new and ours alone: nobody's file is replaced.
                let id = self.new_save(&question.key, &question.attachment, IfExists::Replace);
                if let Some(job) = self.saves.get_mut(&id) {
                    job.then_open = true;
                }
                vec![Effect::MakePrivateFile { id, safe_name: question.attachment.safe_name }]
            }
            other => {
                self.dialog = other;
                Vec::new()
            }
        }
    }

    /// A file is written. One that was made for another program goes there.
    pub(super) fn saved(&mut self, id: SaveId, path: PathBuf) -> Vec<Effect> {
        let Some(job) = self.saves.get_mut(&id) else { return Vec::new() };
        if job.then_open {
            self.saves.remove(&id);
            return vec![Effect::OpenFile(path)];
        }
        if job.request.part.0.is_empty() {
            // A whole message has no line among its attachments that could say so.
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.saves.remove(&id);
            let text = format!("The message was saved as {}.", crate::text::visible(&name));
            self.notify(NoticeKind::Info, text);
            return Vec::new();
        }
        job.state = super::saves::SaveState::Done(path);
        Vec::new()
    }

    pub(super) fn save_failed(&mut self, id: SaveId, failure: Failure) {
        let Some(job) = self.saves.get_mut(&id) else { return };
        if job.request.part.0.is_empty() && failure.kind != FailureKind::Cancelled {
            self.notify(NoticeKind::Warning, failure.sentence.clone());
        }
        let Some(job) = self.saves.get_mut(&id) else { return };
        if job.request.part.0.is_empty() {
            self.saves.remove(&id);
        } else {
            job.state = super::saves::SaveState::Failed(failure);
        }
    }

    pub(super) fn print(&mut self, place: Place) -> Vec<Effect> {
        let job = self.print_job(place, PrintTo::Printer);
        job.map(|job| Effect::Print(Box::new(job))).into_iter().collect()
    }

    /// What is seen now becomes the PDF, whatever the place shows when the path was chosen.
    pub(super) fn ask_pdf_path(&mut self, place: Place) -> Vec<Effect> {
        let Some(job) = self.print_job(place, PrintTo::Printer) else { return Vec::new() };
        let subject = title_of(&job.reading.body.subject);
        let suggested_name = format!("{}.pdf", mime::safe_file_name(&subject));
        let id = PrintId(self.next_print);
        self.next_print = self.next_print.wrapping_add(1);
        self.asked_pdfs.insert(id, job);
        vec![Effect::AskPdfPath { id, suggested_name }]
    }

    /// What is read at a place, as it is seen there.
    fn print_job(&self, place: Place, to: PrintTo) -> Option<PrintJob> {
        let mut images_below = BTreeMap::new();
        let images_of =
            |id| self.pages.get(&id).map(|page| page.images.clone()).unwrap_or_default();
        let (reading, page, look) = match self.view(place) {
            Some(view) => {
                let look = match self.body_shown(view) {
                    BodyShown::Page(_) => Look::Page,
                    BodyShown::Reader => Look::Reader,
                    BodyShown::Text => Look::Text,
                };
                let below = view.pages_below.iter();
                images_below.extend(below.map(|(part, id)| (part.clone(), images_of(*id))));
                (view.reading()?.clone(), view.page, look)
            }
            None => {
                let window = self.windows.iter().find(|window| window.place == place)?;
                let WindowKind::Opened(view) = &window.kind else { return None };
                let page = view.page.filter(|id| !self.has_failed(*id));
                let look = if page.is_some() { Look::Page } else { Look::Text };
                (view.reading()?.clone(), page, look)
            }
        };
        let images = page.map(images_of).unwrap_or_default();
        Some(PrintJob { reading, images, images_below, look, to })
    }
}
