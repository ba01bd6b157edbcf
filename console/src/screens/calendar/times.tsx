import { text } from "../../texts.ts";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import type { Typed } from "./typed.ts";
import styles from "./calendar.module.css";

interface TimesProps {
  typed: Typed;
  wrong: string | undefined;
  change: (part: Partial<Typed>) => void;
}

/** UTC is not in the list of all browsers. */
const ZONES = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

export function Times({ typed, wrong, change }: TimesProps) {
  const zones = ZONES.includes(typed.timezone) ? ZONES : [typed.timezone, ...ZONES];
  /** An end before the start moves along. */
  const changeStart = (startDay: string) => change({ startDay, ...(typed.endDay < startDay && { endDay: startDay }) });
  return (
    <>
      <Checkbox label={text.calendar.wholeDays} checked={typed.isAllDay} onChange={(isAllDay) => change({ isAllDay })} />
      <div class={styles["times"]}>
        <Field label={text.calendar.startDay} type="date" required value={typed.startDay} onInput={({ currentTarget }) => currentTarget.value && changeStart(currentTarget.value)} />
        {!typed.isAllDay && <Field label={text.calendar.startTime} type="time" required value={typed.startTime} onInput={({ currentTarget }) => currentTarget.value && change({ startTime: currentTarget.value })} />}
        <Field label={text.calendar.endDay} type="date" required value={typed.endDay} wrong={wrong} onInput={({ currentTarget }) => currentTarget.value && change({ endDay: currentTarget.value })} />
        {!typed.isAllDay && <Field label={text.calendar.endTime} type="time" required value={typed.endTime} onInput={({ currentTarget }) => currentTarget.value && change({ endTime: currentTarget.value })} />}
      </div>
      {!typed.isAllDay && (
        <Select label={text.calendar.timezone} value={typed.timezone} onChange={({ currentTarget }) => change({ timezone: currentTarget.value })}>
          {zones.map((zone) => <option key={zone} value={zone}>{zone.replaceAll("_", " ")}</option>)}
        </Select>
      )}
    </>
  );
}
