import { useEffect, useRef, useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { usePodNames } from "../../api/pod_names.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { save } from "../../ui/save.ts";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { csvHead, csvLines } from "./csv.ts";
import { readPage } from "./history.ts";

interface Progress {
  pod: string;
  /** Pages as parts of the file, so that no text holds all of it. */
  parts: Blob[];
  entries: number;
  before: string | undefined;
}

const begin = (pod: string): Progress => ({ pod, parts: [new Blob([csvHead()])], entries: 0, before: undefined });
const amount = (entries: number) => text.plural(entries, text.budget.entry, text.budget.entries);

/** Reads all of the ledger and saves it as a file. After an error it continues where it stopped. */
export function Export({ pod }: { pod: string }) {
  const nameOf = usePodNames();
  const progress = useRef<Progress>(begin(pod));
  const isStopped = useRef(false);
  const [read, setRead] = useState<number>();
  const [error, setError] = useState<unknown>();
  useEffect(() => () => { isStopped.current = true; }, [pod]);
  const restart = () => {
    progress.current = begin(pod);
    setRead(undefined);
    setError(undefined);
  };
  const run = async () => {
    isStopped.current = false;
    if (progress.current.pod !== pod) restart();
    setError(undefined);
    setRead(progress.current.entries);
    try {
      while (await readInto(progress.current, nameOf)) {
        if (isStopped.current) return restart();
        setRead(progress.current.entries);
      }
      save(new Blob(progress.current.parts), `ledger-${new Date().toISOString().slice(0, 10)}.csv`);
      toast(text.budget.exported(amount(progress.current.entries)));
      restart();
    } catch (caught) {
      setError(caught);
    }
  };
  if (error !== undefined) {
    const { headline, fix } = explain(error);
    return (
      <div class="column tight">
        <ErrorNotice headline={headline} fix={[fix, text.budget.exportStopped].filter(Boolean).join(" ")} />
        <div class="row"><Button onClick={run}>{text.budget.continue}</Button><Button onClick={restart}>{text.cancel}</Button></div>
      </div>
    );
  }
  if (read === undefined) return <Button icon="download" onClick={run}>{text.budget.export}</Button>;
  return <div class="row" role="status">{text.budget.exporting(amount(read))}<Button onClick={() => { isStopped.current = true; }}>{text.budget.exportStop}</Button></div>;
}

/** Adds a page; whether there are more. */
async function readInto(progress: Progress, nameOf: (pod: string) => string): Promise<boolean> {
  const { entries, pagination } = await readPage(progress.pod, progress.before);
  progress.parts.push(new Blob([csvLines(entries, nameOf)]));
  progress.entries += entries.length;
  progress.before = pagination.next_before ?? undefined;
  return progress.before !== undefined;
}
