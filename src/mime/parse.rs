//! A whole message taken apart: the tree of its parts, and where the bytes of each stand.
//!
//! The same tree and numbers that a server gives in BODYSTRUCTURE (RFC 3501 §7.4.2), for messages
//! that are a file. One pass over the lines with a stack of open boundaries: no recursion, no
//! copies, nothing decoded. `mail-parser` builds a nested value for each nested message and
//! overflows the stack when a hundred thousand of them are dropped, and of two Content-Type fields
//! it takes the last; so the tree is cut here.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Part, PartId, PartKind, TransferEncoding};

use super::fields::{field_name, first_line, line_end, split, without_line_end};
use super::part_header::{PartHeader, read_part_header};

/// Levels of multiparts and messages that are taken apart; deeper ones stay one part.
const DEPTH_LIMIT: usize = 100;

/// Parts that are told apart; the rest stays with the last one.
const PARTS_LIMIT: usize = 10_000;

/// A message read from bytes that are there as a whole.
#[derive(Debug)]
pub struct ParsedMessage<'a> {
    /// The header block, without the empty line below it.
    pub header: &'a [u8],
    pub root: Part,
    /// What is malformed, in plain sentences, each at most once.
    pub problems: Vec<&'static str>,
    bytes: &'a [u8],
    ranges: BTreeMap<PartId, Range<usize>>,
}

impl<'a> ParsedMessage<'a> {
    /// The bytes of a part as encoded for transport; empty for a part that is not there.
    pub fn part_bytes(&self, id: &PartId) -> &'a [u8] {
        let range = self.ranges.get(id).cloned().unwrap_or_default();
        self.bytes.get(range).unwrap_or_default()
    }
}

/// Takes a message apart. `None` where the bytes do not begin with a header.
pub fn parse_message(bytes: &[u8]) -> Option<ParsedMessage<'_>> {
    let line_end = line_end(bytes);
    let mut start = 0;
    // The separator line of an mbox file is no part of the message.
    if bytes.starts_with(b"From ") {
        start = first_line(bytes, line_end).len();
    }
    let first = first_line(bytes.get(start..)?, line_end);
    // Any text can hold a colon; only names like `X-Mailer` begin a mail.
    let plausible = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    field_name(first).filter(|name| name.iter().all(plausible))?;
    let mut cutter = Cutter {
        bytes,
        line_end,
        at: start,
        open: Vec::new(),
        nodes: Vec::new(),
        problems: Vec::new(),
    };
    let header_bytes = cutter.begin_entity(&PartId::default(), None);
    cutter.run();
    let header = bytes.get(start..start + header_bytes)?;
    let Cutter { nodes, problems, .. } = cutter;
    let mut ranges = BTreeMap::new();
    for node in &nodes {
        ranges.entry(node.part.id.clone()).or_insert(node.body.clone());
    }
    Some(ParsedMessage { header, root: build_tree(nodes)?, problems, bytes, ranges })
}

struct Node {
    part: Part,
    parent: Option<usize>,
    /// A message's own part, whose number ends in 1 unless it is a multipart.
    is_root: bool,
    body: Range<usize>,
}

/// A multipart or message whose end was not seen yet.
struct Open {
    node: usize,
    /// `None` for a message.
    boundary: Option<Vec<u8>>,
    /// Parts begun so far.
    count: u32,
    /// The last boundary was seen; what follows belongs to no part.
    closed: bool,
    digest: bool,
}

struct Cutter<'a> {
    bytes: &'a [u8],
    line_end: u8,
    at: usize,
    open: Vec<Open>,
    nodes: Vec<Node>,
    problems: Vec<&'static str>,
}

enum Boundary {
    Next(usize),
    Last(usize),
}

impl Cutter<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            let line_start = self.at;
            let line = first_line(self.bytes.get(line_start..).unwrap_or_default(), self.line_end);
            self.at += line.len();
            match self.boundary(line) {
                None => {}
                Some(Boundary::Last(index)) => {
                    self.close_above(index, line_start);
                    if let Some(open) = self.open.get_mut(index) {
                        open.closed = true;
                    }
                }
                Some(Boundary::Next(index)) => {
                    if self.nodes.len() >= PARTS_LIMIT {
                        self.problem("The message has too many parts; the rest is left out.");
                        self.at = self.bytes.len();
                        break;
                    }
                    self.close_above(index, line_start);
                    self.begin_part(index);
                }
            }
        }
        if self.open.iter().any(|open| open.boundary.is_some() && !open.closed) {
            self.problem("The message ends before its last part does.");
        }
        self.close_above(0, self.bytes.len());
        if let Some(root) = self.nodes.first_mut() {
            root.body.end = self.bytes.len();
        }
        self.read_as_text(0);
    }

    /// The innermost open multipart whose boundary this line is.
    fn boundary(&self, line: &[u8]) -> Option<Boundary> {
        let line = line.strip_prefix(b"--")?.trim_ascii_end();
        self.open.iter().enumerate().rev().find_map(|(index, open)| {
            let boundary = open.boundary.as_deref().filter(|_| !open.closed)?;
            match line.strip_prefix(boundary)? {
                b"" => Some(Boundary::Next(index)),
                b"--" => Some(Boundary::Last(index)),
                _ => None,
            }
        })
    }

    /// Ends everything inside the open multipart `index` before the line at `line_start`. The line
    /// end before a boundary belongs to the boundary (RFC 2046 §5.1.1).
    fn close_above(&mut self, index: usize, line_start: usize) {
        let before = self.bytes.get(..line_start).unwrap_or_default();
        let end =
            if line_start < self.bytes.len() { without_line_end(before).len() } else { line_start };
        let inside = self.open.get(index).map_or(0, |open| open.node);
        for node in self.nodes.iter_mut().skip(inside + 1).rev() {
            if node.body.end != usize::MAX {
                continue;
            }
            node.body.end = end.max(node.body.start);
        }
        self.read_as_text(index + 1);
        self.open.truncate(index + 1);
    }

    /// The multiparts from the open one `from` on have ended. One whose boundary never came, because
    /// it is cut or names another, has no parts: what it holds can be read all the same.
    fn read_as_text(&mut self, from: usize) {
        for open in self.open.iter().skip(from) {
            if open.boundary.is_none() || open.closed || open.count > 0 {
                continue;
            }
            let Some(node) = self.nodes.get_mut(open.node) else { continue };
            let body = self.bytes.get(node.body.clone()).unwrap_or_default();
            if body.trim_ascii().is_empty() {
                continue;
            }
            node.part.kind = PartKind::Leaf;
            node.part.media_type = "text/plain".to_owned();
            if node.is_root {
                node.part.id.0.push(1);
            }
        }
    }

    fn begin_part(&mut self, index: usize) {
        let Some(open) = self.open.get_mut(index) else { return };
        open.count += 1;
        let (parent, count) = (open.node, open.count);
        let mut id = self.nodes.get(parent).map(|node| node.part.id.clone()).unwrap_or_default();
        id.0.push(count);
        self.begin_entity(&id, Some(parent));
    }

    /// Reads the header at the current place and begins what it announces; also the messages that
    /// begin right there. Returns the length of the first header.
    fn begin_entity(&mut self, id: &PartId, parent: Option<usize>) -> usize {
        let (mut id, mut parent) = (id.clone(), parent);
        let mut first_length = None;
        // The numbers of a message's only part end in 1, those of a multipart do not.
        let mut is_root = parent.is_none();
        loop {
            let length = self.header_length();
            first_length.get_or_insert(length);
            let block = self.bytes.get(self.at..self.at + length).unwrap_or_default();
            let digest = !is_root && self.open.last().is_some_and(|open| open.digest);
            let header = read_part_header(&split(block), digest);
            for problem in &header.problems {
                self.problem(problem);
            }
            self.at += length;
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let blank = first_line(rest, self.line_end);
            if without_line_end(blank).is_empty() {
                self.at += blank.len();
            }
            let is_multipart = header.part.media_type.starts_with("multipart/");
            if is_root && !is_multipart {
                id.0.push(1);
            }
            let node = self.nodes.len();
            let deeper = self.open.len() < DEPTH_LIMIT && node < PARTS_LIMIT;
            let PartHeader { part, boundary, .. } = header;
            let is_message =
                matches!(part.media_type.as_str(), "message/rfc822" | "message/global")
                    && part.encoding == TransferEncoding::Identity;
            let mut part = Part { id: id.clone(), ..part };
            if (is_message || is_multipart) && !deeper {
                self.problem("Parts are nested too deep; the innermost are one attachment.");
                part.media_type = "application/octet-stream".to_owned();
            } else if is_multipart && boundary.is_none() {
                self.problem("A multipart names no boundary, so its parts cannot be told apart.");
                part.media_type = "text/plain".to_owned();
                if is_root {
                    part.id.0.push(1);
                }
            } else if is_multipart {
                part.kind = PartKind::Multipart(Vec::new());
            } else if is_message {
                part.kind = PartKind::Message(None);
            }
            let kind = part.kind.clone();
            let digest = part.media_type == "multipart/digest";
            self.nodes.push(Node { part, parent, is_root, body: self.at..usize::MAX });
            match kind {
                PartKind::Leaf => break,
                PartKind::Multipart(_) => {
                    self.open.push(Open { node, boundary, count: 0, closed: false, digest });
                    break;
                }
                PartKind::Message(_) => {
                    let boundary = None;
                    self.open.push(Open { node, boundary, count: 0, closed: false, digest });
                    (parent, is_root) = (Some(node), true);
                }
            }
        }
        first_length.unwrap_or_default()
    }

    /// Bytes of the header at the current place: up to an empty line, a boundary, or a first line
    /// that is no field.
    fn header_length(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut length = 0;
        while let Some(after) = rest.get(length..).filter(|after| !after.is_empty()) {
            let line = first_line(after, self.line_end);
            let folded = length > 0 && matches!(line.first(), Some(b' ' | b'\t'));
            let ends = without_line_end(line).is_empty()
                || (!folded
                    && (self.boundary(line).is_some()
                        || field_name(line).is_none() && length == 0));
            if ends {
                break;
            }
            length += line.len();
        }
        length
    }

    fn problem(&mut self, problem: &'static str) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Hangs every node into its parent, last first, so that each is complete when it moves.
fn build_tree(mut nodes: Vec<Node>) -> Option<Part> {
    let mut waiting: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    while let Some(Node { mut part, parent, body, .. }) = nodes.pop() {
        part.size_bytes = body.len() as u64;
        let mut children = waiting.remove(&nodes.len()).unwrap_or_default();
        children.reverse();
        match &mut part.kind {
            PartKind::Leaf => {}
            PartKind::Multipart(parts) => *parts = children,
            PartKind::Message(inside) => *inside = children.pop().map(Box::new),
        }
        match parent {
            Some(parent) => waiting.entry(parent).or_default().push(part),
            None => return Some(part),
        }
    }
    None
}

#[cfg(test)]
mod tests;
