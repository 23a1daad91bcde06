//! Where content comes from: the program itself, or a folder.

use std::fmt;
use std::path::PathBuf;

use rust_embed::RustEmbed;

use crate::sheet::Fault;
use crate::text::{Args, Language, say};

/// Files by their path inside the content folder.
pub trait Files {
    /// The bytes of one file.
    fn get(&self, path: &str) -> Option<Vec<u8>>;
}

/// The content inside this program.
#[derive(RustEmbed)]
#[folder = "../content"]
#[include = "*.csv"]
#[include = "*.toml"]
pub struct Embedded;

impl Files for Embedded {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        <Self as RustEmbed>::get(path).map(|file| file.data.into_owned())
    }
}

/// A content folder on disk.
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }
}

/// Something wrong in one content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFault {
    /// The file, from the content folder.
    pub file: String,
    /// Where and what.
    pub fault: Fault,
}

impl ContentFault {
    /// `file:row:column: rule: found`, in `language`.
    pub fn told(&self, language: Language) -> String {
        let Fault { row, column, rule, found } = &self.fault;
        format!("{}:{row}:{column}: {} {found}", self.file, say(language, rule.0, &Args::new()))
    }
}

impl fmt::Display for ContentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::En))
    }
}
