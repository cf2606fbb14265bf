//! What scripts see and do: LANGUAGE section 2, sentence by sentence.

use crate::script_world::{World, compile, compile_yaml, reads};
use mustmay::script::{Library, Names, Target};

const SHOP: &str = r#"
metadata:
  name: shop
  annotations: { "backstage.io/ref": dir:. }
spec:
  tier: "1"
  replicas: 3
  share: 0.5
  public: true
  nothing: ~
  created: 2026-05-10
  later: 2027-01-01
  version: 1.10
  image: registry/app:v1.2.3
  routes:
    - { path: /a, auth: oidc, port: 80 }
    - { path: /b, port: "81" }
  env: { A: 1, B: x, C: ~ }
  empty: {}
  tags: [a, b, 1]
  names: [b, a, b]
  definition: |
    openapi: 3.0.0
    info: { title: Shop }
  broken: "a: [1"
default: 1
switch: 2
tag: 3
"#;

/// Each script of a table gives what stands beside it.
#[track_caller]
fn table(world: &World, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(code, expected)| (code, expected, world.run(code)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(code, expected, found)| {
            format!("{code}\n  expected: {expected}\n  found:    {found}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

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
fn values_of_different_types_do_not_compare() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.tier == 1", "? spec.tier: text, not an integer"),
            ("1 != it.spec.tier", "? spec.tier: text, not an integer"),
            ("it.spec.tier < 2", "? spec.tier: text, not an integer"),
            (
                "it.spec.replicas == \"3\"",
                "? spec.replicas: an integer, not text",
            ),
            (
                "it.spec.tier in [1, 2]",
                "? spec.tier: text, not an integer",
            ),
            (
                "1 in it.spec.names",
                "? spec.names[0]: text, not an integer",
            ),
            (
                "it.spec.tier in data.tiers",
                "? spec.tier: text, not an integer",
            ),
            ("\"a\" in it.spec.tags", "true"),
            (
                "\"z\" in it.spec.tags",
                "? spec.tags[2]: an integer, not text",
            ),
            (
                "it.spec.tier in it.metadata.name",
                "? metadata.name: text, not a list or a map",
            ),
            (
                "it.spec.public == \"true\"",
                "? spec.public: a boolean, not text",
            ),
            (
                "it.spec.routes == 1",
                "? spec.routes: a list, not an integer",
            ),
            ("if it.spec.tier { 1 }", "? spec.tier: text, not a boolean"),
            (
                "!it.spec.replicas",
                "? spec.replicas: an integer, not a boolean",
            ),
            (
                "it.spec.public && it.spec.tier",
                "? spec.tier: text, not a boolean",
            ),
            (
                "it.spec.public < true",
                "? spec.public: a boolean, not numbers, texts, days or versions",
            ),
            (
                "it.spec.tier.all(|x| true)",
                "? spec.tier: text, not a list or a map",
            ),
            (
                "it.spec.routes.matches(\"a\")",
                "? spec.routes: a list, not text",
            ),
            (
                "matches(it.spec.replicas, \"3\")",
                "? spec.replicas: an integer, not text",
            ),
            (
                "for x in it.spec.tier { }",
                "? spec.tier: text, not a list or a map",
            ),
            ("it.spec.tier + 1", "? spec.tier: text, not a number"),
            (
                "it.spec.replicas * it.spec.tier",
                "? spec.tier: text, not a number",
            ),
            (
                "1 / (it.spec.replicas - 3)",
                "? spec.replicas: an integer, not a number other than zero",
            ),
            (
                "it.spec.replicas * 9223372036854775807",
                "? spec.replicas: an integer, not a number whose result fits into 64 bits",
            ),
            (
                "data.limits[it.spec.tier] > 0",
                "? spec.tier: text, not a name that the policy knows",
            ),
            (
                "#{ a: 1 }[it.spec.tier] > 0",
                "? spec.tier: text, not a name that the policy knows",
            ),
            // The author's own values are the author's mistake.
            (
                "1 == \"1\"",
                "! 2:5 script::type an integer and text do not compare",
            ),
            (
                "1 in [\"1\"]",
                "! 2:5 script::type an integer and text do not compare",
            ),
            (
                "\"1\" < 2",
                "! 2:7 script::type text and an integer do not compare",
            ),
            (
                "it.metadata.name.lower() == 3",
                "! 2:28 script::type text and an integer do not compare",
            ),
            (
                "data.limits.z == 1",
                "! 2:17 script::data the policy's data say nothing usable at `limits.z`",
            ),
            (
                "1 / 0",
                "! 2:5 script::value this takes a number other than zero",
            ),
            (
                "9223372036854775807 + 1",
                "! 2:23 script::value this takes a number whose result fits into 64 bits",
            ),
            (
                "if 1 + 1 { 2 }",
                "! 2:8 script::type this takes a boolean, not an integer",
            ),
            (
                "[1].all(|x| x)",
                "! 2:11 script::type this takes a boolean, not an integer",
            ),
            (
                "service.name == 3",
                "! 2:16 script::type text and an integer do not compare",
            ),
        ],
    );
}

#[test]
fn values_of_one_type_compare() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.tier == \"1\"", "true"),
            ("it.spec.replicas == 3.0", "true"),
            ("it.spec.share < 1", "true"),
            ("0.1 + 0.2 == 0.3", "false"),
            ("1 == 1.0 && 2 > 1.5 && 1.5 < 2", "true"),
            ("9007199254740993 == 9007199254740992.0", "false"),
            ("\"a\" < \"b\"", "true"),
            ("'a' == \"a\"", "true"),
            ("it.spec.names == [\"b\", \"a\", \"b\"]", "true"),
            ("it.spec.names != [\"b\"]", "true"),
            (
                "it.spec.routes[0] == #{ port: 80, path: \"/a\", auth: \"oidc\" }",
                "true",
            ),
            ("it.spec.routes[0] == it.spec.routes[1]", "false"),
            (
                "it.spec.names == [1, 2, 3]",
                "? spec.names: a list, not elements that compare",
            ),
            ("it.spec.env == it.spec.env", "true"),
            ("it.spec.replicas in 1..=3 && 4 !in 1..4", "true"),
            ("it.spec.version", "1.1"),
            (
                "`${it.spec.version} ${it.spec.names} ${1.0} ${true}`",
                "\"1.10 [\\\"b\\\",\\\"a\\\",\\\"b\\\"] 1.0 true\"",
            ),
            ("7 / 2 + 7 % 4 + 2 ** 3", "14"),
            ("[1] + [2]", "[1,2]"),
            ("#{ a: 1, b: 1 } + #{ b: 2 }", "{\"a\":1,\"b\":2}"),
            ("\"port \" + it.spec.replicas", "\"port 3\""),
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
fn lists_and_maps() {
    table(
        &World::new(SHOP),
        &[
            ("it.spec.routes.map(|r| r.path)", "[\"/a\",\"/b\"]"),
            ("it.spec.routes.map(|r, i| i)", "[0,1]"),
            (
                "it.spec.routes.filter(|r| r.auth == ()).map(|r| r.path)",
                "[\"/b\"]",
            ),
            (
                "it.spec.routes.filter(|r| r.auth == ())[0].auth == 1",
                "? spec.routes[1].auth",
            ),
            (
                "it.spec.routes.filter(|r| false)[0] == 1",
                "? spec.routes[0]",
            ),
            ("it.spec.routes.find(|r| r.path == \"/b\").port", "\"81\""),
            ("it.spec.routes.find(|r| false) == ()", "true"),
            (
                "it.spec.routes.find(|r| false).x == 1",
                "? spec.routes: a list, not a list or map with such an element",
            ),
            ("it.spec.routes.count(|r| r.auth != ())", "1"),
            (
                "it.spec.routes.any(|r| r.path == \"/a\") && it.spec.routes.none(|r| r.path == \"/z\")",
                "true",
            ),
            ("all(it.spec.names, |n| n.len() == 1)", "true"),
            ("it.spec.env.all(|v, k| k.len() == 1)", "true"),
            (
                "it.spec.routes.all(|r| it.spec.routes.count(|o| o.path == r.path) == 1)",
                "true",
            ),
            (
                "let rs = it.spec.routes; rs.all(|r| rs.count(|o| o.path == r.path) == 1)",
                "true",
            ),
            ("it.spec.names.unique()", "[\"b\",\"a\"]"),
            ("it.spec.tags.unique()", "[\"a\",\"b\",1]"),
            ("it.spec.names.sort()", "[\"a\",\"b\",\"b\"]"),
            ("[3, 1, 2].sort(|a, b| b - a)", "[3,2,1]"),
            (
                "it.spec.routes.sort(|r| r.path).map(|r| r.path)",
                "[\"/a\",\"/b\"]",
            ),
            (
                "it.spec.tags.sort()",
                "? spec.tags[2]: an integer, not text",
            ),
            ("[2, 1].reduce(|sum, x| sum + x, 10)", "13"),
            (
                "[[1], it.spec.names, 2].flatten()",
                "[1,\"b\",\"a\",\"b\",2]",
            ),
            ("let a = [3, 1]; a.sort(); a", "[3,1]"),
            ("let a = [1]; let b = a; b += [2]; a", "[1]"),
            (
                "let n = 0; for (r, i) in it.spec.routes { n += i + 1; } n",
                "3",
            ),
            (
                "let n = 0; for v in it.spec.env { if v != () { n += 1; } } n",
                "2",
            ),
            (
                "let n = 0; for i in 0..5 { if i == 1 { continue; } if i == 4 { break; } n += i; } n",
                "5",
            ),
            (
                "let n = 0; while n < 3 { n += 1; } do { n += 1; } until n > 5; loop { n += 1; break n * 2; }",
                "14",
            ),
            ("let x = 1; { let x = 2; } x", "1"),
            ("let f = |x| x * 2; [1, 2].map(f)", "[2,4]"),
            (
                "[1, 2].all(|a, b, c| true)",
                "! 2:10 script::call the closure takes 3 parameters, and gets at most 2",
            ),
            ("it.spec.routes.map(|r| return r.path)", "[\"/a\",\"/b\"]"),
            (
                "|x| x",
                "! 1:1 script::type a function is no result of a script",
            ),
        ],
    );
}

#[test]
fn text_dates_and_versions() {
    table(
        &World::new(SHOP),
        &[
            ("matches(it.spec.image, \"v\\\\d\")", "true"),
            ("let p = \"^reg\"; it.spec.image.matches(p)", "true"),
            (
                "captures(it.spec.image, \":v(\\\\d+)(-x)?\")",
                "[\":v1\",\"1\",null]",
            ),
            ("captures(it.spec.image, \"zzz\") == ()", "true"),
            (
                "find_all(it.spec.image, \"(\\\\d)\").map(|m| m[1])",
                "[\"1\",\"2\",\"3\"]",
            ),
            (
                "let p = \"(\"; matches(\"a\", p)",
                "! 2:16 script::regex not a regex: unclosed group",
            ),
            (
                "glob(\"a/b.yaml\", \"*/*.yaml\") && !glob(\"a/b\", \"*\") && glob(\"a/b\", \"**\")",
                "true",
            ),
            ("\" aB \".trim().upper() + \"Xy\".lower()", "\"ABxy\""),
            ("\"a,b\".split(\",\")", "[\"a\",\"b\"]"),
            (
                "\"abc\".starts_with(\"a\") && \"abc\".ends_with(\"c\") && \"abc\".contains(\"b\")",
                "true",
            ),
            (
                "\"héllo\".sub_string(1, 3) + \"abc\".sub_string(-1) + \"abc\".sub_string(9)",
                "\"éllc\"",
            ),
            ("\"a-b\".replace(\"-\", \"+\")", "\"a+b\""),
            ("to_int(it.spec.tier) + to_int(\" 7 \") + to_int(1.9)", "9"),
            ("to_int(\"x\") == () && to_float(\"x\") == ()", "true"),
            (
                "to_int(it.metadata.name) > 1",
                "? metadata.name: text, not a whole number",
            ),
            ("to_float(\"1.5\")", "1.5"),
            (
                "semver(it.spec.image.split(\":\")[1]) >= semver(\"1.2.0\")",
                "true",
            ),
            (
                "semver(\"1.10.0\") > semver(\"1.9.0\") && semver(\"1.0.0-rc.1\") < semver(\"1.0.0\")",
                "true",
            ),
            ("semver(\"1.2\") == ()", "true"),
            (
                "semver(it.metadata.name) > semver(\"1.0.0\")",
                "? metadata.name: text, not a version such as 1.2.3",
            ),
            ("date(it.spec.created) < today", "true"),
            (
                "date(\"nope\") == () && date(\"2026-02-30\") == () && date(\"2026-05-10T00:00:00\") == ()",
                "true",
            ),
            (
                "date(it.metadata.name) < today",
                "? metadata.name: text, not a day such as 2026-05-10",
            ),
            ("days_since(it.spec.created)", "22"),
            ("days_since(it.spec.later)", "? spec.later: future"),
            (
                "days_since(it.metadata.name) < 3",
                "? metadata.name: text, not a day such as 2026-05-10",
            ),
            ("days_since(it.spec.approved) < 3", "? spec.approved"),
            ("days_until(it.spec.later)", "214"),
            ("days_until(it.spec.created)", "-22"),
            ("`${today}`", "\"2026-06-01\""),
            (
                "today > \"2026-01-01\"",
                "! 2:9 script::type a day and text do not compare",
            ),
            (
                "is_list(it.spec.names) && is_map(it.spec) && is_text(it.spec.tier) && is_bool(it.spec.public)",
                "true",
            ),
            (
                "is_number(it.spec.share) && is_number(3) && !is_integer(1.5) && is_integer(it.spec.replicas)",
                "true",
            ),
            ("is_list([1]) && is_map(#{}) && is_list(1..2)", "true"),
        ],
    );
}

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
    assert_eq!(reads(&run), ["facts.exposure", "", "spec", "(spec.auth)"]);
    assert_eq!(
        World::new("a: 1\n---\nb: [").run("file.len()"),
        "! 2:3 script::file a document of the file is unreadable"
    );
}

#[test]
fn what_is_wrong_is_known_when_the_policy_is_loaded() {
    let world = World::new(SHOP)
        .library("fn helper(a, b) { a }")
        .fact("exposure", "1");
    table(
        &world,
        &[
            (
                "it.spec.tier ==",
                "script::syntax 2:17 script is incomplete",
            ),
            (
                "it.spec.tier = 1",
                "script::refused 2:3 only a whole variable can be assigned to (make a new value: `list = list + [x]`, `map = map + #{ name: x }`)",
            ),
            (
                "switch it { 1 => 2 }",
                "script::refused 2:3 `switch` is not part of the language (write `if .. else if ..`)",
            ),
            (
                "try { 1 } catch { 2 }",
                "script::refused 2:3 `try` is not part of the language (ask for what may be absent with `== ()`, `??` or `?.`)",
            ),
            (
                "throw 1",
                "script::refused 2:3 `throw` is not part of the language (ask for what may be absent with `== ()`, `??` or `?.`)",
            ),
            (
                "eval(\"1\")",
                "script::refused 2:3 `eval` is not part of the language (write the code itself, or a closure)",
            ),
            (
                "print(1)",
                "script::refused 2:3 `print` is not part of the language (a script has no output; `fail(message)` says what is wrong)",
            ),
            (
                "import \"x\" as y; 1",
                "script::refused 2:3 `import` is not part of the language (all functions of the pack's `.rhai` files are known here)",
            ),
            (
                "Fn(\"len\")",
                "script::refused 2:3 `Fn` is not part of the language (write the code itself, or a closure)",
            ),
            (
                "sleep(3)",
                "script::refused 2:3 `sleep` is not part of the language (a script has no clock but `today`)",
            ),
            (
                "it.type_of()",
                "script::refused 2:6 `type_of` is not part of the language (ask with `is_map`, `is_list`, `is_text`, `is_number`, `is_integer` or `is_bool`)",
            ),
            (
                "fn f(x) { x } f(1)",
                "script::refused 2:6 `f` is defined inside of a script (functions stand in the pack's `.rhai` files)",
            ),
            (
                "1 & 2",
                "script::refused 2:5 the operator `&` is not part of the language (write `&&`)",
            ),
            (
                "it.spec < ()",
                "script::absent 2:11 `()` and `<` give no answer (an absent value is asked about with `== ()`, `!= ()`, `??` or `?.`)",
            ),
            (
                "matchs(it.a, \"b\")",
                "script::call 2:3 unknown function `matchs` (did you mean `matches`?)",
            ),
            (
                "it.a.some(|x| true)",
                "script::call 2:8 unknown function `some` (write `any`)",
            ),
            (
                "helpr(1, 2)",
                "script::call 2:3 unknown function `helpr` (did you mean `helper`?)",
            ),
            (
                "helper(1)",
                "script::call 2:3 `helper` takes 2 arguments, not 1",
            ),
            (
                "it.helper(1)",
                "script::call 2:6 `helper` is a function of the pack, and no method (write `helper(value, ..)`)",
            ),
            (
                "it.a.len(1)",
                "script::call 2:8 `len` takes 0 arguments behind the dot, not 1",
            ),
            ("len()", "script::call 2:3 `len` takes 1 argument, not 0"),
            (
                "fail(1, 2, 3, 4)",
                "script::call 2:3 `fail` takes 1 to 3 arguments, not 4",
            ),
            (
                "itt.spec",
                "script::name 2:3 unknown variable `itt` (did you mean `it`?)",
            ),
            (
                "it.a.all(|r| rr.b)",
                "script::name 2:16 unknown variable `rr`",
            ),
            (
                "facts.exposre",
                "script::name 2:9 unknown fact `exposre` (did you mean `exposure`?)",
            ),
            (
                "service.teir",
                "script::name 2:11 unknown field of the service `teir` (did you mean `tier`?)",
            ),
            (
                "data.tirs",
                "script::name 2:8 unknown data `tirs` (did you mean `tiers`?)",
            ),
            (
                "facts.keys()",
                "script::name 2:9 the name of what is read from `facts` must be written (write `facts.name`)",
            ),
            (
                "keys(facts)",
                "script::name 2:8 `facts` is no value of its own (write `facts.` and the name of what you need)",
            ),
            (
                "let it = 1; it",
                "script::shadowed 2:7 `it` is a name of the language, and no variable can have it (take another name)",
            ),
            (
                "it.a.all(|doc| true)",
                "script::shadowed 2:12 `doc` is a name of the language, and no variable can have it (take another name)",
            ),
            (
                "it = 1",
                "script::refused 2:3 `it` cannot be assigned to: it is a name of the language (nothing of it can be changed)",
            ),
            (
                "const A = 1; A = 2",
                "script::syntax 2:16 cannot assign to constant A",
            ),
            (
                "let n = 0; it.a.all(|x| { n += 1; true }); n",
                "script::refused 2:29 `n` cannot be assigned to: it lies outside of the closure (use `reduce`, or a `for` loop)",
            ),
            (
                "let n = 0; let f = |x| n; n = 1; [1].map(f)",
                "script::refused 2:29 `n` cannot be assigned to: it was taken along by the closure above (assign before the closure is made)",
            ),
            ("let n = 0; if [1].all(|x| x == n) { n = 5; } n", "0"),
            (
                "it.a.matches(\"(\")",
                "script::regex 2:16 not a regex: unclosed group",
            ),
            (
                "glob(\"a\", \"[\")",
                "script::glob 2:13 not a glob: unclosed character class; missing ']'",
            ),
            (
                "this.x",
                "script::refused 2:3 `this` is not part of the language (give the value as a parameter)",
            ),
            (
                "1 2",
                "script::syntax 2:5 expecting `;` to terminate this statement",
            ),
            (
                "foo!(1)",
                "script::refused 2:3 `foo!(..)` is not part of the language",
            ),
            ("let a = ;", "script::syntax 2:11 unexpected `;`"),
            (
                "aa + bb + it.cc",
                "script::name 2:3 unknown variable `aa`\nscript::name 2:8 unknown variable `bb`",
            ),
        ],
    );
}

#[test]
fn a_problem_stands_at_its_line_inside_of_the_block() {
    let library = Library::empty();
    let problem = |yaml: &str| compile_yaml(yaml, &library, &Names::of_mandate()).unwrap_err();
    assert_eq!(
        problem("s: |\n  let x = 1;\n\n  x + yy\n"),
        "script::name 4:7 unknown variable `yy`"
    );
    assert_eq!(
        problem("s: 'it.a == \"é\" && yy'\n"),
        "script::name 1:20 unknown variable `yy`"
    );
    assert_eq!(
        problem("s: \"it.a == \\\"é\\\" && yy\"\n"),
        "script::name 1:22 unknown variable `yy`"
    );
    assert_eq!(
        problem("s: it.a && yy\n"),
        "script::name 1:12 unknown variable `yy`"
    );
    assert_eq!(
        problem("s: it.a && yy\n"),
        "script::name 1:12 unknown variable `yy`"
    );
    assert_eq!(
        problem("s: >\n  it.a\n  && it.b\n"),
        "script::folded 1:4 the lines of this script are joined, so that its places are lost (write it on one line, or as a block scalar with `|`)"
    );
    assert!(problem("s: it.a\n  && it.b\n").starts_with("script::folded 1:4"));
    assert!(problem("s: item(it, #{ a: 1 })\n").starts_with("script::cut 1:4"));
    assert!(problem("s: ~\n").starts_with("script::text 1:4"));
    assert!(problem("s: [1]\n").starts_with("script::text 1:4"));
    assert!(problem("s: ''\n").starts_with("script::text 1:4"));
    assert!(
        problem(&format!("s: \"{}1\"\n", "1 + ".repeat(5_000))).starts_with("script::limit 1:4")
    );
    assert!(compile_yaml("s: item(it, 1) # plain\n", &library, &Names::of_mandate()).is_ok());
    assert!(compile_yaml("s: true\n", &library, &Names::of_mandate()).is_ok());
}

#[test]
fn each_place_sees_its_own_names() {
    let problems = mustmay::diagnostic::Problems::default();
    let source = mustmay::source::Source::new(
        "lib.rhai",
        "fn f() { it.x }\nfn g() { f() }\nfn h() { facts.x }",
    );
    let library = Library::compile(&[source], &problems);
    let seen = |code: &str, names: Names| compile(code, &library, &names).err().unwrap_or_default();
    assert_eq!(seen("doc.a == 1", Names::of_document()), "");
    assert_eq!(
        seen("it.a == 1", Names::of_document()),
        "script::name 2:3 `it` is not known here (this script sees `doc`, `file`, `data`, `today`)"
    );
    assert_eq!(
        seen("g()", Names::of_document()),
        "script::name 2:3 `g` uses `it`, which is not known here"
    );
    assert_eq!(seen("g()", Names::of_service()), "");
    assert_eq!(
        seen("h()", Names::of_service().with_facts(["y"])),
        "script::name 2:3 `h` uses `facts.x`, which no kind here has"
    );
}

#[test]
fn a_script_knows_what_it_uses() {
    let problems = mustmay::diagnostic::Problems::default();
    let source = mustmay::source::Source::new(
        "lib.rhai",
        "fn tier() {\n  it.spec.tier ?? facts.level\n}\nfn unused() { 1 }",
    );
    let library = Library::compile(&[source], &problems);
    let code = "let s = it.spec;\ns.routes.all(|r| r.auht != s.auth[\"x\"].y) && tier() in siblings;\nfor c in doc.list { c.name }\nlet z = (it.a ?? #{ b: 1 }).b == service.node.q[0].z.filter(|v| v.w).len()";
    let script = compile(code, &library, &Names::of_mandate()).unwrap();
    let mut fields: Vec<String> = script
        .field_paths()
        .iter()
        .map(|field| format!("{:?} {}", field.base, field.path))
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "Doc list",
            "Doc list[*].name",
            "It a",
            "It a.b",
            "It spec",
            "It spec.auth.x.y",
            "It spec.routes",
            "It spec.routes[*].auht",
            "It spec.tier",
            "ServiceNode q[*].z",
            "ServiceNode q[*].z[*].w",
        ]
    );
    let typo = script
        .field_paths()
        .iter()
        .find(|field| field.path.to_string().ends_with("auht"))
        .unwrap();
    let place = typo.place(3);
    assert_eq!(
        (&place.excerpt.text[place.underlined()], place.start.line),
        ("auht", 3)
    );
    let facts: Vec<String> = script
        .fact_names()
        .iter()
        .map(|fact| format!("{} {}", fact.name, fact.place.file))
        .collect();
    assert_eq!(facts, ["level lib.rhai"]);
    assert!(script.uses("siblings") && script.uses("facts") && !script.uses("file"));
    assert_eq!(script.calls().collect::<Vec<_>>(), ["tier"]);
    assert_eq!(
        library
            .functions()
            .map(|(name, _)| name.to_owned())
            .collect::<Vec<_>>()
            .len(),
        2
    );
}

#[test]
fn a_pack_defines_functions_and_nothing_else() {
    let problems_of = |files: &[&str]| {
        let problems = mustmay::diagnostic::Problems::default();
        let files: Vec<_> = files
            .iter()
            .map(|text| mustmay::source::Source::new("lib.rhai", *text))
            .collect();
        let _library = Library::compile(&files, &problems);
        crate::script_world::texts(&problems.into_vec())
    };
    assert_eq!(
        problems_of(&[
            "fn f(x) { x }\nfn f(x, y) { f(x) + y }",
            "\u{feff}fn g() { f(1) }"
        ]),
        ""
    );
    assert_eq!(
        problems_of(&["fn fail(x) { true }"]),
        "script::redefined 1:4 `fail` is a name of the language, and no pack can define it (take another name)"
    );
    assert_eq!(
        problems_of(&["fn it() { true }"]),
        "script::redefined 1:4 `it` is a name of the language, and no pack can define it (take another name)"
    );
    assert_eq!(
        problems_of(&["fn a(it) { true }"]),
        "script::shadowed 1:1 `it` is a name of the language, and no variable can have it (take another name)"
    );
    assert_eq!(
        problems_of(&["fn a() { 1 }", "\nfn a() { 2 }"]),
        "script::redefined 2:4 `a` with 0 parameters is defined twice"
    );
    assert_eq!(
        problems_of(&["let x = 1;\nfn a() { x }"]),
        "script::refused 1:1 a file of functions holds nothing but functions (write `fn name(parameters) { .. }`)\nscript::name 2:10 unknown variable `x`"
    );
    assert_eq!(
        problems_of(&["fn a() { nope() }"]),
        "script::call 1:10 unknown function `nope` (did you mean `none`?)"
    );
    assert_eq!(
        problems_of(&["private fn a() { 1 }"]),
        "script::refused 1:12 `a` is private or bound to a type (write `fn name(parameters) { .. }`)"
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
