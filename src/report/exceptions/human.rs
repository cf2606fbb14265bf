//! The table for people at a terminal, as wide as that is, and below it what is wrong with which line.

use super::row::{Row, account_of, rows};
use crate::policy::{Level, State};
use crate::project::exceptions::AuditReport;
use crate::report::page::{Page, Tone, one_line};
use crate::report::{Style, problems};
use crate::verdict::Exit;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};
use std::io::{self, Write};

pub(super) fn render(report: &AuditReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut page = Page::new(style, &mut out);
    for name in &report.missing {
        let line = format!("{} sent no report", one_line(name));
        page.line(&page.paint(Tone::Bad, &line))?;
    }
    let rows = rows(report);
    if !rows.is_empty() {
        for line in table(&rows, style).lines() {
            page.line(line.trim_end())?;
        }
        page.gap()?;
    }
    for row in &rows {
        whys(row, style, &mut page)?;
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    if let Some(reason) = report.reason.as_ref().filter(|_| report.exit != Exit::Ok) {
        page.line(&one_line(reason))?;
    }
    page.line(&format!(
        "exit {}: {}",
        report.exit.code(),
        account_of(report)
    ))?;
    out.flush()
}

/// Columns that a narrow terminal has no place for, by the least width that has.
const WIDTHS: &[(usize, &[&str])] = &[
    (60, &["mandate"]),
    (80, &["owner", "signed", "renewals"]),
    (100, &["age", "category"]),
    (120, &["approvers"]),
];

/// Columns between two columns.
const GAP: usize = 2;

fn table(rows: &[Row<'_>], style: &Style) -> String {
    let hidden: Vec<&str> = WIDTHS
        .iter()
        .filter(|(width, _)| style.width < *width)
        .flat_map(|(_, heads)| heads.iter().copied())
        .collect();
    let shown = |cells: Vec<String>| -> Vec<String> {
        let cells = cells.into_iter().zip(super::row::HEADS);
        let kept = cells.filter(|(_, head)| !hidden.contains(head));
        kept.map(|(cell, _)| cell).collect()
    };
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The gap behind the last column is cut off again.
        .set_width(u16::try_from(style.width + GAP).unwrap_or(u16::MAX));
    let heads = || super::row::HEADS.iter().map(|head| head.to_uppercase());
    table.set_header(shown(heads().collect()));
    for row in rows {
        let cells = row.cells().map(|cell| one_line(&cell));
        table.add_row(shown(cells.to_vec()));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
    }
    // Heads are not broken, and if there is a place for them nor are states and ids, which are looked for.
    let mut least: Vec<usize> = shown(heads().collect())
        .iter()
        .map(|head| head.len() + GAP)
        .collect();
    let states = rows.iter().map(|row| row.states().join(", ").len());
    let words = rows.iter().flat_map(Row::states).map(str::len);
    let ids = rows
        .iter()
        .map(|row| one_line(&row.record.id).chars().count());
    for (column, longest, share) in [(1, words.max(), 2), (0, ids.max(), 3), (1, states.max(), 4)] {
        let longest = longest.unwrap_or_default() + GAP;
        let all: usize = least.iter().sum();
        if let Some(least) = least.get_mut(column)
            && longest > *least
            && longest * share <= style.width
            && all - *least + longest <= style.width
        {
            *least = longest;
        }
    }
    let whole: usize = table
        .column_max_content_widths()
        .iter()
        .map(|width| usize::from(*width) + GAP)
        .sum();
    if whole <= style.width + GAP {
        return table.to_string();
    }
    for (column, least) in table.column_iter_mut().zip(least) {
        let width = Width::Fixed(u16::try_from(least).unwrap_or(u16::MAX));
        column.set_constraint(ColumnConstraint::LowerBoundary(width));
    }
    table.to_string()
}

/// What is wrong with a record, each with its line.
fn whys(row: &Row<'_>, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let id = page.paint(Tone::Strong, &one_line(&row.record.id));
    for standing in &row.account.states {
        if standing.state == State::Active || (style.quiet && standing.level < Level::Deny) {
            continue;
        }
        let tone = match standing.level {
            Level::Deny => Tone::Bad,
            Level::Warn => Tone::Warn,
            Level::Advise | Level::Allow => Tone::Dim,
        };
        let state = page.paint(tone, standing.state.word());
        let place = format!("{}:{}", standing.place.file, standing.place.start.line);
        let head = [&*id, " ", &*state, " "].concat();
        let text = format!("{} ({})", one_line(&standing.message), one_line(&place));
        page.wrapped(&head, 4, &text)?;
        if let Some(help) = &standing.help {
            page.field("help", &one_line(help))?;
        }
    }
    if row.account.mandate_changed {
        page.wrapped(
            &[&*id, " "].concat(),
            4,
            "its mandate was changed since it was approved",
        )?;
    }
    Ok(())
}
