//! Several commands in one write, answers matched by tag in any order.
//!
//! ```text
//! lines ──one write──▶ server
//! on(Untagged) on(Untagged) on(Done 1) on(Untagged) on(Done 0) ◀── in the order of the wire
//! ```
//!
//! Never used before the login is done: some servers drop what follows LOGIN or AUTHENTICATE in
//! the same write.

use super::encode::Line;
use super::error::ImapError;
use super::link::Link;
use super::reader::{Response, Status, StatusLine, Untagged};

/// What a batch reports while it runs.
#[derive(Debug)]
pub enum Event<'a> {
    Untagged(Untagged),
    /// Command number `index` of the batch is answered.
    Done {
        index: usize,
        status: &'a StatusLine,
    },
}

struct Running {
    tag: String,
    command: &'static str,
    answer: Option<StatusLine>,
}

/// Runs `lines` and returns their answers, in the order of `lines`.
///
/// # Errors
/// Only where the connection is lost; a refused command is an answer.
pub fn run(
    link: &mut Link,
    lines: Vec<Line>,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<Vec<StatusLine>, ImapError> {
    link.start_step()?;
    let mut running = Vec::new();
    let mut out = Vec::new();
    let mut begun = false;
    for (index, line) in lines.into_iter().enumerate() {
        let tag = link.tag();
        out.extend_from_slice(tag.as_bytes());
        out.push(b' ');
        running.push(Running { tag, command: line.command, answer: None });
        let mut pieces = line.pieces.into_iter();
        out.extend(pieces.next().unwrap_or_default());
        let mut refused = false;
        for piece in pieces {
            send(link, &out, &mut begun)?;
            out.clear();
            refused = !wait_for_continue(link, &mut running, index, on)?;
            if refused {
                link.framed()?.literal_refused();
                break;
            }
            out.extend(piece);
        }
        if !refused {
            out.extend_from_slice(b"\r\n");
        }
    }
    if !out.is_empty() {
        send(link, &out, &mut begun)?;
    }
    while let Some(waiting) = running.iter().find(|run| run.answer.is_none()) {
        let command = waiting.command;
        match link.read()? {
            Response::Continue => {} // Nobody asked; harmless.
            other => take(link, &mut running, other, command, on)?,
        }
    }
    Ok(running.into_iter().filter_map(|run| run.answer).collect())
}

/// What is refused before anything of the batch has left harms nobody; later the server would wait
/// for the rest of a command for ever.
fn send(link: &mut Link, bytes: &[u8], begun: &mut bool) -> Result<(), ImapError> {
    let sent = link.write(bytes);
    if sent.is_err() && *begun {
        link.close();
    }
    *begun = true;
    sent
}

/// Waits until the server asks for a literal; false where it answers the command instead.
fn wait_for_continue(
    link: &mut Link,
    running: &mut [Running],
    index: usize,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<bool, ImapError> {
    loop {
        let command = running.get(index).map_or("", |run| run.command);
        match link.read()? {
            Response::Continue => return Ok(true),
            other => take(link, running, other, command, on)?,
        }
        if running.get(index).is_none_or(|run| run.answer.is_some()) {
            return Ok(false);
        }
    }
}

fn take(
    link: &mut Link,
    running: &mut [Running],
    response: Response,
    command: &'static str,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<(), ImapError> {
    match response {
        Response::Continue => Ok(()),
        Response::Untagged(untagged) => {
            if untagged == Untagged::Unknown {
                log::debug!("skipped a response command={command}");
            }
            on(Event::Untagged(untagged));
            Ok(())
        }
        Response::Tagged { tag, status } => {
            let waits = |run: &(usize, &mut Running)| run.1.tag == tag && run.1.answer.is_none();
            let found = running.iter_mut().enumerate().find(waits);
            let (Some((index, run)), Status::Ok | Status::No | Status::Bad) =
                (found, status.status)
            else {
                return Err(link.fault(command));
            };
            on(Event::Done { index, status: &status });
            run.answer = Some(status);
            Ok(())
        }
    }
}

/// The answer as a result: OK, or refused with the server's words.
pub fn check(command: &'static str, answer: &StatusLine) -> Result<(), ImapError> {
    match answer.status {
        Status::Ok => Ok(()),
        Status::No | Status::Bad | Status::Bye | Status::PreAuth => {
            Err(ImapError::Refused { command, server_text: answer.text.clone() })
        }
    }
}
