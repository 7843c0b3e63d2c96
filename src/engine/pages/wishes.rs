//! What is wished of one page: a slot for each kind of wish, of which the newest counts.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::html::{KillSwitch, Point, TileArea};

use super::protocol::{PageLoad, PageShape};

/// One wish, to be granted now.
#[derive(Debug)]
pub enum Wish {
    Load(Box<PageLoad>),
    Reshape(PageShape),
    Select { from: Point, to: Point },
    Find(String),
    Paint { layout: u32, area: TileArea },
}

/// The slots, between the window's thread and the page's. Neither holds them longer than it takes
/// to put a value in or out.
#[derive(Debug, Default)]
pub struct Wishes {
    slots: Mutex<Slots>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Slots {
    load: Option<Box<PageLoad>>,
    shape: Option<PageShape>,
    select: Option<(Point, Point)>,
    find: Option<String>,
    /// The layout that `areas` are of.
    layout: u32,
    areas: VecDeque<TileArea>,
    /// Ends the child that works for the page now.
    kill: Option<KillSwitch>,
    is_closed: bool,
}

impl Slots {
    /// The most urgent: without a layout nothing else means anything, and a pointer that moves is
    /// followed more closely than the page is painted.
    fn take(&mut self) -> Option<Wish> {
        if let Some(load) = self.load.take() {
            return Some(Wish::Load(load));
        }
        if let Some(shape) = self.shape.take() {
            return Some(Wish::Reshape(shape));
        }
        if let Some((from, to)) = self.select.take() {
            return Some(Wish::Select { from, to });
        }
        if let Some(words) = self.find.take() {
            return Some(Wish::Find(words));
        }
        let area = self.areas.pop_front()?;
        Some(Wish::Paint { layout: self.layout, area })
    }
}

impl Wishes {
    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, put: impl FnOnce(&mut Slots)) {
        put(&mut self.lock());
        self.changed.notify_one();
    }

    /// Brings its own shape: one that was wished before is void.
    pub fn load(&self, load: Box<PageLoad>) {
        self.put(|slots| {
            slots.shape = None;
            slots.load = Some(load);
        });
    }

    pub fn reshape(&self, shape: PageShape) {
        self.put(|slots| match &mut slots.load {
            Some(load) => load.shape = shape,
            None => slots.shape = Some(shape),
        });
    }

    pub fn select(&self, from: Point, to: Point) {
        self.put(|slots| slots.select = Some((from, to)));
    }

    pub fn find(&self, words: String) {
        self.put(|slots| slots.find = Some(words));
    }

    pub fn paint(&self, layout: u32, areas: Vec<TileArea>) {
        self.put(|slots| {
            slots.layout = layout;
            slots.areas = areas.into();
        });
    }

    /// The page is not shown any more: its child ends at once, whatever it does.
    pub fn close(&self) {
        self.put(|slots| {
            slots.is_closed = true;
            if let Some(kill) = slots.kill.take() {
                kill.kill();
            }
        });
    }

    pub fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Says whose child works for the page from now on; one of a closed page ends.
    pub fn arm(&self, kill: KillSwitch) {
        let mut slots = self.lock();
        if slots.is_closed {
            kill.kill();
        }
        slots.kill = Some(kill);
    }

    /// Whether nothing is wished right now.
    pub fn are_granted(&self) -> bool {
        let slots = self.lock();
        slots.load.is_none()
            && slots.shape.is_none()
            && slots.select.is_none()
            && slots.find.is_none()
            && slots.areas.is_empty()
    }

    /// The area came to be: where it was wished for once more meanwhile, that is granted too.
    pub fn painted(&self, layout: u32, area: TileArea) {
        let mut slots = self.lock();
        if slots.layout == layout {
            slots.areas.retain(|wished| *wished != area);
        }
    }

    /// Waits for the next wish; `None` once the page is closed.
    pub fn next(&self) -> Option<Wish> {
        let mut slots = self.lock();
        loop {
            if slots.is_closed {
                return None;
            }
            if let Some(wish) = slots.take() {
                return Some(wish);
            }
            slots = self.changed.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(width: f32) -> PageShape {
        PageShape { width, scale: 1.0 }
    }

    fn area(top: u32) -> TileArea {
        TileArea { left: 0, top, width: 10, height: 10 }
    }

    #[test]
    fn of_each_kind_the_newest_counts_and_the_layout_comes_first() {
        let wishes = Wishes::default();
        wishes.paint(1, vec![area(0), area(10)]);
        wishes.paint(1, vec![area(20), area(30)]);
        wishes.find("old".to_owned());
        wishes.find("new".to_owned());
        wishes.reshape(shape(500.0));
        wishes.reshape(shape(600.0));
        assert!(matches!(wishes.next(), Some(Wish::Reshape(new)) if new == shape(600.0)));
        assert!(matches!(wishes.next(), Some(Wish::Find(words)) if words == "new"));
        assert!(matches!(wishes.next(), Some(Wish::Paint { layout: 1, area: a }) if a == area(20)));
        wishes.painted(1, area(30));
        assert!(wishes.are_granted(), "what is painted already is not painted again");
        wishes.close();
        wishes.find("late".to_owned());
        assert!(wishes.next().is_none());
    }

    #[test]
    fn a_shape_joins_the_page_that_is_not_laid_out_yet() {
        let wishes = Wishes::default();
        let load = PageLoad {
            source: Default::default(),
            images: Vec::new(),
            shape: shape(300.0),
            dark: false,
        };
        wishes.reshape(shape(200.0));
        wishes.load(Box::new(load));
        wishes.reshape(shape(400.0));
        assert!(matches!(wishes.next(), Some(Wish::Load(load)) if load.shape == shape(400.0)));
        assert!(wishes.are_granted());
    }
}
