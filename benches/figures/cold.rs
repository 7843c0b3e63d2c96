//! How soon there is a window.

use crate::figures::Figures;
use crate::program::Program;
use crate::stage::Stage;
use crate::support::link::Character;

/// Starts measured; the middle one counts.
const STARTS: usize = 5;

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("The window");
    let mut first_ms: Vec<f64> = (0..STARTS)
        .map(|_| {
            let mut program = Program::start(stage.desktop(), stage.few(), Character::default());
            program.next("first_frame")["t_ms"].as_f64().unwrap_or_default()
        })
        .collect();
    first_ms.sort_by(f64::total_cmp);
    figures.at_most("first frame, from exec", "ms", 500.0, first_ms[STARTS / 2], 0);
}
