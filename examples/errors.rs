//! Prints docs/ERRORS.md with the table of error codes from `src/error.rs`.

use std::fmt::Write;

use warren::error::Code;

const START: &str = "<!-- codes -->\n";
const END: &str = "<!-- end of codes -->\n";

/// Replaces the table between the two marks of the page.
pub fn page(page: &str) -> Option<String> {
    let (introduction, rest) = page.split_once(START)?;
    let (_, end) = rest.split_once(END)?;
    Some(format!("{introduction}{START}{}{END}{end}", table()))
}

fn table() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| (code.status(), code.as_str()));
    let mut table = "| status | code | meaning |\n|---|---|---|\n".to_owned();
    for code in codes {
        _ = writeln!(table, "| {} | `{}` | {} |", code.status(), code.as_str(), code.meaning());
    }
    table
}

fn main() -> Result<(), &'static str> {
    print!("{}", page(include_str!("../docs/ERRORS.md")).ok_or("docs/ERRORS.md has no marks around its table")?);
    Ok(())
}
