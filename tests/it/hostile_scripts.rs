//! Scripts that try to hang, to crash or to look around. Each runs in a process of its own with 2 GiB of address
//! space, on a thread of only 2 MB: none aborts, none takes long, none looks around.

use crate::script_world::World;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How a hostile script must end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// By a limit, when it is loaded or when it runs.
    Limit,
    /// When it is loaded, for what it says.
    Refused,
    /// With a value, a question without an answer, or a fault: harmless.
    Harmless,
}
use End::{Harmless, Limit, Refused};

/// Wall time of one script. Two seconds, and as much again for a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(4);

fn scripts() -> Vec<(End, String)> {
    let mut scripts: Vec<(End, String)> = [LOOPS, SIZES, CALLS, RUNTIME, LOOKING, EDGES]
        .concat()
        .iter()
        .map(|(end, code)| (*end, (*code).to_owned()))
        .collect();
    scripts.extend(generated());
    scripts
}

const LOOPS: &[(End, &str)] = &[
    (Limit, "loop {}"),
    (Limit, "while true {}"),
    (Limit, "do {} while true"),
    (Limit, "let x = 0; while true { x += 1; }"),
    (
        Limit,
        "let t = 0; for i in 0..9223372036854775807 { t += 1; } t",
    ),
    (
        Limit,
        "for i in -9223372036854775807..9223372036854775807 {}",
    ),
    (
        Limit,
        "for a in it.endpoints { for b in it.endpoints { for c in it.endpoints { for d in it.endpoints {} } } }",
    ),
    (
        Limit,
        "it.endpoints.all(|a| it.endpoints.all(|b| it.endpoints.all(|c| it.endpoints.all(|d| a.timeout + b.timeout + c.timeout + d.timeout >= 0))))",
    ),
    (
        Limit,
        "let xs = it.endpoints; xs.all(|a| xs.all(|b| xs.all(|c| xs.any(|d| false) || true)))",
    ),
    (
        Limit,
        "it.endpoints.map(|x| { let t = 0; for i in 0..20000 { t += 1; } t }).len()",
    ),
    (
        Limit,
        "it.endpoints.sort(|a, b| { for i in 0..20000 {} a.timeout - b.timeout })",
    ),
    (
        Limit,
        "it.endpoints.reduce(|sum, x| { for i in 0..20000 {} sum }, 0)",
    ),
    (Limit, "it.endpoints.filter(|x| { loop {} })"),
    (
        Limit,
        "let n = 0; for i in 0..1000000 { if \"zz\" in it.names { n += 1; } } n",
    ),
    (Limit, "for i in 0..1000000 { it.names.sort(); }"),
    (Limit, "for i in 0..1000000 { it.names.unique(); }"),
    (Limit, "for i in 0..1000000 { walk(it); }"),
    (Limit, "for i in 0..1000000 { entries(it.endpoints); }"),
    (Limit, "for i in 0..1000000 { it.big.lower(); }"),
    (Limit, "for i in 0..1000000 { it.big.split(\"a\"); }"),
    (Limit, "for i in 0..1000000 { it.big.len(); }"),
    (Limit, "for i in 0..1000000 { it.big.sub_string(9000); }"),
    (
        Limit,
        "for i in 0..1000000 { matches(it.big, \"(a|b|ab|ba)*c\"); }",
    ),
    (Limit, "for i in 0..1000000 { find_all(it.big, \".\"); }"),
    (
        Limit,
        "for i in 0..1000000 { captures(it.big, \"^(a+)+$\"); }",
    ),
    (Limit, "for i in 0..1000000 { yaml(it.inner); }"),
    (Limit, "for i in 0..1000000 { json(it.inner); }"),
    (Limit, "for i in 0..1000000 { it == it; }"),
    (Limit, "for i in 0..1000000 { `${it.endpoints[0]}`; }"),
    (Limit, "for i in 0..1000000 { fail(`${i}`); }"),
    (
        Limit,
        "for i in 0..1000000 { matches(\"x\", `[a-z\\\\p{L}]{50}${i}`); }",
    ),
    (
        Limit,
        "for i in 0..1000000 { glob(\"x\", `**/{a,b}/*${i}`); }",
    ),
    (Limit, "for i in 0..1000000 { it.big == it.big; }"),
    (Limit, "for i in 0..1000000 { it.names == it.names; }"),
    (Limit, "for i in 0..1000000 { it.endpoints.flatten(); }"),
    (
        Limit,
        "for i in 0..1000000 { it.endpoints.values(); it.keys(); }",
    ),
    (
        Limit,
        "for i in 0..1000000 { it.big.replace(\"a\", \"b\"); }",
    ),
    (Limit, "for i in 0..1000000 { file; siblings; today; }"),
    (Limit, "it.endpoints.all(|x| spin())"),
    (Limit, "(0..9223372036854775807).all(|x| true)"),
    (Limit, "(0..9223372036854775807).map(|x| x)"),
    (Limit, "(0..9223372036854775807).filter(|x| true)"),
    (Limit, "entries(0..9223372036854775807)"),
    (Limit, "walk(0..9223372036854775807)"),
    (Limit, "values(0..9223372036854775807)"),
    (Limit, "sort(0..9223372036854775807)"),
    (Limit, "unique(0..9223372036854775807)"),
    (Limit, "flatten(0..9223372036854775807)"),
    (
        Limit,
        "(0..9223372036854775807) == (0..9223372036854775807)",
    ),
    (Limit, "(0..9223372036854775807) + [1]"),
    (Limit, "[1] + (0..9223372036854775807)"),
    (Limit, "\"x\" in (0..9223372036854775807)"),
    (Limit, "`${0..9223372036854775807}`"),
    (Harmless, "5 in 0..9223372036854775807"),
    (Harmless, "len(0..9223372036854775807)"),
];

const SIZES: &[(End, &str)] = &[
    (Limit, "let s = \"a\"; loop { s += s; }"),
    (
        Limit,
        "let s = \"aaaaaaaa\"; for i in 0..40 { s = `${s}${s}`; } s.len()",
    ),
    (Limit, "it.endpoints.reduce(|s, x| s + s, \"ab\")"),
    (Limit, "let s = it.big; s.replace(\"a\", s).len()"),
    (
        Limit,
        "let s = \"a\"; for i in 0..50 { s = s.replace(\"a\", \"aa\"); }",
    ),
    (Limit, "let s = it.big + it.big + it.big; s.len()"),
    (
        Limit,
        "it.names.reduce(|s, x| s + x + x + \"0123456789012345678901234567890123456789012345678901234567890123456789\", \"\").len()",
    ),
    (Limit, "let a = [1]; loop { a += a; }"),
    (Limit, "let a = []; loop { a += [1]; }"),
    (Limit, "let a = [1]; for i in 0..40 { a = [a, a]; } 1"),
    (Limit, "let a = []; for i in 0..200000 { a = [a]; } 1"),
    (
        Limit,
        "let a = #{}; for i in 0..200000 { a = #{ a: a }; } 1",
    ),
    (
        Limit,
        "let a = #{}; let i = 0; loop { a = a + map_of(`k${i}`); i += 1; }",
    ),
    (Limit, "let a = [1]; for i in 0..60 { a = [a, a]; } `${a}`"),
    (Limit, "let a = [1]; for i in 0..60 { a = [a, a]; } a == a"),
    (
        Limit,
        "let a = [1]; for i in 0..60 { a = [a, a].flatten(); } a.len()",
    ),
    (
        Limit,
        "let a = [it.big]; for i in 0..60 { a = a + a; } a.len()",
    ),
    (
        Limit,
        "let f = |x| x; for i in 0..200000 { let g = f; f = |x| [g]; } 1",
    ),
    (
        Limit,
        "let a = [1]; for i in 0..200 { let b = a; a = [|x| b]; } 1",
    ),
    (
        Limit,
        "it.endpoints.map(|x| it.endpoints.map(|y| it.endpoints.map(|z| z)))",
    ),
    (
        Limit,
        "let a = it.endpoints.map(|x| it.names); a = a.map(|x| a); a = a.map(|x| a); a.len()",
    ),
    (
        Limit,
        "let a = (0..9000).map(|x| x); let b = (0..9000).map(|x| a); b.len()",
    ),
    (Limit, "`${file}${it}${doc}${it}${doc}`"),
    (
        Limit,
        "let m = \"x\"; for i in 0..14 { m += m; } fail(it, m + m)",
    ),
    (
        Harmless,
        "it.endpoints.map(|x| x).map(|x| x).filter(|x| true).len()",
    ),
    (
        Harmless,
        "let a = []; for e in it.endpoints { a += [e.name]; } a.len()",
    ),
    (
        Harmless,
        "it.endpoints.reduce(|a, x| a + [x.name], []).len()",
    ),
    (Harmless, "for i in 0..3000 { fail(`${i}`); }"),
];

const CALLS: &[(End, &str)] = &[
    (Limit, "recurse(0)"),
    (Limit, "wide(0)"),
    (Limit, "through_any(0)"),
    (Limit, "through_map(0)"),
    (Limit, "blocks(0)"),
    (Limit, "exponential(0)"),
    (Limit, "ping(0)"),
    (Limit, "deep_plus(0)"),
    (Limit, "through_sort(0)"),
    (Limit, "spin()"),
    (Limit, "grow([1])"),
    (Refused, "let f = |g| g.call(g); f.call(f)"),
    (Refused, "let o = #{ f: |x| this.f(x) }; o.f(1)"),
    (Refused, "let f = |x| x; loop { f = f.curry(1); }"),
    (Refused, "let f = |x| f; f"),
    (Harmless, "let f = |x| x; let f = |x| f; [1].map(f)"),
    (Refused, "fn f() { f() } f()"),
];

const RUNTIME: &[(End, &str)] = &[
    (Refused, "let s = \"a\"; s.pad(2000000000, \"b\"); s.len()"),
    (Refused, "let a = []; a.pad(1000000000, 0); a.len()"),
    (Refused, "let a = []; loop { a.push(1); }"),
    (
        Refused,
        "let m = #{}; let i = 0; loop { m[`${i}`] = i; i += 1; }",
    ),
    (Refused, "let a = [1]; a[0] = a; a"),
    (Refused, "blob(20000000000)"),
    (
        Refused,
        "let n = 0; loop { try { loop { n += 1; } } catch { n += 1; } }",
    ),
    (Refused, "throw #{ a: [1, 2, 3] }"),
    (Refused, "let a = []; a.pad(3, x); a.append([1])"),
    (Refused, "range(0, 10, 0)"),
    (Refused, "parse_int(\"zz\", 1)"),
    (Refused, "let x = 1; x[63] = true; x"),
    (Refused, "let s = \"x\"; s.to_chars()"),
    (Refused, "[1, 2].splice(0, 1, [])"),
    (Refused, "#{}.to_json()"),
    (Refused, "let it = #{ auth: true }; it.auth"),
    (Refused, "let facts = 1; facts"),
    (Refused, "it = 1"),
    (Refused, "it.spec = 1"),
    (Refused, "let x = 1; [1].map(|y| { x = 2; y })"),
    (Refused, "switch it { _ => true }"),
    (
        Refused,
        "matches(it.big, \"(((((a{1,100}){1,100}){1,100}){1,100}){1,100}){1,100}\")",
    ),
    (
        Harmless,
        "let p = \"(((((a{1,100}){1,100}){1,100}){1,100}){1,100}){1,100}\"; matches(it.big, p)",
    ),
    (Harmless, "matches(it.big + \"!\", \"^(a+)+$\")"),
    (Harmless, "matches(it.big, \"(x+x+)+y\")"),
    (Harmless, "yaml(it.bomb)"),
    (Harmless, "json(it.bomb)"),
    (
        Harmless,
        "it.endpoints.sort(|a, b| if a.timeout % 3 == 0 { 1 } else { -1 }).len()",
    ),
    (Harmless, "it.endpoints.sort(|a, b| true).len()"),
];

const LOOKING: &[(End, &str)] = &[
    (Refused, "import \"/some/where/evil\" as x; x::f()"),
    (Refused, "import \"evil\""),
    (Refused, "export it"),
    (Refused, "eval(\"1 + 1\")"),
    (Refused, "Fn(\"eval\").call(\"40 + 2\")"),
    (Refused, "Fn(\"sleep\").call(3)"),
    (Refused, "sleep(3)"),
    (Refused, "timestamp().elapsed >= 0.0"),
    (Refused, "let t = Fn(\"timestamp\").call(); type_of(t)"),
    (Refused, "print(\"hello\")"),
    (Refused, "debug(it)"),
    (Refused, "\"x\".print()"),
    (Refused, "Fn(\"print\").call(\"hello\"); 1"),
    (Refused, "if true { exit(true); } false"),
    (Refused, "exit()"),
    (Refused, "get_fn_metadata_list()"),
    (Refused, "open_file(\"/etc/passwd\")"),
    (Refused, "read_to_string(\"/etc/passwd\")"),
    (Refused, "env(\"HOME\")"),
    (Refused, "http_get(\"https://example.com\")"),
    (Refused, "rand()"),
    (Refused, "now()"),
    (Refused, "parse_json(\"{}\")"),
    (Refused, "global::x"),
    (Refused, "std::fs::read(\"x\")"),
    (Refused, "is_def_fn(\"eval\", 1)"),
    (Refused, "is_shared(it)"),
    (Refused, "type_of(it)"),
    (Refused, "this"),
    (Refused, "__file__"),
];

const EDGES: &[(End, &str)] = &[
    (Harmless, "let x = 9223372036854775807; x + 1"),
    (Harmless, "let x = -9223372036854775807 - 1; x / -1"),
    (Harmless, "let x = -9223372036854775807 - 1; x % -1"),
    (Harmless, "let x = -9223372036854775807 - 1; -x"),
    (Harmless, "let x = 2; x ** 100000"),
    (Harmless, "let x = 2; x ** -3"),
    (Harmless, "1 / 0"),
    (Harmless, "1 % 0"),
    (Harmless, "1.0 / 0.0 > 1"),
    (Harmless, "(0.0 / 0.0) == (0.0 / 0.0)"),
    (Harmless, "to_int(1e300) == ()"),
    (Harmless, "to_int(0.0 / 0.0) == ()"),
    (
        Harmless,
        "\"héllo\".sub_string(-9223372036854775807, 9223372036854775807)",
    ),
    (Harmless, "\"héllo\".sub_string(9223372036854775807, -1)"),
    (Harmless, "it.endpoints[-9223372036854775807] == ()"),
    (Harmless, "it.endpoints[9223372036854775807] == ()"),
    (Harmless, "[][0] == () && #{}.a == ()"),
    (Harmless, "\"\".split(\"\")"),
    (Harmless, "\"\".replace(\"\", \"\")"),
    (Harmless, "it.big.replace(\"\", \"\").len()"),
    (Harmless, "9223372036854775807..=9223372036854775807"),
    (
        Harmless,
        "days_until(\"9999-12-31\") + days_until(\"0000-01-01\")",
    ),
    (Harmless, "(0..-5).len()"),
    (Harmless, "let x = 5; let x = x; x"),
    (Harmless, "glob(it.big, \"*a*a*a*a*a*a*a*a*b\")"),
];

/// Long scripts that are made.
fn generated() -> Vec<(End, String)> {
    let around = |left: &str, middle: &str, right: &str, count: usize| {
        format!("{}{middle}{}", left.repeat(count), right.repeat(count))
    };
    let mut made = Vec::new();
    for count in [100, 1_000, 7_000] {
        made.push((Limit, around("(", "1", ")", count)));
        made.push((Limit, around("!", "true", "", count)));
        made.push((Limit, around("- ", "it.x", "", count)));
        made.push((Limit, around("[", "", "]", count)));
        made.push((Limit, around("#{a:", "1", "}", count)));
        made.push((Limit, around("{", "1", "}", count)));
        made.push((Limit, around("if false {} else ", "{}", "", count)));
        made.push((Limit, around("if true {", "1", "}", count)));
        made.push((Limit, around("|a| ", "1", "", count)));
        made.push((Limit, around("`${", "1", "}`", count)));
        made.push((Limit, around("len(", "it", ")", count)));
        made.push((Limit, around("1 + (", "1", ")", count)));
    }
    for (end, left, middle, repeated) in [
        (Limit, "1", "+1", 9_000),
        (Limit, "it.x", "+it.x", 4_000),
        (Limit, "true", "&&true", 4_000),
        (Limit, "it", ".a", 9_000),
        (Limit, "it", "[0]", 9_000),
        (Limit, "it", ".lower()", 4_000),
        (Limit, "it.a", "??it.a", 4_000),
    ] {
        made.push((end, format!("{left}{}", middle.repeat(repeated))));
    }
    made.push((Harmless, format!("it{}", ".a".repeat(40))));
    made.push((Harmless, format!("true{}", "&&true".repeat(40))));
    made.push((
        Refused,
        format!("{}1{}", "switch 1 { _ => ".repeat(28), "}".repeat(28)),
    ));
    made.push((Refused, format!("let x = \"{}", "a".repeat(10_000))));
    made.push((
        Limit,
        format!("let x = \"{}\"; x.len()", "a".repeat(200_000)),
    ));
    made.push((Limit, format!("let x = 1; {}", "||x;".repeat(4_000))));
    made.push((
        Refused,
        format!("fn f({}) {{ 1 }} 1", numbered("p", ",", 2_400)),
    ));
    made.push((
        Limit,
        (0..5_000).fold(String::new(), |mut text, i| {
            let _ = write!(text, "let v{i} = {i};");
            text
        }),
    ));
    made.push((
        Harmless,
        (0..1_400).fold(String::new(), |mut text, i| {
            let _ = write!(text, "let v{i}=0;");
            text
        }),
    ));
    made.push((
        Harmless,
        format!("{}{}1", "/*".repeat(3_000), "*/".repeat(3_000)),
    ));
    made.push((Refused, "\u{202e}it.x".to_owned()));
    made.push((Refused, "it.x == \u{a0}1".to_owned()));
    made
}

fn numbered(name: &str, between: &str, count: usize) -> String {
    let names: Vec<String> = (0..count).map(|number| format!("{name}{number}")).collect();
    names.join(between)
}

/// The functions of the pack that the scripts call.
fn library() -> String {
    format!(
        "fn recurse(n) {{ recurse(n + 1) }}\n\
         fn wide(n) {{ {}wide(n + 1){} }}\n\
         fn through_any(n) {{ [1].any(|x| through_any(n + 1)) }}\n\
         fn through_map(n) {{ [[1]].map(|x| x.map(|y| [y].filter(|z| through_map(n + 1)))) }}\n\
         fn through_sort(n) {{ [2, 1].sort(|a, b| through_sort(n + 1)) }}\n\
         fn blocks(n) {{ {}blocks(n + 1){} }}\n\
         fn exponential(n) {{ if n > 14 {{ 0 }} else {{ exponential(n + 1) + exponential(n + 1) }} }}\n\
         fn ping(n) {{ pong(n + 1) }}\nfn pong(n) {{ ping(n + 1) }}\n\
         fn deep_plus(n) {{ {}deep_plus(n + 1){} }}\n\
         fn spin() {{ loop {{ }} }}\n\
         fn grow(list) {{ loop {{ list += list; }} }}\n\
         fn map_of(key) {{ let all = #{{ a: 1 }}; #{{ a: [key, all] }} + #{{ b: key }} }}\n",
        "(1 + ".repeat(28),
        ")".repeat(28),
        "if true { ".repeat(12),
        "}".repeat(12),
        "[".repeat(12),
        "]".repeat(12),
    )
}

fn manifest() -> String {
    let mut text = String::from("endpoints:\n");
    for i in 0..300 {
        let _ = writeln!(text, "  - {{ name: e{i}, timeout: {} }}", (i * 7919) % 307);
    }
    text += "names:\n";
    for i in 0..300 {
        let _ = writeln!(text, "  - n{}", (i * 7919) % 307);
    }
    let _ = writeln!(text, "big: {}", "a".repeat(10_000));
    text += "inner: |\n  a: [1, 2]\n  b: { c: d }\n";
    text += "bomb: |\n  a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (name, before) in ["b", "c", "d", "e", "f", "g"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f"])
    {
        let _ = writeln!(
            text,
            "  {name}: &{name} [{}]",
            vec![format!("*{before}"); 9].join(", ")
        );
    }
    text
}

/// Runs the script that stands at the number given on standard input, and tells how it ended and how long it took.
/// Started by the test below only; without a number there is nothing to run.
#[test]
#[ignore = "a part of the test below, which starts it in a process of its own"]
fn child() {
    let mut number = String::new();
    std::io::stdin().read_to_string(&mut number).unwrap();
    let Ok(number) = number.trim().parse::<usize>() else {
        println!("no script to run");
        return;
    };
    let (_, code) = scripts().swap_remove(number);
    let worker = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let world = World::new(&manifest()).library(&library());
            let start = Instant::now();
            let told = world.run(&code);
            println!("\ntook {}", start.elapsed().as_millis());
            println!(
                "told {}",
                told.chars()
                    .take(300)
                    .collect::<String>()
                    .replace('\n', " ")
            );
        });
    worker.unwrap().join().unwrap();
}

/// What a child said about a script.
fn in_a_process(number: usize) -> Result<(u64, String), String> {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v 2097152 && exec \"$0\" \"$@\""])
        .arg(program)
        .env("RUST_BACKTRACE", "0")
        .args([
            "hostile_scripts::child",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    write!(child.stdin.take().unwrap(), "{number}").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::to_owned)
    };
    match (output.status.success(), line("took "), line("told ")) {
        (true, Some(took), Some(told)) => Ok((took.parse().unwrap(), told)),
        _ => Err(format!(
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// What is wrong with how a script ended, and how long it took.
fn judge(number: usize, end: End, code: &str) -> (Option<String>, u64) {
    let short: String = code.chars().take(120).collect();
    let (took, told) = match in_a_process(number) {
        Ok(result) => result,
        Err(death) => return (Some(format!("{short}\n  died: {death}")), 0),
    };
    let found = if told.contains("script::limit") {
        Limit
    } else if told.starts_with("script::") {
        Refused
    } else {
        Harmless
    };
    let right = found == end && u128::from(took) <= PATIENCE.as_millis();
    let wrong =
        (!right).then(|| format!("{short}\n  {found:?}, not {end:?}, in {took} ms: {told}"));
    (wrong, took)
}

#[test]
fn no_script_hangs_crashes_or_looks_around() {
    let scripts: Vec<(usize, (End, String))> = scripts().into_iter().enumerate().collect();
    assert!(scripts.len() >= 150, "only {}", scripts.len());
    let judged: Vec<(Option<String>, u64)> = std::thread::scope(|scope| {
        let workers: Vec<_> = scripts
            .chunks(scripts.len().div_ceil(4))
            .map(|part| {
                scope.spawn(|| {
                    let judged = part
                        .iter()
                        .map(|(number, (end, code))| judge(*number, *end, code));
                    judged.collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    let longest = judged.iter().map(|(_, took)| took).max().unwrap();
    println!("{} scripts, the longest took {longest} ms", scripts.len());
    let wrong: Vec<&str> = judged
        .iter()
        .filter_map(|(wrong, _)| wrong.as_deref())
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        scripts.len(),
        wrong.join("\n")
    );
}
