//! The review as a table: one figure a line, so that a spreadsheet or a script can take what it needs.

use crate::project::ReviewReport;
use crate::report::table::cell;
use crate::review::{AGES, GateFigures, MandateReview, QuarterFigures, Share, Shown};
use std::io::{self, Write};

const HEADER: [&str; 8] = [
    "mandate", "quarter", "figure", "detail", "value", "part", "whole", "unit",
];

pub(super) fn render(report: &ReviewReport, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADER)?;
    if let Some(review) = &report.review {
        let mut rows = Rows::default();
        let quarter = review.quarter.to_string();
        if let Some(share) = review.coverage.share() {
            rows.share(&["", &quarter, "coverage", ""], share);
        } else {
            rows.count(
                &["", &quarter, "repositories", ""],
                review.coverage.known.len() as u64,
                "",
            );
        }
        for figures in &review.gate {
            rows.gate(figures);
        }
        for mandate in &review.mandates {
            rows.mandate(mandate, &quarter);
        }
        for row in rows.0 {
            table.write_record(row)?;
        }
    }
    table.flush()
}

#[derive(Default)]
struct Rows(Vec<Vec<String>>);

impl Rows {
    fn mandate(&mut self, mandate: &MandateReview, quarter: &str) {
        let id = mandate.account.id.as_str();
        self.text(&[id, quarter, "health", mandate.health.word()]);
        for line in &mandate.lines {
            self.text(&[
                id,
                quarter,
                line.sign.word(),
                &format!("{}: {}", line.topic, line.text),
            ]);
        }
        for figures in &mandate.quarters {
            self.quarter(id, figures);
        }
    }

    fn gate(&mut self, figures: &GateFigures) {
        let quarter = figures.quarter.to_string();
        if figures.scanned == 0 {
            return;
        }
        let at = |figure, detail| ["", quarter.as_str(), figure, detail];
        let found = Share::new(figures.found, figures.scanned);
        self.share(&at("bypassedRepositories", ""), found);
        for (switch, (files, uses)) in &figures.switches {
            self.count(&at("bypassFiles", switch), *files, "files");
            self.count(&at("bypassUses", switch), *uses, "uses");
        }
    }

    fn quarter(&mut self, id: &str, figures: &QuarterFigures) {
        let quarter = figures.quarter.to_string();
        let at = |figure, detail| [id, quarter.as_str(), figure, detail];
        if let Some(adoption) = &figures.adoption {
            self.count(&at("services", ""), adoption.services(), "services");
            for (verdict, count) in &adoption.verdicts {
                self.count(&at("verdict", verdict), *count, "services");
            }
            for choice in &adoption.choices {
                self.share(&at("choice", &choice.id), choice.share);
            }
            self.count(&at("noChoice", ""), adoption.without, "services");
            self.share(&at("voluntary", ""), adoption.voluntary);
            self.share(&at("exceptionRate", ""), adoption.excepted);
        }
        for (from, to, count) in figures.switches.iter().flat_map(|switches| &switches.moves) {
            self.count(
                &[id, &quarter, "switch", &format!("{from} to {to}")],
                *count,
                "services",
            );
        }
        if let Some(exceptions) = &figures.exceptions {
            self.count(&at("exceptions", ""), exceptions.count, "exceptions");
            for (state, count) in &exceptions.states {
                self.count(&at("exceptionState", state), *count, "exceptions");
            }
            for (category, count) in &exceptions.categories {
                self.count(&at("exceptionCategory", category), *count, "exceptions");
            }
            for ((words, _), count) in AGES.iter().zip(exceptions.ages) {
                self.count(&at("exceptionAge", words), count, "exceptions");
            }
            self.count(&at("renewals", ""), exceptions.renewals, "renewals");
        }
        for (pattern, (files, lines)) in
            figures.workarounds.iter().flat_map(|found| &found.patterns)
        {
            self.count(&at("workaroundFiles", pattern), *files, "files");
            self.count(&at("workaroundLines", pattern), *lines, "lines");
        }
        if let Some(survey) = &figures.survey {
            for (figure, shown) in [
                ("satisfaction", survey.satisfaction),
                ("wouldKeep", survey.would_keep),
                ("wouldChoose", survey.would_choose),
                ("productivity", survey.productivity),
            ] {
                match shown {
                    Shown::Known(share) => self.share(&at(figure, ""), share),
                    Shown::Withheld => self.text(&at(figure, "withheld")),
                    Shown::Missing => {}
                }
            }
            if let Shown::Known(promoters) = survey.promoters {
                self.value(
                    &at("netPromoters", ""),
                    promoters.score().to_string(),
                    "points",
                );
            }
        }
        for measure in &figures.measures {
            let unit = measure.unit.as_deref().unwrap_or_default();
            self.value(
                &at("measure", &measure.metric),
                measure.value.to_string(),
                unit,
            );
            if let Some(baseline) = measure.baseline {
                self.value(&at("baseline", &measure.metric), baseline.to_string(), unit);
            }
        }
        for challenge in &figures.challenges {
            self.text(&[
                id,
                &quarter,
                "challenge",
                &format!("{}: {}", challenge.id, challenge.standing),
            ]);
        }
    }

    fn text(&mut self, key: &[&str; 4]) {
        self.push(
            key,
            [String::new(), String::new(), String::new(), String::new()],
        );
    }

    fn value(&mut self, key: &[&str; 4], value: String, unit: &str) {
        self.push(key, [value, String::new(), String::new(), cell(unit)]);
    }

    fn count(&mut self, key: &[&str; 4], count: u64, unit: &str) {
        self.value(key, count.to_string(), unit);
    }

    fn share(&mut self, key: &[&str; 4], share: Share) {
        let percent = share.tenths().map_or_else(String::new, |tenths| {
            format!("{}.{}", tenths / 10, tenths % 10)
        });
        self.push(
            key,
            [
                percent,
                share.part.to_string(),
                share.whole.to_string(),
                "%".to_owned(),
            ],
        );
    }

    fn push(&mut self, key: &[&str; 4], values: [String; 4]) {
        let mut row: Vec<String> = key.map(cell).into();
        row.extend(values);
        self.0.push(row);
    }
}
