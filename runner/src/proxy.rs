//! A proxy for one run that connects to some hosts and refuses all others.
//!
//! It holds against programs that use the proxy that their environment names. It is no firewall.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use parking_lot::RwLock;
use tokio_tungstenite::tungstenite::http::{Uri, uri::Authority};

const MAX_HEAD_BYTES: usize = 16 * 1024;
const MAX_CONNECTIONS: usize = 256;
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const STACK_BYTES: usize = 256 * 1024;

pub struct Proxy {
    address: SocketAddr,
    rules: Arc<Rules>,
}

struct Rules {
    /// None: all.
    hosts: RwLock<Option<Vec<String>>>,
    /// The deployment, which is always allowed.
    deployment: (String, u16),
    /// Other runs of this machine do not know it.
    password: String,
    connections: AtomicUsize,
}

impl Proxy {
    /// Listens on this machine only.
    pub fn start(hosts: Vec<String>, deployment: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let mut random = [0; 24];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let rules = Arc::new(Rules {
            hosts: RwLock::new(Some(hosts)),
            deployment: host_and_port(deployment).unwrap_or_default(),
            password: random.iter().map(|byte| format!("{byte:02x}")).collect(),
            connections: AtomicUsize::new(0),
        });
        let serving = rules.clone();
        spawn(move || {
            for stream in listener.incoming() {
                match stream {
                    Ok(stream) => accept(stream, &serving),
                    Err(_) => thread::sleep(Duration::from_millis(100)),
                }
            }
        })?;
        Ok(Self { address, rules })
    }

    /// Replaces the hosts for new connections.
    pub fn allow(&self, hosts: Option<Vec<String>>) {
        *self.rules.hosts.write() = hosts;
    }

    /// The variables that name it.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let url = format!("http://warren:{}@{}", self.rules.password, self.address);
        let names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"];
        let mut environment: BTreeMap<_, _> = names.map(|name| (name.to_owned(), url.clone())).into();
        for name in ["NO_PROXY", "no_proxy"] {
            environment.insert(name.to_owned(), "localhost,127.0.0.1,::1".to_owned());
        }
        // Node.js asks for it.
        environment.insert("NODE_USE_ENV_PROXY".to_owned(), "1".to_owned());
        environment
    }
}

impl Rules {
    fn allow(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if (host.as_str(), port) == (self.deployment.0.as_str(), self.deployment.1) {
            return true;
        }
        let is_listed = match &*self.hosts.read() {
            None => true,
            Some(hosts) => hosts.iter().any(|other| other.eq_ignore_ascii_case(&host)),
        };
        is_listed && matches!(port, 80 | 443)
    }
}

fn host_and_port(url: &str) -> Option<(String, u16)> {
    let url: Uri = url.parse().ok()?;
    let default = if url.scheme_str() == Some("https") { 443 } else { 80 };
    Some((url.host()?.to_ascii_lowercase(), url.port_u16().unwrap_or(default)))
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("proxy".to_owned()).stack_size(STACK_BYTES).spawn(work).map(|_| ())
}

fn accept(stream: TcpStream, rules: &Arc<Rules>) {
    let rules = rules.clone();
    if rules.connections.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
        rules.connections.fetch_sub(1, Ordering::Relaxed);
        return refuse(stream, "503 Service Unavailable", "too many connections");
    }
    let counting = rules.clone();
    let spawned = spawn(move || {
        // The program sees the end of its connection.
        let _ = serve(stream, &rules);
        rules.connections.fetch_sub(1, Ordering::Relaxed);
    });
    if spawned.is_err() {
        counting.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

fn refuse(mut stream: TcpStream, status: &str, reason: &str) {
    let challenge = if status.starts_with("407") { "Proxy-Authenticate: Basic realm=\"warren\"\r\n" } else { "" };
    let length = reason.len() + 1;
    let reply =
        format!("HTTP/1.1 {status}\r\n{challenge}Content-Length: {length}\r\nConnection: close\r\n\r\n{reason}\n");
    let _ = stream.write_all(reply.as_bytes());
}

/// What a program asks of the proxy.
struct ProxyRequest {
    host: String,
    port: u16,
    /// What is sent to the host: nothing with CONNECT.
    forwarded: Vec<u8>,
}

fn serve(mut stream: TcpStream, rules: &Rules) -> io::Result<()> {
    stream.set_read_timeout(Some(HEAD_TIMEOUT))?;
    let Some((head, rest)) = read_head(&mut stream)? else {
        refuse(stream, "400 Bad Request", "no request");
        return Ok(());
    };
    let expected = format!("Basic {}", BASE64_STANDARD.encode(format!("warren:{}", rules.password)));
    if header(&head, "proxy-authorization") != Some(&expected) {
        refuse(stream, "407 Proxy Authentication Required", "use the proxy that the environment names");
        return Ok(());
    }
    let Some(request) = parse(&head) else {
        refuse(stream, "400 Bad Request", "use CONNECT, or http:// URLs");
        return Ok(());
    };
    if !rules.allow(&request.host, request.port) {
        refuse(stream, "403 Forbidden", &format!("this run may not connect to {}:{}", request.host, request.port));
        return Ok(());
    }
    let mut remote = match connect(&request.host, request.port) {
        Ok(remote) => remote,
        Err(error) => {
            refuse(stream, "502 Bad Gateway", &format!("cannot connect to {}: {error}", request.host));
            return Ok(());
        }
    };
    if request.forwarded.is_empty() {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    }
    remote.write_all(&request.forwarded)?;
    remote.write_all(&rest)?;
    stream.set_read_timeout(None)?;
    pipe(stream, remote)
}

fn read_head(stream: &mut TcpStream) -> io::Result<Option<(String, Vec<u8>)>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok(String::from_utf8(bytes).ok().map(|head| (head, rest)));
        }
        let read = stream.read(&mut buffer)?;
        if read == 0 || bytes.len() > MAX_HEAD_BYTES {
            return Ok(None);
        }
        bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn parse(head: &str) -> Option<ProxyRequest> {
    let mut words = head.lines().next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    if method == "CONNECT" {
        let target: Authority = target.parse().ok()?;
        return Some(ProxyRequest { host: target.host().to_owned(), port: target.port_u16()?, forwarded: Vec::new() });
    }
    let url: Uri = target.parse().ok()?;
    let (host, port) = host_and_port(target).filter(|_| url.scheme_str() == Some("http"))?;
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    // The connection serves one request: the next one may be for another host.
    let mut forwarded = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    let is_for_the_proxy = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        name.starts_with("proxy-") || name == "connection" || name == "keep-alive"
    };
    for line in head.lines().skip(1).filter(|line| !is_for_the_proxy(line)) {
        forwarded.push_str(line);
        forwarded.push_str("\r\n");
    }
    Some(ProxyRequest { host, port, forwarded: forwarded.into_bytes() })
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in (host.trim_matches(['[', ']']), port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Copies in both directions until both ends are closed.
fn pipe(mut near: TcpStream, mut far: TcpStream) -> io::Result<()> {
    let (mut near_reader, mut far_writer) = (near.try_clone()?, far.try_clone()?);
    spawn(move || {
        let _ = io::copy(&mut near_reader, &mut far_writer);
        let _ = far_writer.shutdown(Shutdown::Write);
    })?;
    let copied = io::copy(&mut far, &mut near);
    let _ = near.shutdown(Shutdown::Both);
    copied.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers with what it was sent.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut buffer = [0; 1024];
                    let read = stream.read(&mut buffer).unwrap_or(0);
                    let _ = stream.write_all(&buffer[..read]);
                });
            }
        });
        address
    }

    fn ask(proxy: &Proxy, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(proxy.address).unwrap();
        let authorization = BASE64_STANDARD.encode(format!("warren:{}", proxy.rules.password));
        let head = head.replace("AUTH", &format!("Proxy-Authorization: Basic {authorization}"));
        stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    #[test]
    fn it_connects_to_listed_hosts_and_refuses_others() {
        let server = echo();
        let proxy = Proxy::start(vec!["allowed.example".to_owned()], &format!("http://{server}")).unwrap();
        let connect = |target: &str| ask(&proxy, &format!("CONNECT {target} HTTP/1.1\r\nAUTH"), "hello");
        assert!(connect(&server.to_string()).ends_with("\r\n\r\nhello"), "the deployment is always allowed");
        for refused in ["other.example:443", "127.0.0.1:22", "allowed.example:22", "allowed.example.evil.test:443"] {
            assert!(connect(refused).starts_with("HTTP/1.1 403 "), "{refused}");
        }
        assert!(ask(&proxy, "CONNECT a.example:443 HTTP/1.1", "").starts_with("HTTP/1.1 407 "), "no password");
        assert!(ask(&proxy, "GET / HTTP/1.1\r\nAUTH", "").starts_with("HTTP/1.1 400 "));
        assert!(ask(&proxy, "GET http://other.example/ HTTP/1.1\r\nAUTH", "").starts_with("HTTP/1.1 403 "));
    }

    #[test]
    fn http_is_forwarded_without_what_is_for_the_proxy() {
        let server = echo();
        let proxy = Proxy::start(Vec::new(), &format!("http://{server}")).unwrap();
        let head = format!("POST http://{server}/a?b=c HTTP/1.1\r\nHost: {server}\r\nAUTH\r\nConnection: keep-alive");
        let expected = format!("POST /a?b=c HTTP/1.1\r\nConnection: close\r\nHost: {server}\r\n\r\nbody");
        assert_eq!(ask(&proxy, &head, "body"), expected);
    }

    #[test]
    fn names_are_compared_without_case_and_can_be_replaced() {
        let proxy = Proxy::start(vec!["Allowed.Example".to_owned()], "https://warren.example").unwrap();
        assert!(proxy.rules.allow("allowed.example.", 443) && proxy.rules.allow("warren.example", 443));
        assert!(!proxy.rules.allow("sub.allowed.example", 443) && !proxy.rules.allow("warren.example", 8443));
        proxy.allow(Some(vec!["b.example".to_owned()]));
        assert!(!proxy.rules.allow("allowed.example", 443) && proxy.rules.allow("b.example", 80));
        proxy.allow(None);
        assert!(proxy.rules.allow("any.example", 443));
    }
}
