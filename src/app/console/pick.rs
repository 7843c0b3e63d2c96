//! Which rows are marked to be copied.

/// Marked rows, by their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Picked(Option<(u64, u64)>);

impl Picked {
    /// A click on a row; with `extend` the rows from the first one marked to this.
    pub fn click(&mut self, number: u64, extend: bool) {
        let from = self.0.filter(|_| extend).map_or(number, |(from, _)| from);
        let again = !extend && self.0 == Some((number, number));
        self.0 = (!again).then_some((from, number));
    }

    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// The lower and the higher number.
    pub fn range(self) -> Option<(u64, u64)> {
        self.0.map(|(a, b)| (a.min(b), a.max(b)))
    }

    pub fn holds(self, number: u64) -> bool {
        self.range().is_some_and(|(a, b)| (a..=b).contains(&number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_marks_shift_extends_and_a_second_click_unmarks() {
        let mut picked = Picked::default();
        picked.click(7, false);
        picked.click(3, true);
        assert_eq!(picked.range(), Some((3, 7)));
        assert!(picked.holds(5) && !picked.holds(8));
        picked.click(9, true);
        assert_eq!(picked.range(), Some((7, 9)));
        picked.click(4, false);
        picked.click(4, false);
        assert_eq!(picked.range(), None);
    }
}
