import { text } from "../../texts.ts";
import { explain } from "../../api/errors.ts";
import { Button, Copyable, IconButton } from "../../ui/button.tsx";
import { Empty, ErrorNotice, Loading } from "../../ui/states.tsx";
import { List } from "./list.tsx";
import styles from "./mail.module.css";
import type { Place } from "./place.ts";
import type { useList } from "./requests.ts";
import type { Row } from "./rows.ts";
import { Operators, Search } from "./search.tsx";

interface LinesProps extends ReturnType<typeof useList> {
  place: Place;
  addresses: string[];
  cursor: string | undefined;
  opened: string;
  field: { current: HTMLInputElement | null };
  onWalk: (by: number) => void;
  onOpen: (row: Row) => void;
  onSearch: (q: string) => void;
  onFolders: () => void;
  /** Writes a new message, where the person may. */
  onCompose: (() => void) | undefined;
  onLeave: () => void;
}

/** The middle part: the search, and the list of the place. */
export function Lines({ place, addresses, query, rows, isStuck, cursor, opened, field, onWalk, onOpen, onSearch, onFolders, onCompose, onLeave }: LinesProps) {
  const isIncomplete = query.data?.pages.some(({ isComplete }) => isComplete === false);
  return (
    <div class={styles.middle}>
      <div class={styles.bar}>
        <IconButton class={styles.toList} icon="menu" label={text.mail.folders} onClick={onFolders} />
        <Search q={place.q ?? ""} field={field} onSearch={onSearch} onLeave={onLeave} />
        {onCompose && <IconButton class={styles.toList} icon="edit" label={text.mail.compose} onClick={onCompose} />}
      </div>
      <div class={styles.title}>
        <h2 class="truncate grow">{nameOf(place)}</h2>
        {rows.length > 0 && <span>{rows.length}{query.hasNextPage && "+"}</span>}
      </div>
      {isIncomplete && <p class={styles.title}>{text.mail.incomplete}</p>}
      {query.error && rows.length === 0 ? (
        <div class={styles.padded}><ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} /></div>
      ) : query.isPending || (rows.length === 0 && query.isFetching) ? (
        <div class={styles.padded}><Loading lines={8} /></div>
      ) : rows.length === 0 && !query.hasNextPage ? (
        <Nothing place={place} addresses={addresses} />
      ) : (
        <List rows={rows} isSent={place.view === "sent"} cursor={cursor} opened={opened} onWalk={onWalk} onOpen={onOpen} onEnd={() => query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError && void query.fetchNextPage()} />
      )}
      {isStuck && <div class={styles.padded}><Button onClick={() => query.fetchNextPage()}>{text.more}</Button></div>}
      {query.isFetchNextPageError && <div class={styles.padded}><ErrorNotice {...explain(query.error)} onRetry={() => query.fetchNextPage()} /></div>}
    </div>
  );
}

function nameOf({ view, address, label, q }: Place): string {
  if (view === "search") return text.mail.searching(q ?? "");
  if (view === "label") return label ?? "";
  return view === "inbox" && address ? address : text.mail.views[view];
}

function Nothing({ place: { view, address }, addresses }: { place: Place; addresses: string[] }) {
  const { emptyTitle, emptyHint, nothingFoundHint, tryIt } = text.mail;
  const mailbox = address ?? addresses[0];
  return (
    <div class={styles.padded}>
      <Empty icon="mail" title={emptyTitle[view]}>
        {emptyHint[view] && <p>{emptyHint[view]}</p>}
        {view === "search" && <><p>{nothingFoundHint}</p><Operators /></>}
        {(view === "inbox" || view === "all") && mailbox && <div class="column tight">{tryIt}<Copyable value={mailbox} /></div>}
      </Empty>
    </div>
  );
}
