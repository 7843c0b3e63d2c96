//! Runs the account's secret command and takes the first line of its output.
//!
//! The command is the user's own, from `accounts.toml`, and is run by the system's shell. What it
//! prints is bounded, and it has a limited time; its standard input is empty.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{MAX_SECRET_BYTES, SecretError};
use crate::model::Secret;

/// Long enough to type a pass phrase into the command's own dialog.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

/// What is kept of the standard error, for one line of explanation.
const MAX_STDERR_BYTES: usize = 4096;

/// What is read of a stream in all before the command is stopped by a closed pipe: warnings in
/// plenty must not fail it, an endless stream must.
const MAX_DRAINED_BYTES: u64 = 16 * 1024 * 1024;

/// How often an exit is looked for after the output ended; it follows at once as a rule.
const EXIT_POLL: Duration = Duration::from_millis(10);

/// Runs `command` and returns the first line of its output.
pub(super) fn run(command: &str) -> Result<Secret, SecretError> {
    run_within(command, COMMAND_LIMIT)
}

pub(super) fn run_within(command: &str, limit: Duration) -> Result<Secret, SecretError> {
    let deadline = Instant::now() + limit;
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| fail(format!("The secret command could not be started: {error}.")))?;
    let result = collect(&mut child, deadline, limit);
    child.kill().ok(); // It has ended by itself as a rule.
    child.wait().ok();
    result
}

fn shell(command: &str) -> Command {
    let (program, switch) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut shell = Command::new(program);
    shell.arg(switch).arg(command);
    shell
}

fn collect(child: &mut Child, deadline: Instant, limit: Duration) -> Result<Secret, SecretError> {
    let late = || fail(format!("The secret command took longer than {} s.", limit.as_secs()));
    // The command may leave children behind that hold its pipes: the readers may outlive us, but
    // hold at most their bounded buffer.
    let stdout = reader(child.stdout.take(), MAX_SECRET_BYTES)?;
    let stderr = reader(child.stderr.take(), MAX_STDERR_BYTES)?;
    let left = || deadline.saturating_duration_since(Instant::now());
    let output = stdout.recv_timeout(left()).map_err(|_| late())?;
    if output.len() > MAX_SECRET_BYTES {
        return first_line(&output); // More than the first line counts for nothing.
    }
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if left().is_zero() => return Err(late()),
            Ok(None) => thread::sleep(EXIT_POLL),
            Err(error) => return Err(fail(format!("The secret command was lost: {error}."))),
        }
    };
    if !status.success() {
        // The status is known; its words are worth only a moment more.
        let words = stderr.recv_timeout(left().min(Duration::from_secs(1))).unwrap_or_default();
        return Err(fail(explain(&status.to_string(), &words)));
    }
    first_line(&output)
}

/// Reads a pipe to its end or to `most_bytes` on a thread of its own; the buffer is zeroed.
fn reader(
    pipe: Option<impl Read + Send + 'static>,
    most_bytes: usize,
) -> Result<Receiver<Zeroizing<Vec<u8>>>, SecretError> {
    let (sender, receiver) = sync_channel(1);
    thread::Builder::new()
        .name("secret-command".to_owned())
        .spawn(move || {
            // Room for everything at once: a buffer that grows leaves copies behind.
            let mut bytes = Zeroizing::new(Vec::with_capacity(most_bytes + 1));
            let Some(mut pipe) = pipe else { return };
            // What came before an error still counts.
            pipe.by_ref().take(most_bytes as u64 + 1).read_to_end(&mut bytes).ok();
            sender.send(bytes).ok(); // The caller may have given up.
            io::copy(&mut pipe.take(MAX_DRAINED_BYTES), &mut io::sink()).ok();
        })
        .map_err(|error| fail(format!("The secret command could not be read: {error}.")))?;
    Ok(receiver)
}

fn first_line(output: &[u8]) -> Result<Secret, SecretError> {
    let end = output.iter().position(|byte| *byte == b'\n');
    if end.is_none() && output.len() > MAX_SECRET_BYTES {
        return Err(SecretError::TooLong);
    }
    let line = output.get(..end.unwrap_or(output.len())).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        return Err(fail("The secret command printed no password in its first line.".to_owned()));
    }
    match std::str::from_utf8(line) {
        Ok(text) => Ok(Secret::new(text.to_owned())),
        Err(_) => Err(fail("The secret command printed something that is not text.".to_owned())),
    }
}

/// One sentence from the status and the last line of the standard error.
fn explain(status: &str, stderr: &[u8]) -> String {
    let words = String::from_utf8_lossy(stderr);
    match words.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => {
            format!("The secret command failed ({status}). It says: {}", one_line(line))
        }
        None => format!("The secret command failed ({status}) without a word."),
    }
}

/// Text of another program as it may stand in a sentence: 200 characters, no control characters.
pub(super) fn one_line(text: &str) -> String {
    const SHOWN_CHARS: usize = 200; // Two lines of a dialog.
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN_CHARS).collect()
}

fn fail(sentence: String) -> SecretError {
    SecretError::Command(sentence)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn sentence(command: &str) -> String {
        run(command).unwrap_err().to_string()
    }

    #[test]
    fn the_first_line_is_the_secret() {
        assert_eq!(run("printf 'päss word \\r\\nlogin: me\\n'").unwrap().expose(), "päss word ");
        assert_eq!(run("printf x").unwrap().expose(), "x");
    }

    #[test]
    fn a_failing_command_is_told_with_its_own_words() {
        let told = sentence("echo secret; echo first >&2; printf 'no \\033 key\\n\\n' >&2; exit 3");
        assert!(told.contains("exit status: 3") && told.ends_with("It says: no   key"), "{told}");
        assert!(!told.contains("secret;"));
        assert!(sentence("exit 1").ends_with("without a word."));
        assert!(sentence("/no/such/program").contains("failed"));
    }

    #[test]
    fn nothing_or_no_text_is_an_error() {
        assert!(sentence("true").contains("no password"));
        assert!(sentence("echo").contains("no password"));
        assert!(sentence("printf '\\377\\n'").contains("not text"));
    }

    #[test]
    fn endless_output_is_cut_off() {
        assert_eq!(run("head -c 70000 /dev/zero | tr '\\0' x").unwrap_err(), SecretError::TooLong);
        assert_eq!(run("echo ok; exec yes").unwrap().expose(), "ok");
        assert_eq!(run("head -c 300000 /dev/zero >&2; echo ok").unwrap().expose(), "ok");
    }

    #[test]
    fn a_command_that_hangs_is_killed() {
        let begun = Instant::now();
        for command in ["exec sleep 60", "exec >&-; exec sleep 60", "sleep 60 & wait"] {
            let error = run_within(command, Duration::from_millis(200)).unwrap_err();
            assert!(error.to_string().contains("took longer"), "{error}");
        }
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
