//! Version 1 of the JSON form of a review: fields are added, never renamed or removed. Comments are never part of it.

use crate::project::ReviewReport;
use crate::report::json;
use crate::review::{
    AGES, Coverage, GateFigures, MandateReview, QuarterFigures, Review, Share, Shown, SurveyFigures,
};
use serde_json::{Value, json};
use std::io;

pub(super) fn render(report: &ReviewReport, out: &mut dyn io::Write) -> io::Result<()> {
    let review = report.review.as_ref();
    let value = json!({
        "version": 1,
        "run": {
            "tool": concat!("mustmay ", env!("CARGO_PKG_VERSION")),
            "asOf": review.map(|review| review.day.to_string()),
            "quarter": review.map(|review| review.quarter.to_string()),
            "policySetDigest": report.policies,
        },
        "coverage": review.map(|review| coverage(&review.coverage)),
        "gate": review.map_or_else(Vec::new, |review| review.gate.iter().map(gate).collect()),
        "counts": review.map(counts),
        "mandates": review.map_or_else(Vec::new, |review| review.mandates.iter().map(mandate).collect()),
        "diagnostics": report.diagnostics.iter().map(json::diagnostic).collect::<Vec<_>>(),
        "exitCode": report.exit.code(),
        "reason": report.reason,
    });
    json::write(&value, out)
}

fn coverage(coverage: &Coverage) -> Value {
    json!({
        "share": coverage.share().map(share),
        "known": coverage.known,
        "missing": coverage.missing,
        "unlisted": coverage.unlisted,
        "unusable": coverage.unusable.iter().map(|(name, why)| json!({ "name": name, "why": why })).collect::<Vec<_>>(),
    })
}

fn gate(figures: &GateFigures) -> Value {
    json!({
        "quarter": figures.quarter.to_string(),
        "scanned": figures.scanned,
        "found": figures.found,
        "switches": figures.switches.iter().map(|(id, (files, uses))| json!({ "id": id, "files": files, "uses": uses })).collect::<Vec<_>>(),
    })
}

fn counts(review: &Review) -> Value {
    let counts = crate::review::Health::ALL
        .iter()
        .map(|health| (health.word().to_owned(), review.count(*health).into()));
    Value::Object(counts.collect())
}

fn mandate(mandate: &MandateReview) -> Value {
    let account = &mandate.account;
    let terms = &account.terms;
    json!({
        "mandate": account.id,
        "title": account.title,
        "owner": account.owner,
        "since": account.since.map(|day| day.to_string()),
        "reviewBy": account.review_by.to_string(),
        "health": mandate.health.word(),
        "consequence": mandate.health.consequence(),
        "accountability": {
            "satisfactionFloor": terms.satisfaction_floor,
            "wouldKeepFloor": terms.would_keep_floor,
            "maxExceptionRate": terms.max_exception_rate,
            "decliningQuarters": terms.declining_quarters,
            "respondWithin": account.respond_within(),
            "notWorse": terms.not_worse,
        },
        "evidence": mandate.lines.iter().map(|line| json!({
            "topic": line.topic, "sign": line.sign.word(), "text": line.text,
        })).collect::<Vec<_>>(),
        "quarters": mandate.quarters.iter().map(quarter).collect::<Vec<_>>(),
    })
}

fn quarter(figures: &QuarterFigures) -> Value {
    json!({
        "quarter": figures.quarter.to_string(),
        "repositories": figures.repositories,
        "adoption": figures.adoption.as_ref().map(|adoption| json!({
            "services": adoption.services(),
            "verdicts": adoption.verdicts,
            "notApplicable": adoption.not_applicable,
            "choices": adoption.choices.iter().map(|choice| json!({
                "id": choice.id, "standing": choice.standing, "offeredBy": choice.offered_by, "share": share(choice.share),
            })).collect::<Vec<_>>(),
            "withoutChoice": adoption.without,
            "voluntary": share(adoption.voluntary),
            "exceptionRate": share(adoption.excepted),
        })),
        "switches": figures.switches.as_ref().map(|switches| json!({
            "compared": switches.compared,
            "switched": switches.count(),
            "moves": switches.moves.iter().map(|(from, to, count)| json!({ "from": from, "to": to, "services": count })).collect::<Vec<_>>(),
        })),
        "exceptions": figures.exceptions.as_ref().map(|exceptions| json!({
            "count": exceptions.count,
            "states": exceptions.states,
            "categories": exceptions.categories,
            "ages": AGES.iter().zip(exceptions.ages).map(|((words, _), count)| json!({ "age": words, "count": count })).collect::<Vec<_>>(),
            "oldestDays": exceptions.oldest,
            "renewals": exceptions.renewals,
            "emergencies": exceptions.emergencies,
        })),
        "workarounds": figures.workarounds.as_ref().map(|found| json!({
            "files": found.files(), "lines": found.lines(), "scanned": found.scanned, "found": found.found,
            "patterns": found.patterns.iter().map(|(id, (files, lines))| json!({ "id": id, "files": files, "lines": lines })).collect::<Vec<_>>(),
        })),
        "survey": figures.survey.as_ref().map(survey),
        "measures": figures.measures.iter().map(|measure| json!({
            "metric": measure.metric, "value": measure.value, "baseline": measure.baseline, "unit": measure.unit,
            "better": measure.better.word(), "worse": measure.is_worse(), "source": measure.source,
        })).collect::<Vec<_>>(),
        "challenges": figures.challenges.iter().map(|challenge| json!({
            "id": challenge.id, "what": challenge.what, "by": challenge.by, "opened": challenge.opened.to_string(),
            "due": challenge.due.to_string(), "standing": challenge.standing.word(),
            "answered": challenge.answered.map(|day| day.to_string()),
            "outcome": challenge.outcome.map(crate::review::ChallengeOutcome::word),
        })).collect::<Vec<_>>(),
    })
}

fn survey(survey: &SurveyFigures) -> Value {
    json!({
        "minimumGroup": survey.minimum,
        "satisfaction": shown(survey.satisfaction),
        "wouldKeep": shown(survey.would_keep),
        "wouldChoose": shown(survey.would_choose),
        "productivity": shown(survey.productivity),
        "netPromoters": match survey.promoters {
            Shown::Known(promoters) => json!({
                "score": promoters.score(), "promoters": promoters.promoters,
                "detractors": promoters.detractors, "answers": promoters.whole,
            }),
            Shown::Withheld => "withheld".into(),
            Shown::Missing => Value::Null,
        },
        "groups": survey.groups.iter().map(|(name, satisfied)| json!({ "name": name, "satisfaction": share(*satisfied) })).collect::<Vec<_>>(),
        "withheldGroups": survey.withheld_groups,
    })
}

fn shown(shown: Shown<Share>) -> Value {
    match shown {
        Shown::Known(known) => share(known),
        Shown::Withheld => "withheld".into(),
        Shown::Missing => Value::Null,
    }
}

fn share(share: Share) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "tenths of a percent are small")]
    let percent = share.tenths().map(|tenths| tenths as f64 / 10.0);
    json!({ "part": share.part, "whole": share.whole, "percent": percent })
}
