import { useState } from "preact/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { BudgetState, OnLimit } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { atomic, ATOMIC, decimal } from "../../api/money.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { loadBudget, PERIODS } from "./caps.tsx";

const MAX_CAP = 1000 * ATOMIC;
const MAX_HOURS = 168;

interface Typed {
  daily: string;
  weekly: string;
  monthly: string;
  single: string;
  hours: string;
  onLimit: OnLimit;
  secondPrincipal: boolean;
}

function typedFrom({ caps, settings }: BudgetState): Typed {
  const cap = (period: (typeof PERIODS)[number]) => (caps[period] ? decimal(caps[period].limit_usdc) : "");
  return {
    daily: cap("daily"),
    weekly: cap("weekly"),
    monthly: cap("monthly"),
    single: settings.single_tx_limit_cents ? decimal(settings.single_tx_limit_cents) : "",
    hours: String(settings.approval_ttl_seconds / 3600),
    onLimit: settings.on_limit,
    secondPrincipal: settings.require_second_principal,
  };
}

const isAmount = (typed: string, max = Infinity) => typed.trim() === "" || (atomic(typed) ?? Infinity) <= max;
const isHours = (typed: string) => Number(typed) >= 1 && Number(typed) <= MAX_HOURS;
/** An empty field removes the limit. */
const amount = (typed: string) => atomic(typed) ?? null;

/** Changes the caps of the account or of an agent; the account's settings as well. */
export function CapsForm({ pod, state, onClose }: { pod: string; state: BudgetState; onClose: () => void }) {
  // Only what was changed: the caps that somebody else sets meanwhile stay.
  const [changed, setChanged, forget] = useDraft<Partial<Typed>>(`budget.${pod}`, {});
  const typed = { ...typedFrom(state), ...changed };
  const [isChecked, setChecked] = useState(false);
  const change = (part: Partial<Typed>) => setChanged({ ...changed, ...part });
  const isRight = PERIODS.every((period) => isAmount(typed[period], MAX_CAP)) && isAmount(typed.single) && isHours(typed.hours);
  const close = () => (forget(), onClose());
  const save = useMutation({
    mutationFn: () => send(pod, changed),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["budget"] });
      void queries.invalidateQueries({ queryKey: ["pods"] });
      toast(text.budget.capsSaved);
      close();
    },
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(changed).length === 0) close();
    else if (isRight) save.mutate();
  };
  return (
    <Dialog title={text.budget.editCaps} onClose={close}>
      <form class="column" onSubmit={submit} noValidate>
        <p class="dim">{text.budget.noCapHint}</p>
        {PERIODS.map((period) => (
          <Field key={period} label={text.budget.fields[period]} inputMode="decimal" value={typed[period]} wrong={isChecked && !isAmount(typed[period], MAX_CAP) ? text.budget.wrongAmount : undefined} onInput={({ currentTarget }) => change({ [period]: currentTarget.value })} />
        ))}
        {!pod && <Settings typed={typed} isChecked={isChecked} change={change} />}
        {save.error && <ErrorNotice {...explain(save.error)} />}
        <footer>
          <Button onClick={close}>{text.cancel}</Button>
          <Button kind="primary" type="submit" disabled={save.isPending}>{text.save}</Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Settings({ typed, isChecked, change }: { typed: Typed; isChecked: boolean; change: (part: Partial<Typed>) => void }) {
  return (
    <>
      <Select label={text.budget.onLimit} value={typed.onLimit} onChange={({ currentTarget }) => change({ onLimit: currentTarget.value as OnLimit })}>
        <option value="reject">{text.budget.onLimits.reject}</option>
        <option value="approve">{text.budget.onLimits.approve}</option>
      </Select>
      <Field label={text.budget.single} hint={text.budget.singleHint} inputMode="decimal" value={typed.single} wrong={isChecked && !isAmount(typed.single) ? text.budget.wrongSingle : undefined} onInput={({ currentTarget }) => change({ single: currentTarget.value })} />
      <Field label={text.budget.ttl} inputMode="decimal" value={typed.hours} wrong={isChecked && !isHours(typed.hours) ? text.budget.wrongHours : undefined} onInput={({ currentTarget }) => change({ hours: currentTarget.value })} />
      <Checkbox label={text.budget.secondPrincipal} hint={text.budget.secondPrincipalHint} checked={typed.secondPrincipal} onChange={(secondPrincipal) => change({ secondPrincipal })} />
    </>
  );
}

function send(pod: string, changed: Partial<Typed>): Promise<unknown> {
  if (pod) return sendToPod(pod, changed);
  const { daily, weekly, monthly, single, hours, onLimit, secondPrincipal } = changed;
  const changedAmount = (typed: string | undefined) => (typed === undefined ? undefined : amount(typed));
  return api.PUT("/v1/budget", {
    body: {
      caps: { daily: changedAmount(daily), weekly: changedAmount(weekly), monthly: changedAmount(monthly) },
      on_limit: onLimit,
      single_tx_limit_cents: changedAmount(single),
      approval_ttl_seconds: hours === undefined ? undefined : Math.round(Number(hours) * 3600),
      require_second_principal: secondPrincipal,
    },
  });
}

/** The caps of a pod are replaced together, and so those that were not changed are read first. */
async function sendToPod(pod: string, changed: Partial<Typed>): Promise<void> {
  const { daily, weekly, monthly } = { ...typedFrom(await loadBudget(pod)), ...changed };
  const body = { spending_caps: { daily: amount(daily), weekly: amount(weekly), monthly: amount(monthly) } };
  await content(api.PATCH("/v1/pods/{pod_id}", { params: { path: { pod_id: pod } }, body }));
}
