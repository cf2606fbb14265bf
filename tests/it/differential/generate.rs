//! Mandates, services and exceptions by chance: small, and so made that all of them often meet.

use super::model::{
    Choice, Condition, Expr, Mandate, May, Path, Phase, Step, Subject, Terms, Test,
};
use super::plain::Service;
use crate::dice::Dice;
use serde_json::{Map, Value, json};

/// The kinds of manifests; what they describe has the same shape.
pub(crate) const KINDS: &str = r#"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing, title: A thing }
files: ["*.yaml"]
when: doc.kind == "Thing"
services: { name: it.metadata.name, owner: it.metadata.owner }
facts: &facts
  mode: it.spec.mode
  routes: it.spec.routes
  tier: it.metadata.tier
  quiet: it.spec.flag == true
---
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: gadget, title: Gadgets }
files: ["*.yaml"]
when: doc.kind == "Gadgets"
services: { each: doc.items, name: it.metadata.name, owner: it.metadata.owner }
facts:
  mode: it.spec.mode
  routes: it.spec.routes
  tier: it.metadata.tier
  quiet: it.spec.flag == true
"#;

pub(crate) const TODAY: &str = "2026-11-22";
const DAYS: [&str; 6] = [
    "2026-01-01",
    "2026-11-01",
    "2026-11-21",
    TODAY,
    "2026-11-23",
    "2027-06-01",
];
const WORDS: [&str; 6] = ["basic", "oidc", "none", "a", "Ab", "é"];
const CHOICES: [&str; 4] = ["iam", "okta", "own", "ldap"];
const ALIASES: [&str; 2] = ["okta-cic", "legacy"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Type {
    Text,
    Number,
    Bool,
    Texts,
    Maps,
    Map,
    Choice,
}

/// The fields that manifests have and mandates speak of, from `it`.
const FIELDS: [(&[&str], Type); 12] = [
    (&["spec", "mode"], Type::Text),
    (&["spec", "port"], Type::Number),
    (&["spec", "flag"], Type::Bool),
    (&["spec", "tags"], Type::Texts),
    (&["spec", "routes"], Type::Maps),
    (&["spec", "env"], Type::Map),
    (&["spec", "auth", "protocol"], Type::Text),
    (&["spec", "auth", "minutes"], Type::Number),
    (&["spec", "auth", "provider"], Type::Choice),
    (&["spec", "auth", "review", "status"], Type::Text),
    (&["spec", "x-odd/key"], Type::Text),
    (&["metadata", "tier"], Type::Text),
];

/// The fields of a route.
const ROUTE: [(&[&str], Type); 4] = [
    (&["auth"], Type::Text),
    (&["retries"], Type::Number),
    (&["open"], Type::Bool),
    (&["deep", "kind"], Type::Text),
];

pub(crate) struct Generator<'d> {
    pub(crate) dice: &'d mut Dice,
}

impl Generator<'_> {
    fn word(&mut self) -> &'static str {
        self.dice.pick(&WORDS)
    }

    fn number(&mut self) -> Value {
        self.dice.pick(&[
            json!(0),
            json!(1),
            json!(2),
            json!(30),
            json!(-1),
            json!(1.5),
            json!(2.0),
        ])
    }

    // ---- manifests

    /// A value of a type; now and then a null or of another type.
    fn value(&mut self, wanted: Type) -> Value {
        match self.dice.below(100) {
            0..6 => return Value::Null,
            6..14 => {
                return match wanted {
                    // What a list of texts is instead must be nothing that holds texts.
                    Type::Texts | Type::Maps => json!(7),
                    Type::Text | Type::Choice => json!(self.dice.one_in(2)),
                    Type::Number => json!(self.word()),
                    Type::Bool => json!("true"),
                    Type::Map => json!("flat"),
                };
            }
            _ => {}
        }
        match wanted {
            Type::Text => json!(self.word()),
            Type::Number => self.number(),
            Type::Bool => json!(self.dice.one_in(2)),
            Type::Texts => (0..self.dice.below(4))
                .map(|_| json!(self.word()))
                .collect(),
            Type::Maps => (0..self.dice.below(4))
                .map(|_| {
                    if self.dice.one_in(20) {
                        Value::Null
                    } else {
                        self.map(&ROUTE)
                    }
                })
                .collect(),
            Type::Map => {
                let mut entries = Map::new();
                for _ in 0..self.dice.below(3) {
                    let value = if self.dice.one_in(5) {
                        Value::Null
                    } else {
                        json!(self.word())
                    };
                    entries.insert((self.dice.pick(&["HOME", "TOKEN", "a"])).to_owned(), value);
                }
                Value::Object(entries)
            }
            Type::Choice if self.dice.one_in(4) => {
                (0..self.dice.below(4)).map(|_| self.name()).collect()
            }
            Type::Choice => self.name(),
        }
    }

    /// What a team names.
    fn name(&mut self) -> Value {
        match self.dice.below(10) {
            0 => json!("unheard-of"),
            1 => json!(self.dice.pick(&ALIASES)),
            2 if self.dice.one_in(4) => json!({ "name": "iam" }),
            _ => json!(self.dice.pick(&CHOICES)),
        }
    }

    fn map(&mut self, fields: &[(&[&str], Type)]) -> Value {
        let mut map = json!({});
        for (keys, wanted) in fields {
            if self.dice.percent(15) {
                continue;
            }
            let value = self.value(*wanted);
            let mut at = &mut map;
            let (last, above) = keys.split_last().unwrap();
            let mut blocked = false;
            for key in above {
                if !at.is_object() {
                    blocked = true;
                    break;
                }
                at = at
                    .as_object_mut()
                    .unwrap()
                    .entry(*key)
                    .or_insert_with(|| json!({}));
            }
            if !blocked && at.is_object() {
                at[*last] = value;
            }
        }
        map
    }

    fn node(&mut self, name: &str) -> (Value, Option<String>) {
        let mut node = self.map(&FIELDS);
        if self.dice.percent(4) {
            node["spec"] = self.dice.pick(&[Value::Null, json!("flat"), json!([])]);
        } else if self.dice.percent(8)
            && let Some(spec) = node["spec"].as_object_mut()
        {
            spec.insert(
                "auth".to_owned(),
                self.dice.pick(&[Value::Null, json!("flat"), json!([])]),
            );
        }
        if node["metadata"].is_null() {
            node["metadata"] = json!({});
        }
        let is_named = self.dice.percent(96);
        if is_named {
            node["metadata"]["name"] = json!(name);
        }
        node["metadata"]["owner"] = json!("team-a");
        (node, is_named.then(|| name.to_owned()))
    }

    /// A file's documents, and the services they describe in the order in which they are judged.
    pub(crate) fn file(&mut self, file: &str, count: usize) -> (Vec<Value>, Vec<Service>) {
        let (mut documents, mut services) = (Vec::new(), Vec::new());
        let mut next = 0;
        while next < count {
            let mut name = || {
                next += 1;
                // Two services of one name now and then.
                format!("s{}", next % 5)
            };
            if self.dice.one_in(3) {
                let items: Vec<_> = (0..self.dice.from(1, 3))
                    .map(|_| self.node(&name()))
                    .collect();
                for (index, (node, name)) in items.iter().enumerate() {
                    let base = vec![Step::Key("items".to_owned()), Step::Index(index)];
                    let (node, name) = (node.clone(), name.clone());
                    services.push(Service {
                        kind: "gadget",
                        file: file.to_owned(),
                        node,
                        base,
                        name,
                    });
                }
                let items: Vec<Value> = items.into_iter().map(|(node, _)| node).collect();
                documents.push(json!({ "kind": "Gadgets", "items": items }));
            } else {
                let (mut node, name) = self.node(&name());
                node["kind"] = json!("Thing");
                documents.push(node.clone());
                services.push(Service {
                    kind: "thing",
                    file: file.to_owned(),
                    node,
                    base: Vec::new(),
                    name,
                });
            }
        }
        (documents, services)
    }

    // ---- scripts

    fn field(&mut self, wanted: Type, inside: Option<usize>) -> Expr {
        let fields: &[(&'static [&'static str], Type)] =
            if inside.is_some() { &ROUTE } else { &FIELDS };
        let fitting: Vec<&'static [&'static str]> = fields
            .iter()
            .filter(|(_, own)| *own == wanted)
            .map(|(keys, _)| *keys)
            .collect();
        let root = inside.map_or(Expr::It, Expr::Element);
        if fitting.is_empty() || (inside.is_some() && self.dice.one_in(6)) {
            return self.field_of_it(wanted);
        }
        let keys = self.dice.pick(&fitting);
        keys.iter()
            .fold(root, |of, key| Expr::Field(Box::new(of), key))
    }

    /// Beside fields of `it`: facts and what the kind says of the service.
    fn field_of_it(&mut self, wanted: Type) -> Expr {
        match wanted {
            Type::Text if self.dice.one_in(6) => {
                Expr::Service(self.dice.pick(&["name", "kind", "tier", "file"]))
            }
            Type::Text if self.dice.one_in(6) => Expr::Fact("mode"),
            Type::Bool if self.dice.one_in(3) => Expr::Fact("quiet"),
            Type::Maps if self.dice.one_in(3) => Expr::Fact("routes"),
            Type::Text if self.dice.one_in(8) => {
                let routes =
                    Expr::Index(Box::new(self.field(Type::Maps, None)), self.dice.below(2));
                Expr::Field(Box::new(routes), "auth")
            }
            wanted => self.field(wanted, None),
        }
    }

    fn literal(&mut self, wanted: Type) -> Expr {
        Expr::Literal(match wanted {
            Type::Number => self.number(),
            Type::Bool => json!(self.dice.one_in(2)),
            _ => json!(self.word()),
        })
    }

    fn scalar(&mut self) -> Type {
        self.dice
            .pick(&[Type::Text, Type::Text, Type::Number, Type::Bool])
    }

    /// Something of a type that the manifest says, perhaps with a default.
    fn said(&mut self, wanted: Type, inside: Option<usize>) -> Expr {
        let field = if inside.is_some() {
            self.field(wanted, inside)
        } else {
            self.field_of_it(wanted)
        };
        match wanted {
            Type::Text if self.dice.one_in(8) => {
                Expr::Call(self.dice.pick(&["lower", "upper", "text"]), Box::new(field))
            }
            Type::Number if self.dice.one_in(6) => {
                let kind = self
                    .dice
                    .pick(&[Type::Maps, Type::Texts, Type::Map, Type::Text]);
                Expr::Call("len", Box::new(self.field_of_it(kind)))
            }
            Type::Text | Type::Number | Type::Bool if self.dice.one_in(4) => {
                Expr::Default(Box::new(field), Box::new(self.literal(wanted)))
            }
            _ => field,
        }
    }

    /// An expression that gives a boolean, or does not answer.
    fn test(&mut self, depth: usize, inside: Option<usize>) -> Expr {
        let deeper = |this: &mut Self| Box::new(this.test(depth - 1, inside));
        match self.dice.below(if depth == 0 { 7 } else { 13 }) {
            0..3 => {
                let wanted = self.scalar();
                let operators: &[&str] = if wanted == Type::Bool {
                    &["==", "!="]
                } else {
                    &["==", "!=", "<", "<=", ">", ">="]
                };
                let operator = self.dice.pick(operators);
                let said = Box::new(self.said(wanted, inside));
                let literal = Box::new(self.literal(wanted));
                if self.dice.one_in(5) {
                    Expr::Compare(operator, literal, said)
                } else {
                    Expr::Compare(operator, said, literal)
                }
            }
            3 => {
                let wanted = self.dice.pick(&[Type::Text, Type::Number]);
                let said = Box::new(self.said(wanted, inside));
                if wanted == Type::Text && self.dice.one_in(3) {
                    let kind = self.dice.pick(&[Type::Texts, Type::Map]);
                    let key = Box::new(Expr::Literal(json!(
                        self.dice.pick(&["a", "TOKEN", "oidc"])
                    )));
                    return Expr::In(key, Box::new(self.field_of_it(kind)));
                }
                let items: Vec<Value> = (0..self.dice.from(1, 3))
                    .map(|_| {
                        if wanted == Type::Text {
                            json!(self.word())
                        } else {
                            self.number()
                        }
                    })
                    .collect();
                Expr::In(said, Box::new(Expr::Literal(Value::Array(items))))
            }
            4 => {
                let wanted =
                    self.dice
                        .pick(&[Type::Text, Type::Number, Type::Bool, Type::Maps, Type::Map]);
                let field = Box::new(self.field(wanted, inside));
                if self.dice.one_in(2) {
                    return Expr::Asked(field, self.dice.one_in(2));
                }
                let name = self.dice.pick(&[
                    "is_text",
                    "is_number",
                    "is_bool",
                    "is_list",
                    "is_map",
                    "is_integer",
                ]);
                Expr::Call(name, field)
            }
            5 => {
                let said = Box::new(self.said(Type::Text, inside));
                match self.dice.below(3) {
                    0 => Expr::Text("starts_with", said, self.dice.pick(&["a", "o", "s1"])),
                    1 => Expr::Text("ends_with", said, self.dice.pick(&["c", "e"])),
                    _ => Expr::Text("matches", said, self.dice.pick(&["^[a-z]+$", "o", "b$"])),
                }
            }
            6 => self.said(Type::Bool, inside),
            7 => Expr::And(deeper(self), deeper(self)),
            8 => Expr::Or(deeper(self), deeper(self)),
            9 => Expr::Not(deeper(self)),
            10 if inside.is_none() => {
                let list = Box::new(self.list());
                let body = Box::new(self.test(depth - 1, Some(0)));
                Expr::Over(self.dice.pick(&["all", "any", "none"]), list, body, 0)
            }
            11 if inside.is_none() => {
                let list = Box::new(self.list());
                let body = Box::new(self.test(depth - 1, Some(0)));
                let count = if self.dice.one_in(2) {
                    Expr::Over("count", list, body, 0)
                } else {
                    Expr::Call("len", Box::new(Expr::Over("filter", list, body, 0)))
                };
                Expr::Compare(
                    self.dice.pick(&["==", "<", ">"]),
                    Box::new(count),
                    Box::new(Expr::Literal(json!(1))),
                )
            }
            _ => {
                let kind = self.dice.pick(&[Type::Maps, Type::Map, Type::Texts]);
                Expr::Call("is_empty", Box::new(self.field_of_it(kind)))
            }
        }
    }

    fn list(&mut self) -> Expr {
        let routes = self.field_of_it(Type::Maps);
        if self.dice.one_in(4) {
            Expr::Call("list", Box::new(routes))
        } else {
            routes
        }
    }

    /// A whole script of a condition.
    fn script(&mut self) -> Expr {
        match self.dice.below(12) {
            0 => Expr::If(
                Box::new(self.test(1, None)),
                Box::new(self.test(1, None)),
                Box::new(self.test(1, None)),
            ),
            1 => {
                let wanted = self.scalar();
                let body = Expr::Compare(
                    "==",
                    Box::new(Expr::Variable),
                    Box::new(self.literal(wanted)),
                );
                let asked = Expr::Asked(Box::new(Expr::Variable), true);
                let body = if self.dice.one_in(2) {
                    Expr::Or(Box::new(asked), Box::new(body))
                } else {
                    body
                };
                Expr::Let(Box::new(self.field_of_it(wanted)), Box::new(body))
            }
            2 | 3 => Expr::Loop(Box::new(self.list()), Box::new(self.test(1, Some(0))), 0),
            4 => Expr::If(
                Box::new(self.test(1, None)),
                Box::new(Expr::Fail),
                Box::new(self.test(0, None)),
            ),
            _ => self.test(2, None),
        }
    }

    // ---- conditions

    fn path(&mut self, inside: bool) -> (Path, Type) {
        let fields: &[(&[&str], Type)] = if inside { &ROUTE } else { &FIELDS };
        let (keys, wanted) = self.dice.pick(fields);
        let mut path: Path = keys
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect();
        let wanted = match wanted {
            Type::Maps if self.dice.percent(60) => {
                path.push(if self.dice.one_in(5) {
                    Step::Index(self.dice.below(2))
                } else {
                    Step::Each
                });
                let (keys, wanted) = self.dice.pick(&ROUTE);
                path.extend(keys.iter().map(|key| Step::Key((*key).to_owned())));
                wanted
            }
            Type::Texts | Type::Map if self.dice.one_in(2) => {
                path.push(Step::Each);
                Type::Text
            }
            Type::Choice => Type::Text,
            wanted => wanted,
        };
        (path, wanted)
    }

    fn schema(&mut self, wanted: Type) -> Value {
        match wanted {
            Type::Text | Type::Choice => match self.dice.below(6) {
                0 => json!({ "const": self.word() }),
                1 => json!({ "type": "string", "enum": [self.word(), "oidc", "s1"] }),
                2 => {
                    json!({ "type": "string", "pattern": self.dice.pick(&["^[a-z]+$", "o", "^A"]) })
                }
                3 => json!({ "type": "string", "minLength": 2 }),
                4 => json!({ "type": "string", "not": { "const": self.word() } }),
                _ => json!({ "type": ["string", "boolean"] }),
            },
            Type::Number => match self.dice.below(5) {
                0 => json!({ "type": "integer", "minimum": self.dice.below(3) }),
                1 => json!({ "type": "number", "minimum": 1, "maximum": 29.5 }),
                2 => json!({ "type": "number", "exclusiveMaximum": 2 }),
                3 => json!({ "enum": [1, 2, "oidc"] }),
                _ => json!({ "anyOf": [{ "const": 30 }, { "type": "integer", "maximum": 1 }] }),
            },
            Type::Bool => json!({ "const": self.dice.one_in(2) }),
            Type::Texts => match self.dice.below(4) {
                0 => json!({ "type": "array", "minItems": 1 }),
                1 => {
                    json!({ "type": "array", "items": { "type": "string", "pattern": "^[a-z]+$" } })
                }
                2 => json!({ "type": "array", "uniqueItems": true }),
                _ => json!({ "type": "array", "maxItems": 2 }),
            },
            Type::Maps => {
                let auth = self.schema(Type::Text);
                json!({ "type": "array", "items": {
                    "type": "object", "required": [self.dice.pick(&["auth", "open"])],
                    "properties": { "auth": auth },
                } })
            }
            Type::Map => match self.dice.below(3) {
                0 => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
                1 => {
                    json!({ "type": "object", "properties": { "HOME": {}, "a": { "type": "string" } }, "additionalProperties": false })
                }
                _ => json!({ "type": "object", "required": ["HOME"] }),
            },
        }
    }

    fn condition(&mut self, id: String, inside: bool) -> Condition {
        let optional = self.dice.one_in(4);
        let test = match self.dice.below(12) {
            0..5 => {
                let script = if inside {
                    self.test(1, None)
                } else {
                    self.script()
                };
                return Condition {
                    id,
                    test: Test::Script(script),
                    optional: false,
                };
            }
            5 => {
                let wanted = self.scalar();
                let value = self.field_of_it(wanted);
                Test::Value(Subject::Script(value), Some(self.schema(wanted)))
            }
            6 if optional => Test::Value(Subject::At(self.path(inside).0), Some(json!(false))),
            7 => Test::Value(Subject::At(self.path(inside).0), None),
            8 if inside => Test::Value(
                Subject::It,
                Some(json!({ "type": "object", "required": ["auth"] })),
            ),
            _ => {
                let (path, wanted) = self.path(inside);
                let schema = self.schema(wanted);
                Test::Value(Subject::At(path), Some(schema))
            }
        };
        // `optional` alone could never fail.
        let optional = optional && !matches!(test, Test::Value(_, None));
        Condition { id, test, optional }
    }

    fn selector(&mut self, inside: bool) -> Vec<Condition> {
        let one = |this: &mut Self| {
            if this.dice.percent(70) {
                let test = Test::Script(this.test(1, None));
                return Condition {
                    id: String::new(),
                    test,
                    optional: false,
                };
            }
            loop {
                let (path, wanted) = this.path(inside);
                if !path.contains(&Step::Each) {
                    let test = Test::Value(Subject::At(path), Some(this.schema(wanted)));
                    return Condition {
                        id: String::new(),
                        test,
                        optional: this.dice.one_in(3),
                    };
                }
            }
        };
        (0..if self.dice.one_in(5) { 2 } else { 1 })
            .map(|_| one(self))
            .collect()
    }

    // ---- mandates

    fn may(&mut self) -> May {
        let by_evidence = self.dice.one_in(5);
        let at = (!by_evidence).then(|| {
            if self.dice.one_in(4) {
                [
                    Step::Key("spec".to_owned()),
                    Step::Key("routes".to_owned()),
                    Step::Each,
                    Step::Key("auth".to_owned()),
                ]
                .to_vec()
            } else {
                ["spec", "auth", "provider"]
                    .iter()
                    .map(|key| Step::Key((*key).to_owned()))
                    .collect()
            }
        });
        let mut ids = CHOICES.to_vec();
        self.dice.shuffle(&mut ids);
        ids.truncate(self.dice.from(1, 4));
        let mut aliases = ALIASES.to_vec();
        aliases.push("basic");
        let choices = ids
            .iter()
            .enumerate()
            .map(|(index, id)| Choice {
                id,
                names: if self.dice.one_in(3) {
                    aliases.pop().into_iter().collect()
                } else {
                    Vec::new()
                },
                when: if by_evidence || self.dice.one_in(6) {
                    self.selector(false)
                } else {
                    Vec::new()
                },
                requires: (0..self.dice.below(3).saturating_sub(1)
                    + usize::from(self.dice.one_in(4)))
                    .map(|term| self.condition(format!("t{index}{term}"), false))
                    .collect(),
                // One choice at least stays open.
                standing: if index == 0 {
                    "allowed"
                } else {
                    self.dice
                        .pick(&["preferred", "allowed", "retiring", "retired"])
                },
                until: self.dice.pick(&DAYS),
            })
            .collect();
        May {
            at,
            one: self.dice.one_in(5),
            choices,
        }
    }

    pub(crate) fn mandate(&mut self, id: &str) -> Mandate {
        let inside = self.dice.one_in(4);
        let each = inside.then(|| match self.dice.below(3) {
            0 => Expr::Fact("routes"),
            1 => self.field(Type::Map, None),
            _ => self.field(Type::Maps, None),
        });
        let may = (!inside && self.dice.one_in(3)).then(|| self.may());
        let least = usize::from(may.is_none());
        let must = (0..self.dice.from(least, 2))
            .map(|n| self.condition(format!("c{n}"), inside))
            .collect();
        let when = if self.dice.one_in(4) {
            self.selector(false)
        } else {
            Vec::new()
        };
        let selected = if self.dice.one_in(if inside { 2 } else { 12 }) {
            self.selector(inside)
        } else {
            Vec::new()
        };
        let mut days = DAYS.to_vec();
        self.dice.shuffle(&mut days);
        days.truncate(self.dice.from(1, 3));
        days.sort_unstable();
        let mut level = 0;
        let phases = days
            .into_iter()
            .map(|from| {
                level = self.dice.from(level, 2);
                let when = if self.dice.one_in(3) {
                    self.phase_selector()
                } else {
                    Vec::new()
                };
                Phase {
                    level: ["advise", "warn", "deny"][level],
                    from,
                    when,
                }
            })
            .collect();
        let kinds: &[Vec<&'static str>] = &[
            vec!["thing"],
            vec!["gadget"],
            vec!["thing", "gadget"],
            vec!["thing", "gadget"],
        ];
        Mandate {
            id: id.to_owned(),
            kinds: self.dice.pick(kinds).clone(),
            when,
            each,
            selected,
            must,
            may,
            free: self.dice.one_in(4),
            phases,
            unless: (!self.dice.one_in(8)).then(|| self.terms()),
        }
    }

    fn phase_selector(&mut self) -> Vec<Condition> {
        let tier = Expr::In(
            Box::new(Expr::Service("tier")),
            Box::new(Expr::Literal(json!(["a", "basic"]))),
        );
        let mode = Expr::Compare(
            "==",
            Box::new(Expr::Fact("mode")),
            Box::new(self.literal(Type::Text)),
        );
        let test = Test::Script(if self.dice.one_in(2) { tier } else { mode });
        vec![Condition {
            id: String::new(),
            test,
            optional: false,
        }]
    }

    fn terms(&mut self) -> Terms {
        let people: &[Vec<&'static str>] = &[
            vec!["security"],
            vec!["security", "kim@example.com"],
            vec!["kim@example.com"],
        ];
        Terms {
            reviewers: self.dice.pick(people).clone(),
            approvals: 1 + usize::from(self.dice.one_in(3)),
            max_days: self.dice.pick(&[30, 90]),
            max_renewals: self.dice.pick(&[0, 1, 3]),
            emergency: self.dice.one_in(2).then_some(3),
        }
    }
}
