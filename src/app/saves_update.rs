//! Saving attachments: choosing where, following along, stopping.

use std::path::{Path, PathBuf};

use crate::engine::{Command, IfExists, Place, SaveId, SaveRequest};
use crate::mime::{self, Attachment};
use crate::model::{MessageKey, PartId, TransferEncoding};

use super::action::{Action, Effect, MessageAct};
use super::dialogs::Dialog;
use super::packed::{FileInside, together};
use super::saves::{SaveJob, SaveState};
use super::state::{NoticeKind, State};
use super::update_windows::title_of;

const ASKED_ALREADY: &str = "Answer the question that is open, then save the file again.";

impl State {
    pub(super) fn save_attachments(&mut self, place: Place, act: MessageAct) -> Vec<Effect> {
        match act {
            MessageAct::SaveAttachment { part } => {
                let Some((key, attachment)) = self.attachment_at(place, &part) else {
                    return Vec::new();
                };
                if !self.is_there(place) {
                    return Vec::new();
                }
                let id = self.new_save(&key, &attachment, IfExists::Replace);
                vec![Effect::AskSavePath { id, suggested_name: attachment.safe_name }]
            }
            MessageAct::SaveAllAttachments => {
                if !self.is_there(place) {
                    return Vec::new();
                }
                let Some(view) = self.view(place) else { return Vec::new() };
                let key = view.selected.key.clone();
                let all = view.attachments().to_vec();
                let ids =
                    all.iter().map(|one| self.new_save(&key, one, IfExists::NewName)).collect();
                vec![Effect::AskSaveFolder { ids }]
            }
            MessageAct::SaveMessage => self.save_message(place),
            // The others save nothing; `update_message` keeps them.
            _ => Vec::new(),
        }
    }

    /// The whole message, as it is on the server; named after its subject.
    fn save_message(&mut self, place: Place) -> Vec<Effect> {
        let Some((key, row)) = self.row_at_place(place) else { return Vec::new() };
        if !self.is_there(place) {
            return Vec::new();
        }
        let subject = title_of(&row.subject);
        let whole = Attachment {
            part: PartId::default(),
            name: format!("{subject}.eml"),
            safe_name: format!("{}.eml", mime::safe_file_name(&subject)),
            media_type: "message/rfc822".to_owned(),
            size_bytes: row.size_bytes,
            encoded_bytes: row.size_bytes,
            encoding: TransferEncoding::Identity,
        };
        let id = self.new_save(&key, &whole, IfExists::Replace);
        vec![Effect::AskSavePath { id, suggested_name: whole.safe_name }]
    }

    pub(super) fn update_saves(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::SavePathChosen { id, path } => match path {
                Some(path) => self.run_save(id, path),
                None => {
                    self.saves.remove(&id);
                    Vec::new()
                }
            },
            Action::SaveFolderChosen { ids, folder } => {
                let mut effects = Vec::new();
                for id in ids {
                    let name = self.saves.get(&id).map(|job| job.safe_name.clone());
                    match (&folder, name) {
                        (Some(folder), Some(name)) => {
                            effects.extend(self.run_save(id, folder.join(name)));
                        }
                        (None, _) | (_, None) => {
                            self.saves.remove(&id);
                        }
                    }
                }
                together(effects)
            }
            Action::SaveDialogMissing { id } if self.dialog.is_some() => {
                // Another question waits for its answer: this file can be saved after it.
                self.saves.remove(&id);
                self.notify(NoticeKind::Info, ASKED_ALREADY);
                vec![Effect::FocusQuestion]
            }
            Action::SaveDialogMissing { id } => {
                if let Some(job) = self.saves.get_mut(&id) {
                    // Nobody was asked about an existing file: never over it.
                    job.request.if_exists = IfExists::Refuse;
                    let suggested = job.safe_name.clone();
                    self.dialog = Some(Dialog::SavePath { id, suggested, failure: None });
                }
                Vec::new()
            }
            Action::SubmitSavePath { id, path } => {
                let path = path.trim();
                if path.is_empty() || !Path::new(path).is_absolute() {
                    if let Some(dialog) = &mut self.dialog {
                        dialog.failed(crate::model::Failure::new(
                            crate::model::FailureKind::File,
                            "Type the whole path of the file, from the root.",
                        ));
                    }
                    return Vec::new();
                }
                self.dialog = None;
                self.run_save(id, PathBuf::from(path))
            }
            Action::CancelSave(id) => {
                let Some(job) = self.saves.get(&id) else { return Vec::new() };
                if job.packed.is_some() {
                    return Vec::new(); // No server sends it, and it is written in a moment.
                }
                vec![Effect::Send(job.request.key.account, Command::CancelSave(id))]
            }
            Action::FilesWritten(written) => {
                self.files_written(written);
                Vec::new()
            }
            Action::DismissSave(id) => {
                self.saves.remove(&id);
                Vec::new()
            }
            other => {
                debug_assert!(false, "not about saving: {other:?}");
                Vec::new()
            }
        }
    }

    pub(super) fn new_save(
        &mut self,
        key: &MessageKey,
        attachment: &Attachment,
        if_exists: IfExists,
    ) -> SaveId {
        let id = self.new_save_id();
        // One job per attachment: an older, finished one gives its place.
        self.saves.retain(|_, job| !job.is_of(key, &attachment.part) || job.is_running());
        let request = SaveRequest {
            id,
            key: key.clone(),
            part: attachment.part.clone(),
            encoding: attachment.encoding,
            encoded_bytes: attachment.encoded_bytes,
            path: PathBuf::new(),
            if_exists,
        };
        self.saves.insert(
            id,
            SaveJob {
                request,
                name: attachment.name.clone(),
                safe_name: attachment.safe_name.clone(),
                state: SaveState::Choosing,
                then_open: false,
                packed: None,
            },
        );
        id
    }

    pub(super) fn new_save_id(&mut self) -> SaveId {
        let id = SaveId(self.next_save);
        self.next_save = self.next_save.wrapping_add(1);
        id
    }

    pub(super) fn run_save(&mut self, id: SaveId, path: PathBuf) -> Vec<Effect> {
        let Some(job) = self.saves.get_mut(&id) else { return Vec::new() };
        job.request.path = path;
        job.state = SaveState::Running { done_bytes: 0, total_bytes: job.request.encoded_bytes };
        if let Some(packed) = &mut job.packed {
            let Some(container) = packed.container.take() else { return Vec::new() };
            let (path, if_exists) = (job.request.path.clone(), job.request.if_exists);
            let index = packed.index;
            return vec![Effect::WriteFiles(vec![FileInside {
                id,
                container,
                index,
                path,
                if_exists,
            }])];
        }
        let request = job.request.clone();
        let account = request.key.account;
        self.begin_action(account);
        vec![Effect::Send(account, Command::Save(request))]
    }
}
