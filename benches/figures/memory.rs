//! How much memory this process takes, as Linux tells it (proc(5)).

use std::fs;

/// In RAM now, in megabytes of 1,000,000 bytes; [`most_mb`] counts from here on.
pub fn begin_mb() -> f64 {
    fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process do that");
    of("VmRSS:")
}

/// The most that was in RAM since [`begin_mb`], in megabytes of 1,000,000 bytes.
pub fn most_mb() -> f64 {
    of("VmHWM:")
}

fn of(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect(name);
    let kib = line.trim().trim_end_matches("kB").trim().parse::<f64>();
    kib.expect("Linux tells it in kB") * 1024.0 / 1e6
}
