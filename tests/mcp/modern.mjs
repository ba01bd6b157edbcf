// The official client of 2026-07-28: as legacy.mjs, and a call goes on when a person has approved it.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, key, address] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${key}` } } });
const client = new Client(
  { name: "test", version: "1" },
  { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: "auto" } },
);
client.setRequestHandler("elicitation/create", async ({ params }) => {
  say({ asked: params.url });
  return { action: "accept" };
});
const updated = new Promise((resolve) =>
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => resolve(params.uri)),
);
await client.connect(transport);
const { tools } = await client.listTools();
const me = await client.callTool({ name: "who_am_i", arguments: {} });
const list = await client.callTool({ name: "list_messages", arguments: { address } });
const subscription = await client.listen({ resourceSubscriptions: [`warren://inboxes/${address}`] });
const ready = { tools: tools.length, account: me.structuredContent.account.id, messages: list.structuredContent.messages.length };
say({ ready: true, era: client.getProtocolEra(), ...ready });
say({ updated: await updated });
const charged = await client.callTool({ name: "charge", arguments: { amount: 500, category: "api", idempotency_key: "modern" } });
say({ charged: charged.structuredContent.amount_usdc });
await subscription.close?.();
await client.close();
