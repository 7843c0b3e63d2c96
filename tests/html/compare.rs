//! Twenty pages like newsletters, laid out here and by Chromium at 700 px: where lines of text and
//! coloured boxes stand in both.
//!
//! Chromium's figures are kept in `chromium.json` beside the pages, so that comparing needs no
//! Chromium; `make bench` makes them anew. They are those of standards mode, with Noto fonts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use image::RgbaImage;
use mailpane::html::{Load, Program, Renderer, TileArea, WORKER_OPTION};
use serde::{Deserialize, Serialize};

/// Width of every page in CSS pixels.
const WIDTH_PX: u32 = 700;
/// Room for each page in the picture of all of them: the longest is 500 high.
const FRAME_HEIGHT_PX: u32 = 520;

/// What Chromium says of the pages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Measured {
    pub chromium: String,
    pub pages: BTreeMap<String, PageMeasured>,
}

/// Lengths in CSS pixels from the page's top left corner.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageMeasured {
    pub height: f32,
    pub lines: Vec<Line>,
    /// What is seen of each colour, as one box; by `#rrggbb`.
    pub boxes: BTreeMap<String, Place>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub text: String,
    #[serde(flatten)]
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// How far each line and each box stands from where Chromium puts it, in CSS pixels; infinite where
/// it is not there, or broken otherwise.
#[derive(Debug, Default)]
pub struct Agreement {
    pub lines: Vec<f32>,
    pub boxes: Vec<f32>,
    /// Page, what, and how far: for those who look for a fault.
    pub named: Vec<(String, String, f32)>,
}

/// What measure.js writes of a page.
#[derive(Deserialize)]
struct Told {
    height: f32,
    lines: Vec<Line>,
    colors: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/html/compare")
}

fn file() -> PathBuf {
    folder().join("chromium.json")
}

/// The pages by name, in order.
fn pages() -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder()).expect("the pages").map(|entry| entry.expect("one").path());
    let pages = entries.filter(|path| path.extension().is_some_and(|kind| kind == "html"));
    let named = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a page"))
    };
    pages.map(named).collect()
}

impl Measured {
    /// As kept beside the pages.
    pub fn stored() -> Self {
        let text = fs::read_to_string(file()).expect("Chromium's figures");
        serde_json::from_str(&text).expect("they are JSON")
    }

    /// By the Chromium of this machine; `None` where there is none.
    pub fn by_chromium() -> Option<Self> {
        let chromium = |arguments: &[&str]| {
            let mut command = Command::new("chromium");
            command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]);
            command.args(["--force-device-scale-factor=1", "--proxy-server=127.0.0.1:9"]);
            command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()
        };
        let version = chromium(&["--version"])?;
        let pages = pages();
        let work = tempfile::tempdir().expect("a folder");
        let write = |name: &str, script: &str| {
            let path = work.path().join(name);
            fs::write(&path, in_frames(&pages, script)).expect("the folder takes files");
            path.display().to_string()
        };
        let measuring = write("measuring.html", include_str!("measure.js"));
        let showing = write("showing.html", "");
        let picture = work.path().join("picture.png");
        let height = FRAME_HEIGHT_PX * u32::try_from(pages.len()).expect("a few");
        let size = format!("--window-size={WIDTH_PX},{height}");
        let dump = chromium(&[&size, "--dump-dom", &measuring])?;
        let screenshot = format!("--screenshot={}", picture.display());
        chromium(&[&size, &screenshot, &showing])?;
        let picture = image::open(picture).expect("Chromium painted them").into_rgba8();
        let mut told = told(&String::from_utf8_lossy(&dump.stdout));
        let measured = pages.keys().zip(0..).map(|(name, index)| {
            let Told { height, lines, colors } = told.remove(name).expect("each page is told");
            let top = index * FRAME_HEIGHT_PX;
            let page = image::imageops::crop_imm(&picture, 0, top, WIDTH_PX, FRAME_HEIGHT_PX);
            let page = page.to_image();
            let boxes = colors.into_iter().filter_map(|color| {
                let place = seen(&page, &color)?;
                Some((color, place))
            });
            (name.clone(), PageMeasured { height, lines, boxes: boxes.collect() })
        });
        let chromium = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        Some(Self { chromium, pages: measured.collect() })
    }

    pub fn store(&self) {
        let text = serde_json::to_string_pretty(self).expect("plain values");
        fs::write(file(), text + "\n").expect("the folder takes files");
    }

    /// Lays the pages out by `program`, the built one, and compares.
    pub fn compare(&self, program: &str) -> Agreement {
        let arguments = vec![WORKER_OPTION.into()];
        let mut renderer = Renderer::with_program(Program { path: program.into(), arguments });
        let mut agreement = Agreement::default();
        for (name, html) in pages() {
            let measured = &self.pages[&name];
            let load = Load { html, width: WIDTH_PX as f32, scale: 1.0, ..Load::default() };
            let mut view = renderer.render(load).expect("the page is laid out");
            let ours = view.page().runs.iter().map(|run| {
                let place = Place {
                    x: run.rect.x,
                    y: run.rect.y,
                    width: run.rect.width,
                    height: run.rect.height,
                };
                Line { text: run.text.clone(), place }
            });
            agreement.add_lines(&name, &measured.lines, ours.collect());
            let height = view.page().height.ceil() as u32;
            let area = TileArea { left: 0, top: 0, width: WIDTH_PX, height };
            let tile = view.tile(area).expect("the page is painted");
            let picture =
                RgbaImage::from_raw(WIDTH_PX, height, tile.rgba).expect("four bytes a pixel");
            agreement.add_boxes(&name, &measured.boxes, &picture);
        }
        agreement
    }
}

impl Agreement {
    /// Compares left and right edges and middles: above and below them stands the same space, but
    /// Chromium tells the letters' height and we the line's.
    fn add_lines(&mut self, page: &str, theirs: &[Line], mut ours: Vec<Line>) {
        for line in theirs {
            let wanted = folded(&line.text);
            let far = |other: &Line| {
                let (a, b) = (line.place, other.place);
                let right = a.x + a.width - b.x - b.width;
                let middle = a.y + a.height / 2.0 - b.y - b.height / 2.0;
                (a.x - b.x).abs().max(right.abs()).max(middle.abs())
            };
            let same = ours.iter().enumerate().filter(|(_, other)| folded(&other.text) == wanted);
            let nearest = same.min_by(|(_, a), (_, b)| far(a).total_cmp(&far(b)));
            let nearest = nearest.map(|(index, other)| (index, far(other)));
            let distance = nearest.map_or(f32::INFINITY, |(_, distance)| distance);
            if let Some((index, _)) = nearest {
                ours.remove(index);
            }
            self.lines.push(distance);
            self.named.push((page.to_owned(), line.text.clone(), distance));
        }
    }

    fn add_boxes(&mut self, page: &str, theirs: &BTreeMap<String, Place>, picture: &RgbaImage) {
        for (color, a) in theirs {
            let distance = seen(picture, color).map_or(f32::INFINITY, |b| {
                let right = a.x + a.width - b.x - b.width;
                let bottom = a.y + a.height - b.y - b.height;
                [a.x - b.x, a.y - b.y, right, bottom]
                    .into_iter()
                    .fold(0.0, |most, far| far.abs().max(most))
            });
            self.boxes.push(distance);
            self.named.push((page.to_owned(), color.clone(), distance));
        }
    }
}

/// How many of them are at most so far away, from 0 to 1.
pub fn share(distances: &[f32], within_px: f32) -> f32 {
    let near = distances.iter().filter(|distance| **distance <= within_px).count();
    near as f32 / distances.len().max(1) as f32
}

pub fn median(distances: &[f32]) -> f32 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// One page that holds all, each in a frame, and a script.
fn in_frames(pages: &BTreeMap<String, String>, script: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html><meta charset=utf-8><style>body{{margin:0}}iframe{{display:block;border:0}}</style>\
         <script>{script}</script><body>"
    );
    for (name, html) in pages {
        let escaped = html.replace('&', "&amp;").replace('"', "&quot;");
        out.push_str(&format!(
            "<iframe id=\"{name}\" width={WIDTH_PX} height={FRAME_HEIGHT_PX} scrolling=no srcdoc=\"{escaped}\"></iframe>"
        ));
    }
    out
}

fn told(document: &str) -> BTreeMap<String, Told> {
    let begin = "<pre id=\"measured\">";
    let from = document.find(begin).expect("the script ran") + begin.len();
    let rest = document.get(from..).unwrap_or_default();
    let json = rest.split("</pre>").next().unwrap_or_default();
    let json = json.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}");
    serde_json::from_str(&json.replace("&amp;", "&")).expect("the script writes JSON")
}

/// The box around all pixels of a colour.
fn seen(picture: &RgbaImage, color: &str) -> Option<Place> {
    let part = |at: usize| u8::from_str_radix(color.get(at..at + 2)?, 16).ok();
    let wanted = [part(1)?, part(3)?, part(5)?, 255];
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, _) in picture.enumerate_pixels().filter(|(_, _, pixel)| pixel.0 == wanted) {
        (left, top) = (left.min(x), top.min(y));
        (right, bottom) = (right.max(x + 1), bottom.max(y + 1));
    }
    (right > 0).then(|| Place {
        x: left as f32,
        y: top as f32,
        width: (right - left) as f32,
        height: (bottom - top) as f32,
    })
}

/// Text without what the two tell differently: signs of lists, kinds of white space, the letters
/// that a style makes large.
fn folded(text: &str) -> String {
    let words = text.split_whitespace().map(str::to_lowercase).filter(|word| word != "•");
    words.collect::<Vec<_>>().join(" ")
}
