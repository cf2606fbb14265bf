//! JSON Schemas in policies.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "schema::alone",
        severity: Severity::Error,
        title: "a keyword without the one that it belongs to",
        finds: "\
        A keyword that says nothing without another beside it: `then` and `else` without `if`, `minContains` \
        without `contains`.",
        matters: "The schema reads as if it asked for something and lets everything pass.",
        example: Example::Mandate("\
must:
  - id: tier-is-small
    at: spec.tier
    schema: { type: integer, then: { maximum: 3 } }
    otherwise: say a tier up to 3
"),
        remedy: "Add the keyword that the message names, or remove this one.",
    },
    Page {
        code: "schema::circle",
        severity: Severity::Error,
        title: "a schema leads back to itself",
        finds: "\
        A `$ref` that comes back to its own schema for the same value, without having gone into the value on \
        the way.",
        matters: "To judge one value by it would never end.",
        example: Example::Mandate(r##"must:
  - { id: tier-is-said, at: spec.tier, schema: { $ref: "#" }, otherwise: say the tier }
"##),
        remedy: "\
        Let the reference come back inside of `properties`, `items` or their like, as for a tree, or write \
        out what was meant.",
    },
    Page {
        code: "schema::format",
        severity: Severity::Error,
        title: "a format that nothing checks",
        finds: "A `format` that is none of those that mustmay checks.",
        matters: "\
        By the standard a validator lets every text pass for a format that it does not know. Here each \
        `format` is asserted or refused.",
        example: Example::Mandate("\
must:
  - { id: reviewed, at: spec.reviewed, schema: { type: string, format: dat }, otherwise: say the day }
"),
        remedy: "\
        The message names the nearest format, or all of them. What none of them says can be a `pattern`.",
    },
    Page {
        code: "schema::impossible",
        severity: Severity::Error,
        title: "a value that its own `type` never allows",
        finds: "\
        A `const`, or a value in `enum`, of another type than the `type` beside it: `type: string` with \
        `const: 1`.",
        matters: "\
        No manifest could ever meet that value. Where it is the only one, every service fails.",
        example: Example::Mandate("\
must:
  - { id: tier-is-one, at: spec.tier, schema: { type: string, const: 1 }, otherwise: be of tier 1 }
"),
        remedy: "Correct the type, or quote the value if it is meant as text.",
    },
    Page {
        code: "schema::keyword",
        severity: Severity::Error,
        title: "a keyword that is not read",
        finds: "\
        A keyword that JSON Schema 2020-12 does not have, one of its older versions, or one that nothing \
        here would check, such as `contentEncoding`.",
        matters: "\
        Validators skip what they do not know, so a misspelt keyword lets everything pass.",
        example: Example::Mandate("\
must:
  - { id: tier-is-small, at: spec.tier, schema: { type: integer, maximun: 3 }, otherwise: say a tier up to 3 }
"),
        remedy: "The help names the nearest keyword, or what to write in place of an older one.",
    },
    Page {
        code: "schema::pattern",
        severity: Severity::Error,
        title: "a pattern is no regular expression",
        finds: "\
        A `pattern`, or a key of `patternProperties`, that is no regular expression of the one dialect used \
        here: that of Rust's `regex`, without look-around and back-references.",
        matters: "What the text should look like cannot be checked.",
        example: Example::Mandate(r#"must:
  - { id: named, at: metadata.name, schema: { type: string, pattern: "shop-(" }, otherwise: begin with shop }
"#),
        remedy: "\
        Mend what the message says. Without look-around, `not` beside a second `pattern`, or a script, says \
        the same.",
    },
    Page {
        code: "schema::reference",
        severity: Severity::Error,
        title: "a reference leads nowhere",
        finds: "\
        A `$ref` to a place that the schema does not have, to a schema file that the pack does not hold, or \
        to an address of the web.",
        matters: "\
        The part of the schema that it stands for is missing. Nothing is ever fetched, so that a verdict \
        does not depend on the network.",
        example: Example::Mandate(r##"must:
  - { id: tier-is-said, at: spec.tier, schema: { $ref: "#/$defs/tier" }, otherwise: say the tier }
"##),
        remedy: "\
        Refer to `#/$defs/NAME` of the schema itself, or to `FILE#/$defs/NAME` of a `*.schema.json` or \
        `*.schema.yaml` file of the pack.",
    },
    Page {
        code: "schema::shape",
        severity: Severity::Error,
        title: "a keyword has a value that it cannot have",
        finds: "\
        A keyword with a value of the wrong form: `minimum: one`, `required: name`, a keyword with nothing \
        behind the colon, a number beyond 64 bits.",
        matters: "\
        What was meant cannot be told, and a validator that leaves it out lets everything pass.",
        example: Example::Mandate("\
must:
  - { id: tier-is-said, at: spec.tier, schema: { type: integer, minimum: one }, otherwise: say the tier }
"),
        remedy: "Write what the message says that the keyword takes.",
    },
    Page {
        code: "schema::too-large",
        severity: Severity::Error,
        title: "a schema is too large",
        finds: "\
        A schema that consists of more than 10,000 schemas, those counted to which it refers.",
        matters: "Checking it would take longer than a run should wait.",
        example: Example::Shell("\
{
    echo 'type: object'
    echo 'properties:'
    seq -f '  p%.0f: true' 10001
} > policies/large.schema.yaml
cat > policies/large.yaml <<'END'
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: large, owner: platform, rationale: An example., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must: [{ id: spec, at: spec, schema: { $ref: large.schema.yaml }, otherwise: write it right }]
END
mustmay check
"),
        remedy: "Split it into conditions of their own, or leave out what no mandate is about.",
    },
    Page {
        code: "schema::type",
        severity: Severity::Error,
        title: "there is no such type",
        finds: "A `type` that JSON Schema does not have, such as `int` or `bool`.",
        matters: "No value has that type. Some validators let every value pass, others none.",
        example: Example::Mandate("\
must:
  - { id: tier-is-said, at: spec.tier, schema: { type: int }, otherwise: say the tier }
"),
        remedy: "\
        Write one of `string`, `number`, `integer`, `boolean`, `array`, `object` and `null`.",
    },
    Page {
        code: "schema::untyped",
        severity: Severity::Error,
        title: "a keyword that only constrains one type, without the type",
        finds: "\
        A keyword that constrains only one type (`minimum` for numbers, `pattern` for texts, `required` for \
        maps) where no `type` says that the value is of it, or where `type` says that it is not.",
        matters: "\
        By the standard such a keyword lets every value of another type pass: with `minimum: 1` alone, the \
        text `none` is fine.",
        example: Example::Mandate("\
must:
  - { id: tier-is-said, at: spec.tier, schema: { minimum: 1 }, otherwise: say the tier }
"),
        remedy: "Write the `type` beside it; the help says which.",
    },
];
