//! Where the pieces of a long text stand, most of which were never laid out.
//!
//! A piece has an estimated height until it is measured. Only what is in view is measured, so the
//! cost of a frame does not grow with the text. Sums are f64: a text of a million lines is longer
//! than an f32 can count in points.

/// Heights of all pieces, top to bottom.
#[derive(Debug, Default)]
pub(in crate::ui) struct Flow {
    heights_pt: Vec<f32>,
    /// Top of each piece; true up to `summed` pieces.
    tops_pt: Vec<f64>,
    summed: usize,
}

impl Flow {
    pub(in crate::ui) fn new(heights_pt: Vec<f32>) -> Self {
        let tops_pt = vec![0.0; heights_pt.len()];
        Self { heights_pt, tops_pt, summed: 0 }
    }

    pub(in crate::ui) fn len(&self) -> usize {
        self.heights_pt.len()
    }

    pub(in crate::ui) fn height_pt(&self, index: usize) -> f32 {
        self.heights_pt.get(index).copied().unwrap_or(0.0)
    }

    /// Sets the measured height; returns by how much it differs from what was thought.
    pub(in crate::ui) fn measured(&mut self, index: usize, height_pt: f32) -> f32 {
        let Some(old) = self.heights_pt.get_mut(index) else { return 0.0 };
        let change = height_pt - *old;
        if change != 0.0 {
            *old = height_pt;
            self.summed = self.summed.min(index + 1);
        }
        change
    }

    /// Height of everything.
    pub(in crate::ui) fn total_pt(&mut self) -> f64 {
        match self.len().checked_sub(1) {
            Some(last) => self.top_pt(last) + f64::from(self.height_pt(last)),
            None => 0.0,
        }
    }

    /// Distance of a piece from the top of the first one.
    pub(in crate::ui) fn top_pt(&mut self, index: usize) -> f64 {
        self.sum();
        self.tops_pt.get(index).copied().unwrap_or(0.0)
    }

    /// The piece at this distance from the top; the last one for any place below it.
    pub(in crate::ui) fn at(&mut self, y_pt: f64) -> usize {
        self.sum();
        self.tops_pt.partition_point(|top| *top <= y_pt).saturating_sub(1)
    }

    fn sum(&mut self) {
        if self.summed >= self.len() {
            return;
        }
        let from = self.summed.saturating_sub(1);
        let mut top =
            if self.summed == 0 { 0.0 } else { self.tops_pt.get(from).copied().unwrap_or(0.0) };
        let rows = self.tops_pt.iter_mut().zip(&self.heights_pt).skip(from);
        for (place, height) in rows {
            *place = top;
            top += f64::from(*height);
        }
        self.summed = self.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_by_its_place() {
        let mut flow = Flow::new(vec![10.0, 20.0, 30.0]);
        assert_eq!(flow.total_pt(), 60.0);
        assert_eq!([flow.at(-5.0), flow.at(0.0), flow.at(9.9), flow.at(10.0)], [0, 0, 0, 1]);
        assert_eq!([flow.at(29.0), flow.at(30.0), flow.at(1e9)], [1, 2, 2]);
    }

    #[test]
    fn a_measured_height_moves_what_is_below() {
        let mut flow = Flow::new(vec![10.0, 20.0, 30.0]);
        assert_eq!(flow.top_pt(2), 30.0);
        assert_eq!(flow.measured(1, 25.0), 5.0);
        assert_eq!((flow.top_pt(1), flow.top_pt(2), flow.total_pt()), (10.0, 35.0, 65.0));
        assert_eq!(flow.measured(7, 25.0), 0.0);
    }

    #[test]
    fn an_empty_text_has_no_height() {
        let mut flow = Flow::default();
        assert_eq!((flow.total_pt(), flow.at(3.0), flow.len()), (0.0, 0, 0));
    }

    #[test]
    fn a_million_lines_stand_where_they_should() {
        let mut flow = Flow::new(vec![21.0; 1_000_000]);
        assert_eq!(flow.top_pt(999_999), 21.0 * 999_999.0);
        assert_eq!(flow.at(21.0 * 777_777.0 + 0.5), 777_777);
    }
}
