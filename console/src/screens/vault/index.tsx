import { useEffect, useState } from "preact/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useLocation } from "preact-iso";
import { api, content, inPod } from "../../api/client.ts";
import type { VaultKey } from "../../api/client.ts";
import { toPod, type ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Card, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { SecretDialog } from "./secret.tsx";
import { lock, unlocked, useLockOnLeave } from "./seed.ts";
import { StoreDialog } from "./store.tsx";
import { UndeleteDialog } from "./undelete.tsx";
import { UnlockDialog } from "./unlock.tsx";

type Opened = "store" | "undelete" | "unlock";

const COLUMNS: Column<VaultKey>[] = [
  { key: "name", head: text.vault.name, width: "minmax(0, 3fr)", cell: ({ key }) => <span class="mono">{key}</span> },
  { key: "version", head: text.vault.versions, width: "72px", isNumber: true, cell: ({ latest_version }) => latest_version },
  { key: "stored", head: text.vault.stored, width: "minmax(90px, 1fr)", cell: ({ updated_at }) => <Time at={updated_at} /> },
  { key: "read", head: text.vault.read, width: "minmax(90px, 1fr)", isExtra: true, cell: ({ last_read_at }) => (last_read_at ? <Time at={last_read_at} /> : <span class="dim">{text.vault.never}</span>) },
];

export default function Vault({ pod, rest: shown }: ScreenProps) {
  const { route } = useLocation();
  const [opened, setOpened] = useState<Opened>();
  const [words, setWords] = useState("");
  const query = useKeys(pod, words);
  const keys = query.data?.pages.flatMap((page) => page.keys) ?? [];
  const found = keys.filter(({ key }) => key.toLowerCase().includes(words.toLowerCase()));
  const open = (name: string) => route(toPod(pod, `/vault/${encodeURIComponent(name)}`));
  const close = () => setOpened(undefined);
  useLockOnLeave(pod);
  useShortcuts({ c: () => setOpened("store") });
  return (
    <Page title={text.vault.title} actions={<Actions onOpen={setOpened} />}>
      <Loaded query={query} lines={6}>
        {() => keys.length === 0
          ? <Nothing onStore={() => setOpened("store")} />
          : (
            <>
              <input class="input" type="search" aria-label={text.vault.search} placeholder={text.vault.search} value={words} onInput={({ currentTarget }) => setWords(currentTarget.value)} />
              {found.length === 0
                ? <p class="dim">{text.vault.noMatch}</p>
                : <Table label={text.vault.label} columns={COLUMNS} rows={found} id={({ key }) => key} onOpen={({ key }) => open(key)} onEnd={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()} />}
            </>
          )}
      </Loaded>
      {opened === "unlock" && <UnlockDialog onClose={close} />}
      {opened === "undelete" && <UndeleteDialog pod={pod} onClose={close} />}
      {opened === "store" && <StoreDialog pod={pod} names={keys.map(({ key }) => key)} onClose={close} />}
      {shown && <SecretDialog key={shown} pod={pod} name={shown} listed={keys.find(({ key }) => key === shown)} onClose={() => route(toPod(pod, "/vault"))} />}
    </Page>
  );
}

/** A search looks at all names, so it loads all of them. */
function useKeys(pod: string, words: string) {
  const query = useInfiniteQuery({
    queryKey: ["vault", pod],
    queryFn: ({ pageParam }) => content(api.GET("/v1/vault", { params: { header: inPod(pod), query: { limit: 1000, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const { hasNextPage, isFetching, fetchNextPage, isError } = query;
  useEffect(() => {
    if (words && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [words, hasNextPage, isFetching, isError]);
  return query;
}

function Actions({ onOpen }: { onOpen: (opened: Opened) => void }) {
  const open = unlocked.value;
  const time = open && new Intl.DateTimeFormat("en", { timeStyle: "short" }).format(open.until);
  return (
    <>
      {time
        ? <><span class="dim" role="status">{text.vault.unlockedUntil(time)}</span><Button icon="vault" onClick={lock}>{text.vault.lock}</Button></>
        : <Button icon="key" onClick={() => onOpen("unlock")}>{text.vault.unlock}</Button>}
      <Button icon="refresh" onClick={() => onOpen("undelete")}>{text.vault.undelete}</Button>
      <Button kind="primary" icon="plus" onClick={() => onOpen("store")}>{text.vault.add}</Button>
    </>
  );
}

function Nothing({ onStore }: { onStore: () => void }) {
  return (
    <Card>
      <Empty icon="vault" title={text.vault.empty}>
        <p>{text.vault.emptyHint}</p>
        <Button kind="primary" icon="plus" onClick={onStore}>{text.vault.add}</Button>
      </Empty>
    </Card>
  );
}
