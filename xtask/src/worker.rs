//! The worker as wasm, ready for the runtime.

use std::{
    fmt, fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    project::{at, cargo, lock, program, read, run, step},
    tools::{self, CargoTool},
    wasm_target::{Compiler, TARGET},
};

/// How the worker is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// As it is deployed.
    Shipped,
    /// To try a change: in a fraction of the time, less optimised.
    Quick,
}

impl Build {
    /// Where it is put, from the root of the checkout.
    pub fn folder(self) -> &'static str {
        match self {
            // wrangler.toml names this one.
            Self::Shipped => "build",
            Self::Quick => "build/quick",
        }
    }

    fn profile(self) -> &'static str {
        match self {
            Self::Shipped => "release",
            Self::Quick => "quick",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    raw: u64,
    gzipped: u64,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kib = |bytes: u64| bytes.div_ceil(1024);
        write!(f, "{} KiB, {} KiB gzipped", kib(self.raw), kib(self.gzipped))
    }
}

/// Installs what is missing, compiles, and packs the result for the runtime. Takes no time when nothing changed.
pub fn build(build: Build) -> Result<Size> {
    let _alone = lock()?;
    tools::node_modules()?;
    let bindgen = CargoTool::wasm_bindgen()?;
    let packer = CargoTool::worker_build()?;
    let (bindgen_path, packer_path) = (bindgen.ready()?, packer.ready()?);
    let compiler = Compiler::ready()?;

    let mut compile = cargo("build");
    compile.args(["--lib", "--profile", build.profile(), "--target", TARGET]);
    compiler.apply(&mut compile)?;
    run(&mut compile)?;

    // worker-build works from this file alone: the same bytes in are the same bytes out.
    let compiled = fs::read(target_folder()?.join(build.profile()).join("warren.wasm"))
        .context("cannot read the compiled worker")?;
    let manifest = fs::read(at("Cargo.toml"))?;
    let source = format!("{:x} {:x} {} {}", hash(&compiled), hash(&manifest), bindgen.version, packer.version);
    let folder = at(build.folder());
    let stamp = folder.join(".built-from.json");
    if let Some(size) = already_built(&folder, &stamp, &source) {
        return Ok(size);
    }

    _ = fs::remove_file(&stamp);
    let mut pack = packing(&packer_path, &bindgen_path, &compiler)?;
    pack.args(["--profile", build.profile(), "--out-dir", build.folder()]);
    if build == Build::Quick {
        pack.arg("--no-opt");
    }
    step("packing the worker", || read(&mut pack))?;
    let size = measure(&folder.join("index_bg.wasm"))?;
    fs::write(stamp, json!({ "source": source, "raw": size.raw, "gzipped": size.gzipped }).to_string())?;
    Ok(size)
}

/// Builds the least that a worker can be, which Warren is measured beside. `build` has made everything ready.
pub fn build_baseline() -> Result<()> {
    let _alone = lock()?;
    let (packer, bindgen) = (CargoTool::worker_build()?.ready()?, CargoTool::wasm_bindgen()?.ready()?);
    let mut pack = packing(&packer, &bindgen, &Compiler::ready()?)?;
    step("the worker to compare with", || read(pack.args(["--release", "benches/baseline"])).map(drop))
}

fn packing(packer: &Path, bindgen: &Path, compiler: &Compiler) -> Result<Command> {
    let mut pack = program(packer);
    compiler.apply(&mut pack)?;
    pack.env("WASM_BINDGEN_BIN", bindgen);
    pack.env("WASM_OPT_BIN", at("node_modules/.bin/wasm-opt"));
    pack.env("ESBUILD_BIN", at("node_modules/.bin/esbuild"));
    Ok(pack)
}

fn target_folder() -> Result<std::path::PathBuf> {
    let metadata = read(cargo("metadata").args(["--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(Path::new(target).join(TARGET))
}

fn already_built(folder: &Path, stamp: &Path, source: &str) -> Option<Size> {
    let stamp: Value = serde_json::from_str(&fs::read_to_string(stamp).ok()?).ok()?;
    let present = ["index.js", "index_bg.wasm"].iter().all(|file| folder.join(file).exists());
    if stamp["source"] != source || !present {
        return None;
    }
    Some(Size { raw: stamp["raw"].as_u64()?, gzipped: stamp["gzipped"].as_u64()? })
}

fn measure(wasm: &Path) -> Result<Size> {
    let script = "process.stdout.write(String(zlib.gzipSync(fs.readFileSync(process.argv[1]), {level: 9}).length))";
    let gzipped = read(program("node").args(["-e", script]).arg(wasm))?.trim().parse()?;
    Ok(Size { raw: fs::metadata(wasm)?.len(), gzipped })
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}
