//! Rows bounded by their bytes, of which some are shown: numbered for good, so that what is looked at
//! keeps its number when old rows go.

use std::collections::VecDeque;

/// Rows and the numbers of those shown.
#[derive(Debug)]
pub struct Rows<T> {
    all: VecDeque<(T, usize)>,
    /// Number of the oldest row held.
    first: u64,
    shown: VecDeque<u64>,
    bytes: usize,
    limit_bytes: usize,
}

impl<T> Rows<T> {
    pub fn new(limit_bytes: usize) -> Self {
        Self { all: VecDeque::new(), first: 0, shown: VecDeque::new(), bytes: 0, limit_bytes }
    }

    /// Adds a row that takes about this many bytes; the oldest go where there is no room for it.
    pub fn push(&mut self, row: T, bytes: usize, is_shown: bool) {
        if is_shown {
            self.shown.push_back(self.first + self.all.len() as u64);
        }
        self.bytes += bytes;
        self.all.push_back((row, bytes));
        while self.bytes > self.limit_bytes {
            let Some((_, bytes)) = self.all.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(bytes);
            self.first += 1;
            if self.shown.front().is_some_and(|number| *number < self.first) {
                self.shown.pop_front();
            }
        }
    }

    /// Decides anew which rows are shown.
    pub fn show_where(&mut self, is_shown: impl Fn(&T) -> bool) {
        let numbers = (self.first..).zip(&self.all);
        self.shown =
            numbers.filter(|(_, (row, _))| is_shown(row)).map(|(number, _)| number).collect();
    }

    /// Forgets some rows, and decides anew which of the others are shown; those get new numbers.
    /// Returns whether there were any.
    pub fn drop_where(
        &mut self,
        is_dropped: impl Fn(&T) -> bool,
        is_shown: impl Fn(&T) -> bool,
    ) -> bool {
        if !self.all.iter().any(|(row, _)| is_dropped(row)) {
            return false;
        }
        let old = std::mem::take(&mut self.all);
        self.first += old.len() as u64;
        self.clear();
        for (row, bytes) in old.into_iter().filter(|(row, _)| !is_dropped(row)) {
            let shown = is_shown(&row);
            self.push(row, bytes, shown);
        }
        true
    }

    /// Forgets all rows; numbers go on.
    pub fn clear(&mut self) {
        self.first += self.all.len() as u64;
        self.all.clear();
        self.shown.clear();
        self.bytes = 0;
    }

    /// How many are shown.
    pub fn shown(&self) -> usize {
        self.shown.len()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The row shown at this place, from the top, with its number.
    pub fn at(&self, place: usize) -> Option<(u64, &T)> {
        let number = *self.shown.get(place)?;
        Some((number, self.get(number)?))
    }

    /// Those shown whose numbers are in the range, or all.
    pub fn pick(&self, range: Option<(u64, u64)>) -> impl Iterator<Item = &T> {
        let wanted = move |number: &&u64| range.is_none_or(|(a, b)| (a..=b).contains(*number));
        self.shown.iter().filter(wanted).filter_map(|number| self.get(*number))
    }

    fn get(&self, number: u64) -> Option<&T> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.all.get(index).map(|(row, _)| row)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn old_rows_go_and_the_others_keep_their_numbers() {
        let mut rows = Rows::new(100);
        for number in 0..1_000_u64 {
            rows.push(number, 10, number.is_multiple_of(2));
            assert!(rows.len() <= 10);
        }
        assert_eq!(rows.shown(), 5);
        assert_eq!(rows.at(0), Some((990, &990)));
        assert_eq!(rows.at(4), Some((998, &998)));
        assert_eq!(rows.at(5), None);
        rows.show_where(|number| *number > 997);
        assert_eq!(rows.pick(None).copied().collect::<Vec<_>>(), [998, 999]);
        assert_eq!(rows.pick(Some((999, 2_000))).copied().collect::<Vec<_>>(), [999]);
        rows.clear();
        assert_eq!(rows.shown(), 0);
        assert!(!rows.drop_where(|_| true, |_| true), "there is none");
        rows.push(7, 10, true);
        assert_eq!(rows.at(0), Some((1_000, &7)));
        rows.push(8, 10, true);
        rows.push(9, 10, true);
        assert!(rows.drop_where(|row| *row == 8, |row| *row != 7));
        assert_eq!((rows.len(), rows.at(0), rows.at(1)), (2, Some((1_004, &9)), None));
    }
}
