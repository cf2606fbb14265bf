//! Scripts, as they are when a policy is loaded.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "script::absent",
        severity: Severity::Error,
        title: "an absent value is compared, where no answer is",
        finds: "A written `()` beside an operator other than `==` and `!=`, such as `x > ()`.",
        matters: "\
        An absent value is neither more nor less than another. The script could never answer.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, script: "it.spec.tier > ()", otherwise: say the tier }
"#,
        ),
        remedy: "Ask whether it is there with `x != ()`, or give it a default with `x ?? 0`.",
    },
    Page {
        code: "script::call",
        severity: Severity::Error,
        title: "a function is called that is not there, or wrongly",
        finds: "\
        A function that neither the language nor the pack has, a wrong number of arguments, a closure that \
        takes more parameters than it is given, or a function of the pack behind a dot.",
        matters: "What the script should ask is never asked.",
        example: Example::Mandate(
            "\
must:
  - { id: has-a-spec, script: lenght(it.spec) > 0, otherwise: write a spec }
",
        ),
        remedy: "\
        The message names the nearest function, or how many arguments there are. Functions of a pack are \
        written `name(value, ..)` and stand in its `.rhai` files.",
    },
    Page {
        code: "script::cut",
        severity: Severity::Error,
        title: "YAML takes the end of a script for a comment",
        finds: "\
        A script without quotes, whose line goes on with ` #{`. YAML begins a comment at a ` #`.",
        matters: "\
        The script that would be run ends before the `#`, and may still be a valid one that asks for less.",
        example: Example::Mandate(
            "\
must:
  - id: spec-is-whole
    script: it.spec == #{ tier: 1 }
    otherwise: say the tier and no more
",
        ),
        remedy: "Quote the script, or write it as a block scalar with `|`.",
    },
    Page {
        code: "script::folded",
        severity: Severity::Error,
        title: "the lines of a script are joined by YAML",
        finds: "\
        A script in a folded scalar (`>`), or in a text over several lines whose lines YAML joins.",
        matters: "\
        The places of its findings and errors would be lost, and a comment of one line would swallow the \
        next.",
        example: Example::Mandate(
            "\
must:
  - id: tier-is-said
    script: >
      it.spec.tier
      != ()
    otherwise: say the tier
",
        ),
        remedy: "Write it on one line, or as a block scalar with `|`.",
    },
    Page {
        code: "script::glob",
        severity: Severity::Error,
        title: "a glob in a script is none",
        finds: "\
        A written pattern of the function `glob` that is no glob, such as one with a bracket that is not \
        closed.",
        matters: "It would match nothing, and what the script asks could never hold.",
        example: Example::Mandate(
            r#"must:
  - { id: named, script: 'glob(it.metadata.name, "shop-[")', otherwise: begin with shop }
"#,
        ),
        remedy: "Mend the pattern: `*`, `?`, `[abc]` and `{a,b}` are known.",
    },
    Page {
        code: "script::name",
        severity: Severity::Error,
        title: "a name that is not known here",
        finds: "\
        A variable, fact, name of data or field of `service` that is not there, or one that is not seen at \
        this place: `facts` in a kind's `when`, for example. Also `facts`, `data` or `service` without a \
        name behind the dot.",
        matters: "\
        A misspelt name would always be absent. Where the script gives it a default, it would quietly judge \
        by the default.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, script: its.spec.tier != (), otherwise: say the tier }
",
        ),
        remedy: "Correct the name; the help names the nearest, or what this script sees.",
    },
    Page {
        code: "script::path",
        severity: Severity::Error,
        title: "a path in a script is none",
        finds: "\
        The second of three arguments of `fail` where it is no path below the value, such as one with a \
        bracket that is not closed.",
        matters: "The finding would point nowhere.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, script: 'fail(it, "spec[", "say the tier")', otherwise: say the tier }
"#,
        ),
        remedy: "\
        Write it as `at` is written: `spec.tier`, `routes[0].auth`, `annotations[\"a/b\"]`.",
    },
    Page {
        code: "script::redefined",
        severity: Severity::Error,
        title: "a function of that name is there already",
        finds: "\
        A function in a `.rhai` file of the pack that has the name of a function or word of the language, or \
        the same name and number of parameters as another of the pack.",
        matters: "\
        Two scripts that call it would not mean the same. The functions of the language mean the same in \
        every pack.",
        example: Example::Files(
            &[(
                "policies/own.rhai",
                "\
fn len(list) { 1 }
",
            )],
            "check",
        ),
        remedy: "Take another name.",
    },
    Page {
        code: "script::refused",
        severity: Severity::Error,
        title: "a part of rhai that is no part of the language",
        finds: "\
        A word or form of rhai that scripts here do not have: `switch`, `try`, `throw`, `eval`, `import`, \
        `print`, functions inside of a script, an assignment to a field, bit operators.",
        matters: "\
        A script only asks. What could hide an absent value, run for ever, or change what another script \
        sees is left out of the language.",
        example: Example::Mandate(
            "\
must:
  - id: tier-is-small
    script: 'switch it.spec.tier { 1 => true, _ => false }'
    otherwise: be of tier 1
",
        ),
        remedy: "\
        The help says what to write instead: `if .. else if ..`, `??`, a new list in place of a changed one, \
        a function in a `.rhai` file of the pack.",
    },
    Page {
        code: "script::shadowed",
        severity: Severity::Error,
        title: "a variable has a name of the language",
        finds: "\
        A variable, parameter or loop variable named `it`, `doc`, `facts`, `today` or as another name that \
        scripts are given.",
        matters: "\
        Below it the same word would mean another thing, and a reader could not tell which.",
        example: Example::Mandate(
            r#"must:
  - { id: tier-is-said, script: "let today = it.spec.tier; today != ()", otherwise: say the tier }
"#,
        ),
        remedy: "Take another name.",
    },
    Page {
        code: "script::syntax",
        severity: Severity::Error,
        title: "a script cannot be parsed",
        finds: "\
        A text that is no script: an operator without its right side, a bracket that is not closed, a \
        reserved word of rhai as a name.",
        matters: "It asks nothing, so nothing was judged by it.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, script: it.spec.tier ==, otherwise: say the tier }
",
        ),
        remedy: "Mend it at the place that is shown; the cause may stand before it.",
    },
    Page {
        code: "script::text",
        severity: Severity::Error,
        title: "a script is missing, or no text",
        finds: "A list, a map or nothing where a script should stand, or a blank text.",
        matters: "An empty script asks nothing.",
        example: Example::Mandate(
            "\
must:
  - { id: tier-is-said, script: [it.spec.tier], otherwise: say the tier }
",
        ),
        remedy: "Write an expression that ends in true or false, such as `it.spec.tier == 1`.",
    },
];
