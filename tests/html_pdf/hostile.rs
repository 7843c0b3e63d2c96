//! PDFs made to do harm.

use std::fmt::Write as _;
use std::io::Write as _;

use pdf_writer::{Filter, Finish as _, Name, Pdf, Ref};

use super::make::{EXTRA, Made, box_and_words};

/// Each with what it does.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a million objects", million_objects()),
        ("a page tree of 20,000 floors", deep_tree()),
        ("a page tree that holds itself", tree_in_itself()),
        ("a content that unpacks to a gigabyte", bomb()),
        ("a stream without an end", endless_stream()),
        ("two million saved states", drawn(&"q ".repeat(2_000_000))),
        ("a million letters", drawn(&format!("BT /F1 9 Tf ({}) Tj ET", "x".repeat(1_000_000)))),
        ("a million lines", drawn(&"0 0 m 600 800 l S ".repeat(1_000_000))),
        ("arrays in arrays", drawn(&format!("{}{} TJ", "[".repeat(100_000), "]".repeat(100_000)))),
        (
            "numbers beyond all bounds",
            drawn("1e38 1e38 1e38 1e38 re 9e99 w 1e38 0 0 1e38 0 0 cm S"),
        ),
        ("a form that draws itself", form_in_itself()),
        ("a picture of ten thousand million pixels", picture()),
        ("a pattern of a thousand million tiles", pattern()),
        ("objects that name each other", references()),
    ]
}

fn drawn(content: &str) -> Vec<u8> {
    Made { content: content.as_bytes().to_vec(), ..Made::default() }.bytes()
}

/// Locked with a password that nobody knows (ISO 32000-1 §7.6.3).
pub fn locked() -> Vec<u8> {
    let plain = String::from_utf8(Made { content: box_and_words(), ..Made::default() }.bytes());
    // What pdf-writer begins with is not UTF-8 in the second line only.
    let plain = plain.unwrap_or_else(|error| {
        error
            .into_bytes()
            .into_iter()
            .map(|byte| if byte < 128 { char::from(byte) } else { '?' })
            .collect()
    });
    let secret = "5a".repeat(32);
    let lock = format!(
        "trailer\n<< /ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 \
         /O <{secret}> /U <{secret}> >> "
    );
    plain.replacen("trailer\n<<", &lock, 1).into_bytes()
}

fn million_objects() -> Vec<u8> {
    let mut objects = "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
         2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n\
         3 0 obj << /Type /Page /MediaBox [0 0 99 99] >> endobj\n"
        .to_owned();
    for id in 4..1_000_004 {
        let _ = writeln!(objects, "{id} 0 obj {} 0 R endobj", id + 1);
    }
    by_hand(&objects)
}

/// Objects written by hand, without a table of where they stand: it is made anew by who reads it.
fn by_hand(objects: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{objects}\ntrailer << /Root 1 0 R >>\n%%EOF").into_bytes()
}

fn deep_tree() -> Vec<u8> {
    let mut objects = "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n".to_owned();
    let last = 20_000;
    for id in 2..last {
        let kid = id + 1;
        let _ =
            writeln!(objects, "{id} 0 obj << /Type /Pages /Count 1 /Kids [{kid} 0 R] >> endobj");
    }
    let _ = writeln!(objects, "{last} 0 obj << /Type /Page /MediaBox [0 0 99 99] >> endobj");
    by_hand(&objects)
}

fn tree_in_itself() -> Vec<u8> {
    by_hand(
        "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
         2 0 obj << /Type /Pages /Count 1 /Kids [2 0 R 3 0 R] /Parent 3 0 R >> endobj\n\
         3 0 obj << /Type /Pages /Count 9 /Kids [2 0 R 3 0 R 2 0 R] >> endobj",
    )
}

fn bomb() -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let piece = vec![b' '; 1 << 20];
    for _ in 0..1_024 {
        packed.write_all(&piece).expect("a vector takes all");
    }
    let packed = packed.finish().expect("a vector takes all");
    let mut pdf = Pdf::new();
    Made::default().write(&mut pdf);
    let mut bytes = pdf.finish();
    // The newest object of a number counts.
    let mut again = Pdf::new();
    again.stream(Ref::new(4), &packed).filter(Filter::FlateDecode).finish();
    bytes.truncate(find(&bytes, b"xref"));
    let again = again.finish();
    bytes.extend(&again[find(&again, b"4 0 obj")..find(&again, b"xref")]);
    bytes.extend(b"trailer << /Root 1 0 R >>");
    bytes
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    let found = bytes.windows(wanted.len()).position(|window| window == wanted);
    found.unwrap_or_else(|| panic!("there is no {}", String::from_utf8_lossy(wanted)))
}

fn endless_stream() -> Vec<u8> {
    let mut bytes = by_hand(
        "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
         2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n\
         3 0 obj << /Type /Page /MediaBox [0 0 99 99] /Contents 4 0 R /Parent 2 0 R >> endobj\n\
         4 0 obj << /Length 99999999999 >> stream\n",
    );
    bytes.truncate(find(&bytes, b"\ntrailer"));
    bytes.extend(b"0 0 m 9 9 l S\n".repeat(1_000_000));
    bytes
}

/// A page that paints `/X1`, or fills itself with `/P1`.
fn with_extra(content: &str, extra: impl FnOnce(&mut Pdf, Ref)) -> Vec<u8> {
    let mut pdf = Pdf::new();
    Made { content: content.as_bytes().to_vec(), ..Made::default() }.write(&mut pdf);
    extra(&mut pdf, Ref::new(EXTRA));
    pdf.finish()
}

fn form_in_itself() -> Vec<u8> {
    with_extra("/X1 Do", |pdf, id| {
        let mut form = pdf.form_xobject(id, b"/X1 Do /X1 Do /X1 Do");
        form.bbox(pdf_writer::Rect::new(0.0, 0.0, 99.0, 99.0));
        form.resources().x_objects().pair(Name(b"X1"), id);
    })
}

fn picture() -> Vec<u8> {
    with_extra("600 0 0 800 0 0 cm /X1 Do", |pdf, id| {
        let mut image = pdf.image_xobject(id, b"x");
        image.width(100_000).height(100_000).bits_per_component(8).color_space().device_rgb();
    })
}

fn pattern() -> Vec<u8> {
    let content = "/Pattern cs /P1 scn 0 0 600 800 re f";
    with_extra(content, |pdf, id| {
        let mut pattern = pdf.tiling_pattern(id, b"0 0 1 1 re f");
        pattern.bbox(pdf_writer::Rect::new(0.0, 0.0, 1e-3, 1e-3)).x_step(1e-5).y_step(1e-5);
        pattern.paint_type(pdf_writer::types::PaintType::Colored);
        pattern.tiling_type(pdf_writer::types::TilingType::NoDistortion);
    })
}

fn references() -> Vec<u8> {
    by_hand(
        "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
         2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n\
         3 0 obj << /Type /Page /MediaBox 5 0 R /Contents [4 0 R 6 0 R] /Resources 7 0 R >> endobj\n\
         4 0 obj 5 0 R endobj\n5 0 obj 4 0 R endobj\n\
         6 0 obj << /Length 6 0 R >> stream\nx\nendstream endobj\n\
         7 0 obj << /Font 7 0 R /XObject 7 0 R >> endobj",
    )
}
