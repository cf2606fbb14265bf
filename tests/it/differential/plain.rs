//! The second evaluator: slow, plain, and written from LANGUAGE.md alone.

use super::model::{Choice, Condition, Mandate, May, Path, Step, Subject, Test};
use super::script::{Effects, Got, Scene, Stop, run};
use super::value::{Found, child, elements, find, holds};
use serde_json::Value;

/// One service as the generated kinds describe it.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) kind: &'static str,
    pub(crate) file: String,
    /// What is judged.
    pub(crate) node: Value,
    /// Where that stands in its document.
    pub(crate) base: Path,
    pub(crate) name: Option<String>,
}

/// How a mandate stands with a service.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Expected {
    pub(crate) verdict: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) level: Option<&'static str>,
    pub(crate) choices: Vec<&'static str>,
    pub(crate) findings: Vec<Finding>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Finding {
    pub(crate) condition: String,
    pub(crate) place: Place,
    pub(crate) level: &'static str,
    /// Whether another condition may have said it already.
    pub(crate) said: bool,
}

/// What LANGUAGE.md says of a finding's place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Place {
    At(Path),
    /// There or somewhere below.
    Below(Path),
    Any,
}

/// A finding that has no level yet.
struct Draft {
    condition: String,
    place: Place,
    /// Whether a script asked for what is absent or mistyped: said once for each path.
    asked: bool,
    /// Whether it says that nothing is there, or nothing in it.
    absent: bool,
    /// Whether another condition may have said it already, at a place that LANGUAGE.md does not fix.
    said: bool,
    cap: Option<&'static str>,
}

enum Answer {
    Holds,
    Fails,
    Unanswered,
}

const LEVELS: [&str; 3] = ["advise", "warn", "deny"];

pub(crate) fn judge(mandate: &Mandate, service: &Service, today: &str) -> Option<Expected> {
    if !mandate.kinds.contains(&service.kind) {
        return None;
    }
    let whole = service.scene(&service.node, service.base.clone());
    match select(&mandate.when, &whole) {
        Ok(Answer::Holds) => {}
        Ok(Answer::Fails) => return Some(not_applicable("when")),
        Ok(Answer::Unanswered) => return Some(not_applicable("unanswered")),
        Err(Fault) => return Some(error()),
    }
    let mut drafts = Vec::new();
    let mut choices = Vec::new();
    let subjects: Vec<(Value, Path)> = match &mandate.each {
        None => vec![(service.node.clone(), service.base.clone())],
        Some(each) => match run(each, &whole, &mut Effects::default()) {
            Err(Stop::Fault) => return Some(error()),
            Err(Stop::Unanswered(_)) | Ok(Got::Absent(_)) => return Some(not_applicable("absent")),
            Ok(Got::There(value, path)) => match elements(&value) {
                None => {
                    drafts.push(Draft {
                        condition: "each".to_owned(),
                        place: path.map_or(Place::Any, Place::At),
                        asked: false,
                        absent: true,
                        said: false,
                        cap: None,
                    });
                    Vec::new()
                }
                Some(all) if all.is_empty() => return Some(not_applicable("empty")),
                Some(all) => {
                    let path = path.expect("what `each` goes over is of the manifest");
                    all.into_iter()
                        .map(|(step, value)| (value.clone(), child(&path, step)))
                        .collect()
                }
            },
        },
    };
    let (mut judged, mut unanswered) = (!drafts.is_empty(), false);
    for (value, base) in &subjects {
        let scene = service.scene(value, base.clone());
        match select(&mandate.selected, &scene) {
            Ok(Answer::Holds) => {}
            Ok(Answer::Fails) => continue,
            Ok(Answer::Unanswered) => {
                unanswered = true;
                continue;
            }
            Err(Fault) => return Some(error()),
        }
        judged = true;
        let mut own = Vec::new();
        for condition in &mandate.must {
            test(condition, &condition.id, &scene, &mut own).ok()?;
        }
        if let Some(may) = &mandate.may {
            choose(may, &scene, today, &mut own, &mut choices).ok()?;
        }
        drafts.extend(own);
    }
    if !judged {
        return Some(not_applicable(if unanswered {
            "unanswered"
        } else {
            "where"
        }));
    }
    let phase = level(mandate, &whole, today);
    let findings: Vec<Finding> = once(drafts)
        .into_iter()
        .map(|draft| Finding {
            condition: draft.condition,
            place: draft.place,
            said: draft.said,
            level: draft.cap.map_or(phase, |cap| lower(cap, phase)),
        })
        .collect();
    choices.sort_unstable();
    choices.dedup();
    Some(Expected {
        verdict: if findings.is_empty() { "pass" } else { "fail" },
        reason: None,
        level: findings
            .iter()
            .map(|finding| finding.level)
            .max_by_key(|level| rank(level)),
        choices,
        findings,
    })
}

impl Service {
    fn scene<'s>(&'s self, it: &'s Value, base: Path) -> Scene<'s> {
        Scene {
            it,
            base,
            node: &self.node,
            node_base: self.base.clone(),
            name: self.name.as_deref(),
            kind: self.kind,
            file: &self.file,
        }
    }
}

fn not_applicable(reason: &'static str) -> Expected {
    Expected {
        verdict: "not-applicable",
        reason: Some(reason),
        ..Expected::default()
    }
}

fn error() -> Expected {
    Expected {
        verdict: "error",
        ..Expected::default()
    }
}

fn rank(level: &str) -> usize {
    LEVELS.iter().position(|known| *known == level).unwrap()
}

fn lower(one: &'static str, other: &'static str) -> &'static str {
    LEVELS[rank(one).min(rank(other))]
}

struct Fault;

/// The last phase that has begun and whose `when` holds; unanswered holds.
fn level(mandate: &Mandate, whole: &Scene<'_>, today: &str) -> &'static str {
    let begun = mandate.phases.iter().filter(|phase| phase.from <= today);
    let mut holding =
        begun.filter(|phase| !matches!(select(&phase.when, whole), Ok(Answer::Fails)));
    holding.next_back().map_or("advise", |phase| phase.level)
}

/// A list of selectors: false if any is, else unanswered if any is.
fn select(entries: &[Condition], scene: &Scene<'_>) -> Result<Answer, Fault> {
    let mut answer = Answer::Holds;
    for entry in entries {
        match select_one(entry, scene)? {
            Answer::Holds => {}
            Answer::Fails => return Ok(Answer::Fails),
            Answer::Unanswered => answer = Answer::Unanswered,
        }
    }
    Ok(answer)
}

fn select_one(entry: &Condition, scene: &Scene<'_>) -> Result<Answer, Fault> {
    let (subject, schema) = match &entry.test {
        Test::Script(script) => {
            return match run(script, scene, &mut Effects::default()) {
                Ok(Got::There(Value::Bool(true), _)) => Ok(Answer::Holds),
                Ok(Got::There(Value::Bool(false), _)) => Ok(Answer::Fails),
                // A manifest's value that is no boolean, or absent.
                Ok(Got::There(_, Some(_)) | Got::Absent(_)) | Err(Stop::Unanswered(_)) => {
                    Ok(Answer::Unanswered)
                }
                Ok(Got::There(_, None)) | Err(Stop::Fault) => Err(Fault),
            };
        }
        Test::Value(subject, schema) => (subject, schema),
    };
    for found in subjects(subject, scene)? {
        match found {
            Found::Absent(_) if entry.optional => return Ok(Answer::Fails),
            Found::Absent(_) | Found::NoContainer(_) => return Ok(Answer::Unanswered),
            Found::There(_, value) => {
                if schema.as_ref().is_some_and(|schema| !holds(schema, &value)) {
                    return Ok(Answer::Fails);
                }
            }
        }
    }
    Ok(Answer::Holds)
}

/// [`Found`] with values of its own.
fn subjects(subject: &Subject, scene: &Scene<'_>) -> Result<Vec<Found<Value>>, Fault> {
    let own = |found: Found<&Value>| match found {
        Found::There(path, value) => Found::There(path, value.clone()),
        Found::Absent(path) => Found::Absent(path),
        Found::NoContainer(path) => Found::NoContainer(path),
    };
    Ok(match subject {
        Subject::It => find(scene.it, &scene.base, &[])
            .into_iter()
            .map(own)
            .collect(),
        Subject::At(path) => find(scene.it, &scene.base, path)
            .into_iter()
            .map(own)
            .collect(),
        Subject::Script(script) => vec![match run(script, scene, &mut Effects::default()) {
            Ok(Got::There(value, path)) => Found::There(path.unwrap_or_default(), value),
            Ok(Got::Absent(path)) | Err(Stop::Unanswered(path)) => {
                Found::Absent(path.unwrap_or_default())
            }
            Err(Stop::Fault) => return Err(Fault),
        }],
    })
}

fn test(
    condition: &Condition,
    id: &str,
    scene: &Scene<'_>,
    drafts: &mut Vec<Draft>,
) -> Result<(), Fault> {
    let mut push = |place, asked, absent| {
        let condition = id.to_owned();
        drafts.push(Draft {
            condition,
            place,
            asked,
            absent,
            said: false,
            cap: None,
        });
    };
    let (subject, schema) = match &condition.test {
        Test::Script(script) => {
            let mut effects = Effects::default();
            let ended = run(script, scene, &mut effects);
            let told = !effects.failures.is_empty();
            for failure in effects.failures {
                push(failure.map_or(Place::Any, Place::At), false, false);
            }
            match ended {
                Ok(Got::There(Value::Bool(true), _)) => {}
                Ok(Got::There(Value::Bool(false), _)) => {
                    if !told {
                        push(Place::Any, false, false);
                    }
                }
                Ok(Got::There(_, Some(path)) | Got::Absent(Some(path)))
                | Err(Stop::Unanswered(Some(path))) => push(Place::At(path), true, false),
                Ok(Got::Absent(None)) | Err(Stop::Unanswered(None)) => {
                    push(Place::Any, true, false);
                }
                Ok(Got::There(_, None)) | Err(Stop::Fault) => return Err(Fault),
            }
            return Ok(());
        }
        Test::Value(subject, schema) => (subject, schema),
    };
    for found in subjects(subject, scene)? {
        match found {
            Found::Absent(_) if condition.optional => {}
            Found::Absent(path) if path.is_empty() => push(Place::Any, false, true),
            Found::Absent(path) | Found::NoContainer(path) => push(Place::At(path), false, true),
            Found::There(path, value) => {
                if schema.as_ref().is_some_and(|schema| !holds(schema, &value)) {
                    push(Place::Below(path), false, false);
                }
            }
        }
    }
    Ok(())
}

/// What a script asked for in vain is said once for each path, and not where another condition says the same: a finding
/// of another sense at that path says something else.
fn once(drafts: Vec<Draft>) -> Vec<Draft> {
    let (asked, mut kept): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.asked);
    for mut draft in asked {
        let places = kept
            .iter()
            .filter(|other| other.condition != draft.condition);
        let said = |other: &Draft| match (&other.place, &draft.place) {
            (Place::At(one), Place::At(asked)) => (other.asked || other.absent) && one == asked,
            _ => false,
        };
        if places.clone().any(said) {
            continue;
        }
        let mut places = places.map(|other| (&other.place, &draft.place));
        draft.said = places.any(|(one, other)| match (one, other) {
            (Place::Any, _) | (_, Place::Any) => true,
            (Place::At(one), Place::At(other)) => one == other,
            (Place::Below(one), Place::At(other) | Place::Below(other)) => other.starts_with(one),
            (Place::At(one), Place::Below(other)) => one.starts_with(other),
        });
        kept.push(draft);
    }
    kept
}

fn choose(
    may: &May,
    scene: &Scene<'_>,
    today: &str,
    drafts: &mut Vec<Draft>,
    taken: &mut Vec<&'static str>,
) -> Result<(), Fault> {
    // What is named, with its place.
    let mut named: Vec<(Value, Path)> = Vec::new();
    let mut unread: Vec<Path> = Vec::new();
    if let Some(at) = &may.at {
        for found in find(scene.it, &scene.base, at) {
            match found {
                Found::There(path, Value::Array(items)) => {
                    let items = items.iter().enumerate();
                    named.extend(
                        items.map(|(at, item)| (item.clone(), child(&path, Step::Index(at)))),
                    );
                }
                Found::There(path, value) => named.push((value.clone(), path)),
                Found::NoContainer(path) => unread.push(path),
                // Below a `[*]` the rest of the path must exist in each element, and the elements themselves.
                Found::Absent(path) if at.contains(&Step::Each) => unread.push(path),
                Found::Absent(_) => {}
            }
        }
    }
    let mut recognised: Vec<&Choice> = Vec::new();
    let mut unknown: Vec<Path> = unread;
    for (value, path) in named {
        let chosen = may.choices.iter().find(|choice| {
            value
                .as_str()
                .is_some_and(|name| name == choice.id || choice.names.contains(&name))
        });
        match chosen {
            Some(choice) => recognised.push(choice),
            None => unknown.push(path),
        }
    }
    for choice in &may.choices {
        if !choice.when.is_empty() && matches!(select(&choice.when, scene)?, Answer::Holds) {
            recognised.push(choice);
        }
    }
    let mut seen: Vec<&str> = Vec::new();
    recognised.retain(|choice| {
        let is_new = !seen.contains(&choice.id);
        seen.push(choice.id);
        is_new
    });
    taken.extend(recognised.iter().map(|choice| choice.id));
    let mut push = |condition: String, place, cap| {
        drafts.push(Draft {
            condition,
            place,
            asked: false,
            absent: false,
            said: false,
            cap,
        });
    };
    if recognised.is_empty() {
        // One finding, that names what was found.
        push("may".to_owned(), Place::Any, None);
        return Ok(());
    }
    for path in unknown {
        push("may".to_owned(), Place::At(path), None);
    }
    if may.one && recognised.len() > 1 {
        push("may".to_owned(), Place::Any, None);
    }
    for choice in &recognised {
        match choice.standing {
            "retiring" if today <= choice.until => {
                push(choice.id.to_owned(), Place::Any, Some("warn"));
            }
            "retiring" | "retired" => push(choice.id.to_owned(), Place::Any, None),
            _ => {}
        }
    }
    let mut unmet = Vec::new();
    for choice in &recognised {
        let mut own = Vec::new();
        for term in &choice.requires {
            test(term, &format!("{}/{}", choice.id, term.id), scene, &mut own)?;
        }
        if own.is_empty() {
            return Ok(());
        }
        unmet.extend(own);
    }
    drafts.extend(unmet);
    Ok(())
}
