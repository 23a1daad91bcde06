//! Rebuilds when embedded files change that Rust does not track by itself.
fn main() {
    for folder in ["migrations", "content"] {
        println!("cargo:rerun-if-changed=../{folder}");
    }
}
