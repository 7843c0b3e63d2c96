//! The links of a page: where they are, where they lead, and how the keyboard reaches them.

use std::ops::Range;

use egui::accesskit::Role;
use egui::{CursorIcon, Rect, Response, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, PageAct};
use crate::engine::PageId;
use crate::html::Link;
use crate::ui::{chips, widgets};

use super::fit::Place;

/// Links that are controls in one frame: a page of nothing but links still takes no time.
const LINKS_SHOWN: usize = 400;
/// Longest target shown, in characters: a line of a wide window.
const TARGET_CHARS: usize = 200;

/// What the user may do with a link beside following it.
pub(super) struct Menu<'a> {
    pub page: PageId,
    /// Something is marked on the page.
    pub can_copy: bool,
    pub actions: &'a mut Vec<Action>,
}

/// What came of the links.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The true target of the link under the pointer, else of the one with the keyboard.
    pub target: Option<String>,
    /// The link that the keyboard has come to, where it is not in view.
    pub wanted: Option<Rect>,
}

/// Makes controls of the links in view and of those a screen away, so that the Tab key goes on
/// beyond the view.
pub(super) fn links_ui(
    ui: &Ui,
    links: &[Link],
    (place, view): (Place, Rect),
    mut menu: Menu<'_>,
) -> Links {
    let (mut hovered, mut focused, mut wanted) = (None, None, None);
    for index in near(links, (place, view)) {
        let Some(link) = links.get(index) else { continue };
        let Some(response) = link_ui(ui, (index, link), place) else { continue };
        if response.gained_focus() && !view.contains_rect(response.rect) {
            wanted = Some(response.rect.expand2(vec2(0.0, view.height() / 6.0)));
        }
        if response.hovered() {
            hovered = Some(index);
        }
        if response.has_focus() {
            focused = Some(index);
        }
        if response.clicked() {
            let (target, text) = (link.href.clone(), link.text.trim().to_owned());
            menu.actions.push(Action::ClickLink { target, text });
        }
        menu_ui(&response, link, &mut menu);
    }
    let link = hovered.or(focused).and_then(|index| links.get(index));
    Links { target: link.map(|link| true_target(&link.href)), wanted }
}

/// One control for each line that the link stands on; for the keyboard and for screen readers it
/// is one.
fn link_ui(ui: &Ui, (index, link): (usize, &Link), place: Place) -> Option<Response> {
    let id = ui.unique_id().with(("link", index));
    let mut whole: Option<Response> = None;
    for (part, rect) in link.rects.iter().enumerate() {
        let rect = place.rect(*rect);
        let mut sense = Sense::click();
        if whole.is_some() {
            sense -= Sense::FOCUSABLE;
        }
        let response = ui.interact(rect, id.with(part), sense);
        whole = Some(match whole {
            Some(first) => first | response,
            None => {
                response.widget_info(|| WidgetInfo::labeled(Role::Link, true, name(link)));
                response
            }
        });
    }
    let response = whole?.on_hover_cursor(CursorIcon::PointingHand);
    for rect in &link.rects {
        widgets::focus_ring(ui, place.rect(*rect).expand(2.0), &response);
    }
    Some(response)
}

fn menu_ui(over: &Response, link: &Link, menu: &mut Menu<'_>) {
    chips::context_menu(over, "Link", |ui| {
        if chips::item(ui, "Copy link address", None).clicked() {
            menu.actions.push(Action::CopyText(link.href.trim().to_owned()));
            ui.close();
        }
        if menu.can_copy && chips::item(ui, "Copy", None).clicked() {
            menu.actions.push(Action::Page(menu.page, PageAct::CopySelection));
            ui.close();
        }
    });
}

/// The links in view and a screen around it, and the next one on either side: the Tab key comes to
/// each of them. In the page's order.
fn near(links: &[Link], (place, view): (Place, Rect)) -> Vec<usize> {
    let range = place.y(view.top() - view.height())..place.y(view.bottom() + view.height());
    let (mut before, mut after) = (None, None);
    let mut found: Vec<usize> = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let Some(Range { start, end }) = height_of(link) else { continue };
        if end < range.start {
            before = Some(index);
        } else if start > range.end {
            after = after.or(Some(index));
        } else if found.len() < LINKS_SHOWN {
            found.push(index);
        }
    }
    found.extend(before);
    found.extend(after);
    found.sort_unstable();
    found
}

/// From its first line's top to its last line's bottom.
fn height_of(link: &Link) -> Option<Range<f32>> {
    let (first, last) = (link.rects.first()?, link.rects.last()?);
    Some(first.y..last.y + last.height)
}

/// What a screen reader says; a picture without words is known by where it leads.
fn name(link: &Link) -> String {
    let text = link.text.trim();
    if !text.is_empty() {
        return text.to_owned();
    }
    let target = crate::mime::link_target(&link.href);
    let host = if target.host_unicode.is_empty() { target.display } else { target.host_unicode };
    format!("Link to {}", shortened(&host))
}

/// Where a link really leads, as the question before opening it will say.
fn true_target(href: &str) -> String {
    shortened(&crate::mime::link_target(href).display)
}

fn shortened(target: &str) -> String {
    match target.char_indices().nth(TARGET_CHARS) {
        Some((end, _)) => format!("{}…", target.get(..end).unwrap_or_default()),
        None => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::html;

    fn link(y: f32) -> Link {
        let rect = html::Rect { x: 0.0, y, width: 50.0, height: 20.0 };
        Link { href: "https://example.org/".into(), text: "a".into(), rects: vec![rect] }
    }

    #[test]
    fn the_tab_key_comes_to_the_next_link_however_far_it_is() {
        let links: Vec<Link> =
            [0.0, 50.0, 1_000.0, 1_100.0, 9_000.0, 9_500.0].into_iter().map(link).collect();
        let place = Place { origin: pos2(0.0, -1_000.0), factor: 1.0 };
        let view = Rect::from_min_max(pos2(0.0, 0.0), pos2(600.0, 400.0));
        assert_eq!(near(&links, (place, view)), [1, 2, 3, 4]);
    }

    #[test]
    fn a_picture_is_named_by_where_it_leads() {
        let mut picture = link(0.0);
        assert_eq!(name(&picture), "a");
        picture.text = " ".to_owned();
        assert_eq!(name(&picture), "Link to example.org");
    }

    #[test]
    fn a_target_without_end_is_cut() {
        let long = format!("https://example.org/{}", "x".repeat(5_000));
        assert_eq!(true_target(&long).chars().count(), TARGET_CHARS + 1);
    }
}
