//! Tables of data told from tables that lay out a page.

use super::look;
use crate::html::sanitise::{Data, Element, NodeId, Tree, cells, descendants, rows};

/// A longer text in a cell is prose, which rows only squeeze.
const CELL_LIMIT_CHARS: usize = 160;

/// The same where nothing but the shape says that the table holds data.
const BARE_CELL_LIMIT_CHARS: usize = 60;

/// More columns than a window can show.
const COLUMNS_LIMIT: usize = 24;

/// Whether `table` holds data, so that its rows mean something.
///
/// Walks over the table up to the first one inside it, so that all of a page's tables together cost
/// what the page is long.
pub(super) fn is_data(tree: &Tree, table: NodeId) -> bool {
    let Some(element) = tree.element(table) else { return false };
    let role = element.attribute("role").unwrap_or_default();
    if matches!(role.trim(), "presentation" | "none") || holds_layout(tree, table) {
        return false;
    }
    let rows = rows(tree, table);
    let widths: Vec<_> = rows.iter().map(|row| cells(tree, *row).len()).collect();
    let columns = widths.iter().copied().max().unwrap_or(0);
    if !(2..=COLUMNS_LIMIT).contains(&columns) {
        return false;
    }
    let longest =
        rows.iter().flat_map(|row| cells(tree, *row)).map(|cell| length(tree, cell)).max();
    let longest = longest.unwrap_or(0);
    if is_told(tree, table, element, &rows) {
        return longest <= CELL_LIMIT_CHARS && (rows.len() >= 2 || has_border(element));
    }
    let is_even = widths.iter().filter(|width| **width == columns).count() * 4 >= rows.len() * 3;
    rows.len() >= 3 && is_even && longest <= BARE_CELL_LIMIT_CHARS
}

/// Whether something in the table is no part of data: another table, a picture, headings, buttons.
fn holds_layout(tree: &Tree, table: NodeId) -> bool {
    descendants(tree, table).any(|id| {
        tree.element(id).is_some_and(|element| {
            matches!(
                element.local(),
                "table" | "img" | "mp-img" | "h1" | "h2" | "h3" | "hr" | "blockquote" | "mp-button"
            )
        })
    })
}

/// Whether the page says that these are data: a heading cell, a caption, lines between cells.
fn is_told(tree: &Tree, table: NodeId, element: &Element, rows: &[NodeId]) -> bool {
    let is = |id: NodeId, name: &str| tree.element(id).is_some_and(|e| e.local() == name);
    let inner = |name: &str| tree.children(table).iter().any(|child| is(*child, name));
    inner("caption")
        || inner("thead")
        || has_border(element)
        || rows.iter().any(|row| {
            cells(tree, *row).into_iter().any(|cell| is(cell, "th") || has_line(tree, cell))
        })
}

fn has_border(table: &Element) -> bool {
    table.attribute("border").is_some_and(|border| border.trim() != "0")
}

/// Whether the cell's own style draws a line round it or below it.
fn has_line(tree: &Tree, cell: NodeId) -> bool {
    let Some(element) = tree.element(cell) else { return false };
    ["border", "border-top", "border-bottom"].iter().any(|property| {
        look::declaration(element, property)
            .is_some_and(|line| line.contains("solid") || line.contains("dotted"))
    })
}

/// Characters of a cell, counted up to a little over the limit.
fn length(tree: &Tree, cell: NodeId) -> usize {
    let mut count = 0;
    for id in descendants(tree, cell) {
        if let Some(Data::Text(text)) = tree.get(id).map(|node| &node.data) {
            count += text.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
        }
        if count > CELL_LIMIT_CHARS + 1 {
            break;
        }
    }
    count.saturating_sub(1)
}

/// Columns that cells of earlier rows reach into, and those of the row that is being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Rows still covered, for each column.
    reach: Vec<usize>,
}

impl Grid {
    /// How many empty cells stand before the next one at `column`.
    pub fn covered(&mut self, column: usize) -> usize {
        let open = self.reach.iter_mut().skip(column).take_while(|rows| **rows > 0);
        open.map(|rows| *rows -= 1).count()
    }

    /// Notes a cell at `column`; how many columns it takes: at least one, and as many more as there
    /// are up to [`COLUMNS_LIMIT`].
    pub fn place(&mut self, column: usize, cell: &Element) -> usize {
        let span = |name| {
            let written = cell.attribute(name).and_then(|value| value.trim().parse().ok());
            written.unwrap_or(1_usize).clamp(1, COLUMNS_LIMIT)
        };
        let (columns, more_rows) = (span("colspan"), span("rowspan") - 1);
        let end = (column + columns).min(COLUMNS_LIMIT);
        if self.reach.len() < end {
            self.reach.resize(end, 0);
        }
        for rows in self.reach.get_mut(column..end).unwrap_or_default() {
            *rows = more_rows;
        }
        end.saturating_sub(column).max(1)
    }
}
