import { useState } from "preact/hooks";
import { unsubscribeHere } from "../api/push.ts";
import { forgetSession } from "../api/session.ts";
import { text } from "../texts.ts";
import { to } from "../routes.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The session ended. Signing in again in another tab closes this, and everything typed is still there. */
export function SessionOver() {
  const [isHidden, setHidden] = useState(false);
  const elsewhere = <a class="button primary" href={to("/sign-in")} target="_blank" rel="noopener">{text.errors.signInElsewhere}</a>;
  // Whoever wants to copy what was typed can close the dialog; the way back stays.
  if (isHidden) return <div class="banner" role="alert">{text.errors.sessionOver} {elsewhere}</div>;
  return (
    <Dialog title={text.errors.sessionOver} onClose={() => setHidden(true)}>
      <p>{text.errors.sessionOverFix}</p>
      <footer>
        <Button onClick={signInHere}>{text.errors.signInHere}</Button>
        {elsewhere}
      </footer>
    </Dialog>
  );
}

/** Perhaps it is somebody else who signs in. */
async function signInHere(): Promise<void> {
  await unsubscribeHere().catch(() => {});
  forgetSession();
}
