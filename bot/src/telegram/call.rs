//! One call of the Bot API: JSON there, JSON back, and what failed told apart.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use teloxide::ApiError;

/// Why a call brought nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Telegram asks for silence.
    #[error("asked to wait {} s", .0.as_secs())]
    Wait(Duration),
    /// The chat has another number now.
    #[error("the chat has moved")]
    Moved(i64),
    /// Telegram answered that it will not: status and reason.
    #[error("refused with {0}")]
    Refused(u16, ApiError),
    /// A status of 500 and more.
    #[error("answered {0}")]
    Server(u16),
    /// No connection: nothing left.
    #[error("no connection")]
    NotSent,
    /// The request left, and no answer came that can be read.
    #[error("no answer")]
    NoAnswer,
}

#[derive(Deserialize)]
struct CallAnswer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    description: Option<ApiError>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Where calls go. The address holds the token, so it is never printed.
#[derive(Clone)]
pub(super) struct Wire {
    client: Client,
    base: String,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    /// `None` when `api_url` is no address of http.
    pub(super) fn new(token: &str, api_url: &str) -> Option<Self> {
        let url = Url::parse(api_url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .pool_idle_timeout(Duration::from_secs(30)) // below what servers keep: a closed one looks like no answer
            .tcp_nodelay(true)
            .redirect(Policy::none())
            .build()
            .ok()?;
        Some(Self { client, base: format!("{}/bot{token}/", url.as_str().trim_end_matches('/')) })
    }

    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        payload: &(impl Serialize + Sync),
        within: Duration,
    ) -> Result<T, Fault> {
        let body = serde_json::to_vec(payload).map_err(|_| Fault::NotSent)?;
        let request = self.client.post(format!("{}{method}", self.base)).timeout(within);
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        let response = request.send().await.map_err(|error| {
            if error.is_connect() || error.is_builder() { Fault::NotSent } else { Fault::NoAnswer }
        })?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(|_| Fault::NoAnswer)?;
        // One byte that is no UTF-8, in what one person sent, must not keep everybody's updates from being read.
        understand(status, &String::from_utf8_lossy(&body))
    }
}

/// What an answer says. A gateway before Telegram answers in HTML: then only the status speaks.
fn understand<T: DeserializeOwned>(status: u16, body: &str) -> Result<T, Fault> {
    let answer = serde_json::from_str::<CallAnswer<'_>>(body).ok();
    if let Some(CallAnswer { ok: true, result: Some(result), .. }) = answer {
        return serde_json::from_str(result.get()).map_err(|_| Fault::NoAnswer);
    }
    let (reason, parameters) = answer.map_or((None, None), |a| (a.description, a.parameters));
    let (wait, moved) = parameters.map_or((None, None), |p| (p.retry_after, p.migrate_to_chat_id));
    Err(match (status, wait, moved) {
        (_, Some(seconds), _) => Fault::Wait(Duration::from_secs(seconds)),
        (_, _, Some(chat)) => Fault::Moved(chat),
        (429, ..) => Fault::Wait(Duration::from_secs(1)),
        (500.., ..) => Fault::Server(status),
        (400..=499, ..) => Fault::Refused(status, reason.unwrap_or(ApiError::Unknown(String::new()))),
        _ => Fault::NoAnswer,
    })
}
