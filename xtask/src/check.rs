//! `cargo xtask test`: everything that must hold before a change lands.

use std::thread::available_parallelism;
use std::time::Instant;

use anyhow::Result;

use crate::{
    audit, console,
    project::{cargo, lock, path_with, program, read, run, seconds, step},
    tools,
    wasm_target::{Compiler, TARGET},
    worker::{self, Build},
};

/// All checks, quickest first; with a filter, only the tests whose names contain it. The first failure ends the run.
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
    if filter.is_none() {
        step("rustfmt", || run(cargo("fmt").args(["--all", "--check"])))?;
        step("clippy", || run(cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"])))?;
        step("clippy for wasm", || {
            let mut clippy = compiler.clippy()?;
            run(clippy.args(["--lib", "--target", TARGET, "--", "-D", "warnings"]))
        })?;
    }
    let build = if filter.is_none() { Build::Shipped } else { Build::Quick };
    step("worker", || {
        let sizes = worker::build(build)?;
        println!("worker: {sizes}");
        // The quick build is larger.
        if build == Build::Shipped { sizes.check() } else { Ok(()) }
    })?;
    step("unit tests", || run(cargo("test").args(["--workspace", "--lib", "--bins", "--"]).args(filter)))?;
    step("tests of the runner", || {
        run(cargo("test").args(["--package", "warren-runner", "--test", "runner", "--"]).args(filter))
    })?;
    step("tests of the command line", || {
        run(cargo("test").args(["--package", "warren-cli", "--test", "cli", "--"]).args(filter))
    })?;
    console::test(build, &browser, filter)?;
    // Many tests wait for something.
    let threads = (2 * available_parallelism()?.get()).to_string();
    step("black-box tests", || {
        let mut tests = cargo("test");
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
