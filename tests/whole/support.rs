//! One line starts the app with its own database, the named world and a clock that stands still.
#![allow(dead_code, reason = "not every part uses every way to ask")]

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use peiban::api::health::WorkedBot;
use peiban::cli::world;
use peiban::config::Settings;
use peiban::db::opened;
use peiban::guard::{self, COOKIE};
use peiban::{pages, password, secret, server};
use peiban_bot::inbox::{ChannelReader, Inbox};
use peiban_core::actor::Actor;
use peiban_store::ActError;
use peiban_store::Store;
use peiban_store::acts::accounts::StartSignIn;
use rocket::http::{ContentType, Cookie, Header, Status};
use rocket::local::asynchronous::{Client, LocalRequest, LocalResponse};
use rocket::{Build, Rocket, routes};
use tokio::sync::{Mutex, OnceCell};

use crate::database::own_database;
use crate::served::KEY;

pub const PASSWORD: &str = "a long enough sentence";

/// A Wednesday, 10:00 in Nanning.
pub fn wednesday() -> DateTime<Utc> {
    "2026-11-25T02:00:00Z".parse().unwrap()
}

async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { password::hash(PASSWORD.into()).await.unwrap() }).await
}

/// What a page answered.
#[derive(Debug)]
pub struct Page {
    pub status: Status,
    pub location: Option<String>,
    pub kind: Option<ContentType>,
    pub retry_after: Option<String>,
    pub body: String,
}

impl Page {
    pub async fn of(response: LocalResponse<'_>) -> Self {
        Self {
            status: response.status(),
            location: response.headers().get_one("Location").map(str::to_owned),
            kind: response.content_type(),
            retry_after: response.headers().get_one("Retry-After").map(str::to_owned),
            body: response.into_string().await.unwrap_or_default(),
        }
    }

    #[track_caller]
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "no «{text}» in {}", self.body);
        self
    }

    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "«{text}» in {}", self.body);
        self
    }
}

struct Session {
    token: String,
    csrf: String,
}

pub struct TestApp {
    pub client: Client,
    pub store: Store,
    pub url: String,
    sessions: Mutex<HashMap<&'static str, Session>>,
}

impl TestApp {
    /// The app with the named world in it; nobody is signed in.
    pub async fn start() -> Self {
        let app = Self::empty().await;
        app.store.clock().stand_at(wednesday());
        world::seed(&app.store, password_hash().await).await.unwrap();
        app
    }

    /// The named world as the demo shows it, with its phones.
    pub async fn demo() -> Self {
        let clock = routes![pages::demo::shift];
        let app = Self::of(|rocket| rocket.manage(guard::Demo::default()).mount("/", clock)).await;
        app.store.clock().stand_at(wednesday());
        world::seed(&app.store, password_hash().await).await.unwrap();
        app
    }

    /// The app as it is before anybody is there.
    pub async fn empty() -> Self {
        Self::of(|rocket| rocket).await
    }

    /// The app with the named world in it, beside the bot that its process works for.
    pub async fn working_for(bot: WorkedBot) -> Self {
        let app = Self::of(|rocket| rocket.manage(bot)).await;
        app.store.clock().stand_at(wednesday());
        world::seed(&app.store, password_hash().await).await.unwrap();
        app
    }

    async fn of(manage: impl FnOnce(Rocket<Build>) -> Rocket<Build>) -> Self {
        let url = own_database().await;
        let settings =
            Settings { readers: 2, secret_key: KEY.to_owned().into(), ..Settings::for_database(url.clone()) };
        let store = opened(&settings).await.unwrap();
        let rocket = manage(server(&settings, store.clone()).unwrap()).ignite().await.unwrap();
        let client = Client::untracked(rocket).await.unwrap();
        Self { client, store, url, sessions: Mutex::default() }
    }

    /// Signs a user of the world in, past the costly password: the cookie and the token of her forms.
    pub async fn signed_in(&self, user: &'static str) -> (String, String) {
        let mut sessions = self.sessions.lock().await;
        if !sessions.contains_key(user) {
            let (token, csrf) = (secret::token(), secret::token());
            let id = self.store.read().await.unwrap().credentials(user).await.unwrap().unwrap().id;
            let act = StartSignIn {
                user: id,
                token_hash: secret::hash(&token),
                csrf: csrf.clone(),
                replaces: None,
            };
            self.store.act(&Actor::visitor(), act).await.unwrap();
            sessions.insert(user, Session { token, csrf });
        }
        let session = &sessions[user];
        (session.token.clone(), session.csrf.clone())
    }

    /// The cookie's token of `user`, for answers that are no text.
    pub async fn token(&self, user: &'static str) -> String {
        self.signed_in(user).await.0
    }

    /// What `user` sees at `path`, in English.
    pub async fn read(&self, user: &'static str, path: &str) -> Page {
        let (token, _) = self.signed_in(user).await;
        let request = self.client.get(path.to_owned()).header(Header::new("Accept-Language", "en"));
        Page::of(request.cookie(Cookie::new(COOKIE, token)).dispatch().await).await
    }

    /// Sends all that is due to the demo's phones.
    pub async fn settle(&self) {
        let demo = self.client.rocket().state::<guard::Demo>().expect("a demo");
        demo.sender(&self.store).settle().await;
    }

    /// A file that `user` downloads.
    pub async fn download(&self, user: &'static str, path: &str) -> Vec<u8> {
        let (token, _) = self.signed_in(user).await;
        let request = self.client.get(path.to_owned()).cookie(Cookie::new(COOKIE, token));
        request.dispatch().await.into_bytes().await.unwrap_or_default()
    }

    /// What somebody not signed in sees at `path`, in English.
    pub async fn visit(&self, path: &str) -> Page {
        let request = self.client.get(path.to_owned()).header(Header::new("Accept-Language", "en"));
        Page::of(request.dispatch().await).await
    }

    /// A form that `user` sends from our own page; `form` is urlencoded.
    pub async fn send(&self, user: &'static str, path: &str, form: &str) -> Page {
        let (token, csrf) = self.signed_in(user).await;
        let request = self
            .client
            .post(path.to_owned())
            .header(ContentType::Form)
            .header(Header::new("Accept-Language", "en"))
            .header(Header::new("Sec-Fetch-Site", "same-origin"))
            .cookie(Cookie::new(COOKIE, token))
            .body(format!("csrf={csrf}&{form}"));
        Page::of(request.dispatch().await).await
    }

    /// A form that somebody not signed in sends.
    pub async fn submit(&self, path: &str, form: &str) -> Page {
        Page::of(self.form(path, form).dispatch().await).await
    }

    /// A form that somebody not signed in sends from `address`, or says that a proxy there took it from elsewhere.
    pub async fn submit_from(&self, (address, forwarded): (&str, &str), path: &str, form: &str) -> Page {
        let request = self.form(path, form).remote(format!("{address}:4000").parse().unwrap());
        Page::of(request.header(Header::new("X-Forwarded-For", forwarded.to_owned())).dispatch().await).await
    }

    fn form<'c>(&'c self, path: &str, form: &str) -> LocalRequest<'c> {
        let request = self.client.post(path.to_owned()).header(ContentType::Form);
        let request = request.header(Header::new("Accept-Language", "en"));
        request.header(Header::new("Sec-Fetch-Site", "same-origin")).body(form)
    }

    /// A file that `user` uploads in field `file`, with other fields.
    pub async fn upload(
        &self,
        user: &'static str,
        path: &str,
        (name, bytes): (&str, &[u8]),
        fields: &[(&str, &str)],
    ) -> Page {
        let (token, csrf) = self.signed_in(user).await;
        let request = self
            .client
            .post(path.to_owned())
            .header("multipart/form-data; boundary=BORDER".parse::<ContentType>().unwrap())
            .header(Header::new("Accept-Language", "en"))
            .header(Header::new("Sec-Fetch-Site", "same-origin"))
            .cookie(Cookie::new(COOKIE, token))
            .body(multipart((name, bytes), &[fields, &[("csrf", csrf.as_str())]].concat()));
        Page::of(request.dispatch().await).await
    }

    /// JSON that `user` sends.
    pub async fn post_json(&self, user: &'static str, path: &str, json: &serde_json::Value) -> Page {
        let (token, csrf) = self.signed_in(user).await;
        let request = self
            .client
            .post(path.to_owned())
            .header(ContentType::JSON)
            .header(Header::new("X-CSRF-Token", csrf))
            .cookie(Cookie::new(COOKIE, token))
            .body(json.to_string());
        Page::of(request.dispatch().await).await
    }
}

fn multipart((name, bytes): (&str, &[u8]), fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(
            format!("--BORDER\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    let head = format!(
        "--BORDER\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                        Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend(bytes);
    body.extend(b"\r\n--BORDER--\r\n");
    body
}

/// Handles all updates that wait; tells how many were handled.
pub async fn drain(
    store: &Store,
    reader: &(impl ChannelReader + Clone + 'static),
) -> Result<usize, ActError> {
    Inbox::new(store.clone(), Arc::new(reader.clone())).drain().await
}
