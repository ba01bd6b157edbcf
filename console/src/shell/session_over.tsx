import { useState } from "preact/hooks";
import { forgetSession } from "../api/session.ts";
import { text } from "../texts.ts";
import { to } from "../routes.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The session ended. Signing in again in another tab closes this dialog, and everything typed is still there. */
export function SessionOver() {
  const [isHidden, setHidden] = useState(false);
  if (isHidden) return null;
  return (
    <Dialog title={text.errors.sessionOver} onClose={() => setHidden(true)}>
      <p>{text.errors.sessionOverFix}</p>
      <footer>
        <a class="button" href={to("/sign-in")} target="_blank" rel="noopener" onClick={forgetStored}>{text.errors.signInElsewhere}</a>
        <Button kind="primary" onClick={forgetSession}>{text.errors.signInHere}</Button>
      </footer>
    </Dialog>
  );
}

/** The other tab must not begin with the session that ended; this one goes on showing what it shows. */
function forgetStored(): void {
  localStorage.removeItem("warren.session");
}
