//! The page of the example fleet: its tables against the raw files, read and reckoned here; and a browser loads it.

use crate::fleet::{Counts, QUARTERS, copy, fleet, history, review, sum, surveys};
use crate::support::{Folder, variable};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The last day of each quarter, in days since 2025-01-01; the review is on a later one.
const ENDS: [i64; 4] = [364, 454, 545, 637];

/// How many quarters and mandates with how many tables were compared.
const MANDATES: [&str; 6] = [
    "ci-pipeline",
    "oltp-postgres",
    "secrets-vault",
    "service-mesh",
    "structured-logs",
    "user-auth",
];

/// The page without what is above and below one mandate's card.
fn card<'p>(page: &'p str, id: &str) -> &'p str {
    let own = page
        .split("<article ")
        .find(|part| part.contains(&format!(" id=\"{id}\"")));
    own.unwrap().split("</article>").next().unwrap()
}

/// The rows of the table under the picture of a title: cells by the words above them.
fn table(part: &str, title: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let figure = part.split(&format!("<figcaption>{title}")).nth(1)?;
    let figure = figure.split("</figure>").next().unwrap();
    let table = figure
        .split("<table>")
        .nth(1)
        .unwrap()
        .split("</table>")
        .next()
        .unwrap();
    let cells = |row: &str| -> Vec<String> {
        let cells = row
            .split("<t")
            .skip(1)
            .filter(|cell| cell.starts_with(['h', 'd']) && !cell.starts_with("head"));
        cells
            .map(|cell| {
                cell.split_once('>')
                    .unwrap()
                    .1
                    .split("</t")
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    let mut rows = table.split("<tr>").skip(1);
    let head = cells(rows.next().unwrap());
    let rows = rows.map(|row| {
        let cells = cells(row);
        assert_eq!(cells.len(), head.len(), "{row}");
        head.iter().cloned().zip(cells).collect()
    });
    Some(rows.collect())
}

fn share(part: u64, whole: u64) -> String {
    format!("{} ({part} of {whole})", percent(part, whole))
}

fn percent(part: u64, whole: u64) -> String {
    // Half up, in whole numbers.
    let tenths = (part * 2000 + whole) / (whole * 2);
    match tenths % 10 {
        0 => format!("{}%", tenths / 10),
        rest => format!("{}.{rest}%", tenths / 10),
    }
}

/// Days since 2025-01-01.
fn days(date: &str) -> i64 {
    let parts: Vec<i64> = date.split('-').map(|part| part.parse().unwrap()).collect();
    let months = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    assert!(matches!(parts[0], 2025 | 2026), "no leap year is between");
    (parts[0] - 2025) * 365 + months[usize::try_from(parts[1]).unwrap() - 1] + parts[2] - 1
}

/// The lines of a mandate in a quarter.
fn lines<'h>(history: &'h [Value], mandate: &str, month: &str) -> Vec<&'h Value> {
    let own = |line: &&Value| {
        line["mandate"] == mandate && line["day"].as_str().unwrap().starts_with(month)
    };
    history.iter().filter(own).collect()
}

fn list<'v>(lines: &[&'v Value], field: &str) -> Vec<&'v Value> {
    lines
        .iter()
        .flat_map(|line| line[field].as_array().unwrap())
        .collect()
}

#[test]
fn answers_on_the_page_are_those_of_the_surveys() {
    let (page, surveys) = (review(&["--format", "html"]).out, surveys());
    let mut compared = 0;
    for mandate in MANDATES {
        let rows = table(card(&page, mandate), "Satisfied, in percent of answers").unwrap();
        for (row, (quarter, _)) in rows.iter().zip(QUARTERS) {
            assert_eq!(row["Quarter"], quarter);
            let Some(counts) = surveys.get(&(mandate.to_owned(), quarter.to_owned())) else {
                assert_eq!(row["Satisfied"], "–", "{mandate} {quarter}");
                continue;
            };
            compared += 1;
            assert_answers(row, counts);
        }
    }
    assert_eq!(compared, 23);
}

fn assert_answers(row: &BTreeMap<String, String>, counts: &Counts) {
    for (words, question, answers) in [
        ("Satisfied", "satisfaction", &["4", "5"][..]),
        ("Would choose it", "wouldChoose", &["yes"]),
        ("Would keep it", "wouldKeep", &["yes"]),
        ("More productive", "productivity", &["4", "5"]),
    ] {
        let counts = &counts[question];
        assert_eq!(
            row[words],
            share(sum(counts, answers), counts.values().sum()),
            "{row:?}"
        );
    }
    let recommend = &counts["recommend"];
    let signed = |answers: &[&str]| i64::try_from(sum(recommend, answers)).unwrap();
    let net = signed(&["9", "10"]) - signed(&["0", "1", "2", "3", "4", "5", "6"]);
    let all = i64::try_from(recommend.values().sum::<u64>()).unwrap();
    // Half away from zero, in whole numbers.
    let score = (net.abs() * 200 + all) / (2 * all) * net.signum();
    assert_eq!(row["Net promoters"], format!("{score:+}"), "{row:?}");
}

#[test]
fn runs_on_the_page_are_those_of_the_history() {
    let (page, history) = (review(&["--format", "html"]).out, history());
    let mut compared = (0, 0, 0);
    for mandate in MANDATES {
        let card = card(&page, mandate);
        let choices = table(card, "Services by choice").unwrap();
        let ages = table(card, "Exceptions by age");
        let around = table(card, "Lines of workarounds");
        for (at, (quarter, month)) in QUARTERS.into_iter().enumerate() {
            let own = lines(&history, mandate, month);
            let services = list(&own, "services");
            let all = services.len() as u64;
            for (words, shown) in choices[at]
                .iter()
                .filter(|(_, shown)| shown.ends_with(&format!("of {all})")))
            {
                let took = |service: &&&Value| service["choices"][0] == **words;
                let count = services.iter().filter(took).count() as u64;
                if words != "Chose the platform freely" {
                    assert_eq!(*shown, share(count, all), "{mandate} {quarter} {words}");
                    compared.0 += 1;
                }
            }
            let records = list(&own, "exceptions");
            if let Some(ages) = &ages {
                assert_ages(&ages[at], &records, ENDS[at]);
                let needed = services
                    .iter()
                    .filter(|service| service["verdict"] == "excepted")
                    .count();
                assert_eq!(
                    ages[at]["Services that needed one"],
                    share(needed as u64, all)
                );
                compared.1 += 1;
            } else {
                assert!(records.is_empty(), "{mandate} {quarter}");
            }
            let found = list(&own, "workarounds");
            if let Some(around) = &around {
                let total = |field: &str| {
                    found
                        .iter()
                        .map(|one| one[field].as_u64().unwrap())
                        .sum::<u64>()
                };
                let shown: u64 = around[at]
                    .values()
                    .filter_map(|cell| cell.parse::<u64>().ok())
                    .sum();
                assert_eq!(
                    shown,
                    total("lines") + total("files"),
                    "{mandate} {quarter}"
                );
                assert_eq!(around[at]["Files"], total("files").to_string());
                let places = own
                    .iter()
                    .filter(|line| line["workarounds"] != Value::Array(Vec::new()));
                assert_eq!(
                    around[at]["Repositories"],
                    format!("{} of {}", places.count(), own.len())
                );
                compared.2 += 1;
            } else {
                assert!(found.is_empty(), "{mandate} {quarter}");
            }
        }
    }
    assert!(
        compared.0 > 40 && compared.1 == 4 && compared.2 == 12,
        "{compared:?}"
    );
}

fn assert_ages(row: &BTreeMap<String, String>, records: &[&Value], end: i64) {
    let old: Vec<i64> = records
        .iter()
        .map(|record| end - days(record["created"].as_str().unwrap()))
        .collect();
    for (words, from, to) in [
        ("up to 30 days", i64::MIN, 30),
        ("31 to 90 days", 31, 90),
        ("91 to 180 days", 91, 180),
        ("over 180 days", 181, i64::MAX),
    ] {
        let count = old.iter().filter(|days| (from..=to).contains(days)).count();
        assert_eq!(row[words], count.to_string(), "{row:?} {old:?}");
    }
    let renewals: u64 = records
        .iter()
        .map(|record| record["renewals"].as_u64().unwrap())
        .sum();
    assert_eq!(row["Renewals"], renewals.to_string());
    let emergencies = records
        .iter()
        .filter(|record| record["category"] == "emergency")
        .count();
    assert_eq!(row["Emergencies"], emergencies.to_string());
}

#[test]
fn measures_on_the_page_are_those_of_the_dashboard() {
    let page = review(&["--format", "html"]).out;
    let titles = BTreeMap::from([
        (
            "Lead time",
            ("Lead time for changes, in hours: lower is better", true),
        ),
        (
            "Deployments per week",
            (
                "Deployments of a service, in per week: higher is better",
                false,
            ),
        ),
        (
            "Change failure rate",
            ("Change failure rate, in %: lower is better", true),
        ),
        (
            "New service to production",
            (
                "Time to production, new service, in days: lower is better",
                true,
            ),
        ),
        (
            "Time to restore",
            ("Time to restore, in hours: lower is better", true),
        ),
        (
            "Support tickets",
            ("Support tickets, in tickets: lower is better", true),
        ),
    ]);
    let csv = fs::read_to_string(fleet().join("evidence/measures/dora.csv")).unwrap();
    let mut compared = 0;
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [mandate, quarter, metric, before, now] = cells[..] else {
            panic!("{line}")
        };
        let (title, lower) = titles[metric];
        let rows =
            table(card(&page, mandate), title).unwrap_or_else(|| panic!("{mandate} {title}"));
        let row = rows.iter().find(|row| row["Quarter"] == quarter).unwrap();
        let numbers: Vec<f64> = [before, now]
            .iter()
            .map(|cell| cell.parse().unwrap())
            .collect();
        assert_eq!(
            row["Measured"].parse::<f64>().unwrap().to_bits(),
            numbers[1].to_bits()
        );
        assert_eq!(
            row["Before the mandate"].parse::<f64>().unwrap().to_bits(),
            numbers[0].to_bits()
        );
        let worse = if lower {
            numbers[1] > numbers[0]
        } else {
            numbers[1] < numbers[0]
        };
        assert_eq!(
            row["Verdict"],
            if worse {
                "worse than before"
            } else {
                "not worse"
            },
            "{line}"
        );
        compared += 1;
    }
    assert_eq!(compared, 40);
}

#[test]
fn ways_round_the_gate_on_the_page_are_those_of_the_history() {
    let (page, history) = (review(&["--format", "html"]).out, history());
    let rows = table(&page, "Uses of switches that turn the gate off").unwrap();
    for (row, (quarter, month)) in rows.iter().zip(QUARTERS) {
        assert_eq!(row["Quarter"], quarter);
        // Any mandate's lines will do: all lines of a run say the same of the gate.
        for mandate in MANDATES {
            let own = lines(&history, mandate, month);
            if own.iter().all(|line| line["bypasses"].is_null()) {
                assert!(
                    row.iter()
                        .all(|(words, cell)| words == "Quarter" || cell == "–"),
                    "{row:?}"
                );
                continue;
            }
            let mut uses: BTreeMap<&str, u64> = BTreeMap::new();
            for one in list(&own, "bypasses") {
                *uses.entry(one["id"].as_str().unwrap()).or_default() +=
                    one["uses"].as_u64().unwrap();
            }
            for switch in ["may-fail", "no-verify", "swallowed"] {
                let count = uses.get(switch).copied().unwrap_or_default();
                assert_eq!(
                    row[switch],
                    count.to_string(),
                    "{mandate} {quarter} {switch}"
                );
            }
            let places = own
                .iter()
                .filter(|line| line["bypasses"] != Value::Array(Vec::new()));
            assert_eq!(
                row["Repositories"],
                format!("{} of {}", places.count(), own.len())
            );
        }
    }
    assert_eq!(rows.len(), 4);
}

/// What `generate.py` would write is what lies there, and a change of either is told.
#[test]
fn the_fleet_is_what_its_generator_writes() {
    let python = |folder: &std::path::Path, arguments: &[&str]| {
        let mut command = Command::new("python3");
        let command = command.arg(folder.join("generate.py")).args(arguments);
        command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
    };
    let output = match python(&fleet(), &["--check"]) {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: no python3 is here");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && said.is_empty(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let folder = Folder::new();
    copy(&fleet(), folder.path());
    let changed = "repositories/pay/ledger/ledger/service.yaml";
    let text = fs::read_to_string(folder.join(changed)).unwrap();
    folder.write(changed, &text.replace("auth0", "okta"));
    folder.write("repositories/pay/ledger/more/service.yaml", &text);
    fs::remove_file(folder.join("evidence/inventory.yaml")).unwrap();
    let output = python(folder.path(), &["--check"]).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let told: BTreeSet<&str> = said
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let expected = [
        changed,
        "repositories/pay/ledger/more/service.yaml",
        "evidence/inventory.yaml",
    ];
    assert_eq!(told, BTreeSet::from(expected));
    // Twice the same, from nothing.
    assert!(python(folder.path(), &[]).unwrap().status.success());
    let again = fs::read(folder.join("evidence/history.jsonl")).unwrap();
    assert_eq!(
        again,
        fs::read(fleet().join("evidence/history.jsonl")).unwrap()
    );
}

#[test]
fn a_browser_loads_the_page() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium is here");
        return;
    };
    let folder = Folder::new();
    let page = folder.join("review.html");
    let file = format!("html={}", page.display());
    review(&["--format", &file]).expect(0, &[]);
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    for width in ["1280", "390"] {
        let output = Command::new(&browser)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--dump-dom",
                &profile,
            ])
            .arg(format!("--window-size={width},900"))
            .arg(format!("file://{}", page.display()))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(dom.matches("<article").count(), 6);
        assert!(dom.contains("20 of 20 repositories") && dom.trim_end().ends_with("</html>"));
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("Refused to"),
            "the page breaks its own rules"
        );
    }
    let print = folder.join("review.pdf");
    let output = Command::new(&browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            &profile,
        ])
        .arg(format!("--print-to-pdf={}", print.display()))
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success());
    let paper = fs::read(&print).unwrap();
    assert!(
        paper.starts_with(b"%PDF") && paper.len() > 50_000,
        "{} bytes",
        paper.len()
    );
}

fn browser() -> Option<PathBuf> {
    let path = variable("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}
