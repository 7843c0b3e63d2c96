//! Cuts the server's bytes into whole responses: one line with all its literals.
//!
//! Bytes in, responses out; no sockets, no time. Every limit is checked before anything is stored
//! for it, and every byte is looked at a fixed number of times.

use std::ops::Range;

use super::{Limits, WireError};

/// Places of literals kept for the log; its line is full long before.
const LITERALS_KEPT: usize = 64;

/// One whole response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// Line and literals as received, ending in CRLF. A lone LF at the end of a line becomes CRLF.
    pub bytes: Vec<u8>,
    /// Where the first 64 literals are within `bytes`.
    pub literals: Vec<Range<usize>>,
}

/// Takes bytes as they come and gives back whole responses.
#[derive(Debug)]
pub struct Framer {
    limits: Limits,
    input: Vec<u8>,
    /// Bytes of `input` that are used up.
    used: usize,
    whole: Whole,
    /// Where the current line begins in `whole`.
    line_start: usize,
    /// Bytes of the current literal that have not come yet.
    literal_left: usize,
    /// Bytes of `whole` that are not in literals.
    lines_bytes: usize,
    /// The response began as a status response (RFC 3501 §7.1), which ends in human text.
    status: bool,
    depth: usize,
    too_deep: bool,
    /// Set once a limit was broken that loses the place in the stream.
    broken: Option<&'static str>,
}

impl Framer {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            input: Vec::new(),
            used: 0,
            whole: Whole::default(),
            line_start: 0,
            literal_left: 0,
            lines_bytes: 0,
            status: false,
            depth: 0,
            too_deep: false,
            broken: None,
        }
    }

    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.input.drain(..self.used.min(self.input.len()));
        self.used = 0;
        self.input.extend_from_slice(bytes);
    }

    /// Whether bytes are held that were not given back yet.
    pub fn has_bytes(&self) -> bool {
        self.used < self.input.len() || !self.whole.bytes.is_empty()
    }

    /// Takes the bytes that nobody has looked at; `None` where a response has begun with some.
    pub(super) fn take_rest(&mut self) -> Option<Vec<u8>> {
        if !self.whole.bytes.is_empty() {
            return None;
        }
        let rest = self.input.split_off(self.used.min(self.input.len()));
        self.input = Vec::new();
        self.used = 0;
        Some(rest)
    }

    /// The next whole response, or `None` until more bytes are pushed.
    ///
    /// Fails with [`WireError::Limit`], for good except for `"nesting"`: that response is left out
    /// and the next call goes on behind it.
    pub fn next_response(&mut self) -> Result<Option<Whole>, WireError> {
        if let Some(limit) = self.broken {
            return Err(WireError::Limit(limit));
        }
        match self.advance() {
            Ok(true) => {
                let whole = std::mem::take(&mut self.whole);
                let too_deep = std::mem::take(&mut self.too_deep);
                self.restart();
                if too_deep { Err(WireError::Limit("nesting")) } else { Ok(Some(whole)) }
            }
            Ok(false) => Ok(None),
            Err(limit) => {
                self.broken = Some(limit);
                // What is held is of no use any more.
                self.input = Vec::new();
                self.used = 0;
                self.whole = Whole::default();
                Err(WireError::Limit(limit))
            }
        }
    }

    fn restart(&mut self) {
        self.whole = Whole::default();
        self.line_start = 0;
        self.lines_bytes = 0;
        self.status = false;
        self.depth = 0;
    }

    /// Moves input into `whole`; true when it is complete. The error names the broken limit.
    fn advance(&mut self) -> Result<bool, &'static str> {
        loop {
            let rest = self.input.get(self.used..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(false);
            }
            if self.literal_left > 0 {
                let piece = rest.get(..self.literal_left).unwrap_or(rest);
                self.whole.bytes.extend_from_slice(piece);
                self.used += piece.len();
                self.literal_left -= piece.len();
                self.line_start = self.whole.bytes.len();
                continue;
            }
            let line_end = rest.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let piece = line_end.and_then(|end| rest.get(..end)).unwrap_or(rest);
            if self.whole.bytes.len() - self.line_start + piece.len() > self.limits.line_bytes {
                return Err("line");
            }
            self.lines_bytes += piece.len();
            if self.lines_bytes > self.limits.lines_bytes
                || self.whole.bytes.len() + piece.len() > self.limits.response_bytes
            {
                return Err("response");
            }
            self.whole.bytes.extend_from_slice(piece);
            self.used += piece.len();
            if line_end.is_some() && self.end_line()? {
                return Ok(true);
            }
        }
    }

    /// Looks at the line that just ended; true when the response ends with it.
    fn end_line(&mut self) -> Result<bool, &'static str> {
        let bytes = &mut self.whole.bytes;
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        if bytes.is_empty() {
            self.restart(); // An empty line says nothing; some servers send one.
            return Ok(false);
        }
        let line = bytes.get(self.line_start..).unwrap_or_default();
        let text = if self.line_start == 0 {
            self.status = is_status(line);
            line.starts_with(b"+") || (self.status && !has_open_code(line))
        } else {
            self.status && line.contains(&b']')
        };
        let announced = if text { None } else { literal_announced(line) };
        if !text {
            let (depth, deepest) = nesting(line, self.depth);
            self.depth = depth;
            self.too_deep |= deepest > self.limits.nesting;
        }
        bytes.extend_from_slice(b"\r\n");
        let Some(size) = announced else { return Ok(true) };
        let size = usize::try_from(size).map_err(|_| "literal")?;
        if size > self.limits.literal_bytes {
            return Err("literal");
        }
        if bytes.len().saturating_add(size) > self.limits.response_bytes {
            return Err("response");
        }
        let start = bytes.len();
        if self.whole.literals.len() < LITERALS_KEPT {
            self.whole.literals.push(start..start + size);
        }
        self.literal_left = size;
        self.line_start = start;
        Ok(false)
    }
}

/// Size of the literal that a line announces at its end: `{n}`, `{n+}` (RFC 7888) or `~{n}` (RFC
/// 3516). `u64::MAX` where the number is larger than that.
pub(super) fn literal_announced(line: &[u8]) -> Option<u64> {
    let inner = line.strip_suffix(b"}")?;
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, number) = inner.split_at_checked(inner.len() - digits)?;
    if digits == 0 || head.last() != Some(&b'{') {
        return None;
    }
    let number = number.iter().fold(0_u64, |sum, digit| {
        sum.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
    });
    Some(number)
}

/// Whether this is a status response, tagged or not: it ends in human text.
///
/// Servers put mailbox names into that text: in `a1 NO no mailbox foo{5}` nothing is announced.
fn is_status(line: &[u8]) -> bool {
    let words: [&[u8]; 5] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"];
    let second = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    words.iter().any(|word| word.eq_ignore_ascii_case(second))
}

/// Whether a response code is still open at the end of this line; it may hold a literal.
fn has_open_code(line: &[u8]) -> bool {
    let text = line.splitn(3, |byte| *byte == b' ').nth(2).unwrap_or_default();
    text.starts_with(b"[") && !text.contains(&b']')
}

/// Open parentheses after this line, and the most that were open within it.
fn nesting(line: &[u8], open_before: usize) -> (usize, usize) {
    let (mut open, mut deepest) = (open_before, open_before);
    let (mut quoted, mut escaped) = (false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => {
                open += 1;
                deepest = deepest.max(open);
            }
            b')' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    (open, deepest)
}
