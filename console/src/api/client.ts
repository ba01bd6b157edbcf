// The public API, as the signed-in person. Types come from the API document.
import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, ConnectionError } from "./errors.ts";
import type { paths } from "./schema.gen.ts";
import { queries } from "./queries.ts";
import { credentials, isSessionOver, session } from "./session.ts";
import { isOffline } from "./connection.ts";
import { forgetKey, keyOf } from "./idempotency.ts";

export type * from "./schema.gen.ts";

const KEY = "idempotency-key";

const authentication: Middleware = {
  async onRequest({ request }) {
    const current = session.value;
    if (current && !request.headers.has("authorization")) {
      for (const [name, value] of Object.entries(credentials(current))) request.headers.set(name, value);
    }
    if (request.method === "POST") request.headers.set(KEY, await keyOf(request));
    return request;
  },
  async onResponse({ request, response }) {
    isOffline.value = false;
    if (response.ok) return forgetKey(request.headers.get(KEY) ?? "");
    const body: unknown = await response.clone().json().catch(() => ({}));
    const isCurrent = request.headers.get("authorization") === `Bearer ${session.value?.token}`;
    if (response.status === 401 && isCurrent) isSessionOver.value = true;
    // The person's role has changed.
    if (response.status === 403 && queries.getQueryData(["me"])) void queries.invalidateQueries({ queryKey: ["me"] });
    throw new ApiError(response, typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {});
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) return error as Error;
    isOffline.value = true;
    return new ConnectionError(error);
  },
};

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(authentication);

/** The content of a reply. Errors are thrown: {@link ApiError}, {@link ConnectionError}. */
export async function content<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await call).data as NonNullable<T>;
}

/** The account's own pod, in addresses of the console. */
export const HOME_POD = "home";

/** The header with which a person acts in a pod: `params: { header: inPod(pod) }`. */
export const inPod = (pod: string): { "X-Environment"?: string } => (pod === HOME_POD ? {} : { "X-Environment": pod });
