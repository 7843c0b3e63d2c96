//! Widths of columns, as CSS 2.2 §17.5.2.2 has them and Blitz does not.
//!
//! Blitz takes widths from the first row alone, those of cells over several columns for the first of
//! these, and none in per cent unless the table is laid out as fixed. It does take `calc()`. So a
//! table that needs it gets a first row without height, whose cells carry the widths.

use std::rc::Rc;

use blitz_dom::Node;
use style::computed_values::border_collapse::T as BorderCollapse;
use style::computed_values::table_layout::T as TableLayout;
use style::properties::ComputedValues;
use style::values::computed::Size;
use style::values::specified::box_::DisplayInside;

use super::super::sanitise::{self, Data, Element, NodeId, Tree};
use super::cures::display;
use super::page::Built;

/// Marks a table whose first row carries the widths.
pub const SIZED: &str = "mp-sized";

/// Rows that are looked at: mails set widths in the first few.
const ROWS_LIMIT: usize = 30;

/// Columns beyond which a table is no layout, but a list of figures.
const COLUMNS_LIMIT: usize = 60;

/// Difference of widths that is rounding, in CSS pixels.
const TOLERANCE: f32 = 1.0;

/// What is known of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Styles,
    Layout,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Width {
    Auto,
    /// CSS pixels, padding included.
    Pixels(f32),
    PerCent(f32),
}

/// Gives tables that need it a row of widths; whether there were any.
pub fn size(built: &Built, tree: &mut Rc<Tree>, known: Known) -> bool {
    let mut is_changed = false;
    let elements: Vec<_> = tree.walk().map(|(id, _)| id).collect();
    for id in elements {
        let is_sized = tree
            .element(id)
            .is_none_or(|table| table.local() != "table" || table.attribute(SIZED).is_some());
        if is_sized || display(built, id) != Some(DisplayInside::Table) {
            continue;
        }
        if let Some(widths) = widths(built, tree, id, known) {
            insert_row(built, Rc::make_mut(tree), id, &widths);
            is_changed = true;
        }
    }
    is_changed
}

/// The widths of the columns, where the engine would not find them by itself.
fn widths(built: &Built, tree: &Tree, table: NodeId, known: Known) -> Option<Vec<Width>> {
    let node = built.document.get_node(built.nodes.get(table).copied().flatten()?)?;
    if node.primary_styles()?.clone_table_layout() == TableLayout::Fixed {
        return None;
    }
    let table_width = width_of(built, table);
    let mut widths: Vec<Width> = Vec::new();
    let mut is_needed = false;
    let rows = sanitise::rows(tree, table);
    for (number, row) in rows.iter().take(ROWS_LIMIT).enumerate() {
        let mut column = 0;
        for cell in tree.children(*row).iter().copied() {
            let Some(element) = tree.element(cell) else { continue };
            if display(built, cell) != Some(DisplayInside::TableCell) {
                continue;
            }
            let span = |name| element.attribute(name).and_then(|span| span.parse::<usize>().ok());
            // Which column a cell stands in is not told without laying the table out.
            if span("rowspan").is_some() {
                return None;
            }
            let colspan = span("colspan").unwrap_or(1);
            if column + colspan > COLUMNS_LIMIT {
                return None;
            }
            widths.resize(widths.len().max(column + colspan), Width::Auto);
            let width = width_of(built, cell);
            if colspan > 1 {
                is_needed |= number == 0 && width != Width::Auto;
            } else if let Some(known) = widths.get_mut(column)
                && *known == Width::Auto
            {
                // A share of a table that is as wide as its content says little.
                let is_share = matches!(width, Width::PerCent(_));
                if !is_share || table_width != Width::Auto {
                    is_needed |= is_share || (number > 0 && width != Width::Auto);
                    *known = width;
                }
            }
            column += colspan;
        }
    }
    if known == Known::Layout
        && table_width != Width::Auto
        && fill(&mut widths, inner_width(node, spacing(built, table)))
    {
        is_needed = true;
    }
    // A single column is as wide as its table anyway.
    (is_needed && widths.len() > 1).then(|| balanced(widths)).flatten()
}

/// Where every column has pixels, but not those of the table, they are shares of it (CSS 2.2
/// §17.5.2.2 fits them; the engine lets them overflow).
fn fill(widths: &mut [Width], (inner, gap): (f32, f32)) -> bool {
    let pixels =
        |width: &Width| if let Width::Pixels(pixels) = width { Some(*pixels) } else { None };
    let Some(all) = widths.iter().map(pixels).collect::<Option<Vec<_>>>() else { return false };
    let sum: f32 = all.iter().sum();
    let gaps = gap * all.len().saturating_sub(1) as f32;
    if sum <= 0.0 || (sum + gaps - inner).abs() <= TOLERANCE {
        return false;
    }
    for (width, pixels) in widths.iter_mut().zip(all) {
        *width = Width::PerCent(100.0 * pixels / sum);
    }
    true
}

/// Width of a table's rows, and the space between its columns, in CSS pixels.
fn inner_width(table: &Node, spacing: f32) -> (f32, f32) {
    let layout = table.unrounded_layout();
    let border = layout.border.left + layout.border.right;
    (layout.size.width - border - 2.0 * spacing, spacing)
}

/// The space around cells in CSS pixels.
fn spacing(built: &Built, table: NodeId) -> f32 {
    let node = built.nodes.get(table).copied().flatten();
    let styles = node.and_then(|node| built.document.get_node(node)?.primary_styles());
    styles.map_or(0.0, |styles| match styles.clone_border_collapse() {
        BorderCollapse::Separate => styles.clone_border_spacing().0.width.px(),
        BorderCollapse::Collapse => 0.0,
    })
}

/// Shares that fill the table and no more.
fn balanced(mut widths: Vec<Width>) -> Option<Vec<Width>> {
    let sum: f32 = widths
        .iter()
        .map(|width| if let Width::PerCent(share) = width { *share } else { 0.0 })
        .sum();
    let all_shares = widths.iter().all(|width| matches!(width, Width::PerCent(_)));
    if sum > 99.0 && !all_shares {
        // Nothing is left for the others: what the engine does by itself is no worse.
        return None;
    }
    if all_shares && sum > 0.0 {
        for width in &mut widths {
            if let Width::PerCent(share) = width {
                *share *= 100.0 / sum;
            }
        }
    }
    Some(widths)
}

fn width_of(built: &Built, id: NodeId) -> Width {
    let node = built.nodes.get(id).copied().flatten();
    let Some(node) = node.and_then(|node| built.document.get_node(node)) else {
        return Width::Auto;
    };
    let Some(styles) = node.primary_styles() else { return Width::Auto };
    let Size::LengthPercentage(width) = styles.clone_width() else { return Width::Auto };
    if let Some(share) = width.0.to_percentage() {
        return Width::PerCent(share.0 * 100.0);
    }
    let Some(length) = width.0.to_length() else { return Width::Auto };
    let is_content = styles.clone_box_sizing() == style::computed_values::box_sizing::T::ContentBox;
    Width::Pixels(length.px() + if is_content { around(&styles) } else { 0.0 })
}

/// Padding and borders at both sides in CSS pixels, as far as they are lengths.
fn around(styles: &ComputedValues) -> f32 {
    let padding = styles.get_padding();
    let border = styles.get_border();
    let paddings = [&padding.padding_left, &padding.padding_right];
    let borders = [
        (border.border_left_width.0, border.border_left_style),
        (border.border_right_width.0, border.border_right_style),
    ];
    paddings.iter().filter_map(|padding| Some(padding.0.to_length()?.px())).sum::<f32>()
        + borders
            .iter()
            .filter(|(_, style)| !style.none_or_hidden())
            .map(|(width, _)| width.to_f32_px())
            .sum::<f32>()
}

fn insert_row(built: &Built, tree: &mut Tree, table: NodeId, widths: &[Width]) {
    let spacing = spacing(built, table);
    // Shares are of the table without the space between its columns.
    let gaps = spacing * widths.len().saturating_sub(1) as f32;
    let words = |width: &Width| match width {
        Width::Auto => "auto".to_owned(),
        Width::Pixels(pixels) => format!("{pixels}px"),
        // The rest keeps it from being simplified to a percentage.
        Width::PerCent(share) => format!("calc({share}% - {}px)", share / 100.0 * gaps + 0.01),
    };
    // A row more is a space more.
    if spacing > 0.0
        && let Some(cells) = own_cells(built, tree, table, widths.len())
    {
        for (cell, width) in cells.into_iter().zip(widths) {
            let Some(cell) = tree.element_mut(cell) else { continue };
            let style = cell.attribute("style").unwrap_or_default();
            let width = words(width);
            let style = format!("{style};width:{width}!important;box-sizing:border-box!important");
            cell.set("style", style);
            cell.remove("width");
        }
        if let Some(table) = tree.element_mut(table) {
            table.set(SIZED, "");
        }
        return;
    }
    let row = tree.create(Data::Element(Element::html("mp-row")));
    for width in widths {
        let mut cell = Element::html("mp-cell");
        let width = words(width);
        cell.set("style", format!("width:{width};height:0;padding:0;border:0;line-height:0"));
        let cell = tree.create(Data::Element(cell));
        tree.append(row, cell);
    }
    // A head is laid out before all else, wherever it stands.
    let head = tree
        .children(table)
        .iter()
        .copied()
        .find(|child| tree.element(*child).is_some_and(|element| element.local() == "thead"));
    tree.insert(head.unwrap_or(table), 0, row);
    if let Some(table) = tree.element_mut(table) {
        table.set(SIZED, "");
    }
}

/// The cells of the first row, where there are `count` of them that can carry widths themselves.
fn own_cells(built: &Built, tree: &Tree, table: NodeId, count: usize) -> Option<Vec<NodeId>> {
    let is_head = |id: &NodeId| tree.element(*id).is_some_and(|part| part.local() == "thead");
    if tree.children(table).iter().any(is_head) {
        return None;
    }
    let row = sanitise::rows(tree, table).first().copied()?;
    let cells: Vec<_> =
        tree.children(row).iter().copied().filter(|id| tree.element(*id).is_some()).collect();
    let can_carry = |id: &NodeId| {
        let Some(cell) = tree.element(*id) else { return false };
        let style = cell.attribute("style").unwrap_or_default();
        let names = style.split(';').filter_map(|one| one.split(':').next());
        let has_height = names
            .map(|name| name.trim().to_ascii_lowercase())
            .any(|name| matches!(&*name, "height" | "min-height" | "max-height"));
        display(built, *id) == Some(DisplayInside::TableCell)
            && cell.attribute("colspan").is_none()
            // A height would be measured otherwise then.
            && cell.attribute("height").is_none()
            && !has_height
    };
    (cells.len() == count && cells.iter().all(can_carry)).then_some(cells)
}

/// The cell that gives `cell`'s column its width: in the row of widths or the first one, or itself.
pub fn giver(tree: &Tree, cell: NodeId) -> NodeId {
    let found = || {
        let row = tree.parent(cell)?;
        let table = tree
            .ancestors(row)
            .find(|id| tree.element(*id).is_some_and(|element| element.local() == "table"))?;
        tree.element(table)?.attribute(SIZED)?;
        let before = tree.children(row).iter().take_while(|other| **other != cell);
        let column: usize = before
            .filter_map(|other| tree.element(*other))
            .map(|other| other.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1))
            .sum();
        let first = sanitise::descendants(tree, table)
            .find(|id| tree.element(*id).is_some_and(|element| element.local() == "mp-row"))
            .or_else(|| sanitise::rows(tree, table).first().copied())?;
        let mut cells = tree.children(first).iter().filter(|id| tree.element(**id).is_some());
        cells.nth(column).copied()
    };
    found().unwrap_or(cell)
}
