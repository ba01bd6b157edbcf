import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { verifyWebhook, WebhookVerificationError } from "../src/index.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = '{"type":"email.received","id":"ev_1","timestamp":"2026-04-01T10:00:00.000Z","data":{"subject":"✓"}}';

function signed(secret: string | Buffer, body = BODY, seconds = Math.floor(Date.now() / 1000)) {
  const key = typeof secret === "string" ? Buffer.from(secret.slice(6), "base64") : secret;
  const signature = createHmac("sha256", key).update(`ev_1.${seconds}.${body}`).digest("base64");
  return { "webhook-id": "ev_1", "webhook-timestamp": String(seconds), "webhook-signature": `v1,${signature}` };
}

test("the example of Standard Webhooks", async () => {
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  const body = '{"test": 2432232314}';
  assert.deepEqual(await verifyWebhook(body, headers, SECRET, { tolerance: Infinity }), { test: 2432232314 });
  await assert.rejects(verifyWebhook(body, headers, SECRET), WebhookVerificationError);
});

test("a signed request, as text and as bytes, by a secret of either form, with headers in any case", async () => {
  assert.equal((await verifyWebhook(BODY, signed(SECRET), SECRET)).id, "ev_1");
  const headers = new Headers(signed(Buffer.from("my own secret")));
  const event = await verifyWebhook(new TextEncoder().encode(BODY), headers, "my own secret");
  assert.deepEqual(event.data, { subject: "✓" });
  const titled = Object.fromEntries(Object.entries(signed(SECRET)).map(([name, value]) => [name.toUpperCase(), value]));
  assert.equal((await verifyWebhook(BODY, titled, SECRET)).id, "ev_1");
});

test("two signatures while a secret is being rotated", async () => {
  const other = signed("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")["webhook-signature"];
  const headers = signed(SECRET);
  headers["webhook-signature"] = `${other} v2,abc v1,% ${headers["webhook-signature"]}`;
  assert.equal((await verifyWebhook(BODY, headers, SECRET)).type, "email.received");
});

test("everything else is refused", async () => {
  const now = Math.floor(Date.now() / 1000);
  const good = signed(SECRET);
  const bad: [string, Record<string, string>][] = [
    [BODY.replace("ev_1", "ev_2"), good],
    [BODY, { ...good, "webhook-id": "ev_2" }],
    [BODY, { ...good, "webhook-timestamp": String(now - 1) }],
    [BODY, signed(SECRET, BODY, now - 330)],
    [BODY, signed(SECRET, BODY, now + 330)],
    [BODY, { ...good, "webhook-timestamp": "soon" }],
    [BODY, { ...good, "webhook-signature": "" }],
    [BODY, signed("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
    [BODY, {}],
  ];
  for (const [body, headers] of bad) await assert.rejects(verifyWebhook(body, headers, SECRET), WebhookVerificationError);
});
