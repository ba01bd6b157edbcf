//! Writes a systemd unit.

use std::{env, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{config::Config, limits::DAEMON_CGROUP};

const UNIT: &str = "/etc/systemd/system/warren-runner.service";
/// The exit code of a runner whose key is not valid any more: to start it again does not help.
pub const KEY_ENDED: u8 = 78;

/// Prints the unit, or writes it.
pub fn install(config_path: &Path, user: &str, print: bool) -> Result<()> {
    if user.is_empty() || user == "root" {
        bail!("name a user of its own with --user: agents can do everything that the runner's user can");
    }
    let program = env::current_exe()?;
    let unit = unit(&program, config_path, user);
    if print {
        print!("{unit}");
        return Ok(());
    }
    fs::write(UNIT, unit).with_context(|| format!("cannot write {UNIT}; run as root, or with --print"))?;
    eprintln!("wrote {UNIT}; start it with: systemctl daemon-reload && systemctl enable --now warren-runner");
    Ok(())
}

/// What the daemon needs: only itself is ended when it is stopped, and it has a cgroup beside which those of runs are made.
fn unit(program: &Path, config: &Path, user: &str) -> String {
    format!(
        "[Unit]
Description=Warren runner
Wants=network-online.target
After=network-online.target

[Service]
User={user}
ExecStart={} --config {} run
Restart=always
RestartSec=5
RestartPreventExitStatus={KEY_ENDED}
KillMode=process
Delegate=memory pids
DelegateSubgroup={DAEMON_CGROUP}
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=multi-user.target
",
        quoted(program),
        quoted(config),
    )
}

/// A word of a command line, as systemd reads it.
fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{text}\"")
}

/// Whether a configuration was named, or where it is by default.
pub fn config_path(named: Option<&Path>) -> Result<std::path::PathBuf> {
    let path = named.map_or_else(Config::default_path, Path::to_owned);
    std::path::absolute(&path).with_context(|| format!("cannot find {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_names_program_configuration_and_user() {
        let unit = unit(Path::new("/opt/a b/warren-runner"), Path::new("/etc/100%.toml"), "agents");
        assert!(unit.contains("\nUser=agents\n"));
        assert!(unit.contains("\nExecStart=\"/opt/a b/warren-runner\" --config \"/etc/100%%.toml\" run\n"));
    }

    #[test]
    fn root_is_refused() {
        assert!(install(Path::new("/c"), "root", true).is_err() && install(Path::new("/c"), "", true).is_err());
    }
}
