//! Rows of figures: printed, read again, and two runs of them side by side.

use std::process::{Command, Stdio};

/// Set for a run whose rows another run reads: tabs stand between columns. The program refuses `PEIBAN_*` it does not know.
const TABS: &str = "BENCH_TABS";
/// How much dearer a figure may be before it is marked.
const DEARER: f64 = 1.2;

/// What the design (§7) allows, by how a row begins.
const BUDGETS: [(&str, &str); 13] = [
    ("a season's figures counted anew", "3,000 ms"),
    ("start on", "150 ms"),
    ("memory while idle", "40 MB"),
    ("25-mark sync, 50 clients", "40,000 marks/s"),
    ("25-mark sync, 50 a second", "p99 25 ms"),
    ("one mark", "3,000/s"),
    ("register page", "500 µs CPU; alone 1 ms"),
    ("overview of a season", "p95 50 ms, 800 µs CPU"),
    ("update to reply", "4,500 a CPU s; p99 20 ms; 60 MB"),
    ("broadcast of 600", "99 % / 95 % late, 250 µs CPU"),
    ("broadcast of 10000", "99 % / 95 % late, 250 µs CPU"),
    ("200,000 rows due", "500 ms"),
    ("what", "budget"),
];

/// Prints a row: what was done, what was seen, and what peers cost on it.
pub fn row(what: &str, seen: &str, peer: &str) {
    let allowed = BUDGETS.iter().find(|(begins, _)| what.starts_with(begins)).map_or("", |(_, most)| most);
    if std::env::var_os(TABS).is_some() {
        println!("{what}\t{seen}");
    } else {
        println!("{what:<50} {seen:<70} {allowed:<32} {peer}");
    }
}

/// A number in a row: `p50 1.2 ms` has the label `p50` and the unit `ms`.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    label: String,
    value: f64,
    unit: String,
}

impl Figure {
    fn read(piece: &str) -> Option<Self> {
        let at = piece.char_indices().find(|(at, letter)| {
            letter.is_ascii_digit() && piece[..*at].chars().next_back().is_none_or(char::is_whitespace)
        });
        let (label, rest) = piece.split_at(at?.0);
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        Some(Self { label: label.trim().into(), value: number.parse().ok()?, unit: unit.trim().into() })
    }

    /// More is better of what is done in a second, and of the share of a rate.
    fn is_better_high(&self) -> bool {
        self.unit.contains("/s") || self.unit.contains("a CPU s") || self.unit.starts_with('%')
    }
}

fn figures(seen: &str) -> Vec<Figure> {
    seen.split([',', ';']).filter_map(|piece| Figure::read(piece.trim())).collect()
}

/// A row of a run.
struct Row {
    what: String,
    seen: String,
}

/// Runs a bench binary and takes its output; what it complains of is seen at once.
fn output(binary: &str, args: &[String]) -> String {
    let mut command = Command::new(binary);
    let output = command.args(args).env(TABS, "1").stderr(Stdio::inherit()).output().expect("a bench runs");
    assert!(output.status.success(), "{binary} {args:?} failed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Rows of a run of this program.
fn rows(printed: &str) -> Vec<Row> {
    let cells = printed.lines().filter_map(|line| line.split_once('\t'));
    cells.map(|(what, seen)| Row { what: what.into(), seen: seen.into() }).collect()
}

/// The same row in a run of an older program, which may have printed columns of spaces.
fn seen_by<'a>(printed: &'a str, what: &str) -> Option<&'a str> {
    let rest = printed.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix([' ', '\t']))?;
    rest.trim_start().split("  ").next()
}

/// A run: which binary, with what.
pub struct Run<'a> {
    /// How it is called in the table.
    pub name: &'a str,
    /// Where it is.
    pub binary: &'a str,
    /// Its arguments before the part.
    pub args: &'a [String],
}

/// Lets two runs do each part in turn, and prints their figures side by side. A `!` marks what `new` pays more for.
pub fn side_by_side(parts: &[String], old: &Run<'_>, new: &Run<'_>) {
    println!("{:<50} {:<22} {:>14} {:>14}  ratio", "what", "figure", old.name, new.name);
    let mut told = std::collections::BTreeSet::new();
    for part in parts {
        let of = |run: &Run<'_>| output(run.binary, &[run.args, std::slice::from_ref(part)].concat());
        let (old, new) = (of(old), of(new));
        for Row { what, seen } in rows(&new) {
            if what == "what" || !told.insert(what.clone()) {
                continue; // each part begins with the same season
            }
            let before = seen_by(&old, &what).map(figures).unwrap_or_default();
            for (place, now) in figures(&seen).iter().enumerate() {
                let before = before
                    .get(place)
                    .filter(|before| (&before.label, &before.unit) == (&now.label, &now.unit));
                compared(&what, before, now);
            }
        }
    }
}

fn compared(what: &str, before: Option<&Figure>, now: &Figure) {
    let told = before.map_or_else(|| "-".to_owned(), |before| before.value.to_string());
    let name = format!("{} {}", now.label, now.unit);
    let ratio = before.filter(|before| before.value > 0.0).map(|before| now.value / before.value);
    let ratio = ratio.map_or_else(String::new, |ratio| {
        let dear = if now.is_better_high() { 1.0 / ratio } else { ratio };
        format!("{ratio:.2} ×{}", if dear > DEARER { " !" } else { "" })
    });
    println!("{what:<50} {:<22} {told:>14} {:>14}  {ratio}", name.trim(), now.value);
}
