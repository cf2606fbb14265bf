//! Runs: facts, functions of the pack, limits, and that they repeat.

use super::{SHOP, table};
use crate::script_world::{World, reads};
use mustmay::script::{Library, Run, Script, Value};
use proptest::prelude::*;
use std::fmt::Write as _;

#[test]
fn facts_service_data_and_siblings() {
    let world = World::new(SHOP)
        .library("fn exposed(x) { facts.exposure == \"public\" && x }")
        .fact(
            "exposure",
            "if it.spec.public { \"public\" } else { \"internal\" }",
        )
        .fact("auth", "it.spec.auth.protocol == \"oidc\"")
        .fact("nothing", "()")
        .fact("faulty", "1 == \"1\"")
        .fact("nested", "facts.exposure.upper()");
    table(
        &world,
        &[
            ("facts.exposure", "\"public\""),
            ("facts[\"exposure\"]", "\"public\""),
            ("facts.nested", "\"PUBLIC\""),
            ("exposed(true)", "true"),
            ("facts.auth ?? false", "false"),
            ("facts.auth == true", "? spec.auth.protocol"),
            ("facts.nothing == 1", "? facts.nothing"),
            (
                "facts.faulty ?? 1",
                "! 2:5 script::type an integer and text do not compare",
            ),
            ("service.name", "\"shop\""),
            ("service.tier in [\"1\"]", "? service.tier"),
            ("service.node.spec.tier", "\"1\""),
            ("data.tiers[1]", "2"),
            (
                "siblings.map(|s| [s.kind, s.facts.owner, s.doc.spec.tier])",
                "[[\"backstage\",\"team-a\",\"1\"]]",
            ),
            ("siblings[0].facts.nope == 1", "? the sibling's facts.nope"),
            (
                "siblings[0].nope",
                "! 2:15 script::name a sibling has no `nope`",
            ),
            ("file.len()", "1"),
            ("doc.spec.tier == it.spec.tier", "true"),
        ],
    );
    let run = world.ran("facts.exposure == \"public\" && it.spec.auth == ()");
    assert_eq!(reads(&run), ["facts.exposure", "spec", "(spec.auth)"]);
    assert_eq!(
        World::new("a: 1\n---\nb: [").run("file.len()"),
        "! 2:3 script::file a document of the file is unreadable"
    );
}

#[test]
fn a_fault_inside_of_a_function_stands_there() {
    let world = World::new(SHOP).library("fn f(x) {\n  1 == \"1\"\n}");
    let run = world.ran("f(1)");
    let mustmay::script::Outcome::Fault(fault) = &run.outcome else {
        panic!("{run:?}");
    };
    assert_eq!(
        (
            &*fault.place.file,
            fault.place.start.line,
            fault.place.start.column
        ),
        ("lib.rhai", 2, 5)
    );
}

#[test]
fn scripts_and_values_are_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Script>();
    shared::<Library>();
    shared::<Value>();
    shared::<Run>();
}

#[test]
fn many_failures_are_capped_and_counted() {
    let run = World::new(SHOP).ran("for i in 0..1200 { fail(`${i}`); } true");
    assert_eq!((run.failures.len(), run.more_failures), (1_000, 200));
}

#[test]
fn what_is_read_is_not_limited_only_what_is_built() {
    let mut text = String::from("list:\n");
    for i in 0..5_000 {
        let _ = writeln!(text, "  - {{ name: n{i}, port: {i} }}");
    }
    let _ = writeln!(text, "text: {}", "é".repeat(20_000));
    let world = World::new(&text);
    table(
        &world,
        &[
            ("it.list.all(|x| x.port >= 0)", "true"),
            (
                "it.list.filter(|x| x.port > 9).map(|x| x.name).len()",
                "4990",
            ),
            ("it.text.upper().len()", "20000"),
            (
                "let names = []; for x in it.list { names += [x.name]; } names.len()",
                "5000",
            ),
        ],
    );
}

#[test]
fn an_exceeded_limit_names_itself() {
    let world = World::new(SHOP).library("fn again(n) { again(n + 1) }");
    table(
        &world,
        &[
            (
                "loop {}",
                "! 2:3 script::limit the script takes too many steps",
            ),
            (
                "again(0)",
                "! 1:15 script::limit functions call one another too deeply",
            ),
            (
                "let s = \"ab\"; loop { s += s; }",
                "! 2:26 script::limit a text that the script puts together is too long",
            ),
            (
                "let a = [1]; loop { a += a; }",
                "! 2:25 script::limit a list that the script puts together has too many elements",
            ),
            (
                "let a = []; loop { a = [a]; }",
                "! 2:26 script::limit lists and maps nest too deeply",
            ),
            (
                "let a = [1]; loop { a = [a, a]; }",
                "! 2:27 script::limit a list or map holds too much",
            ),
        ],
    );
}

/// Facts run inside of what reads them: as deep as their chain is, and each with a budget of its own, so that it
/// does not matter who reads a fact first.
#[test]
fn facts_run_inside_of_what_reads_them() {
    const COST: &str = "let n = 0; for i in 0..15000 { n += 1; } n";
    let names = ["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"];
    let mut world = World::new(SHOP).fact(names[0], COST);
    for pair in names.windows(2) {
        world = world.fact(
            pair[1],
            &format!("{COST} + [facts.{}].map(|x| x)[0]", pair[0]),
        );
    }
    assert_eq!(world.run("facts.f9"), "150000");
}

#[test]
fn a_script_gives_the_same_each_time() {
    let world = World::new(SHOP);
    let code = "fail(it.spec.env, `${it.spec.routes.map(|r| r.path)}`); walk(it).map(|e| [e.path, e.value])";
    let first = world.run(code);
    assert!((0..100).all(|_| world.run(code) == first));
}

proptest! {
    /// Whatever is put together of the language's pieces: it compiles or is refused, runs or is faulty, and does
    /// the same once more. Nothing of it is our own mistake.
    #[test]
    fn no_combination_breaks_the_machine(code in expression()) {
        let world = World::new(SHOP);
        let told = world.run(&code);
        prop_assert!(!told.contains("script::internal"), "{}\n{}", code, told);
        prop_assert_eq!(world.run(&code), told, "{}", code);
    }
}

fn expression() -> impl Strategy<Value = String> {
    let atoms = [
        "it",
        "it.spec",
        "it.spec.routes",
        "it.spec.routes[0]",
        "it.spec.env",
        "it.spec.nothing",
        "it.spec.tier",
        "it.spec.replicas",
        "it.spec.share",
        "it.spec.auth.protocol",
        "it.spec.created",
        "it.metadata.name",
        "today",
        "()",
        "1",
        "-3",
        "2.5",
        "\"a\"",
        "\"1.2.3\"",
        "true",
        "[]",
        "[1, \"a\", ()]",
        "#{}",
        "#{ a: 1 }",
        "1..4",
        "file",
        "siblings",
        "x",
        "data.limits",
        "service.node",
    ];
    proptest::sample::select(atoms.to_vec())
        .prop_map(str::to_owned)
        .prop_recursive(4, 24, 3, |inner| {
            let three = (inner.clone(), inner.clone(), inner);
            let shapes = [
                "A + B",
                "A - B",
                "A * B",
                "A / B",
                "A % B",
                "A == B",
                "A != B",
                "A < B",
                "A >= B",
                "A in B",
                "!A",
                "-A",
                "A && B",
                "A || B",
                "A ?? B",
                "A == ()",
                "[A, B]",
                "#{ k: A, l: B }",
                "A[B]",
                "A.spec",
                "A.key",
                "A?.spec?.len()",
                "if A { B } else { C }",
                "{ let x = A; B }",
                "{ let x = []; for y in A { x += [B]; } x }",
                "`${A} ${B}`",
                "A.all(|x| B)",
                "A.any(|x, i| B)",
                "A.filter(|x| B)",
                "A.map(|x| B)",
                "A.find(|x| B)",
                "A.count(|x| B)",
                "A.reduce(|s, x| B, C)",
                "A.sort()",
                "A.sort(|x| B)",
                "A.sort(|x, y| B)",
                "A.unique()",
                "A.flatten()",
                "A.entries()",
                "walk(A)",
                "key(A)",
                "path(A)",
                "parent(A)",
                "A.keys()",
                "A.values()",
                "A.len()",
                "A.is_empty()",
                "item(A, B)",
                "fail(A, B)",
                "fail(A)",
                "list(A)",
                "map(A)",
                "text(A)",
                "is_map(A)",
                "A.lower()",
                "A.trim()",
                "A.split(B)",
                "A.replace(B, C)",
                "A.sub_string(B, C)",
                "A.contains(B)",
                "A.starts_with(B)",
                "matches(A, B)",
                "captures(A, B)",
                "find_all(A, B)",
                "glob(A, B)",
                "to_int(A)",
                "to_float(A)",
                "semver(A)",
                "date(A)",
                "days_since(A)",
                "days_until(A)",
                "yaml(A)",
                "json(A)",
                "A.none(|x| { return B; })",
                "{ let x = A; while x != () { x = (); B; } x }",
            ];
            (proptest::sample::select(shapes.to_vec()), three).prop_map(|(shape, (a, b, c))| {
                let mut code = String::from("(");
                for letter in shape.chars() {
                    match letter {
                        'A' => code += &a,
                        'B' => code += &b,
                        'C' => code += &c,
                        other => code.push(other),
                    }
                }
                code + ")"
            })
        })
}
