//! Looking for workarounds: files that wrap a mandate's tool, and switches that turn our own gate off.
//!
//! What is found is a signal about the mandate, told to its owner; it is never a finding against a team.

use super::bypass::{Bypass, bypasses, is_gate_file};
use crate::diagnostic::Diagnostic;
use crate::policy::Mandate;
use crate::source::{Globs, Place, Source};
use regex::Regex;
use std::path::Path;
use std::sync::Arc;

/// A sign that a mandate's way is not the way that is gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signal {
    /// The mandate's id; `None` where it is about the gate, and so about all mandates.
    pub mandate: Option<String>,
    /// Who answers for the mandate.
    pub owner: Option<String>,
    /// What was found.
    pub kind: SignalKind,
    /// The id of the pattern, or the name of the switch or the fact.
    pub pattern: String,
    /// The file.
    pub file: Arc<str>,
    /// The first line that shows it; `None` where the file itself is the sign.
    pub place: Option<Place>,
    /// How many lines show it; 0 where the file itself is the sign.
    pub hits: usize,
    /// How many lines of the file are not blank.
    pub lines: usize,
    /// What it is, in words.
    pub message: String,
}

impl Signal {
    /// How many lines are the sign: those that show it, or all of the file that is one.
    pub fn shown(&self) -> usize {
        if self.place.is_some() {
            self.hits
        } else {
            self.lines
        }
    }
}

/// What a signal is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SignalKind {
    /// A file of a pattern that the mandate names.
    Workaround,
    /// A switch that turns the gate off.
    Bypass,
    /// A declared fact that the repository itself contradicts.
    Contradiction,
}

impl SignalKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Workaround => "workaround",
            Self::Bypass => "bypass",
            Self::Contradiction => "contradiction",
        }
    }
}

/// The patterns of all mandates, made ready.
#[derive(Debug)]
pub struct Scanner {
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    mandate: String,
    owner: String,
    id: String,
    files: Globs,
    programs: Vec<String>,
    regex: Option<Regex>,
}

impl Scanner {
    /// The patterns of `mandates`.
    ///
    /// # Errors
    /// Where a pattern that was checked when it was read is none after all.
    pub fn new<'m>(mandates: impl IntoIterator<Item = &'m Mandate>) -> Result<Self, Diagnostic> {
        let faulty = |id: &str, why: String| {
            Diagnostic::error(
                "policy::workaround",
                format!("the pattern `{id}` cannot be used: {why}"),
            )
        };
        let mut patterns = Vec::new();
        for mandate in mandates {
            for pattern in &mandate.workarounds {
                let regex = pattern.regex.as_deref().map(Regex::new).transpose();
                patterns.push(Pattern {
                    mandate: mandate.id.clone(),
                    owner: mandate.owner.clone(),
                    id: pattern.id.clone(),
                    files: Globs::new(pattern.files.iter().map(String::as_str))
                        .map_err(|error| faulty(&pattern.id, error.to_string()))?,
                    programs: pattern.shebang.clone(),
                    regex: regex.map_err(|error| faulty(&pattern.id, error.to_string()))?,
                });
            }
        }
        Ok(Self { patterns })
    }

    /// Whether a file, by its path relative to the root, is to be read.
    pub fn wants(&self, path: &Path) -> bool {
        self.is_named(path) || is_gate_file(path) || is_bare(path)
    }

    /// Whether a file is to be read for its name, so that it is a loss if it cannot be.
    pub fn is_named(&self, path: &Path) -> bool {
        self.patterns
            .iter()
            .any(|pattern| pattern.files.matches(path))
    }

    /// What a file shows.
    pub fn scan(&self, path: &Path, source: &Source) -> Vec<Signal> {
        let text = source.text();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        let program = program_of(text);
        let mut signals: Vec<Signal> = self
            .patterns
            .iter()
            .filter(|pattern| {
                pattern.files.matches(path)
                    || program
                        .is_some_and(|program| pattern.programs.iter().any(|own| own == program))
            })
            .filter_map(|pattern| pattern.look(source, lines))
            .collect();
        if is_gate_file(path) || program.is_some() {
            signals.extend(
                bypasses(source)
                    .iter()
                    .map(|bypass| of_bypass(bypass, source, lines)),
            );
        }
        signals
    }
}

impl Pattern {
    fn look(&self, source: &Source, lines: usize) -> Option<Signal> {
        let found: Vec<u32> = match &self.regex {
            Some(regex) => (1..)
                .map_while(|number| {
                    source
                        .line_span(number)
                        .map(|span| (number, source.slice(span)))
                })
                .filter(|(_, line)| regex.is_match(line))
                .map(|(number, _)| number)
                .collect(),
            None => Vec::new(),
        };
        if self.regex.is_some() && found.is_empty() {
            return None;
        }
        let first = found.first().and_then(|&number| source.line_span(number));
        Some(Signal {
            mandate: Some(self.mandate.clone()),
            owner: Some(self.owner.clone()),
            kind: SignalKind::Workaround,
            pattern: self.id.clone(),
            file: Arc::clone(source.path()),
            place: first.map(|span| source.place(span)),
            hits: found.len(),
            lines,
            message: match (found.len(), lines) {
                (0, 1) => format!("a file of 1 line that `{}` looks for", self.id),
                (0, lines) => format!("a file of {lines} lines that `{}` looks for", self.id),
                (1, _) => format!("1 line that `{}` looks for", self.id),
                (hits, _) => format!("{hits} lines that `{}` looks for", self.id),
            },
        })
    }
}

fn of_bypass(bypass: &Bypass, source: &Source, lines: usize) -> Signal {
    Signal {
        mandate: None,
        owner: None,
        kind: SignalKind::Bypass,
        pattern: bypass.id.to_owned(),
        file: Arc::clone(source.path()),
        place: Some(source.place(bypass.span)),
        hits: bypass.hits,
        lines,
        message: bypass.words.to_owned(),
    }
}

/// Whether a file has a name that says nothing of what it is, as scripts often do.
fn is_bare(path: &Path) -> bool {
    path.extension().is_none()
}

/// The program that a script's first line names: `bash` of `#!/usr/bin/env -S bash -e`.
fn program_of(text: &str) -> Option<&str> {
    let line = text.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    if program != "env" {
        return Some(program);
    }
    words.find(|word| !word.starts_with('-') && !word.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner(files: &[&str], programs: &[&str], regex: Option<&str>) -> Scanner {
        Scanner {
            patterns: vec![Pattern {
                mandate: "ci".to_owned(),
                owner: "platform".to_owned(),
                id: "wraps".to_owned(),
                files: Globs::new(files.iter().copied()).unwrap(),
                programs: programs.iter().map(|&program| program.to_owned()).collect(),
                regex: regex.map(|regex| Regex::new(regex).unwrap()),
            }],
        }
    }

    fn scan(scanner: &Scanner, path: &str, text: &str) -> Vec<Signal> {
        scanner.scan(Path::new(path), &Source::new(path, text))
    }

    #[test]
    fn a_wrapper_is_found_by_name_or_first_line() {
        let text = "#!/usr/bin/env bash\n\nset -e\nplatformctl deploy x\n  platformctl deploy y\n";
        let by_name = scanner(&["**/*.sh"], &[], Some(r"\bplatformctl\s+deploy\b"));
        let by_line = scanner(&[], &["bash"], Some(r"\bplatformctl\s+deploy\b"));
        for (scanner, path) in [(&by_name, "tools/a.sh"), (&by_line, "tools/release")] {
            let signals = scan(scanner, path, text);
            assert_eq!(signals.len(), 1, "{path}");
            assert_eq!((signals[0].hits, signals[0].lines), (2, 4));
            assert_eq!(signals[0].place.as_ref().unwrap().start.line, 4);
            assert_eq!(signals[0].owner.as_deref(), Some("platform"));
        }
        assert!(scan(&by_name, "tools/release", text).is_empty());
        assert!(
            scan(
                &by_line,
                "tools/a.py",
                "#!/usr/bin/python3\nplatformctl deploy\n"
            )
            .is_empty()
        );
        assert!(scan(&by_name, "tools/a.sh", "echo\n").is_empty());
    }

    #[test]
    fn a_file_alone_can_be_the_sign() {
        let signals = scan(
            &scanner(&["Jenkinsfile"], &[], None),
            "a/Jenkinsfile",
            "node {\n\n}\n",
        );
        assert_eq!((signals[0].hits, signals[0].lines), (0, 2));
        assert_eq!(signals[0].place, None);
    }

    #[test]
    fn programs_are_read_from_the_first_line() {
        for (text, program) in [
            ("#!/bin/sh\n", Some("sh")),
            ("#! /usr/bin/env -S A=1 bash -e\n", Some("bash")),
            ("# no\n", None),
            ("", None),
        ] {
            assert_eq!(program_of(text), program, "{text:?}");
        }
    }
}
