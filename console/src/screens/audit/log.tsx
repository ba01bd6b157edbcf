import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "preact/hooks";
import { api, content, type AuditEntry } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { dateTime, Time } from "../../ui/format.tsx";
import { Empty, ErrorNotice, Loaded } from "../../ui/states.tsx";
import { explain } from "../../api/errors.ts";
import { Table, type Column } from "../../ui/table.tsx";
import { Details } from "./details.tsx";
import { actorOf, chooses, loadEntries, nameOfActor, NO_FILTER, reaches, type Filter } from "./entries.ts";
import { Filters } from "./filters.tsx";
import style from "./audit.module.css";

const t = text.audit;

/** Names of people by id; whoever may not see the people sees their ids. */
export function usePeople(): Map<string, string> {
  const { data } = useQuery({ queryKey: ["people", "names"], queryFn: () => content(api.GET("/v1/members", { params: { query: { limit: 1000 } } })), retry: false, staleTime: 300_000 });
  return useMemo(() => new Map(data?.members.map(({ id, name, email }) => [id, name ?? email])), [data]);
}

export function Log({ pod }: { pod: string }) {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [opened, setOpened] = useState<AuditEntry>();
  const [hasEnough, setEnough] = useState(false);
  const people = usePeople();
  const isNarrowed = filter.actor !== "" || filter.from !== "" || filter.until !== "";
  const queryKey = ["audit", pod, filter.action];
  const query = usePages(queryKey, (cursor) => loadEntries(pod, cursor, filter.action), (page) => page.entries, { isKept: true, isWhole: isNarrowed && !hasEnough });
  const all = query.data;
  const shown = useMemo(() => (isNarrowed ? (all ?? []).filter(chooses(filter)) : (all ?? [])), [all, filter]);
  const actors = useMemo(() => [...new Set((all ?? []).map(actorOf))], [all]);
  const change = (next: Filter) => { setFilter(next); setEnough(false); };
  if (!hasEnough && isNarrowed && reaches(filter, all?.at(-1))) setEnough(true);
  const isSearching = isNarrowed && !hasEnough && !query.isComplete;
  if (all?.length === 0 && filter.action === "") return <Empty icon="audit" title={t.empty}><p>{t.emptyHint}</p></Empty>;
  return (
    <>
      <Filters filter={filter} actors={actors} people={people} onChange={change} />
      <Loaded query={query} lines={8}>
        {() => (
          <>
            <div class="row wrap spread">
              <span class="dim" role="status">{isSearching ? t.searching : t.loaded(shown.length, query.isComplete || hasEnough)}</span>
              <Button icon="refresh" onClick={() => void queries.resetQueries({ queryKey })}>{t.refresh}</Button>
            </div>
            {shown.length === 0 && !isSearching
              ? <Empty icon="search" title={t.noMatch}><p>{t.noMatchHint}</p></Empty>
              : <Table label={t.title} columns={columns(people)} rows={shown} id={({ seq }) => String(seq)} onOpen={setOpened} onEnd={hasEnough ? () => {} : query.more} height="max(320px, calc(100dvh - 300px))" />}
            {query.retryMore && <ErrorNotice {...explain(query.error)} onRetry={query.retryMore} />}
          </>
        )}
      </Loaded>
      {opened && <Details entry={opened} people={people} onClose={() => setOpened(undefined)} />}
    </>
  );
}

/** The time itself where there is room, and else how long ago. */
function When({ at }: { at: string }) {
  return <><time class={style["wide"]} dateTime={at}>{dateTime(at)}</time><span class={style["narrow"]}><Time at={at} /></span></>;
}

const columns = (people: Map<string, string>): Column<AuditEntry>[] => [
  { key: "when", head: t.when, width: "minmax(76px, 170px)", cell: ({ created_at }) => <When at={created_at} /> },
  { key: "action", head: t.action, width: "minmax(110px, 1fr)", cell: ({ action }) => <code>{action}</code> },
  { key: "subject", head: t.subject, width: "minmax(100px, 1.4fr)", cell: ({ subject }) => <span title={subject}>{subject}</span> },
  { key: "actor", head: t.actor, width: "minmax(110px, 1fr)", isExtra: true, cell: (entry) => nameOfActor(actorOf(entry), people) },
  { key: "seq", head: t.number, width: "80px", isNumber: true, isExtra: true, cell: ({ seq }) => <span class="dim">{seq.toLocaleString("en")}</span> },
];
