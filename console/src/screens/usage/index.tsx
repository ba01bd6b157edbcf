import { useQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { Usage as UsageReply } from "../../api/client.ts";
import { fromAtomic } from "../../api/money.ts";
import { text } from "../../texts.ts";
import { Chart } from "../../ui/chart.tsx";
import { count, money } from "../../ui/format.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Billing } from "./billing.tsx";
import { Today } from "./limits.tsx";
import { UsageByPod } from "./pods.tsx";
import styles from "./usage.module.css";

export default function Usage() {
  const query = useQuery({ queryKey: ["usage"], queryFn: () => content(api.GET("/v1/usage", { params: { query: { by: "pod" } } })) });
  return (
    <Page title={text.usage.title}>
      <Loaded query={query} lines={8}>
        {(usage) => (
          <>
            <Today usage={usage} />
            <Days days={usage.days} />
            <UsageByPod first={usage} />
          </>
        )}
      </Loaded>
      <Billing />
    </Page>
  );
}

function Days({ days }: { days: UsageReply["days"] }) {
  const of = (value: (day: UsageReply["days"][number]) => number) => days.map((day) => ({ day: day.date, value: value(day) }));
  return (
    <Card title={text.usage.days} isPadded>
      <div class={styles["charts"]}>
        <Chart label={text.usage.requestsByDay} points={of(({ requests }) => requests)} format={count} />
        <Chart label={text.usage.emailsByDay} points={of(({ emails }) => emails)} format={count} color="--info" />
        <Chart label={text.usage.spentByDay} points={of(({ spent_usdc }) => fromAtomic(spent_usdc))} format={money} color="--warn" />
      </div>
    </Card>
  );
}
