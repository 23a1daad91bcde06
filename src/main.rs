//! The program. What it does stands in [`peiban::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    peiban::cli::run()
}
