#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use super::*;
use crate::model::Flag;

const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";

struct All;

impl Looking for All {
    fn looked_at(&mut self, done_bytes: u64, total_bytes: u64, _messages: usize) -> bool {
        assert!(done_bytes <= total_bytes, "{done_bytes} of {total_bytes}");
        true
    }
}

fn found(folder: &Path, files: &[(&str, &[u8])]) -> Incoming {
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, content)| {
            let path = folder.join(name);
            fs::write(&path, content).expect("it is written");
            path
        })
        .collect();
    find(&paths, &mut All).expect("nobody ended it")
}

fn read(incoming: &mut Incoming, index: usize) -> String {
    let mut whole = Vec::new();
    incoming.begin(index).expect("it can be read");
    loop {
        let before = whole.len();
        incoming.more(index, &mut whole).expect("it can be read");
        if whole.len() == before {
            break;
        }
    }
    assert_eq!(whole.len() as u64, incoming.messages[index].size_bytes, "as announced");
    String::from_utf8_lossy(&whole).into_owned()
}

#[test]
fn an_mbox_gives_its_messages_as_servers_take_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let mbox = format!(
        "{SEPARATOR}Status: RO\nX-Status: F\nMessage-ID: <1@x>\nSubject: one\n\n\
         From now on\n>From quoted\nend\n\n{SEPARATOR}Subject: two\r\n\r\nno newline"
    );
    let mut incoming = found(folder.path(), &[("a.mbox", mbox.as_bytes())]);
    assert_eq!(incoming.messages.len(), 2);
    assert_eq!(
        read(&mut incoming, 0),
        "Message-ID: <1@x>\r\nSubject: one\r\n\r\nFrom now on\r\nFrom quoted\r\nend\r\n"
    );
    assert_eq!(read(&mut incoming, 1), "Subject: two\r\n\r\nno newline");
    let first = &incoming.messages[0];
    assert!(first.flags.has(Flag::Seen) && first.flags.has(Flag::Flagged));
    assert_eq!(first.message_id.as_deref(), Some("<1@x>"));
    assert_eq!(first.date_unix_secs, Some(1_704_103_200), "as the separator says");
    assert_eq!(incoming.messages[1].flags, Flags::default());
}

#[test]
fn messages_in_files_of_their_own_come_in_the_order_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let dated = b"\xef\xbb\xbfSubject: two\r\nDate: Tue, 2 Jan 1996 00:00:00 +0000\r\n\r\nx\r\n";
    let mut incoming = found(
        folder.path(),
        &[("b.eml", b"Subject: one\n\n>From x\n"), ("a.eml", dated), ("c.txt", b"no mail\n")],
    );
    assert_eq!(incoming.problems, ["c.txt is neither a mail nor an mbox file."]);
    assert_eq!(read(&mut incoming, 1).lines().next(), Some("Subject: two"), "without its mark");
    assert_eq!(read(&mut incoming, 0), "Subject: one\r\n\r\n>From x\r\n");
    assert_eq!(incoming.messages[1].date_unix_secs, Some(820_540_800));
    assert!(incoming.messages[0].date_unix_secs.is_some(), "when the file was written");
}

#[test]
fn a_folder_gives_the_mail_files_directly_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["2.eml", "1.EML", "notes.txt"] {
        fs::write(folder.path().join(name), format!("Subject: {name}\n\n")).expect("a file");
    }
    fs::create_dir(folder.path().join("inner.eml")).expect("a folder");
    let mut incoming = find(&[folder.path().to_owned()], &mut All).expect("nobody ended it");
    let subjects: Vec<String> = (0..2).map(|index| read(&mut incoming, index)).collect();
    assert_eq!(subjects, ["Subject: 1.EML\r\n\r\n", "Subject: 2.eml\r\n\r\n"]);
    assert_eq!((incoming.messages.len(), incoming.problems.len()), (2, 0));
}

#[test]
fn what_a_program_took_out_of_its_list_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let gone = "X-Mozilla-Status: 0009\nSubject: gone\n\nx\n";
    let kept = "X-Mozilla-Status: 0001\nSubject: kept\n\nx\n";
    let mbox = format!("{SEPARATOR}{gone}\n{SEPARATOR}{kept}\n{SEPARATOR}");
    let mut incoming = found(folder.path(), &[("Inbox", mbox.as_bytes())]);
    assert_eq!((incoming.messages.len(), incoming.expunged), (1, 1));
    assert_eq!(read(&mut incoming, 0), "Subject: kept\r\n\r\nx\r\n");
}

#[test]
fn a_line_of_ten_megabytes_and_a_file_that_shrinks_are_no_surprise() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = format!("{SEPARATOR}Subject: x\n\n{}", "z".repeat(10_000_000));
    let mut incoming = found(folder.path(), &[("long", long.as_bytes())]);
    assert_eq!(read(&mut incoming, 0).len(), 14 + 10_000_000);
    incoming.close();
    fs::write(folder.path().join("long"), &long.as_bytes()[..5_000_000]).expect("it is written");
    incoming.begin(0).expect("it opens");
    let mut out = Vec::new();
    let ended = std::iter::from_fn(|| Some(incoming.more(0, &mut out))).find(Result::is_err);
    assert!(ended.is_some(), "less is there than was announced");
}

#[test]
fn looking_can_be_ended_and_what_is_missing_is_told() {
    struct Never;
    impl Looking for Never {
        fn looked_at(&mut self, _: u64, _: u64, _: usize) -> bool {
            false
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.mbox");
    fs::write(&path, format!("{SEPARATOR}A: b\n\nx\n")).expect("it is written");
    assert!(find(&[path], &mut Never).is_none());
    let incoming = find(&[folder.path().join("none")], &mut All).expect("nobody ended it");
    assert!(incoming.problems[0].starts_with("none cannot be read: "), "{incoming:?}");
}
