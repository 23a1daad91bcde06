//! Pages inside the binary.

use std::collections::HashMap;
use std::sync::LazyLock;

use peiban_core::text::{Language, say_json};
use rocket::fairing::Fairing;
use rocket_dyn_templates::Template;
use rocket_dyn_templates::tera::{Error, Tera, Value};
use rust_embed::RustEmbed;

use crate::assets;

#[derive(RustEmbed)]
#[folder = "templates"]
#[include = "*.html.tera"]
struct Files;

/// Every page, read once a process: reading them takes far longer than anything else at a start.
static PAGES: LazyLock<Result<Tera, String>> = LazyLock::new(|| read().map_err(|error| error.to_string()));

/// `sessions/index.html.tera` is registered as `sessions/index.html`: the end of the name turns escaping on and
/// gives the content type.
fn read() -> Result<Tera, Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    for path in Files::iter() {
        let file = Files::get(&path).ok_or("an embedded page is missing")?;
        let name = path.trim_end_matches(".tera").to_owned();
        texts.push((name, String::from_utf8(file.data.into_owned())?));
    }
    let mut tera = Tera::default();
    tera.add_raw_templates(texts)?;
    tera.register_function("say", say);
    tera.register_function("asset", asset);
    Ok(tera)
}

/// Hands the pages to Rocket.
pub fn embedded() -> impl Fairing {
    Template::try_custom(|engines| {
        engines.tera = PAGES.clone()?;
        Ok(())
    })
}

type Args = HashMap<String, Value>;

fn text<'a>(args: &'a Args, function: &str, name: &str) -> Result<&'a str, Error> {
    args.get(name).and_then(Value::as_str).ok_or_else(|| Error::msg(format!("{function}() needs {name}")))
}

fn say(args: &Args) -> Result<Value, Error> {
    let (lang, key) = (text(args, "say", "lang")?, text(args, "say", "key")?);
    let language = Language::of_tag(lang).unwrap_or_default();
    let rest = args
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "lang" | "key"))
        .map(|(name, value)| (name.as_str(), value));
    Ok(say_json(language, key, rest).into())
}

fn asset(args: &Args) -> Result<Value, Error> {
    let path = text(args, "asset", "path")?;
    assets::url(path).map(Value::from).ok_or_else(|| Error::msg(format!("there is no static/{path}")))
}
