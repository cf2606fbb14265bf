//! The values of flags, read the same way from a flag and from a variable.

use crate::commands::init::Ci;
use crate::commands::{Color, Target};
use crate::diagnostic::closest;
use crate::exception::Category;
use crate::policy::Level;
use crate::policy::State;
use crate::report::exceptions::TableFormat;
use crate::report::{Format, check, mandate, review, test};
use crate::review::{ChallengeOutcome, Quarter};
use jiff::civil::Date;
use regex::Regex;
use std::num::NonZeroUsize;
use std::path::{Component, Path, PathBuf};

/// A day as `YYYY-MM-DD` and nothing else.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let shape = |(index, byte): (usize, u8)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return Err("a day is written like 2026-06-01".to_owned());
    }
    text.parse()
        .map_err(|_no_such_day: jiff::Error| "there is no such day".to_owned())
}

/// `sha256:` and 64 hexadecimal digits, in lower case afterwards.
pub(super) fn digest(text: &str) -> Result<String, String> {
    let hex = text
        .strip_prefix("sha256:")
        .filter(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match hex {
        Some(_) => Ok(text.to_ascii_lowercase()),
        None => Err("a digest is `sha256:` and 64 hexadecimal digits".to_owned()),
    }
}

/// `owner/name`, groups before it included.
pub(super) fn repository(text: &str) -> Result<String, String> {
    let named = |part: &str| {
        !part.is_empty()
            && !matches!(part, "." | "..")
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    if text.split('/').all(named) {
        Ok(text.to_owned())
    } else {
        Err("a repository is named like `shop/checkout`".to_owned())
    }
}

/// A number of threads.
pub(super) fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(jobs) if jobs.get() <= 1024 => Ok(jobs),
        _ => Err("a number from 1 to 1024 is needed".to_owned()),
    }
}

/// A regex, in the one dialect of all our files.
pub(super) fn regex(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| {
        let words = error.to_string();
        let last = words.lines().last().unwrap_or_default();
        last.trim_start_matches("error: ").to_owned()
    })
}

/// A level of `--fail-level`.
pub(super) fn fail_level(text: &str) -> Result<Level, String> {
    one_of(text, Level::OF_MANDATES)
}

/// A value of `--color`.
pub(super) fn color(text: &str) -> Result<Color, String> {
    let colors = [
        ("auto", Color::Auto),
        ("always", Color::Always),
        ("never", Color::Never),
    ];
    one_of(text, &colors)
}

/// A value of `--ci`.
pub(super) fn ci(text: &str) -> Result<Ci, String> {
    one_of(text, Ci::ALL)
}

/// `FORMAT` or `FORMAT=FILE`.
pub(super) fn target(text: &str) -> Result<Target, String> {
    target_of(text, Format::ALL)
}

/// `FORMAT` or `FORMAT=FILE` of a table.
pub(super) fn table_target(text: &str) -> Result<Target<TableFormat>, String> {
    target_of(text, TableFormat::ALL)
}

/// A state of an exception.
pub(super) fn state(text: &str) -> Result<State, String> {
    one_of(text, State::ALL)
}

/// A category of an exception.
pub(super) fn category(text: &str) -> Result<Category, String> {
    one_of(text, Category::ALL)
}

/// A number of days, such as `30d` or `30`.
pub(super) fn days(text: &str) -> Result<u32, String> {
    let digits = text.strip_suffix('d').unwrap_or(text);
    match digits.parse::<u32>() {
        Ok(days) if days <= 36_500 && digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(days),
        _ => Err("a number of days is written like 30d".to_owned()),
    }
}

/// A path without the parts that lead nowhere, so that the same file has the same path.
fn without_detours(file: &Path) -> PathBuf {
    let parts = file.components();
    let plain: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
    if plain.as_os_str().is_empty() {
        return file.to_owned();
    }
    plain
}

/// The endings of what is only read.
const INPUTS: &[&str] = &["yaml", "yml", "rhai"];

fn target_of<F: Copy>(text: &str, formats: &[(&str, F)]) -> Result<Target<F>, String> {
    let (format, file) = match text.split_once('=') {
        Some((_, "")) => return Err("a file is missing behind `=`".to_owned()),
        Some((format, "-")) => (format, None),
        Some((format, file)) => (format, Some(without_detours(Path::new(file)))),
        None => (text, None),
    };
    let format = one_of(format, formats)?;
    let ending = file.as_deref().and_then(Path::extension);
    if ending.is_some_and(|ending| {
        INPUTS
            .iter()
            .any(|input| ending.eq_ignore_ascii_case(input))
    }) {
        return Err(format!(
            "no report is YAML, and `{text}` would write over what is read"
        ));
    }
    Ok(Target { format, file })
}

/// `FORMAT` or `FORMAT=FILE` of a description.
pub(super) fn mandate_target(text: &str) -> Result<Target<mandate::Format>, String> {
    target_of(text, mandate::Format::ALL)
}

/// `FORMAT` or `FORMAT=FILE` of a check.
pub(super) fn check_target(text: &str) -> Result<Target<check::Format>, String> {
    target_of(text, check::Format::ALL)
}

/// `FORMAT` or `FORMAT=FILE` of a test run.
pub(super) fn test_target(text: &str) -> Result<Target<test::Format>, String> {
    target_of(text, test::Format::ALL)
}

/// `FORMAT` or `FORMAT=FILE` of a review.
pub(super) fn review_target(text: &str) -> Result<Target<review::Format>, String> {
    target_of(text, review::Format::ALL)
}

/// A quarter.
pub(super) fn quarter(text: &str) -> Result<Quarter, String> {
    Quarter::parse(text).ok_or_else(|| "a quarter is written like 2026Q3".to_owned())
}

/// What follows from an answer.
pub(super) fn outcome(text: &str) -> Result<ChallengeOutcome, String> {
    one_of(text, ChallengeOutcome::ALL)
}

/// A text that says something.
pub(super) fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("it says nothing".to_owned());
    }
    Ok(text.trim().to_owned())
}

/// A yes or no of a variable.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    let words = [("true", true), ("1", true), ("false", false), ("0", false)];
    one_of(text, &words)
}

fn one_of<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let meant = closest(text, known.iter().copied())
        .map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"));
    Err(format!("it is one of {}{meant}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(date("2028-02-29"), Ok(jiff::civil::date(2028, 2, 29)));
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "20260601",
            "2026-6-1",
            "2026-06-01T00:00",
            "2026-06-01 ",
            "+026-06-01",
        ] {
            assert!(date(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_digest_is_whole() {
        let hex = "AB".repeat(32);
        assert_eq!(
            digest(&format!("sha256:{hex}")),
            Ok(format!("sha256:{}", hex.to_lowercase()))
        );
        assert!(digest(&hex).is_err());
        assert!(digest("sha256:ab").is_err());
        assert!(digest(&format!("sha256:{}", "g".repeat(64))).is_err());
    }

    #[test]
    fn a_target_is_a_format_and_perhaps_a_file() {
        let json = target("json=a=b.json").unwrap();
        assert_eq!(json.format, Format::Json);
        assert_eq!(json.file, Some(PathBuf::from("a=b.json")));
        assert_eq!(target("human").unwrap().file, None);
        assert!(target("json=").is_err());
        assert_eq!(target("json=-").unwrap().file, None);
        assert_eq!(
            target("json=./a//b.json").unwrap().file.unwrap(),
            Path::new("a/b.json")
        );
        for input in ["json=service.yaml", "json=a/compose.YML", "human=x.rhai"] {
            assert!(target(input).unwrap_err().contains("would write over"));
        }
        assert!(target("jsn").unwrap_err().contains("did you mean `json`"));
    }

    #[test]
    fn a_repository_is_a_name_and_no_path() {
        assert!(repository("group/shop/checkout.js").is_ok());
        for text in ["", "/", "a/", "../a", "a b", "a/b\n"] {
            assert!(repository(text).is_err(), "{text:?}");
        }
    }
}
