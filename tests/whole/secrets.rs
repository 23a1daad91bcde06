//! Nothing that people typed stands in a log line or on a page that says that something is wrong.

use chrono::Utc;
use serde_json::{Value, from_str};

use crate::database::{execute, on_postgres, rows};
use crate::fake_telegram::FakeTelegram;
use crate::seed::seed_group;
use crate::served::Served;
use crate::support::TestApp;

/// In names, phones, witnesses, reasons, codes, tokens, passwords and messages; letters only, so that no rule minds.
const CANARY: &str = "Kanarienvogel";
/// The same in Chinese, as people would write it.
const ZH: &str = "金丝雀";
/// What Telegram sends along.
const SECRET: &str = "a-secret-of-the-hook_1";

/// Tables that people's words go into, and a column that is never empty when they do.
const TYPED: [(&str, &str); 4] =
    [("partners", "name_zh"), ("caregivers", "language"), ("sessions", "reason"), ("alerts", "reference")];

/// Makes the database refuse what is typed there: PostgreSQL then quotes the whole row.
async fn refuse(url: &str) {
    for (table, column) in TYPED {
        if on_postgres() {
            let rule = format!(
                "ALTER TABLE {table} ADD CONSTRAINT refuses_{table} CHECK ({column} IS NULL) NOT VALID"
            );
            execute(url, &rule).await;
        } else {
            for event in ["INSERT", "UPDATE"] {
                let refuses = format!(
                    "CREATE TRIGGER refuses_{event}_{table} BEFORE {event} ON {table} WHEN NEW.{column} IS NOT NULL
                     BEGIN SELECT RAISE(ABORT, 'refused'); END"
                );
                execute(url, &refuses).await;
            }
        }
    }
}

struct Visitor<'s> {
    served: &'s Served,
    cookie: String,
    csrf: String,
}

impl<'s> Visitor<'s> {
    async fn of(served: &'s Served, app: &TestApp, user: &'static str) -> Self {
        let cookie = format!("__Host-peiban={}", app.token(user).await);
        let me = served.ask(&format!("GET /api/v1/me HTTP/1.1\r\nCookie: {cookie}"), "");
        let me: Value = from_str(me.rsplit("\r\n\r\n").next().unwrap()).unwrap();
        Self { served, cookie, csrf: me["csrf"].as_str().unwrap().to_owned() }
    }

    fn post(&self, path: &str, form: &str) -> String {
        let head =
            "HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin";
        let body = format!("csrf={}&{form}", self.csrf);
        self.served.ask(&format!("POST {path} {head}\r\nCookie: {}", self.cookie), &body)
    }
}

#[rocket::async_test]
async fn whatever_fails_no_log_line_and_no_error_page_holds_what_people_typed() {
    let app = TestApp::start().await;
    app.store.clock().stand_at(Utc::now());
    let group = seed_group(&app, 1).await;
    refuse(&app.url).await;
    let telegram = FakeTelegram::start().await;
    let served = Served::start(
        &app.url,
        &[
            ("PEIBAN_LOG", "info,peiban=debug"),
            ("PEIBAN_TELEGRAM_MODE", "webhook"),
            ("PEIBAN_TELEGRAM_TOKEN", FakeTelegram::TOKEN),
            ("PEIBAN_TELEGRAM_API_URL", &telegram.url),
            ("PEIBAN_TELEGRAM_NAME", "peiban_bot"),
            ("PEIBAN_TELEGRAM_WEBHOOK_SECRET", SECRET),
            ("PEIBAN_PUBLIC_URL", "https://peiban.example"),
        ],
    );
    let admin = Visitor::of(&served, &app, "admin").await;
    let facilitator = Visitor::of(&served, &app, "wei.min").await;
    let coordinator = Visitor::of(&served, &app, "qin.lan").await;

    let walk_in = format!(
        "seed={}&name={ZH}&phone=13800001234&relation=mother&consent=read_aloud&version=1&witness={CANARY}",
        crate::registers::SEED
    );
    let failed = [
        admin.post("/partners", &format!("code=K1&name_zh={ZH}&name_en={CANARY}&kind=ngo")),
        facilitator.post(&format!("/sessions/{}/walk-ins", group.today), &walk_in),
        coordinator
            .post(&format!("/sessions/{}/cancellations", group.next_week), &format!("reason={CANARY}")),
    ];
    let message = format!(
        r#"{{"update_id":7,"message":{{"message_id":1,"date":1,"text":"{CANARY} {ZH}","chat":{{"id":42,"type":"private"}},
           "from":{{"id":42,"is_bot":false,"first_name":"{CANARY}"}}}}}}"#
    );
    let hook =
        "POST /hooks/telegram HTTP/1.1\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token";
    let kept = served.ask(&format!("{hook}: {SECRET}"), &message);
    let forged = served.ask(&format!("{hook}: {CANARY}"), &message);
    let addresses = [
        format!("GET /passwords/{CANARY}"),
        format!("GET /invitations/{CANARY}"),
        format!("GET /j/{CANARY}"),
        format!("GET /nowhere/{CANARY}?name={CANARY}"),
        format!("GET /people/{CANARY}"),
        format!("PUT /people/{CANARY}"),
    ];
    let cookie = format!("Cookie: __Host-peiban={CANARY}; __Host-peiban-known={CANARY}");
    for head in addresses {
        // Their pages lead back to the address in the other language; the log must not.
        assert!(served.ask(&format!("{head} HTTP/1.1\r\n{cookie}"), "").starts_with("HTTP/1.1 "));
    }
    let wrong = admin.post("/sign-in", &format!("name=nobody&password={CANARY}"));
    telegram.until(|telegram| !telegram.calls("setWebhook").is_empty()).await;
    settle(&app).await;
    let (_, logged) = served.end();

    for page in failed.iter().chain([&kept, &forged, &wrong]) {
        assert!(!page.contains(CANARY) && !page.contains(ZH) && !page.contains("13800001234"), "{page}");
    }
    for page in &failed {
        assert!(page.starts_with("HTTP/1.1 500"), "{page}");
    }
    assert!(kept.starts_with("HTTP/1.1 200") && forged.starts_with("HTTP/1.1 401"), "{kept} {forged}");
    assert!(logged.matches("the database failed").count() >= failed.len(), "{logged}");
    for (number, line) in logged.lines().enumerate() {
        let tells =
            [CANARY, ZH, "13800001234", SECRET, FakeTelegram::TOKEN].iter().any(|text| line.contains(text));
        assert!(!tells, "line {number} of the log tells a secret: {line}");
    }
}

/// Waits until the update was tried and failed on.
async fn settle(app: &TestApp) {
    while rows(&app.url, "inbox WHERE tries = 0 AND state = 'new'").await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
