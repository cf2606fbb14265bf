//! The files that a set-up writes.

use jiff::ToSpan as _;
use jiff::civil::Date;
use std::path::Path;

/// The hook. A program that is missing stops the commit: a hook that cannot judge must not let pass.
pub(super) const HOOK: &str = r#"#!/bin/sh
# Judges the manifests that are about to be committed, as they stand in the index. Written by `mustmay init --hook`.
if ! command -v mustmay >/dev/null 2>&1; then
    echo "mustmay is not on the PATH, so nothing was checked and nothing is committed." >&2
    echo "Install it, or commit without the check: git commit --no-verify" >&2
    exit 1
fi
exec mustmay check --staged
"#;

pub(super) const GITHUB_FILES: [&str; 1] = [".github/workflows/mustmay.yml"];

pub(super) const GITHUB: &str = concat!(
    r#"# Judges every change. Written by `mustmay init --ci github`.
name: mustmay
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      # Isolated, and a place of its own: else a file of the checked tree could take a module's place.
      - run: |
          python3 -I -m venv "$RUNNER_TEMP/mustmay"
          "$RUNNER_TEMP/mustmay/bin/python" -I -m pip install --disable-pip-version-check --only-binary mustmay 'mustmay=="#,
    env!("CARGO_PKG_VERSION"),
    r#"'
          echo "$RUNNER_TEMP/mustmay/bin" >> "$GITHUB_PATH"
      - run: mustmay test
      - run: mustmay check
"#
);

pub(super) const GITLAB_FILES: [&str; 2] = [".gitlab/mustmay.gitlab-ci.yml", ".gitlab-ci.yml"];

pub(super) const GITLAB: &str = concat!(
    r#"# Judges every change. Written by `mustmay init --ci gitlab`.
mustmay:
  image: python:3.13-slim
  before_script:
    - apt-get update -q && apt-get install -qy --no-install-recommends git
    # Isolated, and a new place: else a file of the checked tree or of another job could take a module's place.
    - place=$(mktemp -d)
    - python3 -I -m venv $place
    - $place/bin/python -I -m pip install --disable-pip-version-check --only-binary mustmay 'mustmay=="#,
    env!("CARGO_PKG_VERSION"),
    r#"'
    # The files of the checkout belong to another user than the one of the container.
    - git config --global --add safe.directory "$CI_PROJECT_DIR"
  script:
    - $place/bin/mustmay test
    - $place/bin/mustmay check
"#
);

/// For a repository whose hooks <https://pre-commit.com> keeps.
pub(super) const FRAMEWORK_HOOK: &str = r"- repo: local
  hooks:
    - id: mustmay-check
      name: mustmay check
      entry: mustmay check --staged
      language: system
      files: '\.(ya?ml|json)$'
      pass_filenames: false
      require_serial: true
";

pub(super) const GITLAB_INCLUDE: &str = "\
include:
  - local: .gitlab/mustmay.gitlab-ci.yml
";

/// The config. `written` are files of a CI, which no kind recognises.
pub(super) fn config(policies: &str, written: &[&str]) -> String {
    let exclude = [&["vendor/", "node_modules/"], written].concat().join(", ");
    format!(
        "\
# What this repository says of its own checks. `mustmay schema config` describes the fields.
apiVersion: mustmay/v1
kind: Config
policies: [{policies}, builtin:starter]
manifests: {{ exclude: [{exclude}] }}
"
    )
}

/// The first mandate and its test: name and text.
pub(super) fn mandate(today: Date) -> [(String, String); 2] {
    // Years of four digits have room for a year; at their end the day itself is as good as any.
    let later = |span: jiff::Span| today.checked_add(span).unwrap_or(today);
    let (warn, review) = (later(60.days()), later(1.year()));
    let mandate = format!(
        r#"# A first mandate, to be changed. `mustmay explain plain-names PATH` tells how it judges a manifest.
apiVersion: mustmay/v1
kind: Mandate
metadata:
  id: plain-names                       # never change it: exceptions and reports refer to it
  title: Service names are small letters, digits and hyphens
  owner: platform                       # who answers for this mandate: put your team here
  rationale: The name becomes part of host names, dashboards and alerts, which take nothing else.
  since: {today}
  reviewBy: {review}                  # a mandate has an end too
appliesTo:
  kinds: [service, backstage, score, kubernetes, compose]
must:
  - id: name
    value: service.name
    schema: {{ type: string, pattern: "^[a-z][a-z0-9-]*$" }}
    otherwise: name the service with small letters, digits and hyphens
unless:                                 # on what terms there are exceptions
  reviewers: [platform]
  maxDays: 90
enforce:                                # since when it counts how much; add a `deny` when teams are ready
  - {{ level: advise, from: {today} }}
  - {{ level: warn, from: {warn} }}
"#
    );
    let test = format!(
        r"# Run by `mustmay test`.
apiVersion: mustmay/v1
kind: MandateTest
mandate: plain-names
asOf: {today}
cases:
  - name: small letters and hyphens are fine
    kind: service
    manifest:
      apiVersion: mustmay/v1
      kind: Service
      metadata: {{ name: checkout-2, owner: team-checkout }}
    expect: pass
  - name: capitals are not, and the finding says so
    kind: service
    manifest:
      apiVersion: mustmay/v1
      kind: Service
      metadata: {{ name: Checkout, owner: team-checkout }}
    expect: fail
    level: advise
    findings: [{{ condition: name }}]
"
    );
    [
        ("plain-names.yaml".to_owned(), mandate),
        ("plain-names_test.yaml".to_owned(), test),
    ]
}

/// A first manifest.
pub(super) fn service(name: &str) -> String {
    format!(
        r"# What this service is: mandates are judged against it. `mustmay schema service` describes the fields.
apiVersion: mustmay/v1
kind: Service
metadata:
  name: {name}
  owner: team-{name}
# Say what is true, and then it is judged:
# spec:
#   exposure: internal     # public, partner or internal
#   lifecycle: production  # experimental, production or deprecated
#   tier: 3                # from 1, the business stops without it, to 4
#   observability: {{ logs: {{ format: json }} }}
"
    )
}

/// The name of the folder as the name of a service.
pub(super) fn service_name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let plain = plain.trim_matches(|c: char| c == '-' || c.is_ascii_digit());
    if plain.is_empty() {
        "service".to_owned()
    } else {
        plain.to_owned()
    }
}
