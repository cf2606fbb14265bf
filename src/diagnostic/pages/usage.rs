//! How the program was called.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "usage::challenge",
        severity: Severity::Error,
        title: "a challenge cannot be answered",
        finds: "\
        A challenge that is not there, that has its answer already, or that is opened only later than today, \
        in `mustmay challenges answer`.",
        matters: "\
        An answer is written once, into the record of its challenge, and its date counts.",
        example: Example::Shell("\
mustmay challenges answer CH-2026-001 --by platform --text 'we will' --outcome accepted
"),
        remedy: "\
        See the ids with `mustmay challenges list`. An answer that is wrong is corrected in the file, by a \
        reviewed change.",
    },
    Page {
        code: "usage::code",
        severity: Severity::Error,
        title: "there is no such code, or a path stands behind it",
        finds: "\
        A code after `mustmay explain` that this version does not say, or that is followed by a path, as only a \
        mandate may be.",
        matters: "There is no page of it: it may be misspelt, or a code of another version.",
        example: Example::Shell("\
mustmay explain yaml::duplicate-keys
"),
        remedy: "`mustmay explain --codes` lists all codes of this version.",
    },
    Page {
        code: "usage::evidence",
        severity: Severity::Error,
        title: "no folder to write a challenge to",
        finds: "\
        A path of `--evidence`, to which `mustmay challenges open` should write, that is no folder.",
        matters: "The challenge was not written, so nobody will answer it.",
        example: Example::Files(&[("inventory.yaml", "\
apiVersion: mustmay/v1
kind: Inventory
repositories: [shop/checkout]
")], "challenges open tier --by team-checkout --what unclear --evidence inventory.yaml"),
        remedy: "\
        Make the folder, or name another. Without `--evidence` it is the one of the project.",
    },
    Page {
        code: "usage::format",
        severity: Severity::Error,
        title: "formats that do not go together",
        finds: "Two reports to one place, or a format that what is asked for does not have.",
        matters: "One report would be written over the other, and nobody could read both.",
        example: Example::Shell("\
mustmay check --format json --format sarif
"),
        remedy: "\
        Give each report a place of its own: `--format json --format sarif=mustmay.sarif`.",
    },
    Page {
        code: "usage::mandate",
        severity: Severity::Error,
        title: "there is no such mandate",
        finds: "An id on the command line that no mandate of the policy set has.",
        matters: "An answer about no mandate would look like one about yours.",
        example: Example::Shell("\
mustmay explain teir
"),
        remedy: "\
        Correct the id; the message names the nearest one, or all of them. With `--policies` it is that set \
        which counts.",
    },
    Page {
        code: "usage::missing",
        severity: Severity::Error,
        title: "something that is needed was not said",
        finds: "\
        `mustmay exceptions request` without what a record needs: which finding is meant, who owns it, who \
        asks.",
        matters: "A record without it would be refused by every check.",
        example: Example::Shell("\
mustmay exceptions request --reason 'the old firmware stays until January'
"),
        remedy: "\
        Pass the flag that the message names. A finding is named by its fingerprint, or by `--mandate` and \
        `--service`.",
    },
    Page {
        code: "usage::output",
        severity: Severity::Error,
        title: "`--output` without `--all`",
        finds: "`mustmay explain MANDATE --output DIR`.",
        matters: "\
        `--output` writes the charter, a site of all mandates; a site of one would be mistaken for it.",
        example: Example::Shell("\
mustmay explain tier --output charter
"),
        remedy: "\
        Write all of them with `mustmay explain --all --format html --output DIR`, or one page with `mustmay \
        explain MANDATE --format html=FILE`.",
    },
    Page {
        code: "usage::quarter",
        severity: Severity::Error,
        title: "a quarter that has not begun",
        finds: "A `--quarter` that begins after the day of the run.",
        matters: "\
        There is no evidence of a quarter to come, and a review without evidence says nothing.",
        example: Example::Shell("\
mustmay review --quarter 2031Q1
"),
        remedy: "\
        Name a quarter that has begun. Without `--quarter` it is the last one that is over.",
    },
    Page {
        code: "usage::reports",
        severity: Severity::Error,
        title: "a pattern of reports means no file",
        finds: "\
        A `--reports` of `mustmay review` that meets no file, is no glob, or leads into a folder that cannot \
        be read.",
        matters: "The review would lack the reports that somebody meant to give it.",
        example: Example::Shell("\
mustmay review --reports 'reports/*.json'
"),
        remedy: "Correct the pattern, and quote it, so that the shell passes it on as it is.",
    },
    Page {
        code: "usage::schema",
        severity: Severity::Error,
        title: "there is no such schema",
        finds: "A name after `mustmay schema` that is none of our kinds of documents.",
        matters: "There is no schema to print.",
        example: Example::Shell("\
mustmay schema mandat
"),
        remedy: "\
        The message names the nearest, or all of them. `mustmay schema` without a name lists them.",
    },
    Page {
        code: "usage::stdin",
        severity: Severity::Error,
        title: "standard input without a file name",
        finds: "\
        `mustmay check -` without `--stdin-filename`, with other paths beside it, or `--stdin-filename` \
        without `-`.",
        matters: "\
        Which manifest kind a document is of can rest on the name of its file. A guess could judge it by no \
        mandate at all.",
        example: Example::Shell("\
mustmay check - < service.yaml
"),
        remedy: "\
        Say what the text is taken for: `mustmay check - --stdin-filename checkout/service.yaml`.",
    },
    Page {
        code: "usage::variable",
        severity: Severity::Error,
        title: "an environment variable that is not understood",
        finds: "\
        A variable whose name begins with `MUSTMAY_` and that mustmay does not know, or a known one with a \
        value that cannot be read. An unknown name that is near no known one is a warning.",
        matters: "\
        A misspelt `MUSTMAY_POLICIES` would let a run judge by other policies than were meant, and nothing \
        would tell.",
        example: Example::Shell("\
MUSTMAY_POLICIE=policies mustmay check
"),
        remedy: "\
        Correct the name or the value, or unset the variable. The variables stand beside their flags in \
        `--help`.",
    },
    Page {
        code: "usage::verb",
        severity: Severity::Error,
        title: "there is no such command",
        finds: "A word after `mustmay man` that is no command of mustmay.",
        matters: "There is no page of it.",
        example: Example::Shell("\
mustmay man chek
"),
        remedy: "The message names the nearest, or all of them.",
    },
    Page {
        code: "usage::who",
        severity: Severity::Error,
        title: "nobody says who decides",
        finds: "\
        `mustmay exceptions approve` or `payload` without `--as`, where git knows no e-mail address either.",
        matters: "\
        An approval is of somebody. Without a name nobody could be asked, and the reviewers of the mandate \
        could not be compared with it.",
        example: Example::Shell("\
mustmay exceptions request --mandate tier --service till --reason 'in January' --owner till --requested-by mia@example.com --id EX-1
git config user.email ''
mustmay exceptions approve EX-1
"),
        remedy: "\
        Pass `--as you@example.com`, or tell git: `git config user.email you@example.com`.",
    },
];
