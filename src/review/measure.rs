//! Measures: what changed for those who live with a mandate, beside what it was before.

use super::evidence::{Files, head, mandate_id, quarter_of};
use super::metric::{self, Better};
use super::quarter::Quarter;
use super::table::Table;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Fields, Node, Number, Spanned};
use crate::source::Place;
use std::collections::BTreeMap;

/// One value of one metric.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The mandate's id.
    pub mandate: Spanned<String>,
    /// The quarter it was measured in.
    pub quarter: Quarter,
    /// The metric's name.
    pub metric: String,
    /// The value.
    pub value: f64,
    /// What it was before the mandate, where that is known.
    pub baseline: Option<f64>,
    /// In which direction it gets better.
    pub better: Better,
    /// What the value counts.
    pub unit: Option<String>,
    /// Where the value comes from.
    pub source: String,
    /// Where it is written.
    pub place: Place,
}

impl Measure {
    /// Whether it has fallen behind its baseline; `None` where there is none.
    pub fn is_worse(&self) -> Option<bool> {
        self.baseline
            .map(|baseline| self.better.is_worse(self.value, baseline))
    }
}

/// Decodes one measure, or the CSV file of many that it names.
pub(super) fn read(document: &Document, files: &Files<'_>, problems: &Problems) -> Vec<Measure> {
    let root = document.root();
    if let Some(csv) = root.get("csv").filter(|node| !node.is_null()) {
        return import(document, csv, files, problems);
    }
    single(root, problems).into_iter().collect()
}

fn single(root: Node<'_>, problems: &Problems) -> Option<Measure> {
    let before = problems.len();
    let mut fields = Fields::of(root, "a measure", problems)?;
    let (mandate, quarter) = head(&mut fields);
    let metric = fields.text("metric");
    let mut numbers = Vec::new();
    let mut numbered = |node: Option<Node<'_>>, what: &'static str| {
        let value = number(node?, what, problems)?;
        numbers.push((what, value, node?.place()));
        Some(value)
    };
    let value = numbered(fields.required("value"), "value");
    let baseline = numbered(fields.optional("baseline"), "baseline");
    let better = fields.optional_word("better", Better::ALL);
    let unit = fields.optional_text("unit");
    let source = fields.text("source");
    fields.finish();
    let metric = metric?;
    for (what, value, place) in numbers {
        if let Some(message) = impossible(&metric, what, value) {
            problems.push(Diagnostic::error("evidence::number", message).at_place(place));
        }
    }
    let place = root.tree().source().place(metric.span);
    let (better, unit) = known(
        &metric,
        better.map(|better| better.value),
        unit.map(|unit| unit.value),
        |problem| problems.push(problem.at_place(place.clone())),
    )?;
    (problems.len() == before).then_some(Measure {
        mandate: mandate?,
        quarter: quarter?,
        metric: metric.value,
        value: value?,
        baseline,
        better,
        unit,
        source: source?.value,
        place: root.place(),
    })
}

/// Holds a metric against the table of known ones: its direction and its unit.
fn known(
    name: &str,
    better: Option<Better>,
    unit: Option<String>,
    mut note: impl FnMut(Diagnostic),
) -> Option<(Better, Option<String>)> {
    let problem = |message: String| Diagnostic::error("evidence::metric", message);
    let shown = name.escape_debug();
    if let Some(metric) = metric::misspelt(name) {
        note(
            problem(format!("no metric is called `{shown}`"))
                .help(format!("did you mean `{}`?", metric.name)),
        );
        return None;
    }
    let Some(metric) = metric::known(name) else {
        if better.is_none() {
            note(
                problem(format!(
                    "`{shown}` is no metric that mustmay knows, and `better` is not said"
                ))
                .help("write `better: lower` or `better: higher`"),
            );
        }
        return better.map(|better| (better, unit));
    };
    if better.is_some_and(|better| better != metric.better) {
        note(problem(format!(
            "of `{shown}`, {} is better",
            metric.better.word()
        )));
        return None;
    }
    if unit.as_deref().is_some_and(|unit| unit != metric.unit) {
        note(problem(format!("`{shown}` is measured in {}", metric.unit)));
        return None;
    }
    Some((metric.better, Some(metric.unit.to_owned())))
}

/// What is wrong with a number that a known metric cannot have.
fn impossible(name: &str, what: &str, value: f64) -> Option<String> {
    let why = metric::known(name)?.refuses(value)?;
    Some(format!(
        "`{what}` cannot be {value}: `{}` {why}",
        name.escape_debug()
    ))
}

fn number(node: Node<'_>, what: &str, problems: &Problems) -> Option<f64> {
    let value = node.as_number().map(|number| match number {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a measured value has no 53 bits"
        )]
        Number::Int(value) => value as f64,
        Number::Float(value) => value,
    });
    let value = value.filter(|value| value.is_finite());
    if value.is_none() {
        let message = format!("`{what}` must be a number");
        problems.push(Diagnostic::error("evidence::number", message).at_place(node.place()));
    }
    value
}

/// The columns that a file of measures may have.
const COLUMNS: [&str; 8] = [
    "mandate", "quarter", "metric", "value", "baseline", "better", "unit", "source",
];

/// What holds for every row of a file that has no column for it.
struct Import {
    table: Table,
    columns: BTreeMap<&'static str, usize>,
    constants: BTreeMap<&'static str, String>,
    /// What the file calls a metric, and what we call it.
    metrics: BTreeMap<String, String>,
    span: crate::source::Span,
    place: Place,
}

fn import(
    document: &Document,
    csv: Node<'_>,
    files: &Files<'_>,
    problems: &Problems,
) -> Vec<Measure> {
    let Some(import) = prepare(document, csv, files, problems) else {
        return Vec::new();
    };
    (0..import.table.rows().len())
        .filter_map(|row| import.measure(row, problems))
        .collect()
}

fn prepare(
    document: &Document,
    csv: Node<'_>,
    files: &Files<'_>,
    problems: &Problems,
) -> Option<Import> {
    let root = document.root();
    let mut fields = Fields::of(root, "a file of measures", problems)?;
    let _version = (
        fields.optional("apiVersion"),
        fields.optional("kind"),
        fields.optional("csv"),
    );
    let mut constants = BTreeMap::new();
    for name in ["mandate", "quarter", "source"] {
        constants.extend(fields.optional_text(name).map(|text| (name, text.value)));
    }
    fields.finish();
    let mut fields = Fields::of(csv, "`csv`", problems)?;
    let file = fields.text("file");
    let mapped = fields.optional("columns");
    let renamed = fields.optional("metrics");
    let unused = fields.optional_texts("unused");
    fields.finish();
    let mut named: BTreeMap<&'static str, String> = BTreeMap::new();
    if let Some(mut fields) = mapped.and_then(|node| Fields::of(node, "`columns`", problems)) {
        for field in COLUMNS {
            named.extend(
                fields
                    .optional_text(field)
                    .map(|column| (field, column.value)),
            );
        }
        fields.finish();
    }
    let mut metrics = BTreeMap::new();
    for (key, value) in renamed.into_iter().flat_map(Node::entries) {
        let name = crate::document::decode::text(value, "metrics", problems);
        metrics.extend(
            key.text()
                .map(str::to_owned)
                .zip(name.map(|name| name.value)),
        );
    }
    let file = file?;
    let table = match files.table(document, &file) {
        Ok(table) => table,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let columns = columns(&table, &named, &constants, &unused, problems);
    Some(Import {
        table,
        columns,
        constants,
        metrics,
        span: csv.span(),
        place: csv.place(),
    })
}

/// Where each field stands in a table. Every column must be used, or said to be unused.
fn columns(
    table: &Table,
    named: &BTreeMap<&'static str, String>,
    constants: &BTreeMap<&'static str, String>,
    unused: &[Spanned<String>],
    problems: &Problems,
) -> BTreeMap<&'static str, usize> {
    let mut columns = BTreeMap::new();
    for field in COLUMNS {
        let name = named.get(field).map_or(field, String::as_str);
        match table.column(name) {
            Some(column) => {
                columns.insert(field, column);
            }
            None if named.contains_key(field) => problems.push(table.problem(format!(
                "there is no column `{}`, which `columns` names for `{field}`",
                name.escape_debug()
            ))),
            None if !constants.contains_key(field)
                && matches!(field, "mandate" | "quarter" | "metric" | "value" | "source") =>
            {
                problems.push(table.problem(format!("there is no column `{field}`")).help(
                    "name the column under `columns`, or the value for all rows beside `csv`",
                ));
            }
            None => {}
        }
    }
    for header in table.headers() {
        let used = columns
            .values()
            .any(|&column| table.column(header) == Some(column));
        if !used && !unused.iter().any(|name| name.value == header) {
            problems.push(
                table
                    .problem(format!(
                        "the column `{}` is not known",
                        header.escape_debug()
                    ))
                    .help("name it under `columns`, or list it under `unused`"),
            );
        }
    }
    columns
}

impl Import {
    fn measure(&self, row: usize, problems: &Problems) -> Option<Measure> {
        let row = self.table.rows().get(row)?;
        let cell = |field: &str| match self.columns.get(field) {
            Some(&column) => row.cell(column),
            None => self.constants.get(field).map(String::as_str),
        };
        let note = |message: String| {
            problems.push(self.table.problem(format!("line {}: {message}", row.line)));
        };
        let required = |field: &str| {
            let text = cell(field);
            if text.is_none() {
                note(format!("`{field}` is empty"));
            }
            text
        };
        let parsed = |field: &str, text: &str| {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
            if value.is_none() {
                note(format!("`{field}` is no number"));
            }
            value
        };
        let before = problems.len();
        let mandate = required("mandate").map(str::to_owned);
        if let Some(mandate) = mandate.as_deref().filter(|mandate| !mandate_id(mandate)) {
            note(format!(
                "`{}` is no id of a mandate",
                mandate.escape_debug()
            ));
        }
        let quarter = required("quarter").and_then(|text| {
            let quarter = Quarter::parse(text);
            if quarter.is_none() {
                note(quarter_of(text));
            }
            quarter
        });
        let value = required("value").and_then(|text| parsed("value", text));
        let baseline = cell("baseline").and_then(|text| parsed("baseline", text));
        let source = required("source").map(str::to_owned);
        let written = required("metric")?;
        let name = self.metrics.get(written).map_or(written, String::as_str);
        for (what, value) in [("value", value), ("baseline", baseline)] {
            if let Some(message) = value.and_then(|value| impossible(name, what, value)) {
                note(message);
            }
        }
        let better = cell("better").and_then(|word| {
            let better = Better::ALL.iter().find(|(name, _)| *name == word);
            if better.is_none() {
                note("`better` is `lower` or `higher`".to_owned());
            }
            better.map(|(_, better)| *better)
        });
        let (better, unit) = known(name, better, cell("unit").map(str::to_owned), |problem| {
            note(match &problem.help {
                Some(help) => format!("{}: {help}", problem.message),
                None => problem.message.clone(),
            });
        })?;
        (problems.len() == before).then_some(Measure {
            mandate: Spanned {
                value: mandate?,
                span: self.span,
            },
            quarter: quarter?,
            metric: name.to_owned(),
            value: value?,
            baseline,
            better,
            unit,
            source: source?,
            place: self.place.clone(),
        })
    }
}
