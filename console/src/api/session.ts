// Who is signed in. The session lives in this browser's local storage, so that all tabs share it; a tab in which somebody
// signs in again revives the others. What belongs to a person does not outlive a change of person in any tab.
import { signal } from "@preact/signals";
import { forgetKeys } from "./idempotency.ts";
import { queries } from "./queries.ts";

export interface Session {
  token: string;
  /** At the host of a tenant: what says so. */
  tenantToken?: string;
  /** The id of the person, once it is known. */
  member?: string;
}

const STORE = "warren.session";
const WANTED = "warren.wanted";
/** The person to whom belongs what this tab stores. */
const PERSON = "warren.person";
/** A link to sign in works so long. */
const LINK_LIFETIME = 15 * 60_000;
const HOME = "/console/";

export const session = signal<Session | undefined>(stored());
/** The server no longer accepts the session. What is on the screen stays, so that nothing typed is lost. */
export const isSessionOver = signal(false);
/** A session that a link brought while somebody was signed in. Any page can have made that link. */
export const offered = signal<Session | undefined>();

function stored(): Session | undefined {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** The headers of a request under a session. */
export function credentials({ token, tenantToken }: Session): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...(tenantToken && { "x-tenant-token": tenantToken }) };
}

export function startSession(started: Session): void {
  localStorage.setItem(STORE, JSON.stringify(started));
  goOnWith(started);
}

/** Forgets the session in all tabs of this browser. */
export function forgetSession(): void {
  localStorage.removeItem(STORE);
  goOnWith(undefined);
}

/** The server said whose the session is. */
export function rememberMember(member: string): void {
  const current = session.value;
  // Another tab may have changed it meanwhile.
  if (!current || current.member === member || stored()?.token !== current.token) return;
  localStorage.setItem(STORE, JSON.stringify({ ...current, member }));
  sessionStorage.setItem(PERSON, member);
  session.value = { ...current, member };
}

/** The same person goes on where they were. Of somebody else, nothing stays: what is in memory goes with the page. */
function goOnWith(next: Session | undefined): void {
  if (!next) forgetPerson();
  const wasOthers = takeTab(next);
  if (wasOthers && session.value) return location.replace(HOME);
  session.value = next;
  isSessionOver.value = false;
  offered.value = undefined;
}

/** What this tab keeps is of one person. Returns whether it was of somebody else until now. */
function takeTab(next: Session | undefined): boolean {
  const former = sessionStorage.getItem(PERSON);
  const wasOthers = former !== null && former !== next?.member;
  if (wasOthers) forgetPerson();
  if (next?.member) sessionStorage.setItem(PERSON, next.member);
  return wasOthers;
}

/** Removes all that this tab keeps of a person. */
function forgetPerson(): void {
  queries.clear();
  forgetKeys();
  const isPersonal = (key: string) => key.startsWith("warren.draft.") || key === "warren.pod" || key === PERSON;
  Object.keys(sessionStorage).filter(isPersonal).forEach((key) => sessionStorage.removeItem(key));
}

/** Remembers the address that a person wanted, until the link to sign in is opened. */
export function rememberWanted(address: string): void {
  localStorage.setItem(WANTED, JSON.stringify({ address, until: Date.now() + LINK_LIFETIME }));
}

/** The address that was wanted before signing in, once. */
function takeWanted(): string | undefined {
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
  const started = { token, ...(tenantToken && { tenantToken }) };
  const current = session.value;
  if (!current) startSession(started);
  else if (current.token !== token) offered.value = started;
  history.replaceState(null, "", (!current && takeWanted()) || location.pathname + location.search);
}

/** Another tab has changed the session. */
function follow(): void {
  const next = stored();
  if (next?.token !== session.value?.token) goOnWith(next);
  // The other tab has learned whose it is.
  else if (next?.member) rememberMember(next.member);
}

addEventListener("storage", ({ key }) => key === STORE && follow());
// A page that the browser kept to go back to it has heard of nothing meanwhile.
addEventListener("pageshow", ({ persisted }) => persisted && follow());
// A tab that slept, or was restored, may keep what belongs to a former person.
takeTab(session.value);
