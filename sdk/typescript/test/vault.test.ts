import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generateSeed, Sealer, Vault, Warren } from "../src/index.ts";

const SPECIFICATION = readFileSync(new URL("../../../docs/vault-crypto.md", import.meta.url), "utf8");
const VECTORS = JSON.parse(SPECIFICATION.split("```json\n")[1]!.split("```")[0]!);
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

test("the vectors of the specification", async () => {
  assert(VECTORS.length >= 3);
  for (const { seed, account, key, version, nonce, secret, envelope } of VECTORS) {
    const sealer = new Sealer(unhex(seed), account);
    assert.equal(await sealer.seal(key, version, unhex(secret), unhex(nonce)), envelope);
    assert.deepEqual(await sealer.open(key, version, envelope), unhex(secret));
  }
});

test("an envelope opens nowhere but in its place, and not changed", async () => {
  const seed = generateSeed();
  const secret = new TextEncoder().encode("secret");
  const envelope = await new Sealer(seed, "acc_a").seal("key", 7, secret);
  assert.deepEqual(await new Sealer(seed, "acc_a").open("key", 7, envelope), secret);
  await assert.rejects(new Sealer(generateSeed(), "acc_a").open("key", 7, envelope));
  await assert.rejects(new Sealer(seed, "acc_b").open("key", 7, envelope));
  await assert.rejects(new Sealer(seed, "acc_a").open("kez", 7, envelope));
  await assert.rejects(new Sealer(seed, "acc_a").open("key", 8, envelope));
  const bytes = Buffer.from(envelope, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    await assert.rejects(new Sealer(seed, "acc_a").open("key", 7, changed.toString("base64url")));
    await assert.rejects(new Sealer(seed, "acc_a").open("key", 7, bytes.subarray(0, at).toString("base64url")));
  }
  assert.throws(() => new Sealer(new Uint8Array(16), "acc_a"), TypeError);
});

test("a write takes the next version when somebody else was faster", async () => {
  const sent: { ciphertext: string; if_version: number }[] = [];
  const fetch = async (input: RequestInfo | URL) => {
    const body = await (input as Request).json();
    sent.push(body);
    if (body.if_version === 4) return Response.json({ stored: true, version: 5 }, { status: 201 });
    return Response.json({ error: "version_conflict", current_version: 4 }, { status: 409 });
  };
  const sealer = new Sealer(generateSeed(), "acc_a");
  const vault = new Vault(new Warren({ url: "https://warren.example", fetch }), sealer);
  assert.equal(await vault.put("key", "secret"), 5);
  assert.deepEqual(sent.map((body) => body.if_version), [0, 4]);
  assert.equal(new TextDecoder().decode(await sealer.open("key", 5, sent[1]!.ciphertext)), "secret");
});

test("a write ends when the server refuses the version that it named", async () => {
  const fetch = async () => Response.json({ error: "version_conflict", current_version: 4 }, { status: 409 });
  const vault = new Vault(new Warren({ url: "https://warren.example", fetch }), new Sealer(generateSeed(), "acc_a"));
  await assert.rejects(vault.put("key", "secret"), { code: "version_conflict" });
});
