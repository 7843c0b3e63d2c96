//! The server's end of COMPRESS=DEFLATE (RFC 4978), for servers of the tests' own.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::{self, Read, Write};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

/// A stream that passes bytes through until [`Deflating::start`], and then as deflate both ways.
#[derive(Debug)]
pub struct Deflating<S> {
    stream: S,
    packing: Option<Packing>,
}

#[derive(Debug)]
struct Packing {
    outward: Compress,
    inward: Decompress,
    /// What was unpacked and not read yet.
    unpacked: Vec<u8>,
}

impl<S: Read + Write> Deflating<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, packing: None }
    }

    /// Call it right after the OK was written, before anything behind the command is read.
    pub fn start(&mut self) {
        self.packing = Some(Packing {
            outward: Compress::new(Compression::default(), false),
            inward: Decompress::new(false),
            unpacked: Vec::new(),
        });
    }
}

impl<S: Read + Write> Read for Deflating<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let Some(packing) = &mut self.packing else { return self.stream.read(buf) };
        while packing.unpacked.is_empty() {
            let mut byte = [0];
            if self.stream.read(&mut byte)? == 0 {
                return Ok(0);
            }
            // One byte becomes at most 1032.
            packing.unpacked.reserve(2048);
            packing
                .inward
                .decompress_vec(&byte, &mut packing.unpacked, FlushDecompress::None)
                .map_err(io::Error::other)?;
        }
        let count = buf.len().min(packing.unpacked.len());
        buf[..count].copy_from_slice(&packing.unpacked[..count]);
        packing.unpacked.drain(..count);
        Ok(count)
    }
}

impl<S: Read + Write> Write for Deflating<S> {
    /// Takes all of `buf` and flushes it: the client can read every write by itself.
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let Some(packing) = &mut self.packing else { return self.stream.write(buf) };
        let mut packed = Vec::with_capacity(buf.len() + 1024);
        packing
            .outward
            .compress_vec(buf, &mut packed, FlushCompress::Sync)
            .map_err(io::Error::other)?;
        self.stream.write_all(&packed)?;
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
