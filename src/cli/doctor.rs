//! `peiban doctor`: looks at everything an operator answers for, and says what to do.

mod finding;
mod rules;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{TimeDelta, Utc};
use clap::Args;
use peiban_bot::telegram::Fault;
use peiban_core::seal::Keys;
use peiban_core::text::{Language, say};
use peiban_store::StoreError;
use peiban_store::whole::{Direct, Look};
use secrecy::ExposeSecret;

use super::backup::{folder_of, keep, path_of};
use super::line;
use crate::config::{Settings, TelegramMode};
use finding::{Finding, Grade};
use rules::{Heard, NoFolder};

/// Leases are renewed or taken up within minutes, and none is given for longer.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Look at everything and say what to do: settings, key, files, clocks, disk, database, leases, Telegram, content, backups.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Tell the findings as JSON.
    #[arg(long)]
    json: bool,
    /// zh or en; as the shell's LANG unless given.
    #[arg(long)]
    language: Option<String>,
}

impl Doctor {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let language = self.language();
        let mut findings = Vec::new();
        match Settings::load() {
            Ok(settings) => {
                findings.push(Finding::ok("settings"));
                examine(&settings, &mut findings).await;
            }
            Err(faults) => findings
                .extend(faults.each().map(|fault| Finding::fail("settings", "bad").with("fault", fault))),
        }
        self.tell(&findings, language)?;
        let failed = findings.iter().filter(|finding| finding.grade == Grade::Fail).count();
        if failed > 0 {
            bail!("{failed} of {} checks failed", findings.len());
        }
        Ok(())
    }

    fn language(&self) -> Language {
        let shell = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
        self.language
            .clone()
            .into_iter()
            .chain(shell)
            .find_map(|tag| Language::of_tag(&tag))
            .unwrap_or(Language::En)
    }

    fn tell(&self, findings: &[Finding], language: Language) -> anyhow::Result<()> {
        if self.json {
            let told: Vec<_> = findings.iter().map(|finding| finding.told(language)).collect();
            line(&serde_json::to_string(&told)?);
            return Ok(());
        }
        for finding in findings {
            let grade = match finding.grade {
                Grade::Ok => "doctor-grade-ok",
                Grade::Warn => "doctor-grade-warn",
                Grade::Fail => "doctor-grade-fail",
            };
            let none = peiban_core::text::Args::new();
            line(&format!("{}\t{}", say(language, grade, &none), finding.says(language)));
        }
        Ok(())
    }
}

async fn examine(settings: &Settings, findings: &mut Vec<Finding>) {
    findings.push(rules::address(settings.public_url.as_deref()));
    if settings.database_url.starts_with("sqlite:") {
        findings.extend(around(&path_of(&settings.database_url)));
    }
    match Direct::open(&settings.database_url).await {
        Ok(mut database) => {
            if inside(&mut database, settings, findings).await.is_err() {
                findings.push(Finding::fail("database", "unreadable"));
            }
            database.close().await;
        }
        Err(_) => findings.push(Finding::fail("database", "closed")),
    }
    findings.push(bot(settings).await);
    let encrypted = settings.backup_recipient.is_some();
    findings.push(rules::backup(Utc::now(), newest_backup(settings.backup_folder.as_deref()), encrypted));
}

/// The files of SQLite, and the disk they lie on.
fn around(file: &Path) -> Vec<Finding> {
    let beside = ["-wal", "-shm"].iter().map(|end| PathBuf::from(format!("{}{end}", file.display())));
    let settings = PathBuf::from("peiban.toml"); // holds the secret key
    let files: Vec<PathBuf> = [file.to_owned(), settings].into_iter().chain(beside).collect();
    let modes: Vec<(&Path, u32)> = files
        .iter()
        .filter_map(|file| Some((file.as_path(), fs::metadata(file).ok()?.permissions().mode())))
        .collect();
    let mut findings = vec![rules::files(&modes)];
    let size = fs::metadata(file).map_or(0, |file| file.len());
    if let Ok(disk) = rustix::fs::statvfs(folder_of(file)) {
        findings.push(rules::disk(disk.f_bavail.saturating_mul(disk.f_frsize), size));
    }
    findings
}

/// The database as it is: nothing is brought up to date. Tables of another age are not asked.
async fn inside(
    database: &mut Direct,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let mut exec = database.exec();
    let schema = exec.schema().await?;
    let faults = exec.faults(Look::Quick).await?;
    findings.push(match faults.first() {
        None => Finding::ok("database"),
        Some(first) => Finding::fail("database", "damaged").with("fault", first.clone()),
    });
    findings.push(rules::schema(&schema));
    if !faults.is_empty() || !schema.lacks.is_empty() || !schema.unknown.is_empty() {
        return Ok(());
    }
    let now = Utc::now();
    let server = exec.server_time().await?;
    findings.push(rules::clock(now, exec.last_act_at().await?, server));
    if let Some(keys) = Keys::of_hex(settings.secret_key.expose_secret()) {
        findings.push(rules::key(exec.key_fit(&keys).await?));
    }
    findings.push(rules::leases(exec.leases(now, now - LEASE, now + LEASE).await?));
    let content = exec.content_standing().await?;
    findings.push(rules::tips(content));
    findings.push(rules::numbers(content));
    Ok(())
}

/// Asks Telegram who the bot is and where its updates go; takes nothing from anybody.
async fn bot(settings: &Settings) -> Finding {
    let Ok(Some(bot)) = settings.telegram() else { return rules::telegram(Heard::NoBot, None) };
    let wanted =
        bot.webhook.as_ref().map(|(url, _)| url.as_str()).filter(|_| bot.mode == TelegramMode::Webhook);
    let asked = async {
        let name = bot.telegram.name().await?;
        Ok::<_, Fault>(Heard::Bot { name, posts_to: bot.telegram.posts_to().await? })
    };
    let heard = asked.await.unwrap_or_else(|fault| match fault {
        Fault::Refused(..) => Heard::Refused,
        _ => Heard::Nothing,
    });
    rules::telegram(heard, wanted)
}

fn newest_backup(folder: Option<&Path>) -> Result<Option<chrono::DateTime<Utc>>, NoFolder> {
    let listed = keep::listed(folder.ok_or(NoFolder::NotSet)?).map_err(|_| NoFolder::Unreadable)?;
    Ok(listed.first().map(|(at, _)| *at))
}
