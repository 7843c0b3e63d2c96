//! The child process: reads requests from standard input, answers on standard output.
//!
//! It lives for one mail. Before the first byte of that mail it gives up its rights
//! (`sandbox`); a panic in the layout ends that request, an abort or a limit ends the process,
//! and the program goes on in both cases.

mod boxes;
mod build;
mod columns;
mod cures;
mod fonts;
mod groups;
mod ink;
mod kept;
mod page;
mod pdf;
mod pdf_page;
mod pictures;
mod probe;
mod sandbox;
mod serve;
mod shaping;
mod text;

use std::io::{self, Write};
use std::process::ExitCode;

use super::frame::{read_frame, write_frame, write_parts};
use super::protocol::{ANSWER_LIMIT_BYTES, Answer, REQUEST_LIMIT_BYTES, Request, VERSION};

/// Stack of the thread that lays out: the engine recurses over the tree, and needs 4 kB for a level
/// in a release build, ten times that without optimisation. Untouched stack costs nothing.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Runs the child until its input ends.
///
/// `mode` is what follows `--html-worker`: nothing, or `probe`, which prints what the closed sandbox
/// still lets through.
pub fn run(mode: Option<&str>) -> ExitCode {
    let probes = mode == Some("probe");
    let thread = std::thread::Builder::new().name("html".to_owned()).stack_size(STACK_BYTES);
    let outcome = thread.spawn(move || if probes { probe::run() } else { serve() });
    match outcome.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn serve() -> io::Result<()> {
    // Its message would go to a standard error that nobody reads, and look for files to do so.
    std::panic::set_hook(Box::new(|_| {}));
    let fonts = fonts::load();
    sandbox::close().map_err(io::Error::other)?;
    let mut server = serve::Server::new(fonts);
    server.warm_up();
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    write_frame(&mut output, &Answer::Hello { version: VERSION.to_owned() }.encode())?;
    while let Some(frame) = read_frame(&mut input, REQUEST_LIMIT_BYTES)? {
        let request = Request::decode(&frame).map_err(io::Error::other)?;
        drop(frame);
        let (head, rest) = server.answer(request).into_parts();
        if head.len() + rest.len() > ANSWER_LIMIT_BYTES {
            write_frame(&mut output, &Answer::Failed.encode())?;
        } else {
            write_parts(&mut output, &[&head, &rest])?;
        }
    }
    output.flush()
}
