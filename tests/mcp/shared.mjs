// The scenario of all official clients in TypeScript: connect, call tools, receive an update of a resource, and make a charge that a
// person has to approve.
// Arguments: URL, `legacy` or `modern`, and a key. Without a key the client signs in with OAuth. The first line of stdin is JSON:
// `calls` (tools with their arguments), `resource` (to subscribe to) and `charge` (arguments). The results are printed as JSON lines.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const [url, era, key] = process.argv.slice(2);
export const isModern = era === "modern";

/**
 * Runs the scenario. `sdk` has the SDK's classes. The functions are what differs between its generations: `newClient` creates a client,
 * `onNotification` sets a handler, `subscribe` subscribes to a resource, `finishAuth` redeems the parameters of the redirect, and
 * `version` returns the negotiated revision.
 */
export async function run(sdk, { newClient, onNotification, subscribe, finishAuth, version }) {
  const options = key ? { requestInit: { headers: { Authorization: `Bearer ${key}` } } } : await signedIn(sdk, newClient, finishAuth);
  const client = newClient();
  const next = (method) => new Promise((resolve) => onNotification(client, method, ({ params }) => resolve(params)));
  const updated = next("notifications/resources/updated");
  const completed = next("notifications/elicitation/complete");
  const transport = new sdk.StreamableHTTPClientTransport(new URL(url), options);
  await client.connect(transport);
  const { tools } = await client.listTools();
  print({ connected: version(client, transport), tools: tools.map(({ name }) => name) });

  const { calls, resource, charge } = await readTask();
  const failed = {};
  for (const [name, args] of calls) {
    // The client checks the result against the tool's schema.
    const result = await client.callTool({ name, arguments: args }).catch((error) => ({ isError: true, content: String(error) }));
    if (result.isError) failed[name] = result.content;
  }
  print({ failed });

  await subscribe(client, resource);
  print({ subscribed: resource });
  print({ updated: (await updated).uri });

  const call = { name: "charge", arguments: charge };
  const charged = await client.callTool(call).catch(async (error) => {
    if (!(error instanceof sdk.UrlElicitationRequiredError)) throw error;
    const [{ url, elicitationId }] = error.elicitations;
    print({ elicitation: url });
    print({ completed: (await completed).elicitationId === elicitationId });
    return client.callTool(call);
  });
  print({ charged: charged.structuredContent.amount_usdc });
  await client.close();
  process.exit();
}

export function print(what) {
  console.log(JSON.stringify(what));
}

async function readTask() {
  for await (const line of createInterface({ input: process.stdin })) return JSON.parse(line);
}

/** Signs in, with a person in a browser. Returns the options of a transport that has the token. */
async function signedIn({ StreamableHTTPClientTransport, UnauthorizedError }, newClient, finishAuth) {
  const state = "a-state-of-its-own";
  const { redirectUrl, callback } = await redirectServer();
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
    state: () => state,
    clientInformation: () => stored.client,
    saveClientInformation: (client) => void (stored.client = client),
    tokens: () => stored.tokens,
    saveTokens: (tokens) => void (stored.tokens = tokens),
    codeVerifier: () => stored.verifier,
    saveCodeVerifier: (verifier) => void (stored.verifier = verifier),
    // With these two, 2.x checks that the code comes from the authorization server that it was sent to.
    discoveryState: () => stored.discovery,
    saveDiscoveryState: (discovery) => void (stored.discovery = discovery),
    redirectToAuthorization: ({ href }) => print({ authorize: href }),
  };
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
  await newClient().connect(transport).then(
    () => Promise.reject(new Error("connected without signing in")),
    (error) => {
      if (!(error instanceof UnauthorizedError)) throw error;
    },
  );
  const parameters = await callback;
  if (parameters.get("state") !== state) throw new Error("the state is another one");
  await finishAuth(transport, parameters);
  return { authProvider };
}

/** Serves a redirect URI. `callback` are the parameters of the redirect. */
async function redirectServer() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const redirectUrl = `http://127.0.0.1:${server.address().port}/callback`;
  const callback = new Promise((resolve) =>
    server.on("request", (request, response) => {
      const { pathname, searchParams } = new URL(request.url, redirectUrl);
      response.end("You can close this page.");
      if (pathname === "/callback") resolve(searchParams);
    }),
  );
  return { redirectUrl, callback };
}
