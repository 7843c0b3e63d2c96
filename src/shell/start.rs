//! From the command line to an open window.

use std::path::PathBuf;

use crate::cli::Common;
use crate::config::ConfigDir;
use crate::demo::DemoServer;
use crate::model::{Account, Security};
use crate::trace::Trace;
use crate::ui;

use super::window::{Launch, Window};

/// Why no window opened; a whole sentence each.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Config(#[from] crate::config::ConfigError),
    #[error("The trace file {} cannot be written: {source}.", path.display())]
    Trace { path: PathBuf, source: std::io::Error },
    #[error(
        "The window could not be opened: {0}. mailpane needs a display (X11 or Wayland) and OpenGL."
    )]
    Window(String),
}

/// Opens the window and stays until it is closed.
pub fn run(common: &Common, demo: bool, trace: Option<PathBuf>) -> Result<(), StartError> {
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
    let (accounts, config_problem) = if demo {
        (vec![demo_account()], None)
    } else {
        match config.load_accounts() {
            Ok(accounts) => (accounts, None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        }
    };
    let settings = config.load_window();
    let size = [settings.width_points, settings.height_points];
    let launch = Launch {
        accounts,
        config_problem,
        config,
        settings,
        look_only: common.look_only,
        private,
        demo: demo.then(DemoServer::sample),
        trace,
    };
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"));
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("mailpane")
        .with_app_id("mailpane")
        .with_inner_size(size)
        .with_min_inner_size([640.0, 400.0]);
    if let Ok(icon) = icon {
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

/// The sample account: its server is part of the program.
fn demo_account() -> Account {
    Account {
        secret: crate::model::SecretSource::Ask,
        ..Account::new("Demo", "demo", "sample mail", Security::Tls)
    }
}
