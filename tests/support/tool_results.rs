//! What every result of a tool is: as the tool's schema says, short, and with the words of others fenced.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{McpClient, text};

const MAX_BYTES: usize = 64 * 1024;
/// The field that marks words of others.
const MARK: &str = "untrusted_content";

/// The schemas of the results of all tools.
pub struct ToolResults(BTreeMap<String, Validator>);

impl ToolResults {
    pub async fn of(client: &McpClient) -> Self {
        let listed = client.result("tools/list", json!({})).await;
        let tools = listed["tools"].as_array().unwrap().iter();
        let validators = tools.map(|tool| {
            for schema in ["inputSchema", "outputSchema"] {
                assert_eq!(tool[schema]["type"], "object", "{tool}");
                assert!(!tool[schema].to_string().contains("#/components"), "{tool}");
            }
            let validator = jsonschema::validator_for(&tool["outputSchema"]);
            (text(&tool["name"]), validator.unwrap_or_else(|error| panic!("{}: {error}", tool["name"])))
        });
        Self(validators.collect())
    }

    /// The names of the tools.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Checks a result that is no error.
    #[track_caller]
    pub fn check(&self, name: &str, result: &Value) {
        assert!(result["isError"] != true, "{name}: {result}");
        is_short(name, result);
        let reply = &result["structuredContent"];
        let faults: Vec<_> = self.0[name].iter_errors(reply).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}\n{reply}");
    }

    /// Checks a result with words of others: they stand between two lines that nobody could know.
    #[track_caller]
    pub fn check_fenced(&self, name: &str, result: &Value) {
        self.check(name, result);
        let mut reply = result["structuredContent"].clone();
        let mark = reply.as_object_mut().unwrap().remove(MARK);
        assert!(mark.is_some_and(|mark| mark.is_string()), "{name}: {result}");
        let fenced = text(&result["content"][1]["text"]);
        let lines: Vec<_> = fenced.split(['\n', '\r']).collect();
        assert_eq!(lines.len(), 3, "{name}: {fenced}");
        let is_fence = lines[0].strip_prefix("untrusted ").is_some_and(|secret| secret.len() >= 12);
        assert!(is_fence && lines[0] == lines[2] && !lines[1].contains(lines[0]), "{name}: {fenced}");
        assert!(text(&result["content"][0]["text"]).contains(lines[0]), "{name}: {result}");
        assert_eq!(serde_json::from_str::<Value>(lines[1]).unwrap(), reply, "{name}");
        assert_eq!(result["content"].as_array().unwrap().len(), 2, "{name}");
    }
}

/// The limit of every result.
#[track_caller]
pub fn is_short(name: &str, result: &Value) {
    let length = result.to_string().len();
    assert!(length <= MAX_BYTES, "{name}: {length} bytes");
}
