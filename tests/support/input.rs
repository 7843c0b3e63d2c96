//! Keys, typing and the mouse, as a person's hands would do it (xdotool), and the clipboard.

use std::io::Write;
use std::process::Stdio;

use super::desktop::Desktop;
use super::process::{Running, run};

impl Desktop {
    /// Presses keys, each as xdotool names it: `Return`, `ctrl+Tab`.
    pub fn press(&self, keys: &[&str]) {
        run(self.command("xdotool").arg("key").args(keys));
    }

    /// Types ASCII text into what has the focus; any other text goes through [`Desktop::paste`].
    pub fn type_text(&self, text: &str) {
        assert!(text.is_ascii(), "xdotool types only ASCII reliably: paste {text:?}");
        run(self.command("xdotool").args(["type", "--delay", "8", "--", text]));
    }

    /// Puts text on the clipboard and presses Ctrl+V. The value returned owns the clipboard: keep
    /// it until the text has arrived.
    #[must_use = "the clipboard is empty again when this is dropped"]
    pub fn paste(&self, text: &str) -> Running {
        let mut command = self.command("xclip");
        command.args(["-quiet", "-selection", "clipboard", "-in"]).stdin(Stdio::piped());
        let mut owner = self.spawn("xclip", &mut command);
        let mut input = owner.child().stdin.take().expect("its input is a pipe");
        input.write_all(text.as_bytes()).expect("it reads the text");
        drop(input);
        owner.wait_until("the text on the clipboard", || {
            (self.clipboard().as_deref() == Some(text)).then_some(())
        });
        self.press(&["ctrl+v"]);
        owner
    }

    /// The text on the clipboard.
    pub fn clipboard(&self) -> Option<String> {
        let mut command = self.command("xclip");
        command.args(["-selection", "clipboard", "-out"]);
        let output = command.output().expect("\"make test\" installs xclip");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Clicks with the left button, at a place in pixels from the screen's upper left corner.
    pub fn click_at(&self, x: i32, y: i32) {
        let (x, y) = (x.to_string(), y.to_string());
        // Not "--sync": that waits for a movement, and there may be none.
        run(self.command("xdotool").args(["mousemove", &x, &y, "click", "1"]));
    }

    /// Moves the pointer to a place and leaves it there.
    pub fn point_at(&self, x: i32, y: i32) {
        run(self.command("xdotool").args(["mousemove", &x.to_string(), &y.to_string()]));
    }

    /// Turns the wheel; positive is down.
    pub fn scroll_at(&self, x: i32, y: i32, notches: i32) {
        let (x, y, count) = (x.to_string(), y.to_string(), notches.abs().to_string());
        let button = if notches > 0 { "5" } else { "4" };
        let click = ["click", "--repeat", &count, "--delay", "15", button];
        run(self.command("xdotool").args(["mousemove", &x, &y]).args(click));
    }

    /// Asks the window manager to close the window with this title, as its button does.
    pub fn close_window(&self, title: &str) {
        self.focus_window(title);
        // To nobody in particular: the window may be gone before the keys are up again.
        self.press(&["alt+F4"]);
    }

    /// Gives the focus to the window with this title, once it is there.
    pub fn focus_window(&self, title: &str) {
        let search = ["search", "--sync", "--onlyvisible", "--limit", "1", "--name", title];
        run(self.command("xdotool").args(search).args(["windowactivate", "--sync"]));
    }
}
