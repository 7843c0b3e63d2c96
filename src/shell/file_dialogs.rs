//! The system's file dialogs: where to save, and under which name.

use std::sync::Arc;

use crate::app::PrintId;
use crate::engine::{ExportForm, ExportId, SaveId};

use super::services::{Reply, Services};
use super::{printing, system_theme};

impl Services {
    /// Asks for a file. The dialog is made here, on the UI thread, where some systems want it;
    /// waiting for it happens elsewhere.
    pub fn ask_save_path(&self, id: SaveId, suggested_name: &str) {
        let replies = self.replies.clone();
        let dialog = self.dialog().set_file_name(suggested_name);
        self.in_background("save dialog", move || {
            if !dialog_available() {
                replies.send(Reply::NoSaveDialog { id });
                return;
            }
            let answer = pollster::block_on(dialog.save_file());
            let path = answer.map(|file| file.path().to_owned());
            replies.send(Reply::SavePath { id, path });
        });
    }

    /// Asks for a folder.
    pub fn ask_save_folder(&self, ids: Vec<SaveId>) {
        let replies = self.replies.clone();
        let (dialog, downloads) = (self.dialog(), Arc::clone(&self.downloads));
        self.in_background("folder dialog", move || {
            if !dialog_available() {
                // One path cannot stand for several files: the user's download folder does.
                let folder = downloads.get().cloned().flatten();
                if folder.is_none() {
                    let sentence = "This system has no file dialog and no download folder. \
                         Save the attachments one by one.";
                    replies.send(Reply::Problem(sentence.to_owned()));
                }
                replies.send(Reply::SaveFolder { ids, folder });
                return;
            }
            let answer = pollster::block_on(dialog.pick_folder());
            let folder = answer.map(|folder| folder.path().to_owned());
            replies.send(Reply::SaveFolder { ids, folder });
        });
    }

    /// Asks for the file, or the folder, that messages go to.
    pub fn ask_export_path(&self, id: ExportId, form: ExportForm, suggested_name: &str) {
        let replies = self.replies.clone();
        let dialog = self.dialog();
        let dialog = match form {
            ExportForm::Mbox => dialog.set_file_name(suggested_name),
            ExportForm::Eml => dialog,
        };
        self.in_background("export dialog", move || {
            if !dialog_available() {
                replies.send(Reply::NoExportDialog { id });
                return;
            }
            let answer = match form {
                ExportForm::Mbox => pollster::block_on(dialog.save_file()),
                ExportForm::Eml => pollster::block_on(dialog.pick_folder()),
            };
            let path = answer.map(|file| file.path().to_owned());
            replies.send(Reply::ExportPath { id, path });
        });
    }

    /// Asks for a new PDF file.
    pub fn ask_pdf_path(&self, id: PrintId, suggested_name: String) {
        let replies = self.replies.clone();
        let dialog = self.dialog().set_file_name(&suggested_name).add_filter("PDF", &["pdf"]);
        let downloads = Arc::clone(&self.downloads);
        self.in_background("save dialog", move || {
            let path = if dialog_available() {
                pollster::block_on(dialog.save_file()).map(|file| file.path().to_owned())
            } else {
                // Nobody can be asked: a new file where this user's files come to.
                let folder = downloads.get().cloned().flatten();
                let path = folder.and_then(|folder| printing::free_path(&folder, &suggested_name));
                if path.is_none() {
                    let sentence = "This system has no file dialog and no download folder.";
                    replies.send(Reply::Problem(sentence.to_owned()));
                }
                path
            };
            replies.send(Reply::PdfPath { id, path });
        });
    }

    pub(super) fn dialog(&self) -> rfd::AsyncFileDialog {
        let dialog = rfd::AsyncFileDialog::new();
        match self.downloads.get() {
            Some(Some(folder)) => dialog.set_directory(folder),
            Some(None) | None => dialog,
        }
    }
}

/// Whether a file dialog can be shown at all: rfd answers "nothing chosen" both when the user
/// closed the dialog and when there is none.
pub(super) fn dialog_available() -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    let zenity = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file())
    });
    zenity || system_theme::has_portal()
}
