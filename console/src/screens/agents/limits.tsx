// What an agent may use: requests in a time, dollars in a period, whom it may pay.
import { useState } from "preact/hooks";
import { api, content, type Pod, type PodChanges, type PodRateLimits, type SpendingCaps } from "../../api/client.ts";
import { AMOUNT_PATTERN, atomic, decimal } from "../../api/money.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { count, usdc } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import style from "./agents.module.css";
import { loadPod } from "./pod.ts";

const t = text.agents;

/** Limits as texts of fields; an empty field is no limit. */
export interface LimitTexts {
  minute: string;
  hour: string;
  day: string;
  daily: string;
  weekly: string;
  monthly: string;
}

export const NO_LIMITS: LimitTexts = { minute: "", hour: "", day: "", daily: "", weekly: "", monthly: "" };

const whole = (typed: string) => (typed.trim() === "" ? null : Number(typed));
const amount = (typed: string) => atomic(typed) ?? null;
const shown = (value: number | null | undefined, inWords: (value: number) => string = String) => (value == null ? "" : inWords(value));

function nothingOr<T extends object>(limits: T): T | null {
  return Object.values(limits).every((value) => value === null) ? null : limits;
}

export function rateLimits({ minute, hour, day }: LimitTexts): PodRateLimits | null {
  return nothingOr({ requests_per_minute: whole(minute), requests_per_hour: whole(hour), requests_per_day: whole(day) });
}

export function spendingCaps({ daily, weekly, monthly }: LimitTexts): SpendingCaps | null {
  return nothingOr({ daily: amount(daily), weekly: amount(weekly), monthly: amount(monthly) });
}

function textsOf({ rate_limits: rates, spending_caps: caps }: Pod): LimitTexts {
  return {
    minute: shown(rates?.requests_per_minute),
    hour: shown(rates?.requests_per_hour),
    day: shown(rates?.requests_per_day),
    daily: shown(caps?.daily, decimal),
    weekly: shown(caps?.weekly, decimal),
    monthly: shown(caps?.monthly, decimal),
  };
}

export function limitsInWords({ rate_limits: rates, spending_caps: caps }: Pod): string {
  return [
    rates?.requests_per_minute && t.perMinute(count(rates.requests_per_minute)),
    rates?.requests_per_hour && t.perHour(count(rates.requests_per_hour)),
    rates?.requests_per_day && t.perDay(count(rates.requests_per_day)),
    caps?.daily && t.perDay(usdc(caps.daily)),
    caps?.weekly && t.perWeek(usdc(caps.weekly)),
    caps?.monthly && t.perMonth(usdc(caps.monthly)),
  ].filter(Boolean).join(" · ");
}

export function LimitFields({ value, onChange }: { value: LimitTexts; onChange: (part: Partial<LimitTexts>) => void }) {
  const props = (name: keyof LimitTexts, label: string) => ({
    label, placeholder: t.noLimit, value: value[name], onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange({ [name]: currentTarget.value }),
  });
  const requests = (name: keyof LimitTexts, label: string) => <Field type="number" min="1" step="1" {...props(name, label)} />;
  const dollars = (name: keyof LimitTexts, label: string) => <Field inputMode="decimal" pattern={AMOUNT_PATTERN} title={t.amountHint} {...props(name, label)} />;
  return (
    <>
      <fieldset>
        <legend class="legend">{t.requests}</legend>
        <div class={style["periods"]}>{requests("minute", t.aMinute)}{requests("hour", t.anHour)}{requests("day", t.aDay)}</div>
      </fieldset>
      <fieldset>
        <legend class="legend">{t.spending}</legend>
        <div class={style["periods"]}>{dollars("daily", t.aDay)}{dollars("weekly", t.aWeek)}{dollars("monthly", t.aMonth)}</div>
      </fieldset>
    </>
  );
}

const list = (typed: string) => {
  const all = typed.split(/[\n,]/).map((one) => one.trim()).filter(Boolean);
  return all.length > 0 ? all : null;
};

interface Typed extends LimitTexts {
  payees: string;
  categories: string;
  isStrict: boolean;
}

const typedOf = (pod: Pod): Typed => ({
  ...textsOf(pod),
  payees: (pod.policy?.allowed_payees ?? []).join("\n"),
  categories: (pod.policy?.allowed_categories ?? []).join("\n"),
  isStrict: pod.vault_strict,
});

/** What was changed, as the API takes it. It replaces groups of limits whole: what was not changed in them is taken from the pod. */
function changesOf(pod: Pod, changed: Partial<Typed>): PodChanges {
  const before = typedOf(pod);
  const after = { ...before, ...changed };
  const differs = (...names: (keyof Typed)[]) => names.some((name) => after[name] !== before[name]);
  return {
    ...(differs("minute", "hour", "day") && { rate_limits: rateLimits(after) }),
    ...(differs("daily", "weekly", "monthly") && { spending_caps: spendingCaps(after) }),
    ...(differs("payees", "categories") && { policy: nothingOr({ allowed_payees: list(after.payees), allowed_categories: list(after.categories) }) }),
    ...(differs("isStrict") && { vault_strict: after.isStrict }),
  };
}

/** It shows what is stored, and over it what the person has changed: others may change limits at the same time. */
export function Limits({ pod }: { pod: Pod }) {
  const [changed, setChanged] = useState<Partial<Typed>>({});
  const typed = { ...typedOf(pod), ...changed };
  const change = (part: Partial<Typed>) => setChanged({ ...changed, ...part });
  const save = async () => {
    const body = changesOf(await loadPod(pod.id), changed);
    await content(api.PATCH("/v1/pods/{pod_id}", { params: { path: { pod_id: pod.id } }, body }));
    await queries.invalidateQueries({ queryKey: ["pods"] });
    // What was typed meanwhile is not saved yet.
    setChanged((now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== changed[name as keyof Typed])));
    toast(t.limitsSaved);
  };
  return (
    <Card title={t.limits} isPadded>
      <Form action={text.save} onSubmit={save}>
        <LimitFields value={typed} onChange={change} />
        <div class="fields">
          <TextArea label={t.payees} hint={t.listHint} rows={3} value={typed.payees} onInput={({ currentTarget }) => change({ payees: currentTarget.value })} />
          <TextArea label={t.categories} hint={t.listHint} rows={3} value={typed.categories} onInput={({ currentTarget }) => change({ categories: currentTarget.value })} />
        </div>
        <Checkbox label={t.strict} hint={t.strictHint} checked={typed.isStrict} onChange={(isStrict) => change({ isStrict })} />
      </Form>
    </Card>
  );
}
