import { useState } from "preact/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, content, inPod } from "../../api/client.ts";
import type { Observation } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOwner } from "../../api/owner.ts";
import { WriteDialog } from "./write.tsx";
import styles from "./trust.module.css";

type Scope = keyof typeof text.trust.scopes;
const SCOPES = Object.keys(text.trust.scopes) as Scope[];

export function Observations({ pod }: { pod: string }) {
  const [topic, setTopic] = useState("");
  const [scope, setScope] = useState<Scope>("mine");
  const [isWriting, setWriting] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["trust", pod, "observations", topic, scope],
    queryFn: ({ pageParam }) => content(api.GET("/v1/observations", { params: { header: inPod(pod), query: { scope, topic: topic || undefined, limit: 50, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const all = query.data?.pages.flatMap(({ observations }) => observations) ?? [];
  return (
    <Card title={text.trust.observations} actions={<Button icon="plus" onClick={() => setWriting(true)}>{text.trust.write}</Button>} isPadded>
      <div class="column">
        <Filters pod={pod} topic={topic} scope={scope} onTopic={setTopic} onScope={setScope} />
        <Loaded query={query}>
          {() => all.length === 0
            ? <Empty icon="edit" title={text.trust.noObservations}><p>{text.trust.observationsHint}</p></Empty>
            : <ul class={styles["observations"]}>{all.map((one) => <Line key={one.id} pod={pod} observation={one} onTopic={setTopic} />)}</ul>}
        </Loaded>
        {query.hasNextPage && <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>{text.more}</Button>}
      </div>
      {isWriting && <WriteDialog pod={pod} onClose={() => setWriting(false)} />}
    </Card>
  );
}

interface FiltersProps {
  pod: string;
  topic: string;
  scope: Scope;
  onTopic: (topic: string) => void;
  onScope: (scope: Scope) => void;
}

function Filters({ pod, topic, scope, onTopic, onScope }: FiltersProps) {
  const { data } = useQuery({ queryKey: ["trust", pod, "topics"], queryFn: () => content(api.GET("/v1/observations/topics", { params: { header: inPod(pod), query: { limit: 1000 } } })) });
  const topics = data?.topics ?? [];
  return (
    <div class={styles["filters"]}>
      <select class="input" aria-label={text.trust.topic} value={topic} onChange={({ currentTarget }) => onTopic(currentTarget.value)}>
        <option value="">{text.trust.allTopics}</option>
        {topics.map((one) => <option key={one.topic} value={one.topic}>{text.trust.topicCount(one.topic, one.count)}</option>)}
      </select>
      <select class="input" aria-label={text.trust.whose} value={scope} onChange={({ currentTarget }) => onScope(currentTarget.value as Scope)}>
        {SCOPES.map((one) => <option key={one} value={one}>{text.trust.scopes[one]}</option>)}
      </select>
    </div>
  );
}

function Line({ pod, observation, onTopic }: { pod: string; observation: Observation; onTopic: (topic: string) => void }) {
  const [isDeleting, setDeleting] = useState(false);
  const isOwn = useOwner(pod) === observation.agent_id;
  const { id, topic, content: words, shared, display_name, agent_id, created_at } = observation;
  const remove = async () => {
    await api.DELETE("/v1/observations/{id}", { params: { path: { id }, header: inPod(pod) } });
    toast(text.trust.deleted);
    void queries.invalidateQueries({ queryKey: ["trust", pod] });
  };
  return (
    <li>
      <div class="row wrap">
        <Button kind="plain" class={styles["topic"]} onClick={() => onTopic(topic)}>{topic}</Button>
        {shared && <Badge kind="info">{text.trust.shared}</Badge>}
        <span class="dim">{!isOwn && <>{display_name ?? <span class="mono">{agent_id}</span>} · </>}<Time at={created_at} /></span>
        <span class="grow" />
        {isOwn && <IconButton icon="trash" label={text.trust.delete} onClick={() => setDeleting(true)} />}
      </div>
      <p class={styles["words"]}>{words}</p>
      {isDeleting && <Confirm title={text.trust.deleteTitle} action={text.trust.delete} isDangerous onConfirm={remove} onClose={() => setDeleting(false)}><p>{text.trust.deleteBody}</p></Confirm>}
    </li>
  );
}
