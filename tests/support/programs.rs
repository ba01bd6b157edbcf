//! Programs of the workspace, as processes on this machine.

use std::path::PathBuf;
use std::process::Command;

/// The path of a program, which is built from this checkout.
pub fn built(package: &str, program: &str) -> PathBuf {
    let root = env!("CARGO_MANIFEST_DIR");
    let build = ["build", "--quiet", "-p", package];
    let status = Command::new(env!("CARGO")).args(build).current_dir(root).status().unwrap();
    assert!(status.success(), "{package} does not build");
    // Beside the folder of this program: `target/debug/deps`.
    std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join(program)
}
