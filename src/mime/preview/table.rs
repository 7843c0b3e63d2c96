//! A CSV file as rows and columns (RFC 4180), for looking at.

use csv_core::{ReadFieldResult, ReaderBuilder};

/// Bytes read: the first rows are what a look is for.
const READ_LIMIT_BYTES: usize = 512 * 1024;

/// Rows and columns of a table; a look at more needs another program.
const ROWS_LIMIT: usize = 1_000;
const COLUMNS_LIMIT: usize = 100;

/// Bytes of one cell.
const CELL_LIMIT_BYTES: usize = 1_024;

/// Bytes of the first lines that tell the separator.
const SAMPLE_BYTES: usize = 4 * 1024;

/// The first rows of a file; not all rows have the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub rows: Vec<Vec<String>>,
    pub columns: usize,
    /// There is more than is shown.
    pub cut: bool,
}

/// Reads a table whose cells stand between commas, semicolons, tabs or bars.
pub fn table(bytes: &[u8], charset: Option<&str>) -> Table {
    let text = super::text_of(bytes, charset, READ_LIMIT_BYTES);
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new().delimiter(separator(text)).build();
    let mut input = text.as_bytes();
    let mut found = Table { cut: bytes.len() > READ_LIMIT_BYTES, ..Table::default() };
    let mut row = Vec::new();
    let mut cell = Vec::new();
    let mut buffer = [0_u8; 256];
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = input.get(read..).unwrap_or_default();
        let room = CELL_LIMIT_BYTES.saturating_sub(cell.len()).min(written);
        cell.extend_from_slice(buffer.get(..room).unwrap_or_default());
        match result {
            // An empty input tells the reader that this is the end.
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                if row.len() < COLUMNS_LIMIT {
                    row.push(crate::text::visible(&String::from_utf8_lossy(&cell)));
                } else {
                    found.cut = true;
                }
                cell.clear();
                if !record_end {
                    continue;
                }
                if found.rows.len() == ROWS_LIMIT {
                    found.cut = true;
                    break;
                }
                found.columns = found.columns.max(row.len());
                found.rows.push(std::mem::take(&mut row));
            }
            ReadFieldResult::End => break,
        }
    }
    found
}

/// The separator that occurs most in the first lines, outside of quotes.
fn separator(text: &str) -> u8 {
    let sample = text.as_bytes().get(..SAMPLE_BYTES).unwrap_or(text.as_bytes());
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in sample {
        quoted ^= *byte == b'"';
        for (separator, count) in &mut counts {
            *count += u32::from(!quoted && byte == separator);
        }
    }
    // Of equals the first: max_by_key would give the last.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        table(text.as_bytes(), None).rows
    }

    #[test]
    fn cells_are_read_whatever_stands_between_them() {
        let expected =
            vec![vec!["a".to_owned(), "b, c".to_owned()], vec!["1".to_owned(), "2".to_owned()]];
        assert_eq!(rows("a,\"b, c\"\r\n1,2\r\n"), expected);
        assert_eq!(rows("a;b, c\n1;2"), expected);
        assert_eq!(rows("\u{feff}a\tb, c\n1\t2\n"), expected);
        assert_eq!(rows("\"a\"\"x\"\nlonger,row\n")[0], ["a\"x"]);
        assert_eq!(table("Gr\u{fc}n".as_bytes(), Some("utf-8")).rows[0], ["Grün"]);
    }

    #[test]
    fn a_formula_is_a_text_and_control_characters_are_visible() {
        assert_eq!(rows("=HYPERLINK(1),a\u{1b}b"), [["=HYPERLINK(1)", "a⟨U+001B⟩b"]]);
    }

    #[test]
    fn a_table_of_any_size_is_cut() {
        let many = table("a,b\n".repeat(50_000).as_bytes(), None);
        assert!(many.cut && many.rows.len() == ROWS_LIMIT);
        let wide = table(",".repeat(300_000).as_bytes(), None);
        assert!(wide.cut && wide.columns == COLUMNS_LIMIT);
        let long = table(&[b'"'; 400_001], None);
        assert!(long.rows.iter().flatten().all(|cell| cell.len() <= 3 * CELL_LIMIT_BYTES));
        assert_eq!(table(b"", None), Table::default());
    }
}
