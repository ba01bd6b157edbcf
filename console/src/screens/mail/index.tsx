import { useEffect, useRef, useState } from "preact/hooks";
import { useAddresses } from "../../api/addresses.ts";
import { useEvents } from "../../api/live.ts";
import { useCan } from "../../api/me.ts";
import type { ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { ClaimAddress } from "./claim.tsx";
import { ComposeDialog } from "./compose_dialog.tsx";
import { Folders } from "./folders.tsx";
import { Lines } from "./lines.tsx";
import { isLocked, Locked } from "./locked.tsx";
import styles from "./mail.module.css";
import { usePlace } from "./place.ts";
import { Reader } from "./reader.tsx";
import { reload, useList } from "./requests.ts";
import type { Row } from "./rows.ts";
import { Rules } from "./rules.tsx";

export default function Mail({ pod, rest }: ScreenProps) {
  const addresses = useAddresses(pod);
  useLiveMail(pod);
  return (
    <Page title={text.mail.title} isFull>
      {isLocked(addresses.error) ? <Locked /> : addresses.data ? <ThreeParts pod={pod} opened={rest} addresses={addresses.data.addresses} /> : <div class={styles.padded}><Loaded query={addresses}>{() => null}</Loaded></div>}
    </Page>
  );
}

/** Many events at once, such as those of a newsletter, load the lists once. */
function useLiveMail(pod: string): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEvents(pod, ({ type }) => {
    if (!type.startsWith("email.")) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void reload(pod), 300);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

function ThreeParts({ pod, opened, addresses }: { pod: string; opened: string; addresses: string[] }) {
  const { place, open, search, go } = usePlace(pod, addresses);
  const list = useList(pod, place);
  const { rows } = list;
  const [cursor, setCursor] = useState<string>();
  const [isComposing, setComposing] = useState(false);
  const [areFoldersOpen, setFoldersOpen] = useState(false);
  const can = useCan();
  const field = useRef<HTMLInputElement>(null);
  const placeKey = JSON.stringify(place);
  useEffect(() => setFoldersOpen(false), [placeKey]);
  useEffect(() => setCursor(undefined), [placeKey]);

  const show = (row: Row, isReplaced = false) => {
    setCursor(row.key);
    open(row.id, isReplaced);
  };
  const walk = (by: number) => {
    const at = rows.findIndex(({ key, id }) => (cursor ? key === cursor : id === opened));
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    if (opened) show(next, true);
    else setCursor(next.key);
  };
  /** What is left when the opened conversation goes: the next one on a wide screen, the list on a phone. */
  const leave = () => {
    const at = rows.findIndex(({ id }) => id === opened);
    const next = rows[at + 1] ?? rows[at - 1];
    setCursor(next?.key);
    open(undefined, true);
  };
  const compose = can("mail:send") && addresses.length > 0 ? () => setComposing(true) : undefined;
  const openCursor = () => {
    const row = rows.find(({ key }) => key === cursor);
    if (row) show(row);
  };
  useShortcuts({
    j: () => walk(1), k: () => walk(-1), Enter: openCursor, o: openCursor,
    c: () => compose?.(),
    "/": () => field.current?.focus(),
    Escape: () => (opened ? open(undefined) : place.q ? search("") : setFoldersOpen(false)),
  });
  const target = opened || (cursor && rows.find(({ key }) => key === cursor)?.id) || undefined;
  return (
    <>
      <div class={styles.mail} data-part={areFoldersOpen ? "folders" : opened || place.view === "rules" ? "reader" : "list"}>
        <Folders pod={pod} place={place} addresses={addresses} onCompose={() => setComposing(true)} />
        {place.view === "rules" ? (
          <Rules pod={pod} addresses={addresses} onBack={() => setFoldersOpen(true)} />
        ) : (
          <>
            <Lines {...{ place, addresses, cursor, opened, field }} {...list} onWalk={walk} onOpen={show} onSearch={search} onFolders={() => setFoldersOpen(true)} onCompose={compose} onLeave={() => go(place)} />
            <section class={styles.reader} aria-label={text.mail.views[place.view]}>
              {addresses.length === 0 ? <ClaimAddress pod={pod} /> : <Reader pod={pod} opened={opened} target={target} addresses={addresses} mailbox={place.address ?? ""} onBack={() => open(undefined)} onGone={leave} />}
            </section>
          </>
        )}
      </div>
      {isComposing && <ComposeDialog pod={pod} addresses={addresses} {...(place.address && { from: place.address })} onClose={() => setComposing(false)} />}
    </>
  );
}
