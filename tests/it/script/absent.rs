//! Absent values: what may be asked about them, and what does not answer.

use super::{SHOP, table};
use crate::script_world::World;

#[test]
fn an_absent_field_breaks_nothing_on_the_way() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.auth == ()", "true"),
            ("it.spec.auth.protocol == ()", "true"),
            ("it.spec.auth[\"x\"].y[3].z == ()", "true"),
            ("it.metadata.name.foo == ()", "true"),
            ("it.metadata.name[0] == ()", "true"),
            ("it.spec.replicas.foo.bar == ()", "true"),
            ("it.spec.routes.auth == ()", "true"),
            ("it.spec.routes[9] == ()", "true"),
            ("it.spec.routes[-3] == ()", "true"),
            ("it.spec[0] == ()", "true"),
            ("it.spec.nothing == ()", "true"),
            ("it.spec.nothing.below == ()", "true"),
            ("() == it.spec.auth", "true"),
            ("it.metadata.name != ()", "true"),
            ("it.spec.auth != ()", "false"),
            ("it.spec.auth ?? \"none\"", "\"none\""),
            ("it.spec.auth ?? it.spec.other ?? 5", "5"),
            ("it.spec?.auth?.x == ()", "true"),
            ("it.spec.auth?.len() == ()", "true"),
            ("it.spec.auth?[0].x.len() == ()", "true"),
            ("it.spec.routes[-1].path", "\"/b\""),
            ("it.metadata.annotations[\"backstage.io/ref\"]", "\"dir:.\""),
        ],
    );
}

#[test]
fn any_other_use_of_an_absent_value_does_not_answer() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.auth == \"a\"", "? spec.auth"),
            ("\"a\" == it.spec.auth.protocol", "? spec.auth.protocol"),
            ("it.spec.auth != \"a\"", "? spec.auth"),
            ("it.spec.auth.minutes <= 60", "? spec.auth.minutes"),
            ("60 > it.spec.auth.minutes", "? spec.auth.minutes"),
            ("it.spec.auth in [\"a\"]", "? spec.auth"),
            ("\"a\" in it.spec.auth", "? spec.auth"),
            ("\"a\" !in it.spec.auth", "? spec.auth"),
            ("it.spec.nothing in [1]", "? spec.nothing"),
            ("!it.spec.auth", "? spec.auth"),
            ("-it.spec.auth", "? spec.auth"),
            ("it.spec.auth + 1", "? spec.auth"),
            ("\"a\" + it.spec.auth", "? spec.auth"),
            ("`x ${it.spec.auth}`", "? spec.auth"),
            ("if it.spec.auth { 1 } else { 2 }", "? spec.auth"),
            ("while it.spec.auth { }", "? spec.auth"),
            ("it.spec.public && it.spec.auth", "? spec.auth"),
            ("it.spec.auth || true", "? spec.auth"),
            ("true || it.spec.auth", "true"),
            ("false && it.spec.auth", "false"),
            ("it.spec.auth.len()", "? spec.auth"),
            ("len(it.spec.auth)", "? spec.auth"),
            ("it.spec.auth.all(|x| true)", "? spec.auth"),
            ("it.spec.names.contains(it.spec.auth)", "? spec.auth"),
            ("for x in it.spec.auth { }", "? spec.auth"),
            ("it.spec.names[it.spec.auth]", "? spec.auth"),
            ("it.spec.auth..3", "? spec.auth"),
            ("it.spec.auth.lower()", "? spec.auth"),
            ("fail(it.spec.auth, \"m\")", "? spec.auth"),
            ("matches(it.spec.auth, \"a\")", "? spec.auth"),
            (
                "it.spec.routes.all(|r| r.auth != \"basic\")",
                "? spec.routes[1].auth",
            ),
            ("it.spec.routes[7].path == \"a\"", "? spec.routes[7].path"),
            ("let n = it.spec.auth; n == 1", "? spec.auth"),
            ("let n = (); it.spec.auth ?? n; n == 1", "? spec.auth"),
            ("let n = (); n == it.spec.tier", "? nowhere"),
            ("it.spec.auth == it.spec.other", "? spec.auth"),
        ],
    );
}

#[test]
fn passing_an_absent_value_on_is_no_use_of_it() {
    let world = World::new(SHOP).library("fn pass(x) { return x; } fn default_of(x, d) { x ?? d }");
    table(
        &world,
        &[
            ("let a = it.spec.auth; a == ()", "true"),
            ("let a = [it.spec.auth, 1]; a.len()", "2"),
            ("#{ a: it.spec.auth }", "{\"a\":null}"),
            ("pass(it.spec.auth) == ()", "true"),
            ("pass(it.spec.auth) == 1", "? spec.auth"),
            (
                "pass(pass(it.spec.auth).protocol) == 1",
                "? spec.auth.protocol",
            ),
            ("default_of(it.spec.auth, 3)", "3"),
            ("[1, it.spec.auth][1].x == 2", "? spec.auth.x"),
            ("if true { it.spec.auth } else { 1 }", "null"),
            ("return it.spec.auth", "null"),
            ("is_map(it.spec.auth)", "false"),
            ("it.spec.auth.is_text()", "false"),
            ("list(it.spec.auth).len()", "0"),
            ("map(it.spec.auth).keys()", "[]"),
            ("text(it.spec.auth) == \"\"", "true"),
            ("matches(text(it.spec.replicas), \"x\")", "false"),
            ("list(it.spec.tier)", "[]"),
            ("list(it.spec.names)", "[\"b\",\"a\",\"b\"]"),
        ],
    );
}

#[test]
fn nulls_are_absent_but_their_keys_are_there() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.env.C == ()", "true"),
            ("it.spec.env.C == 1", "? spec.env.C"),
            ("\"C\" in it.spec.env", "true"),
            ("\"D\" in it.spec.env", "false"),
            ("it.spec.env.contains(\"C\")", "true"),
            ("it.spec.env.len()", "3"),
            ("it.spec.env.keys()", "[\"A\",\"B\",\"C\"]"),
            ("it.spec.env.values().len()", "3"),
            (
                "it.spec.env.entries().map(|e| e.key)",
                "[\"A\",\"B\",\"C\"]",
            ),
            ("key(it.spec.env.C)", "\"C\""),
            ("it.spec.env.entries()[2].value == ()", "true"),
            ("it.spec.empty.is_empty()", "true"),
            ("it.spec.env.is_empty()", "false"),
            ("it.metadata.name.len()", "4"),
        ],
    );
}

#[test]
fn any_word_may_follow_a_dot() {
    table(
        &World::new(SHOP),
        &[
            ("it.default + it.switch + it.tag", "6"),
            ("it.spec.public", "true"),
            (
                "it.len == () && it.eval == () && it.print == () && it.type_of == ()",
                "true",
            ),
            (
                "it.if?.in.fn.let.private.static.this.call.true == ()",
                "true",
            ),
            ("let m = #{ \"new\": 1, x: 2 }; m.new + m.x", "3"),
        ],
    );
}
