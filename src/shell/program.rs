//! The program behind its windows: events in, one pass of painting, effects out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, bounded};
use egui::ViewportId;

use crate::app::{Action, Clock, Effect, ExportAct, PaneWidths, State, ThemeChoice};
use crate::config::{ConfigDir, WindowSettings};
use crate::demo::DemoServer;
use crate::engine::pages::Pages;
use crate::engine::{AccountHandle, Event, EventSender, Place};
use crate::html::Image;
use crate::model::{Account, AccountId};
use crate::remote::Picture;
use crate::secrets::Secrets;
use crate::trace::Trace;
use crate::ui;

use super::console::Logs;
use super::locals::Locals;
use super::pictures::Pictures;
use super::services::{Reply, Services};
use super::start;
use super::tracing::PassTracer;
use super::windows::Sizes;
use super::{fonts, list_settings, message_settings};

/// Events taken in one pass at most: the pass has to fit a frame of 16 ms.
const EVENT_BUDGET: Duration = Duration::from_millis(4);
/// Events waiting for the window. The workers wait when it is full; nothing is lost.
const EVENTS_WAITING: usize = 1_024;
/// Dates in the list say "Yesterday": look at the clock at least this often.
const CLOCK_EVERY: Duration = Duration::from_secs(60 * 60);

/// What the window is started with.
#[derive(Debug)]
pub struct Launch {
    pub accounts: Vec<Account>,
    /// A sentence about a broken `accounts.toml`.
    pub config_problem: Option<String>,
    pub config: ConfigDir,
    pub settings: WindowSettings,
    pub look_only: bool,
    pub private: bool,
    /// The program runs on the sample account.
    pub demo: bool,
    /// Accounts whose servers are part of the program; they stand before the others in the tree.
    pub locals: Vec<(Account, DemoServer)>,
    /// Sentences about what could not be opened.
    pub notices: Vec<String>,
    /// Files that are still looked through: a sentence, or the end.
    pub scans: Vec<Receiver<String>>,
    pub trace: Trace,
}

/// Everything that the windows show, and what stands behind it.
pub struct Program {
    pub(super) state: State,
    pub(super) drafts: ui::Drafts,
    pub(super) handles: BTreeMap<AccountId, AccountHandle>,
    pub(super) events: EventSender,
    pub(super) services: Services,
    pub(super) config: ConfigDir,
    pub(super) settings: WindowSettings,
    pub(super) locals: Locals,
    pub(super) secrets: Secrets,
    pub(super) tracer: PassTracer,
    pub(super) quitting: bool,
    pub(super) logs: Logs,
    pub(super) pages: Pages,
    pub(super) pictures: Pictures,
    pub(super) window_sizes: Sizes,
    pub(super) icon: Option<Arc<egui::IconData>>,
    /// The window's size was held against its monitor.
    fitted: bool,
    inbox: Receiver<Event>,
    replies: Receiver<Reply>,
    actions: Vec<Action>,
    /// What the window is called now, and whether that may have changed: a search through all
    /// folders for each frame would be felt.
    title: String,
    title_may_be_old: bool,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program").field("accounts", &self.state.accounts.len()).finish()
    }
}

impl Program {
    /// Makes the state and starts the accounts. `repaint` wakes the window from any thread.
    pub fn new(launch: Launch, context: &egui::Context) -> Self {
        let (sender, inbox) = bounded(EVENTS_WAITING);
        let wake_context = context.clone();
        // By name: asked for from another thread, it would be the window that is just being painted.
        let wake: Arc<dyn Fn() + Send + Sync> =
            Arc::new(move || wake_context.request_repaint_of(ViewportId::ROOT));
        let events = EventSender::new(sender, Arc::clone(&wake));
        let secrets = Secrets::system(launch.private);
        let (services, replies) = Services::start(&launch.config, &secrets, wake);
        let settings = launch.settings;
        let mut state = State {
            look_only: launch.look_only,
            private: launch.private,
            demo: launch.demo,
            panes: PaneWidths {
                folders_pt: settings.folders_width_points,
                messages_pt: settings.list_width_points,
            },
            theme: theme_choice(settings.theme),
            accounts_problem: launch.config_problem,
            show_all_folders: settings.show_all_folders,
            clock: Clock { now_unix_secs: now(), zone: jiff::tz::TimeZone::system() },
            ..State::default()
        };
        list_settings::restore(&mut state, &settings);
        message_settings::restore(&mut state, &settings);
        let locals = Locals::new(state.next_account, launch.locals);
        let accounts = locals.accounts().chain(launch.accounts).collect();
        if !state.demo {
            state.info.files = locals.ids().collect();
        }
        for sentence in launch.notices {
            state.warn_about_settings(sentence);
        }
        services.follow_scans(launch.scans);
        let pages = Pages::start(events.clone());
        let pictures = Pictures::new(services.replies());
        let mut program = Self {
            state,
            drafts: ui::Drafts::default(),
            handles: BTreeMap::new(),
            events,
            services,
            config: launch.config,
            settings,
            locals,
            secrets,
            tracer: PassTracer::new(launch.trace),
            quitting: false,
            logs: Logs::new(context),
            pages,
            pictures,
            window_sizes: Sizes::new(),
            icon: start::icon().map(Arc::new),
            fitted: false,
            inbox,
            replies,
            actions: Vec::new(),
            title: String::new(),
            title_may_be_old: true,
        };
        // Until the system has said otherwise; egui's own choice is dark.
        context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        program.set_theme(context);
        fonts::add_emoji_later(context);
        #[cfg(target_os = "linux")]
        context.add_plugin(super::accessible::Accessible::default());
        let effects = program.state.start(accounts);
        program.run(effects, context);
        program
    }

    /// What has happened, and the time; before each pass of the main window, and while it is hidden.
    pub(super) fn logic(&mut self, context: &egui::Context) {
        self.fitted = self.fitted || start::fit_monitor(context);
        let now = now();
        if now != self.state.clock.now_unix_secs {
            self.act(Place::PANE, Action::Tick { now_unix_secs: now }, context);
        }
        self.take_events(context);
        self.take_logs();
        context.request_repaint_after(CLOCK_EVERY);
    }

    /// One pass of the main window.
    pub(super) fn main_ui(&mut self, ui: &mut egui::Ui) {
        let context = ui.ctx().clone();
        self.tracer.pass_begins();
        // The window that was asked in may be gone; the question is not.
        if !self.state.windows.iter().any(|window| window.place == self.drafts.asked_in) {
            self.drafts.asked_in = Place::PANE;
        }
        let is_dark = context.theme() == egui::Theme::Dark;
        if is_dark != self.state.dark {
            self.act(Place::PANE, Action::ThemeIsDark(is_dark), &context);
        }
        ui::window_ui(ui, &self.state, &mut self.drafts, &mut self.actions);
        let size = context.content_rect().size();
        self.settings.width_points = size.x;
        self.settings.height_points = size.y;
        let actions = std::mem::take(&mut self.actions);
        if !actions.is_empty() {
            self.repaint_windows(&context);
        }
        for action in actions {
            self.act(Place::PANE, action, &context);
        }
        self.tracer.pass_ends(&self.state, &context);
        self.set_title(&context);
        if self.quitting {
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    pub(super) fn exit(&mut self) {
        self.pictures.cancel_all();
        // Windows may keep the program alive a little longer; its children need not wait for that.
        self.pages = Pages::with_renderer(None, self.events.clone());
        self.quit();
        // Nobody takes replies any more: who waits to say something ends instead.
        self.replies = crossbeam_channel::never();
        self.services.stop();
        self.tracer.closed(&self.state);
    }

    /// Takes what has happened since the last pass, for at most a few milliseconds.
    fn take_events(&mut self, context: &egui::Context) {
        let began = Instant::now();
        let mut has_changed = false;
        while let Ok(reply) = self.replies.try_recv() {
            self.take_reply(reply, context);
            has_changed = true;
        }
        while let Ok(event) = self.inbox.try_recv() {
            self.tracer.event(&event, &self.state);
            self.title_may_be_old = true;
            let was_asking = self.state.dialog.is_some();
            let rows_of = match &event {
                Event::RowsLoaded { account, .. } => Some(*account),
                _ => None,
            };
            let effects = self.state.apply(event);
            self.run(effects, context);
            self.ask_in(Place::PANE, was_asking);
            let action = rows_of.and_then(|id| self.locals.rows_came(id, &self.state));
            if let Some(action) = action {
                self.act(Place::PANE, action, context);
            }
            has_changed = true;
            if began.elapsed() > EVENT_BUDGET {
                context.request_repaint();
                break;
            }
        }
        if has_changed {
            self.repaint_windows(context);
        }
    }

    /// A question that has just come up belongs to the window it came up in.
    fn ask_in(&mut self, place: Place, was_asking: bool) {
        if !was_asking && self.state.dialog.is_some() {
            self.drafts.asked_in = place;
        }
    }

    /// Tells the window system when the title has changed; it redraws its frame for each.
    fn set_title(&mut self, context: &egui::Context) {
        if !std::mem::take(&mut self.title_may_be_old) {
            return;
        }
        let title = self.state.title();
        if title != self.title {
            self.title.clone_from(&title);
            context.send_viewport_cmd(egui::ViewportCommand::Title(title));
        }
    }

    fn take_reply(&mut self, reply: Reply, context: &egui::Context) {
        let action = match reply {
            Reply::SavePath { id, path } => Action::SavePathChosen { id, path },
            Reply::SaveFolder { ids, folder } => Action::SaveFolderChosen { ids, folder },
            Reply::NoSaveDialog { id } => Action::SaveDialogMissing { id },
            Reply::ExportPath { id, path } => Action::Export(ExportAct::PathChosen { id, path }),
            Reply::NoExportDialog { id } => Action::Export(ExportAct::PathDialogMissing { id }),
            Reply::PdfPath { id, path } => Action::PdfPathChosen { id, path },
            Reply::PrivateFile { id, path } => Action::PrivateFileReady { id, path },
            Reply::FilesWritten(written) => Action::FilesWritten(written),
            Reply::Printed(result) => Action::Printed(result),
            Reply::Import(act) => Action::Import(act),
            Reply::Console(act) => Action::Console(act),
            Reply::Pictures { page, fetch, loaded } => {
                if !self.pictures.finish(page, fetch) {
                    return; // Nobody waits for them any more.
                }
                let image =
                    |one: Picture| Arc::new(Image { names: vec![one.address], bytes: one.bytes });
                let images = loaded.pictures.into_iter().map(image).collect();
                Action::RemoteLoaded { page, images, failed: loaded.failed }
            }
            Reply::Problem(sentence) => {
                self.state.warn_about_settings(sentence);
                return;
            }
            Reply::SystemTheme(theme) => {
                let fallback =
                    if theme == ThemeChoice::Dark { egui::Theme::Dark } else { egui::Theme::Light };
                context.options_mut(|options| options.fallback_theme = fallback);
                return;
            }
        };
        self.act(Place::PANE, action, context);
    }

    /// Does what was done in the window at this place.
    pub(super) fn act(&mut self, place: Place, action: Action, context: &egui::Context) {
        self.title_may_be_old |= !matches!(action, Action::Scrolled(_));
        let was_asking = self.state.dialog.is_some();
        let effects = self.state.update(action);
        self.run(effects, context);
        self.ask_in(place, was_asking);
    }

    fn run(&mut self, effects: Vec<Effect>, context: &egui::Context) {
        for effect in effects {
            self.carry_out(effect, context);
        }
    }

    pub(super) fn set_theme(&self, context: &egui::Context) {
        context.set_theme(match self.state.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
    }

    /// What `window.toml` shall hold.
    pub(super) fn current_settings(&self) -> WindowSettings {
        let mut settings = self.settings.clone();
        settings.folders_width_points = self.state.panes.folders_pt;
        settings.list_width_points = self.state.panes.messages_pt;
        settings.show_all_folders = self.state.show_all_folders;
        settings.theme = match self.state.theme {
            ThemeChoice::System => crate::config::ThemeChoice::System,
            ThemeChoice::Light => crate::config::ThemeChoice::Light,
            ThemeChoice::Dark => crate::config::ThemeChoice::Dark,
        };
        list_settings::store(&mut settings, &self.state);
        message_settings::store(&mut settings, &self.state);
        settings
    }
}

fn theme_choice(theme: crate::config::ThemeChoice) -> ThemeChoice {
    match theme {
        crate::config::ThemeChoice::System => ThemeChoice::System,
        crate::config::ThemeChoice::Light => ThemeChoice::Light,
        crate::config::ThemeChoice::Dark => ThemeChoice::Dark,
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
