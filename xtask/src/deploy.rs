//! `cargo xtask deploy`: creates and updates a deployment on Cloudflare. Every step first checks whether it is already done.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};
use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt,
};
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::{
    deployed_secrets::{self, is_secret},
    project::{at, program, read, run, step},
    worker::{self, Build},
};

const HELP: &str = "\
Usage: cargo xtask deploy [--mail-domain DOMAIN] [--host HOST] [--var NAME=VALUE]...

  --mail-domain DOMAIN  domain of the agents' addresses: ada@DOMAIN
  --host HOST           host name of the API: a name in a zone of your Cloudflare account (it is set up for you),
                        or NAME.SUBDOMAIN.workers.dev
  --var NAME=VALUE      any other variable of docs/CONFIGURATION.md; repeatable. Secrets (names that end in _KEY, _KEYS,
                        _TOKEN, _SECRET or _PASSWORD) are uploaded as secrets and never written to a file

The first two are required once. Settings are saved in wrangler.deploy.toml, which git ignores and you can edit.

The command signs in (wrangler opens a browser), creates the D1 database, the KV namespace and the R2 bucket if they are
missing, writes their ids to wrangler.deploy.toml, applies the migrations, and uploads the worker. The first deployment
generates the secrets MASTER_KEY and ADMIN_TOKEN. At the end it prints what is left for you to do.

You can repeat it at any time: after a failed step, and for every later deployment. It does not change existing data,
existing secrets, or your changes to wrangler.deploy.toml.
";

pub const CONFIG: &str = "wrangler.deploy.toml";
/// What only a development server may have: endpoints that let anyone deliver forged mail, and a way to servers beside the worker.
const FOR_DEVELOPMENT: [&str; 3] = ["DEV_ENDPOINTS", "DEV_DOORS", "ALLOW_LOOPBACK_WEBHOOKS"];

#[derive(Default)]
struct Wishes {
    mail_domain: Option<String>,
    host: Option<String>,
    vars: Vec<(String, String)>,
}

pub fn command(mut arguments: Parser) -> Result<()> {
    let mut wishes = Wishes::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Long("mail-domain") => wishes.mail_domain = Some(arguments.value()?.string()?),
            Long("host") => wishes.host = Some(arguments.value()?.string()?),
            Long("var") => wishes.vars.push(crate::variable(arguments.value()?.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    deploy(&wishes)
}

fn deploy(wishes: &Wishes) -> Result<()> {
    let before = fs::read_to_string(at(CONFIG)).ok();
    let mut config = configured(&fs::read_to_string(at("wrangler.toml"))?, before.as_deref(), wishes)?;

    println!("worker: {}", worker::build(Build::Shipped)?);
    step("signing in", sign_in)?;
    let database = name_of(&config, "d1_databases", "database_name")?;
    let bucket = name_of(&config, "r2_buckets", "bucket_name")?;
    let namespace = format!("{}-vault", name(&config)?);
    let database_id = step(&format!("D1 database {database}"), || {
        found_or_made(&["d1", "list", "--json"], ("name", "uuid"), &database, &["d1", "create", &database])
    })?;
    let namespace_id = step(&format!("KV namespace {namespace}"), || {
        let create = ["kv", "namespace", "create", &namespace];
        found_or_made(&["kv", "namespace", "list"], ("title", "id"), &namespace, &create)
    })?;
    step(&format!("R2 bucket {bucket}"), || {
        if buckets(&read(&mut wrangler(&["r2", "bucket", "list"]))?).contains(&bucket) {
            return Ok(());
        }
        read(&mut wrangler(&["r2", "bucket", "create", &bucket])).map(drop)
    })?;

    set_in_first(&mut config, "d1_databases", "database_id", &database_id)?;
    set_in_first(&mut config, "kv_namespaces", "id", &namespace_id)?;
    // Before the file that has them in plain text is written without them.
    let given = deployed_secrets::set_aside(before.as_deref(), &wishes.vars)?;
    fs::write(at(CONFIG), config.to_string())?;

    let made = step("secrets", || deployed_secrets::to_make(&given))?;
    step("migrations", || run(&mut configured_wrangler(&["d1", "migrations", "apply", &database, "--remote"])))?;
    step("deploying", || deployed_secrets::upload(&made, &given))?;
    println!("{}", what_is_left(&config, &made)?);
    Ok(())
}

fn wrangler(arguments: &[&str]) -> Command {
    let mut command = program("wrangler");
    command.args(arguments);
    command
}

pub fn configured_wrangler(arguments: &[&str]) -> Command {
    let mut command = wrangler(arguments);
    command.args(["--config", CONFIG]);
    command
}

/// Where the deployed worker answers.
pub fn public_url() -> Result<String> {
    let config: DocumentMut =
        fs::read_to_string(at(CONFIG)).with_context(|| format!("there is no {CONFIG}"))?.parse()?;
    let url = config.get("vars").and_then(|vars| vars.get("PUBLIC_URL")).and_then(Item::as_str);
    url.map(str::to_owned).with_context(|| format!("{CONFIG}: no PUBLIC_URL"))
}

fn sign_in() -> Result<()> {
    if read(&mut wrangler(&["whoami", "--json"])).is_ok() {
        return Ok(());
    }
    // Not `run`: this one talks with the person.
    let status = wrangler(&["login"]).status().context("cannot start wrangler")?;
    if !status.success() {
        bail!("not signed in; without a browser, set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID");
    }
    Ok(())
}

/// The configuration to deploy: wrangler.toml with what was deployed before, and what is wished now, on top.
fn configured(base: &str, before: Option<&str>, wishes: &Wishes) -> Result<DocumentMut> {
    let mut config: DocumentMut = base.parse().context("wrangler.toml")?;
    let before: DocumentMut = before.unwrap_or_default().parse().context(CONFIG)?;
    // The worker is built by then; wrangler need not do it again.
    config.remove("build");
    if let Some(routes) = before.get("routes") {
        config.insert("routes", routes.clone());
    }
    let worker = name(&config)?.to_owned();
    let vars = config.entry("vars").or_insert(Item::Table(Table::new()));
    let vars = vars.as_table_mut().context("wrangler.toml: [vars] is not a table")?;
    let known = before.get("vars").and_then(Item::as_table);
    // An old file may have secrets; they are set aside by then.
    for (name, item) in known.into_iter().flatten().filter(|(name, _)| !is_secret(name)) {
        vars.insert(name, item.clone());
    }
    for (name, text) in wishes.vars.iter().filter(|(name, _)| !is_secret(name)) {
        vars.insert(name, value(text));
    }

    let answered = known.is_some();
    match &wishes.mail_domain {
        Some(domain) => _ = vars.insert("MAIL_DOMAIN", value(domain)),
        None if answered => {}
        None => bail!("the first deployment needs --mail-domain DOMAIN\n\n{HELP}"),
    }
    match &wishes.host {
        Some(host) => _ = vars.insert("PUBLIC_URL", value(format!("https://{host}"))),
        None if answered => {}
        None => bail!("the first deployment needs --host HOST\n\n{HELP}"),
    }
    for name in FOR_DEVELOPMENT {
        if vars.get(name).is_some_and(|item| item.as_str() != Some("false")) {
            bail!("{name} is for development only; remove it");
        }
    }
    // By it the worker knows its own name at workers.dev.
    if !vars.contains_key("WORKER_NAME") {
        vars.insert("WORKER_NAME", value(worker));
    }
    if let Some(host) = &wishes.host {
        config.remove("routes");
        if !host.ends_with(".workers.dev") {
            let mut route = toml_edit::InlineTable::new();
            route.insert("pattern", host.into());
            route.insert("custom_domain", true.into());
            let routes: toml_edit::Array = [toml_edit::Value::InlineTable(route)].into_iter().collect();
            config.insert("routes", value(routes));
        }
    }
    // One front door: with a host of its own the worker has no other name, and no version of it has one.
    let is_routed = config.contains_key("routes");
    config.insert("workers_dev", value(!is_routed));
    config.insert("preview_urls", value(false));
    Ok(config)
}

fn name(config: &DocumentMut) -> Result<&str> {
    config.get("name").and_then(Item::as_str).context("wrangler.toml: no name")
}

fn first<'a>(config: &'a mut DocumentMut, list: &str) -> Result<&'a mut Table> {
    config
        .get_mut(list)
        .and_then(Item::as_array_of_tables_mut)
        .and_then(|tables| tables.get_mut(0))
        .with_context(|| format!("wrangler.toml: no [[{list}]]"))
}

fn name_of(config: &DocumentMut, list: &str, field: &str) -> Result<String> {
    let mut config = config.clone();
    let found = first(&mut config, list)?.get(field).and_then(Item::as_str).map(str::to_owned);
    found.with_context(|| format!("wrangler.toml: [[{list}]] has no {field}"))
}

fn set_in_first(config: &mut DocumentMut, list: &str, field: &str, text: &str) -> Result<()> {
    first(config, list)?.insert(field, value(text));
    Ok(())
}

/// The id of the thing of this name; made first when the list does not have it.
fn found_or_made(list: &[&str], fields: (&str, &str), name: &str, create: &[&str]) -> Result<String> {
    let look = || -> Result<Option<String>> { id_of(&read(&mut wrangler(list))?, fields, name) };
    if let Some(id) = look()? {
        return Ok(id);
    }
    read(&mut wrangler(create))?;
    look()?.with_context(|| format!("{name} was created but is not listed yet; try again in a minute"))
}

/// Finds an id in a list that wrangler printed as JSON, maybe after a banner or a warning.
fn id_of(output: &str, (name_field, id_field): (&str, &str), name: &str) -> Result<Option<String>> {
    let list = json_in(output)?;
    let list = list.as_array().context("wrangler printed no list")?;
    let found = list.iter().find(|entry| entry[name_field] == name);
    Ok(found.and_then(|entry| entry[id_field].as_str()).map(str::to_owned))
}

pub fn json_in(output: &str) -> Result<Value> {
    let start = output.lines().position(|line| line.starts_with(['[', '{']));
    let start = start.with_context(|| format!("wrangler printed no JSON:\n{output}"))?;
    let json: String = output.lines().skip(start).collect::<Vec<_>>().join("\n");
    serde_json::from_str(&json).with_context(|| format!("wrangler printed unexpected JSON:\n{output}"))
}

/// The names in the output of `wrangler r2 bucket list`, which has no JSON.
fn buckets(output: &str) -> Vec<String> {
    let names = output.lines().filter_map(|line| line.trim().strip_prefix("name:"));
    names.map(|name| name.trim().to_owned()).collect()
}

fn what_is_left(config: &DocumentMut, new_secrets: &[&str]) -> Result<String> {
    let var = |name: &str| {
        let vars = config.get("vars").and_then(Item::as_table);
        vars.and_then(|vars| vars.get(name)).and_then(Item::as_str).unwrap_or("?").to_owned()
    };
    let (url, domain, worker) = (var("PUBLIC_URL"), var("MAIL_DOMAIN"), name(config)?);
    let mut left = format!("\nDeployed: {url}/health\n\nDo this once at https://dash.cloudflare.com:\n");
    left += &format!(
        "\n  - {domain} must be a zone of this account (its name servers point to Cloudflare).\
         \n  - Email > Email Routing of {domain}: enable it; Cloudflare then adds the MX and SPF records.\
         \n  - Email Routing > Routing rules > Catch-all address: action \"Send to a Worker\", worker \"{worker}\".\
         \n  - To send mail: set MAIL_PROVIDER in {CONFIG} (docs/CONFIGURATION.md), then run this command again.\n"
    );
    if !new_secrets.is_empty() {
        left += &format!(
            "\nNew secrets ({}) are in .wrangler/deploy. Store them in a password manager, then delete that folder.\n\
             Without MASTER_KEY nobody can read the stored mail again. Cloudflare does not show it to you.\n",
            new_secrets.join(", ")
        );
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"# A comment.
name = "warren"

[build]
command = "cargo xtask build"

[vars]
MAIL_DOMAIN = "warren.example"
DEFAULT_TIER = "free"

[[d1_databases]]
binding = "DIRECTORY"
database_name = "warren-directory"
database_id = "0"
"#;

    fn first_wishes() -> Wishes {
        Wishes { mail_domain: Some("ada.dev".into()), host: Some("api.ada.dev".into()), vars: vec![] }
    }

    #[test]
    fn the_first_deployment_must_say_where() {
        assert!(configured(BASE, None, &Wishes::default()).is_err());
        assert!(configured(BASE, None, &Wishes { host: None, ..first_wishes() }).is_err());
    }

    #[test]
    fn wishes_are_written_and_remembered() {
        let first = configured(BASE, None, &first_wishes()).unwrap().to_string();
        let written: DocumentMut = first.parse().unwrap();
        assert_eq!(written["vars"]["MAIL_DOMAIN"].as_str(), Some("ada.dev"));
        assert_eq!(written["vars"]["PUBLIC_URL"].as_str(), Some("https://api.ada.dev"));
        assert_eq!(written["vars"]["DEFAULT_TIER"].as_str(), Some("free"));
        assert_eq!(written["routes"][0]["pattern"].as_str(), Some("api.ada.dev"));
        assert!(written.get("build").is_none());

        let second = configured(BASE, Some(&first), &Wishes::default()).unwrap().to_string();
        assert_eq!(second, first);
    }

    #[test]
    fn a_workers_dev_host_needs_no_route() {
        let wishes = Wishes { host: Some("warren.ada.workers.dev".into()), ..first_wishes() };
        assert!(configured(BASE, None, &wishes).unwrap().get("routes").is_none());
    }

    #[test]
    fn variables_changed_by_hand_stay_and_a_wish_wins() {
        let before = "[vars]\nDEFAULT_TIER = \"paid\"\nMAIL_DOMAIN = \"old.dev\"\n";
        let wishes = Wishes { mail_domain: Some("new.dev".into()), ..Wishes::default() };
        let config = configured(BASE, Some(before), &wishes).unwrap();
        assert_eq!(config["vars"]["DEFAULT_TIER"].as_str(), Some("paid"));
        assert_eq!(config["vars"]["MAIL_DOMAIN"].as_str(), Some("new.dev"));
    }

    #[test]
    fn what_is_for_development_is_never_deployed() {
        for name in FOR_DEVELOPMENT {
            let vars = vec![(name.to_owned(), "true".to_owned())];
            let refusal = configured(BASE, None, &Wishes { vars, ..first_wishes() }).unwrap_err().to_string();
            assert!(refusal.contains(name), "{refusal}");
            assert!(configured(BASE, Some(&format!("[vars]\n{name} = \"true\"\n")), &Wishes::default()).is_err());
            assert!(configured(BASE, Some(&format!("[vars]\n{name} = true\n")), &Wishes::default()).is_err());
            assert!(configured(BASE, Some(&format!("[vars]\n{name} = \"false\"\n")), &Wishes::default()).is_ok());
        }
    }

    #[test]
    fn secrets_are_never_written_to_the_configuration() {
        let secrets = ["RESEND_API_KEY", "CLOUDFLARE_API_TOKEN", "ADMIN_TOKEN", "MASTER_KEY"];
        let vars = secrets.map(|name| (name.to_owned(), "hush".to_owned())).to_vec();
        let config = configured(BASE, None, &Wishes { vars, ..first_wishes() }).unwrap().to_string();
        assert!(!config.contains("hush"), "{config}");
        let old = "[vars]\nRESEND_API_KEY = \"hush\"\nMAIL_PROVIDER = \"resend\"\n";
        let config = configured(BASE, Some(old), &Wishes::default()).unwrap().to_string();
        assert!(!config.contains("hush") && config.contains("MAIL_PROVIDER = \"resend\""), "{config}");
    }

    #[test]
    fn a_worker_with_a_host_of_its_own_has_no_other_name() {
        let config = configured(BASE, None, &first_wishes()).unwrap();
        assert_eq!((config["workers_dev"].as_bool(), config["preview_urls"].as_bool()), (Some(false), Some(false)));
        assert_eq!(config["vars"]["WORKER_NAME"].as_str(), Some("warren"));
        let host = Some("warren.ada.workers.dev".into());
        let config = configured(BASE, None, &Wishes { host, ..first_wishes() }).unwrap();
        assert_eq!((config["workers_dev"].as_bool(), config["preview_urls"].as_bool()), (Some(true), Some(false)));
    }

    #[test]
    fn ids_are_set_in_the_right_table() {
        let mut config: DocumentMut = BASE.parse().unwrap();
        assert_eq!(name_of(&config, "d1_databases", "database_name").unwrap(), "warren-directory");
        set_in_first(&mut config, "d1_databases", "database_id", "abc").unwrap();
        assert!(config.to_string().contains("database_id = \"abc\""));
        assert!(set_in_first(&mut config, "kv_namespaces", "id", "abc").is_err());
    }

    #[test]
    fn ids_are_found_in_what_wrangler_prints() {
        let output =
            "a warning\n[\n  {\"uuid\": \"u1\", \"name\": \"other\"},\n  {\"uuid\": \"u2\", \"name\": \"mine\"}\n]\n";
        assert_eq!(id_of(output, ("name", "uuid"), "mine").unwrap().as_deref(), Some("u2"));
        assert_eq!(id_of(output, ("name", "uuid"), "min").unwrap(), None);
        assert_eq!(id_of("[]", ("name", "uuid"), "mine").unwrap(), None);
        assert!(id_of("You are not signed in.", ("name", "uuid"), "mine").is_err());
    }

    #[test]
    fn buckets_are_found_in_what_wrangler_prints() {
        let output =
            "Listing buckets...\nname:           warren-mail\ncreation_date:  2026-11-01\n\nname:           b\n";
        assert_eq!(buckets(output), ["warren-mail", "b"]);
    }
}
