//! What a media type is called, and its icon.

use crate::ui::icons;

/// A type in words: "PDF", "JPEG picture"; the name's ending where the type says nothing.
pub(super) fn words(media_type: &str, name: &str) -> String {
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

pub(super) fn icon(media_type: &str) -> char {
    match media_type.split_once('/').map_or(media_type, |(main, _)| main) {
        "image" => icons::IMAGE,
        "text" if media_type == "text/calendar" => icons::CALENDAR,
        "message" => icons::MAIL,
        _ if media_type.contains("zip") || media_type.contains("tar") => icons::FILE_ARCHIVE,
        _ => icons::FILE,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn types_are_called_what_people_call_them() {
        assert_eq!(words("application/pdf", "a.pdf"), "PDF");
        assert_eq!(words("image/jpeg", "a.jpg"), "JPEG picture");
        assert_eq!(words("image/vnd.adobe.photoshop", "a.psd"), "Picture");
        assert_eq!(words("application/octet-stream", "a.step"), "STEP file");
        assert_eq!(words("application/octet-stream", "a"), "File");
        assert_eq!(words("", "x.…"), "File");
    }
}
