import { useState } from "preact/hooks";
import type { Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import styles from "./home.module.css";
import { dollars } from "./names.ts";

interface BatchBarProps {
  items: Waiting[];
  onApprove: () => Promise<unknown>;
  onReject: () => void;
  onClear: () => void;
}

/** What can be done with all selected rows together. */
export function BatchBar({ items, onApprove, onReject, onClear }: BatchBarProps) {
  const [isBusy, setBusy] = useState(false);
  const total = items.reduce((sum, item) => sum + (item.kind === "approval" ? item.approval.amount_usdc : 0), 0);
  const approve = async () => {
    setBusy(true);
    await onApprove();
    setBusy(false);
  };
  return (
    <div class={styles["batch"]} role="toolbar" aria-label={text.home.selected(items.length)}>
      <span class="grow">
        <strong>{text.home.selected(items.length)}</strong>
        {total > 0 && <span class="dim"> · {text.home.total(dollars(total))}</span>}
      </span>
      <Button kind="primary" disabled={isBusy} onClick={approve}>{text.home.approveMany(items.length)}</Button>
      <Button disabled={isBusy} onClick={onReject}>{text.home.rejectMany(items.length)}</Button>
      <IconButton icon="close" label={text.home.clear} onClick={onClear} />
    </div>
  );
}
