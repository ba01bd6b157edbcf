//! `cargo xtask`: everything that is done to this project from a command line.

mod audit;
mod check;
mod deploy;
mod deployed_secrets;
mod development;
mod project;
mod rotate;
mod secrets;
mod server;
mod tools;
mod wasm_target;
mod worker;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt,
};

use crate::{
    project::{at, cargo, program, run},
    worker::Build,
};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  build [--quick]     compile the worker to wasm, in build/; --quick: less optimised, sooner ready, in build/quick/
  dev                 serve it on this machine until Ctrl-C
      --quick           the quick build of it
      --port N          8787 unless told
      --state DIR       where all data is kept; .wrangler/state unless told
      --var NAME=VALUE  a variable of the worker's configuration; repeatable
  test [FILTER]       every check; with FILTER, only the tests whose names contain it, on the quick build
  bench [ARGS]        measure
  openapi             write openapi.json and docs/ERRORS.md from the code
  deploy              put it on Cloudflare, step by step; `deploy --help` tells more
  rotate-master-key   make the next key that seals what is stored; `rotate-master-key --help` tells more

Each installs what it needs first, inside this folder. Nothing asks a question, except deploy.
";

fn main() -> ExitCode {
    match command(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(mut arguments: Parser) -> Result<()> {
    let Some(argument) = arguments.next()? else {
        print!("{HELP}");
        return Ok(());
    };
    let Value(name) = argument else {
        return match argument {
            Long("help") | Short('h') => {
                print!("{HELP}");
                Ok(())
            }
            other => Err(other.unexpected().into()),
        };
    };
    match name.string()?.as_str() {
        "build" => {
            let mut build = Build::Shipped;
            while let Some(argument) = arguments.next()? {
                match argument {
                    Long("quick") => build = Build::Quick,
                    other => return Err(other.unexpected().into()),
                }
            }
            println!("worker: {}", worker::build(build)?);
            Ok(())
        }
        "dev" => server::dev(&dev_settings(arguments)?),
        "test" => check::test(filter(arguments)?.as_deref()),
        "bench" => {
            worker::build(Build::Shipped)?;
            worker::build_baseline()?;
            run(program("node")
                .args(["--disable-warning=ExperimentalWarning"])
                .arg(at("benches/main.mjs"))
                .args(arguments.raw_args()?))
        }
        "openapi" => {
            nothing_more(arguments)?;
            openapi()
        }
        "deploy" => deploy::command(arguments),
        "rotate-master-key" => rotate::command(arguments),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

fn dev_settings(mut arguments: Parser) -> Result<server::Settings> {
    let mut settings =
        server::Settings { build: Build::Shipped, port: 8787, state: at(".wrangler/state"), vars: Vec::new() };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("quick") => settings.build = Build::Quick,
            Long("port") => settings.port = arguments.value()?.parse()?,
            Long("state") => settings.state = std::path::absolute(PathBuf::from(arguments.value()?))?,
            Long("var") => settings.vars.push(variable(arguments.value()?.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(settings)
}

fn variable(text: String) -> Result<(String, String)> {
    let (name, value) = text.split_once('=').with_context(|| format!("--var {text}: not NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

fn filter(mut arguments: Parser) -> Result<Option<String>> {
    let filter = match arguments.next()? {
        None => return Ok(None),
        Some(Value(filter)) => filter.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    nothing_more(arguments)?;
    Ok(Some(filter))
}

fn nothing_more(mut arguments: Parser) -> Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(extra) => Err(extra.unexpected().into()),
    }
}

fn openapi() -> Result<()> {
    for (example, file) in [("openapi", "openapi.json"), ("errors", "docs/ERRORS.md")] {
        let document = project::read(cargo("run").args(["--quiet", "--example", example]))?;
        std::fs::write(at(file), document)?;
        println!("{file} written");
    }
    Ok(())
}
