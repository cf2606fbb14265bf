//! Manifests, and what a repository says of its own checks.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "config::documents",
        severity: Severity::Error,
        title: "a config does not hold exactly one document",
        finds: "A `mustmay.yaml` that is empty, or that holds a second document behind `---`.",
        matters: "Which policies count must not rest on which of two documents is read.",
        example: Example::Files(
            &[(
                "mustmay.yaml",
                "\
# policies: [policies]
",
            )],
            "check",
        ),
        remedy: "Keep one document in it. Without any, delete the file.",
    },
    Page {
        code: "config::glob",
        severity: Severity::Error,
        title: "a pattern of the config is no glob",
        finds: "An entry of `manifests.include` or `manifests.exclude` that is no glob.",
        matters: "\
        A pattern that means nothing leaves out files that were to be checked, or checks others.",
        example: Example::Files(
            &[(
                "mustmay.yaml",
                r#"apiVersion: mustmay/v1
kind: Config
policies: [policies]
manifests: { exclude: ["vendor/["] }
"#,
            )],
            "check",
        ),
        remedy: "\
        Mend it: `*`, `**`, `?`, `[abc]` and `{a,b}` are known, and a path that ends in a slash is all below \
        it.",
    },
    Page {
        code: "config::ignored",
        severity: Severity::Warning,
        title: "parts of the repository's own config do not count",
        finds: "\
        Fields of `mustmay.yaml` that could loosen a check, in a run that was given its policies from \
        outside with `--policies` or `MUSTMAY_POLICIES`.",
        matters: "\
        The judged repository must not choose its own judge. From its config only what tightens is read, and \
        the rest is listed here.",
        example: Example::Files(
            &[(
                "mustmay.yaml",
                "\
apiVersion: mustmay/v1
kind: Config
manifests: { exclude: [till/] }
",
            )],
            "check --policies builtin:starter",
        ),
        remedy: "\
        Nothing, where you know of it. To leave out files for good, ask those who keep the policies.",
    },
    Page {
        code: "config::name",
        severity: Severity::Error,
        title: "a config has a name that is not read",
        finds: "\
        A `mustmay.yml`, `.mustmay.yaml` or `.mustmay.yml` where a `mustmay.yaml` is looked for and is not there.",
        matters: "\
        Passed over, the file that names the policies would count for nothing, and the embedded starter pack \
        would judge in their place.",
        example: Example::Shell("mv mustmay.yaml mustmay.yml && mustmay check"),
        remedy: "Rename it to `mustmay.yaml`, or name it with `--config`.",
    },
    Page {
        code: "config::outside",
        severity: Severity::Error,
        title: "a config names what lies outside of its repository",
        finds: "\
        An entry of `policies` or `exceptions` of a `mustmay.yaml` that leads out of the repository, or through a \
        symbolic link.",
        matters: "\
        Whoever writes the checked repository could have files of the machine read and shown, or choose a judge \
        that nobody reviewed.",
        example: Example::Files(
            &[(
                "mustmay.yaml",
                "\
apiVersion: mustmay/v1
kind: Config
policies: [../elsewhere]
",
            )],
            "check",
        ),
        remedy: "\
        Keep them in the repository. Who runs the check may name others: with `--policies`, `MUSTMAY_POLICIES` and \
        `--exceptions`.",
    },
    Page {
        code: "config::unmatched",
        severity: Severity::Warning,
        title: "a pattern of the config includes no file",
        finds: "\
        A pattern of `manifests.include` that matches no file, in a run over the whole repository.",
        matters: "\
        Somebody believes those files to be checked. A folder that moved, or a letter too many, and nobody sees \
        that they no longer are.",
        example: Example::Files(
            &[(
                "mustmay.yaml",
                "\
apiVersion: mustmay/v1
kind: Config
policies: ['builtin:starter']
manifests: { include: ['chart/**/*.yaml'] }
",
            )],
            "check",
        ),
        remedy: "Correct the pattern, or take it out.",
    },
    Page {
        code: "manifest::empty",
        severity: Severity::Error,
        title: "a manifest holds no document",
        finds: "\
        A file that was named on the command line, or that a manifest kind claims by its name, and that \
        holds no document.",
        matters: "\
        An empty manifest describes no service, so no mandate would judge it. A service could leave the \
        check by emptying its file.",
        example: Example::Manifest(
            "\
# to be written
",
        ),
        remedy: "Describe the service in it, or delete the file.",
    },
    Page {
        code: "manifest::more",
        severity: Severity::Error,
        title: "more documents that no kind recognises",
        finds: "\
        A file with more than 50 documents that no manifest kind recognises. The first 50 are shown, and \
        this line counts the others.",
        matters: "None of them was judged.",
        example: Example::Shell(
            r#"for i in $(seq 60); do printf -- '---\nnumber: %d\n' "$i"; done > service.yaml
mustmay check
"#,
        ),
        remedy: "See the first of them, and `mustmay explain manifest::unrecognised`.",
    },
    Page {
        code: "manifest::schema",
        severity: Severity::Error,
        title: "a manifest breaks the schema of its kind",
        finds: "\
        A document that a manifest kind recognises and whose shape its schema refuses: a misspelt field, a \
        missing name, a text where a number stands.",
        matters: "\
        A field that nobody knows is a field that no mandate reads. What a mandate is to judge might stand \
        right beside it, under another name.",
        example: Example::Manifest(
            "\
apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: team-checkout }
spec: { teir: 1 }
",
        ),
        remedy: "\
        Correct the field. `mustmay schema service` prints the schema of our own kind, for editors.",
    },
    Page {
        code: "manifest::services",
        severity: Severity::Error,
        title: "the services of a manifest cannot be found",
        finds: "\
        A document of a kind whose `services.each` gives no list and no map, since the value in the manifest \
        is absent or of another type.",
        matters: "A manifest whose services are not found would be a manifest without findings.",
        example: Example::Files(
            &[
                (
                    "policies/functions.yaml",
                    r#"apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: functions }
files: ["*.functions.yaml"]
when: doc.provider != ()
services: { each: doc.functions, name: key(it) }
"#,
                ),
                (
                    "shop.functions.yaml",
                    "\
provider: { name: cloud }
functions: none
",
                ),
            ],
            "check",
        ),
        remedy: "\
        Write at the place that is shown what the kind needs there. If the manifest is right, mend \
        `services.each` of the kind.",
    },
    Page {
        code: "manifest::unrecognised",
        severity: Severity::Error,
        title: "no manifest kind recognises a document",
        finds: "\
        A document of a file that was named on the command line, or that a manifest kind claims by its name, \
        and that fulfils the `when` of no kind.",
        matters: "\
        Somebody says that it is a manifest, and no mandate was held against it. A misspelt `kind` would be \
        a way out of the check.",
        example: Example::Manifest(
            "\
apiVersion: mustmay/v1
kind: Servise
metadata: { name: checkout, owner: team-checkout }
",
        ),
        remedy: "\
        Correct what tells its kind, such as `apiVersion` and `kind`. If it is no manifest, exclude it with \
        `manifests.exclude` in `mustmay.yaml`, or write a manifest kind for it.",
    },
];
