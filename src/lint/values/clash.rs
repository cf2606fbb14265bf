//! Why two sets of values have nothing in common.

use super::Values;
use crate::document::Path;

/// Why two sets have nothing in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::lint) enum Clash {
    Types,
    Listed,
    Bounds,
    Sizes,
    /// One must be there, the other must not.
    Presence,
}

/// Where and why two sets have nothing in common.
#[derive(Debug)]
pub(in crate::lint) struct Apart {
    /// The way inside to the values that tell them apart.
    pub(in crate::lint) path: Path,
    pub(in crate::lint) clash: Clash,
    /// What either asks for there.
    pub(in crate::lint) sides: [Values; 2],
}

impl Clash {
    /// The keywords that bring it about.
    pub(in crate::lint) const fn keywords(self) -> &'static [&'static str] {
        match self {
            Self::Types => &["type", "const", "enum"],
            Self::Listed => &["const", "enum", "type", "pattern"],
            Self::Bounds => &[
                "minimum",
                "exclusiveMinimum",
                "maximum",
                "exclusiveMaximum",
                "const",
                "enum",
            ],
            Self::Presence => &["additionalProperties", "properties", "required"],
            Self::Sizes => &[
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "minProperties",
                "maxProperties",
            ],
        }
    }
}

impl Apart {
    /// What either asks for, in words.
    pub(in crate::lint) fn words(&self) -> [String; 2] {
        let [one, other] = &self.sides;
        let of = |side: &Values, against: &Values| {
            if side.is_anything() && against.is_nothing() {
                "something".to_owned()
            } else {
                side.words()
            }
        };
        [of(one, other), of(other, one)]
    }
}

impl Values {
    /// Where and why the two have nothing in common, if they have nothing; each by itself has something.
    pub(in crate::lint) fn apart(&self, other: &Self) -> Option<Apart> {
        let mut path = Path::default();
        let (mut own, mut others) = (self.clone(), other.clone());
        loop {
            let clash = own.clash(&others)?;
            let (one, two) = (&own, &others);
            // What one of them must have inside, and cannot have with the other.
            let deeper = one.required.iter().chain(&two.required).find_map(|step| {
                let (own, others) = (one.step(step), two.step(step));
                let apart = own.meet(&others).is_empty();
                (apart && one.types & two.types != 0).then(|| (step.clone(), own, others))
            });
            let Some((step, inner, theirs)) = deeper else {
                return Some(Apart {
                    path,
                    clash,
                    sides: [own, others],
                });
            };
            path = path.child(step);
            (own, others) = (inner, theirs);
            if own.is_nothing() || others.is_nothing() {
                return Some(Apart {
                    path,
                    clash: Clash::Presence,
                    sides: [own, others],
                });
            }
        }
    }

    /// Why the two have nothing in common, if they have nothing.
    fn clash(&self, other: &Self) -> Option<Clash> {
        if self.types & other.types == 0 {
            return Some(Clash::Types);
        }
        let both = self.meet(other);
        if !both.is_empty() {
            return None;
        }
        let listed = self.only.is_some() || other.only.is_some();
        let sized = self
            .sizes
            .iter()
            .zip(&other.sizes)
            .any(|(own, other)| own.0.max(other.0) > own.1.min(other.1));
        let mut required = both.required.iter();
        let parted = required.any(|step| both.step(step).is_empty());
        Some(match (listed, sized) {
            _ if parted => Clash::Presence,
            (true, _) => Clash::Listed,
            (false, true) => Clash::Sizes,
            (false, false) => Clash::Bounds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn clash(one: &Value, other: &Value) -> Option<Clash> {
        Values::of(one).clash(&Values::of(other))
    }

    #[test]
    fn what_has_nothing_in_common() {
        let text = json!({ "type": "string" });
        assert_eq!(
            clash(&text, &json!({ "type": "integer" })),
            Some(Clash::Types)
        );
        assert_eq!(clash(&json!({ "const": 1 }), &text), Some(Clash::Types));
        let few = json!({ "enum": ["a", "b"] });
        assert_eq!(clash(&few, &json!({ "enum": ["c"] })), Some(Clash::Listed));
        assert_eq!(
            clash(
                &json!({ "type": "integer", "minimum": 3 }),
                &json!({ "type": "number", "maximum": 2.5 })
            ),
            Some(Clash::Bounds)
        );
        assert_eq!(
            clash(
                &json!({ "type": "integer", "exclusiveMinimum": 2 }),
                &json!({ "type": "integer", "exclusiveMaximum": 3 })
            ),
            Some(Clash::Bounds)
        );
        assert_eq!(
            clash(
                &json!({ "type": "string", "minLength": 3 }),
                &json!({ "type": "string", "maxLength": 2 })
            ),
            Some(Clash::Sizes)
        );
        assert_eq!(
            clash(
                &json!({ "anyOf": [{ "const": "x" }, { "const": "y" }] }),
                &few
            ),
            Some(Clash::Listed)
        );
    }

    #[test]
    fn what_is_refused_by_name() {
        let not = json!({ "not": { "const": 1 } });
        assert_eq!(clash(&not, &json!({ "const": 1 })), Some(Clash::Listed));
    }

    #[test]
    fn what_has_something_in_common_or_might() {
        for (one, other) in [
            (json!({ "type": "integer" }), json!({ "type": "number" })),
            (json!({ "enum": [1] }), json!({ "const": 1.0 })),
            (
                json!({ "type": "integer", "minimum": 3 }),
                json!({ "type": "integer", "maximum": 3 }),
            ),
            (
                json!({ "type": "number", "exclusiveMinimum": 2 }),
                json!({ "type": "number", "exclusiveMaximum": 3 }),
            ),
            (
                json!({ "type": "string", "pattern": "^a" }),
                json!({ "type": "string", "pattern": "^b" }),
            ),
            (json!({ "not": { "const": 1 } }), json!({ "const": 2 })),
            (
                json!({ "type": "object", "required": ["a"] }),
                json!({ "type": "object", "properties": { "a": { "const": 1 } } }),
            ),
            (json!({}), json!({ "const": 1 })),
            (
                json!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 2 }, { "type": "number", "minimum": 2 }] }),
                json!({ "const": 2 }),
            ),
        ] {
            assert_eq!(clash(&one, &other), None, "{one} {other}");
        }
    }
}
