//! Numbers as people write them.

/// A count with its thousands apart: `84,210`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 999, 1_000, 84_210, 1_234_567].map(grouped);
        assert_eq!(written, ["0", "999", "1,000", "84,210", "1,234,567"]);
    }
}
