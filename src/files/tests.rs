use std::fs;
use std::io::Write as _;
use std::time::Instant;

use super::*;
use crate::demo::MessageSource as _;

const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";

fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("it is written");
    (folder, path)
}

fn source(content: &[u8]) -> (tempfile::TempDir, std::path::PathBuf, FileSource) {
    let (folder, path) = file("x.mbox", content);
    let source = FileSource::new(File::open(&path).expect("it opens"), 0, "x.mbox");
    let mut scanner = mbox::Scanner::default();
    let mut found = Vec::new();
    scanner.push(content, &mut found);
    scanner.finish(&mut found);
    source.add(&found);
    (folder, path, source)
}

#[test]
fn a_message_is_read_where_it_stands_and_unquoted() {
    let content = format!("{SEPARATOR}A: 1\n\none\n\n{SEPARATOR}B: 2\n\n>From me\n\n");
    let (_folder, _, source) = source(content.as_bytes());
    assert_eq!(&*source.message(0), b"A: 1\n\none\n");
    assert_eq!(&*source.message(1), b"B: 2\n\nFrom me\n", "the last blank line is the file's");
    assert_eq!(source.header(1), b"B: 2\n\n");
}

#[test]
fn a_long_header_is_read_to_its_end() {
    let content = format!("{SEPARATOR}{}\nbody\n", "X-Line: of a long header\n".repeat(10_000));
    let (_folder, _, source) = source(content.as_bytes());
    assert_eq!(source.header(0).len(), 250_001);
}

#[test]
fn a_file_that_was_changed_says_so_in_place_of_its_messages() {
    let content = format!("{SEPARATOR}A: 1\n\none\n\n{SEPARATOR}B: 2\n\ntwo\n");
    let (_folder, path, source) = source(content.as_bytes());
    fs::write(&path, b"short").expect("it is written");
    for number in 0..2 {
        let told = String::from_utf8_lossy(&source.message(number)).into_owned();
        assert!(told.contains("was changed or removed"), "{told}");
    }
    assert!(source.header(9).starts_with(b"Subject: This message cannot be read"));
}

#[test]
fn entries_are_look_only_and_named_after_their_files() {
    let (_one, first) = file("same.eml", b"Subject: 1\n\none\n");
    let (_two, second) = file("same.eml", b"\xef\xbb\xbfSubject: 2\n\ntwo\n");
    let (files, sentences) = open_all(&[first, second]);
    assert!(sentences.is_empty(), "{sentences:?}");
    let names: Vec<_> = files.iter().map(|file| file.account.name.as_str()).collect();
    assert_eq!(names, ["same.eml", "same.eml (2)"]);
    assert!(files.iter().all(|file| file.account.look_only));
}

#[test]
fn what_is_no_mail_gets_a_sentence() {
    let (folder, picture) = file("cat.png", b"\x89PNG\r\n\x1a\n");
    let (_empty, empty) = file("empty.mbox", b"");
    let missing = folder.path().join("\x1b[2J.eml");
    for (path, why) in [
        (picture.as_path(), "neither a mail"),
        (&empty, "neither a mail"),
        (folder.path(), "is a folder"),
        (&missing, "cannot be read"),
    ] {
        let sentence = MailFile::open(path).expect_err("it is no mail");
        assert!(sentence.contains(why) && sentence.ends_with('.'), "{sentence}");
        assert!(!sentence.contains('\u{1b}'), "{sentence}");
    }
}

/// Opening a pipe waits until somebody writes into it.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.mbox");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs");
    assert!(made.success());
    for path in [pipe.as_path(), Path::new("/dev/null")] {
        let sentence = MailFile::open(path).expect_err("it is no file");
        assert!(sentence.contains("is a pipe or a device"), "{sentence}");
    }
}

/// Memory is flat because nothing of the file is kept: the pieces are a few hundred bytes here.
#[test]
fn a_large_file_is_looked_through_by_a_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.mbox");
    let mut out = std::io::BufWriter::new(File::create(&path).expect("a file"));
    for number in 0..20_000 {
        write!(out, "{SEPARATOR}Subject: {number}\n\n{}\n\n", "text ".repeat(50)).expect("room");
    }
    out.into_inner().expect("room");
    let before = fs::metadata(&path).expect("it is there");
    let began = Instant::now();
    let file = MailFile::open(&path).expect("it is an mbox");
    let scanned = file.wait(Duration::from_secs(60));
    assert!(matches!(scanned, Scanned::Whole), "{scanned:?}");
    assert_eq!(file.server.messages("INBOX"), 20_000, "after {:?}", began.elapsed());
    let after = fs::metadata(&path).expect("it is there");
    assert_eq!(before.modified().ok(), after.modified().ok());
    assert_eq!(before.len(), after.len());
}
