//! The example fleet's review, against figures that are reckoned here from the raw files, in another way: no type and
//! no function of the library is used.

use crate::support::{Folder, Run, mustmay};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ON: [(&str, &str); 1] = [("MUSTMAY_AS_OF", "2026-10-12")];
pub(crate) const QUARTERS: [(&str, &str); 4] = [
    ("2025Q4", "2025-12"),
    ("2026Q1", "2026-03"),
    ("2026Q2", "2026-06"),
    ("2026Q3", "2026-09"),
];

pub(crate) fn fleet() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/fleet")
}

pub(crate) fn review(arguments: &[&str]) -> Run {
    let mut all = vec!["review"];
    all.extend(arguments);
    mustmay(&fleet(), &all, &ON)
}

fn reviewed() -> Value {
    serde_json::from_str(&review(&["--format", "json"]).expect(0, &[]).out).unwrap()
}

pub(crate) fn history() -> Vec<Value> {
    let text = fs::read_to_string(fleet().join("evidence/history.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The survey of a mandate and quarter: question to counts by answer.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Reads the surveys by their text alone.
pub(crate) fn surveys() -> BTreeMap<(String, String), Counts> {
    let mut all = BTreeMap::new();
    for (quarter, _) in QUARTERS {
        let text =
            fs::read_to_string(fleet().join(format!("evidence/surveys/{quarter}.yaml"))).unwrap();
        for document in text.split("---\n") {
            let mut counts = Counts::new();
            let mut mandate = String::new();
            for line in document.lines() {
                if let Some(id) = line.strip_prefix("mandate: ") {
                    id.clone_into(&mut mandate);
                }
                if let Some((question, answers)) = line
                    .strip_prefix("  ")
                    .and_then(|line| line.split_once(": { "))
                {
                    let pairs = answers
                        .trim_end_matches(" }")
                        .split(", ")
                        .map(|pair| pair.split_once(": ").unwrap());
                    counts.insert(
                        question.to_owned(),
                        pairs
                            .map(|(answer, count)| (answer.to_owned(), count.parse().unwrap()))
                            .collect(),
                    );
                }
            }
            all.insert((mandate, quarter.to_owned()), counts);
        }
    }
    let csv = fs::read_to_string(fleet().join("evidence/surveys/user-auth-2026Q3.csv")).unwrap();
    let mut counts = Counts::new();
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(7, ',').collect();
        for (question, cell) in [
            ("satisfaction", 1),
            ("productivity", 2),
            ("recommend", 3),
            ("wouldChoose", 4),
            ("wouldKeep", 5),
        ] {
            *counts
                .entry(question.to_owned())
                .or_default()
                .entry(cells[cell].to_owned())
                .or_default() += 1;
        }
    }
    all.insert(("user-auth".to_owned(), "2026Q3".to_owned()), counts);
    all
}

pub(crate) fn sum(counts: &BTreeMap<String, u64>, answers: &[&str]) -> u64 {
    answers
        .iter()
        .filter_map(|answer| counts.get(*answer))
        .sum()
}

#[test]
fn the_story_is_told() {
    let found = reviewed();
    let health: BTreeMap<&str, &str> = found["mandates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mandate| {
            (
                mandate["mandate"].as_str().unwrap(),
                mandate["health"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("ci-pipeline", "healthy"),
        ("oltp-postgres", "review"),
        ("secrets-vault", "unknown"),
        ("service-mesh", "sunset"),
        ("structured-logs", "watch"),
        ("user-auth", "healthy"),
    ];
    assert_eq!(health, BTreeMap::from(expected));
    review(&[]).expect(
        0,
        &[
            "20 of 20 repositories have a run (100%)",
            "71% (71 of 100), above the floor of 65%",
        ],
    );
    review(&["--strict"]).expect(1, &[]);
    review(&["--quarter", "2026Q2"]).expect(
        0,
        &[
            "58% (58 of 100), below the floor of 65%",
            "fell 2 quarters in a row, and it is below the floor",
        ],
    );
}

#[test]
fn adoption_exceptions_and_workarounds_are_reckoned_alike() {
    let (found, lines) = (reviewed(), history());
    let mut compared = 0;
    for mandate in found["mandates"].as_array().unwrap() {
        let id = &mandate["mandate"];
        let mut before: BTreeMap<(String, String), String> = BTreeMap::new();
        for figures in mandate["quarters"].as_array().unwrap() {
            let (_, month) = QUARTERS
                .iter()
                .find(|(quarter, _)| figures["quarter"] == *quarter)
                .unwrap();
            let own: Vec<&Value> = lines
                .iter()
                .filter(|line| {
                    line["mandate"] == *id && line["day"].as_str().unwrap().starts_with(month)
                })
                .collect();
            let mut taken: BTreeMap<(String, String), String> = BTreeMap::new();
            let (mut platform, mut free, mut excepted, mut work) = (0, 0, 0, 0);
            let mut exceptions = BTreeSet::new();
            for line in own {
                let offered: BTreeSet<&str> = line["choices"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|choice| choice["offeredBy"] == "platform")
                    .map(|choice| choice["id"].as_str().unwrap())
                    .collect();
                for service in line["services"].as_array().unwrap() {
                    let choice = service["choices"][0].as_str().unwrap();
                    let is_free = line["alternatives"].as_u64().unwrap() > 1;
                    free += u64::from(is_free);
                    platform += u64::from(is_free && offered.contains(choice));
                    excepted += u64::from(service["verdict"] == "excepted");
                    let key = (line["repository"].to_string(), service["name"].to_string());
                    assert_eq!(taken.insert(key, choice.to_owned()), None);
                }
                exceptions.extend(
                    line["exceptions"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|one| one["id"].to_string()),
                );
                work += line["workarounds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["lines"].as_u64().unwrap())
                    .sum::<u64>();
            }
            let adoption = &figures["adoption"];
            let services = taken.len() as u64;
            assert_eq!(adoption["services"], services);
            assert_eq!(
                (
                    &adoption["voluntary"]["part"],
                    &adoption["voluntary"]["whole"]
                ),
                (&platform.into(), &free.into())
            );
            assert_eq!(
                (
                    &adoption["exceptionRate"]["part"],
                    &adoption["exceptionRate"]["whole"]
                ),
                (&excepted.into(), &services.into())
            );
            for choice in adoption["choices"].as_array().unwrap() {
                let count = taken
                    .values()
                    .filter(|taken| choice["id"] == **taken)
                    .count();
                assert_eq!(choice["share"]["part"], count);
                compared += 1;
            }
            assert_eq!(figures["exceptions"]["count"], exceptions.len());
            assert_eq!(figures["workarounds"]["lines"], work);
            if !before.is_empty() {
                let moved = taken
                    .iter()
                    .filter(|(name, choice)| before.get(*name).is_some_and(|then| then != *choice))
                    .count();
                assert_eq!(figures["switches"]["switched"], moved);
            }
            before = taken;
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn answers_are_reckoned_alike() {
    let (found, surveys) = (reviewed(), surveys());
    let mut compared = 0;
    for mandate in found["mandates"].as_array().unwrap() {
        for figures in mandate["quarters"].as_array().unwrap() {
            let key = (
                mandate["mandate"].as_str().unwrap().to_owned(),
                figures["quarter"].as_str().unwrap().to_owned(),
            );
            let Some(counts) = surveys.get(&key) else {
                assert_eq!(figures["survey"], Value::Null, "{key:?}");
                continue;
            };
            for (question, answers) in [
                ("satisfaction", &["4", "5"][..]),
                ("productivity", &["4", "5"]),
                ("wouldChoose", &["yes"]),
                ("wouldKeep", &["yes"]),
            ] {
                let (part, whole) = (
                    sum(&counts[question], answers),
                    counts[question].values().sum::<u64>(),
                );
                let shown = &figures["survey"][question];
                assert_eq!(
                    (&shown["part"], &shown["whole"]),
                    (&part.into(), &whole.into()),
                    "{key:?} {question}"
                );
                #[expect(clippy::cast_precision_loss, reason = "small counts")]
                let percent = (part as f64 * 1000.0 / whole as f64).round() / 10.0;
                assert_eq!(shown["percent"], percent);
                compared += 1;
            }
            let recommend = &counts["recommend"];
            let shown = &figures["survey"]["netPromoters"];
            assert_eq!(shown["promoters"], sum(recommend, &["9", "10"]));
            assert_eq!(
                shown["detractors"],
                sum(recommend, &["0", "1", "2", "3", "4", "5", "6"])
            );
        }
    }
    assert_eq!(compared, 23 * 4);
}

#[test]
fn the_page_shows_the_same_figures() {
    let found = reviewed();
    let page = review(&["--format", "html"]).expect(0, &[]).out;
    let (markdown, csv) = (
        review(&["--format", "markdown"]).out,
        review(&["--format", "csv"]).out,
    );
    assert!(page.contains("20 of 20 repositories have a run (100%)"));
    for mandate in found["mandates"].as_array().unwrap() {
        let id = mandate["mandate"].as_str().unwrap();
        let start = page
            .find(&format!(
                "<article class=\"card {}\" id=\"{id}\"",
                mandate["health"].as_str().unwrap()
            ))
            .unwrap();
        let card = page[start..].split("</article>").next().unwrap();
        for line in mandate["evidence"].as_array().unwrap() {
            assert!(card.contains(line["text"].as_str().unwrap()), "{line}");
        }
        for figures in mandate["quarters"].as_array().unwrap() {
            let quarter = figures["quarter"].as_str().unwrap();
            let mut shares = vec![&figures["adoption"]["exceptionRate"]];
            if figures["exceptions"]["count"] == 0 {
                shares.clear();
            }
            shares.extend(
                figures["adoption"]["choices"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|choice| &choice["share"]),
            );
            shares.extend([
                &figures["survey"]["satisfaction"],
                &figures["survey"]["wouldKeep"],
            ]);
            for share in shares.into_iter().filter(|share| !share.is_null()) {
                let text = format!("({} of {})", share["part"], share["whole"]);
                assert!(card.contains(&text), "{id} {quarter}: {text}");
            }
            if let Some(percent) = figures["survey"]["satisfaction"]["percent"].as_f64() {
                let row = format!("{id},{quarter},satisfaction,,{percent:.1},");
                assert!(csv.contains(&row), "{row}");
                assert!(
                    markdown.contains(&format!("| {quarter} | {percent}% |")),
                    "{id} {quarter} {percent}"
                );
            }
        }
    }
}

#[test]
fn the_page_stands_alone_and_every_picture_has_words() {
    let page = review(&["--format", "html"]).out;
    for forbidden in [
        "<script",
        "javascript:",
        "onload",
        "onerror",
        "<link",
        "@import",
        "src=",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // What leads elsewhere is only what a reader may follow.
    let outside: BTreeSet<&str> = page
        .split("http")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(outside.iter().all(|rest| rest.starts_with("s://handbook.example.com/") || rest.starts_with("-equiv")), "{outside:?}");
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(
        ids.len(),
        ids.iter().collect::<BTreeSet<_>>().len(),
        "an id stands twice"
    );
    let pictures = page.matches("<svg").count();
    let (told, silent) = (
        page.matches("role=\"img\"").count(),
        page.matches("aria-hidden=\"true\" focusable=\"false\"")
            .count(),
    );
    assert_eq!(pictures, told + silent);
    assert_eq!(page.matches("<desc").count(), told);
    assert_eq!(
        page.matches("<details").count(),
        page.matches("<figure").count()
    );
}

/// Case 62, and its kin: what people write is text, in every format.
#[test]
fn hostile_evidence_stays_text() {
    let folder = Folder::new();
    let hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ``` =cmd\\u202e\\u2028 </style><script>";
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    folder.write(
        "policies/m.yaml",
        &format!("apiVersion: mustmay/v1\nkind: Mandate\nmetadata: {{ id: m, title: \"{hostile}\", owner: \"{hostile}\", docs: \"javascript:alert(1)\", rationale: \"{hostile}\", reviewBy: 2027-06-30 }}\nappliesTo: {{ kinds: [service] }}\nmust: [{{ id: a, at: spec.tier, otherwise: o }}]\n"),
    );
    folder.write(
        "evidence/a.yaml",
        &format!("apiVersion: mustmay/v1\nkind: Challenge\nmetadata: {{ id: \"{hostile}\" }}\nmandate: m\nby: \"{hostile}\"\nwhat: \"{hostile}\"\nopened: 2026-09-10\n---\napiVersion: mustmay/v1\nkind: Inventory\nrepositories: [\"{hostile}\"]\n---\napiVersion: mustmay/v1\nkind: Measure\nmandate: m\nquarter: 2026Q3\nmetric: \"{hostile}\"\nbetter: lower\nunit: \"=1+1\"\nvalue: 2\nbaseline: 1\nsource: \"{hostile}\"\n"),
    );
    let show = |format| {
        mustmay(folder.path(), &["review", "--format", format], &ON)
            .expect(0, &[])
            .out
    };
    let page = show("html");
    for forbidden in [
        "<img",
        "<script",
        "href=\"javascript",
        "\u{202e}",
        "\u{2028}",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    let markdown = show("markdown");
    for forbidden in ["<img", "[x](", "```", "\u{202e}"] {
        assert!(!markdown.contains(forbidden), "{forbidden}: {markdown}");
    }
    let csv = show("csv");
    assert!(
        csv.lines()
            .flat_map(|line| line.split(','))
            .all(|cell| !cell.trim_matches('"').starts_with(['=', '@'])),
        "{csv}"
    );
    let _json: Value = serde_json::from_str(&show("json")).unwrap();
    assert!(!show("human").contains('\u{202e}'));
}

/// What the history says of the last quarter is what the manifests say.
#[test]
fn the_manifests_give_the_recorded_choices() {
    let lines = history();
    let mut compared = 0;
    for group in fs::read_dir(fleet().join("repositories")).unwrap() {
        for repository in fs::read_dir(group.unwrap().path()).unwrap() {
            let path = repository.unwrap().path();
            let parts: Vec<String> = path
                .iter()
                .rev()
                .take(2)
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let name = format!("{}/{}", parts[1], parts[0]);
            let folder = Folder::new();
            copy(&path, folder.path());
            let policies = fleet().join("policies").to_string_lossy().into_owned();
            let arguments = [
                "record",
                "--policies",
                &policies,
                "--repository",
                &name,
                "--as-of",
                "2026-09-14",
            ];
            mustmay(folder.path(), &arguments, &[]).expect(0, &["6 lines added"]);
            let text = fs::read_to_string(folder.join("evidence/history.jsonl")).unwrap();
            for line in text
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap())
            {
                let told = lines
                    .iter()
                    .find(|told| {
                        told["repository"] == name.as_str()
                            && told["mandate"] == line["mandate"]
                            && told["day"] == line["day"]
                    })
                    .unwrap();
                assert_eq!(choices(&line), choices(told), "{name} {}", line["mandate"]);
                assert_eq!(
                    line["alternatives"], told["alternatives"],
                    "{}",
                    line["mandate"]
                );
                compared += choices(&line).len();
            }
        }
    }
    assert_eq!(compared, 150);
}

fn choices(line: &Value) -> BTreeMap<String, Value> {
    let services = line["services"].as_array().unwrap();
    services
        .iter()
        .map(|service| (service["name"].to_string(), service["choices"].clone()))
        .collect()
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
