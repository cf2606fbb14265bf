//! Places: entries, items, `fail`, and documents inside strings.

use super::{SHOP, table};
use crate::script_world::World;
use mustmay::script::Target;

#[test]
fn entries_items_and_places() {
    table(
        &World::new(SHOP),
        &[
            (
                "walk(it.spec.routes).map(|e| e.path)",
                "[\"spec.routes[0].path\",\"spec.routes[0].auth\",\"spec.routes[0].port\",\"spec.routes[1].path\",\"spec.routes[1].port\"]",
            ),
            (
                "it.spec.env.walk().map(|e| [e.key, e.value])",
                "[[\"A\",1],[\"B\",\"x\"]]",
            ),
            (
                "path(it.spec.routes[0].auth) + path(it.spec.env.entries()[0])",
                "\"spec.routes[0].authspec.env.A\"",
            ),
            ("key(it.spec.routes[1])", "1"),
            ("key(parent(it.spec.env.A))", "\"env\""),
            ("parent(doc) == ()", "true"),
            (
                "it.spec.env.entries().map(|e| key(parent(e)))",
                "[\"env\",\"env\",\"env\"]",
            ),
            (
                "it.spec.env.entries()[0].nope",
                "! 2:28 script::type an entry has no `nope`",
            ),
            (
                "key(5)",
                "! 2:3 script::place an integer of the script's own has no place in a manifest",
            ),
            (
                "let i = item(it.spec.routes[1], #{ engine: \"x\", path: 1 }); [i.engine, i.path, key(i)]",
                "[\"x\",1,1]",
            ),
            (
                "item(it.spec.routes[1], #{}).role == 1",
                "? spec.routes[1].role",
            ),
            ("item(it.spec.env.entries()[2], #{ a: 1 }).key()", "\"C\""),
            (
                "item(5, #{})",
                "! 2:3 script::place an item keeps the place of a value of the manifest; this value has none",
            ),
            ("fail(\"m\")", "true + m"),
            (
                "fail(it.spec.tier, `t ${it.spec.tier}`)",
                "true + t 1 @ spec.tier",
            ),
            (
                "fail(it.spec.routes[0], \"auth\", \"m\"); false",
                "false + m @ spec.routes[0].auth",
            ),
            (
                "fail(it.spec.routes[1], \"auth.x\", \"m\")",
                "true + m @ missing spec.routes[1].auth.x",
            ),
            (
                "fail(it.spec.env.entries()[2], \"m\")",
                "true + m @ spec.env.C",
            ),
            (
                "fail(item(it.spec.routes[1], #{ image: it.spec.image }), \"image\", \"m\")",
                "true + m @ spec.image",
            ),
            (
                "fail(item(it.spec.routes[1], #{ port: 1 }), \"port\", \"m\")",
                "true + m @ spec.routes[1].port",
            ),
            (
                "for r in it.spec.routes { if r.auth == () { fail(r, \"no auth\"); } } true",
                "true + no auth @ spec.routes[1]",
            ),
            ("fail(\"m\"); it.spec.auth == 1", "? spec.auth + m"),
            (
                "fail(it.spec, it.spec.image, \"m\")",
                "true + m @ missing spec[\"registry/app:v1.2.3\"]",
            ),
            (
                "fail(it, \"a[*]\", \"m\")",
                "script::path 2:12 a failure points at one place: `[*]` names many",
            ),
        ],
    );
}

#[test]
fn documents_inside_strings_keep_their_places() {
    let world = World::new(SHOP);
    table(
        &world,
        &[
            ("yaml(it.spec.definition).info.title", "\"Shop\""),
            (
                "yaml(it.spec.definition).info.nope == 1",
                "? spec.definition.info.nope",
            ),
            ("yaml(it.spec.broken) == ()", "true"),
            (
                "yaml(it.spec.broken).x == 1",
                "? spec.broken: text, not the text of a YAML document",
            ),
            ("yaml(\"a: 1\\n---\\nb: 2\") == ()", "true"),
            ("json(`{\"a\": [1]}`).a[0]", "1"),
            ("json(it.spec.definition) == ()", "true"),
            (
                "json(`{\"a\": 1}`).b == 1",
                "! 2:22 script::data the policy's data say nothing usable at `b`",
            ),
        ],
    );
    let run = world.ran("fail(yaml(it.spec.definition).info.title, \"m\")");
    let Some(Target::Node(node)) = &run.failures[0].target else {
        panic!("{run:?}");
    };
    let place = node.place();
    assert_eq!(&*place.file, "service.yaml");
    assert_eq!(&place.excerpt.text[place.underlined()], "Shop");
    assert_eq!(&*place.excerpt.text, "    info: { title: Shop }");
}

/// What a list's elements have for keys is the manifest's doing, so that its notation is at fault and not the policy.
#[test]
fn the_number_of_an_element_stands_where_a_map_would_give_a_name() {
    table(
        &World::new(SHOP),
        &[
            ("key(it.spec.routes[1]) == 1", "true"),
            (
                "key(it.spec.routes[1]) == \"web\"",
                "? spec.routes: a list, not a map",
            ),
            (
                "it.spec.routes.entries().any(|e| e.key == \"web\")",
                "? spec.routes: a list, not a map",
            ),
            (
                "key(it.spec.routes[0]).starts_with(\"w\")",
                "? spec.routes: a list, not a map",
            ),
            (
                "key(it.spec.routes[0]) + 1 == \"web\"",
                "! 2:30 script::type an integer and text do not compare",
            ),
            (
                "key([5].entries()[0]) == \"web\"",
                "! 2:25 script::type an integer and text do not compare",
            ),
        ],
    );
}
