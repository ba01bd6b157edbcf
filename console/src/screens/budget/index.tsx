import { useState } from "preact/hooks";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "preact-iso";
import { api, content } from "../../api/client.ts";
import { usePods } from "../../api/me.ts";
import { fromAtomic } from "../../api/money.ts";
import { to, type ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { money } from "../../ui/format.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Caps } from "./caps.tsx";
import { ChargeDialog } from "./charge.tsx";
import { FindCharge } from "./find.tsx";
import { useLedger } from "./history.ts";
import { Ledger } from "./ledger.tsx";
import { Shares } from "./shares.tsx";
import { Waiting } from "./waiting.tsx";
import styles from "./budget.module.css";

export default function Budget({ rest: charge }: ScreenProps) {
  const { route } = useLocation();
  const [pod, setPod] = useState("");
  const [isFinding, setFinding] = useState(false);
  const ledger = useLedger(pod);
  const open = (id: string) => route(to(`/budget/${encodeURIComponent(id)}`));
  return (
    <Page title={text.budget.title} actions={<><Scope value={pod} onChange={setPod} /><Button onClick={() => setFinding(true)}>{text.budget.findCharge}</Button></>}>
      <Waiting />
      <Caps pod={pod} />
      {!pod && <Days />}
      <Shares ledger={ledger} isAccount={!pod} />
      <Ledger pod={pod} ledger={ledger} onOpen={open} />
      {isFinding && <FindCharge onOpen={open} onClose={() => setFinding(false)} />}
      {charge && <ChargeDialog id={charge} onClose={() => route(to("/budget"))} />}
    </Page>
  );
}

/** The account, or one of its agents. */
function Scope({ value, onChange }: { value: string; onChange: (pod: string) => void }) {
  const pods = usePods().data?.pods ?? [];
  if (pods.length === 0) return null;
  return (
    <select class={`input ${styles["scope"]}`} aria-label={text.budget.scope} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      <option value="">{text.budget.account}</option>
      {pods.map(({ id, name }) => <option key={id} value={id}>{name ?? id}</option>)}
    </select>
  );
}

function Days() {
  const query = useQuery({ queryKey: ["usage", "days"], queryFn: () => content(api.GET("/v1/usage")) });
  return (
    <Card isPadded>
      <Loaded query={query}>
        {({ days }) => <Chart label={text.budget.spentByDay} points={days.map(({ date, spent_usdc }) => ({ day: date, value: fromAtomic(spent_usdc) }))} format={money} />}
      </Loaded>
    </Card>
  );
}
