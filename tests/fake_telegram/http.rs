//! Just enough HTTP/1.1: keep-alive, Content-Length, and bodies in JSON, urlencoded or multipart.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::methods::{self, Answer};
use super::state::{Shared, lock};

struct Request {
    path: String,
    kind: String,
    body: Vec<u8>,
}

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let task = tokio::spawn(connection(stream, Arc::clone(&shared)));
        let mut state = lock(&shared);
        state.open.retain(|task| !task.is_finished());
        state.open.push(task.abort_handle());
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let (query, path) = (request.path.split_once('?').map_or("", |(_, q)| q), request.path.as_str());
        let mut body = fields(query.as_bytes());
        body.extend(parsed(&request));
        let path = path.split('?').next().unwrap_or_default();
        let answer = methods::answer(&shared, path, Value::Object(body)).await;
        let latency = lock(&shared).latency;
        tokio::time::sleep(latency).await;
        let (status, kind, text) = match answer {
            Answer::Json(status, json) => (status, "application/json", json.to_string()),
            Answer::Html(status) => (status, "text/html", format!("<html><h1>{status}</h1></html>")),
            Answer::Garbled => (200, "application/json", "{\"ok\":tr".to_owned()),
            Answer::Silent => std::future::pending().await,
            Answer::Drop => return,
        };
        let text = bytes(&text);
        let length = text.len();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
        if stream.write_all(&[head.as_bytes(), &text].concat()).await.is_err() {
            return;
        }
    }
}

/// The text, with a byte that is no UTF-8 wherever it says so.
fn bytes(text: &str) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split(super::NO_UTF8).map(str::as_bytes).collect();
    parts.join(&0xFF)
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut kind, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "content-type" => kind = value.trim().to_owned(),
            "expect" => stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request { path, kind, body })
}

fn parsed(request: &Request) -> Map<String, Value> {
    if request.kind.starts_with("application/json") {
        let json = serde_json::from_slice(&request.body).unwrap_or_default();
        if let Value::Object(fields) = json { fields } else { Map::new() }
    } else if let Some((_, border)) = request.kind.split_once("boundary=") {
        parts(&String::from_utf8_lossy(&request.body), border.trim_matches('"'))
    } else {
        fields(&request.body)
    }
}

/// Urlencoded fields; those that hold JSON are read as such.
fn fields(body: &[u8]) -> Map<String, Value> {
    let text = String::from_utf8_lossy(body);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (plain(name), typed(plain(value)))).collect()
}

fn parts(body: &str, border: &str) -> Map<String, Value> {
    let part = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let name = head.split("name=\"").nth(1)?.split('"').next()?;
        Some((name.to_owned(), typed(value.trim_end_matches("\r\n").to_owned())))
    };
    body.split(&format!("--{border}")).filter_map(part).collect()
}

fn typed(text: String) -> Value {
    let json = text.starts_with(['{', '[']).then(|| serde_json::from_str(&text).ok()).flatten();
    let number = || text.parse::<i64>().ok().map(Value::from);
    json.or_else(number).unwrap_or(Value::String(text))
}

fn plain(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
