import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import type { Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import type { Outcome } from "./decide.ts";

interface RejectDialogProps {
  items: Waiting[];
  /** What the first one is. */
  what: string;
  takesReason: boolean;
  onReject: (reason: string) => Promise<Outcome>;
  onClose: () => void;
}

/** Asks for the reason, which the agent reads. Of one item, an error stays here; of several, it is shown in the rows. */
export function RejectDialog({ items, what, takesReason, onReject, onClose }: RejectDialogProps) {
  const [reason, setReason, forget] = useDraft("home.reason", "");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const { failed } = await onReject(reason.trim());
    setBusy(false);
    if (items.length === 1 && failed[0]) return setError(failed[0].error);
    forget();
    onClose();
  };
  const invitation = items[0]?.kind === "invitation" ? items[0].invitation : undefined;
  const title = invitation ? text.home.revokeTitle : items.length > 1 ? text.home.rejectMany(items.length) : text.home.rejectTitle(what);
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <div class="column">
          {takesReason && <Field label={text.home.reason} hint={text.home.reasonHint} value={reason} maxLength={500} autoFocus onInput={({ currentTarget }) => setReason(currentTarget.value)} />}
          {invitation && <p>{text.home.revokeHint(invitation.email)}</p>}
          {error !== undefined && <ErrorNotice {...explain(error)} />}
        </div>
        <footer>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button kind="danger" type="submit" disabled={isBusy}>{invitation ? text.home.revoke : items.length > 1 ? text.home.rejectMany(items.length) : text.home.reject}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
