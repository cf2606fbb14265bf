//! What is known before a script runs.

use super::{SHOP, table};
use crate::script_world::{World, compile, compile_yaml};
use mustmay::script::{Library, Names};

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
                "script::syntax 2:5 an operator or `;` is missing before `2`",
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
fn who_comes_from_another_language_is_told_what_to_write_here() {
    table(
        &World::new(SHOP),
        &[
            (
                "not it.b",
                "script::syntax 2:7 an operator or `;` is missing before `it` (write `!x`, and `!(x in list)`)",
            ),
            (
                "it.a and it.b",
                "script::syntax 2:8 an operator or `;` is missing before `and` (write `&&`)",
            ),
            (
                "it.a && it.b not in [1]",
                "script::syntax 2:16 an operator or `;` is missing before `not` (write `!x`, and `!(x in list)`)",
            ),
            (
                "it.a == null",
                "script::syntax 2:11 `null` is reserved (write `()` for what is absent: `x == ()`, `x != ()`)",
            ),
            (
                "it.a == None",
                "script::name 2:11 unknown variable `None` (write `()` for what is absent: `x == ()`, `x != ()`)",
            ),
            (
                "it.a == True",
                "script::name 2:11 unknown variable `True` (write `true`)",
            ),
            (
                "it.a === 1",
                "script::syntax 2:8 `===` is no operator (write `==`)",
            ),
            (
                "it.a <> 1",
                "script::syntax 2:9 unexpected `>` (write `!=`)",
            ),
            (
                "it.a =~ \"x\"",
                "script::syntax 2:9 `~` is reserved (write `matches(text, regex)`)",
            ),
            (
                "it.a ? 1 : 2",
                "script::syntax 2:8 `?` is no operator (write `if .. { .. } else { .. }`)",
            ),
            (
                "if it.a == 1 then true",
                "script::syntax 2:16 expecting `{` to start a statement block (write `if .. { .. } else if .. { .. } else { .. }`)",
            ),
            (
                "it.a.all(x => x)",
                "script::syntax 2:14 expecting `,` to separate the arguments to function call `all` (a closure is written `|x| ..`)",
            ),
            (
                "it.a in (1, 2)",
                "script::syntax 2:13 expecting `)` for a matching ( in this expression (a list stands between brackets: `[a, b]`)",
            ),
            (
                "it.a[*].b",
                "script::syntax 2:8 unexpected `*` (`[*]` belongs to paths; a script asks with `all`, `any` or `map`)",
            ),
            (
                "it.a == 'abc'",
                "script::syntax 2:11 invalid character: `abc` (a text stands between double quotes)",
            ),
            (
                "matches(it.a, \"\\d\")",
                "script::syntax 2:19 invalid escape sequence: `\\d` (a backslash in a text is written twice)",
            ),
            (
                "it.foo-bar.baz",
                "script::name 2:10 unknown variable `bar` (a field of such a name stands in brackets: `[\"foo-bar\"]`)",
            ),
            (
                "it.backstage.io/x",
                "script::name 2:19 unknown variable `x` (a field of such a name stands in brackets as a whole: `[\"example.com/name\"]`)",
            ),
            (
                "exists(it.a)",
                "script::call 2:3 unknown function `exists` (write `x != ()`, or `any` for a list)",
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
