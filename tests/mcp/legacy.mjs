// The official client of 2025-11-25: signs in with a key, lists and calls tools, hears of mail, and is asked for an approval.
// Arguments: URL, key, address. Prints what it saw, as JSON lines.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ResourceUpdatedNotificationSchema, UrlElicitationRequiredError } from "@modelcontextprotocol/sdk/types.js";

const [url, key, address] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${key}` } } });
const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: { url: {} } } });
await client.connect(transport);
const updated = new Promise((resolve) =>
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)),
);
const { tools } = await client.listTools();
const me = await client.callTool({ name: "who_am_i", arguments: {} });
const list = await client.callTool({ name: "list_messages", arguments: { address } });
await client.subscribeResource({ uri: `warren://inboxes/${address}` });
say({ ready: true, tools: tools.length, account: me.structuredContent.account.id, messages: list.structuredContent.messages.length });
say({ updated: await updated });
try {
  await client.callTool({ name: "charge", arguments: { amount: 500, category: "api", idempotency_key: "legacy" } });
  say({ asked: null });
} catch (error) {
  say({ asked: error instanceof UrlElicitationRequiredError ? error.elicitations[0].url : String(error) });
}
await client.close();
