#![no_main]

#[path = "../targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (_, target) = targets::ALL.iter().find(|(name, _)| *name == "mandates").expect("a target of this name");
    target(data);
});
