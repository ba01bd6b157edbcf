// The official clients sign in: `sdk` is that of 2025-11-25, `client` that of 2026-07-28. The first line of stdin is JSON: the tools
// to call, each with its arguments. The client checks each result against the tool's schema.
// Arguments: URL, `sdk` or `client`. Prints what it saw, as JSON lines.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const [url, kind] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const { Client, StreamableHTTPClientTransport, UnauthorizedError } = await library();
const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

let heard;
const callback = new Promise((resolve) => (heard = resolve));
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  response.end(pathname === "/callback" ? "You can close this page." : "");
  if (pathname === "/callback") heard(searchParams);
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const redirectUrl = `http://127.0.0.1:${server.address().port}/callback`;

const stored = {};
const authProvider = {
  redirectUrl,
  clientMetadata: {
    client_name: "An official client",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  state: () => "a-state-of-its-own",
  clientInformation: () => stored.client,
  saveClientInformation: (client) => void (stored.client = client),
  tokens: () => stored.tokens,
  saveTokens: (tokens) => void (stored.tokens = tokens),
  codeVerifier: () => stored.verifier,
  saveCodeVerifier: (verifier) => void (stored.verifier = verifier),
  redirectToAuthorization: ({ href }) => say({ authorize: href }),
};

const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
await newClient().connect(transport).then(
  () => say({ refused: false }),
  (error) => {
    if (!(error instanceof UnauthorizedError)) throw error;
  },
);
const answer = await callback;
if (answer.get("state") !== "a-state-of-its-own") throw new Error("another state came back");
await transport.finishAuth(...(kind === "sdk" ? [answer.get("code")] : [answer]));
const client = newClient();
await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
const { tools } = await client.listTools();
say({ signed_in: true, issuer: answer.get("iss"), scope: stored.tokens.scope, tools: tools.map(({ name }) => name) });

const { value: line } = await input.next();
const failed = {};
for (const [name, args] of JSON.parse(line)) {
  const result = await client.callTool({ name, arguments: args }).catch((error) => ({ isError: true, content: String(error) }));
  if (result.isError) failed[name] = result.content;
}
say({ failed });
await client.close();
server.close();
process.exit();

function newClient() {
  return new Client({ name: "test", version: "1" }, { capabilities: {} });
}

async function library() {
  if (kind === "client") return import("@modelcontextprotocol/client");
  const [{ Client }, { StreamableHTTPClientTransport }, { UnauthorizedError }] = await Promise.all([
    import("@modelcontextprotocol/sdk/client/index.js"),
    import("@modelcontextprotocol/sdk/client/streamableHttp.js"),
    import("@modelcontextprotocol/sdk/client/auth.js"),
  ]);
  return { Client, StreamableHTTPClientTransport, UnauthorizedError };
}
