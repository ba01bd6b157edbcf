//! The worker as wasm, in `build/`.

use std::{
    fmt, fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    project::{at, cargo, lock, program, read, run, step},
    tools::{self, CargoTool},
    wasm_target::{Compiler, TARGET},
};

const STAMP: &str = "build/.built-from.json";

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

/// Installs what is missing, compiles, and packs the result for the runtime. Quick when nothing changed.
pub fn build() -> Result<Size> {
    let _alone = lock()?;
    tools::node_modules()?;
    let bindgen = CargoTool::wasm_bindgen()?;
    let packer = CargoTool::worker_build()?;
    let (bindgen_path, packer_path) = (bindgen.ready()?, packer.ready()?);
    let compiler = Compiler::ready()?;

    let mut compile = cargo("build");
    compile.args(["--lib", "--release", "--target", TARGET]);
    compiler.apply(&mut compile)?;
    run(&mut compile)?;

    // worker-build works from this file alone: the same bytes in are the same bytes out.
    let compiled = fs::read(target_folder()?.join("warren.wasm")).context("cannot read the compiled worker")?;
    let manifest = fs::read(at("Cargo.toml"))?;
    let source = format!("{:x} {:x} {} {}", hash(&compiled), hash(&manifest), bindgen.version, packer.version);
    if let Some(size) = already_built(&source) {
        return Ok(size);
    }

    _ = fs::remove_file(at(STAMP));
    let mut pack = program(&packer_path);
    compiler.apply(&mut pack)?;
    pack.arg("--release");
    pack.env("WASM_BINDGEN_BIN", &bindgen_path);
    pack.env("WASM_OPT_BIN", at("node_modules/.bin/wasm-opt"));
    pack.env("ESBUILD_BIN", at("node_modules/.bin/esbuild"));
    step("packing the worker", || read(&mut pack))?;
    let size = measure(&at("build/index_bg.wasm"))?;
    let stamp = json!({ "source": source, "raw": size.raw, "gzipped": size.gzipped });
    fs::write(at(STAMP), stamp.to_string())?;
    Ok(size)
}

fn target_folder() -> Result<std::path::PathBuf> {
    let metadata = read(cargo("metadata").args(["--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(Path::new(target).join(TARGET).join("release"))
}

fn already_built(source: &str) -> Option<Size> {
    let stamp: Value = serde_json::from_str(&fs::read_to_string(at(STAMP)).ok()?).ok()?;
    let present = at("build/index.js").exists() && at("build/index_bg.wasm").exists();
    (present && stamp["source"] == source)
        .then(|| Some(Size { raw: stamp["raw"].as_u64()?, gzipped: stamp["gzipped"].as_u64()? }))
        .flatten()
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
