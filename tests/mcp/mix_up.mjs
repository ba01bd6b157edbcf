// The official client of 2026-07-28 gets an answer that another authorization server seems to have sent (RFC 9207), or nobody.
// Argument: URL. Prints what it saw, as JSON lines: the authorization request, then the errors of the wrong answers and the scope that
// the right one has given.
import { createServer } from "node:http";
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";

const [url] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));

let heard;
const callback = new Promise((resolve) => (heard = resolve));
const server = createServer((request, response) => {
  response.end();
  heard(new URL(request.url, "http://127.0.0.1").searchParams);
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const redirectUrl = `http://127.0.0.1:${server.address().port}/callback`;

const stored = {};
const authProvider = {
  redirectUrl,
  clientMetadata: { client_name: "An official client", redirect_uris: [redirectUrl], token_endpoint_auth_method: "none" },
  clientInformation: () => stored.client,
  saveClientInformation: (client) => void (stored.client = client),
  tokens: () => stored.tokens,
  saveTokens: (tokens) => void (stored.tokens = tokens),
  codeVerifier: () => stored.verifier,
  saveCodeVerifier: (verifier) => void (stored.verifier = verifier),
  redirectToAuthorization: ({ href }) => say({ authorize: href }),
};

const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
await new Client({ name: "test", version: "1" }, { capabilities: {} }).connect(transport).catch((error) => {
  if (!(error instanceof UnauthorizedError)) throw error;
});
const answer = await callback;
const errors = [];
for (const issuer of ["https://evil.example", undefined]) {
  const wrong = new URLSearchParams(answer);
  if (issuer) wrong.set("iss", issuer);
  else wrong.delete("iss");
  await transport.finishAuth(wrong).then(
    () => errors.push("accepted"),
    (error) => errors.push(error.constructor.name),
  );
}
await transport.finishAuth(answer);
say({ errors, scope: stored.tokens.scope });
server.close();
process.exit();
