import { useState } from "preact/hooks";
import type { RotatedKey } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Checkbox } from "../../ui/field.tsx";

interface KeyDialogProps {
  title: string;
  hint: string;
  value: string;
  surviving?: RotatedKey["surviving"] | undefined;
  onClose: () => void;
}

/** A key that is shown once: it goes only when the person has stored it. */
export function KeyDialog({ title, hint, value, surviving, onClose }: KeyDialogProps) {
  const [isStored, setStored] = useState(false);
  const close = () => isStored && onClose();
  const left = Object.entries(text.settings.survivors).flatMap(([name, words]) => {
    const count = surviving?.[name as keyof typeof text.settings.survivors]?.count ?? 0;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  return (
    <Dialog title={title} onClose={close}>
      <div class="column">
        <p>{hint}</p>
        <Copyable value={value} />
        {left.length > 0 && <p class="dim">{text.settings.surviving} {left.join(", ")}</p>}
        <Checkbox label={text.settings.stored} checked={isStored} onChange={setStored} />
      </div>
      <footer><Button kind="primary" disabled={!isStored} onClick={onClose}>{text.close}</Button></footer>
    </Dialog>
  );
}
