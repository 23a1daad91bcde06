//! Rules that the compiler cannot check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

pub fn files(folder: &str, end: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    ["core/src", "store/src", "bot/src", "src"].into_iter().flat_map(|folder| files(folder, ".rs")).collect()
}

/// Who may depend on whom is the compiler's; what comes from outside is listed here.
#[test]
fn packages_know_no_more_than_their_part() {
    let parts: [(&str, &[&str]); 4] = [
        ("sqlite", &["rocket", "teloxide", "tera", "peiban-core", "peiban-store", "peiban-bot"]),
        ("core", &["rocket", "teloxide", "tera", "peiban-sqlite", "peiban-store", "peiban-bot"]),
        ("store", &["rocket", "teloxide", "tera", "peiban-bot"]),
        ("bot", &["rocket", "tera", "sqlx"]),
    ];
    for (part, outsiders) in parts {
        let manifest = fs::read_to_string(format!("{part}/Cargo.toml")).unwrap();
        for outsider in outsiders {
            assert!(!manifest.contains(outsider), "{part}/ must not depend on {outsider}");
        }
    }
}

#[test]
fn sql_stands_in_the_store_only() {
    for (path, text) in sources() {
        let inside = path.starts_with("store/src") && !path.starts_with("store/src/acts");
        assert!(inside || !text.contains("sqlx::query"), "{} holds SQL", path.display());
    }
}

/// There the sealed check is asked for: another way in would work with another key.
#[test]
fn a_store_is_opened_in_one_place() {
    for (path, text) in files("src", ".rs").into_iter().chain(files("bot/src", ".rs")) {
        let known = path == Path::new("src/db.rs");
        assert!(known || !text.contains("Store::open("), "{} opens a store", path.display());
    }
}

#[test]
fn only_known_places_act_for_the_bot_or_the_operator_or_move_the_clock() {
    let known = |path: &Path, places: &[&str]| places.iter().any(|place| path.starts_with(place));
    for (path, text) in sources() {
        if path.starts_with("core/src") || path.starts_with("store/src") {
            continue;
        }
        let shown = path.display();
        assert!(!text.contains("Actor::operator(") || known(&path, &["src/cli"]), "{shown} acts as operator");
        assert!(
            !text.contains("Actor::visitor(") || known(&path, &["src/guard/posted.rs"]),
            "{shown} acts as visitor"
        );
        assert!(!text.contains("Actor::bot(") || known(&path, &["bot/src"]), "{shown} acts as bot");
        assert!(!text.contains(".shift(") || known(&path, &["src/pages/demo.rs"]), "{shown} moves the clock");
        assert!(!text.contains(".stand_at("), "{shown} stops the clock");
    }
}

#[test]
fn the_two_databases_have_the_same_migrations() {
    let postgres = files("migrations/postgres", ".sql");
    let sqlite = files("migrations/sqlite", ".sql");
    let names = |files: &[(PathBuf, String)]| -> Vec<_> {
        files.iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect()
    };

    assert_eq!(names(&postgres), names(&sqlite));
    for ((path, pg), (_, lite)) in postgres.iter().zip(&sqlite) {
        assert_eq!(plain(pg), plain(lite), "{}", path.display());
    }
}

/// A migration without column types and what only one database says.
fn plain(sql: &str) -> String {
    let mut text = sql
        .replace("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "~")
        .replace("INTEGER PRIMARY KEY AUTOINCREMENT", "~");
    text = text.replace(") STRICT;", ");");
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_end_matches([',', ';']);
        let kind = matches!(
            bare,
            "UUID" | "BLOB" | "BYTEA" | "TEXT" | "TIMESTAMPTZ" | "DATE" | "BOOLEAN" | "BIGINT" | "INTEGER"
        );
        words.push(if kind { word.replace(bare, "~") } else { word.to_owned() });
    }
    let text = words.join(" ");
    // SQLite has no booleans: it checks for 0 and 1 instead.
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(" CHECK (") {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        match after.find(" IN (0, 1))").filter(|end| !after[8..*end].contains(' ')) {
            Some(end) => rest = &after[end + 11..],
            None => {
                out.push_str(" CHECK (");
                rest = &after[8..];
            }
        }
    }
    out + rest
}

fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (path, text) in files(&format!("content/locales/{language}"), ".ftl") {
        let area = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|(name, _)| !name.is_empty() && !name.starts_with([' ', '}']))
            {
                assert!(name.starts_with(&area), "{name} does not start with the name of {}", path.display());
                key = name.to_owned();
                assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
            }
            for variable in line.split('$').skip(1) {
                let name: String =
                    variable.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.get_mut(&key).unwrap().insert(name);
            }
        }
    }
    found
}

#[test]
fn every_message_exists_in_both_languages_with_the_same_variables() {
    assert_eq!(messages("zh-Hans"), messages("en"));
}

#[test]
fn every_message_that_code_or_a_page_names_exists() {
    let known = messages("en");
    for (path, text) in sources() {
        for part in text.split("MessageKey(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(known.contains_key(key), "{} names {key}", path.display());
        }
    }
    for (path, text) in files("templates", ".tera") {
        for part in text.split("key=\"").skip(1) {
            let (key, rest) = part.split_once('"').unwrap();
            let built = rest.trim_start().starts_with('~');
            let there =
                if built { known.keys().any(|name| name.starts_with(key)) } else { known.contains_key(key) };
            assert!(there, "{} names {key}", path.display());
        }
    }
}

#[test]
fn no_sentence_stands_in_a_template() {
    for (path, text) in files("templates", "") {
        let name = path.to_string_lossy().into_owned();
        assert!(name.ends_with(".html.tera") || name.ends_with(".txt.tera"), "{name} has another end");
        assert!(!text.contains("| safe"), "{name} turns escaping off");
        assert!(!text.contains(" style=") && !text.contains("<style"), "{name} holds styles");
        for line in spoken(&text).lines() {
            let attribute = |word: &&str| word.contains("=\"");
            let words = line.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
            let words = words.filter(|word| !attribute(word)).count();
            let chinese = line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(words < 2 && !chinese, "{name} says «{}»", line.trim());
        }
    }
}

/// What of a template would be read by people: no tags, no expressions, no comments.
fn spoken(template: &str) -> String {
    let mut text = template.to_owned();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<", ">")] {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(open) {
            out.push_str(&rest[..start]);
            let Some(end) = rest[start..].find(close) else { break };
            rest = &rest[start + end + close.len()..];
        }
        out.push_str(rest);
        text = out;
    }
    text
}

#[test]
fn files_stay_small_enough_to_read() {
    for (path, text) in sources().into_iter().chain(files("tests/whole", ".rs")) {
        let lines = text.lines().count();
        assert!(lines <= 300, "{} has {lines} lines", path.display());
    }
}

#[test]
fn functions_stay_small_enough_to_read() {
    for (path, text) in sources() {
        let mut start: Option<(usize, usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let head = line.trim_start();
            let opens = [
                "fn ",
                "pub fn ",
                "async fn ",
                "pub async fn ",
                "pub(crate) async fn ",
                "pub(super) async fn ",
                "const fn ",
            ];
            if start.is_none() && opens.iter().any(|open| head.starts_with(open)) && !head.ends_with(';') {
                start = Some((number, indent, head.to_owned()));
            } else if let Some((from, depth, name)) =
                start.clone().filter(|(_, depth, _)| line.trim_end() == format!("{}}}", " ".repeat(*depth)))
            {
                let (length, _) = (number - from + 1, depth);
                assert!(length <= 50, "{}: {name} has {length} lines", path.display());
                start = None;
            }
        }
    }
}
