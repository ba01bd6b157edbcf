//! The worker as wasm, ready for the runtime.

use std::{
    collections::BTreeMap,
    fmt, fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    console,
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

/// The files that are uploaded and that the runtime loads.
const MODULES: [&str; 6] = ["index.js", WASM, API, TOOLS, PAGES, CONSOLE];
const WASM: &str = "index_bg.wasm";
/// Documents: of the API, of the MCP tools, the documentation's pages, and the files of the console. Outside the wasm they cost a cold start nothing; the ending makes
/// wrangler upload them as data.
const API: &str = "openapi.bin";
const TOOLS: &str = "tools.bin";
const PAGES: &str = "docs.bin";
const CONSOLE: &str = "console.bin";
/// Pages outside `docs/`, with their names.
const SDK_PAGES: [(&str, &str); 2] =
    [("sdk/typescript/README.md", "sdk-typescript"), ("sdk/python/README.md", "sdk-python")];
/// The same wasm with the names of its functions, for reading the stack traces of a deployed worker.
const NAMED_WASM: &str = "index_bg.named.wasm";

/// Bytes of one worker that the platform takes, before compression (Workers limits, "Worker size"; until 2026 the limits
/// were 3 MB on the free plan and 10 MB on the paid one, compressed).
const PLATFORM_LIMIT: u64 = 64 * 1024 * 1024;

/// Bytes of the gzipped wasm. The platform takes more; but an instance that starts has to load and compile all of it.
const MAX_GZIPPED_WASM: u64 = 2_600_000;

/// Bytes as they are, and gzipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size([u64; 2]);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [raw, gzipped] = self.0.map(|bytes| bytes.div_ceil(1024));
        write!(f, "{raw} KiB, {gzipped} KiB gzipped")
    }
}

/// The sizes of a built worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    wasm: Size,
    /// All modules together, each compressed by itself.
    upload: Size,
}

impl Sizes {
    /// # Errors
    /// The wasm is larger than a cold start should bear.
    pub fn check(&self) -> Result<()> {
        let [_, gzipped] = self.wasm.0;
        ensure!(
            gzipped <= MAX_GZIPPED_WASM,
            "the gzipped wasm has {gzipped} bytes; at most {MAX_GZIPPED_WASM} are allowed"
        );
        Ok(())
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = 100 * self.upload.0[0] / PLATFORM_LIMIT;
        write!(f, "wasm {}; upload {} ({share} % of what the platform takes)", self.wasm, self.upload)
    }
}

/// Installs what is missing, compiles, and packs the result for the runtime. Takes no time when nothing changed.
pub fn build(build: Build) -> Result<Sizes> {
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

    // The package depends on these alone: the same bytes in are the same bytes out.
    let compiled = fs::read(target_folder()?.join(build.profile()).join("warren.wasm"))
        .context("cannot read the compiled worker")?;
    let documents = [
        (API, fs::read(at("openapi.json"))?),
        (TOOLS, fs::read(at("tools.json"))?),
        (PAGES, pages()?),
        (CONSOLE, console::files()?),
    ];
    let packed_by = ["Cargo.toml", "package-lock.json", "xtask/src/worker.rs", "xtask/src/esbuild.sh"];
    let packed_by = packed_by.into_iter().map(|path| Ok(fs::read(at(path))?)).collect::<Result<Vec<_>>>()?.concat();
    let inputs = [&compiled, &documents.each_ref().map(|(_, bytes)| &bytes[..]).concat(), &packed_by]
        .map(|input| format!("{:x}", hash(input)));
    let source = [&inputs.join(" "), &bindgen.version, &packer.version].map(String::as_str).join(" ");
    let folder = at(build.folder());
    let stamp = folder.join(".built-from.json");
    if let Some(sizes) = already_built(&folder, &stamp, &source) {
        return Ok(sizes);
    }

    _ = fs::remove_file(&stamp);
    let mut pack = packing(&packer_path, &bindgen_path, &compiler)?;
    pack.args(["--profile", build.profile(), "--out-dir", build.folder()]);
    if build == Build::Quick {
        pack.arg("--no-opt");
    }
    step("packing the worker", || read(&mut pack))?;
    for (name, document) in documents {
        fs::write(folder.join(name), document)?;
    }
    if build == Build::Shipped {
        let named = folder.join(NAMED_WASM);
        fs::rename(folder.join(WASM), &named)?;
        fs::write(folder.join(WASM), without_names(&fs::read(named)?)?)?;
    }
    let sizes = measure(&folder)?;
    fs::write(stamp, json!({ "source": source, "wasm": sizes.wasm.0, "upload": sizes.upload.0 }).to_string())?;
    Ok(sizes)
}

/// The pages of `docs/` and of the SDKs by their names, as one JSON object.
fn pages() -> Result<Vec<u8>> {
    let mut names: BTreeMap<_, _> = SDK_PAGES.map(|(path, name)| (PathBuf::from(path), name.to_owned())).into();
    for entry in fs::read_dir(at("docs"))? {
        let path = Path::new("docs").join(entry?.file_name());
        if path.extension().is_some_and(|kind| kind == "md")
            && let Some(name) = path.file_stem()
        {
            let name = name.to_string_lossy().into_owned();
            names.insert(path, name);
        }
    }
    let mut pages = serde_json::Map::new();
    for (path, name) in &names {
        let page = fs::read_to_string(at(path)).with_context(|| format!("cannot read {}", path.display()))?;
        pages.insert(name.clone(), Value::from(with_served_links(&page, path, &names)));
    }
    // The same pages are the same bytes.
    pages.sort_keys();
    Ok(serde_json::to_vec(&pages)?)
}

/// A page whose links lead to what a deployment serves. A link to another file of the checkout becomes its words.
fn with_served_links(page: &str, path: &Path, names: &BTreeMap<PathBuf, String>) -> String {
    const FENCE: &str = "```";
    let mut served = String::new();
    for (number, part) in page.split(FENCE).enumerate() {
        if number > 0 {
            served.push_str(FENCE);
        }
        let is_code = number % 2 == 1;
        if is_code {
            served.push_str(part);
            continue;
        }
        let mut pieces = part.split("](");
        served.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (target, rest) = piece.split_once(')').unwrap_or((piece, ""));
            if let Some(target) = served_target(target, path, names) {
                served.push_str(&format!("]({target})"));
            } else if let Some(start) = served.rfind('[') {
                served.remove(start);
            }
            served.push_str(rest);
        }
    }
    served
}

/// Where a link of a page leads on a deployment, if what it names is served there.
fn served_target(target: &str, page: &Path, names: &BTreeMap<PathBuf, String>) -> Option<String> {
    if target.contains(':') || target.starts_with(['#', '/']) {
        return Some(target.to_owned());
    }
    let (file, anchor) = target.split_at(target.find('#').unwrap_or(target.len()));
    let mut path = page.to_owned();
    path.pop();
    for part in Path::new(file) {
        if part == ".." { _ = path.pop() } else { path.push(part) }
    }
    if path == Path::new("openapi.json") {
        return Some("/api".to_owned());
    }
    names.get(&path).map(|name| format!("{name}.md{anchor}"))
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
    pack.env("ESBUILD_BIN", at("xtask/src/esbuild.sh")).env("ESBUILD", at("node_modules/.bin/esbuild"));
    Ok(pack)
}

fn target_folder() -> Result<std::path::PathBuf> {
    let metadata = read(cargo("metadata").args(["--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(Path::new(target).join(TARGET))
}

/// The wasm without its custom sections. What remains is where it was: positions in stack traces fit the named file.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let (header, mut rest) = wasm.split_at_checked(HEADER).context("the wasm has no header")?;
    let mut kept = header.to_vec();
    while let Some((id, after_id)) = rest.split_first() {
        let digits = after_id.iter().position(|byte| byte & 0x80 == 0).context("a section has no length")? + 1;
        let length = after_id[..digits].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
        let (section, next) = rest.split_at_checked(1 + digits + length).context("a section is cut short")?;
        if *id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Ok(kept)
}

fn already_built(folder: &Path, stamp: &Path, source: &str) -> Option<Sizes> {
    let stamp: Value = serde_json::from_str(&fs::read_to_string(stamp).ok()?).ok()?;
    let is_present = MODULES.iter().all(|module| folder.join(module).exists());
    let size = |name: &str| Some(Size([stamp[name][0].as_u64()?, stamp[name][1].as_u64()?]));
    (stamp["source"] == source && is_present).then_some(Sizes { wasm: size("wasm")?, upload: size("upload")? })
}

fn measure(folder: &Path) -> Result<Sizes> {
    let script = "for (const file of process.argv.slice(1)) {
        const content = fs.readFileSync(file);
        console.log(content.length, zlib.gzipSync(content, { level: 9 }).length);
    }";
    let printed = read(program("node").args(["-e", script]).args(MODULES.map(|module| folder.join(module))))?;
    let mut sizes = Sizes::default();
    for (module, line) in MODULES.iter().zip(printed.lines()) {
        let (raw, gzipped) = line.split_once(' ').context("node printed no sizes")?;
        let size = [raw.parse()?, gzipped.parse()?];
        if *module == WASM {
            sizes.wasm = Size(size);
        }
        sizes.upload = Size([sizes.upload.0[0] + size[0], sizes.upload.0[1] + size[1]]);
    }
    Ok(sizes)
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::{with_served_links, without_names};

    #[test]
    fn links_of_a_page_lead_to_what_a_deployment_serves() {
        let names = [("docs/KEYS.md", "KEYS"), ("sdk/python/README.md", "sdk-python")];
        let names: BTreeMap<_, _> = names.map(|(path, name)| (path.into(), name.to_owned())).into();
        for (page, link, served) in [
            ("docs/A.md", "[the\nkeys](KEYS.md#rotate), [here](#a)", "[the\nkeys](KEYS.md#rotate), [here](#a)"),
            ("docs/A.md", "[SDK](../sdk/python/README.md#vault).", "[SDK](sdk-python.md#vault)."),
            ("docs/A.md", "See [what\nchanged](../CHANGELOG.md).", "See what\nchanged."),
            ("sdk/python/README.md", "[keys](../../docs/KEYS.md), [W](../../README.md)", "[keys](KEYS.md), W"),
            ("sdk/python/README.md", "[all](../../openapi.json)", "[all](/api)"),
            ("docs/A.md", "[x](https://a.example/b) [y](/api)", "[x](https://a.example/b) [y](/api)"),
            ("docs/A.md", "```\n[a](b)\n```\n[a](b)", "```\n[a](b)\n```\na"),
        ] {
            assert_eq!(with_served_links(link, Path::new(page), &names), served);
        }
    }

    #[test]
    fn custom_sections_are_left_out_and_the_others_stay() {
        let header = b"\0asm\x01\0\0\0";
        let (custom, code) = (b"\x00\x82\x00ab", b"\x0a\x03xyz");
        let wasm = [&header[..], custom, code, custom].concat();
        assert_eq!(without_names(&wasm).unwrap(), [&header[..], code].concat());
        assert!(without_names(&wasm[..10]).is_err());
        assert!(without_names(b"").is_err());
    }
}
