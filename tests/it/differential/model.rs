//! What is generated: mandates, scripts and records as plain data, and how they are written.

use serde_json::{Map, Value, json};
use std::fmt;

/// A path: keys, indices, and `[*]`.
pub(crate) type Path = Vec<Step>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    Each,
}

/// A script's expression.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    /// `it`.
    It,
    /// The parameter of the closure or loop so many levels up.
    Element(usize),
    /// A variable of a `let`.
    Variable,
    Service(&'static str),
    Fact(&'static str),
    Field(Box<Self>, &'static str),
    Index(Box<Self>, usize),
    Literal(Value),
    /// `x == ()`, or `x != ()`.
    Asked(Box<Self>, bool),
    Default(Box<Self>, Box<Self>),
    Compare(&'static str, Box<Self>, Box<Self>),
    In(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    If(Box<Self>, Box<Self>, Box<Self>),
    /// `all`, `any`, `none`, `count`, `filter`, `map` of a list and a closure.
    Over(&'static str, Box<Self>, Box<Self>, usize),
    /// A function of one value.
    Call(&'static str, Box<Self>),
    /// `starts_with`, `ends_with`, `matches` of a text and a literal.
    Text(&'static str, Box<Self>, &'static str),
    /// `let v = ..; ..`
    Let(Box<Self>, Box<Self>),
    /// `for e in LIST { if TEST { fail(e, "..") } } true`
    Loop(Box<Self>, Box<Self>, usize),
    /// `fail("..")`, which gives `true`.
    Fail,
}

/// A condition, or a selector's entry where it has no id.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) id: String,
    pub(crate) test: Test,
    pub(crate) optional: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Test {
    Script(Expr),
    /// A subject, and a schema where it has one.
    Value(Subject, Option<Value>),
}

#[derive(Clone, Debug)]
pub(crate) enum Subject {
    It,
    At(Path),
    Script(Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct May {
    pub(crate) at: Option<Path>,
    pub(crate) one: bool,
    pub(crate) choices: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) id: &'static str,
    pub(crate) names: Vec<&'static str>,
    pub(crate) when: Vec<Condition>,
    pub(crate) requires: Vec<Condition>,
    /// `preferred`, `allowed`, `retiring` or `retired`.
    pub(crate) standing: &'static str,
    pub(crate) until: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Phase {
    pub(crate) level: &'static str,
    pub(crate) from: &'static str,
    pub(crate) when: Vec<Condition>,
}

#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) reviewers: Vec<&'static str>,
    pub(crate) approvals: usize,
    pub(crate) max_days: i64,
    pub(crate) max_renewals: u32,
    pub(crate) emergency: Option<i64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Mandate {
    pub(crate) id: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) when: Vec<Condition>,
    pub(crate) each: Option<Expr>,
    pub(crate) selected: Vec<Condition>,
    pub(crate) must: Vec<Condition>,
    pub(crate) may: Option<May>,
    pub(crate) free: bool,
    pub(crate) phases: Vec<Phase>,
    /// `None`: never.
    pub(crate) unless: Option<Terms>,
}

/// An exception.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) mandate: String,
    pub(crate) condition: Option<String>,
    pub(crate) at: Vec<String>,
    pub(crate) service: String,
    pub(crate) kind: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) repository: Option<&'static str>,
    pub(crate) emergency: bool,
    pub(crate) requested_by: &'static str,
    pub(crate) approved_by: Vec<&'static str>,
    pub(crate) created: jiff::civil::Date,
    pub(crate) expires: jiff::civil::Date,
    pub(crate) renewals: u32,
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::It => f.write_str("it"),
            Self::Element(level) => write!(f, "e{level}"),
            Self::Variable => f.write_str("v"),
            Self::Service(field) => write!(f, "service.{field}"),
            Self::Fact(name) => write!(f, "facts.{name}"),
            Self::Field(of, name) if name.contains('/') => write!(f, "{of}[\"{name}\"]"),
            Self::Field(of, name) => write!(f, "{of}.{name}"),
            Self::Index(of, index) => write!(f, "{of}[{index}]"),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Asked(of, true) => write!(f, "({of} == ())"),
            Self::Asked(of, false) => write!(f, "({of} != ())"),
            Self::Default(of, other) => write!(f, "({of} ?? {other})"),
            Self::Compare(operator, left, right) => write!(f, "({left} {operator} {right})"),
            Self::In(left, right) => write!(f, "({left} in {right})"),
            Self::And(left, right) => write!(f, "({left} && {right})"),
            Self::Or(left, right) => write!(f, "({left} || {right})"),
            Self::Not(of) => write!(f, "!({of})"),
            Self::If(test, yes, no) => write!(f, "if {test} {{ {yes} }} else {{ {no} }}"),
            Self::Over(name, list, body, level) => write!(f, "{list}.{name}(|e{level}| {body})"),
            Self::Call(name, of) => write!(f, "{name}({of})"),
            Self::Text(name, of, literal) => write!(f, "{name}({of}, \"{literal}\")"),
            Self::Let(value, body) => write!(f, "let v = {value}; {body}"),
            Self::Loop(list, test, level) => write!(
                f,
                "for e{level} in {list} {{ if {test} {{ fail(e{level}, \"bad\"); }} }} true"
            ),
            Self::Fail => f.write_str("fail(\"told\")"),
        }
    }
}

/// A path as users write it and reports show it.
pub(crate) fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Key(key) => text.push_str(&["[\"", key, "\"]"].concat()),
            Step::Index(index) => text.push_str(&["[", &index.to_string(), "]"].concat()),
            Step::Each => text.push_str("[*]"),
        }
    }
    text
}

fn object(entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(
        entries
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn selector(entries: &[Condition]) -> Value {
    let written = |entry: &Condition| match &entry.test {
        Test::Script(script) => json!(script.to_string()),
        Test::Value(..) => entry.written(false),
    };
    match entries {
        [] => Value::Null,
        [one] => written(one),
        many => Value::Array(many.iter().map(written).collect()),
    }
}

impl Condition {
    fn written(&self, with_id: bool) -> Value {
        let mut entries = Map::new();
        if with_id {
            entries.insert("id".to_owned(), json!(self.id));
            entries.insert("otherwise".to_owned(), json!("do as is said"));
        }
        match &self.test {
            Test::Script(script) => {
                entries.insert("script".to_owned(), json!(script.to_string()));
            }
            Test::Value(subject, schema) => {
                match subject {
                    Subject::It => {}
                    Subject::At(path) => drop(entries.insert("at".to_owned(), json!(shown(path)))),
                    Subject::Script(script) => {
                        drop(entries.insert("value".to_owned(), json!(script.to_string())));
                    }
                }
                if let Some(schema) = schema {
                    entries.insert("schema".to_owned(), schema.clone());
                }
            }
        }
        if self.optional {
            entries.insert("optional".to_owned(), json!(true));
        }
        Value::Object(entries)
    }
}

fn conditions(all: &[Condition]) -> Value {
    match all {
        [] => Value::Null,
        all => all.iter().map(|one| one.written(true)).collect(),
    }
}

impl Mandate {
    pub(crate) fn written(&self) -> Value {
        let choice = |choice: &Choice| {
            object(vec![
                ("id", json!(choice.id)),
                (
                    "names",
                    if choice.names.is_empty() {
                        Value::Null
                    } else {
                        json!(choice.names)
                    },
                ),
                ("when", selector(&choice.when)),
                ("standing", json!(choice.standing)),
                (
                    "until",
                    if choice.standing == "retiring" {
                        json!(choice.until)
                    } else {
                        Value::Null
                    },
                ),
                ("requires", conditions(&choice.requires)),
            ])
        };
        let may = self.may.as_ref().map_or(Value::Null, |may| {
            object(vec![
                (
                    "at",
                    may.at.as_ref().map_or(Value::Null, |at| json!(shown(at))),
                ),
                ("pick", json!(if may.one { "one" } else { "any" })),
                ("choices", may.choices.iter().map(choice).collect()),
            ])
        });
        let phase = |phase: &Phase| {
            object(vec![
                ("level", json!(phase.level)),
                ("from", json!(phase.from)),
                ("when", selector(&phase.when)),
            ])
        };
        let unless = self.unless.as_ref().map_or(json!("never"), |terms| {
            object(vec![
                ("reviewers", json!(terms.reviewers)),
                ("approvals", json!(terms.approvals)),
                ("maxDays", json!(terms.max_days)),
                ("maxRenewals", json!(terms.max_renewals)),
                (
                    "emergency",
                    terms
                        .emergency
                        .map_or(Value::Null, |days| json!({ "maxDays": days })),
                ),
            ])
        });
        object(vec![
            ("apiVersion", json!("mustmay/v1")),
            ("kind", json!("Mandate")),
            (
                "metadata",
                json!({ "id": self.id, "title": "It is as it is", "owner": "platform", "rationale": "Asked for", "reviewBy": "2030-12-31" }),
            ),
            (
                "appliesTo",
                object(vec![
                    ("kinds", json!(self.kinds)),
                    ("when", selector(&self.when)),
                ]),
            ),
            (
                "each",
                self.each
                    .as_ref()
                    .map_or(Value::Null, |each| json!(each.to_string())),
            ),
            ("where", selector(&self.selected)),
            ("must", conditions(&self.must)),
            ("may", may),
            (
                "free",
                if self.free {
                    json!(["spec.theme"])
                } else {
                    Value::Null
                },
            ),
            ("enforce", self.phases.iter().map(phase).collect()),
            ("unless", unless),
        ])
    }
}

impl Record {
    pub(crate) fn written(&self) -> Value {
        let service = match (&self.kind, &self.file) {
            (None, None) => json!(self.service),
            (kind, file) => object(vec![
                ("name", json!(self.service)),
                ("kind", json!(kind)),
                ("file", json!(file)),
            ]),
        };
        object(vec![
            ("apiVersion", json!("mustmay/v1")),
            ("kind", json!("Exception")),
            ("metadata", json!({ "id": self.id })),
            ("mandate", json!(self.mandate)),
            ("condition", json!(self.condition)),
            (
                "at",
                if self.at.is_empty() {
                    Value::Null
                } else {
                    json!(self.at)
                },
            ),
            ("service", service),
            ("repository", json!(self.repository)),
            (
                "category",
                json!(if self.emergency {
                    "emergency"
                } else {
                    "waiver"
                }),
            ),
            ("reason", json!("It is replaced soon.")),
            ("owner", json!("mia@example.com")),
            ("requestedBy", json!(self.requested_by)),
            ("approvedBy", json!(self.approved_by)),
            ("created", json!(self.created.to_string())),
            ("expires", json!(self.expires.to_string())),
            ("renewals", json!(self.renewals)),
        ])
    }
}
