//! The pictures of a message in reader mode.
//!
//! They are decoded where pages are, in a child process: a page that nobody sees as such, the sheet,
//! holds them one below the other, each in a link that says which block of the article it is. The
//! window cuts them out of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::html::{Article, ArticleKind, Image, SHEET_BODY, sanitise};
use crate::reading::{PageSource, PictureRef, escaped};

use super::action::{Effect, Look};
use super::below::images_for;
use super::message::{BodyShown, MessageView};
use super::state::State;

/// Pictures of one article that are shown; a newsletter has 60. Others stay boxes with their words.
const SHEET_PICTURES_LIMIT: usize = 256;

/// Apart, so that a part of a pixel of one is not seen at the edge of another; the link inside is
/// then as wide as its picture, not as the sheet.
const LINE_STYLE: &str = "display:flex;margin-bottom:4px";
/// Of the link and of the picture.
const PICTURE_STYLE: &str = "display:block;max-width:100%";

/// The sheet of an article: the pictures that are at hand, of `page` itself or in `kept`, and those
/// that the message carries. Nothing that would have to come from the network. None where there is
/// no picture.
pub(super) fn sheet_of(
    article: &Article,
    page: &PageSource,
    kept: &[Arc<Image>],
) -> Option<PageSource> {
    let has = |image: &Image, name: &str| image.names.iter().any(|held| held == name);
    let carried_by_name: BTreeMap<&str, &PictureRef> =
        page.pictures.iter().map(|picture| (picture.name.as_str(), picture)).collect();
    let own_by_name: BTreeMap<&str, &Image> = page
        .images
        .iter()
        .flat_map(|image| image.names.iter().map(move |name| (name.as_str(), image)))
        .collect();
    let kept_names: BTreeSet<&str> =
        kept.iter().flat_map(|image| image.names.iter().map(String::as_str)).collect();
    let has_remote = kept_names.iter().any(|name| name.starts_with("http"));
    let mut sheet = PageSource { html: SHEET_BODY.to_owned(), ..PageSource::default() };
    let named = article.blocks.iter().enumerate().filter_map(|(index, block)| match &block.kind {
        ArticleKind::Picture { name, .. } if !name.is_empty() => Some((index, name)),
        _ => None,
    });
    let mut count = 0;
    for (index, name) in named {
        let carried = carried_by_name.get(name.as_str()).copied();
        let own = own_by_name.get(name.as_str()).copied();
        // What was fetched is named as it was asked for, not as it is written.
        let is_asked = || {
            let asked = sanitise::remote(name).map(String::from);
            asked.is_some_and(|name| kept_names.contains(name.as_str()))
        };
        let is_kept = kept_names.contains(name.as_str()) || (has_remote && is_asked());
        let is_inside = name.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        if carried.is_none() && own.is_none() && !is_kept && !is_inside {
            continue;
        }
        // Without words: what the child then writes there are its own, see `ui::page::Pictures`.
        let _ = write!(
            sheet.html,
            "<div style=\"{LINE_STYLE}\"><a href=\"#{index}\" style=\"{PICTURE_STYLE}\">\
             <img src=\"{}\" alt=\"\" style=\"{PICTURE_STYLE}\"></a></div>",
            escaped(name)
        );
        if let Some(carried) = carried.filter(|carried| !sheet.pictures.contains(carried)) {
            sheet.pictures.push(carried.clone());
        }
        if let Some(own) = own.filter(|_| !sheet.images.iter().any(|image| has(image, name))) {
            sheet.images.push(own.clone());
        }
        count += 1;
        if count >= SHEET_PICTURES_LIMIT {
            break;
        }
    }
    (count > 0).then_some(sheet)
}

impl State {
    /// Opens or closes the sheet of a view, after its page: what came for one is there for the other.
    pub(super) fn sync_sheet(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view(place) else { return Vec::new() };
        let old = view.sheet;
        let images = self.images_at_hand(view);
        let source = self.wanted_sheet(view, &images);
        let (sheet, effects) = match (source, old) {
            (Some(source), known) => {
                let (id, effects) = self.renew_sheet(source, known, &images);
                (Some(id), effects)
            }
            (None, Some(id)) => {
                self.keep_pictures(place, id);
                (None, self.close_page(id))
            }
            (None, None) => (None, Vec::new()),
        };
        if let Some(view) = self.view_mut(place) {
            view.sheet = sheet;
        }
        effects
    }

    /// Opens a sheet, or has the one that is known show what is there now.
    pub(super) fn renew_sheet(
        &mut self,
        source: PageSource,
        known: Option<PageId>,
        images: &[Arc<Image>],
    ) -> (PageId, Vec<Effect>) {
        let images = images_for(&source, images);
        let mut effects = Vec::new();
        let id = match known {
            Some(id) => {
                let held = self.pages.get(&id).map(|page| &page.source);
                // What is the same stays the same value: nothing is laid out anew.
                if held.is_some_and(|held| held.html != source.html) {
                    effects.extend(self.renew_page(id, Arc::new(source)));
                }
                id
            }
            None => self.open_page(Arc::new(source)),
        };
        if let Some(page) = self.pages.get_mut(&id) {
            page.add_images(&images, true);
        }
        effects.extend(self.page_wishes(id));
        (id, effects)
    }

    fn wanted_sheet(&self, view: &MessageView, images: &[Arc<Image>]) -> Option<PageSource> {
        if view.look != Look::Reader || self.body_shown(view) != BodyShown::Reader {
            return None;
        }
        let reading = view.reading()?;
        sheet_of(reading.article.as_ref()?, reading.page.as_ref()?, images)
    }

    /// The page that holds the pictures of a message in reader mode, where there is one.
    pub fn sheet(&self, view: &MessageView) -> Option<PageId> {
        view.sheet.filter(|id| view.look == Look::Reader && !self.has_failed(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::ArticleBlock;
    use crate::model::{PartId, TransferEncoding};
    use crate::reading::PictureRef;

    fn article(names: &[&str]) -> Article {
        let picture = |name: &&str| ArticleBlock {
            quote_level: 0,
            kind: ArticleKind::Picture { name: (*name).to_owned(), alt: String::new() },
        };
        Article { blocks: names.iter().map(picture).collect(), is_cut: false }
    }

    fn image(name: &str) -> Image {
        Image { names: vec![name.to_owned()], bytes: vec![1] }
    }

    fn hrefs(sheet: &PageSource) -> Vec<&str> {
        sheet.html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn a_sheet_holds_what_came_with_the_message_and_what_the_user_loaded() {
        let remote = "https://img.example/a%20b.png";
        let written = "https://IMG.example/a b.png";
        let names = ["cid:own", "https://img.example/b.png", "cid:part", written, "", "cid:none"];
        let encoding = TransferEncoding::Base64;
        let part = PictureRef {
            name: "cid:part".to_owned(),
            part: PartId(vec![2]),
            encoding,
            encoded_bytes: 9,
        };
        let page = PageSource {
            pictures: vec![part.clone()],
            images: vec![image("cid:own")],
            ..PageSource::default()
        };
        let sheet = sheet_of(&article(&names), &page, &[Arc::new(image(remote))]);
        let sheet = sheet.unwrap_or_default();
        assert_eq!(hrefs(&sheet), ["0", "2", "3"], "by block, in order: {}", sheet.html);
        assert_eq!((sheet.pictures, sheet.images), (vec![part], vec![image("cid:own")]));
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let name = "data:image/png,\"><img src=\"https://track.example/x";
        let sheet = sheet_of(&article(&[name]), &PageSource::default(), &[]).unwrap_or_default();
        assert_eq!(sheet.html.matches("<img").count(), 1, "{}", sheet.html);
        assert_eq!(sheet.html.matches('"').count(), 16, "{}", sheet.html);
    }

    #[test]
    fn an_article_whose_pictures_are_all_blocked_has_no_sheet() {
        let blocked = article(&["https://img.example/a.png", "cid:gone"]);
        assert!(sheet_of(&blocked, &PageSource::default(), &[]).is_none());
    }

    #[test]
    fn an_article_of_ten_thousand_pictures_has_a_sheet_that_can_be_laid_out() {
        let sheet = sheet_of(&article(&["data:,"; 10_000]), &PageSource::default(), &[]);
        assert_eq!(hrefs(&sheet.unwrap_or_default()).len(), SHEET_PICTURES_LIMIT);
    }
}
