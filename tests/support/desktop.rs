//! A desktop of a test's own: X server, window manager, D-Bus session, password store, and the
//! accessibility bus, with a home folder that nothing else uses.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::atspi::AtSpi;
use super::process::{Running, run};

/// The window's size in the design, 1280 by 800, with room for the frame round it.
const SCREEN: &str = "1440x900x24";

/// A session bus that starts nothing by itself: what is not in [`Parts`] is not there, whatever is
/// installed on this machine.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:dir=@DIR@</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Variables of the tests' own session that must not reach the programs in this one.
const FOREIGN: [&str; 7] = [
    "WAYLAND_DISPLAY",
    "WAYLAND_SOCKET",
    "XAUTHORITY",
    "AT_SPI_BUS_ADDRESS",
    "SESSION_MANAGER",
    "GNOME_KEYRING_CONTROL",
    "XDG_CURRENT_DESKTOP",
];

/// What runs beside the program; a session without a part shows how the program does without.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// gnome-keyring, unlocked.
    pub keyring: bool,
    /// The accessibility bus: needed for [`Desktop::accessibility`].
    pub accessibility: bool,
}

/// A running desktop. Dropping it ends all of it.
#[derive(Debug)]
pub struct Desktop {
    // Dropped in this order: who needs another one goes first.
    helpers: Vec<Running>,
    bus: Running,
    x_server: Running,
    display: String,
    bus_address: String,
    home: TempDir,
}

impl Desktop {
    pub fn start() -> Self {
        Self::start_with(Parts { keyring: true, accessibility: true })
    }

    pub fn start_with(parts: Parts) -> Self {
        let home = tempfile::Builder::new().prefix("mailpane-home").tempdir().expect("a folder");
        for folder in [".config", ".cache", ".local/share", "run", "logs"] {
            fs::create_dir_all(home.path().join(folder)).expect("the folder takes folders");
        }
        // Programs refuse a runtime folder that others can look into.
        run(Command::new("chmod").arg("700").arg(home.path().join("run")));
        let logs = home.path().join("logs");
        let (x_server, display) = start_x(&logs);
        let (bus, bus_address) = start_bus(&logs, home.path(), &display);
        let mut desktop = Self { helpers: Vec::new(), bus, x_server, display, bus_address, home };
        desktop.start_window_manager();
        if parts.keyring {
            desktop.start_keyring();
        }
        if parts.accessibility {
            desktop.start_accessibility();
        }
        desktop
    }

    /// A command with this desktop's display, session and home.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        set_environment(&mut command, self.home.path(), &self.display);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address);
        command
    }

    /// Starts a program on this desktop; its output goes to a log that a failing test shows.
    pub fn spawn(&self, name: &str, command: &mut Command) -> Running {
        Running::start(name, command, &self.log(name))
    }

    /// The home folder: `.config`, `.cache` and `.local/share` lie in it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// What screen readers see, and what they can do.
    pub fn accessibility(&self) -> AtSpi {
        AtSpi::start(self)
    }

    /// Saves a picture of the whole screen (PNG).
    pub fn screenshot(&self, path: &Path) {
        run(self.command("import").args(["-window", "root"]).arg(path));
    }

    fn log(&self, name: &str) -> PathBuf {
        self.home.path().join("logs").join(name)
    }

    fn start_window_manager(&mut self) {
        let mut openbox = self.spawn("openbox", &mut self.command("openbox"));
        openbox.wait_until("a managed screen", || {
            self.succeeds(self.command("xdotool").arg("get_num_desktops"))
        });
        self.helpers.push(openbox);
    }

    fn start_keyring(&mut self) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut keyring = self.spawn("gnome-keyring-daemon", &mut command);
        // The password that locks the new store; its end is the end of the input.
        let input = keyring.child().stdin.take();
        input.expect("its input is a pipe").write_all(b"test").expect("it reads the password");
        keyring.wait_until("an unlocked password store", || {
            let mut ask = self.ask("org.freedesktop.secrets", "/org/freedesktop/secrets");
            ask.args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"]);
            self.answer(&mut ask).filter(|answer| answer.contains("/collection/"))
        });
        self.helpers.push(keyring);
    }

    fn start_accessibility(&mut self) {
        let mut command = self.command("/usr/libexec/at-spi-bus-launcher");
        command.args(["--launch-immediately", "--a11y=1", "--screen-reader=1"]);
        let mut launcher = self.spawn("at-spi-bus-launcher", &mut command);
        launcher.wait_until("the accessibility bus", || {
            let mut ask = self.ask("org.a11y.Bus", "/org/a11y/bus");
            self.answer(ask.arg("org.a11y.Bus.GetAddress"))
                .filter(|answer| answer.contains("unix:"))
        });
        self.helpers.push(launcher);
    }

    /// A D-Bus question; the caller adds the method and its arguments.
    fn ask(&self, service: &str, object: &str) -> Command {
        let mut command = self.command("dbus-send");
        command.args(["--session", "--print-reply", "--reply-timeout=2000"]);
        command.arg(format!("--dest={service}")).arg(object);
        command
    }

    fn answer(&self, command: &mut Command) -> Option<String> {
        let output = command.output().expect("\"make test\" installs what the tests need");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn succeeds(&self, command: &mut Command) -> Option<()> {
        self.answer(command).map(drop)
    }
}

fn set_environment(command: &mut Command, home: &Path, display: &str) {
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("XDG_CACHE_HOME", home.join(".cache"))
        .env("XDG_DATA_HOME", home.join(".local/share"))
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("DISPLAY", display)
        .env("LANG", "C.UTF-8")
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        // Painting in software, as on any machine without a graphics card.
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_AT_BRIDGE", "0");
}

/// The X server chooses a free display itself and writes its number.
fn start_x(logs: &Path) -> (Running, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]);
    let (server, number) = start_announced("Xvfb", &mut command, logs);
    (server, format!(":{number}"))
}

fn start_bus(logs: &Path, home: &Path, display: &str) -> (Running, String) {
    let config = home.join("run/bus.conf");
    let text = BUS.replace("@DIR@", &home.join("run").display().to_string());
    fs::write(&config, text).expect("the folder takes files");
    let mut command = Command::new("dbus-daemon");
    command.arg("--config-file").arg(config);
    command.args(["--nofork", "--nopidfile", "--print-address=1"]);
    set_environment(&mut command, home, display);
    start_announced("dbus-daemon", &mut command, logs)
}

/// Starts a program whose first line of output says where it is to be found.
fn start_announced(name: &str, command: &mut Command, logs: &Path) -> (Running, String) {
    let log = logs.join(name);
    let errors = File::create(&log).expect("the folder takes files");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
    let mut running = Running::start_with_stdout(name, command, &log);
    let output = running.child().stdout.take().expect("its output is a pipe");
    let mut line = String::new();
    // Ends with a line, or with the program.
    BufReader::new(output).read_line(&mut line).expect("its output can be read");
    assert!(!line.trim().is_empty(), "{name} did not start. {}", running.log_tail());
    (running, line.trim().to_owned())
}
