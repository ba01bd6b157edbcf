// Forms: what was typed stays when sending fails, and the error is shown where the person acted.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { explain } from "../api/errors.ts";
import { text } from "../texts.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorNotice } from "./states.tsx";

interface FormProps {
  /** The verb on the button. */
  action: string;
  isDangerous?: boolean;
  isDisabled?: boolean;
  onSubmit: () => Promise<unknown>;
  /** With it, there is a button to cancel. */
  onCancel?: () => void;
  children: ComponentChildren;
}

export function Form({ action, isDangerous, isDisabled, onSubmit, onCancel, children }: FormProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={submit}>
      <div class="column">
        {children}
        {error !== undefined && <ErrorNotice {...explain(error)} />}
      </div>
      <footer>
        {onCancel && <Button onClick={onCancel}>{text.cancel}</Button>}
        <Button type="submit" kind={isDangerous ? "danger" : "primary"} disabled={isBusy || isDisabled}>{action}</Button>
      </footer>
    </form>
  );
}

interface FormDialogProps extends Omit<FormProps, "onCancel"> {
  title: string;
  isWide?: boolean;
  onClose: () => void;
}

/** A form in a dialog. It closes when the one that opened it says so, after a success. */
export function FormDialog({ title, isWide, onClose, ...form }: FormDialogProps) {
  return (
    <Dialog title={title} onClose={onClose} isWide={isWide ?? false}>
      <Form {...form} onCancel={onClose} />
    </Dialog>
  );
}
