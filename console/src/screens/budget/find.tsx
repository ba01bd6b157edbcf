import { useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";

/** Opens a charge by its id: money that is held is not in the ledger. */
export function FindCharge({ onOpen, onClose }: { onOpen: (id: string) => void; onClose: () => void }) {
  const [id, setId] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (!id.trim()) return;
    onClose();
    onOpen(id.trim());
  };
  return (
    <Dialog title={text.budget.findCharge} onClose={onClose}>
      <form class="column" onSubmit={submit}>
        <Field label={text.budget.chargeId} hint={text.budget.findChargeHint} value={id} autoFocus autocomplete="off" spellcheck={false} onInput={({ currentTarget }) => setId(currentTarget.value)} />
        <footer><Button kind="primary" type="submit">{text.budget.open}</Button></footer>
      </form>
    </Dialog>
  );
}
