import assert from "node:assert/strict";
import { test } from "node:test";
import { findCode, Warren } from "../src/index.ts";

test("the code of a text", () => {
  const texts: [string, string | undefined][] = [
    ["Hello Ada, your code is 4711 ✓", "4711"],
    ["123456 is your verification code.", "123456"],
    ["Order 20260401. Your code: 845 213.", "845213"],
    ["© 2026 Example. Enter this code:\n\n  AB1-2CD", "AB1-2CD"],
    ["Your one-time password\n839201\nvalid for 10 minutes", "839201"],
    ["Call 555-0100-22 or pay 1,500.00", undefined],
    ["See https://example.com/12345", undefined],
    ["Lunch at one?", undefined],
  ];
  for (const [text, code] of texts) assert.equal(findCode(text), code, text);
});

/** A client of a server with these messages, which arrive one after the other. */
function mailbox(...texts: string[]) {
  const asked: (string | null)[] = [];
  const messages = texts.map((text, index) => ({ id: `msg_${index + 1}`, cursor: index + 1, subject: "Hi", extracted_text: text }));
  const fetch = async (input: RequestInfo | URL) => {
    const { pathname, searchParams } = new URL((input as Request).url);
    if (pathname === "/v1/email/inbox") return Response.json({ messages: [messages[0]] });
    if (pathname.startsWith("/v1/email/messages/")) return Response.json(messages.find(({ id }) => pathname.endsWith(id)));
    asked.push(searchParams.get("since"));
    const next = messages.find(({ cursor }) => cursor > Number(searchParams.get("since")));
    return next ? Response.json(next) : new Response(null, { status: 204 });
  };
  return { asked, warren: new Warren({ url: "https://warren.example", fetch }) };
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
});

test("no code in time is an error", async () => {
  const { warren } = mailbox("Hello");
  await assert.rejects(warren.waitForCode({ address: "ada@warren.example", timeout: 0.05 }), { name: "TimeoutError" });
});
