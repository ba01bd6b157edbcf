import { concatenate, decodeBase64 } from "./bytes.ts";

const utf8 = new TextEncoder();

/** An event as a webhook sends it. `type` says what is in `data`; docs/WEBHOOKS.md lists the types. */
export interface WebhookEvent {
  /** The same at every attempt, so use it to detect repeated events. */
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

/** The request is not one that Warren signed for this webhook, or it is too old. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
}

export interface VerifyOptions {
  /** How far `webhook-timestamp` may be from now, in seconds. Default: 300. */
  tolerance?: number;
}

/**
 * Verifies the signature of a webhook's request (Standard Webhooks) and returns its event.
 *
 * `body` must be the body exactly as received, before any parser.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string,
  { tolerance = 300 }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const entries = headers instanceof Headers ? headers : Object.entries(headers);
  const lowercase = new Map(Array.from(entries, ([name, value]) => [name.toLowerCase(), value]));
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    const value = lowercase.get(name);
    if (typeof value !== "string") throw new WebhookVerificationError(`The header ${name} is missing.`);
    return value;
  }) as [string, string, string];
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerance) {
    throw new WebhookVerificationError("The timestamp is not a recent one.");
  }

  const bytes = typeof body === "string" ? utf8.encode(body) : body;
  const signed = concatenate(utf8.encode(`${id}.${timestamp}.`), bytes);
  const key = await crypto.subtle.importKey("raw", keyBytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  // There are two while a secret is being rotated. `verify` compares in constant time.
  for (const signature of signatures.split(" ")) {
    const given = signatureBytes(signature);
    if (given && (await crypto.subtle.verify("HMAC", key, given, signed))) return JSON.parse(new TextDecoder().decode(bytes));
  }
  throw new WebhookVerificationError("No signature matches.");
}

function keyBytes(secret: string): Uint8Array<ArrayBuffer> {
  return secret.startsWith("whsec_") ? decodeBase64(secret.slice("whsec_".length)) : utf8.encode(secret);
}

function signatureBytes(signature: string): Uint8Array<ArrayBuffer> | undefined {
  if (!signature.startsWith("v1,")) return undefined;
  try {
    return decodeBase64(signature.slice("v1,".length));
  } catch {
    return undefined;
  }
}
