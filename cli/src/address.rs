//! The mailbox that a command is about.

use anyhow::{Result, bail};
use clap::Args;

use crate::api::Api;

#[derive(Args)]
pub struct AddressArgument {
    /// The mailbox. Default: the only address.
    #[arg(long, env = "WARREN_ADDRESS")]
    address: Option<String>,
}

impl AddressArgument {
    pub fn find(&self, api: &Api) -> Result<String> {
        find(api, self.address.as_deref(), "--address")
    }
}

/// The address that was named, or the only one.
pub fn find(api: &Api, named: Option<&str>, option: &str) -> Result<String> {
    if let Some(address) = named {
        return Ok(address.to_owned());
    }
    let reply = api.get("/v1/email/addresses").send()?.json()?;
    let addresses: Vec<_> = reply["addresses"].as_array().into_iter().flatten().filter_map(|it| it.as_str()).collect();
    match addresses.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => bail!("you have no address yet: pass {option} with the one that you want"),
        several => bail!("you have several addresses: pass {option} with one of {}", several.join(", ")),
    }
}
