//! What a file is: by its type, its name and its first bytes, which need not agree.

/// Bytes of a file that tell what it is.
const MAGIC_BYTES: usize = 512;

/// What a file is, as far as the window treats it differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Picture,
    Pdf,
    Text,
    Html,
    Calendar,
    Contact,
    Table,
    Archive,
    /// A Word, Excel or OpenDocument file and the like.
    Office,
    Message,
    Tnef,
    Sound,
    Film,
    Program,
    Other,
}

impl Kind {
    /// In words, for a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Pdf => "a PDF",
            Self::Text => "text",
            Self::Html => "a web page",
            Self::Calendar => "a calendar entry",
            Self::Contact => "a contact card",
            Self::Table => "a table",
            Self::Archive => "an archive",
            Self::Office => "an office document",
            Self::Message => "a message",
            Self::Tnef => "Outlook's own container",
            Self::Sound => "a sound",
            Self::Film => "a film",
            Self::Program => "a program",
            Self::Other => "a file",
        }
    }

    fn of_type(media_type: &str) -> Self {
        match media_type {
            "application/pdf" => Self::Pdf,
            "text/html" | "application/xhtml+xml" | "text/x-amp-html" | "image/svg+xml" => {
                Self::Html
            }
            "text/calendar" | "application/ics" => Self::Calendar,
            "text/vcard" | "text/x-vcard" | "text/directory" => Self::Contact,
            "text/csv" | "text/tab-separated-values" => Self::Table,
            "application/zip"
            | "application/x-zip-compressed"
            | "application/gzip"
            | "application/x-7z-compressed"
            | "application/x-tar"
            | "application/vnd.rar" => Self::Archive,
            "message/rfc822" | "message/global" => Self::Message,
            "application/ms-tnef" | "application/vnd.ms-tnef" => Self::Tnef,
            "application/x-msdownload"
            | "application/x-dosexec"
            | "application/x-executable"
            | "application/x-sh"
            | "application/java-archive"
            | "application/javascript" => Self::Program,
            "application/msword" | "application/rtf" => Self::Office,
            other if other.starts_with("image/") => Self::Picture,
            other if other.starts_with("text/") => Self::Text,
            other if other.starts_with("audio/") => Self::Sound,
            other if other.starts_with("video/") => Self::Film,
            other
                if other.starts_with("application/vnd.ms-")
                    || other.starts_with("application/vnd.openxmlformats")
                    || other.starts_with("application/vnd.oasis.opendocument") =>
            {
                Self::Office
            }
            _ => Self::Other,
        }
    }

    fn of_name(name: &str) -> Self {
        if super::super::file_name::is_program(name) && !is_page(name) {
            return Self::Program;
        }
        match ending(name).as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "tif" | "tiff" | "heic" | "avif" => {
                Self::Picture
            }
            "pdf" => Self::Pdf,
            "txt" | "log" | "md" | "patch" | "diff" => Self::Text,
            "html" | "htm" | "xhtml" | "svg" => Self::Html,
            "ics" | "ical" => Self::Calendar,
            "vcf" => Self::Contact,
            "csv" | "tsv" => Self::Table,
            "zip" | "gz" | "7z" | "tar" | "rar" | "xz" | "bz2" => Self::Archive,
            "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "odt" | "ods" | "odp" | "rtf" => {
                Self::Office
            }
            "eml" => Self::Message,
            "mp3" | "wav" | "ogg" | "flac" | "m4a" => Self::Sound,
            "mp4" | "mov" | "mkv" | "webm" | "avi" => Self::Film,
            _ if name.eq_ignore_ascii_case("winmail.dat") => Self::Tnef,
            _ => Self::Other,
        }
    }

    /// `None` where the first bytes say nothing.
    fn of_magic(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..MAGIC_BYTES).unwrap_or(bytes);
        let found = match bytes {
            [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [b'G', b'I', b'F', b'8', ..] => Self::Picture,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Picture,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Archive,
            [0x1f, 0x8b, ..] | [b'7', b'z', 0xbc, 0xaf, ..] | [b'R', b'a', b'r', b'!', ..] => {
                Self::Archive
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Office,
            [0x78, 0x9f, 0x3e, 0x22, ..] => Self::Tnef,
            [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] | [b'#', b'!', b'/', ..] => {
                Self::Program
            }
            [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => {
                Self::Program
            }
            [b'I', b'D', b'3', ..] | [b'O', b'g', b'g', b'S', ..] => Self::Sound,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::Film,
            _ => {
                let start = bytes.trim_ascii_start().to_ascii_lowercase();
                let begins = |with: &str| start.starts_with(with.as_bytes());
                if begins("begin:vcalendar") {
                    Self::Calendar
                } else if begins("begin:vcard") {
                    Self::Contact
                } else if begins("<!doctype html") || begins("<html") || begins("<svg") {
                    Self::Html
                } else {
                    return None;
                }
            }
        };
        Some(found)
    }
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.trim().to_ascii_lowercase()).unwrap_or_default()
}

fn is_page(name: &str) -> bool {
    matches!(ending(name).as_str(), "html" | "htm" | "xhtml" | "svg")
}

/// What a file is, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    pub kind: Kind,
    /// One sentence where type, name and content contradict each other.
    pub mismatch: Option<String>,
}

/// Tells what a file is. `first_bytes` may be empty where nothing of it was fetched yet.
///
/// The content counts before the name, and the name before the type: a type is chosen by the
/// sender's program, the name decides what a double click does, and the content is what it is.
pub fn detect(media_type: &str, name: &str, first_bytes: &[u8]) -> Detected {
    let by_type = Kind::of_type(media_type);
    let by_name = Kind::of_name(name);
    let by_magic = Kind::of_magic(first_bytes);
    let claimed = if by_name == Kind::Other { by_type } else { by_name };
    let contradicts = |one: Kind, other: Kind| {
        one != other && one != Kind::Other && other != Kind::Other && !is_close(one, other)
    };
    let mismatch = match by_magic {
        Some(true_kind) if contradicts(claimed, true_kind) => Some(format!(
            "This is called {}, but its content is {}.",
            claimed.words(),
            true_kind.words()
        )),
        // Nothing that can be seen in the first bytes, where there should be.
        None if !first_bytes.is_empty() && has_magic(claimed) => {
            Some(format!("This is called {}, but its content is not.", claimed.words()))
        }
        _ if contradicts(by_type, by_name) => Some(format!(
            "The mail says this is {}, but by its name it is {}.",
            by_type.words(),
            by_name.words()
        )),
        _ => None,
    };
    // A zip is what most office files and programs for Java are: the name says more.
    let kind = match by_magic {
        Some(found) if !is_close(claimed, found) || claimed == Kind::Other => found,
        _ => claimed,
    };
    Detected { kind, mismatch }
}

/// Kinds whose files always begin in a known way.
fn has_magic(kind: Kind) -> bool {
    matches!(kind, Kind::Pdf | Kind::Tnef)
}

/// Kinds that hold each other, or that one file can rightly be called both.
fn is_close(one: Kind, other: Kind) -> bool {
    use Kind::{
        Archive, Calendar, Contact, Film, Html, Message, Office, Program, Sound, Table, Text,
    };
    one == other
        || matches!(
            (one, other),
            (Office | Program, Archive)
                | (Archive, Office | Program)
                | (Text, Html | Calendar | Contact | Table | Message | Program)
                | (Html | Calendar | Contact | Table | Message, Text)
                | (Table, Office)
                | (Office, Table)
                | (Film, Sound)
                | (Sound, Film)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(media_type: &str, name: &str, bytes: &[u8]) -> (Kind, String) {
        let found = detect(media_type, name, bytes);
        (found.kind, found.mismatch.unwrap_or_default())
    }

    const EXE: &[u8] = b"MZ\x90\0";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    const ZIP: &[u8] = b"PK\x03\x04";

    #[test]
    fn an_honest_file_is_what_it_says() {
        for (media_type, name, bytes, kind) in [
            ("image/png", "a.png", PNG, Kind::Picture),
            ("application/pdf", "a.pdf", b"%PDF-1.7" as &[u8], Kind::Pdf),
            ("application/octet-stream", "a.PDF", b"", Kind::Pdf),
            ("application/octet-stream", "", PNG, Kind::Picture),
            ("application/vnd.openxmlformats-officedocument.x", "a.docx", ZIP, Kind::Office),
            ("text/plain", "notes.csv", b"a,b", Kind::Table),
            ("text/calendar", "invite.ics", b"BEGIN:VCALENDAR", Kind::Calendar),
            ("application/ms-tnef", "winmail.dat", b"\x78\x9f\x3e\x22", Kind::Tnef),
            ("application/octet-stream", "data.bin", b"\0\x01", Kind::Other),
        ] {
            assert_eq!(told(media_type, name, bytes), (kind, String::new()), "{name}");
        }
    }

    #[test]
    fn a_file_that_is_something_else_is_told() {
        let (kind, told_exe) = told("image/png", "cat.png", EXE);
        assert_eq!(kind, Kind::Program);
        assert!(
            told_exe.contains("called a picture") && told_exe.contains("a program"),
            "{told_exe}"
        );
        assert!(told("application/pdf", "a.pdf", b"\0\0\0\0").1.contains("content is not"));
        assert!(told("image/png", "a.exe", b"").1.contains("by its name it is a program"));
        assert!(told("application/pdf", "a.pdf", ZIP).1.contains("an archive"));
    }
}
