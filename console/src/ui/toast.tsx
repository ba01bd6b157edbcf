import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { explain } from "../api/errors.ts";
import { Button } from "./button.tsx";

interface Toast {
  id: number;
  message: string;
  action?: { label: string; run: () => void } | undefined;
}

const toasts = signal<Toast[]>([]);
let nextId = 0;

/** Says something at the edge of the screen for some seconds, perhaps with a way back. */
export function toast(message: string, action?: Toast["action"]): void {
  const id = nextId++;
  toasts.value = [...toasts.value, { id, message, action }].slice(-3);
  setTimeout(() => dismiss(id), action ? 8000 : 5000);
}

/** Says an error at the edge of the screen: for actions that have no place of their own for it. */
export function toastError(error: unknown): void {
  const { headline, fix } = explain(error);
  toast([headline, fix].filter(Boolean).join(" "));
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  const element = useRef<HTMLDivElement>(null);
  const shown = toasts.value;
  // In the top layer, also over an open dialog.
  useEffect(() => {
    if (!element.current) return;
    if (element.current.matches(":popover-open")) element.current.hidePopover();
    if (shown.length > 0) element.current.showPopover();
  }, [shown]);
  return (
    <div ref={element} class="toasts" popover="manual" role="status" aria-live="polite">
      {shown.map(({ id, message, action }) => (
        <div class="toast" key={id}>
          <span>{message}</span>
          {action && <Button onClick={() => { action.run(); dismiss(id); }}>{action.label}</Button>}
        </div>
      ))}
    </div>
  );
}
