//! The functions.

use super::{SHOP, table};
use crate::script_world::World;

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
                "let f = |a, b, c| true; [1, 2].all(f)",
                "! 2:34 script::call the closure takes 3 parameters, and gets at most 2",
            ),
            (
                "[1, 2].all(|a, b, c| true)",
                "script::call 2:14 `all` gives its closure at most 2 arguments, and it takes 3",
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
