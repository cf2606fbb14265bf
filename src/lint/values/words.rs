//! Sets of values as people would say them.

use super::Values;
use super::bound::Bound;
use super::types::{ALL, ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING};
use serde_json::Value;

impl Values {
    /// Whether there is none that a manifest can hold somewhere.
    pub(super) fn is_nothing(&self) -> bool {
        let only = self.only.as_ref();
        self.types & !NULL == 0 || only.is_some_and(|only| only.iter().all(Value::is_null))
    }

    /// Whether nothing is said of them.
    pub(super) fn is_anything(&self) -> bool {
        self.words() == "anything"
    }

    /// They in words: "`a` or `b`", "an integer from 1 to 5".
    pub(in crate::lint) fn words(&self) -> String {
        if self.is_nothing() {
            return "nothing".to_owned();
        }
        if let Some(only) = &self.only {
            let shown: Vec<String> = only
                .iter()
                .filter(|value| !value.is_null())
                .take(4)
                .map(|value| match value {
                    Value::String(text) => format!("`{}`", text.escape_debug()),
                    other => format!("`{other}`"),
                })
                .collect();
            let rest = only.len().saturating_sub(4);
            let shown = shown.join(" or ");
            return if rest > 0 {
                format!("{shown} or {rest} more")
            } else {
                shown
            };
        }
        let names = [
            (NUMBER, "a number"),
            (INTEGER, "an integer"),
            (STRING, "text"),
            (BOOLEAN, "true or false"),
            (ARRAY, "a list"),
            (OBJECT, "a map"),
        ];
        let mut left = self.types;
        let mut parts = Vec::new();
        for (types, name) in names {
            if left & types == types {
                left &= !types;
                parts.push(name);
            }
        }
        let mut words = if self.types | NULL == ALL {
            "anything".to_owned()
        } else {
            parts.join(" or ")
        };
        let types = self.types & !NULL;
        if types & NUMBER != 0 && types & !NUMBER == 0 {
            let end = |bound: Bound, word: &str, open: &str| {
                let at = bound.at;
                at.is_finite()
                    .then(|| format!(" {} {at}", if bound.open { open } else { word }))
            };
            words.extend(end(self.low, "from", "above"));
            words.extend(end(self.high, "to", "below"));
        }
        let sized = [
            (STRING, "characters"),
            (ARRAY, "items"),
            (OBJECT, "entries"),
        ];
        for ((sized, what), (low, high)) in sized.into_iter().zip(self.sizes) {
            if types & !sized == 0 {
                if low > 0.0 {
                    words.extend([" of at least ", &low.to_string(), " ", what]);
                }
                if high.is_finite() {
                    words.extend([" of at most ", &high.to_string(), " ", what]);
                }
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sets_in_words() {
        let words = |schema: Value| Values::of(&schema).words();
        assert_eq!(words(json!({ "enum": ["a", 2] })), "`a` or `2`");
        assert_eq!(
            words(json!({ "type": "integer", "minimum": 1, "exclusiveMaximum": 5 })),
            "an integer from 1 below 5"
        );
        assert_eq!(
            words(json!({ "type": ["string", "boolean"] })),
            "text or true or false"
        );
        assert_eq!(words(json!({})), "anything");
    }
}
