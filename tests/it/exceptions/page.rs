//! The HTML page in a browser.

use super::world::{own, record};
use crate::support::{Folder, mustmay, variable};
use std::path::PathBuf;
use std::process::Command;

fn browser() -> Option<PathBuf> {
    let path = variable("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut folders = std::env::split_paths(&path);
    folders.find_map(|folder| {
        names
            .iter()
            .map(|name| folder.join(name))
            .find(|program| program.is_file())
    })
}

/// A frame around the page, since the page itself lets no script in but its own: clicks a head and tells the order.
const FRAME: &str = r#"<!doctype html><pre id="told"></pre><iframe src="page.html" width="WIDTH" height="900"></iframe><script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  const ids = () => [...page.querySelectorAll("tbody tr")].map((row) => row.cells[0].textContent).join(" ");
  const head = (name) => [...page.querySelectorAll("th button")].find((head) => head.textContent === name);
  const told = [["first", ids()]];
  head("Id").click(); told.push(["id", ids()]);
  head("Id").click(); told.push(["id-down", ids()]);
  head("Days left").click(); told.push(["left", ids()]);
  told.push(["expiring", page.querySelector("[data-key=expiring]").parentElement.cells[0].textContent]);
  const hidden = [...page.querySelectorAll("td")].filter((cell) => cell.getBoundingClientRect().right > page.documentElement.clientWidth);
  told.push(["hidden", hidden.length]);
  const scrolls = page.querySelector("table").parentElement;
  told.push(["scrolls", scrolls.scrollWidth > scrolls.clientWidth]);
  told.push(["wide", page.documentElement.scrollWidth > page.documentElement.clientWidth]);
  document.getElementById("told").textContent = told.map((one) => one.join(": ")).join("; ");
};
</script>"#;

#[test]
fn the_page_sorts_in_a_browser_and_fits_its_width() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no chromium is installed, which .ci/run does");
        return;
    };
    let folder = own();
    folder.write(
        "exceptions/groups.yaml",
        "security: [sam@example.com, kim@example.com, someone.else.with.a.long.name@subsidiary.example.com]\n",
    );
    folder.write(
        "exceptions/ex.yaml",
        &format!(
            "{}---\n{}---\n{}",
            record(&[
                ("metadata", "{ id: B-LATE }"),
                ("owner", "the-team-that-looks-after-the-tills-of-all-shops"),
                (
                    "ticket",
                    "ANUNBROKENTICKETNUMBERTHATISLONGERTHANANYCOLUMNOFTHETABLECOULDBE"
                ),
                (
                    "requestedBy",
                    "somebody.with.a.long.name@subsidiary.example.com"
                ),
                (
                    "approvedBy",
                    "[someone.else.with.a.long.name@subsidiary.example.com, kim@example.com]"
                ),
            ]),
            record(&[
                ("metadata", "{ id: C-SOON }"),
                ("service", "shop"),
                ("expires", "2026-11-30")
            ]),
            record(&[("metadata", "{ id: A-OVER }"), ("expires", "2026-11-20")]),
        ),
    );
    let page = Folder::new();
    let html = format!("html={}", page.join("page.html").to_str().unwrap());
    mustmay(
        folder.path(),
        &["exceptions", "list", "--format", &html],
        &[],
    )
    .expect(0, &[]);
    for width in ["1280", "390"] {
        page.write("frame.html", &FRAME.replace("WIDTH", width));
        let output = Command::new(&browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--allow-file-access-from-files",
                "--virtual-time-budget=10000",
                "--dump-dom",
            ])
            .arg(format!(
                "--user-data-dir={}",
                page.join("profile").display()
            ))
            .arg(format!("file://{}", page.join("frame.html").display()))
            .env("HOME", page.path())
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout);
        for part in [
            "first: A-OVER C-SOON B-LATE",
            "id: A-OVER B-LATE C-SOON",
            "id-down: C-SOON B-LATE A-OVER",
            "left: A-OVER C-SOON B-LATE",
            "expiring: C-SOON",
            // Every column is seen, however long the names are.
            "hidden: 0",
            "scrolls: false",
            "wide: false",
        ] {
            assert!(
                dom.contains(part),
                "`{part}` is missing at {width}: {dom}\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
