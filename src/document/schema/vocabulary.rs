//! The keywords of JSON Schema 2020-12: the shape of each one's value, and the type it constrains.

use std::fmt;

/// A set of the types that a schema can name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const OBJECT: Self = Self(1);
    pub(super) const ARRAY: Self = Self(1 << 1);
    pub(super) const STRING: Self = Self(1 << 2);
    pub(super) const INTEGER: Self = Self(1 << 3);
    /// Integers are numbers.
    pub(super) const NUMBER: Self = Self(1 << 3 | 1 << 4);
    pub(super) const BOOLEAN: Self = Self(1 << 5);
    pub(super) const NULL: Self = Self(1 << 6);

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The type of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, types)| *types)
    }
}

/// As one would write them behind `type:`.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = NAMED
            .iter()
            .filter(|(name, types)| {
                self.0 & types.0 == types.0 && (*name != "integer" || *self == Self::INTEGER)
            })
            .map(|(name, _)| *name)
            .collect();
        match names.as_slice() {
            [one] => f.write_str(one),
            many => write!(f, "[{}]", many.join(", ")),
        }
    }
}

pub(super) const NAMED: [(&str, Types); 7] = [
    ("object", Types::OBJECT),
    ("array", Types::ARRAY),
    ("string", Types::STRING),
    ("number", Types::NUMBER),
    ("integer", Types::INTEGER),
    ("boolean", Types::BOOLEAN),
    ("null", Types::NULL),
];

/// What people write for a type in other languages.
pub(super) const MEANT: [(&str, &str); 14] = [
    ("map", "object"),
    ("mapping", "object"),
    ("dict", "object"),
    ("struct", "object"),
    ("list", "array"),
    ("sequence", "array"),
    ("text", "string"),
    ("str", "string"),
    ("date", "string"),
    ("int", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("bool", "boolean"),
    ("none", "null"),
];

/// What a keyword's value must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// A schema for the same value as the schema around.
    Same,
    /// A schema for something inside the value.
    Inside,
    /// A schema for the names of a map's fields.
    Name,
    /// A list of schemas for the same value.
    SameEach,
    /// A list of schemas for items of the value.
    InsideEach,
    /// A map of names to schemas for the same value.
    SameNamed,
    /// A map of names to schemas for fields of the value.
    InsideNamed,
    /// A map of regexes to schemas for fields of the value.
    InsideMatched,
    /// A map of names to schemas that references lead to.
    Definitions,
    Reference,
    Type,
    Constant,
    Options,
    /// A whole number, not below 0.
    Count,
    Number,
    /// A number above 0.
    Positive,
    Flag,
    Pattern,
    Format,
    /// A list of distinct names.
    Names,
    /// A map of names to lists of distinct names.
    NamesNamed,
    /// Words for people.
    Text,
    /// A value for people.
    Anything,
    Dialect,
}

/// A keyword.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// The types that it constrains; it says nothing about values of others.
    pub(super) constrains: Option<Types>,
    /// Keywords of which one must stand beside it, or it says nothing.
    pub(super) beside: &'static [&'static str],
}

const fn of_any(name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        name,
        shape,
        constrains: None,
        beside: &[],
    }
}

const fn of(constrains: Types, name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        name,
        shape,
        constrains: Some(constrains),
        beside: &[],
    }
}

const fn with(keyword: Keyword, beside: &'static [&'static str]) -> Keyword {
    Keyword { beside, ..keyword }
}

pub(super) const KEYWORDS: [Keyword; 50] = [
    of_any("$comment", Shape::Text),
    of_any("$defs", Shape::Definitions),
    of_any("$id", Shape::Text),
    of_any("$ref", Shape::Reference),
    of_any("$schema", Shape::Dialect),
    of(Types::OBJECT, "additionalProperties", Shape::Inside),
    of_any("allOf", Shape::SameEach),
    of_any("anyOf", Shape::SameEach),
    of_any("const", Shape::Constant),
    of(Types::ARRAY, "contains", Shape::Inside),
    of_any("default", Shape::Anything),
    of(Types::OBJECT, "dependentRequired", Shape::NamesNamed),
    of(Types::OBJECT, "dependentSchemas", Shape::SameNamed),
    of_any("deprecated", Shape::Flag),
    of_any("description", Shape::Text),
    with(of_any("else", Shape::Same), &["if"]),
    of_any("enum", Shape::Options),
    of_any("examples", Shape::Anything),
    of(Types::NUMBER, "exclusiveMaximum", Shape::Number),
    of(Types::NUMBER, "exclusiveMinimum", Shape::Number),
    of(Types::STRING, "format", Shape::Format),
    with(of_any("if", Shape::Same), &["then", "else"]),
    of(Types::ARRAY, "items", Shape::Inside),
    with(of(Types::ARRAY, "maxContains", Shape::Count), &["contains"]),
    of(Types::ARRAY, "maxItems", Shape::Count),
    of(Types::STRING, "maxLength", Shape::Count),
    of(Types::OBJECT, "maxProperties", Shape::Count),
    of(Types::NUMBER, "maximum", Shape::Number),
    with(of(Types::ARRAY, "minContains", Shape::Count), &["contains"]),
    of(Types::ARRAY, "minItems", Shape::Count),
    of(Types::STRING, "minLength", Shape::Count),
    of(Types::OBJECT, "minProperties", Shape::Count),
    of(Types::NUMBER, "minimum", Shape::Number),
    of(Types::NUMBER, "multipleOf", Shape::Positive),
    of_any("not", Shape::Same),
    of_any("oneOf", Shape::SameEach),
    of(Types::STRING, "pattern", Shape::Pattern),
    of(Types::OBJECT, "patternProperties", Shape::InsideMatched),
    of(Types::ARRAY, "prefixItems", Shape::InsideEach),
    of(Types::OBJECT, "properties", Shape::InsideNamed),
    of(Types::OBJECT, "propertyNames", Shape::Name),
    of_any("readOnly", Shape::Flag),
    of(Types::OBJECT, "required", Shape::Names),
    with(of_any("then", Shape::Same), &["if"]),
    of_any("title", Shape::Text),
    of_any("type", Shape::Type),
    of(Types::ARRAY, "unevaluatedItems", Shape::Inside),
    of(Types::OBJECT, "unevaluatedProperties", Shape::Inside),
    of(Types::ARRAY, "uniqueItems", Shape::Flag),
    of_any("writeOnly", Shape::Flag),
];

/// Keywords that are known and not read, with what to do instead.
pub(super) const REFUSED: [(&str, &str); 14] = [
    ("$anchor", "refer to places by pointer: #/$defs/NAME"),
    ("$dynamicAnchor", "refer to places by pointer: #/$defs/NAME"),
    ("$dynamicRef", "use `$ref`"),
    (
        "$recursiveAnchor",
        "refer to places by pointer: #/$defs/NAME",
    ),
    ("$recursiveRef", "use `$ref`"),
    ("$vocabulary", "remove it"),
    (
        "additionalItems",
        "use `items`, with `prefixItems` for the first ones",
    ),
    ("contentEncoding", "nothing would check it: remove it"),
    ("contentMediaType", "nothing would check it: remove it"),
    (
        "contentSchema",
        "nothing would check it: use the function `json` or `yaml` in a script",
    ),
    ("definitions", "use `$defs`"),
    (
        "dependencies",
        "use `dependentRequired` or `dependentSchemas`",
    ),
    ("id", "use `$id`"),
    ("nullable", "use `type: [.., \"null\"]`"),
];

/// The formats that are asserted, each with what a text of it is called.
pub(super) const FORMATS: [(&str, &str); 17] = [
    ("date", "a day that exists (YYYY-MM-DD)"),
    ("date-time", "a date and time (RFC 3339)"),
    ("duration", "a duration (ISO 8601, like P30D)"),
    ("email", "an email address"),
    ("hostname", "a host name"),
    ("ipv4", "an IPv4 address"),
    ("ipv6", "an IPv6 address"),
    ("iri", "an IRI"),
    ("iri-reference", "an IRI or a reference to one"),
    ("json-pointer", "a JSON pointer"),
    ("regex", "a regular expression"),
    ("relative-json-pointer", "a relative JSON pointer"),
    ("time", "a time (RFC 3339)"),
    ("uri", "a URI"),
    ("uri-reference", "a URI or a reference to one"),
    ("uri-template", "a URI template"),
    ("uuid", "a UUID"),
];

/// The keyword of a name.
pub(super) fn keyword(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_print_as_they_are_written() {
        assert_eq!(Types::NUMBER.to_string(), "number");
        assert_eq!(Types::INTEGER.to_string(), "integer");
        assert_eq!(
            Types::STRING.with(Types::NULL).to_string(),
            "[string, null]"
        );
    }

    #[test]
    fn editors_know_the_same_keywords_formats_and_types() {
        for text in [
            include_str!("../../../schemas/mandate.schema.json"),
            include_str!("../../../schemas/manifest-kind.schema.json"),
        ] {
            let schema: serde_json::Value = serde_json::from_str(text).unwrap();
            let words = |pointer: &str| -> Vec<String> {
                let list = schema.pointer(pointer).unwrap().as_array().unwrap();
                let words = list.iter().map(|word| word.as_str().unwrap().to_owned());
                words.collect()
            };
            let names = KEYWORDS.map(|keyword| keyword.name);
            assert_eq!(words("/$defs/jsonSchema/propertyNames/enum"), names);
            let described = schema["$defs"]["jsonSchema"]["properties"].as_object();
            assert!(described.unwrap().keys().eq(names.iter()));
            let formats = "/$defs/jsonSchema/properties/format/enum";
            assert_eq!(words(formats), FORMATS.map(|(name, _)| name));
            assert_eq!(words("/$defs/typeName/enum"), NAMED.map(|(name, _)| name));
        }
    }
}
