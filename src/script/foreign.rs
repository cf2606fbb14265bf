//! How other languages say it, and what is said here instead: advice for authors who come from there.

/// What to write for a name that other languages, or rhai elsewhere, have for a function.
pub(super) fn function(name: &str) -> Option<&'static str> {
    Some(match name {
        "some" => "`any`",
        "exists" | "defined" | "is_defined" | "present" | "is_set" => {
            "`x != ()`, or `any` for a list"
        }
        "is_null" | "isNull" | "is_nil" | "is_none" | "missing" | "absent" => "`x == ()`",
        "every" => "`all`",
        "length" | "size" => "`len`",
        "empty" => "`is_empty`",
        "push" | "append" | "insert" | "extend" | "concat" => {
            "`list + [element]`, which gives a new list"
        }
        "to_upper" | "uppercase" | "toUpperCase" | "upcase" => "`upper`",
        "to_lower" | "lowercase" | "toLowerCase" | "downcase" => "`lower`",
        "to_string" | "str" | "String" | "format" | "sprintf" => {
            "an interpolated text: `${x}` between backticks"
        }
        "parse_int" | "parseInt" | "int" => "`to_int`",
        "parse_float" | "parseFloat" | "float" => "`to_float`",
        "index_of" | "indexOf" | "includes" => "`find` or `contains`",
        "hasPrefix" | "has_prefix" => "`starts_with`",
        "hasSuffix" | "has_suffix" => "`ends_with`",
        "regex" | "regex_match" | "re_match" | "test" => "`matches(text, regex)`",
        "for_each" | "forEach" => "a `for` loop",
        "dedup" | "distinct" => "`unique`",
        "fold" | "sum" | "join" => "`reduce`",
        "get" | "has" => "`x[\"name\"]`, and `\"name\" in x`",
        "parse_json" => "`json`",
        "parse_yaml" => "`yaml`",
        "now" => "`today`",
        _ => return None,
    })
}

/// What to write for a word that other languages have for a value.
pub(super) fn value(name: &str) -> Option<&'static str> {
    Some(match name {
        "True" | "TRUE" => "`true`",
        "False" | "FALSE" => "`false`",
        "null" | "nil" | "None" | "NULL" | "undefined" => {
            "`()` for what is absent: `x == ()`, `x != ()`"
        }
        "self" | "this" | "input" | "object" | "resource" => "`it`, the service that is judged",
        "elif" | "elsif" => "`else if`",
        _ => return None,
    })
}

/// What to write where a text cannot be parsed: what stands at a byte of it, or just before, is how another
/// language says it.
pub(super) fn notation(code: &str, at: usize) -> Option<&'static str> {
    let (before, rest) = code.split_at_checked(at)?;
    let is_sign = |c: char| "=!<>~?:-$".contains(c);
    let signs_before = before.len() - before.trim_end_matches(is_sign).len();
    let signs_after = rest.len() - rest.trim_start_matches(is_sign).len();
    let start = if signs_after > 0 {
        at - signs_before
    } else {
        at
    };
    let signs = code.get(start..at + signs_after).unwrap_or_default();
    if let Some(found) = operator(signs) {
        return Some(found);
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let here = rest.split(|c| !is_word(c)).next().unwrap_or_default();
    let before = before.trim_end();
    let previous = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
    // Behind a dot a word is a field.
    let is_field = |word: &str| {
        before.len() > word.len() && {
            let dot = before.len() - word.len();
            before
                .get(..dot)
                .is_some_and(|before| before.ends_with('.'))
        }
    };
    if rest.starts_with('*') && before.ends_with('[') {
        return Some("`[*]` belongs to paths; a script asks with `all`, `any` or `map`");
    }
    word(here)
        .or_else(|| word(previous).filter(|_| !is_field(previous)))
        .or_else(|| {
            rest.starts_with(',')
                .then_some("a list stands between brackets: `[a, b]`")
        })
}

fn operator(signs: &str) -> Option<&'static str> {
    Some(match signs {
        "===" => "write `==`",
        "!==" | "<>" => "write `!=`",
        "=~" | "~" | "~=" => "write `matches(text, regex)`",
        "!~" => "write `!matches(text, regex)`",
        "=>" | "->" => "a closure is written `|x| ..`",
        "?" => "write `if .. { .. } else { .. }`",
        ":=" => "write `let name = ..`",
        "$" => "a value is named as it is, `it.spec`; `${..}` stands between backticks only",
        _ => return None,
    })
}

fn word(word: &str) -> Option<&'static str> {
    Some(match word {
        "not" => "write `!x`, and `!(x in list)`",
        "and" => "write `&&`",
        "or" => "write `||`",
        "is" => "write `==`, and `x == ()` for what is absent",
        "null" | "nil" => "write `()` for what is absent: `x == ()`, `x != ()`",
        "like" => "write `matches(text, regex)` or `glob(text, pattern)`",
        "then" | "elif" | "elsif" => "write `if .. { .. } else if .. { .. } else { .. }`",
        "lambda" => "a closure is written `|x| ..`",
        "typeof" => {
            "ask with `is_map`, `is_list`, `is_text`, `is_number`, `is_integer` or `is_bool`"
        }
        _ => return None,
    })
}

/// The field that a word at a byte of a text was meant to be a part of: `foo-bar` behind `it.`, which the
/// parser takes for a difference.
pub(super) fn split_field(code: &str, at: usize) -> Option<String> {
    let (before, rest) = code.split_at_checked(at)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let start = before.trim_end_matches(is_part);
    let sign = before.chars().next_back()?;
    (matches!(sign, '-' | '/') && start.ends_with('.') && start.len() + 1 < at).then(|| {
        let name = code.get(start.len()..at + end).unwrap_or_default();
        if name.contains('/') {
            "a field of such a name stands in brackets as a whole: `[\"example.com/name\"]`"
                .to_owned()
        } else {
            format!("a field of such a name stands in brackets: `[\"{name}\"]`")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_behind_a_dot_is_a_field_and_no_notation() {
        let code = "it.not x";
        assert_eq!(notation(code, 7), None);
        let code = "not x";
        assert_eq!(notation(code, 4), Some("write `!x`, and `!(x in list)`"));
    }

    #[test]
    fn a_difference_of_what_is_apart_is_no_field() {
        assert_eq!(split_field("it.a - bar", 7), None);
        assert_eq!(split_field("a-bar", 2), None);
        assert_eq!(
            split_field("it.a-bar.c", 5).as_deref(),
            Some("a field of such a name stands in brackets: `[\"a-bar\"]`")
        );
    }
}
