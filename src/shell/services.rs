//! What may wait on the machine: files, dialogs, other programs. Each on a thread of its own, so
//! that the window never does.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::app::{
    ConsoleAct, FileInside, ImportAct, PrintId, PrintJob, PrintTo, ThemeChoice, Written,
};
use crate::config::{ConfigDir, WindowSettings};
use crate::engine::{ExportId, IfExists, PageId, SaveId, write_whole};
use crate::model::{Account, Failure, FailureKind};
use crate::remote::Loaded;
use crate::secrets::Secrets;

use super::private_folder::PrivateFolder;
use super::{printing, system_theme};

/// Tasks and answers waiting: a person makes a few a second.
const WAITING: usize = 64;

/// Longest wait for the file thread at exit. What it has to write takes a moment; but a password
/// store may ask the user something that nobody answers any more, and a disk may be gone.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Something for the file thread, in order.
#[derive(Debug)]
pub enum Task {
    KeepAccount(Box<Account>),
    ForgetAccount(Box<Account>),
    KeepLookOnly(Box<Account>),
    KeepSettings(WindowSettings),
    OpenLink(String),
    MakePrivateFile {
        id: SaveId,
        safe_name: String,
    },
    /// Files inside an attachment; answered together by [`Reply::FilesWritten`].
    WriteFiles(Vec<FileInside>),
    OpenFile(PathBuf),
    /// To a file that the user chose; answered by [`Reply::Console`].
    WriteText {
        path: PathBuf,
        text: String,
        if_exists: IfExists,
    },
    /// Shows a PDF in another program, from where it can be printed.
    ShowPdf(Vec<u8>),
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
    /// Of messages taken out into files.
    ExportPath {
        id: ExportId,
        path: Option<PathBuf>,
    },
    /// Neither a portal nor zenity is there.
    NoExportDialog {
        id: ExportId,
    },
    PdfPath {
        id: PrintId,
        path: Option<PathBuf>,
    },
    PrivateFile {
        id: SaveId,
        path: Option<PathBuf>,
    },
    FilesWritten(Written),
    /// A sentence either way.
    Printed(Result<String, String>),
    /// Those that were asked for with the number `fetch`.
    Pictures {
        page: PageId,
        fetch: u64,
        loaded: Loaded,
    },
    /// Which files are brought in, or that nobody can be asked here.
    Import(ImportAct),
    /// What the console asked for.
    Console(ConsoleAct),
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

    #[cfg(test)]
    pub fn for_tests() -> (Self, Receiver<Reply>) {
        let (channel, received) = bounded(WAITING);
        (Self { channel, wake: Arc::new(|| {}) }, received)
    }
}

/// The threads that may wait.
pub struct Services {
    tasks: Sender<Task>,
    pub(super) replies: Replies,
    /// Nothing is ever sent on it: it breaks when the file thread has ended.
    files_ended: Receiver<()>,
    /// Where saving begins; read by the file thread, because the system keeps it in a file.
    pub(super) downloads: Arc<OnceLock<Option<PathBuf>>>,
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
        let (alive, files_ended) = bounded(0);
        let spawned = thread::Builder::new().name("files".to_owned()).spawn(move || {
            let _ = found.set(download_folder());
            serve(&config, &secrets, &inbox, &answers);
            drop(alive);
        });
        if let Err(error) = spawned {
            log::error!("no_thread name=files error={error}");
        }
        system_theme::follow(replies.clone());
        (Self { tasks, replies, files_ended, downloads }, received)
    }

    pub fn send(&self, task: Task) {
        if self.tasks.try_send(task).is_err() {
            log::warn!("task_dropped");
        }
    }

    /// Has files written in the background; where too much waits already, why each was not.
    pub fn write_files(&self, files: Vec<FileInside>) -> Result<(), Written> {
        let ids: Vec<SaveId> = files.iter().map(|file| file.id).collect();
        self.tasks.try_send(Task::WriteFiles(files)).map_err(|_| {
            let busy = Failure::new(FailureKind::File, "The disk is busy. Save it again later.");
            ids.into_iter().map(|id| (id, Err(busy.clone()))).collect()
        })
    }

    /// The way back to the window.
    pub fn replies(&self) -> Replies {
        self.replies.clone()
    }

    /// Makes a PDF of a message and hands it on; answered by [`Reply::Printed`]. A private window
    /// hands nothing on that would lie in a file.
    pub fn print(&self, job: Box<PrintJob>, is_private: bool) {
        let (replies, tasks) = (self.replies.clone(), self.tasks.clone());
        self.in_background("printing", move || {
            let printed = printing::pdf(&job).and_then(|made| {
                let note = printing::note(&made);
                let pdf = made.bytes;
                let told = match &job.to {
                PrintTo::File(path) => printing::to_file(path, &pdf),
                PrintTo::Printer if printing::to_printer(&pdf) => {
                    Ok("The message was sent to the printer.".to_owned())
                }
                PrintTo::Printer if is_private => {
                    Err("This system has no printer. The message can be saved as PDF instead."
                        .to_owned())
                }
                PrintTo::Printer => {
                    let is_shown = tasks.try_send(Task::ShowPdf(pdf)).is_ok();
                    let sentence = "No printer took the message: it opens in another program, which \
                         can print it.";
                    is_shown.then(|| sentence.to_owned()).ok_or_else(|| {
                        "The message could not be printed. Try again in a moment.".to_owned()
                    })
                }
                };
                told.map(|sentence| sentence + &note)
            });
            replies.send(Reply::Printed(printed));
        });
    }

    pub(super) fn in_background(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(work) {
            let sentence = format!("The {name} could not be opened: {error}.");
            self.replies.send(Reply::Problem(sentence));
        }
    }

    /// Says of files that are still looked through what comes of it.
    pub fn follow_scans(&self, scans: Vec<Receiver<String>>) {
        if scans.is_empty() {
            return;
        }
        let replies = self.replies.clone();
        self.in_background("end of the file", move || {
            for sentence in scans.into_iter().filter_map(|scan| scan.recv().ok()) {
                replies.send(Reply::Problem(sentence));
            }
        });
    }

    /// Ends the file thread once everything before is written; after ten seconds the program goes
    /// without it, and what other programs were given is taken away at the next start.
    ///
    /// Its replies must have nobody to come to any more, or it could wait for that.
    pub fn stop(&mut self) {
        self.stop_within(STOP_LIMIT);
    }

    fn stop_within(&mut self, limit: Duration) {
        let until = Instant::now() + limit;
        let is_asked = self.tasks.send_deadline(Task::Stop, until).is_ok();
        if is_asked && self.files_ended.recv_deadline(until) == Err(RecvTimeoutError::Timeout) {
            log::warn!("file_thread_left_behind");
        }
    }
}

fn serve(config: &ConfigDir, secrets: &Secrets, tasks: &Receiver<Task>, replies: &Replies) {
    let mut private = PrivateFolder::new();
    private.remove_left_behind();
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
            Task::KeepLookOnly(account) => config
                .set_look_only(&account.name, account.look_only)
                .err()
                .map(|error| error.to_string()),
            Task::KeepSettings(settings) => {
                config.save_window(&settings).err().map(|error| error.to_string())
            }
            Task::OpenLink(target) => open::that_detached(&target)
                .err()
                .map(|error| format!("No program could open the link: {error}.")),
            Task::MakePrivateFile { id, safe_name } => {
                let place = private.place_for(&safe_name);
                let place = place.inspect_err(|error| log::warn!("no_private_file error={error}"));
                replies.send(Reply::PrivateFile { id, path: place.ok() });
                None
            }
            Task::WriteFiles(files) => {
                replies.send(Reply::FilesWritten(files.iter().map(write_file).collect()));
                None
            }
            Task::WriteText { path, text, if_exists } => {
                replies.send(super::console::write_text(&path, &text, if_exists));
                None
            }
            Task::OpenFile(path) => open_file(&path),
            Task::ShowPdf(pdf) => show_pdf(&mut private, &pdf),
            // What other programs were given goes with the folder.
            Task::Stop => return,
        };
        if let Some(sentence) = problem {
            replies.send(Reply::Problem(sentence));
        }
    }
}

fn write_file(file: &FileInside) -> (SaveId, Result<PathBuf, Failure>) {
    (file.id, write_whole(&file.path, file.if_exists, file.bytes()))
}

/// As a single argument, never through a shell.
fn open_file(path: &std::path::Path) -> Option<String> {
    let opened = open::that_detached(path);
    opened.err().map(|error| format!("No program could open the file: {error}."))
}

fn show_pdf(private: &mut PrivateFolder, pdf: &[u8]) -> Option<String> {
    let made = private.place_for("Message.pdf").and_then(|path| {
        printing::write_new(&path, pdf)?;
        Ok(path)
    });
    match made {
        Ok(path) => open_file(&path),
        Err(error) => Some(format!("The message could not be handed on for printing: {error}.")),
    }
}

fn download_folder() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let folder = dirs.download_dir().unwrap_or_else(|| dirs.home_dir());
    Some(folder.to_owned())
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::mime::preview::PackedFile;
    use crate::reading::Opened;

    #[test]
    fn the_program_ends_although_its_file_thread_does_not() {
        let services = |tasks: Sender<Task>, files_ended| {
            let (replies, _) = Replies::for_tests();
            Services { tasks, replies, files_ended, downloads: Arc::default() }
        };
        let limit = Duration::from_millis(10);
        // So much waits that it cannot even be asked to end; it is asked and does not; it has ended.
        let (tasks, full) = bounded(0);
        let (alive, ended) = bounded(0);
        services(tasks, ended.clone()).stop_within(limit);
        let (tasks, inbox) = bounded(1);
        services(tasks, ended).stop_within(limit);
        assert!(matches!(inbox.try_recv(), Ok(Task::Stop)));
        drop((full, alive));
        let (tasks, _) = bounded(1);
        services(tasks, bounded(0).1).stop_within(Duration::from_secs(3_600));
    }

    #[test]
    fn files_inside_an_attachment_are_written_each_by_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = PackedFile {
            name: "plan.doc".to_owned(),
            safe_name: "plan.doc".to_owned(),
            bytes: b"the plan".to_vec(),
        };
        let container = Arc::new(Opened::Files(vec![file]));
        let path = folder.path().join("plan.doc");
        let inside = |id, path: PathBuf| FileInside {
            id: SaveId(id),
            container: Arc::clone(&container),
            index: 0,
            path,
            if_exists: IfExists::NewName,
        };
        let (lost, kept) = (inside(1, folder.path().join("no/plan.doc")), inside(2, path.clone()));
        let told: Vec<_> = [lost, kept].iter().map(write_file).collect();
        assert!(matches!(&told[..], [(SaveId(1), Err(_)), (SaveId(2), Ok(_))]), "{told:?}");
        assert_eq!(std::fs::read(path).expect("the file"), b"the plan");
    }
}
