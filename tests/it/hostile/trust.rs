//! What the checked tree may not do to its own judgement (case 53 and section 6 of the language), and the order of
//! flags, variables and files.

use super::{OWNED, Report, config, in_every_format, mandate, scripted, service, shop};
use crate::support::Folder;

/// A repository that is judged by policies from outside: its own config, and a service of `guest`.
fn judged_from_outside(own: &str) -> (Folder, Folder) {
    let bank = Folder::new();
    bank.write("owned.yaml", &mandate("owned", OWNED)).write(
        "pack.yaml",
        "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: bank, version: 1.0.0 }\nlevels: { unanswered: warn }\n",
    );
    let tree = Folder::repository();
    tree.write("mustmay.yaml", &config(own)).write(
        "checkout/service.yaml",
        &service("checkout").replace("team", "guest"),
    );
    (bank, tree)
}

#[track_caller]
fn check(bank: &Folder, tree: &Folder, more: &[&str]) -> Report {
    let policies = ["check", "--policies", bank.path().to_str().unwrap()];
    in_every_format(tree.path(), &[&policies[..], more].concat(), &[])
}

#[test]
fn case_53_the_config_of_the_checked_tree_loosens_nothing() {
    let (bank, tree) = judged_from_outside("manifests: { exclude: [checkout/, '**'] }");
    let place = "checkout/service.yaml:3:36";
    check(&bank, &tree, &[])
        .ends(1)
        .finds("owned/owner", place, "say who owns it")
        .says(
            "mustmay.yaml",
            "config::ignored",
            &["config in the checked tree ignored: manifests.exclude"],
        )
        .holds("/counts/excluded", 0);
    // The same config is believed where nobody else gave policies.
    tree.write("policies/owned.yaml", &mandate("owned", OWNED));
    tree.write(
        "mustmay.yaml",
        &config("policies: [policies]\nmanifests: { exclude: [checkout/] }"),
    );
    super::check(&tree, &[])
        .ends(3)
        .shows(&["excluded: 1 file"])
        .holds("/counts/excluded", 1);
    // What only tightens is read: more candidates.
    let (bank, tree) = judged_from_outside("manifests: { include: ['*.svc'] }");
    tree.write("b.svc", &service("b").replace("team", "guest"));
    check(&bank, &tree, &[])
        .ends(1)
        .finds("owned/owner", "b.svc:3:29", "say who owns it");
    // A variable is a source from outside too.
    let (bank, tree) = judged_from_outside("manifests: { exclude: ['**'] }");
    let path = bank.path().to_str().unwrap();
    in_every_format(tree.path(), &["check"], &[("MUSTMAY_POLICIES", path)]).ends(1);
    // A broken config is not passed over.
    tree.write("mustmay.yaml", "a: [");
    check(&bank, &tree, &[]).ends(2);
}

#[test]
fn the_checked_tree_adds_mandates() {
    let (bank, tree) = judged_from_outside("policies: [mine]");
    tree.write(
        "mine/strict.yaml",
        &mandate("strict", OWNED).replace("enum: [team]", "enum: [mia]"),
    )
    .write("mine/lib.rhai", "fn mine(x) { x == \"guest\" }\n")
    .write("mine/data/names.yaml", "[guest]\n")
    .write(
        "mine/script.yaml",
        &scripted(
            "script",
            "mine(it.metadata.owner) && it.metadata.owner in data.names",
        ),
    );
    let report = check(&bank, &tree, &[])
        .ends(1)
        .finds(
            "strict/owner",
            "checkout/service.yaml:3:36",
            "say who owns it",
        )
        .finds(
            "owned/owner",
            "checkout/service.yaml:3:36",
            "say who owns it",
        );
    assert_eq!(report.verdict("script", "checkout"), "pass");
    // They do not stand for what the tree should have been judged by.
    std::fs::remove_file(bank.join("owned.yaml")).unwrap();
    check(&bank, &tree, &["--no-fail"])
        .ends(3)
        .shows(&["no policies loaded"]);
    bank.write(
        "owned.yaml",
        &mandate("owned", OWNED).replace("[service]", "[compose]"),
    );
    check(&bank, &tree, &["--no-fail"])
        .ends(3)
        .shows(&["no mandate applied"]);
    // Nor for the digest.
    let digest = |tree: &Folder| check(&bank, tree, &[]).json["run"]["policySetDigest"].clone();
    let with = digest(&tree);
    tree.write("mustmay.yaml", &config(""));
    assert_eq!(digest(&tree), with);
    assert!(with.as_str().unwrap().starts_with("sha256:"));
    // A faulty one is not passed over.
    tree.write("mustmay.yaml", &config("policies: [mine]"));
    tree.write("mine/strict.yaml", &mandate("strict", "must: []"));
    check(&bank, &tree, &[]).ends(2);
}

#[test]
fn the_checked_tree_redefines_nothing() {
    let kind = |id: &str| {
        format!(
            "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: {{ id: {id}, title: Mine }}\nfiles: ['*.yaml']\nwhen: 'false'\nservices: {{ name: doc.name }}\n"
        )
    };
    let lax = mandate(
        "owned",
        "must:\n  - id: owner\n    at: metadata.owner\n    otherwise: say it",
    );
    let (bank, tree) = judged_from_outside("policies: [mine, elsewhere]");
    tree.write("mine/owned.yaml", &lax)
        .write("mine/service.yaml", &kind("service"))
        .write("mine/own.yaml", &kind("own"))
        .write("mine/about-own.yaml", &mandate("about-own", OWNED).replace("[service]", "[own]"))
        .write("mine/lib.rhai", "fn helper(x) { true }\n")
        .write("mine/data/teams.yaml", "[guest]\n")
        .write(
            "mine/pack.yaml",
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: bank, version: 9.9.9 }\nlevels: { unanswered: allow }\ndefaults: { enforce: advise }\n",
        );
    bank.write("lib.rhai", "fn helper(x) { x == \"team\" }\n")
        .write("data/teams.yaml", "[team]\n")
        .write(
            "script.yaml",
            &scripted(
                "script",
                "helper(it.metadata.owner) && it.metadata.owner in data.teams",
            ),
        )
        .write(
            "picky.yaml",
            &mandate("picky", OWNED)
                .replace("[service] }", "[service], when: 'it.spec.tier == 1' }"),
        );
    let report = check(&bank, &tree, &[])
        .ends(1)
        .finds(
            "owned/owner",
            "checkout/service.yaml:3:36",
            "say who owns it",
        )
        .finds("script/c", "checkout/service.yaml:3:36", "do it")
        .says(
            "mine/owned.yaml:3:17",
            "policy::ignored",
            &["a mandate that the set has already: owned"],
        )
        .says(
            "mine/own.yaml:3:17",
            "policy::ignored",
            &["a manifest kind: own, service"],
        )
        .says(
            "mine/about-own.yaml:3:17",
            "policy::ignored",
            &["a mandate about such a kind: about-own"],
        )
        .says(
            "mustmay.yaml:3:18",
            "policy::ignored",
            &["`elsewhere` is not here"],
        )
        .shows(&["1 unanswered", "counts as warn"]);
    assert_eq!(report.verdict("about-own", "checkout"), "none");
    // Its levels raise, though.
    tree.write(
        "mine/pack.yaml",
        "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: mine, version: 1.0.0 }\nlevels: { unanswered: deny }\nexpects: [{ kind: service, atLeast: 1 }]\n",
    );
    tree.write("checkout/service.yaml", &service("checkout"));
    check(&bank, &tree, &[])
        .ends(1)
        .shows(&["what was not answered counts at `deny`"]);
}

/// The same folder, named from outside and by the tree, is one.
#[test]
fn a_source_named_twice_is_one() {
    let folder = Folder::repository();
    super::furnish(&folder);
    for sources in [
        &["--policies", "policies"][..],
        &["--policies", "policies", "--policies", "./policies"],
        &["--policies", folder.join("policies").to_str().unwrap()],
    ] {
        let report = in_every_format(folder.path(), &[&["check"], sources].concat(), &[]).ends(0);
        assert_eq!(report.json["counts"]["mandates"], 1);
        assert!(!report.human.out.contains("ignored"), "{:#?}", report.human);
    }
}

/// An embedded pack is the program's, but that it judges is the set's to say.
#[test]
fn a_pinned_set_without_an_embedded_pack_is_another() {
    let folder = shop();
    let with = |sources: &str| {
        folder.write("mustmay.yaml", &config(&format!("policies: [{sources}]")));
        super::check(&folder, &["--no-fail"])
    };
    let whole = with("policies, 'builtin:starter'");
    let digest = whole.json["run"]["policySetDigest"].clone();
    let (starter, own) = (with("'builtin:starter'"), with("policies"));
    for report in [&starter, &own] {
        assert_ne!(report.json["run"]["policySetDigest"], digest);
    }
    assert_ne!(
        starter.json["run"]["policySetDigest"],
        own.json["run"]["policySetDigest"]
    );
    super::check(&folder, &["--policies-digest", digest.as_str().unwrap()])
        .ends(2)
        .says("", "policy::digest", &[digest.as_str().unwrap()]);
}

#[test]
fn a_pinned_set_that_changed_is_refused() {
    let folder = shop();
    let digest = super::check(&folder, &[]).json["run"]["policySetDigest"].clone();
    let pin = ["--policies-digest", digest.as_str().unwrap()];
    super::check(&folder, &pin).ends(0);
    let upper = digest
        .as_str()
        .unwrap()
        .to_uppercase()
        .replace("SHA256", "sha256");
    super::check(&folder, &["--policies-digest", &upper]).ends(0);
    let refused = |folder: &Folder| {
        super::check(folder, &pin)
            .ends(2)
            .says("", "policy::digest", &[pin[1], "out of date"])
            .holds("/counts/services", 0);
    };
    // Not only mandates: functions, data, tests, names of files.
    for (path, text) in [
        ("policies/lib.rhai", "fn f(x) { x }\n"),
        ("policies/data/x.yaml", "1\n"),
        (
            "policies/pack.yaml",
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: x }\n",
        ),
        ("policies/owned.yaml", &(mandate("owned", OWNED) + "\n")),
    ] {
        let folder = shop();
        folder.write(path, text);
        refused(&folder);
    }
    std::fs::rename(
        folder.join("policies/owned.yaml"),
        folder.join("policies/other.yaml"),
    )
    .unwrap();
    refused(&folder);
    let zeroes = format!("sha256:{}", "0".repeat(64));
    in_every_format(
        shop().path(),
        &["check"],
        &[("MUSTMAY_POLICIES_DIGEST", &zeroes)],
    )
    .ends(2);
}

/// Flags beat variables beat the file.
#[test]
fn flags_beat_variables_beat_the_file() {
    let folder = shop();
    folder.write(
        "lax/owned.yaml",
        &mandate("owned", OWNED).replace("deny", "warn"),
    );
    folder.write(
        "checkout/service.yaml",
        &service("checkout").replace("team", "guest"),
    );
    super::check(&folder, &[]).ends(1);
    let variable = [("MUSTMAY_POLICIES", "lax")];
    in_every_format(folder.path(), &["check"], &variable).ends(0);
    in_every_format(
        folder.path(),
        &["check", "--policies", "policies"],
        &variable,
    )
    .ends(1);
}

/// Two mandates of one id in two sources are an error, whichever comes first.
#[test]
fn one_id_in_two_sources() {
    let (bank, tree) = judged_from_outside("");
    tree.write(
        "lax/owned.yaml",
        &mandate("owned", OWNED).replace("deny", "advise"),
    );
    for sources in [
        ["lax", bank.path().to_str().unwrap()],
        [bank.path().to_str().unwrap(), "lax"],
    ] {
        let arguments = ["check", "--policies", sources[0], "--policies", sources[1]];
        in_every_format(tree.path(), &arguments, &[])
            .ends(2)
            .shows(&[
                "policy::duplicate-id",
                "a second mandate has the id `owned`",
            ]);
    }
}

/// What the tree calls itself is marked.
#[test]
fn the_origin_vouches_for_no_name() {
    let folder = Folder::repository();
    super::furnish(&folder);
    folder.git(&[
        "remote",
        "add",
        "origin",
        "https://git.example.com/shop/checkout.git",
    ]);
    super::check(&folder, &["-v"])
        .ends(0)
        .shows(&["repository shop/checkout (unverified)"])
        .holds("/run/repository", "shop/checkout")
        .holds("/run/repositoryVerified", false);
    in_every_format(
        folder.path(),
        &["check"],
        &[("GITHUB_REPOSITORY", "bank/till")],
    )
    .holds("/run/repository", "bank/till")
    .holds("/run/repositoryVerified", true);
}

/// The commit in the report stands for what was judged only if `dirty` is false.
#[test]
fn a_commit_that_is_not_what_was_judged_is_marked() {
    let folder = Folder::repository();
    super::furnish(&folder);
    let dirty = |arguments: &[&str]| super::check(&folder, arguments).json["run"]["dirty"].clone();
    assert_eq!(dirty(&[]), true, "no commit");
    folder.commit();
    assert_eq!(dirty(&[]), false);
    let text = service("checkout");
    folder.write("checkout/service.yaml", &text.replace('\n', "\r\n"));
    assert_eq!(dirty(&[]), false, "line ends");
    folder.write("checkout/service.yaml", &format!("{text}# changed\n"));
    assert_eq!(dirty(&[]), true, "changed");
    folder.write("checkout/service.yaml", &text);
    folder.write("new.service.yaml", &service("new"));
    assert_eq!(dirty(&[]), true, "untracked");
    // Only what was read counts, and what is staged.
    assert_eq!(dirty(&["checkout"]), false);
    folder.git(&["add", "-A"]);
    assert_eq!(dirty(&["checkout"]), true, "staged");
    folder.commit();
    folder.write("notes.txt", "no candidate");
    assert_eq!(dirty(&[]), false);
    let elsewhere = shop();
    let other = elsewhere.join("checkout");
    assert_eq!(dirty(&[other.to_str().unwrap()]), true, "elsewhere");
    super::check(&elsewhere, &[]).holds("/run/dirty", serde_json::Value::Null);
}

/// The tree's config leads to no file outside of it, and nothing of such a file is printed: not by `..`, not by an absolute
/// path, not by a link (I9).
#[cfg(unix)]
#[test]
fn the_config_of_the_checked_tree_leads_nowhere_else() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new();
    outside
        .write("secrets/login.yaml", "password: hunter2\n")
        .write("loose/owned.yaml", &mandate("owned", OWNED))
        .write("records/e.yaml", "password: hunter2\n");
    let at = |path: &str| outside.path().join(path).to_str().unwrap().to_owned();
    let tree = Folder::repository();
    tree.write("checkout/service.yaml", &service("checkout"))
        .write("policies/owned.yaml", &mandate("owned", OWNED))
        .write("sub/deeper/keep", "");
    symlink(at("loose"), tree.join("linked")).unwrap();
    symlink(at("."), tree.join("sub/up")).unwrap();
    let up = format!(
        "../{}/secrets",
        outside.path().file_name().unwrap().to_str().unwrap()
    );
    let elsewhere = [
        (up.as_str(), "lies outside of the checked tree"),
        (&at("secrets"), "lies outside of the checked tree"),
        (
            &format!("sub/deeper/../../{up}"),
            "lies outside of the checked tree",
        ),
        ("linked", "`linked` is a symbolic link"),
        ("sub/up/loose", "`sub/up` is a symbolic link"),
        ("./linked/owned.yaml", "`linked` is a symbolic link"),
    ];
    let bank = outside.path().join("loose");
    for (named, why) in elsewhere {
        tree.write(
            "mustmay.yaml",
            &config(&format!("policies: [policies, {named}]")),
        );
        let report =
            super::check(&tree, &[])
                .ends(2)
                .says("mustmay.yaml:3:22", "config::outside", &[why]);
        assert!(!report.human.out.contains("hunter2"), "{:#?}", report.human);
        // Given policies from outside, it is not believed, and said.
        let report = in_every_format(
            tree.path(),
            &["check", "--policies", bank.to_str().unwrap()],
            &[],
        )
        .ends(0)
        .says("mustmay.yaml:3:22", "policy::ignored", &[why]);
        assert!(!report.human.out.contains("hunter2"), "{:#?}", report.human);
    }
    let records = format!("policies: [policies]\nexceptions: ['{}']", at("records"));
    tree.write("mustmay.yaml", &config(&records));
    super::check(&tree, &[]).ends(2).says(
        "mustmay.yaml:4:14",
        "config::outside",
        &["lies outside of the checked tree"],
    );
    // What is named by its absolute path and lies inside is inside.
    let own = tree.path().canonicalize().unwrap();
    let own = format!("policies: ['{}']", own.join("policies").to_str().unwrap());
    tree.write("mustmay.yaml", &config(&own));
    super::check(&tree, &[]).ends(0);
    // Who runs the check may name a config anywhere, and that one what it likes.
    outside.write("mustmay.yaml", &config("policies: [loose]"));
    super::check(&tree, &["--config", &at("mustmay.yaml")]).ends(0);
}
