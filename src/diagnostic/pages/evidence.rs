//! Evidence for reviews, and the history.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "evidence::challenge",
        severity: Severity::Error,
        title: "a challenge cannot be as it is written",
        finds: "\
        A challenge that is answered before it was opened, that has a date to come, or that is answered by \
        who opened it.",
        matters: "\
        How long its owner took to answer is one of the measures of a mandate. It would be reckoned from a \
        date that cannot be, or from an answer that is none of the owner's.",
        example: Example::Files(
            &[(
                "evidence/challenges/CH-2026-001.yaml",
                "\
apiVersion: mustmay/v1
kind: Challenge
metadata: { id: CH-2026-001 }
mandate: tier
by: team-checkout
what: The tier is told by the platform already.
opened: 2026-10-09
answer: { by: platform, on: 2026-10-01, text: We read it from there now., outcome: changed }
",
            )],
            "review",
        ),
        remedy: "Correct the date, or name who answered for the mandate's owner.",
    },
    Page {
        code: "evidence::csv",
        severity: Severity::Error,
        title: "a table of evidence cannot be read",
        finds: "\
        A CSV file of answers or measures with a missing, unknown or doubled column, a row of another \
        length, or a cell that its column cannot have.",
        matters: "\
        A row that is left out changes a percentage, and nobody could see it. The whole table is refused.",
        example: Example::Files(
            &[
                (
                    "evidence/survey.yaml",
                    "\
apiVersion: mustmay/v1
kind: Survey
mandate: tier
quarter: 2026Q3
csv: { file: answers.csv }
",
                ),
                (
                    "evidence/answers.csv",
                    "\
happiness
5
",
                ),
            ],
            "review",
        ),
        remedy: "Mend the row or column of the message.",
    },
    Page {
        code: "evidence::file",
        severity: Severity::Error,
        title: "a table that evidence names is not there",
        finds: "A `csv` of a survey or measure that is none of the CSV files of the evidence.",
        matters: "The answers that it should hold are missing from the review.",
        example: Example::Files(
            &[(
                "evidence/survey.yaml",
                "\
apiVersion: mustmay/v1
kind: Survey
mandate: tier
quarter: 2026Q3
csv: { file: answers.csv }
",
            )],
            "review",
        ),
        remedy: "\
        Put the file beside the one that names it, or correct the path, which is relative to it.",
    },
    Page {
        code: "evidence::mandate",
        severity: Severity::Error,
        title: "evidence about no mandate of the policy set",
        finds: "\
        A `mandate` of a survey, measure or challenge that no mandate of the set has. Where no id is near \
        it, it is a warning: the mandate may be retired.",
        matters: "\
        With its id misspelt, evidence counts for no mandate, and the one that was meant looks as if nobody \
        had asked.",
        example: Example::Files(
            &[(
                "evidence/deploy.yaml",
                "\
apiVersion: mustmay/v1
kind: Measure
mandate: teir
quarter: 2026Q3
metric: leadTime
value: 4
source: the delivery dashboard
",
            )],
            "review",
        ),
        remedy: "Correct the id. Evidence about a retired mandate can stay.",
    },
    Page {
        code: "evidence::metric",
        severity: Severity::Error,
        title: "a measure contradicts what its metric is",
        finds: "\
        A metric that is misspelt, one that mustmay does not know and that does not say which way is \
        `better`, or a known one with another `better` or `unit`.",
        matters: "\
        Whether a number has become better or worse could not be told, or would be told the wrong way round.",
        example: Example::Files(
            &[(
                "evidence/deploy.yaml",
                "\
apiVersion: mustmay/v1
kind: Measure
mandate: tier
quarter: 2026Q3
metric: leadTime
value: 4
better: higher
source: the delivery dashboard
",
            )],
            "review",
        ),
        remedy: "\
        Correct the name, or write `better: lower` or `better: higher` for a metric of your own. A known \
        metric has its direction and unit.",
    },
    Page {
        code: "evidence::number",
        severity: Severity::Error,
        title: "a measure is no number, or one that cannot be",
        finds: "\
        A `value` or `baseline` of a measure that is no number, an infinite one, or one that its metric cannot \
        have: less than 0, or a share of more than 100%.",
        matters: "There is nothing to compare, or a slip of the hand looks like the best quarter ever.",
        example: Example::Files(
            &[(
                "evidence/deploy.yaml",
                "\
apiVersion: mustmay/v1
kind: Measure
mandate: tier
quarter: 2026Q3
metric: leadTime
value: four days
source: the delivery dashboard
",
            )],
            "review",
        ),
        remedy: "Write the number alone, in the unit of the metric; a unit of your own stands in `unit`.",
    },
    Page {
        code: "evidence::quarter",
        severity: Severity::Error,
        title: "a quarter cannot be read",
        finds: "A `quarter` that is not written as a year and a quarter.",
        matters: "The evidence would belong to no quarter, and no review would show it.",
        example: Example::Files(
            &[(
                "evidence/deploy.yaml",
                "\
apiVersion: mustmay/v1
kind: Measure
mandate: tier
quarter: summer 2026
metric: leadTime
value: 4
source: the delivery dashboard
",
            )],
            "review",
        ),
        remedy: "Write it as `2026Q3`.",
    },
    Page {
        code: "evidence::skipped",
        severity: Severity::Warning,
        title: "a file among the evidence was not read",
        finds: "\
        A file of the evidence that is a symbolic link, that git ignores, or that is passed over for a like \
        reason, which the message tells.",
        matters: "What it says is missing from the review.",
        example: Example::Shell(
            "\
mkdir evidence && ln -s ../service.yaml evidence/linked.yaml
mustmay review
",
        ),
        remedy: "Put the file itself there, or remove it.",
    },
    Page {
        code: "evidence::survey",
        severity: Severity::Error,
        title: "a survey has no answers, or has them twice",
        finds: "A survey with neither `answers` nor `csv`, or with both.",
        matters: "\
        Without answers it says nothing. Of two sets, one would be dropped without a word.",
        example: Example::Files(
            &[(
                "evidence/survey.yaml",
                "\
apiVersion: mustmay/v1
kind: Survey
mandate: tier
quarter: 2026Q3
",
            )],
            "review",
        ),
        remedy: "\
        Give it counts under `answers`, or name a file with one answer a line under `csv`.",
    },
    Page {
        code: "evidence::twice",
        severity: Severity::Error,
        title: "evidence about one thing is there twice",
        finds: "\
        Two surveys of one mandate and quarter, two values of one measure, two challenges of one id, or a \
        repository that an inventory lists twice.",
        matters: "\
        The answers of the same people would count twice, or one of two values would be taken by chance.",
        example: Example::Files(
            &[(
                "evidence/inventory.yaml",
                "\
apiVersion: mustmay/v1
kind: Inventory
repositories: [shop/checkout, shop/checkout]
",
            )],
            "review",
        ),
        remedy: "Remove one of them, or correct its quarter, metric or id.",
    },
    Page {
        code: "evidence::unused",
        severity: Severity::Warning,
        title: "a table that nothing names",
        finds: "A CSV file among the evidence that no survey and no measure names.",
        matters: "Its numbers are in no review, though somebody put them there.",
        example: Example::Files(
            &[(
                "evidence/answers.csv",
                "\
satisfaction
5
",
            )],
            "review",
        ),
        remedy: "Name it in a survey or measure with `csv`, or remove it.",
    },
    Page {
        code: "evidence::write",
        severity: Severity::Error,
        title: "a challenge cannot be written",
        finds: "\
        A record of `mustmay challenges open` or `answer` that could not be written, since its folder is not \
        writable or the file changed meanwhile.",
        matters: "The challenge or its answer is not on record.",
        example: Example::Shell(
            "\
echo > evidence
mustmay challenges open tier --by team-checkout --what 'it tells us nothing'
",
        ),
        remedy: "Make the folder writable, and run it again.",
    },
    Page {
        code: "history::line",
        severity: Severity::Error,
        title: "a line of the history is not understood",
        finds: "\
        A line of a `.jsonl` file that is no line of the history: cut off, edited by hand, of a newer \
        version, or left by a merge that stopped.",
        matters: "\
        Trends are reckoned from all lines. A history with a hole would be a wrong one, so the review stops.",
        example: Example::Files(
            &[(
                "evidence/history.jsonl",
                "\
<<<<<<< ours
",
            )],
            "review",
        ),
        remedy: "\
        Restore the line from git. So that merges keep both sides, say `*.jsonl merge=union` in \
        `.gitattributes`.",
    },
    Page {
        code: "history::repository",
        severity: Severity::Error,
        title: "which repository this is, is not known",
        finds: "\
        `mustmay record` where neither `--repository`, a variable of the CI nor the address of `origin` \
        names the repository.",
        matters: "\
        Lines of different repositories could not be told apart, and one would count as the other's newer \
        state.",
        example: Example::Shell(
            "\
mustmay record
",
        ),
        remedy: "Pass `--repository shop/checkout`, or set `MUSTMAY_REPOSITORY`.",
    },
    Page {
        code: "history::write",
        severity: Severity::Error,
        title: "the history cannot be written",
        finds: "\
        A history to which `mustmay record` could not append: the folder is not writable, or the file \
        changed meanwhile.",
        matters: "This run is not on record, and the trends will miss it.",
        example: Example::Unreached("it needs a folder that may not be written to, or a full disk"),
        remedy: "Make the folder writable, and run it again. Nothing half written is left.",
    },
];
