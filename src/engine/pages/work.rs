//! The thread of one page: takes wishes, asks the child, says what came of it.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::engine::events::EventSender;
use crate::engine::protocol::Event;
use crate::html::{HtmlFailure, Load, PdfLoad, View};

use super::children::Children;
use super::protocol::{PageEvent, PageId, PageLoad, PageShape};
use super::wishes::{Wish, Wishes};

/// A page and, while it is well, its child. Blocks on the child, for its deadline at the most, and
/// in sending events while the window is behind.
#[derive(Debug)]
pub struct PageThread {
    id: PageId,
    wishes: Arc<Wishes>,
    children: Arc<Children>,
    events: EventSender,
    view: Option<View>,
    /// Why there is no page; `None` before the first one.
    failure: Option<HtmlFailure>,
    /// Counts the layouts.
    layout: u32,
}

impl PageThread {
    pub fn new(
        id: PageId,
        wishes: Arc<Wishes>,
        children: Arc<Children>,
        events: EventSender,
    ) -> Self {
        Self { id, wishes, children, events, view: None, failure: None, layout: 0 }
    }

    /// Grants wishes until the page is closed or nobody listens any more.
    pub fn run(mut self) {
        let mut is_first = true;
        while let Some(wish) = self.wishes.next() {
            if self.grant(wish).is_break() {
                return;
            }
            if is_first && self.wishes.are_granted() {
                // The next page shall not wait for its child; this one did not wait for that.
                self.children.warm();
                is_first = false;
            }
        }
    }

    fn grant(&mut self, wish: Wish) -> ControlFlow<()> {
        match wish {
            Wish::Load(load) => self.load(*load),
            Wish::Reshape(shape) => self.reshape(shape),
            Wish::Select { from, to } => self.ask(
                |view| view.select(from, to).map(Arc::new),
                |id, layout, selection| PageEvent::Selected { id, layout, selection },
            ),
            Wish::Find(words) => self.ask(
                |view| view.find(&words),
                |id, layout, matches| PageEvent::Found {
                    id,
                    layout,
                    words: words.clone(),
                    matches: matches.into(),
                },
            ),
            // Of a layout that is gone: who wished it hears of the new one.
            Wish::Paint { layout, .. } if layout != self.layout => ControlFlow::Continue(()),
            Wish::Paint { layout, area } => {
                if !area.is_paintable() {
                    log::warn!("page area_refused={area:?}");
                    return ControlFlow::Continue(());
                }
                self.ask(
                    |view| view.tile(area).map(Arc::new),
                    |id, layout, tile| PageEvent::Painted { id, layout, tile },
                )?;
                self.wishes.painted(layout, area);
                ControlFlow::Continue(())
            }
        }
    }

    fn load(&mut self, load: PageLoad) -> ControlFlow<()> {
        let shape = load.shape;
        match self.lay_out(load) {
            Ok(view) => {
                self.view = Some(view);
                self.failure = None;
                self.laid_out(shape)
            }
            Err(failure) => self.fail(failure),
        }
    }

    /// In the child that the mail has, or in a new one where that died since.
    fn lay_out(&mut self, load: PageLoad) -> Result<View, HtmlFailure> {
        if let Some(bytes) = &load.source.pdf {
            return self.show_pdf(bytes, load.shape);
        }
        let load = request(load);
        if let Some(mut view) = self.view.take()
            && view.is_alive()
        {
            // Whether it lives is asked under the lock that a switch needs to end it: one that was
            // pulled meanwhile did nothing, but the page was closed before it was pulled.
            if self.wishes.is_closed() {
                return Err(HtmlFailure::Died);
            }
            view.reload(load)?;
            return Ok(view);
        }
        let blank = self.children.take()?;
        self.wishes.arm(blank.kill_switch());
        blank.render(load)
    }

    /// A PDF is read once: no pictures come to it, and it looks the same in every theme.
    fn show_pdf(&mut self, bytes: &[u8], shape: PageShape) -> Result<View, HtmlFailure> {
        if let Some(mut view) = self.view.take()
            && view.is_alive()
        {
            view.resize(shape.width, shape.scale)?;
            return Ok(view);
        }
        let blank = self.children.take()?;
        self.wishes.arm(blank.kill_switch());
        blank.render_pdf(PdfLoad { bytes: bytes.to_vec(), scale: shape.scale })
    }

    fn reshape(&mut self, shape: PageShape) -> ControlFlow<()> {
        let Some(view) = &mut self.view else {
            // What could not be laid out cannot be in another shape either.
            return self.failure.map_or(ControlFlow::Continue(()), |failure| self.fail(failure));
        };
        match view.resize(shape.width, shape.scale) {
            Ok(_) => self.laid_out(shape),
            Err(failure) => self.fail(failure),
        }
    }

    fn laid_out(&mut self, shape: PageShape) -> ControlFlow<()> {
        let Some(view) = &self.view else { return ControlFlow::Continue(()) };
        self.layout = self.layout.saturating_add(1);
        let (id, layout, page) = (self.id, self.layout, view.shared_page());
        self.say(PageEvent::LaidOut { id, layout, shape, page })
    }

    /// Something of the page as it is laid out; nothing where there is none.
    fn ask<T>(
        &mut self,
        ask: impl FnOnce(&mut View) -> Result<T, HtmlFailure>,
        event: impl FnOnce(PageId, u32, T) -> PageEvent,
    ) -> ControlFlow<()> {
        let Some(view) = &mut self.view else { return ControlFlow::Continue(()) };
        match ask(view) {
            Ok(answer) => self.say(event(self.id, self.layout, answer)),
            Err(failure) => self.fail(failure),
        }
    }

    /// Ends the child. One that was killed because the page is closed did not fail.
    fn fail(&mut self, failure: HtmlFailure) -> ControlFlow<()> {
        self.view = None;
        self.failure = Some(failure);
        if self.wishes.is_closed() {
            return ControlFlow::Break(());
        }
        self.say(PageEvent::Failed { id: self.id, failure })
    }

    fn say(&self, event: PageEvent) -> ControlFlow<()> {
        if self.wishes.is_closed() {
            return ControlFlow::Break(());
        }
        self.events.send(Event::Page(event))
    }
}

/// The source and what came after it, as the child takes it.
fn request(load: PageLoad) -> Load {
    let PageLoad { source, images, shape, dark } = load;
    let later = images.iter().map(|image| &**image);
    Load {
        html: source.html.clone(),
        images: source.images.iter().chain(later).cloned().collect(),
        width: shape.width,
        scale: shape.scale,
        dark,
    }
}
