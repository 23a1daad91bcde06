//! What staff edit: read, checked, and every fault told by file, row and column.

use std::fs;
use std::path::Path;

use peiban_core::content::{Content, Embedded, Folder};
use peiban_core::survey::Wave;

use crate::support::TestApp;

fn copied(name: &str) -> tempfile::TempDir {
    let folder = tempfile::TempDir::with_prefix(name).unwrap();
    let mut folders = vec![Path::new("content").to_path_buf()];
    while let Some(from) = folders.pop() {
        let to = folder.path().join(from.strip_prefix("content").unwrap());
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(&from).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
    }
    folder
}

#[test]
fn the_content_inside_the_program_has_no_faults() {
    let content = Content::read(&Embedded).unwrap();

    assert_eq!(content.modules.len(), 8);
    assert_eq!(content.surveys[0].questions.len(), 3);
}

#[test]
fn every_fault_is_told_with_file_row_and_column() {
    let folder = copied("peiban-content-");
    let modules = folder.path().join("modules.csv");
    let text = fs::read_to_string(&modules).unwrap();
    fs::write(&modules, text.replacen(",2,", ",two,", 1)).unwrap();
    fs::remove_file(folder.path().join("curricula.csv")).unwrap();

    let faults = Content::read(&Folder(folder.path().into())).unwrap_err();

    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|fault| fault == "curricula.csv:1:: The file is missing. "), "{told:?}");
    assert!(told.iter().any(|fault| fault == "modules.csv:3:seq: must be a whole number two"), "{told:?}");
}

#[rocket::async_test]
async fn an_empty_database_is_filled_once() {
    let app = TestApp::start().await;
    peiban::cli::filled(&app.store).await.unwrap();

    let mut read = app.store.read().await.unwrap();

    let curricula = read.published_curricula().await.unwrap();
    assert_eq!((curricula.len(), curricula[0].modules), (1, 8));
    let survey = read.survey_for(Wave::AfterSession).await.unwrap().unwrap();
    assert_eq!(survey.questions.len(), 3);
    assert_eq!(survey.questions[0].choices.len(), 5);
}
