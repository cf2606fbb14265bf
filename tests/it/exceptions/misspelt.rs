//! Names that are of nothing: each is said to be, with the one that may be meant, and none is taken for what passes.

use super::verbs::exceptions;
use super::world::{check, json, own, record, service, states};
use crate::support::Folder;

/// A check warns of a condition that the mandate does not have, and an audit lists it: nothing passes there.
#[test]
fn a_condition_that_the_mandate_lacks_is_no_condition_that_passes() {
    let folder = own();
    for (fields, day) in [
        (&[("condition", "protocl"), ("at", "")][..], "2026-11-22"),
        // A run tells of it also where the record is over.
        (&[("condition", "protocl")], "2027-02-22"),
    ] {
        folder.write("exceptions/ex.yaml", &record(fields));
        for run in [
            crate::support::mustmay(folder.path(), &["check", "--as-of", day], &[]),
            exceptions(&folder, &["audit", "--as-of", day, "--no-fail"]),
        ] {
            let all = [run.out.as_str(), run.err.as_str()].concat();
            for part in [
                "no condition of `user-auth` is called `protocl`",
                "did you mean `protocol`?",
                "unneeded",
            ] {
                assert!(all.contains(part), "`{part}` is missing in {run:#?}");
            }
            assert!(!all.contains("what it covers passes"), "{run:#?}");
        }
        let report = json(&folder, &["--as-of", day]);
        assert_eq!(states(&report, "EX-1"), ["unneeded"]);
        assert_eq!(report["exceptions"][0]["level"], "warn");
    }
}

/// Conditions are not all that findings are of.
#[test]
fn the_choices_of_a_mandate_and_their_terms_are_no_misspelt_conditions() {
    let folder = own();
    let may = "may:\n  at: spec.auth.provider\n  choices:\n    - id: iam\n      requires:\n        \
               - { id: review, at: spec.auth.securityReview, otherwise: have it reviewed }\n";
    folder.write(
        "policies/user-auth.yaml",
        &super::world::MANDATE.replace("unless:", &[may, "unless:"].concat()),
    );
    let ids = ["may", "iam", "iam/review", "protocol", "provider"];
    for id in ids {
        folder.write(
            "exceptions/ex.yaml",
            &record(&[("condition", id), ("at", "")]),
        );
        let run = check(&folder);
        assert!(!run.out.contains("no condition of"), "{id}: {run:#?}");
    }
    for id in ["each", "iam/revew", "review"] {
        folder.write(
            "exceptions/ex.yaml",
            &record(&[("condition", id), ("at", "")]),
        );
        check(&folder).expect(
            1,
            &[&format!("no condition of `user-auth` is called `{id}`")],
        );
    }
}

#[test]
fn a_path_with_no_finding_is_said_and_the_nearest_is_named() {
    let folder = own();
    for fields in [
        &[("at", "[spec.auth.protcol]")][..],
        &[("at", "[spec.auth.protcol]"), ("condition", "")],
    ] {
        folder.write("exceptions/ex.yaml", &record(fields));
        let parts = [
            "`user-auth` has no finding in `till` at `spec.auth.protcol`",
            "did you mean `spec.auth.protocol`?",
        ];
        check(&folder).expect(1, &parts);
        exceptions(&folder, &["audit"]).expect(0, &parts);
        assert_eq!(states(&json(&folder, &[]), "EX-1"), ["unneeded"]);
    }
    // One that is right, and passes.
    let other = [("condition", "provider"), ("at", "[spec.auth.provider]")];
    folder.write("exceptions/ex.yaml", &record(&other));
    check(&folder).expect(1, &["what it covers passes"]);
}

#[test]
fn a_service_that_is_there_in_another_file_or_kind_is_not_said_to_be_gone() {
    let folder = own();
    for (written, message, help) in [
        (
            "{ name: till, kind: servce }",
            "no manifest of the kind `servce` describes `till`, only of `service`",
            "did you mean `service`?",
        ),
        (
            "{ name: till, file: till/servce.yaml }",
            "no manifest in `till/servce.yaml` describes `till`, only in `till/service.yaml`",
            "did you mean `till/service.yaml`?",
        ),
        (
            "{ name: till, kind: service, file: shop/service.yaml }",
            "no manifest of the kind `service` in `shop/service.yaml` describes `till`",
            "",
        ),
        (
            "tlil",
            "no service is called `tlil`",
            "did you mean `till`?",
        ),
    ] {
        folder.write("exceptions/ex.yaml", &record(&[("service", written)]));
        let run = exceptions(&folder, &["audit"]).expect(0, &[message, help, "orphaned"]);
        assert_eq!(
            run.out.contains("no service is called"),
            written == "tlil",
            "{run:#?}"
        );
    }
}

fn request(folder: &Folder, flags: &[&str]) -> crate::support::Run {
    let asked = [
        "request",
        "--reason",
        "x",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(folder, &[&asked[..], flags].concat())
}

#[test]
fn a_request_says_which_name_is_of_nothing() {
    let folder = own();
    for (flags, message, help) in [
        (
            &["--mandate", "user-aut", "--service", "till"][..],
            "the policy set has no mandate `user-aut`",
            "did you mean `user-auth`?",
        ),
        (
            &["--mandate", "user-auth", "--service", "tlil"],
            "no service is called `tlil`",
            "did you mean `till`?",
        ),
        (
            &[
                "--mandate",
                "user-auth",
                "--service",
                "till",
                "--condition",
                "protocl",
            ],
            "no condition of `user-auth` is called `protocl`",
            "did you mean `protocol`?",
        ),
        (
            &[
                "--mandate",
                "user-auth",
                "--service",
                "till",
                "--at",
                "spec.auth.protcol",
            ],
            "`user-auth` has no finding in `till` at `spec.auth.protcol`",
            "did you mean `spec.auth.protocol`?",
        ),
        // One that is right carries no other.
        (
            &[
                "--mandate",
                "user-auth",
                "--service",
                "till",
                "--at",
                "spec.auth.protocol",
                "--at",
                "spec.auth.provider",
            ],
            "`user-auth` has no finding in `till` at `spec.auth.provider`",
            "",
        ),
        (
            &[
                "--mandate",
                "user-auth",
                "--service",
                "till",
                "--condition",
                "provider",
            ],
            "the condition `provider` of `user-auth` has nothing to except in `till`",
            "its findings there are of protocol",
        ),
        (
            &["--mandate", "user-auth", "--service", "shop"],
            "`user-auth` has nothing to except in `shop`: it passes",
            "",
        ),
    ] {
        request(&folder, flags).expect(2, &["exception::no-finding", message, help]);
    }
    exceptions(
        &folder,
        &["adopt", "--owner", "platform", "--mandate", "user-aut"],
    )
    .expect(
        2,
        &["has no mandate `user-aut`", "did you mean `user-auth`?"],
    );
    assert_eq!(
        std::fs::read_dir(folder.join("exceptions"))
            .unwrap()
            .count(),
        1
    );
}

/// An empty table is an answer only to a question about something.
#[test]
fn a_filter_that_names_nothing_is_an_error() {
    let folder = own();
    folder
        .write("exceptions/ex.yaml", &record(&[]))
        .write(
            "exceptions/old.yaml",
            &record(&[
                ("metadata", "{ id: EX-2 }"),
                ("mandate", "user-login"),
                ("service", "gone"),
            ]),
        )
        .write("new/service.yaml", &service("new", "oidc", "iam"));
    for verb in ["list", "audit"] {
        for (flag, name, near) in [
            ("--mandate", "user-aut", "user-auth"),
            ("--service", "tlil", "till"),
            ("--service", "gnoe", "gone"),
            ("--service", "shpo", "shop"),
        ] {
            let near = format!("did you mean `{near}`?");
            exceptions(&folder, &[verb, flag, name]).expect(2, &[&format!("`{name}`"), &near]);
        }
        // A service without exceptions, and what only a record knows.
        for (flag, name, count) in [
            ("--service", "new", 0),
            ("--service", "gone", 1),
            ("--mandate", "user-auth", 1),
            ("--mandate", "user-login", 1),
        ] {
            let shown = format!("{count} of 2 exceptions");
            exceptions(&folder, &[verb, flag, name]).expect(0, &[&shown]);
        }
    }
}
