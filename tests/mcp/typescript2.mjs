// The scenario of shared.mjs with `@modelcontextprotocol/client` 2.x, which speaks both eras.
import * as sdk from "@modelcontextprotocol/client";
import { isModern, print, run } from "./shared.mjs";

await run(sdk, {
  newClient,
  onNotification: (client, method, handler) => client.setNotificationHandler(method, handler),
  subscribe: (client, uri) =>
    isModern ? client.listen({ resourceSubscriptions: [uri] }) : client.subscribeResource({ uri }),
  finishAuth: (transport, parameters) => transport.finishAuth(parameters),
  version: (client) => client.getNegotiatedProtocolVersion(),
});

function newClient() {
  const client = new sdk.Client(
    { name: "test", version: "1" },
    { capabilities: { elicitation: { url: {} } }, versionNegotiation: { mode: isModern ? "auto" : "legacy" } },
  );
  // The person opens the page. The SDK then repeats the call, which completes when the person has decided.
  client.setRequestHandler("elicitation/create", ({ params }) => {
    print({ elicitation: params.url });
    return { action: "accept" };
  });
  return client;
}
