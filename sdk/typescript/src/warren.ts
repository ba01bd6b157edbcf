import { waitForCode, type ReceivedCode, type WaitForCodeOptions } from "./code.ts";
import { ConnectionError, WarrenError } from "./errors.ts";
import { events, type EventsOptions, type PodEvent } from "./events.ts";
import { createClient, createConfig, type Client } from "./generated/client/index.ts";
import { Operations } from "./generated/index.ts";
import { FILES, IDEMPOTENT } from "./generated/operations.gen.ts";
import { DEFAULT_TIMEOUT, retryingFetch, type RetryOptions } from "./retry.ts";
import { Sealer, Vault } from "./vault.ts";

export interface WarrenOptions extends RetryOptions {
  /** The address of the deployment. Default: the environment variable `WARREN_URL`. */
  url?: string;
  /** The key of an account or a pod. Default: the environment variable `WARREN_API_KEY`. A few operations need none. */
  apiKey?: string;
}

/** A client of Warren. It has a method for each operation of the API document, named after its `operationId`. */
export class Warren extends Operations {
  readonly #url: string;
  readonly #apiKey: string | undefined;
  readonly #timeout: number;

  constructor({ url, apiKey, ...retries }: WarrenOptions = {}) {
    const baseUrl = (url ?? variable("WARREN_URL"))?.replace(/\/+$/, "");
    if (!baseUrl) throw new TypeError("Pass `url`, or set WARREN_URL.");
    const key = apiKey ?? variable("WARREN_API_KEY");
    super({ client: configuredClient(baseUrl, key, retries) });
    this.#url = baseUrl;
    this.#apiKey = key;
    this.#timeout = retries.timeout ?? DEFAULT_TIMEOUT;
  }

  /** Waits for a message that has a code, such as one that confirms a sign-up, and returns the code. */
  waitForCode(options: WaitForCodeOptions): Promise<ReceivedCode> {
    return waitForCode(this, options, this.#timeout);
  }

  /** The events of the pod as they happen. After a cut it connects again and continues after the last event. */
  events(options: EventsOptions = {}): AsyncGenerator<PodEvent> {
    if (!this.#apiKey) throw new TypeError("Pass `apiKey`, or set WARREN_API_KEY.");
    const url = `${this.#url.replace(/^http/, "ws")}/v1/ws`;
    return events(url, this.#apiKey, options, () => this.#checkSocketKey());
  }

  /** Throws the error with which the server refuses this key a socket, if it does. */
  async #checkSocketKey(): Promise<void> {
    try {
      await this.client.get({ url: "/v1/ws", security: [{ scheme: "bearer", type: "http" }] });
    } catch (error) {
      const isRefused = error instanceof WarrenError && error.status < 500 && error.code !== "websocket_required";
      if (isRefused) throw error;
    }
  }

  /** The vault, with secrets that are encrypted before they are sent. `account` is the id of the account or of the pod. */
  vault(seed: Uint8Array<ArrayBuffer>, account: string): Vault {
    return new Vault(this, new Sealer(seed, account));
  }
}

function configuredClient(baseUrl: string, key: string | undefined, retries: RetryOptions): Client {
  const client = createClient(
    createConfig({
      baseUrl,
      throwOnError: true,
      fetch: retryingFetch(retries),
      auth: ({ scheme }) => (scheme === "bearer" ? key : undefined),
    }),
  );
  client.interceptors.request.use((request, options) => {
    const operation = `${request.method} ${options.url}`;
    if (IDEMPOTENT.has(operation) && !request.headers.has("idempotency-key")) {
      request.headers.set("idempotency-key", crypto.randomUUID());
    }
    // A file keeps its bytes, whatever its type.
    if (FILES.has(operation) && options.parseAs === "auto") options.parseAs = "blob";
    return request;
  });
  client.interceptors.error.use((error, response) => {
    if (!response || error instanceof ConnectionError) return error;
    return response.ok ? error : new WarrenError(response, error);
  });
  return client;
}

function variable(name: string): string | undefined {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  return process?.env[name];
}
