//! The programs that building, serving and checking need, installed inside the checkout when missing.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::project::{at, cargo, once_for, program, read, run, step};

/// What package.json pins: wrangler, miniflare and workerd, esbuild, wasm-opt, and a Node new enough for them.
pub fn node_modules() -> Result<()> {
    npm_ci("")
}

/// The clients that some black-box tests pay with.
pub fn x402_clients() -> Result<()> {
    npm_ci("tests/x402")
}

/// What openapi.json is checked with: a linter, and a generator of clients.
pub fn openapi_tools() -> Result<()> {
    npm_ci("tests/openapi")
}

/// What the MCP server is tested with: the conformance suite, and official clients. The first generation of the one in Python has an
/// environment of its own, `.tools/venv-mcp1`; the second is among the packages of `python`.
pub fn mcp_clients() -> Result<()> {
    npm_ci("tests/mcp")?;
    venv(".tools/venv-mcp1", "tests/mcp/requirements-1.txt").map(drop)
}

/// What the console is built and tested with.
pub fn console_tools() -> Result<()> {
    npm_ci("console")
}

/// What the TypeScript SDK is generated and tested with.
pub fn typescript_sdk() -> Result<()> {
    npm_ci("sdk/typescript")
}

/// What the Python SDK is generated and tested with, in `.tools/sdk-venv`. Returns its `bin` folder.
pub fn python_sdk() -> Result<PathBuf> {
    venv(".tools/sdk-venv", "sdk/python/requirements.txt")
}

fn npm_ci(folder: &str) -> Result<()> {
    let lock = at(folder).join("package-lock.json");
    let wanted = fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    once_for(&at(folder).join("node_modules/.installed-from.json"), &wanted, || {
        if read(Command::new("npm").arg("--version")).is_err() {
            bail!(
                "npm is missing: install Node.js 18 or later with npm (https://nodejs.org, or `apt-get install npm`)"
            );
        }
        step(format!("npm ci {folder}").trim_end(), || {
            // Not `program`: npm must run on the machine's own Node while it replaces the project's.
            let mut npm = Command::new("npm");
            npm.current_dir(at(folder)).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
            run(&mut npm)
        })
    })
}

/// A program from crates.io at exactly this version, in `.tools/bin`.
pub struct CargoTool {
    pub package: &'static str,
    pub program: &'static str,
    pub version: String,
}

impl CargoTool {
    /// The `wasm-bindgen` command must be of the same version as the library.
    pub fn wasm_bindgen() -> Result<Self> {
        Ok(Self { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: locked_version("wasm-bindgen")? })
    }

    pub fn worker_build() -> Result<Self> {
        Ok(Self { package: "worker-build", program: "worker-build", version: locked_version("worker")? })
    }

    pub fn deny() -> Self {
        Self { package: "cargo-deny", program: "cargo-deny", version: "0.20.2".to_owned() }
    }

    /// The program, installed first unless it is there in this version, in `.tools` or anywhere in `PATH`.
    pub fn ready(&self) -> Result<PathBuf> {
        let own = at(".tools/bin").join(self.program);
        for candidate in [&own, &PathBuf::from(self.program)] {
            if self.is_at(candidate) {
                return Ok(candidate.clone());
            }
        }
        let what = format!("{} {}", self.package, self.version);
        if let Some(url) = self.prebuilt() {
            if step(&format!("downloading {what}"), || download(&url)).is_ok() && self.is_at(&own) {
                return Ok(own);
            }
            eprintln!("  cannot be downloaded from here; building it instead");
        }
        step(&format!("cargo install {what} (some minutes, once)"), || self.install())?;
        Ok(own)
    }

    fn is_at(&self, path: &Path) -> bool {
        read(Command::new(path).arg("--version"))
            .is_ok_and(|said| said.split_whitespace().next_back() == Some(&self.version))
    }

    /// Where its makers offer it ready-made for this machine.
    fn prebuilt(&self) -> Option<String> {
        let machine = match (env::consts::OS, env::consts::ARCH) {
            ("linux", "x86_64") => "x86_64-unknown-linux-musl",
            ("linux", "aarch64") => "aarch64-unknown-linux-gnu",
            ("macos", "x86_64") => "x86_64-apple-darwin",
            ("macos", "aarch64") => "aarch64-apple-darwin",
            _ => return None,
        };
        let version = &self.version;
        match self.package {
            "wasm-bindgen-cli" => {
                let releases = "https://github.com/wasm-bindgen/wasm-bindgen/releases/download";
                Some(format!("{releases}/{version}/wasm-bindgen-{version}-{machine}.tar.gz"))
            }
            "cargo-deny" => {
                let machine = machine.replace("aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl");
                let releases = "https://github.com/EmbarkStudios/cargo-deny/releases/download";
                Some(format!("{releases}/{version}/cargo-deny-{version}-{machine}.tar.gz"))
            }
            _ => None,
        }
    }

    /// With the versions its author tested, or else, where a registry does not have all of those, with the newest.
    fn install(&self) -> Result<()> {
        let install = || {
            let mut command = cargo("install");
            command.args(["--quiet", "--force", "--root"]).arg(at(".tools"));
            command.args([self.package, "--version", &self.version]);
            // These work for seconds a day; what counts is the time to build them.
            command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
            command
        };
        run(install().arg("--locked")).or_else(|_| {
            eprintln!("  not with --locked; again without");
            run(&mut install())
        })
    }
}

/// Unpacks a release into `.tools/bin`.
fn download(url: &str) -> Result<()> {
    let bin = at(".tools/bin");
    fs::create_dir_all(&bin)?;
    let archive = at(".tools/download.tar.gz");
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location", "--connect-timeout", "10", "--max-time", "180"]);
    read(curl.arg("--output").arg(&archive).arg(url))?;
    read(Command::new("tar").args(["-xz", "--strip-components=1", "-C"]).arg(&bin).arg("-f").arg(&archive))?;
    fs::remove_file(archive)?;
    Ok(())
}

/// The Python packages that some black-box tests check the API with, in `.tools/venv`. Returns its `bin` folder.
pub fn python() -> Result<Option<PathBuf>> {
    let requirements = "tests/requirements.txt";
    if !at(requirements).exists() {
        return Ok(None);
    }
    venv(".tools/venv", requirements).map(Some)
}

/// A virtual environment with exactly these packages. Returns its `bin` folder.
fn venv(folder: &str, requirements: &str) -> Result<PathBuf> {
    let venv = at(folder);
    let wanted = fs::read_to_string(at(requirements))?;
    once_for(&venv.join("installed-from.txt"), &wanted, || {
        step(&format!("pip install -r {requirements}"), || {
            if read(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv)).is_err() {
                bail!("python3 with its venv module is missing: `apt-get install python3-venv`, or https://python.org");
            }
            let mut pip = program(venv.join("bin/pip"));
            run(pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(at(requirements)))
        })
    })?;
    Ok(venv.join("bin"))
}

/// Installs Debian's packages.
pub fn debian(packages: &[&str]) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        let packages = packages.join(" ");
        bail!("this needs root: run `sudo apt-get install --no-install-recommends {packages}`, then this again, once");
    }
    let apt =
        |arguments: &[&str]| run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments));
    apt(&["update", "-q"])?;
    apt(&[&["install", "-yq", "--no-install-recommends"], packages].concat())
}

/// The browser that pages are tested in: Chromium or one made of it.
pub fn browser() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    // The whole path: not every program that starts it looks for it.
    let folders = || env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let starts = |path: &PathBuf| read(Command::new(path).arg("--version")).is_ok();
    let find = || {
        let places = names.iter().flat_map(|name| folders().into_iter().map(move |folder| folder.join(name)));
        places.filter(|path| path.exists()).find(starts)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    step("installing Chromium", || debian(&["chromium"]))
        .context("pages are tested in Chromium: install it, or Chrome")?;
    find().context("Chromium was installed and cannot be started")
}

/// The messages that Python tests its own mail parser with: its installation has them, or a package of Debian's.
/// Returns their folder where they are not in their usual place.
pub fn python_mail() -> Result<Option<PathBuf>> {
    if read(Command::new("python3").args(["-c", "import test.test_email"])).is_ok() {
        return Ok(None);
    }
    let folder = at(".tools/python-tests");
    once_for(&folder.join("installed-from.txt"), "libpython3-testsuite", || {
        step("unpacking Python's test messages", || {
            fs::create_dir_all(&folder)?;
            let version =
                read(Command::new("python3").args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]))?;
            let package = format!("libpython{}-testsuite", version.trim());
            let mut fetch = Command::new("apt-get");
            read(fetch.args(["download", "--quiet", &package]).current_dir(&folder)).with_context(|| {
                format!("cannot download Debian's {package}; install the tests of the Python standard library")
            })?;
            read(Command::new("sh").args(["-c", "dpkg -x ./*.deb ."]).current_dir(&folder)).map(drop)
        })
    })?;
    let lib = fs::read_dir(folder.join("usr/lib"))?.filter_map(Result::ok).map(|entry| entry.path());
    let data = lib.map(|python| python.join("test/test_email/data")).find(|data| data.is_dir());
    data.map(Some).context("Debian's package of Python's tests has no messages")
}

fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(at("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in(&lock, package).with_context(|| format!("Cargo.lock has no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let (_, after) = lock.split_once(&format!("\nname = \"{package}\"\nversion = \""))?;
    after.split_once('"').map(|(version, _)| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn reads_the_version_of_exactly_the_named_package() {
        let lock = "[[package]]\nname = \"worker-macros\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"worker\"\nversion = \"0.8.7\"\n";
        assert_eq!(version_in(lock, "worker").as_deref(), Some("0.8.7"));
        assert_eq!(version_in(lock, "work"), None);
    }
}
