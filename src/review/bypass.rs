//! Switches that turn the gate off: hooks that are skipped, failures that are swallowed.

use crate::document::{Limits, Node, read};
use crate::source::{Globs, Source, Span};
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// A switch that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Bypass {
    pub(super) id: &'static str,
    pub(super) words: &'static str,
    /// The first place.
    pub(super) span: Span,
    pub(super) hits: usize,
}

/// Files in which a gate is called or hooks are set up.
const FILES: &[&str] = &[
    "*.sh",
    "*.bash",
    "*.mk",
    "Makefile",
    "makefile",
    "GNUmakefile",
    "justfile",
    "Taskfile.yml",
    "Taskfile.yaml",
    "Jenkinsfile",
    "package.json",
    ".pre-commit-config.yaml",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".github/actions/**/*.yml",
    ".github/actions/**/*.yaml",
    ".circleci/config.yml",
    ".husky/*",
];

static GATE_FILES: LazyLock<Globs> = LazyLock::new(|| {
    // The list is a constant that a test reads; what is no glob would match nothing there.
    Globs::new(FILES.iter().copied()).unwrap_or_default()
});

struct Switch {
    id: &'static str,
    words: &'static str,
    regex: LazyLock<Option<Regex>>,
}

macro_rules! switch {
    ($id:literal, $words:literal, $regex:literal) => {
        Switch {
            id: $id,
            words: $words,
            regex: LazyLock::new(|| Regex::new($regex).ok()),
        }
    };
}

static SWITCHES: [Switch; 4] = [
    switch!(
        "no-verify",
        "the hooks are skipped with `--no-verify`",
        r"\bgit\b.*\s--no-verify\b"
    ),
    switch!(
        "swallowed",
        "the gate fails and nothing follows: `|| true`",
        r"\bmustmay\b[^#]*\|\|\s*(?:true\b|:(?:\s|$)|exit\s+0\b|/bin/true\b)"
    ),
    switch!(
        "no-fail",
        "the gate is told not to fail",
        r"\bmustmay\b.*\s--no-fail\b|\bMUSTMAY_NO_FAIL\b\W{1,3}(?:true|1)\b"
    ),
    switch!(
        "hooks-disabled",
        "the hooks are turned off",
        r#"\bcore\.hooksPath[\s=]+(?:/dev/null|""|'')|\bHUSKY=0\b|\bSKIP=[\w,-]*\bmustmay\b"#
    ),
];

/// Whether a file is one in which a gate is called or hooks are set up.
pub(super) fn is_gate_file(path: &Path) -> bool {
    GATE_FILES.matches(path)
}

/// The switches that a file uses, each once.
pub(super) fn bypasses(source: &Source) -> Vec<Bypass> {
    let mut found: Vec<Bypass> = SWITCHES
        .iter()
        .filter_map(|switch| by_line(switch, source))
        .collect();
    if [".yml", ".yaml"]
        .iter()
        .any(|end| source.path().ends_with(end))
    {
        found.extend(tolerated(source));
    }
    found
}

fn by_line(switch: &Switch, source: &Source) -> Option<Bypass> {
    let regex = switch.regex.as_ref()?;
    let mut spans = (1..)
        .map_while(|number| source.line_span(number))
        .filter(|span| {
            let line = source.slice(*span);
            !line.trim_start().starts_with('#') && regex.is_match(line)
        });
    let first = spans.next()?;
    Some(Bypass {
        id: switch.id,
        words: switch.words,
        span: first,
        hits: 1 + spans.count(),
    })
}

/// Steps and jobs of a CI that call the gate and may fail. A file that cannot be read shows nothing here; its CI
/// cannot read it either.
fn tolerated(source: &Source) -> Option<Bypass> {
    let source = Source::new(std::sync::Arc::clone(source.path()), source.text());
    let reading = read(&source, &Limits::default());
    let documents: Vec<_> = reading.tree.documents().collect();
    let mut spans = Vec::new();
    for document in &documents {
        look(document.root(), &mut spans);
    }
    let first = spans.first().copied()?;
    Some(Bypass {
        id: "may-fail",
        words: "the step that calls the gate may fail",
        span: first,
        hits: spans.len(),
    })
}

/// Looks for maps that may fail and call the gate, themselves or below them.
fn look(node: Node<'_>, spans: &mut Vec<Span>) {
    for name in ["continue-on-error", "allow_failure", "continueOnError"] {
        let switch = node.get(name).filter(|value| value.as_bool() == Some(true));
        if let Some(value) = switch
            && calls_gate(node)
        {
            spans.push(value.span());
        }
    }
    node.elements()
        .into_iter()
        .for_each(|child| look(child, spans));
}

/// Whether a step runs or uses the gate, or one of a job's does.
fn calls_gate(node: Node<'_>) -> bool {
    let own = ["run", "uses", "script", "command", "bash"];
    let says = |value: Node<'_>| {
        value
            .text()
            .into_iter()
            .chain(value.items().filter_map(Node::text))
            .any(|text| text.contains("mustmay"))
    };
    own.iter().filter_map(|name| node.get(name)).any(says)
        || node
            .get("steps")
            .is_some_and(|steps| steps.items().any(calls_gate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(path: &str, text: &str) -> Vec<&'static str> {
        bypasses(&Source::new(path, text))
            .iter()
            .map(|bypass| bypass.id)
            .collect()
    }

    #[test]
    fn every_switch_and_glob_is_understood() {
        assert!(SWITCHES.iter().all(|switch| switch.regex.is_some()));
        Globs::new(FILES.iter().copied()).unwrap();
        assert!(is_gate_file(Path::new(".github/workflows/ci.yaml")));
        assert!(is_gate_file(Path::new("a/b/release.sh")));
        assert!(!is_gate_file(Path::new("README.md")));
    }

    #[test]
    fn switches_are_found_in_code_and_not_in_comments() {
        for (line, id) in [
            ("git commit -m x --no-verify", "no-verify"),
            ("  mustmay check . || true", "swallowed"),
            ("mustmay check || :", "swallowed"),
            ("mustmay check || exit 0", "swallowed"),
            ("mustmay check --no-fail", "no-fail"),
            ("MUSTMAY_NO_FAIL: \"true\"", "no-fail"),
            ("git config core.hooksPath /dev/null", "hooks-disabled"),
            ("export HUSKY=0", "hooks-disabled"),
            ("SKIP=lint,mustmay git commit", "hooks-disabled"),
        ] {
            assert_eq!(ids("a.sh", line), [id], "{line}");
            assert!(ids("a.sh", &format!("# {line}")).is_empty(), "{line}");
        }
        for line in [
            "npm ci --no-verify",
            "make lint || true",
            "mustmay check || exit 1",
            "mustmay check && echo ok || echo failed",
            "core.hooksPath=.githooks",
        ] {
            assert!(ids("a.sh", line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_step_of_ours_that_may_fail_is_found() {
        let step = "jobs:\n  a:\n    steps:\n      - run: mustmay check\n        continue-on-error: true\n";
        assert_eq!(ids("ci.yml", step), ["may-fail"]);
        let job =
            "jobs:\n  a:\n    continue-on-error: true\n    steps:\n      - uses: acme/mustmay@v1\n";
        assert_eq!(ids("ci.yml", job), ["may-fail"]);
        let other = "gate:\n  script: [make, mustmay check]\n  allow_failure: true\n";
        assert_eq!(ids(".gitlab-ci.yml", other), ["may-fail"]);
        let foreign = step.replace("mustmay check", "npm audit");
        assert!(ids("ci.yml", &foreign).is_empty());
        assert!(ids("ci.yml", &step.replace("true", "false")).is_empty());
    }
}
