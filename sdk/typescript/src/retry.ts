import { ConnectionError, retryAfter } from "./errors.ts";

export interface RetryOptions {
  /** How often a request is sent again. Default: 3. */
  maxRetries?: number;
  /** How long to wait for the beginning of a reply, in milliseconds. Default: 60,000. */
  timeout?: number;
  /** The function that sends requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/** How long to wait for the beginning of a reply, in milliseconds. */
export const DEFAULT_TIMEOUT = 60_000;
/** The longest wait between two attempts, in seconds. A reply that asks for more is returned instead. */
const MAX_DELAY = 60;

/** A `fetch` that repeats requests where that is safe. */
export function retryingFetch({ maxRetries = 3, timeout = DEFAULT_TIMEOUT, fetch = globalThis.fetch }: RetryOptions): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt >= maxRetries;
      let delay = Math.min(0.5 * 2 ** attempt, 8) * (0.5 + Math.random() / 2);
      try {
        const response = await fetchWithin(timeout, fetch, request.clone());
        if (isLast || !mayRepeat(request, response)) return response;
        delay = retryAfter(response) ?? delay;
        if (delay > MAX_DELAY) return response;
        await response.body?.cancel();
      } catch (error) {
        if (request.signal.aborted) throw error;
        if (isLast || !isDoneOnce(request)) throw new ConnectionError(error);
      }
      await sleep(delay * 1000, request.signal);
    }
  };
}

function mayRepeat(request: Request, response: Response): boolean {
  // The server did nothing and says when it will. A 429 without a time is no question of waiting.
  if (response.status === 429 || response.status === 409) return response.headers.has("retry-after");
  return [502, 503, 504].includes(response.status) && isDoneOnce(request);
}

/** Whether the request does no more if it is sent twice. */
function isDoneOnce({ method, headers }: Request): boolean {
  return method === "GET" || method === "HEAD" || headers.has("idempotency-key");
}

async function fetchWithin(timeout: number, fetch: typeof globalThis.fetch, request: Request): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new DOMException("The reply took too long.", "TimeoutError")), timeout);
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, deadline.signal]) });
  } finally {
    // A large body may take longer.
    clearTimeout(timer);
  }
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
