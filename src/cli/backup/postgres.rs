//! PostgreSQL's own tools, with the address told through the environment: the process list shows no password.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use percent_encoding::percent_decode_str;
use url::Url;

/// The settings of libpq that an address stands for.
pub(super) fn environment(address: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let url = Url::parse(address).context("the address of the database cannot be read")?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut found = Vec::new();
    let mut put = |name, value: Option<String>| found.extend(value.map(|value| (name, value)));
    put("PGHOST", url.host_str().map(|host| decoded(host.trim_matches(['[', ']']))));
    put("PGPORT", url.port().map(|port| port.to_string()));
    put("PGUSER", Some(decoded(url.username())).filter(|user| !user.is_empty()));
    put("PGPASSWORD", url.password().map(decoded));
    put("PGDATABASE", Some(decoded(url.path().trim_start_matches('/'))).filter(|name| !name.is_empty()));
    for (key, value) in url.query_pairs() {
        match &*key {
            "host" => put("PGHOST", Some(value.into_owned())),
            "port" => put("PGPORT", Some(value.into_owned())),
            "user" => put("PGUSER", Some(value.into_owned())),
            "password" => put("PGPASSWORD", Some(value.into_owned())),
            "sslmode" | "ssl-mode" => put("PGSSLMODE", Some(value.into_owned())),
            "sslrootcert" | "ssl-root-cert" => put("PGSSLROOTCERT", Some(value.into_owned())),
            _ => {}
        }
    }
    Ok(found)
}

/// The same address with another database in it.
pub(super) fn other_database(address: &str, name: &str) -> anyhow::Result<String> {
    let mut url = Url::parse(address).context("the address of the database cannot be read")?;
    url.set_path(name);
    Ok(url.into())
}

/// A tool on the database at `address`, with pipes.
pub(super) fn tool(name: &str, address: &str, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(name);
    command.args(arguments).envs(environment(address)?).stderr(Stdio::piped());
    Ok(command)
}

/// Starts a tool; says what to install where it is missing.
pub(super) fn start(command: &mut Command) -> anyhow::Result<std::process::Child> {
    match command.spawn() {
        Ok(child) => Ok(child),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let name = command.get_program().to_string_lossy().into_owned();
            bail!("{name} was not found: install postgresql-client of the server's version")
        }
        Err(error) => Err(error.into()),
    }
}

/// Waits for a tool; a failure tells its first complaint.
pub(super) fn done(name: &str, child: std::process::Child) -> anyhow::Result<()> {
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let first = told.lines().next().unwrap_or("it said nothing");
    bail!("{name} failed: {first}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_settings_of_libpq() {
        let told =
            environment("postgres://pei%40ban:s%2Fecret@db.example:5433/programme?sslmode=require").unwrap();

        let expected = [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "pei@ban"),
            ("PGPASSWORD", "s/ecret"),
            ("PGDATABASE", "programme"),
            ("PGSSLMODE", "require"),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(
            other_database("postgres://u@h/one?sslmode=require", "two").unwrap(),
            "postgres://u@h/two?sslmode=require"
        );
    }
}
