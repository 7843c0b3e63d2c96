//! `--html-worker probe`: tries from inside the closed sandbox what a broken-into child would try,
//! and prints a line for each. The tests read it; so may anyone who asks what the sandbox is worth
//! on a system.

use std::io::{self, Write};

use super::{fonts, sandbox};

pub fn run() -> io::Result<()> {
    // The same start as with a mail.
    let fonts = fonts::load();
    #[cfg(unix)]
    let parent = rustix::process::getppid();
    sandbox::close().map_err(io::Error::other)?;
    let mut lines = String::new();
    let mut say = |what: &str, failed: bool| {
        lines.push_str(&format!("{what}: {}\n", if failed { "refused" } else { "allowed" }));
    };
    say("read a file", std::fs::read("/etc/passwd").is_err());
    say("read its own program", std::fs::File::open("/proc/self/exe").is_err());
    say("write a file", std::fs::write(std::env::temp_dir().join("mailpane-probe"), b"x").is_err());
    say("list a folder", std::fs::read_dir("/").is_err());
    say("start a program", std::process::Command::new("/bin/true").spawn().is_err());
    let thread = std::thread::Builder::new().name("probe".to_owned()).spawn(|| ());
    say("start a thread", thread.is_err());
    #[cfg(unix)]
    unix(&mut say, parent);
    drop(fonts);
    let mut output = io::stdout().lock();
    output.write_all(lines.as_bytes())?;
    output.flush()
}

#[cfg(unix)]
fn unix(say: &mut impl FnMut(&str, bool), parent: Option<rustix::process::Pid>) {
    use rustix::net::{AddressFamily, SocketType, socket};
    for (name, family) in [
        ("make an IPv4 socket", AddressFamily::INET),
        ("make an IPv6 socket", AddressFamily::INET6),
        ("make a local socket", AddressFamily::UNIX),
    ] {
        say(name, socket(family, SocketType::STREAM, None).is_err());
    }
    say("look a host up", socket(AddressFamily::INET, SocketType::DGRAM, None).is_err());
    let signalled = parent.is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok());
    say("signal another process", !signalled);
}
