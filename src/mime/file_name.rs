//! Names from mails made safe for a disk, whatever system it belongs to.
//!
//! A name is text from a stranger. It never says where a file goes, only what it is called.

/// Bytes of a safe name: file systems take 255, and the rest is for " (2)" and the like.
const NAME_LIMIT_BYTES: usize = 200;

/// A longer ending is not one that tells the type.
const ENDING_LIMIT_BYTES: usize = 16;

/// Characters of a name that are looked at; the name of a file is never longer.
const INPUT_LIMIT_CHARS: usize = 64 * 1024;

/// Endings of files that run, or that make a system run or mount something.
const PROGRAM_ENDINGS: &[&str] = &[
    "exe",
    "com",
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "msi",
    "msp",
    "mst",
    "scr",
    "pif",
    "cpl",
    "dll",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "jar",
    "lnk",
    "url",
    "scf",
    "reg",
    "inf",
    "chm",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "one",
    "xll",
    "xlam",
    "docm",
    "xlsm",
    "pptm",
    "desktop",
    "appimage",
    "sh",
    "run",
    "deb",
    "rpm",
    "apk",
    "app",
    "dmg",
    "pkg",
    "command",
    "webloc",
    "workflow",
    "terminal",
    "py",
    "pl",
    "appx",
    "msix",
    "application",
    "settingcontent-ms",
    "library-ms",
    "search-ms",
    "website",
    "svg",
    "html",
    "htm",
    "xhtml",
    "mht",
    "mhtml",
    "shtml",
];

/// A file name without folders, reserved names, control, bidi or invisible characters.
///
/// At most 200 bytes; keeps the ending; never empty, never hidden, never a path.
pub fn safe_file_name(name: &str) -> String {
    let limit = name.char_indices().nth(INPUT_LIMIT_CHARS).map_or(name.len(), |(at, _)| at);
    // What is cut from a name that long is its middle: the ending says what it is.
    let tail_from =
        name.ceil_char_boundary(name.len().saturating_sub(4 * NAME_LIMIT_BYTES)).max(limit);
    let kept = name.get(..limit).into_iter().chain(name.get(tail_from..)).flat_map(str::chars);
    let kept: String = kept.collect();
    let base = kept.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let mut plain = String::with_capacity(base.len());
    for c in base.chars().filter(|c| !is_invisible(*c)) {
        let c = match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c != ' ' || !plain.ends_with(' ') {
            plain.push(c);
        }
    }
    // Windows drops dots and spaces at the end; a dot at the start hides, a dash is an option.
    let trimmed = plain.trim_start_matches([' ', '.']).trim_end_matches([' ', '.']);
    let mut safe = shorten(trimmed, NAME_LIMIT_BYTES);
    if safe.starts_with('-') || is_reserved(&safe) {
        safe.insert(0, '_');
    }
    if safe.is_empty() { "attachment".to_owned() } else { safe }
}

/// `report.pdf` and 2 give `report (2).pdf`.
pub(super) fn numbered(safe_name: &str, number: u32) -> String {
    match safe_name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem} ({number}).{ending}"),
        _ => format!("{safe_name} ({number})"),
    }
}

/// One sentence where a name is dangerous or made to deceive.
///
/// For the name as it is shown, where control and bidi characters are written out.
pub fn name_warning(name: &str) -> Option<String> {
    let ending = ending(&safe_file_name(name)).map(str::to_ascii_lowercase).unwrap_or_default();
    let deceives = name.chars().any(is_invisible) || name.contains("\u{27e8}U+") || has_gap(name);
    if PROGRAM_ENDINGS.contains(&ending.as_str()) {
        let hidden = if deceives { " Its name is written so as to hide that." } else { "" };
        return Some(format!("This file can run or open other programs (.{ending}).{hidden}"));
    }
    deceives.then(|| {
        if ending.is_empty() {
            "The name holds hidden characters; the file has no ending.".to_owned()
        } else {
            format!("The name holds hidden characters; the file really ends in .{ending}.")
        }
    })
}

/// Whether a file of this name runs, or makes a system run or mount something.
pub fn is_program(name: &str) -> bool {
    let ending = ending(&safe_file_name(name)).map(str::to_ascii_lowercase).unwrap_or_default();
    PROGRAM_ENDINGS.contains(&ending.as_str())
}

/// Eight spaces in a row push the ending out of sight.
fn has_gap(name: &str) -> bool {
    let mut run = 0;
    name.chars().any(|c| {
        run = if c.is_whitespace() { run + 1 } else { 0 };
        run >= 8
    })
}

fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && ending.len() <= ENDING_LIMIT_BYTES).then_some(ending)
}

/// Control characters, and what steers direction or takes no space.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// Names that mean devices on Windows, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = numbered.is_some_and(|rest| {
        let mut digits = rest.chars();
        let digit = digits.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        digit && digits.next().is_none()
    });
    is_port
        || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$")
}

/// Cuts the stem, not the ending.
fn shorten(name: &str, limit_bytes: usize) -> String {
    if name.len() <= limit_bytes {
        return name.to_owned();
    }
    let ending = ending(name).map(|ending| format!(".{ending}")).unwrap_or_default();
    let stem_bytes = name.floor_char_boundary(limit_bytes - ending.len());
    let stem = name.get(..stem_bytes).unwrap_or_default().trim_end_matches([' ', '.']);
    format!("{stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_says_where() {
        for (name, safe) in [
            ("../../.bashrc", "bashrc"),
            ("..\\..\\x", "x"),
            ("C:\\x", "x"),
            ("/etc/passwd", "passwd"),
            ("a/b/", "b"),
            ("..", "attachment"),
            ("/", "attachment"),
            ("", "attachment"),
            ("C:", "C_"),
            ("--foo", "_--foo"),
        ] {
            assert_eq!(safe_file_name(name), safe, "{name}");
        }
    }

    #[test]
    fn names_that_windows_takes_for_something_else_are_changed() {
        for (name, safe) in [
            ("CON", "_CON"),
            ("aux.txt", "_aux.txt"),
            ("nul .tar.gz", "_nul .tar.gz"),
            ("com1.doc", "_com1.doc"),
            ("LPT¹", "_LPT¹"),
            ("com10", "com10"),
            ("name. . ", "name"),
            ("x::$DATA", "x__$DATA"),
            ("a<b>|c?.txt", "a_b__c_.txt"),
        ] {
            assert_eq!(safe_file_name(name), safe, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_not_in_a_name() {
        assert_eq!(safe_file_name("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe_file_name("a\0b\nc\u{1b}d.txt"), "abcd.txt");
        assert_eq!(safe_file_name(&format!("a.pdf{}.exe", " ".repeat(300))), "a.pdf .exe");
        assert_eq!(safe_file_name("Größe 你好 👩\u{200d}💻.txt"), "Größe 你好 👩\u{200d}💻.txt");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        for unit in ["a", "你", "x y.", "\u{202e}", "../"] {
            let name = format!("{}.pdf", unit.repeat(100_000));
            let safe = safe_file_name(&name);
            assert!(safe.len() <= NAME_LIMIT_BYTES, "{unit}");
            assert!(safe.ends_with("pdf"), "{safe}");
        }
    }

    #[test]
    fn a_name_made_to_deceive_gets_a_warning() {
        let warning = |name: &str| name_warning(name).unwrap_or_default();
        assert!(warning("invoice⟨U+202E⟩fdp.exe").contains(".exe"));
        assert!(warning("invoice\u{202e}fdp.exe").contains("hide"));
        assert!(warning(&format!("a.pdf{}.exe", " ".repeat(300))).contains("hide"));
        assert!(warning("setup.desktop").contains(".desktop"));
        assert!(warning("a\u{202e}b.pdf").contains("really ends in .pdf"));
        assert_eq!(name_warning("report.pdf"), None);
    }
}
