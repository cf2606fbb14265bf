//! Our evaluator of scripts against rhai's own: the same value or both an error, on scripts by chance that hold
//! nothing absent. Where the two differ on purpose stands in [`DIFFERENCES`].

use crate::dice::{Dice, times};
use crate::script_world::{World, compile};
use mustmay::script::{Library, Names, Outcome};
use rhai::{Dynamic, Engine};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Scripts that end differently on purpose: what rhai gives, what we give, and why.
const DIFFERENCES: [(&str, &str, &str, &str); 20] = [
    (
        "0.5 + 9223372036854775807 <= 9223372036854775807",
        "true",
        "false",
        "a fraction and an integer compare as they are, not rounded",
    ),
    (
        "0.1 + 0.2 == 0.3",
        "true",
        "false",
        "fractions compare as they are, as they do in a schema",
    ),
    (
        "1.5 / 0 > 1.0",
        "false",
        "true",
        "the tolerance of rhai's comparisons takes infinities for near",
    ),
    (
        "0.0 / 0 == 0.0",
        "true",
        "false",
        "what is no number equals nothing",
    ),
    (
        "9223372036854775807 in 0..=9223372036854775807",
        "true",
        "error",
        "a range ends before a number, and after the largest there is none",
    ),
    (
        "let x = [1]; x.all(|e| e in x)",
        "error",
        "true",
        "a closure may mention its receiver",
    ),
    (
        r#"1 == "1""#,
        "false",
        "error",
        "values of different types do not compare",
    ),
    (
        r#"1 != "1""#,
        "true",
        "error",
        "values of different types do not compare",
    ),
    (
        r#"1 < "2""#,
        "false",
        "error",
        "values of different types do not compare",
    ),
    (
        r#"1 in ["1"]"#,
        "false",
        "error",
        "values of different types do not compare",
    ),
    (
        "#{ a: 1 }.b == 1",
        "false",
        "error",
        "what is absent can only be asked about",
    ),
    (
        r#""a" in "abc""#,
        "true",
        "error",
        "`in` asks lists and maps; a text that stands where a list should is no list",
    ),
    (
        "[1, 2][5]",
        "error",
        "null",
        "an index of nothing is absent",
    ),
    (
        r#""abc"[0] == "a""#,
        "true",
        "error",
        "rhai has characters, we have texts",
    ),
    (
        "[1, 2].some(|x| x > 1)",
        "true",
        "error",
        "it is called `any`",
    ),
    (
        "[1, 2].filter(|x| x)",
        "[]",
        "error",
        "a predicate must give a boolean",
    ),
    (
        "let x = [1]; x.push(2); x",
        "[1,2]",
        "error",
        "no function changes its argument",
    ),
    (
        r#"let s = " a "; s.trim(); s"#,
        r#""a""#,
        r#"" a ""#,
        "no function changes its argument",
    ),
    (
        "let x = 1; switch x { 1 => true, _ => false }",
        "true",
        "error",
        "`switch` walks round what is absent",
    ),
    (
        r#"type_of(1) == "i64""#,
        "true",
        "error",
        "`is_integer` and its kin",
    ),
];

/// Scripts of an expression's type, by chance.
struct Writer<'d> {
    dice: &'d mut Dice,
    /// Parameters of closures and loops around, all of them integers.
    inner: Vec<String>,
}

impl Writer<'_> {
    fn int(&mut self, depth: usize) -> String {
        if self.dice.one_in(30) {
            return "9223372036854775807".to_owned();
        }
        if depth == 0 || self.dice.one_in(4) {
            if !self.inner.is_empty() && self.dice.one_in(2) {
                return self.dice.pick(&self.inner);
            }
            return self
                .dice
                .pick(&["0", "1", "2", "-3", "7", "100", "a", "b", "n"])
                .to_owned();
        }
        let next = depth - 1;
        match self.dice.below(12) {
            0..5 => {
                let operator = self.dice.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {operator} {})", self.int(next), self.int(next))
            }
            5 => format!("-({})", self.int(next)),
            6 => format!("len({})", self.text(next)),
            7 => format!("{}.len()", self.list(next)),
            8 => format!(
                "(if {} {{ {} }} else {{ {} }})",
                self.truth(next),
                self.int(next),
                self.int(next)
            ),
            9 => "m.k".to_owned(),
            10 => format!("{}.reduce(|sum, x| sum + x, 0)", self.list(next)),
            _ => self
                .dice
                .pick(&["ys[0]", "ys[-1]", "ys[1]", "m[\"k\"]"])
                .to_owned(),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(3) {
            return self
                .dice
                .pick(&["0.0", "1.5", "-2.25", "0.1", "0.2", "f", "1e3"])
                .to_owned();
        }
        let next = depth - 1;
        let operator = self.dice.pick(&["+", "-", "*"]);
        match self.dice.below(4) {
            0 => format!("({} {operator} {})", self.float(next), self.int(next)),
            1 => format!("({} {operator} {})", self.int(next), self.float(next)),
            // By nothing that could be 0: of infinities rhai says what is not so.
            2 => format!(
                "({} / {})",
                self.float(next),
                self.dice.pick(&["4", "-0.5", "0.3"])
            ),
            _ => format!("({} {operator} {})", self.float(next), self.float(next)),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(3) {
            return self
                .dice
                .pick(&[
                    "\"\"",
                    "\"a\"",
                    "\"abc\"",
                    "\"é€😀\"",
                    "s",
                    "t",
                    "\"a\\nb\\t\\x41\"",
                    "m.l",
                ])
                .to_owned();
        }
        let next = depth - 1;
        match self.dice.below(6) {
            0 | 1 => format!("({} + {})", self.text(next), self.text(next)),
            2 => format!(
                "(if {} {{ {} }} else {{ {} }})",
                self.truth(next),
                self.text(next),
                self.text(next)
            ),
            3 => format!("`<${{{}}}|${{{}}}>`", self.int(next), self.text(next)),
            4 => format!(
                "{}.sub_string({}, {})",
                self.text(next),
                self.dice.below(4),
                self.dice.below(4)
            ),
            _ => format!("({} + {})", self.text(next), self.int(next)),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(5) {
            return self.dice.pick(&["true", "false", "yes"]).to_owned();
        }
        let next = depth - 1;
        let operator = self.dice.pick(&["==", "!=", "<", "<=", ">", ">="]);
        match self.dice.below(14) {
            0 | 1 => format!("({} {operator} {})", self.int(next), self.int(next)),
            2 => format!("({} {operator} {})", self.text(next), self.text(next)),
            3 => format!("({} {operator} {})", self.float(next), self.int(next)),
            4 => format!("({} {operator} {})", self.float(next), self.float(next)),
            5 => format!("({} && {})", self.truth(next), self.truth(next)),
            6 => format!("({} || {})", self.truth(next), self.truth(next)),
            7 => format!("!({})", self.truth(next)),
            8 => format!("({} in {})", self.int(next), self.list(next)),
            9 => format!("({} in [{}])", self.text(next), self.text(next)),
            10 => format!("({} in m)", self.dice.pick(&["\"k\"", "\"nope\"", "s"])),
            11 => {
                let name = self.dice.pick(&["all", "any"]);
                let list = self.list(next);
                let body = self.within("x", |this| this.truth(next));
                format!("{list}.{name}(|x| {body})")
            }
            12 => format!(
                "{}.{}({})",
                self.text(next),
                self.dice.pick(&["starts_with", "ends_with", "contains"]),
                self.text(next)
            ),
            _ => format!(
                "({} {} {})",
                self.list(next),
                self.dice.pick(&["==", "!="]),
                self.list(next)
            ),
        }
    }

    fn list(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(3) {
            return self
                .dice
                // No closure mentions its receiver: rhai refuses that.
                .pick(&[
                    "[]",
                    "[1]",
                    "[3, 1, 2]",
                    ["xs", "zs", "[4]"][self.inner.len().min(2)],
                ])
                .to_owned();
        }
        let next = depth - 1;
        match self.dice.below(5) {
            0 => format!("[{}, {}]", self.int(next), self.int(next)),
            1 => {
                let list = self.list(next);
                let body = self.within("y", |this| this.truth(next));
                format!("{list}.filter(|y| {body})")
            }
            2 => {
                let list = self.list(next);
                let body = self.within("z", |this| this.int(next));
                format!("{list}.map(|z| {body})")
            }
            3 => format!("({} + {})", self.list(next), self.list(next)),
            _ => format!(
                "(if {} {{ {} }} else {{ {} }})",
                self.truth(next),
                self.list(next),
                self.list(next)
            ),
        }
    }

    fn within(&mut self, name: &str, write: impl FnOnce(&mut Self) -> String) -> String {
        self.inner.push(name.to_owned());
        let text = write(self);
        self.inner.pop();
        text
    }

    fn any(&mut self, depth: usize) -> String {
        match self.dice.below(6) {
            0 => self.int(depth),
            1 => self.float(depth),
            2 => self.text(depth),
            3 => self.list(depth),
            4 => format!(
                "#{{ p: {}, q: {} }}",
                self.int(depth - 1),
                self.text(depth - 1)
            ),
            _ => self.truth(depth),
        }
    }

    fn statement(&mut self) -> String {
        match self.dice.below(9) {
            0 => format!("n = {};", self.int(2)),
            1 => format!("n {}= {};", self.dice.pick(&["+", "-", "*"]), self.int(1)),
            2 => format!(
                "if {} {{ n = {}; }} else if {} {{ t = {}; }}",
                self.truth(2),
                self.int(1),
                self.truth(1),
                self.text(1)
            ),
            3 => {
                let list = self.list(1);
                let body = self.within("i", |this| this.int(1));
                let leave =
                    self.dice
                        .pick(&["", "if n > 50 { break; } ", "if i == 1 { continue; } "]);
                format!("for i in {list} {{ {leave}n += {body}; }}")
            }
            4 => format!("for (e, at) in {} {{ n += at; }}", self.list(1)),
            5 => format!(
                "let c = 0; while c < {} {{ c += 1; n -= c; }}",
                self.dice.below(5)
            ),
            6 => format!(
                "for k in {}..{} {{ n += k; }}",
                self.dice.below(3),
                self.dice.below(6)
            ),
            7 => format!("t = {};", self.text(2)),
            _ => format!("xs = {};", self.list(2)),
        }
    }

    fn script(&mut self) -> String {
        let mut lines = vec![
            format!(
                "let a = {}; let b = {}; let n = 1;",
                self.dice.below(5),
                self.dice.from(0, 9)
            ),
            "let f = 0.5; let yes = true; let s = \"ab\"; let t = \"k\";".to_owned(),
            "let xs = [1, 2, 3]; let ys = [5, 6]; let zs = [2, 0]; let m = #{ k: 4, l: \"x\" };"
                .to_owned(),
        ];
        for _ in 0..self.dice.below(3) {
            lines.push(self.statement());
        }
        let depth = self.dice.from(1, 3);
        lines.push(match self.dice.below(5) {
            0 => format!("return {};", self.any(depth)),
            1 => "n".to_owned(),
            _ => self.any(depth),
        });
        lines.join("\n")
    }
}

fn plain(value: &Dynamic) -> Option<Value> {
    if value.is_unit() {
        return Some(Value::Null);
    }
    if let Some(list) = value.read_lock::<rhai::Array>() {
        return list
            .iter()
            .map(plain)
            .collect::<Option<Vec<_>>>()
            .map(Value::from);
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        let entries = map
            .iter()
            .map(|(key, value)| Some((key.to_string(), plain(value)?)));
        return entries
            .collect::<Option<serde_json::Map<_, _>>>()
            .map(Value::from);
    }
    if let Ok(number) = value.as_int() {
        return Some(json!(number));
    }
    if let Ok(number) = value.as_float() {
        // JSON has no infinities: both are null then.
        return Some(json!(number));
    }
    if let Ok(truth) = value.as_bool() {
        return Some(json!(truth));
    }
    value
        .clone()
        .into_immutable_string()
        .ok()
        .map(|text| json!(text.as_str()))
}

/// What rhai gives; `None` for an error.
fn theirs(engine: &Engine, script: &str) -> Option<Value> {
    plain(&engine.eval::<Dynamic>(script).ok()?)
}

/// What we give; `None` for an error, whoever's.
fn ours(world: &World, script: &str) -> Option<Value> {
    let script = compile(script, &Library::empty(), &Names::of_mandate()).ok()?;
    match script.run(world).outcome {
        Outcome::Value(value) => value.to_json(10_000).ok(),
        Outcome::Unanswered(_) | Outcome::Fault(_) => None,
    }
}

fn engine() -> Engine {
    // Ours comes first: it fixes the seed by which rhai knows functions, for the whole process.
    let ours = compile("true", &Library::empty(), &Names::of_mandate());
    assert!(ours.is_ok());
    let mut engine = Engine::new();
    // Names that the two have in common, where rhai's are others.
    engine.register_fn(
        "any",
        |context: rhai::NativeCallContext<'_>, list: rhai::Array, test: rhai::FnPtr| {
            for item in list {
                if test.call_within_context::<bool>(&context, (item,))? {
                    return Ok::<bool, Box<rhai::EvalAltResult>>(true);
                }
            }
            Ok(false)
        },
    );
    engine.set_max_operations(100_000);
    engine
}

/// The first of [`DIFFERENCES`], which are of numbers: rhai rounds, and takes for the same what is near.
const OF_NUMBERS: usize = 4;

/// Has rhai compare numbers as they are, so that no script by chance has to keep clear of what is nearly the same.
fn comparing_exactly(mut engine: Engine) -> Engine {
    type Holds = fn(Option<Ordering>) -> bool;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond what an integer can be, any bound will do"
    )]
    fn order(int: i64, float: f64) -> Option<Ordering> {
        if !float.is_finite() {
            return 0.0.partial_cmp(&float);
        }
        let int = i128::from(int);
        Some(if int > float.floor() as i128 {
            Ordering::Greater
        } else if int < float.ceil() as i128 {
            Ordering::Less
        } else {
            Ordering::Equal
        })
    }
    engine.set_fast_operators(false);
    let operators: [(&str, Holds); 6] = [
        ("==", |order| order == Some(Ordering::Equal)),
        ("!=", |order| order != Some(Ordering::Equal)),
        ("<", |order| order.is_some_and(Ordering::is_lt)),
        ("<=", |order| order.is_some_and(Ordering::is_le)),
        (">", |order| order.is_some_and(Ordering::is_gt)),
        (">=", |order| order.is_some_and(Ordering::is_ge)),
    ];
    for (operator, holds) in operators {
        engine.register_fn(operator, move |left: f64, right: f64| {
            holds(left.partial_cmp(&right))
        });
        engine.register_fn(operator, move |int: i64, float: f64| {
            holds(order(int, float))
        });
        engine.register_fn(operator, move |float: f64, int: i64| {
            holds(order(int, float).map(Ordering::reverse))
        });
    }
    engine
}

fn word(value: Option<&Value>) -> String {
    value.map_or_else(|| "error".to_owned(), Value::to_string)
}

#[test]
fn scripts_without_anything_absent_give_what_rhai_gives() {
    let (engine, world) = (comparing_exactly(engine()), World::new("a: 1\n"));
    let first = u64::try_from(times("MUSTMAY_SEED", 0)).unwrap();
    let count = u64::try_from(times("MUSTMAY_SCRIPTS", 4_000)).unwrap();
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for seed in first..first + count {
        let mut dice = Dice::new(seed);
        let script = Writer {
            dice: &mut dice,
            inner: Vec::new(),
        }
        .script();
        let (theirs, ours) = (theirs(&engine, &script), ours(&world, &script));
        let end = match &theirs {
            None => "error",
            Some(Value::Bool(_)) => "boolean",
            Some(Value::Number(_)) => "number",
            Some(Value::String(_)) => "text",
            Some(_) => "list, map or nothing",
        };
        *ends.entry(end).or_default() += 1;
        if theirs != ours {
            let (theirs, ours) = (word(theirs.as_ref()), word(ours.as_ref()));
            differences.push(format!("seed {seed}: rhai {theirs}, we {ours}\n{script}\n"));
        }
    }
    eprintln!("{count} scripts from seed {first}: {ends:?}");
    let all = differences.len();
    differences.truncate(12);
    assert!(
        differences.is_empty(),
        "{all} differ:\n{}",
        differences.join("\n")
    );
    // Else the comparison would be of errors only.
    assert!(ends.get("error").copied().unwrap_or_default() < usize::try_from(count).unwrap() / 2);
}

#[test]
fn the_differences_on_purpose_are_those_of_the_table() {
    let (engine, world) = (engine(), World::new("a: 1\n"));
    let mut wrong = Vec::new();
    for (script, wanted_theirs, wanted_ours, why) in DIFFERENCES {
        let found = (
            word(theirs(&engine, script).as_ref()),
            word(ours(&world, script).as_ref()),
        );
        if (found.0.as_str(), found.1.as_str()) != (wanted_theirs, wanted_ours) {
            wrong.push(format!("{script}: {found:?} ({why})"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let exact = comparing_exactly(engine);
    for (script, ..) in &DIFFERENCES[..OF_NUMBERS] {
        assert_eq!(theirs(&exact, script), ours(&world, script), "{script}");
    }
}
