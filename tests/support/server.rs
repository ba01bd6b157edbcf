use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Map, Value, json};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// What the tests' servers seal with.
pub const TEST_MASTER_KEY: &str = "dGVzdHMgdXNlIHRoaXMga2V5IGFuZCBubyBvdGhlciE=";

/// A worker being served. When it is dropped, or this process ends in whatever way, it stops.
pub struct Server {
    url: String,
    child: Child,
    log: PathBuf,
}

impl Server {
    /// The one that every test uses which does not need a server of its own.
    pub fn shared() -> &'static Server {
        static SHARED: LazyLock<Server> = LazyLock::new(|| Server::start(&[]));
        &SHARED
    }

    /// One of its own, empty, with some variables of its configuration set.
    pub fn start(vars: &[(&str, &str)]) -> Server {
        let state = tempfile::Builder::new().prefix("warren-test-").tempdir().unwrap().keep();
        Self::launch(json!({ "state": state, "temporary": true }), vars)
    }

    /// One to which requests seem to be sent at this origin.
    pub fn start_at(origin: &str) -> Server {
        let state = tempfile::Builder::new().prefix("warren-test-").tempdir().unwrap().keep();
        let settings = json!({ "state": state, "temporary": true, "upstream": origin });
        Self::launch(settings, &[("PUBLIC_URL", origin)])
    }

    /// One on data that stays when the server stops.
    pub fn start_in(state: &Path, vars: &[(&str, &str)]) -> Server {
        Self::launch(json!({ "state": state }), vars)
    }

    /// One whose database has had no migrations since it was last started, and on a new folder none at all.
    pub fn start_unmigrated(state: &Path) -> Server {
        Self::launch(json!({ "state": state, "unmigrated": true }), &[])
    }

    /// Ends it in the middle of whatever it is doing, as a power cut does.
    pub fn kill(mut self) {
        self.strike();
        self.child.wait().unwrap();
    }

    /// As `kill`, if others still refer to it.
    pub fn strike(&self) {
        let group = Pid::from_raw(self.child.id() as i32).unwrap();
        kill_process_group(group, Signal::KILL).unwrap();
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the worker has written to its console so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn launch(mut settings: Value, vars: &[(&str, &str)]) -> Server {
        let mut all = Map::new();
        for (name, value) in [
            ("DEV_ENDPOINTS", "true"),
            ("DEFAULT_TIER", "paid"),
            ("MAIL_PROVIDER", "log"),
            ("KEY_CREATIONS_PER_HOUR", "1000000"),
            ("UNAUTHENTICATED_REQUESTS_PER_HOUR", "1000000"),
            ("TIER_LIMITS", r#"{"paid":{"requests_per_day":10000000}}"#),
            ("MASTER_KEY", TEST_MASTER_KEY),
            // Nobody: tests ask no names of the world.
            ("DOH_URL", "http://127.0.0.1:9/dns-query"),
        ]
        .iter()
        .chain(vars)
        {
            all.insert((*name).to_owned(), Value::from(*value));
        }

        let log = log_file();
        let output = File::create(&log).unwrap();
        let mut child = Command::new("node")
            .arg(Path::new(ROOT).join("xtask/src/serve.mjs"))
            .env("PATH", path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(output)
            // A group of its own, to be killed as one.
            .process_group(0)
            .spawn()
            .expect("node starts; `cargo xtask build` installs it");
        settings["worker"] = Value::from(WORKER.as_str());
        settings["vars"] = Value::from(all);
        writeln!(child.stdin.as_mut().unwrap(), "{settings}").unwrap();

        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        let url = url.unwrap_or_else(|| panic!("the server did not start; {}", last_lines(&log)));
        Server { url, child, log }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        _ = self.child.wait();
    }
}

/// The folder of the worker that is tested: what `cargo xtask test` built, or else the quick build of the code as it is.
static WORKER: LazyLock<String> = LazyLock::new(|| {
    env::var("WORKER").unwrap_or_else(|_| {
        let build = ["xtask", "build", "--quick"];
        let status = Command::new(env!("CARGO")).args(build).current_dir(ROOT).status().unwrap();
        assert!(status.success(), "the worker does not build");
        "build/quick".to_owned()
    })
});

fn path() -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let own = Path::new(ROOT).join("node_modules/.bin");
    env::join_paths([own].into_iter().chain(env::split_paths(&rest))).unwrap()
}

/// `target/tmp/server-N.log`, where it can still be read after a test failed.
fn log_file() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("server-{number}.log"))
}

fn last_lines(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(30)..].join("\n");
    format!("the end of {}:\n{last}", log.display())
}

/// Runs JavaScript on every database below a folder that has this table; it is `db` there. No server may be running.
pub fn in_databases(folder: &Path, table: &str, script: &str) -> String {
    let all = format!(
        "const {{ DatabaseSync }} = require('node:sqlite');
         for (const file of process.argv.slice(1)) {{
           const db = new DatabaseSync(file);
           if (db.prepare(`SELECT 1 FROM sqlite_master WHERE name = '{table}'`).get()) {{ {script} }}
           db.close();
         }}"
    );
    let node = Path::new(ROOT).join("node_modules/.bin/node");
    let run = Command::new(node).args(["-e", &all]).args(databases(folder)).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).into_owned()
}

fn databases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let here = files.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "sqlite"));
    here.chain(folders.iter().flat_map(|folder| databases(folder))).collect()
}
