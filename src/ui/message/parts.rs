//! The tree of a message's parts: what the sender sent, as it is on the server.

use std::sync::Arc;

use egui::{
    Align, Frame, Layout, Margin, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use crate::app::{Action, MessageAct, MessageView, byte_size};
use crate::engine::Place;
use crate::model::{Part, PartKind, TransferEncoding};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{icons, widgets, wrapped};

use super::kinds;

/// Highest the tree stands; the text below stays in view.
const MAX_TREE_PT: f32 = 280.0;
const ROW_PT: f32 = 28.0;
/// From a level of the tree to the next, and the levels that are told apart.
const STEP_PT: f32 = 18.0;
const MAX_STEPS: usize = 12;
/// Rows of one message; more are a way to fill the memory.
const MAX_ROWS: usize = 10_000;
/// Room for the size and for the two buttons.
const SIZE_PT: f32 = 64.0;
const BUTTONS_PT: f32 = 144.0;

/// The rows of the tree that is shown.
#[derive(Debug, Default)]
pub(super) struct PartsDraft {
    of: Option<Arc<Part>>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    depth: usize,
    part: crate::model::PartId,
    media_type: String,
    name: String,
    /// Encoding, charset and identifier, in words.
    about: String,
    size_bytes: u64,
    is_leaf: bool,
}

/// Shows the tree, until the structure is known a line in its place.
pub(super) fn parts_ui(
    ui: &mut Ui,
    view: &MessageView,
    draft: &mut PartsDraft,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new()
        .fill(tokens.window)
        .corner_radius(theme::RADIUS_PT)
        .inner_margin(Margin::symmetric(12, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let Some(structure) = view.body().and_then(|body| body.structure.as_ref()) else {
            let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            wrapped::label(ui, "What this message is made of is not known yet.", &look);
            return;
        };
        if !draft.of.as_ref().is_some_and(|held| Arc::ptr_eq(held, structure)) {
            draft.rows = rows(structure);
            draft.of = Some(Arc::clone(structure));
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("parts").max_height(MAX_TREE_PT);
        area.auto_shrink([false, true]).show_rows(ui, ROW_PT, draft.rows.len(), |ui, shown| {
            for index in shown {
                if let Some(row) = draft.rows.get(index) {
                    row_ui(ui, view.place, row, actions);
                }
            }
        });
    });
}

/// The rows, top to bottom. A loop, because the depth is the sender's choice.
fn rows(root: &Part) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut waiting = vec![(root, 0)];
    while let Some((part, depth)) = waiting.pop() {
        if rows.len() == MAX_ROWS {
            break;
        }
        rows.push(row(part, depth));
        match &part.kind {
            PartKind::Multipart(parts) => {
                waiting.extend(parts.iter().rev().map(|part| (part, depth + 1)));
            }
            PartKind::Message(Some(inner)) => waiting.push((inner, depth + 1)),
            PartKind::Message(None) | PartKind::Leaf => {}
        }
    }
    rows
}

fn row(part: &Part, depth: usize) -> Row {
    let is_leaf = !matches!(part.kind, PartKind::Multipart(_));
    let encoding = match part.encoding {
        TransferEncoding::Identity => None,
        TransferEncoding::Base64 => Some("base64"),
        TransferEncoding::QuotedPrintable => Some("quoted-printable"),
        TransferEncoding::Unknown => Some("unknown encoding"),
    };
    let id = part.content_id.as_ref().map(|id| format!("<{id}>"));
    let about: Vec<&str> = encoding
        .into_iter()
        .filter(|_| is_leaf)
        .chain(part.charset.as_deref())
        .chain(part.flowed.then_some("flowed"))
        .chain(id.as_deref())
        .collect();
    Row {
        depth,
        part: part.id.clone(),
        media_type: part.media_type.clone(),
        name: part.file_name.clone().unwrap_or_default(),
        about: crate::text::visible(&about.join(", ")),
        size_bytes: part.size_bytes,
        is_leaf,
    }
}

impl Row {
    fn words(&self) -> String {
        let mut words = vec![self.media_type.clone()];
        words.extend([&self.name, &self.about].into_iter().filter(|w| !w.is_empty()).cloned());
        if self.is_leaf {
            words.push(byte_size(self.size_bytes));
        }
        words.join(", ")
    }
}

fn row_ui(ui: &mut Ui, place: Place, row: &Row, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), ROW_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = row.words();
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, &words));
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let plain = Look::new(theme::regular(SECONDARY_PT), tokens.text);
    let left = rect.left() + row.depth.min(MAX_STEPS) as f32 * STEP_PT;
    let sign = Rect::from_min_size(pos2(left, rect.top()), vec2(theme::ICON_PT, ROW_PT));
    let icon = if row.is_leaf { kinds::icon(&row.media_type, &row.name) } else { icons::FOLDER };
    let sign_look = Look::new(theme::icons(14.0), tokens.dim);
    widgets::text_centred(ui, sign, &icon.to_string(), &sign_look);
    let buttons = rect.with_min_x(rect.right() - BUTTONS_PT);
    let figure = Rect::from_min_max(
        pos2(buttons.left() - SIZE_PT, rect.top()),
        pos2(buttons.left() - 8.0, rect.bottom()),
    );
    if row.is_leaf {
        text::paint_right(ui, figure, &byte_size(row.size_bytes), &plain);
    }
    let room = Rect::from_min_max(
        pos2(sign.right() + 8.0, rect.top()),
        pos2(figure.left() - 8.0, rect.bottom()),
    );
    let shown = text::paint(ui, room, &row.media_type, &plain);
    let rest = room.with_min_x(shown.right() + 10.0);
    let about = match (row.name.is_empty(), row.about.is_empty()) {
        (false, false) => format!("{}  ·  {}", row.name, row.about),
        _ => format!("{}{}", row.name, row.about),
    };
    if rest.width() > 20.0 {
        text::paint(ui, rest, &about, &dim);
    }
    response.on_hover_text(&words);
    if row.is_leaf {
        let builder =
            UiBuilder::new().max_rect(buttons).layout(Layout::right_to_left(Align::Center));
        ui.scope_builder(builder, |ui| buttons_ui(ui, place, row, actions));
        ui.advance_cursor_after_rect(rect);
    }
}

fn buttons_ui(ui: &mut Ui, place: Place, row: &Row, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 12.0;
    let part = || row.part.clone();
    let described = |response: egui::Response| {
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_description(format!("part {}: {}", row.part, row.media_type));
        });
        response
    };
    if described(widgets::link_button(ui, "Save part")).clicked() {
        actions.push(Action::Message(place, MessageAct::SaveAttachment { part: part() }));
    }
    if kinds::can_open(&row.media_type, &row.name)
        && described(widgets::link_button(ui, "Open part")).clicked()
    {
        actions.push(Action::Message(place, MessageAct::OpenPart { part: part() }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartId;

    fn part(id: &[u32], media_type: &str, kind: PartKind) -> Part {
        Part {
            encoding: TransferEncoding::Base64,
            size_bytes: 7,
            kind,
            ..Part::new(PartId(id.to_vec()), media_type)
        }
    }

    #[test]
    fn every_part_has_a_row_in_the_order_of_the_message() {
        let inner = part(&[2], "text/plain", PartKind::Leaf);
        let message = part(&[2], "message/rfc822", PartKind::Message(Some(Box::new(inner))));
        let page = part(&[1], "text/html", PartKind::Leaf);
        let root = part(&[], "multipart/mixed", PartKind::Multipart(vec![page, message]));
        let told: Vec<_> =
            rows(&root).into_iter().map(|row| (row.depth, row.media_type, row.about)).collect();
        let row =
            |depth, media_type: &str, about: &str| (depth, media_type.to_owned(), about.to_owned());
        assert_eq!(
            told,
            [
                row(0, "multipart/mixed", ""),
                row(1, "text/html", "base64"),
                row(1, "message/rfc822", "base64"),
                row(2, "text/plain", "base64"),
            ]
        );
    }

    #[test]
    fn a_tree_without_end_stops() {
        let mut deep = part(&[1], "text/plain", PartKind::Leaf);
        for _ in 0..2_000 {
            deep = part(&[1], "message/rfc822", PartKind::Message(Some(Box::new(deep))));
        }
        assert_eq!(rows(&deep).len(), 2_001);
        let many = (0..20_000).map(|n| part(&[n], "text/plain", PartKind::Leaf)).collect();
        let root = part(&[], "multipart/mixed", PartKind::Multipart(many));
        assert_eq!(rows(&root).len(), MAX_ROWS);
    }
}
