//! From the command line to an open window.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Vec2, vec2};

use crate::cli::Common;
use crate::config::ConfigDir;
use crate::demo::DemoServer;
use crate::files::{self, Scanned};
use crate::model::{Account, Security};
use crate::trace::Trace;
use crate::ui;

use super::program::Launch;
use super::window::Window;

/// Smallest window: the folders, a narrow list and a line of text beside each other, in points.
const MIN_SIZE: Vec2 = vec2(640.0, 400.0);

/// Longest wait for files to be looked through before the window opens. A file of 100 MB takes a
/// tenth of it; a larger one is listed as it is read.
const FILES_WAIT: Duration = Duration::from_millis(500);

/// What the window shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The accounts in `accounts.toml`.
    Accounts,
    /// The sample account.
    Demo,
    /// Mail files, and no account.
    Files(Vec<PathBuf>),
}

impl Wanted {
    /// The accounts where no file is named.
    pub fn of_files(files: Vec<PathBuf>) -> Self {
        if files.is_empty() { Self::Accounts } else { Self::Files(files) }
    }
}

/// By which the desktop knows all windows as this program's.
pub(super) const APP_ID: &str = "mailpane";

/// Why no window opened; a whole sentence each.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Config(#[from] crate::config::ConfigError),
    #[error("{0}")]
    Files(String),
    #[error("The trace file {} cannot be written: {source}.", path.display())]
    Trace { path: PathBuf, source: std::io::Error },
    #[error(
        "The window could not be opened: {0}. mailpane needs a display (X11 or Wayland) and OpenGL."
    )]
    Window(String),
}

/// Opens the window and stays until it is closed.
pub fn run(common: &Common, wanted: Wanted, trace: Option<PathBuf>) -> Result<(), StartError> {
    let demo = wanted == Wanted::Demo;
    // The demo keeps nothing, whatever else was asked for.
    let private = common.private || demo;
    if private {
        // Before anything is opened that this program would have to open again.
        super::private::without_driver_cache();
    }
    let trace = match trace {
        None => Trace::off(),
        Some(path) => match Trace::to_file(&path) {
            Ok(trace) => trace,
            Err(source) => return Err(StartError::Trace { path, source }),
        },
    };
    let config = ConfigDir::locate(common.config_dir.clone(), private)?;
    let (mut accounts, mut locals) = (Vec::new(), Vec::new());
    let (mut notices, mut scans) = (Vec::new(), Vec::new());
    let mut config_problem = None;
    match wanted {
        Wanted::Accounts => match config.load_accounts() {
            Ok(loaded) => accounts = loaded,
            Err(error) => config_problem = Some(error.to_string()),
        },
        Wanted::Demo => locals.push((demo_account(), DemoServer::sample())),
        Wanted::Files(paths) => {
            let files;
            (files, notices) = files::open_all(&paths);
            if files.is_empty() {
                return Err(StartError::Files(notices.join(" ")));
            }
            let end = Instant::now() + FILES_WAIT;
            for file in files {
                match file.wait(end.saturating_duration_since(Instant::now())) {
                    Scanned::Whole => {}
                    Scanned::InPart(sentence) => notices.push(sentence),
                    Scanned::NotYet(later) => scans.push(later),
                }
                locals.push((file.account, file.server));
            }
        }
    }
    let settings = config.load_window();
    let size = [settings.width_points, settings.height_points];
    let launch = Launch {
        accounts,
        config_problem,
        config,
        settings,
        look_only: common.look_only,
        private,
        demo,
        locals,
        notices,
        scans,
        trace,
    };
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("mailpane")
        .with_app_id(APP_ID)
        .with_inner_size(size)
        .with_min_inner_size(MIN_SIZE);
    if let Some(icon) = icon() {
        viewport = viewport.with_icon(icon);
    }
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let made = eframe::run_native(
        "mailpane",
        options,
        Box::new(move |creation| {
            ui::install(&creation.egui_ctx);
            Ok(Box::new(Window::new(launch, &creation.egui_ctx)))
        }),
    );
    made.map_err(|error| StartError::Window(error.to_string()))
}

/// The picture that the desktop shows for a window.
pub(super) fn icon() -> Option<egui::IconData> {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).ok()
}

/// Makes the window smaller where its monitor has no room for it. False while the monitor is not
/// known.
pub(super) fn fit_monitor(context: &egui::Context) -> bool {
    let Some(monitor) = context.input(|input| input.viewport().monitor_size) else { return false };
    let size = context.content_rect().size();
    let fitting = fitting(size, monitor, MIN_SIZE);
    if fitting != size {
        context.send_viewport_cmd(egui::ViewportCommand::InnerSize(fitting));
    }
    true
}

/// The size nearest to the wanted one that leaves room for the frame and the desktop's panel.
pub(super) fn fitting(wanted: Vec2, monitor: Vec2, least: Vec2) -> Vec2 {
    // Before the window is shown nobody knows how thick its frame will be: these hold a wide title
    // bar and a panel along one edge of the screen.
    const BESIDE_PT: f32 = 16.0;
    const ABOVE_AND_BELOW_PT: f32 = 72.0;
    let room = (monitor - vec2(BESIDE_PT, ABOVE_AND_BELOW_PT)).max(least);
    wanted.min(room)
}

/// The sample account: its server is part of the program.
fn demo_account() -> Account {
    Account {
        secret: crate::model::SecretSource::Ask,
        ..Account::new("Demo", "demo", "sample mail", Security::Tls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_as_high_as_its_screen_leaves_room_for_the_frame() {
        let size = fitting(vec2(1_280.0, 800.0), vec2(1_280.0, 800.0), MIN_SIZE);
        assert_eq!(size, vec2(1_264.0, 728.0));
    }

    #[test]
    fn a_window_that_fits_stays_as_it_is() {
        let wanted = vec2(1_280.0, 800.0);
        assert_eq!(fitting(wanted, vec2(1_440.0, 900.0), MIN_SIZE), wanted);
    }

    #[test]
    fn no_screen_makes_the_window_too_small_to_use() {
        assert_eq!(fitting(vec2(1_280.0, 800.0), Vec2::ZERO, MIN_SIZE), MIN_SIZE);
    }
}
