//! Alternatives: a value that meets none of several schemas is told about the one that it nearly meets.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Is;

/// Something to report.
pub(super) enum Fault<'e> {
    /// One error.
    One(&'e ValidationError<'e>),
    /// Errors of which none need be if one other were not: simple alternatives for one value.
    Either(&'e ValidationError<'e>, Vec<&'e ValidationError<'e>>),
}

impl<'e> Fault<'e> {
    /// The error that tells where it is.
    pub(super) fn error(&self) -> &'e ValidationError<'e> {
        match self {
            Self::One(error) | Self::Either(error, _) => error,
        }
    }

    /// Whether a field is missing, whichever.
    pub(super) fn is_about_fields(&self) -> bool {
        match self {
            Self::One(error) => matches!(error.kind(), Is::Required { .. }),
            Self::Either(_, all) => all
                .iter()
                .all(|error| matches!(error.kind(), Is::Required { .. })),
        }
    }
}

/// What to report of an error: itself, or what lies in the best-matching of its branches.
pub(super) fn faults<'e>(error: &'e ValidationError<'e>) -> Vec<Fault<'e>> {
    let (Is::AnyOf { context } | Is::OneOfNotValid { context }) = error.kind() else {
        return vec![Fault::One(error)];
    };
    let here = error.instance_path();
    let simple: Option<Vec<&ValidationError<'_>>> = context
        .iter()
        .map(|branch| match branch.as_slice() {
            [only] if only.instance_path() == here && is_simple(only.kind()) => Some(only),
            _ => None,
        })
        .collect();
    if let Some(simple) = simple
        && let Some((first, others)) = simple.split_first()
    {
        let said = first.to_string();
        if others.iter().all(|other| other.to_string() == said) {
            return vec![Fault::One(first)];
        }
        return vec![Fault::Either(error, simple)];
    }
    // A branch for another type, then one for another form of this type, is not what the author meant.
    let score = |branch: &[ValidationError<'static>]| {
        let other_type = branch.iter().any(|inner| {
            inner.instance_path() == here
                && matches!(inner.kind(), Is::Type { .. } | Is::FalseSchema)
        });
        let other_form = branch
            .iter()
            .filter(|inner| matches!(inner.kind(), Is::Constant { .. } | Is::Enum { .. }))
            .count();
        (other_type, other_form, branch.len())
    };
    match context
        .iter()
        .filter(|branch| !branch.is_empty())
        .min_by_key(|branch| score(branch))
    {
        Some(branch) => branch.iter().flat_map(faults).collect(),
        None => vec![Fault::One(error)],
    }
}

/// Whether an error says all that there is to say about one value.
fn is_simple(kind: &Is) -> bool {
    !matches!(
        kind,
        Is::AnyOf { .. }
            | Is::OneOfNotValid { .. }
            | Is::OneOfMultipleValid { .. }
            | Is::AdditionalProperties { .. }
            | Is::UnevaluatedProperties { .. }
            | Is::UnevaluatedItems { .. }
            | Is::PropertyNames { .. }
            | Is::Not { .. }
            | Is::Contains
            | Is::FalseSchema
    )
}
