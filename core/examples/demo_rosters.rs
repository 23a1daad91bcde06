//! Makes the rosters in `content/demo/`: `cargo run -p peiban-core --example demo_rosters -- content/demo`.
#![allow(clippy::print_stdout, reason = "a tool at the shell")]

use std::path::PathBuf;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// What stands in a cell, as people type it.
enum Typed {
    Text(&'static str),
    Number(f64),
    Day(u16, u8, u8),
    Nothing,
}

use Typed::{Day, Nothing, Number, Text};

const HEAD: [&str; 7] = ["姓名", "电话", "与孩子的关系", "孩子年龄段", "小组代码", "县代码", "入组日期"];

/// People in order: name, phone, relation, ages.
const PEOPLE: [(&str, Typed, &str, &str); 25] = [
    ("韦海棠", Text("139 0000 0201"), "妈妈", "3-5"),
    ("陆秀珍", Text("139-0000-0202"), "奶奶", "0-2、3-5"),
    ("黄丽萍", Number(13_900_000_203.0), "母亲", "6-9"),
    ("农志勇", Number(13_900_000_204.0), "爸爸", "3–5岁"),
    ("覃桂英", Text("+86 13900000205"), "外婆", "3到5岁"),
    ("梁春燕", Text("１３９０００００２０６"), "妈妈", "0-2"),
    ("李素芬", Nothing, "姥姥", "6-9"),
    ("蒙艳红", Text("13900000208"), "妈妈", "3-5,6-9"),
    ("潘德福", Text("13900000209"), "爷爷", "6-9"),
    ("韦小玲", Number(13_900_000_210.0), "妈妈", "3-5"),
    ("曾玉兰", Text("13900000211"), "奶奶", "10-13"),
    ("单美华", Text("13900000212"), "妈妈", "0-2"),
    ("Nong Xiumei", Text("+86 139 0000 0213"), "Mother", "3-5"),
    ("罗文强", Text("13900000214"), "父亲", "6-9"),
    ("陆月莲", Nothing, "外婆", "0-2"),
    ("黄金凤", Text("13900000216"), "妈妈", "3-5"),
    ("覃冬梅", Number(13_900_000_217.0), "妈妈", "10-13"),
    ("石有生", Text("13900000218"), "外公", "3-5"),
    ("马晓青", Text("13900000219"), "妈妈", "6-9；10-13"),
    ("Wei Lanfang", Text("+66 81 000 0220"), "Grandma", "6-9"),
    ("韦阿妹", Text("13900000221"), "姑姑", "3-5"),
    ("邓银花", Text("13900000222"), "祖母", "6-9"),
    ("廖国强", Text("13900000223"), "爸爸", "0-2"),
    ("零秀娟", Text("13900000224"), "妈妈", "14-17"),
    ("农桂香", Nothing, "奶奶", ""),
];

fn main() -> Result<(), XlsxError> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "content/demo".to_owned()));
    book(folder.join("roster.xlsx"), good)?;
    book(folder.join("roster-with-errors.xlsx"), with_errors)?;
    println!("two rosters are in {}", folder.display());
    Ok(())
}

fn book(path: PathBuf, fill: fn(&mut Worksheet) -> Result<(), XlsxError>) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made)); // the same bytes every time
    let sheet = book.add_worksheet();
    sheet.set_name("名单")?;
    sheet.write_row(0, 0, HEAD)?;
    fill(sheet)?;
    book.save(path)
}

fn good(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    for (row, (name, phone, relation, bands)) in (1_u32..).zip(&PEOPLE) {
        sheet.write(row, 0, *name)?;
        typed(sheet, (row, 1), phone)?;
        sheet.write(row, 2, *relation)?;
        sheet.write(row, 3, *bands)?;
        sheet.write(row, 4, "LA-01")?;
        typed(sheet, (row, 5), if row % 2 == 0 { &Number(450_123.0) } else { &Text("450123") })?;
        let day = match row % 4 {
            0 => &Day(2026, 11, 2),
            1 => &Number(46_328.0), // a date that lost its format: 2 November 2026
            2 => &Text("2026/11/2"),
            _ => &Nothing,
        };
        typed(sheet, (row, 6), day)?;
    }
    Ok(())
}

/// The good rows 2 to 13, and what people do to such lists.
fn with_errors(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let rows: [[Typed; 7]; 12] = [
        line("韦海棠", Text("139 0000 0201"), Text("妈妈"), Text("3-5"), Text("450123")),
        line("陆秀珍", Number(13_900_000_202.0), Text("奶奶"), Text("0-2、3-5"), Number(450_123.0)),
        [Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
        line("韦 海棠", Number(13_900_000_201.0), Text("母亲"), Text("3-5"), Text("450123")),
        line("黄丽萍", Text("13900000203"), Text("妈妈"), Text("6-9"), Text("459999")),
        line("农志勇", Text("13900000204"), Text("爸爸"), Day(2026, 3, 5), Text("450123")),
        line("覃桂英", Text("1390000020"), Text("外婆"), Text("3-5"), Nothing),
        line("", Text("13900000206"), Text("妈妈"), Text("0-2"), Text("450123")),
        line("Nong Xiumei", Text("+86 139 0000 0213"), Text("Mother"), Text("3-5"), Text("450123")),
        line("罗文强", Text("13900000214"), Text("邻居"), Text("6-9"), Text("450123")),
        line("潘德福", Text("13900000209"), Text("爷爷"), Number(46_182.0), Text("450123")),
        line("马晓青", Text("13900000219"), Text("妈妈"), Text("6-9"), Text("450123")),
    ];
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(&cells) {
            typed(sheet, (row, column), cell)?;
        }
    }
    sheet.write(9, 6, 46_328.0)?; // a serial date: read, no error
    sheet.write(12, 4, "LA-10")?;
    sheet.write(12, 6, "下周三")?;
    Ok(())
}

fn line(name: &'static str, phone: Typed, relation: Typed, bands: Typed, county: Typed) -> [Typed; 7] {
    [
        if name.is_empty() { Nothing } else { Text(name) },
        phone,
        relation,
        bands,
        Text("LA-01"),
        county,
        Nothing,
    ]
}

fn typed(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Typed) -> Result<(), XlsxError> {
    match cell {
        Text(text) => sheet.write_string(row, column, *text)?,
        Number(number) => sheet.write_number(row, column, *number)?,
        Day(year, month, day) => {
            let date = ExcelDateTime::from_ymd(*year, *month, *day)?;
            sheet.write_datetime_with_format(
                row,
                column,
                &date,
                &Format::new().set_num_format("m\"月\"d\"日\""),
            )?
        }
        Nothing => sheet,
    };
    Ok(())
}
