// A request whose reply was lost, sent again, is done once: it keeps its key until it succeeds. The server stores the
// replies to what succeeded, and tells requests apart by the same things.

const keys = new Map<string, string>();

/** The key of a POST: the same as before if the same request has not succeeded yet, also from another form. */
export async function keyOf(request: Request): Promise<string> {
  const head = [request.url, request.headers.get("x-environment") ?? ""].join("\n");
  const sent = await new Blob([head, "\n", await request.clone().arrayBuffer()]).arrayBuffer();
  const digest = String(new Uint8Array(await crypto.subtle.digest("SHA-256", sent)));
  const key = keys.get(digest) ?? crypto.randomUUID();
  keys.set(digest, key);
  return key;
}

/** The next request like this one is another one. */
export function forgetKey(key: string): void {
  for (const [digest, one] of keys) if (one === key) keys.delete(digest);
}

export function forgetKeys(): void {
  keys.clear();
}
