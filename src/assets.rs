//! Static files inside the binary, at addresses that change with their content.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use rocket::http::{ContentType, Header, Status};
use rocket::{Responder, get};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static"]
#[exclude = "*.scss"]
#[exclude = "vendor/refresh"]
struct Files;

/// Path to address.
static URLS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|path| {
            let hash = Files::get(&path)?.metadata.sha256_hash();
            let short: String = hash[..6].iter().map(|byte| format!("{byte:02x}")).collect();
            Some((path.to_string(), format!("/static/{short}/{path}")))
        })
        .collect()
});

/// The address of `path` under `static/`.
pub fn url(path: &str) -> Option<String> {
    URLS.get(path).cloned()
}

/// A static file. Its address changes with its content, so that it may be kept for ever.
#[derive(Responder)]
pub struct Asset {
    body: Vec<u8>,
    kind: ContentType,
    cache: Header<'static>,
}

/// Sends a static file.
#[get("/static/<_hash>/<path..>")]
pub fn file(_hash: &str, path: PathBuf) -> Result<Asset, Status> {
    let name = path.to_str().ok_or(Status::NotFound)?;
    let file = Files::get(name).ok_or(Status::NotFound)?;
    let kind = path.extension().and_then(|end| ContentType::from_extension(end.to_str()?));
    Ok(Asset {
        body: file.data.into_owned(),
        kind: kind.unwrap_or(ContentType::Binary),
        cache: Header::new("Cache-Control", "public, max-age=31536000, immutable"),
    })
}
