//! Scripts, as they are run.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "script::data",
        severity: Severity::Error,
        title: "a script uses data that the policy does not have",
        finds: "\
        A name below `data` that is absent or of the wrong type there, and that a script needs for its \
        answer.",
        matters: "\
        In a manifest an absent value is the team's omission and a finding. Data are the policy's own, so no \
        team can mend this: the mandate is not judged.",
        example: Example::Mandate(
            "\
data:
  limits: { days: 30 }
must:
  - id: tier-is-small
    script: it.spec.tier <= data.limits.tier
    otherwise: be of a smaller tier
",
        ),
        remedy: "\
        Add the value to `data:` of the mandate or to `data/NAME.yaml` of the pack, or correct the path in \
        the script.",
    },
    Page {
        code: "script::fail",
        severity: Severity::Error,
        title: "`fail` where nothing is found",
        finds: "\
        A call of `fail` in a selector, a fact, `each`, `value` or another script that is not the script of \
        a condition.",
        matters: "\
        `fail` points at findings. A selector only says yes or no, and what it points at would be lost.",
        example: Example::Mandate(
            r#"appliesTo:
  kinds: [service]
  when: fail("no tier")
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
"#,
        ),
        remedy: "\
        Move the call into the script of a condition. Let a selector end in true or false.",
    },
    Page {
        code: "script::faulty",
        severity: Severity::Error,
        title: "a script that was proven cannot be run",
        finds: "\
        A script that could be read when the policy was loaded, and not when it was first run.",
        matters: "What it asks was not asked: the mandate's verdict is `error`.",
        example: Example::Unreached("the same text is read twice by the same code"),
        remedy: "Please report it with the script: this is a mistake in mustmay.",
    },
    Page {
        code: "script::file",
        severity: Severity::Error,
        title: "a script reads a file that could not be read as a whole",
        finds: "\
        A script that uses `file`, the list of all documents of a file, where one of them was unreadable.",
        matters: "The script would judge the file as if that document did not stand in it.",
        example: Example::Files(
            &[
                (
                    "policies/alone.yaml",
                    "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: alone, owner: platform, rationale: An example., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must:
  - { id: one-document, script: file.len() == 1, otherwise: give each service a file }
",
                ),
                (
                    "service.yaml",
                    "\
apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: team-checkout }
spec: { tier: 1 }
---
spec: { tier: 1, tier: 2 }
",
                ),
            ],
            "check",
        ),
        remedy: "Mend the document that the other diagnostics of the file are about.",
    },
    Page {
        code: "script::internal",
        severity: Severity::Error,
        title: "a script ran into a mistake of mustmay",
        finds: "\
        Code that the evaluator of scripts does not know, though it was let through when the policy was \
        loaded.",
        matters: "What the script asks was not asked: the mandate's verdict is `error`.",
        example: Example::Unreached(
            "what may reach the evaluator is checked when the policy is loaded",
        ),
        remedy: "Please report it with the script: this is a mistake in mustmay.",
    },
    Page {
        code: "script::limit",
        severity: Severity::Error,
        title: "a script is too large, or does too much",
        finds: "\
        A script of more than 16 KiB, a `.rhai` file of more than 64 KiB or 256 functions, nesting of more \
        than 64 levels, more than 200,000 steps, a list, map or text that grows beyond its limit, or more \
        than five seconds.",
        matters: "\
        A script without limits could stop the check of every service. Steps are counted, so that the same \
        script ends alike on every machine.",
        example: Example::Mandate(
            "\
must:
  - id: tier-is-said
    script: let n = 0; while true { n += 1; } n > 0
    otherwise: say the tier
",
        ),
        remedy: "\
        Ask with `all`, `any` and `filter` in place of loops in loops. Move parts into functions of the \
        pack, and constants into `data`.",
    },
    Page {
        code: "script::no-boolean",
        severity: Severity::Error,
        title: "a script does not end in true or false",
        finds: "\
        The script of a condition or selector that ends in a value of its own that is neither true nor \
        false, such as a number.",
        matters: "\
        Taking a value for an answer would let `0` or an empty text pass or fail by a rule that nobody \
        wrote.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, script: 1 + 1, otherwise: say the tier }
",
        ),
        remedy: "End it in a comparison, or in a function that gives true or false.",
    },
    Page {
        code: "script::place",
        severity: Severity::Error,
        title: "a value has no place in the manifest",
        finds: "\
        `key`, `path`, `parent` or `item` of a value that the script made itself, such as a written text or \
        a sum.",
        matters: "\
        Findings point at the line that a team can change. A value of the script's own stands in no \
        manifest.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, script: 'path("spec") == "spec"', otherwise: say the tier }
"#,
        ),
        remedy: "\
        Pass a value that was read from `it`, `doc` or `facts`, or an entry of `entries` or `walk`.",
    },
    Page {
        code: "script::regex",
        severity: Severity::Error,
        title: "a regular expression in a script is none",
        finds: "\
        A pattern of `matches`, `captures` or `find_all` that is no regular expression of the one dialect \
        used here: that of Rust's `regex`, without look-around and back-references.",
        matters: "What the text should look like cannot be checked.",
        example: Example::Mandate(
            r#"must:
  - { id: named, script: 'matches(it.metadata.name, "shop-(")', otherwise: begin with shop }
"#,
        ),
        remedy: "\
        Mend what the message says. Two patterns, joined by `&&`, often do what look-around does.",
    },
    Page {
        code: "script::type",
        severity: Severity::Error,
        title: "values that do not go together",
        finds: "\
        Values of the script's own that do not compare or that a function does not take, such as `\"1\" < \
        2`, a field that an entry does not have, or a function as the result of a script.",
        matters: "\
        A value of a manifest in a wrong type is a finding, since its team can mend it. This one is the \
        policy's own, so the mandate is not judged.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, script: '"1" < 2', otherwise: say the tier }
"#,
        ),
        remedy: "Make both of one type, with `to_int`, `to_float`, `date` or `semver`.",
    },
    Page {
        code: "script::value",
        severity: Severity::Error,
        title: "a value of the script's own that a function cannot take",
        finds: "\
        A value of the right type that a function has no answer for, such as a written day to come in \
        `days_since`.",
        matters: "\
        The condition has no answer, and the reason stands in the policy, where no team can mend it.",
        example: Example::Mandate(
            r#"must:
  - { id: long-ago, script: 'days_since("2031-01-01") > 30', otherwise: wait }
"#,
        ),
        remedy: "Correct the value, or ask with the function that fits, such as `days_until`.",
    },
];
