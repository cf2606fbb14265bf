//! Cases 36 and 37: the same verdicts and the same bytes, however often, in whatever order, on however many threads.

use super::{check, mandate, scripted, service, shop};
use crate::documents::shared;
use crate::support::{Folder, git, mustmay};
use mustmay::policy::Level;
use mustmay::project::{self, CheckOptions, Inputs, Setup};
use mustmay::report::{self, Style};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A tree of some services that differ, and mandates with scripts, choices and `siblings`.
fn town() -> Folder {
    let folder = shop();
    for (at, owner) in ["team", "guest", "team", "nobody", "team"]
        .iter()
        .enumerate()
    {
        let text = service(&format!("s{at}")).replace("team", owner);
        folder.write(&format!("s{at}/service.yaml"), &text);
    }
    folder
        .write(
            "s1/compose.yaml",
            "services:\n  s1: { image: a }\n  web: { image: 'b:1' }\n  z: {}\n",
        )
        .write("s2/broken.service.yaml", "a: [\n")
        .write("s3/score.yaml", "a: 1\n---\nb: 2\n");
    let scripts = [
        (
            "a-script",
            "let seen = []; for e in entries(it.metadata) { seen = seen + [e.key]; } seen.len() == 3",
        ),
        ("b-siblings", "siblings.len() == 0"),
        ("c-missing", "it.spec.tier in [1, 2]"),
        (
            "d-faulty",
            "if it.metadata.name == \"s2\" { 1 / 0 == 1 } else { true }",
        ),
        (
            "e-many",
            "for key in it.metadata.keys() { fail(it, key, `not ${key}`); } true",
        ),
    ];
    for (id, code) in scripts {
        folder.write(&format!("policies/{id}.yaml"), &scripted(id, code));
    }
    let choice = "each: facts.images\nmay:\n  value: it\n  choices: [{ id: a }, { id: c, standing: retired }]";
    folder.write(
        "policies/choice.yaml",
        &mandate("choice", choice).replace("[service]", "[compose]"),
    );
    folder
}

#[track_caller]
fn json(folder: &Path, arguments: &[&str]) -> String {
    let run = mustmay(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
        &[],
    );
    assert_eq!(run.code, 2, "{run:#?}");
    let judged: Value = serde_json::from_str(&run.out).unwrap();
    assert!(judged["counts"]["services"].as_u64() >= Some(5), "{run:#?}");
    run.out
}

/// What does not depend on how mandates are spread over files: all but their places and the hash of the files.
fn judged(json: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for place in ["related", "mandates", "policySet", "policySetDigest"] {
                    map.remove(place);
                }
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_str(json).unwrap();
    strip(&mut value);
    for pointer in ["/files", "/unrecognised", "/counts", "/diagnostics"] {
        // The policies themselves are candidates of a kind that lists all YAML files.
        *value.pointer_mut(pointer).unwrap() = Value::Null;
    }
    value
}

/// Everything at once: what is kept between two runs in one process would show here.
#[test]
fn case_36_a_hundred_times_in_one_process() {
    let folder = town();
    let options = |jobs: usize| CheckOptions {
        setup: Setup {
            cwd: folder.path().to_path_buf(),
            git: git(),
            policies: Vec::new(),
            policies_digest: None,
            exceptions: Vec::new(),
            config: None,
            repository: None,
            today: jiff::civil::date(2026, 11, 22),
            clock: jiff::civil::date(2026, 11, 22),
            clock_is_behind: false,
            ci: false,
            jobs: std::num::NonZeroUsize::new(jobs),
        },
        inputs: Inputs::Paths(Vec::<PathBuf>::new()),
        fail_level: Level::Deny,
        no_fail: false,
        allow_empty: false,
        no_exceptions: false,
        audit: false,
    };
    let once = |jobs: usize| {
        let mut out = Vec::new();
        let found = project::check(&options(jobs));
        report::check::render(
            &found,
            report::check::Format::Json,
            &Style::default(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };
    let first = once(1);
    assert_eq!(first, json(folder.path(), &[]));
    for round in 0..100 {
        assert_eq!(once(1 + round % 4), first, "{round}");
    }
}

#[test]
fn case_36_mandates_in_shuffled_order() {
    let folder = town();
    let expected = judged(&json(folder.path(), &[]));
    let mut texts: Vec<String> = std::fs::read_dir(folder.join("policies"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.sort();
    std::fs::remove_dir_all(folder.join("policies")).unwrap();
    let forth = texts.join("---\n");
    texts.reverse();
    let back = texts.join("---\n");
    texts.rotate_left(3);
    let turned = texts.join("---\n");
    for text in [forth, back, turned] {
        folder.write("policies/all.yaml", &text);
        assert_eq!(judged(&json(folder.path(), &[])), expected);
    }
    // One source each, in the opposite order.
    let mut arguments = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        folder.write(&format!("one/{at}.yaml"), text);
        arguments.extend(["--policies".to_owned(), format!("one/{at}.yaml")]);
    }
    folder.write("mustmay.yaml", &super::config(""));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    std::fs::remove_dir_all(folder.join("policies")).unwrap();
    assert_eq!(judged(&json(folder.path(), &arguments)), expected);
}

#[test]
fn case_37_threads_and_arguments() {
    let folder = town();
    let expected = json(folder.path(), &["--jobs", "1"]);
    for jobs in ["2", "8", "16", "64"] {
        assert_eq!(json(folder.path(), &["--jobs", jobs]), expected, "{jobs}");
    }
    let human = mustmay(folder.path(), &["check", "-v", "--jobs", "1"], &[]).out;
    let again = mustmay(folder.path(), &["check", "-v", "--jobs", "16"], &[]).out;
    assert_eq!(human, again);
    let named = json(folder.path(), &["s0", "s1", "s2", "s3", "s4"]);
    assert_eq!(
        json(folder.path(), &["s4", "s2", "s0", "s3", "s1", "s2/../s2"]),
        named
    );
    // Nor do the language of the machine, its time zone and its day.
    for variables in [
        &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "de_DE.UTF-8")][..],
        &[("TZ", "Pacific/Kiritimati")],
        &[("HOME", ""), ("USER", ""), ("TMPDIR", "/nonexistent")],
    ] {
        let run = mustmay(folder.path(), &["check", "--format", "json"], variables);
        assert_eq!(run.out, expected, "{variables:?}");
    }
    check(&folder, &["s4"]).ends(1);
}

/// The real manifests, by the mandates of the acceptance test.
#[test]
fn case_37_the_corpus_on_many_threads() {
    let Some(corpus) = shared("corpus") else {
        return;
    };
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acceptance");
    let folder = Folder::new();
    let run = |jobs: &str, kinds: &[&str]| {
        let paths = kinds
            .iter()
            .map(|kind| corpus.join(kind).to_string_lossy().into_owned());
        let paths: Vec<String> = paths.collect();
        let mut arguments = vec!["--jobs", jobs, "--policies", policies.to_str().unwrap()];
        arguments.extend(paths.iter().map(String::as_str));
        json(folder.path(), &arguments)
    };
    let expected = run("1", &["backstage", "compose", "kubernetes", "score"]);
    let counted: Value = serde_json::from_str(&expected).unwrap();
    assert!(
        counted["counts"]["services"].as_u64().unwrap() > 500,
        "{:#}",
        counted["counts"]
    );
    for jobs in ["1", "8", "16"] {
        let other = run(jobs, &["score", "kubernetes", "backstage", "compose"]);
        assert!(other == expected, "--jobs {jobs} differs");
    }
}
