//! A small HTTP server.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// Without the question mark, as it was sent.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

pub enum Answer {
    Json(u16, Value),
    /// With a header.
    With(u16, (&'static str, &'static str), Value),
    /// Text of a media type.
    Text(&'static str, String),
    NoContent,
    /// The connection is cut.
    Lost,
}

pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Request {
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn bearer(&self) -> &str {
        self.header("authorization").unwrap_or_default().trim_start_matches("Bearer ")
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A parameter of the query, still encoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        value(&self.query, name)
    }

    /// A field of a form, still encoded.
    pub fn field(&self, name: &str) -> Option<&str> {
        value(&self.body, name)
    }
}

fn value<'a>(pairs: &'a str, name: &str) -> Option<&'a str> {
    pairs.split('&').filter_map(|pair| pair.split_once('=')).find(|(other, _)| *other == name).map(|(_, value)| value)
}

impl Server {
    /// A server that answers so. Each request is answered in a thread of its own.
    pub fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (requests, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let log = requests.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { url, requests }
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests of one kind so far.
    pub fn requests_of(&self, method: &str, path: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.is(method, path)).collect()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<Request>>, answer: &dyn Fn(&Request) -> Answer) {
    let Some(request) = read(&stream) else { return };
    log.lock().unwrap().push(request.clone());
    let (status, header, kind, body) = match answer(&request) {
        Answer::Json(status, body) => (status, None, "application/json", body.to_string()),
        Answer::With(status, header, body) => (status, Some(header), "application/json", body.to_string()),
        Answer::Text(kind, body) => (200, None, kind, body),
        Answer::NoContent => (204, None, "", String::new()),
        Answer::Lost => return,
    };
    let mut head = format!("HTTP/1.1 {status} -\r\nConnection: close\r\n");
    if status != 204 {
        head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    }
    if let Some((name, value)) = header {
        head += &format!("{name}: {value}\r\n");
    }
    let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned()).filter(|line| !line.is_empty())
    };
    let first = line()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut headers = Vec::new();
    while let Some(line) = line() {
        let (name, value) = line.split_once(": ")?;
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse().unwrap());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, query, headers, body: String::from_utf8(body).unwrap() })
}
