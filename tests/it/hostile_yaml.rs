//! Hand-made traps.
use crate::documents::*;
#[test]
fn discover() {
    let folder = shared("hostile-yaml").unwrap();
    for (name, path) in files_below(&folder) {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(source) = mustmay::source::Source::from_bytes(name.as_str(), bytes) else {
            eprintln!("{name}: not utf8");
            continue;
        };
        let t = std::time::Instant::now();
        let r = mustmay::document::read(&source, &mustmay::document::Limits::default());
        let mut j = serde_json::to_string(&json_of(&r)).unwrap();
        j.truncate(300);
        eprintln!(
            "{name} {:?}: {} {:?}",
            t.elapsed(),
            j,
            r.tree.documents().map(|d| d.number()).collect::<Vec<_>>()
        );
        for d in &r.diagnostics {
            eprintln!(
                "      {} @{:?} {} {:?}",
                d.code,
                d.place
                    .as_ref()
                    .map(|p| (p.start.line, p.start.column, p.end.line, p.end.column)),
                d.message,
                d.help
            );
        }
    }
}
