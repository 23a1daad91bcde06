//! Which browser shows a page: a register takes it for a device, as it does a phone.

use rocket::http::{Cookie, SameSite};
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;
use rocket::{Request, async_trait};
use uuid::{Builder, Uuid};

use super::COOKIE;
use crate::secret;

/// The cookie that tells browsers of one account apart. It opens nothing.
pub const BROWSER_COOKIE: &str = "__Host-peiban-browser";

/// As long as browsers keep a cookie, in days: a browser that comes back is the device it was.
const KEPT_DAYS: i64 = 400;

/// The id of the browser that sent a request.
#[derive(Debug, Clone, Copy)]
pub struct Browser(pub Uuid);

impl Browser {
    /// The browser as its cookie says; one without is named after its sign-in, so that a form sent twice before the
    /// cookie is back comes from one device.
    fn of(request: &Request<'_>) -> Self {
        let cookies = request.cookies();
        let known = cookies.get(BROWSER_COOKIE).and_then(|cookie| Uuid::try_parse(cookie.value()).ok());
        if let Some(id) = known {
            return Self(id);
        }
        let sign_in = cookies.get(COOKIE).map(Cookie::value).unwrap_or_default();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&secret::hash(&format!("browser of {sign_in}"))[..16]);
        let id = Builder::from_random_bytes(bytes).into_uuid();
        cookies.add(
            Cookie::build((BROWSER_COOKIE, id.to_string()))
                .path("/")
                .secure(true)
                .http_only(true)
                .same_site(SameSite::Lax)
                .max_age(Duration::days(KEPT_DAYS)),
        );
        Self(id)
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Browser {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self::of(request))
    }
}
