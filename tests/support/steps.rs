//! What a person does with the program, step by step: open the window, click, type, read, close.
//!
//! Everything waits for what must come by looking at the accessible tree, so that a slow machine
//! makes a test slow and not red. A test that fails leaves a picture of its screen behind.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::atspi::{AtSpi, Control, named, naming};
use super::desktop::{Desktop, Parts};
use super::process::Running;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_mailpane");

/// The window's title.
const TITLE: &str = "mailpane";

/// Longest wait for something that no control announces: a file, a flag on the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pause between two looks at it.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A control that stays where it is for so long is where a click meets it. A new card is painted at
/// its place in its second frame, and a frame in software takes 20 ms, or several times that.
const SETTLED: Duration = Duration::from_millis(120);

/// A click that has not brought the keyboard after so long has missed.
const MISSED: Duration = Duration::from_secs(2);

/// Everything installed and running.
pub const WHOLE_DESKTOP: Parts = Parts { keyring: true, accessibility: true };

/// A desktop with the program on it.
#[derive(Debug)]
pub struct Stage {
    // The program goes before what it talks to.
    program: Option<Running>,
    pub see: AtSpi,
    pub desktop: Desktop,
}

/// Runs a test on a desktop of its own. Where it fails, `target/e2e/NAME.png` shows the screen.
pub fn on_a_desktop(name: &str, parts: Parts, test: impl FnOnce(&mut Stage)) {
    let desktop = Desktop::start_with(parts);
    let mut stage = Stage { program: None, see: desktop.accessibility(), desktop };
    let Err(reason) = catch_unwind(AssertUnwindSafe(|| test(&mut stage))) else { return };
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e");
    fs::create_dir_all(&picture).expect("the target folder takes folders");
    let picture = picture.join(format!("{name}.png"));
    stage.desktop.screenshot(&picture);
    let log = stage.program.as_ref().map(Running::log_tail).unwrap_or_default();
    panic!("{}\nThe screen is in {}. {log}", words_of(reason.as_ref()), picture.display());
}

fn words_of(reason: &(dyn Any + Send)) -> String {
    match (reason.downcast_ref::<String>(), reason.downcast_ref::<&str>()) {
        (Some(words), _) => words.clone(),
        (None, Some(words)) => (*words).to_owned(),
        (None, None) => "The test failed.".to_owned(),
    }
}

impl Stage {
    /// A command that starts the program on this desktop.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.desktop.command(PROGRAM);
        command.args(arguments);
        command
    }

    /// Starts the program and waits for its window.
    pub fn open(&mut self, arguments: &[&str]) {
        let mut command = self.command(arguments);
        self.open_with(&mut command);
    }

    /// As [`Stage::open`], with a command of the test's own.
    pub fn open_with(&mut self, command: &mut Command) {
        assert!(self.program.is_none(), "the window is open already");
        self.program = Some(self.desktop.spawn("mailpane", command));
        self.see.wait(&named("Status"));
        self.desktop.focus_window(TITLE);
    }

    /// Closes the window as its button does; the program must end well and soon.
    pub fn quit(&mut self) {
        self.desktop.close_window(TITLE);
        let mut program = self.program.take().expect("the program runs");
        let status = program.wait_for_exit(PATIENCE);
        assert!(status.success(), "mailpane ended with {status}. {}", program.log_tail());
    }

    /// Ends the program as a crash does: it gets no time to tidy up.
    pub fn crash(&mut self) {
        let mut program = self.program.take().expect("the program runs");
        program.child().kill().expect("it is ours");
        program.wait_for_exit(PATIENCE);
    }

    /// Clicks a control with the mouse, once it is there and does not move any more.
    pub fn click(&mut self, control: &Control) {
        let mut seen = self.see.wait(control);
        loop {
            thread::sleep(SETTLED);
            let again = self.see.wait(control);
            if again.middle() == seen.middle() {
                break;
            }
            seen = again;
        }
        let (x, y) = seen.middle();
        self.desktop.click_at(x, y);
    }

    /// Puts the keyboard into a field by a click, and types over what is there.
    pub fn type_into(&mut self, field: &Control, text: &str) {
        let end = Instant::now() + PATIENCE;
        // A form that has just opened, or got a line more, moves: a click may miss, and does no harm.
        while !self.has_focus(field) {
            assert!(Instant::now() < end, "no click brings the keyboard to {field:?}");
            self.click(field);
            let missed = Instant::now() + MISSED;
            while !self.has_focus(field) && Instant::now() < missed {
                thread::sleep(LOOK_AGAIN);
            }
        }
        self.desktop.press(&["ctrl+a"]);
        self.desktop.type_text(text);
        // A password field shows as many dots.
        wait_for(&format!("{text} in {field:?}"), || {
            let shown = self.see.text(field);
            (shown == text
                || shown.chars().all(|c| c == '•') && shown.chars().count() == text.len())
            .then_some(())
        });
    }

    fn has_focus(&mut self, field: &Control) -> bool {
        self.see.wait(field).has("focused")
    }

    /// Fills in the open form "Add account", all of it by hand.
    pub fn fill_in(&mut self, login: &Login<'_>) {
        self.type_into(&entry("Name"), login.name);
        self.type_into(&entry("Email or user name"), login.user);
        self.type_into(&named("Password").role("password text"), login.password);
        self.type_into(&entry("Server"), login.host);
        self.type_into(&entry("Port"), &login.port.to_string());
        if let Some(ca) = login.ca {
            self.click(&button("More settings"));
            self.type_into(&entry("Certificate authority file"), &ca.display().to_string());
        }
    }

    /// Waits for a sentence anywhere in the window.
    pub fn wait_for_words(&mut self, part: &str) -> String {
        self.see.wait(&naming(part)).name
    }
}

/// What is typed into the form "Add account".
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    pub name: &'a str,
    pub user: &'a str,
    pub password: &'a str,
    pub host: &'a str,
    pub port: u16,
    /// The file of an authority that this machine does not know.
    pub ca: Option<&'a Path>,
}

pub fn button(name: &str) -> Control {
    named(name).role("button")
}

pub fn entry(name: &str) -> Control {
    named(name).role("entry")
}

/// A folder of the tree, whatever its unread count is.
pub fn folder(name: &str) -> Control {
    naming(name).role("tree item")
}

/// A message of the list, by its sender, its subject or both.
pub fn row(part: &str) -> Control {
    naming(part).role("list item")
}

/// Settings with an account that asks for no password, in a new folder, which is returned.
pub fn settings_with(stage: &Stage, security: &str, port: u16, ca: &Path) -> PathBuf {
    let folder = stage.desktop.home().join("settings");
    fs::create_dir(&folder).expect("the home takes folders");
    write_account(&folder, security, port, ca);
    folder
}

/// Writes `accounts.toml` as a user with an editor would: alice on localhost, called Work.
pub fn write_account(folder: &Path, security: &str, port: u16, ca: &Path) {
    let ca = ca.display();
    let text = format!(
        "[[account]]\nname = \"Work\"\nuser = \"alice\"\nhost = \"localhost\"\nport = {port}\n\
         security = \"{security}\"\nsecret = \"command\"\nsecret_command = \"echo secret\"\n\
         ca_file = \"{ca}\"\n"
    );
    fs::write(folder.join("accounts.toml"), text).expect("the folder takes files");
}

/// A mail in ASCII with one part of text.
pub fn letter(from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: Alice <alice@example.com>\r\nSubject: {subject}\r\n\
         Date: Mon, 5 Oct 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// Waits until `look` answers; fails the test with `what` where it never does.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(value) = look() {
            return value;
        }
        assert!(Instant::now() < end, "after {} s still not: {what}", PATIENCE.as_secs());
        thread::sleep(LOOK_AGAIN);
    }
}

/// The lines of a trace so far; every one must be JSON.
pub fn read_trace(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    // The last line may be half written while the program runs.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}

/// Every file and folder below a folder.
pub fn everything_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(everything_in(&path));
        }
        found.push(path);
    }
    found
}
