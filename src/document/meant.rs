//! What was meant by a text that is no path.

use super::path::{Path, Step};

/// What maps hold whose keys are names with dots and a slash, `github.com/project-slug`.
const NAMED_BY_DOMAIN: [&str; 4] = ["annotations", "labels", "matchLabels", "nodeSelector"];

/// The path that a text was most likely meant to be; `None` where nothing is likely, as for a script.
pub(super) fn meant(written: &str) -> Option<Path> {
    if written.contains([
        '(', ')', '|', '&', '=', '<', '>', '!', '{', '}', ',', ';', '"', '\'',
    ]) {
        return None;
    }
    let plain = without_signs(written);
    if let Ok(path) = Path::parse(&plain) {
        return Some(path);
    }
    if plain.contains('/') {
        return if plain.starts_with('/') || !plain.contains('.') {
            pointer(&plain)
        } else {
            by_domain(&plain)
        };
    }
    let error = Path::parse(&plain)
        .err()
        .filter(|error| error.odd.is_some())?;
    let (before, behind) = plain.split_at_checked(error.at)?;
    let start = before.rfind('.').map_or(0, |dot| dot + 1);
    let end = behind.find(['.', '[']).unwrap_or(behind.len());
    quoted(&plain, start, before.len() + end)
}

/// Without the signs of other notations: `$.` at the start, `?.` for `.`, `.*` for `[*]`.
fn without_signs(written: &str) -> String {
    let text = written.trim();
    let text = text.strip_prefix('$').unwrap_or(text);
    let text = text.strip_prefix('.').unwrap_or(text);
    let text = text.replace("?.", ".");
    let parts: Vec<&str> = text.split('.').collect();
    let mut plain = String::new();
    for (at, part) in parts.into_iter().enumerate() {
        match part {
            "*" => plain.push_str("[*]"),
            part => {
                plain.push_str(if at == 0 { "" } else { "." });
                plain.push_str(part);
            }
        }
    }
    plain
}

/// `/spec/routes/0`: every part a field, or an index.
fn pointer(text: &str) -> Option<Path> {
    let steps = text
        .trim_matches('/')
        .split('/')
        .map(|part| match part.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(part.into()),
        });
    let path = Path::new(steps.collect());
    // What has still something odd in it, or an empty part, is no such notation.
    (!path.to_string().contains('"')).then_some(path)
}

/// A field that is named by a domain and a slash: all behind a map that has such fields, else two parts of the name.
fn by_domain(text: &str) -> Option<Path> {
    let (before, _) = text.split_once('/')?;
    let after_map = NAMED_BY_DOMAIN.iter().filter_map(|map| {
        let at = before.rfind(&format!("{map}."))?;
        Some(at + map.len() + 1)
    });
    let start = after_map.max().unwrap_or_else(|| {
        let last = before.rfind('.').unwrap_or(0);
        let above = before.get(..last).unwrap_or_default();
        above.rfind('.').map_or(0, |dot| dot + 1)
    });
    quoted(text, start, text.find('[').unwrap_or(text.len()))
}

/// The text with one quoted field from `start` to `end`.
fn quoted(text: &str, start: usize, end: usize) -> Option<Path> {
    let above = text.get(..start)?.trim_end_matches('.');
    let field = Path::new(vec![Step::Key(text.get(start..end)?.into())]);
    let below = text.get(end..)?;
    Path::parse(&format!("{above}{field}{below}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_said_where_it_is_likely() {
        for (written, likely) in [
            ("$.containers", "containers"),
            ("$.containers[0].image", "containers[0].image"),
            (".spec.owner", "spec.owner"),
            ("/spec/owner", "spec.owner"),
            ("spec/owner", "spec.owner"),
            ("/spec/routes/0/auth", "spec.routes[0].auth"),
            ("containers?.a", "containers.a"),
            ("routes.*.auth", "routes[*].auth"),
            (
                "metadata.annotations.github.com/project-slug",
                "metadata.annotations[\"github.com/project-slug\"]",
            ),
            (
                "metadata.labels.app.kubernetes.io/part-of",
                "metadata.labels[\"app.kubernetes.io/part-of\"]",
            ),
            ("spec.x.example.com/a[0]", "spec.x[\"example.com/a\"][0]"),
            ("example.com/a", "[\"example.com/a\"]"),
            ("spec.a b.c", "spec[\"a b\"].c"),
            ("a@b", "[\"a@b\"]"),
            ("a[0].re$f.x", "a[0][\"re$f\"].x"),
        ] {
            let path = meant(written).map(|path| path.to_string());
            assert_eq!(path.as_deref(), Some(likely), "{written}");
        }
        for none in [
            "len(containers)",
            "a || b",
            "a[x]",
            "a..b",
            "/",
            "//",
            "$",
            "",
        ] {
            assert_eq!(meant(none), None, "{none}");
        }
    }
}
