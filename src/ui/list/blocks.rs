//! Where rows stand in the view: exact at any length, with headers between some of them.
//!
//! A place is a row and how far the view's top edge lies below that row's own top edge. Each row
//! carries the header that follows it, so a place never depends on what stands above it: rows and
//! headers that become known there move nothing that is read. Headers stand between loaded rows
//! only; the scroll bar, which speaks for millions of rows, leaves them out except at the end.

use crate::app::Scroll;

use super::super::scroll::Extent;

/// Rows of one height in a view, and the headers between them.
pub struct Blocks<'a> {
    pub count: u32,
    pub row_pt: f64,
    pub view_pt: f64,
    /// Height of the header between a row and the next one; 0.0 where there is none. Asked only for
    /// rows within a few views of where the list stands or ends.
    pub below_pt: &'a dyn Fn(u32) -> f64,
}

impl Blocks<'_> {
    /// Rows that can be in view at once, in part or whole.
    pub fn visible(&self) -> u32 {
        // Saturating by the cast; a window is never that high.
        (self.view_pt / self.row_pt).ceil() as u32
    }

    /// A row with the header that follows it.
    pub fn height_pt(&self, index: u32) -> f64 {
        let is_last = index >= self.count.saturating_sub(1);
        self.row_pt + if is_last { 0.0 } else { (self.below_pt)(index) }
    }

    /// The last place: the end of the list at the end of the view.
    pub fn end(&self) -> Scroll {
        let mut left_pt = self.view_pt;
        let mut index = self.count;
        while index > 0 {
            index -= 1;
            let height_pt = self.height_pt(index);
            if height_pt >= left_pt {
                return self.place(index, height_pt - left_pt);
            }
            left_pt -= height_pt;
        }
        self.place(0, 0.0)
    }

    /// The place, moved by `delta_pt` towards the end. Only the part of a row is added to, so that
    /// many small steps add up to what they are, wherever the view stands.
    pub fn moved(&self, scroll: Scroll, delta_pt: f64) -> Scroll {
        let mut top = scroll.top;
        let mut within_pt = scroll.offset_pt + delta_pt;
        // Headers beyond the neighbourhood are not known: a far jump counts in rows.
        let near_pt = self.view_pt * 4.0;
        if within_pt.abs() > near_pt {
            let rows = (within_pt / self.row_pt).floor();
            let far = f64::from(top) + rows;
            if far < 0.0 {
                return self.place(0, 0.0);
            }
            within_pt -= rows * self.row_pt;
            top = (far as u32).min(self.count);
        }
        while within_pt < 0.0 {
            if top == 0 {
                return self.place(0, 0.0);
            }
            top -= 1;
            within_pt += self.height_pt(top);
        }
        while top < self.count && within_pt >= self.height_pt(top) {
            within_pt -= self.height_pt(top);
            top += 1;
        }
        self.kept_inside(self.place(top, within_pt))
    }

    /// The same place where it is inside the list, else the nearest that is.
    pub fn kept_inside(&self, scroll: Scroll) -> Scroll {
        let end = self.end();
        let past_end =
            scroll.top > end.top || (scroll.top == end.top && scroll.offset_pt > end.offset_pt);
        if past_end { end } else { self.place(scroll.top, scroll.offset_pt) }
    }

    /// The nearest place at which a whole row is in view.
    pub fn showing(&self, scroll: Scroll, index: u32) -> Scroll {
        if index <= scroll.top {
            return self.kept_inside(self.place(index, 0.0));
        }
        // From the row up: how much room is left above it in the view.
        let mut room_pt = self.view_pt - self.row_pt;
        let mut above = index;
        while above > scroll.top && room_pt > 0.0 {
            above -= 1;
            room_pt -= self.height_pt(above);
        }
        let at_bottom = self.place(above, (-room_pt).max(0.0));
        let is_below = (above, at_bottom.offset_pt) > (scroll.top, scroll.offset_pt);
        if is_below { self.kept_inside(at_bottom) } else { scroll }
    }

    /// What the scroll bar shows of it: the end's place is the bar's end.
    pub fn extent(&self) -> Extent {
        Extent { content_pt: self.bar_pt(self.end()) + self.view_pt, view_pt: self.view_pt }
    }

    /// A place on the scroll bar's scale, on which each row is as high as every other. Exact:
    /// 10,000,000 rows are 30 bits of points, so 23 stay for the part of a point.
    pub fn bar_pt(&self, scroll: Scroll) -> f64 {
        f64::from(scroll.top) * self.row_pt + scroll.offset_pt
    }

    /// The place for a point of the scroll bar's scale.
    pub fn at_bar_pt(&self, offset_pt: f64) -> Scroll {
        let offset_pt = offset_pt.max(0.0);
        let top = (offset_pt / self.row_pt).floor();
        self.kept_inside(self.place(top as u32, (offset_pt - top * self.row_pt).max(0.0)))
    }

    fn place(&self, top: u32, offset_pt: f64) -> Scroll {
        Scroll { top, offset_pt, visible: self.visible() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW_PT: f64 = 70.0;
    const HEADER_PT: f64 = 28.0;

    fn plain(_: u32) -> f64 {
        0.0
    }

    /// A header below every third row.
    fn with_headers(index: u32) -> f64 {
        if index % 3 == 2 { HEADER_PT } else { 0.0 }
    }

    fn rows(count: u32, below_pt: &dyn Fn(u32) -> f64) -> Blocks<'_> {
        Blocks { count, row_pt: ROW_PT, view_pt: 700.0, below_pt }
    }

    fn at(top: u32, offset_pt: f64) -> Scroll {
        Scroll { top, offset_pt, visible: 10 }
    }

    /// Points between two places, headers counted.
    fn distance_pt(blocks: &Blocks<'_>, from: Scroll, to: Scroll) -> f64 {
        let between: f64 = (from.top..to.top).map(|index| blocks.height_pt(index)).sum();
        between + to.offset_pt - from.offset_pt
    }

    #[test]
    fn small_steps_add_up_at_the_far_end_of_ten_million_rows() {
        for below_pt in [plain, with_headers] {
            let blocks = rows(10_000_000, &below_pt);
            let before = at(9_999_000, 0.0);
            let mut scroll = before;
            for _ in 0..1_000 {
                scroll = blocks.moved(scroll, 0.3);
            }
            let moved = distance_pt(&blocks, before, scroll);
            assert!((moved - 300.0).abs() < 1e-6, "{moved}");
            for _ in 0..1_000 {
                scroll = blocks.moved(scroll, -0.3);
            }
            let rest = scroll.offset_pt;
            assert!(
                scroll.top == 9_999_000 && rest < 1e-6 || scroll.top == 9_998_999,
                "{scroll:?}"
            );
        }
    }

    #[test]
    fn the_place_is_always_inside_the_list() {
        // A fixed sequence of pseudo-random steps (a linear congruence), so that failures repeat.
        let mut seed = 7_u64;
        for below_pt in [plain, with_headers] {
            for count in [0, 1, 9, 10, 11, 1_000, 10_000_000, u32::MAX] {
                let blocks = rows(count, &below_pt);
                let end = blocks.end();
                let mut scroll = Scroll::default();
                for step in 0..600 {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let far = (seed >> 33) as f64 - f64::from(1_u32 << 30);
                    // Far jumps and small steps in turn.
                    let delta = if step % 2 == 0 { far } else { far / 4e6 };
                    scroll = blocks.moved(scroll, delta);
                    let height_pt = blocks.height_pt(scroll.top);
                    assert!(scroll.offset_pt >= 0.0 && scroll.offset_pt <= height_pt, "{scroll:?}");
                    assert!((scroll.top, scroll.offset_pt) <= (end.top, end.offset_pt));
                    assert_eq!(blocks.kept_inside(scroll), scroll, "twice changes nothing");
                }
            }
        }
    }

    #[test]
    fn the_end_of_the_list_meets_the_end_of_the_view() {
        for below_pt in [plain, with_headers] {
            let blocks = rows(10_000_000, &below_pt);
            let end = blocks.end();
            let below = distance_pt(&blocks, end, at(10_000_000, 0.0));
            assert!((below - 700.0).abs() < 1e-6, "{below}");
            assert_eq!(blocks.moved(end, 1.0), end);
            assert_eq!(blocks.moved(end, 1e12), end);
            assert_eq!(blocks.moved(Scroll::default(), -1.0).top, 0);
        }
    }

    #[test]
    fn a_list_shorter_than_the_view_does_not_move() {
        let blocks = rows(3, &with_headers);
        assert_eq!(blocks.moved(at(0, 0.0), 500.0), at(0, 0.0));
        assert_eq!(blocks.kept_inside(at(2, 0.0)), at(0, 0.0));
    }

    #[test]
    fn the_bar_reaches_both_ends_and_every_place_between() {
        for below_pt in [plain, with_headers] {
            let blocks = rows(10_000_000, &below_pt);
            let extent = blocks.extent();
            assert_eq!(blocks.at_bar_pt(0.0), at(0, 0.0));
            assert_eq!(blocks.at_bar_pt(extent.max_offset_pt()), blocks.end());
            for offset in [0.25, 69.75, 70.0, 3_000_000.5, 559_900_000.125] {
                assert!((blocks.bar_pt(blocks.at_bar_pt(offset)) - offset).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_header_that_becomes_known_above_the_view_moves_nothing() {
        let before = rows(1_000, &plain);
        let after = rows(1_000, &with_headers);
        let scroll = at(500, 12.5);
        assert_eq!(before.kept_inside(scroll), after.kept_inside(scroll));
    }

    #[test]
    fn a_row_is_brought_into_view_by_the_shortest_way() {
        let blocks = rows(1_000, &with_headers);
        let scroll = at(100, 10.0);
        assert_eq!(blocks.showing(scroll, 100), at(100, 0.0), "cut off at the top");
        assert_eq!(blocks.showing(scroll, 90), at(90, 0.0));
        assert_eq!(blocks.showing(scroll, 105), scroll, "in view already");
        for index in [109, 110, 111, 140, 999] {
            let shown = blocks.showing(scroll, index);
            let bottom = distance_pt(&blocks, shown, at(index, ROW_PT));
            assert!((bottom - 700.0).abs() < 1e-6, "{index}: {bottom}");
        }
    }
}
