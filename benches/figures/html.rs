//! Mail HTML: how soon it is there, what its child process holds, and how near to a browser it comes.

use std::fs;
use std::time::{Duration, Instant};

use mailpane::html::{Load, Program, Renderer, TileArea, View, WORKER_OPTION};
use mailpane::imap::FIRST_TEXT_BYTES;

use crate::compare::{Measured, median, share};
use crate::figures::Figures;
use crate::stage::Stage;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mailpane");

/// The pane of a window of 1280 points, and what of it is in view.
const WIDTH_PX: f32 = 700.0;
const TILE: TileArea = TileArea { left: 0, top: 0, width: 700, height: 800 };
/// Another width, as while the window is made smaller.
const NARROWER_PX: f32 = 560.0;

/// Each is measured so many times; the middle one counts.
const TIMES: usize = 5;

/// Tiles painted after the first.
const FURTHER_TILES: u32 = 6;

/// Enough for a child to get ready: it is started ahead of the click.
const READY: Duration = Duration::from_millis(500);

const NEWSLETTER_BYTES: usize = 60_000;
const LARGE_BYTES: usize = 1_000_000;

/// How far a line or a box may stand from where Chromium has it before it counts as elsewhere.
const NEAR_PX: f32 = 3.0;

/// Milliseconds, and megabytes of 1,000,000 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    first_tile_ms: f64,
    further_tile_ms: f64,
    last_tile_ms: f64,
    relayout_ms: f64,
    child_mb: f64,
    own_mb: f64,
}

pub fn measure(figures: &mut Figures, _: &Stage) {
    figures.section("Mail HTML, laid out and painted by a child that is ready");
    let cost = middle(&newsletter(NEWSLETTER_BYTES));
    figures.at_most("newsletter of 60 kB: first tile", "ms", 60.0, cost.first_tile_ms, 1);
    figures.at_most("each further tile", "ms", 10.0, cost.further_tile_ms, 1);
    figures.at_most("laid out for another width", "ms", 40.0, cost.relayout_ms, 1);
    figures.known("memory of the child", "MB", cost.child_mb, 1);
    let cost = middle(&newsletter(LARGE_BYTES));
    figures.at_most("newsletter of 1 MB: first tile", "ms", 500.0, cost.first_tile_ms, 0);
    figures.at_most("its last tile", "ms", 10.0, cost.last_tile_ms, 1);
    figures.known("laid out for another width", "ms", cost.relayout_ms, 0);
    figures.at_most("memory of the child, at its highest", "MB", 120.0, cost.child_mb, 0);
    figures.known("of it its own, without program and fonts", "MB", cost.own_mb, 0);
    // What a message of any size opens with; the rest comes by "Show more".
    let cost = middle(&paragraphs(FIRST_TEXT_BYTES as usize));
    figures.at_most(
        "paragraphs, as 1 MB of them opens: first tile",
        "ms",
        500.0,
        cost.first_tile_ms,
        0,
    );
    figures.at_most("memory of the child, at its highest", "MB", 120.0, cost.child_mb, 0);
    let cost = middle(&paragraphs(LARGE_BYTES));
    figures.at_most("1 MB of plain paragraphs: first tile", "ms", 500.0, cost.first_tile_ms, 0);
    figures.at_most("its last tile", "ms", 10.0, cost.last_tile_ms, 1);
    figures.known("memory of the child, at its highest", "MB", cost.child_mb, 0);
    beside_chromium(figures);
}

fn beside_chromium(figures: &mut Figures) {
    let anew = Measured::by_chromium();
    let by = if anew.is_some() { "measured now" } else { "as kept" };
    if let Some(measured) = &anew {
        measured.store();
    }
    let measured = anew.unwrap_or_else(Measured::stored);
    figures.section(&format!("20 pages beside {}, {by}", measured.chromium));
    let agreement = measured.compare(PROGRAM);
    for (what, distances) in [("lines of text", &agreement.lines), ("boxes", &agreement.boxes)] {
        let percent = f64::from(share(distances, NEAR_PX)) * 100.0;
        figures.known(&format!("{what} within {NEAR_PX} px"), "%", percent, 1);
        let found = distances.iter().copied().filter(|distance| distance.is_finite());
        figures.known(&format!("{what}: median distance"), "px", f64::from(median(distances)), 1);
        let worst = found.fold(0.0, f32::max);
        figures.known(&format!("{what}: greatest distance"), "px", f64::from(worst), 1);
    }
    let missing = agreement.lines.iter().chain(&agreement.boxes);
    let missing = missing.filter(|distance| distance.is_infinite()).count();
    figures.known("lines broken elsewhere, boxes not found", "", missing as f64, 0);
}

fn middle(html: &str) -> Cost {
    let costs: Vec<Cost> = (0..TIMES).map(|_| once(html)).collect();
    let of = |pick: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[TIMES / 2]
    };
    Cost {
        first_tile_ms: of(|cost| cost.first_tile_ms),
        further_tile_ms: of(|cost| cost.further_tile_ms),
        last_tile_ms: of(|cost| cost.last_tile_ms),
        relayout_ms: of(|cost| cost.relayout_ms),
        child_mb: of(|cost| cost.child_mb),
        own_mb: of(|cost| cost.own_mb),
    }
}

fn once(html: &str) -> Cost {
    let program = Program { path: PROGRAM.into(), arguments: vec![WORKER_OPTION.into()] };
    let mut renderer = Renderer::with_program(program);
    renderer.warm();
    std::thread::sleep(READY);
    let load = Load { html: html.to_owned(), width: WIDTH_PX, scale: 1.0, ..Load::default() };
    let began = Instant::now();
    let mut view = renderer.render(load).expect("the page is laid out");
    paint(&mut view, 0);
    let first_tile_ms = ms(began);
    let began = Instant::now();
    (1..=FURTHER_TILES).for_each(|tile| paint(&mut view, tile * TILE.height));
    let further_tile_ms = ms(began) / f64::from(FURTHER_TILES);
    let began = Instant::now();
    let end = view.page().height as u32;
    paint(&mut view, end.saturating_sub(TILE.height));
    let last_tile_ms = ms(began);
    let began = Instant::now();
    view.resize(NARROWER_PX, 1.0).expect("it is laid out again");
    let relayout_ms = ms(began);
    let (child_mb, own_mb) = memory_mb();
    Cost { first_tile_ms, further_tile_ms, last_tile_ms, relayout_ms, child_mb, own_mb }
}

fn paint(view: &mut View, top: u32) {
    view.tile(TileArea { top, ..TILE }).expect("it is painted");
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// The most that the child of this process ever had in RAM (VmHWM), and what of it is its alone now
/// (RssAnon).
fn memory_mb() -> (f64, f64) {
    let own = std::process::id().to_string();
    let statuses = fs::read_dir("/proc").expect("Linux").flatten().filter_map(|entry| {
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let of = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.split_whitespace().next()?.to_owned())
        };
        let mb = |key| Some(of(key)?.parse::<f64>().ok()? * 1024.0 / 1e6);
        (of("PPid:")? == own).then(|| Some((mb("VmHWM:")?, mb("RssAnon:")?)))?
    });
    statuses.fold((0.0, 0.0), |most, one| if one.0 > most.0 { one } else { most })
}

/// A newsletter of so many bytes: two columns of words, pictures and buttons, again and again.
pub fn newsletter(bytes: usize) -> String {
    let mut html = "<!DOCTYPE html><html><head><style>@media (max-width:600px){.w{width:100%!important}}\
        </style></head><body style=\"margin:0;background:#eee\"><table width=\"100%\" cellpadding=\"0\" \
        cellspacing=\"0\"><tr><td align=\"center\"><table class=\"w\" width=\"600\" cellpadding=\"0\" \
        cellspacing=\"0\" bgcolor=\"#ffffff\">"
        .to_owned();
    let cell = "<td width=\"50%\" valign=\"top\" style=\"padding:0 8px;font-size:14px;line-height:20px;color:#333\">";
    let mut words = Words::default();
    for number in 0.. {
        if html.len() >= bytes {
            break;
        }
        html.push_str(&format!(
            "<tr><td style=\"padding:20px 24px;font-family:Arial,sans-serif\"><table width=\"100%\" \
             cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\n{cell}<h2 style=\"margin:0 0 8px;font-size:18px;\
             color:#123\">Headline {number}</h2><p style=\"margin:0 0 12px\">{}</p><a href=\"https://x.example/{number}\" \
             style=\"color:#fff;background:#2563eb;padding:8px 16px;display:inline-block;text-decoration:none\">Read more\
             </a></td>\n{cell}<img src=\"https://cdn.example/{number}.jpg\" width=\"260\" height=\"140\" alt=\"Picture \
             {number}\" style=\"display:block;width:100%;height:auto\"><p style=\"margin:0 0 12px\">{}</p></td></tr>\
             </table></td></tr>",
            words.next(28),
            words.next(28)
        ));
    }
    html + "</table></td></tr></table></body></html>"
}

/// So many bytes of paragraphs, and nothing else.
pub fn paragraphs(bytes: usize) -> String {
    let mut html = "<body>".to_owned();
    let mut words = Words::default();
    while html.len() < bytes {
        html.push_str(&format!("<p>{}</p>", words.next(8)));
    }
    html
}

/// The same words each time, in an order that does not repeat soon.
#[derive(Default)]
struct Words(u64);

impl Words {
    fn next(&mut self, count: usize) -> String {
        const WORDS: [&str; 12] = [
            "harbour",
            "pier",
            "boat",
            "morning",
            "wind",
            "of",
            "the",
            "a",
            "lighthouse",
            "rope",
            "evening",
            "and",
        ];
        let mut one = || {
            // Knuth's MMIX generator.
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            WORDS[usize::try_from(self.0 >> 33).unwrap_or_default() % WORDS.len()]
        };
        (0..count).map(|_| one()).collect::<Vec<_>>().join(" ")
    }
}
