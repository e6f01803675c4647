//! A small HTTP server on this machine that answers as the vendors' documentation shows, and keeps
//! what it was asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// As it was sent.
    pub(crate) path: String,
    /// Decoded, sorted.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) authorization: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

/// The address, and what is asked there as long as the receiver lives.
pub(crate) fn start() -> (SocketAddr, Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of this machine");
    let address = listener.local_addr().expect("it is bound");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // How often each path was asked since the last case began.
        let mut counts = std::collections::HashMap::<String, usize>::new();
        for stream in listener.incoming().map_while(Result::ok) {
            let Some(asked) = read(&stream) else { continue };
            if asked.path.starts_with("/case/") {
                counts.clear();
            }
            let count = counts.entry(asked.path.clone()).or_insert(0);
            let (kind, body) = answer(&asked, *count);
            *count += 1;
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = (&stream).write_all((head + &body).as_bytes());
            if sender.send(asked).is_err() {
                return;
            }
        }
    });
    (address, receiver)
}

fn read(stream: &TcpStream) -> Option<Asked> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut chunked) = (0, false);
    let (mut authorization, mut content_type) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "transfer-encoding" => chunked = value.contains("chunked"),
            "authorization" => authorization = value.trim().to_owned(),
            "content-type" => content_type = value.trim().to_owned(),
            "expect" => (&*stream).write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    while chunked {
        let mut size = String::new();
        reader.read_line(&mut size).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        let mut chunk = vec![0; size + 2];
        reader.read_exact(&mut chunk).ok()?;
        body.extend(&chunk[..size]);
        chunked = size > 0;
    }
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Some(Asked {
        method,
        path: path.to_owned(),
        query: pairs(query),
        authorization,
        content_type,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The pairs of a query or form, decoded and sorted.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |p: &str| {
        let (name, value) = p.split_once('=').unwrap_or((p, ""));
        (decoded(name), decoded(value))
    };
    let mut pairs: Vec<_> = query.split('&').filter(|p| !p.is_empty()).map(pair).collect();
    pairs.sort();
    pairs
}

pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The id of what is looked for.
pub(crate) const FOUND: &str = "5b1c9a40-77d3";

/// What every list of leads, jobs and assets answers here.
pub(crate) fn result(path: &str) -> Value {
    let status = if path.contains("/export/") { "Completed" } else { "Complete" };
    let mut all = vec![json!({
        "id": 318581,
        "email": "ann@example.com",
        "status": status,
        "exportId": "ce45a7a1-f19d-4ce2-882c-a3c795940a7d",
        "batchId": 1022,
    })];
    // The first list of a name may be one of a program.
    if path.ends_with("/lists.json") {
        all.insert(0, json!({ "id": 7, "name": "other", "programName": "Other" }));
    }
    Value::Array(all)
}

/// What a search finds here: something else first, and then what was looked for.
fn items(asked: &Asked) -> Vec<Value> {
    let other = json!({ "id": "a7d2c5d6-a7d9", "key": "other", "name": "other" });
    let wanted = asked.query.iter().find(|(name, _)| name == "$search");
    let found = wanted.map(|(_, text)| json!({ "id": FOUND, "key": text, "name": text }));
    std::iter::once(other).chain(found).collect()
}

fn answer(asked: &Asked, count: usize) -> (&'static str, String) {
    let path = asked.path.as_str();
    if path == "/identity/oauth/token" || path == "/v2/token" {
        let token = json!({ "access_token": "the-token", "token_type": "bearer", "expires_in": 3599 });
        return ("application/json", token.to_string());
    }
    let file = ["/file.json", "/failures.json", "/warnings.json"].iter().any(|end| path.ends_with(end));
    if file {
        return ("text/csv", "email,firstName\nann@example.com,Ann\n".to_owned());
    }
    // Two pages, whether they are counted or found by a token.
    let last = count > 0;
    let mut body = json!({
        "requestId": "e42b#14272d07d78",
        "success": true,
        "result": if last { json!([]) } else { result(path) },
        "items": if last { json!([]) } else { json!(items(asked)) },
        "moreResult": !last,
        "status": { "requestStatus": "Complete" },
    });
    // The rows that were written come back as a list.
    if path.ends_with("/rowset") && asked.method == "POST" {
        return ("application/json", json!([{ "keys": {}, "values": {} }]).to_string());
    }
    if path.ends_with("/pagingtoken.json") {
        body["nextPageToken"] = json!("since-then");
    } else if !last {
        body["nextPageToken"] = json!("page-two");
    }
    ("application/json", body.to_string())
}
