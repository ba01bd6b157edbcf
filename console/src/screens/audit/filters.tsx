import { text } from "../../texts.ts";
import { Field, Select } from "../../ui/field.tsx";
import { ACTIONS } from "./actions.ts";
import { nameOfActor, type Filter } from "./entries.ts";

const t = text.audit;

interface Props {
  filter: Filter;
  /** Who is in the entries that are loaded. */
  actors: string[];
  people: Map<string, string>;
  onChange: (filter: Filter) => void;
}

export function Filters({ filter, actors, people, onChange }: Props) {
  const named = [...new Set([...actors, filter.actor])].filter((actor) => actor !== "");
  return (
    <div class="fields">
      <Select label={t.action} value={filter.action} onChange={({ currentTarget }) => onChange({ ...filter, action: currentTarget.value })}>
        <option value="">{t.anyAction}</option>
        {ACTIONS.map((action) => <option key={action} value={action}>{action}</option>)}
      </Select>
      <Select label={t.actor} value={filter.actor} onChange={({ currentTarget }) => onChange({ ...filter, actor: currentTarget.value })}>
        <option value="">{t.anyActor}</option>
        {named.map((actor) => <option key={actor} value={actor}>{nameOfActor(actor, people)}</option>)}
      </Select>
      <Field label={t.from} type="date" value={filter.from} max={filter.until} onInput={({ currentTarget }) => onChange({ ...filter, from: currentTarget.value })} />
      <Field label={t.until} type="date" value={filter.until} min={filter.from} onInput={({ currentTarget }) => onChange({ ...filter, until: currentTarget.value })} />
    </div>
  );
}
