//! Rebuilds when a migration is added, which Rust does not see by itself.
fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
