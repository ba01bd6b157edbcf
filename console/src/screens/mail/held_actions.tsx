import { useState } from "preact/hooks";
import { api, content, HOME_POD, type FullOutgoing } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useAccount } from "../../api/me.ts";
import { forgetWaiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { HeldForm } from "./held_form.tsx";
import { reload } from "./requests.ts";

/** What the account decides about a message that an agent wants to send. */
export function HeldActions({ pod, message }: { pod: string; message: FullOutgoing }) {
  const account = useAccount().data?.id;
  const [shown, setShown] = useState<"edit" | "reject">();
  const [reason, setReason] = useState("");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const path = { pod_id: pod === HOME_POD ? (account ?? "") : pod, id: message.id };
  const release = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { status } = await content(api.POST("/v1/pods/{pod_id}/drafts/{id}/release", { params: { path } }));
      toast(status === "failed" ? (text.mail.composer.done["failed"] ?? "") : text.mail.released);
      forgetWaiting([message.id]);
      await reload(pod);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const reject = async () => {
    await api.POST("/v1/pods/{pod_id}/drafts/{id}/reject", { params: { path }, body: { reason: reason || null } });
    toast(text.mail.rejected);
    forgetWaiting([message.id]);
    await reload(pod);
  };
  return (
    <>
      <Button kind="primary" icon="check" disabled={isBusy} onClick={release}>{text.mail.release}</Button>
      <Button icon="edit" onClick={() => setShown("edit")}>{text.mail.edit}</Button>
      <Button kind="danger" onClick={() => setShown("reject")}>{text.mail.reject}</Button>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      {shown === "edit" && <Dialog title={text.mail.editTitle} isWide onClose={() => setShown(undefined)}><HeldForm pod={path.pod_id} message={message} onDone={() => setShown(undefined)} /></Dialog>}
      {shown === "reject" && (
        <Confirm title={text.mail.rejectTitle} action={text.mail.reject} isDangerous onConfirm={reject} onClose={() => setShown(undefined)}>
          <Field label={text.mail.rejectReason} value={reason} onInput={({ currentTarget }) => setReason(currentTarget.value)} />
        </Confirm>
      )}
    </>
  );
}
