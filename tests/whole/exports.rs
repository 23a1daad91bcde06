//! `peiban export all`: everything that may leave, with what it means; disclosures never.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use peiban::cli::export::Dictionary;
use peiban_store::whole::Direct;

use crate::backups::Installation;
use crate::raw::{Raw, put};
use crate::served::{complained, run as peiban, said};

fn all(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

async fn with_a_family() -> Installation {
    let installation = Installation::start().await;
    let id = uuid::Uuid::from_u128(79);
    crate::database::enrolled(&installation.url, id).await;
    let keys = installation.store.keys();
    let phone = keys.seal(peiban_core::seal::Sealed::Phone, id, b"13800001234");
    let words = keys.seal(peiban_core::seal::Sealed::Alert, id, b"he hits us");
    let mut raw = Raw::open(&installation.url).await;
    put!(&mut raw, "UPDATE caregivers SET phone_sealed = $2 WHERE id = $1", id, &phone);
    let alert = "INSERT INTO alerts (id, reference, caregiver_id, area, kind, state, text_sealed, at, due_at)
                 VALUES ($1, 'K7', $1, 0, 'talk', 'new', $2, $3, $3)";
    put!(&mut raw, alert, id, &words, chrono::Utc::now());
    installation
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_leave_only_when_asked_for_and_disclosures_never() {
    let installation = with_a_family().await;
    let (without, with) = (installation.path("without"), installation.path("with"));

    let told = peiban(&installation.url, &["export", "all", without.to_str().unwrap()], &[]);
    let more = peiban(&installation.url, &["export", "all", with.to_str().unwrap(), "--with-people"], &[]);
    let twice = peiban(&installation.url, &["export", "all", with.to_str().unwrap()], &[]);

    assert!(told.status.success(), "{}", complained(&told));
    assert!(more.status.success(), "{}", complained(&more));
    assert!(!twice.status.success(), "nothing is written over");
    let (without_people, with_people) = (all(&without), all(&with));
    let names =
        |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    for (_, text) in &without_people {
        assert!(
            !text.contains("农秀花") && !text.contains("13800001234") && !text.contains("wei.min"),
            "{text}"
        );
    }
    let people = &with_people.iter().find(|(name, _)| name == "caregivers.csv").unwrap().1;
    assert!(people.contains("农秀花") && people.contains("13800001234"), "{people}");
    assert!(
        names(&without_people).contains("sessions.csv") && !names(&without_people).contains("caregivers.csv")
    );
    for never in ["alerts.csv", "inbox.csv", "sign_ins.csv", "password_codes.csv"] {
        assert!(!names(&with_people).contains(never), "{never}");
    }
    for (name, text) in &with_people {
        assert!(!text.contains("he hits us") && !text.contains("argon2"), "{name}");
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&with), mode(&with.join("caregivers.csv"))), (0o700, 0o600));
    assert!(said(&more).contains("with people"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_that_leaves_is_explained_in_both_languages_and_its_rows_are_all_there() {
    let installation = with_a_family().await;
    let folder = installation.path("with");
    assert!(
        peiban(&installation.url, &["export", "all", folder.to_str().unwrap(), "--with-people"], &[])
            .status
            .success()
    );

    let mut explained = BTreeSet::new();
    for row in csv::Reader::from_path(folder.join("dictionary.csv")).unwrap().into_records() {
        let row = row.unwrap();
        assert!((0..5).all(|cell| !row[cell].is_empty()), "{row:?}");
        explained.insert((row[0].to_owned(), row[1].to_owned()));
    }
    let mut database = Direct::open(&installation.url).await.unwrap();
    let counts = database.exec().table_counts().await.unwrap();
    for (name, _) in all(&folder).iter().filter(|(name, _)| name != "dictionary.csv") {
        let table = name.trim_end_matches(".csv");
        let mut file = csv::Reader::from_path(folder.join(name)).unwrap();
        for column in file.headers().unwrap() {
            assert!(explained.contains(&(table.to_owned(), column.to_owned())), "{table}.{column}");
        }
        assert_eq!(i64::try_from(file.records().count()).unwrap(), counts[table], "{table}");
    }
}

/// A new column must be described in `content/dictionary.csv`, and say whether it may leave.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_of_the_database_stands_in_the_dictionary() {
    let url = crate::database::own_database().await;
    let mut database = Direct::open(&url).await.unwrap();
    let dictionary = Dictionary::embedded().unwrap();
    let mut undescribed = Vec::new();
    for table in database.exec().tables().await.unwrap() {
        let columns = database.exec().columns(&table).await.unwrap();
        undescribed.extend(dictionary.undescribed(&table, &columns));
    }
    assert!(undescribed.is_empty(), "describe in content/dictionary.csv: {undescribed:?}");
}
