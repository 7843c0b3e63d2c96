//! Pictures of a PDF: each once, no finer than paper shows.

use std::collections::BTreeMap;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageBuffer, Rgba, imageops};
use pdf_writer::{Filter, Finish, Pdf, Ref};
use peniko::{ImageAlphaType, ImageData, ImageFormat};

use super::{Ids, deflated};

/// All pictures of a file, packed: the answer has room for 40 MiB.
const PICTURES_LIMIT_BYTES: usize = 30 * 1024 * 1024;

/// A picture of fewer pixels is kept exactly; of a larger one without holes JPEG is tried.
const EXACT_PIXELS: usize = 40_000;

/// Of 100; where text in pictures still has clean edges.
const JPEG_QUALITY: u8 = 88;

/// How much smaller JPEG has to be to be taken: drawings are smaller exactly.
const JPEG_GAIN: usize = 3;

struct Packed {
    width: u32,
    height: u32,
    color: Vec<u8>,
    filter: Filter,
    alpha: Option<Vec<u8>>,
}

/// All pictures of a file.
#[derive(Default)]
pub struct PdfPictures {
    pictures: Vec<Packed>,
    places: BTreeMap<(u64, u32, u32), Option<usize>>,
    bytes: usize,
}

impl PdfPictures {
    /// The number of a picture that is drawn at `scale` device pixels for one of its own; `None`
    /// where there is no room for it.
    pub fn place(&mut self, data: &ImageData, scale: f64) -> Option<usize> {
        let side = |pixels: u32| (f64::from(pixels) * scale.min(1.0)).ceil().max(1.0) as u32;
        let (width, height) = (side(data.width), side(data.height));
        let key = (data.data.id(), width, height);
        if let Some(known) = self.places.get(&key) {
            return *known;
        }
        let rgba = straight(data)?;
        let place = self.pack(&rgba, (data.width, data.height), (width, height));
        self.places.insert(key, place);
        place
    }

    /// As [`place`](Self::place), for pixels that were painted just now: red, green, blue, alpha.
    pub fn add(&mut self, rgba: &[u8], width: u32, height: u32) -> Option<usize> {
        self.pack(rgba, (width, height), (width, height))
    }

    fn pack(&mut self, rgba: &[u8], from: (u32, u32), to: (u32, u32)) -> Option<usize> {
        let whole: ImageBuffer<Rgba<u8>, &[u8]> = ImageBuffer::from_raw(from.0, from.1, rgba)?;
        let pixels = if to == from {
            rgba.to_vec()
        } else {
            imageops::thumbnail(&whole, to.0, to.1).into_raw()
        };
        let color: Vec<u8> = pixels
            .chunks_exact(4)
            .filter_map(|pixel| pixel.first_chunk::<3>())
            .flatten()
            .copied()
            .collect();
        let alpha: Vec<u8> =
            pixels.chunks_exact(4).filter_map(|pixel| pixel.last()).copied().collect();
        let has_holes = alpha.iter().any(|alpha| *alpha < 255);
        let exact = deflated(&color);
        let (color, filter) = match jpeg(&color, to).filter(|_| alpha.len() > EXACT_PIXELS) {
            Some(jpeg) if jpeg.len() * JPEG_GAIN < exact.len() => (jpeg, Filter::DctDecode),
            _ => (exact, Filter::FlateDecode),
        };
        let alpha = has_holes.then(|| deflated(&alpha));
        let bytes = color.len() + alpha.as_ref().map_or(0, Vec::len);
        if self.bytes + bytes > PICTURES_LIMIT_BYTES {
            return None;
        }
        self.bytes += bytes;
        self.pictures.push(Packed { width: to.0, height: to.1, color, filter, alpha });
        Some(self.pictures.len() - 1)
    }

    pub fn write(self, pdf: &mut Pdf, ids: &mut Ids) -> Vec<Ref> {
        self.pictures.iter().map(|picture| write(picture, pdf, ids)).collect()
    }
}

/// How content names the picture of this number.
pub fn name(number: usize) -> String {
    format!("I{number}")
}

fn write(picture: &Packed, pdf: &mut Pdf, ids: &mut Ids) -> Ref {
    let (id, mask) = (ids.next(), ids.next());
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let (width, height) = (side(picture.width), side(picture.height));
    let mut image = pdf.image_xobject(id, &picture.color);
    image.filter(picture.filter);
    image.width(width).height(height);
    image.color_space().device_rgb();
    image.bits_per_component(8);
    if picture.alpha.is_some() {
        image.s_mask(mask);
    }
    image.finish();
    if let Some(alpha) = &picture.alpha {
        let mut image = pdf.image_xobject(mask, alpha);
        image.filter(Filter::FlateDecode);
        image.width(width).height(height);
        image.color_space().device_gray();
        image.bits_per_component(8);
    }
    id
}

fn jpeg(color: &[u8], (width, height): (u32, u32)) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
    encoder.encode(color, width, height, ExtendedColorType::Rgb8).ok()?;
    Some(out)
}

/// Red, green, blue, alpha, colours not darkened by their alpha.
fn straight(data: &ImageData) -> Option<Vec<u8>> {
    let mut rgba = data.data.data().to_vec();
    let pixels = usize::try_from(u64::from(data.width) * u64::from(data.height)).ok()?;
    if rgba.len() != pixels.checked_mul(4)? {
        return None;
    }
    match data.format {
        ImageFormat::Rgba8 => {}
        ImageFormat::Bgra8 => rgba.chunks_exact_mut(4).for_each(|pixel| pixel.swap(0, 2)),
        _ => return None,
    }
    if data.alpha_type == ImageAlphaType::AlphaPremultiplied {
        unmultiply(&mut rgba);
    }
    Some(rgba)
}

/// Undoes the darkening of colours by their alpha.
pub fn unmultiply(rgba: &mut [u8]) {
    for pixel in rgba.chunks_exact_mut(4) {
        if let [colors @ .., alpha] = pixel
            && (1..255).contains(alpha)
        {
            for color in colors {
                let lit = u32::from(*color) * 255 / u32::from(*alpha);
                *color = u8::try_from(lit).unwrap_or(255);
            }
        }
    }
}
