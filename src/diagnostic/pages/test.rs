//! Tests of mandates.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "test::case",
        severity: Severity::Error,
        title: "a case of a test cannot be judged",
        finds: "\
        A case whose `kind` the policy set does not know, or whose manifest does not describe exactly the \
        one service that is meant.",
        matters: "A case that was not judged shows nothing about the mandate, and never passes.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - name: a tier is said
    kind: servise
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: b }, spec: { tier: 1 } }
    expect: pass
")], "test"),
        remedy: "\
        Correct the kind. Where the manifest holds several services, name the one that is meant with \
        `service`.",
    },
    Page {
        code: "test::data",
        severity: Severity::Error,
        title: "a case brings a constant that its mandate does not have",
        finds: "A name under `data` of a case that neither the mandate's `data` nor the pack's folder `data` has.",
        matters: "\
        It would take the place of nothing: the case would be judged by the mandate's own constants, and show \
        what it does not say.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - name: a tier is said
    kind: service
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: b }, spec: { tier: 1 } }
    data: { allowd: [1] }
    expect: pass
")], "test"),
        remedy: "Correct the name, or add the constant to the mandate.",
    },
    Page {
        code: "test::findings",
        severity: Severity::Error,
        title: "a case expects findings where there can be none",
        finds: "A case that lists `findings` and expects `pass` or `not-applicable`.",
        matters: "One of the two is wrong: a service that passes has no findings.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - name: a tier is said
    kind: service
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: b }, spec: {} }
    expect: pass
    findings: [{ condition: tier-is-said, at: spec.tier }]
")], "test"),
        remedy: "Expect `fail`, or remove the findings.",
    },
    Page {
        code: "test::manifest",
        severity: Severity::Error,
        title: "a case has no manifest, or two",
        finds: "A case with neither `manifest` nor `manifestFile`, or with both.",
        matters: "There is nothing to judge, or it is not clear which of the two is.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - { name: a tier is said, kind: service, expect: pass }
")], "test"),
        remedy: "\
        Write the manifest below `manifest`, or name a file beside the test with `manifestFile`.",
    },
    Page {
        code: "test::manifest-file",
        severity: Severity::Error,
        title: "the manifest of a case cannot be read",
        finds: "A `manifestFile` that leads out of the repository, or that cannot be read.",
        matters: "\
        The case cannot be judged, and never passes. A test that reads from elsewhere would end otherwise on \
        each machine.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - { name: a tier is said, kind: service, manifestFile: ../../../service.yaml, expect: pass }
")], "test"),
        remedy: "Put the manifest into the repository; the path is relative to the test file.",
    },
    Page {
        code: "test::unknown-mandate",
        severity: Severity::Error,
        title: "a test is of no mandate",
        finds: "A `mandate` of a test that no mandate of the policy set has.",
        matters: "Its cases judge nothing, and the mandate that was meant stays without a test.",
        example: Example::Files(&[("policies/tier_test.yaml", "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: teir
cases: []
")], "test"),
        remedy: "Correct the id, or remove the test of a mandate that is gone.",
    },
];
