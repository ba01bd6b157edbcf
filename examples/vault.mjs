// A client of the vault that encrypts as docs/vault-crypto.md specifies. The server gets only ciphertext.
//
//   export WARREN_URL=http://127.0.0.1:8787 WARREN_KEY=al_live_… WARREN_ACCOUNT=acc_… VAULT_SEED=…
//   echo secret | node examples/vault.mjs put NAME
//   node examples/vault.mjs get NAME [VERSION]
//
// VAULT_SEED is 32 random bytes in base64url. It needs only WebCrypto and fetch, so it also runs in browsers, Deno, Bun and Workers.

const FORMAT = 1;
const utf8 = new TextEncoder();

/** Encrypts secrets to envelopes and decrypts them. `account` is the id of the account, or of the pod whose vault it is. */
export class Sealer {
  constructor(seed, account) {
    if (seed.length !== 32) throw new Error("the seed is not 32 bytes");
    this.account = account;
    this.seed = crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"]);
  }

  /** Encrypts one version of a key. Never use a nonce twice. */
  async seal(key, version, secret, nonce = crypto.getRandomValues(new Uint8Array(12))) {
    const sealed = await crypto.subtle.encrypt(this.#parameters(key, version, nonce), await this.#cipher(key), secret);
    return encoded(joined([FORMAT], nonce, new Uint8Array(sealed)));
  }

  /** Decrypts an envelope. It opens only as the version of the key that it was made for. */
  async open(key, version, envelope) {
    const bytes = decoded(envelope);
    if (bytes[0] !== FORMAT) throw new Error("this is not an envelope of format 1");
    const [nonce, sealed] = [bytes.subarray(1, 13), bytes.subarray(13)];
    const opened = await crypto.subtle.decrypt(this.#parameters(key, version, nonce), await this.#cipher(key), sealed);
    return new Uint8Array(opened);
  }

  async #cipher(key) {
    const info = utf8.encode(`warren:vault:v1:${this.account}\0${key}`);
    const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
    const aes = { name: "AES-GCM", length: 256 };
    return crypto.subtle.deriveKey(hkdf, await this.seed, aes, false, ["encrypt", "decrypt"]);
  }

  #parameters(key, version, nonce) {
    const number = new Uint8Array(8);
    new DataView(number.buffer).setBigUint64(0, BigInt(version));
    const additionalData = joined(utf8.encode(this.account), [0], utf8.encode(key), [0], number);
    return { name: "AES-GCM", iv: nonce, additionalData };
  }
}

/** The vault of a server. */
export class Vault {
  constructor(url, apiKey, sealer) {
    Object.assign(this, { url, apiKey, sealer });
  }

  /** Stores a secret and returns the number of its version. */
  async put(key, secret) {
    // The envelope contains its version, so the version must be known in advance. If the guess is wrong, the server replies with the current one.
    let current = 0;
    for (;;) {
      const ciphertext = await this.sealer.seal(key, current + 1, secret);
      const reply = await this.#request("PUT", key, { ciphertext, if_version: current });
      if (reply.stored) return reply.version;
      if (reply.error !== "version_conflict") throw new Error(JSON.stringify(reply));
      current = reply.current_version;
    }
  }

  /** Reads a secret, in its newest or another version. */
  async get(key, version) {
    const reply = await this.#request("GET", version === undefined ? key : `${key}?version=${version}`);
    if (reply.ciphertext === undefined) throw new Error(JSON.stringify(reply));
    // Trust the requested version, not the one that the server reports.
    return this.sealer.open(key, version ?? reply.version, reply.ciphertext);
  }

  async #request(method, path, body) {
    const headers = { authorization: `Bearer ${this.apiKey}` };
    const reply = await fetch(`${this.url}/v1/vault/${path}`, { method, headers, body: body && JSON.stringify(body) });
    return reply.json();
  }
}

function joined(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function encoded(bytes) {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function decoded(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

async function main([command, key, version]) {
  const { WARREN_URL, WARREN_KEY, WARREN_ACCOUNT, VAULT_SEED } = process.env;
  const vault = new Vault(WARREN_URL, WARREN_KEY, new Sealer(decoded(VAULT_SEED), WARREN_ACCOUNT));
  if (command === "put") {
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(...chunk);
    console.log(await vault.put(key, Uint8Array.from(chunks)));
  } else if (command === "get") {
    process.stdout.write(await vault.get(key, version));
  } else {
    throw new Error("usage: put NAME, or get NAME [VERSION]");
  }
}

if (globalThis.process?.argv?.[1] && import.meta.filename === process.argv[1]) await main(process.argv.slice(2));
