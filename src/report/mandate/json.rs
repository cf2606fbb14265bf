//! A description for programs.

use crate::project::{Asked, ChoiceLine, DescribeReport, Described};
use crate::report::json;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &DescribeReport, out: &mut dyn Write) -> io::Result<()> {
    let mandates: Vec<Value> = report.mandates.iter().map(mandate).collect();
    let diagnostics: Vec<Value> = report.diagnostics.iter().map(json::diagnostic).collect();
    let value = json!({
        "version": 1,
        "asOf": report.today.to_string(),
        "mandates": mandates,
        "diagnostics": diagnostics,
        "exitCode": report.exit.code(),
    });
    json::write(&value, out)
}

fn mandate(mandate: &Described) -> Value {
    let kinds: Vec<&str> = mandate.kinds.iter().map(|(id, _)| id.as_str()).collect();
    json!({
        "id": mandate.id,
        "title": mandate.title,
        "owner": mandate.owner,
        "rationale": mandate.rationale,
        "docs": mandate.docs,
        "controls": mandate.controls,
        "since": mandate.since.map(|day| day.to_string()),
        "reviewBy": mandate.review_by.to_string(),
        "overdue": mandate.overdue,
        "pack": mandate.pack,
        "location": { "file": *mandate.file, "line": mandate.line },
        "appliesTo": { "kinds": kinds, "when": mandate.when },
        "each": mandate.each,
        "where": mandate.filter,
        "must": mandate.must.iter().map(asked).collect::<Vec<_>>(),
        "may": mandate.may.as_ref().map(|may| json!({
            "namedAt": may.named_at,
            "pick": if may.one { "one" } else { "any" },
            "choices": may.choices.iter().map(choice).collect::<Vec<_>>(),
        })),
        "free": mandate.free,
        "unless": mandate.terms.as_ref().map(|terms| json!({
            "reviewers": terms.reviewers,
            "approvals": terms.approvals,
            "maxDays": terms.max_days,
            "maxRenewals": terms.max_renewals,
            "emergencyDays": terms.emergency_days,
        })),
        "enforce": mandate.phases.iter().map(|phase| json!({
            "level": phase.level.word(),
            "from": phase.from.map(|day| day.to_string()),
            "beginsInDays": phase.begins_in,
            "when": phase.when,
        })).collect::<Vec<_>>(),
        "exceptions": mandate.exceptions.iter().map(|exception| json!({
            "id": exception.id,
            "service": exception.service,
            "owner": exception.owner,
            "expires": exception.expires.to_string(),
            "state": exception.states.first(),
            "states": exception.states,
        })).collect::<Vec<_>>(),
    })
}

fn asked(asked: &Asked) -> Value {
    json!({
        "id": asked.id,
        "otherwise": asked.otherwise,
        "about": asked.about,
        "test": asked.test,
        "optional": asked.optional,
    })
}

fn choice(choice: &ChoiceLine) -> Value {
    json!({
        "id": choice.id,
        "names": choice.names,
        "standing": choice.standing.word(),
        "until": choice.until.map(|day| day.to_string()),
        "instead": choice.instead,
        "offeredBy": choice.offered_by,
        "when": choice.when,
        "requires": choice.requires.iter().map(asked).collect::<Vec<_>>(),
    })
}
