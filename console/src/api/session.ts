// Who is signed in. The session lives in this browser's local storage, so that all tabs share it; a tab in which somebody
// signs in again revives the others.
import { signal } from "@preact/signals";

export interface Session {
  token: string;
  /** At the host of a tenant: what says so. */
  tenantToken?: string;
}

const STORE = "warren.session";
const WANTED = "warren.wanted";
/** A link to sign in works so long. */
const LINK_LIFETIME = 15 * 60_000;

export const session = signal<Session | undefined>(stored());
/** The server no longer accepts the session. What is on the screen stays, so that nothing typed is lost. */
export const isSessionOver = signal(false);

function stored(): Session | undefined {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

export function startSession(started: Session): void {
  localStorage.setItem(STORE, JSON.stringify(started));
  session.value = started;
  isSessionOver.value = false;
}

/** Forgets the session in all tabs of this browser. */
export function forgetSession(): void {
  localStorage.removeItem(STORE);
  session.value = undefined;
  isSessionOver.value = false;
}

/** Remembers the address that a person wanted, until the link to sign in is opened. */
export function rememberWanted(address: string): void {
  localStorage.setItem(WANTED, JSON.stringify({ address, until: Date.now() + LINK_LIFETIME }));
}

/** The address that was wanted before signing in, once. */
export function takeWanted(): string | undefined {
  const { address, until } = JSON.parse(localStorage.getItem(WANTED) ?? "{}");
  localStorage.removeItem(WANTED);
  return typeof address === "string" && address.startsWith("/console") && until > Date.now() ? address : undefined;
}

/** A link that signs in ends at the console with the session in the fragment, which browsers do not send. */
export function takeSessionFromUrl(): void {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get("session");
  if (!token) return;
  const tenantToken = fragment.get("tenant_token");
  startSession({ token, ...(tenantToken && { tenantToken }) });
  history.replaceState(null, "", takeWanted() ?? location.pathname + location.search);
}

addEventListener("storage", ({ key }) => {
  if (key !== STORE) return;
  session.value = stored();
  if (session.value) isSessionOver.value = false;
});
addEventListener("hashchange", takeSessionFromUrl);
