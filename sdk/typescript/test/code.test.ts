import assert from "node:assert/strict";
import { test } from "node:test";
import { findCode, Warren, type WarrenOptions } from "../src/index.ts";

test("the code of a text", () => {
  const texts: [string, string | undefined][] = [
    ["Hello Ada, your code is 4711 ✓", "4711"],
    ["123456 is your verification code.", "123456"],
    ["Order 20260401. Your code: 845 213.", "845213"],
    ["© 2026 Example. Enter this code:\n\n  AB1-2CD", "AB1-2CD"],
    ["Your one-time password\n839201\nvalid for 10 minutes", "839201"],
    ["您的验证码是4711。", "4711"],
    ["Call 555-0100-22 or pay 1,500.00", undefined],
    ["See https://example.com/12345", undefined],
    ["Lunch at one?", undefined],
  ];
  for (const [text, code] of texts) assert.equal(findCode(text), code, text);
});

/** A client of a server with these messages, which arrive one after the other. */
function mailbox(...texts: string[]) {
  const asked: (string | null)[] = [];
  const waits: number[] = [];
  const messages = texts.map((text, index) => ({ id: `msg_${index + 1}`, cursor: index + 1, subject: "Hi", extracted_text: text }));
  const fetch = async (input: RequestInfo | URL) => {
    const { pathname, searchParams } = new URL((input as Request).url);
    if (pathname === "/v1/email/inbox") return Response.json({ messages: [messages[0]] });
    if (pathname.startsWith("/v1/email/messages/")) return Response.json(messages.find(({ id }) => pathname.endsWith(id)));
    asked.push(searchParams.get("since"));
    waits.push(Number(searchParams.get("timeout")));
    const next = messages.find(({ cursor }) => cursor > Number(searchParams.get("since")));
    return next ? Response.json(next) : new Response(null, { status: 204 });
  };
  const client = (options: WarrenOptions) => new Warren({ url: "https://warren.example", fetch, ...options });
  return { asked, waits, client, warren: client({}) };
}

test("it waits past messages without a code, from the newest one on", async () => {
  const { asked, warren } = mailbox("Your old code is 1111", "Welcome!", "Your code is 2222");
  const { code, message } = await warren.waitForCode({ address: "ada@warren.example" });
  assert.deepEqual([code, message.id, asked], ["2222", "msg_3", ["1", "2"]]);
});

test("a pattern of the caller", async () => {
  const { warren } = mailbox("", "Your code is 2222, your table is T-9");
  const { code } = await warren.waitForCode({ address: "ada@warren.example", pattern: /table is (\S+)/ });
  assert.equal(code, "T-9");
  const another = mailbox("", "Your code is 2222, your table is T-9, not T-8").warren;
  assert.equal((await another.waitForCode({ address: "ada@warren.example", pattern: /T-(\d)/g })).code, "9");
});

test("no code in time is an error", async () => {
  const { warren } = mailbox("Hello");
  await assert.rejects(warren.waitForCode({ address: "ada@warren.example", timeout: 0.05 }), { name: "TimeoutError" });
});

test("without a timeout it asks once", async () => {
  const { asked, waits, warren } = mailbox("", "Your code is 2222");
  assert.equal((await warren.waitForCode({ address: "ada@warren.example", timeout: 0 })).code, "2222");
  await assert.rejects(warren.waitForCode({ address: "ada@warren.example", since: "2", timeout: 0 }), { name: "TimeoutError" });
  assert.deepEqual([asked, waits], [["1", "2"], [0, 0]]);
});

test("one request waits less than the client waits for a reply", async () => {
  const { waits, client } = mailbox("", "Your code is 2222");
  for (const timeout of [undefined, 600_000, 30_000, 2_000]) {
    await client({ timeout }).waitForCode({ address: "ada@warren.example" });
  }
  assert.deepEqual(waits, [55, 55, 25, 1]);
});
