import { useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useEvents } from "../../api/live.ts";
import { useCan, usePods } from "../../api/me.ts";
import { isFirstAttempt } from "../../api/queries.ts";
import { PODS_AT_FIRST, refreshWaiting, usePodsWithDrafts, useWaiting, type Waiting } from "../../api/waiting.ts";
import { isAt, to, WELCOME } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Empty, ErrorNotice } from "../../ui/states.tsx";
import { explain } from "../../api/errors.ts";
import { isWelcomeSkipped } from "../welcome/skipped.ts";
import styles from "./home.module.css";
import { useLinked } from "./linked.ts";
import { List } from "./list.tsx";
import { Overview, useNumbers } from "./overview.tsx";

export default function Home() {
  const { data } = usePods();
  const { path, route } = useLocation();
  const can = useCan();
  // Somebody may have gone on already: this screen stays until the next one is loaded.
  if (isAt(path, to("/")) && data && can("pods:write") && data.pods.length === 0 && !isWelcomeSkipped()) {
    route(to(WELCOME.path), true);
    return null;
  }
  return (
    <Page title={text.home.title}>
      <Content />
    </Page>
  );
}

/** Shown when all of it is there, so that nothing moves under the finger. */
function Content() {
  const pods = usePods();
  const [limit, setLimit] = useState(PODS_AT_FIRST);
  const { shown, hidden, isCut } = usePodsWithDrafts(limit);
  const waiting = useWaiting({ pods: shown });
  const numbers = useNumbers();
  const linked = useLinked();
  const isReady = useOnce(!isFirstAttempt(pods) && !waiting.isLoading && !numbers.isLoading);
  return (
    <>
      <Card title={text.home.waits}>
        {shown.map(({ id }) => <HeldMail key={id} pod={id} />)}
        {isReady ? <WaitingList {...waiting} linked={linked} /> : <Nothing isKnown={false} />}
        {isReady && hidden > 0 && <p class="card padded" style={{ border: "0" }}><Button onClick={() => setLimit(limit + PODS_AT_FIRST)}>{text.home.more(Math.min(hidden, PODS_AT_FIRST))}</Button></p>}
        {isReady && isCut && <p class={styles["note"]}>{text.home.podsCut} <a href={to("/agents")}>{text.home.allAgents}</a></p>}
      </Card>
      {isReady && <Overview numbers={numbers} />}
    </>
  );
}

/** Whether it was ever true. */
function useOnce(isTrue: boolean): boolean {
  const was = useRef(false);
  was.current ||= isTrue;
  return was.current;
}

function WaitingList({ items, failed, isCut, linked }: ReturnType<typeof useWaiting> & { linked: Waiting | undefined }) {
  const all = linked && !items.some(({ id }) => id === linked.id) ? [linked, ...items] : items;
  return (
    <>
      {failed.length > 0 && <ErrorNotice headline={text.home.failedSources} fix={explain(failed[0]?.error).headline} onRetry={() => failed.map(({ refetch }) => refetch())} />}
      {isCut && <p class={styles["note"]}>{text.home.cut}</p>}
      {all.length > 0 && <List items={all} opened={linked?.id} />}
      {all.length === 0 && failed.length === 0 && <Nothing />}
    </>
  );
}

/** Messages that an agent holds are an event of that agent only. */
function HeldMail({ pod }: { pod: string }) {
  useEvents(pod, ({ type }) => {
    if (type === "email.held") void refreshWaiting(`drafts ${pod}`);
  });
  return null;
}

/** Says what comes here, already while it loads. */
function Nothing({ isKnown = true }: { isKnown?: boolean }) {
  return (
    <Empty icon={isKnown ? "check" : "refresh"} title={isKnown ? text.home.nothing : text.loading}>
      <p>{text.home.nothingHint}</p>
      <a class="button" href={to("/budget")}>{text.home.nothingCaps}</a>
    </Empty>
  );
}
