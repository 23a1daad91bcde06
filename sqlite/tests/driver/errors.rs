//! What SQLite refuses, by its code.

use peiban_sqlite::is_interrupted;
use sqlx::error::ErrorKind;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::support::{Folder, code, memory, number};

const TABLES: &str = "
    CREATE TABLE groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE people (id INTEGER PRIMARY KEY, age INTEGER CHECK (age > 0),
                         group_id INTEGER REFERENCES groups) STRICT;
    INSERT INTO groups VALUES (1, 'first');";

#[tokio::test]
async fn each_refusal_has_its_code_and_kind() {
    let mut db = memory(TABLES).await;

    for (sql, expected, kind) in [
        ("INSERT INTO groups VALUES (2, 'first')", 2067, ErrorKind::UniqueViolation),
        ("INSERT INTO groups VALUES (1, 'second')", 1555, ErrorKind::UniqueViolation),
        ("INSERT INTO people VALUES (1, 30, 9)", 787, ErrorKind::ForeignKeyViolation),
        ("INSERT INTO people VALUES (1, 0, 1)", 275, ErrorKind::CheckViolation),
        ("INSERT INTO groups VALUES (2, NULL)", 1299, ErrorKind::NotNullViolation),
        ("INSERT INTO people VALUES (1, 'old', 1)", 3091, ErrorKind::Other),
        ("SELECT * FROM nobody", 1, ErrorKind::Other),
        ("SELEKT", 1, ErrorKind::Other),
    ] {
        let error = sqlx::query(sql).execute(&mut db).await.unwrap_err();

        assert_eq!(code(&error), expected, "{sql}");
        let error = error.as_database_error().unwrap();
        assert_eq!(error.kind(), kind, "{sql}");
        assert_eq!(error.code().unwrap(), expected.to_string());
    }
    assert_eq!(number(&mut db, "SELECT count(*) FROM groups").await, 1);
}

#[tokio::test]
async fn a_refusal_tells_tables_and_columns_but_never_what_was_bound() {
    let mut db = memory(TABLES).await;
    let insert = sqlx::query("INSERT INTO groups VALUES (2, $1)");
    let twice = insert.bind("first").execute(&mut db).await.unwrap_err().to_string();
    let path = sqlx::query("SELECT json_extract('{}', $1)");
    let path = path.bind("secret").fetch_one(&mut db).await.unwrap_err();
    let unknown = sqlx::query("SELECT hight FROM people").execute(&mut db).await.unwrap_err().to_string();

    assert!(twice.ends_with("(code: 2067) UNIQUE constraint failed: groups.name"), "{twice}");
    assert_eq!(code(&path), 1);
    assert!(!format!("{path} {path:?}").contains("secret"), "{path:?}");
    assert!(unknown.ends_with("no such column: hight"), "{unknown}");
}

#[tokio::test]
async fn a_missing_argument_and_a_named_one_are_refused() {
    let mut db = memory(TABLES).await;

    let missing = sqlx::query("INSERT INTO groups VALUES ($1, $2)").bind(2).execute(&mut db).await;
    let unbound = sqlx::raw_sql("DELETE FROM groups WHERE id = $1").execute(&mut db).await;
    let named = sqlx::query("SELECT $name").bind(2).execute(&mut db).await;
    let zeroth = sqlx::query("SELECT $0").bind(2).execute(&mut db).await;

    assert!(missing.unwrap_err().to_string().ends_with("wants argument 2, 1 were given"));
    assert!(unbound.unwrap_err().to_string().ends_with("wants argument 1, 0 were given"));
    assert!(named.unwrap_err().to_string().ends_with("numbered from $1, not $name"));
    assert!(zeroth.unwrap_err().to_string().ends_with("numbered from $1, not $0"));
}

#[tokio::test]
async fn several_statements_with_arguments_and_none_at_all_are_refused() {
    let mut db = memory(TABLES).await;

    let several = sqlx::query("DELETE FROM people; DELETE FROM groups").execute(&mut db).await;
    let nothing = sqlx::query(" -- nothing").execute(&mut db).await;

    assert!(several.unwrap_err().to_string().ends_with("only one statement may be given with arguments"));
    assert!(nothing.unwrap_err().to_string().ends_with("there is no statement in the text"));
    assert_eq!(number(&mut db, "SELECT count(*) FROM groups").await, 1);
}

#[tokio::test]
async fn a_full_disk_is_told_and_reads_go_on() {
    let folder = Folder::new();
    let mut db = folder.with("CREATE TABLE t (a BLOB); PRAGMA max_page_count = 20").await;
    let insert = "INSERT INTO t VALUES (zeroblob(200000))";

    let error = sqlx::query(insert).execute(&mut db).await.unwrap_err();

    assert_eq!(code(&error), 13);
    assert_eq!(number(&mut db, "SELECT count(*) FROM t").await, 0);
    sqlx::raw_sql("PRAGMA max_page_count = 1000").execute(&mut db).await.unwrap();
    assert_eq!(sqlx::query(insert).execute(&mut db).await.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn a_reader_cannot_write_and_makes_no_file() {
    let folder = Folder::new();
    folder.with("CREATE TABLE t (a)").await.close().await.unwrap();
    let mut reader = folder.options().read_only(true).connect().await.unwrap();

    let refused = sqlx::query("INSERT INTO t VALUES (1)").execute(&mut reader).await.unwrap_err();
    let nowhere = Folder::new().options().read_only(true).connect().await.unwrap_err();
    let missing = Folder::new().options().create_if_missing(false).connect().await.unwrap_err();

    assert_eq!(code(&refused), 8);
    assert_eq!((code(&nowhere), code(&missing)), (14, 14));
}

#[tokio::test]
async fn an_interrupt_from_another_thread_ends_a_statement() {
    let mut db = memory("").await;
    let handle = db.interrupt_handle();
    let (ended, over) = std::sync::mpsc::channel();
    let interrupter = std::thread::spawn(move || {
        while over.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            handle.interrupt();
            std::thread::yield_now();
        }
    });
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    let error = sqlx::query(endless).fetch_one(&mut db).await.unwrap_err();
    ended.send(()).unwrap();
    interrupter.join().unwrap();

    assert_eq!(code(&error), 9);
    assert!(is_interrupted(&error));
    assert!(!is_interrupted(&sqlx::Error::RowNotFound));
    assert_eq!(number(&mut db, "SELECT 7").await, 7, "the connection is still good");
}

#[tokio::test]
async fn statements_that_were_cancelled_end_as_if_interrupted() {
    let mut db = memory("").await;
    let (cancel, cancelled) = std::sync::mpsc::channel();
    db.cancel_when(Some(move || cancelled.try_recv().is_ok())).unwrap();
    let rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                SELECT count(*) FROM n";

    assert_eq!(number(&mut db, rows).await, 100_000);
    cancel.send(()).unwrap();
    let error = sqlx::query(rows).fetch_one(&mut db).await.unwrap_err();

    assert!(is_interrupted(&error), "{error}");
    assert_eq!(number(&mut db, rows).await, 100_000, "it was asked anew");
    cancel.send(()).unwrap();
    db.cancel_when(None::<fn() -> bool>).unwrap();
    assert_eq!(number(&mut db, rows).await, 100_000);
}

#[tokio::test]
async fn an_interrupt_after_the_end_does_nothing() {
    let db = memory("").await;
    let handle = db.interrupt_handle();
    db.close().await.unwrap();

    handle.interrupt();
}

#[tokio::test]
async fn a_pragma_that_is_not_sql_is_told_when_opening() {
    let error = Folder::new().options().pragma("cache_size", "; oops").connect().await.unwrap_err();

    assert_eq!(code(&error), 1);
}

#[tokio::test]
async fn an_error_in_the_middle_leaves_the_rows_before_it() {
    use futures::StreamExt;
    let mut db = memory("CREATE TABLE t (a INTEGER)").await;
    let insert = format!("INSERT INTO t VALUES (-1), ({}), (-3)", i64::MIN);
    sqlx::raw_sql(AssertSqlSafe(insert)).execute(&mut db).await.unwrap();
    let sql = "SELECT abs(a) FROM t ORDER BY rowid";

    let steps: Vec<_> = sqlx::query_scalar::<_, i64>(sql).fetch(&mut db).collect().await;

    assert_eq!(steps.len(), 2);
    assert_eq!(*steps[0].as_ref().unwrap(), 1);
    assert_eq!(code(steps[1].as_ref().unwrap_err()), 1);
    assert!(sqlx::query(sql).fetch_all(&mut db).await.is_err());
    assert!(sqlx::query(sql).execute(&mut db).await.is_err());
    sqlx::raw_sql("DROP TABLE t").execute(&mut db).await.expect("no statement is left in the middle");
}
