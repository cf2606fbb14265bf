//! Plain scripts: an expression and what it gives, or what it asked for in vain.

use super::model::{Expr, Path, Step};
use super::value::{elements, equal, step};
use regex::Regex;
use serde_json::Value;

/// What an expression gives: a value, and where it stands in the document if it does.
#[derive(Clone, Debug)]
pub(crate) enum Got {
    There(Value, Option<Path>),
    /// Nothing, or a null: where it was looked for.
    Absent(Option<Path>),
}

/// Why an expression gave nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// The manifest lacks a value, or has it in the wrong type; at this path, if it is of the manifest.
    Unanswered(Option<Path>),
    /// The author's fault.
    Fault,
}

/// What a script sees.
pub(crate) struct Scene<'s> {
    pub(crate) it: &'s Value,
    pub(crate) base: Path,
    /// The service's node, which facts are read from, and where it stands.
    pub(crate) node: &'s Value,
    pub(crate) node_base: Path,
    pub(crate) name: Option<&'s str>,
    pub(crate) kind: &'static str,
    pub(crate) file: &'s str,
}

/// What a script does beside its value.
#[derive(Default, Debug)]
pub(crate) struct Effects {
    /// Where `fail` was called; `None` for no place.
    pub(crate) failures: Vec<Option<Path>>,
}

struct Frame {
    elements: Vec<Got>,
    variable: Option<Got>,
}

pub(crate) fn run(expr: &Expr, scene: &Scene<'_>, effects: &mut Effects) -> Result<Got, Stop> {
    let mut frame = Frame {
        elements: Vec::new(),
        variable: None,
    };
    eval(expr, scene, &mut frame, effects)
}

/// The facts that the generated kinds define.
pub(crate) fn fact(name: &str, scene: &Scene<'_>) -> Got {
    let of_spec = |keys: &[&str]| {
        let mut got = Got::of(Some(scene.node), &scene.node_base);
        for key in keys {
            got = got.field(&Step::Key((*key).to_owned()));
        }
        got
    };
    match name {
        "mode" => of_spec(&["spec", "mode"]),
        "routes" => of_spec(&["spec", "routes"]),
        "tier" => of_spec(&["metadata", "tier"]),
        // `it.spec.flag == true`: without an answer it is absent.
        "quiet" => match of_spec(&["spec", "flag"]) {
            Got::There(Value::Bool(flag), _) => Got::There(Value::Bool(flag), None),
            _ => Got::Absent(None),
        },
        other => panic!("no fact {other}"),
    }
}

fn service(field: &str, scene: &Scene<'_>) -> Got {
    let text = match field {
        "name" => scene.name.map(str::to_owned),
        "kind" => Some(scene.kind.to_owned()),
        "file" => Some(scene.file.to_owned()),
        "tier" => match fact("tier", scene) {
            Got::There(Value::String(text), _) => Some(text),
            Got::There(value @ (Value::Bool(_) | Value::Number(_)), _) => Some(value.to_string()),
            _ => None,
        },
        other => panic!("no service.{other}"),
    };
    text.map_or(Got::Absent(None), |text| {
        Got::There(Value::String(text), None)
    })
}

impl Got {
    fn of(value: Option<&Value>, path: &[Step]) -> Self {
        match value {
            None | Some(Value::Null) => Self::Absent(Some(path.to_vec())),
            Some(value) => Self::There(value.clone(), Some(path.to_vec())),
        }
    }

    fn made(value: impl Into<Value>) -> Self {
        Self::There(value.into(), None)
    }

    fn path(&self) -> Option<Path> {
        match self {
            Self::There(_, path) | Self::Absent(path) => path.clone(),
        }
    }

    fn field(&self, next: &Step) -> Self {
        let below = self.path().map(|mut path| {
            path.push(next.clone());
            path
        });
        match self {
            Self::Absent(_) => Self::Absent(below),
            Self::There(value, _) => match step(value, next) {
                None | Some(Value::Null) => Self::Absent(below),
                Some(value) => Self::There(value.clone(), below),
            },
        }
    }

    /// A use that needs the value.
    fn need(self) -> Result<(Value, Option<Path>), Stop> {
        match self {
            Self::There(value, path) => Ok((value, path)),
            Self::Absent(path) => Err(Stop::Unanswered(path)),
        }
    }

    fn truth(self) -> Result<bool, Stop> {
        match self.need()? {
            (Value::Bool(truth), _) => Ok(truth),
            (_, path) => Err(mistyped(path)),
        }
    }

    fn text(self) -> Result<String, Stop> {
        match self.need()? {
            (Value::String(text), _) => Ok(text),
            (_, path) => Err(mistyped(path)),
        }
    }

    fn list(self) -> Result<Vec<Self>, Stop> {
        match self.need()? {
            (Value::Array(items), path) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    let below = path.clone().map(|mut path| {
                        path.push(Step::Index(index));
                        path
                    });
                    match item {
                        Value::Null => Self::Absent(below),
                        item => Self::There(item.clone(), below),
                    }
                });
                Ok(items.collect())
            }
            (_, path) => Err(mistyped(path)),
        }
    }
}

/// A value of the wrong type: the manifest's, where it is of the manifest.
fn mistyped(path: Option<Path>) -> Stop {
    Stop::Unanswered(path)
}

fn eval(
    expr: &Expr,
    scene: &Scene<'_>,
    frame: &mut Frame,
    effects: &mut Effects,
) -> Result<Got, Stop> {
    let mut give = |expr: &Expr, frame: &mut Frame| eval(expr, scene, frame, effects);
    Ok(match expr {
        Expr::It => Got::of(Some(scene.it), &scene.base),
        Expr::Element(level) => frame.elements[*level].clone(),
        Expr::Variable => frame.variable.clone().unwrap(),
        Expr::Service(field) => service(field, scene),
        Expr::Fact(name) => fact(name, scene),
        Expr::Field(of, name) => give(of, frame)?.field(&Step::Key((*name).to_owned())),
        Expr::Index(of, index) => give(of, frame)?.field(&Step::Index(*index)),
        Expr::Literal(value) => Got::made(value.clone()),
        Expr::Asked(of, absent) => Got::made(matches!(give(of, frame)?, Got::Absent(_)) == *absent),
        Expr::Default(of, other) => match give(of, frame)? {
            Got::Absent(_) => give(other, frame)?,
            there @ Got::There(..) => there,
        },
        Expr::Compare(operator, left, right) => {
            let left = give(left, frame)?;
            let right = give(right, frame)?;
            Got::made(compare(operator, left, right)?)
        }
        Expr::In(left, right) => {
            let left = give(left, frame)?;
            let right = give(right, frame)?;
            Got::made(is_in(left, right)?)
        }
        Expr::And(left, right) => {
            Got::made(give(left, frame)?.truth()? && give(right, frame)?.truth()?)
        }
        Expr::Or(left, right) => {
            Got::made(give(left, frame)?.truth()? || give(right, frame)?.truth()?)
        }
        Expr::Not(of) => Got::made(!give(of, frame)?.truth()?),
        Expr::If(test, yes, no) => {
            let branch = if give(test, frame)?.truth()? { yes } else { no };
            give(branch, frame)?
        }
        Expr::Let(value, body) => {
            let value = give(value, frame)?;
            frame.variable = Some(value);
            give(body, frame)?
        }
        Expr::Call(name, of) => call(name, give(of, frame)?)?,
        Expr::Text(name, of, literal) => {
            let text = give(of, frame)?.text()?;
            Got::made(match *name {
                "starts_with" => text.starts_with(literal),
                "ends_with" => text.ends_with(literal),
                _ => Regex::new(literal).unwrap().is_match(&text),
            })
        }
        Expr::Over(name, list, body, _) => {
            let list = give(list, frame)?.list()?;
            over(name, list, body, scene, frame, effects)?
        }
        Expr::Loop(list, test, _) => {
            for element in give(list, frame)?.list()? {
                let path = element.path();
                frame.elements.push(element.clone());
                let failed = eval(test, scene, frame, effects)?.truth()?;
                frame.elements.pop();
                if failed {
                    // An absent value is no place.
                    element.need()?;
                    effects.failures.push(path);
                }
            }
            Got::made(true)
        }
        Expr::Fail => {
            effects.failures.push(None);
            Got::made(true)
        }
    })
}

fn over(
    name: &str,
    list: Vec<Got>,
    body: &Expr,
    scene: &Scene<'_>,
    frame: &mut Frame,
    effects: &mut Effects,
) -> Result<Got, Stop> {
    let (mut count, mut kept) = (0_u64, Vec::new());
    for element in list {
        frame.elements.push(element.clone());
        let held = eval(body, scene, frame, effects)?.truth()?;
        frame.elements.pop();
        match (name, held) {
            ("all", false) | ("none", true) => return Ok(Got::made(false)),
            ("any", true) => return Ok(Got::made(true)),
            _ => {}
        }
        if held {
            count += 1;
            kept.push(element.need().map_or(Value::Null, |(value, _)| value));
        }
    }
    Ok(match name {
        "all" | "none" => Got::made(true),
        "any" => Got::made(false),
        "count" => Got::made(count),
        _ => Got::made(kept),
    })
}

fn compare(operator: &str, left: Got, right: Got) -> Result<bool, Stop> {
    let (left, left_path) = left.need()?;
    let (right, right_path) = right.need()?;
    let order = match (&left, &right) {
        (Value::Number(one), Value::Number(other)) => one.as_f64().partial_cmp(&other.as_f64()),
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        // Of two types: what is of the manifest is of the wrong one.
        _ => None,
    };
    let Some(order) = order else {
        return match (left_path, right_path) {
            (Some(path), None) | (None, Some(path)) => Err(Stop::Unanswered(Some(path))),
            // Both of the script: its author's fault.
            (None, None) => Err(Stop::Fault),
            // It may be either.
            (Some(_), Some(_)) => Err(Stop::Unanswered(None)),
        };
    };
    Ok(match operator {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn is_in(left: Got, right: Got) -> Result<bool, Stop> {
    let (left, left_path) = left.need()?;
    let (right, right_path) = right.need()?;
    match (&left, &right) {
        (Value::String(key), Value::Object(entries)) => Ok(entries.contains_key(key)),
        (_, Value::Array(items)) => {
            for item in items {
                if std::mem::discriminant(item) != std::mem::discriminant(&left) {
                    return Err(Stop::Unanswered(left_path));
                }
                if equal(item, &left) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Err(Stop::Unanswered(right_path)),
    }
}

fn call(name: &str, got: Got) -> Result<Got, Stop> {
    let value = match &got {
        Got::There(value, _) => Some(value),
        Got::Absent(_) => None,
    };
    Ok(match name {
        "is_text" => Got::made(value.is_some_and(Value::is_string)),
        "is_number" => Got::made(value.is_some_and(Value::is_number)),
        "is_integer" => Got::made(value.is_some_and(Value::is_i64)),
        "is_bool" => Got::made(value.is_some_and(Value::is_boolean)),
        "is_list" => Got::made(value.is_some_and(Value::is_array)),
        "is_map" => Got::made(value.is_some_and(Value::is_object)),
        "text" if !value.is_some_and(Value::is_string) => Got::made(""),
        "list" if !value.is_some_and(Value::is_array) => Got::made(Vec::<Value>::new()),
        "map" if !value.is_some_and(Value::is_object) => Got::made(serde_json::Map::new()),
        "text" | "list" | "map" => got,
        "lower" => Got::made(got.text()?.to_lowercase()),
        "upper" => Got::made(got.text()?.to_uppercase()),
        "len" | "is_empty" => {
            let (value, path) = got.need()?;
            let len = match &value {
                Value::String(text) => text.chars().count(),
                value => elements(value).ok_or_else(|| mistyped(path))?.len(),
            };
            if name == "len" {
                Got::made(len)
            } else {
                Got::made(len == 0)
            }
        }
        "keys" => match got.need()? {
            (Value::Object(entries), _) => Got::made(
                entries
                    .keys()
                    .map(|key| key.as_str().into())
                    .collect::<Vec<Value>>(),
            ),
            (_, path) => return Err(mistyped(path)),
        },
        other => panic!("no function {other}"),
    })
}
