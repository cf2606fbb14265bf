//! The parts of a check, each by itself: `cargo bench --bench parts [FILTER]`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use jiff::civil::{Date, date};
use mustmay::document::{Limits, Reading, read, read_by_parser};
use mustmay::engine::{Judged, Siblings, World, judge, survey};
use mustmay::exception::{self, Ledger, LedgerFiles, Situation, Trust, Whole};
use mustmay::policy::{PackFiles, PolicySet, embedded};
use mustmay::project::{CheckOptions, CheckReport, Inputs, Setup, check};
use mustmay::report;
use mustmay::source::{Git, Source};
use std::path::PathBuf;
use std::sync::Arc;

fn main() {
    divan::main();
}

const TODAY: Date = date(2026, 11, 22);

/// A manifest of some two kilobytes.
const MANIFEST: &str = r#"apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: team-checkout, labels: { org: shop, lang: rust } }
spec:
  exposure: public   # declared
  tier: 1
  lifecycle: production
  system: shop
  auth:
    protocol: oidc
    provider: okta
  tls: { terminatedBy: gateway, minVersion: "1.2" }
  datastores:
    - { name: orders, engine: postgres, role: oltp }
    - name: carts
      engine: redis
      role: cache
  routes:
    - { path: /pay, auth: oidc }
    - { path: /health, auth: none }
    - { path: "/old/*", auth: basic }
  observability:
    logs: { format: json }
  dependencies: [ledger, pricing, "shipping"]
"#;

fn source(text: &str) -> Arc<Source> {
    Source::new("service.yaml", text)
}

fn reading(text: &str) -> Reading {
    let reading = read(&source(text), &Limits::default());
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
    reading
}

/// The embedded kinds and one mandate.
fn set_of(mandate: &str) -> PolicySet {
    let head = "apiVersion: mustmay/v1\nkind: Mandate\nmetadata:\n  id: it\n  title: It\n  owner: platform\n  rationale: To measure it.\n  reviewBy: 2027-06-30\n";
    let text = [head, mandate].concat();
    let own = PackFiles {
        shown: "policies".to_owned(),
        files: vec![("it.yaml".to_owned(), Source::new("policies/it.yaml", text))],
        embedded: false,
    };
    let kinds = embedded::pack("kinds").expect("the kinds are embedded");
    match PolicySet::load(&[kinds, own]) {
        Ok((set, _)) => set,
        Err(problems) => panic!("{problems:#?}"),
    }
}

fn world<'s>() -> World<'s> {
    World {
        today: TODAY,
        siblings: Siblings::default(),
    }
}

fn judged(set: &PolicySet, reading: &Reading) -> Vec<Judged> {
    let world = world();
    let found = survey(set, &reading.tree, &world);
    let services = found.services.iter();
    services
        .map(|service| judge(set, service, &world))
        .collect()
}

mod reading_yaml {
    use super::{Bencher, BytesCount, Limits, MANIFEST, black_box, read, read_by_parser, source};

    #[divan::bench]
    fn plain(bencher: Bencher<'_, '_>) {
        let source = source(MANIFEST);
        let bytes = BytesCount::of_str(MANIFEST);
        let bencher = bencher.counter(bytes);
        bencher.bench(|| read(black_box(&source), &Limits::default()));
    }

    #[divan::bench]
    fn by_the_parser(bencher: Bencher<'_, '_>) {
        let source = source(MANIFEST);
        let bencher = bencher.counter(BytesCount::of_str(MANIFEST));
        bencher.bench(|| read_by_parser(black_box(&source), &Limits::default()));
    }
}

mod evaluating {
    use super::{
        Bencher, MANIFEST, PolicySet, black_box, embedded, judge, judged, reading, set_of, survey,
        world,
    };

    fn bench(bencher: Bencher<'_, '_>, mandate: &str) {
        let set = set_of(mandate);
        let reading = reading(MANIFEST);
        let (world, tree) = (world(), &reading.tree);
        let found = survey(&set, tree, &world);
        let service = found
            .services
            .iter()
            .find(|service| &*service.info.kind == "service");
        let service = service.expect("the manifest is one of our own");
        bencher.bench(|| judge(black_box(&set), service, &world));
    }

    #[divan::bench]
    fn schema(bencher: Bencher<'_, '_>) {
        bench(
            bencher,
            "appliesTo: { kinds: [service] }\nmust:\n  - { id: a, at: spec.auth.protocol, schema: { type: string, enum: [oauth2, oidc] }, otherwise: say it }\n",
        );
    }

    #[divan::bench]
    fn script(bencher: Bencher<'_, '_>) {
        bench(
            bencher,
            "appliesTo: { kinds: [service] }\nmust:\n  - { id: a, script: 'it.spec.routes.all(|r| (r.auth ?? \"none\") != \"ldap\")', otherwise: say it }\n",
        );
    }

    #[divan::bench]
    fn choice(bencher: Bencher<'_, '_>) {
        bench(
            bencher,
            "appliesTo: { kinds: [service] }\nmay:\n  at: spec.auth.provider\n  choices: [{ id: iam, standing: preferred }, { id: auth0 }, { id: okta }]\n",
        );
    }

    #[divan::bench]
    fn facts(bencher: Bencher<'_, '_>) {
        bench(
            bencher,
            "appliesTo: { kinds: [service], when: facts.exposure == \"public\" }\neach: facts.datastores\nmust:\n  - { id: a, script: 'it.engine != \"mysql\"', otherwise: say it }\n",
        );
    }

    #[divan::bench]
    fn starter_pack(bencher: Bencher<'_, '_>) {
        let packs = ["kinds", "starter"].map(|name| embedded::pack(name).expect("it is embedded"));
        let Ok((set, _)) = PolicySet::load(&packs) else {
            panic!("the embedded packs are whole")
        };
        let reading = reading(MANIFEST);
        bencher.bench(|| judged(black_box(&set), &reading));
    }
}

mod judging_exceptions {
    use super::{
        Bencher, ItemsCount, Ledger, LedgerFiles, MANIFEST, Situation, Source, TODAY, Trust, Whole,
        exception, judged, reading, set_of,
    };
    use std::fmt::Write as _;

    /// So many services that fail, and exceptions for every other one.
    #[divan::bench(args = [1_000, 2_500, 5_000, 10_000], sample_count = 5)]
    fn findings_and_half_as_many_exceptions(bencher: Bencher<'_, '_>, findings: usize) {
        let set = set_of(
            "appliesTo: { kinds: [service] }\nmust:\n  - { id: a, at: spec.auth.protocol, schema: { const: saml }, otherwise: say it }\nenforce: deny\n",
        );
        let (mut ledger, mut manifests) = (String::new(), String::new());
        for number in 0..findings {
            if number > 0 {
                manifests.push_str("---\n");
            }
            manifests.push_str(&MANIFEST.replace("checkout,", &format!("s{number},")));
            if number % 2 == 0 {
                let _ = write!(
                    ledger,
                    "---\napiVersion: mustmay/v1\nkind: Exception\nmetadata: {{ id: EX-{number} }}\nmandate: it\ncondition: a\nservice: s{number}\ncategory: waiver\nreason: To measure it.\nowner: team-checkout\nrequestedBy: mia@example.com\napprovedBy: [platform]\ncreated: 2026-11-02\nexpires: 2026-12-31\n"
                );
            }
        }
        let reading = reading(&manifests);
        let (ledger, problems) = Ledger::load(&[LedgerFiles {
            shown: "exceptions".to_owned(),
            files: vec![(
                "all.yaml".to_owned(),
                Source::new("exceptions/all.yaml", ledger),
            )],
            trust: Trust::Own,
        }]);
        assert!(problems.is_empty(), "{problems:#?}");
        let situation = Situation {
            set: &set,
            ledger: &ledger,
            today: TODAY,
            seen: TODAY,
            repository: None,
            clock_is_right: true,
            whole: Whole::Yes,
            audit: false,
        };
        bencher
            .counter(ItemsCount::new(findings))
            .with_inputs(|| judged(&set, &reading))
            .bench_values(|mut judged| exception::judge(&mut judged, &situation));
    }
}

mod rendering {
    use super::{
        Bencher, CheckOptions, CheckReport, Git, Inputs, MANIFEST, PathBuf, Setup, TODAY,
        black_box, check, report,
    };
    use report::check::{Format, render};

    /// A check of the manifest a thousand times over, of which each has findings.
    fn checked() -> CheckReport {
        let unsaid = MANIFEST.replace("  lifecycle: production\n", "");
        let manifests =
            (0..1_000).map(|number| unsaid.replace("checkout,", &format!("s{number},")));
        let text = manifests.collect::<Vec<_>>().join("---\n");
        let folder = tempfile::tempdir().expect("a folder can be made");
        std::fs::write(folder.path().join("service.yaml"), text).expect("a file can be written");
        let options = CheckOptions {
            setup: Setup {
                cwd: folder.path().to_path_buf(),
                git: Git::default(),
                policies: vec![PathBuf::from("builtin:starter")],
                policies_digest: None,
                exceptions: Vec::new(),
                config: None,
                repository: None,
                today: TODAY,
                clock: TODAY,
                clock_is_behind: false,
                ci: false,
                jobs: None,
            },
            inputs: Inputs::Paths(Vec::new()),
            fail_level: mustmay::policy::Level::Deny,
            no_fail: false,
            allow_empty: false,
            no_exceptions: false,
            audit: false,
        };
        let report = check(&options);
        assert!(report.counts.fail > 0, "{:?}", report.counts);
        report
    }

    #[divan::bench(args = Format::ALL.iter().map(|(name, _)| *name), sample_count = 10)]
    fn format(bencher: Bencher<'_, '_>, name: &str) {
        let format = Format::ALL.iter().find(|(known, _)| *known == name);
        let (_, format) = format.expect("the names are those of the formats");
        let report = checked();
        let style = report::Style::default();
        bencher.bench(|| {
            let mut out = Vec::new();
            render(black_box(&report), *format, &style, &mut out).map(|()| out.len())
        });
    }
}
