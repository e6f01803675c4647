//! Tells cargo that the embedded rule packs are part of the program.

// A build script talks to cargo through its standard output.
#![allow(clippy::print_stdout)]

fn main() {
    // `include_dir!` tracks the files it saw, not the ones added later.
    println!("cargo::rerun-if-changed=rules");
}
