//! Geometry of our own charts: numbers in, rectangles and labels out; a template draws them as SVG.

use serde::Serialize;

/// One bar, or a grey stub where nothing is known.
#[derive(Debug, Serialize)]
pub struct Bar {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    class: &'static str,
    label: String,
    label_y: usize,
    tick: String,
    middle: usize,
}

/// Bars of percentages over time, from a baseline of zero.
#[derive(Debug, Serialize)]
pub struct Bars {
    width: usize,
    bars: Vec<Bar>,
}

/// What stands at one place of a chart: a percentage, or the word for why there is none.
pub type Point = Result<i64, String>;

const BASE: usize = 176;
const FULL: usize = 156;
const LEFT: usize = 60;

/// A chart of percentages, each with the label under its bar; the last bar stands out.
pub fn bars(points: &[(Point, String)]) -> Bars {
    let step = if points.len() > 6 { 46 } else { 48 };
    let last = points.iter().rposition(|(point, _)| point.is_ok());
    let bars = points.iter().enumerate().map(|(index, (point, tick))| {
        let percent = point.as_ref().ok().and_then(|percent| usize::try_from(*percent).ok());
        let height = percent.map_or(4, |percent| percent.min(100) * FULL / 100);
        let x = LEFT + 8 + index * step;
        Bar {
            x,
            y: BASE - height,
            width: 34,
            height,
            class: match percent {
                None => "missing",
                Some(_) if last == Some(index) => "bar bar--stress",
                Some(_) => "bar",
            },
            label: point.as_ref().map_or_else(Clone::clone, ToString::to_string),
            label_y: BASE - height - 6,
            tick: if index % 2 == 0 { tick.clone() } else { String::new() },
            middle: x + 17,
        }
    });
    let bars = bars.collect();
    Bars { width: (LEFT + 16 + points.len() * step).max(360), bars }
}

/// One square of a grid.
#[derive(Debug, Serialize)]
pub struct Tile {
    x: usize,
    y: usize,
    class: &'static str,
    dark: bool,
    label: String,
}

/// Rows of squares, darker for more.
#[derive(Debug, Serialize)]
pub struct Tiles {
    width: usize,
    height: usize,
    rows: Vec<(usize, String)>,
    ticks: Vec<(usize, String)>,
    tiles: Vec<Tile>,
}

const NAMES: usize = 150;
const SIDE: usize = 48;

/// A grid of percentages: a row for each name, a column for each tick.
pub fn tiles(rows: &[(String, Vec<Point>)], ticks: &[String]) -> Tiles {
    let place = |column: usize| NAMES + column * SIDE;
    let tiles = rows.iter().enumerate().flat_map(|(row, (_, points))| {
        points.iter().enumerate().map(move |(column, point)| Tile {
            x: place(column),
            y: 28 + row * SIDE,
            class: point.as_ref().map_or("missing", |percent| shade(*percent)),
            dark: point.as_ref().is_ok_and(|percent| *percent >= 67),
            label: point.as_ref().map_or_else(Clone::clone, ToString::to_string),
        })
    });
    Tiles {
        width: (NAMES + ticks.len() * SIDE).max(360),
        height: 28 + rows.len() * SIDE,
        tiles: tiles.collect(),
        rows: rows.iter().enumerate().map(|(row, (name, _))| (28 + row * SIDE + 28, name.clone())).collect(),
        ticks: ticks.iter().enumerate().map(|(column, tick)| (place(column) + 22, tick.clone())).collect(),
    }
}

fn shade(percent: i64) -> &'static str {
    match percent {
        ..=16 => "seq-1",
        17..=33 => "seq-2",
        34..=49 => "seq-3",
        50..=66 => "seq-4",
        67..=83 => "seq-5",
        _ => "seq-6",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_zero_and_missing_ones_are_grey() {
        let chart = bars(&[(Ok(50), "1".into()), (Err("none".into()), "2".into()), (Ok(0), "3".into())]);

        let [half, missing, zero] = &chart.bars[..] else { panic!("three bars") };
        assert_eq!((half.y + half.height, half.height), (BASE, 78));
        assert_eq!((missing.class, missing.label.as_str()), ("missing", "none"));
        assert_eq!((zero.height, zero.class), (0, "bar bar--stress"));
    }
}
