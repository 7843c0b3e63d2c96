//! Tables kept within what the engine can count.

use super::limits::{COLUMNS_PER_TABLE_LIMIT, ROWS_PER_TABLE_LIMIT};
use super::tree::{NodeId, Tree};

/// Bounds rows and columns of every table, spans included; whether something was left out.
pub fn bound(tree: &mut Tree) -> bool {
    let mut is_cut = false;
    for table in tables(tree) {
        let rows = rows(tree, table);
        for row in rows.iter().skip(ROWS_PER_TABLE_LIMIT) {
            tree.detach(*row);
            is_cut = true;
        }
        // Cells that reach into later rows push those to the right: their columns count twice.
        let mut reaching = 0;
        for row in rows.iter().take(ROWS_PER_TABLE_LIMIT) {
            let mut columns = 0;
            for cell in cells(tree, *row) {
                if columns >= COLUMNS_PER_TABLE_LIMIT {
                    tree.detach(cell);
                    is_cut = true;
                    continue;
                }
                let Some(element) = tree.element_mut(cell) else { continue };
                let colspan = span(element.attribute("colspan"));
                let colspan = colspan.clamp(1, COLUMNS_PER_TABLE_LIMIT - columns);
                columns += colspan;
                element.remove("colspan");
                if colspan > 1 {
                    element.set("colspan", colspan.to_string());
                }
                let rowspan = span(element.attribute("rowspan"));
                element.remove("rowspan");
                if rowspan > 1 && reaching + colspan <= COLUMNS_PER_TABLE_LIMIT {
                    reaching += colspan;
                    element.set("rowspan", rowspan.min(ROWS_PER_TABLE_LIMIT).to_string());
                }
            }
        }
    }
    bound_columns(tree);
    is_cut
}

/// `<col span>` and `<colgroup span>` make columns without cells.
fn bound_columns(tree: &mut Tree) {
    let groups: Vec<_> = named(tree, |name| matches!(name, "col" | "colgroup"));
    let mut left = COLUMNS_PER_TABLE_LIMIT;
    for group in groups {
        let Some(element) = tree.element_mut(group) else { continue };
        let span = span(element.attribute("span"));
        element.remove("span");
        if span > left {
            tree.detach(group);
            continue;
        }
        left -= span;
        if span > 1 {
            element.set("span", span.to_string());
        }
    }
}

fn tables(tree: &Tree) -> Vec<NodeId> {
    named(tree, |name| name == "table")
}

fn named(tree: &Tree, is_wanted: impl Fn(&str) -> bool) -> Vec<NodeId> {
    tree.walk()
        .map(|(id, _)| id)
        .filter(|id| tree.element(*id).is_some_and(|element| is_wanted(element.local())))
        .collect()
}

/// The rows of a table itself, not of those in its cells.
pub fn rows(tree: &Tree, table: NodeId) -> Vec<NodeId> {
    let is = |id: NodeId, names: &[&str]| {
        tree.element(id).is_some_and(|element| names.contains(&element.local()))
    };
    let mut found = Vec::new();
    for child in tree.children(table).iter().copied() {
        if is(child, &["tr"]) {
            found.push(child);
        } else if is(child, &["tbody", "thead", "tfoot"]) {
            found.extend(tree.children(child).iter().copied().filter(|row| is(*row, &["tr"])));
        }
    }
    found
}

pub fn cells(tree: &Tree, row: NodeId) -> Vec<NodeId> {
    let is_cell = |id: &NodeId| {
        tree.element(*id).is_some_and(|element| matches!(element.local(), "td" | "th"))
    };
    tree.children(row).iter().copied().filter(is_cell).collect()
}

/// A span as written; none, zero and nonsense are one.
fn span(value: Option<&str>) -> usize {
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(1).max(1)
}
