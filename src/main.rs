//! The thin binary: see the library for everything.

fn main() -> mustmay::verdict::Exit {
    mustmay::cli::main()
}
