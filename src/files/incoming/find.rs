//! Finds the messages of files: one pass over each, and what is known of a message right behind it,
//! while the system still holds its bytes.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::head::Head;
use super::shape::Shape;
use super::{Incoming, Message, Source};
use crate::files::{BEGINNING_BYTES, BYTE_ORDER_MARK};
use crate::mime::mbox::{self, Framed, Scanner};
use crate::mime::parse_message;
use crate::text::{grouped, visible};

/// Bytes read at a time.
const PIECE_BYTES: usize = 1024 * 1024;

/// Messages brought in at once; each takes some 150 bytes until all of them are in.
const MESSAGES_LIMIT: usize = 1_000_000;

/// A literal's length has 32 bits (RFC 3501 §9).
const MESSAGE_LIMIT_BYTES: u64 = u32::MAX as u64;

/// Endings of files that are taken from a folder.
const ENDINGS: [&str; 3] = ["eml", "mbox", "mbx"];

/// Told while files are looked through; false ends it.
pub trait Looking {
    /// Bytes of all files, and messages found.
    fn looked_at(&mut self, done_bytes: u64, total_bytes: u64, messages: usize) -> bool;
}

/// Looks through files, and those directly in a folder. `None` where it was ended.
pub fn find(paths: &[PathBuf], looking: &mut dyn Looking) -> Option<Incoming> {
    let mut incoming = Incoming::default();
    let mut files = Vec::new();
    for path in paths {
        match files_of(path) {
            Ok(found) => files.extend(found),
            Err(error) => incoming.problems.push(unreadable(path, &error)),
        }
    }
    let total_bytes = files.iter().map(|(_, bytes)| bytes).sum();
    let mut seen = Seen { looking, before_bytes: 0, total_bytes };
    for (path, bytes) in files {
        match look_through(&path, &mut incoming, &mut seen) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => incoming.problems.push(unreadable(&path, &error)),
        }
        seen.before_bytes += bytes;
    }
    Some(incoming)
}

struct Seen<'a> {
    looking: &'a mut dyn Looking,
    before_bytes: u64,
    total_bytes: u64,
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}.", shown(path))
}

fn shown(path: &Path) -> String {
    let name = path.file_name().map_or(path, Path::new);
    visible(&name.display().to_string())
}

/// A file with its length, or the mail files of a folder by name.
fn files_of(path: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let data = fs::metadata(path)?;
    if !data.is_dir() {
        return Ok(vec![(path.to_owned(), data.len())]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let is_mail = path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)));
        let Ok(data) = fs::metadata(&path) else { continue };
        if is_mail && data.is_file() {
            files.push((path, data.len()));
        }
    }
    files.sort();
    Ok(files)
}

/// False where it was ended.
fn look_through(path: &Path, incoming: &mut Incoming, seen: &mut Seen<'_>) -> io::Result<bool> {
    // Before it is opened: that of a pipe waits until somebody writes.
    if !fs::metadata(path)?.is_file() {
        incoming.problems.push(format!("{} is not a file.", shown(path)));
        return Ok(true);
    }
    let mut file = File::open(path)?;
    let mut beginning = Vec::new();
    (&file).take(BEGINNING_BYTES as u64).read_to_end(&mut beginning)?;
    let marks = if beginning.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let content = beginning.get(marks..).unwrap_or_default();
    let is_mbox = mbox::is_mbox(content);
    if !is_mbox && parse_message(content).is_none() {
        incoming.problems.push(format!("{} is neither a mail nor an mbox file.", shown(path)));
        return Ok(true);
    }
    let number = u32::try_from(incoming.files.len()).map_err(io::Error::other)?;
    incoming.files.push(Source { path: path.to_owned(), is_mbox });
    let skipped = marks as u64;
    let mut found = Vec::new();
    if !is_mbox {
        let end = file.metadata()?.len();
        let written = file.metadata().ok().and_then(|data| written_unix_secs(&data));
        found.push(Framed {
            separator_at: 0,
            start: 0,
            end: end.saturating_sub(skipped),
            quoted_lines: 0,
            date_unix_secs: None,
        });
        add(&mut file, (number, skipped, is_mbox), (&mut found, written), incoming)?;
        let messages = incoming.messages.len();
        return Ok(seen.looking.looked_at(seen.before_bytes + end, seen.total_bytes, messages));
    }
    let (mut scanner, mut at) = (Scanner::default(), skipped);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        file.seek(SeekFrom::Start(at))?;
        let count = file.read(&mut piece)?;
        if count == 0 {
            break;
        }
        at += count as u64;
        scanner.push(piece.get(..count).unwrap_or_default(), &mut found);
        add(&mut file, (number, skipped, is_mbox), (&mut found, None), incoming)?;
        let messages = incoming.messages.len();
        if !seen.looking.looked_at(seen.before_bytes + at, seen.total_bytes, messages) {
            return Ok(false);
        }
    }
    if scanner.is_cut() {
        let most = grouped(MESSAGES_LIMIT as u64);
        let sentence =
            format!("{} holds more than {most} messages; the rest is left.", shown(path));
        incoming.problems.push(sentence);
    }
    scanner.finish(&mut found);
    add(&mut file, (number, skipped, is_mbox), (&mut found, None), incoming)?;
    Ok(true)
}

fn written_unix_secs(data: &fs::Metadata) -> Option<i64> {
    let since = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// Reads what is known of messages whose places were found.
fn add(
    file: &mut File,
    (number, skipped, is_mbox): (u32, u64, bool),
    (found, written): (&mut Vec<Framed>, Option<i64>),
    incoming: &mut Incoming,
) -> io::Result<()> {
    for framed in found.drain(..) {
        let (start, end) = (framed.start + skipped, framed.end + skipped);
        let (head, size_bytes) = measure(file, (start, end), is_mbox)?;
        if head.is_expunged {
            incoming.expunged = incoming.expunged.saturating_add(1);
            continue;
        }
        // Between two separators there may be nothing.
        if size_bytes == 0 {
            continue;
        }
        if size_bytes > MESSAGE_LIMIT_BYTES || incoming.messages.len() >= MESSAGES_LIMIT {
            let sentence = "A message longer than 4 GiB, or beyond the first 1,000,000, is left.";
            if !incoming.problems.iter().any(|known| known == sentence) {
                incoming.problems.push(sentence.to_owned());
            }
            continue;
        }
        // A separator of a program whose clock was not set says nothing.
        let arrived = framed.date_unix_secs.filter(|secs| *secs > 0);
        incoming.messages.push(Message {
            file: number,
            start,
            end,
            size_bytes,
            flags: head.flags,
            keywords: head.keywords,
            date_unix_secs: arrived.or(head.date_unix_secs).or(written),
            message_id: head.message_id,
        });
    }
    Ok(())
}

/// The header of a message, and its size as the server gets it.
fn measure(file: &mut File, (start, end): (u64, u64), is_mbox: bool) -> io::Result<(Head, u64)> {
    /// Headers in practice have a tenth of it; what stands behind is not looked at.
    const HEADER_BYTES: usize = 128 * 1024;
    const READ_BYTES: usize = 64 * 1024;
    let (mut shape, mut out, mut size_bytes) = (Shape::new(is_mbox), Vec::new(), 0);
    let mut header = Vec::new();
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    let mut piece = vec![0; READ_BYTES.min(length)];
    let mut at = start;
    file.seek(SeekFrom::Start(start))?;
    while at < end {
        let left = usize::try_from(end - at).unwrap_or(usize::MAX).min(piece.len());
        let count = file.read(piece.get_mut(..left).unwrap_or_default())?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        at += count as u64;
        let read = piece.get(..count).unwrap_or_default();
        let room = HEADER_BYTES.saturating_sub(header.len());
        header.extend_from_slice(read.get(..room).unwrap_or(read));
        shape.push(read, &mut out);
        size_bytes += out.len() as u64;
        out.clear();
    }
    shape.finish(&mut out);
    Ok((Head::read(&header, is_mbox), size_bytes + out.len() as u64))
}
