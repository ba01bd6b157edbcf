//! `cargo xtask`: everything that is done to this project from a command line.

mod audit;
mod check;
mod console;
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

  build [--quick]     compile the worker to build/; with --quick, faster and less optimised, to build/quick/
  dev                 build the worker and serve it until Ctrl-C
      --quick           use the quick build
      --port N          default 8787
      --state DIR       folder for all data; default .wrangler/state
      --var NAME=VALUE  set a variable (docs/CONFIGURATION.md); repeatable
  test [FILTER]       run all checks; with FILTER, only the tests whose names contain it, on the quick build
  bench [ARGS]        measure; `bench --help` lists the options
  openapi             write openapi.json, tools.json, the tables in docs/ that come from the code, and the generated code of
                      the SDKs
  deploy              deploy to Cloudflare; `deploy --help` lists the options
  rotate-master-key   rotate the master key; `rotate-master-key --help` lists the options

Each command first installs what it needs, inside this folder. Only deploy asks questions.
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
    let document = project::read(cargo("run").args(["--quiet", "--example", "openapi"]))?;
    std::fs::write(at("openapi.json"), document)?;
    let tools = project::read(cargo("run").args(["--quiet", "--example", "tools"]))?;
    std::fs::write(at("tools.json"), tools)?;
    println!("openapi.json and tools.json written");
    run(cargo("run").args(["--quiet", "--example", "tables"]))?;
    tools::node_modules()?;
    tools::typescript_sdk()?;
    run(program("node").arg("sdk/typescript/generate.mjs"))?;
    run(program(tools::python_sdk()?.join("python")).arg("sdk/python/generate.py"))
}
