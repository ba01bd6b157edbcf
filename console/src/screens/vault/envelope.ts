// The published format of encrypted secrets, version 1: HKDF-SHA-256 and AES-256-GCM.
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEED_BYTES = 32;
const utf8 = new TextEncoder();

/** Encrypts and decrypts. The seed cannot be read from it. */
export type SeedKey = CryptoKey;

/** The value is no envelope of a format that this console knows. */
export class UnknownFormat extends Error {}

/** Made from the seed as people keep it, in base64url or hex; undefined if it is no seed. */
export async function seedKey(typed: string): Promise<SeedKey | undefined> {
  const bytes = seedBytes(typed.trim());
  return bytes && crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
}

function seedBytes(typed: string): Uint8Array<ArrayBuffer> | undefined {
  if (/^[0-9a-f]{64}$/i.test(typed)) return Uint8Array.from(typed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (!/^[\w+/-]{43}=?$/.test(typed)) return undefined;
  const bytes = decoded(typed);
  return bytes.length === SEED_BYTES ? bytes : undefined;
}

export function generateSeed(): string {
  return encoded(crypto.getRandomValues(new Uint8Array(SEED_BYTES)));
}

/** Where a value belongs: it opens nowhere else. */
export interface Place {
  /** The id of the account, or of the pod. */
  owner: string;
  name: string;
  version: number;
}

export async function seal(seed: SeedKey, place: Place, secret: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(parameters(place, nonce), await cipher(seed, place), utf8.encode(secret));
  return encoded(joined(Uint8Array.of(FORMAT), nonce, new Uint8Array(sealed)));
}

/** Fails with {@link UnknownFormat}; and with another error if the seed, the place or the value is wrong, which cannot be told apart. */
export async function open(seed: SeedKey, place: Place, envelope: string): Promise<string> {
  if (!isEnvelope(envelope)) throw new UnknownFormat();
  const bytes = decoded(envelope);
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const secret = await crypto.subtle.decrypt(parameters(place, nonce), await cipher(seed, place), bytes.subarray(1 + NONCE_BYTES));
  return new TextDecoder().decode(secret);
}

export function isEnvelope(value: string): boolean {
  if (!/^[\w-]+$/.test(value) || value.length % 4 === 1) return false;
  const bytes = decoded(value);
  return bytes[0] === FORMAT && bytes.length >= 1 + NONCE_BYTES + TAG_BYTES;
}

function cipher(seed: SeedKey, { owner, name }: Place): Promise<CryptoKey> {
  const info = utf8.encode(`warren:vault:v1:${owner}\0${name}`);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info }, seed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function parameters({ owner, name, version }: Place, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(version));
  return { name: "AES-GCM", iv, additionalData: joined(utf8.encode(`${owner}\0${name}\0`), number) };
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

function encoded(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
