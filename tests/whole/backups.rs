//! Promise 11: a backup taken during writes restores and verifies; backups are encrypted.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use peiban::cli::world;
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::seal::Keys;
use peiban_core::user::{Grant, Role};
use peiban_store::acts::accounts::AddUser;
use peiban_store::{Store, Tools};
use serde_json::Value;

use crate::commands::json;
use crate::database::{on_postgres, own_database, rows};
use crate::served::{KEY, complained, run as peiban, said};

/// A database with the named world in it, a key pair of age, and a folder for backups.
pub struct Installation {
    pub url: String,
    pub store: Store,
    pub folder: tempfile::TempDir,
    pub recipient: String,
    pub identity: String,
}

impl Installation {
    pub async fn start() -> Self {
        let url = own_database().await;
        let keys = Keys::of_hex(KEY).unwrap();
        let store = Store::open(&url, 2, Tools { keys, ..Tools::default() }).await.unwrap();
        world::seed(&store, "none").await.unwrap();
        store.close().await;
        Self::around(url).await
    }

    /// The same around a database that is there.
    pub async fn around(url: String) -> Self {
        let keys = Keys::of_hex(KEY).unwrap();
        let store = Store::open(&url, 2, Tools { keys, ..Tools::default() }).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let pair = Identity::generate();
        let identity = folder.path().join("key.txt");
        fs::write(&identity, pair.to_string().expose_secret()).unwrap();
        let (recipient, identity) = (pair.to_public().to_string(), identity.display().to_string());
        Self { url, store, folder, recipient, identity }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes an encrypted backup named `name`; what the command said.
    pub fn backup(&self, name: &str) -> Value {
        let file = self.path(name).display().to_string();
        json(&peiban(&self.url, &["backup", &file, "--recipient", &self.recipient, "--json"], &[]))
    }

    pub fn restore(&self, name: &str, more: &[&str]) -> std::process::Output {
        let file = self.path(name).display().to_string();
        let args = [&["restore", &file, "--identity", &self.identity], more].concat();
        peiban(&self.url, &args, &[])
    }

    /// An address where nothing is yet, to restore into.
    pub async fn elsewhere(&self) -> String {
        if on_postgres() {
            crate::database::empty_database().await
        } else {
            format!("sqlite:{}", self.path("elsewhere.db").display())
        }
    }
}

fn somebody(n: i64) -> AddUser {
    AddUser {
        name: format!("busy{n}"),
        display_name: "busy".into(),
        password_hash: "none".into(),
        grant: Grant { role: Role::Viewer, area: AreaCode::COUNTRY, partner: None },
    }
}

/// Adds one user after the other until told to stop; counts those that were acknowledged.
fn keep_writing(store: &Store, stop: &Arc<AtomicBool>, done: &Arc<AtomicI64>) -> tokio::task::JoinHandle<()> {
    let (store, stop, done) = (store.clone(), Arc::clone(stop), Arc::clone(done));
    tokio::spawn(async move {
        for n in 0.. {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            store.act(&Actor::operator(), somebody(n)).await.unwrap();
            done.fetch_add(1, Ordering::Relaxed);
        }
    })
}

fn counts(told: &Value) -> BTreeMap<String, i64> {
    serde_json::from_value(told["tables"].clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_work_goes_on_restores_elsewhere_with_all_that_was_acknowledged_before() {
    let installation = Installation::start().await;
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let writing = keep_writing(&installation.store, &stop, &done);
    while done.load(Ordering::Relaxed) < 5 {
        tokio::task::yield_now().await;
    }
    let world = rows(&installation.url, "users WHERE display_name <> 'busy'").await;

    let before = done.load(Ordering::Relaxed);
    let told = installation.backup("night.age");
    let after = done.load(Ordering::Relaxed);
    stop.store(true, Ordering::Relaxed);
    writing.await.unwrap();
    let drill = installation.restore("night.age", &["--verify"]);
    let elsewhere = installation.elsewhere().await;
    let restored = installation.restore("night.age", &["--into", &elsewhere]);

    let users = counts(&told)["users"];
    assert!(after > before, "work went on");
    assert!(users >= world + before && users <= world + after + 1, "{users} of {world} + {before}..{after}");
    assert!(drill.status.success(), "{}{}", said(&drill), complained(&drill));
    assert!(said(&drill).contains("The backup restores. Nothing was left behind."), "{}", said(&drill));
    assert!(restored.status.success(), "{}{}", said(&restored), complained(&restored));
    assert_eq!(rows(&elsewhere, "users").await, users);
    assert_eq!(rows(&elsewhere, "audit_events").await, counts(&told)["audit_events"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_holder_of_the_key_reads_a_backup_and_only_its_owner_the_file() {
    let installation = Installation::start().await;
    installation.backup("night.age");
    let (file, stranger) = (installation.path("night.age"), Identity::generate());
    fs::write(installation.path("stranger.txt"), stranger.to_string().expose_secret()).unwrap();

    let bytes = fs::read(&file).unwrap();
    let none = peiban(&installation.url, &["restore", &file.display().to_string(), "--verify"], &[]);
    let stranger = installation.path("stranger.txt").display().to_string();
    let other = ["restore", &file.display().to_string(), "--identity", &stranger, "--verify"];
    let other = peiban(&installation.url, &other, &[]);

    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    for clear in ["peiban-backup", "SQLite format", "wei.min"] {
        assert!(!bytes.windows(clear.len()).any(|part| part == clear.as_bytes()), "{clear} can be read");
    }
    assert!(!none.status.success() && complained(&none).contains("--identity"), "{}", complained(&none));
    assert!(!other.status.success() && complained(&other).contains("not the key it was made for"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_recipient_nothing_is_written_unless_it_is_said_to_be_clear() {
    let installation = Installation::start().await;
    let file = installation.path("clear.backup").display().to_string();

    let refused = peiban(&installation.url, &["backup", &file], &[]);
    let wrong = peiban(&installation.url, &["backup", &file, "--recipient", "age1nonsense"], &[]);
    assert!(!Path::new(&file).exists());
    let clear = peiban(&installation.url, &["backup", &file, "--clear"], &[]);
    let twice = peiban(&installation.url, &["backup", &file, "--clear"], &[]);
    let drill = peiban(&installation.url, &["restore", &file, "--verify", "--json"], &[]);

    assert_eq!(refused.status.code(), Some(2), "{}", complained(&refused));
    assert!(complained(&refused).contains("backup_recipient"));
    assert_eq!(wrong.status.code(), Some(2), "{}", complained(&wrong));
    assert!(clear.status.success() && said(&clear).contains("NOT encrypted"), "{}", complained(&clear));
    assert!(!twice.status.success() && complained(&twice).contains("never overwritten"));
    assert_eq!(json(&drill)["verified"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_a_changed_and_a_foreign_file_are_refused_and_nothing_is_made_of_them() {
    let installation = Installation::start().await;
    installation.backup("night.age");
    let whole = fs::read(installation.path("night.age")).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(installation.path("cut.age"), &whole[..middle]).unwrap();
    fs::write(installation.path("changed.age"), changed).unwrap();
    fs::write(installation.path("foreign.age"), b"SQLite format 3\0and so on").unwrap();
    let elsewhere = installation.elsewhere().await;

    for (name, why) in [
        ("cut.age", "damaged or cut short"),
        ("changed.age", "damaged or cut short"),
        ("foreign.age", "no backup of Peiban"),
    ] {
        let drill = installation.restore(name, &["--verify"]);
        let into = installation.restore(name, &["--into", &elsewhere]);
        for refused in [drill, into] {
            assert_eq!(refused.status.code(), Some(1), "{name}");
            assert!(complained(&refused).contains(why), "{name}: {}", complained(&refused));
        }
    }
    assert!(!installation.path("elsewhere.db").exists());
    let good = installation.restore("night.age", &["--into", &elsewhere]);
    assert!(good.status.success(), "{}", complained(&good));
    let over = installation.restore("night.age", &["--into", &elsewhere]);
    assert!(!over.status.success(), "nothing is restored over anything");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_whose_secret_key_is_lost_is_no_good_one_and_the_drill_says_so() {
    let installation = Installation::start().await;
    let keys = Keys::of_hex(KEY).unwrap();
    let id = uuid::Uuid::from_u128(77);
    crate::database::enrolled(&installation.url, id).await;
    let sealed = keys.seal(peiban_core::seal::Sealed::Phone, id, b"13800001234");
    let hex: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = if on_postgres() { format!("'\\x{hex}'") } else { format!("X'{hex}'") };
    let mut raw = crate::raw::Raw::open(&installation.url).await;
    raw.run(&format!("UPDATE caregivers SET phone_sealed = {bytes} WHERE number = 4000000")).await;
    installation.backup("night.age");

    let good = installation.restore("night.age", &["--verify"]);
    let file = installation.path("night.age").display().to_string();
    let args = ["restore", &file, "--identity", &installation.identity, "--verify"];
    let lost = peiban(&installation.url, &args, &[("PEIBAN_SECRET_KEY", &"ab".repeat(32))]);

    assert!(said(&good).contains("opens what is sealed"), "{}{}", said(&good), complained(&good));
    assert_eq!(lost.status.code(), Some(1));
    assert!(said(&lost).contains("WRONG"), "{}", said(&lost));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_backups_go_and_other_files_stay() {
    let installation = Installation::start().await;
    let folder = installation.path("nightly");
    fs::create_dir(&folder).unwrap();
    for old in ["peiban-20250101T000000Z.backup.age", "peiban-20250102T000000Z.backup.age", "notes.txt"] {
        fs::write(folder.join(old), "old").unwrap();
    }

    let folder_name = folder.display().to_string();
    let settings = [
        ("PEIBAN_BACKUP_FOLDER", folder_name.as_str()),
        ("PEIBAN_BACKUP_RECIPIENT", &installation.recipient),
    ];
    let told = json(&peiban(&installation.url, &["backup", "--keep", "2", "--json"], &settings));

    let mut left: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(told["forgotten"], 1);
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(left[0], "notes.txt");
    assert_eq!(left[1], "peiban-20250102T000000Z.backup.age");
}
