//! Gradients of a PDF (ISO 32000-1 §8.7.4.5). Colours are mixed in sRGB, as pages do.

use pdf_writer::types::FunctionShadingType;
use pdf_writer::{Finish, Pdf, Ref};
use peniko::color::Srgb;
use peniko::{Gradient, GradientKind};

use super::Ids;

/// Colours from one end to the other; between two of them nobody sees a step.
const SAMPLES: u8 = 128;

/// Gradients of one file.
const GRADIENTS_LIMIT: usize = 2_000;

/// All gradients of a file.
#[derive(Default)]
pub struct Gradients(Vec<Gradient>);

impl Gradients {
    /// The number of a gradient; `None` for one without colours, and where there are too many.
    pub fn place(&mut self, gradient: &Gradient) -> Option<usize> {
        if let Some(known) = self.0.iter().position(|known| known == gradient) {
            return Some(known);
        }
        if gradient.stops.is_empty() || self.0.len() >= GRADIENTS_LIMIT {
            return None;
        }
        self.0.push(gradient.clone());
        Some(self.0.len() - 1)
    }

    pub fn write(self, pdf: &mut Pdf, ids: &mut Ids) -> Vec<Ref> {
        self.0.iter().map(|gradient| write(gradient, pdf, ids)).collect()
    }
}

/// How content names the gradient of this number.
pub fn name(number: usize) -> String {
    format!("S{number}")
}

/// How opaque a gradient is where it is most opaque: a sheet has no gradients of opacity.
pub fn alpha(gradient: &Gradient) -> f32 {
    let alphas = gradient.stops.iter().map(|stop| {
        let [.., alpha] = stop.color.to_alpha_color::<Srgb>().components;
        alpha
    });
    alphas.fold(0.0, f32::max)
}

fn write(gradient: &Gradient, pdf: &mut Pdf, ids: &mut Ids) -> Ref {
    let (id, function) = (ids.next(), ids.next());
    let samples: Vec<u8> = (0..SAMPLES)
        .flat_map(|number| color_at(gradient, f32::from(number) / f32::from(SAMPLES - 1)))
        .map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8)
        .collect();
    let mut sampled = pdf.sampled_function(function, &samples);
    sampled.domain([0.0, 1.0]).range([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    sampled.size([i32::from(SAMPLES)]).bits_per_sample(8);
    sampled.finish();
    let mut shading = pdf.function_shading(id);
    shading.color_space().device_rgb();
    shading.function(function).extend([true, true]);
    match &gradient.kind {
        GradientKind::Linear(line) => {
            shading.shading_type(FunctionShadingType::Axial);
            let ends = [line.start.x, line.start.y, line.end.x, line.end.y];
            shading.coords(ends.map(|value| value as f32));
        }
        GradientKind::Radial(circles) => {
            let (start, end) = (circles.start_center, circles.end_center);
            shading.shading_type(FunctionShadingType::Radial);
            shading.coords([
                start.x as f32,
                start.y as f32,
                circles.start_radius.max(0.0),
                end.x as f32,
                end.y as f32,
                circles.end_radius.max(0.0),
            ]);
        }
        // Colours round a point are unknown to PDF: they become rings.
        GradientKind::Sweep(sweep) => {
            let (x, y) = (sweep.center.x as f32, sweep.center.y as f32);
            shading.shading_type(FunctionShadingType::Radial).coords([x, y, 0.0, x, y, 1_000.0]);
        }
    }
    id
}

/// Red, green and blue at a place between 0 and 1.
fn color_at(gradient: &Gradient, at: f32) -> [f32; 3] {
    let mut before: Option<(f32, [f32; 3])> = None;
    for stop in gradient.stops.iter() {
        let [red, green, blue, _] = stop.color.to_alpha_color::<Srgb>().components;
        let color = [red, green, blue];
        if stop.offset >= at {
            let Some((offset, from)) = before.filter(|(offset, _)| stop.offset > *offset) else {
                return color;
            };
            let part = (at - offset) / (stop.offset - offset);
            let [from_red, from_green, from_blue] = from;
            let mix = |from: f32, to: f32| from + (to - from) * part;
            return [mix(from_red, red), mix(from_green, green), mix(from_blue, blue)];
        }
        before = Some((stop.offset, color));
    }
    before.map_or([0.0; 3], |(_, color)| color)
}
