//! Reading YAML and JSON.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "json::syntax",
        severity: Severity::Error,
        title: "a `.json` file is YAML, but not JSON",
        finds: "\
        A file whose name ends in `.json` and whose text is not JSON: a comma behind the last element, a \
        comment, single quotes. The text may still be YAML, which is why it would be read if it had another \
        name.",
        matters: "\
        Other programs that read this file refuse it. What was judged here would not be what they run.",
        example: Example::Files(
            &[(
                "service.json",
                r#"{ "apiVersion": "mustmay/v1", "kind": "Service", "spec": { "tier": 1, } }
"#,
            )],
            "check service.json",
        ),
        remedy: "Write it as JSON, or give the file a name that ends in `.yaml`.",
    },
    Page {
        code: "yaml::alias",
        severity: Severity::Error,
        title: "an alias leads to no value",
        finds: "\
        An alias (`*name`) before which no anchor (`&name`) of that name stands in the document, or which \
        stands inside of the value that it names.",
        matters: "\
        There is no value to put in its place. The document is refused as a whole, and its services are not \
        judged.",
        example: Example::Manifest(
            "\
metadata: { name: checkout, owner: *team }
",
        ),
        remedy: "\
        Define the anchor above the alias, or write the value out. Anchors do not reach over `---` into the \
        next document.",
    },
    Page {
        code: "yaml::alias-expansion",
        severity: Severity::Error,
        title: "aliases expand to too much",
        finds: "\
        A file whose aliases stand for more than 250,000 nodes once each is replaced by what it names.",
        matters: "\
        A few lines can stand for billions of values. Reading stops at the limit, and the file is refused, \
        so that a small file cannot stop the check.",
        example: Example::Manifest(
            "\
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
",
        ),
        remedy: "Write the values out where they are needed, or split the file.",
    },
    Page {
        code: "yaml::complex-key",
        severity: Severity::Error,
        title: "a key is a list or a map",
        finds: "\
        A map with a key that is itself a list or a map. An unquoted `{{ name }}` of a template is read as \
        such a key.",
        matters: "\
        No path can name the field, so no mandate could speak of it, and JSON has nothing like it. The \
        document is refused.",
        example: Example::Manifest(
            "\
metadata:
  {{ name }}: checkout
",
        ),
        remedy: "\
        Write a text as the key. If the file is a template, check what it is rendered to, and exclude the \
        template with `manifests.exclude` in `mustmay.yaml`.",
    },
    Page {
        code: "yaml::control-character",
        severity: Severity::Error,
        title: "a control character in a file",
        finds: "\
        A control character below U+0020 other than tab, line feed and carriage return, or U+007F. U+0000 is \
        the usual one, in a file that is no text.",
        matters: "\
        Some parsers stop at such a character as if the file ended there. The whole file is refused before \
        it is parsed.",
        example: Example::Shell(
            r"printf 'metadata: { name: check\001out }\n' > service.yaml
mustmay check
",
        ),
        remedy: "\
        Remove the character; the message says where it stands. If the value needs it, write it as an escape \
        in double quotes: `\"\\u0001\"`.",
    },
    Page {
        code: "yaml::duplicate-key",
        severity: Severity::Error,
        title: "a key stands twice in one map",
        finds: "Two entries of one map with the same key.",
        matters: "\
        Readers of YAML do not agree which of the two counts: some take the first, some the last. A mandate \
        could judge one value while the other is deployed.",
        example: Example::Manifest(
            "\
spec:
  tier: 1
  exposure: internal
  tier: 2
",
        ),
        remedy: "\
        Keep one of them. Where a value is meant to replace one that `<<` brings, the own key alone is \
        enough.",
    },
    Page {
        code: "yaml::merge",
        severity: Severity::Error,
        title: "a merge key takes something that is no map",
        finds: "A merge key `<<` whose value is neither a map nor a list of maps.",
        matters: "\
        What it should bring into the map is not there. The document is refused, since the fields that it \
        was meant to have would be missing.",
        example: Example::Manifest(
            "\
metadata:
  <<: defaults
  name: checkout
",
        ),
        remedy: "Name an anchor: `<<: *defaults`, where `&defaults` marks a map above it.",
    },
    Page {
        code: "yaml::more",
        severity: Severity::Error,
        title: "a file has more problems than are shown",
        finds: "\
        A file with more than 50 problems. The first 50 are shown, and this line counts the others.",
        matters: "The file was not read, and what is shown is not all of it.",
        example: Example::Manifest(
            "\
ports: [!p 1, !p 2, !p 3, !p 4, !p 5, !p 6, !p 7, !p 8, !p 9, !p 10, !p 11, !p 12, !p 13,
  !p 14, !p 15, !p 16, !p 17, !p 18, !p 19, !p 20, !p 21, !p 22, !p 23, !p 24, !p 25, !p 26,
  !p 27, !p 28, !p 29, !p 30, !p 31, !p 32, !p 33, !p 34, !p 35, !p 36, !p 37, !p 38, !p 39,
  !p 40, !p 41, !p 42, !p 43, !p 44, !p 45, !p 46, !p 47, !p 48, !p 49, !p 50, !p 51, !p 52]
",
        ),
        remedy: "\
        Look at the first of them: so many problems often have one cause, such as a template that was not \
        rendered or a file of another format.",
    },
    Page {
        code: "yaml::syntax",
        severity: Severity::Error,
        title: "a file is not YAML",
        finds: "\
        Text that is not YAML 1.2: a bracket that is not closed, a tab in the indentation, a line that is \
        not indented far enough, an unquoted text that begins with a character of YAML's own.",
        matters: "\
        What stands behind the place cannot be told. The document is not judged, and the run ends with 2 \
        even if all others pass.",
        example: Example::Manifest(
            "\
spec:
  ports: [80, 443
  tier: 1
",
        ),
        remedy: "\
        Mend the line that is shown; the cause may stand a line above it. If the file is a template, check \
        what it is rendered to, and exclude the template with `manifests.exclude` in `mustmay.yaml`.",
    },
    Page {
        code: "yaml::tag",
        severity: Severity::Error,
        title: "a tag that is not read, or that does not fit",
        finds: "\
        A tag other than `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq` and `!!map`, or one of \
        them on a text that is no such value (`!!int one`).",
        matters: "\
        A tag of another program, such as `!Ref` or `!reference`, stands for a value that only that program \
        knows. Judging the text as it stands would judge something else.",
        example: Example::Manifest(
            "\
metadata:
  name: !Ref ServiceName
",
        ),
        remedy: "Remove the tag, or check the file that the other program makes of it.",
    },
    Page {
        code: "yaml::too-deep",
        severity: Severity::Error,
        title: "lists and maps nest too deeply",
        finds: "Lists and maps nested more than 100 levels deep, aliases followed.",
        matters: "\
        Nesting without a bound would exhaust the memory of whoever reads it. The document is refused.",
        example: Example::Manifest(
            "\
deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ 1
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
",
        ),
        remedy: "\
        Write it flatter. So deep a nesting is seldom written by hand: look at what made the file.",
    },
    Page {
        code: "yaml::too-large",
        severity: Severity::Error,
        title: "a text is too large to be read",
        finds: "\
        A text of more than 32 MiB, more than 6,000,000 nodes in one file, or more than 100,000 documents in \
        one file.",
        matters: "\
        Reading part of it would leave the rest unchecked without a word. The file is refused as a whole.",
        example: Example::Shell(
            "\
yes -- '---' | head -n 100002 > service.yaml
mustmay check
",
        ),
        remedy: "\
        Split the file, or exclude it with `manifests.exclude` in `mustmay.yaml` if it is no manifest.",
    },
    Page {
        code: "yaml::unread",
        severity: Severity::Error,
        title: "the parser told of something that is not read",
        finds: "An event of the YAML parser that this version of mustmay does not know.",
        matters: "Leaving it out could lose a value. The document is refused instead.",
        example: Example::Unreached(
            "the parser that this version is built with tells of nothing that is not read",
        ),
        remedy: "Please report it with the file: this is a mistake in mustmay.",
    },
];
