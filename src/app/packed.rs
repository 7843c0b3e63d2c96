//! Files inside an attachment that was opened: a winmail.dat, a uuencoded text. Their bytes are at
//! hand, so they go to the disk without the server.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{IfExists, Place, SaveId, SaveRequest};
use crate::mime::preview::PackedFile;
use crate::model::{Failure, MessageKey, PartId, TransferEncoding};
use crate::reading::Opened;

use super::action::{Effect, MessageAct};
use super::saves::{Packed, SaveJob, SaveState};
use super::state::State;
use super::windows::WindowKind;

/// Files that were written, with the name each got, or why it was not.
pub type Written = Vec<(SaveId, Result<PathBuf, Failure>)>;

/// A file inside an opened attachment, and where it goes.
#[derive(Clone, Debug)]
pub struct FileInside {
    pub id: SaveId,
    /// The attachment; shared, because all its files can be tens of megabytes.
    pub container: Arc<Opened>,
    pub index: usize,
    pub path: PathBuf,
    pub if_exists: IfExists,
}

impl FileInside {
    /// What is written; empty where the container holds no such file.
    pub fn bytes(&self) -> &[u8] {
        packed(&self.container, self.index).map(|file| file.bytes.as_slice()).unwrap_or_default()
    }
}

/// What an opened attachment holds; nothing where it is no container.
fn all_packed(container: &Opened) -> &[PackedFile] {
    match container {
        Opened::Files(files) => files,
        Opened::Page(_)
        | Opened::Message(_)
        | Opened::Invite(_)
        | Opened::Contacts(_)
        | Opened::Table(_)
        | Opened::Archive(_)
        | Opened::Nothing(_) => &[],
    }
}

fn packed(container: &Opened, index: usize) -> Option<&PackedFile> {
    all_packed(container).get(index)
}

/// The container that the window of a place shows.
struct Shown {
    key: MessageKey,
    part: PartId,
    container: Arc<Opened>,
}

impl State {
    pub(super) fn save_inside(&mut self, place: Place, act: &MessageAct) -> Vec<Effect> {
        let Some(shown) = self.container_at(place) else { return Vec::new() };
        match act {
            MessageAct::SaveInside { index } => {
                let Some(file) = packed(&shown.container, *index) else { return Vec::new() };
                let suggested_name = file.safe_name.clone();
                let id = self.new_save_inside(&shown, (*index, file), IfExists::Replace);
                vec![Effect::AskSavePath { id, suggested_name }]
            }
            MessageAct::SaveAllInside => {
                let ids: Vec<SaveId> = all_packed(&shown.container)
                    .iter()
                    .enumerate()
                    .map(|file| self.new_save_inside(&shown, file, IfExists::NewName))
                    .collect();
                if ids.is_empty() { Vec::new() } else { vec![Effect::AskSaveFolder { ids }] }
            }
            // The others are not about files inside; `update_message` keeps them.
            _ => Vec::new(),
        }
    }

    fn container_at(&self, place: Place) -> Option<Shown> {
        let window = self.windows.iter().find(|window| window.place == place)?;
        let WindowKind::Opened(view) = &window.kind else { return None };
        let container = Arc::clone(view.opened.as_ref()?);
        Some(Shown { key: view.key.clone(), part: view.part.id.clone(), container })
    }

    fn new_save_inside(
        &mut self,
        shown: &Shown,
        (index, file): (usize, &PackedFile),
        if_exists: IfExists,
    ) -> SaveId {
        let Shown { key, part, container } = shown;
        let id = self.new_save_id();
        // One job per file: an older, finished one gives its place.
        self.saves.retain(|_, job| !job.is_of_packed(key, part, index) || job.is_running());
        let request = SaveRequest {
            id,
            key: key.clone(),
            part: part.clone(),
            encoding: TransferEncoding::Identity,
            encoded_bytes: file.bytes.len() as u64,
            path: PathBuf::new(),
            if_exists,
        };
        let job = SaveJob {
            request,
            name: if file.name.is_empty() { &file.safe_name } else { &file.name }.clone(),
            safe_name: file.safe_name.clone(),
            state: SaveState::Choosing,
            then_open: false,
            packed: Some(Packed { index, container: Some(Arc::clone(container)) }),
        };
        self.saves.insert(id, job);
        id
    }

    /// Files were written, or were not.
    pub(super) fn files_written(&mut self, written: Written) {
        for (id, result) in written {
            let Some(job) = self.saves.get_mut(&id) else { continue };
            job.state = match result {
                Ok(path) => SaveState::Done(path),
                Err(failure) => SaveState::Failed(failure),
            };
        }
    }
}

/// Files that are written in answer to one dialog are one effect: a container can hold hundreds.
pub(super) fn together(effects: Vec<Effect>) -> Vec<Effect> {
    let mut all = Vec::new();
    let mut others = Vec::new();
    for effect in effects {
        match effect {
            Effect::WriteFiles(files) => all.extend(files),
            other => others.push(other),
        }
    }
    if !all.is_empty() {
        others.push(Effect::WriteFiles(all));
    }
    others
}
