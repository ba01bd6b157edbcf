//! Prints the catalog of MCP tools of this code.

fn main() {
    println!("{}", warren::api::tool_catalog());
}
