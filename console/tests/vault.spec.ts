import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import { call, checkAccessibility, expect, open, photograph, test } from "./support/test.ts";

/** A secret in the documented envelope, made without the console's code. */
function envelope(seed: Buffer, owner: string, name: string, version: number, secret: string): string {
  const derived = Buffer.from(hkdfSync("sha256", seed, Buffer.alloc(32), `warren:vault:v1:${owner}\0${name}`, 32));
  const nonce = randomBytes(12);
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(version));
  const cipher = createCipheriv("aes-256-gcm", derived, nonce);
  cipher.setAAD(Buffer.concat([Buffer.from(`${owner}\0${name}\0`), place]));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([Buffer.of(1), nonce, sealed]).toString("base64url");
}

test("a secret is stored and read in the browser, and neither the seed nor the secret leaves it", async ({ page, person }) => {
  const seed = randomBytes(32);
  const typedSeed = seed.toString("base64url");
  for (const [name, secret] of [["openai-api-key", "correct horse"], ["stripe-key", "sk-battery"], ["wiki.password", "staple"]] as const) {
    await call(person.key, "PUT", `/v1/vault/${name}`, { ciphertext: envelope(seed, person.accountId, name, 1, secret), if_version: 0 });
  }
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url(), request.postData() ?? "", JSON.stringify(request.headers())));
  await open(page, person, "/pods/home/vault");
  await page.getByRole("row", { name: /openai/ }).waitFor();
  await photograph(page, "vault-list");
  await page.getByLabel("Search names").fill("openai");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row", { name: /openai-api-key/ }).click();

  const secret = page.getByRole("dialog", { name: "openai-api-key" });
  const unlock = page.getByRole("dialog", { name: "Unlock the vault" });
  await secret.getByRole("button", { name: "Show" }).click();
  await unlock.getByLabel("Seed").first().fill("a passphrase");
  await unlock.getByRole("button", { name: "Unlock" }).click();
  await expect(unlock.getByText("This is not a seed.")).toBeVisible();
  await unlock.getByLabel("Seed").first().fill(randomBytes(32).toString("hex"));
  await unlock.getByRole("button", { name: "Unlock" }).click();
  await expect(secret.getByText("This seed does not open the value.")).toBeVisible();
  await secret.getByRole("button", { name: "Use another seed" }).click();
  await unlock.getByLabel("Seed").first().fill(typedSeed);
  await page.keyboard.press("Enter");
  await expect(secret.getByText("correct horse")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "vault");

  await secret.getByRole("button", { name: "New version" }).click();
  const store = page.getByRole("dialog", { name: "New version of openai-api-key" });
  await store.getByLabel("Secret").fill("a wholly new secret");
  await call(person.key, "PUT", "/v1/vault/openai-api-key", { ciphertext: envelope(seed, person.accountId, "openai-api-key", 2, "in between"), if_version: 1 });
  await store.getByRole("button", { name: "Encrypt and store" }).click();
  await expect(store.getByText("Somebody stored another version in the meantime.")).toBeVisible();
  await store.getByRole("button", { name: "Encrypt and store" }).click();
  await expect(secret.getByLabel("Version", { exact: true })).toHaveValue("3");
  await secret.getByRole("button", { name: "Show" }).click();
  await expect(secret.getByText("a wholly new secret")).toBeVisible();
  await secret.getByLabel("Version", { exact: true }).selectOption("2");
  await secret.getByRole("button", { name: "Show" }).click();
  await expect(secret.getByText("in between")).toBeVisible();

  const everything = sent.join("\n");
  for (const private_ of [typedSeed, seed.toString("hex"), "a wholly new secret", "correct horse", "in between", "a passphrase"]) expect(everything).not.toContain(private_);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(typedSeed);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("link", { name: "Vault" }).click();
  await expect(page.getByRole("button", { name: "Unlock" })).toBeVisible();
});

test("a seed is made, a first secret is stored, deleted and undeleted, and the seed is forgotten after five minutes", async ({ page, person }) => {
  await page.clock.install();
  await open(page, person, "/pods/home/vault");
  await expect(page.getByRole("heading", { name: "No secrets yet" })).toBeVisible();
  await page.getByRole("button", { name: "New secret" }).first().click();
  const store = page.getByRole("dialog", { name: "New secret" });
  await store.getByLabel("Name").fill("two words");
  await store.getByLabel("Secret").fill("hunter2");
  await store.getByRole("button", { name: "Encrypt and store" }).click();
  await expect(store.getByText("without spaces")).toBeVisible();
  await store.getByLabel("Name").fill("shop-password");
  await store.getByRole("button", { name: "Encrypt and store" }).click();
  const unlock = page.getByRole("dialog", { name: "Unlock the vault" });
  await unlock.getByRole("button", { name: "make one" }).click();
  await expect(unlock.getByText("Keep it in your password manager")).toBeVisible();
  await unlock.getByRole("button", { name: "Unlock" }).click();
  const row = page.getByRole("row", { name: /shop-password/ });
  await row.click();
  const secret = page.getByRole("dialog", { name: "shop-password" });
  await secret.getByRole("button", { name: "Show" }).click();
  await expect(secret.getByText("hunter2")).toBeVisible();
  await page.clock.fastForward("05:01");
  await expect(secret.getByText("hunter2")).toBeHidden();

  await secret.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog", { name: "Delete shop-password?" }).getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No secrets yet" })).toBeVisible();
  await page.getByRole("button", { name: "Undelete" }).first().click();
  const undelete = page.getByRole("dialog", { name: "Undelete a secret" });
  await undelete.getByLabel("Name").fill("shop-pasword");
  await undelete.getByRole("button", { name: "Undelete" }).click();
  await expect(undelete.getByRole("alert")).toBeVisible();
  await undelete.getByLabel("Name").fill("shop-password");
  await undelete.getByRole("button", { name: "Undelete" }).click();
  await expect(row).toBeVisible();
});
