//! Text that steers or hides, and cards that would act.

use mailpane::mime::{all_headers, preview};

use super::{headers, text};

/// V172.
#[test]
fn overrides_are_seen_in_names_subjects_and_texts() {
    let found = headers("From: \u{202e}x <a@b.example>\r\nSubject: a\u{2066}b\r\n");
    assert!(found.from[0].name.contains("U+202E") && found.subject.contains("U+2066"));
    let shown = text("Content-Type: text/plain; charset=utf-8\r\n\r\na\u{202e}b".as_bytes());
    assert!(shown.contains("U+202E"), "{shown}");
}

/// V173.
#[test]
fn hidden_text_of_a_page_is_not_shown() {
    let mail = b"Content-Type: text/html\r\n\r\n<div style=\"display:none\">secret</div>\
        <p hidden>secret</p><p>se\xe2\x80\x8ben</p>";
    assert_eq!(text(mail).trim(), "seen");
}

/// V174.
#[test]
fn terminal_escapes_are_written_out() {
    let all = all_headers(b"X-A: \x1b]0;title\x07\x1b[2J\r\n");
    assert!(!all[0].value.contains('\u{1b}') && all[0].value.contains("U+001B"));
}

/// V175.
#[test]
fn an_invitation_is_only_read() {
    let ics = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART:20250701T100000Z\n\
        ATTACH:http://evil.example/a\nBEGIN:VALARM\nACTION:AUDIO\nATTACH:http://evil.example/b\n\
        END:VALARM\nEND:VEVENT\nEND:VCALENDAR\n";
    let found = preview::invite(ics.as_bytes(), None).expect("an event");
    assert_eq!(found.method, "CANCEL");
    assert!(!format!("{found:?}").contains("evil.example"));
}

/// V176.
#[test]
fn a_picture_that_a_contact_points_to_is_not_even_kept() {
    let vcf =
        "BEGIN:VCARD\nVERSION:4.0\nFN:x\nPHOTO;VALUE=uri:http://evil.example/p.png\nEND:VCARD\n";
    let found = preview::contacts(vcf.as_bytes(), None);
    assert_eq!(found[0].name, "x");
    assert!(!format!("{found:?}").contains("evil.example"));
}

/// V177: a table that came with a mail is text, whatever its cells look like.
#[test]
fn a_formula_in_a_table_stays_text() {
    let found = preview::table(b"=HYPERLINK(\"http://evil.example\"),+1\n", None);
    assert!(found.rows[0][0].starts_with("=HYPERLINK") && found.rows[0][1] == "+1");
}

/// V179: the clipboard is written by one place, for one action of the user, and no crate that shows
/// notifications is linked at all.
#[test]
fn nothing_is_copied_or_announced_by_itself() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting = vec![root.join("src")];
    let mut copies = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("it can be read");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        let name = path.strip_prefix(root).expect("it is inside").display().to_string();
        for line in source.lines() {
            if line.contains(".copy_text(") || line.contains("vec![Effect::Copy(") {
                copies.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    copies.sort();
    assert_eq!(
        copies,
        [
            // The console's Copy button: the log, which has no words of mails in it unless asked.
            "src/app/console/update.rs: ConsoleAct::Copy => return vec![Effect::Copy(self.console_text())],",
            "src/app/update.rs: Action::CopyText(text) => vec![Effect::Copy(text)],",
            "src/shell/effects.rs: Effect::Copy(text) => context.copy_text(text),",
        ]
    );
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).expect("the lock file");
    for name in ["notify-rust", "libnotify", "mac-notification-sys", "winrt-notification"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
