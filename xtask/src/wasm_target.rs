//! A Rust compiler that has the wasm32 standard library.
//!
//! rustup's, where its server answers. Else Debian's: it ships a current compiler for its browsers, without that
//! library but with its source, so the library is built once and put beside the compiler's own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::project::{self, at, cargo, path_with, read, run, step};
use crate::tools;

pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";
const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "rust-web-clippy"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The one that `cargo` uses anyway.
    Usual,
    Debian,
}

impl Compiler {
    pub fn ready() -> Result<Self> {
        if has_library("rustc") {
            return Ok(Self::Usual);
        }
        if has_library(DEBIAN_RUSTC) && Path::new(DEBIAN_CLIPPY).exists() {
            return Ok(Self::Debian);
        }
        let mut add = Command::new("rustup");
        // The folder decides which toolchain is meant.
        add.current_dir(project::root()).args(["target", "add", TARGET]);
        let rustup = step(&format!("rustup target add {TARGET}"), || run(&mut add));
        match rustup {
            Ok(()) => Ok(Self::Usual),
            Err(error) if Path::new("/usr/bin/apt-get").exists() => {
                eprintln!("  {error:#}; using Debian's compiler instead");
                step("building the wasm32 library for Debian's compiler", debian)?;
                Ok(Self::Debian)
            }
            Err(error) => bail!(
                "{error:#}\nThe compiler has no {TARGET} library. Install Rust with rustup (https://rustup.rs), or add \
                 the library to the Rust you have (Fedora: rust-std-static-{TARGET}, Arch: rust-wasm)."
            ),
        }
    }

    /// Makes a cargo command build with this compiler.
    pub fn apply(self, command: &mut Command) -> Result<()> {
        // worker-build sets this for its own call of cargo; a different value would build everything twice.
        command.env("WASM_BINDGEN_USE_JS_SYS", "1");
        if self == Self::Debian {
            command.env("RUSTC", DEBIAN_RUSTC);
            // worker-build looks for the target in whatever `rustc` is first in PATH.
            command.env("PATH", path_with([debian_bin()?, at("node_modules/.bin")]));
        }
        Ok(())
    }

    /// `cargo clippy`; each clippy belongs to one compiler.
    pub fn clippy(self) -> Result<Command> {
        let mut command = match self {
            Self::Usual => cargo("clippy"),
            Self::Debian => {
                let mut clippy = project::program(DEBIAN_CLIPPY);
                clippy.arg("clippy");
                clippy
            }
        };
        self.apply(&mut command)?;
        Ok(command)
    }
}

/// A folder in which `rustc` is Debian's.
fn debian_bin() -> Result<PathBuf> {
    let bin = at(".tools/debian");
    let link = bin.join("rustc");
    if !link.exists() {
        fs::create_dir_all(&bin)?;
        std::os::unix::fs::symlink(DEBIAN_RUSTC, &link)?;
    }
    Ok(bin)
}

fn has_library(rustc: &str) -> bool {
    library_folder(rustc).is_ok_and(|folder| contains_std(&folder))
}

fn library_folder(rustc: &str) -> Result<PathBuf> {
    let mut command = Command::new(rustc);
    command.current_dir(project::root()).args(["--print", "target-libdir", "--target", TARGET]);
    Ok(PathBuf::from(read(&mut command)?.trim()))
}

fn contains_std(folder: &Path) -> bool {
    fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

fn debian() -> Result<()> {
    let source = Path::new("/usr/lib/rustlib/src/rust/library");
    if ![Path::new(DEBIAN_RUSTC), Path::new(DEBIAN_CLIPPY), source].iter().all(|path| path.exists()) {
        install_debian_packages()?;
    }
    link_rust_lld()?;
    build_library()
}

fn install_debian_packages() -> Result<()> {
    let packages = DEBIAN_PACKAGES.join(" ");
    tools::debian(&DEBIAN_PACKAGES)
        .with_context(|| format!("Debian's {packages} cannot be had; it has them from version 12 on"))
}

/// The linker for wasm, which Debian leaves out of its compiler and rustup's compiler has.
fn link_rust_lld() -> Result<()> {
    let host_bin = |rustc: &str| -> Result<PathBuf> {
        let sysroot = read(Command::new(rustc).args(["--print", "sysroot"]))?;
        let about = read(Command::new(rustc).arg("-vV"))?;
        let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
        Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin"))
    };
    let wanted = host_bin(DEBIAN_RUSTC)?.join("rust-lld");
    if wanted.exists() {
        return Ok(());
    }
    let theirs = host_bin("rustc")?.join("rust-lld");
    if !theirs.exists() {
        bail!("no rust-lld to link wasm with: install Rust with rustup (https://rustup.rs); its compiler has one");
    }
    fs::create_dir_all(host_bin(DEBIAN_RUSTC)?)?;
    std::os::unix::fs::symlink(theirs, wanted).context("this needs root, once")
}

fn build_library() -> Result<()> {
    let work = at(".tools/wasm-std");
    fs::create_dir_all(work.join("src"))?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    // A workspace of its own, or cargo would look for this package in the project's.
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    let mut build = cargo("build");
    build.current_dir(&work).args(["--quiet", "--release", "--target", TARGET]);
    build.arg("-Zbuild-std=std,panic_abort,proc_macro,test").arg("--target-dir").arg(work.join("target"));
    build.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
    // With its bitcode kept, link-time optimisation reaches into the library.
    build.env("RUSTFLAGS", "-Cembed-bitcode=yes");
    run(&mut build)?;

    let into = library_folder(DEBIAN_RUSTC)?;
    fs::create_dir_all(&into).with_context(|| format!("cannot make {}: this needs root, once", into.display()))?;
    let built = work.join("target").join(TARGET).join("release/deps");
    for entry in fs::read_dir(&built)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libnothing-") {
            fs::copy(&path, into.join(&name)).with_context(|| format!("cannot write to {}", into.display()))?;
        }
    }
    fs::remove_dir_all(&work)?;
    Ok(())
}
