import { useState } from "preact/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, inPod } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

const EMPTY = { topic: "", content: "", name: "", isShared: false };

export function WriteDialog({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [typed, setTyped, forget] = useDraft(`trust.observation.${pod}`, EMPTY);
  const [isChecked, setChecked] = useState(false);
  const change = (part: Partial<typeof EMPTY>) => setTyped({ ...typed, ...part });
  const { topic, content, name, isShared } = typed;
  const write = useMutation({
    mutationFn: () => api.POST("/v1/observations", { params: { header: inPod(pod) }, body: { topic: topic.trim(), content, shared: isShared, display_name: name.trim() || null } }),
    onSuccess: () => {
      forget();
      toast(text.trust.written);
      void queries.invalidateQueries({ queryKey: ["trust", pod] });
      onClose();
    },
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (topic.trim() && content.trim()) write.mutate();
  };
  return (
    <Dialog title={text.trust.observation} onClose={onClose}>
      <form class="column" onSubmit={submit} noValidate>
        <Field label={text.trust.topic} hint={text.trust.topicHint} maxLength={100} autoFocus value={topic} wrong={isChecked && !topic.trim() ? text.trust.wrongTopic : undefined} onInput={({ currentTarget }) => change({ topic: currentTarget.value })} />
        <TextArea label={text.trust.observation} hint={text.trust.observationHint} maxLength={10_000} value={content} wrong={isChecked && !content.trim() ? text.trust.wrongContent : undefined} onInput={({ currentTarget }) => change({ content: currentTarget.value })} />
        <Checkbox label={text.trust.share} hint={text.trust.shareHint} checked={isShared} onChange={(shared) => change({ isShared: shared })} />
        {isShared && <Field label={text.trust.displayName} maxLength={100} value={name} onInput={({ currentTarget }) => change({ name: currentTarget.value })} />}
        {write.error && <ErrorNotice {...explain(write.error)} />}
        <footer>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button kind="primary" type="submit" disabled={write.isPending}>{text.trust.save}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
