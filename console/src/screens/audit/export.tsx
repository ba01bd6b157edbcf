import { useState } from "preact/hooks";
import type { AuditEntry } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { save } from "../../ui/save.ts";
import { toast, toastError } from "../../ui/toast.tsx";
import { loadEntries } from "./entries.ts";

const t = text.audit;

/** The whole log, the oldest entry first, as a file with one entry in each line. */
export function Export({ pod }: { pod: string }) {
  const [run, setRun] = useState<{ isWanted: boolean }>();
  const [count, setCount] = useState(0);
  const start = async () => {
    const current = { isWanted: true };
    setRun(current);
    setCount(0);
    try {
      const entries: AuditEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await loadEntries(pod, cursor, "");
        entries.push(...page.entries);
        setCount(entries.length);
        cursor = page.next_cursor ?? undefined;
      } while (cursor && current.isWanted);
      if (current.isWanted) {
        save(new Blob(entries.reverse().map((entry) => `${JSON.stringify(entry)}\n`)), `audit-${pod}.jsonl`);
        toast(t.exported(entries.length));
      }
    } catch (error) {
      toastError(error);
    }
    setRun(undefined);
  };
  if (!run) return <Button icon="download" onClick={start}>{t.export}</Button>;
  return (
    <span class="row" role="status">
      {t.exporting(count)}
      <Button icon="stop" onClick={() => { run.isWanted = false; }}>{t.stop}</Button>
    </span>
  );
}
