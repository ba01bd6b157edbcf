import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type Session } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

const t = text.access;
const KEY = ["access", "sessions"];

const end = (id: string) => api.DELETE("/v1/auth/sessions/{id}", { params: { path: { id } } });

export function Sessions() {
  const [ending, setEnding] = useState<Session>();
  const [isEndingAll, setEndingAll] = useState(false);
  const query = useQuery({ queryKey: KEY, queryFn: () => content(api.GET("/v1/auth/sessions")) });
  const others = (query.data?.sessions ?? []).filter(({ is_current: isCurrent }) => !isCurrent);
  const endOne = async ({ id }: Session) => {
    await end(id);
    await queries.invalidateQueries({ queryKey: KEY });
    toast(t.ended);
  };
  const endAll = async () => {
    for (const { id } of others) await end(id);
    await queries.invalidateQueries({ queryKey: KEY });
    toast(t.endedAll(others.length));
  };
  return (
    <Card title={t.sessions} actions={others.length > 1 && <Button kind="danger" onClick={() => setEndingAll(true)}>{t.endAll(others.length)}</Button>}>
      <Loaded query={query} lines={2}>
        {({ sessions }) =>
          sessions.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.noSessions}</p> : (
            <ul class="lines">
              {sessions.map((one) => (
                <li key={one.id}>
                  <span class="grow">{one.email} <span class="dim">· {t.signedIn} <Time at={one.created_at} /> · {t.ends} <Time at={one.expires_at} /></span></span>
                  {one.is_current && <Badge kind="good">{t.thisSession}</Badge>}
                  <Badge>{text.people.roles[one.role]}</Badge>
                  <Button kind="danger" onClick={() => setEnding(one)}>{t.end}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {ending && <Confirm title={t.endTitle(ending.email)} action={t.end} isDangerous onConfirm={() => endOne(ending)} onClose={() => setEnding(undefined)}><p>{t.endHint}</p></Confirm>}
      {isEndingAll && <Confirm title={t.endAllTitle} action={t.endAll(others.length)} isDangerous onConfirm={endAll} onClose={() => setEndingAll(false)}><p>{t.endAllHint}</p></Confirm>}
    </Card>
  );
}
