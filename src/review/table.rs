//! CSV files as evidence: a header, rows of the same length, every column accounted for.

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A CSV file. Its cells may hold people's answers: no diagnostic quotes them.
#[derive(Debug)]
pub(super) struct Table {
    file: Arc<str>,
    headers: Vec<String>,
    rows: Vec<Row>,
}

/// A row with the line it stands in.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    cells: Vec<String>,
}

impl Table {
    /// Reads a table: a comma between cells, one header, trimmed cells.
    ///
    /// # Errors
    /// The first thing that is wrong with its form.
    pub(super) fn read(source: &Source) -> Result<Self, Diagnostic> {
        let text = source.text();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let problem =
            |message: String| Diagnostic::error("evidence::csv", message).in_file(source.path());
        let faulty = |error: &csv::Error| problem(form_of(error));
        let headers: Vec<String> = reader
            .headers()
            .map_err(|error| faulty(&error))?
            .iter()
            .map(str::to_owned)
            .collect();
        let mut seen = BTreeSet::new();
        for header in &headers {
            if header.is_empty() || !seen.insert(header) {
                return Err(problem(format!(
                    "the header `{}` is empty or stands twice",
                    header.escape_debug()
                )));
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| faulty(&error))?;
            rows.push(Row {
                line: record.position().map_or(0, csv::Position::line),
                cells: record.iter().map(str::to_owned).collect(),
            });
        }
        Ok(Self {
            file: Arc::clone(source.path()),
            headers,
            rows,
        })
    }

    /// The place of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// The names of the columns.
    pub(super) fn headers(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(String::as_str)
    }

    /// The rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A problem with the table.
    pub(super) fn problem(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error("evidence::csv", message).in_file(&self.file)
    }
}

impl Row {
    /// A cell; `None` where it is empty.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        self.cells
            .get(column)
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
    }
}

/// What is wrong with the form, without a word of the content.
fn form_of(error: &csv::Error) -> String {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("line {line} has {len} cells, the header has {expected_len}"),
        _ => format!("line {line} is no CSV"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, Diagnostic> {
        Table::read(&Source::new("a.csv", text))
    }

    #[test]
    fn cells_are_read_by_column() {
        let table = table("\u{feff}a, b\n1,\"x,\ny\"\n,2\n").unwrap();
        let b = table.column("b").unwrap();
        assert_eq!(table.rows()[0].cell(b), Some("x,\ny"));
        assert_eq!(table.rows()[1].cell(0), None);
        assert_eq!(table.rows()[1].line, 4);
        assert_eq!(table.column("c"), None);
    }

    #[test]
    fn a_broken_form_is_told_without_its_content() {
        for (text, words) in [
            ("a,b\n1,2\nsecret\n", "line 3 has 1 cells, the header has 2"),
            ("a,a\n", "`a` is empty or stands twice"),
            ("a,\n", "`` is empty or stands twice"),
        ] {
            let problem = table(text).unwrap_err();
            assert!(problem.message.contains(words), "{problem:#?}");
            assert!(!problem.message.contains("secret"));
            assert_eq!(problem.place, None);
        }
    }
}
