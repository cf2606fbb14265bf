//! Policies: what they say together, and where they come from.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "policy::assumed",
        severity: Severity::Note,
        title: "no policies are configured",
        finds: "\
        A run without a config and without `--policies`, outside of CI. It judges by the embedded starter \
        pack, at `warn`.",
        matters: "\
        Nobody in your organisation has decided these mandates. In CI the same is an error.",
        example: Example::Shell(
            "\
rm -rf mustmay.yaml policies
mustmay check
",
        ),
        remedy: "\
        Run `mustmay init`, which writes a `mustmay.yaml` and a first mandate, or pass `--policies`.",
    },
    Page {
        code: "policy::choice",
        severity: Severity::Error,
        title: "a choice contradicts itself or another",
        finds: "\
        A choice that nothing recognises, `until` on a choice that is not retiring, a name that two choices \
        have, or an `instead` that leads to no choice, to itself or to a retired one.",
        matters: "\
        What a team chose could not be told, or it would be sent to something that is not allowed either.",
        example: Example::Mandate(
            "\
may:
  at: spec.language
  choices:
    - { id: rust, names: [systems] }
    - { id: go, names: [systems] }
",
        ),
        remedy: "\
        Mend it as the message says: give `may` an `at` or the choice a `when`, each name to one choice, and \
        `instead` a choice that stays.",
    },
    Page {
        code: "policy::condition",
        severity: Severity::Error,
        title: "a condition asks for nothing, or two things at once",
        finds: "\
        A condition with none of `at`, `value`, `schema` and `script`, or with two that exclude each other: \
        `script` beside `at`, `value`, `schema` or `optional`, or `at` beside `value`.",
        matters: "\
        What it asks cannot be told. Taking one of the two would drop the other without a word.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.tier, script: it.spec.tier == 1, otherwise: be of tier 1 }
",
        ),
        remedy: "\
        Make two conditions of it, or write `schema` with `at` or `value`, or `script` alone.",
    },
    Page {
        code: "policy::data",
        severity: Severity::Error,
        title: "data of a pack cannot be taken",
        finds: "\
        A file in `data/` that does not hold exactly one document, or a name of data that the pack has \
        already.",
        matters: "\
        A script that reads `data.NAME` would read one of two values, and nobody could say which.",
        example: Example::Files(
            &[
                (
                    "policies/data/limits.yaml",
                    "\
days: 30
",
                ),
                (
                    "policies/tiers.yaml",
                    "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: tiers, owner: platform, rationale: An example., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
data: { limits: 3 }
must: [{ id: small, script: it.spec.tier <= data.limits, otherwise: be of a smaller tier }]
",
                ),
            ],
            "check",
        ),
        remedy: "Give each its own name, and each file one document.",
    },
    Page {
        code: "policy::digest",
        severity: Severity::Error,
        title: "the policies are not those that were pinned",
        finds: "A policy set whose digest differs from the `--policies-digest` of the run.",
        matters: "\
        Somebody changed the policies, or where they come from, since the pin was written. Nothing is judged \
        by them.",
        example: Example::Shell(
            r#"mustmay check --policies policies --policies-digest "sha256:$(printf '0%.0s' $(seq 64))"
"#,
        ),
        remedy: "See what changed. If it is meant, pin the digest that the message shows.",
    },
    Page {
        code: "policy::duplicate-id",
        severity: Severity::Error,
        title: "an id is used twice",
        finds: "\
        Two mandates or two manifest kinds of the policy set with one id, embedded ones included, or two \
        conditions, choices or workarounds of a mandate.",
        matters: "\
        Exceptions and reports refer to the id. They would mean both, or one of them by chance.",
        example: Example::Mandate(
            "\
must:
  - { id: tier, at: spec.tier, otherwise: say the tier }
  - { id: tier, at: spec.tier, schema: { type: integer }, otherwise: say the tier as a number }
",
        ),
        remedy: "\
        Rename one of them. Where the second place is a copy of a policy folder, name only one of the two \
        folders.",
    },
    Page {
        code: "policy::fact",
        severity: Severity::Error,
        title: "a fact has a name that no script can say",
        finds: "\
        A key below `facts` of a manifest kind that has other characters than letters, digits and \
        underscores.",
        matters: "`facts.NAME` could not be written, so no mandate could read it.",
        example: Example::Files(
            &[(
                "policies/function.yaml",
                r#"apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: function }
files: ["*.function.yaml"]
when: doc.function != ()
facts: { run-time: doc.runtime }
"#,
            )],
            "check",
        ),
        remedy: "Write it in camelCase: `runTime`.",
    },
    Page {
        code: "policy::fact-circle",
        severity: Severity::Error,
        title: "a fact needs itself",
        finds: "A fact whose script reads the fact itself, or others that lead back to it.",
        matters: "Its value would never be found.",
        example: Example::Files(
            &[(
                "policies/function.yaml",
                r#"apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: function }
files: ["*.function.yaml"]
when: doc.function != ()
facts: { public: facts.exposed, exposed: facts.public }
"#,
            )],
            "check",
        ),
        remedy: "Let one of them read the manifest.",
    },
    Page {
        code: "policy::ignored",
        severity: Severity::Warning,
        title: "policies of the checked repository do not count",
        finds: "\
        Policies that the repository's own config names, in a run that was given its policies from outside, \
        where they are not there, take an id of the set, or define a manifest kind.",
        matters: "The judged repository may add mandates, and may not change those that bind it.",
        example: Example::Shell(
            r#"cp -r policies /tmp/mustmay-$$ && trap "rm -r /tmp/mustmay-$$" EXIT
mustmay check --policies /tmp/mustmay-$$
"#,
        ),
        remedy: "\
        Nothing, where you know of it. Otherwise give the mandate an id of its own, or bring it to those who \
        keep the policies.",
    },
    Page {
        code: "policy::mandate",
        severity: Severity::Error,
        title: "a mandate asks for nothing",
        finds: "A mandate with neither `must` nor `may`.",
        matters: "It would pass for every service, and look like one that is met everywhere.",
        example: Example::Mandate(
            "\
free: [spec.language]
",
        ),
        remedy: "Say what must hold, or which choices there are.",
    },
    Page {
        code: "policy::not-staged",
        severity: Severity::Warning,
        title: "a check of what is staged judged by files that are not",
        finds: "\
        A policy, exception or config that differs between the index and the work tree, in `mustmay check \
        --staged`. Manifests are judged as they are staged, policies as they lie in the work tree.",
        matters: "The check in CI judges by what is committed, and may come to another verdict.",
        example: Example::Shell(
            "\
git add . && git commit -qm base
echo '# a change' >> policies/tier.yaml
mustmay check --staged
",
        ),
        remedy: "Stage the file, or put the work tree back.",
    },
    Page {
        code: "policy::pack",
        severity: Severity::Error,
        title: "a second pack in one folder",
        finds: "A second document `kind: Pack` in the files of one policy folder.",
        matters: "\
        Functions, data and defaults belong to a pack. Of two in one folder, nobody could say which has \
        them.",
        example: Example::Files(
            &[(
                "policies/pack.yaml",
                "\
apiVersion: mustmay/v1
kind: Pack
metadata: { id: shop, version: 1.0.0 }
---
apiVersion: mustmay/v1
kind: Pack
metadata: { id: till, version: 1.0.0 }
",
            )],
            "check",
        ),
        remedy: "Give each pack a folder of its own.",
    },
    Page {
        code: "policy::phases",
        severity: Severity::Error,
        title: "phases are not in ascending order",
        finds: "Phases of `enforce` of which a later one begins before the one above it.",
        matters: "\
        The last phase that has begun decides. Out of order, a reader and the check would not agree which \
        that is.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
enforce:
  - { level: deny, from: 2026-06-01 }
  - { level: warn, from: 2026-03-01 }
",
        ),
        remedy: "Put them in the order of `from`.",
    },
    Page {
        code: "policy::schema",
        severity: Severity::Error,
        title: "a schema cannot be used",
        finds: "\
        A schema that was checked when the policy was loaded, and with which a value cannot be judged after \
        all.",
        matters: "Nothing was judged by it: the verdict is `error`.",
        example: Example::Unreached("what a schema may say is checked when the policy is loaded"),
        remedy: "Please report it with the schema: this is a mistake in mustmay.",
    },
    Page {
        code: "policy::schema-file",
        severity: Severity::Error,
        title: "a schema file of a manifest kind is not there",
        finds: "\
        A `schema` of a manifest kind that names no `*.schema.json` or `*.schema.yaml` file of its pack, or \
        one that is empty or unreadable.",
        matters: "\
        Without the schema every shape of a manifest would be right, and misspelt fields would not be seen.",
        example: Example::Files(
            &[(
                "policies/function.yaml",
                r#"apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: function }
files: ["*.function.yaml"]
when: doc.function != ()
schema: function.schema.json
"#,
            )],
            "check",
        ),
        remedy: "Put the file into the pack, or correct its name.",
    },
    Page {
        code: "policy::source",
        severity: Severity::Error,
        title: "policies cannot be found or read",
        finds: "\
        A policy source that is not there, that is neither a folder nor a YAML file, or that is no embedded \
        pack; a symbolic link in one; or, with `CI` set, no source and no config at all.",
        matters: "Without its policies a run would judge by others, or by none, and pass.",
        example: Example::Shell(
            "\
mustmay check --policies nowhere
",
        ),
        remedy: "\
        Correct the path. Archives are unpacked first, and links in a policy folder are replaced by what \
        they lead to. In CI, pass `--policies` or commit a `mustmay.yaml`.",
    },
    Page {
        code: "policy::unknown-fact",
        severity: Severity::Error,
        title: "a fact that a manifest kind does not have",
        finds: "\
        A fact that a mandate or fact reads, and that one of the kinds of its `appliesTo.kinds` does not \
        define.",
        matters: "\
        For manifests of that kind the fact would always be absent, and the mandate quietly not apply or \
        fail for all.",
        example: Example::Mandate(
            r#"must:
  - { id: is-internal, script: facts.exposur == "internal", otherwise: be internal }
"#,
        ),
        remedy: "\
        Correct the name; the help names the nearest, or those that the kind has. Or define the fact in the \
        kind.",
    },
    Page {
        code: "policy::unknown-kind",
        severity: Severity::Error,
        title: "there is no such manifest kind",
        finds: "\
        A manifest kind that `appliesTo.kinds` of a mandate or `expects` of a pack names, and that the \
        policy set does not know.",
        matters: "The mandate would apply nowhere, and its silence look like a pass.",
        example: Example::Mandate(
            "\
appliesTo: { kinds: [servise] }
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
",
        ),
        remedy: "Correct the name, or add the pack that defines the kind.",
    },
    Page {
        code: "policy::unknown-path",
        severity: Severity::Error,
        title: "a field that manifests of the kind cannot have",
        finds: "\
        A path or a script that reads a field which the closed schema of the manifest kind does not have.",
        matters: "\
        The field is absent in every manifest that is valid. A condition on it fails for all, and a script \
        with a default judges by its default.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.teir, otherwise: say the tier }
",
        ),
        remedy: "Correct the path; the help names the nearest field, or those that can be there.",
    },
    Page {
        code: "policy::version",
        severity: Severity::Error,
        title: "the pack needs another version of mustmay",
        finds: "\
        A pack whose `requires.mustmay` this program does not meet, or is no range of versions.",
        matters: "\
        A newer pack may rest on what this version does not know, and would be read wrongly.",
        example: Example::Files(
            &[(
                "policies/pack.yaml",
                r#"apiVersion: mustmay/v1
kind: Pack
metadata: { id: shop, version: 1.0.0 }
requires: { mustmay: ">=99" }
"#,
            )],
            "check",
        ),
        remedy: "Use the mustmay that the pack asks for, or correct the range: `>=0.1, <2`.",
    },
    Page {
        code: "policy::workaround",
        severity: Severity::Error,
        title: "a pattern of a workaround cannot be used",
        finds: "\
        A workaround whose `files` or `regex` were right one by one when the policy was loaded, and with \
        which no file can be searched.",
        matters: "No file was looked at, so that nothing found means nothing.",
        example: Example::Unreached(
            "the patterns are checked one by one when the policy is loaded",
        ),
        remedy: "Split the pattern, and please report it.",
    },
];
