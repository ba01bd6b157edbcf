import { concatenate, decodeBase64, encodeBase64url } from "./bytes.ts";
import { WarrenError } from "./errors.ts";
import type { Operations } from "./generated/index.ts";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const utf8 = new TextEncoder();

/** Makes the 32 bytes that encrypt a vault. Keep them: without them nobody can read its secrets. */
export function generateSeed(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** Encrypts secrets to the envelopes of docs/vault-crypto.md, and decrypts them. */
export class Sealer {
  readonly #account: string;
  readonly #seed: Promise<CryptoKey>;

  /** `account` is the id of the account (`acc_…`); for a pod's vault, the id of the pod (`pod_…`). */
  constructor(seed: Uint8Array<ArrayBuffer>, account: string) {
    if (seed.length !== 32) throw new TypeError("The seed must have 32 bytes.");
    this.#account = account;
    this.#seed = crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"]);
  }

  /** Encrypts one version of a key. Never use a nonce twice. */
  async seal(
    key: string,
    version: number,
    secret: Uint8Array<ArrayBuffer>,
    nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
  ): Promise<string> {
    const cipher = await this.#cipher(key);
    const sealed = await crypto.subtle.encrypt(this.#parameters(key, version, nonce), cipher, secret);
    return encodeBase64url(concatenate(Uint8Array.of(FORMAT), nonce, new Uint8Array(sealed)));
  }

  /** Decrypts an envelope. It opens only as the version of the key that it was made for. */
  async open(key: string, version: number, envelope: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = decodeBase64(envelope);
    if (bytes[0] !== FORMAT || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) {
      throw new Error("This is not an envelope of format 1.");
    }
    const [nonce, sealed] = [bytes.subarray(1, 1 + NONCE_BYTES), bytes.subarray(1 + NONCE_BYTES)];
    const cipher = await this.#cipher(key);
    return new Uint8Array(await crypto.subtle.decrypt(this.#parameters(key, version, nonce), cipher, sealed));
  }

  async #cipher(key: string): Promise<CryptoKey> {
    const info = utf8.encode(`warren:vault:v1:${this.#account}\0${key}`);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
    return crypto.subtle.deriveKey(hkdf, await this.#seed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  #parameters(key: string, version: number, nonce: Uint8Array<ArrayBuffer>): AesGcmParams {
    const number = new Uint8Array(8);
    new DataView(number.buffer).setBigUint64(0, BigInt(version));
    const place = utf8.encode(`${this.#account}\0${key}\0`);
    return { name: "AES-GCM", iv: nonce, additionalData: concatenate(place, number) };
  }
}

/** A vault whose secrets are encrypted before they are sent. */
export class Vault {
  readonly #warren: Operations;
  readonly #sealer: Sealer;

  constructor(warren: Operations, sealer: Sealer) {
    this.#warren = warren;
    this.#sealer = sealer;
  }

  /** Stores a secret and returns the number of its version. */
  async put(key: string, secret: string | Uint8Array<ArrayBuffer>): Promise<number> {
    const bytes = typeof secret === "string" ? utf8.encode(secret) : secret;
    // The envelope contains its version, so the version must be known in advance. A wrong guess is answered with the current one.
    let current = 0;
    for (;;) {
      const ciphertext = await this.#sealer.seal(key, current + 1, bytes);
      try {
        const stored = await this.#warren.putSecret({ path: { key }, body: { ciphertext, if_version: current } });
        return stored.version;
      } catch (error) {
        const newer = error instanceof WarrenError && error.code === "version_conflict" && error.body.current_version;
        if (typeof newer !== "number" || newer === current) throw error;
        current = newer;
      }
    }
  }

  /** Reads a secret, in its newest or another version. */
  async get(key: string, version?: number): Promise<Uint8Array<ArrayBuffer>> {
    const entry = await this.#warren.getSecret({ path: { key }, query: { version } });
    // Trust the requested version, not the one that the server reports.
    return this.#sealer.open(key, version ?? entry.version, entry.ciphertext);
  }

  /** Reads a secret that is text. */
  async getText(key: string, version?: number): Promise<string> {
    return new TextDecoder().decode(await this.get(key, version));
  }
}
