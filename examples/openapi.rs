//! Prints the OpenAPI document of this code.

fn main() -> serde_json::Result<()> {
    println!("{}", warren::api::document().to_pretty_json()?);
    Ok(())
}
