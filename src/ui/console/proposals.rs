//! What may follow in the line, in a list above it: Tab takes the marked one, the arrows move the mark,
//! Esc sends the list away until something is typed.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align2, Area, Frame, Id, Order, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use zeroize::Zeroizing;

use crate::app::{Completion, FolderNames, complete};
use crate::model::Mailbox;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};

use super::line::Hidden;

/// Lines shown at a time.
const SHOWN: usize = 8;
const LINE_PT: f32 = 24.0;
const WIDTH_PT: f32 = 460.0;
const PADDING_PT: f32 = 10.0;
/// Where the hints begin.
const HINT_PT: f32 = 200.0;

/// Which one is marked, and whether the list is there.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    mark: usize,
    sent_away: bool,
    folders: FolderNames,
    kept: Option<Kept>,
}

/// What was proposed last, and for what: 50,000 folders are not looked through for each frame.
#[derive(Debug)]
struct Kept {
    line: Hidden,
    cursor: usize,
    capabilities: Arc<[String]>,
    offered: Arc<Completion>,
}

impl Proposals {
    /// The line has changed.
    pub fn typed(&mut self) {
        (self.mark, self.sent_away, self.kept) = (0, false, None);
    }

    /// What may follow before `cursor`, in bytes; made anew where anything of it is another.
    pub fn refresh(
        &mut self,
        (line, cursor): (&str, usize),
        folders: Option<&Arc<[Mailbox]>>,
        capabilities: &Arc<[String]>,
    ) -> Arc<Completion> {
        if !self.folders.is_of(folders) {
            self.folders = FolderNames::new(folders.map(Arc::clone));
            self.kept = None;
        }
        let is_kept = |kept: &Kept| {
            *kept.line.0 == line && kept.cursor == cursor && kept.capabilities == *capabilities
        };
        if let Some(kept) = self.kept.as_ref().filter(|kept| is_kept(kept)) {
            return Arc::clone(&kept.offered);
        }
        let offered = Arc::new(complete(line, cursor, &self.folders, capabilities));
        self.kept = Some(Kept {
            line: Hidden(Zeroizing::new(line.to_owned())),
            cursor,
            capabilities: Arc::clone(capabilities),
            offered: Arc::clone(&offered),
        });
        offered
    }

    pub fn send_away(&mut self) {
        self.sent_away = true;
    }

    pub fn is_wanted(&self) -> bool {
        !self.sent_away
    }

    pub fn marked(&self, count: usize) -> usize {
        self.mark.min(count.saturating_sub(1))
    }

    pub fn step(&mut self, by: isize, count: usize) {
        let at = self.marked(count);
        self.mark = at.checked_add_signed(by).unwrap_or(count.saturating_sub(1));
        if self.mark >= count {
            self.mark = 0;
        }
    }
}

/// Shows the list above `line`; the one that was clicked.
pub(super) fn show(
    ui: &Ui,
    line: Rect,
    offered: &Completion,
    proposals: &mut Proposals,
) -> Option<usize> {
    let tokens = theme::tokens(ui);
    let count = offered.candidates.len();
    let marked = proposals.marked(count);
    // The mark stays in view.
    let first = (marked + 1).saturating_sub(SHOWN);
    let frame = Frame::popup(ui.style())
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(8)
        .inner_margin(4);
    let width_pt = WIDTH_PT.min(line.width());
    let mut chosen = None;
    Area::new(Id::unique("console proposals"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(pos2(line.left(), line.top() - 4.0))
        .accessible_name("Proposals")
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.set_width(width_pt);
                ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
                let shown = offered.candidates.iter().enumerate().skip(first).take(SHOWN);
                for (index, candidate) in shown {
                    let size = vec2(ui.available_width(), LINE_PT);
                    // Not reached with Tab, which takes the marked one.
                    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
                    let is_marked = index == marked;
                    if is_marked {
                        ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.accent_fill);
                    } else if response.hovered() {
                        ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.hover);
                    }
                    let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
                    let color = if is_marked { tokens.accent_text } else { tokens.text };
                    let words = Look::new(theme::mono(SECONDARY_PT), color);
                    let insert = candidate.insert.trim_end();
                    let hint_pt = if candidate.hint.is_empty() { inside.width() } else { HINT_PT };
                    let room = inside.with_max_x((inside.left() + hint_pt).min(inside.right()));
                    let painted = text::paint(ui, room, insert, &words);
                    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
                    let left = (inside.left() + HINT_PT).max(painted.right()) + 8.0;
                    text::paint(ui, inside.with_min_x(left), &candidate.hint, &dim);
                    let name = format!("{insert} {}", candidate.hint);
                    response.widget_info(|| {
                        WidgetInfo::selected(Role::ListBoxOption, true, is_marked, name.trim())
                    });
                    if response.clicked() {
                        chosen = Some(index);
                    }
                }
            });
        });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_goes_round_and_begins_anew_with_each_letter() {
        let mut proposals = Proposals::default();
        proposals.step(-1, 3);
        assert_eq!(proposals.marked(3), 2);
        proposals.step(1, 3);
        assert_eq!(proposals.marked(3), 0);
        proposals.step(2, 3);
        assert_eq!(proposals.marked(1), 0, "there are fewer now");
        proposals.send_away();
        assert!(!proposals.is_wanted());
        proposals.typed();
        assert!(proposals.is_wanted());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_are_made_anew_only_where_something_changed() {
        let list = |name: &str| -> Arc<[Mailbox]> { Arc::from([Mailbox::plain(name)]) };
        let (plans, other): (_, Arc<[String]>) = (list("Plans"), Arc::from([]));
        let mut proposals = Proposals::default();
        let mut ask =
            |line: &str, folders| proposals.refresh((line, line.len()), Some(folders), &other);
        let first = ask("SELECT p", &plans);
        assert!(Arc::ptr_eq(&first, &ask("SELECT p", &plans)), "kept from frame to frame");
        assert!(!Arc::ptr_eq(&first, &ask("SELECT pl", &plans)));
        let papers = ask("SELECT p", &list("Papers"));
        assert_eq!(papers.candidates.first().map(|one| one.insert.as_str()), Some("Papers"));
    }
}
