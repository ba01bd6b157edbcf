import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { explain } from "../api/errors.ts";
import { text } from "../texts.ts";
import { Button, IconButton } from "./button.tsx";
import { ErrorNotice } from "./states.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  isWide?: boolean;
  /** Without a head, the dialog only has the title for screen readers. */
  isBare?: boolean;
  children: ComponentChildren;
}

/** A modal dialog while it is in the tree. Escape and a click beside it close it. */
export function Dialog({ title, onClose, isWide, isBare, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = document.activeElement;
    element.current?.showModal();
    return () => opened instanceof HTMLElement && opened.focus();
  }, []);
  return (
    <dialog
      ref={element}
      class={isWide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        if (event.target !== element.current) return;
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === event.currentTarget && isOutside(event, event.currentTarget) && onClose()}
    >
      {isBare ? (
        <h2 id={id} class="visually-hidden">{title}</h2>
      ) : (
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={text.close} onClick={onClose} />
        </header>
      )}
      {isBare ? children : <div class="body">{children}</div>}
    </dialog>
  );
}

function isOutside({ clientX, clientY }: MouseEvent, element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

interface ConfirmProps {
  title: string;
  children: ComponentChildren;
  /** The verb on the button. */
  action: string;
  isDangerous?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something that cannot be undone. An error stays in the dialog. */
export function Confirm({ title, children, action, isDangerous, onConfirm, onClose }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="column">
        {children}
        {error !== undefined && <ErrorNotice {...explain(error)} />}
      </div>
      <footer>
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button kind={isDangerous ? "danger" : "primary"} disabled={isBusy} onClick={confirm}>{action}</Button>
      </footer>
    </Dialog>
  );
}
