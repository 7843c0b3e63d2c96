//! A disk that does not take it: nothing half is left behind, and the sentence says what to do.

use std::process::Command;

use mailpane::demo::DemoServer;
use mailpane::engine::{ExportForm, IfExists};
use mailpane::model::FailureKind;

use crate::hand::{export, files, wish};
use crate::support::client::{Client, mail};

fn server() -> DemoServer {
    let server = DemoServer::empty();
    server.append("INBOX", &[], 1_795_000_000, mail("small", "Hello."));
    let large = mail("large", &"a line of text\r\n".repeat(300_000));
    server.append("INBOX", &[], 1_795_000_000, large);
    server
}

#[test]
fn a_folder_that_is_not_there_is_said_before_anything_is_fetched() {
    let client = Client::demo(&server(), false, Some("demo"));
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no/such");
    for (form, said) in [(ExportForm::Mbox, "does not exist"), (ExportForm::Eml, "is no folder")] {
        let outcome = export(&client, wish("INBOX", form, &missing));
        let failure = outcome.failure.as_ref().expect("a sentence");
        assert_eq!(failure.kind, FailureKind::File);
        assert!(failure.sentence.contains(said), "{failure:?}");
        assert_eq!((outcome.total, outcome.path.as_ref()), (0, None));
    }
    assert!(files(folder.path()).is_empty());
    assert!(!client.sent().iter().any(|line| line.contains("FETCH")), "{:?}", client.sent());
}

#[test]
fn a_file_that_is_there_already_is_replaced_only_where_that_was_confirmed() {
    let client = Client::demo(&server(), false, Some("demo"));
    let folder = tempfile::tempdir().unwrap();
    let mut wish = wish("INBOX", ExportForm::Mbox, folder.path());
    std::fs::write(&wish.path, "mine").unwrap();
    let outcome = export(&client, wish.clone());
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert!(failure.sentence.contains("exists already"), "{failure:?}");
    assert_eq!((outcome.done, outcome.path.as_ref()), (0, None));
    assert_eq!(std::fs::read(&wish.path).unwrap(), b"mine");
    assert_eq!(files(folder.path()).len(), 1, "nothing half beside it");
    wish.if_exists = IfExists::Replace;
    assert_eq!(export(&client, wish.clone()).done, 2);
    assert!(std::fs::read(&wish.path).unwrap().starts_with(b"From mara@example.org "));
}

#[cfg(unix)]
#[test]
fn a_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let client = Client::demo(&server(), false, Some("demo"));
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let folder = tempfile::tempdir().unwrap();
        export(&client, wish("INBOX", form, folder.path()));
        for name in files(folder.path()).keys() {
            let about = std::fs::metadata(folder.path().join(name)).unwrap();
            assert_eq!(about.permissions().mode() & 0o777, 0o600, "{name}");
        }
    }
}

/// Runs itself again where no file may grow beyond 1 MiB, as on a disk that gets full.
#[cfg(unix)]
#[test]
fn a_disk_that_gets_full_leaves_nothing_half() {
    const LIMITED: &str = "MAILPANE_TEST_LIMITED";
    if std::env::var_os(LIMITED).is_none() {
        // A signal that is ignored stays so: then a write fails, and nobody is killed.
        let script = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" --exact \"$1\" --nocapture";
        let program = std::env::current_exe().unwrap();
        let test = "disk::a_disk_that_gets_full_leaves_nothing_half";
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(program).arg(test).env(LIMITED, "1");
        let ran = command.output().unwrap();
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success() && told.contains("1 passed"), "{told}");
        return;
    }
    let client = Client::demo(&server(), false, Some("demo"));
    for (form, kept) in [(ExportForm::Mbox, 0), (ExportForm::Eml, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let outcome = export(&client, wish("INBOX", form, folder.path()));
        let failure = outcome.failure.as_ref().expect("a sentence");
        assert_eq!(failure.kind, FailureKind::File);
        assert!(failure.sentence.contains("could not be written"), "{failure:?}");
        assert_eq!((outcome.done as usize, files(folder.path()).len()), (kept, kept), "{form:?}");
    }
}
