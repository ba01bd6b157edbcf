// The quickstart as a client's author writes it, with types made from openapi.json. The server's address is the first argument.
import createClient from "openapi-fetch";
import type { paths } from "./api.d.ts";

declare const process: { argv: string[] };
const baseUrl = process.argv[2];

/** The value of a reply, which must be a success. */
function ok<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data === undefined) throw new Error(`${response.status} of ${response.url}: ${JSON.stringify(error)}`);
  return data;
}

const client = (key: string) => createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });

// An agent registers, sends itself a message and reads it.
const anybody = createClient<paths>({ baseUrl });
const agent = ok(await anybody.POST("/v1/auth/agent-register", { body: { recovery_email: "you@example.com" } }));
const warren = client(agent.api_key);
const address: string = agent.email_address;
const sent = ok(
  await warren.POST("/v1/email/send", { body: { from: address, to: address, subject: "Hello", text: "Lunch at one?" } }),
);
const inbox = ok(await warren.GET("/v1/email/inbox", { params: { query: { address } } }));
const [first] = inbox.messages;
const message = ok(
  await warren.GET("/v1/email/messages/{id}", {
    params: { path: { id: first.message_id }, query: { address } },
  }),
);
const subject: string | null | undefined = message.subject;

// A pod is a namespace of its own: its key opens nothing else.
const pod = ok(await warren.POST("/v1/pods", { body: { name: "acme" } }));
const inPod = client(pod.api_key);
const support = ok(await inPod.POST("/v1/emails", { body: { local_part: "front-desk" } }));
const refused = await inPod.GET("/v1/email/inbox", { params: { query: { address } } });
const pod_id = pod.pod_id;
ok(await warren.DELETE("/v1/pods/{pod_id}", { params: { path: { pod_id } } }));
const suspended = await inPod.GET("/v1/email/addresses");
const resumed = ok(await warren.POST("/v1/pods/{pod_id}/resume", { params: { path: { pod_id } } }));

console.log(
  JSON.stringify({
    status: sent.status,
    subject,
    body: message.body,
    support: support.address,
    refused: refused.error?.error,
    suspended: suspended.error?.error,
    resumed: resumed.status,
  }),
);
