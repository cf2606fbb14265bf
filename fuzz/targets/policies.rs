//! Policies: whatever is written there is refused with a place, or judges without a panic.

use mustmay::document::{Limits, read};
use mustmay::engine::{Siblings, Verdict, World, judge, survey};
use mustmay::policy::{PackFiles, PolicySet};
use mustmay::source::Source;

const KIND: &str = r#"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing, title: A thing }
files: ["*.yaml"]
when: doc.spec != ()
services: { name: it.metadata.name, owner: it.metadata.owner }
facts: { mode: it.spec.mode, routes: it.spec.routes }
"#;

const MANIFEST: &str = r#"
metadata: { name: shop, owner: team-shop }
spec:
  mode: public
  port: 8080
  rate: 1.5
  flag: true
  nothing:
  since: 2026-05-10
  image: registry.example.com/shop:1.2.3
  auth: { protocol: oidc, provider: [okta, iam] }
  routes: [{ path: /, auth: none }, { path: /a, auth: oidc, retries: 3 }, ]
  nested: "a: [1, 2]"
"#;

/// A policy file of any content.
pub(crate) fn mandates(data: &[u8]) {
    let Ok(source) = Source::from_bytes("policies/fuzzed.yaml", data.to_vec()) else {
        return;
    };
    run(vec![
        (
            "kind.yaml".to_owned(),
            Source::new("policies/kind.yaml", KIND),
        ),
        ("fuzzed.yaml".to_owned(), source),
    ]);
}

/// A script as a condition, a selector, `each` and a function of a pack.
pub(crate) fn scripts(data: &[u8]) {
    let Some(parts) = super::parts(data) else {
        return;
    };
    let (script, library) = (parts[0], parts.get(1).copied().unwrap_or_default());
    let script = serde_json::Value::from(script);
    let head = "apiVersion: mustmay/v1\nkind: Mandate\n\
        metadata: { id: m, title: t, owner: o, rationale: r, reviewBy: 2030-12-31 }\n\
        appliesTo: { kinds: [thing] }\n";
    for body in [
        format!("must: [{{ id: c, otherwise: o, script: {script} }}]\n"),
        format!("must: [{{ id: c, otherwise: o, value: {script} }}]\n"),
        format!("each: {script}\nmust: [{{ id: c, otherwise: o }}]\n"),
        format!("where: {script}\nmust: [{{ id: c, otherwise: o, at: spec }}]\n"),
    ] {
        run(vec![
            (
                "kind.yaml".to_owned(),
                Source::new("policies/kind.yaml", KIND),
            ),
            (
                "lib.rhai".to_owned(),
                Source::new("policies/lib.rhai", library),
            ),
            (
                "m.yaml".to_owned(),
                Source::new("policies/m.yaml", [head, &body].concat()),
            ),
        ]);
    }
}

fn run(files: Vec<(String, std::sync::Arc<Source>)>) {
    let pack = PackFiles {
        shown: "policies".to_owned(),
        embedded: false,
        files,
    };
    let set = match PolicySet::load(&[pack]) {
        Ok((set, warnings)) => {
            super::check_places(&warnings);
            set
        }
        Err(problems) => {
            assert!(
                problems
                    .iter()
                    .any(mustmay::diagnostic::Diagnostic::is_error),
                "{problems:?}"
            );
            super::check_places(&problems);
            return;
        }
    };
    let reading = read(&Source::new("manifest.yaml", MANIFEST), &Limits::default());
    let world = World {
        today: jiff::civil::date(2026, 11, 22),
        siblings: Siblings::default(),
    };
    let survey = survey(&set, &reading.tree, &world);
    super::check_places(&survey.diagnostics);
    for service in &survey.services {
        let judged = judge(&set, service, &world);
        for outcome in &judged.outcomes {
            super::check_places(&outcome.faults);
            assert_eq!(
                outcome.verdict == Verdict::Error,
                !outcome.faults.is_empty(),
                "{outcome:?}"
            );
            assert_eq!(
                outcome.verdict == Verdict::Fail,
                !outcome.findings.is_empty() && outcome.faults.is_empty(),
                "{outcome:?}"
            );
            assert_eq!(
                outcome.verdict == Verdict::NotApplicable,
                outcome.reason.is_some(),
                "{outcome:?}"
            );
            for finding in &outcome.findings {
                let place = &finding.place;
                assert!(
                    place.excerpt.text.get(place.underlined()).is_some(),
                    "{finding:?}"
                );
                assert_eq!(finding.fingerprint.len(), 32, "{finding:?}");
            }
        }
    }
}
