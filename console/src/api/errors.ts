// What went wrong, in words for a person.
import { text } from "../texts.ts";

/** A reply with an error. Branch on `code`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** What the person can do, if something helps. */
  readonly fix: string | undefined;
  readonly requestId: string | undefined;
  /** Seconds to wait before the same request makes sense. */
  readonly retryAfter: number | undefined;
  /** With `missing_scope`: the permission that the person does not have. */
  readonly permission: string | undefined;

  constructor(response: Response, body: Record<string, unknown>) {
    const field = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : undefined);
    super(field("message") ?? text.errors.answered(response.status));
    this.status = response.status;
    this.code = field("error") ?? `http_${response.status}`;
    this.fix = field("fix");
    this.permission = field("permission");
    this.requestId = field("request_id") ?? response.headers.get("x-request-id") ?? undefined;
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    this.retryAfter = Number.isFinite(seconds) ? seconds : undefined;
  }
}

/** No reply arrived. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";

  constructor(cause: unknown) {
    super(text.errors.unreachable, { cause });
  }
}

/** An error as a headline and what to do. */
export function explain(error: unknown): { headline: string; fix?: string | undefined; requestId?: string | undefined } {
  if (error instanceof ConnectionError) return { headline: error.message, fix: text.errors.unreachableFix };
  if (!(error instanceof ApiError)) return { headline: error instanceof Error ? error.message : String(error) };
  const { requestId } = error;
  if (error.code === "missing_scope" && error.permission) {
    return { headline: text.errors.forbidden(error.permission), fix: text.errors.forbiddenFix, requestId };
  }
  if (error.status === 401) return { headline: text.errors.sessionOver, fix: text.errors.sessionOverKept };
  if (error.status === 429) {
    return { headline: error.message, fix: text.errors.limited(error.retryAfter), requestId };
  }
  return { headline: error.message, fix: error.fix, requestId };
}
