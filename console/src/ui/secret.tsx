import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { text } from "../texts.ts";
import { Button, Copyable } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";

interface SecretDialogProps {
  title: string;
  /** The name of the value, for the button that copies it. */
  label: string;
  value: string;
  children?: ComponentChildren;
  onClose: () => void;
}

/** Shows a value that the server does not show again. One slip does not close it: only the button does. */
export function SecretDialog({ title, label, value, children, onClose }: SecretDialogProps) {
  const [isWarned, setWarned] = useState(false);
  return (
    <Dialog title={title} onClose={() => setWarned(true)}>
      <div class="column">
        <p>{text.secret.once}</p>
        <Copyable value={value} label={text.secret.copy(label)} />
        {children}
        {isWarned && <p class="notice warn" role="alert"><Icon name="warning" />{text.secret.sure}</p>}
      </div>
      <footer><Button kind="primary" onClick={onClose}>{text.secret.done}</Button></footer>
    </Dialog>
  );
}
