//! Finds and works controls by their accessible names, as a screen reader does.
//!
//! `atspi.py` talks to the accessibility bus; one line of JSON goes to it and one comes back.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::desktop::Desktop;
use super::process::Running;

/// Longest wait for a control that must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Debian's own Python: the one that has pyatspi, whatever else the PATH leads to.
const PYTHON: &str = "/usr/bin/python3";

/// How a control is known: by its name, and by its role where several have the name.
#[derive(Clone, Debug, Default)]
pub struct Control {
    name: String,
    part: bool,
    role: Option<String>,
    last: bool,
}

/// The control with exactly this name.
pub fn named(name: &str) -> Control {
    Control { name: name.to_owned(), part: false, ..Control::default() }
}

/// The first control whose name contains this.
pub fn naming(part: &str) -> Control {
    Control { name: part.to_owned(), part: true, ..Control::default() }
}

impl Control {
    /// Only one with this role: `button`, `entry`, `password text`, `check box`, `toggle button`.
    pub fn role(mut self, role: &str) -> Self {
        self.role = Some(role.to_owned());
        self
    }

    /// The last of several: the one in the dialog over the window.
    pub fn last(mut self) -> Self {
        self.last = true;
        self
    }
}

/// A control that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub name: String,
    pub role: String,
    /// `enabled`, `focused`, `checked`, `selected`, and others of AT-SPI's states.
    pub states: Vec<String>,
    /// In pixels from the screen's upper left corner.
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

impl Found {
    pub fn middle(&self) -> (i32, i32) {
        (self.x + self.width / 2, self.y + self.height / 2)
    }

    pub fn has(&self, state: &str) -> bool {
        self.states.iter().any(|known| known == state)
    }
}

/// The accessible side of one desktop.
#[derive(Debug)]
pub struct AtSpi {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    // Ends by itself when its input does; dropped last.
    driver: Running,
}

impl AtSpi {
    pub(super) fn start(desktop: &Desktop) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/atspi.py");
        let log = desktop.home().join("logs/atspi.py");
        let errors = std::fs::File::create(&log).expect("the folder takes files");
        let mut command = desktop.command(PYTHON);
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors);
        let mut driver = Running::start_with_stdout("atspi.py", &mut command, &log);
        let child = driver.child();
        let input = child.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        Self { input, output, driver }
    }

    /// Waits for a control; fails the test with the whole tree where it does not come.
    pub fn wait(&mut self, control: &Control) -> Found {
        found(&self.ask("wait", control, &json!({})))
    }

    /// The control, where it is there now.
    pub fn find(&mut self, control: &Control) -> Option<Found> {
        let answer = self.ask_within("find", control, &json!({}), Duration::ZERO);
        (!answer["found"].is_null()).then(|| found(&answer))
    }

    /// Waits until no such control is there.
    pub fn wait_gone(&mut self, control: &Control) {
        self.ask("wait_gone", control, &json!({}));
    }

    /// Waits for a control to have a state, or to lose it.
    pub fn wait_state(&mut self, control: &Control, state: &str, has: bool) -> Found {
        found(&self.ask("wait_state", control, &json!({ "state": state, "has": has })))
    }

    /// Waits for the control, then does what a click on it does.
    pub fn click(&mut self, control: &Control) {
        self.ask("click", control, &json!({}));
    }

    /// Waits for the control, then gives it the focus.
    pub fn focus(&mut self, control: &Control) {
        self.ask("focus", control, &json!({}));
    }

    /// Waits for a text field, then replaces its text.
    pub fn set_text(&mut self, control: &Control, text: &str) {
        self.ask("set_text", control, &json!({ "text": text }));
    }

    /// The text of a field, or of a text that is shown.
    pub fn text(&mut self, control: &Control) -> String {
        let answer = self.ask("text", control, &json!({}));
        answer["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Everything on the bus, one control a line, indented: for failing tests and for the curious.
    pub fn tree(&mut self) -> String {
        let answer = self.ask("tree", &Control::default(), &json!({}));
        answer["tree"].as_str().unwrap_or_default().to_owned()
    }

    fn ask(&mut self, what: &str, control: &Control, more: &Value) -> Value {
        let answer = self.ask_within(what, control, more, PATIENCE);
        if let Some(error) = answer["error"].as_str() {
            let tree = answer["tree"].as_str().unwrap_or_default();
            panic!("{what} {control:?}: {error}. On the screen:\n{tree}");
        }
        answer
    }

    fn ask_within(
        &mut self,
        what: &str,
        control: &Control,
        more: &Value,
        limit: Duration,
    ) -> Value {
        let question = json!({
            "do": what,
            "name": control.name,
            "part": control.part,
            "role": control.role,
            "last": control.last,
            "within_s": limit.as_secs_f32(),
            "more": more,
        });
        writeln!(self.input, "{question}").expect("atspi.py reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("atspi.py can be read");
        serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("atspi.py ended. {}", self.driver.log_tail()))
    }
}

fn found(answer: &Value) -> Found {
    let found = &answer["found"];
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let pixels = |index: usize| found["extents"][index].as_i64().unwrap_or_default() as i32;
    let states = found["states"].as_array().into_iter().flatten();
    Found {
        name: text("name"),
        role: text("role"),
        states: states.filter_map(|state| state.as_str().map(str::to_owned)).collect(),
        x: pixels(0),
        y: pixels(1),
        width: pixels(2),
        height: pixels(3),
    }
}
