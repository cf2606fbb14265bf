//! What scripts see and do: LANGUAGE section 2, sentence by sentence.

mod absent;
mod functions;
mod load;
mod places;
mod runs;
mod types;

use crate::script_world::World;

const SHOP: &str = r#"
metadata:
  name: shop
  annotations: { "backstage.io/ref": dir:. }
spec:
  tier: "1"
  replicas: 3
  share: 0.5
  public: true
  nothing: ~
  created: 2026-05-10
  later: 2027-01-01
  version: 1.10
  image: registry/app:v1.2.3
  routes:
    - { path: /a, auth: oidc, port: 80 }
    - { path: /b, port: "81" }
  env: { A: 1, B: x, C: ~ }
  empty: {}
  tags: [a, b, 1]
  names: [b, a, b]
  definition: |
    openapi: 3.0.0
    info: { title: Shop }
  broken: "a: [1"
default: 1
switch: 2
tag: 3
"#;

/// Each script of a table gives what stands beside it.
#[track_caller]
fn table(world: &World, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(code, expected)| (code, expected, world.run(code)))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(code, expected, found)| {
            format!("{code}\n  expected: {expected}\n  found:    {found}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
