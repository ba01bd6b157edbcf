import { text } from "../../texts.ts";
import { Field, Select } from "../../ui/field.tsx";
import type { RepeatChoice, Repetition } from "./recurrence.ts";
import styles from "./calendar.module.css";

const CHOICES = Object.entries(text.calendar.repeatChoices) as [RepeatChoice, string][];
const ENDS = Object.entries(text.calendar.repeatEnds) as [Repetition["ends"], string][];

export function Repeat({ repetition, change }: { repetition: Repetition; change: (repetition: Repetition) => void }) {
  const { choice, rule, ends, lastDay, times } = repetition;
  const set = (part: Partial<Repetition>) => change({ ...repetition, ...part });
  return (
    <div class={styles["times"]}>
      <Select label={text.calendar.repeat} value={choice} onChange={({ currentTarget }) => set({ choice: currentTarget.value as RepeatChoice })}>
        {CHOICES.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
      </Select>
      {choice === "custom" && <Field label={text.calendar.rule} hint={text.calendar.ruleHint} class="input mono" maxLength={500} value={rule} onInput={({ currentTarget }) => set({ rule: currentTarget.value })} />}
      {choice !== "none" && choice !== "custom" && (
        <Select label={text.calendar.repeatEnd} value={ends} onChange={({ currentTarget }) => set({ ends: currentTarget.value as Repetition["ends"] })}>
          {ENDS.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </Select>
      )}
      {choice !== "none" && choice !== "custom" && ends === "date" && <Field label={text.calendar.lastDay} type="date" value={lastDay} onInput={({ currentTarget }) => set({ lastDay: currentTarget.value })} />}
      {choice !== "none" && choice !== "custom" && ends === "count" && <Field label={text.calendar.times} type="number" min={1} max={5000} value={times} onInput={({ currentTarget }) => set({ times: currentTarget.value })} />}
    </div>
  );
}
