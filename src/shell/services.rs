//! What may wait on the machine: files, dialogs, other programs. Each on a thread of its own, so
//! that the window never does.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::app::ThemeChoice;
use crate::config::{ConfigDir, WindowSettings};
use crate::engine::SaveId;
use crate::model::Account;
use crate::secrets::Secrets;

use super::system_theme;

/// Tasks and answers waiting: a person makes a few a second.
const WAITING: usize = 64;

/// Something for the file thread, in order.
#[derive(Debug)]
pub enum Task {
    KeepAccount(Box<Account>),
    ForgetAccount(Box<Account>),
    KeepSettings(WindowSettings),
    OpenLink(String),
    Stop,
}

/// What a service has to say.
#[derive(Debug)]
pub enum Reply {
    SavePath {
        id: SaveId,
        path: Option<PathBuf>,
    },
    SaveFolder {
        ids: Vec<SaveId>,
        folder: Option<PathBuf>,
    },
    /// Neither a portal nor zenity is there: the window asks for a path itself.
    NoSaveDialog {
        id: SaveId,
    },
    /// A sentence for the user.
    Problem(String),
    SystemTheme(ThemeChoice),
}

/// Sends replies and wakes the window.
#[derive(Clone)]
pub struct Replies {
    channel: Sender<Reply>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Replies {
    pub fn send(&self, reply: Reply) {
        if self.channel.send(reply).is_ok() {
            (self.wake)();
        }
    }
}

/// The threads that may wait.
pub struct Services {
    tasks: Sender<Task>,
    replies: Replies,
    files: Option<JoinHandle<()>>,
    /// Where saving begins; read by the file thread, because the system keeps it in a file.
    downloads: Arc<OnceLock<Option<PathBuf>>>,
}

impl Services {
    pub fn start(
        config: &ConfigDir,
        secrets: &Secrets,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> (Self, Receiver<Reply>) {
        let (tasks, inbox) = bounded(WAITING);
        let (channel, received) = bounded(WAITING);
        let replies = Replies { channel, wake };
        let (config, secrets) = (config.clone(), secrets.clone());
        let answers = replies.clone();
        let downloads = Arc::new(OnceLock::new());
        let found = Arc::clone(&downloads);
        let files = thread::Builder::new()
            .name("files".to_owned())
            .spawn(move || {
                let _ = found.set(download_folder());
                serve(&config, &secrets, &inbox, &answers);
            })
            .inspect_err(|error| log::error!("no_thread name=files error={error}"))
            .ok();
        system_theme::follow(replies.clone());
        (Self { tasks, replies, files, downloads }, received)
    }

    pub fn send(&self, task: Task) {
        if self.tasks.try_send(task).is_err() {
            log::warn!("task_dropped");
        }
    }

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

    fn dialog(&self) -> rfd::AsyncFileDialog {
        let dialog = rfd::AsyncFileDialog::new();
        match self.downloads.get() {
            Some(Some(folder)) => dialog.set_directory(folder),
            Some(None) | None => dialog,
        }
    }

    fn in_background(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(work) {
            let sentence = format!("The {name} could not be opened: {error}.");
            self.replies.send(Reply::Problem(sentence));
        }
    }

    /// Ends the file thread once everything before is written.
    pub fn stop(&mut self) {
        self.send(Task::Stop);
        if let Some(files) = self.files.take() {
            let _ = files.join();
        }
    }
}

fn serve(config: &ConfigDir, secrets: &Secrets, tasks: &Receiver<Task>, replies: &Replies) {
    while let Ok(task) = tasks.recv() {
        let problem = match task {
            Task::KeepAccount(account) => {
                config.add_account(&account).err().map(|error| error.to_string())
            }
            Task::ForgetAccount(account) => {
                if let Err(error) = secrets.delete(&account) {
                    log::warn!("keyring_entry_left error={error}");
                }
                config.remove_account(&account.name).err().map(|error| error.to_string())
            }
            Task::KeepSettings(settings) => {
                config.save_window(&settings).err().map(|error| error.to_string())
            }
            Task::OpenLink(target) => open::that_detached(&target)
                .err()
                .map(|error| format!("No program could open the link: {error}.")),
            Task::Stop => return,
        };
        if let Some(sentence) = problem {
            replies.send(Reply::Problem(sentence));
        }
    }
}

fn download_folder() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let folder = dirs.download_dir().unwrap_or_else(|| dirs.home_dir());
    Some(folder.to_owned())
}

/// Whether a file dialog can be shown at all: rfd answers "nothing chosen" both when the user
/// closed the dialog and when there is none.
fn dialog_available() -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    let zenity = std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file())
    });
    zenity || system_theme::has_portal()
}
