//! The run itself: its set-up, its reports, those of others.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "audit::early",
        severity: Severity::Warning,
        title: "a report is older than an exception",
        finds: "\
        An exception of which one of the `--reports` of `exceptions audit` shows no finding, and that was made \
        after the day of that report.",
        matters: "\
        The report cannot tell whether the exception is needed, so that it is not called `unneeded`. Nobody \
        knows yet.",
        example: Example::Shell(
            "\
mustmay check --as-of 2026-09-01 --repository shop/checkout --format json=checkout.json
mkdir -p exceptions && cat > exceptions/EX-1.yaml <<'END'
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-1 }
mandate: tier
service: checkout
reason: The next release says it.
owner: team-checkout
requestedBy: mia@example.com
approvedBy: [platform]
created: 2026-11-02
expires: 2027-01-31
END
mustmay exceptions audit --reports checkout.json
",
        ),
        remedy: "Check that repository again, and audit its new report.",
    },
    Page {
        code: "audit::missing",
        severity: Severity::Error,
        title: "a repository sent no report",
        finds: "\
        A repository that the inventory of `exceptions audit` lists, and of which none of the `--reports` \
        is.",
        matters: "\
        A repository that stopped reporting looks like one without findings. The audit would judge the fleet \
        by those who answer.",
        example: Example::Shell(
            r"mustmay check --repository shop/checkout --format json=checkout.json
printf 'shop/checkout\nshop/till\n' > repositories.txt
mustmay exceptions audit --reports checkout.json --inventory repositories.txt
",
        ),
        remedy: "\
        See why the check of that repository did not run or did not upload its report; remove the repository \
        from the inventory if it is gone.",
    },
    Page {
        code: "audit::report",
        severity: Severity::Error,
        title: "a report cannot be used by the audit",
        finds: "\
        A file of `exceptions audit --reports` that is no JSON report of `mustmay check`, a pattern that \
        means no file, or a second report of one repository.",
        matters: "\
        The states of exceptions are told by the findings of all repositories. With a report left out, an \
        exception would be called unneeded that is still needed.",
        example: Example::Shell(
            "\
mustmay exceptions audit --reports 'reports/*.json'
",
        ),
        remedy: "\
        Write each report with `mustmay check --format json=FILE`, one for each repository, and pass a \
        pattern that meets them.",
    },
    Page {
        code: "init::bare",
        severity: Severity::Error,
        title: "a bare repository has no files",
        finds: "\
        `mustmay init` in a bare repository, which holds what git keeps and no work tree.",
        matters: "\
        The files of a set-up would stand among git's own, and nobody would ever check them out.",
        example: Example::Shell(
            "\
rm -rf .git mustmay.yaml
git init -q --bare .
mustmay init
",
        ),
        remedy: "Clone the repository, and set up the clone.",
    },
    Page {
        code: "init::failed",
        severity: Severity::Error,
        title: "a file of the set-up cannot be written",
        finds: "A file or folder that `mustmay init` could not write.",
        matters: "\
        The set-up is not complete. What it wrote before stays, and is left alone when it is started again.",
        example: Example::Shell(
            "\
echo > .github
mustmay init --ci github
",
        ),
        remedy: "\
        Make the folder writable, or move what stands in the way. Then run `mustmay init` again.",
    },
    Page {
        code: "init::hook",
        severity: Severity::Error,
        title: "a hook without a git repository",
        finds: "`mustmay init --hook` where there is no git repository.",
        matters: "Git runs hooks; without a repository nothing ever would.",
        example: Example::Shell(
            "\
rm -rf .git
mustmay init --hook
",
        ),
        remedy: "Run `git init` first, or leave out `--hook`.",
    },
    Page {
        code: "output::failed",
        severity: Severity::Error,
        title: "a report could not be written",
        finds: "\
        A report that could not be written to its file or to standard output, for a reason other than a \
        closed pipe.",
        matters: "\
        A step behind this one may find an old report, or half of one, and take it for this run's. The run \
        ends with 2 whatever it found.",
        example: Example::Shell(
            "\
mustmay check --format json=nowhere/report.json
",
        ),
        remedy: "\
        Make the folder, or free space. A file is written whole or not at all, so nothing half done is left.",
    },
    Page {
        code: "reports::format",
        severity: Severity::Error,
        title: "a file is no report of a check",
        finds: "\
        A file of `mustmay review --reports` that is no JSON report of `mustmay check`, or one of a version \
        that this program does not know.",
        matters: "\
        A review reckons with all reports it is given. With one left out its figures would be of another \
        fleet than it says.",
        example: Example::Shell(
            "\
echo '{}' > report.json
mustmay review --reports report.json
",
        ),
        remedy: "\
        Write it with `mustmay check --format json=FILE`. If its version is newer, use a newer mustmay here.",
    },
    Page {
        code: "run::edit",
        severity: Severity::Error,
        title: "an automatic edit was not made",
        finds: "\
        An edit of `mustmay lint --fix` or `mustmay test --update` that was tried on a copy, and that would \
        have changed more than it should, or met another edit.",
        matters: "\
        A file that was edited wrongly would be judged otherwise afterwards. The file is left as it was.",
        example: Example::Unreached("an edit that does not hold is a mistake in mustmay"),
        remedy: "\
        Make the change by hand. Please report the file: an edit that is offered should hold.",
    },
    Page {
        code: "run::threads",
        severity: Severity::Error,
        title: "threads cannot be started",
        finds: "\
        A machine that lets this program start no threads, for its limits of processes or memory.",
        matters: "Nothing was judged.",
        example: Example::Unreached("it needs a machine at its limits"),
        remedy: "Use fewer, with `--jobs 1`, or raise the limit.",
    },
];
