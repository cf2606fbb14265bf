//! What a plain scalar means: the YAML 1.2 core schema, and nothing of YAML 1.1.

use super::tree::Kind;

/// The kind of a plain scalar.
pub(super) fn kind_of(text: &str) -> Kind {
    match text.as_bytes() {
        [] | b"~" => Kind::Null,
        [b'n' | b'N', ..] if matches!(text, "null" | "Null" | "NULL") => Kind::Null,
        [b't' | b'T', ..] if matches!(text, "true" | "True" | "TRUE") => Kind::Bool,
        [b'f' | b'F', ..] if matches!(text, "false" | "False" | "FALSE") => Kind::Bool,
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] => number_kind(text),
        _ => Kind::Str,
    }
}

fn number_kind(text: &str) -> Kind {
    if let Some(digits) = text.strip_prefix("0x") {
        return int_or_str(!digits.is_empty() && digits.bytes().all(|c| c.is_ascii_hexdigit()));
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return int_or_str(
            !digits.is_empty() && digits.bytes().all(|c| (b'0'..=b'7').contains(&c)),
        );
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Kind::Float;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Kind::Float;
    }
    let (whole, rest) = digits(unsigned);
    if rest.is_empty() {
        return int_or_str(whole > 0);
    }
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => (0, rest),
    };
    if whole + fraction == 0 {
        return Kind::Str;
    }
    let number = match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let (count, rest) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
            count > 0 && rest.is_empty()
        }
        None => rest.is_empty(),
    };
    if number { Kind::Float } else { Kind::Str }
}

/// How many digits the text begins with, and what follows them.
fn digits(text: &str) -> (usize, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (text.len() - rest.len(), rest)
}

fn int_or_str(is_int: bool) -> Kind {
    if is_int { Kind::Int } else { Kind::Str }
}

/// The value of an integer that fits.
pub(super) fn parse_i64(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return i64::from_str_radix(hex, 16).ok();
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return i64::from_str_radix(octal, 8).ok();
    }
    text.parse().ok()
}

/// The value of an unsigned integer that fits.
pub(super) fn parse_u64(text: &str) -> Option<u64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return u64::from_str_radix(hex, 16).ok();
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return u64::from_str_radix(octal, 8).ok();
    }
    text.parse().ok()
}

/// The value of a float, or of an integer that fits nowhere else.
pub(super) fn parse_f64(text: &str) -> Option<f64> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return digits.chars().try_fold(0.0, |value, digit| {
                Some(value * f64::from(radix) + f64::from(digit.to_digit(radix)?))
            });
        }
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = match digits {
        ".inf" | ".Inf" | ".INF" => f64::INFINITY,
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        _ => digits.parse().ok()?,
    };
    Some(sign * value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_decides_and_nothing_of_yaml_1_1() {
        for (text, kind) in [
            ("", Kind::Null),
            ("~", Kind::Null),
            ("Null", Kind::Null),
            ("nULL", Kind::Str),
            ("true", Kind::Bool),
            ("yes", Kind::Str),
            ("no", Kind::Str),
            ("on", Kind::Str),
            ("010", Kind::Int),
            ("0o14", Kind::Int),
            ("0x1F", Kind::Int),
            ("0x", Kind::Str),
            ("-7", Kind::Int),
            ("+", Kind::Str),
            ("-", Kind::Str),
            (".", Kind::Str),
            ("1.10", Kind::Float),
            ("1.", Kind::Float),
            (".5", Kind::Float),
            ("1e3", Kind::Float),
            ("1e", Kind::Str),
            ("1.2.3", Kind::Str),
            ("22:22", Kind::Str),
            ("2026-05-10", Kind::Str),
            ("1_000", Kind::Str),
            ("0b11", Kind::Str),
            (".inf", Kind::Float),
            ("-.INF", Kind::Float),
            (".nan", Kind::Float),
            ("-.nan", Kind::Str),
        ] {
            assert_eq!(kind_of(text), kind, "{text:?}");
        }
        assert_eq!(parse_i64("010"), Some(10));
        assert_eq!(parse_i64("0o14"), Some(12));
        assert_eq!(parse_f64("1.10"), Some(1.1));
        assert_eq!(
            parse_f64("0xFFFFFFFFFFFFFFFFF"),
            Some(295_147_905_179_352_825_855.0)
        );
    }
}
