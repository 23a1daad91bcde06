//! A database of its own for each test: a copied file, or a copied template on a throw-away cluster.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use peiban::cli::filled;
use peiban_sqlite::SqliteConnection;
use peiban_store::{Store, Tools};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

/// The migrated and filled database that every test copies: a file, or the name of a template.
static READY: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

pub fn on_postgres() -> bool {
    match std::env::var("PEIBAN_TEST_DB").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("PEIBAN_TEST_DB is sqlite or postgres, not {other}"),
    }
}

/// The cluster that `tests/with-postgres` started.
fn cluster() -> String {
    std::env::var("PEIBAN_TEST_POSTGRES_URL")
        .expect("run under tests/with-postgres, or set PEIBAN_TEST_POSTGRES_URL")
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("peiban-test-{}", std::process::id()))
}

async fn admin() -> PgConnection {
    PgConnection::connect(&format!("{}/postgres", cluster())).await.unwrap()
}

async fn ready() -> &'static str {
    READY
        .get_or_init(|| async {
            forget_old_ones();
            let (name, url) = if on_postgres() {
                let name = format!("peiban_{}", std::process::id());
                admin().await.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
                (name.clone(), format!("{}/{name}", cluster()))
            } else {
                std::fs::create_dir_all(folder()).unwrap();
                let file = folder().join("ready.db").display().to_string();
                (file.clone(), format!("sqlite:{file}"))
            };
            let store = Store::open(&url, 1, Tools::default()).await.unwrap();
            filled(&store).await.unwrap();
            store.close().await;
            name
        })
        .await
}

/// Folders of test runs that have ended.
fn forget_old_ones() {
    for entry in std::fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix("peiban-test-").and_then(|pid| pid.parse::<u32>().ok()) else {
            continue;
        };
        let runs = Command::new("kill").args(["-0", &pid.to_string()]).output().unwrap().status.success();
        if !runs {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// The address of a fresh database, with tables and content.
pub async fn own_database() -> String {
    copy(ready().await).await
}

/// The address of a copy of the database at `url`, to which nobody is connected.
pub async fn copy_of(url: &str) -> String {
    let end = if on_postgres() { url.rsplit('/').next() } else { url.strip_prefix("sqlite:") };
    copy(end.unwrap()).await
}

async fn copy(from: &str) -> String {
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    if on_postgres() {
        let name = format!("peiban_{}_{n}", std::process::id());
        let create = format!("CREATE DATABASE {name} TEMPLATE {from}");
        admin().await.execute(AssertSqlSafe(create)).await.unwrap();
        format!("{}/{name}", cluster())
    } else {
        let file = folder().join(format!("{n}.db"));
        std::fs::copy(from, &file).unwrap();
        format!("sqlite:{}", file.display())
    }
}

/// The address of a database without tables; on SQLite a file that is not there yet.
pub async fn empty_database() -> String {
    let ready = ready().await;
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    if on_postgres() {
        let name = format!("{ready}_{n}");
        admin()
            .await
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0")))
            .await
            .unwrap();
        format!("{}/{name}", cluster())
    } else {
        format!("sqlite:{}", folder().join(format!("{n}.db")).display())
    }
}

/// How many rows are in `what`: a table, perhaps with a condition.
pub async fn rows(url: &str, what: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    if on_postgres() {
        let mut db = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
    } else {
        let mut db = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
    }
}

/// Runs a statement past the program.
pub async fn execute(url: &str, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if on_postgres() {
        PgConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    } else {
        SqliteConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    }
}

/// Every column of every table that holds `text` in clear.
pub async fn in_clear(url: &str, text: &str) -> Vec<String> {
    let listed = if on_postgres() {
        "SELECT table_name || '.' || column_name FROM information_schema.columns
          WHERE table_schema = 'public' AND data_type IN ('text', 'bytea')"
    } else {
        "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    };
    let columns: Vec<String> = if on_postgres() {
        let mut db = PgConnection::connect(url).await.unwrap();
        sqlx::query_scalar(listed).fetch_all(&mut db).await.unwrap()
    } else {
        let mut db = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_scalar(listed).fetch_all(&mut db).await.unwrap()
    };
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut found = Vec::new();
    for name in columns.into_iter().filter(|name| !name.starts_with("_sqlx") && !name.starts_with("sqlite_"))
    {
        let (table, column) = name.split_once('.').unwrap();
        let clear = if on_postgres() {
            format!(
                "\"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '%{text}%' OR CAST(\"{column}\" AS TEXT) LIKE '%{hex}%'"
            )
        } else {
            format!("\"{table}\" WHERE INSTR(LOWER(HEX(\"{column}\")), '{hex}') > 0")
        };
        if rows(url, &clear).await > 0 {
            found.push(name);
        }
    }
    found
}

/// Puts a registered caregiver there, past the people's own acts.
pub async fn enrolled(url: &str, id: uuid::Uuid) {
    let household = "INSERT INTO households (id, made_at) VALUES ($1, $2)";
    let caregiver = "INSERT INTO caregivers (id, number, state, household_id, name, language, zone, made_at)
                     VALUES ($1, 4000000, 'registered', $1, '农秀花', 'en', 'Asia/Shanghai', $2)";
    for sql in [household, caregiver] {
        let now = chrono::Utc::now();
        if on_postgres() {
            let mut db = PgConnection::connect(url).await.unwrap();
            sqlx::query(sql).bind(id).bind(now).execute(&mut db).await.unwrap();
        } else {
            let mut db = SqliteConnection::connect(url).await.unwrap();
            sqlx::query(sql).bind(id).bind(now).execute(&mut db).await.unwrap();
        }
    }
}
