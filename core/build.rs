//! Rebuilds when embedded files change that Rust does not track by itself.
fn main() {
    println!("cargo:rerun-if-changed=../content");
}
