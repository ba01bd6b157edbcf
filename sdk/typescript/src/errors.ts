import type { Error as ErrorBody, ErrorCode } from "./generated/index.ts";

/** A reply with an error. Branch on `code`; docs/ERRORS.md lists all codes. */
export class WarrenError extends Error {
  override readonly name = "WarrenError";
  readonly status: number;
  /** The stable code, or `http_503` and the like where a proxy answered and there is none. */
  readonly code: ErrorCode | (string & {});
  /** What to do, if something helps. */
  readonly fix: string | undefined;
  /** The id by which the operator finds the request in the log. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the same request makes sense. */
  readonly retryAfter: number | undefined;
  /** The whole body; some codes add fields to it. */
  readonly body: Partial<ErrorBody>;

  constructor(response: Response, body: unknown) {
    const fields: Partial<ErrorBody> = typeof body === "object" && body !== null ? body : {};
    const code = fields.error ?? `http_${response.status}`;
    super(fields.message ?? `The server answered ${response.status} (${code}).`);
    this.status = response.status;
    this.code = code;
    this.fix = fields.fix ?? undefined;
    this.requestId = fields.request_id ?? response.headers.get("x-request-id") ?? undefined;
    this.retryAfter = retryAfter(response);
    this.body = fields;
  }
}

/** No reply arrived: the server could not be reached, or it did not answer in time. `cause` says why. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";

  constructor(cause: unknown) {
    super("No reply arrived from the server.", { cause });
  }
}

/** What `Retry-After` says, in seconds. */
export function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
