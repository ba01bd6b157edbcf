import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import type { MasterKeyReport, MasterKeysReport } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { count } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { masterKeys, reseal } from "./api.ts";

const words = text.operator.keys;

export function MasterKeys() {
  const query = useQuery({ queryKey: ["operator", "master-keys"], queryFn: masterKeys });
  const [isAsking, setAsking] = useState(false);
  const [notified, setNotified] = useState(0);
  const resealAll = async () => {
    const done = await notifyAll(setNotified);
    await queries.invalidateQueries({ queryKey: ["operator", "master-keys"] });
    toast(done.woken + done.unreached > 0 ? words.reseal.done(done.woken, done.unreached) : words.reseal.nothing);
  };
  return (
    <Page title={words.title} actions={<Button icon="refresh" onClick={() => setAsking(true)}>{words.reseal.action}</Button>}>
      <p class="dim">{words.what}</p>
      <Loaded query={query}>
        {(report) => (
          <>
            <Progress report={report} />
            <Table label={words.title} columns={COLUMNS} rows={report.keys} id={({ number }) => String(number)} />
          </>
        )}
      </Loaded>
      {isAsking && (
        <Confirm title={words.reseal.title} action={words.reseal.action} onConfirm={resealAll} onClose={() => setAsking(false)}>
          <p>{words.reseal.what}</p>
          {notified > 0 && <p role="status">{words.reseal.so_far(notified)}</p>}
        </Confirm>
      )}
    </Page>
  );
}

/** Notifies all pods, a hundred at a time. */
async function notifyAll(onProgress: (notified: number) => void): Promise<{ woken: number; unreached: number }> {
  let after: string | undefined;
  let [woken, unreached] = [0, 0];
  do {
    const part = await reseal(after);
    woken += part.woken;
    unreached += part.unreached;
    after = part.next ?? undefined;
    onProgress(woken);
  } while (after);
  return { woken, unreached };
}

function Progress({ report }: { report: MasterKeysReport }) {
  if (report.unreadable > 0) return <p class="notice bad" role="alert"><Icon name="warning" />{words.unreadable(report.unreadable)}</p>;
  if (report.resealed) return <p class="notice"><Icon name="check" />{words.resealed(report.current)}</p>;
  return <p class="notice warn"><Icon name="warning" />{words.behind(report.pods_behind)}</p>;
}

const COLUMNS: Column<MasterKeyReport>[] = [
  { key: "number", head: words.columns.number, width: "40px", cell: ({ number }) => String(number) },
  { key: "use", head: words.columns.use, width: "minmax(165px, 2fr)", cell: Use },
  { key: "pods", head: words.columns.pods, width: "64px", isNumber: true, cell: ({ pods }) => count(pods) },
  { key: "api_keys", head: words.columns.api_keys, width: "90px", isNumber: true, isExtra: true, cell: ({ api_keys }) => count(api_keys) },
  { key: "sessions", head: words.columns.sessions, width: "90px", isNumber: true, isExtra: true, cell: ({ sessions }) => count(sessions) },
  { key: "feeds", head: words.columns.feeds, width: "80px", isNumber: true, isExtra: true, cell: ({ feeds }) => count(feeds) },
  { key: "seeds", head: words.columns.seeds, width: "80px", isNumber: true, isExtra: true, cell: ({ seeds }) => count(seeds) },
];

const KINDS: Record<string, "good" | "bad" | "warn" | undefined> = { current: "good", missing: "bad" };

function Use({ use, unused }: MasterKeyReport) {
  const uses: Record<string, string> = words.uses;
  if (unused) return <Badge>{words.unused}</Badge>;
  return <Badge kind={KINDS[use]}>{uses[use] ?? use}</Badge>;
}
