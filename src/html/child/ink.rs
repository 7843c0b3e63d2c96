//! What a picture without a ground of its own is painted in.
//!
//! A logo in black was made for white paper: on the ground of a dark window nobody would see it.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Pixel, Rgba};

/// Pixels that are looked at, evenly over the picture: a logo's are as many.
const SAMPLES: usize = 65_536;

/// Pixels less opaque are ground, of 255: soft edges and shadows are not what is read.
const SEEN_ALPHA: u8 = 128;

/// With less ground, in percent, it is a picture with cut corners.
const GROUND_PERCENT: usize = 10;

/// Darker than this, of 255, has less than three times the light of a dark window.
const DARK_LUMA: u8 = 105;
/// So much in dark ink, in percent, is the words of a logo beside its sign.
const DARK_PERCENT: usize = 25;

/// Lighter than this, of 255, is not told from white paper.
const LIGHT_LUMA: u8 = 235;
const LIGHT_PERCENT: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Dark,
    Light,
}

/// The ink of a picture that the ground shows through; `None` where it can be seen on any, has a
/// ground of its own, or cannot be read. Decodes it: its size was looked at before.
pub fn ink(bytes: &[u8]) -> Option<Ink> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let decoder = reader.into_decoder().ok()?;
    if !decoder.color_type().has_alpha() {
        return None;
    }
    let picture = DynamicImage::from_decoder(decoder).ok()?.into_rgba8();
    let all = picture.as_raw().len() / 4;
    // Odd, so that it does not fall on the same columns of each row.
    let step = (all / SAMPLES) | 1;
    ink_of(picture.pixels().step_by(step))
}

fn ink_of<'a>(pixels: impl Iterator<Item = &'a Rgba<u8>>) -> Option<Ink> {
    let (mut all, mut seen, mut dark, mut light) = (0, 0, 0, 0);
    for pixel in pixels {
        all += 1;
        let Rgba([.., alpha]) = pixel;
        if *alpha < SEEN_ALPHA {
            continue;
        }
        seen += 1;
        let [luma] = pixel.to_luma().0;
        dark += usize::from(luma < DARK_LUMA);
        light += usize::from(luma > LIGHT_LUMA);
    }
    let ground: usize = all - seen;
    if seen == 0 || ground * 100 < all * GROUND_PERCENT {
        return None;
    }
    if dark * 100 >= seen * DARK_PERCENT {
        return Some(Ink::Dark);
    }
    (light * 100 >= seen * LIGHT_PERCENT).then_some(Ink::Light)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: [u8; 4] = [0, 0, 0, 255];
    const WHITE: [u8; 4] = [255; 4];
    const NOTHING: [u8; 4] = [0; 4];

    /// A picture whose left part is ink and whose rest is ground.
    fn ink_on(ink: [u8; 4], percent: u32, ground: [u8; 4]) -> Vec<u8> {
        let pixel = |x: u32, _| Rgba(if x < percent { ink } else { ground });
        let picture = image::RgbaImage::from_fn(100, 20, pixel);
        let mut png = Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).expect("it is encoded");
        png.into_inner()
    }

    #[test]
    fn a_logo_without_ground_is_dark_or_light() {
        assert_eq!(super::ink(&ink_on(BLACK, 40, NOTHING)), Some(Ink::Dark));
        assert_eq!(super::ink(&ink_on(WHITE, 40, NOTHING)), Some(Ink::Light));
        assert_eq!(super::ink(&ink_on([0, 140, 220, 255], 40, NOTHING)), None, "seen on any");
    }

    #[test]
    fn a_picture_with_a_ground_of_its_own_is_left_as_it_is() {
        assert_eq!(super::ink(&ink_on(BLACK, 40, WHITE)), None);
        assert_eq!(super::ink(&ink_on(BLACK, 95, NOTHING)), None, "only its corners are cut");
        assert_eq!(super::ink(&ink_on([0, 0, 0, 90], 40, NOTHING)), None, "only a shadow");
    }

    #[test]
    fn what_cannot_be_read_has_no_ink() {
        let png = ink_on(BLACK, 40, NOTHING);
        for bytes in [&[][..], b"GIF89a", &png[..png.len() / 2], &png[..40]] {
            assert_eq!(super::ink(bytes), None);
        }
    }
}
