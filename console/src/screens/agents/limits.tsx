// What an agent may use: requests in a time, dollars in a period, whom it may pay.
import { useState } from "preact/hooks";
import { api, content, type Pod, type PodRateLimits, type SpendingCaps } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Checkbox, Field, TextArea } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { count, money } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { toast } from "../../ui/toast.tsx";
import style from "./agents.module.css";

const t = text.agents;
const ATOMIC = 1_000_000;

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
const atomic = (typed: string) => (typed.trim() === "" ? null : Math.round(Number(typed) * ATOMIC));
const shown = (value: number | null | undefined, unit = 1) => (value == null ? "" : String(value / unit));

function nothingOr<T extends object>(limits: T): T | null {
  return Object.values(limits).every((value) => value === null) ? null : limits;
}

export function rateLimits({ minute, hour, day }: LimitTexts): PodRateLimits | null {
  return nothingOr({ requests_per_minute: whole(minute), requests_per_hour: whole(hour), requests_per_day: whole(day) });
}

export function spendingCaps({ daily, weekly, monthly }: LimitTexts): SpendingCaps | null {
  return nothingOr({ daily: atomic(daily), weekly: atomic(weekly), monthly: atomic(monthly) });
}

function textsOf({ rate_limits: rates, spending_caps: caps }: Pod): LimitTexts {
  return {
    minute: shown(rates?.requests_per_minute),
    hour: shown(rates?.requests_per_hour),
    day: shown(rates?.requests_per_day),
    daily: shown(caps?.daily, ATOMIC),
    weekly: shown(caps?.weekly, ATOMIC),
    monthly: shown(caps?.monthly, ATOMIC),
  };
}

export function limitsInWords({ rate_limits: rates, spending_caps: caps }: Pod): string {
  return [
    rates?.requests_per_minute && t.perMinute(count(rates.requests_per_minute)),
    rates?.requests_per_hour && t.perHour(count(rates.requests_per_hour)),
    rates?.requests_per_day && t.perDay(count(rates.requests_per_day)),
    caps?.daily && t.perDay(money(caps.daily / ATOMIC)),
    caps?.weekly && t.perWeek(money(caps.weekly / ATOMIC)),
    caps?.monthly && t.perMonth(money(caps.monthly / ATOMIC)),
  ].filter(Boolean).join(" · ");
}

export function LimitFields({ value, onChange }: { value: LimitTexts; onChange: (value: LimitTexts) => void }) {
  const field = (name: keyof LimitTexts, label: string, step: string) => (
    <Field label={label} type="number" min={step} step={step} placeholder={t.noLimit} value={value[name]} onInput={({ currentTarget }) => onChange({ ...value, [name]: currentTarget.value })} />
  );
  return (
    <>
      <fieldset>
        <legend class="legend">{t.requests}</legend>
        <div class={style["periods"]}>{field("minute", t.aMinute, "1")}{field("hour", t.anHour, "1")}{field("day", t.aDay, "1")}</div>
      </fieldset>
      <fieldset>
        <legend class="legend">{t.spending}</legend>
        <div class={style["periods"]}>{field("daily", t.aDay, "0.01")}{field("weekly", t.aWeek, "0.01")}{field("monthly", t.aMonth, "0.01")}</div>
      </fieldset>
    </>
  );
}

const list = (typed: string) => typed.split(/[\n,]/).map((one) => one.trim()).filter(Boolean);

export function Limits({ pod }: { pod: Pod }) {
  const [limits, setLimits] = useState(() => textsOf(pod));
  const [payees, setPayees] = useState(() => (pod.policy?.allowed_payees ?? []).join("\n"));
  const [categories, setCategories] = useState(() => (pod.policy?.allowed_categories ?? []).join("\n"));
  const [isStrict, setStrict] = useState(pod.vault_strict);
  const save = async () => {
    const policy = nothingOr({ allowed_payees: list(payees).length ? list(payees) : null, allowed_categories: list(categories).length ? list(categories) : null });
    const body = { rate_limits: rateLimits(limits), spending_caps: spendingCaps(limits), policy, vault_strict: isStrict };
    await content(api.PATCH("/v1/pods/{pod_id}", { params: { path: { pod_id: pod.id } }, body }));
    await queries.invalidateQueries({ queryKey: ["pods"] });
    toast(t.limitsSaved);
  };
  return (
    <Card title={t.limits} isPadded>
      <Form action={text.save} onSubmit={save}>
        <LimitFields value={limits} onChange={setLimits} />
        <div class="fields">
          <TextArea label={t.payees} hint={t.listHint} rows={3} value={payees} onInput={({ currentTarget }) => setPayees(currentTarget.value)} />
          <TextArea label={t.categories} hint={t.listHint} rows={3} value={categories} onInput={({ currentTarget }) => setCategories(currentTarget.value)} />
        </div>
        <Checkbox label={t.strict} hint={t.strictHint} checked={isStrict} onChange={setStrict} />
      </Form>
    </Card>
  );
}
