//! Windows beside the main one, for screen readers.
//!
//! eframe 0.37 hands AccessKit's tree on for the main window only and drops those of all others. This
//! takes them on their way out of egui to an AT-SPI adapter for each window, and brings back what a
//! screen reader wants done. Elsewhere than on Linux an adapter needs the window's own handle, which
//! eframe does not give away: there these windows are silent.

use std::sync::{Arc, Mutex, PoisonError};

use accesskit_unix::Adapter;
use egui::accesskit::{
    ActionHandler, ActionRequest, ActivationHandler, DeactivationHandler, Rect, TreeUpdate,
};
use egui::{Context, Event, FullOutput, Plugin, RawInput, ViewportId, ViewportIdMap, ViewportInfo};

/// Wishes of a screen reader that wait for the next pass: more at once are no person's.
const MAX_WAITING: usize = 64;

/// What every window's adapter shares with this plugin.
type Waiting = Arc<Mutex<Vec<ActionRequest>>>;

/// The adapters of all windows but the main one.
pub struct Accessible {
    /// The window whose pass it is: egui does not say so when the pass is over.
    current: ViewportId,
    windows: ViewportIdMap<Accessed>,
    titles: ViewportIdMap<String>,
}

impl Default for Accessible {
    fn default() -> Self {
        let (windows, titles) = (ViewportIdMap::default(), ViewportIdMap::default());
        Self { current: ViewportId::ROOT, windows, titles }
    }
}

struct Accessed {
    adapter: Adapter,
    waiting: Waiting,
}

/// Has a window painted, from the adapter's thread.
#[derive(Clone)]
struct Wake {
    context: Context,
    window: ViewportId,
}

impl Wake {
    fn wake(&self) {
        self.context.request_repaint_of(self.window);
    }
}

impl ActivationHandler for Wake {
    /// The tree comes with the next pass.
    fn request_initial_tree(&mut self) -> Option<TreeUpdate> {
        self.context.enable_accesskit();
        self.wake();
        None
    }
}

impl DeactivationHandler for Wake {
    /// The main window's adapter decides whether trees are made at all.
    fn deactivate_accessibility(&mut self) {}
}

struct Wishes {
    waiting: Waiting,
    wake: Wake,
}

impl ActionHandler for Wishes {
    fn do_action(&mut self, request: ActionRequest) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MAX_WAITING {
            waiting.push(request);
        }
        drop(waiting);
        self.wake.wake();
    }
}

impl Accessed {
    fn new(context: &Context, window: ViewportId) -> Self {
        let wake = Wake { context: context.clone(), window };
        let waiting = Waiting::default();
        let wishes = Wishes { waiting: Arc::clone(&waiting), wake: wake.clone() };
        Self { adapter: Adapter::new(wake.clone(), wishes, wake), waiting }
    }
}

impl Plugin for Accessible {
    fn debug_name(&self) -> &'static str {
        "accessible windows"
    }

    fn input_hook(&mut self, context: &Context, input: &mut RawInput) {
        self.current = input.viewport_id;
        let Some(window) = self.windows.get_mut(&input.viewport_id) else { return };
        window.adapter.update_window_focus_state(input.focused);
        let info = input.viewports.get(&input.viewport_id);
        if let Some((outer, inner)) = info.and_then(|info| bounds(info, context.zoom_factor())) {
            window.adapter.set_root_window_bounds(outer, inner);
        }
        let mut waiting = window.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        input.events.extend(waiting.drain(..).map(Event::AccessKitActionRequest));
    }

    fn output_hook(&mut self, context: &Context, output: &mut FullOutput) {
        if self.current == ViewportId::ROOT {
            let open = &output.viewport_output;
            self.windows.retain(|window, _| open.contains_key(window));
            let titled =
                open.iter().filter_map(|(id, one)| Some((*id, one.builder.title.clone()?)));
            self.titles = titled.collect();
            return;
        }
        let Some(mut update) = output.platform_output.accesskit_update.take() else { return };
        let root = update.tree.as_ref().map(|tree| tree.root);
        let node = update.nodes.iter_mut().find(|(id, _)| Some(*id) == root);
        if let (Some((_, node)), Some(title)) = (node, self.titles.get(&self.current)) {
            node.set_label(title.as_str());
        }
        let current = self.current;
        let window = self.windows.entry(current).or_insert_with(|| Accessed::new(context, current));
        window.adapter.update_if_active(|| update);
    }

    /// The adapters know the context, and the context knows them.
    fn on_exit(&mut self, _context: &Context) {
        self.windows.clear();
    }
}

/// Of the window and of what is in its frame, in pixels of the screen; where the system tells.
fn bounds(window: &ViewportInfo, zoom: f32) -> Option<(Rect, Rect)> {
    let scale = f64::from(window.native_pixels_per_point? * zoom);
    let pixels = |rect: egui::Rect| Rect {
        x0: f64::from(rect.min.x) * scale,
        y0: f64::from(rect.min.y) * scale,
        x1: f64::from(rect.max.x) * scale,
        y1: f64::from(rect.max.y) * scale,
    };
    Some((pixels(window.outer_rect?), pixels(window.inner_rect?)))
}
