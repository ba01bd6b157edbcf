import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, Warren, WarrenError } from "../src/index.ts";

type Answer = Response | Error;

/** A client whose requests get these answers in turn, and the requests that it sent. */
function scripted(...answers: Answer[]) {
  const requests: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    requests.push(input as Request);
    const answer = answers.shift();
    assert(answer, "one request too many");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const warren = new Warren({ url: "https://warren.example/", apiKey: "al_live_key", fetch });
  return { warren, requests };
}

const ok = (body: object) => Response.json(body);
const refused = (status: number, headers: Record<string, string> = {}, body: object = {}) =>
  Response.json(body, { status, headers });
const message = { body: { from: "ada@warren.example", to: "bob@warren.example", text: "Hello" } };

test("a request has the key and the address of the deployment", async () => {
  const { warren, requests } = scripted(ok({ name: "ada" }));
  assert.equal((await warren.getAccount()).name, "ada");
  assert.equal(requests[0]!.url, "https://warren.example/v1/account/me");
  assert.equal(requests[0]!.headers.get("authorization"), "Bearer al_live_key");
});

test("a read is repeated after errors of the network and of proxies", async () => {
  const failed = new TypeError("fetch failed");
  const { warren, requests } = scripted(failed, refused(502, { "retry-after": "0" }), ok({ name: "ada" }));
  assert.equal((await warren.getAccount()).name, "ada");
  assert.equal(requests.length, 3);
});

test("a write is repeated with the same Idempotency-Key", async () => {
  const { warren, requests } = scripted(new TypeError("fetch failed"), refused(503, { "retry-after": "0" }), ok({ id: "out_1" }));
  assert.equal((await warren.sendEmail(message)).id, "out_1");
  const keys = new Set(requests.map((request) => request.headers.get("idempotency-key")));
  assert.equal(keys.size, 1);
  assert.match([...keys][0]!, /^[0-9a-f-]{36}$/);
  for (const request of requests) assert.deepEqual(await request.json(), message.body);
});

test("an Idempotency-Key of the caller stays", async () => {
  const { warren, requests } = scripted(ok({}));
  await warren.sendEmail({ ...message, headers: { "Idempotency-Key": "order-42" } });
  assert.equal(requests[0]!.headers.get("idempotency-key"), "order-42");
});

test("a write that the server could do twice is not repeated", async () => {
  const { warren, requests } = scripted(new TypeError("fetch failed"), refused(503, { "retry-after": "0" }));
  await assert.rejects(warren.registerAgent({ body: { name: "ada" } }), ConnectionError);
  await assert.rejects(warren.putSecret({ path: { key: "k" }, body: { ciphertext: "c" } }), { code: "http_503" });
  assert.equal(requests.length, 2);
});

test("a refused request is repeated when the server says when, whatever its method", async () => {
  const limited = () => refused(429, { "retry-after": "0" });
  const { warren, requests } = scripted(limited(), limited(), ok({ name: "ada" }));
  await warren.registerAgent({ body: { name: "ada" } });
  assert.equal(requests.length, 3);
});

test("a limit that is over only tomorrow is an error now", async () => {
  for (const headers of [{ "retry-after": "3600" }, {}] as Record<string, string>[]) {
    const { warren } = scripted(refused(429, headers, { error: "rate_limited" }));
    const error = await warren.getAccount().catch((error: unknown) => error);
    assert(error instanceof WarrenError);
    assert.equal(error.code, "rate_limited");
    assert.equal(error.retryAfter, headers["retry-after"] ? 3600 : undefined);
  }
});

test("retries end", async () => {
  const busy = () => refused(503, { "retry-after": "0" }, { error: "not_ready" });
  const { warren, requests } = scripted(busy(), busy(), busy(), busy());
  await assert.rejects(warren.getAccount(), { code: "not_ready", status: 503 });
  assert.equal(requests.length, 4);
});

test("an error has what the reply says", async () => {
  const body = { error: "not_found", code: "not_found", message: "No such pod.", fix: "Check the id.", request_id: "req_1" };
  const { warren } = scripted(refused(404, {}, body));
  await assert.rejects(warren.getPod({ path: { pod_id: "pod_1" } }), {
    name: "WarrenError",
    code: "not_found",
    status: 404,
    message: "No such pod.",
    fix: "Check the id.",
    requestId: "req_1",
    body,
  });
});

test("a request that the caller ends is not repeated", async () => {
  const { warren } = scripted(refused(503, { "retry-after": "30" }));
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(warren.getAccount({ signal: controller.signal }), reason);
});

test("no reply in time is an error", async () => {
  const fetch = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason)));
  const warren = new Warren({ url: "https://warren.example", fetch, timeout: 20, maxRetries: 0 });
  const error = await warren.getAccount().catch((error: unknown) => error);
  assert(error instanceof ConnectionError);
  assert.equal((error.cause as DOMException).name, "TimeoutError");
});

test("a file keeps its bytes", async () => {
  const { warren } = scripted(new Response("apple,1\n", { headers: { "content-type": "text/csv" } }));
  const file = await warren.getAttachment({ path: { id: "msg_1", index: 0 }, query: { address: "ada@warren.example" } });
  assert(file instanceof Blob);
  assert.equal(await file.text(), "apple,1\n");
});
