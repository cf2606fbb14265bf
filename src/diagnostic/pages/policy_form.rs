//! Policies: documents, fields and values by themselves.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "policy::api-version",
        severity: Severity::Error,
        title: "a document does not say our version",
        finds: "\
        A document of mustmay without `apiVersion`, or with another one than `mustmay/v1`.",
        matters: "\
        Fields can mean something else in another version. Reading it as this one would be a guess.",
        example: Example::Files(
            &[(
                "policies/next.yaml",
                "\
apiVersion: mustmay/v2
kind: Mandate
",
            )],
            "check",
        ),
        remedy: "\
        Write `apiVersion: mustmay/v1`. If the document is newer than this program, use a newer mustmay.",
    },
    Page {
        code: "policy::glob",
        severity: Severity::Error,
        title: "a pattern of a policy is no glob",
        finds: "\
        An entry of a manifest kind's `files` or of a workaround's `files` that is no glob, or an entry of \
        `claims` that is a glob and no plain name.",
        matters: "The files that were meant would not be looked at.",
        example: Example::Files(
            &[(
                "policies/function.yaml",
                r#"apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: function }
files: ["*.function.["]
when: doc.function != ()
"#,
            )],
            "check",
        ),
        remedy: "\
        Mend it: `*`, `**`, `?`, `[abc]` and `{a,b}` are known. Names with wildcards stand under `files`, \
        not `claims`.",
    },
    Page {
        code: "policy::id",
        severity: Severity::Error,
        title: "an id is not in kebab-case",
        finds: "\
        An id of a mandate, condition, choice, term or kind that has other characters than small letters, \
        digits and hyphens.",
        matters: "\
        Ids stand in exceptions, reports and fingerprints, and on command lines. One way of writing them \
        keeps two of them from looking alike.",
        example: Example::Mandate(
            "\
must:
  - { id: Tier_Is_Said, at: spec.tier, otherwise: say the tier }
",
        ),
        remedy: "Write it as `tier-is-said`. If exceptions name it already, change them too.",
    },
    Page {
        code: "policy::kind",
        severity: Severity::Error,
        title: "a document is of no kind that belongs here",
        finds: "\
        A document whose `kind` is missing or misspelt, that stands where its kind is not read, or that is \
        none of mustmay's at all.",
        matters: "\
        What stands in it is not used: the mandate that somebody wrote would judge nothing.",
        example: Example::Files(
            &[(
                "policies/tiers.yaml",
                "\
apiVersion: mustmay/v1
kind: Mandat
",
            )],
            "check",
        ),
        remedy: "\
        Correct the `kind`; the help names the nearest, or those that belong here. Move other YAML out of \
        the folder.",
    },
    Page {
        code: "policy::missing-field",
        severity: Severity::Error,
        title: "a field that is needed is missing",
        finds: "\
        A document of mustmay without a field that it cannot be without, such as a mandate without `owner` \
        or a condition without `otherwise`.",
        matters: "\
        There is no default that would be right: nobody but the author knows what belongs there.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.tier }
",
        ),
        remedy: "Write the field. `mustmay schema mandate` prints what a mandate can hold.",
    },
    Page {
        code: "policy::no-value",
        severity: Severity::Error,
        title: "a field is there, and empty",
        finds: "\
        A field without a value or with a blank text, or a list that must name something and is empty.",
        matters: "\
        `kinds:` with nothing behind it may be a mandate for all kinds or for none. What was forgotten is \
        not guessed.",
        example: Example::Mandate(
            "\
appliesTo: { kinds: [] }
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
",
        ),
        remedy: "Write the value, or remove the line.",
    },
    Page {
        code: "policy::offered-by",
        severity: Severity::Warning,
        title: "a choice is offered by what is nearly the platform",
        finds: "An `offeredBy` of a choice that is another spelling of `platform`.",
        matters: "\
        How many teams choose the platform's way, when they may choose otherwise, is counted by this very word. \
        With another one nobody does.",
        example: Example::Mandate(
            "\
may:
  at: spec.language
  choices: [{ id: paved-road, offeredBy: Platform }, { id: own }]
",
        ),
        remedy: "Write `platform`, or a name that is not so near to it.",
    },
    Page {
        code: "policy::path",
        severity: Severity::Error,
        title: "a path cannot be read",
        finds: "\
        An `at`, `free` or another path that is not written as paths are. A field has letters, digits, `_` and `-`; \
        one with other characters is quoted. In a mandate a path is from `it`: it does not begin with `it`, and \
        neither with `doc` or `facts`, which are read in scripts.",
        matters: "\
        It would point nowhere: every manifest would be found to say nothing there, and with `optional` every one \
        would pass.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec..tier, otherwise: say the tier }
",
        ),
        remedy: "\
        Write it as in `spec.auth.protocol`, `routes[*].auth` or `annotations[\"a/b\"]`. What is worked out is a \
        script: `value: len(it.routes)`, `value: facts.images`. A field that is really called `it`, `doc` or `facts` \
        is quoted: `[\"doc\"].title`.",
    },
    Page {
        code: "policy::regex",
        severity: Severity::Error,
        title: "a pattern of a workaround is no regular expression",
        finds: "\
        The `regex` of a workaround that is none in the one dialect used here: that of Rust's `regex`, \
        without look-around and back-references.",
        matters: "Nothing would be found by it, and nobody would wonder.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
workarounds:
  - { id: by-hand, files: ["*.sh"], regex: "deploy (" }
"#,
        ),
        remedy: "Mend what the message says.",
    },
    Page {
        code: "policy::type",
        severity: Severity::Error,
        title: "a value of a policy is of the wrong type",
        finds: "\
        A field with a value that it cannot have: a text where a list stands, a date that is none, a number \
        out of its range.",
        matters: "Turning it into the right type would be a guess at what was meant.",
        example: Example::Mandate(
            "\
metadata: { id: tiers, owner: platform, rationale: An example., reviewBy: next summer }
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
",
        ),
        remedy: "Write what the message asks for. Dates are written `2027-06-30`.",
    },
    Page {
        code: "policy::unknown-field",
        severity: Severity::Error,
        title: "a field that is not known",
        finds: "A field that the document cannot have at this place.",
        matters: "\
        A misspelt field says nothing: with `optionl: true` a condition would not be optional, with `enforc: \
        deny` a mandate would not deny.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
enforc: deny
",
        ),
        remedy: "The help names the nearest field, or all that can stand there.",
    },
    Page {
        code: "policy::unknown-word",
        severity: Severity::Error,
        title: "a word that the field cannot have",
        finds: "\
        A field with fixed words and another one in it: a level, a standing, a state, a verdict.",
        matters: "What it should mean is not known, and no default would be right.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
enforce: block
",
        ),
        remedy: "The help names the nearest word, or all of them.",
    },
];
