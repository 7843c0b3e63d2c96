//! The table: what was measured, beside its goal.

use std::fmt;

/// One line of the table; a section's is its title and nothing else.
#[derive(Debug, Default)]
struct Figure {
    what: String,
    goal: String,
    measured: String,
    verdict: &'static str,
}

/// All lines, in the order they were measured. Printed when dropped: also where a part fails, what
/// was measured before it is shown.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Begins a section; what is told before the first one stands alone.
    pub fn section(&mut self, title: &str) {
        self.0.push(Figure { what: title.to_owned(), ..Figure::default() });
    }

    /// A number that shall be `most` at the most, both with `digits` after the point.
    pub fn at_most(&mut self, what: &str, unit: &str, most: f64, measured: f64, digits: usize) {
        // What prints as the goal has met it.
        let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
        let met = (measured * scale).round() <= (most * scale).round();
        self.0.push(Figure {
            what: what.to_owned(),
            goal: format!("{most:.digits$} {unit}"),
            measured: format!("{measured:.digits$} {unit}"),
            verdict: if met { "met" } else { "missed" },
        });
    }

    /// A number that shall be `least` at the least, both with `digits` after the point.
    pub fn at_least(&mut self, what: &str, unit: &str, least: f64, measured: f64, digits: usize) {
        let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
        let met = (measured * scale).round() >= (least * scale).round();
        self.0.push(Figure {
            what: what.to_owned(),
            goal: format!("≥ {least:.digits$} {unit}"),
            measured: format!("{measured:.digits$} {unit}"),
            verdict: if met { "met" } else { "missed" },
        });
    }

    /// A number without a goal.
    pub fn known(&mut self, what: &str, unit: &str, measured: f64, digits: usize) {
        self.0.push(Figure {
            what: what.to_owned(),
            goal: String::new(),
            measured: format!("{measured:.digits$} {unit}"),
            verdict: "",
        });
    }
}

impl Drop for Figures {
    fn drop(&mut self) {
        print!("{self}");
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: fn(&Figure) -> &str| {
            self.0.iter().map(|figure| text(figure).chars().count()).max().unwrap_or(0).max(8)
        };
        let (what, goal) = (width(|figure| &figure.what), width(|figure| &figure.goal));
        let measured = width(|figure| &figure.measured);
        writeln!(f, "{:what$}  {:>goal$}  {:>measured$}", "", "goal", "measured")?;
        for figure in &self.0 {
            let line = format!(
                "{:what$}  {:>goal$}  {:>measured$}  {}",
                figure.what, figure.goal, figure.measured, figure.verdict
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
