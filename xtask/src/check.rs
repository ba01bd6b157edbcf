//! `cargo xtask test`: everything that must hold before a change lands.

use std::process::Command;
use std::thread::{self, available_parallelism};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{
    audit, console,
    project::{cargo, lock, path_with, program, read, run, seconds, step},
    tools,
    wasm_target::{Compiler, TARGET},
    worker::{self, Build},
};

/// All checks; with a filter, only the tests whose names contain it. The first failure ends the run, after the worker is built.
pub fn test(filter: Option<&str>) -> Result<()> {
    let start = Instant::now();
    let (compiler, python, mail, browser) = {
        let _alone = lock()?;
        tools::node_modules()?;
        tools::x402_clients()?;
        tools::openapi_tools()?;
        tools::mcp_clients()?;
        tools::typescript_sdk()?;
        tools::python_sdk()?;
        (Compiler::ready()?, tools::python()?, tools::python_mail()?, tools::browser()?)
    };
    let build = if filter.is_none() { Build::Shipped } else { Build::Quick };
    // The worker and the checks are compiled for different machines, mostly by one thread each.
    thread::scope(|scope| {
        let worker = scope.spawn(|| step("worker", || built(build)));
        let checked = if filter.is_none() { lints(&compiler) } else { Ok(()) };
        let compiled = checked.and_then(|()| step("compiling the tests", || run(tests().arg("--no-run"))));
        let worker = worker.join().unwrap_or_else(|_| bail!("building the worker panicked"));
        compiled.and(worker)
    })?;
    step("unit tests", || run(tests().args(["--lib", "--bins", "--"]).args(filter)))?;
    step("tests of the runner", || run(tests().args(["--test", "runner", "--"]).args(filter)))?;
    step("tests of the command line", || run(tests().args(["--test", "cli", "--"]).args(filter)))?;
    console::test(build, &browser, filter)?;
    // Many tests wait for something.
    let threads = (2 * available_parallelism()?.get()).to_string();
    step("black-box tests", || {
        let mut tests = tests();
        tests
            .args(["--test", "api", "--", "--test-threads", &threads])
            .args(filter)
            .env("WORKER", build.folder())
            .env("BROWSER", &browser);
        if let Some(python) = &python {
            tests.env("PATH", path_with([python.clone()]));
        }
        if let Some(mail) = &mail {
            tests.env("PYTHON_EMAIL_DATA", mail);
        }
        run(&mut tests)
    })?;
    let mut skipped = Vec::new();
    if filter.is_none() {
        step("deployment, rehearsed", || read(program("wrangler").args(["deploy", "--dry-run"])).map(drop))?;
        step("dependencies", audit::dependencies)?;
        step("known vulnerabilities", || {
            skipped = audit::vulnerabilities()?;
            Ok(())
        })?;
    }
    eprintln!("· all is well ({})", seconds(start.elapsed()));
    for what in skipped {
        eprintln!("  SKIPPED: {what}");
    }
    Ok(())
}

/// The tests of all packages: with the same packages each time, nothing is compiled twice.
fn tests() -> Command {
    let mut tests = cargo("test");
    tests.arg("--workspace");
    tests
}

fn built(build: Build) -> Result<()> {
    let sizes = worker::build(build)?;
    println!("worker: {sizes}");
    // The quick build is larger.
    if build == Build::Shipped { sizes.check() } else { Ok(()) }
}

fn lints(compiler: &Compiler) -> Result<()> {
    step("rustfmt", || run(cargo("fmt").args(["--all", "--check"])))?;
    step("clippy", || run(cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"])))?;
    step("clippy for wasm", || {
        let mut clippy = compiler.clippy()?;
        run(clippy.args(["--lib", "--target", TARGET, "--", "-D", "warnings"]))
    })
}
