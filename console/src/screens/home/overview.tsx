import { useQuery } from "@tanstack/react-query";
import { api, content, type Usage } from "../../api/client.ts";
import { useCan, usePods } from "../../api/me.ts";
import { isFirstAttempt } from "../../api/queries.ts";
import { to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { count, date, dateTime } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import styles from "./home.module.css";
import { dollars } from "./names.ts";

const SHOWN = 8;

/** Loads the numbers of the day that the person may read. */
export function useNumbers() {
  const can = useCan();
  const isAllowed = can("usage:read") && can("budget:read");
  const usage = useQuery({ queryKey: ["usage", "overview"], queryFn: () => content(api.GET("/v1/usage")), enabled: isAllowed, staleTime: 60_000 });
  const budget = useQuery({ queryKey: ["budget", "overview"], queryFn: () => content(api.GET("/v1/budget")), enabled: isAllowed, staleTime: 60_000 });
  const runs = useQuery({
    queryKey: ["runs", "overview"],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/pods", { params: { path: { org: "me" }, query: { status: "running", limit: 1 } } })),
    enabled: isAllowed && can("runs:read"),
    staleTime: 60_000,
  });
  return { isAllowed, usage, budget, runs, isLoading: [usage, budget, runs].some(isFirstAttempt) };
}

/** The day in numbers, and the agents. */
export function Overview({ numbers }: { numbers: ReturnType<typeof useNumbers> }) {
  return (
    <>
      {numbers.isAllowed && <Numbers {...numbers} />}
      <Agents />
    </>
  );
}

function Numbers({ usage, budget, runs }: ReturnType<typeof useNumbers>) {
  // The list above says what went wrong with the connection.
  if (!usage.data || !budget.data) return null;
  const cap = budget.data.caps.daily;
  const spent = spentToday(usage.data);
  return (
    <Card>
      <div class={styles["numbers"]}>
        <Figure href={to("/budget")} name={text.home.spent} value={dollars(spent)} more={cap ? text.home.ofCap(dollars(cap.limit_usdc)) : text.home.noCap} share={cap ? spent / Math.max(1, cap.limit_usdc) : undefined} />
        <Figure href={to("/usage")} name={text.home.mailToday} value={count(usage.data.emails.daily_used)} more={text.home.ofCap(count(usage.data.emails.daily_limit))} share={usage.data.emails.daily_used / Math.max(1, usage.data.emails.daily_limit)} />
        <Figure href={to("/usage")} name={text.home.requestsToday} value={count(usage.data.requests.used)} more={text.home.ofCap(count(usage.data.requests.limit))} share={usage.data.requests.used / Math.max(1, usage.data.requests.limit)} />
        {runs.data && <Figure href={toPod("home", "/runs")} name={text.home.runs} value={count(runs.data.total)} more={text.home.runsHint} />}
      </div>
    </Card>
  );
}

const spentToday = ({ days, period }: Usage) => days.find(({ date }) => date === period)?.spent_usdc ?? 0;

function Figure({ href, name, value, more, share }: { href: string; name: string; value: string; more: string; share?: number | undefined }) {
  const kind = share === undefined || share < 0.8 ? "bar" : share < 1 ? "bar warn" : "bar bad";
  return (
    <a class={styles["figure"]} href={href}>
      <span class="dim">{name}</span>
      <span><strong>{value}</strong> <span class="dim">{more}</span></span>
      {share !== undefined && <span class={kind}><span style={{ width: `${Math.min(100, share * 100)}%` }} /></span>}
    </a>
  );
}

function Agents() {
  const pods = usePods();
  return (
    <Card title={text.home.agents} actions={<a href={to("/agents")}>{text.home.allAgents}</a>}>
      <Loaded query={pods}>
        {({ pods: all }) =>
          all.length === 0 ? (
            <Empty icon="agents" title={text.home.agentsNone}><a class="button primary" href={to("/welcome")}>{text.home.start}</a></Empty>
          ) : (
            <ul class={styles["agents"]}>
              {all.slice(0, SHOWN).map(({ id, name, status, created_at }) => (
                <li key={id}>
                  <a href={toPod(id, "/mail")}>
                    <strong class="truncate">{name ?? id}</strong>
                    {status === "suspended" && <Badge kind="warn">{text.home.status.suspended}</Badge>}
                    <span class="dim" title={dateTime(created_at)}>{text.home.since(date(created_at))}</span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
