import { useEffect, useRef, useState } from "preact/hooks";
import { ErrorBoundary, lazy } from "preact-iso";
import type { Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { useShortcuts } from "../../ui/keyboard.ts";
import { toast } from "../../ui/toast.tsx";
import { BatchBar } from "./batch_bar.tsx";
import { decideAll, isApprovable, takesReason, type Answer } from "./decide.ts";
import styles from "./home.module.css";
import { describe, usePodNames } from "./names.ts";
import { Details, Row } from "./row.tsx";

const RejectDialog = lazy(() => import("./reject_dialog.tsx").then(({ RejectDialog: loaded }) => loaded));

/** The rows, of which one is current, some are selected and one is open. */
export function List({ items, opened }: { items: Waiting[]; opened: string | undefined }) {
  const [current, setCurrent] = useState<string>();
  const [open, setOpen] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [rejected, setRejected] = useState<Waiting[]>();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [errors, setErrors] = useState<ReadonlyMap<string, unknown>>(new Map());
  const list = useRef<HTMLUListElement>(null);
  const lastIndex = useRef(0);
  const nameOf = usePodNames();

  const focusRow = (id: string | undefined) => {
    setCurrent(id);
    if (id) list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] button`)?.focus();
  };
  useEffect(() => {
    if (!opened) return;
    setOpen(opened);
    focusRow(opened);
  }, [opened]);

  // Keys are answered at once: what they open is there before.
  useEffect(() => {
    void RejectDialog.preload();
    void Details.preload();
  }, []);

  const index = items.findIndex(({ id }) => id === current);
  if (index >= 0) lastIndex.current = index;
  const item = items[index];
  const chosen = items.filter(({ id }) => selected.has(id));

  // Where a row went, the next one is current, so that one key after the other decides.
  useEffect(() => {
    if (current && index < 0 && !document.querySelector("dialog[open]")) focusRow(items[Math.min(lastIndex.current, items.length - 1)]?.id);
  }, [items.length]);

  const decide = async (which: Waiting[], answer: Answer, reason?: string) => {
    const ids = which.map(({ id }) => id);
    setBusy((before) => new Set([...before, ...ids]));
    const outcome = await decideAll(which, answer, reason);
    setBusy((before) => new Set([...before].filter((id) => !ids.includes(id))));
    setSelected(new Set(outcome.failed.map(({ item: { id } }) => id).filter((id) => selected.has(id))));
    setErrors(new Map(outcome.failed.map(({ item: { id }, error }) => [id, error])));
    if (which.length > 1) toast(summary(outcome, answer));
    else if (outcome.gone[0]) toast(text.home.gone(outcome.gone[0].why));
    else if (outcome.done[0]) toast(`${text.home.done[outcome.done[0].kind][answer]}: ${describe(outcome.done[0], nameOf).what}`);
    return outcome;
  };
  const approve = () => {
    if ((chosen.length > 0 ? chosen : [item]).some((one) => one && busy.has(one.id))) return;
    if (chosen.length > 0) return void decide(chosen, "approve");
    if (item && isApprovable(item)) void decide([item], "approve");
    else if (item) setOpen(item.id);
  };
  const reject = (which: Waiting[]) => {
    const first = which[0];
    if (!first || which.some(({ id }) => busy.has(id))) return;
    if (first.kind === "credential") setOpen(first.id);
    else setRejected(which);
  };
  const toggle = (id: string) => setSelected(new Set(selected.has(id) ? [...selected].filter((one) => one !== id) : [...selected, id]));
  const walk = (by: number) => focusRow(items[index < 0 ? 0 : Math.max(0, Math.min(items.length - 1, index + by))]?.id);
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    a: approve,
    r: () => reject(chosen.length > 0 ? chosen : item ? [item] : []),
    x: () => item && isApprovable(item) && toggle(item.id),
    Escape: () => (selected.size > 0 ? setSelected(new Set()) : setOpen(undefined)),
  });

  return (
    <>
      <ul ref={list} class={styles["list"]} aria-label={text.home.waits}>
        {items.map((one) => (
          <Row
            key={one.id}
            item={one}
            nameOf={nameOf}
            isCurrent={one.id === current}
            isOpen={one.id === open}
            isSelected={selected.has(one.id)}
            isBusy={busy.has(one.id)}
            error={errors.get(one.id)}
            onFocus={() => setCurrent(one.id)}
            onOpen={() => setOpen(open === one.id ? undefined : one.id)}
            onSelect={() => toggle(one.id)}
            onApprove={() => (isApprovable(one) ? void decide([one], "approve") : setOpen(one.id))}
            onReject={() => reject([one])}
          />
        ))}
      </ul>
      {chosen.length > 0 && <BatchBar items={chosen} onApprove={() => decide(chosen, "approve")} onReject={() => reject(chosen)} onClear={() => setSelected(new Set())} />}
      {rejected && (
        <ErrorBoundary>
          <RejectDialog
            items={rejected}
            what={describe(rejected[0] as Waiting, nameOf).what}
            takesReason={rejected.every(takesReason)}
            onReject={(reason) => decide(rejected, "reject", reason)}
            onClose={() => setRejected(undefined)}
          />
        </ErrorBoundary>
      )}
    </>
  );
}

function summary({ done, gone, failed }: { done: unknown[]; gone: unknown[]; failed: unknown[] }, answer: Answer): string {
  const parts = [done.length > 0 && text.home.doneMany[answer](done.length), gone.length > 0 && text.home.goneMany(gone.length), failed.length > 0 && text.home.stayMany(failed.length)];
  return parts.filter(Boolean).join(" ");
}
