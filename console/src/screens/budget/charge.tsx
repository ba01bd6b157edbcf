// One charge: what it was for, and what a person may still do with it.
import { useState } from "preact/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, content, HOME_POD } from "../../api/client.ts";
import type { Charge } from "../../api/client.ts";
import { usePodNames } from "../../api/pod_names.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { dateTime, usdc } from "../../ui/format.tsx";
import { Badge } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { CaptureDialog, RefundDialog, ReleaseDialog } from "./decisions.tsx";

type Action = "capture" | "release" | "refund";

export function ChargeDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const [action, setAction] = useState<Action>();
  const query = useQuery({ queryKey: ["budget", "charge", id], queryFn: () => content(api.GET("/v1/charges/{id}", { params: { path: { id } } })) });
  const back = () => setAction(undefined);
  return (
    <Dialog title={text.budget.charge} onClose={onClose}>
      <Loaded query={query}>
        {(charge) => (
          <div class="column">
            <Facts charge={charge} />
            <footer>{actionsOf(charge).map((one) => <Button key={one} onClick={() => setAction(one)}>{NAMES[one]}</Button>)}</footer>
            {action === "capture" && <CaptureDialog charge={charge} onClose={back} />}
            {action === "release" && <ReleaseDialog charge={charge} onClose={back} />}
            {action === "refund" && <RefundDialog charge={charge} onClose={back} />}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

const NAMES: Record<Action, string> = { capture: text.budget.capture, release: text.budget.release, refund: text.budget.refundAction };

function actionsOf({ status, amount_usdc, refunded_usdc }: Charge): Action[] {
  if (status === "held") return ["capture", "release"];
  return status === "completed" && refunded_usdc < amount_usdc ? ["refund"] : [];
}

const KINDS = { completed: "good", held: "warn", released: undefined, expired: undefined } as const;

function Facts({ charge }: { charge: Charge }) {
  const nameOf = usePodNames();
  const facts: [string, preact.ComponentChildren][] = [
    [text.budget.amount, <strong>{usdc(charge.amount_usdc)}</strong>],
    [text.budget.status, <Badge kind={KINDS[charge.status]}>{text.budget.statuses[charge.status]}</Badge>],
    [text.budget.refunded, charge.refunded_usdc > 0 && usdc(charge.refunded_usdc)],
    [text.budget.category, charge.category],
    [text.budget.description, charge.description],
    [text.budget.payee, charge.payee],
    [text.budget.agent, nameOf(charge.pod_id)],
    [text.budget.reference, charge.reference_id && <Copyable value={charge.reference_id} />],
    [text.budget.run, charge.run_id && <a href={toPod(charge.pod_id.startsWith("acc_") ? HOME_POD : charge.pod_id, `/runs/${charge.run_id}`)}>{charge.run_id}</a>],
    [text.budget.created, dateTime(charge.created_at)],
    [text.budget.completed, charge.completed_at && dateTime(charge.completed_at)],
    [text.budget.expires, charge.status === "held" && charge.expires_at && dateTime(charge.expires_at)],
    [text.budget.chargeId, <Copyable value={charge.id} />],
  ];
  return <dl class="facts">{facts.filter(([, value]) => value).map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-value`}>{value}</dd>])}</dl>;
}
