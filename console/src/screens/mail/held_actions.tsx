import { useState } from "preact/hooks";
import { api, content, HOME_POD, type FullOutgoing } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useAccount } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { peopleOf } from "./letter.ts";
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
    await reload(pod);
  };
  return (
    <>
      <Button kind="primary" icon="check" disabled={isBusy} onClick={release}>{text.mail.release}</Button>
      <Button icon="edit" onClick={() => setShown("edit")}>{text.mail.edit}</Button>
      <Button kind="danger" onClick={() => setShown("reject")}>{text.mail.reject}</Button>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      {shown === "edit" && <EditHeld pod={pod} path={path} message={message} onClose={() => setShown(undefined)} />}
      {shown === "reject" && (
        <Confirm title={text.mail.rejectTitle} action={text.mail.reject} isDangerous onConfirm={reject} onClose={() => setShown(undefined)}>
          <Field label={text.mail.rejectReason} value={reason} onInput={({ currentTarget }) => setReason(currentTarget.value)} />
        </Confirm>
      )}
    </>
  );
}

function EditHeld({ pod, path, message, onClose }: { pod: string; path: { pod_id: string; id: string }; message: FullOutgoing; onClose: () => void }) {
  const [draft, setDraft, forget] = useDraft(`mail.${pod}.held.${message.id}`, { to: message.to.join(", "), subject: message.subject, text: message.text ?? "" });
  const [error, setError] = useState<unknown>();
  const words = text.mail.composer;
  const save = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    try {
      await api.PATCH("/v1/pods/{pod_id}/drafts/{id}", { params: { path }, body: { to: peopleOf(draft.to), subject: draft.subject, text: draft.text } });
      forget();
      toast(text.mail.edited);
      void reload(pod);
      onClose();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Dialog title={text.mail.editTitle} isWide onClose={onClose}>
      <form class="column" onSubmit={save}>
        <Field label={words.to} value={draft.to} required onInput={({ currentTarget }) => setDraft({ ...draft, to: currentTarget.value })} />
        <Field label={words.subject} value={draft.subject} onInput={({ currentTarget }) => setDraft({ ...draft, subject: currentTarget.value })} />
        <TextArea label={words.body} rows={10} value={draft.text} onInput={({ currentTarget }) => setDraft({ ...draft, text: currentTarget.value })} />
        {error !== undefined && <ErrorNotice {...explain(error)} />}
        <footer>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button kind="primary" type="submit">{text.save}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
