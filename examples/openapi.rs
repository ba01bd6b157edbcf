//! Prints the OpenAPI document of this code.

fn main() {
    match warren::api::document().to_pretty_json() {
        Ok(document) => println!("{document}"),
        Err(error) => eprintln!("the document cannot be written: {error}"),
    }
}
