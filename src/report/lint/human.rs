//! A lint run for people: remark after remark, then the numbers.

use crate::lint::Remark;
use crate::policy::Level;
use crate::project::LintReport;
use crate::report::page::{Notice, Page, Tone};
use crate::report::{Style, problems};
use crate::verdict::Exit;
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &LintReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    for remark in &report.remarks {
        one(remark, &mut page)?;
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    counts(report, &mut page)
}

fn one(remark: &Remark, page: &mut Page<'_>) -> io::Result<()> {
    let tone = tone(remark.level());
    let word = page.paint(tone, remark.level().word());
    let code = page.paint(Tone::Dim, &["[", remark.code.code, "]"].concat());
    page.line(&[&*word, &*code].concat())?;
    let own = [(&remark.place, String::new())];
    let related = remark
        .related
        .iter()
        .map(|related| (&related.place, related.label.clone()));
    let mut help: Vec<String> = remark.help.iter().cloned().collect();
    if remark.fix.is_some() {
        help.push("`--fix` does it".to_owned());
    }
    page.notice(Notice {
        tone,
        message: remark.message.clone(),
        help,
        marks: own.into_iter().chain(related).collect(),
    })?;
    page.gap()
}

const fn tone(level: Level) -> Tone {
    match level {
        Level::Deny => Tone::Bad,
        Level::Warn => Tone::Warn,
        Level::Advise | Level::Allow => Tone::Advice,
    }
}

fn counts(report: &LintReport, page: &mut Page<'_>) -> io::Result<()> {
    let looked = format!(
        "{} in {}",
        many(report.mandates, "mandate"),
        many(report.packs, "pack")
    );
    let by_level = [Level::Deny, Level::Warn, Level::Advise].map(|level| {
        let count = report
            .remarks
            .iter()
            .filter(|remark| remark.level() == level)
            .count();
        (count > 0).then(|| format!("{count} {level}"))
    });
    let by_level: Vec<String> = by_level.into_iter().flatten().collect();
    let tone = if report.exit == Exit::Ok {
        Tone::Good
    } else {
        Tone::Bad
    };
    let said = if report.exit == Exit::NotUnderstood && report.packs == 0 {
        "the policies were not understood: nothing was looked at".to_owned()
    } else if report.exit == Exit::NothingChecked {
        "no mandate and no manifest kind of your own: nothing was looked at".to_owned()
    } else if report.remarks.is_empty() {
        "nothing to remark".to_owned()
    } else {
        let count = many(report.remarks.len(), "remark");
        format!("{count} ({})", by_level.join(", "))
    };
    let mut line = [&*page.paint(tone, &said), ", ", &*looked].concat();
    if !report.silenced.is_empty() {
        line.extend(["; ", &report.silenced.len().to_string(), " answered"]);
    }
    let fixable = report
        .remarks
        .iter()
        .filter(|remark| remark.fix.is_some())
        .count();
    if report.fixed > 0 {
        line.extend(["; ", &report.fixed.to_string(), " mended"]);
    } else if fixable > 0 {
        line.extend(["; `--fix` mends ", &fixable.to_string()]);
    }
    page.line(&line)
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
