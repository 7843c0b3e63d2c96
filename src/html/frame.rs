//! Frames on a pipe: a length in four bytes, little end first, then so many bytes; and the plain
//! values inside.
//!
//! Each side trusts the other for nothing: lengths are checked before memory is taken, numbers that
//! are no numbers become zero, and a value that is not there is an error, never a panic.

use std::io::{self, Read, Write};

/// What was read is not what the protocol allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the frame does not follow the protocol")]
pub struct Malformed;

/// Writes one frame and flushes it.
pub fn write_frame(out: &mut impl Write, payload: &[u8]) -> io::Result<()> {
    write_parts(out, &[payload])
}

/// Writes one frame whose payload lies in several places, and flushes it.
pub fn write_parts(out: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let length = u32::try_from(length).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    for part in parts {
        out.write_all(part)?;
    }
    out.flush()
}

/// Reads one frame of at most `limit_bytes`; `None` where the pipe ends before one begins.
///
/// A longer one is [`io::ErrorKind::InvalidData`], found before it is read.
pub fn read_frame(input: &mut impl Read, limit_bytes: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while filled < length.len() {
        match input.read(length.get_mut(filled..).unwrap_or_default()) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if length > limit_bytes {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Memory grows with what arrives, not with what was announced.
    let mut payload = Vec::new();
    input.take(u64::try_from(length).map_err(io::Error::other)?).read_to_end(&mut payload)?;
    if payload.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(payload))
}

/// Puts values one after the other.
#[derive(Debug, Default)]
pub struct Encoder {
    bytes: Vec<u8>,
}

impl Encoder {
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn bool(&mut self, value: bool) {
        self.u8(u8::from(value));
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub fn f32(&mut self, value: f32) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// Lengths beyond four bytes cannot be told, so that they are cut: no frame is that long.
    pub fn bytes(&mut self, value: &[u8]) {
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.u32(length);
        self.bytes.extend(value.iter().take(length as usize));
    }

    /// Of what follows with [`Encoder::raw`].
    pub fn length(&mut self, length: usize) {
        self.u32(u32::try_from(length).unwrap_or(u32::MAX));
    }

    pub fn raw(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
    }

    pub fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    pub fn list<T>(&mut self, values: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.u32(u32::try_from(values.len()).unwrap_or(u32::MAX));
        for value in values {
            put(self, value);
        }
    }
}

/// Takes values out again, in the same order.
#[derive(Debug)]
pub struct Decoder<'a> {
    rest: &'a [u8],
}

impl<'a> Decoder<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// All was taken; what is left over is not part of the protocol.
    pub fn end(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed)
    }

    pub fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub fn bool(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    pub fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// A finite number; what is none becomes zero.
    pub fn f32(&mut self) -> Result<f32, Malformed> {
        let value = f32::from_le_bytes(self.array()?);
        Ok(if value.is_finite() { value } else { 0.0 })
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u32()?;
        self.take(usize::try_from(length).map_err(|_| Malformed)?)
    }

    pub fn text(&mut self) -> Result<String, Malformed> {
        String::from_utf8(self.bytes()?.to_vec()).map_err(|_| Malformed)
    }

    /// At most `limit` values; each takes at least one byte, so that no count takes memory by
    /// itself.
    pub fn list<T>(
        &mut self,
        limit: usize,
        mut take: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let count = usize::try_from(self.u32()?).map_err(|_| Malformed)?;
        if count > limit || count > self.rest.len() {
            return Err(Malformed);
        }
        (0..count).map(|_| take(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_they_went_in() {
        let mut encoder = Encoder::default();
        encoder.bool(true);
        encoder.f32(1.5);
        encoder.f32(f32::NAN);
        encoder.text("grün");
        encoder.list(&[1, 2, 3], |encoder, value| encoder.u32(*value));
        let bytes = encoder.into_bytes();
        let mut decoder = Decoder::new(&bytes);
        assert_eq!(decoder.bool(), Ok(true));
        assert_eq!((decoder.f32(), decoder.f32()), (Ok(1.5), Ok(0.0)));
        assert_eq!(decoder.text().as_deref(), Ok("grün"));
        assert_eq!(decoder.list(3, Decoder::u32), Ok(vec![1, 2, 3]));
        assert_eq!(decoder.end(), Ok(()));
    }

    #[test]
    fn counts_and_lengths_that_lie_are_refused() {
        let mut lie = Encoder::default();
        lie.u32(u32::MAX);
        let lie = lie.into_bytes();
        assert_eq!(Decoder::new(&lie).bytes(), Err(Malformed));
        assert_eq!(Decoder::new(&lie).list(usize::MAX, Decoder::u8), Err(Malformed));
        assert_eq!(Decoder::new(&[9]).bool(), Err(Malformed));
        assert_eq!(Decoder::new(&[1]).end(), Err(Malformed));
    }

    #[test]
    fn a_frame_is_read_whole_or_not_at_all() {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, b"hello").expect("a vector takes all");
        assert_eq!(read_frame(&mut &*pipe, 5).expect("a frame"), Some(b"hello".to_vec()));
        assert_eq!(read_frame(&mut &[][..], 5).expect("the end"), None);
        let mut in_parts = Vec::new();
        write_parts(&mut in_parts, &[b"he", b"", b"llo"]).expect("a vector takes all");
        assert_eq!(in_parts, pipe);
        let too_long = read_frame(&mut &*pipe, 4).expect_err("the limit is 4");
        assert_eq!(too_long.kind(), io::ErrorKind::InvalidData);
        let cut = read_frame(&mut &pipe[..7], 5).expect_err("it is cut");
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof);
    }
}
