//! A typed line on its way out: cut where the server has to ask, in writes that a slow line can take.

use zeroize::Zeroizing;

use super::super::error::ImapError;
use super::super::link::Link;
use super::line::TypedLine;

/// Bytes of a literal in one write.
const WRITE_BYTES: usize = 64 * 1024;

/// Longest literal that a server with LITERAL- takes unasked (RFC 7888 §5).
const UNASKED_BYTES: u64 = 4096;

/// The line cut where the server has to ask before more may be sent.
pub fn parts(
    tag: &str,
    line: &TypedLine,
    literals: Vec<Zeroizing<Vec<u8>>>,
    only_small: bool,
) -> Result<Vec<Zeroizing<Vec<u8>>>, ImapError> {
    let mut parts = Vec::new();
    let mut part = Zeroizing::new(format!("{tag} ").into_bytes());
    let mut literals = literals.into_iter();
    for (piece, marker) in line.pieces() {
        extend(&mut part, piece.as_bytes());
        let Some(marker) = marker else { continue };
        let literal = literals.next().ok_or(ImapError::BadArgument("literal"))?;
        let size = literal.len() as u64;
        // What is longer and comes unasked would be read as commands.
        let is_large = marker.non_sync && only_small && size > UNASKED_BYTES;
        if marker.size.is_some_and(|typed| typed != size) || literal.contains(&0) || is_large {
            return Err(ImapError::BadArgument("literal"));
        }
        let plus = if marker.non_sync { "+" } else { "" };
        extend(&mut part, format!("{{{size}{plus}}}\r\n").as_bytes());
        if !marker.non_sync {
            parts.push(std::mem::take(&mut part));
        }
        extend(&mut part, &literal);
    }
    extend(&mut part, b"\r\n");
    parts.push(part);
    Ok(parts)
}

/// Without leaving a copy behind where the buffer has to grow.
fn extend(part: &mut Zeroizing<Vec<u8>>, bytes: &[u8]) {
    if part.capacity() - part.len() < bytes.len() {
        let mut roomy = Zeroizing::new(Vec::with_capacity((part.len() + bytes.len()) * 2));
        roomy.extend_from_slice(part);
        *part = roomy;
    }
    part.extend_from_slice(bytes);
}

/// A part in writes that a slow line can take; only what is a literal may be cut.
pub fn send(link: &mut Link, part: &[u8]) -> Result<(), ImapError> {
    if part.len() <= WRITE_BYTES {
        return link.write(part);
    }
    // The line before the bytes leaves with the first of them, the rest of it with the last.
    let tail = part.len().saturating_sub(WRITE_BYTES);
    let (pieces, last) = part.split_at_checked(tail).unwrap_or((&[], part));
    let mut begun = false;
    for piece in pieces.chunks(WRITE_BYTES).chain([last]) {
        if let Err(error) = link.write(piece) {
            if begun {
                link.close(); // The server waits for the rest of a command.
            }
            return Err(error);
        }
        begun = true;
    }
    Ok(())
}
