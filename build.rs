//! Passes the names of the migrations to the worker, which is ready when its database has all of them.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?).join("migrations");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".sql") {
            names.push(format!("\"{name}\""));
        }
    }
    names.sort();
    println!("cargo:rustc-env=MIGRATIONS=[{}]", names.join(","));
    Ok(())
}
