// The operator's own session. It lives in this tab only.
import { signal } from "@preact/signals";
import type { OperatorSession } from "../../api/client.ts";

const STORE = "warren.operator";

export const operatorSession = signal<OperatorSession | undefined>(stored());
/** The server no longer accepts the session. What is on the screen stays. */
export const isOperatorSessionOver = signal(false);

function stored(): OperatorSession | undefined {
  const session: OperatorSession | null = JSON.parse(sessionStorage.getItem(STORE) ?? "null");
  return session && Date.parse(session.expires_at) > Date.now() ? session : undefined;
}

export function startOperatorSession(session: OperatorSession): void {
  sessionStorage.setItem(STORE, JSON.stringify(session));
  operatorSession.value = session;
  isOperatorSessionOver.value = false;
}

export function forgetOperatorSession(): void {
  sessionStorage.removeItem(STORE);
  operatorSession.value = undefined;
  isOperatorSessionOver.value = false;
}
