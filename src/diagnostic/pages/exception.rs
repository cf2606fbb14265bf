//! Exceptions and their ledger.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "exception::approver",
        severity: Severity::Error,
        title: "who approves may not so, or has already",
        finds: "\
        An `exceptions approve` by somebody who is no reviewer of the mandate, who asked for the exception, \
        who approved it before, or with a key that `allowed_signers` does not give to them; or `adopt \
        --approved-by` with names that are no reviewers of a mandate or too few, or for the ledger of another \
        repository.",
        matters: "\
        An approval that does not count leaves the findings as they were, and looks as if it covered them.",
        example: Example::Shell("\
mustmay exceptions request --mandate tier --service till --reason 'in January' --owner till --requested-by mia@example.com --id EX-1
mustmay exceptions approve EX-1 --as mia@example.com
"),
        remedy: "\
        Let one of the mandate's reviewers approve: `mustmay explain MANDATE` names them. Their groups stand \
        in `groups.yaml` of the ledger.",
    },
    Page {
        code: "exception::clock",
        severity: Severity::Warning,
        title: "the clock is wrong, and no exception is honoured",
        finds: "\
        A run whose day lies before the day on which this program was made, with exceptions in the ledger.",
        matters: "With the clock set back, an expired exception would hold again.",
        example: Example::Unreached("it needs a machine whose clock is set back"),
        remedy: "Set the clock right, or say the day with `--as-of`.",
    },
    Page {
        code: "exception::dates",
        severity: Severity::Error,
        title: "an exception ends before it begins",
        finds: "A record whose `expires` lies before its `created`.",
        matters: "It holds on no day. One of the two dates is wrong, and it is not known which.",
        example: Example::Record("\
created: 2026-11-02
expires: 2026-10-31
", "check"),
        remedy: "\
        Correct the date. A record that was approved with other dates needs its approval anew.",
    },
    Page {
        code: "exception::duplicate-id",
        severity: Severity::Error,
        title: "an exception's id is taken",
        finds: "\
        Two records of the ledger with one id, or `exceptions request --id` with one that is taken.",
        matters: "\
        Approvals, audits and reports refer to the id. Neither of the two covers anything until they can be \
        told apart.",
        example: Example::Files(&[("exceptions/two.yaml", "\
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-1 }
mandate: tier
service: till
category: waiver
reason: The next release says it.
owner: team-till
requestedBy: mia@example.com
approvedBy: [sam@example.com]
created: 2026-11-02
expires: 2027-01-31
---
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-1 }
mandate: tier
service: shop
category: waiver
reason: The next release says it.
owner: team-shop
requestedBy: mia@example.com
approvedBy: [sam@example.com]
created: 2026-11-02
expires: 2027-01-31
")], "check"),
        remedy: "\
        Give the newer one an id of its own. Ids of closed records are not used again. If one is a copy that \
        a move into `closed/` left behind, remove the open one.",
    },
    Page {
        code: "exception::fingerprint",
        severity: Severity::Error,
        title: "a text is no fingerprint",
        finds: "\
        An entry of `fingerprints` that has not 32 hexadecimal digits, or one of `exceptions request` with \
        fewer than eight, or with which several findings begin.",
        matters: "It would cover nothing, or more than was meant.",
        example: Example::Record("\
fingerprints: [a1b2c3]
", "check"),
        remedy: "\
        Copy it from `mustmay check --format json`. On the command line the first eight digits are enough \
        where they are of one finding.",
    },
    Page {
        code: "exception::groups",
        severity: Severity::Error,
        title: "a group is defined twice, or a member of another",
        finds: "\
        Two groups in `groups.yaml` whose names differ at most in upper and lower case, or a group among the \
        members of a group.",
        matters: "\
        Who may approve would rest on which of the two is read, or whether a member is a group of people or one \
        who is called so.",
        example: Example::Files(&[("exceptions/groups.yaml", "\
security: [sam@example.com]
Security: [kim@example.com]
")], "check"),
        remedy: "\
        Keep one of them, with the members of both that are meant. In place of a group among the members, write \
        its people.",
    },
    Page {
        code: "exception::id",
        severity: Severity::Error,
        title: "an exception's id has other characters",
        finds: "\
        An id of a record that does not begin with a letter or digit, or has other characters than letters, \
        digits, hyphens, dots and underscores; or, for a new record, one whose file the ledger reads something \
        else from: `groups`.",
        matters: "\
        Ids stand on command lines and in the texts that are signed. Nothing in them may mean anything else \
        there.",
        example: Example::Record(r#"metadata: { id: "EX 1" }
"#, "check"),
        remedy: "Write one such as `EX-2026-014`.",
    },
    Page {
        code: "exception::ignored",
        severity: Severity::Warning,
        title: "groups or signers of the checked repository are not believed",
        finds: "\
        `groups.yaml` or `allowed_signers` in the ledger of the checked repository, in a run that was given \
        its policies from outside.",
        matters: "A repository that names its own reviewers could approve its own exceptions.",
        example: Example::Files(&[("exceptions/groups.yaml", "\
security: [sam@example.com]
")], "check --policies builtin:starter"),
        remedy: "Bring them to the ledger of those who keep the policies.",
    },
    Page {
        code: "exception::ledger",
        severity: Severity::Error,
        title: "the ledger cannot be read",
        finds: "\
        A ledger that was named and is not there, or one of which a folder or file cannot be listed; or a command \
        that writes an exception where the config says `exceptions: []`, no ledger.",
        matters: "\
        Exceptions in it would be missing. What they cover would fail, and what is wrong with them would not \
        be seen.",
        example: Example::Shell("\
mustmay check --exceptions nowhere
"),
        remedy: "\
        Correct the path of `--exceptions`, `MUSTMAY_EXCEPTIONS` or `exceptions` in `mustmay.yaml`, or make \
        the folder.",
    },
    Page {
        code: "exception::more",
        severity: Severity::Warning,
        title: "a service has more findings than can be adopted",
        finds: "\
        A service in `mustmay exceptions adopt` with more findings of one mandate than a report keeps.",
        matters: "\
        An exception covers findings by name. Those that were only counted stay uncovered.",
        example: Example::Unreached("it needs a manifest with thousands of findings of one mandate"),
        remedy: "Mend what causes so many, often one list, and adopt the rest.",
    },
    Page {
        code: "exception::no-finding",
        severity: Severity::Error,
        title: "no finding is meant, or those of several services",
        finds: "\
        An `exceptions request` whose flags meet no finding of the run, or findings of several services or \
        mandates; or a flag of `exceptions request`, `adopt`, `list` or `audit` that names a mandate, a service, \
        a condition or a path that is not there.",
        matters: "\
        An exception for what does not fail is one too many. One for several would outlive the reason for \
        each.",
        example: Example::Shell("\
mustmay exceptions request --mandate tier --service checkout --reason 'in January' --owner checkout
"),
        remedy: "\
        See the findings with `mustmay check -v`, and name one by its fingerprint, as it is shown there and in \
        `--format json`.",
    },
    Page {
        code: "exception::repository",
        severity: Severity::Error,
        title: "a record does not say its repository",
        finds: "\
        A record without `repository` in a ledger that serves several: that of a policy source where any \
        record names one, or another in which two are named.",
        matters: "A service of the same name in another repository would be covered too.",
        example: Example::Files(&[("exceptions/two.yaml", "\
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-1 }
repository: shop/till
mandate: tier
service: till
category: waiver
reason: The next release says it.
owner: team-till
requestedBy: mia@example.com
approvedBy: [sam@example.com]
created: 2026-11-02
expires: 2027-01-31
---
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-2 }
mandate: tier
service: shop
category: waiver
reason: The next release says it.
owner: team-shop
requestedBy: mia@example.com
approvedBy: [sam@example.com]
created: 2026-11-02
expires: 2027-01-31
")], "check --policies policies --exceptions exceptions"),
        remedy: "Write `repository: owner/name` into it.",
    },
    Page {
        code: "exception::revoked",
        severity: Severity::Error,
        title: "an exception was revoked before",
        finds: "`exceptions revoke` or `exceptions approve` of a record that is revoked.",
        matters: "\
        The day and the reason that stand there would be overwritten, or an approval would be taken for one that \
        counts.",
        example: Example::Record("\
revoked: { on: 2026-11-10, reason: it is mended }
", "exceptions revoke EX-1 --reason again"),
        remedy: "Nothing: it covers nothing any more. If it is needed again, ask for a new one.",
    },
    Page {
        code: "exception::scope",
        severity: Severity::Error,
        title: "the scope of an exception is unclear",
        finds: "\
        A record with both `at` and `fingerprints`, with an empty list of them, or with `file` written \
        twice.",
        matters: "\
        An empty list would narrow nothing, and so cover more than was asked for. Of two scopes nobody could \
        say which was approved.",
        example: Example::Record("\
at: []
", "check"),
        remedy: "\
        Name what it covers in one of the two ways. `mustmay exceptions request` writes it.",
    },
    Page {
        code: "exception::sign",
        severity: Severity::Error,
        title: "the signature could not be made",
        finds: "\
        `exceptions approve --key` with a key that cannot be read or used, or where `ssh-keygen` fails.",
        matters: "\
        Without the signature the approval does not count where signatures are asked for. The record was not \
        changed.",
        example: Example::Record("\
reason: The next release says it.
", "exceptions approve EX-1 --as platform --key nowhere"),
        remedy: "\
        Pass the private key, or its public part where an agent holds the other. What `ssh-keygen` said \
        stands in the message.",
    },
    Page {
        code: "exception::signers",
        severity: Severity::Error,
        title: "a line of `allowed_signers` is not understood",
        finds: "\
        A line of the ledger's `allowed_signers` that is not written as OpenSSH writes it. A line that is \
        right and that mustmay does not believe, such as one of a certificate authority, is a warning.",
        matters: "\
        Signatures with that key would not count, and exceptions that rest on them would cover nothing.",
        example: Example::Files(&[("exceptions/allowed_signers", "\
sam@example.com
")], "check"),
        remedy: "\
        Write the line as the help shows it: who, for which namespace, the type of the key and the key.",
    },
    Page {
        code: "exception::terms",
        severity: Severity::Error,
        title: "the mandate does not allow this exception",
        finds: "\
        A request or renewal beyond the mandate's `unless`: more days, more renewals, an emergency where it \
        has none, any exception where it says `never`; or a record whose mandate is gone.",
        matters: "A record beyond the terms would be `overlong` or `forbidden` and cover nothing.",
        example: Example::Shell("\
mustmay exceptions request --mandate tier --service till --reason 'in spring' --owner till --requested-by mia@example.com --expires 2027-12-31
"),
        remedy: "\
        Ask for less, as `mustmay explain MANDATE` says, or talk to the owner of the mandate about its \
        terms.",
    },
    Page {
        code: "exception::twice",
        severity: Severity::Error,
        title: "an open exception is about the same already",
        finds: "\
        An `exceptions request` for the mandate, service, condition and paths or fingerprints of an open record that \
        is neither over nor revoked.",
        matters: "\
        Of two records of one finding, one would be approved and the other forgotten, and their days are summed.",
        example: Example::Shell("\
mustmay exceptions request --mandate tier --service till --reason 'in January' --owner till --requested-by mia@example.com
mustmay exceptions request --mandate tier --service till --reason 'in January' --owner till --requested-by mia@example.com
"),
        remedy: "\
        Approve or renew the one that is there. If there are to be two, give the second one an id: `--id`.",
    },
    Page {
        code: "exception::unknown",
        severity: Severity::Error,
        title: "there is no such open exception",
        finds: "\
        An id of `exceptions approve`, `renew`, `revoke` or `payload` that no open record of the ledger has.",
        matters: "Nothing was changed.",
        example: Example::Shell("\
mustmay exceptions renew EX-404
"),
        remedy: "\
        See the ids with `mustmay exceptions list`. A closed record stays closed: ask for a new one.",
    },
    Page {
        code: "exception::unnamed",
        severity: Severity::Error,
        title: "the service has no name",
        finds: "\
        An `exceptions request` for a service to which its manifest gives no name. Reports call it by its \
        file.",
        matters: "\
        A record names its service. One for a file and an index would cover another service after the next \
        edit.",
        example: Example::Unreached("it needs a manifest kind that leaves a service without a name"),
        remedy: "Give the service a name in its manifest.",
    },
    Page {
        code: "exception::wildcard",
        severity: Severity::Error,
        title: "an exception has no wildcards",
        finds: "\
        A `*`, `?` or `[*]` in what a record names: mandate, service, condition, file, or a path that is not \
        exact.",
        matters: "\
        An exception is for what somebody looked at and accepted. A wildcard would also cover what comes \
        later.",
        example: Example::Record(r#"service: "till-*"
"#, "check"),
        remedy: "Name each thing that it covers; make one record for each service.",
    },
    Page {
        code: "exception::write",
        severity: Severity::Error,
        title: "the ledger was not changed",
        finds: "\
        A record that could not be written or edited: the folder is not writable, the file changed \
        meanwhile, or the result could not be read again as it should.",
        matters: "Half a record would be an error for every check. The file is left as it was.",
        example: Example::Shell("\
rm -rf exceptions && echo > exceptions
mustmay exceptions request --mandate tier --service till --reason 'in January' --owner till --requested-by mia@example.com
"),
        remedy: "\
        Run it again if the file changed meanwhile. Otherwise make the change by hand, as the help says.",
    },
];
