// The scenario of shared.mjs with `@modelcontextprotocol/sdk` 1.x, which speaks the revisions until 2025-11-25.
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  ElicitationCompleteNotificationSchema, ResourceUpdatedNotificationSchema, UrlElicitationRequiredError,
} from "@modelcontextprotocol/sdk/types.js";
import { run } from "./shared.mjs";

const schemas = [ElicitationCompleteNotificationSchema, ResourceUpdatedNotificationSchema];

await run(
  { Client, StreamableHTTPClientTransport, UnauthorizedError, UrlElicitationRequiredError },
  {
    newClient: () => new Client({ name: "test", version: "1" }, { capabilities: { elicitation: { url: {} } } }),
    onNotification: (client, method, handler) =>
      client.setNotificationHandler(schemas.find((schema) => schema.shape.method.value === method), handler),
    subscribe: (client, uri) => client.subscribeResource({ uri }),
    finishAuth: (transport, parameters) => transport.finishAuth(parameters.get("code")),
    version: (_, transport) => transport.protocolVersion,
  },
);
