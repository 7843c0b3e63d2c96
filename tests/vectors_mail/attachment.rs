//! Names of files, and files that are not what they say.

use mailpane::mime::{self, preview};

use super::parsed;

/// The name to show and the name on the disk of a mail's attachment with this disposition.
fn names(disposition: &str) -> (String, String) {
    let mail =
        format!("Content-Type: application/x\r\nContent-Disposition: {disposition}\r\n\r\nx");
    let message = parsed(mail.as_bytes());
    let file = mime::attachments(&message.root).remove(0);
    (file.name, file.safe_name)
}

/// V151.
#[test]
fn a_name_never_says_where() {
    for (name, safe) in [
        ("../../.bashrc", "bashrc"),
        ("..\\\\..\\\\x", "x"),
        ("C:\\\\x", "x"),
        ("/etc/passwd", "passwd"),
    ] {
        assert_eq!(names(&format!("attachment; filename=\"{name}\"")).1, safe);
    }
}

/// V152.
#[test]
fn an_override_in_a_name_is_seen_and_the_true_ending_told() {
    let (name, safe) = names("attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe");
    assert!(name.contains("U+202E") && !safe.contains('\u{202e}'), "{name} {safe}");
    assert!(mime::name_warning(&name).expect("a warning").contains(".exe"));
}

/// V153.
#[test]
fn spaces_do_not_push_the_ending_out_of_sight() {
    let (name, safe) = names(&format!("attachment; filename=\"a.pdf{}.exe\"", " ".repeat(300)));
    assert_eq!(safe, "a.pdf .exe");
    assert!(mime::name_warning(&name).expect("a warning").contains("hide"));
}

/// V154.
#[test]
fn every_kind_of_file_that_runs_or_opens_others_gets_a_warning() {
    for ending in [
        "desktop", "lnk", "url", "scf", "jar", "hta", "js", "vbs", "iso", "img", "one", "svg",
        "html", "xhtml", "mht", "webloc", "command", "AppImage",
    ] {
        let warning = mime::name_warning(&format!("a.{ending}"));
        assert!(warning.is_some_and(|told| told.contains("run")), "{ending}");
    }
}

/// V155.
#[test]
fn names_that_windows_takes_for_something_else_are_changed() {
    for (name, safe) in [
        ("CON", "_CON"),
        ("NUL", "_NUL"),
        ("aux.txt", "_aux.txt"),
        ("x::$DATA", "x__$DATA"),
        ("a. ", "a"),
    ] {
        assert_eq!(names(&format!("attachment; filename=\"{name}\"")).1, safe);
    }
}

/// V156.
#[test]
fn a_file_whose_name_type_and_content_differ_is_told() {
    let found = preview::detect("image/png", "cat.png", b"MZ\x90\0");
    assert_eq!(found.kind, preview::Kind::Program);
    assert!(found.mismatch.is_some());
    assert!(preview::detect("image/png", "cat.exe", b"").mismatch.is_some());
    assert!(preview::detect("image/png", "cat.png", b"\x89PNG").mismatch.is_none());
}

/// V157.
#[test]
fn of_several_names_the_extended_one_counts_and_is_safe_once_decoded() {
    let name = names("attachment; filename=plain.txt; filename*1*=%2Fx.pdf; filename*0*=utf-8''..");
    assert_eq!(name.1, "x.pdf");
    assert_eq!(names("attachment; filename=a.txt; filename=b.exe").1, "a.txt");
}

/// V158.
#[test]
fn control_characters_and_endless_names_are_cut() {
    let (_, safe) = names("attachment; filename*=utf-8''a%00b%0Ac%1Bd.txt");
    assert!(safe.chars().all(|c| !c.is_control()), "{safe}");
    let (_, safe) = names(&format!("attachment; filename=\"{}.pdf\"", "ä".repeat(32 * 1024)));
    assert!(safe.len() <= 255, "{}", safe.len());
}

/// V162.
#[test]
fn names_inside_winmail_dat_are_as_safe() {
    let attribute = |id: u32, data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short");
        [&[2_u8][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &[0, 0]].concat()
    };
    let bytes = [
        &0x223e_9f78_u32.to_le_bytes()[..],
        &[1, 0],
        &attribute(0x0001_8010, b"..\\..\\start.exe\0"),
        &attribute(0x0006_800f, b"MZ"),
    ]
    .concat();
    let files = preview::tnef_files(&bytes);
    assert_eq!(files[0].safe_name, "start.exe");
}
