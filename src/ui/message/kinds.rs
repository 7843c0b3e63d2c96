//! What a media type is called, and its icon.

use crate::mime::name_warning;
use crate::mime::preview::{Kind, detect};
use crate::ui::icons;

/// What a part is, by its type and its name; nothing of it was fetched yet.
pub(in crate::ui) fn kind(media_type: &str, name: &str) -> Kind {
    detect(media_type, name, &[]).kind
}

/// Whether there is something to look at without saving it.
pub(in crate::ui) fn can_open(media_type: &str, name: &str) -> bool {
    match kind(media_type, name) {
        Kind::Picture
        | Kind::Text
        | Kind::Html
        | Kind::Calendar
        | Kind::Contact
        | Kind::Table
        | Kind::Message
        | Kind::Pdf
        | Kind::Tnef => true,
        // Only the directory of a ZIP is read.
        Kind::Archive => {
            media_type.contains("zip") && media_type != "application/gzip"
                || name.to_ascii_lowercase().ends_with(".zip")
        }
        Kind::Office | Kind::Sound | Kind::Film | Kind::Program | Kind::Other => false,
    }
}

/// What is dangerous about a file, or contradicts itself, in a sentence.
pub(in crate::ui) fn warning(media_type: &str, name: &str) -> Option<String> {
    name_warning(name).or_else(|| detect(media_type, name, &[]).mismatch)
}

/// A type in words: "PDF", "JPEG picture"; the name's ending where the type says nothing.
pub(in crate::ui) fn words(media_type: &str, name: &str) -> String {
    // What it does counts, not what the mail calls it.
    if kind(media_type, name) == Kind::Program
        && let Some(end) = ending(name)
    {
        return format!("{end} file");
    }
    let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    let known = match media_type {
        "application/pdf" => "PDF",
        "text/plain" => "Text",
        "text/html" => "Web page",
        "text/calendar" | "application/ics" => "Calendar event",
        "text/csv" => "Table",
        "text/vcard" | "text/x-vcard" => "Contact",
        "message/rfc822" | "message/global" => "Mail",
        "application/zip" | "application/x-zip-compressed" => "ZIP archive",
        "application/gzip" | "application/x-tar" | "application/x-7z-compressed" => "Archive",
        "application/msword"
        | "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            "Word document"
        }
        "application/vnd.ms-excel"
        | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "Excel table",
        "application/vnd.ms-powerpoint"
        | "application/vnd.openxmlformats-officedocument.presentationml.presentation" => {
            "PowerPoint slides"
        }
        "application/vnd.oasis.opendocument.text" => "Text document",
        "application/vnd.oasis.opendocument.spreadsheet" => "Spreadsheet",
        "image/svg+xml" => "SVG picture",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let short = sub.trim_start_matches("x-");
    let plain = !short.is_empty() && short.len() <= 5 && short.chars().all(char::is_alphanumeric);
    match main {
        "image" if plain => format!("{} picture", short.to_uppercase()),
        "image" => "Picture".to_owned(),
        "audio" => "Sound".to_owned(),
        "video" => "Film".to_owned(),
        _ => ending(name).map_or_else(|| "File".to_owned(), |end| format!("{end} file")),
    }
}

/// The name's ending in capitals, where it looks like one.
fn ending(name: &str) -> Option<String> {
    let (_, end) = name.rsplit_once('.')?;
    let plain = !end.is_empty() && end.len() <= 5 && end.chars().all(|c| c.is_ascii_alphanumeric());
    plain.then(|| end.to_uppercase())
}

pub(in crate::ui) fn icon(media_type: &str, name: &str) -> char {
    match kind(media_type, name) {
        Kind::Picture => icons::IMAGE,
        Kind::Calendar => icons::CALENDAR,
        Kind::Contact => icons::USER,
        Kind::Message => icons::MAIL,
        Kind::Archive | Kind::Tnef => icons::FILE_ARCHIVE,
        Kind::Table => icons::LIST,
        Kind::Pdf | Kind::Text | Kind::Html | Kind::Office => icons::FILE_TEXT,
        Kind::Program => icons::TERMINAL,
        Kind::Sound | Kind::Film | Kind::Other => icons::FILE,
    }
}

#[cfg(test)]
mod tests {
    use super::{can_open, warning, words};

    #[test]
    fn types_are_called_what_people_call_them() {
        assert_eq!(words("application/pdf", "a.pdf"), "PDF");
        assert_eq!(words("image/jpeg", "a.jpg"), "JPEG picture");
        assert_eq!(words("image/vnd.adobe.photoshop", "a.psd"), "Picture");
        assert_eq!(words("application/octet-stream", "a.step"), "STEP file");
        assert_eq!(words("application/msword", "letter.doc.exe"), "EXE file");
        assert_eq!(words("application/octet-stream", "a"), "File");
        assert_eq!(words("", "x.…"), "File");
    }

    #[test]
    fn only_what_can_be_looked_at_opens() {
        for (media_type, name) in [
            ("image/png", "a.png"),
            ("application/pdf", "a.pdf"),
            ("application/zip", "a.zip"),
            ("text/calendar", "invite.ics"),
            ("message/rfc822", "a.eml"),
        ] {
            assert!(can_open(media_type, name), "{name}");
        }
        for (media_type, name) in [
            ("application/pdf", "a.pdf.exe"),
            ("application/octet-stream", "a.7z"),
            ("application/gzip", "a.gz"),
            ("application/msword", "a.doc"),
            ("application/octet-stream", "data"),
        ] {
            assert!(!can_open(media_type, name), "{name}");
        }
    }

    #[test]
    fn a_program_is_warned_about_whatever_it_says_it_is() {
        assert!(warning("image/png", "cat.png.exe").is_some_and(|words| words.contains(".exe")));
        assert!(warning("image/png", "cat.pdf").is_some_and(|words| words.contains("a PDF")));
        assert_eq!(warning("image/png", "cat.png"), None);
    }
}
