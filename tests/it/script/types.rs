//! Types: what compares, what calculates, and who is wrong otherwise.

use super::{SHOP, table};
use crate::script_world::World;

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
