//! Ways round the gate: recorded with every run, and shown over quarters.

use crate::support::{Folder, mustmay};
use serde_json::{Value, json};
use std::fs;

const MANDATE: &str = "apiVersion: mustmay/v1\nkind: Mandate\nmetadata: { id: NAME, owner: platform, rationale: r, reviewBy: 2027-06-30 }\nappliesTo: { kinds: [service] }\nmust: [{ id: a, at: spec.tier, otherwise: o }]\n";
const SERVICE: &str = "apiVersion: mustmay/v1\nkind: Service\nmetadata: { name: a, owner: team }\nspec: { tier: 1 }\n";

fn project() -> Folder {
    let folder = Folder::repository();
    let config = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n";
    folder.write("mustmay.yaml", config);
    for name in ["one", "two"] {
        folder.write(
            &format!("policies/{name}.yaml"),
            &MANDATE.replace("NAME", name),
        );
    }
    folder.write("service.yaml", SERVICE);
    folder
}

fn record(folder: &Folder, repository: &str, day: &str) {
    let arguments = ["record", "--repository", repository, "--as-of", day];
    mustmay(folder.path(), &arguments, &[]).expect(0, &["2 lines added"]);
}

fn review(folder: &Folder, format: &str) -> String {
    let arguments = ["review", "--as-of", "2026-10-12", "--format", format];
    mustmay(folder.path(), &arguments, &[]).expect(0, &[]).out
}

#[test]
fn switches_are_recorded_once_a_run_and_counted_once_a_repository() {
    let folder = project();
    record(&folder, "shop/one", "2026-04-14");
    folder.write(
        "tools/a.sh",
        "git commit --no-verify\ngit push --no-verify\n",
    );
    folder.write(
        "tools/b.sh",
        "git push --no-verify\nmustmay check || true\n",
    );
    // The second run of the quarter decides.
    record(&folder, "shop/one", "2026-07-14");
    folder.write("tools/a.sh", "git commit --no-verify\n");
    record(&folder, "shop/one", "2026-09-14");
    record(&folder, "shop/two", "2026-09-14");
    fs::remove_dir_all(folder.join("tools")).unwrap();
    record(&folder, "shop/three", "2026-09-14");
    let history = fs::read_to_string(folder.join("evidence/history.jsonl")).unwrap();
    let lines: Vec<Value> = history
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["bypasses"], json!([]));
    let expected = json!([{ "id": "no-verify", "files": 2, "uses": 3 }, { "id": "swallowed", "files": 1, "uses": 1 }]);
    assert_eq!(
        (&lines[2]["bypasses"], &lines[3]["bypasses"]),
        (&expected, &expected)
    );
    assert!(
        lines.iter().all(|line| line["workarounds"] == json!([])),
        "{history}"
    );

    let found: Value = serde_json::from_str(&review(&folder, "json")).unwrap();
    let switches = json!([{ "id": "no-verify", "files": 4, "uses": 4 }, { "id": "swallowed", "files": 2, "uses": 2 }]);
    assert_eq!(
        found["gate"],
        json!([
            { "quarter": "2026Q2", "scanned": 1, "found": 0, "switches": [] },
            { "quarter": "2026Q3", "scanned": 3, "found": 2, "switches": switches },
        ])
    );
    let said = "he gate is turned off in 2 of 3 repositories: 4 no-verify, 2 swallowed";
    for format in ["human", "html"] {
        assert!(review(&folder, format).contains(said), "{format}");
    }
    let markdown = review(&folder, "markdown");
    assert!(
        markdown.contains("| 2026Q2 | 0 | 0 | 0 of 1 |\n| 2026Q3 | 6 | 6 | 2 of 3 |"),
        "{markdown}"
    );
    let csv = review(&folder, "csv");
    for row in [
        ",2026Q3,bypassedRepositories,,66.7,2,3,%",
        ",2026Q3,bypassUses,no-verify,4,,,uses",
        ",2026Q3,bypassFiles,swallowed,2,,,files",
    ] {
        assert!(csv.contains(row), "{row}\n{csv}");
    }
}

#[test]
fn a_quarter_in_which_nobody_looked_is_not_known() {
    let folder = project();
    record(&folder, "shop/one", "2026-04-14");
    let file = folder.join("evidence/history.jsonl");
    let old = fs::read_to_string(&file)
        .unwrap()
        .replace(",\"bypasses\":[]", "");
    folder.write("tools/a.sh", "git push --no-verify\n");
    fs::write(&file, old).unwrap();
    record(&folder, "shop/one", "2026-09-14");
    let page = review(&folder, "html");
    assert!(
        page.contains("2026Q2: not known; 2026Q3: 1 no-verify"),
        "{page}"
    );
    assert!(review(&folder, "markdown").contains("| 2026Q2 | – | – | – |"));
    let before = mustmay(
        folder.path(),
        &["review", "--quarter", "2026Q2", "--as-of", "2026-10-12"],
        &[],
    );
    before.expect(0, &["nobody looked for ways round the gate in 2026Q2"]);
}
